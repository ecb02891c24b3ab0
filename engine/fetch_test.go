package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/engine"
)

// requests steps a call from its beginning, each request answered by answer, and returns what was asked for.
func requests(t *testing.T, m *engine.Machine, d engine.Deployment, answer engine.FetchResult) ([]engine.FetchRequest, *engine.Call, engine.Reply) {
	t.Helper()
	e := event(t, "begin", start)
	var list []engine.FetchRequest
	for {
		call, reply := engine.Step(m, nil, e, d)
		if reply.Fetch == nil {
			return list, call, reply
		}
		if reply.Document != nil {
			t.Fatal("a reply that asks for something has a document")
		}
		list = append(list, *reply.Fetch)
		e.Fetched = append(e.Fetched, answer)
	}
}

// round is a flow that asks for the same again and again.
const round = `flow: f
env: [CRM]
start: a
states:
  a:
    fetch: {post: "${env.CRM}/x", headers: {X: "${From}"}, json: {n: From}}
    ok: {to: a, at_most: 99, then: done}
    failed: done
  done: {say: Done., hangup: true}
`

// TestFetchBound: one step asks so often and no more; then the failed way is taken. Each request has a key of its own, and
// the same in a step that is done again.
func TestFetchBound(t *testing.T) {
	m := load(t, round)
	first, call, reply := requests(t, m, deployment(t), engine.FetchResult{Status: 200})
	if len(first) != engine.MaxFetches || call.Where() != "f/done" || !strings.Contains(strings.Join(reply.Trace.Trouble, ";"), "too many requests") {
		t.Errorf("%d requests, at %s, trouble %q", len(first), call.Where(), reply.Trace.Trouble)
	}
	keys := map[string]bool{}
	for _, r := range first {
		keys[r.Key] = true
	}
	again, _, _ := requests(t, m, deployment(t), engine.FetchResult{Status: 200})
	if diff := cmp.Diff(first, again, cmp.Comparer(func(a, b *engine.Fetch) bool { return a == b })); diff != "" || len(keys) != engine.MaxFetches {
		t.Errorf("%d keys; the second time (-first +second)\n%s", len(keys), diff)
	}
}

// TestFetchRefused: what cannot be sent is not asked for, and has failed.
func TestFetchRefused(t *testing.T) {
	long := strings.Replace(round, "json: {n: From}", "form: {"+strings.Repeat("a", 60)+": '"+strings.Repeat("x", 900)+"'}", 1)
	for len(long) < 80<<10 {
		long = strings.Replace(long, "form: {", fmt.Sprintf("form: {k%d: '%s', ", len(long), strings.Repeat("y", 900)), 1)
	}
	for _, test := range []struct {
		name, source, from string
		deployment         func(*engine.Deployment)
		trouble            string
	}{
		{"header", round, "a\r\nX-Evil: 1", func(*engine.Deployment) {}, "header X cannot hold"},
		{"no policy", round, "", func(d *engine.Deployment) { d.Policy = nil }, "no policy"},
		{"other origin", round, "", func(d *engine.Deployment) { d.Env = map[string]string{"CRM": "https://evil.example.com"} }, "not in fetch.allow"},
		{"no origin", round, "", func(d *engine.Deployment) { d.Env = nil }, "refused"},
		{"climbing", strings.Replace(round, "/x", "/x/${From}/y", 1), "../..", func(*engine.Deployment) {}, "URL lead elsewhere"},
		{"long body", long, "", func(*engine.Deployment) {}, "body is too long"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := deployment(t)
			test.deployment(&d)
			e := event(t, "begin", start)
			e.From = test.from
			call, reply := engine.Step(load(t, test.source), nil, e, d)
			if reply.Fetch != nil || call.Where() != "f/done" || !strings.Contains(strings.Join(reply.Trace.Trouble, ";"), test.trouble) {
				t.Errorf("asks %v, at %s, trouble %q", reply.Fetch != nil, call.Where(), reply.Trace.Trouble)
			}
			for _, trouble := range reply.Trace.Trouble {
				if test.from != "" && strings.Contains(trouble, test.from) {
					t.Errorf("the trouble holds the value: %q", trouble)
				}
			}
		})
	}
}

// TestFetchWork: each request makes the step run once more, so that a step with requests may cost less each time.
func TestFetchWork(t *testing.T) {
	heavy := `all(take(items, 200), len(replace(upper(#), "A", "B")) >= 0) && none(take(items, 200), len(replace(upper(#), "A", "B")) < 0)`
	source := func(fetches int) string {
		s := "flow: f\nenv: [CRM]\nvars: {items: {type: [string], default: []}}\nstart: a0\nstates:\n"
		for i := range fetches {
			s += fmt.Sprintf("  a%d:\n    fetch: {get: \"${env.CRM}/x\"}\n    otherwise: a%d\n", i, i+1)
		}
		s += fmt.Sprintf("  a%d:\n    choose:\n", fetches)
		for i := range 4 {
			s += fmt.Sprintf("      - {when: 'not (%s)', to: other}\n", strings.Replace(heavy, `"B"`, fmt.Sprintf(`"B%d"`, i), 1))
		}
		return s + "      - to: done\n  done: {say: Done., hangup: true}\n  other: {hangup: true}\n"
	}
	for fetches, fits := range map[int]bool{0: true, 4: false} {
		list, _, reply := requests(t, load(t, source(fetches)), deployment(t), engine.FetchResult{Status: 200})
		if cost := strings.Contains(strings.Join(reply.Trace.Trouble, ";"), "cost too much"); len(list) != fetches || cost == fits {
			t.Errorf("%d requests of %d, trouble %q", len(list), fetches, reply.Trace.Trouble)
		}
	}
}

// TestFetchFail: the failed way of a document that could not leave asks for nothing.
func TestFetchFail(t *testing.T) {
	m := load(t, strings.NewReplacer("start: a\n", "defaults: {failed: a}\nstart: b\n").Replace(round)+"  b: {gather: {prompt: Hello., choices: {\"1\": a}}, exhausted: a}\n")
	call, _ := engine.Step(m, nil, event(t, "begin", start), deployment(t))
	next, reply := engine.Fail(m, call, event(t, "begin", start), deployment(t), "too long")
	if reply.Fetch != nil || next.Where() != "f/done" {
		t.Errorf("asks %v, at %s", reply.Fetch != nil, next.Where())
	}
}

// TestEndRequestsEarly: a call that ended before its first step was done tells of its end with nothing set.
func TestEndRequestsEarly(t *testing.T) {
	m := load(t, strings.Replace(round, "start: a\n", `vars: {who: {name: string}}
on_end:
  - {fetch: {post: "${env.CRM}/x", json: {who: 'who.name ?? "nobody"', call: CallSid}}}
start: a
`, 1))
	call := engine.NewCall(event(t, "begin", start))
	list := engine.EndRequests(m, call, deployment(t))
	if len(list) != 1 || list[0].Request == nil || string(list[0].Request.Body) != `{"who":"nobody","call":"v3:test"}` || len(call.Frames) != 0 {
		t.Errorf("requests %+v", list)
	}
}

// TestTold: what was notified while a step was under way is kept, and where the step has led too.
func TestTold(t *testing.T) {
	stepped := &engine.Call{SID: "a", Turn: 4, Recording: "new", RecordingTurn: 3, Language: "en-US"}
	told := &engine.Call{
		SID: "a", Turn: 3, Recording: "old", RecordingTurn: 1, Status: "completed", StatusSequence: 9, Ended: true, EndedAt: start,
		EndedBy: "caller", Transcript: "hello", TranscriptTurn: 2, StreamTurn: 3, StreamFailed: 2,
	}
	want := &engine.Call{
		SID: "a", Turn: 4, Recording: "new", RecordingTurn: 3, Language: "en-US", Status: "completed", StatusSequence: 9, Ended: true,
		EndedAt: start, EndedBy: "caller", Transcript: "hello", TranscriptTurn: 2, StreamTurn: 3, StreamFailed: 2,
	}
	if diff := cmp.Diff(want, stepped.Told(told)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	told.Recording, told.RecordingTurn = "newest", 3
	if got := stepped.Told(told).Recording; got != "newest" || stepped.Recording != "new" {
		t.Errorf("recording %q; the call itself has %q", got, stepped.Recording)
	}
}
