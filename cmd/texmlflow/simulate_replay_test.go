package main

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/flowtest"
)

// everyVerb is a flow with all that a person can play at the phone.
const everyVerb = `flow: every
vars: {n: {type: int, default: "0"}, said: {type: string, default: nothing}}
on_end:
  - when: n > 1
    fetch: {post: "https://api.example.com/ended", json: {n: n, recording: call.recording}}
defaults: {gather: {retries: 1, exhausted: menu}}
limits: {turns: 30, then: {say: Enough., to: hangup}}
start: menu
states:
  menu:
    set: {n: n + 1}
    start: {transcription: true}
    gather:
      prompt: "Menu ${n}."
      choices:
        "1": {phrases: [ring], to: ring}
        "2": queue
        "3": room
        "4": pay
        "5": talk
        "6": ask
        "7": fetch
        "8": tape
        "9": helper
        "0": away
    transitions:
      - {when: SpeechResult != "" && Confidence < 0.5, say: Pardon., to: menu, at_most: 3, then: hangup}
  ring:
    dial: {numbers: ["+15125550100", "+15125550101"], timeout: 20s, screen: {prompt: A call. Press 5., accept: "5"}}
    answered: {say: They have talked., to: menu}
    declined: {say: Declined., to: menu}
    busy: {say: Busy., to: plain}
    no_answer: {say: Nobody., to: plain}
    canceled: {say: Canceled., to: menu}
    failed: {say: Failed., to: menu}
  plain:
    dial: {number: "+15125550102"}
    answered: {say: Answered., to: menu}
    otherwise: {say: Not answered., to: menu}
  queue:
    enqueue: {queue: desk, hold: music, max_wait_time_secs: 2m}
    bridged: {say: Bridged., to: menu}
    left: {say: Left., to: menu}
    full: {say: Full., to: menu}
    timed_out: {say: Too long., to: quiet}
    failed: {say: No queue., to: menu}
  quiet:
    enqueue: {queue: other, max_wait_time_secs: 1m}
    otherwise: {say: Out of it., to: menu}
  room:
    conference: {name: all, hold: alone}
    ended: {say: Room ended., to: menu}
    failed: {say: No room., to: menu}
  pay:
    pay: {amount: "1.00"}
    ok: {say: Paid., to: menu}
    failed: {say: "Not paid: ${Result}.", to: menu}
  talk:
    connect: {relay: {url: "wss://talk.example.com/s"}}
    ended: {say: Talk ended., to: menu}
    failed: {say: No talk., to: menu}
  ask:
    http_request: {url: "https://crm.example.com/x", status: 201, fields: {a: {type: string, optional: true}}}
    ok: {say: "It is ${http.a ?? 'unknown'}.", to: menu}
    failed: {say: No answer., to: menu}
  fetch:
    fetch: {get: "https://api.example.com/state", fields: {a: {type: string, optional: true}}}
    ok: {say: "State ${fetch.a ?? 'unknown'}.", to: told}
    status: {say: "Status ${fetch.status}.", to: told}
    timeout: {say: Late., to: told}
    bad_body: {say: Nonsense., to: told}
    failed: {say: Away., to: told}
  told:
    fetch: {post: "https://api.example.com/state", json: {n: n}}
    otherwise: {say: Told., to: menu}
  tape:
    record: {max_length: 20s, timeout: 3s, finish_on_key: "#", transcription: true}
    recorded: {say: "Kept ${RecordingDuration ?? 0} seconds.", to: heard}
    otherwise: {say: Nothing kept., to: menu}
  heard:
    gather: {prompt: "So far ${call.transcript ?? 'nothing'}.", choices: {"1": menu}}
  helper:
    ai_gather: {greeting: "When, and how many?", parameters: {count: {type: int, optional: true}, day: {type: date, optional: true}}}
    transitions:
      - {when: ai.count != nil, say: "${ai.count ?? 0} seats.", to: menu}
      - {say: No seats., to: menu}
    invalid: {say: Not understood., to: menu}
    failed: {say: No helper., to: menu}
  away:
    refer: {sip: "sip:a@pbx.example.com"}
    ok: hangup
    failed: {say: Not referred., to: menu}
---
flow: music
for: hold
vars: {rounds: {type: int, default: "0"}}
defaults: {gather: {retries: 0, exhausted: stay}}
start: where
states:
  where:
    set: {rounds: rounds + 1}
    gather: {prompt: "Round ${rounds}. Press 9 to leave.", choices: {"9": out}}
  out: {leave: true}
  stay: {say: Please stay.}
---
flow: alone
for: hold
start: wait
states:
  wait: {say: Nobody is there yet., pause: 10s}
`

// typedLines are what a person may type in such a call, often where it does not fit.
var typedLines = []string{
	"", "1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "#", "12", "hello there", "ring", "!speak 0.2 mumble", "!speak 0.7 ring", "!over 2", "!over hello",
	"!silence", "!wait 5s", "!wait 30s", "!wait 3m", "!answer", "!completed", "!completed 10s", "!busy", "!no-answer", "!canceled", "!failed",
	"!callee 5", "!callee 2 5", "!callee 2", "!callee 2 !hangup", "!callee !hangup", "!callee !silence", "!callee hello", "!callee 2 hello",
	`!ai {"count": 12345678901234567890}`, `!ai {"count": 3, "day": "2026-03-09"}`, `!ai {}`, "!ai invalid", `{"a": "b"}`, `{"count": 2}`,
	`!http 201 {"a": "it: \"b\""}`, `!http {"a": "b"}`, "!http 404", `!http 404 {"a": 1}`, `!http 201`, `!http 201 5`, `!http 201 [1]`,
	"404", "201", "failed", "timeout", "bad_body", "[1]", "!dequeue", "!dequeue 10s", "!full", "!end", "!refer busy", "!refer in-progress",
	"!pay success", "!pay validation-error", "!pay cancelled", "!transcript I have, a cough", "!help", "!state", "!guard",
}

// typedCourses are lines that follow each other well.
var typedCourses = []string{
	"1\n!answer\n5\n!completed 10s", "1\n!answer\nhello\n!answer\n!callee 2 hello", "1\n!answer\n4\n!answer\n!callee 2 5\n!callee 2 !hangup", "1\n!completed\n!callee 5", "1\n!answer\n4\n!answer\n5\n!completed", "1\n!answer\n4\n!answer\n!over 5\n!completed",
	"1\n!answer\n!answer\n!callee 2 4\n!callee !silence", "1\n\n\n!hangup", "1\n!busy\n!answer\n!callee 12#\n!completed", "1\n!no-answer\n!failed",
	"1\n!answer\n!over 5\n!wait 1m\n!completed", "1\n!wait 19s\n!answer\n!wait 1m",
	"2\n!wait 30s\n9", "2\n1\n\n!dequeue 10s", "2\n!full", "2\n!failed", "2\n!wait 2m\n!wait 30s\n", "2\n!wait 3m\n!dequeue",
	"3\n!answer\n!completed 10s", "3\n!failed", "3\n!wait 30s\n!completed", "4\n!pay success", "4\n!failed", "4\n", "5\nhello\n!end", "5\n!failed",
	"6\n!http 201 {\"a\": \"b\"}", "6\n!http 404 {\"a\": 1}", "6\n!wait 5s\n!silence", "6\n!http 201 5", "6\n!http 201 {}", "6\n{\"a\": \"b\"}", "6\n",
	"7\n{\"a\": \"b\"}\n201", "7\n503\nfailed", "7\ntimeout\n404", "7\nbad_body\nbad_body", "7\n\n\n", "7\n[1]\n200", "7\n201\n{}",
	"8\nI have a cough\n#\n!transcript a cough, perhaps\n1", "8\nhello\n!wait 2s\nagain\n\n1", "8\n\n", "8\n#", "8\n!wait 1m", "8\nhello\n!hangup",
	"9\nhello\n!ai {\"count\": 12345678901234567890}", "9\n{\"count\": 2}", "9\n!ai invalid", "9\n!failed", "0\n!refer busy", "0\n!failed", "0\n!no-answer",
	"0\n!refer in-progress", "!speak 0.3 mumble", "ring\n!canceled", "!transcript hello\n8\n!hangup",
}

// record plays lines and returns what is written down, and what was shown.
func record(t interface{ Fatal(args ...any) }, st *stage, lines []string) (scenario []byte, shown string) {
	p := phoneOn(t, st)
	shown = typedAt(t, p, strings.Join(lines, "\n"))
	return p.scenario(&simulateOptions{}), shown
}

// replay plays what was written down, and returns what does not hold.
func replay(t interface{ Fatal(args ...any) }, tb testing.TB, st *stage, scenario []byte) string {
	var found diag.List
	f := flowtest.Parse("recorded_test.yaml", scenario, st.library, &found)
	if f == nil || len(found) > 0 {
		t.Fatal(found, "\n"+string(scenario))
	}
	report, err := flowtest.Run(tb.Context(), []*flowtest.File{f}, flowtest.Options{
		Library: st.library, Workers: 1, Policy: func(map[string]string) (*policy.Policy, error) { return st.deployment.Policy, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return report.Files[0].Results[0].Text()
}

// Each course is a call of its own that holds when it is played once more; together they use every input that a scenario has.
func TestRecordedCoursesHold(t *testing.T) {
	t.Parallel()
	st := stageWith(t, everyVerb)
	all, seen := "", ""
	for _, lines := range typedCourses {
		scenario, shown := record(t, st, []string{lines})
		if text := replay(t, t, st, scenario); text != "" {
			t.Errorf("%s\n%s\n%s", text, scenario, shown)
		}
		if strings.Contains(shown, "error: ") && !strings.Contains(lines, "!wait 5s") {
			t.Errorf("%q\n%s", lines, shown)
		}
		all, seen = all+string(scenario), seen+shown
	}
	for _, line := range []string{
		"\nmeanwhile waits in queue desk; !dequeue lets somebody take the call, !full, !failed\n",
		"\nis in the room all; !answer lets somebody come in, !completed ends it, !failed lets it fail; an empty line waits on\n",
	} {
		if !strings.Contains(seen, line) {
			t.Errorf("nobody is told %q", line)
		}
	}
	for _, input := range []string{
		"press: ", "speak: ", "over: true", "confidence: ", "silence: ", "wait: ", "hangup: ", "dial: ", "callee: ", "n: 2", "ai: ", "http: ", "fetch:\n",
		"transcript: ", "queue: ", "conference: ", "connect: ", "refer: ", "pay: ",
	} {
		if !strings.Contains(all, input) {
			t.Errorf("nothing is recorded as %s", input)
		}
	}
}

// Whatever is played at the phone is played once more by test, and comes to the same.
func TestRecordedCallsHold(t *testing.T) {
	t.Parallel()
	st := stageWith(t, everyVerb)
	rapid.Check(t, func(rt *rapid.T) {
		lines := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(typedCourses), rapid.SampledFrom(typedLines)), 1, 8).Draw(rt, "lines")
		scenario, shown := record(rt, st, lines)
		if text := replay(rt, t, st, scenario); text != "" {
			rt.Fatalf("%s\n%s\n%s", text, scenario, shown)
		}
	})
}
