package flowtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/engine/carrier"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

var dialStatuses = []string{"answered", "completed", "busy", "no-answer", "failed", "canceled"}

func (d *decoder) dial(n *syntax.Node) func(*player) error {
	n, more := d.form(n, "dial", "status", "duration", "callee")
	if n == nil {
		return nil
	}
	a := carrier.Dial(d.oneOf(n, "dial", dialStatuses))
	if n.Value == "answered" {
		a = carrier.Answer()
	}
	if t := more["duration"]; t != nil {
		a = a.Talk(d.duration(t, "duration"))
	}
	if c := more["callee"]; c != nil {
		a = a.By(d.count(c, "callee"))
	}
	return doing(a)
}

var calleeKeys = []string{"press", "speak", "silence", "hangup"}

// callee is what happens on a callee's leg: the first one's, unless n says another.
func (d *decoder) callee(n *syntax.Node) func(*player) error {
	if !d.isMap(n, `what the callee does, such as {press: "1"}`) {
		return nil
	}
	syntax.CheckKeys(n, append(slices.Clone(calleeKeys), "n"), "callee", d.out)
	number, a, count := 1, carrier.Action{}, 0
	for _, p := range n.Pairs {
		switch p.Key.Value {
		case "n":
			number = d.count(p.Value, "n")
			continue
		case "press":
			a = d.keys(p.Value)
		case "speak":
			a = d.words(p.Value)
		case "silence":
			d.yes(p.Value, "silence")
			a = carrier.Silence()
		case "hangup":
			d.yes(p.Value, "hangup")
			a = carrier.Hangup()
		default:
			continue
		}
		count++
	}
	if count != 1 {
		d.wrongKind(n, "one thing that the callee does: "+strings.Join(calleeKeys, ", "))
	}
	return doing(a.By(number))
}

func (d *decoder) conference(n *syntax.Node) func(*player) error {
	n, more := d.form(n, "conference", "status", "duration")
	if n == nil {
		return nil
	}
	switch d.oneOf(n, "conference", []string{"joined", "ended", "failed"}) {
	case "joined":
		return doing(carrier.Answer())
	case "failed":
		return doing(carrier.Unable())
	default:
		return doing(carrier.Dial("completed").Talk(d.talk(more)))
	}
}

// defaultTalk is how long people talk of whom a scenario says no more.
const defaultTalk = 30 * time.Second

func (d *decoder) talk(more map[string]*syntax.Node) time.Duration {
	if n := more["duration"]; n != nil {
		return d.duration(n, "duration")
	}
	return defaultTalk
}

func (d *decoder) queue(n *syntax.Node) func(*player) error {
	if others, ok := n.Get("ahead"); ok {
		return d.ahead(n, others)
	}
	n, more := d.form(n, "queue", "status", "duration")
	if n == nil {
		return nil
	}
	switch d.oneOf(n, "queue", []string{"bridged", "timeout", "full", "failed"}) {
	case "timeout":
		return func(p *player) error { return p.outwait("Enqueue") }
	case "full":
		return doing(carrier.Full())
	case "failed":
		return doing(carrier.Unable())
	}
	return doing(carrier.Dequeue(d.talk(more)))
}

// ahead is how many others wait before the caller, from now on, also in a queue that is entered later.
func (d *decoder) ahead(n, others *syntax.Node) func(*player) error {
	syntax.CheckKeys(n, []string{"ahead"}, "queue", d.out)
	count, err := strconv.Atoi(others.Value)
	if !others.IsPlain() || err != nil || count < 0 || count > 1000 {
		d.wrongKind(others, "how many others wait before the caller, 0 to 1000")
	}
	return func(p *player) error {
		p.carrier.Ahead(count)
		return nil
	}
}

func (d *decoder) connect(n *syntax.Node) func(*player) error {
	if d.oneOf(n, "connect", []string{"ended", "failed"}) == "failed" {
		return doing(carrier.Unable())
	}
	return doing(carrier.Disconnect(""))
}

func (d *decoder) refer(n *syntax.Node) func(*player) error {
	return doing(carrier.Refer(d.oneOf(n, "refer", []string{"in-progress", "failed", "busy", "canceled", "no-answer"})))
}

func (d *decoder) pay(n *syntax.Node) func(*player) error {
	return doing(carrier.Pay(d.oneOf(n, "pay", []string{
		"success", "validation-error", "payment-connector-error", "internal-error", "too-many-failed-attempts", "cancelled",
	})))
}

func (d *decoder) ai(n *syntax.Node) func(*player) error {
	if n.IsMap() {
		return doing(carrier.AI(plainData(n)))
	}
	if d.oneOf(n, "ai", []string{"invalid", "failed"}) == "failed" {
		return doing(carrier.AIFailed())
	}
	return doing(carrier.AI("no object, so that it fits no schema"))
}

func (d *decoder) transcript(n *syntax.Node) func(*player) error {
	return doing(carrier.Transcript(d.text(n, "words"), defaultConfidence, true))
}

// outwait lets so much time pass that a verb gives up.
func (p *player) outwait(verb string) error {
	for _, w := range append([]carrier.Waiting{p.waits}, p.also...) {
		if w.Verb == verb {
			return p.act(carrier.Wait(w.Left))
		}
	}
	return fmt.Errorf("the call waits for %s", p.waitsFor())
}
