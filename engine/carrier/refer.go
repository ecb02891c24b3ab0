package carrier

import (
	"fmt"
	"time"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// referring is a Refer that waits for the other side.
type referring struct {
	leg   *leg
	frame *frame
	verb  *texmlgen.Refer
	began time.Time
}

func (l *leg) refer(f *frame, v *texmlgen.Refer) {
	f.wait = &referring{leg: l, frame: f, verb: v, began: l.call.now()}
}

func (r *referring) waiting() Waiting { return Waiting{Element: r.verb} }

func (r *referring) due() time.Time { return r.began.Add(30 * time.Second) }

func (r *referring) expire() { r.finish("no-answer") }

// referCodes are the SIP answers to the REFER and in the NOTIFY, by outcome; "": none came.
var referCodes = map[string][2]string{
	"in-progress": {"202", "200"}, "failed": {"603", ""}, "busy": {"202", "486"}, "canceled": {"202", "487"}, "no-answer": {"202", "480"},
}

func (r *referring) do(a Action) (bool, error) {
	if a.kind != kindRefer {
		return false, nil
	}
	if _, ok := referCodes[a.text]; !ok {
		return true, fmt.Errorf("%w: a Refer ends with in-progress, failed, busy, canceled or no-answer, not %q", ErrAction, a.text)
	}
	r.leg.call.carrier.clock.Advance(refuseTime)
	r.finish(a.text)
	return true, nil
}

func (r *referring) finish(status string) {
	if r.verb.Action.IsZero() {
		r.frame.next()
		return
	}
	codes := referCodes[status]
	fields := append(r.leg.identity(false), Field{"ReferCallStatus", status}, Field{"ReferSipResponseCode", codes[0]})
	if codes[1] != "" {
		fields = append(fields, Field{"NotifySipResponseCode", codes[1]})
	}
	fields = append(fields, Field{"Timestamp", r.leg.stamp()})
	r.leg.request(r.frame, r.leg.instruction("refer_action", r.frame.link(r.verb.Action), string(r.verb.Method), fields))
}
