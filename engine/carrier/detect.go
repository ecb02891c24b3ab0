package carrier

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// keyed takes the time of a key; that of a callee is told of, whatever it is pressed for.
func (l *leg) keyed(key string) {
	l.call.carrier.clock.Advance(keyLength)
	if l.callee == 0 {
		return
	}
	l.tell("dtmf", "call_dtmf", l.progressFields("dtmf", append([]Field{{"Digit", key}}, l.parentage()...)...))
	l.sequence++
}

// detected takes what the carrier thinks of a callee's voice. It is told where the noun asks for it.
func (c *Call) detected(a Action) error {
	for _, f := range c.legs[0].frames {
		d, ok := f.wait.(*dialing)
		if !ok {
			continue
		}
		for _, callee := range d.callees {
			if !callee.leg.ended && callee.leg.answered && (a.leg <= 0 || a.leg == callee.n) {
				callee.leg.judged(a, callee.noun, f)
				return nil
			}
		}
	}
	return fmt.Errorf("%w: no callee has answered", ErrAction)
}

func (l *leg) judged(a Action, noun texmlgen.DialNoun, f *frame) {
	c := l.call.carrier
	c.clock.Advance(3120 * time.Millisecond)
	if a.kind == kindDeepfake {
		n, ok := noun.(*texmlgen.Number)
		if !ok || n.DeepfakeDetection == "" {
			l.call.remark("the noun asks for no deepfake detection")
			return
		}
		fields := l.bare()
		if c.other(deepfakeBare) {
			fields = l.identity(false)
		}
		fields = append(fields, Field{"DeepfakeResult", a.text}, Field{"DeepfakeScore", "0.08"}, Field{"DeepfakeConsistency", "92"})
		l.notify("call_deepfake", f.link(n.DeepfakeDetectionCallbackURL), "POST", fields)
		l.tell("deepfake", "call_deepfake", fields)
		return
	}
	mode, target := detection(noun)
	if mode == "" || mode == texmlgen.MachineDisable {
		l.call.remark("the noun asks for no answering machine detection")
		return
	}
	by := a.text
	if c.other(amdShortWords) {
		by, _, _ = strings.Cut(by, "_")
	}
	ids := l.identity(true)
	fields := slices.Insert(ids, 1, Field{"AnsweredBy", by})
	fields = append(fields, Field{"MachineDetectionDuration", "3120"})
	l.notify("call_amd", f.link(target), "POST", fields)
	l.tell("amd", "call_amd", fields)
}

// detection is how a noun asks for answering machine detection.
func detection(noun texmlgen.DialNoun) (texmlgen.MachineDetection, texmlgen.URL) {
	switch n := noun.(type) {
	case *texmlgen.Number:
		return n.MachineDetection, n.AMDStatusCallback
	case *texmlgen.Sip:
		return n.MachineDetection, n.AMDStatusCallback
	}
	return "", texmlgen.URL{}
}

func sendDigits(noun texmlgen.DialNoun) string {
	if n, ok := noun.(*texmlgen.Number); ok {
		return n.SendDigits.String()
	}
	return ""
}
