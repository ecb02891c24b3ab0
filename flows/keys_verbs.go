package flows

// The keys of a dial, by what it calls.
var (
	dialKeys = newMap("a dial", []string{"Dial"},
		keyDoc{"number", "the number, E.164"},
		keyDoc{"sip", "the SIP address"},
		keyDoc{"numbers", "several of them, that ring together"},
		keyDoc{"queue", "the queue whose next caller is taken"},
		keyDoc{"caller_id", "the number that the callee sees"},
	)
	screened = []keyDoc{{"screen", "asks who answers whether they take the call"}}

	dialNumberKeys  = newMap("a dial of a number", []string{"Dial", "Number"}, append(dialKeys.keys, screened...)...)
	dialSIPKeys     = newMap("a dial of a SIP address", []string{"Dial", "Sip"}, append(dialKeys.keys, screened...)...)
	dialNumbersKeys = newMap("a dial of several numbers", []string{"Dial"},
		append(append(dialKeys.keys, screened...), keyDoc{"sequential", "true: one after another"})...)
	dialQueueKeys = newMap("a dial of a queue", []string{"Dial"}, dialKeys.keys...)

	numberKeys = newMap("a number of a dial", []string{"Number"}, keyDoc{"number", "the number, E.164"})
	sipKeys    = newMap("a SIP address of a dial", []string{"Sip"}, keyDoc{"sip", "the SIP address"})
	screenKeys = newMap("a screen", nil,
		keyDoc{"prompt", "what the callee is asked"},
		keyDoc{"accept", "the key that takes the call; 1 by default"},
	)
)

// The keys of the requests that the engine makes.
var (
	endFetchKeys = newMap("a fetch of on_end", nil,
		keyDoc{"get", "the URL that is asked"},
		keyDoc{"post", "the URL that the body is sent to"},
		keyDoc{"put", "the same, with PUT"},
		keyDoc{"delete", "the same, with DELETE"},
		keyDoc{"headers", "header fields"},
		keyDoc{"json", "the body as JSON, of expressions"},
		keyDoc{"form", "the body as a form"},
		keyDoc{"within", "how long it may take, 1.5s at most and by default"},
	)
	fetchKeys = newMap("a fetch", nil, append(endFetchKeys.keys[:len(endFetchKeys.keys):len(endFetchKeys.keys)],
		keyDoc{"fields", "what is read from the answer, name: type"})...)
	onEndKeys = newMap("a request of on_end", nil,
		keyDoc{"when", "the guard; always made without it"},
		keyDoc{"fetch", "the request"},
	)
)

// The keys of the actions that wait for others.
var (
	conferenceKeys = newMap("a conference", []string{"Conference"},
		keyDoc{"name", "the room"},
		keyDoc{"hold", "the hold flow that is heard until the conference starts"},
	).pick("Dial", "timeLimit") // a conference is not left by the star key
	enqueueKeys = newMap("an enqueue", []string{"Enqueue"},
		keyDoc{"queue", "the queue"},
		keyDoc{"hold", "the hold flow that is heard while waiting"},
	)
	holdKeys = newMap("a hold", nil,
		keyDoc{"flow", "the hold flow's name"},
		keyDoc{"with", "its parameters"},
	)
)

// The keys of services, and of the actions that give the caller away.
var (
	servicesKeys = newMap("a start", nil,
		keyDoc{"stream", "sends the audio to a WebSocket"},
		keyDoc{"transcription", "turns the call into text"},
		keyDoc{"suppression", "takes background noise out"},
		keyDoc{"siprec", "forks the audio to a recorder"},
		keyDoc{"recording", "records the call from now on"},
	)
	stopKeys   = newMap("a stop", nil, servicesKeys.keys[0], servicesKeys.keys[3]) // those that have a name
	streamKeys = newMap("a stream", []string{"Stream"},
		keyDoc{"url", "the WebSocket, wss"},
		keyDoc{"name", "what stop calls it by"},
		keyDoc{"parameters", "what it is told at its beginning"},
	)
	siprecKeys        = newMap("a siprec", []string{"Siprec"}, keyDoc{"name", "what stop calls it by"})
	transcriptionKeys = newMap("a transcription", []string{"Transcription"})
	suppressionKeys   = newMap("a suppression", []string{"Suppression"})
	recordingKeys     = newMap("a recording", []string{"Recording"})

	connectKeys = newMap("a connect", nil,
		keyDoc{"stream", "a media stream"},
		keyDoc{"assistant", "an assistant of the carrier"},
		keyDoc{"relay", "a conversation relay"},
	)
	assistantKeys = newMap("an assistant", []string{"AIAssistant"}, keyDoc{"join", "the conversation that is joined"})
	relayKeys     = newMap("a relay", []string{"ConversationRelay"},
		keyDoc{"url", "the WebSocket, wss"},
		keyDoc{"greeting", "what is said first"},
		keyDoc{"languages", "its settings in each language of the flow"},
		keyDoc{"parameters", "what the application is told at its beginning"},
	)
	relayLanguageKeys = newMap("a language of a relay", []string{"Language"})
	referKeys         = newMap("a refer", nil, keyDoc{"sip", "the SIP address"})
	texmlKeys         = newMap("a texml", nil,
		keyDoc{"document", "the verbs, without the Response around them"},
		keyDoc{"outcomes", "the ways the verb that waits may end, name: guard"},
	)
	payKeys = newMap("a pay", []string{"Pay"},
		keyDoc{"amount", "what is charged; without it the card is only turned into a token"},
		keyDoc{"payment_token", "the token of an earlier payment, instead of a card"},
		keyDoc{"postal_code", "true: asks for it; false: does not; or the one that is known"},
		keyDoc{"description", "what the processor is told"},
		keyDoc{"prompts", "what is said when a field is asked for"},
		keyDoc{"parameters", "what the connector is told"},
		keyDoc{"metadata", "what is handed on unread, of expressions"},
	)
	payPromptKeys = newMap("a prompt of a pay", []string{"Prompt"},
		keyDoc{"say", "the words"},
		keyDoc{"attempt", "the tries it is for, 1 to 3; all of them when left out"},
		keyDoc{"error_type", "the errors it is for"},
	)
)

// pick adds single attributes of an element.
func (m *mapKeys) pick(element string, names ...string) *mapKeys {
	for _, a := range authorAttributes(element) {
		for _, name := range names {
			if a.Name == name {
				m.all = append(m.all, snake(name))
				m.attributes[snake(name)] = verbKey{element, a}
			}
		}
	}
	return m
}
