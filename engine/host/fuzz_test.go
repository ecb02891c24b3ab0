package host

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/texmlflow/texmlflow/engine/callback"
)

// FuzzRequest: every request, rightly signed or not, has an answer of the table of input classes.
func FuzzRequest(f *testing.F) {
	r := newRig(f)
	entry := r.post("/texml/clinic", form("c"))
	path := strings.TrimPrefix(entry.action, publicURL)
	transcript := `{"event_type":"call.transcription","payload":{"call_control_id":"c"}}`
	for _, seed := range []struct{ method, path, query, media, encoding, body string }{
		{"POST", "/texml", "", mediaForm, "", form("c")},
		{"POST", "/texml/clinic", "", mediaForm, "", form("d")},
		{"POST", path, "", mediaForm, "", form("c", "Digits", "1")},
		{"POST", path, "x=1", mediaForm, "gzip", form("c", "Digits", "1")},
		{"POST", "/events/status", "", mediaForm, "", status("c", "completed", "3")},
		{"POST", "/events/transcription", "", mediaJSON, "", transcript},
		{"GET", "/texml/%2e%2e", "entry_secret=x", "", "", ""},
		{"POST", "/t/" + strings.Repeat("A", 60), "", mediaForm + "; charset=utf-8", "", "CallSid=c&CallSid=c"},
	} {
		f.Add(seed.method, seed.path, seed.query, seed.media, seed.encoding, []byte(seed.body), true)
	}
	allowed := []int{200, 400, 403, 404, 405, 413, 415}
	f.Fuzz(func(t *testing.T, method, path, query, media, encoding string, body []byte, signed bool) {
		req := &http.Request{
			Method: method, URL: &url.URL{Path: path, RawQuery: query}, Header: http.Header{}, Host: "h",
			Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), RemoteAddr: "192.0.2.1:1",
		}
		if signed {
			req.Header = callback.Sign(signer, r.clock.now(), body)
		}
		req.Header.Set("Content-Type", media)
		if encoding != "" {
			req.Header.Set("Content-Encoding", encoding)
		}
		w := httptest.NewRecorder()
		r.host.Public().ServeHTTP(w, req.WithContext(t.Context()))
		if !slices.Contains(allowed, w.Code) {
			t.Errorf("status %d", w.Code)
		}
		if !signed && w.Code == http.StatusOK {
			t.Error("an unsigned request was taken")
		}
		if w.Header().Get("Content-Type") == "application/xml; charset=utf-8" {
			parse(t, w.Body.String())
		}
		if n := r.host.Stats().Panics; n > 0 {
			t.Fatalf("%d panics: %s", n, r.log.tail("panic"))
		}
	})
}
