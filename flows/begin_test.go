package flows

import (
	"strings"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// TestBegin: a call begins in every flow of testdata/ok that is no twin, and its first document can be written.
func TestBegin(t *testing.T) {
	opt := testOptions(t)
	lib := mustLoad(t, okFiles(t), opt)
	deployment := engine.Deployment{Policy: opt.Policy, Env: map[string]string{
		"CRM": "https://crm.example.com", "API": "https://api.example.com", "DESK": "+15125550100", "PBX": "pbx.example.com",
		"NEXT": "https://other.example.com/flows",
	}}
	want := map[string]string{
		"hello": "<Gather ", "clinic": "For English, press 1.", "every": "Hello caller.", "closed": "<Reject", "moved": "<Redirect",
		"audio": "/tone.wav</Play>", "silent": `input="speech"`,
	}
	for name, m := range lib.Machines {
		t.Run(name, func(t *testing.T) {
			event := engine.Event{
				Kind: engine.Begin, At: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC),
				CallSID: "v3:abc", From: "+15125550111", To: "+15125550100",
			}
			_, reply := engine.Step(m, nil, event, deployment)
			if len(reply.Trace.Trouble) > 0 {
				t.Fatalf("trouble: %v", reply.Trace.Trouble)
			}
			doc, err := texmlgen.Write(reply.Document, texmlgen.Options{
				Resolve: func(route string) (string, error) { return "https://ivr.example.net/" + route, nil },
				Target:  func(_, target string) error { return opt.Policy.Dial(target) },
			})
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(doc), want[name]) {
				t.Errorf("the document has no %q:\n%s", want[name], doc)
			}
		})
	}
}
