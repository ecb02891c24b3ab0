package engine_test

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// written is the document of a reply, written as the host does: with templates and without, bytes and errors are the same.
func written(reply engine.Reply, opt texmlgen.Options) ([]byte, error) {
	want, wantErr := texmlgen.Write(reply.Document, opt)
	opt.Templates = reply.Templates
	got, err := texmlgen.Write(reply.Document, opt)
	if !bytes.Equal(got, want) || fmt.Sprint(err) != fmt.Sprint(wantErr) {
		return nil, fmt.Errorf("with templates: %v\n%s\nwithout: %v\n%s", err, got, wantErr, want)
	}
	return got, err
}

// prepared reports verbs that could be written from a template and are not. Raw TeXML is read anew in each step.
func prepared(m *engine.Machine, reply engine.Reply) error {
	for _, flow := range m.Flows {
		for _, state := range flow.States {
			if _, raw := state.Action.(*engine.Texml); raw {
				return nil
			}
		}
	}
	if len(reply.Templates) != len(reply.Document.Verbs) {
		return fmt.Errorf("%d templates for %d verbs", len(reply.Templates), len(reply.Document.Verbs))
	}
	for i, v := range reply.Document.Verbs {
		if pay, ok := v.(*texmlgen.Pay); ok && (!pay.Prompts.IsZero() || !pay.Metadata.IsZero()) {
			continue // JSON is evaluated as a whole
		}
		if lessSaid(m, reply, v) {
			continue // a Say that came to nothing is left out
		}
		want, err := texmlgen.Compile(v)
		if err != nil {
			continue
		}
		if got := reply.Templates[i]; got == nil || !reflect.DeepEqual(got, want) {
			return fmt.Errorf("verb %d, %s, is not written from a template", i+1, texmlgen.NameOf(v))
		}
	}
	return nil
}

// lessSaid reports whether the gather or payment that a call has come to says less than was written for it.
func lessSaid(m *engine.Machine, reply engine.Reply, v texmlgen.Verb) bool {
	at := strings.Split(reply.Trace.To, "/")
	state := m.Flows[at[len(at)-2]].States[at[len(at)-1]]
	parts := func(p engine.Prompt) int {
		most := 0
		for _, parts := range p.Parts {
			most = max(most, len(parts))
		}
		return most
	}
	switch v := v.(type) {
	case *texmlgen.Gather:
		a, ok := state.Action.(*engine.Gather)
		return ok && len(v.Prompt) < max(parts(a.Prompt), parts(a.Reprompt))
	case *texmlgen.Pay:
		a, ok := state.Action.(*engine.Pay)
		said, written := 0, 0
		for _, p := range v.Prompt {
			said += len(p.Say)
		}
		for i := 0; ok && i < len(a.Prompts); i++ {
			written += parts(a.Prompts[i].Say)
		}
		return said < written
	}
	return false
}

// TestPreparedInParallel lets many calls share a machine: they get the same answers, and what was prepared stays as it is.
func TestPreparedInParallel(t *testing.T) {
	machine := machines(t)["clinic"]
	size := func() int { return reflect.ValueOf(machine).Elem().FieldByName("templates").Len() }
	before := size()
	e := event(t, "begin", start)
	d := deployment(t)
	_, reply := engine.Step(machine, nil, e, d)
	want := write(t, reply)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				_, reply := engine.Step(machine, nil, e, d)
				if got := write(t, reply); got != want {
					t.Errorf("%s\nwant\n%s", got, want)
				}
			}
		})
	}
	wg.Wait()
	if before == 0 || size() != before {
		t.Errorf("%d templates, %d after some calls", before, size())
	}
}
