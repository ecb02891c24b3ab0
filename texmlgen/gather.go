package texmlgen

import "time"

// Gather plays its prompt, listens for digits, speech or both, and sends what the caller gave to Action.
//
// The caller may key in over the prompt (barge-in is assumed, not documented). A Gather has no method: Action is
// requested with the application's voice_method. When nothing was given the next verb runs, in public samples; also
// expect Action with neither Digits nor SpeechResult.
//
// Uncertain: no-input behaviour; omitted action; engine default.
//
// Source: TeXML <Gather>, developers.telnyx.com.
type Gather struct {
	// Prompt: what the caller hears while keys and speech are already accepted; *Say and *Play only.
	Prompt []Verb

	// Action: requested with what the caller gave; the reply replaces the running document. Uncertain: behaviour when
	// omitted is not documented.
	Action URL
	// Timeout: how long the caller may be silent between two keys; the clock starts when the prompt is over. Whole
	// seconds, 1 to 120; default 5.
	Timeout Opt[time.Duration]
	// Input: what the caller may answer with: keys, speech or both. Default dtmf.
	Input []Input
	// SpeechTimeout: how long a silence ends what the caller says; at least one second. Whole seconds.
	SpeechTimeout Opt[time.Duration]
	// PartialResultCallback: hears interim results while the caller speaks; its answer is ignored.
	PartialResultCallback URL
	// PartialResultCallbackMethod: the HTTP method of PartialResultCallback. Default POST.
	PartialResultCallbackMethod Method
	// ProfanityFilter: masks swear words in what was recognised. Uncertain: default not documented.
	ProfanityFilter Opt[bool]
	// UseEnhanced: uses enhanced recognition (phone_call and video models). Uncertain: default not documented.
	UseEnhanced Opt[bool]
	// Hints: expected phrases, parted by commas; Deepgram heeds them with nova-2 only.
	Hints Text
	// Keyterms: expected terms, parted by commas; Deepgram nova-3 only. Since mid-2026.
	Keyterms Text
	// SmartFormat: Deepgram writes numbers and dates as figures. Default true; since mid-2026.
	SmartFormat Opt[bool]
	// TranscriptionEngine: the recogniser; names after Deepgram only in mid-2026 docs. Uncertain: no default
	// documented for Gather; values after Deepgram seen only in mid-2026 docs.
	TranscriptionEngine SpeechEngine
	// Model: vendor/model of the recogniser; must belong to TranscriptionEngine. Deepgram takes deepgram/nova-3 by
	// default. Since mid-2026. Uncertain: telnyx/* and google/* are placeholders, exact ids not listed.
	Model string
	// APIKeyRef: name of a stored integration secret with your own key of the recogniser.
	APIKeyRef string
	// Region: the Azure region of that key. Only when transcriptionEngine=Azure (then required).
	Region string
	// FinishOnKey: the keys with which the caller says "done". Default "#". Uncertain: prose: set of 0-9*#; strict
	// validator pattern allows at most one key. Some("") disables; absent means the default.
	FinishOnKey Opt[string]
	// NumDigits: the Gather ends when the caller has pressed this many keys. 1 to 128.
	NumDigits Opt[int]
	// Language: BCP-47 tag of the language the caller speaks. Default en-US.
	Language string
	// ValidDigits: the keys that count; any of 0-9 * #.
	ValidDigits string
	// InvalidDigitsAction: requested when the caller presses another key; the reply replaces the document.
	InvalidDigitsAction URL
	// MinDigits: fewest keys. 1 to 128; default 1.
	MinDigits Opt[int]
	// MaxDigits: most keys. 1 to 128; default 128.
	MaxDigits Opt[int]
}

func (*Gather) spec() *ElementSpec { return &gatherSpec }

func (x *Gather) fields(v visitor) {
	v.url("action", &x.Action)
	v.duration("timeout", &x.Timeout)
	enumSet(v, "input", &x.Input)
	v.duration("speechTimeout", &x.SpeechTimeout)
	v.url("partialResultCallback", &x.PartialResultCallback)
	v.enum("partialResultCallbackMethod", (*string)(&x.PartialResultCallbackMethod))
	v.flag("profanityFilter", &x.ProfanityFilter)
	v.flag("useEnhanced", &x.UseEnhanced)
	v.text("hints", &x.Hints)
	v.text("keyterms", &x.Keyterms)
	v.flag("smartFormat", &x.SmartFormat)
	v.enum("transcriptionEngine", (*string)(&x.TranscriptionEngine))
	v.str("model", &x.Model)
	v.str("apiKeyRef", &x.APIKeyRef)
	v.str("region", &x.Region)
	v.optString("finishOnKey", &x.FinishOnKey)
	v.integer("numDigits", &x.NumDigits)
	v.str("language", &x.Language)
	v.str("validDigits", &x.ValidDigits)
	v.url("invalidDigitsAction", &x.InvalidDigitsAction)
	v.integer("minDigits", &x.MinDigits)
	v.integer("maxDigits", &x.MaxDigits)
	children(v, &x.Prompt, newVerb)
}

func (*Gather) verb() {}
