package guard

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestE164(t *testing.T) {
	for _, c := range []struct{ number, region, want string }{
		{"5125550100", "US", "+15125550100"},
		{"(512) 555-0100", "US", "+15125550100"},
		{"1 512 555 0100", "US", "+15125550100"},
		{"+1 512 555 0100", "US", "+15125550100"},
		{"+1 512 555 0100", "GB", "+15125550100"},
		{"416.555.0100", "CA", "+14165550100"},
		{"020 7946 0018", "GB", "+442079460018"},
		{"+44 20 7946 0018", "US", "+442079460018"},
		{"06 12 34 56 78", "FR", "+33612345678"},
		{"030 901820", "DE", "+4930901820"},
		{"612 345 678", "ES", "+34612345678"},
		{"+882 16 55512345", "US", "+8821655512345"},
		{"512555010", "US", ""},
		{"51255501000", "US", ""},
		{"1125550100", "US", ""},
		{"5120550100", "US", ""},
		{"9115550100", "US", ""},
		{"5129110100", "US", ""},
		{"+1 112 555 0100", "US", ""},
		{"+44 020 7946 0018", "US", ""},
		{"+0123456789", "US", ""},
		{"+1234567890123456", "US", ""},
		{"", "US", ""},
		{"+", "US", ""},
		{"512555O100", "US", ""},
		{"512+5550100", "US", ""},
		{"５１２５５５０１００", "US", ""},
		{"5125550100;ext=1", "US", ""},
		{"sip:x@evil", "US", ""},
		{"5125550100", "XX", ""},
	} {
		got, _ := e164(c.number, c.region).(string)
		if got != c.want {
			t.Errorf("e164(%q, %q) = %q, want %q", c.number, c.region, got, c.want)
		}
	}
}

// TestE164Shape: whatever goes in, what comes out is nothing or a plus sign and 8 to 15 digits, and comes out again as itself.
func TestE164Shape(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.OneOf(rapid.String(), rapid.StringMatching(`\+?[0-9 ().-]{0,20}`)).Draw(t, "number")
		region := rapid.SampledFrom([]string{"US", "GB", "DE", "ES", "IT", "PE"}).Draw(t, "region")
		out, _ := e164(in, region).(string)
		if out == "" {
			return
		}
		digits, ok := strings.CutPrefix(out, "+")
		if !ok || len(digits) < 8 || len(digits) > 15 || strings.ContainsFunc(digits, func(r rune) bool { return !unicode.Is(unicode.ASCII_Hex_Digit, r) || r > '9' }) {
			t.Fatalf("e164(%q, %q) = %q", in, region, out)
		}
		if again := e164(out, region); again != out {
			t.Fatalf("e164(%q) = %v", out, again)
		}
	})
}

func TestCountry(t *testing.T) {
	for number, want := range map[string]string{
		"+15125550100": "US", "+14165550100": "CA", "+18765550100": "JM", "+17875550100": "PR", "+18005550100": "", "+1512555010": "", "+447911123456": "GB", "+4930901820": "DE",
		"+3531234567": "IE", "+77012345678": "KZ", "+74951234567": "RU", "+8821655512345": "", "+999123": "", "5125550100": "", "": "", "+": "", "sip:a@b": "", "anonymous": "",
		"+971501234567": "AE", "+59899123456": "UY",
	} {
		if got := country(number); got != want {
			t.Errorf("country(%q) = %q, want %q", number, got, want)
		}
	}
	for code, c := range callingCodes {
		if len(c) != 2 || len(code) == 0 || len(code) > 4 {
			t.Errorf("calling code %q is of %q", code, c)
		}
	}
	for code := range areaCountries {
		if len(code) != 3 {
			t.Errorf("area code %q", code)
		}
	}
	for region, p := range plans {
		if c := country("+" + p.code + strings.Repeat("5", 10)); p.code != "1" && c != region {
			t.Errorf("+%s is of %q, and the plan of %q", p.code, c, region)
		}
	}
}

func TestLuhn(t *testing.T) {
	for s, want := range map[string]bool{
		"4111111111111111": true, "4111 1111-1111 1111": true, "4111111111111112": false, "18": true, "0": false, "": false, "00": true, "4111x": false, "４１１１": false, "79927398713": true,
	} {
		if got := luhn(s); got != want {
			t.Errorf("luhn(%q) = %v", s, got)
		}
	}
	// A single wrong digit never passes.
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[0-9]{2,20}`).Draw(t, "digits")
		if !luhn(s) {
			return
		}
		i := rapid.IntRange(0, len(s)-1).Draw(t, "position")
		d := byte('0' + (int(s[i]-'0')+rapid.IntRange(1, 9).Draw(t, "by"))%10)
		if wrong := s[:i] + string(d) + s[i+1:]; luhn(wrong) {
			t.Fatalf("%s and %s both pass", s, wrong)
		}
	})
}
