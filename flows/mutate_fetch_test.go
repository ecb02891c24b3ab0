package flows

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
)

// fetched tries every way in which a request of the engine may come back.
func (w *walker) fetched(s *situation, at *engine.Call, e engine.Event, quiet bool) []string {
	var steps []string
	top := at.Top()
	for _, result := range fetchResults(w.machine.Flows[top.Flow], top.State) {
		told := e
		told.Fetched = append(slices.Clone(e.Fetched), result)
		steps = append(steps, w.step(s, told, quiet)...)
	}
	return steps
}

// fetchResults are the answers to the request of a state, and their absence.
func fetchResults(flow *engine.Flow, state string) []engine.FetchResult {
	out := []engine.FetchResult{
		{Failure: engine.FetchFailed, Why: "refused"},
		{Failure: engine.FetchTimeout, Why: "too long"},
		{Failure: engine.FetchBadBody, Status: 200, Why: "no JSON"},
		{Status: 404},
		{Status: 409},
	}
	request, ok := flow.States[state].Action.(*engine.Fetch)
	if !ok {
		return out
	}
	var fields []guard.Field
	for _, f := range request.Fields {
		fields = append(fields, guard.Field{Name: f.Path, Type: f.Type})
	}
	for _, object := range samples(flow, fields, 24) {
		body, err := json.Marshal(unfold(object))
		if err != nil {
			panic(err)
		}
		out = append(out, engine.FetchResult{Status: 200, Body: body})
	}
	return out
}

// unfold makes objects in objects of paths with dots.
func unfold(flat map[string]any) map[string]any {
	out := map[string]any{}
	for path, v := range flat {
		at := out
		names := strings.Split(path, ".")
		for _, name := range names[:len(names)-1] {
			inner, ok := at[name].(map[string]any)
			if !ok {
				inner = map[string]any{}
				at[name] = inner
			}
			at = inner
		}
		at[names[len(names)-1]] = v
	}
	return out
}
