package texmlgen

import "strings"

// A checker knows rules that no single attribute shows. The encoder and the reader of Parse both listen, so a document
// without errors can be written.
type checker interface {
	check(to audience)
}

// An audience hears what is wrong with the element at hand; attr is "" for its content. A rule that looks at more than
// attr names all that it looks at, so that nobody hears of it who could not read one of those.
type audience interface {
	problem(attr, want string, of ...string)
	in() *ElementSpec // the parent
	bare() bool       // no attributes at all
}

func needToken(to audience, t Text, want string) {
	if finishToken(t) == "" {
		to.problem("", want)
	}
}

// isTemplate reports whether Telnyx fills s in, so that it cannot be checked here.
func isTemplate(s string) bool { return strings.Contains(s, "{{") }

// onlyOf reports whether s has characters of set only, or is filled in by Telnyx.
func onlyOf(s, set string) bool { return isTemplate(s) || strings.Trim(s, set) == "" }

const (
	keys     = "0123456789*#"
	dtmf     = keys + "w"
	wantKeys = "want keys 0-9 * # only"
	wantDTMF = "want 0-9 * # and w (a pause of half a second) only"
)

func (x *Say) check(to audience) {
	if x.Text.IsZero() {
		to.problem("", "want text")
	}
	if strings.HasPrefix(x.Voice, "ElevenLabs.") && x.APIKeyRef == "" {
		to.problem("voice", "an ElevenLabs voice needs api_key_ref", "api_key_ref")
	}
}

func (x *Play) check(to audience) {
	url, digits, ring := !x.URL.IsZero(), !x.Digits.IsZero(), x.RingTone != ""
	switch {
	case !url && !digits && !ring:
		to.problem("", "want a URL, or digits, or ringTone", "", "digits", "ringTone")
	case url && (digits || ring) || digits && ring:
		to.problem("", "want one of a URL, digits and ringTone", "", "digits", "ringTone")
	case digits && !onlyOf(finish(x.Digits), dtmf):
		to.problem("digits", wantDTMF)
	}
}

func (x *Gather) check(to audience) {
	if lo, hi := x.MinDigits.Or(1), x.MaxDigits.Or(128); lo > hi {
		to.problem("minDigits", "want no more than maxDigits", "maxDigits")
	}
	if d, ok := x.SpeechTimeout.Get(); ok && d == 0 {
		to.problem("speechTimeout", "want 1 or more seconds")
	}
	if !onlyOf(x.FinishOnKey.Or(""), keys) {
		to.problem("finishOnKey", wantKeys)
	}
	if !onlyOf(x.ValidDigits, keys) {
		to.problem("validDigits", wantKeys)
	}
	needRegion(to, x.TranscriptionEngine, x.Region)
}

func needRegion(to audience, engine SpeechEngine, region string) {
	if engine == EngineAzure && region == "" {
		to.problem("transcriptionEngine", "Azure needs region", "region")
	}
}

func (x *Redirect) check(to audience) {
	if x.URL.IsZero() {
		to.problem("", "want a URL")
	}
}

func (x *Refer) check(to audience) {
	if x.Sip == nil {
		to.problem("", "want a Sip")
	}
}

func (x *Record) check(to audience) {
	if !onlyOf(x.FinishOnKey.Or(""), keys) {
		to.problem("finishOnKey", wantKeys)
	}
	if x.Transcription.Or(false) && x.TranscriptionCallback.IsZero() {
		to.problem("transcription", "needs transcriptionCallback", "transcriptionCallback")
	}
}

func (x *Start) check(to audience) {
	if len(x.Services) == 0 {
		to.problem("", "want at least one of "+startSpec.childNames())
	}
}

func (x *Stop) check(to audience) {
	if len(x.Services) == 0 {
		to.problem("", "want at least one of "+stopSpec.childNames())
	}
}

func (x *Stream) check(to audience) {
	if to.in() == &stopSpec && len(x.Parameters) > 0 {
		to.problem("", "takes no Parameter inside Stop")
	}
}

func (x *Siprec) check(to audience) {
	if d, ok := x.SessionTimeoutSecs.Get(); ok && d != 0 && d.Seconds() < 90 {
		to.problem("sessionTimeoutSecs", "want 0 or 90 to 14440 seconds")
	}
}

func (x *Suppression) check(to audience) {
	if x.Size == SizeVF && x.Family != FamilyQuail {
		to.problem("size", "vf needs family quail", "family")
	}
}

func (x *Transcription) check(to audience) { needRegion(to, x.TranscriptionEngine, x.Region) }
