package texmlgen

// Say reads text to the caller.
//
// Telnyx publishes no limit for the length of the text. SSML inside Say is not documented for TeXML: the text is
// written as text, tags and all.
//
// Uncertain: SSML inside Say is not documented for TeXML (the SSML guide covers only the JSON Voice API speak command,
// wrapped in a speak element); whether plain (non-Neural) Polly voices work is contradicted between April and mid-2026
// migration notes.
//
// Source: TeXML <Say>, developers.telnyx.com.
type Say struct {
	// Text: what is read. Required.
	Text Text

	// Voice: who speaks: man, woman, alice, or a vendor and voice such as Polly.Joanna-Neural,
	// Azure.en-GB-SoniaNeural, ElevenLabs.<Model>.<Voice>. Default man.
	Voice string
	// Language: BCP-47 tag; used with alice, ignored by Polly voices. Uncertain: no default stated.
	Language string
	// Loop: how often the caller hears it; 0 is without end. 0 to 10; default 1.
	Loop Opt[int]
	// Gender: for Azure voices only.
	Gender Gender
	// Effect: for Azure voices only.
	Effect Effect
	// VoiceSpeed: how fast it is read, where the vendor can do that. 0.1 to 2.0; default 1.0; since mid-2026.
	VoiceSpeed Opt[float64]
	// APIKeyRef: name of the integration secret; ElevenLabs voices need it; spelled with underscores. Since mid-2026.
	APIKeyRef string
	// Region: the Azure region of your own key. Since mid-2026.
	Region string
	// PronunciationDictID: UUID of a pronunciation dictionary. Since mid-2026.
	PronunciationDictID string
	// LanguageBoost: language hint for voices of several languages. Since mid-2026.
	LanguageBoost LanguageBoost
}

func (*Say) spec() *ElementSpec { return &saySpec }

func (x *Say) fields(v visitor) {
	v.str("voice", &x.Voice)
	v.str("language", &x.Language)
	v.integer("loop", &x.Loop)
	v.enum("gender", (*string)(&x.Gender))
	v.enum("effect", (*string)(&x.Effect))
	v.number("voiceSpeed", &x.VoiceSpeed)
	v.str("api_key_ref", &x.APIKeyRef)
	v.str("region", &x.Region)
	v.str("pronunciationDictId", &x.PronunciationDictID)
	v.enum("languageBoost", (*string)(&x.LanguageBoost))
	v.content(&x.Text)
}

func (*Say) verb() {}
