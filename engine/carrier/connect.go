package carrier

import (
	"cmp"
	"time"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// connected is a call that a Connect has handed to a stream, a relay or an assistant.
type connected struct {
	leg    *leg
	frame  *frame
	verb   *texmlgen.Connect
	began  time.Time
	stream *service
	done   bool
}

func (l *leg) connect(f *frame, v *texmlgen.Connect) {
	c := &connected{leg: l, frame: f, verb: v, began: l.call.now()}
	f.wait = c
	switch noun := v.Noun.(type) {
	case *texmlgen.Stream:
		c.stream = l.startStream(f, noun)
	case *texmlgen.ConversationRelay:
		if !noun.WelcomeGreeting.IsZero() {
			text := conceal(noun.WelcomeGreeting.String())
			l.hear(Heard{Verb: "Greeting", Text: text, Voice: noun.Voice, Language: noun.Language, Length: spokenLength(text), Interruptible: true})
		}
	case *texmlgen.AIAssistant:
		c.conversation("conversation_created")
	default:
		l.call.remark("Connect without a noun connects nobody")
		f.next()
	}
}

// conversation tells of an assistant's talk.
func (c *connected) conversation(event string) {
	fields := append(c.leg.named(), Field{"CallStatus", event}, Field{"ConversationId", "conv-" + c.leg.legID})
	if event == "conversation_ended" {
		fields = append(fields, Field{"Base64MessageHistory", base64JSON([]map[string]string{{"role": "assistant", "content": "Hello."}})})
	}
	c.leg.notify("ai_conversation", c.leg.call.carrier.options.Conversation, "POST", fields)
}

func (c *connected) waiting() Waiting { return Waiting{Element: c.verb} }

func (c *connected) due() time.Time { return c.leg.call.limit() }

func (c *connected) expire() { c.finish("timeout") }

func (c *connected) do(a Action) (bool, error) {
	switch a.kind {
	case kindDisconnect:
		c.leg.call.carrier.clock.Advance(defaultTalk)
		c.finish(a.text)
	case kindSpeak, kindPress, kindKeys: // the far end hears it, and may end some time
		c.leg.call.carrier.clock.Advance(spokenLength(a.text))
	case kindUnable: // the far end does not answer
		c.close("failed")
		c.frame.next()
	default:
		return false, nil
	}
	return true, nil
}

// finish goes on behind the Connect.
func (c *connected) finish(status string) {
	if c.done {
		return
	}
	c.close("stopped")
	_, isStream := c.verb.Noun.(*texmlgen.Stream)
	if c.verb.Action.IsZero() || isStream && !c.leg.call.carrier.other(connectStreamAction) {
		c.frame.next()
		return
	}
	fields := c.leg.bare()
	if c.leg.call.carrier.other(connectSessionFields) {
		fields = append(fields, Field{"SessionId", c.leg.legID}, Field{"SessionStatus", cmp.Or(status, "completed")},
			Field{"SessionDuration", seconds(c.leg.call.now().Sub(c.began))}, Field{"HandoffData", "{}"})
	}
	c.leg.request(c.frame, c.leg.instruction("connect_action", c.frame.link(c.verb.Action), string(c.verb.Method), fields))
}

// close ends what the call was handed to: stopped, or failed.
func (c *connected) close(how string) {
	if c.done {
		return
	}
	c.done = true
	if c.stream != nil {
		c.leg.stopService(c.stream, how)
	}
	if _, ok := c.verb.Noun.(*texmlgen.AIAssistant); ok {
		c.conversation("conversation_ended")
	}
}

func (c *connected) cancel() { c.close("stopped") }

func (c *connected) parting() (Request, bool) { return Request{}, false }
