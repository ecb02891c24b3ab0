package carrier

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// service runs beside the call.
type service struct {
	kind      string // Stream, Siprec, Transcription, Suppression, Recording
	name      string
	sid       string
	target    statusTarget
	recording *recordingOf
	interim   bool // a Transcription that sends unfinished results, too
	track     bool // and one that tells whose words they are
}

// startServices launches what a Start holds and goes on at once.
func (l *leg) startServices(f *frame, v *texmlgen.Start) {
	for _, one := range v.Services {
		switch one := one.(type) {
		case *texmlgen.Stream:
			l.startStream(f, one)
		case *texmlgen.Siprec:
			s := &service{kind: "Siprec", name: one.Name.String(), sid: l.call.carrier.uuid(), target: f.target(one.StatusCallback, one.StatusCallbackMethod)}
			l.services = append(l.services, s)
			l.siprec(s, "siprec-started", !l.call.carrier.other(siprecSynchronous))
		case *texmlgen.Transcription:
			l.services = append(l.services, &service{
				kind: "Transcription", target: f.target(one.TranscriptionCallback, one.TranscriptionCallbackMethod),
				interim: one.InterimResults.Or(false), track: one.TranscriptionEngine == texmlgen.EngineB,
			})
		case *texmlgen.Suppression:
			l.services = append(l.services, &service{kind: "Suppression"})
		case *texmlgen.Recording:
			channels := cmp.Or(one.Channels, texmlgen.ChannelsDual)
			r := l.newRecording("StartCallRecordingAPI", channelCount(channels), one.RecordingStatusCallback, f, one.RecordingStatusCallbackMethod, one.RecordingStatusCallbackEvent)
			r.format = string(one.Format)
			r.begin()
			l.services = append(l.services, &service{kind: "Recording", recording: r})
		}
	}
}

func (l *leg) startStream(f *frame, v *texmlgen.Stream) *service {
	s := &service{kind: "Stream", name: v.Name.String(), sid: l.call.carrier.uuid(), target: f.target(v.StatusCallback, v.StatusCallbackMethod)}
	l.services = append(l.services, s)
	l.stream(s, "stream-started")
	return s
}

func (l *leg) stream(s *service, event string) {
	fields := append(l.identity(false), Field{"StreamSid", s.sid}, Field{"StreamName", s.name}, Field{"StreamEvent", event})
	if event == "stream-failed" {
		fields = append(fields, Field{"StreamError", "the socket was closed"})
	}
	l.notify("stream_status", s.target.url, s.target.method, append(fields, Field{"Timestamp", l.stamp()}))
}

// siprec tells of a SIPREC session. When Start does not wait for it, that comes after the next request.
func (l *leg) siprec(s *service, event string, after bool) {
	fields := []Field{{"AccountSid", l.call.carrier.options.Account}, {"CallSid", l.sid}, {"SiprecSid", s.sid}, {"SiprecEvent", event}}
	if event == "siprec-failed" {
		fields = append(fields, Field{"SiprecError", "the recorder does not answer"})
	}
	fields = append(fields, Field{"Timestamp", l.stamp()})
	if !after {
		l.notify("siprec_status", s.target.url, s.target.method, fields)
		return
	}
	if s.target.url != "" {
		l.call.later(l.ask("siprec_status", s.target.url, s.target.method, fields, false))
	}
}

// stopService ends a service, and tells who hears of it whether it was stopped or failed.
func (l *leg) stopService(s *service, how string) {
	i := slices.Index(l.services, s)
	if i < 0 {
		return
	}
	l.services = slices.Delete(l.services, i, i+1)
	switch s.kind {
	case "Stream":
		l.stream(s, "stream-"+how)
	case "Siprec":
		l.siprec(s, "siprec-"+how, false)
	case "Recording":
		s.recording.end(l.call.now().Sub(s.recording.begun))
	}
}

// stopNamed ends what a Stop names: a stream or SIPREC session by its name, the others by their kind.
func (l *leg) stopNamed(v *texmlgen.Stop) {
	for _, one := range v.Services {
		kind, name := texmlgen.NameOf(one), ""
		switch one := one.(type) {
		case *texmlgen.Stream:
			name = one.Name.String()
		case *texmlgen.Siprec:
			name = one.Name.String()
		}
		found := false
		for _, s := range slices.Clone(l.services) {
			if s.kind == kind && s.name == name {
				found = true
				l.stopService(s, "stopped")
			}
		}
		if !found {
			l.call.remark("Stop names no running " + kind)
		}
	}
}

// stopServices ends what runs when the call ends.
func (l *leg) stopServices() {
	for _, s := range slices.Clone(l.services) {
		l.stopService(s, "stopped")
	}
}

// serviceEvent takes what a service makes of the call: a transcript, a failure.
func (c *Call) serviceEvent(a Action) error {
	l := c.legs[0]
	if a.kind == kindTranscript {
		c.carrier.clock.Advance(spokenLength(a.text))
		heard := false
		for _, s := range l.services {
			if s.kind == "Transcription" {
				heard = true
				l.transcript(s, a)
			}
		}
		if !heard {
			return fmt.Errorf("%w: no transcription runs", ErrAction)
		}
		return nil
	}
	kind := map[string]string{"stream": "Stream", "siprec": "Siprec"}[a.text]
	if i := slices.IndexFunc(l.services, func(s *service) bool { return s.kind == kind }); i >= 0 {
		l.stopService(l.services[i], "failed")
		return nil
	}
	return fmt.Errorf("%w: no %s runs", ErrAction, a.text)
}

func (l *leg) transcript(s *service, a Action) {
	if !a.final && !s.interim {
		l.call.remark("the Transcription sends no unfinished results")
		return
	}
	confidence := strconv.FormatFloat(a.number, 'f', -1, 64)
	if s.target.url != "" {
		l.notify("transcription_realtime", s.target.url, s.target.method, append(l.named(), Field{"Transcript", a.text},
			Field{"Confidence", confidence}, Field{"IsFinal", strconv.FormatBool(a.final)}))
		return
	}
	to := l.call.carrier.options.Transcription
	if to == "" || l.call.carrier.other(transcriptionSilent) {
		return
	}
	r := l.ask("call_transcription_event", to, "POST", nil, false)
	r.ContentType, r.Body = mediaJSON, l.transcriptionEvent(s, a, to)
	_, _ = l.call.deliver(r) // the trace says what became of it
}

// transcriptionEvent is the only callback in JSON.
func (l *leg) transcriptionEvent(s *service, a Action, to string) string {
	type object = map[string]any
	data := object{"confidence": a.number, "is_final": a.final, "transcript": a.text}
	if s.track {
		data["transcription_track"] = "inbound"
	}
	event := object{
		"record_type": "event", "event_type": "call.transcription", "id": l.call.carrier.uuid(),
		"occurred_at": l.call.now().UTC().Format(time.RFC3339Nano),
		"payload": object{
			"call_control_id": l.sid, "call_leg_id": l.legID, "call_session_id": l.call.session, "client_state": nil,
			"connection_id":      l.call.carrier.options.Connection,
			"transcription_data": data,
		},
	}
	if !l.call.carrier.other(transcriptionUnwrapped) {
		event = object{"data": event, "meta": object{"attempt": 1, "delivered_to": to}}
	}
	b, _ := json.Marshal(event) // texts, numbers and truth values only
	return string(b)
}
