package engine

import "github.com/texmlflow/texmlflow/engine/guard"

// Callback names one documented callback of the carrier.
type Callback string

// The callbacks whose fields are known.
const (
	CallbackFetch         Callback = "fetch" // first document, Redirect, REST update
	CallbackGather        Callback = "gather"
	CallbackAIGather      Callback = "ai_gather"
	CallbackHTTPRequest   Callback = "http_request"
	CallbackDial          Callback = "dial"
	CallbackRecord        Callback = "record"
	CallbackStatus        Callback = "status" // call progress and call completed
	CallbackRecording     Callback = "recording"
	CallbackTranscription Callback = "transcription" // Transcription status as a form
	CallbackStream        Callback = "stream"
	CallbackEnqueue       Callback = "enqueue"
	CallbackConnect       Callback = "connect"
	CallbackRefer         Callback = "refer"
	CallbackPay           Callback = "pay"
	CallbackHold          Callback = "hold" // waitUrl of Enqueue and Conference
)

func text(name string) guard.Field {
	return guard.Field{Name: name, Type: guard.Type{Kind: guard.String}}
}

// told is a field whose texts are all documented.
func told(name string, texts ...string) guard.Field {
	return guard.Field{Name: name, Type: guard.Type{Kind: guard.String, Told: texts}}
}

// partly is a field of which some texts are known, by the documentation or as TwiML has them, and others may come.
func partly(name string, texts ...string) guard.Field {
	f := told(name, texts...)
	f.Type.Untold = true
	return f
}

func optional(name string, k guard.Kind) guard.Field {
	return guard.Field{Name: name, Type: guard.Type{Kind: k, Optional: true}}
}

// commonFields come with every callback; an expression sees the first four everywhere.
var commonFields = []guard.Field{
	text("From"), text("To"), text("CallSid"), text("AccountSid"),
}

var identityFields = []guard.Field{
	text("CallSidLegacy"), text("ConnectionId"), text("CallerId"),
}

// callStatus is of the caller's own leg. What it is while that leg is up is not documented.
var callStatus = partly("CallStatus", "initiated", "ringing", "in-progress", "completed", "busy", "no-answer", "canceled", "failed")

var progressFields = []guard.Field{
	optional("CallInitiatedAt", guard.DateTime), callStatus, text("CallbackSource"),
	optional("SequenceNumber", guard.Int), optional("Timestamp", guard.DateTime),
	optional("AnsweredTime", guard.DateTime), text("CallControlId"), text("CallLegId"), text("CallSessionId"),
	text("CallQualityStats"), optional("StartTime", guard.DateTime), optional("EndTime", guard.DateTime),
	optional("OccurredAt", guard.DateTime),
	partly("HangupCause", "call_rejected", "normal_clearing", "originator_cancel", "timeout", "time_limit", "user_busy",
		"not_found", "no_answer", "unspecified"),
	text("OrganizationId"), text("UserId"),
	optional("CallDuration", guard.Int), partly("HangupSource", "caller", "callee", "unknown"), text("SipHangupCause"), text("RecordingUrl"),
	optional("RecordingDuration", guard.Int), text("ErrorCode"), text("ErrorMessage"),
	told("ShakenStirAttestation", "A", "B", "C"), optional("ShakenStirValidated", guard.Bool),
	text("ParentCallSid"), text("ParentCallSidLegacy"),
}

// The texts of the action of a record are not documented, and those of a queue are TwiML's.
var (
	recordingStatus = partly("RecordingStatus", "in-progress", "completed", "absent", "failed")
	queueResult     = partly("QueueResult", "bridged", "leave", "hangup", "error", "queue-full", "redirected")
)

var callbackFields = map[Callback][]guard.Field{
	CallbackFetch: {
		told("CallingPartyType", "pstn", "sip"), text("FromSipUri"), text("ToSipUri"), callStatus, text("Direction"),
	},
	CallbackGather: {
		text("Digits"), text("SpeechResult"), {Name: "Confidence", Type: guard.Type{Kind: guard.Float}},
	},
	CallbackAIGather: {
		partly("Status", "valid", "invalid"), text("Base64Result"), text("Base64MessageHistory"), text("Result"), text("MessageHistory"),
	},
	CallbackHTTPRequest: {},
	CallbackDial: append([]guard.Field{
		text("DialCallSid"), text("DialCallSidLegacy"),
		told("DialCallStatus", "completed", "busy", "no-answer", "canceled", "failed"), optional("DialCallDuration", guard.Int),
	}, progressFields...),
	CallbackRecord: {
		text("RecordingUrl"), optional("RecordingDuration", guard.Int), text("RecordingSid"), recordingStatus,
		text("Digits"),
	},
	CallbackStatus: append([]guard.Field{
		text("Codec"), optional("SamplingRate", guard.Int), text("Digit"),
	}, progressFields...),
	CallbackEnqueue: {text("QueueSid"), optional("QueueTime", guard.Int), queueResult},
	// Not documented for TeXML; these are TwiML's of a conversation relay.
	CallbackConnect: {
		text("SessionId"), text("SessionStatus"), optional("SessionDuration", guard.Int), text("HandoffData"),
	},
	CallbackRefer: {
		told("ReferCallStatus", "in-progress", "failed", "busy", "canceled", "no-answer"), text("ReferSipResponseCode"), text("NotifySipResponseCode"),
		optional("Timestamp", guard.DateTime),
	},
	CallbackPay: {
		told("PayResult", "success", "failed"),
		told("Result", "success", "validation-error", "payment-connector-error", "internal-error", "too-many-failed-attempts", "cancelled"),
		told("PaymentMethod", "credit-card", "ach-debit"), text("PaymentConnector"), text("PaymentStep"),
		text("ErrorCode"), text("PaymentError"), text("PayErrorCode"), text("ChargeId"), text("PaymentConfirmationCode"),
		text("TokenId"), text("PaymentToken"), text("PaymentCardNumber"), text("PaymentCardType"), text("ExpirationDate"),
		text("PaymentCardPostalCode"), text("BankAccountType"), text("CallSessionId"),
	},
	CallbackHold: {
		text("QueueSid"), optional("QueuePosition", guard.Int), optional("QueueTime", guard.Int),
		optional("AvgQueueTime", guard.Int), optional("CurrentQueueSize", guard.Int),
	},
	CallbackRecording: {
		optional("RecordingChannels", guard.Int), text("RecordingSource"), recordingStatus, text("RecordingSid"),
		optional("RecordingDuration", guard.Int), text("RecordingUrl"),
	},
	CallbackTranscription: {
		text("Transcript"), optional("Confidence", guard.Float), optional("IsFinal", guard.Bool),
		text("TranscriptionTrack"), callStatus, text("RecordingSid"), text("RecordingUrl"),
		text("TranscriptionSid"), text("TranscriptionStatus"), text("TranscriptionText"),
	},
	CallbackStream: {
		text("StreamSid"), text("StreamName"), text("StreamEvent"), text("StreamError"), optional("Timestamp", guard.DateTime),
	},
}

// CallbackFields returns the documented fields of a callback with the type an expression sees, without those that come
// with every callback. The slice must not be changed.
//
// Source: TeXML callback reference, developers.telnyx.com (as of 2026-08).
func CallbackFields(c Callback) []guard.Field { return callbackFields[c] }

// CommonFields returns the fields that every expression sees: From, To, CallSid and AccountSid.
func CommonFields() []guard.Field { return commonFields }

// IdentityFields returns the fields that most callbacks carry and no expression sees outside the callback's own exits.
func IdentityFields() []guard.Field { return identityFields }

// ActionCallback returns the callback that answers an action's verb, and false for an action that does not wait.
func ActionCallback(a Action) (Callback, bool) {
	switch a := a.(type) {
	case *Gather:
		return CallbackGather, true
	case *AIGather:
		return CallbackAIGather, true
	case *HTTPRequest:
		return CallbackHTTPRequest, true
	case *Dial:
		return CallbackDial, true
	case *Record:
		return CallbackRecord, true
	case *Conference:
		return CallbackDial, true
	case *Enqueue:
		return CallbackEnqueue, true
	case *Connect:
		return CallbackConnect, true
	case *Refer:
		return CallbackRefer, true
	case *Pay:
		return CallbackPay, true
	case *Texml:
		return a.Callback, a.Callback != ""
	}
	return "", false
}

// CallFields returns what expressions see under call.
func CallFields() []guard.Field { return callFields }

var callFields = []guard.Field{
	{Name: "started", Type: guard.Type{Kind: guard.DateTime}},
	{Name: "turn", Type: guard.Type{Kind: guard.Int}},
	{Name: "duration", Type: guard.Type{Kind: guard.Duration}},
	optional("recording", guard.String),
	optional("transcript", guard.String),
	optional("ended_by", guard.String),
}

// QueueFields returns what the expressions of a hold flow see under queue.
func QueueFields() []guard.Field { return queueFields }

var queueFields = []guard.Field{
	optional("position", guard.Int), // 1 is next
	optional("time", guard.Duration),
	optional("average", guard.Duration), // how long callers of this queue wait
	optional("size", guard.Int),
}
