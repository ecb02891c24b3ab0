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
	return r
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

// healthz always answers 200: the process is alive, and to start it anew would mend none of what is told here.
func (h *Host) healthz(w http.ResponseWriter, _ *http.Request) {
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
	if failed != "" {
		worse("warning", "the last reload failed; the flows before it are served")
	}
	switch skew := time.Duration(out.Stats.SkewSeconds) * time.Second; {
	case skew.Abs() >= skewRed:
		worse("red", "the clock is off by "+skew.String()+"; beyond the tolerance every callback is refused")
	case skew.Abs() >= skewWarning:
		worse("warning", "the clock is off by "+skew.String())
	}
	sendJSON(w, http.StatusOK, out)
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
// page that is open on it: a browser sends Origin with every POST that a page makes.
func (h *Host) mayReload(r *http.Request) (status int, reason string) {
	if want := h.options.AdminToken; want != "" {
		got, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok || subtle.ConstantTimeCompare([]byte(got), []byte(want)) != 1 {
			return http.StatusUnauthorized, "want the admin token as bearer"
		}
		return 0, ""
	}
	switch {
	case !h.options.AdminLoopback || !fromLoopback(r.RemoteAddr):
		return http.StatusForbidden, "without an admin token, only on loopback"
	case len(r.Header.Values("Origin")) > 0:
		return http.StatusForbidden, "not from a web page"
	}
	return 0, ""
}

func fromLoopback(remote string) bool {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
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
