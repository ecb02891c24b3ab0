package texmlgen

import (
	"strconv"
	"strings"
	"time"

	"pgregory.net/rapid"
)

// filler is a visitor that fills any element with values the table allows. pick chooses among n possibilities;
// prose makes the text of a place.
type filler struct {
	pick  func(label string, n int) int
	prose func(label string) Text
	turn  *int
	spec  *ElementSpec
	in    *ElementSpec
}

// fullDocument has every element of the table in every place, with every attribute, its texts made by words.
func fullDocument(words func(string) Text) *Response {
	f := &filler{turn: new(int), pick: func(_ string, n int) int { return min(n-1, 1) }, prose: words}
	r := new(Response)
	f.fill(r, nil)
	for _, name := range []string{"ConversationRelay", "AIAssistant", "AIAssistant"} { // a Connect holds one noun only
		c := &Connect{Noun: newConnectNoun(name)}
		f.fill(c.Noun, &connectSpec)
		r.Verbs = append(r.Verbs, c)
	}
	for range 3 { // a Play holds one of three
		p := new(Play)
		f.fill(p, &responseSpec)
		r.Verbs = append(r.Verbs, p)
	}
	return r
}

// anyDocument draws a document.
func anyDocument(t *rapid.T, words func(string) Text) *Response {
	f := &filler{turn: new(int), prose: words, pick: func(label string, n int) int { return rapid.IntRange(0, n-1).Draw(t, label) }}
	r := new(Response)
	f.fill(r, nil)
	return r
}

func (f *filler) fill(x Element, in *ElementSpec) {
	g := *f
	g.spec, g.in = x.spec(), in
	x.fields(&g)
	f.settle(x, in)
}

// settle takes back what single attributes allow and the whole element forbids. Where one of several must go, it goes
// by turns.
func (f *filler) settle(x Element, in *ElementSpec) {
	*f.turn++
	switch x := x.(type) {
	case *Dial:
		if len(x.Nouns) > 0 {
			x.Number = Text{}
		}
	case *Gather:
		if x.MinDigits.Or(1) > x.MaxDigits.Or(128) {
			x.MinDigits, x.MaxDigits = x.MaxDigits, x.MinDigits
		}
		if x.TranscriptionEngine == EngineAzure {
			x.Region = "uksouth"
		}
		if x.SpeechTimeout == Some(time.Duration(0)) {
			x.SpeechTimeout = Some(time.Second)
		}
		x.ValidDigits = strings.Map(onlyKeys, x.ValidDigits+"12#")
	case *Play:
		kind := *f.turn % 3
		if kind != 0 || x.RingTone == "" {
			x.RingTone = ""
		} else {
			x.URL, x.Digits = URL{}, Text{}
		}
		if kind == 1 && !x.Digits.IsZero() {
			x.URL, x.Digits = URL{}, Literal("w12#")
		} else {
			x.Digits = Text{}
		}
	case *Number:
		if !x.SendDigits.IsZero() {
			x.SendDigits = Literal("w12#")
		}
	case *Sip:
		if in == &referSpec {
			*x = Sip{URI: x.URI}
		}
	case *AIAssistant:
		if *f.turn%2 == 0 || x.ID == "" && x.Join.IsZero() {
			x.ID, x.Join = "assistant", Text{}
		} else if !x.Join.IsZero() {
			x.ID = ""
		}
	case *ConversationRelay:
		if x.BackgroundAudioType == "" || x.BackgroundAudioValue.IsZero() {
			x.BackgroundAudioType, x.BackgroundAudioValue = "", Text{}
		}
	case *RelayLanguage:
		if x.BackgroundAudioType == "" || x.BackgroundAudioValue.IsZero() {
			x.BackgroundAudioType, x.BackgroundAudioValue = "", Text{}
		}
	case *Header:
		x.Value = Outside(strings.NewReplacer("\r", "", "\n", "").Replace(x.Value.String()))
	case *Record:
		if x.TranscriptionCallback.IsZero() {
			x.Transcription = Opt[bool]{}
		}
	case *Stream:
		if in == &stopSpec {
			x.Parameters = nil
		}
	case *Siprec:
		if d, ok := x.SessionTimeoutSecs.Get(); ok && d < 90*time.Second {
			x.SessionTimeoutSecs = Some(time.Duration(0))
		}
	case *Suppression:
		if x.Size == SizeVF {
			x.Family = FamilyQuail
		}
	case *Transcription:
		if x.TranscriptionEngine == EngineAzure {
			x.Region = "uksouth"
		}
	case *Pay:
		if x.ChargeAmount.IsZero() {
			x.TransactionType = ""
		}
	case *Prompt:
		if x.Attempt != "" {
			x.Attempt = "2 3"
		}
	}
}

func onlyKeys(r rune) rune {
	if strings.ContainsRune(keys, r) {
		return r
	}
	return -1
}

func (f *filler) has(name string) bool {
	a := f.spec.attribute(name)
	return a.Required && a.appliesIn(f.in) || f.pick(name+"?", 2) == 1
}

func (f *filler) text(name string, p *Text) {
	a := f.spec.attribute(name)
	if !f.has(name) {
		return
	}
	*p = f.prose(name)
	if a.Type == TypeDecimal {
		*p = Literal("42.50")
	}
	if hi, ok := a.Max.Get(); ok && len(p.String()) > int(hi)/2 {
		*p = Literal("Harbour Desk")
	}
}

func (f *filler) str(name string, p *string) {
	if f.has(name) {
		*p = "some-" + name
	}
}

func (f *filler) optString(name string, p *Opt[string]) {
	if f.has(name) {
		*p = Some([]string{"", "#"}[f.pick(name, 2)])
	}
}

func (f *filler) url(name string, p *URL) {
	if f.has(name) {
		f.link(name, p)
	}
}

func (f *filler) link(name string, p *URL) {
	if *p = Link(Literal("https://ivr.example.net/").Append(f.prose(name))); f.pick(name+" route", 3) == 0 {
		*p = Route(name)
	}
}

func (f *filler) within(name string, scale float64) float64 {
	a := f.spec.attribute(name)
	lo := a.Min.Or(0)
	hi := a.Max.Or(lo + 100)
	return lo + float64(f.pick(name, int((hi-lo)*scale)+1))/scale
}

func (f *filler) duration(name string, p *Opt[time.Duration]) {
	if f.has(name) {
		*p = Some(time.Duration(f.within(name, 1)) * f.spec.attribute(name).unit())
	}
}

func (f *filler) integer(name string, p *Opt[int]) {
	if f.has(name) {
		*p = Some(int(f.within(name, 1)))
	}
}

func (f *filler) number(name string, p *Opt[float64]) {
	if f.has(name) {
		*p = Some(f.within(name, 8))
	}
}

func (f *filler) flag(name string, p *Opt[bool]) {
	if f.has(name) {
		*p = Some(f.pick(name, 2) == 1)
	}
}

func (f *filler) json(name string, p *JSON) {
	if f.has(name) {
		*p = f.object(name)
	}
}

func (f *filler) object(name string) JSON {
	j, err := JSONValue(map[string]any{"type": "object", "properties": map[string]any{"x": f.prose(name).String()}})
	if err != nil {
		panic(err)
	}
	return j
}

func (f *filler) enum(name string, p *string) {
	if f.has(name) {
		v := f.spec.attribute(name).Values
		*p = v[f.pick(name, len(v))]
	}
}

func (f *filler) words(name string, _ []string) []string {
	if !f.has(name) {
		return nil
	}
	v := f.spec.attribute(name).Values
	return strings.Fields(v[f.pick(name, len(v))])
}

func (f *filler) content(p *Text) { *p = f.prose("text") }

func (f *filler) token(p *Text) {
	if *p = Literal("+1").Append(f.prose("text")); f.spec == &sipSpec {
		*p = Literal("sip:a@").Append(f.prose("text"))
	}
}

func (f *filler) contentURL(p *URL) { f.link("text", p) }

func (f *filler) leafText(name string, p *Text) { *p = f.prose(name) }

func (f *filler) leafCDATA(name string, p *Text) { *p = f.prose(name) }

func (f *filler) leafString(name string, p *string) { *p = "some-" + name }

func (f *filler) leafInt(name string, p *Opt[int]) { *p = Some(200 + f.pick(name, 5)) }

func (f *filler) leafJSON(name string, p *JSON) { *p = f.object(name) }

func (f *filler) leafJSONs(name string, p *[]JSON) { *p = []JSON{f.object(name), f.object(name)} }

func (f *filler) wrap(name string, _ bool, inside func()) {
	if f.pick(name+"?", 2) == 0 {
		return
	}
	g := *f
	f.spec = f.spec.child(name)
	inside()
	*f = g
}

func (f *filler) reading() bool { return true }

func (f *filler) child(Element) { panic("a filler takes no child") }

func (f *filler) each(make func(string) Element) {
	names := f.spec.Children
	if f.spec == &connectSpec {
		i := f.pick("noun", len(names))
		names = append(names[i:len(names):len(names)], names[:i]...)
	}
	for i, name := range names {
		spec := f.spec.child(unqualified(name))
		n := f.pick(name+" "+strconv.Itoa(i), 3)
		switch f.spec {
		case &httpRequestSpec, &referSpec, &startSpec, &stopSpec, &connectSpec, &promptSpec: // cannot be without their first
			if i == 0 {
				n = max(n, 1)
			}
		}
		for range n {
			if x := make(spec.XMLName); x != nil {
				f.fill(x, f.spec)
			}
		}
	}
}
