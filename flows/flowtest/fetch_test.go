package flowtest

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/texmlflow/texmlflow/engine"
)

// TestFetcher: a double answers as a server and the network between would, under the host's policy.
func TestFetcher(t *testing.T) {
	const url = "https://api.example.com/"
	var declared []double
	for name, r := range map[string]reply{
		"ok": {status: 200, body: `{"a": 1}`}, "text": {status: 200, body: "a"}, "created": {status: 201},
		"gone": {status: 410, body: `{"a": 1}`}, "slow": {failed: "timeout"}, "away": {failed: "failed"}, "nonsense": {failed: "bad_body"},
	} {
		declared = append(declared, double{request{url: url + name}, []reply{r}})
	}
	declared = append(declared,
		double{request{url: "https://elsewhere.example.com/"}, []reply{{status: 200}}},
		double{request{url: url + "turns"}, []reply{{status: 503}, {status: 201}}})
	f := &fetcher{doubles: newDoubles(declared)}
	for _, test := range []struct {
		url     string
		answer  bool
		want    engine.FetchResult
		missing string
	}{
		{url + "ok", true, engine.FetchResult{Status: 200, Body: []byte(`{"a": 1}`)}, ""},
		{url + "ok", false, engine.FetchResult{Status: 200}, ""},
		{url + "text", true, engine.FetchResult{Status: 200, Failure: engine.FetchBadBody}, ""},
		{url + "text", false, engine.FetchResult{Status: 200}, ""},
		{url + "created", false, engine.FetchResult{Status: 201}, ""},
		{url + "gone", true, engine.FetchResult{Status: 410}, ""},
		{url + "slow", true, engine.FetchResult{Failure: engine.FetchTimeout}, ""},
		{url + "away", true, engine.FetchResult{Failure: engine.FetchFailed}, ""},
		{url + "nonsense", true, engine.FetchResult{Failure: engine.FetchBadBody, Status: 200}, ""},
		{url + "turns", true, engine.FetchResult{Status: 503}, ""},
		{url + "turns", false, engine.FetchResult{Status: 201}, ""},
		{url + "turns", false, engine.FetchResult{Status: 201}, ""},
		{"https://elsewhere.example.com/", false, engine.FetchResult{Failure: engine.FetchFailed}, ""},
		{url + "unknown", false, engine.FetchResult{Failure: engine.FetchFailed}, "GET " + url + "unknown"},
		{url + "later", false, engine.FetchResult{Failure: engine.FetchFailed}, "GET " + url + "unknown"},
	} {
		got := f.Do(t.Context(), testPolicy(t), &engine.FetchRequest{Method: "GET", URL: test.url, Answer: test.answer})
		if diff := cmp.Diff(test.want, got, cmpopts.IgnoreFields(engine.FetchResult{}, "Why")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.url, diff)
		}
		if (got.Why == "") != (got.Failure == "") {
			t.Errorf("%s: %q says why %q", test.url, got.Failure, got.Why)
		}
		if f.unanswered() != test.missing {
			t.Errorf("%s: missing is %q, want %q", test.url, f.unanswered(), test.missing)
		}
	}
}
