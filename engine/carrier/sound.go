package carrier

import (
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// How long things take on the line where nothing says it.
const (
	wordLength  = 400 * time.Millisecond
	soundLength = 5 * time.Second
	beepLength  = 500 * time.Millisecond
	keyLength   = 250 * time.Millisecond
	overPrompt  = 500 * time.Millisecond // after which somebody talks over a prompt
)

// sound plays a Say or Play.
func (l *leg) sound(f *frame, v texmlgen.Verb) {
	list, ok := l.sounds(f, v)
	if !ok {
		l.call.remark("the document is aborted: " + list[0].URL + " cannot be played")
		f.abort()
		return
	}
	l.hear(list...)
	if len(list) > 0 && list[0].Endless {
		f.wait = &endless{leg: l, frame: f, verb: v}
	}
}

// sounds is what somebody hears of a Say or Play; false: it cannot be played, and aborts the document.
func (l *leg) sounds(f *frame, v texmlgen.Verb) ([]Heard, bool) {
	h, loop := Heard{Leg: l.name, Verb: texmlgen.NameOf(v)}, 1
	switch v := v.(type) {
	case *texmlgen.Say:
		h.Text, h.Voice, h.Language = conceal(v.Text.String()), v.Voice, v.Language
		h.Length = spokenLength(h.Text)
		loop = v.Loop.Or(1)
	case *texmlgen.Play:
		h, loop = l.played(f, v), v.Loop.Or(1)
		if h.Verb == "" {
			if v.ContinueOnError.Or(false) {
				return nil, true
			}
			return []Heard{{Verb: "Play", URL: conceal(f.link(v.URL))}}, false
		}
	}
	if loop == 0 {
		h.Endless = true
		return []Heard{h}, true
	}
	var list []Heard
	for range min(loop, maxWork) {
		list = append(list, h)
	}
	return list, true
}

// played is one round of a Play; without a Verb when nothing can be played.
func (l *leg) played(f *frame, v *texmlgen.Play) Heard {
	h := Heard{Leg: l.name, Verb: "Play", Length: soundLength}
	switch {
	case !v.Digits.IsZero():
		h.Verb, h.Text = "Digits", v.Digits.String()
		h.Length = keyedLength(h.Text)
		return h
	case v.RingTone != "":
		h.Verb, h.Text = "Ring", string(v.RingTone)
		return h
	case v.MediaStorage.Or(false):
		h.URL = v.URL.String()
		return h
	}
	for _, u := range []texmlgen.URL{v.URL, v.FailoverURL} {
		if u.IsZero() {
			continue
		}
		h.URL = conceal(f.link(u))
		if d, declared := l.call.carrier.double("GET", l.call.carrier.reveal(f.link(u))); !declared || !d.Failed && d.Status < 400 {
			return h
		}
	}
	return Heard{}
}

// spokenLength is how long it takes to say something.
func spokenLength(s string) time.Duration { return wordLength * time.Duration(len(strings.Fields(s))) }

// keyedLength is how long it takes to send keys; a w is a pause of two keys' length, half a second.
func keyedLength(keys string) time.Duration {
	return keyLength * time.Duration(len(keys)+strings.Count(keys, "w"))
}

// endless is a sound that ends with the call only.
type endless struct {
	leg   *leg
	frame *frame
	verb  texmlgen.Verb
}

func (e *endless) waiting() Waiting { return Waiting{Element: e.verb} }

func (e *endless) do(Action) (bool, error) { return false, nil }

func (e *endless) due() time.Time { return e.leg.call.limit() }

func (e *endless) expire() { e.frame.next() }
