package main

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
)

// fetchUsage is how the answer to a request of the flow's own is written in a path.
const fetchUsage = `fetch:{"name": "value"}|STATUS|failed|timeout|bad_body`

// fetchFailures are the failures of a request that have a name.
var fetchFailures = []string{string(engine.FetchFailed), string(engine.FetchTimeout), string(engine.FetchBadBody)}

// parseFetch reads the answer to a request that a flow makes: JSON, a status, or a failure. What is its origin stands
// before the message of an error.
func parseFetch(origin, text string) (engine.FetchResult, error) {
	if status, err := strconv.Atoi(text); err == nil && len(text) == 3 && status >= 100 && status <= 599 {
		return engine.FetchResult{Status: status}, nil
	}
	if json.Valid([]byte(text)) {
		return engine.FetchResult{Status: 200, Body: []byte(text)}, nil
	}
	for _, failure := range fetchFailures {
		if text == failure {
			return engine.FetchResult{Failure: engine.FetchFailure(failure), Why: "it was typed so"}, nil
		}
	}
	return engine.FetchResult{}, usage(nearest(text, fetchFailures, "write "+strings.TrimPrefix(fetchUsage, "fetch:")),
		"%s: %s is no answer to a request", origin, quoted(text))
}

// requestWords says what a flow requests, with the body unless it holds a secret.
func requestWords(r *engine.FetchRequest) []string {
	lines := []string{"the flow requests " + r.Method + " " + r.URL}
	if len(r.Body) > 0 && r.Of.Secret() {
		return append(lines, "with a secret in it")
	}
	if len(r.Body) > 0 {
		lines = append(lines, "with "+short(string(r.Body), 4*maxHeard))
	}
	return lines
}
