package texmlgen

// Connect hands the call to a stream, a relay or an assistant and waits until that ends; then Action is requested, or
// presumably the next verb runs.
//
// Uncertain: action for Connect/Stream not documented; parameters of the action request not listed.
//
// Source: TeXML <Connect>, developers.telnyx.com.
type Connect struct {
	// Noun: *Stream, *ConversationRelay or *AIAssistant. Required.
	Noun ConnectNoun

	// Action: requested when a ConversationRelay or AIAssistant has ended; the reply replaces the document. Since
	// mid-2026.
	Action URL
	// Method: the HTTP method of Action. Default POST; since mid-2026.
	Method Method
}

func (*Connect) spec() *ElementSpec { return &connectSpec }

func (x *Connect) fields(v visitor) {
	v.url("action", &x.Action)
	v.enum("method", (*string)(&x.Method))
	oneOf(v, &x.Noun, newConnectNoun)
}

func (*Connect) verb() {}

// A ConnectNoun is what a Connect hands the call to: *Stream, *ConversationRelay or *AIAssistant.
type ConnectNoun interface {
	Element
	connectNoun()
}

func newConnectNoun(name string) ConnectNoun {
	switch name {
	case "Stream":
		return new(Stream)
	case "ConversationRelay":
		return new(ConversationRelay)
	case "AIAssistant":
		return new(AIAssistant)
	}
	return nil
}

// AIAssistant talks to the caller in place of the document, or joins this leg to a running conversation. Exactly one
// of ID and Join is set. Telnyx only.
//
// Source: TeXML <AIAssistant>, developers.telnyx.com.
type AIAssistant struct {
	// ID: the assistant to start.
	ID string
	// Join: the running conversation this leg joins.
	Join Text
	// ParticipantName: label of this leg in the joined conversation. Only when join.
	ParticipantName Text
	// ParticipantRole: role of this leg in the joined conversation. Default user; only when join.
	ParticipantRole Role
}

func (*AIAssistant) spec() *ElementSpec { return &aiAssistantSpec }

func (x *AIAssistant) fields(v visitor) {
	v.str("id", &x.ID)
	v.text("join", &x.Join)
	v.text("participantName", &x.ParticipantName)
	v.enum("participantRole", (*string)(&x.ParticipantRole))
}

func (*AIAssistant) connectNoun() {}
