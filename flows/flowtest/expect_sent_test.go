package flowtest

import "testing"

// TestSentSecretList: a secret list is compared as a whole, whatever stands in its texts.
func TestSentSecretList(t *testing.T) {
	lib := library(t, map[string][]byte{"names.yaml": []byte(`flow: names
vars: {names: {type: ["string"], sensitive: true}}
start: ask
states:
  ask:
    gather: {prompt: How many., num_digits: 1}
    transitions: [{set: {names: '["Smith & Sons <us>", Digits]'}, to: send}]
    exhausted: hangup
  send:
    fetch: {post: "https://api.example.com/names", json: {names: names}}
    ok: hangup
    otherwise: hangup
`)})
	const head = `fetch: {"https://api.example.com": {status: 204}}
scenarios: [{name: one, turns: [{press: "2", sent: {https://api.example.com/names: {json: {names: ["Smith & Sons <us>", `
	for last, failures := range map[string]int{"2": 0, "3": 1} {
		report := run(t, lib, parse(t, lib, "names_test.yaml", head+`"`+last+`"]}}}}]}]`+"\n"))
		if r := report.Files[0].Results[0]; len(r.Failures) != failures {
			t.Errorf("%s: %d failures, want %d:\n%s", last, len(r.Failures), failures, r.Text())
		}
	}
}
