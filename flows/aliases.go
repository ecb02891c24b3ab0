package flows

import "slices"

// aliases are words that authors know from elsewhere, with the keys of the language they are meant for: of several the
// first that there is at the place.
var aliases = map[string][]string{
	"goto": {"to"}, "go_to": {"to"}, "next": {"to"}, "target": {"to"}, "then": {"to"},
	"transfer": {"dial"}, "call": {"dial"}, "forward": {"dial"}, "bridge": {"dial"},
	"wait": {"pause"}, "sleep": {"pause"}, "delay": {"pause"}, "silence": {"pause"},
	"speak": {"say"}, "tell": {"say"}, "message": {"say", "prompt", "greeting", "text"}, "text": {"prompt", "say", "greeting"},
	"say": {"prompt", "greeting"}, "prompt": {"greeting", "say"}, "menu": {"choices", "gather"}, "options": {"choices"}, "keys": {"key"},
	"audio": {"play"}, "recording": {"play"}, "end": {"hangup"}, "exit": {"hangup"},
	"switch": {"choose"}, "branch": {"choose"}, "route": {"choose"}, "if": {"when", "choose"}, "condition": {"when", "choose"}, "guard": {"when"},
	"http": {"http_request"}, "request": {"http_request"}, "webhook": {"http_request"},
	"ask": {"gather"}, "collect": {"gather"}, "voicemail": {"record"}, "include": {"subflow"},
	"completed": {"answered"}, "complete": {"answered"}, "connected": {"answered"}, "noanswer": {"no_answer"},
	"success": {"ok", "answered", "recorded"}, "succeeded": {"ok", "answered", "recorded"}, "done": {"ok", "recorded", "answered"},
	"error": {"failed"}, "failure": {"failed"}, "fail": {"failed"}, "on_error": {"failed"},
	"timeout": {"no_input"}, "silent": {"no_input"}, "invalid": {"no_match"}, "unknown": {"no_match"},
	"default": {"otherwise"}, "else": {"otherwise", "to"}, "fallback": {"otherwise"},
	"tries": {"retries"}, "max_tries": {"retries"}, "attempts": {"retries"}, "max_attempts": {"retries"}, "repeat": {"retries", "do"},
	"beep": {"play_beep"}, "transcribe": {"transcription"}, "from": {"caller_id"}, "uri": {"url"}, "endpoint": {"url"}, "query": {"url"}, "data": {"json"}, "payload": {"json"},
	"timezone": {"zone"}, "time_zone": {"zone"}, "tz": {"zone"}, "days": {"week"}, "weekly": {"week"}, "weekdays": {"week"},
	"holidays": {"except"}, "exceptions": {"except"}, "dates": {"except"}, "overrides": {"except"}, "holiday": {"closed"},
	"opening_hours": {"hours"}, "business_hours": {"hours"}, "office_hours": {"hours"}, "schedule": {"hours"}, "calendar": {"hours"},
	"variables": {"vars"}, "locals": {"vars"}, "nodes": {"states"}, "steps": {"states"}, "begin": {"start"}, "entry": {"start"}, "initial": {"start"},
	"name": {"flow"}, "outputs": {"returns"}, "inputs": {"params"}, "arguments": {"with"}, "args": {"with"}, "enum": {"one_of"}, "values": {"one_of"},
	"required": {"optional"}, "secret": {"sensitive"}, "digits": {"num_digits"},
}

// alias is the key that a word from elsewhere stands for among the known ones; "" when there is none.
func alias(word string, known []string) string {
	for _, key := range aliases[word] {
		if slices.Contains(known, key) {
			return key
		}
	}
	return ""
}

// misplacedKey is a key of the language at a place where it is none; what is the map it stands in.
type misplacedKey struct{ what, key string }

const noDeepfake = "its result has no place in a flow: write the Dial as texml, with a callback of your own"

// misplaced says where keys belong that stand in the wrong map.
var misplaced = map[misplacedKey]string{
	{"a gather", "say"}:                       "inside a gather it is prompt",
	{"a gather", "play"}:                      "inside a gather it is prompt: {audio: FILE or URL, text: what it says}",
	{"a gather", "language"}:                  "write it in the state, beside gather",
	{"a gather", "phrases"}:                   `phrases belong to a choice: choices: {"1": {phrases: [sales], to: STATE}}`,
	{"a gather", "to"}:                        "a gather leads on by choices inside it, or by transitions beside it",
	{"a state", "prompt"}:                     "prompt belongs inside gather; here write say",
	{"a state", "timeout"}:                    "timeout belongs inside gather, one level deeper; what comes of silence is no_input",
	{"a state", "reprompt"}:                   "reprompt belongs inside gather",
	{"a state", "when"}:                       "a guard stands in a list of transitions: choose: [{when: …, to: STATE}, {to: STATE}]",
	{"a dial of a number", "prompt"}:          "say it before the dial: write say in the state",
	{"a dial of a SIP address", "prompt"}:     "say it before the dial: write say in the state",
	{"a dial of a number", "sequential"}:      "sequential belongs beside numbers: numbers: [FIRST, SECOND]",
	{"a dial of a SIP address", "sequential"}: "sequential belongs beside numbers: numbers: [FIRST, SECOND]",
	{"a dial of a queue", "screen"}:           "who waits in a queue is not asked: leave screen out",
	{"a connect", "number"}:                   "to call someone, write dial: {number: …}",
	{"a connect", "sip"}:                      "to call someone, write dial: {sip: …}",
	{"a choice", "start"}:                     "services start in a state: lead to one that starts it",
	{"a choice", "stop"}:                      "services stop in a state: lead to one that stops it",
	{"a transition", "start"}:                 "services start in a state: lead to one that starts it",
	{"a transition", "stop"}:                  "services stop in a state: lead to one that stops it",
	{"a fetch", "url"}:                        "the method is the key: get: URL, or post: URL",
	{"a fetch", "method"}:                     "the method is the key: get: URL, or post: URL",
	{"a fetch", "body"}:                       "write json, or form",
	{"a record", "prompt"}:                    "say it before the recording: write say in the state",

	{"a siprec", "parameters"}:                   "TeXML gives a siprec no parameters: include_metadata_custom_headers: true hands on the SIP headers",
	{"a dial of a number", "deepfake_detection"}: noDeepfake,
	{"a number of a dial", "deepfake_detection"}: noDeepfake,
}

// actionOf is the action whose map of keys this is; "" when it is none.
func actionOf(m *mapKeys) string {
	switch m {
	case gatherKeys:
		return "gather"
	case aiGatherKeys:
		return "ai_gather"
	case httpRequestKeys:
		return "http_request"
	case fetchKeys:
		return "fetch"
	case dialKeys, dialNumberKeys, dialSIPKeys, dialNumbersKeys, dialQueueKeys:
		return "dial"
	case recordKeys:
		return "record"
	case conferenceKeys:
		return "conference"
	case enqueueKeys:
		return "enqueue"
	case connectKeys:
		return "connect"
	case referKeys:
		return "refer"
	case payKeys:
		return "pay"
	case texmlKeys:
		return "texml"
	case subflowKeys:
		return "subflow"
	}
	return ""
}

// keysOf is the map of keys of an action; nil when it has none.
func keysOf(action string) *mapKeys {
	for _, m := range []*mapKeys{gatherKeys, aiGatherKeys, httpRequestKeys, fetchKeys, dialNumberKeys, dialSIPKeys, recordKeys, conferenceKeys, enqueueKeys, connectKeys, referKeys, payKeys, texmlKeys, subflowKeys} {
		if actionOf(m) == action {
			return m
		}
	}
	return nil
}
