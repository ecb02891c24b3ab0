package engine_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
)

// TestCallComesBack stores calls with values at the ends of their types' ranges.
func TestCallComesBack(t *testing.T) {
	position, waited := 3, time.Minute
	kinds := map[string][]any{
		"int":      {0, math.MaxInt, math.MinInt, 1<<53 + 1},
		"float":    {0.0, math.MaxFloat64, -math.SmallestNonzeroFloat64, 1.0},
		"string":   {"", "9007199254740993", "\x00\uFFFE{{é"},
		"bool":     {true, false},
		"duration": {time.Duration(math.MaxInt64), -time.Second},
		"date":     {time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)},
		"datetime": {time.Date(2026, 11, 21, 10, 4, 11, 512_000_000, time.UTC)},
	}
	types := map[string]guard.Kind{
		"int": guard.Int, "float": guard.Float, "string": guard.String, "bool": guard.Bool, "duration": guard.Duration,
		"date": guard.Date, "datetime": guard.DateTime,
	}
	for name, values := range kinds {
		for _, value := range values {
			m := &engine.Machine{Name: "f", Flows: map[string]*engine.Flow{"f": {
				Name: "f", States: map[string]*engine.State{"s": {Name: "s"}},
				Vars: []engine.Var{
					{Name: "v", Type: guard.Type{Kind: types[name]}},
					{Name: "o", Type: guard.Type{Kind: guard.Object, Fields: []guard.Field{{Name: "v", Type: guard.Type{Kind: types[name]}}}}},
				},
			}}}
			call := &engine.Call{
				SID: "v3:a", Turn: 3, Started: start, Language: "en-US", Track: engine.TrackHold,
				Beneath:  []string{"f"},
				Queue:    engine.Queue{Position: &position, Time: &waited},
				Screened: engine.Declined, RecordingTurn: 2, StreamTurn: 3, StreamFailed: 2, Recording: "https://media.example.net/a.mp3",
				Frames: []engine.Frame{{Flow: "f", State: "s", Vars: map[string]any{"v": value, "o": map[string]any{"v": value}}}},
			}
			b, err := m.EncodeCall(call)
			if err != nil {
				t.Errorf("%s %v: %v", name, value, err)
				continue
			}
			back, err := m.DecodeCall(b)
			if err != nil {
				t.Errorf("%s %v: %v", name, value, err)
				continue
			}
			if diff := cmp.Diff(call, back); diff != "" {
				t.Errorf("%s %v (-stored +back):\n%s", name, value, diff)
			}
		}
	}
}

// TestLargeObjectComesBack puts together an object of texts that are each within bounds and together are not.
func TestLargeObjectComesBack(t *testing.T) {
	fields := ""
	set := ""
	empty := ""
	for i := range 12 {
		fields += fmt.Sprintf("f%d: string, ", i)
		set += fmt.Sprintf("f%d: SpeechResult, ", i)
		empty += fmt.Sprintf(`f%d: "", `, i)
	}
	machine := load(t, "flow: large\nvars: {o: {type: {"+strings.TrimSuffix(fields, ", ")+"}, default: {"+strings.TrimSuffix(empty, ", ")+"}}}\nstart: ask\nstates:\n  ask:\n"+
		"    gather: {prompt: Speak.}\n    transitions:\n      - {when: SpeechResult != o.f0, set: {o: {"+strings.TrimSuffix(set, ", ")+"}}, to: ask}\n"+
		"    exhausted: hangup\n")
	call, _ := engine.Step(machine, nil, event(t, "begin", start), deployment(t))
	call, _ = engine.Step(machine, call, event(t, "speech 0.9 "+strings.Repeat("é", 4000), start), deployment(t))
	back := stored(t, machine, call)
	if object, ok := back.Frames[0].Vars["o"].(map[string]any); !ok || len(object) != 12 || object["f0"] == "" || object["f11"] != "" {
		t.Errorf("the object came back with %d fields", len(object))
	}
}
