package texmlgen

import (
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine/spell"
)

// VoiceForm reports whether a voice has one of the documented forms: a word such as alice, or a vendor, a point and the
// vendor's own name. near is the voice with the vendor that was probably meant, or "". Whether the vendor has the voice is not
// known.
func VoiceForm(voice string) (known bool, near string) {
	vendor, name, dotted := strings.Cut(voice, ".")
	known = voice == ""
	var heads []string
	for _, form := range saySpec.attribute("voice").Syntax {
		head, _, d := strings.Cut(strings.Fields(form)[0], ".")
		known = known || head == vendor && d == dotted
		if d == dotted && !slices.Contains(heads, head) {
			heads = append(heads, head)
		}
	}
	if known {
		return true, ""
	}
	near, _ = spell.Nearest(vendor, heads)
	if near != "" && dotted {
		near += "." + name
	}
	return false, near
}

// VoiceVendors lists what stands before the first point of a vendor's voice.
func VoiceVendors() []string {
	var out []string
	for _, form := range saySpec.attribute("voice").Syntax {
		if head, _, dotted := strings.Cut(form, "."); dotted && !slices.Contains(out, head) {
			out = append(out, head)
		}
	}
	return out
}
