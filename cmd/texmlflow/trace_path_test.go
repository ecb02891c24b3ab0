package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSplitPath(t *testing.T) {
	t.Parallel()
	for path, want := range map[string][]string{
		"1":                        {"1"},
		" 1 , 2,*":                 {"1", "2", "*"},
		"1,,2":                     {"1", "", "2"},
		"http:a=1,b=x y,c=,2":      {"http:a=1,b=x y,c=", "2"},
		"2,a=1":                    {"2", "a=1"},
		`ai:{"a": "x, y"},1`:       {`ai:{"a": "x, y"}`, "1"},
		`ai:{"a": ["}", 1]},1`:     {`ai:{"a": ["}", 1]}`, "1"},
		`ai:{"a": "\",}"},1`:       {`ai:{"a": "\",}"}`, "1"},
		`http:{"a": {"b": 1}},1`:   {`http:{"a": {"b": 1}}`, "1"},
		`speech:it's "odd", 1`:     {`speech:it's "odd"`, "1"},
		"1,\nspeech: \"a, b\"":     {"1", `speech: "a, b"`},
		` speech:"a, \"b\", c", 1`: {`speech:"a, \"b\", c"`, "1"},
	} {
		if diff := cmp.Diff(want, splitPath(path)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
}

// Parts without a comma or bracket come out as they went in.
func TestSplitPathKeepsParts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.StringMatching(`[0-9*#a-z:" -]{0,8}`), 1, 6).Draw(t, "parts")
		var want []string
		for _, p := range parts {
			want = append(want, strings.TrimSpace(p))
		}
		if diff := cmp.Diff(want, splitPath(strings.Join(parts, ","))); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestParsePath(t *testing.T) {
	t.Parallel()
	got, err := parsePath(`12#, speech:the desk, silence, speech: "no, \"the\" desk", dial:busy, http:{"n": 1, "t": "x", "o": {"a": 1}, "z": null}, hold, hold:9, screen:silence, enqueue:left`, "0.5")
	if err != nil {
		t.Fatal(err)
	}
	want := []input{
		{kind: inputDigits, text: "12#"},
		{kind: inputSpeech, text: "the desk", more: "0.5"},
		{kind: inputSilence},
		{kind: inputSpeech, text: `no, "the" desk`, more: "0.5"},
		{kind: inputDial, text: "busy", more: sampleRecording},
		{
			kind: inputHTTP, text: `{"n": 1, "t": "x", "o": {"a": 1}, "z": null}`, more: sampleRecording,
			http: []string{"n", "1", "o", `{"a": 1}`, "t", "x", "z", ""},
		},
		{kind: inputHold, asks: true, more: sampleRecording},
		{kind: inputHold, text: "9", more: sampleRecording},
		{kind: inputScreen, text: "silence", more: sampleRecording},
		{kind: inputEnqueue, text: "left", more: sampleRecording},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(input{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for path, want := range map[string]string{
		"1,,2":            "--path: nothing stands between two commas",
		"speach:a":        `--path: unknown event "speach"`,
		"speech:":         `--path "speech:": something is missing after it`,
		`speech:"a,b`:     `--path "speech:\"a,b": expected words in quotes`,
		`speech:" "`:      `--path "speech:\" \"": expected words in quotes`,
		`speech:"\u0000"`: `--path "speech:\"\\u0000\"": expected words in quotes`,
		`speech:"a" b`:    `--path "speech:\"a\" b": expected words in quotes`,
		"dial":            `--path "dial": something is missing after it`,
		"dial:bussy":      `--path dial: unknown outcome "bussy"`,
		"refer:busi":      `--path refer: unknown outcome "busi"`,
		"http:{":          "--path http: expected a JSON object or name=value",
		"ai:[1]":          "--path ai: expected a JSON object or invalid",
		"12x":             `--path: unknown event "12x"`,
		"queue:left":      `--path: unknown event "queue"`,
		"hold:x":          `--path "x": neither keys of a phone nor silence`,
		"completed:1":     `--path "completed:1": nothing stands after the colon of this one`,
	} {
		if got, err := parsePath(path, "1"); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, %v; want %s", path, got, err, want)
		}
	}
	if got, err := parsePath(" ", "1"); got != nil || err != nil {
		t.Errorf("an empty path is %v, %v", got, err)
	}
}
