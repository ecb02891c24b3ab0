package host_test

import (
	"strings"
	"testing"
)

// failingFlow takes payments whose amounts are no sums, one after the other, and round and round.
const failingFlow = `
flow: till
vars: {sum: {type: string, default: ten}}
start: menu
states:
  menu:
    gather: {prompt: Press 1 or 2., choices: {"1": first, "2": round}}
    exhausted: hangup
  first:
    pay: {amount: "${sum}"}
    ok: hangup
    failed: {say: Once more., to: second}
  second:
    pay: {amount: "${sum}s"}
    ok: hangup
    failed: {say: That did not work., to: box}
  box:
    record: true
    otherwise: hangup
  round:
    pay: {amount: "${sum}"}
    ok: hangup
    failed: {to: again, at_most: 20, then: box}
  again:
    pay: {amount: "${sum}"}
    ok: hangup
    failed: round
`

// TestFailedWays takes the failed way of each state whose document cannot be written, round after round.
func TestFailedWays(t *testing.T) {
	for _, test := range []struct {
		name, key string
		want      []string
	}{
		{"two in a row", "1", []string{"That did not work.", "<Record"}},
		{"round and round", "2", []string{"<Record"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			caller := leg{newSeedRig(t, failingFlow), "v3:caller"}
			asked := caller.send(caller.server.URL + "/texml")
			caller.has(caller.send(caller.urls(asked, anAction)[0], "Digits", test.key), test.want...)
		})
	}
}

// TestFailedWaysEnd apologizes after many failed ways of which none has a document that can leave.
func TestFailedWaysEnd(t *testing.T) {
	caller := leg{newSeedRig(t, `
flow: large
defaults: {failed: long}
start: menu
states:
  menu:
    gather: {prompt: Press 1., choices: {"1": long}}
    exhausted: hangup
  long:
    gather: {prompt: `+strings.Repeat("word ", 14_000)+`, choices: {"1": menu}}
    exhausted: hangup
`), "v3:caller"}
	asked := caller.send(caller.server.URL + "/texml")
	caller.has(caller.send(caller.urls(asked, anAction)[0], "Digits", "1"), "Sorry, something went wrong", "<Hangup/>")
}
