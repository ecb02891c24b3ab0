package carrier

import "fmt"

const (
	kindUnable kind = "unable"
	kindFull   kind = "full"
)

// Unable lets what the call waits for fail at the carrier: a queue, a conference, or what a Connect has handed it to. No
// action is requested, the next verb runs.
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
	w, closes := f.wait.(closer)
	switch f.wait.(type) {
	case *queued, *conferring, *connected:
		if closes && a.kind == kindUnable {
			w.cancel()
			f.next()
			return nil
		}
	}
	return fmt.Errorf("%w: it waits for %s", ErrAction, c.describe())
}
