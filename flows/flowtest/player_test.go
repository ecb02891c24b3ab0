package flowtest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/texmlflow/texmlflow/engine/carrier"
	"github.com/texmlflow/texmlflow/flows/diag"
)

type deadLine struct{}

func (deadLine) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("nobody is there")
}

// TestDropped: a call that gets no answer any more fails its scenario, whatever is expected.
func TestDropped(t *testing.T) {
	lib := testFlows(t, "shop")
	f := parse(t, lib, "shop_test.yaml", `env: {API: "https://api.example.com"}
scenarios: [{name: one, turns: [{press: "2"}], ends: open}]
`)
	p, err := newPlayer(t.Context(), f.Scenarios[0], Options{Library: lib})
	if err != nil {
		t.Fatal(err)
	}
	p.line.host = deadLine{}
	failures := p.play()
	if len(failures) != 1 || !strings.HasPrefix(failures[0].Message, "the call was dropped: ") || failures[0].At.Line != 2 {
		t.Errorf("got %v", failures)
	}
}

// otherLine changes what the host answers, and first lets something else happen.
type otherLine struct {
	inner  http.RoundTripper
	before func()
	after  func(*http.Response)
}

func (l otherLine) RoundTrip(req *http.Request) (*http.Response, error) {
	if l.before != nil {
		l.before()
	}
	resp, err := l.inner.RoundTrip(req)
	if err == nil && l.after != nil {
		l.after(resp)
	}
	return resp, err
}

// TestRepeatSeesTheAnswer: a callback that comes again must be answered as before, and move nothing.
func TestRepeatSeesTheAnswer(t *testing.T) {
	lib := testFlows(t, "shop")
	f := parse(t, lib, "shop_test.yaml", `env: {API: "https://api.example.com"}
scenarios: [{name: one, turns: [{press: "2"}, repeat_callback]}]
`)
	p, err := newPlayer(t.Context(), f.Scenarios[0], Options{Library: lib})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.repeat(1); err != nil {
		t.Fatal(err)
	}
	sound := p.line.host
	for want, line := range map[string]otherLine{
		"status 503":     {after: func(r *http.Response) { r.StatusCode = http.StatusServiceUnavailable }},
		"another answer": {after: func(r *http.Response) { r.Body = io.NopCloser(strings.NewReader("<Response/>")) }},
		"has moved the call": {before: func() {
			p.line.host = sound
			if err := p.act(carrier.Press("2")); err != nil {
				t.Error(err)
			}
		}},
	} {
		line.inner = sound
		p.line.host = line
		if err := p.repeat(1); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestPanic: what panics in one scenario is that one's failure.
func TestPanic(t *testing.T) {
	lib := testFlows(t, "shop")
	good := parse(t, lib, "shop_test.yaml", `env: {API: "https://api.example.com"}
scenarios: [{name: one, turns: [hangup]}, {name: two, turns: [hangup]}]
`)
	good.Scenarios[0].turns[0].input = &input{do: func(*player) error { panic("no input") }}
	r := run(t, lib, good).Files[0].Results
	if len(r[0].Failures) != 1 || !strings.HasPrefix(r[0].Failures[0].Message, "a panic: ") || len(r[1].Failures) != 0 {
		t.Errorf("got %s and %s", r[0].Text(), r[1].Text())
	}
}

// TestCanceled: a run that is given up says so, and is no success.
func TestCanceled(t *testing.T) {
	lib := testFlows(t, "shop")
	f := parse(t, lib, "shop_test.yaml", `env: {API: "https://api.example.com"}
scenarios: [{name: one, turns: [hangup]}]
`)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, []*File{f}, Options{Library: lib}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// FuzzParse: whatever a file holds, it is read or refused, and the places of findings are in it.
func FuzzParse(f *testing.F) {
	lib := testFlows(f)
	for _, pattern := range []string{"scenarios/*.yaml", "fail/*.yaml", "err/*.yaml"} {
		for _, name := range testFiles(f, pattern) {
			f.Add(string(read(f, name)))
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		var out diag.List
		file := Parse("fuzz_test.yaml", []byte(text), lib, &out)
		if (file == nil) != out.HasErrors() {
			t.Errorf("file %v with findings %v", file, out)
		}
		lines := strings.Count(text, "\n") + 1
		for _, finding := range out {
			if finding.Span.Line > lines || finding.Message == "" || finding.Code == "" {
				t.Errorf("a finding %+v in %d lines", finding, lines)
			}
		}
	})
}
