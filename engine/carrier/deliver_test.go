package carrier

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// attempted are what was tried for a kind of request: attempt, target and status.
func attempted(call *Call, callback string) []string {
	var list []string
	for _, x := range call.Exchanges() {
		if x.Callback == callback {
			path := strings.TrimPrefix(x.Target, "https://ivr.example.net")
			what := path
			switch {
			case x.Lost:
				what += " lost"
			case x.Copy > 0:
				what += " copy"
			case x.Problem != "":
				what += " " + x.Problem
			}
			list = append(list, what)
		}
	}
	return list
}

func TestRetries(t *testing.T) {
	for _, test := range []struct {
		name   string
		status map[string][]int // of /key and /fallback
		change []string
		want   []string
		ends   bool
	}{
		{"good", nil, nil, []string{"/key"}, false},
		{"one server error", map[string][]int{"/key": {503}}, nil, []string{"/key status 503", "/key"}, false},
		{"two", map[string][]int{"/key": {500, 502}}, nil, []string{"/key status 500", "/key status 502", "/fallback"}, false},
		{"too many requests, timeout", map[string][]int{"/key": {429, 408}}, nil, []string{"/key status 429", "/key status 408", "/fallback"}, false},
		{"other client errors are not tried again", map[string][]int{"/key": {404}}, nil, []string{"/key status 404", "/fallback"}, false},
		{"everything fails", map[string][]int{"/key": {500, 500}, "/fallback": {500, 403}}, nil, []string{"/key status 500", "/key status 500", "/fallback status 500", "/fallback status 403"}, true},
		{"failover at once", map[string][]int{"/key": {500}}, []string{failoverAtOnce}, []string{"/key status 500", "/fallback"}, false},
		{"actions have no failover", map[string][]int{"/key": {404}}, []string{actionNoFailover}, []string{"/key status 404"}, true},
		{"a redirect", map[string][]int{"/key": {307}}, nil, []string{"/moved"}, false},
		{"three redirects", map[string][]int{"/key": {307}, "/moved": {302, 301}}, nil, []string{"/moved"}, false},
		{"four", map[string][]int{"/key": {307, 307}, "/moved": {307, 307, 307, 307, 307, 307}}, nil, []string{"/moved an HTTP redirect", "/moved an HTTP redirect", "/fallback"}, false},
		{"redirects are failures", map[string][]int{"/key": {307, 307}}, []string{redirectsFail}, []string{"/key an HTTP redirect", "/key an HTTP redirect", "/fallback"}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			a, call, _ := play(t, map[string]string{
				"/voice": `<Gather action="/key" numDigits="1"/>`, "/key": said, "/fallback": said, "/moved": said,
			}, switched(test.change...), func(o *Options) { o.Fallback = "https://ivr.example.net/fallback" })
			a.status = test.status
			step := do(t, call, Press("1"))
			if diff := cmp.Diff(test.want, attempted(call, "gather_action")); diff != "" {
				t.Error(diff)
			}
			if by := step.End.By; (by == "failure") != test.ends {
				t.Errorf("ended by %s", by)
			}
		})
	}
}

func TestDocumentsThatAreNone(t *testing.T) {
	for name, answer := range map[string]string{
		"empty": "", "text": "hello", "another root": "<Say>a</Say>", "not closed": "<Response><Say>a", "two": "<Response/><Response/>",
		"too long": "<Response><!--" + strings.Repeat("x", maxDocument) + "--></Response>", "DTD": "<!DOCTYPE a><Response/>",
	} {
		t.Run(name, func(t *testing.T) {
			h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, answer) })
			c, err := New(Options{URL: voiceURL, Transport: InProcess(h)})
			if err != nil {
				t.Fatal(err)
			}
			call, step, err := c.Begin(t.Context(), caller, called)
			if err != nil || step.End == nil || step.End.By != "failure" || len(call.Exchanges()) != attempts {
				t.Errorf("ended %+v after %d requests, %v", step.End, len(call.Exchanges()), err)
			}
		})
	}
}

// once plans something for one kind of request.
func once(callback string, p Plan) func(*Options) {
	return func(o *Options) {
		o.Deliver = func(r Request) Plan {
			if r.Callback == callback {
				return p
			}
			return Plan{}
		}
	}
}

func TestPlans(t *testing.T) {
	docs := map[string]string{"/voice": `<Gather action="/key" numDigits="1"/>`, "/key": `<Gather action="/more" numDigits="1"/>`, "/more": said}
	keys := []Action{Press("1"), Press("2")}
	for _, test := range []struct {
		name, callback string
		plan           Plan
		want           []string
	}{
		{"repeated", "gather_action", Plan{Repeat: 2}, []string{"/key", "/key copy", "/key copy", "/more", "/more copy", "/more copy"}},
		{"repeated later", "gather_action", Plan{Late: 1}, []string{"/key", "/more", "/key copy", "/more copy"}},
		{"the answer is lost", "gather_action", Plan{Lose: 1}, []string{"/key lost", "/key", "/more lost", "/more"}},
		{"it never arrives", "gather_action", Plan{Drop: 1}, []string{"/key it did not arrive", "/key", "/more it did not arrive", "/more"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, call, _ := play(t, docs, once(test.callback, test.plan))
			do(t, call, keys...)
			if diff := cmp.Diff(test.want, attempted(call, "gather_action")); diff != "" {
				t.Error(diff)
			}
		})
	}
	t.Run("documents are those that count", func(t *testing.T) {
		_, call, step := play(t, docs, once("gather_action", Plan{Repeat: 2, Lose: 1}))
		if list := step.Documents(); len(list) != 1 || !strings.Contains(string(list[0]), `action="/key"`) {
			t.Errorf("got %q", list)
		}
		if list := do(t, call, Press("1")).Documents(); len(list) != 1 || !strings.Contains(string(list[0]), `action="/more"`) {
			t.Errorf("then %q", list)
		}
	})
	t.Run("together", func(t *testing.T) {
		a, call, _ := play(t, docs, once("gather_action", Plan{Repeat: 20, AtOnce: true}))
		wantWords(t, do(t, call, keys...), "said")
		if got := len(attempted(call, "gather_action")); got != 42 || len(a.got) < 42 {
			t.Errorf("%d exchanges, the application got %d", got, len(a.got))
		}
	})
	t.Run("held back: two change places", func(t *testing.T) {
		_, call, _ := play(t, docs, once("call_initiated", Plan{Hold: 1}))
		if got := kinds(call); !slices.Equal(got, []string{"instruction_fetch", "call_initiated", "call_answered"}) {
			t.Errorf("sent %q", got)
		}
	})
	t.Run("held back to the end", func(t *testing.T) {
		_, call, _ := play(t, docs, once("call_initiated", Plan{Hold: 99}))
		do(t, call, Hangup())
		if got := kinds(call); got[len(got)-1] != "call_initiated" {
			t.Errorf("sent %q", got)
		}
	})
	t.Run("an instruction cannot be held", func(t *testing.T) {
		_, call, _ := play(t, docs, once("gather_action", Plan{Hold: 5}))
		wantWords(t, do(t, call, keys...), "said")
	})
	t.Run("late by the clock", func(t *testing.T) {
		_, call, _ := play(t, docs, once("gather_action", Plan{Delay: time.Minute}))
		from := call.now()
		do(t, call, keys...)
		if passed := call.now().Sub(from); passed < 2*time.Minute {
			t.Errorf("%v have passed", passed)
		}
	})
}

func TestTransportFails(t *testing.T) {
	t.Run("a handler that panics", func(t *testing.T) {
		h := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("no") })
		c, err := New(Options{URL: voiceURL, Transport: InProcess(h)})
		if err != nil {
			t.Fatal(err)
		}
		call, step, err := c.Begin(t.Context(), caller, called)
		if err != nil || step.End == nil || step.End.By != "failure" || call.Exchanges()[0].Status != 0 {
			t.Errorf("ended %+v, %v", step.End, err)
		}
	})
	t.Run("a context that ends", func(t *testing.T) {
		c, _ := dock(t, map[string]string{"/voice": `<Gather action="/key"/>`})
		ctx, cancel := context.WithCancel(t.Context())
		call, _, err := c.Begin(ctx, caller, called)
		if err != nil {
			t.Fatal(err)
		}
		cancel()
		if _, err := call.Do(Press("1#")); !errors.Is(err, context.Canceled) {
			t.Errorf("%v, want the context's error", err)
		}
	})
	t.Run("a document that leads round", func(t *testing.T) {
		c, _ := dock(t, map[string]string{"/voice": `<Redirect>/voice</Redirect>`})
		call, _, err := c.Begin(t.Context(), caller, called)
		if n := len(call.Exchanges()); !errors.Is(err, errRound) || n > maxDocs+10 {
			t.Errorf("%v after %d requests, want that it runs round", err, n)
		}
	})
}

func TestOptions(t *testing.T) {
	h := InProcess(http.NotFoundHandler())
	for name, o := range map[string]Options{
		"no URL": {Transport: h}, "a relative URL": {URL: "/voice", Transport: h}, "no transport": {URL: voiceURL},
		"a method": {URL: voiceURL, Transport: h, Method: "PUT"}, "a switch": {URL: voiceURL, Transport: h, Switches: []string{"gather"}},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestStamp signs with another clock than the call's.
func TestStamp(t *testing.T) {
	var got []string
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { got = append(got, r.Header.Get("telnyx-timestamp")) })
	c, err := New(Options{URL: voiceURL, Transport: InProcess(h), Stamp: func() time.Time { return time.Unix(1795255451, 0) }})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Begin(t.Context(), caller, called); err != nil || len(got) == 0 || got[0] != "1795255451" {
		t.Errorf("signed at %q, %v", got, err)
	}
}

// TestSameAgain plays a call twice: the traces are equal but for the signatures, which are in none.
func TestSameAgain(t *testing.T) {
	trace := func() []string {
		_, call, _ := play(t, map[string]string{"/voice": rings, "/next": said})
		do(t, call, Dial("completed"))
		var list []string
		for _, x := range call.Exchanges() {
			list = append(list, x.Target+" "+x.Body)
		}
		return list
	}
	if diff := cmp.Diff(trace(), trace()); diff != "" {
		t.Error(diff)
	}
}
