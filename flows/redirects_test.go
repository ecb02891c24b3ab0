package flows

import (
	"fmt"
	"testing"
)

// TestRedirectToSelf: what is the host's own depends on its whole public URL, and on nothing when that is not known.
func TestRedirectToSelf(t *testing.T) {
	for _, test := range []struct {
		public, url string
		own         bool
	}{
		{"https://ivr.example.com", "https://ivr.example.com/texml", true},
		{"https://ivr.example.com/", "https://ivr.example.com/texml", true},
		{"https://ivr.example.com:443", "https://IVR.example.com/texml?a=b", true},
		{"https://ivr.example.com/phone", "https://ivr.example.com/phone/texml/f", true},
		{"https://ivr.example.com/phone", "https://ivr.example.com/texml", false},
		{"https://ivr.example.com/phone", "https://ivr.example.com/phones/texml", false},
		{"https://ivr.example.com", "https://ivr.example.com/events/status", true},
		{"https://ivr.example.com", "https://ivr.example.com/texmls", false},
		{"https://ivr.example.com", "https://ivr.example.com/", false},
		{"https://ivr.example.com", "https://ivr.example.com:8443/texml", false},
		{"https://ivr.example.com", "https://example.com/texml", false},
		{"https://ivr.example.com", "${env.CRM}/texml", false},
		{"http://127.0.0.1:8080", "https://127.0.0.1:8080/texml", false},
		{"", "https://ivr.example.com/texml", false},
	} {
		t.Run(test.public+" "+test.url, func(t *testing.T) {
			opt := testOptions(t)
			opt.PublicURL = test.public
			src := fmt.Sprintf("flow: f\nenv: [CRM]\nstart: a\nstates:\n  a: {say: \"${env.CRM}\", redirect: %q}\n", test.url)
			_, findings := LoadFiles(map[string][]byte{"f.yaml": []byte(src)}, opt)
			if own := len(findings) == 1 && findings[0].Code == codeToSelf; own != test.own || !own && len(findings) > 0 {
				t.Errorf("findings %v, want it to be the host's own: %v", findings, test.own)
			}
		})
	}
}
