package flows

import "slices"

// The forms of names of maps.
var (
	anyName       = nameForm{}
	variableNames = nameForm{pattern: variableName.String()}
	stateNames    = nameForm{pattern: stateName.String()}
	languageTags  = nameForm{pattern: "^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$"}
)

// shapes are the maps of the language, and what else has a name in its JSON Schema. What a flow is stands under "flow".
var shapes = map[string]*shape{
	"flow": oneMap(closed(flowKeys, "flow", "start", "states")),

	// The header.
	"params":  typedMap("param", 0),
	"vars":    typedMap("var", 0),
	"param":   typeOf(typeKeys),
	"var":     typeOf(varKeys),
	"type":    typeOf(typeKeys),
	"data":    {text: jsonSchema{}},
	"returns": {item: &shape{text: returnName()}, least: 1, once: true, maps: []mapShape{returnFields()}},
	"languages": oneMap(mapShape{
		keys:  []keyShape{{keyDoc: keyDoc{"default", "the language that a call begins in; the first one when left out"}, shape: scalarText}},
		other: (&shape{maps: []mapShape{closed(languageKeys)}}).or(null), at: 1, names: languageTags, least: 1,
	}),
	"prompts":      named(stateNames, refer("prompt"), 0),
	"commands":     named(stateNames, refer("command"), 0),
	"command":      oneMap(commandMap()),
	"defaults":     oneMap(defaultsMap()),
	"limits":       oneMap(closed(limitsKeys, "then")),
	"hours":        named(stateNames, oneMap(closed(hoursKeys, "zone", "week")), 0),
	"week":         named(nameForm{pattern: dayNames}, refer("day"), 0),
	"except":       named(nameForm{pattern: dateNames}, refer("exception"), 0),
	"day":          {text: hoursText, item: &shape{text: pattern(rangePattern)}, least: 1},
	"exception":    {text: hoursText, item: &shape{text: pattern(rangePattern)}, least: 1, maps: []mapShape{closed(holidayKeys, "closed")}},
	"holiday_name": {text: spokenText, maps: []mapShape{{other: &shape{text: spokenText}, names: languageTags, least: 1, written: true}}},
	"states":       named(nameForm{pattern: stateName.String(), not: []string{"hangup"}}, refer("state"), 1),
	"state":        {maps: stateForms()},

	// Transitions.
	"transition": oneMap(leading(closed(transitionKeys).without("do"), true)).or(scalarText.text),
	"retried":    oneMap(leading(closed(transitionKeys).without("do"), false)).or(scalarText.text),
	"then":       oneMap(leading(closed(transitionKeys), true)).or(scalarText.text),
	"outcome":    {text: scalarText.text, item: refer("transition"), least: 1, maps: shapeOfTransition(true)},
	"retry":      {text: scalarText.text, item: refer("retried"), least: 1, maps: shapeOfTransition(false)},
	"choices":    named(anyName, refer("choice"), 1),
	"choice":     oneMap(leading(closed(choiceKeys), true)).or(scalarText.text),

	// Values.
	"value":       {text: scalarText.text, item: refer("value"), maps: []mapShape{{other: refer("value"), written: true}}},
	"assignments": named(anyName, refer("value"), 0),
	"texts":       named(anyName, scalarText, 0),
	"headers":     named(nameForm{pattern: headerName.String()}, scalarText, 0),

	// Prompts.
	"prompt": {text: spokenText, item: refer("prompt_part"), least: 1, maps: append(partForms(), mapShape{
		other: refer("prompt_parts"), names: nameForm{languageTags.pattern, promptPartKeys.names()}, least: 1, written: true,
	})},
	"prompt_parts": {text: spokenText, item: refer("prompt_part"), least: 1, maps: partForms()},
	"prompt_part":  {text: spokenText, maps: partForms()},
	"play":         oneMap(closed(playKeys, "audio")).or(scalarText.text),
	"phrases":      {text: wordsText.text, item: wordsText, maps: []mapShape{{other: wordsText.orList(0), names: languageTags, written: true}}},

	// Actions.
	"gather":        oneMap(closed(gatherKeys)),
	"ai_gather":     oneMap(closed(aiGatherKeys, "parameters")),
	"ai_parameters": typedMap("ai_parameter", 1),
	"ai_parameter":  typeOf(parameterKeys),
	"http_request":  oneMap(perhaps(closed(httpRequestKeys, "url"), "json", "form", "body")),
	"http_fields":   typedMap("http_field", 0),
	"http_field":    typeOf(httpFieldKeys),
	"fetch":         {maps: fetchForms(fetchKeys)},
	"end_fetch":     {maps: fetchForms(endFetchKeys)},
	"end_request":   oneMap(closed(onEndKeys, "fetch")),
	"dial":          {maps: dialForms()},
	"target": {text: wordsText.text, maps: []mapShape{
		closed(numberKeys, "number"), closed(sipKeys, "sip"),
	}},
	"screen":          oneMap(closed(screenKeys, "prompt")),
	"record":          oneMap(closed(recordKeys)).or(enum(true)),
	"conference":      oneMap(closed(conferenceKeys, "name")),
	"enqueue":         oneMap(closed(enqueueKeys, "queue")),
	"hold":            oneMap(closed(holdKeys, "flow")).or(scalarText.text),
	"connect":         oneMap(exactlyOne(closed(connectKeys), "stream", "assistant", "relay")),
	"assistant":       oneMap(exactlyOne(closed(assistantKeys), "id", "join")),
	"relay":           oneMap(closed(relayKeys, "url")),
	"relay_languages": {maps: []mapShape{{other: oneMap(closed(relayLanguageKeys)).or(null), names: languageTags, written: true}}},
	"pay_prompts": {item: oneMap(closed(payPromptKeys, "for", "say")), least: 1, maps: []mapShape{{
		other: refer("value"), names: nameForm{not: []string{"say"}}, least: 1, written: true,
	}}},
	"refer":        oneMap(closed(referKeys, "sip")),
	"pay":          oneMap(closed(payKeys)).or(enum(true)),
	"texml":        oneMap(closed(texmlKeys, "document")).or(spokenText),
	"raw_outcomes": {item: &shape{text: rawOutcomeName()}, least: 1, most: 1, maps: []mapShape{{other: scalarText.or(scalarOrNull), names: rawOutcomeNames(), least: 1, written: true}}},
	"subflow":      oneMap(closed(subflowKeys, "flow")).or(scalarText.text),
	"reject":       oneMap(closed(rejectKeys)).or(enum("rejected", "busy", true)),
	"redirect":     oneMap(closed(redirectKeys, "url")).or(scalarText.text),

	// Services.
	"start":         oneMap(startMap()),
	"stop":          {item: refer("stopped"), least: 1},
	"stopped":       oneMap(closed(stopKeys)).or(enum("transcription", "suppression")),
	"stream":        oneMap(closed(streamKeys, "url")),
	"transcription": oneMap(closed(transcriptionKeys)).or(enum(true)),
	"suppression":   oneMap(closed(suppressionKeys)).or(enum(true)),
	"siprec":        oneMap(closed(siprecKeys, "connector_name")),
	"recording":     oneMap(closed(recordingKeys)).or(enum(true)),
}

// The forms of opening hours.
const (
	dayNames     = `^(sun|mon|tue|wed|thu|fri|sat)(-(sun|mon|tue|wed|thu|fri|sat))?$`
	dateNames    = `^([0-9]{4}-)?[0-9]{2}-[0-9]{2}$`
	rangePattern = `^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$`
)

var hoursText = pattern(`^(` + closedWord + `|[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2})$`)

// leading is a map of a transition: it leads to one place, or, if it need not, to one at most.
func leading(m mapShape, must bool) mapShape {
	var targets []string
	for _, key := range []string{"to", "return", "do"} {
		if m.index(key) >= 0 {
			targets = append(targets, key)
		}
	}
	if must {
		m.one = targets
	} else {
		m.perhaps = targets
	}
	m.needs = [][]string{{"with", "return"}, {"at_most", "then"}, {"then", "at_most"}}
	return m
}

func shapeOfTransition(must bool) []mapShape {
	return []mapShape{leading(closed(transitionKeys).without("do"), must)}
}

// commandMap is a command: it has no guard, and is pressed or said.
func commandMap() mapShape {
	m := leading(closed(commandKeys).without("when"), true)
	m.some = []string{"key", "phrases"}
	return m
}

func exactlyOne(m mapShape, keys ...string) mapShape {
	m.one = keys
	return m
}

func perhaps(m mapShape, keys ...string) mapShape {
	m.perhaps = keys
	return m
}

// startMap is services, which begin in the order in which they are written.
func startMap() mapShape {
	m := closed(servicesKeys)
	m.some, m.written = servicesKeys.names(), true
	return m
}

// partForms are the forms of a part of a prompt.
func partForms() []mapShape {
	all := closed(promptPartKeys)
	use := all.without("text", "audio", "failover", "language")
	audio := all.without("use")
	text := all.without("use", "audio", "failover")
	use.required, audio.required, text.required = []string{"use"}, []string{"audio"}, []string{"text"}
	return []mapShape{text, audio, use}
}

// typedMap is a map of names and types.
func typedMap(name string, least int) *shape { return named(variableNames, refer(name), least) }

// typeOf is a type: a word, a list of one, a declaration with the keys of a registry, or an object.
func typeOf(known *mapKeys) *shape {
	declaration := closed(known)
	declaration.some = []string{"type", "one_of"}
	words := make([]any, len(kindNames))
	for i, name := range kindNames {
		words[i] = name
	}
	return &shape{
		text: enum(words...), item: refer("type"), least: 1, most: 1,
		maps: []mapShape{declaration, {
			other: refer("type"), names: nameForm{pattern: variableName.String(), not: []string{"type", "one_of"}}, least: 1, written: true,
		}},
	}
}

func returnNames() nameForm {
	return nameForm{pattern: stateName.String(), not: reservedWords()}
}

func returnName() jsonSchema { return returnNames().text() }

func returnFields() mapShape {
	return mapShape{other: typedMap("param", 0).or(null), names: returnNames(), least: 1, written: true}
}

// rawNames are the outcomes that raw TeXML may declare.
func rawOutcomeNames() nameForm {
	return nameForm{pattern: stateName.String(), not: append(slices.Clone(stateKeys.names()), "failed")}
}

func rawOutcomeName() jsonSchema { return rawOutcomeNames().text() }

// fetchForms are the forms of a request of the engine: one that asks, and one that may send.
func fetchForms(known *mapKeys) []mapShape {
	all := closed(known)
	asks := all.without("post", "put", "delete", "json", "form")
	asks.required = []string{"get"}
	return []mapShape{asks, perhaps(exactlyOne(all.without("get"), "post", "put", "delete"), "json", "form")}
}

// dialForms are the forms of a dial, by what it calls.
func dialForms() []mapShape {
	targets := []string{"number", "sip", "numbers", "queue"}
	var list []mapShape
	for _, key := range targets {
		others := slices.DeleteFunc(slices.Clone(targets), func(k string) bool { return k == key })
		list = append(list, closed(dialTargets[key], key).without(others...))
	}
	return list
}

// defaultsMap is the defaults: a map for each action, and failed.
func defaultsMap() mapShape {
	var m mapShape
	for _, action := range defaultActions {
		known := defaultKeys[action]
		one := closed(known)
		for _, k := range outcomeShapes(action) {
			if k.Name != "transitions" {
				one.keys = append(one.keys, k)
			}
		}
		m.keys = append(m.keys, keyShape{keyDoc: keyDoc{action, "what holds in every " + action + " that says nothing else"}, shape: oneMap(one)})
	}
	m.keys = append(m.keys, keyShape{keyDoc: keyDoc{"failed", "where the call goes when any action fails, and nothing else says it"}, shape: refer("then")})
	return m
}
