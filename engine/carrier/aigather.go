package carrier

import (
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// advising is an AIGather whose assistant talks with the caller.
type advising struct {
	leg   *leg
	frame *frame
	verb  *texmlgen.AIGather
	began time.Time
	words []string // of the caller
}

// An assistant that nobody answers gives up at last; no page says when.
const assistantTime = 2 * time.Minute

func (l *leg) aiGather(f *frame, v *texmlgen.AIGather) {
	if !v.Greeting.IsZero() {
		h := Heard{Verb: "Greeting", Text: conceal(v.Greeting.String()), Interruptible: true}
		if v.Voice != nil {
			h.Voice = v.Voice.Name
		}
		h.Length = spokenLength(h.Text)
		l.hear(h)
	}
	f.wait = &advising{leg: l, frame: f, verb: v, began: l.call.now()}
}

func (g *advising) waiting() Waiting { return Waiting{Element: g.verb} }

func (g *advising) due() time.Time { return g.began.Add(assistantTime) }

// expire ends a dialogue that came to nothing. No page says what the carrier does then; the next verb runs.
func (g *advising) expire() { g.frame.next() }

func (g *advising) do(a Action) (bool, error) {
	switch a.kind {
	case kindSpeak:
		g.words = append(g.words, a.text)
		g.leg.call.carrier.clock.Advance(spokenLength(a.text))
	case kindAI:
		g.leg.call.carrier.clock.Advance(defaultTalk)
		if a.failed {
			g.frame.next()
			return true, nil
		}
		g.gathered(a.result)
	default:
		return false, nil
	}
	return true, nil
}

// gathered sends the result. One that does not fit the schema is invalid.
func (g *advising) gathered(result json.RawMessage) {
	status := "valid"
	if why := misfit(g.verb.Parameters.Text().String(), result); why != "" {
		status = "invalid"
		g.leg.call.remark("the result of the AIGather is invalid: " + why)
	}
	if g.verb.Action.IsZero() {
		g.frame.next()
		return
	}
	l := g.leg
	method := string(g.verb.Method)
	if l.call.carrier.other(aiGatherAppMethod) {
		method = l.call.carrier.options.Method
	}
	fields := append(l.named(), Field{"Status", status},
		Field{"Base64Result", base64JSON(map[string]any{"status": status, "result": result})},
		Field{"Base64MessageHistory", base64JSON(g.history("content"))})
	if l.call.carrier.other(aiGatherPlain) {
		history, _ := json.Marshal(g.history("text")) // texts only
		fields = append(l.bare(), Field{"Result", string(result)}, Field{"MessageHistory", string(history)})
	}
	l.request(g.frame, l.instruction("ai_gather_action", g.frame.link(g.verb.Action), method, fields))
}

// history is the dialogue: what the document gives, the greeting, and what the caller said.
func (g *advising) history(key string) []map[string]string {
	list := []map[string]string{}
	add := func(role, text string) { list = append(list, map[string]string{"role": role, key: text}) }
	for _, m := range g.verb.MessageHistory {
		add(string(m.Role), conceal(m.Text.String()))
	}
	if !g.verb.Greeting.IsZero() {
		add("assistant", conceal(g.verb.Greeting.String()))
	}
	for _, words := range g.words {
		add("user", words)
	}
	return list
}

func base64JSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return base64.StdEncoding.EncodeToString(b)
}
