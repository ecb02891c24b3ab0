package texmlgen

// AIGather lets a language model ask the caller, in its own words, until every property in the required list of
// Parameters is known, and sends the result to Action. Without a required list it stops after the first value. Telnyx
// only.
//
// Uncertain: element name Transcription here is a child with attribute model, not the Start/Stop noun.
//
// Source: TeXML <AIGather>, developers.telnyx.com.
type AIGather struct {
	// Greeting: the first thing the agent says; absent means it waits for the caller.
	Greeting Text
	// Voice: how the agent sounds.
	Voice *AIVoice
	// Parameters: a JSON Schema object; what is to be gathered. Required. The descriptions of its properties steer the
	// model.
	Parameters JSON
	// MessageHistory: earlier turns of the conversation, oldest first.
	MessageHistory []Message
	// InterruptionSettings: whether the caller may talk over the agent.
	InterruptionSettings *InterruptionSettings
	// Transcription: the recogniser of the agent.
	Transcription *AITranscription
	// Assistant: the model, its instructions and tools.
	Assistant *Assistant
	// Tools: one JSON object per tool. The documentation also puts them inside Assistant; both are accepted.
	Tools []JSON

	// Action: requested with what was gathered; the reply replaces the document.
	Action URL
	// Method: the HTTP method of Action. Default POST. Uncertain: same page says the application method is used for
	// action; treat both as possible.
	Method Method
}

func (*AIGather) spec() *ElementSpec { return &aiGatherSpec }

func (x *AIGather) fields(v visitor) {
	v.url("action", &x.Action)
	v.enum("method", (*string)(&x.Method))
	v.leafText("Greeting", &x.Greeting)
	one(v, "Voice", &x.Voice)
	v.leafJSON("Parameters", &x.Parameters)
	v.wrap("MessageHistory", len(x.MessageHistory) > 0, func() { values(v, "Message", &x.MessageHistory) })
	one(v, "InterruptionSettings", &x.InterruptionSettings)
	one(v, "Transcription", &x.Transcription)
	one(v, "Assistant", &x.Assistant)
	tools(v, &x.Tools)
}

func (*AIGather) verb() {}

func tools(v visitor, p *[]JSON) {
	v.wrap("Tools", len(*p) > 0, func() { v.leafJSONs("Tool", p) })
}
