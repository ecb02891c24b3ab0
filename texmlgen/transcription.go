package texmlgen

// Transcription turns the call into text while it runs and sends the text to TranscriptionCallback.
//
// Uncertain: behaviour without transcriptionCallback undocumented (JSON call.transcription may go to the application
// webhook).
//
// Source: TeXML <Transcription>, developers.telnyx.com.
type Transcription struct {
	// Language: recognition language. Default en.
	Language string
	// InterimResults: send unfinished results; Google/A only.
	InterimResults Opt[bool]
	// TranscriptionEngine: engine; A and B are legacy names; names after Deepgram mid-2026. Default Google.
	TranscriptionEngine SpeechEngine
	// TranscriptionTracks: sides transcribed (TwiML: track, both). Default inbound.
	TranscriptionTracks Track
	// TranscriptionCallback: where transcripts are sent.
	TranscriptionCallback URL
	// TranscriptionCallbackMethod: the HTTP method of TranscriptionCallback. Default POST.
	TranscriptionCallbackMethod Method
	// Model: vendor/model, must match engine.
	Model string
	// Hints: comma list; Deepgram nova-2 only. Since mid-2026.
	Hints Text
	// Keyterms: comma list; Deepgram nova-3 only. Since mid-2026.
	Keyterms Text
	// SmartFormat: Deepgram writes numbers and dates as figures. Default true; since mid-2026.
	SmartFormat Opt[bool]
	// APIKeyRef: integration secret name; camelCase here.
	APIKeyRef string
	// Region: the Azure region of your own key. Only when transcriptionEngine=Azure (then required).
	Region string
}

func (*Transcription) spec() *ElementSpec { return &transcriptionSpec }

func (x *Transcription) fields(v visitor) {
	v.str("language", &x.Language)
	v.flag("interimResults", &x.InterimResults)
	v.enum("transcriptionEngine", (*string)(&x.TranscriptionEngine))
	v.enum("transcriptionTracks", (*string)(&x.TranscriptionTracks))
	v.url("transcriptionCallback", &x.TranscriptionCallback)
	v.enum("transcriptionCallbackMethod", (*string)(&x.TranscriptionCallbackMethod))
	v.str("model", &x.Model)
	v.text("hints", &x.Hints)
	v.text("keyterms", &x.Keyterms)
	v.flag("smartFormat", &x.SmartFormat)
	v.str("apiKeyRef", &x.APIKeyRef)
	v.str("region", &x.Region)
}

func (*Transcription) service() {}

// Suppression takes background noise out of the call. Telnyx only.
//
// Source: TeXML <Suppression>, developers.telnyx.com.
type Suppression struct {
	// Direction: side cleaned. Default inbound.
	Direction Track
	// NoiseSuppressionEngine: engine. Default Denoiser; since mid-2026. Uncertain: tutorial spells it
	// noise_suppression_engine.
	NoiseSuppressionEngine SuppressionEngine
	// Model: the Krisp model file. Only when Krisp; since mid-2026.
	Model KrispModel
	// SuppressionLevel: strength. 0 to 100; only when Krisp; since mid-2026.
	SuppressionLevel Opt[float64]
	// Family: model family. Default sparrow; only when AiCoustics; since mid-2026.
	Family AiCousticsFamily
	// Size: model size; vf requires quail. Default s; only when AiCoustics; since mid-2026.
	Size AiCousticsSize
	// EnhancementLevel: strength. 0 to 1; default 0.8; only when AiCoustics; since mid-2026.
	EnhancementLevel Opt[float64]
}

func (*Suppression) spec() *ElementSpec { return &suppressionSpec }

func (x *Suppression) fields(v visitor) {
	v.enum("direction", (*string)(&x.Direction))
	v.enum("noiseSuppressionEngine", (*string)(&x.NoiseSuppressionEngine))
	v.enum("model", (*string)(&x.Model))
	v.number("suppressionLevel", &x.SuppressionLevel)
	v.enum("family", (*string)(&x.Family))
	v.enum("size", (*string)(&x.Size))
	v.number("enhancementLevel", &x.EnhancementLevel)
}

func (*Suppression) service() {}
