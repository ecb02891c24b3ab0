package carrier

import (
	"cmp"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// taping is a Record that listens.
type taping struct {
	leg       *leg
	frame     *frame
	verb      *texmlgen.Record
	recording *recordingOf
	last      time.Time // of a word
	words     []string
	key       string // that ended it
	done      bool
}

func (l *leg) record(f *frame, v *texmlgen.Record) {
	if v.PlayBeep.Or(true) {
		l.hear(Heard{Verb: "Tone", Length: beepLength})
	}
	t := &taping{leg: l, frame: f, verb: v, last: l.call.now()}
	channels := cmp.Or(v.Channels, texmlgen.ChannelsDual)
	t.recording = l.newRecording("RecordVerb", channelCount(channels), v.RecordingStatusCallback, f, v.RecordingStatusCallbackMethod, v.RecordingStatusCallbackEvent)
	t.recording.format = string(v.Format)
	t.recording.begin()
	f.wait = t
}

func (t *taping) waiting() Waiting { return Waiting{Element: t.verb} }

// full is when no more can be recorded.
func (t *taping) full() time.Time {
	full := t.leg.call.limit()
	if most := t.verb.MaxLength.Or(time.Hour); most > 0 && t.recording.begun.Add(most).Before(full) {
		full = t.recording.begun.Add(most)
	}
	return full
}

func (t *taping) due() time.Time {
	due := t.full()
	if silence := t.verb.Timeout.Or(0); silence > 0 && t.last.Add(silence).Before(due) {
		due = t.last.Add(silence)
	}
	return due
}

func (t *taping) do(a Action) (bool, error) {
	clock := t.leg.call.carrier.clock
	switch a.kind {
	case kindSpeak:
		clock.Advance(min(spokenLength(a.text), max(0, t.full().Sub(clock.Now()))))
		if a.text != "" {
			t.words, t.last = append(t.words, a.text), clock.Now()
		}
		if !clock.Now().Before(t.full()) {
			t.end()
		}
	case kindPress, kindKeys:
		for _, key := range a.text {
			clock.Advance(keyLength)
			if strings.ContainsRune(t.verb.FinishOnKey.Or("1234567890*#"), key) {
				t.key = string(key)
				t.end()
				return true, nil
			}
		}
	case kindUnable:
		t.fail()
	default:
		return false, nil
	}
	return true, nil
}

func (t *taping) expire() { t.end() }

// fail ends a recording of which nothing could be kept.
func (t *taping) fail() {
	t.done = true
	t.leg.goOn(t.frame, t.verb.Action, func() Request { return t.ask(append(t.leg.bare(), Field{"RecordingStatus", "failed"})) })
}

// end ends the recording and goes on.
func (t *taping) end() {
	if t.done {
		return
	}
	t.stop()
	switch {
	case t.recording.length == 0 && !t.leg.call.carrier.other(recordEmptyAction):
		t.leg.call.remark("nothing was recorded")
		t.frame.next()
	case !t.verb.Action.IsZero():
		t.leg.request(t.frame, t.action())
	case t.leg.call.carrier.other(recordNoActionFetches):
		t.leg.request(t.frame, t.leg.instruction("redirect_fetch", t.frame.doc.base, "POST", t.leg.redirectFields()))
	default:
		t.frame.next()
	}
}

// stop ends the recording itself. Where nobody spoke there is nothing in it.
func (t *taping) stop() {
	t.done = true
	until := t.leg.call.now()
	if t.verb.Trim == texmlgen.TrimSilence {
		until = t.last
	}
	length := until.Sub(t.recording.begun)
	if len(t.words) == 0 || length == 0 {
		return
	}
	t.recording.end(max(length, time.Second))
	if t.verb.Transcription.Or(false) && !t.verb.TranscriptionCallback.IsZero() {
		l := t.leg
		fields := append(l.identity(false), Field{"CallStatus", "in-progress"})
		l.notify("transcription_recording", t.frame.link(t.verb.TranscriptionCallback), "POST", append(append(fields, l.parties()...),
			Field{"RecordingSid", t.recording.sid}, Field{"RecordingUrl", t.recording.url()},
			Field{"TranscriptionSid", l.call.carrier.uuid()}, Field{"TranscriptionStatus", "completed"},
			Field{"TranscriptionText", strings.Join(t.words, " ")}))
	}
}

func (t *taping) action() Request {
	l, fields := t.leg, t.leg.bare()
	if !l.call.carrier.other(recordActionBare) {
		if r := t.recording; r.length > 0 {
			fields = append(fields, Field{"RecordingUrl", r.url()}, Field{"RecordingDuration", seconds(r.length)}, Field{"RecordingSid", r.sid})
		} else {
			fields = append(fields, Field{"RecordingDuration", "0"})
		}
	}
	if l.call.carrier.other(recordActionDigits) && t.key != "" {
		fields = append(fields, Field{"Digits", t.key})
	}
	return t.ask(fields)
}

func (t *taping) ask(fields []Field) Request {
	return t.leg.instruction("record_action", t.frame.link(t.verb.Action), string(t.verb.Method), fields)
}

func (t *taping) cancel() {
	if !t.done {
		t.stop()
	}
}

func (t *taping) parting() (Request, bool) {
	return t.action(), !t.verb.Action.IsZero() && (t.recording.length > 0 || t.leg.call.carrier.other(recordEmptyAction))
}
