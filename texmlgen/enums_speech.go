package texmlgen

// Method is the HTTP method of a callback or fetch; "" leaves the attribute out.
type Method string

// The values of Method.
const (
	MethodGet  Method = "GET"
	MethodPost Method = "POST"
)

// Input is one way a caller may answer a Gather; "" leaves the attribute out.
type Input string

// The values of Input.
const (
	InputDTMF   Input = "dtmf"
	InputSpeech Input = "speech"
)

// SpeechEngine is the recogniser that turns the caller's speech into text; "" leaves the attribute out.
type SpeechEngine string

// The values of SpeechEngine.
const (
	EngineGoogle       SpeechEngine = "Google"
	EngineTelnyx       SpeechEngine = "Telnyx"
	EngineAzure        SpeechEngine = "Azure"
	EngineDeepgram     SpeechEngine = "Deepgram"
	EngineXAI          SpeechEngine = "xAI"
	EngineAssemblyAI   SpeechEngine = "AssemblyAI"
	EngineSoniox       SpeechEngine = "Soniox"
	EngineSpeechmatics SpeechEngine = "Speechmatics"
	EngineParakeet     SpeechEngine = "Parakeet"
	EngineHumain       SpeechEngine = "Humain"
	EngineReson8       SpeechEngine = "Reson8"
	EngineCohere       SpeechEngine = "Cohere"
	EngineA            SpeechEngine = "A"
	EngineB            SpeechEngine = "B"
)

// RecordEngine is the recogniser that transcribes a finished recording; "" leaves the attribute out.
type RecordEngine string

// The values of RecordEngine.
const (
	RecordEngineA             RecordEngine = "A"
	RecordEngineB             RecordEngine = "B"
	RecordEngineDeepgram      RecordEngine = "Deepgram"
	RecordEngineDeepgramLower RecordEngine = "deepgram"
)

// Gender is the gender of an Azure voice; "" leaves the attribute out.
type Gender string

// The values of Gender.
const (
	GenderMale   Gender = "Male"
	GenderFemale Gender = "Female"
)

// Effect is the audio effect of an Azure voice; "" leaves the attribute out.
type Effect string

// The values of Effect.
const (
	EffectEqTelecomhp8k Effect = "eq_telecomhp8k"
	EffectEqCar         Effect = "eq_car"
)

// LanguageBoost is the language hint of a multilingual voice; "" leaves the attribute out.
type LanguageBoost string

// The values of LanguageBoost.
const (
	BoostAuto       LanguageBoost = "Auto"
	BoostEnglish    LanguageBoost = "English"
	BoostGerman     LanguageBoost = "German"
	BoostChinese    LanguageBoost = "Chinese"
	BoostFrench     LanguageBoost = "French"
	BoostItalian    LanguageBoost = "Italian"
	BoostJapanese   LanguageBoost = "Japanese"
	BoostKorean     LanguageBoost = "Korean"
	BoostPortuguese LanguageBoost = "Portuguese"
	BoostRussian    LanguageBoost = "Russian"
	BoostSpanish    LanguageBoost = "Spanish"
	BoostEN         LanguageBoost = "en"
	BoostDE         LanguageBoost = "de"
	BoostZH         LanguageBoost = "zh"
	BoostFR         LanguageBoost = "fr"
	BoostIT         LanguageBoost = "it"
	BoostJA         LanguageBoost = "ja"
	BoostKO         LanguageBoost = "ko"
	BoostPT         LanguageBoost = "pt"
	BoostRU         LanguageBoost = "ru"
	BoostES         LanguageBoost = "es"
)

// Role is who said a turn of a conversation; "" leaves the attribute out.
type Role string

// The values of Role.
const (
	RoleUser      Role = "user"
	RoleAssistant Role = "assistant"
)

// Interruptible is what of the caller cuts speech short; "" leaves the attribute out.
type Interruptible string

// The values of Interruptible.
const (
	InterruptNone   Interruptible = "none"
	InterruptAny    Interruptible = "any"
	InterruptSpeech Interruptible = "speech"
	InterruptDtmf   Interruptible = "dtmf"
	InterruptTrue   Interruptible = "true"
	InterruptFalse  Interruptible = "false"
)

// BackgroundAudio is the kind of background audio; "" leaves the attribute out.
type BackgroundAudio string

// The values of BackgroundAudio.
const (
	BackgroundMediaURL BackgroundAudio = "media_url"
)
