package texmlgen

var aiGatherSpec = ElementSpec{
	Name:         "AIGather",
	XMLName:      "AIGather",
	Kind:         KindVerb,
	Parents:      []string{"Response"},
	Children:     []string{"Greeting", "Voice", "Parameters", "MessageHistory", "InterruptionSettings", "Transcription", "Assistant", "Tools"},
	Model:        ContentElements,
	Content:      "elements only; exactly one Parameters is required",
	Terminal:     TerminalConditional,
	TerminalNote: "conditional: action transfers control",
	Blocking:     BlockingYes,
	Uncertain:    "element name Transcription here is a child with attribute model, not the Start/Stop noun",
	Attributes: []AttributeSpec{
		{Name: "action", Type: TypeURL, Note: "Request with the gathered result; reply replaces document"},
		{Name: "method", Type: TypeEnum, Values: methods, Default: "POST", Note: "HTTP method for action", Uncertain: "same page says the application method is used for action; treat both as possible"},
	},
	Callbacks: []string{"ai_gather_action"},
	Notes: []string{
		"Telnyx-only verb.",
		"Speech and LLM dialogue; stops as soon as every property in the schema required list is known.",
		"With no required list it stops after the first value.",
	},
}

var greetingSpec = ElementSpec{
	Name:    "Greeting",
	XMLName: "Greeting",
	Kind:    KindNoun,
	Parents: []string{"AIGather"},
	Model:   ContentText,
	Content: "text; optional; absent means the agent starts silent",
}

var voiceSpec = ElementSpec{
	Name:    "Voice",
	XMLName: "Voice",
	Kind:    KindNoun,
	Parents: []string{"AIGather"},
	Model:   ContentNone,
	Content: "none",
	Attributes: []AttributeSpec{
		{Name: "name", Type: TypeString, Default: "Telnyx.NaturalHD.Astra", Note: "ElevenLabs.Model.Voice | Telnyx.Model.Voice | AWS.Polly.Voice | Polly.Voice", Uncertain: "older page copy gives Telnyx.LibriTTS.0"},
		{Name: "api_key_ref", Type: TypeString, Note: "Integration secret name; ElevenLabs only; snake_case spelling"},
		{Name: "voice_speed", Type: TypeFloat, Min: Some[float64](0.1), Max: Some[float64](2.0), Default: "1.0", Note: "Telnyx voices only; snake_case spelling"},
	},
}

var parametersSpec = ElementSpec{
	Name:    "Parameters",
	XMLName: "Parameters",
	Kind:    KindNoun,
	Parents: []string{"AIGather"},
	Model:   ContentJSON,
	Content: "CDATA JSON (JSON Schema object with properties/required); required; exactly one",
	Notes: []string{
		"Property descriptions steer the model; enum and nested objects are ordinary JSON Schema.",
	},
}

var messageHistorySpec = ElementSpec{
	Name:     "MessageHistory",
	XMLName:  "MessageHistory",
	Kind:     KindNoun,
	Parents:  []string{"AIGather"},
	Children: []string{"Message"},
	Model:    ContentElements,
	Content:  "elements only; optional",
}

var messageSpec = ElementSpec{
	Name:    "Message",
	XMLName: "Message",
	Kind:    KindNoun,
	Parents: []string{"MessageHistory"},
	Model:   ContentText,
	Content: "text",
	Attributes: []AttributeSpec{
		{Name: "role", Type: TypeEnum, Values: []string{"user", "assistant"}, Required: true, Note: "Speaker of the earlier turn"},
	},
	Notes: []string{
		"Not the TwiML Message verb; in-call SMS is unsupported.",
	},
}

var interruptionSettingsSpec = ElementSpec{
	Name:      "InterruptionSettings",
	XMLName:   "InterruptionSettings",
	Kind:      KindNoun,
	Parents:   []string{"AIGather"},
	Model:     ContentNone,
	Content:   "none",
	Uncertain: "seen in page example and validator only, not in attribute tables",
	Attributes: []AttributeSpec{
		{Name: "enable", Type: TypeBool, Note: "Let the caller interrupt the agent", Uncertain: "default not documented"},
	},
}

var aiGatherTranscriptionSpec = ElementSpec{
	Name:      "AIGather.Transcription",
	XMLName:   "Transcription",
	Kind:      KindNoun,
	Parents:   []string{"AIGather"},
	Model:     ContentNone,
	Content:   "none",
	Uncertain: "seen in example and validator only",
	Attributes: []AttributeSpec{
		{Name: "model", Type: TypeString, Note: "STT model of the agent"},
	},
}

var assistantSpec = ElementSpec{
	Name:      "Assistant",
	XMLName:   "Assistant",
	Kind:      KindNoun,
	Parents:   []string{"AIGather"},
	Children:  []string{"Tools"},
	Model:     ContentElements,
	Content:   "elements only",
	Uncertain: "seen in example and validator only",
	Attributes: []AttributeSpec{
		{Name: "model", Type: TypeString, Note: "LLM id, e.g. vendor/model"},
		{Name: "api_key_ref", Type: TypeString, Note: "Integration secret for the LLM; snake_case"},
		{Name: "instructions", Type: TypeString, Note: "System prompt"},
	},
}

var toolsSpec = ElementSpec{
	Name:      "Tools",
	XMLName:   "Tools",
	Kind:      KindNoun,
	Parents:   []string{"AIGather", "Assistant"},
	Children:  []string{"Tool"},
	Model:     ContentElements,
	Content:   "elements only",
	Uncertain: "prose table says child of AIGather, examples place it in Assistant; validator accepts both",
}

var toolSpec = ElementSpec{
	Name:      "Tool",
	XMLName:   "Tool",
	Kind:      KindNoun,
	Parents:   []string{"Tools"},
	Model:     ContentJSON,
	Content:   "CDATA JSON; one tool object",
	Uncertain: "other tool types not listed for TeXML",
	Notes: []string{
		"Shapes seen: {\"type\":\"hangup\",\"hangup\":{\"description\":string}} and {\"type\":\"transfer\",\"transfer\":[{\"name\":string,\"to\":string}]}.",
	},
}
