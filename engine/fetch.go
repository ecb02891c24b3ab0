package engine

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/engine/guard"
)

// The bounds of what one step asks of the outside.
const (
	MaxFetches   = 5                       // requests of one step
	MaxFetchTime = 1500 * time.Millisecond // for all requests of one step together
	MaxFetchBody = 64 << 10                // bytes of one request's body
)

// FetchRequest is a request that a step asks its host to make. Nothing of it belongs into a log: body and URL may hold
// what a caller said, and the body a secret.
type FetchRequest struct {
	Method  string
	URL     string // absolute; its origin is allowed by the policy of the deployment
	Headers []FetchHeader
	Body    []byte
	Within  time.Duration // how long it may take, never more than MaxFetchTime
	Answer  bool          // the answer's body is wanted, as JSON
	Of      *Fetch        // what it is made of, which says what in it is a secret

	// Key is the same for the same request of the same turn, however often it is made, and differs from all others.
	Key string
}

// FetchHeader is one header field of a request.
type FetchHeader struct{ Name, Value string }

// FetchFailure is why no answer can be used.
type FetchFailure string

// The failures.
const (
	FetchAnswered FetchFailure = ""         // an answer came, of whatever status
	FetchTimeout  FetchFailure = "timeout"  // not within its time
	FetchBadBody  FetchFailure = "bad_body" // the body is too large, encoded, or no JSON
	FetchFailed   FetchFailure = "failed"   // not made, or without an answer
)

// FetchResult is what became of a request.
type FetchResult struct {
	Failure FetchFailure
	Why     string // of a failure, in plain words without a value of the call
	Status  int    // of the answer; 0: none came
	Body    []byte // if it was wanted and the status is one of success
}

var (
	errOffline     = errors.New("no request can be made here")
	errManyFetches = errors.New("too many requests in one step")
	errBodyTooLong = errors.New("the request's body is too long")
)

// fetch comes to a request. The step runs from its beginning to here once for each: what the event holds the result of
// has been made, the next one is what the reply asks for.
func (s *stepper) fetch(a *Fetch) {
	if s.offline || s.call.Track != TrackMain {
		s.refused(errOffline, a.Failed)
		return
	}
	if s.fetches == MaxFetches {
		s.refused(errManyFetches, a.Failed)
		return
	}
	request, err := s.request(a)
	if err != nil {
		s.refused(err, a.Failed)
		return
	}
	n := s.fetches
	s.fetches++
	if n < len(s.event.Fetched) {
		s.fetched(a, s.event.Fetched[n])
		return
	}
	request.Key = requestKey(s.call.SID, MainTrack, strconv.Itoa(s.call.Turn), strconv.Itoa(n), s.call.Where())
	s.want, s.done = request, true
}

// requestKey is made of what a request is for, so that whoever makes it again has the same.
func requestKey(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		_, _ = fmt.Fprintf(h, "%d:%s", len(p), p) // a hash takes every write
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// request fills a request in. Nothing of it is written by the carrier, so that it is plain text throughout.
func (s *stepper) request(a *Fetch) (*FetchRequest, error) {
	out := &FetchRequest{Of: a, Method: a.Method, URL: s.text(a.URL, 0).String(), Within: min(a.Within, MaxFetchTime), Answer: len(a.Fields) > 0}
	if out.Within <= 0 {
		out.Within = MaxFetchTime
	}
	if !a.URL.IsLiteral() {
		if err := strays(out.URL); err != nil {
			return nil, err
		}
	}
	if s.deployment.Policy == nil {
		return nil, errNoPolicy
	}
	if err := s.deployment.Policy.Fetch(out.URL); err != nil {
		return nil, err
	}
	for _, h := range a.Headers {
		value := s.text(h.Value, 0).String()
		if strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7F }) {
			return nil, fmt.Errorf("the header %s cannot hold this value", h.Name)
		}
		out.Headers = append(out.Headers, FetchHeader{h.Name, value})
	}
	switch {
	case a.JSON != nil:
		body, err := s.json(*a.JSON)
		if err != nil {
			return nil, errors.New("the request's body cannot be made of these values")
		}
		out.Body = []byte(body.String())
	case a.Form != nil:
		out.Body = s.formBody(a.Form)
	}
	if len(out.Body) > MaxFetchBody {
		return nil, errBodyTooLong
	}
	return out, nil
}

// formBody is a form in which everything is escaped.
func (s *stepper) formBody(fields []FormField) []byte {
	var b bytes.Buffer
	for i, f := range fields {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(f.Name) + "=" + url.QueryEscape(s.text(f.Value, 0).String()))
	}
	return b.Bytes()
}

// fetched decides the outcome of a request.
func (s *stepper) fetched(a *Fetch, r FetchResult) {
	values, outcome, why := a.read(r)
	s.exits = map[string]any{"fetch": values}
	s.values = nil
	list := map[string][]*Transition{
		"ok": a.OK, "status": a.Status, "timeout": a.Timeout, "bad_body": a.BadBody, "failed": a.Failed,
	}[outcome]
	if list == nil || outcome == "failed" {
		s.trouble(why) // what the author tells apart is no surprise
		outcome, list = "failed", a.Failed
	}
	s.decide(outcome, list)
}

// read judges what came back: the values under fetch, the outcome, and in plain words why it is not ok.
func (a *Fetch) read(r FetchResult) (values map[string]any, outcome, why string) {
	values = map[string]any{"status": nil}
	if r.Status > 0 {
		values["status"] = r.Status
	}
	switch {
	case r.Failure == FetchTimeout || r.Failure == FetchBadBody:
		return values, string(r.Failure), "the request: " + r.Why
	case r.Failure != FetchAnswered:
		return values, "failed", "the request: " + r.Why
	case r.Status < 200 || r.Status > 299:
		return values, "status", "the request was answered with status " + strconv.Itoa(r.Status)
	case len(a.Fields) == 0:
		return values, "ok", ""
	}
	var answer any
	d := json.NewDecoder(bytes.NewReader(r.Body))
	d.UseNumber() // a float64 would lose digits of whole numbers
	if err := d.Decode(&answer); err != nil {
		return values, "bad_body", "the answer to the request is no JSON"
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return values, "bad_body", "the answer to the request is no JSON"
	}
	for _, f := range a.Fields {
		raw := lookup(answer, f.Path)
		if raw == nil && f.Type.Optional {
			values[f.Name] = nil
			continue
		}
		value, err := f.Type.Decode(raw)
		if err != nil {
			// Which value it was is not for a log; the name and type are the author's.
			want := f.Type
			want.Optional = false
			return map[string]any{"status": values["status"]}, "bad_body",
				"the answer's field " + f.Name + " is not " + want.String()
		}
		values[f.Name] = value
	}
	return values, "ok", ""
}

// lookup finds a value in plain JSON data by its path, such as orders[0].eta; nil when there is none.
func lookup(data any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		name, indexes, _ := strings.Cut(name, "[")
		object, ok := data.(map[string]any)
		if !ok {
			return nil
		}
		data = object[name]
		for index := range strings.SplitSeq(strings.TrimSuffix(indexes, "]"), "][") {
			if index == "" {
				break
			}
			list, ok := data.([]any)
			i, err := strconv.Atoi(index)
			if !ok || err != nil || i < 0 || i >= len(list) {
				return nil
			}
			data = list[i]
		}
	}
	return data
}

// StatusField is what every exit of a fetch sees beside the author's fields.
func StatusField(answered bool) guard.Field {
	return guard.Field{Name: "status", Type: guard.Type{Kind: guard.Int, Optional: !answered}}
}
