package carrier

import "fmt"

const (
	kindUnable kind = "unable"
	kindFull   kind = "full"
)

// Unable lets what the call waits for fail at the carrier: a queue, a conference, or what a Connect has handed it to. No
// action is requested, the next verb runs. After a Record that would say that nobody has spoken, so that its action is
// requested, with a RecordingStatus of failed: no page names its parameters, and none rules that out.
func Unable() Action { return Action{kind: kindUnable} }

// Full turns the caller away from a queue that takes no more.
func Full() Action { return Action{kind: kindFull} }

// unable ends the verb that the caller's own document waits for.
func (c *Call) unable(a Action) error {
	f := c.legs[0].main()
	if q, ok := f.wait.(*queued); ok && a.kind == kindFull {
		q.finish("queue-full")
		return nil
	}
	if given, ok := f.wait.(*connected); ok {
		given.broken = a.kind == kindUnable
	}
	switch w := f.wait.(type) {
	case *taping:
		if a.kind == kindUnable {
			w.fail()
			return nil
		}
	case *queued, *conferring, *connected:
		if closes, ok := w.(closer); ok && a.kind == kindUnable {
			closes.cancel()
			f.next()
			return nil
		}
	}
	return fmt.Errorf("%w: it waits for %s", ErrAction, c.describe())
}
