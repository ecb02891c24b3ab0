package host

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/mux"
)

const (
	pingTime   = 500 * time.Millisecond
	reloadTime = 30 * time.Second
)

// adminRoutes are the operator's URLs; they belong on a listener of their own.
func (h *Host) adminRoutes() http.Handler {
	r := mux.NewRouter().SkipClean(true).UseEncodedPath()
	r.Handle("/healthz", reading(h.healthz))
	r.Handle("/readyz", reading(h.readyz))
	r.HandleFunc("/-/reload", h.reloadz)
	return h.named(r)
}

// named lets through what was sent to a name of this machine. A web page anywhere can have its own name point here and would
// then read our answers as its own; the Host header tells which name the browser was given.
func (h *Host) named(next http.Handler) http.Handler {
	if !h.options.AdminLoopback {
		return next // which names lead there is not ours to know; a token is
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !loopbackName(r.Host) {
			sendJSON(w, http.StatusForbidden, failure{"want a loopback name as host, such as localhost"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// loopbackName reports whether a Host header names this machine itself.
func loopbackName(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	if strings.EqualFold(strings.TrimSuffix(name, "."), "localhost") {
		return true
	}
	ip := net.ParseIP(strings.TrimSuffix(strings.TrimPrefix(name, "["), "]"))
	return ip != nil && ip.IsLoopback()
}

// reading lets GET and HEAD through.
func reading(serve http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			sendJSON(w, http.StatusMethodNotAllowed, failure{"want GET"})
			return
		}
		serve(w, r)
	})
}

type failure struct {
	Error string `json:"error"`
}

// health is what GET /healthz tells.
type health struct {
	Status       string            `json:"status"`       // ok, warning, red
	Problems     []string          `json:"problems"`     // why it is not ok
	Verification string            `json:"verification"` // on, off
	Hash         string            `json:"hash"`
	Flows        map[string]string `json:"flows"` // version by name
	Draining     bool              `json:"draining"`
	Reload       reloadHealth      `json:"reload"`
	Stats        Stats             `json:"stats"`
}

type reloadHealth struct {
	At    time.Time `json:"at"`
	OK    bool      `json:"ok"`
	Error string    `json:"error,omitempty"`
}

// healthz always answers 200: the process is alive, and to start it anew would mend none of what is told here. Flows,
// versions and findings are for the operator; others are told the status alone, which a probe needs.
func (h *Host) healthz(w http.ResponseWriter, r *http.Request) {
	out := h.health()
	if !h.byToken(r) && !h.onLoopback(r) {
		sendJSON(w, http.StatusOK, map[string]string{"status": out.Status})
		return
	}
	sendJSON(w, http.StatusOK, out)
}

func (h *Host) health() health {
	snap := h.library.current.Load()
	at, failed := h.reload.last()
	out := health{
		Status: "ok", Problems: []string{}, Verification: "on", Hash: snap.Hash, Flows: map[string]string{},
		Draining: h.draining.Load(), Reload: reloadHealth{At: at, OK: failed == "", Error: failed},
		Stats: h.Stats(),
	}
	for name, m := range snap.Machines {
		out.Flows[name] = m.Version
	}
	worse := func(status, problem string) {
		if out.Status != "red" {
			out.Status = status
		}
		out.Problems = append(out.Problems, problem)
	}
	if snap.Verifier == nil {
		out.Verification = "off"
		worse("warning", "callbacks are not verified")
	}
	if snap.AcceptGET {
		worse("warning", "accept_get is on: requests by GET are not verified")
	}
	if h.options.Fetch != nil {
		for _, origin := range h.options.Fetch.Open() {
			worse("warning", "requests to "+origin+" have failed, and it is left alone")
		}
	}
	if failed != "" {
		worse("warning", "the last reload failed; the flows before it are served")
	}
	switch skew := time.Duration(out.Stats.SkewSeconds) * time.Second; {
	case skew.Abs() >= skewRed:
		worse("red", "the clock is off by "+skew.String()+"; beyond the tolerance every callback is refused")
	case skew.Abs() >= skewWarning:
		worse("warning", "the clock is off by "+skew.String())
	}
	return out
}

// readyz tells whether new callbacks should be sent here. A host has a valid snapshot from its first moment on.
func (h *Host) readyz(w http.ResponseWriter, r *http.Request) {
	if h.draining.Load() {
		sendJSON(w, http.StatusServiceUnavailable, failure{"draining"})
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), pingTime)
	defer cancel()
	if err := h.options.Store.Ping(ctx); err != nil {
		h.log.Warn("not ready", "reason", "the store is away or slow", "err", err.Error())
		sendJSON(w, http.StatusServiceUnavailable, failure{"the store is away or slow"})
		return
	}
	sendJSON(w, http.StatusOK, map[string]bool{"ready": true})
}

// reloadz serves POST /-/reload: it waits for the reload and tells how it ended.
func (h *Host) reloadz(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		sendJSON(w, http.StatusMethodNotAllowed, failure{"want POST"})
		return
	}
	if status, reason := h.mayReload(r); status != 0 {
		h.log.Warn("reload refused", "reason", reason)
		sendJSON(w, status, failure{reason})
		return
	}
	// Compiling a large set may take longer than the listener's time-outs.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(reloadTime + time.Second))
	ctx, cancel := context.WithTimeout(r.Context(), reloadTime)
	defer cancel()
	done, err := h.Reload(ctx)
	if err != nil {
		sendJSON(w, http.StatusUnprocessableEntity, failure{err.Error()})
		return
	}
	sendJSON(w, http.StatusOK, done)
}

// mayReload says why a reload may not be asked for; status 0: it may. Without a token only this machine may, and no web
// page that is open on it: a browser sends Origin with every POST that a page makes. Not even with the token may a page of
// another site.
func (h *Host) mayReload(r *http.Request) (status int, reason string) {
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return http.StatusForbidden, "not from a page of another site"
	}
	if h.options.AdminToken != "" {
		if !h.byToken(r) {
			return http.StatusUnauthorized, "want the admin token as bearer"
		}
		return 0, ""
	}
	switch {
	case !h.onLoopback(r):
		return http.StatusForbidden, "without an admin token, only on loopback"
	case len(r.Header.Values("Origin")) > 0:
		return http.StatusForbidden, "not from a web page"
	}
	return 0, ""
}

// byToken reports whether a request carries the admin token; never when there is none.
func (h *Host) byToken(r *http.Request) bool {
	want := h.options.AdminToken
	got, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return ok && want != "" && subtle.ConstantTimeCompare([]byte(got), []byte(want)) == 1
}

// onLoopback reports whether a request came from this machine to a listener that only this machine reaches.
func (h *Host) onLoopback(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil || !h.options.AdminLoopback {
		return false
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

func sendJSON(w http.ResponseWriter, status int, v any) {
	body, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		status, body = http.StatusInternalServerError, []byte(`{"error":"cannot be shown"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n'))
}
