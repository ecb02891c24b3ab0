package texmlgen

var connectSpec = ElementSpec{
	Name:         "Connect",
	XMLName:      "Connect",
	Kind:         KindVerb,
	Parents:      []string{"Response"},
	Children:     []string{"Stream", "ConversationRelay", "AIAssistant"},
	Model:        ContentElements,
	Content:      "exactly one child element",
	Terminal:     TerminalConditional,
	TerminalNote: "conditional: action transfers control when the child ends",
	Blocking:     BlockingYes,
	Uncertain:    "action for Connect/Stream not documented; parameters of the action request not listed",
	Attributes: []AttributeSpec{
		{Name: "action", Type: TypeURL, Since: sinceMid2026, Note: "Requested after ConversationRelay or AIAssistant ends"},
		{Name: "method", Type: TypeEnum, Values: methods, Default: "POST", Since: sinceMid2026, Note: "HTTP method for action"},
	},
	TwiMLOnly: []string{"VirtualAgent", "Room", "Autopilot", "Conversation"},
	Callbacks: []string{"connect_action"},
	Notes: []string{
		"Without action the next verb presumably runs when the child ends (TwiML rule; not stated for TeXML).",
	},
}

var aiAssistantSpec = ElementSpec{
	Name:     "AIAssistant",
	XMLName:  "AIAssistant",
	Kind:     KindNoun,
	Parents:  []string{"Connect"},
	Model:    ContentNone,
	Content:  "none",
	Blocking: BlockingYes,
	Attributes: []AttributeSpec{
		{Name: "id", Type: TypeString, Note: "Assistant to start; exactly one of id or join"},
		{Name: "join", Type: TypeString, Note: "Existing conversation id to join; exactly one of id or join"},
		{Name: "participantName", Type: TypeString, OnlyWhen: "join", Note: "Label of this leg in the joined conversation"},
		{Name: "participantRole", Type: TypeEnum, Values: []string{"user", "assistant"}, Default: "user", OnlyWhen: "join", Note: "Role of this leg in the joined conversation"},
	},
	Callbacks: []string{"connect_action", "ai_conversation"},
	Notes: []string{
		"Telnyx-only.",
	},
}

var conversationRelaySpec = ElementSpec{
	Name:      "ConversationRelay",
	XMLName:   "ConversationRelay",
	Kind:      KindNoun,
	Parents:   []string{"Connect"},
	Children:  []string{"Language", "Parameter"},
	Model:     ContentElements,
	Content:   "elements only; optional",
	Blocking:  BlockingYes,
	Since:     sinceMid2026,
	Uncertain: "absent from April 2026 snapshot, where it is listed as unsupported",
	Attributes: []AttributeSpec{
		{Name: "url", Type: TypeURL, Required: true, Note: "ws or wss endpoint of the application"},
		{Name: "welcomeGreeting", Type: TypeString, Note: "Spoken once at start"},
		{Name: "voice", Type: TypeString, Note: "Default TTS voice, same syntax as Say"},
		{Name: "language", Type: TypeString, Note: "Default language"},
		{Name: "transcriptionProvider", Type: TypeString, Note: "STT provider"},
		{Name: "interruptible", Type: TypeEnum, Values: []string{"none", "any", "speech", "dtmf", "true", "false"}, Default: "any", Note: "What interrupts speech"},
		{Name: "welcomeGreetingInterruptible", Type: TypeEnum, Values: []string{"none", "any", "speech", "dtmf", "true", "false"}, Default: "any", Note: "What interrupts the greeting"},
		{Name: "dtmfDetection", Type: TypeBool, Default: "false", Note: "Send dtmf frames to the application"},
		{Name: "backgroundAudioType", Type: TypeEnum, Values: []string{"media_url"}, Note: "Kind of background audio; needs backgroundAudioValue"},
		{Name: "backgroundAudioValue", Type: TypeString, Note: "Audio URL; needs backgroundAudioType"},
	},
	Callbacks: []string{"connect_action"},
	Notes: []string{
		"WebSocket text frames to the application: setup, prompt, dtmf, interrupt, error.",
		"Frames from the application: text, play, sendDigits, language, end.",
	},
}

var languageSpec = ElementSpec{
	Name:    "Language",
	XMLName: "Language",
	Kind:    KindNoun,
	Parents: []string{"ConversationRelay"},
	Model:   ContentNone,
	Content: "none",
	Since:   sinceMid2026,
	Attributes: []AttributeSpec{
		{Name: "code", Type: TypeString, Note: "Language tag"},
		{Name: "ttsProvider", Type: TypeString, Note: "TTS vendor"},
		{Name: "voice", Type: TypeString, Note: "Voice for this language"},
		{Name: "transcriptionProvider", Type: TypeString, Note: "STT vendor"},
		{Name: "speechModel", Type: TypeString, Note: "STT model"},
		{Name: "backgroundAudioType", Type: TypeEnum, Values: []string{"media_url"}, Note: "As on ConversationRelay"},
		{Name: "backgroundAudioValue", Type: TypeString, Note: "As on ConversationRelay"},
	},
}

var parameterSpec = ElementSpec{
	Name:    "Parameter",
	XMLName: "Parameter",
	Kind:    KindNoun,
	Parents: []string{"Stream", "ConversationRelay", "Pay"},
	Model:   ContentNone,
	Content: "none",
	Attributes: []AttributeSpec{
		{Name: "name", Type: TypeString, Required: true, Note: "Key"},
		{Name: "value", Type: TypeString, Required: true, Note: "Value"},
	},
	Notes: []string{
		"Stream: delivered in the WebSocket start message. Pay: overrides keys of the parameters JSON. Not allowed in Stop.",
	},
}
