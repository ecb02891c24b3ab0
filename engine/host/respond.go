package host

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
)

// result is what became of a request: the answer, and what the log says of it. It holds no value of the call but its SID.
type result struct {
	class class
	body  []byte // TeXML; nil: the plain words of the class

	call, flow, state, outcome string
	turn                       int

	reason string // why, in plain words without values
	err    error  // the cause, whose text holds no value of the call
	allow  string // for the Allow header

	serve   func(http.ResponseWriter, *http.Request) // sends an answer that is no document; nil: body, or the class's words
	pending *pending                                 // the turn is claimed and not over: something must be asked first

	unverified bool // refused before anything showed that the carrier sent it
}

// adapt makes a handler of a function that returns a result: it logs, counts and answers. A panic outside of a step is
// answered with 200 and the given bytes.
func (h *Host) adapt(fallback []byte, serve func(http.ResponseWriter, *http.Request) result) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(p)
			}
			h.answer(w, r, h.crashed(p, result{body: fallback}))
		}()
		h.answer(w, r, serve(w, r))
	})
}

// crashed is the result of a panic: what its answer is has been decided, here it is counted. The text of a panic may hold
// anything, so that only its type and place are logged.
func (h *Host) crashed(p any, res result) result {
	h.stats.panics.Add(1)
	res.class, res.reason = classPanic, fmt.Sprintf("panic of type %T", p)
	if err, ok := p.(runtime.Error); ok {
		res.reason = err.Error() // indexes, types and nil pointers
	}
	h.log.Error("panic", "call", res.call, "flow", res.flow, "turn", res.turn, "reason", res.reason, "stack", frames(debug.Stack()))
	return res
}

// frames keeps the places of a stack trace and drops the arguments.
func frames(stack []byte) string {
	var places []string
	for line := range strings.Lines(string(stack)) {
		if place, ok := strings.CutPrefix(line, "\t"); ok {
			place, _, _ = strings.Cut(strings.TrimSpace(place), " ")
			places = append(places, place)
		}
	}
	return strings.Join(places[:min(len(places), 24)], " ")
}

// answer sends a result and tells log and counters of it.
func (h *Host) answer(w http.ResponseWriter, r *http.Request, res result) {
	h.stats.request(res.class)
	h.logResult(r.Context(), res)
	row := classTable[res.class]
	header := w.Header()
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	body := res.body
	switch {
	case body != nil:
		header.Set("Content-Type", "application/xml; charset=utf-8")
	case row.words != "":
		header.Set("Content-Type", "text/plain; charset=utf-8")
		body = []byte(row.words)
	}
	if res.allow != "" {
		header.Set("Allow", res.allow)
	}
	if row.status == http.StatusServiceUnavailable {
		header.Set("Retry-After", "1")
	}
	// Who has not shown to be the carrier keeps no connection, over HTTP/2 neither. And what stands behind a chunked body is
	// not read: a proxy in front may have seen its end elsewhere.
	if res.unverified || len(r.TransferEncoding) > 0 {
		header.Set("Connection", "close")
	}
	if res.serve != nil {
		res.serve(w, r)
		return
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(row.status)
	_, _ = w.Write(body) // whoever is gone will ask again, and gets the stored bytes
}

func (h *Host) logResult(ctx context.Context, res result) {
	level := classTable[res.class].level
	if res.reason != "" {
		level = max(level, slog.LevelWarn) // something went otherwise than its flow or its operator meant
	}
	if !h.log.Enabled(ctx, level) {
		return
	}
	if res.unverified && !h.samples.take(res.class) {
		return // counted there, and told in one line
	}
	attrs := make([]slog.Attr, 0, 8)
	attrs = append(attrs, slog.String("class", res.class.String()))
	for _, a := range []struct{ key, value string }{
		{"call", res.call}, {"flow", res.flow}, {"state", res.state}, {"outcome", res.outcome}, {"reason", res.reason},
	} {
		if a.value != "" {
			attrs = append(attrs, slog.String(a.key, a.value))
		}
	}
	if res.turn > 0 {
		attrs = append(attrs, slog.Int("turn", res.turn))
	}
	if res.err != nil {
		attrs = append(attrs, slog.String("err", res.err.Error()))
	}
	h.log.LogAttrs(ctx, level, "callback", attrs...)
}

// leftOut tells how many lines about callbacks that did not verify were not written; the counters count all of them.
func (h *Host) leftOut(c class, left int) {
	h.log.LogAttrs(context.Background(), classTable[c].level, "callbacks not verified",
		slog.String("class", c.String()), slog.Int("left_out", left), slog.String("reason", "too many lines in a second"))
}

// mask shows the last two digits of a number, and nothing of what has fewer than five.
func mask(number string) string {
	var digits []byte
	for i := range len(number) {
		if '0' <= number[i] && number[i] <= '9' {
			digits = append(digits, number[i])
		}
	}
	if len(digits) < 5 {
		return "…"
	}
	return "…" + string(digits[len(digits)-2:])
}
