package texmlgen

// AIVoice is the voice of an AIGather agent.
//
// Source: TeXML <Voice>, developers.telnyx.com.
type AIVoice struct {
	// Name: vendor and voice: ElevenLabs.Model.Voice, Telnyx.Model.Voice, AWS.Polly.Voice or Polly.Voice. Default
	// Telnyx.NaturalHD.Astra. Uncertain: older page copy gives Telnyx.LibriTTS.0.
	Name string
	// APIKeyRef: name of the integration secret, for ElevenLabs only; spelled with underscores.
	APIKeyRef string
	// VoiceSpeed: how fast the agent speaks; Telnyx voices only; spelled with underscores. 0.1 to 2.0; default 1.0.
	VoiceSpeed Opt[float64]
}

func (*AIVoice) spec() *ElementSpec { return &voiceSpec }

func (x *AIVoice) fields(v visitor) {
	v.str("name", &x.Name)
	v.str("api_key_ref", &x.APIKeyRef)
	v.number("voice_speed", &x.VoiceSpeed)
}

// Message is one earlier turn of an AIGather conversation. It is not the TwiML verb of that name.
//
// Source: TeXML <Message>, developers.telnyx.com.
type Message struct {
	// Text: what was said.
	Text Text

	// Role: who said it. Required.
	Role Role
}

func (*Message) spec() *ElementSpec { return &messageSpec }

func (x *Message) fields(v visitor) {
	v.enum("role", (*string)(&x.Role))
	v.content(&x.Text)
}

// InterruptionSettings says whether the caller may interrupt an AIGather agent.
//
// Uncertain: seen in page example and validator only, not in attribute tables.
//
// Source: TeXML <InterruptionSettings>, developers.telnyx.com.
type InterruptionSettings struct {
	// Enable: lets the caller talk over the agent. Uncertain: default not documented.
	Enable Opt[bool]
}

func (*InterruptionSettings) spec() *ElementSpec { return &interruptionSettingsSpec }

func (x *InterruptionSettings) fields(v visitor) {
	v.flag("enable", &x.Enable)
}

// AITranscription picks the recogniser of an AIGather agent; it is not the service of that name inside Start.
//
// Uncertain: seen in example and validator only.
//
// Source: TeXML <Transcription>, developers.telnyx.com.
type AITranscription struct {
	// Model: the recogniser of the agent.
	Model string
}

func (*AITranscription) spec() *ElementSpec { return &aiGatherTranscriptionSpec }

func (x *AITranscription) fields(v visitor) {
	v.str("model", &x.Model)
}

// Assistant is the model behind an AIGather, its instructions and its tools.
//
// Uncertain: seen in example and validator only.
//
// Source: TeXML <Assistant>, developers.telnyx.com.
type Assistant struct {
	// Tools: one JSON object per tool, such as {"type":"hangup","hangup":{"description":"..."}}. The writer asks
	// Options.Target for every number a transfer tool names.
	Tools []JSON

	// Model: the language model, as vendor/model.
	Model string
	// APIKeyRef: name of the integration secret of the model; spelled with underscores.
	APIKeyRef string
	// Instructions: the system prompt.
	Instructions Text
}

func (*Assistant) spec() *ElementSpec { return &assistantSpec }

func (x *Assistant) fields(v visitor) {
	v.str("model", &x.Model)
	v.str("api_key_ref", &x.APIKeyRef)
	v.text("instructions", &x.Instructions)
	tools(v, &x.Tools)
}
