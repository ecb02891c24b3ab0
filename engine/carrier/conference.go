package carrier

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// conferring is a caller in a conference.
type conferring struct {
	leg       *leg
	frame     *frame
	verb      *texmlgen.Dial
	noun      *texmlgen.Conference
	room, sid string
	began     time.Time
	others    int // participants who are not calls of this carrier
	sequence  int
	recording *recordingOf
	done      bool
}

func (l *leg) confer(f *frame, v *texmlgen.Dial, noun *texmlgen.Conference) {
	c := l.call.carrier
	p := &conferring{leg: l, frame: f, verb: v, noun: noun, room: noun.Room.String(), began: l.call.now()}
	f.wait = p
	there := c.rooms[p.room]
	if len(there) >= noun.MaxParticipants.Or(250) {
		p.done = true
		l.call.remark("the conference is full")
		p.goOn()
		return
	}
	if p.sid = c.uuid(); len(there) > 0 {
		p.sid = there[0].sid
	}
	c.rooms[p.room] = append(there, p)
	if len(there) == 0 && noun.StartConferenceOnEnter.Or(true) {
		p.tell("start", "conference_start", "conference-start")
	}
	p.tell("join", "conference_join", "participant-join")
	if noun.Record == texmlgen.ConferenceRecordFromStart {
		p.recording = l.newRecording("Conference", "1", noun.RecordingStatusCallback, f, noun.RecordingStatusCallbackMethod, noun.RecordingStatusCallbackEvent)
		p.recording.hidden = !noun.SendRecordingURL.Or(true)
		p.recording.begin()
	}
	for _, o := range there {
		o.stopHold()
	}
	if len(there) > 0 {
		return
	}
	if noun.WaitURL.IsZero() {
		l.hear(Heard{Verb: "Music"})
		return
	}
	target := f.link(noun.WaitURL)
	l.hold(&holding{request: func() Request {
		fields := l.bare()
		if c.other(conferenceWaitFields) {
			fields = append(fields, Field{"ConferenceSid", p.sid}, Field{"FriendlyName", p.room})
		}
		return l.instruction("conference_wait_url", target, string(noun.WaitMethod), fields)
	}})
}

// tell sends a conference event, if it is listed.
func (p *conferring) tell(event, callback, word string) {
	if p.noun.StatusCallback.IsZero() || !slices.Contains(p.noun.StatusCallbackEvent, texmlgen.ConferenceEvent(event)) {
		return
	}
	if p.leg.call.carrier.other(conferenceBareEvents) {
		word = event
	}
	fields := append(p.leg.identity(true),
		Field{"ConferenceSid", p.sid}, Field{"FriendlyName", p.room}, Field{"SequenceNumber", strconv.Itoa(p.sequence)},
		Field{"StatusCallbackEvent", word}, Field{"Timestamp", p.leg.stamp()}, Field{"CallingPartyType", "customer"})
	fields = append(fields, p.leg.parties()...)
	if label := p.noun.ParticipantLabel.String(); label != "" {
		fields = append(fields, Field{"ParticipantLabel", label})
	}
	p.sequence++
	p.leg.notify(callback, p.frame.link(p.noun.StatusCallback), string(p.noun.StatusCallbackMethod), fields)
}

// stopHold ends the hold document: somebody has joined.
func (p *conferring) stopHold() {
	for _, f := range p.leg.frames {
		if f.kind == frameHold {
			p.leg.drop(f)
			return
		}
	}
}

func (p *conferring) waiting() Waiting {
	talks := p.others > 0 || len(p.leg.call.carrier.rooms[p.room]) > 1
	return Waiting{Verb: "Dial", Element: p.verb, Bridged: talks}
}

func (p *conferring) due() time.Time { return p.leg.call.legs[0].begun.Add(maxCall) }

func (p *conferring) expire() { p.leaves() }

func (p *conferring) do(a Action) (bool, error) {
	switch a.kind {
	case kindAnswer:
		p.others++
		p.stopHold()
	case kindSpeaker:
		p.tell("speaker", "conference_speaker", "participant-speech-start")
	case kindDial:
		if a.text != "completed" {
			return true, fmt.Errorf("%w: a conference ends with completed, not %q", ErrAction, a.text)
		}
		p.leg.hear(Heard{Verb: "Talk", Length: max(0, a.talk)})
		p.leaves()
	default:
		return false, nil
	}
	return true, nil
}

// leaves takes the caller out of the room and goes on.
func (p *conferring) leaves() {
	p.exit()
	p.goOn()
}

// exit takes the caller out of the room. Who ends the conference by leaving takes the others along.
func (p *conferring) exit() {
	if p.done {
		return
	}
	p.done = true
	p.stopHold()
	c := p.leg.call.carrier
	rest := slices.DeleteFunc(c.rooms[p.room], func(o *conferring) bool { return o == p })
	c.rooms[p.room] = rest
	p.tell("leave", "conference_leave", "participant-leave")
	if p.recording != nil {
		length := p.leg.call.now().Sub(p.began)
		if most := p.noun.RecordingTimeout.Or(0); most > 0 && c.other(conferenceRecordCap) {
			length = min(length, most)
		}
		p.recording.end(length)
	}
	if len(rest) == 0 || p.noun.EndConferenceOnExit.Or(false) {
		delete(c.rooms, p.room)
		p.tell("end", "conference_end", "conference-end")
		for _, o := range rest {
			o.leaves()
		}
	}
}

func (p *conferring) goOn() {
	switch {
	case p.leg.ended:
	case p.verb.Action.IsZero():
		p.frame.next()
	default:
		p.leg.request(p.frame, p.action())
	}
}

func (p *conferring) action() Request {
	var own []Field
	if p.leg.call.carrier.other(conferenceDialFields) {
		own = []Field{
			{"DialCallSid", p.leg.sid},
			{"DialCallSidLegacy", p.leg.sid},
			{"DialCallStatus", "completed"},
			{"DialCallDuration", seconds(p.leg.call.now().Sub(p.began))},
		}
	}
	return p.leg.dialAction(p.frame, p.verb, own, p.recording)
}

func (p *conferring) cancel() { p.exit() }

func (p *conferring) parting() (Request, bool) { return p.action(), !p.verb.Action.IsZero() }
