package texmlgen

var saySpec = ElementSpec{
	Name:      "Say",
	XMLName:   "Say",
	Kind:      KindVerb,
	Also:      "noun (in Gather, Prompt)",
	Parents:   []string{"Response", "Gather", "Prompt"},
	Model:     ContentText,
	Content:   "text, required",
	Blocking:  BlockingYes,
	Uncertain: "SSML inside Say is not documented for TeXML (the SSML guide covers only the JSON Voice API speak command, wrapped in a speak element); whether plain (non-Neural) Polly voices work is contradicted between April and mid-2026 migration notes",
	Attributes: []AttributeSpec{
		{Name: "voice", Type: TypeString, Default: "man", Note: "Voice; see voice_syntax", Syntax: []string{"man", "woman (en-US only)", "alice", "Polly.<Voice>", "Polly.<Voice>-Neural", "AWS.Polly.<Voice>[-Neural]", "Azure.<Voice>", "ElevenLabs.<Model>.<Voice>", "Telnyx.<Model>.<Voice>", "Resemble.*", "Minimax.*", "Rime.*", "Inworld.*", "FishAudio.{s2.1-pro,s2-pro,s1}.*"}},
		{Name: "language", Type: TypeString, Note: "BCP-47; used with alice; ignored for Polly voices", Uncertain: "no default stated"},
		{Name: "loop", Type: TypeInt, Min: Some[float64](0), Max: Some[float64](10), Default: "1", Note: "Repeat count; 0 repeats without end"},
		{Name: "gender", Type: TypeEnum, Values: []string{"Male", "Female"}, Note: "Azure voices only"},
		{Name: "effect", Type: TypeEnum, Values: []string{"eq_telecomhp8k", "eq_car"}, Note: "Azure voices only"},
		{Name: "voiceSpeed", Type: TypeFloat, Min: Some[float64](0.1), Max: Some[float64](2.0), Default: "1.0", Since: sinceMid2026, Note: "Speaking rate where the vendor supports it"},
		{Name: "api_key_ref", Type: TypeString, Since: sinceMid2026, Note: "Integration secret; required for ElevenLabs; snake_case spelling"},
		{Name: "region", Type: TypeString, Since: sinceMid2026, Note: "Azure custom key region"},
		{Name: "pronunciationDictId", Type: TypeString, Since: sinceMid2026, Note: "UUID of a pronunciation dictionary"},
		{Name: "languageBoost", Type: TypeEnum, Values: []string{"Auto", "English", "German", "Chinese", "French", "Italian", "Japanese", "Korean", "Portuguese", "Russian", "Spanish", "en", "de", "zh", "fr", "it", "ja", "ko", "pt", "ru", "es"}, Since: sinceMid2026, Note: "Language hint for multilingual voices"},
	},
	TwiMLOnly: []string{"SSML children (break, emphasis, lang, p, phoneme, prosody, s, say-as, sub, w)"},
	Notes: []string{
		"TwiML default voice/limits: Twilio caps text at 4096 characters; Telnyx publishes no cap for TeXML.",
	},
}

var playSpec = ElementSpec{
	Name:     "Play",
	XMLName:  "Play",
	Kind:     KindVerb,
	Also:     "noun (in Gather)",
	Parents:  []string{"Response", "Gather"},
	Model:    ContentText,
	Content:  "text: URL of mp3/wav, or media name; empty when digits or ringTone is used",
	Blocking: BlockingYes,
	Attributes: []AttributeSpec{
		{Name: "loop", Type: TypeInt, Min: Some[float64](0), Default: "1", Note: "Repeat count; 0 repeats without end"},
		{Name: "mediaStorage", Type: TypeBool, Default: "false", Note: "Body is a Telnyx media storage name"},
		{Name: "digits", Type: TypeString, Note: "Send DTMF: 0-9 * # and w (0.5 s pause)"},
		{Name: "failoverUrl", Type: TypeURL, Since: sinceMid2026, Note: "One alternative source after a failure"},
		{Name: "continueOnError", Type: TypeBool, Default: "false", Since: sinceMid2026, Note: "Go on to next verb when playback fails"},
		{Name: "ringTone", Type: TypeEnum, Values: ringTones, Since: sinceMid2026, Note: "Ring tone of a country; no body; not in Conference; loop=0 endless"},
	},
	Notes: []string{
		"By default a playback failure ABORTS the script; set continueOnError=\"true\" for non-essential audio.",
		"TeXML has no SendDigits or Answer verb; use Play digits or Number sendDigits.",
	},
}
