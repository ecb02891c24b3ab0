package flows

import (
	"strings"
	"testing"
)

// TestRawRounds: raw verbs that wait for nothing stop no round, and those that wait do. Where they end the call, or could not
// be read, no more is said of them than that.
func TestRawRounds(t *testing.T) {
	for _, test := range []struct{ name, state, want string }{
		{"words alone", `{texml: <Say>Hello.</Say>, to: b}`, codeRunaway},
		{"words alone, with a bound", `{texml: <Say>Hello.</Say>, ok: {to: b, at_most: 3, then: hangup}}`, ""},
		{"failed", `{texml: {document: <Record/>, outcomes: [done]}, done: hangup, failed: b}`, codeRunaway},
		{"a verb that waits", `{texml: {document: <Record/>, outcomes: [done]}, done: b, failed: hangup}`, ""},
		{"the end of the call", `{texml: <Hangup/>, to: b}`, "texml-never-runs"},
		{"a verb that is none", `{texml: <Recrod/>, to: b}`, "texml-unknown-element"},
		{"a value that is none", `{texml: "<Say>${nothing}</Say>", to: b}`, "expr-unknown-name"},
	} {
		t.Run(test.name, func(t *testing.T) {
			src := "flow: f\nstart: a\nstates:\n  a: " + test.state + "\n  b: {choose: [{when: From == To, to: hangup}, {to: a}]}\n"
			files := map[string][]byte{"f.yaml": []byte(src)}
			_, findings := LoadFiles(files, testOptions(t))
			if got := foundCodes(findings); got != test.want {
				t.Errorf("found %q, want %q:\n%s", got, test.want, written(t, findings, files))
			}
		})
	}
}

// TestRawLeads: where raw verbs lead on by a plain to, it is shown as that of any state.
func TestRawLeads(t *testing.T) {
	for _, what := range []string{"say: Hello.", "texml: <Say>Hello.</Say>"} {
		state := "  a: {" + what + ", to: b}"
		src := "flow: f\nstart: a\nstates:\n" + state + "\n  b: {choose: [{when: From == To, to: hangup}, {to: a}]}\n"
		_, findings := LoadFiles(map[string][]byte{"f.yaml": []byte(src)}, testOptions(t))
		if len(findings) != 1 || len(findings[0].Related) != 1 {
			t.Fatalf("%s: findings %v", what, findings)
		}
		if at := findings[0].Related[0].Span; at.Line != 4 || at.Column != strings.Index(state, "b}")+1 {
			t.Errorf("%s: a leads to b at %v", what, at)
		}
	}
}
