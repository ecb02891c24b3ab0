package carrier_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/texmlflow/texmlflow/engine/carrier"
)

// wholeActions lead through wholeFlow.
var wholeActions = []carrier.Action{
	carrier.HTTP(200, `{"orders": [{"eta": "tomorrow"}]}`), carrier.Press("7"), carrier.Silence(), carrier.Press("2"),
	carrier.Speak("billing please", 0.93), carrier.AI(map[string]any{"day": "2026-12-04"}), carrier.Dial("busy"),
	carrier.Speak("call me back about the invoice please", 1), carrier.Press("#"),
}

// heardBy plays wholeFlow and returns everything that was said to the caller, and what did not fit.
func heardBy(tb testing.TB, deliver func(carrier.Request) carrier.Plan, names ...string) (said []string, end *carrier.End) {
	tb.Helper()
	r := newRig(tb, wholeFlow, func(o *carrier.Options) { o.Deliver, o.Switches = deliver, names })
	call, step := r.begin()
	take := func(s *carrier.Step) {
		for _, h := range s.Heard {
			if h.Text != "" {
				said = append(said, h.Text)
			}
		}
	}
	take(step)
	for _, a := range wholeActions {
		step, err := call.Do(a)
		take(step)
		if err != nil {
			said = append(said, err.Error())
		}
	}
	return said, call.Ended()
}

// TestFaultsChangeNothing repeats, delays, reorders and loses callbacks of a call at random: the caller hears what every
// caller hears, and is not dropped.
func TestFaultsChangeNothing(t *testing.T) {
	want, end := heardBy(t, nil)
	if end == nil || end.By != "document" || len(want) != 7 {
		t.Fatalf("without faults: ended %+v, heard %q", end, want)
	}
	rapid.Check(t, func(rt *rapid.T) {
		plans := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) carrier.Plan {
			bad := rapid.IntRange(0, 3).Draw(rt, "bad")             // of four attempts, two of them at the failover URL
			drop := rapid.IntRange(0, min(bad, 1)).Draw(rt, "drop") // what reaches the failover URL alone is not an answer any more
			return carrier.Plan{
				Repeat: rapid.IntRange(0, 2).Draw(rt, "repeat"), AtOnce: rapid.Bool().Draw(rt, "atOnce"), Late: rapid.IntRange(0, 1).Draw(rt, "late"),
				Hold: rapid.IntRange(0, 3).Draw(rt, "hold"), Drop: drop, Lose: bad - drop,
				Delay: time.Duration(rapid.IntRange(0, 3).Draw(rt, "delay")) * time.Second,
			}
		}), 1, 30).Draw(rt, "plans")
		got, end := heardBy(t, func(r carrier.Request) carrier.Plan { return plans[r.Number%len(plans)] })
		if diff := cmp.Diff(want, got); diff != "" || end == nil || end.By != "document" {
			rt.Fatalf("ended %+v (-without faults +with):\n%s", end, diff)
		}
	})
}

// desksFlow rings two desks that are asked first, and lets the caller wait for a third.
const desksFlow = `
flow: desks
start: ring
states:
  ring:
    dial:
      numbers: ["+15125550110", {number: "+15125550111", send_digits: "7"}]
      screen: {prompt: "A call from ${From}. Press 5 to take it.", accept: "5"}
    answered: {say: You have talked., to: wait}
    declined: {say: They declined., to: wait}
    otherwise: {say: Nobody is there., to: wait}
  wait:
    enqueue: {queue: desk, hold: {flow: music, with: {name: From}}, max_wait_time_secs: 1m}
    left: {say: You have left the queue., to: hangup}
    bridged: {say: You were helped., to: hangup}
    timed_out: {say: Nobody came., to: hangup}
    otherwise: {say: The wait is over., to: hangup}
---
flow: music
for: hold
params: {name: string}
defaults: {gather: {retries: 0}}
start: where
states:
  where:
    say: "${name}, you are number ${queue.position ?? 0}."
    gather: {prompt: Press 9 to leave., choices: {"9": out}}
    exhausted: stay
  stay: {say: Please stay.}
  out: {leave: true}
`

// TestDesks plays the callees of a screened dial and a hold flow against the host.
func TestDesks(t *testing.T) {
	begin := func(t *testing.T) *carrier.Call {
		call, step := newRig(t, desksFlow).begin()
		wants(t, step, "Dial")
		return call
	}
	t.Run("the second takes the call", func(t *testing.T) {
		call := begin(t)
		wants(t, do(t, call, carrier.Dial("completed").By(1)), "Gather", "A call from +15125550142. Press 5 to take it.")
		wants(t, do(t, call, carrier.Dial("completed").By(2)), "Gather")
		do(t, call, carrier.Press("1").By(1))
		wants(t, do(t, call, carrier.Press("5").By(2)), "Gather", "You have talked.", "you are number 1.")
	})
	t.Run("nobody is asked", func(t *testing.T) {
		wants(t, do(t, begin(t), carrier.Silence()), "Gather", "Nobody is there.", "Press 9 to leave.")
	})
	t.Run("both decline", func(t *testing.T) {
		call := begin(t)
		do(t, call, carrier.Answer().By(1), carrier.Answer().By(2), carrier.Press("1").By(1))
		wants(t, do(t, call, carrier.Silence().By(2)), "Gather", "They declined.")
	})
	for name, test := range map[string]struct {
		action carrier.Action
		want   string
	}{
		"leaves": {carrier.Press("9"), "You have left the queue."}, "is taken": {carrier.Dequeue(time.Minute), "You were helped."},
		"waits too long": {carrier.Wait(2 * time.Minute), "Nobody came."},
	} {
		t.Run("in the queue: "+name, func(t *testing.T) {
			call := begin(t)
			do(t, call, carrier.Dial("no-answer"))
			wants(t, do(t, call, carrier.Wait(20*time.Second)), "Gather", "Please stay.", "you are number 1.")
			step := do(t, call, test.action)
			wants(t, step, "", test.want)
			if step.End == nil || step.End.By != "document" {
				t.Errorf("ended %+v", step.End)
			}
		})
	}
}

// TestDesksSwitched plays the desks under every switch: what the documents leave open changes nothing for the people.
func TestDesksSwitched(t *testing.T) {
	for _, name := range switchNames() {
		if name == "enqueue-action-bare" {
			continue // nothing in the callback says then how the wait has ended
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for want, actions := range map[string][]carrier.Action{
				"You have left the queue.": {carrier.Silence(), carrier.Press("9")},
				"You have talked.":         {carrier.Dial("completed").By(1), carrier.Press("5")},
				"They declined.":           {carrier.Dial("completed").By(1), carrier.Press("1"), carrier.Dial("busy")},
			} {
				call, _ := newRig(t, desksFlow, func(o *carrier.Options) { o.Switches = []string{name} }).begin()
				step := do(t, call, actions...)
				if !slices.ContainsFunc(step.Heard, func(h carrier.Heard) bool { return h.Text == want }) {
					t.Errorf("nobody heard %q; waits for %q, ended %+v", want, step.Waits.Verb, step.End)
				}
			}
		})
	}
}

// TestOnlyTheFailoverURLHears loses the way to the host, so that an answer reaches its failover URL alone: the caller is
// asked again, and goes on.
func TestOnlyTheFailoverURLHears(t *testing.T) {
	cut := true
	call, _ := newRig(t, wholeFlow, func(o *carrier.Options) {
		o.Deliver = func(r carrier.Request) carrier.Plan {
			if r.Callback == "gather_action" && cut {
				return carrier.Plan{Drop: 2}
			}
			return carrier.Plan{}
		}
	}).begin()
	do(t, call, carrier.HTTP(200, `{"orders": [{"eta": "tomorrow"}]}`))
	wants(t, do(t, call, carrier.Press("2")), "Gather", "Due tomorrow. Press 2.")
	cut = false
	wants(t, do(t, call, carrier.Press("2")), "Gather", "Say billing.")
}

// TestOverTheNetwork plays a call to a real server.
func TestOverTheNetwork(t *testing.T) {
	var r *rig
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) { r.host.Public().ServeHTTP(w, req) }))
	defer server.Close()
	r = newRig(t, wholeFlow, func(o *carrier.Options) {
		o.URL, o.Status = server.URL+"/texml", server.URL+"/events/status"
		o.Transport = elsewhere{server.URL}
	})
	call, step := r.begin()
	wants(t, step, "HttpRequest")
	wants(t, do(t, call, carrier.HTTP(200, `{"orders": [{"eta": "tomorrow"}]}`)), "Gather", "Due tomorrow.")
}

// elsewhere carries requests for the host's public name to where it listens.
type elsewhere struct{ base string }

func (e elsewhere) RoundTrip(r *http.Request) (*http.Response, error) {
	to, err := url.Parse(e.base)
	if err != nil {
		return nil, err
	}
	r.URL.Scheme, r.URL.Host = to.Scheme, to.Host
	return http.DefaultTransport.RoundTrip(r)
}
