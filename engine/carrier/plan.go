package carrier

import "time"

// Request is what the carrier asks of the application: an instruction, whose answer is a document, or a notification.
type Request struct {
	Callback    string // the name of its kind, such as gather_action, dial_noun_url, call_completed
	Leg         string // whose it is
	Method      string
	URL         string
	ContentType string
	Fields      []Field // of a form, in the order they are sent
	Body        string  // as it is sent; "" for a GET
	Instruction bool
	Number      int // of the requests of the call, from 1

	target string // the URL, with what stands for secrets
}

// Field is a parameter of a request.
type Field struct{ Name, Value string }

// Get is the value of a parameter, "" if there is none.
func (r Request) Get(name string) string {
	for _, f := range r.Fields {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}

// Plan is how a callback is delivered. The zero plan delivers it once, in its turn.
type Plan struct {
	// Repeat sends so many copies behind it; AtOnce sends them together with it.
	Repeat int
	AtOnce bool
	// Late sends so many copies, with a new signature, after the next request of the call.
	Late int
	// Hold keeps a notification back until so many other requests have gone out. Swapping two is holding the first by 1.
	Hold int
	// Drop is how many attempts never reach the host, and Lose how many are answered by it without the answer arriving:
	// after either the carrier tries again.
	Drop, Lose int
	// Delay is the time that passes before it is sent.
	Delay time.Duration
}

// Exchange is one attempt to deliver a request.
type Exchange struct {
	Request
	At       time.Time
	Attempt  int      // from 1; attempts go on at the failover URL
	Copy     int      // of the copies that a plan asks for, from 1; 0: the one that counts
	Target   string   // where it went: the URL, the failover URL, or where a redirect led
	Status   int      // 0: no answer
	Answer   []byte   // the bytes, as they came
	Lost     bool     // the host has answered, and the carrier acts as if it had not
	Problem  string   // why it counts as failed; ""
	Findings []string // what of the document was dropped, and why

	media    string
	document *document
	hangsUp  bool // it ends the call, whatever might be tried
}

// waitingRequest is a request that goes out after others.
type waitingRequest struct {
	Request
	after int // how many requests come first
	copy  int // 0: the request itself
	plan  Plan
}
