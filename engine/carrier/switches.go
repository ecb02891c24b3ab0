package carrier

// switches is sorted by name. The marks are those of testdata/marks.txt.
var switches = []Switch{
	{
		actionNoFailover, "an action that cannot be fetched is fetched at the application's failover URL",
		"only first documents are fetched there; the call fails",
		[]string{"http/failure-of-an-action-fetch"},
	},
	{
		aiGatherAppMethod, "AIGather's action is requested with its own method attribute",
		"with the application's voice_method",
		[]string{"verbs/AIGather/method", "http/aigather-method"},
	},
	{
		aiGatherPlain, "AIGather sends Status, Base64Result and Base64MessageHistory, the result in a wrapping",
		"Result and MessageHistory, plain and without a status",
		[]string{"callbacks/ai_gather_action"},
	},
	{
		amdShortWords, "AnsweredBy is one of the words of the callback page", "human, machine, fax or unknown",
		[]string{"callbacks/call_amd"},
	},
	{
		answeredBeforeFetch, "a call is answered when the first verb needs it", "it is answered and then the document is fetched",
		[]string{"http/when-answered"},
	},
	{
		authorizationHeader, "no Authorization header", "a bearer Authorization header, as the callback pages list it",
		[]string{"http/authorization-header"},
	},
	{
		calleeFromCalled, "without callerId the callee sees the caller's number", "the number that the caller called",
		[]string{"verbs/Dial/callerId"},
	},
	{
		completedSequenceZero, "the completed callback has the last SequenceNumber of its leg", "it has 0, as in an older sample",
		nil,
	},
	{
		conferenceBareEvents, "conference events are called conference-end, participant-join and so on",
		"end, join and so on, as in statusCallbackEvent",
		[]string{
			"callbacks/conference_end/StatusCallbackEvent", "callbacks/conference_join/StatusCallbackEvent",
			"callbacks/conference_speaker/StatusCallbackEvent",
		},
	},
	{
		conferenceDialFields, "the action after a Conference has no field of a dialled leg", "it has those of any Dial",
		[]string{"callbacks/dial_action"},
	},
	{
		conferenceRecordCap, "a Conference's recordingTimeout is a silence", "it is the longest recording",
		[]string{"verbs/Conference/recordingTimeout"},
	},
	{
		conferenceWaitFields, "the request of a Conference's waitUrl does not name the conference", "it does",
		[]string{"callbacks/conference_wait_url"},
	},
	{
		connectSessionFields, "the action of Connect has no field of its own", "it has TwiML's SessionId, SessionStatus, SessionDuration and HandoffData",
		[]string{"verbs/Connect", "callbacks/connect_action"},
	},
	{
		connectStreamAction, "the end of a Connect's Stream runs the next verb", "it requests the action",
		[]string{"verbs/Connect"},
	},
	{
		deepfakeBare, "call_deepfake has From and To", "it has not", []string{"callbacks/call_deepfake"},
	},
	{
		dialParentInProgress, "the action of Dial tells of the caller's leg as if it were completed", "it tells that it is in-progress",
		[]string{"callbacks/dial_action"},
	},
	{
		dialRecordingDual, "a Dial without recordingChannels records one channel", "it records two",
		[]string{"verbs/Dial/recordingChannels"},
	},
	{
		enqueueActionBare, "the action of Enqueue has QueueSid, QueueTime and QueueResult", "it has none of them",
		[]string{
			"verbs/Enqueue", "callbacks/enqueue_action", "callbacks/enqueue_action/QueueSid",
			"callbacks/enqueue_action/QueueTime", "callbacks/enqueue_action/QueueResult",
		},
	},
	{
		extraParameters, "requests have the documented parameters", "they have one more that no page names",
		[]string{"callbacks/instruction_fetch/CustomHeader_*"},
	},
	{
		failedFetchGoesOn, "a document that cannot be fetched anywhere ends the call", "the next verb runs",
		[]string{"http/fallback-also-fails"},
	},
	{
		failoverAtOnce, "a URL is tried twice before the failover URL", "once", []string{"http/retry-schedule"},
	},
	{
		fetchCallStatus, "the first fetch has no CallStatus", "it has", []string{"callbacks/instruction_fetch/CallStatus"},
	},
	{
		fetchDirection, "the first fetch has no Direction", "it has", []string{"callbacks/instruction_fetch/Direction"},
	},
	{
		finishKeySent, "Digits ends before the finish key", "it ends with it", nil,
	},
	{
		gatherEmptyAction, "a Gather without input runs the next verb", "it requests its action with neither Digits nor SpeechResult",
		[]string{"verbs/Gather", "callbacks/gather_action"},
	},
	{
		gatherFinishOneKey, "finishOnKey is a set of keys", "more than one key in it count as none", []string{"verbs/Gather/finishOnKey"},
	},
	{
		gatherNoActionFetches, "a Gather without action runs the next verb", "it requests the document again, as in TwiML",
		[]string{"verbs/Gather/action"},
	},
	{
		gatherNoBargeIn, "keys and speech cut the prompt of a Gather short", "they count, and the prompt is heard to its end", nil,
	},
	{
		getUnsigned, "a GET is signed over its empty body", "it is not signed", []string{"http/get-signing"},
	},
	{
		hangupNoAction, "a caller who hangs up in a Dial, Enqueue or Record ends the verb, and its action is requested",
		"it is not requested", nil,
	},
	{
		httpActionPost, "the action of HttpRequest is requested with the application's voice_method", "with POST",
		[]string{"http/httprequest-action"},
	},
	{
		httpAsyncDefault, "HttpRequest without async waits", "it goes on at once", []string{"verbs/HttpRequest/async"},
	},
	{
		httpDefaultPost, "Request without method is a GET", "it is a POST", []string{"verbs/Request/method"},
	},
	{
		httpFailureGoesOn, "an HttpRequest that fails requests its action without mapped fields", "the next verb runs",
		[]string{"verbs/HttpRequest", "callbacks/http_request_action"},
	},
	{
		httpMissingEmpty, "a field that the reply lacks is left out", "it is empty", []string{"callbacks/http_request_action"},
	},
	{
		httpSigned, "the request of HttpRequest is not signed", "it is", []string{"callbacks/http_request_outbound"},
	},
	{
		httpStatusIgnored, "a reply of another status than StatusCode maps no fields", "it maps them", []string{"verbs/StatusCode"},
	},
	{
		invalidDigitsSent, "invalidDigitsAction gets no Digits", "it gets them",
		[]string{"callbacks/gather_invalid_digits_action", "callbacks/gather_invalid_digits_action/Digits"},
	},
	{
		invalidDocumentHangs, "what is no TeXML counts as an error of the server", "it ends the call", []string{"http/invalid-xml"},
	},
	{
		largeDocuments, "a document of more than 64 KiB counts as an error of the server", "it is run, up to 1 MiB",
		[]string{"http/size-limit"},
	},
	{
		newerVerbsUnknown, "verbs that are documented since mid-2026 run", "they are unknown, and dropped",
		[]string{"verbs/ConversationRelay", "verbs/Pay"},
	},
	{
		onlyStatus200, "any status of 200 to 299 counts as delivered", "only 200 does, as the callback pages say", nil,
	},
	{
		partialStable, "interim speech is in UnstableSpeechResult", "it is in SpeechResult",
		[]string{
			"callbacks/gather_partial_result", "callbacks/gather_partial_result/UnstableSpeechResult",
			"callbacks/gather_partial_result/SpeechResult",
		},
	},
	{
		payStep, "the action of Pay has no PaymentStep", "it has", []string{"callbacks/pay_action/PaymentStep"},
	},
	{
		queueURLFields, "the request of a Queue's url does not tell of the queue", "it has TwiML's QueueSid, QueueTime and DequeueingCallSid",
		[]string{"callbacks/dial_queue_url"},
	},
	{
		recordActionBare, "the action of Record tells of the recording", "it does not",
		[]string{
			"callbacks/record_action", "callbacks/record_action/RecordingUrl",
			"callbacks/record_action/RecordingDuration", "callbacks/record_action/RecordingSid",
		},
	},
	{
		recordActionDigits, "the action of Record does not tell the key that ended it", "it does, in Digits",
		[]string{"callbacks/record_action/Digits"},
	},
	{
		recordEmptyAction, "a Record in which nobody spoke runs the next verb", "it requests its action with a duration of 0",
		[]string{"callbacks/record_action"},
	},
	{
		recordNoActionFetches, "a Record without action runs the next verb", "it requests the document again, as in TwiML", nil,
	},
	{
		recordingAbsentSized, "the absent callback has no RecordingSid and RecordingDuration", "it has",
		[]string{"callbacks/recording_absent"},
	},
	{
		redirectFetchFull, "a redirected fetch has the identity of the call only", "it has all that the first fetch has",
		[]string{"callbacks/redirect_fetch", "callbacks/call_update_fetch"},
	},
	{
		redirectsFail, "up to three HTTP redirects are followed", "an HTTP redirect is a failure", []string{"http/http-redirects"},
	},
	{
		screenFetchFull, "the request of a screening document has the identity of the callee's leg only",
		"it has all that a first fetch has, and ParentCallSid",
		[]string{"callbacks/dial_noun_url"},
	},
	{
		screenPromptsDropped, "a screening document may say and play outside a Gather", "only Gather and Hangup run there",
		[]string{"verbs/Number/url", "verbs/Sip/url"},
	},
	{
		siprecSynchronous, "Start goes on before Siprec has started: its callback comes after the next request", "it waits for it",
		[]string{"verbs/Start"},
	},
	{
		templateBareIf, "{{#if Name}} asks whether there is such a value", "it is never true", []string{"http/template-if"},
	},
	{
		templateUnescaped, "values of templates are escaped for XML", "they are not", []string{"http/template-escaping"},
	},
	{
		timestampMail, "moments are ISO 8601", "they are as in mails, RFC 2822, as an older page says",
		[]string{"callbacks/dial_action/Timestamp", "callbacks/call_completed/Timestamp"},
	},
	{
		timestampOld, "moments are ISO 8601", "they are as in 2021-04-28 21:51:18.731479Z",
		[]string{"callbacks/dial_action/Timestamp", "callbacks/call_completed/Timestamp"},
	},
	{
		transcriptionSilent, "a Transcription without a callback sends call.transcription to the application's webhook",
		"it sends nothing",
		[]string{"verbs/Transcription"},
	},
	{
		transcriptionUnwrapped, "call.transcription is wrapped in data and meta", "it is not",
		[]string{"callbacks/call_transcription_event"},
	},
	{
		valuesStrict, "an attribute out of its range is ignored", "its document counts as an error of the server",
		[]string{"http/out-of-range"},
	},
}
