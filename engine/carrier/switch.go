package carrier

import "slices"

// Switch is a place that the documents leave open: what the carrier does there by default, and the other thing that it
// may do. A host has to be right with both.
type Switch struct {
	Name    string
	Default string
	Other   string
	Marks   []string // the open places of the documents that it stands for; none: the pages are silent without a mark
}

// Switches are all switches, in the order of their names. Options.Switches turns them.
func Switches() []Switch {
	list := slices.Clone(switches)
	for i := range list {
		list[i].Marks = slices.Clone(list[i].Marks)
	}
	return list
}

// The names of the switches, in groups: fetching, templates, verbs, fields.
const (
	actionNoFailover     = "action-no-failover"
	answeredBeforeFetch  = "answered-before-fetch"
	authorizationHeader  = "authorization-header"
	failedFetchGoesOn    = "failed-fetch-goes-on"
	failoverAtOnce       = "failover-at-once"
	getUnsigned          = "get-unsigned"
	invalidDocumentHangs = "invalid-document-hangs-up"
	largeDocuments       = "large-documents"
	newerVerbsUnknown    = "newer-verbs-unknown"
	onlyStatus200        = "only-status-200"
	redirectsFail        = "redirects-fail"
	valuesStrict         = "values-strict"

	templateBareIf    = "template-bare-if-false"
	templateUnescaped = "template-unescaped"

	aiGatherAppMethod     = "ai-gather-application-method"
	conferenceRecordCap   = "conference-recording-capped"
	connectStreamAction   = "connect-stream-action"
	gatherEmptyAction     = "gather-empty-action"
	gatherFinishOneKey    = "gather-finish-one-key"
	gatherNoActionFetches = "gather-no-action-fetches"
	gatherNoBargeIn       = "gather-no-barge-in"
	hangupNoAction        = "hangup-no-action"
	httpActionPost        = "http-action-post"
	httpAsyncDefault      = "http-async-default"
	httpDefaultPost       = "http-default-post"
	httpFailureGoesOn     = "http-failure-goes-on"
	httpSigned            = "http-signed"
	httpStatusIgnored     = "http-status-ignored"
	recordEmptyAction     = "record-empty-action"
	recordNoActionFetches = "record-no-action-fetches"
	screenPromptsDropped  = "screen-prompts-dropped"
	siprecSynchronous     = "siprec-synchronous"
	transcriptionSilent   = "transcription-silent"

	aiGatherPlain          = "ai-gather-plain"
	amdShortWords          = "amd-short-words"
	calleeFromCalled       = "callee-from-called"
	completedSequenceZero  = "completed-sequence-zero"
	conferenceBareEvents   = "conference-bare-events"
	conferenceDialFields   = "conference-dial-fields"
	conferenceWaitFields   = "conference-wait-fields"
	connectSessionFields   = "connect-session-fields"
	deepfakeBare           = "deepfake-bare"
	dialParentInProgress   = "dial-parent-in-progress"
	dialRecordingDual      = "dial-recording-dual"
	enqueueActionBare      = "enqueue-action-bare"
	extraParameters        = "extra-parameters"
	fetchCallStatus        = "fetch-call-status"
	fetchDirection         = "fetch-direction"
	finishKeySent          = "finish-key-sent"
	httpMissingEmpty       = "http-missing-empty"
	invalidDigitsSent      = "invalid-digits-sent"
	partialStable          = "partial-stable"
	payStep                = "pay-step"
	queueURLFields         = "queue-url-fields"
	recordActionBare       = "record-action-bare"
	recordActionDigits     = "record-action-digits"
	recordingAbsentSized   = "recording-absent-sized"
	redirectFetchFull      = "redirect-fetch-full"
	screenFetchFull        = "screen-fetch-full"
	timestampMail          = "timestamp-mail"
	timestampOld           = "timestamp-old"
	transcriptionUnwrapped = "transcription-unwrapped"
)
