package carrier

import (
	"cmp"
	"slices"
	"time"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// recordingOf is a recording: of a Dial, a Record, a Conference or a service.
type recordingOf struct {
	leg      *leg
	source   string // RecordingSource
	channels string
	target   statusTarget
	hidden   bool // sendRecordingUrl="false"
	format   string
	sid      string
	begun    time.Time
	length   time.Duration
	over     bool
}

func (r *recordingOf) url() string {
	return "https://media.example.net/rec/" + r.sid + "." + cmp.Or(r.format, "mp3")
}

// newRecording makes a recording; begin starts it.
func (l *leg) newRecording(source, channels string, callback texmlgen.URL, f *frame, method texmlgen.Method, events []texmlgen.RecordingEvent) *recordingOf {
	r := &recordingOf{leg: l, source: source, channels: channels, sid: l.call.carrier.uuid(), target: f.target(callback, method)}
	r.target.events = hears(events)
	return r
}

func channelCount(c texmlgen.Channels) string {
	if c == texmlgen.ChannelsDual {
		return "2"
	}
	return "1"
}

func (r *recordingOf) begin() {
	r.begun = r.leg.call.now()
	r.tell("in-progress", "recording_in_progress", nil)
}

// end tells what came of it; a recording of nothing is absent.
func (r *recordingOf) end(length time.Duration) {
	if r.over {
		return
	}
	r.over, r.length = true, length
	if length <= 0 {
		var extra []Field
		if r.leg.call.carrier.other(recordingAbsentSized) {
			extra = []Field{{"RecordingSid", r.sid}, {"RecordingDuration", "0"}}
		}
		r.tell("absent", "recording_absent", extra)
		return
	}
	r.leg.talked = r
	extra := []Field{{"RecordingSid", r.sid}, {"RecordingDuration", seconds(length)}}
	if !r.hidden {
		extra = append(extra, Field{"RecordingUrl", r.url()})
	}
	r.tell("completed", "recording_completed", extra)
}

func (r *recordingOf) tell(event, callback string, extra []Field) {
	if !slices.Contains(r.target.events, event) {
		return
	}
	fields := append(r.leg.identity(true),
		Field{"RecordingChannels", r.channels}, Field{"RecordingSource", r.source}, Field{"RecordingStatus", event})
	r.leg.notify(callback, r.target.url, r.target.method, append(fields, extra...))
}

// records reports whether a Dial records the talk.
func records(v *texmlgen.Dial) bool { return v.Record != "" && v.Record != texmlgen.DoNotRecord }

func (d *dialing) startRecording() {
	d.recording = d.newRecording()
	d.recording.begin()
}

// newRecording is the recording of a Dial, which has not begun.
func (d *dialing) newRecording() *recordingOf {
	v := d.verb
	channels := channelCount(v.RecordingChannels)
	if v.Record == texmlgen.RecordFromAnswerDual || v.Record == texmlgen.RecordFromRingingDual ||
		v.RecordingChannels == "" && d.leg.call.carrier.other(dialRecordingDual) {
		channels = "2"
	}
	r := d.leg.newRecording("DialVerb", channels, v.RecordingStatusCallback, d.frame, v.RecordingStatusCallbackMethod, v.RecordingStatusCallbackEvent)
	r.hidden = !v.SendRecordingURL.Or(true)
	return r
}

// stopRecording ends the recording of a Dial; one that was to begin with a talk that never was is absent.
func (d *dialing) stopRecording() {
	if !records(d.verb) {
		return
	}
	if d.recording == nil {
		d.newRecording().end(0)
		return
	}
	length := d.leg.call.now().Sub(d.recording.begun)
	if most := d.verb.RecordMaxLength.Or(0); most > 0 {
		length = min(length, most)
	}
	d.recording.end(length)
}

// dialled are the fields of a dialled leg; there may have been none.
func dialled(sid, status string, talked time.Duration) []Field {
	fields := []Field{{"DialCallStatus", status}, {"DialCallDuration", seconds(talked)}}
	if sid == "" {
		return fields
	}
	return append([]Field{{"DialCallSid", sid}, {"DialCallSidLegacy", sid}}, fields...)
}

// dialAction is the request of the action of a Dial; own are the fields of the dialled leg.
func (l *leg) dialAction(f *frame, v *texmlgen.Dial, own []Field, r *recordingOf) Request {
	var fields []Field
	if l.call.carrier.other(dialParentInProgress) && !l.ended {
		fields = l.progressFields("in-progress", own...)
	} else {
		extra := append(own[:len(own):len(own)], l.completedFields("normal_clearing")...)
		extra = append(extra, Field{"HangupSource", "caller"}, Field{"SipHangupCause", "200"})
		if r != nil && r.length > 0 && !r.hidden {
			extra = append(extra, Field{"RecordingUrl", r.url()}, Field{"RecordingDuration", seconds(r.length)})
		}
		fields = l.progressFields("completed", extra...)
	}
	l.sequence++
	return l.instruction("dial_action", f.link(v.Action), string(v.Method), fields)
}
