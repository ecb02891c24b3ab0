package texmlgen

// ConversationRelay turns speech to text and text to speech, and exchanges the text with an application over a
// WebSocket.
//
// Text frames to the application: setup, prompt, dtmf, interrupt, error; from it: text, play, sendDigits, language,
// end.
//
// Uncertain: absent from April 2026 snapshot, where it is listed as unsupported.
//
// Since mid-2026; older documentation does not have it.
//
// Source: TeXML <ConversationRelay>, developers.telnyx.com.
type ConversationRelay struct {
	// Languages: what the conversation may be held in.
	Languages []RelayLanguage
	// Parameters: handed to the application.
	Parameters []Parameter

	// URL: ws or wss endpoint of the application. Required.
	URL URL
	// WelcomeGreeting: said once, at the beginning.
	WelcomeGreeting Text
	// Voice: the voice of the relay, in the forms Say takes.
	Voice string
	// Language: default language.
	Language string
	// TranscriptionProvider: STT provider.
	TranscriptionProvider string
	// Interruptible: what of the caller cuts speech short. Default any.
	Interruptible Interruptible
	// WelcomeGreetingInterruptible: what of the caller cuts the greeting short. Default any.
	WelcomeGreetingInterruptible Interruptible
	// DtmfDetection: sends the keys the caller presses to the application. Default false.
	DtmfDetection Opt[bool]
	// BackgroundAudioType: kind of background audio; together with BackgroundAudioValue.
	BackgroundAudioType BackgroundAudio
	// BackgroundAudioValue: URL of the background audio; together with BackgroundAudioType.
	BackgroundAudioValue Text
}

func (*ConversationRelay) spec() *ElementSpec { return &conversationRelaySpec }

func (x *ConversationRelay) fields(v visitor) {
	v.url("url", &x.URL)
	v.text("welcomeGreeting", &x.WelcomeGreeting)
	v.str("voice", &x.Voice)
	v.str("language", &x.Language)
	v.str("transcriptionProvider", &x.TranscriptionProvider)
	v.enum("interruptible", (*string)(&x.Interruptible))
	v.enum("welcomeGreetingInterruptible", (*string)(&x.WelcomeGreetingInterruptible))
	v.flag("dtmfDetection", &x.DtmfDetection)
	v.enum("backgroundAudioType", (*string)(&x.BackgroundAudioType))
	v.text("backgroundAudioValue", &x.BackgroundAudioValue)
	values(v, "Language", &x.Languages)
	values(v, "Parameter", &x.Parameters)
}

func (*ConversationRelay) connectNoun() {}

// RelayLanguage is a Language element: one language of a ConversationRelay, with its voice and recogniser.
//
// Since mid-2026; older documentation does not have it.
//
// Source: TeXML <Language>, developers.telnyx.com.
type RelayLanguage struct {
	// Code: language tag.
	Code string
	// TtsProvider: TTS vendor.
	TtsProvider string
	// Voice: voice for this language.
	Voice string
	// TranscriptionProvider: STT vendor.
	TranscriptionProvider string
	// SpeechModel: STT model.
	SpeechModel string
	// BackgroundAudioType: kind of background audio; together with BackgroundAudioValue.
	BackgroundAudioType BackgroundAudio
	// BackgroundAudioValue: URL of the background audio; together with BackgroundAudioType.
	BackgroundAudioValue Text
}

func (*RelayLanguage) spec() *ElementSpec { return &languageSpec }

func (x *RelayLanguage) fields(v visitor) {
	v.str("code", &x.Code)
	v.str("ttsProvider", &x.TtsProvider)
	v.str("voice", &x.Voice)
	v.str("transcriptionProvider", &x.TranscriptionProvider)
	v.str("speechModel", &x.SpeechModel)
	v.enum("backgroundAudioType", (*string)(&x.BackgroundAudioType))
	v.text("backgroundAudioValue", &x.BackgroundAudioValue)
}

// Parameter is a key and a value handed on: by Stream in the start message of the WebSocket, by ConversationRelay to
// the application, by Pay to the connector, where it overrides a key of the Parameters JSON.
//
// Source: TeXML <Parameter>, developers.telnyx.com.
type Parameter struct {
	// Name: the key. Required.
	Name string
	// Value: the value. Required.
	Value Text
}

func (*Parameter) spec() *ElementSpec { return &parameterSpec }

func (x *Parameter) fields(v visitor) {
	v.str("name", &x.Name)
	v.text("value", &x.Value)
}
