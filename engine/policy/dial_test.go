package policy

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNumber(t *testing.T) {
	p := must(t, Config{DialAllow: []string{"+1", "+4420", "+8", "+18765550199", "+1212976"}, DialDeny: []string{"+1512555", "+18765550199"}})
	verdicts{
		"":               {"+13125550100", "+442071838750", "+819012345678", "+12129765555", "+19075550100", "+442071838750123", "+4420718"},
		ReasonNotAllowed: {"+447911123456", "+33123456789", "+998901234567"},
		ReasonDenied:     {"+15125550100", "+18765550199"},
		ReasonHighCost: {
			"+19005550100", "+19765550100", "+13129765550", "+18765550100", "+18095550100", "+12425550100",
			"+17875550100", "+15005550100", "+19115550100", "+17005550100", "+882123456789", "+8816123456", "+870123456789",
		},
		ReasonMalformed: {
			"", "+", "+1", "15125550100", "0015125550100", "+015125550100", "+1512555010", "+151255501000",
			"+10125550100", "+1011882123456", "+1(900)555", "+1(512)5550100", "+1 512 555 0100", "+1-512-555-0100",
			" +15125550100", "+15125550100 ", "+15125550100\n", "+15125550100\x00", "+44 7911 123456;ext=1", "+442071838750;ext=1",
			"+13125550100,+19005550100", "+13125550100+19005550100", "+13125550100 +19005550100", "+13125550100w1",
			"+131255501００", "＋13125550100", "+١٣١٢٥٥٥٠١٠٠", "\u202e+13125550100", "+\u200b13125550100", "+4420718387501234",
			"tel:+13125550100", "SIP:desk@pbx.example.com", "{{From}}", "*72", "911", "+44207#",
		},
	}.check(t, p.Dial)
}

func TestHighCostWantsItsOwnEntry(t *testing.T) {
	for entry, targets := range map[string]verdicts{
		"+1":           {ReasonHighCost: {"+18765550100"}},
		"+187":         {ReasonHighCost: {"+18765550100"}},
		"+1876":        {"": {"+18765550100"}, ReasonHighCost: {"+18769765555"}},
		"+1876555":     {"": {"+18765550100"}, ReasonNotAllowed: {"+18764440100"}},
		"+18765550100": {"": {"+18765550100"}, ReasonNotAllowed: {"+18765550101"}},
		"+1212":        {ReasonHighCost: {"+12129765555"}, "": {"+12125550100"}},
		"+1212976":     {"": {"+12129765555"}},
		"+1900":        {"": {"+19005550100"}},
		"+88":          {ReasonHighCost: {"+882123456789"}},
		"+882":         {"": {"+882123456789"}},
	} {
		t.Run(entry, func(t *testing.T) {
			targets.check(t, must(t, Config{DialAllow: []string{entry}}).Number)
		})
	}
}

func TestSIP(t *testing.T) {
	p := must(t, Config{
		DialAllow: []string{
			"sip:*@pbx.example.com", "sip:desk@one.example.net", "sips:*@tls.example.net", "sip:*@*.wild.example.org",
			"sip:*@10.0.0.7", "sip:*@[2001:db8::7]", "sip:*@port.example.net:5080", "sip:+19005550177@pbx.example.com",
		},
		DialDeny: []string{"sip:root@pbx.example.com", "sip:*@bad.wild.example.org", "+1312"},
	})
	verdicts{
		"": {
			"sip:desk@pbx.example.com", "sips:desk@pbx.example.com", "sip:desk@PBX.Example.COM", "sip:1001@pbx.example.com:5070",
			"sip:desk@pbx.example.com;transport=udp", "sip:a@pbx.example.com;transport=tcp", "sip:a@pbx.example.com:5061;transport=tls",
			"sip:desk@one.example.net", "sips:x@tls.example.net", "sip:x@a.wild.example.org", "sip:x@a.b.wild.example.org",
			"sip:x@10.0.0.7", "sip:x@[2001:db8::7]", "sip:x@[2001:DB8:0::7]:5060", "sip:x@port.example.net:5080",
			"sip:+3125550100@pbx.example.com", "sip:+15125550100@pbx.example.com", "sip:15125550100@pbx.example.com", "sip:+19005550177@pbx.example.com",
			"sip:anna.b-c_d~e@pbx.example.com",
		},
		ReasonNotAllowed: {
			"sip:x@evil", "sip:x@evil.example", "sip:x@pbx.example.com.evil.example", "sip:x@xpbx.example.com", "sip:x@sub.pbx.example.com",
			"sip:Desk@one.example.net", "sip:x@one.example.net", "sip:x@tls.example.net", "sip:x@wild.example.org", "sip:x@awild.example.org",
			"sip:x@10.0.0.70", "sip:x@[2001:db8::70]", "sip:x@port.example.net", "sip:x@[::ffff:10.0.0.7]",
		},
		ReasonDenied: {
			"sip:root@pbx.example.com", "sips:Root@pbx.example.com", "sip:ROOT@pbx.example.com:5070", "sip:x@bad.wild.example.org",
			"sip:+13125550100@pbx.example.com", "sip:13125550100@pbx.example.com", "sip:0013125550100@pbx.example.com",
			"sip:01113125550100@pbx.example.com", "sip:3125550100@pbx.example.com", "sip:312-555.0100@pbx.example.com",
		},
		ReasonHighCost: {
			"sip:+19005550100@pbx.example.com", "sip:19005550100@pbx.example.com", "sip:9005550100@pbx.example.com",
			"sip:00882123456789@pbx.example.com", "sip:1-900-555-0100@pbx.example.com",
		},
		ReasonMalformed: {
			"sip:", "sip:pbx.example.com", "sip:@pbx.example.com", "sip:a@", "sip:a@good@evil", "sip:evil@pbx.example.com@evil.example",
			"sip:a%40evil.example@pbx.example.com", "sip:%72oot@pbx.example.com", "sip:a:pw@pbx.example.com", "sip:a@pbx.example.com?Route=evil",
			"sip:a@pbx.example.com;transport=ws", "sip:a@pbx.example.com;maddr=evil", "sip:a@pbx.example.com;transport=udp;transport=tcp",
			"sip:a@pbx.example.com;", "sip:a;ext=1@pbx.example.com", "sip:a@pbx.example.com.", "sip:a@pbx..example.com", "sip:a@-pbx.example.com",
			"sip:a@pbx.example.com:", "sip:a@pbx.example.com:0", "sip:a@pbx.example.com:65536", "sip:a@pbx.example.com:+5060", "sip:a@pbx.example.com:05060",
			"sip:a@pbx.example.com,sip:b@evil", "sip:a@pbx.example.com sip:b@evil", "sip:a@pbx.example.com\r\nX: y", "sip:a@рbx.example.com",
			"sip:a@pbx。example.com", "sip:a@0x7f.1", "sip:a@2130706433", "sip:a@127.1", "sip:a@0177.0.0.1", "sip:a@[::1", "sip:a@[10.0.0.7]", "sip:a@[fe80::1%25eth0]", "sip:a@::1",
			"sip:*72@pbx.example.com", "sip:*@pbx.example.com", "sip:a/b@pbx.example.com", "<sip:a@pbx.example.com>", "sip://a@pbx.example.com",
			"sip:+1900@pbx.example.com", "sip:+1(900)@pbx.example.com", "sip:" + strings.Repeat("a", 65) + "@pbx.example.com",
			"sip:a@" + strings.Repeat("b", 64) + ".wild.example.org", "sip:" + strings.Repeat("a", 60) + "@" + strings.Repeat("b.", 95) + "wild.example.org", "Sip:a@pbx.example.com",
		},
	}.check(t, p.Dial)
	verdicts{ReasonMalformed: {"+15125550100", "Sip:a@pbx.example.com"}}.check(t, p.SIP)
	verdicts{ReasonMalformed: {"sip:desk@pbx.example.com"}}.check(t, p.Number)
}

func TestDefaultSIPPorts(t *testing.T) {
	p := must(t, Config{DialAllow: []string{"sip:*@a.example:5060", "sip:*@b.example:5061"}})
	verdicts{
		"":               {"sip:x@a.example", "sips:x@b.example", "sip:x@b.example;transport=tls"},
		ReasonNotAllowed: {"sips:x@a.example", "sip:x@b.example", "sip:x@a.example;transport=tls"},
	}.check(t, p.Dial)
}

func TestRefusalsMaskNumbers(t *testing.T) {
	p := must(t, Config{DialAllow: []string{"sip:*@pbx.example.com", "+1"}, DialDeny: []string{"+1512"}})
	for _, tt := range []struct{ target, want string }{
		{"+15125550142", "number …42 refused: an entry of dial.deny covers it"},
		{"+1 (512) 555-0142", "number …42 refused: it holds a character that is not visible ASCII; an E.164 number is + and digits alone"},
		{"my pin is 12", "number … refused: it holds a character that is not visible ASCII; an E.164 number is + and digits alone"},
		{"sip:+15125550142@pbx.example.com", "sip sip:…42@pbx.example.com refused: an entry of dial.deny covers its number"},
		{"sip:robin.vale@evil.example", "sip sip:…@evil.example refused: no entry of dial.allow covers it"},
		{"sip:a@15125550142.example", "sip sip:…@…42.example refused: no entry of dial.allow covers it"},
		{"sip:a b@pbx.example.com", "sip … refused: it holds a character that is not visible ASCII"},
		{"sip:19005550142@pbx.example.com", "sip sip:…42@pbx.example.com refused: taken as the number …42, area code 900 is premium rate; dial.allow opens such a range only by an entry that begins with +1900"},
	} {
		if got := p.Dial(tt.target); got == nil || got.Error() != tt.want {
			t.Errorf("%q:\n got %v\nwant %s", tt.target, got, tt.want)
		}
	}
}

var strictNumber = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

// allowedNumber says by other means than the package's what this test's policy
// may allow: +1312 and +44, but not +4479.
func allowedNumber(s string) bool {
	if !strictNumber.MatchString(s) || strings.HasPrefix(s, "+4479") {
		return false
	}
	return strings.HasPrefix(s, "+44") || regexp.MustCompile(`^\+1312[0-9]{7}$`).MatchString(s) && s[5:8] != "976"
}

var allowedSIP = regexp.MustCompile(`^sips?:[A-Za-z0-9._+~-]{1,64}@(?i:pbx\.example\.com)(:[1-9][0-9]{0,4})?(;transport=(udp|tcp|tls))?$`)

// numberLike draws numbers, near-numbers and the tricks of people who sell minutes.
func numberLike() *rapid.Generator[string] {
	piece := rapid.SampledFrom([]string{
		"+", "00", "011", "1", "312", "555", "0100", "44", "79", "20", "900", "976", "876", "882", " ", "-", "(", ")", ";ext=1", ",", "w",
		"１", "٣", "\u200b", "\u202e", "\n", "\x00", "+1312555", "sip:", "@", "pbx.example.com", "evil.example", "%40", "%", ":", "5060", "?", "&",
		";transport=udp", "root", "[::1]", "0x7f.1", "PBX.EXAMPLE.COM", "。", "/", "\\", "#", "*",
	})
	return rapid.OneOf(
		rapid.StringMatching(`\+(1312|44|4479|1900|1876|882)?[0-9]{4,12}`),
		rapid.StringMatching(`sips?:[a-z0-9+.@%;:-]{1,12}@(pbx|evil)\.example(\.com)?(:[0-9]{1,6})?(;transport=[a-z]{3})?`),
		rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(piece, 0, 8).Draw(t, "pieces"), "") }),
		rapid.String(),
	)
}

func TestOnlyAllowedIsDialled(t *testing.T) {
	p := must(t, Config{DialAllow: []string{"+1312", "+44", "sip:*@pbx.example.com"}, DialDeny: []string{"+4479"}})
	rapid.Check(t, func(t *rapid.T) {
		target := numberLike().Draw(t, "target")
		err := p.Dial(target)
		switch {
		case err == nil && !allowedNumber(target) && !allowedSIP.MatchString(target):
			t.Fatalf("%q is allowed", target)
		case err != nil && allowedNumber(target):
			t.Fatalf("%q is refused: %v", target, err)
		case err != nil && strings.Contains(err.Error(), target) && len(target) > 6 && strictNumber.MatchString(target):
			t.Fatalf("the refusal shows the number: %v", err)
		}
	})
}

// A target that is allowed is no longer so with anything put beside it that is
// no digit: there is one form, and nothing is cleaned up.
func TestNothingIsCleanedUp(t *testing.T) {
	p := must(t, Config{DialAllow: []string{"+1", "+44"}})
	rapid.Check(t, func(t *rapid.T) {
		good := rapid.SampledFrom([]string{"+13125550100", "+442071838750"}).Draw(t, "good")
		extra := rapid.StringMatching(`[^0-9]{1,3}`).Draw(t, "extra")
		at := rapid.IntRange(0, len(good)).Draw(t, "at")
		if err := p.Dial(good[:at] + extra + good[at:]); err == nil {
			t.Fatalf("%q is allowed", good[:at]+extra+good[at:])
		}
	})
}

func FuzzDial(f *testing.F) {
	for _, seed := range []string{"+13125550100", "sip:a@pbx.example.com:5060;transport=tls", "sip:+19005550100@pbx.example.com", "+1９00", "sip:a@[::1]"} {
		f.Add(seed)
	}
	p := must(f, Config{DialAllow: []string{"+1312", "+44", "sip:*@pbx.example.com"}, DialDeny: []string{"+4479"}})
	f.Fuzz(func(t *testing.T, target string) {
		err := p.Dial(target)
		if reasonOf(t, err) == "" && !allowedNumber(target) && !allowedSIP.MatchString(target) {
			t.Errorf("%q is allowed", target)
		}
	})
}
