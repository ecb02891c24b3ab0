package main

import (
	"fmt"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/carrier"
	"github.com/texmlflow/texmlflow/flows"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// print shows what has happened, then what the call waits for.
func (p *phone) print(step *carrier.Step) {
	if p.show[showTeXML] {
		for _, doc := range step.Documents() {
			p.side(showTeXML, strings.Split(strings.TrimRight(string(indented(doc)), "\n"), "\n")...)
		}
	}
	if p.show[showGuard] {
		for _, reason := range p.reasons {
			switch reason.Kind {
			case engine.Tried, engine.UsedUp, engine.Taken:
				p.side("why", reason.Lines(p.machine)...)
			case engine.Entered, engine.Decided:
			}
		}
	}
	for _, h := range step.Heard {
		p.hear(h)
	}
	for _, note := range p.notes {
		p.printf("note: %s\n", note)
	}
	for _, note := range step.Notes {
		p.printf("note: %s\n", note)
	}
	for _, x := range step.Exchanges {
		if x.Problem != "" {
			p.printf("note: %s: %s\n", x.Callback, x.Problem)
		}
	}
	p.sides()
	if step.End != nil {
		p.printf("the call is over: %s\n", p.endWords(step.End))
		p.afterwards()
		return
	}
	for _, line := range p.waiting(step.Waits) {
		p.printf("%s\n", line)
	}
	for _, w := range step.Also {
		if step.Waits.Leg == "caller" { // what is heard meanwhile asks for something too
			for _, line := range p.waiting(w) {
				line, _, _ = strings.Cut(line, "; an empty line") // which is for what is heard
				p.printf("meanwhile %s\n", line)
			}
		}
	}
}

func (p *phone) side(name string, lines ...string) {
	for _, line := range lines {
		p.printf("%s: %s\n", name, line)
	}
}

// sides shows where the call stands and what it keeps.
func (p *phone) sides() {
	if !p.show[showState] && !p.show[showVars] {
		return
	}
	c := p.track()
	if c == nil || c.Top() == nil {
		return
	}
	if p.show[showState] {
		p.side(showState, fmt.Sprintf("%s, turn %d, %s", c.Where(), c.Turn, p.carrier.Clock().Now().In(p.at.Location()).Format(time.TimeOnly)))
	}
	if p.show[showVars] {
		for _, f := range varsOf(p.machine.Flows[c.Top().Flow]) {
			p.side(showVars, f.Name+" is "+short(f.Type.Show(c.Top().Vars[f.Name], false), maxHeard))
		}
	}
}

// hear prints one thing that was heard.
func (p *phone) hear(h carrier.Heard) {
	who := ""
	if h.Leg != "caller" {
		who = h.Leg + " hears: "
	}
	switch h.Verb {
	case "Say", "Greeting":
		if voice := strings.TrimSpace(h.Language + " " + h.Voice); h.Verb == "Say" && voice != p.voice {
			p.voice = voice
			p.printf("voice: %s\n", voice)
		}
		if who == "" {
			who = "says: "
		}
		p.printf("%s%s\n", who, h.Text)
	case "Play":
		name := h.URL
		if u, err := url.Parse(h.URL); err == nil && strings.HasPrefix(h.URL, p.publicURL+"/audio/") {
			name = path.Base(u.Path)
		}
		p.printf("%splays: %s\n", who, name)
	case "Pause":
		p.printf("%spause: %s\n", who, flows.ShortDuration(h.Length))
	case "Digits":
		p.printf("%stones: %s\n", who, h.Text)
	case "Ring":
		if h.Text != "" { // else what the call waits for says it
			p.printf("%srings as in %s\n", who, h.Text)
		}
	case "Talk":
		p.printf("%sthey talk: %s\n", who, flows.ShortDuration(h.Length))
	default: // Tone, Music
		p.printf("%s%s\n", who, strings.ToLower(h.Verb))
	}
	if h.Endless {
		p.printf("%sover and over\n", who)
	}
}

// afterwards shows what the end of the call tells others.
func (p *phone) afterwards() {
	c := p.track()
	if c == nil {
		return
	}
	for _, r := range engine.EndRequests(p.machine, c, p.deployment) {
		if r.Request == nil {
			p.printf("on_end: %s\n", r.Trouble)
			continue
		}
		p.answered(r.Request, "{status: 200}") // which a scenario needs, though nobody hears of it
		for _, line := range requestWords(r.Request) {
			p.printf("on_end: %s\n", line)
		}
	}
}

// endWords says how a call has ended.
func (p *phone) endWords(e *carrier.End) string {
	if p.elsewhere {
		return "the flow has handed it on"
	}
	switch e.By {
	case "caller":
		return "the caller has hung up"
	case "document":
		return "the flow has hung up"
	case "end of document":
		return "the document was at its end"
	case "limit":
		return "it was as long as a call may be"
	case "failure":
		return "it was dropped"
	}
	return e.By
}

// waiting says what the call waits for, and what may be typed.
func (p *phone) waiting(w carrier.Waiting) []string {
	who := ""
	if w.Leg != "caller" {
		who = w.Leg + ": "
	}
	switch v := w.Element.(type) {
	case *texmlgen.Gather:
		return []string{who + "waits for " + gatherWords(v) + "; an empty line is silence"}
	case *texmlgen.Dial:
		if room := conferenceOf(v); room != nil {
			return []string{"is in the room " + room.Room.String() + "; !answer lets somebody come in, !completed ends it, !failed lets it fail; an empty line waits on"}
		}
		if w.Bridged {
			return []string{"they talk; !completed ends it"}
		}
		if len(w.Ringing) > 0 {
			return []string{"rings " + targets(v) + "; !answer, !completed, !busy, !no-answer, !failed, !canceled; an empty line lets it ring"}
		}
		return []string{"waits for the other side; !completed, !answer; an empty line waits on"}
	case *texmlgen.Record:
		return []string{"records; type what is said, an empty line ends it"}
	case *texmlgen.AIGather:
		names := propertyNames(v.Parameters.Text().String())
		return []string{"the assistant asks for " + strings.Join(names, ", ") + `; type {"` + first(names, "name") + `": ...}, an empty line gives up`}
	case *texmlgen.HTTPRequest:
		lines := []string{}
		if o := w.Outside; o != nil {
			lines = append(lines, "the flow requests "+o.Method+" "+o.URL)
			if o.Body != "" {
				lines = append(lines, "with "+short(o.Body, 4*maxHeard))
			}
		}
		return append(lines, "type JSON, an empty line for a failure, !http STATUS JSON for another status")
	case *texmlgen.Enqueue:
		return []string{"waits in queue " + v.Queue.String() + "; !dequeue lets somebody take the call, !full, !failed; an empty line waits on"}
	case *texmlgen.Connect:
		return []string{"is connected; !end ends it, !failed lets it fail"}
	case *texmlgen.Refer:
		return []string{"is referred to " + v.Sip.URI.String() + "; !refer " + strings.Join(eventOf(inputRefer).words, ", ")}
	case *texmlgen.Pay:
		return []string{"takes a payment; !pay " + strings.Join(eventOf(inputPay).words, ", ") + "; an empty line is silence"}
	case nil:
		return nil
	}
	return []string{"waits for the end of " + w.Verb + "; an empty line waits on"}
}

// conferenceOf is the room that a dial is for; nil for none.
func conferenceOf(v *texmlgen.Dial) *texmlgen.Conference {
	if len(v.Nouns) != 1 {
		return nil
	}
	room, _ := v.Nouns[0].(*texmlgen.Conference)
	return room
}

func gatherWords(v *texmlgen.Gather) string {
	keys, speech := len(v.Input) == 0, false
	for _, in := range v.Input {
		keys, speech = keys || in == texmlgen.InputDTMF, speech || in == texmlgen.InputSpeech
	}
	switch {
	case keys && speech:
		return "keys or words"
	case speech:
		return "words"
	}
	if n := v.NumDigits.Or(0); n > 1 {
		return strconv.Itoa(n) + " keys"
	}
	return "keys"
}

// targets lists whom a dial rings.
func targets(v *texmlgen.Dial) string {
	var list []string
	for _, noun := range v.Nouns {
		switch noun := noun.(type) {
		case *texmlgen.Number:
			list = append(list, noun.Number.String())
		case *texmlgen.Sip:
			list = append(list, noun.URI.String())
		}
	}
	if len(list) == 0 {
		return v.Number.String()
	}
	return strings.Join(list, ", ")
}

func first(list []string, otherwise string) string {
	if len(list) == 0 {
		return otherwise
	}
	return list[0]
}
