// Package carrier is a stand-in for the carrier: it plays calls to an application that speaks TeXML.
//
// In go the application's URL with the way to it (a handler in the same process, or a network), and the people's part as
// actions: the caller presses, speaks, is silent or hangs up, a callee is busy or answers, an assistant gathers, an
// outside URL replies. Out come steps: what was heard on each leg, the verbs that ran, every request with its answer's
// bytes, and what the call waits for. [Carrier.Begin] begins a call, [Call.Do] plays one action until the call waits
// again or has ended. An action that does not fit what is waited for changes nothing.
//
// A call is a leg with documents that run on it from top to bottom. A hold document (Enqueue's and Conference's waitUrl)
// runs on the caller's leg above the verb that waits, over and over; a screening document (Number's and Sip's url) on the
// leg of the callee, which has a CallSid of its own. Calls of one carrier share its queues, its conferences and its clock,
// so that one can dequeue the other.
//
// Nothing is left to chance: the clock stands still but for what takes time on the line, ids are numbered, and the same
// actions give the same trace, but for the key, unless one is given. A step is bounded: a document that leads round
// without waiting is an error, never a test that hangs.
//
// # What is documented
//
// Which verbs and attributes there are, their defaults, which requests they cause with which fields, the signature, that
// an action's document takes the place of the running one and that verbs without an action run on, the retry of 408, 429
// and 5xx, the failover URL for any other failure, the template step with its secrets. The samples of the documents are in testdata, and each of them is sent in a test
// with the same fields in the same order. Names and attributes that the verb table does not have are dropped without a
// word to the application; the trace has them.
//
// # What is open
//
// Where the documents mark a place as uncertain, contradict each other or say nothing, the carrier does the likelier
// thing, and a [Switch] makes it do the other. testdata/marks.txt has every mark; a test compares it with the switches,
// and a run for each shows what it changes. A host has to be right with all of them.
//
// # What is assumed without a mark
//
// Keys pressed after the end of an entry are lost, and an entry with fewer keys than minDigits counts as none. Keys that
// validDigits lacks do not count, unless there is an invalidDigitsAction. A Dial of which nobody answers has the status of
// the callee who failed last; one who declines has not answered. A caller who has waited as long as an Enqueue allows
// leaves with QueueResult "timeout". A Dial's timeLimit counts from the entry into a Conference, and whoever answers there
// starts it. The formats of an AIGather's schema are not checked, all else of it is. An AIGather without a result runs the
// next verb. A caller who hangs up before the call is answered has canceled it. A callback that is given up has no
// consequence, if it is a notification. A notification is tried again like an instruction. A word takes 0.4 seconds, a
// sound five, a ring three until it is answered.
//
// # Faults
//
// [Options].Deliver gives a [Plan] for each request: copies at once, behind it or after the next one, attempts that never
// arrive, answers that get lost after the host gave them, notifications that others overtake. Retries bear the same body
// and a new signature.
//
// # What it never does
//
// It makes and recognises no sound, fetches no audio file, opens no WebSocket, sends no request of an HttpRequest to
// anybody, and plays no REST API but the update of a call. Secrets are put in when a request is made and stand in no
// trace. One goroutine uses a Carrier and its calls.
package carrier
