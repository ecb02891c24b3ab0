package carrier

import (
	"time"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// Step is what happened since the last action.
type Step struct {
	Heard     []Heard    // in the order it was heard, on all legs
	Cut       []Heard    // what of an earlier Heard was talked over, the first of it heard in part
	Verbs     []Executed // in the order they ran
	Exchanges []*Exchange
	Outside   []Outside // the requests of HttpRequest
	Notes     []string  // what is odd: unknown verbs, results that do not fit, budgets
	Waits     Waiting   // for what, and for whom; the zero Waiting when the call has ended
	Also      []Waiting // what else goes on: other callees, the verb below a hold document
	End       *End      // set when the call has ended
}

// Documents are the documents that came, in order, without copies and failed attempts.
func (s *Step) Documents() [][]byte {
	var list [][]byte
	for _, x := range s.Exchanges {
		if x.document != nil && x.Copy == 0 && !x.Lost {
			list = append(list, x.Answer)
		}
	}
	return list
}

// Heard is something that a person heard.
type Heard struct {
	Leg             string // "caller", "callee 1"
	Verb            string // Say, Play, Pause, Greeting, Tone, Ring, Digits, Music, Talk
	Text            string // what was said
	Voice, Language string // as the document has them
	URL             string // of a Play, or the name of a stored file
	Length          time.Duration
	Endless         bool // loop="0": it goes on until something cuts it
	Interruptible   bool // a key or a word cuts it short
}

// Executed is a verb that ran.
type Executed struct {
	Leg  string
	Name string // in the verb table, such as Gather or HttpRequest
	Verb texmlgen.Verb
}

// Outside is a request of the carrier to an outside URL. Secrets are shown by name.
type Outside struct {
	Method, URL string
	Headers     []Field
	Body        string
	Async       bool
	Signed      bool
	Status      int // 0: no answer, or not waited for
	Answer      string
}

// Waiting is what a leg waits for. A verb that waits goes on by itself after Left.
type Waiting struct {
	Leg     string
	Verb    string        // Gather, Dial, Record, Enqueue and so on; Play or Say when they never end
	Element texmlgen.Verb // the verb itself
	Prompt  []Heard       // of a Gather, which a key may cut short
	Outside *Outside      // the request of an HttpRequest without a double
	Ringing []string      // the legs that a Dial rings
	Bridged bool          // two people talk
	Left    time.Duration
}

// End is how a call ended.
type End struct {
	By      string // caller, document (Hangup, Reject), end of document, callee, failure, limit
	Cause   string // the HangupCause
	Status  string // the CallStatus
	Problem string // of a failure: why; a call that ends by failure was dropped
}
