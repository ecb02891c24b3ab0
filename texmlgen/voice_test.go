package texmlgen_test

import (
	"slices"
	"testing"

	"github.com/texmlflow/texmlflow/texmlgen"
)

func TestVoiceForm(t *testing.T) {
	for _, test := range []struct {
		voice, near string
		known       bool
	}{
		{"", "", true},
		{"alice", "", true},
		{"woman", "", true},
		{"Polly.Joanna-Neural", "", true},
		{"AWS.Polly.Joanna", "", true},
		{"Telnyx.NaturalHD.Astra", "", true},
		{"FishAudio.s1.x", "", true},
		{"Alice", "alice", false},
		{"poly.Joanna", "Polly.Joanna", false},
		{"Polly", "", false},
		{"alice.x", "", false},
		{"Joanna", "", false},
	} {
		if known, near := texmlgen.VoiceForm(test.voice); known != test.known || near != test.near {
			t.Errorf("%q: %v, near %q", test.voice, known, near)
		}
	}
	if list := texmlgen.VoiceVendors(); !slices.Contains(list, "Polly") || slices.Contains(list, "alice") || len(slices.Compact(slices.Sorted(slices.Values(list)))) != len(list) {
		t.Errorf("vendors %v", list)
	}
}
