package carrier

import (
	"crypto/ed25519"
	"encoding/base64"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
)

const (
	voiceURL = "https://ivr.example.net/voice"
	caller   = "+15125550142"
	called   = "+18335550167"
)

// app is an application written by hand: a document for each path. It refuses what is not signed.
type app struct {
	tb   testing.TB
	key  ed25519.PublicKey
	docs map[string]string

	mu     sync.Mutex
	status map[string][]int // the next status codes of a path; then 200
	got    []string         // paths, in order
}

func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		a.tb.Error(err)
	}
	if !a.signed(r, body) {
		http.Error(w, "not signed", http.StatusForbidden)
		return
	}
	a.mu.Lock()
	a.got = append(a.got, r.URL.Path)
	status := http.StatusOK
	if list := a.status[r.URL.Path]; len(list) > 0 {
		status, a.status[r.URL.Path] = list[0], list[1:]
	}
	a.mu.Unlock()
	if status >= 300 && status < 400 {
		w.Header().Set("Location", "/moved")
	}
	w.WriteHeader(status)
	if doc, ok := a.docs[r.URL.Path]; status == http.StatusOK && ok {
		_, _ = io.WriteString(w, "<Response>"+doc+"</Response>")
	}
}

func (a *app) signed(r *http.Request, body []byte) bool {
	signature, err := base64.StdEncoding.DecodeString(r.Header.Get("telnyx-signature-ed25519"))
	message := append([]byte(r.Header.Get("telnyx-timestamp")+"|"), body...)
	return err == nil && ed25519.Verify(a.key, message, signature)
}

// play begins a call to documents by path; that of /voice comes first.
func play(tb testing.TB, docs map[string]string, change ...func(*Options)) (*app, *Call, *Step) {
	tb.Helper()
	c, a := dock(tb, docs, change...)
	call, step := begin(tb, c, caller)
	return a, call, step
}

// begin lets somebody call.
func begin(tb testing.TB, c *Carrier, from string) (*Call, *Step) {
	tb.Helper()
	call, step, err := c.Begin(tb.Context(), from, called)
	if err != nil {
		tb.Fatal(err)
	}
	return call, step
}

// dock is a carrier with an application and no call yet.
func dock(tb testing.TB, docs map[string]string, change ...func(*Options)) (*Carrier, *app) {
	tb.Helper()
	a := &app{tb: tb, docs: docs, status: map[string][]int{}}
	o := Options{URL: voiceURL, Transport: InProcess(a), Status: "https://ivr.example.net/status"}
	for _, f := range change {
		f(&o)
	}
	c, err := New(o)
	if err != nil {
		tb.Fatal(err)
	}
	a.key = c.PublicKey()
	return c, a
}

func switched(names ...string) func(*Options) {
	return func(o *Options) { o.Switches = append(o.Switches, names...) }
}

// do plays actions and returns the last step.
func do(tb testing.TB, call *Call, actions ...Action) *Step {
	tb.Helper()
	var last *Step
	for _, a := range actions {
		step, err := call.Do(a)
		if err != nil {
			tb.Fatal(err)
		}
		last = step
	}
	return last
}

// request is the last request of a kind in a call.
func request(tb testing.TB, call *Call, callback string) *Exchange {
	tb.Helper()
	for _, x := range slices.Backward(call.Exchanges()) {
		if x.Callback == callback {
			return x
		}
	}
	tb.Fatalf("no %s was sent, but %s", callback, strings.Join(kinds(call), ", "))
	return nil
}

// kinds are the names of a call's requests, in order.
func kinds(call *Call) []string {
	var list []string
	for _, x := range call.Exchanges() {
		list = append(list, x.Callback)
	}
	return list
}

// wantFields compares fields of a request; an empty value wants none.
func wantFields(tb testing.TB, x *Exchange, pairs ...string) {
	tb.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if got := x.Get(pairs[i]); got != pairs[i+1] {
			tb.Errorf("%s: %s is %q, want %q", x.Callback, pairs[i], got, pairs[i+1])
		}
	}
}

// words are what was said in a step, on all legs.
func words(s *Step) string {
	var list []string
	for _, h := range s.Heard {
		if h.Text != "" {
			list = append(list, h.Text)
		}
	}
	return strings.Join(list, " ")
}

func wantWords(tb testing.TB, s *Step, want string) {
	tb.Helper()
	if got := words(s); got != want {
		tb.Errorf("heard %q, want %q; notes %q", got, want, s.Notes)
	}
}

func wantWaits(tb testing.TB, s *Step, verb string) {
	tb.Helper()
	if s.Waits.Verb != verb {
		tb.Errorf("waits for %q, want %q; ended %+v; notes %q", s.Waits.Verb, verb, s.End, s.Notes)
	}
}
