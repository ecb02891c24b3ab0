package texmlgen

import (
	"slices"
	"strings"
)

// twimlElements is what TwiML or a reader's guess has and TeXML has not, with what to use instead.
var twimlElements = map[string]string{
	"Sms":          "TeXML sends no messages; use the Messaging API from the application",
	"Message":      "TeXML sends no messages; use the Messaging API from the application",
	"Echo":         "there is nothing alike",
	"Client":       "call the client's address with Sip",
	"Sim":          "call its number with Number",
	"Application":  "Redirect to the other application's URL",
	"Room":         "use Dial with Conference",
	"VirtualAgent": "use Connect with ConversationRelay or AIAssistant",
	"Autopilot":    "use Connect with ConversationRelay or AIAssistant",
	"Conversation": "use Connect with ConversationRelay or AIAssistant",
	"Task":         "Enqueue takes the name of the queue as text",
	"SendDigits":   "use Play with digits, or Number with sendDigits",
	"Answer":       "there is no need: the call is answered when a verb needs it",
	"Transfer":     "use Dial, or Refer for a SIP transfer",
	"Bridge":       "use Dial",
	"Bin":          "use Redirect to the bin's URL",
}

// ssmlElements are what TwiML allows inside Say.
var ssmlElements = []string{"break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w", "speak"}

func twimlElement(name, parent string) (hint string, ok bool) {
	if parent == saySpec.Name && slices.Contains(ssmlElements, name) {
		return "SSML inside Say is not documented for TeXML; write plain text, and Pause for a break", true
	}
	hint, ok = twimlElements[name]
	return hint, ok
}

// twimlAttributes says what to use instead of an attribute only TwiML has; the table lists them all.
var twimlAttributes = map[string]string{
	"Gather.method":                   `action is requested with the application's voice_method`,
	"Gather.actionOnEmptyResult":      `put the verbs for silence behind the Gather`,
	"Gather.speechModel":              `use "model"`,
	"Gather.enhanced":                 `use "useEnhanced"`,
	"Record.transcribe":               `use "transcription"`,
	"Record.transcribeCallback":       `use "transcriptionCallback"`,
	"Transcription.track":             `use "transcriptionTracks"`,
	"Transcription.statusCallbackUrl": `use "transcriptionCallback"`,
	"Transcription.languageCode":      `use "language"`,
	"Transcription.partialResults":    `use "interimResults"`,
	"Conference.eventCallbackUrl":     `use "statusCallback"`,
	"Number.phoneNumberSid":           `write the number as text`,
}

// twimlAttribute reports whether TwiML has the attribute where TeXML has not.
func (e *ElementSpec) twimlAttribute(name string) (hint string, ok bool) {
	return twimlAttributes[e.Name+"."+name], slices.Contains(e.TwiMLOnly, name) && name == strings.ToLower(name[:1])+name[1:]
}

// twimlDefaults are the attributes whose absence means another thing than in TwiML.
var twimlDefaults = map[string][][2]string{
	"Record": {
		{"timeout", "silence never ends the recording (TwiML: after 5 seconds)"},
		{"channels", "two channels (TwiML: one)"},
		{"trim", "silence stays (TwiML: it is cut)"},
	},
	"Siprec":        {{"track", "both sides are forked (TwiML: the inbound one)"}},
	"Transcription": {{"transcriptionTracks", "the inbound side is transcribed (TwiML: both)"}},
}
