package host_test

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/callback"
)

// besideFlow rings two desks that are asked first, and lets the caller wait for a third.
const besideFlow = `
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
    enqueue: {queue: desk, hold: {flow: music, with: {name: From}}, max_wait_time_secs: 5m}
    left: {say: You have left the queue., to: hangup}
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

// leg is one leg of a call on the carrier's side: it posts what the carrier would.
type leg struct {
	*seedRig
	call string
}

func (l leg) send(target string, fields ...string) string {
	l.t.Helper()
	v := url.Values{
		"CallSid": {l.call}, "AccountSid": {"account"}, "From": {"+15125550142"}, "To": {"+18335550167"}, "CallStatus": {"in-progress"},
	}
	for i := 0; i < len(fields); i += 2 {
		v.Set(fields[i], fields[i+1])
	}
	body := v.Encode()
	req, err := http.NewRequest(http.MethodPost, target, strings.NewReader(body))
	if err != nil {
		l.t.Error(err)
		return ""
	}
	req.Header = callback.Sign(l.key, time.Now(), []byte(body))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := l.server.Client().Do(req)
	if err != nil {
		l.t.Error(err)
		return ""
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		l.t.Errorf("%s: %s, %v: %s", target, resp.Status, err, answer)
	}
	return string(answer)
}

// has checks that a document holds all parts.
func (l leg) has(document string, parts ...string) {
	l.t.Helper()
	for _, part := range parts {
		if !strings.Contains(document, part) {
			l.t.Errorf("no %s in %s", part, document)
		}
	}
}

// urls finds what a pattern's group matches in a document.
func (l leg) urls(document, pattern string) []string {
	l.t.Helper()
	var out []string
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(document, -1) {
		out = append(out, m[1])
	}
	if len(out) == 0 {
		l.t.Fatalf("no %s in %s", pattern, document)
	}
	return out
}

const anAction = `action="([^"]+)"`

// ring begins a call and returns its dial's action and the documents that its callees are asked by.
func ring(t *testing.T) (caller leg, action string, screens []string) {
	caller = leg{newSeedRig(t, besideFlow), "v3:caller"}
	document := caller.send(caller.server.URL + "/texml")
	caller.has(document, ">+15125550110</Number>", `sendDigits="7"`)
	return caller, caller.urls(document, anAction)[0], caller.urls(document, `<Number url="([^"]+)"`)
}

// TestScreenedDialOfAFlow plays the callees of a screened dial beside their caller: both are asked at once, each on a leg
// of its own.
func TestScreenedDialOfAFlow(t *testing.T) {
	for _, test := range []struct {
		name, first, second string // the keys
		status, want        string
	}{
		{"one takes the call", "1", "5", "completed", "You have talked."},
		{"both decline", "1", "9", "no-answer", "They declined."},
	} {
		t.Run(test.name, func(t *testing.T) {
			caller, action, screens := ring(t)
			var wait sync.WaitGroup
			for i, key := range []string{test.first, test.second} {
				wait.Go(func() {
					callee := leg{caller.seedRig, "v3:callee" + key}
					asked := callee.send(screens[i])
					callee.has(asked, "A call from +15125550142. Press 5 to take it.", `numDigits="1"`, "<Redirect")
					m := regexp.MustCompile(anAction).FindStringSubmatch(asked)
					if m == nil {
						return // said by has
					}
					decided := callee.send(m[1], "Digits", key)
					if taken := !strings.Contains(decided, "<Hangup/>"); taken != (key == "5") {
						t.Errorf("key %s was answered with %s", key, decided)
					}
				})
			}
			wait.Wait()
			caller.has(caller.send(action, "CallStatus", "completed", "DialCallStatus", test.status), test.want, "<Enqueue")
		})
	}
	t.Run("nobody was asked", func(t *testing.T) {
		caller, action, _ := ring(t)
		caller.has(caller.send(action, "DialCallStatus", "no-answer"), "Nobody is there.")
	})
}

// TestHoldFlow plays the flow that a waiting caller hears, over and over, beside the dialogue that waits.
func TestHoldFlow(t *testing.T) {
	caller, action, _ := ring(t)
	queued := caller.send(action, "DialCallStatus", "no-answer")
	caller.has(queued, `maxWaitTimeSecs="300"`, ">desk</Enqueue>")
	hold := caller.urls(queued, `waitUrl="([^"]+)"`)[0]

	heard := caller.send(hold, "QueuePosition", "3", "QueueTime", "0")
	caller.has(heard, "+15125550142, you are number 3.", "Press 9")
	silent := caller.send(caller.urls(heard, `<Redirect[^>]*>([^<]+)<`)[0])
	caller.has(silent, "Please stay.")
	if strings.Contains(silent, "<Redirect") || strings.Contains(silent, "<Hangup") {
		t.Errorf("the document does not end where the flow does: %s", silent)
	}
	heard = caller.send(hold, "QueuePosition", "1", "QueueTime", "20")
	caller.has(heard, "you are number 1.")
	caller.has(caller.send(caller.urls(heard, anAction)[0], "Digits", "9"), "<Leave/>")
	caller.has(caller.send(caller.urls(queued, anAction)[0], "QueueResult", "leave"), "You have left the queue.", "<Hangup/>")
}

// TestHoldFlowLeaves plays what follows the Leave of a hold flow when the carrier does not say how the wait ended.
func TestHoldFlowLeaves(t *testing.T) {
	const redirect = `<Redirect[^>]*>([^<]+)<`
	for _, test := range []struct {
		name, key, next string // the key in the hold flow, and which URL the carrier follows then
		fields          []string
		want            string
	}{
		{"a callback without a result", "9", anAction, nil, "You have left the queue."},
		{"a result that nobody knows", "9", anAction, []string{"QueueResult", "gone"}, "You have left the queue."},
		{"the verb after it", "9", redirect, nil, "You have left the queue."},
		{"a result that is known", "9", anAction, []string{"QueueResult", "bridged"}, "The wait is over."},
		{"another key, without a result", "1", anAction, nil, "The wait is over."},
		{"another key, and the verb after it", "1", redirect, nil, "The wait is over."},
	} {
		t.Run(test.name, func(t *testing.T) {
			caller, action, _ := ring(t)
			queued := caller.send(action, "DialCallStatus", "no-answer")
			heard := caller.send(caller.urls(queued, `waitUrl="([^"]+)"`)[0], "QueuePosition", "3", "QueueTime", "0")
			caller.send(caller.urls(heard, anAction)[0], "Digits", test.key)
			caller.has(caller.send(caller.urls(queued, test.next)[0], test.fields...), test.want)
		})
	}
}
