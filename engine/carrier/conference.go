package carrier

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// room is a conference, from the first who enters to the last who leaves.
type room struct {
	name, sid string
	started   bool // somebody has entered who starts it
	sequence  int  // of its events
	in        []*conferring
}

// conferring is a caller in a conference.
type conferring struct {
	leg       *leg
	frame     *frame
	verb      *texmlgen.Dial
	noun      *texmlgen.Conference
	room      *room
	began     time.Time
	others    int // participants who are not calls of this carrier
	recording *recordingOf
	done      bool
}

// confer lets a caller enter. Nobody talks before somebody has entered who starts the conference.
func (l *leg) confer(f *frame, v *texmlgen.Dial, noun *texmlgen.Conference) {
	c, name := l.call.carrier, noun.Room.String()
	p := &conferring{leg: l, frame: f, verb: v, noun: noun, room: c.rooms[name], began: l.call.now()}
	f.wait = p
	l.answer()
	if p.room == nil {
		p.room = &room{name: name, sid: c.uuid()}
	}
	if len(p.room.in) >= noun.MaxParticipants.Or(250) {
		p.done = true
		l.call.remark("the conference is full")
		p.goOn()
		return
	}
	c.rooms[name] = p.room
	p.room.in = append(p.room.in, p)
	if !p.room.started && noun.StartConferenceOnEnter.Or(true) {
		p.start()
	}
	p.tell("join", "conference_join", "participant-join")
	p.room.connect()
	if p.talks() {
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
			fields = append(fields, Field{"ConferenceSid", p.room.sid}, Field{"FriendlyName", p.room.name})
		}
		return l.instruction("conference_wait_url", target, string(noun.WaitMethod), fields)
	}})
}

// start is told by the one who starts the conference.
func (p *conferring) start() {
	p.room.started = true
	p.tell("start", "conference_start", "conference-start")
}

// connect lets those who are not alone in a conference that has started talk, and begins what records it.
func (r *room) connect() {
	for _, p := range r.in {
		if r.started && p.recording == nil && p.noun.Record == texmlgen.ConferenceRecordFromStart {
			p.tape()
		}
		if p.talks() {
			p.leg.dropBeside(frameHold)
		}
	}
}

func (p *conferring) tape() {
	n := p.noun
	p.recording = p.leg.newRecording("Conference", "1", n.RecordingStatusCallback, p.frame, n.RecordingStatusCallbackMethod, n.RecordingStatusCallbackEvent)
	p.recording.hidden = !n.SendRecordingURL.Or(true)
	p.recording.begin()
}

// talks reports whether there is somebody to talk with.
func (p *conferring) talks() bool {
	return p.room.started && (p.others > 0 || len(p.room.in) > 1)
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
		Field{"ConferenceSid", p.room.sid}, Field{"FriendlyName", p.room.name}, Field{"SequenceNumber", strconv.Itoa(p.room.sequence)},
		Field{"StatusCallbackEvent", word}, Field{"Timestamp", p.leg.stamp()}, Field{"CallingPartyType", "customer"})
	fields = append(fields, p.leg.parties()...)
	if label := p.noun.ParticipantLabel.String(); label != "" {
		fields = append(fields, Field{"ParticipantLabel", label})
	}
	p.room.sequence++
	p.leg.notify(callback, p.frame.link(p.noun.StatusCallback), string(p.noun.StatusCallbackMethod), fields)
}

func (p *conferring) waiting() Waiting {
	return Waiting{Element: p.verb, Bridged: p.talks()}
}

func (p *conferring) due() time.Time { return p.began.Add(p.verb.TimeLimit.Or(maxCall)) }

func (p *conferring) expire() { p.leaves() }

func (p *conferring) do(a Action) (bool, error) {
	switch a.kind {
	case kindAnswer: // somebody who starts it, if nobody has
		if p.others++; !p.room.started {
			p.start()
		}
		p.room.connect()
	case kindSpeaker:
		p.tell("speaker", "conference_speaker", "participant-speech-start")
	case kindDial:
		if a.text != "completed" {
			return true, fmt.Errorf("%w: a conference ends with completed, not %q", ErrAction, a.text)
		}
		p.leg.talk(a.talk, p.due())
		p.leaves()
	case kindUnable:
		p.exit()
		p.frame.next()
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
	p.leg.dropBeside(frameHold)
	c, r := p.leg.call.carrier, p.room
	r.in = slices.DeleteFunc(r.in, func(o *conferring) bool { return o == p })
	p.tell("leave", "conference_leave", "participant-leave")
	if p.recording != nil {
		length := p.leg.call.now().Sub(p.recording.begun)
		if most := p.noun.RecordingTimeout.Or(0); most > 0 && c.other(conferenceRecordCap) {
			length = min(length, most)
		}
		p.recording.end(length)
	}
	if rest := r.in; len(rest) == 0 || p.noun.EndConferenceOnExit.Or(false) {
		r.in = nil
		delete(c.rooms, r.name)
		p.tell("end", "conference_end", "conference-end")
		for _, o := range rest {
			o.leaves()
		}
	}
}

func (p *conferring) goOn() { p.leg.goOn(p.frame, p.verb.Action, p.action) }

func (p *conferring) action() Request {
	var own []Field
	if p.leg.call.carrier.other(conferenceDialFields) {
		own = dialled(p.leg.sid, "completed", p.leg.call.now().Sub(p.began))
	}
	return p.leg.dialAction(p.frame, p.verb, own, p.recording)
}

func (p *conferring) cancel() { p.exit() }

func (p *conferring) parting() (Request, bool) { return p.action(), !p.verb.Action.IsZero() }
