package texmlgen

// An Element is a typed value of one row of the verb table. The set is closed.
type Element interface {
	spec() *ElementSpec
	// fields shows every attribute, in the table's order, and then the content to v, which writes or fills them.
	fields(v visitor)
}

// A Verb is an element that may stand in a Response: *Say, *Play, *Pause, *Gather, *AIGather, *HTTPRequest, *Dial,
// *Record, *Hangup, *Reject, *Redirect, *Refer, *Enqueue, *Leave, *Start, *Stop, *Connect or *Pay.
type Verb interface {
	Element
	verb()
}

// NameOf is the name of e's row in the verb table.
func NameOf(e Element) string { return e.spec().Name }

func newVerb(name string) Verb {
	switch name {
	case "Say":
		return new(Say)
	case "Play":
		return new(Play)
	case "Pause":
		return new(Pause)
	case "Gather":
		return new(Gather)
	case "AIGather":
		return new(AIGather)
	case "HttpRequest":
		return new(HTTPRequest)
	case "Dial":
		return new(Dial)
	case "Record":
		return new(Record)
	case "Hangup":
		return new(Hangup)
	case "Reject":
		return new(Reject)
	case "Redirect":
		return new(Redirect)
	case "Refer":
		return new(Refer)
	case "Enqueue":
		return new(Enqueue)
	case "Leave":
		return new(Leave)
	case "Start":
		return new(Start)
	case "Stop":
		return new(Stop)
	case "Connect":
		return new(Connect)
	case "Pay":
		return new(Pay)
	}
	return nil
}
