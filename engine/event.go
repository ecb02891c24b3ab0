package engine

import "time"

// EventKind tells what kind of request came in. It follows from the URL of the request, never from its fields.
type EventKind uint8

// The kinds of event. Begin, Answer and Silence are instruction requests and go to [Step]; the others are notifications
// and go to [Notify].
const (
	Begin         EventKind = iota + 1 // first document of a call, or of a flow the call was sent to
	Answer                             // the action of the verb that the last answer ended in
	Silence                            // the Redirect that stands after that verb
	Status                             // call progress, completed among it
	Transcription                      // a line of the call, or a recording, as text
	Recording                          // recording status of this call
	Streaming                          // status of the stream that the call was given to
)

// String returns the kind in the words of logs, journals and metrics.
func (k EventKind) String() string {
	switch k {
	case Begin:
		return "begin"
	case Answer:
		return "answer"
	case Silence:
		return "silence"
	case Status:
		return "status"
	case Transcription:
		return "transcription"
	case Recording:
		return "recording"
	case Streaming:
		return "stream"
	}
	return "unknown"
}

// Event is one callback, verified and decoded.
type Event struct {
	Kind EventKind
	At   time.Time // the clock of the turn

	Turn int // turn that the callback's URL is bound to; 0: none

	CallSID      string
	AccountSID   string
	ConnectionID string // "" where the callback has none
	From, To     string

	// Declined tells, with the answer to a screened dial, that a callee has declined it.
	Declined bool

	// Left tells, with what comes after a queue, that the hold flow has taken the caller out of it.
	Left bool

	// Values holds the documented fields under their exact wire names, typed as [CallbackFields] has them: absent text is
	// "", absent Confidence is 1, other absent values are nil.
	Values map[string]any

	// Fields holds every field as it came, in order, the unknown ones too. A JSON callback has none.
	Fields []WireField

	// AIResult holds the values of an AI Gather: the object of Base64Result or Result, unwrapped, in plain JSON types. Nil
	// when there was none or it could not be read.
	AIResult map[string]any

	// AIHistory holds the dialogue of an AI Gather, in order; empty when there was none.
	AIHistory []Message

	// Fetched holds the results of the requests that the step of this event has asked for so far, in order.
	Fetched []FetchResult

	// Problems are fields that could not be read as their type and count as absent; for the log, without values.
	Problems []string
}

// WireField is one field of a callback as it came.
type WireField struct{ Name, Value string }

// Field returns the text of a field by its exact wire name.
func (e *Event) Field(name string) (string, bool) {
	for _, f := range e.Fields {
		if f.Name == name {
			return f.Value, true
		}
	}
	return "", false
}

// Text returns a documented text field; "" when it is absent.
func (e *Event) Text(name string) string {
	s, _ := e.Values[name].(string)
	return s
}

// Int returns a documented whole number.
func (e *Event) Int(name string) (int, bool) {
	n, ok := e.Values[name].(int)
	return n, ok
}

// Message is one utterance of an AI Gather's dialogue.
type Message struct {
	Role string `json:"role"` // assistant, user
	Text string `json:"content"`
}
