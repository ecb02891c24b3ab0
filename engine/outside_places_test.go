package engine_test

import (
	"strings"

	"github.com/texmlflow/texmlflow/engine"
)

// seam stands for author's words around two values: templates of the carrier, which stay, and braces of which none may
// become one with what is beside it.
const seam = "{{#secret}}a{{/secret}} {${From}${v}{#b}} {{c}}"

// place is one place where a flow can put a value. Its state is here; From and v are what came from outside.
type place struct {
	name   string
	state  string               // YAML of the state here, SEAM for the seam
	flows  string               // YAML of other flows
	speaks string               // YAML of more languages
	tame   string               // a value that is fine here; "x" when it is empty
	judged bool                 // values may be refused here
	then   []engine.EventKind   // what happens once the call is here
	track  engine.TrackKind     // whose document it is
	whole  bool                 // values are in the document as they are
	shape  func(*node) []string // more of the document that values may not change
}

var places = []place{
	{name: "say", state: `{say: "SEAM", to: hangup}`, whole: true},
	{name: "parts with languages", speaks: ", de-DE: {voice: alice}", state: `{say: [{text: "SEAM", language: de-DE}, {text: "{${v}{", language: en-US}], gather: {prompt: {en-US: "SEAM", de-DE: ["SEAM", "SEAM"]}, choices: {"1": hangup}}, exhausted: hangup}`, whole: true},
	{name: "formatters", state: `{say: "{${v | digits()}{${v | spoken()}{${upper(v)}${lower(From)}{${replace(From, '#', '{')}{", to: hangup}`},
	{name: "one expression", state: `{say: '{${"{" + From + v + "{"}{', to: hangup}`, whole: true},
	{name: "transition", state: `{choose: [{when: v == From, say: "SEAM", to: hangup}, {say: "SEAM", to: hangup}]}`, whole: true},
	{name: "copied by set", state: `{set: {v: "v + From", w: {o: v}}, say: "SEAM${w.o}{", to: hangup}`, whole: true},
	{name: "gather", state: `{gather: {prompt: "SEAM", choices: {"1": hangup}}, exhausted: hangup}`, whole: true},
	{
		name: "reprompt", state: `{gather: {prompt: Hello., reprompt: "SEAM", choices: {"1": hangup}}, no_input: {say: "SEAM"}, exhausted: hangup}`,
		then: []engine.EventKind{engine.Silence}, whole: true,
	},
	{name: "ai_gather", state: `{ai_gather: {parameters: {a: string}, greeting: "SEAM"}, transitions: [{when: ai.a == "", to: hangup}], invalid: hangup, failed: refused}`, whole: true},
	{name: "recording", state: `{play: {audio: "https://cdn.example.com/${urlquery(v)}.mp3?a=${urlquery(From)}", text: Hello., failover: "https://cdn.example.org/a?b=${urlquery(v)}&c=d"}, to: hangup}`, judged: true},
	{name: "request url", state: `{http_request: {url: "https://crm.example.com/orders/${urlquery(From)}?a=${urlquery(v)}&b=c"}, ok: hangup, failed: refused}`, judged: true},
	{name: "request url from env", state: `{http_request: {url: "${env.CRM}/orders?a=${urlquery(v)}${urlquery(From)}"}, ok: hangup, failed: refused}`},
	{name: "request headers", state: `{http_request: {url: "https://crm.example.com/", headers: {Authorization: "SEAM", X-Name: "${v}"}}, ok: hangup, failed: refused}`, judged: true},
	{
		name: "request json", state: `{http_request: {url: "https://crm.example.com/", json: {a: v, b: [From, v, {c: From}], d: '"{{#secret}}a{{/secret}}"', e: w, f: {g: {h: v}}}}, ok: hangup, failed: refused}`,
		shape: jsonShape,
	},
	{name: "request form", state: `{http_request: {url: "https://crm.example.com/", form: {a: "SEAM", "b c": "${v}=${From}&"}}, ok: hangup, failed: refused}`, shape: formShape},
	{name: "request body", state: `{http_request: {url: "https://crm.example.com/", headers: {Content-Type: text/plain}, body: "SEAM"}, ok: hangup, failed: refused}`, whole: true},
	{name: "caller id", state: `{dial: {number: "+15125550100", caller_id: "${v}"}, otherwise: refused}`, tame: "+15125550142", judged: true},
	{name: "number", state: `{dial: {number: "${v}"}, otherwise: refused}`, tame: "+15125550142", judged: true},
	{name: "sip", state: `{dial: {sip: "sip:${v}@pbx.example.com"}, otherwise: refused}`, judged: true},
	{name: "numbers", state: `{dial: {numbers: ["+15125550100", {number: "${v}", send_digits: "1"}, {sip: "sip:a${v}@pbx.example.com"}]}, otherwise: refused}`, tame: "+15125550142", judged: true},
	{name: "screen", state: `{dial: {number: "+15125550100", screen: {prompt: "SEAM"}}, otherwise: hangup}`, track: engine.TrackScreen, whole: true},
	{name: "dial queue", state: `{dial: {queue: "SEAM"}, otherwise: refused}`, judged: true},
	{name: "conference", state: `{conference: {name: "SEAM", beep: onEnter}, ended: hangup, failed: refused}`, judged: true},
	{name: "enqueue", state: `{enqueue: {queue: "SEAM"}, otherwise: refused}`, judged: true},
	{
		name: "hold", state: `{enqueue: {queue: desk, hold: {flow: waiting, with: {a: v}}}, otherwise: hangup}`, track: engine.TrackHold, whole: true,
		flows: `{flow: waiting, for: hold, params: {a: string}, start: one, states: {one: {say: "{${From}${a}{#b}} {{c}}", gather: {prompt: "{${a}{", choices: {"1": out}}, exhausted: out}, out: {leave: true}}}`,
	},
	{name: "start", state: `{start: {stream: {url: "wss://audio.example.com/in?a=${urlquery(v)}", name: "SEAM", parameters: {a: "SEAM", b: "${v}"}}, siprec: {connector_name: a, name: "SEAM"}}, to: hangup}`, whole: true},
	{name: "stop", state: `{stop: [{stream: "SEAM"}, {siprec: "SEAM"}], say: A., to: hangup}`, whole: true},
	{name: "connect stream", state: `{connect: {stream: {url: "wss://audio.example.com/${urlquery(v)}/in", name: "SEAM", parameters: {a: "SEAM"}}}, ended: hangup, failed: refused}`, whole: true, judged: true},
	{name: "connect relay", state: `{connect: {relay: {url: "wss://talk.example.com/relay?a=${urlquery(From)}", greeting: "SEAM", parameters: {a: "SEAM"}}}, ended: hangup, failed: refused}`, whole: true},
	{name: "connect assistant", state: `{connect: {assistant: {join: "SEAM", participant_name: Ana, participant_role: user}}, ended: hangup, failed: refused}`, judged: true},
	{name: "refer", state: `{refer: {sip: "sip:${v}@pbx.example.com"}, ok: hangup, failed: refused}`, judged: true},
	{name: "pay amount", state: `{pay: {amount: "${v}", currency: USD}, ok: hangup, failed: refused}`, tame: "12", judged: true},
	{name: "pay", state: `{pay: {amount: "1.50", description: "SEAM", parameters: {a: "SEAM"}}, ok: hangup, failed: refused}`, whole: true},
	{
		name: "pay prompts", speaks: ", de-DE: {voice: alice}",
		state: `{pay: {max_attempts: 2, prompts: [{for: security-code, attempt: 2, say: {en-US: "SEAM", de-DE: A.}}, {for: postal-code, say: [{text: "SEAM", language: de-DE}, {text: "{${v}{", language: en-US}]}]}, ok: hangup, failed: refused}`, whole: true,
	},
	{
		name: "pay json", state: `{pay: {metadata: {a: v, b: [From, v, {c: From}], d: '"{{#secret}}a{{/secret}}"', e: w}, prompts: {f: {g: v, h: '"{{c}}"'}}}, ok: hangup, failed: refused}`,
		shape: payShape,
	},
	{name: "pay metadata", state: `{pay: {metadata: v}, ok: hangup, failed: refused}`, shape: payShape},
	{name: "pay token", state: `{pay: {amount: "1.50", payment_token: "SEAM", postal_code: "${v}"}, ok: hangup, failed: refused}`, whole: true, judged: true},
	{
		name: "relay greetings", speaks: ", de-DE: {voice: alice}",
		state: `{connect: {relay: {url: "wss://talk.example.com/relay", greeting: {en-US: ["SEAM", "{${v}{"], de-DE: A.}, languages: {en-US: {tts_provider: a}, de-DE: {}}}}, ended: hangup, failed: refused}`, whole: true,
	},
	{name: "redirect", state: `{redirect: "https://other.example.net/a?b=${urlquery(v)}&c=${urlquery(From)}"}`, judged: true},
	{name: "texml text", state: `{texml: "<Say>SEAM</Say>", ok: hangup, failed: refused}`, whole: true},
	{name: "texml attribute", state: `{texml: {document: "<Pay chargeAmount='1.00' description='SEAM'><Parameter name='a' value='SEAM'/></Pay>", outcomes: [done]}, done: hangup, failed: refused}`, whole: true, judged: true},
	{name: "texml comment", state: `{texml: "<!-- SEAM --><Say>SEAM</Say>", ok: hangup, failed: refused}`, judged: true},
	{name: "texml number", state: `{texml: {document: "<Dial callerId='${v}'><Number sendDigits='1'>${v}</Number></Dial>", outcomes: [done]}, done: hangup, failed: refused}`, tame: "+15125550142", judged: true},
	{name: "texml length", state: `{texml: "<Pause length='${v}'/>", ok: hangup, failed: refused}`, tame: "12", judged: true},
	{name: "texml url", state: `{texml: "<Play>https://cdn.example.com/${urlquery(v)}?a=${urlquery(From)}</Play>", ok: hangup, failed: refused}`, judged: true},
}

// source is a way on which text comes in: states that begin with ask, put it into v and go to here.
type source struct {
	name   string
	states string
	flows  string
	event  func(e *engine.Event, text string)
	heard  bool // the text is the call's transcript too, when the event comes
}

func field(name string) func(*engine.Event, string) {
	return func(e *engine.Event, text string) { e.Values[name] = text }
}

var sources = []source{
	{name: "speech", states: `ask: {gather: {prompt: [{text: Speak., language: en-US}], retries: 0}, transitions: [{set: {v: SpeechResult}, to: here}], exhausted: here}`, event: field("SpeechResult")},
	{name: "digits", states: `ask: {gather: {prompt: Type., finish_on_key: "", retries: 0}, transitions: [{set: {v: Digits}, to: here}], exhausted: here}`, event: field("Digits")},
	{name: "ai", states: `ask: {ai_gather: {parameters: {a: string}}, transitions: [{set: {v: ai.a}, to: here}], invalid: here, failed: here}`, event: func(e *engine.Event, text string) {
		e.AIResult = map[string]any{"a": text}
	}},
	{name: "request", states: `ask: {http_request: {url: "https://crm.example.com/", fields: {a: string}}, ok: {set: {v: http.a}, to: here}, failed: here}`, event: func(e *engine.Event, text string) {
		e.Fields = []engine.WireField{{Name: engine.WirePrefix + "a", Value: text}}
	}},
	{
		name: "subflow", states: `ask: {subflow: {flow: sub, with: {p: From}}, done: {set: {v: returned.a}, to: here}}`, event: field("SpeechResult"),
		flows: `{flow: sub, params: {p: string}, returns: {done: {a: string}}, start: ask, states: {ask: {say: "{${p}{", gather: {prompt: "Asked ${p}", retries: 0}, transitions: [{return: done, with: {a: SpeechResult}}], exhausted: {return: done, with: {a: p}}}}}`,
	},
	{name: "recording", states: `ask: {record: true, otherwise: {set: {v: RecordingUrl}, to: here}}`, event: field("RecordingUrl")},
	{name: "transcript", states: `ask: {record: {transcription: true}, otherwise: {set: {v: "call.transcript ?? ''"}, to: here}}`, event: func(*engine.Event, string) {}, heard: true},
	{name: "connect", states: `ask: {connect: {assistant: {id: a}}, otherwise: {set: {v: HandoffData}, to: here}}`, event: field("HandoffData")},
	{name: "pay", states: `ask: {pay: true, otherwise: {set: {v: PaymentConfirmationCode}, to: here}}`, event: field("PaymentConfirmationCode")},
	{name: "queue", states: `ask: {enqueue: {queue: a}, otherwise: {set: {v: QueueSid}, to: here}}`, event: field("QueueSid")},
	{name: "dial", states: `ask: {dial: {number: "+15125550100"}, otherwise: {set: {v: DialCallSid}, to: here}}`, event: field("DialCallSid")},
	{name: "texml", states: `ask: {texml: {document: <Gather><Say>A</Say></Gather>, outcomes: [done]}, done: {set: {v: SpeechResult}, to: here}, failed: here}`, event: field("SpeechResult")},
}

// outside is text that would be more than text, were it not kept apart: each pair is From and what a source gives.
var outside = [][2]string{
	{"</Say><Dial>+882123456789</Dial>", "</Say><Dial>+882123456789</Dial>"},
	{"]]>", "]]><Hangup/><![CDATA["},
	{"\x00", "{\x00{"},
	{"\uFFFE", "{\uFFFE{#secret}}k{{/secret}}"},
	{"&#x0;", "&#x0;"},
	{"&xxe;", "&xxe;"},
	{"&amp;", "&lt;Dial&gt;"},
	{"&#123;", "&#123;&#123;#secret}}"},
	{"{{#secret}}k{{/secret}}", "{{#secret}}k{{/secret}}"},
	{"{", "{#secret}}k{{/secret}}"},
	{"{", "{"},
	{"", "{c}}"},
	{"{{", "#secret}}k{{/secret}}"},
	{"", ""},
	{"x", strings.Repeat("é", 32<<10)},
	{strings.Repeat("{", 64<<10), strings.Repeat("<", 64<<10)},
	{`"`, `" action="https://evil.example.org/`},
	{"'", `' action='https://evil.example.org/`},
	{"\n", "a\r\nX-Evil: b"},
	{"<!--", "--><Hangup/>"},
	{"<?pi?>", `<!DOCTYPE a [<!ENTITY xxe "k">]>`},
	{"https://evil.example.org/", "https://evil.example.org/?a=b#c"},
	{"@evil.example.org", "/../../x?b=c#d"},
	{"&b=c", "&b=c&a=d"},
	{`"}`, `","evil":"k`},
	{`\`, `\","evil":{"a":["`},
	{"\u2028", "\u202Ex\u0085"},
	{"\xff\xfe", "\xc0\xbc"},
	{"${v}", "${From}$${"},
	{"+15125550100", "+15125550100,+882123456789"},
	{"+15125550100", "x@evil.example.org;a=b?X=%3C"},
	{"x", "1e9"},
	{"%", "%7B%7B#secret%7D%7D"},
}

// pieces are the short texts of outside.
func pieces() []string {
	var list []string
	for _, pair := range outside {
		for _, s := range pair {
			if len(s) < 100 {
				list = append(list, s)
			}
		}
	}
	return list
}
