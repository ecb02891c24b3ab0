package texmlgen

var hangupSpec = ElementSpec{
	Name:      "Hangup",
	XMLName:   "Hangup",
	Kind:      KindVerb,
	Parents:   []string{"Response"},
	Model:     ContentNone,
	Content:   "none",
	Terminal:  TerminalYes,
	Blocking:  BlockingYes,
	Callbacks: []string{"call_completed"},
	Notes: []string{
		"The completed notification goes to the application-level status_callback.",
	},
}

var leaveSpec = ElementSpec{
	Name:         "Leave",
	XMLName:      "Leave",
	Kind:         KindVerb,
	Parents:      []string{"Response"},
	Model:        ContentNone,
	Content:      "none",
	Terminal:     TerminalConditional,
	TerminalNote: "ends the wait document only",
	Blocking:     BlockingYes,
	Callbacks:    []string{"enqueue_action"},
	Notes: []string{
		"Meaningful only in an Enqueue waitUrl document: takes the caller out of the queue, then the original Enqueue continues (action, or next verb).",
	},
}

var pauseSpec = ElementSpec{
	Name:     "Pause",
	XMLName:  "Pause",
	Kind:     KindVerb,
	Parents:  []string{"Response"},
	Model:    ContentNone,
	Content:  "none",
	Blocking: BlockingYes,
	Attributes: []AttributeSpec{
		{Name: "length", Type: TypeSeconds, Min: Some[float64](1), Max: Some[float64](180), Default: "1", Note: "Silence"},
	},
	Notes: []string{
		"Not a child of Gather in the validator (TwiML allows it there).",
	},
}

var redirectSpec = ElementSpec{
	Name:     "Redirect",
	XMLName:  "Redirect",
	Kind:     KindVerb,
	Parents:  []string{"Response"},
	Model:    ContentText,
	Content:  "text URL, required",
	Terminal: TerminalYes,
	Blocking: BlockingYes,
	Attributes: []AttributeSpec{
		{Name: "method", Type: TypeEnum, Values: methods, Default: "POST", Note: "HTTP method"},
	},
	Callbacks: []string{"redirect_fetch"},
	Notes: []string{
		"Following verbs never run.",
	},
}

var rejectSpec = ElementSpec{
	Name:     "Reject",
	XMLName:  "Reject",
	Kind:     KindVerb,
	Parents:  []string{"Response"},
	Model:    ContentNone,
	Content:  "none",
	Terminal: TerminalYes,
	Blocking: BlockingYes,
	Attributes: []AttributeSpec{
		{Name: "reason", Type: TypeEnum, Values: []string{"rejected", "busy"}, Default: "rejected", Note: "SIP outcome: busy=486, rejected=404 (codes per migration skill)"},
	},
	Callbacks: []string{"call_completed"},
	Notes: []string{
		"As the first verb the call is never answered and costs nothing; later it acts like Hangup.",
	},
}

var referSpec = ElementSpec{
	Name:         "Refer",
	XMLName:      "Refer",
	Kind:         KindVerb,
	Parents:      []string{"Response"},
	Children:     []string{"Sip"},
	Model:        ContentElements,
	Content:      "exactly one Sip",
	Terminal:     TerminalConditional,
	TerminalNote: "conditional: action transfers control",
	Blocking:     BlockingYes,
	Attributes: []AttributeSpec{
		{Name: "action", Type: TypeURL, Note: "Requested with the outcome; reply replaces document"},
		{Name: "method", Type: TypeEnum, Values: methods, Default: "POST", Note: "HTTP method"},
	},
	Callbacks: []string{"refer_action"},
}

var enqueueSpec = ElementSpec{
	Name:         "Enqueue",
	XMLName:      "Enqueue",
	Kind:         KindVerb,
	Parents:      []string{"Response"},
	Model:        ContentText,
	Content:      "text queue name",
	Terminal:     TerminalConditional,
	TerminalNote: "conditional: action transfers control when the caller leaves the queue",
	Blocking:     BlockingYes,
	Uncertain:    "page example shows an empty element; queue name as text comes from migration skill; parameters of action undocumented",
	Attributes: []AttributeSpec{
		{Name: "action", Type: TypeURL, Note: "Absolute or relative; requested after Leave, bridge end, or maxWaitTimeSecs"},
		{Name: "method", Type: TypeEnum, Values: methods, Default: "POST", Note: "HTTP method for action"},
		{Name: "waitUrl", Type: TypeURL, Note: "TeXML run in a loop while queued"},
		{Name: "waitUrlMethod", Type: TypeEnum, Values: methods, Default: "POST", Note: "HTTP method for waitUrl"},
		{Name: "maxWaitTimeSecs", Type: TypeSeconds, Min: Some[float64](1), Default: "14400", Note: "Longest stay in the queue"},
	},
	TwiMLOnly: []string{"workflowSid", "Task"},
	Callbacks: []string{"enqueue_wait_url", "enqueue_action"},
	Notes: []string{
		"waitUrl document may hold Play, Say, Gather, Pause, Hangup, Redirect, Leave.",
		"Queue is created when it does not exist.",
		"TwiML has no maxWaitTimeSecs.",
	},
}
