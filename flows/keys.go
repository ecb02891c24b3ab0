package flows

import (
	"slices"
	"strings"
	"unicode"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// keyDoc is one key of a map of the language with what it says, in a line.
type keyDoc struct{ Name, Doc string }

// mapKeys is the registry of one map of the language: what it is called in messages, its own keys, and the TeXML
// elements whose attributes, in snake_case, are its keys too.
type mapKeys struct {
	what       string
	keys       []keyDoc
	elements   []string
	attributes map[string]verbKey // by key
	all        []string
}

// verbKey is the TeXML attribute that a key stands for, and the element that has it.
type verbKey struct {
	element string
	spec    texmlgen.AttributeSpec
}

// newMap fills in the attributes of the elements.
func newMap(what string, elements []string, keys ...keyDoc) *mapKeys {
	m := &mapKeys{what: what, keys: keys, elements: elements, attributes: map[string]verbKey{}}
	for _, k := range keys {
		m.all = append(m.all, k.Name)
	}
	for _, e := range elements {
		for _, a := range authorAttributes(e) {
			if key := snake(a.Name); !slices.Contains(m.all, key) {
				m.all = append(m.all, key)
				m.attributes[key] = verbKey{e, a}
			}
		}
	}
	return m
}

// names lists the keys in the order of the registry.
func (m *mapKeys) names() []string { return m.all }

// with is the registry of a map that has more keys, before its own.
func (m *mapKeys) with(what string, more ...keyDoc) *mapKeys {
	return newMap(what, m.elements, append(slices.Clone(more), m.keys...)...)
}

// and is the registry of a map that has more keys behind its own.
func (m *mapKeys) and(what string, more ...keyDoc) *mapKeys {
	return newMap(what, m.elements, append(slices.Clone(m.keys), more...)...)
}

// snake writes a TeXML attribute as a key of the language: numDigits becomes num_digits.
func snake(attribute string) string {
	var b strings.Builder
	for i, r := range attribute {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// The keys of a flow's header.
var (
	flowKeys = newMap("a flow", nil,
		keyDoc{"flow", "the flow's name"},
		keyDoc{"for", "hold: the flow is heard by callers who wait"},
		keyDoc{"params", "what a subflow or hold flow is given, name: type"},
		keyDoc{"returns", "the return names; this key makes the flow a subflow"},
		keyDoc{"env", "the names of the environment that expressions read"},
		keyDoc{"languages", "the languages with their voices, and which is the default"},
		keyDoc{"vars", "the variables, name: type"},
		keyDoc{"hours", "opening hours by name, for open(\"desk\")"},
		keyDoc{"prompts", "prompts for {use: name}"},
		keyDoc{"apology", "said when nothing else is left"},
		keyDoc{"session_lost", "said when the record of a call is gone"},
		keyDoc{"commands", "options heard in every gather"},
		keyDoc{"defaults", "attributes and outcomes per action"},
		keyDoc{"limits", "bounds of a whole call"},
		keyDoc{"on_end", "requests that are made once the call has ended"},
		keyDoc{"start", "the first state"},
		keyDoc{"states", "the states"},
	)
	languageKeys = newMap("a language", []string{"Say"},
		keyDoc{"voice", "the TeXML voice that speaks it"},
	)
	hoursKeys = newMap("hours", nil,
		keyDoc{"zone", "the time zone of the place, such as America/Denver"},
		keyDoc{"week", "days and their hours: mon-fri: \"08:00-17:30\", a list of such, or closed"},
		keyDoc{"except", "dates that differ, \"2099-12-24\" or \"12-24\" of every year, likewise"},
	)
	holidayKeys = newMap("a holiday", nil,
		keyDoc{"closed", "the holiday's name, or one for each language"},
	)
	limitsKeys = newMap("the limits", nil,
		keyDoc{"turns", "answers of the engine in one call"},
		keyDoc{"duration", "time since the call began"},
		keyDoc{"then", "taken once; two turns later the call is hung up"},
	)
	typeKeys = newMap("a type", nil,
		keyDoc{"type", "string, int, float, bool, date, time, datetime, duration, a list or an object"},
		keyDoc{"one_of", "a closed set of texts"},
		keyDoc{"optional", "true: the value may be nil"},
		keyDoc{"sensitive", "true: the value is never spoken or logged"},
	)
	varKeys       = typeKeys.and("a variable", keyDoc{"default", "the value at the beginning"})
	parameterKeys = typeKeys.and("a parameter of an ai_gather", keyDoc{"description", "what it is, for the assistant"})
	httpFieldKeys = typeKeys.with("a field of an answer", keyDoc{"path", "where it is in the answer; its own name when left out"})
)

// The keys of a state, without those of its action's outcomes.
var stateKeys = newMap("a state", nil,
	keyDoc{"set", "gives variables values"},
	keyDoc{"language", "switches the language"},
	keyDoc{"start", "what runs beside the call from here on"},
	keyDoc{"stop", "what of it ends here"},
	keyDoc{"say", "what is said once a visit"},
	keyDoc{"play", "a recording, once a visit"},
	keyDoc{"pause", "silence, 1 to 180 seconds"},
	keyDoc{"gather", "asks for keys or speech"},
	keyDoc{"ai_gather", "lets the carrier's assistant ask for values"},
	keyDoc{"http_request", "makes the carrier request a URL"},
	keyDoc{"fetch", "requests a URL itself, at once"},
	keyDoc{"dial", "calls numbers or SIP addresses, or takes the next caller of a queue"},
	keyDoc{"record", "records the caller"},
	keyDoc{"conference", "puts the caller into a conference room"},
	keyDoc{"enqueue", "puts the caller into a queue"},
	keyDoc{"connect", "gives the caller to a stream, an assistant or a relay"},
	keyDoc{"refer", "sends the caller to a SIP address elsewhere"},
	keyDoc{"pay", "takes a payment"},
	keyDoc{"texml", "runs verbs written as TeXML"},
	keyDoc{"choose", "takes the first transition whose guard is true"},
	keyDoc{"subflow", "runs a subflow"},
	keyDoc{"leave", "true: takes the caller out of the queue, in a hold flow"},
	keyDoc{"hangup", "true: ends the call"},
	keyDoc{"reject", "refuses the call"},
	keyDoc{"redirect", "hands the call to a document elsewhere"},
	keyDoc{"to", "the next state of a state without an action, or hangup"},
	keyDoc{"return", "gives a subflow's return name"},
	keyDoc{"with", "the data of a return"},
	keyDoc{"otherwise", "decides the outcomes that nothing else does"},
)

var (
	transitionKeys = newMap("a transition", nil,
		keyDoc{"when", "the guard; always taken without it"},
		keyDoc{"set", "gives variables values"},
		keyDoc{"language", "switches the language"},
		keyDoc{"say", "what is said on the way"},
		keyDoc{"play", "a recording on the way"},
		keyDoc{"pause", "silence on the way"},
		keyDoc{"to", "the next state, or hangup"},
		keyDoc{"return", "gives a subflow's return name"},
		keyDoc{"with", "the data of a return"},
		keyDoc{"at_most", "how often it is taken in one call"},
		keyDoc{"then", "taken instead from then on"},
		keyDoc{"do", "repeat: the same words again"},
	)
	choiceKeys = transitionKeys.with("a choice",
		keyDoc{"phrases", "what the caller may say for it"},
	)
	commandKeys = transitionKeys.with("a command",
		keyDoc{"key", "what the caller may press for it"},
		keyDoc{"phrases", "what the caller may say for it"},
	)
	promptPartKeys = newMap("a part of a prompt", nil,
		keyDoc{"text", "what is spoken, or what the recording says"},
		keyDoc{"audio", "a recording: an mp3 or wav file beside the flow, or a URL"},
		keyDoc{"failover", "another recording, should the first not play"},
		keyDoc{"use", "a prompt of the header"},
		keyDoc{"language", "the language this part is spoken in"},
	)
	playKeys = newMap("a play", nil,
		keyDoc{"audio", "a recording: an mp3 or wav file beside the flow, or a URL"},
		keyDoc{"failover", "another recording, should the first not play"},
		keyDoc{"text", "what the recording says"},
	)
)

// The keys of the actions.
var (
	gatherKeys = newMap("a gather", []string{"Gather"},
		keyDoc{"prompt", "what is heard at each attempt; keys and speech interrupt it"},
		keyDoc{"reprompt", "what is heard instead from the second attempt on"},
		keyDoc{"choices", "the options, by keys or by words"},
		keyDoc{"input", "dtmf, speech; follows from what is used when left out"},
		keyDoc{"retries", "re-prompts for each of silence and noise"},
		keyDoc{"sensitive", "true: what is entered is never logged"},
		keyDoc{"commands", "off: the flow's commands are not heard here"},
	)
	aiGatherKeys = newMap("an ai_gather", nil,
		keyDoc{"greeting", "what the assistant says first"},
		keyDoc{"parameters", "the values it asks for, name: type"},
		keyDoc{"voice", "its voice"},
		keyDoc{"voice_speed", "how fast it speaks, 0.1 to 2"},
		keyDoc{"voice_api_key_ref", "the integration secret of its voice"},
		keyDoc{"model", "its language model"},
		keyDoc{"instructions", "what it is told"},
		keyDoc{"api_key_ref", "the integration secret of its model"},
		keyDoc{"transcription_model", "its recogniser"},
		keyDoc{"interruptible", "whether the caller may talk over it"},
	)
	httpRequestKeys = newMap("an http_request", nil,
		keyDoc{"url", "what is requested"},
		keyDoc{"method", "GET, or POST, which is the default where there is a body"},
		keyDoc{"headers", "header fields"},
		keyDoc{"json", "the body as JSON, of expressions"},
		keyDoc{"form", "the body as a form"},
		keyDoc{"body", "the body as text"},
		keyDoc{"fields", "what is read from the answer, name: type"},
		keyDoc{"status", "the status that is expected"},
	)
	recordKeys  = newMap("a record", []string{"Record"})
	subflowKeys = newMap("a subflow call", nil,
		keyDoc{"flow", "the subflow's name"},
		keyDoc{"with", "its parameters"},
	)
	rejectKeys   = newMap("a reject", nil, keyDoc{"reason", "rejected or busy"})
	redirectKeys = newMap("a redirect", nil,
		keyDoc{"url", "the document elsewhere"},
		keyDoc{"method", "GET or POST, POST by default"},
	)
)

// defaultKeys are the keys of an action's defaults, without its outcomes.
var defaultKeys = map[string]*mapKeys{
	"gather":       newMap("the defaults of gather", []string{"Gather"}, keyDoc{"retries", "re-prompts for each of silence and noise"}),
	"ai_gather":    newMap("the defaults of ai_gather", nil),
	"http_request": newMap("the defaults of http_request", nil),
	"fetch":        newMap("the defaults of fetch", nil),
	"dial":         newMap("the defaults of dial", []string{"Dial"}, keyDoc{"caller_id", "the number that the callee sees"}),
	"record":       newMap("the defaults of record", []string{"Record"}),
	"conference":   newMap("the defaults of conference", []string{"Conference"}),
	"enqueue":      newMap("the defaults of enqueue", []string{"Enqueue"}),
	"connect":      newMap("the defaults of connect", nil),
	"refer":        newMap("the defaults of refer", nil),
	"pay":          newMap("the defaults of pay", []string{"Pay"}),
}

// defaultActions are the actions that have defaults, in the order of the language.
var defaultActions = []string{
	"gather", "ai_gather", "http_request", "fetch", "dial", "record", "conference", "enqueue", "connect", "refer", "pay",
}
