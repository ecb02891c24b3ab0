package flowtest

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/engine/carrier"
	"github.com/texmlflow/texmlflow/flows/syntax"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// How a recording ends.
const (
	recordKey     = "key"     // the caller presses a key that ends it
	recordSilence = "silence" // the caller says no more
	recordHangup  = "hangup"  // the caller hangs up
)

func (d *decoder) record(n *syntax.Node) func(*player) error {
	if !n.IsMap() {
		if d.oneOf(n, "record", []string{"empty", "failed"}) == "failed" {
			return doing(carrier.Unable())
		}
		return doing(carrier.Silence())
	}
	n, more := d.form(n, "record", "duration", "end")
	if n == nil {
		return nil
	}
	length, end := d.duration(n, "duration"), ""
	if e := more["end"]; e != nil {
		end = d.oneOf(e, "end", []string{recordKey, recordSilence, recordHangup})
	}
	return func(p *player) error { return p.record(length, end) }
}

// wordLength is what the carrier takes for a spoken word.
const wordLength = 400 * time.Millisecond

// record speaks for so long and ends: as the scenario says, or by a key if one ends it.
func (p *player) record(length time.Duration, end string) error {
	verb, ok := p.waits.Element.(*texmlgen.Record)
	if !ok {
		return fmt.Errorf("nothing is recorded: the call waits for %s", p.waitsFor())
	}
	words := max(1, int((length+wordLength-1)/wordLength))
	if err := p.act(carrier.Speak(strings.TrimSuffix(strings.Repeat("word ", words), " "), 1)); err != nil {
		return err
	}
	if p.waits.Verb != "Record" {
		return nil // it was as long as it may be
	}
	key := verb.FinishOnKey.Or("#")
	if end == "" {
		end = recordKey
		if key == "" {
			end = recordSilence
		}
	}
	switch end {
	case recordHangup:
		return p.act(carrier.Hangup())
	case recordSilence:
		return p.act(carrier.Silence())
	}
	if key == "" {
		return errors.New("no key ends this recording")
	}
	return p.act(carrier.Press(key[:1]))
}
