package flows

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/texmlflow/texmlflow/engine"
)

const waitingFlow = `
flow: m
start: a
states:
  a: {subflow: s, otherwise: hangup}
---
flow: s
returns: [done]
start: a
states:
  a: {enqueue: {queue: desk, hold: {flow: music, with: {who: From}}}, otherwise: {return: done}}
---
flow: music
for: hold
params: {who: string}
start: a
states:
  a: {say: "${who}, you are number ${queue.position ?? 1}.", to: b}
  b: {pause: 10s}
---
flow: spare
for: hold
start: a
states:
  a: {pause: 10s}
`

// TestHoldFlowIsOfItsVersion: a hold flow belongs to the machines that use it, through a subflow too, and to no other.
func TestHoldFlowIsOfItsVersion(t *testing.T) {
	load := func(source string) *engine.Machine {
		lib := mustLoad(t, map[string][]byte{"f.yaml": []byte(source)}, testOptions(t))
		if got := slices.Sorted(maps.Keys(lib.Machines)); !slices.Equal(got, []string{"m"}) {
			t.Fatalf("calls begin in %v", got)
		}
		return lib.Machines["m"]
	}
	m := load(waitingFlow)
	if got := slices.Sorted(maps.Keys(m.Flows)); !slices.Equal(got, []string{"m", "music", "s"}) {
		t.Errorf("the machine has %v", got)
	}
	music := m.Flows["music"]
	if !music.Hold || m.Flows["s"].Hold || music.States["b"].Exit != nil || music.States["a"].Exit == nil {
		t.Errorf("hold flow: %+v", music)
	}
	hold := action[*engine.Enqueue](t, m, "s", "a").Hold
	if hold == nil || hold.Flow != "music" || hold.With[0].Name != "who" {
		t.Errorf("hold %+v", hold)
	}
	if load(strings.Replace(waitingFlow, "b: {pause: 10s}", "b: {pause: 11s}", 1)).Version == m.Version {
		t.Error("another hold flow makes no other version")
	}
	if load(strings.Replace(waitingFlow, "a: {pause: 10s}", "a: {pause: 11s}", 1)).Version != m.Version {
		t.Error("a hold flow that is not used makes another version")
	}
}

// TestHoldFlowAlone: no call begins in a hold flow.
func TestHoldFlowAlone(t *testing.T) {
	src := "flow: music\nfor: hold\nstart: a\nstates:\n  a: {pause: 10s}\n"
	lib, findings := LoadFiles(map[string][]byte{"f.yaml": []byte(src)}, testOptions(t))
	if lib != nil || len(findings) != 1 || findings[0].Code != codeNoFlows {
		t.Errorf("findings %v", findings)
	}
}

// TestDialedTargets: the targets of a dial are rung as they are written, each with what its noun says.
func TestDialedTargets(t *testing.T) {
	lib := mustLoad(t, read(t, "verbs.yaml"), testOptions(t))
	m := lib.Machines["verbs"]
	dial := action[*engine.Dial](t, m, "verbs", "ring")
	sequential, _ := dial.Verb.Sequential.Get()
	if len(dial.Targets) != 3 || !sequential || dial.Screen == nil || dial.Screen.Accept != "5" || dial.Declined[0].ID != "verbs/defaults/dial/declined/0" {
		t.Fatalf("dial %+v", dial)
	}
	if first, second, third := dial.Targets[0], dial.Targets[1], dial.Targets[2]; first.Number == nil ||
		second.NumberNoun.SendDigits.String() != "1" || third.SIP == nil || third.SIPNoun.Username.String() != "me" {
		t.Errorf("targets %+v", dial.Targets)
	}
	if agent := action[*engine.Dial](t, m, "verbs", "agent"); agent.Queue == nil || agent.Targets != nil || agent.Screen != nil || agent.Declined != nil {
		t.Errorf("dial of a queue %+v", agent)
	}
	if raw := action[*engine.Texml](t, lib.Machines["raw"], "raw", "ask"); raw.Callback != engine.CallbackGather ||
		len(raw.Outcomes) != 3 || raw.Outcomes[2].When != nil || raw.Outcomes[2].Transitions[0].ID != "raw/ask/otherwise/0" {
		t.Errorf("raw verbs %+v", raw)
	}
}
