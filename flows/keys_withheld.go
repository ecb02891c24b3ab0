package flows

import (
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// withheld says of an attribute or element, by name, why no key of that name stands for it: the engine writes it, or a key
// of another name says it ("key name of its map"), or the language leaves it out.
type withheld map[string]string

// withheldAttributes are the attributes that are no key of their element's map; * stands for every element. Those of
// callbacks are among them without being listed: what they would report has its place in the language.
var withheldAttributes = map[string]withheld{
	"*": {
		"action": "the answer comes to the flow",
		"method": "goes with action and url",
		"url":    "a document of the engine, or a key with ${}",
	},
	"Gather":     {"input": "key input of a gather", "language": "the call's", "invalidDigitsAction": "the outcome `no_match`"},
	"Say":        {"language": "the call's, or that of a part of a prompt", "loop": "the words once more, or `texml`"},
	"Dial":       {"callerId": "key caller_id of a dial", "sequential": "key sequential of a dial of several numbers"},
	"Number":     {"deepfakeDetection": "its result comes as a callback about the callee's leg, and that it tells which call it belongs to is not documented"},
	"Conference": {"waitUrl": "key hold of a conference", "waitMethod": "goes with waitUrl"},
	"Enqueue":    {"waitUrl": "key hold of an enqueue", "waitUrlMethod": "goes with waitUrl"},
	"Stream":     {"url": "key url of a stream", "name": "key name of a stream"},
	"Siprec":     {"name": "key name of a siprec"},
	"AIAssistant": {
		"join": "key join of an assistant",
	},
	"ConversationRelay": {"url": "key url of a relay", "welcomeGreeting": "key greeting of a relay"},
	"Language":          {"code": "the key of a relay's languages"},
	"Pay": {
		"chargeAmount": "key amount of a pay", "description": "key description of a pay", "paymentToken": "key payment_token of a pay",
		"prompts": "key prompts of a pay", "metadata": "key metadata of a pay",
		"parameters": "key parameters of a pay: each is a Parameter, which overrides it",
	},
	"Prompt": {"attempt": "key attempt of a prompt of a pay", "errorType": "key error_type of a prompt of a pay"},
}

// why returns the reason for which an attribute is no key by its own name; "" if it is one.
func why(element string, a texmlgen.AttributeSpec) string {
	if strings.Contains(strings.ToLower(a.Name), "callback") {
		return "what it reports has its place in the language"
	}
	if reason := withheldAttributes[element][a.Name]; reason != "" {
		return reason
	}
	return withheldAttributes["*"][a.Name]
}

// authorAttributes lists the attributes of an element that an author may write.
func authorAttributes(element string) []texmlgen.AttributeSpec {
	spec, _ := texmlgen.Spec(element)
	return slices.DeleteFunc(spec.Attributes, func(a texmlgen.AttributeSpec) bool { return why(element, a) != "" })
}
