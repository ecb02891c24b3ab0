package carrier_test

import (
	"errors"
	"testing"

	"github.com/texmlflow/texmlflow/engine/carrier"
)

const unableFlow = `
flow: unable
start: menu
states:
  menu:
    gather: {prompt: "Which way?", choices: {"1": line, "2": room, "3": relay, "4": stream, "5": box}}
    exhausted: hangup
  line:
    enqueue: {queue: sales}
    full: {say: The line is full., to: hangup}
    failed: {say: There is no line., to: hangup}
    otherwise: hangup
  room:
    conference: {name: all}
    failed: {say: There is no room., to: hangup}
    ended: hangup
  relay:
    connect: {relay: {url: "wss://talk.example.com/s"}}
    failed: {say: There is no relay., to: hangup}
    ended: hangup
  box:
    record: true
    failed: {say: There is no tape., to: hangup}
    otherwise: hangup
  stream:
    connect: {stream: {url: "wss://talk.example.com/s"}}
    failed: {say: There is no stream., to: hangup}
    ended: {say: The stream is over., to: hangup}
`

// TestUnable: what fails at the carrier comes to the verb's failed way, and a queue that takes no more to its own.
func TestUnable(t *testing.T) {
	for _, test := range []struct {
		key    string
		action carrier.Action
		said   string
	}{
		{"1", carrier.Full(), "The line is full."},
		{"1", carrier.Unable(), "There is no line."},
		{"2", carrier.Unable(), "There is no room."},
		{"3", carrier.Unable(), "There is no relay."},
		{"5", carrier.Unable(), "There is no tape."},
		{"4", carrier.Unable(), "There is no stream."},
		{"4", carrier.Disconnect(""), "The stream is over."},
	} {
		t.Run(test.said, func(t *testing.T) {
			call, _ := newRig(t, unableFlow).begin()
			do(t, call, carrier.Press(test.key))
			wants(t, do(t, call, test.action), "", test.said)
		})
	}
	call, _ := newRig(t, unableFlow).begin()
	for _, a := range []carrier.Action{carrier.Unable(), carrier.Full()} {
		if _, err := call.Do(a); !errors.Is(err, carrier.ErrAction) {
			t.Errorf("%s while a Gather waits: %v", a, err)
		}
	}
	do(t, call, carrier.Press("2"))
	if _, err := call.Do(carrier.Full()); !errors.Is(err, carrier.ErrAction) {
		t.Errorf("a conference is full: %v", err)
	}
}
