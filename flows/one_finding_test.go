package flows

import (
	"strings"
	"testing"
)

// newcomer is a flow as a newcomer writes it, into which TestOneFinding puts one mistake at a time.
const newcomer = `flow: m
start: menu
languages:
  default: en-US
  en-US: {voice: Polly.Joanna-Neural}
vars:
  n: int
  s: string
  size: {one_of: [small, large]}
commands:
  operator: {key: "0", phrases: [operator], to: desk}
states:
  menu:
    set: {n: len(From), s: From, size: small}
    say: "A ${size} desk for ${s}."
    gather:
      prompt: Press 1 for sales, 2 for others.
      choices:
        "1": desk
        "2": {phrases: [two], to: other}
    exhausted: bye
  other:
    choose:
      - when: n > 2
        to: bye
      - to: desk
  desk:
    dial: {number: "+15125550100"}
    otherwise: bye
  bye: {say: Goodbye., hangup: true}
`

// TestOneFinding: one mistake makes one finding, which says what to write.
func TestOneFinding(t *testing.T) {
	const prompt = "      prompt: Press 1 for sales, 2 for others.\n"
	for _, test := range []struct {
		name, old, new string
		want           string // in the finding's first line
		hint           string // in its hint
	}{
		{"flow misspelt", "flow: m", "flwo: m", `unknown key "flwo"`, `did you mean "flow"?`},
		{"states misspelt", "states:", "state:", `unknown key "state"`, `did you mean "states"?`},
		{"vars misspelt", "vars:", "var:", `unknown key "var"`, `did you mean "vars"?`},
		{"type misspelt", "n: int", "n: integer", `unknown type "integer"`, `did you mean "int"?`},
		{"value for a type", "n: int", "n: 3", `unknown type "3"`, "the types are"},
		{"oneof", "{one_of: [", "{oneof: [", "9:10: error: this has no type", `did you mean "one_of"? write type: int or one_of: […]`},
		{"default alone", "n: int", "n: {default: 3}", "this has no type", "write type: int or one_of: […]"},
		{"vars as a list", "vars:\n  n: int\n  s: string\n  size: {one_of: [small, large]}", "vars: [n, s, size]", "expected a map of names and types", "write {name: string"},
		{"a hyphen in a variable", "n: int", "n-m: int\n  n: int", `a variable's name cannot be "n-m"`, "names are made of"},

		{"quoted number", prompt, prompt + "      num_digits: \"1\"\n", "expected a whole number", "leave out the quotes: 1"},
		{"num_digits and shorter keys", prompt, prompt + "      num_digits: 2\n", `the keys "1", "2" can never be entered: num_digits is 2`, ""},
		{"min over max", prompt, prompt + "      min_digits: 4\n      max_digits: 2\n", "min_digits is 4", ""},
		{"finish_on_key and a comment", prompt, prompt + "      finish_on_key: #\n", "this # began a comment", `"#"`},
		{"input voice", prompt, prompt + "      input: [dtmf, voice]\n", `input cannot be "voice"`, "[dtmf, speech]"},
		{"empty prompt", prompt, "      prompt: \" \"\n", "there is nothing to say", ""},
		{"say in gather", prompt, "      say: Press 1.\n", `unknown key "say" in a gather`, "inside a gather it is prompt"},
		{"exhausted in gather", "    exhausted: bye\n", "      exhausted: bye\n", `unknown key "exhausted" in a gather`, "write it beside gather, one level out"},
		{"transitions in gather", "    exhausted: bye\n", "      transitions: [{to: bye}]\n    exhausted: bye\n", `unknown key "transitions"`, "one level out"},
		{"TwiML spelling", prompt, prompt + "      numDigits: 1\n", `unknown key "numDigits"`, `did you mean "num_digits"?`},
		{
			"choices as a list", "      choices:\n        \"1\": desk\n        \"2\": {phrases: [two], to: other}\n", "      choices: [desk, other]\n",
			"expected a map of keys or words and states", `{"1": STATE`,
		},
		{"goto in a choice", `"1": desk`, `"1": {goto: desk}`, `unknown key "goto"`, "write to"},
		{"next in a choice", `"1": desk`, `"1": {next: desk}`, `unknown key "next"`, "write to"},
		{"a key with a blank", `"1": desk`, `"1 ": desk`, `the choice "1 " is neither keys nor words`, `write "1"`},
		{"two keys", `"1": desk`, `"1,3": desk`, `the choice "1,3" is neither keys nor words`, `a line for each choice: "1", "3"`},
		{"a range of keys", `"1": desk`, `"4-6": desk`, `the choice "4-6" is neither keys nor words`, "keys are 0 to 9"},
		{"a key in typographic quotes", `"1": desk`, `“1”: desk`, "only looks like a blank or a quote", "type the key again"},

		{"comma in a call", `"1": desk`, `"1": {set: {n: int_or(s, 0)}, to: desk}`, "the comma ended the text", `"int_or(s, 0)"`},
		{"a date", `"1": desk`, `"1": {set: {s: 2026-01-01}, to: desk}`, "a moment in time", `date("2026-01-01")`},
		{"a text template in set", `"1": desk`, `"1": {set: {s: "${n}"}, to: desk}`, "this is an expression already", "write n without ${ }"},
		{"a template as a guard", "n > 2", "${n > 2}", "this is an expression already", "write n > 2 without ${ }"},
		{"a tag before a comparison", "n > 2", "! n > 2", "a YAML tag", `"not (n > 2)"`},
		{"a tag before a name", "n > 2", "!r", "a YAML tag", `"not r"`},
		{"an arrow", "n > 2", "n => 2", "unexpected =>", "write >="},
		{"Digits in a choose", "n > 2", `Digits == "1"`, "Digits is not known here", "on the exits of a gather"},
		{"DialCallStatus in a choose", "n > 2", `DialCallStatus == "busy"`, "DialCallStatus is not known here", "on the exits of a dial"},
		{"http in a choose", "n > 2", "http.n > 2", "http is not known here", "in the ok of an http_request"},
		{"env undeclared", "n > 2", `env.CRM == ""`, `unknown field "CRM"`, "add env: [CRM] to the flow's header"},
		{"nil for text", "n > 2", "s != nil", "s is never nil", `s != ""`},
		{"nil for a closed set", "n > 2", "size == nil", "size is never nil", "optional: true"},
		{"an empty guard", "when: n > 2", "when:", "expected an expression for when", "leave when out, or write a guard"},
		{"unguarded first", "- when: n > 2\n        to: bye\n      - to: desk", "- to: desk\n      - when: n > 2\n        to: bye", "never tried", ""},
		{"choose as a map", "- when: n > 2\n        to: bye\n      - to: desk", "to: desk", "expected a list of transitions", "- to: STATE"},

		{"no outcomes", "    otherwise: bye\n", "", "the outcomes answered, busy, no_answer, canceled and failed of dial are not decided", `"otherwise: STATE"`},
		{"bare number", `"+15125550100"`, "+15125550100", "drops the +", `"+15125550100"`},
		{"outside dial.allow", "+15125550100", "+15105550100", "no entry of dial.allow", `add it to dial.allow in texmlflow.yaml: "+15105550100"`},
		{"an address without sip", `number: "+15125550100"`, `sip: "desk@pbx"`, `an address begins with "sip:"`, `"sip:desk@pbx"`},
		{"a number alone", `{number: "+15125550100"}`, `"+15125550100"`, "expected a map with the keys of a dial", `dial: {number: "+15125550100"}`},
		{"transfer", "dial: {number", "transfer: {number", `unknown key "transfer"`, "write dial"},
		{"completed", "otherwise: bye\n  bye", "otherwise: bye\n    completed: bye\n  bye", `unknown key "completed"`, "write answered"},
		{"declined without screen", "otherwise: bye\n  bye", "otherwise: bye\n    declined: bye\n  bye", "a dial without screen has no outcome", "write screen:"},
		{"a list of numbers", `number: "+15125550100"`, `number: ["+15125550100"]`, "expected a number as text", "numbers: ["},
		{"number for numbers", `{number: "+15125550100"}`, `{numbers: "+15125550100"}`, "expected a list of numbers", "write numbers:"},
		{"connect to a number", `dial: {number: "+15125550100"}`, `connect: {number: "+15125550100"}`, `unknown key "number" in a connect`, "write dial"},
		{"a hold that is not there", `dial: {number: "+15125550100"}`, "enqueue: {queue: desk, hold: music}", `unknown hold flow "music"`, "for: hold"},
		{"leave in a flow", "{say: Goodbye., hangup: true}", "{leave: true}", "leave belongs to a hold flow", "for: hold"},
		{"start in a choice", `"1": desk`, `"1": {start: {transcription: true}, to: desk}`, `unknown key "start" in a choice`, "services start in a state"},
		{"raw without outcomes", `dial: {number: "+15125550100"}`, "texml: <Record/>", "its outcomes are not declared", "outcomes: [done]"},
		{"raw misspelt", `dial: {number: "+15125550100"}`, "texml: <Pausse/>", `no element "Pausse"`, `"Pause"`},
		{"a time-out beside a gather", "    exhausted: bye\n", "    timeout: 6s\n    exhausted: bye\n", `unknown key "timeout" in a state`, "timeout belongs inside gather"},
		{"a bare word in a list", "n > 2", "s in [carl]", `unknown name "carl"`, `put it in quotes if the text is meant: "carl"`},
		{"a time-out beside a dial", "    otherwise: bye\n  bye", "    timeout: 20s\n    otherwise: bye\n  bye", `unknown key "timeout" in a state`, "belongs inside dial"},
		{"fetch of a URL", `dial: {number: "+15125550100"}`, "fetch: https://api.example.com/x", "expected a map with the keys of a fetch", "write fetch: {get:"},
		{"fetch without a method", `dial: {number: "+15125550100"}`, "fetch: {url: https://api.example.com/x}", `unknown key "url" in a fetch`, "the method is the key"},
		{"what http_request has", `dial: {number: "+15125550100"}`, `fetch: {get: https://api.example.com/x, status: 200}`, `unknown key "status" in a fetch`, "beside fetch"},
		{"fetch's values for http's", "{say: Goodbye.", `{say: "${fetch.status}"`, "fetch is not known here", "on the exits of a fetch"},
		{"wait", "{say: Goodbye.", "{wait: 2s", `unknown key "wait"`, "write pause"},
		{"hangup yes", "hangup: true", "hangup: yes", "expected true or false", "write true"},
		{"hangup alone", "{say: Goodbye., hangup: true}", "hangup", "expected a map with the keys of a state", "bye: {hangup: true}"},
		{"empty words", "say: Goodbye.", `say: ""`, "there is nothing to say", ""},
		{"prompt on a state", "{say: Goodbye.", "{prompt: Goodbye.", `unknown key "prompt"`, "here write say"},
		{"a prompt that is not there", "say: Goodbye.", "say: {use: mian}", `unknown prompt "mian"`, "this flow declares no prompts"},
		{"an escaped control character", "say: Goodbye.", `say: "bell \u0007"`, "U+0007", ""},
		{"a language", `"1": desk`, `"1": {language: fr-FR, to: desk}`, `unknown language "fr-FR"`, "declare it in languages: fr-FR: {}"},
		{
			"languages with a default alone", "languages:\n  default: en-US\n  en-US: {voice: Polly.Joanna-Neural}\n", "languages: {default: en-US}\n",
			"needs at least one language", "write languages: {default: en-US, en-US: {}}",
		},
		{"a negative number of keys", prompt, prompt + "      num_digits: -5\n", "num_digits is -5", ""},
		{"a number of many figures", "vars:", "limits: {turns: 99999999999999999999, then: bye}\nvars:", "turns is 99999999999999999999", ""},
		{"a type with a value", "n: int", "n: int = 3", `unknown type "int = 3"`, "write {type: int, default: 3}"},
		{"a secret as a type", "n: int", "n: int\n  pin: secret", `unknown type "secret"`, "write {type: string, sensitive: true}"},
		{"a dollar before a name", "n > 2", "$n > 2", `unknown name "$n"`, "write n"},
		{"if in a state", "choose:\n      - when: n > 2\n        to: bye\n      - to: desk", "if: n > 2\n    to: bye", `unknown key "if"`, "write choose"},
		{"else in a list", "- to: desk", "- else: desk", `unknown key "else"`, "write to"},
		{"hang up in two words", "exhausted: bye", "exhausted: hang up", `unknown state "hang up"`, "write hangup"},
		{"end for hangup", `"1": desk`, `"1": end`, `unknown state "end"`, "write hangup"},
		{"a number for people", "+15125550100", "+1 (512) 555-0100", "a number is + and digits alone", `write "+15125550100"`},
		{"two pairs of braces", "for ${s}", "for ${{ s }}", "a second pair of braces", "write ${s}"},
		{"env as text", "vars:", "env: CRM\nvars:", "expected a list of names for env", "write env: [CRM]"},
		{"env not allowed", "vars:", "env: [SECRET]\nvars:", `do not allow the environment name "SECRET"`, "to env in texmlflow.yaml"},
		{"limits misspelt", "vars:", "limits: {turn: 40, then: bye}\nvars:", `unknown key "turn"`, `did you mean "turns"?`},
		{
			"an ai_gather with exhausted", "    dial: {number: \"+15125550100\"}\n    otherwise: bye\n", "    ai_gather: {parameters: {d: date}}\n    exhausted: bye\n",
			`an ai_gather has no outcome "exhausted"`, "its outcomes are",
		},
		{
			"a parameter without a type", "    dial: {number: \"+15125550100\"}\n", "    ai_gather: {parameters: {d: {description: x}}}\n    transitions: bye\n",
			"this has no type", "write type: int",
		},
		{"two flows", "  bye: {say", "  bye: {hangup: true}\nflow: k\nstart: a\nstates:\n  a: {say", `"flow" stands here again`, "put a line --- before it"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if !strings.Contains(newcomer, test.old) {
				t.Fatalf("the flow has no %q", test.old)
			}
			src := strings.Replace(newcomer, test.old, test.new, 1)
			one(t, src, test.want, test.hint)
		})
	}
}

// one loads a flow with one mistake.
func one(t *testing.T, src, want, hint string) {
	t.Helper()
	files := map[string][]byte{"f.yaml": []byte(src)}
	lib, findings := LoadFiles(files, testOptions(t))
	if lib != nil || len(findings) != 1 || !strings.Contains(findings[0].String(), want) || !strings.Contains(findings[0].Hint, hint) {
		t.Errorf("want one finding with %q and the hint %q; library: %v, findings:\n%s", want, hint, lib != nil, written(t, findings, files))
	}
}

// TestOneFindingSubflow is TestOneFinding for what a flow and its subflow say of each other.
func TestOneFindingSubflow(t *testing.T) {
	const both = `flow: m
start: x
states:
  x:
    subflow: {flow: p, with: {phone: From}}
    good: {say: "Hi ${returned.name}.", to: hangup}
    bad: hangup
---
flow: p
params: {phone: string}
returns: {good: {name: string}, bad: {}}
start: c
states:
  c:
    choose:
      - when: phone == ""
        return: bad
      - return: good
        with: {name: phone}
`
	for _, test := range []struct{ name, old, new, want, hint string }{
		{"a parameter misspelt", "{phone: From}", "{phon: From}", `unknown parameter "phon"`, `did you mean "phone"`},
		{"a field misspelt", "with: {name: phone}", "with: {nam: phone}", `unknown field "nam"`, `did you mean "name"`},
		{"another field", "with: {name: phone}", "with: {caller: phone}", `unknown field "caller"`, "there is name"},
		{"limits in a subflow", "start: c", "limits: {turns: 3}\nstart: c", `"limits" belongs to the entry flow`, ""},
		{"returns misspelt", "returns:", "retuns:", `unknown key "retuns"`, `did you mean "returns"?`},
		{"one return as text", "returns: {good: {name: string}, bad: {}}", "returns: good", "expected a list of return names", "write returns: [good]"},
		{"data where there is none", "bad: hangup", `bad: {say: "${returned.name}", to: hangup}`, "returned is not known here", "whose return has data"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if !strings.Contains(both, test.old) {
				t.Fatalf("the flows have no %q", test.old)
			}
			one(t, strings.Replace(both, test.old, test.new, 1), test.want, test.hint)
		})
	}
	for _, name := range []string{"ok", "busy", "failed", "say", "to", "set", "dial", "otherwise"} {
		t.Run("a return called "+name, func(t *testing.T) {
			src := strings.NewReplacer("bad: {}", name+": {}", "bad: hangup", name+": hangup", "return: bad", "return: "+name).Replace(both)
			one(t, src, `a return cannot be called "`+name+`"`, "call it by what it means")
		})
	}
}

// TestSpokenExpressionAlone: words that are an expression alone are words.
func TestSpokenExpressionAlone(t *testing.T) {
	src := strings.Replace(newcomer, "say: Goodbye.", `say: "${s}"`, 1)
	mustLoad(t, map[string][]byte{"f.yaml": []byte(src)}, testOptions(t))
}
