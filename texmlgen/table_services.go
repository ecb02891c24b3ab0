package texmlgen

var startSpec = ElementSpec{
	Name:      "Start",
	XMLName:   "Start",
	Kind:      KindVerb,
	Parents:   []string{"Response"},
	Children:  []string{"Stream", "Transcription", "Suppression", "Siprec", "Recording"},
	Model:     ContentElements,
	Content:   "child elements (at least one)",
	Blocking:  BlockingNo,
	Uncertain: "Siprec guide calls Start/Siprec synchronous; verb pages call Start asynchronous",
	Notes: []string{
		"Launches services and goes on at once.",
	},
}

var stopSpec = ElementSpec{
	Name:     "Stop",
	XMLName:  "Stop",
	Kind:     KindVerb,
	Parents:  []string{"Response"},
	Children: []string{"Stream", "Transcription", "Suppression", "Siprec"},
	Model:    ContentElements,
	Content:  "child elements (at least one)",
	Blocking: BlockingNo,
	Notes: []string{
		"Stream and Siprec match by name; Transcription and Suppression are bare.",
		"Recording cannot be stopped here; use REST.",
	},
}

var streamSpec = ElementSpec{
	Name:      "Stream",
	XMLName:   "Stream",
	Kind:      KindNoun,
	Parents:   []string{"Start", "Stop", "Connect"},
	Children:  []string{"Parameter"},
	Model:     ContentElements,
	Content:   "Parameter elements, optional; none under Stop",
	Uncertain: "exact bidirectionalCodec list beyond PCMU taken from codec list; sampling rate list may grow",
	Attributes: []AttributeSpec{
		{Name: "url", Type: TypeURL, Required: true, OnlyWhen: "Start or Connect", Note: "wss endpoint"},
		{Name: "track", Type: TypeEnum, Values: []string{"inbound_track", "outbound_track", "both_tracks"}, Default: "inbound_track", Note: "Audio sent"},
		{Name: "name", Type: TypeString, Note: "Unique per call; lets Stop address it"},
		{Name: "codec", Type: TypeEnum, Values: []string{"PCMU", "PCMA", "G722", "OPUS", "AMR-WB", "default"}, Default: "default", Note: "Codec of sent media; default keeps call codec"},
		{Name: "bidirectionalMode", Type: TypeEnum, Values: []string{"mp3", "rtp"}, Default: "mp3", Note: "How the application sends audio back"},
		{Name: "bidirectionalCodec", Type: TypeEnum, Values: []string{"PCMU", "PCMA", "G722", "OPUS", "AMR-WB"}, Default: "PCMU", OnlyWhen: "bidirectionalMode=rtp", Note: "Codec of returned RTP audio"},
		{Name: "bidirectionalSamplingRate", Type: TypeEnum, Values: []string{"8000", "16000", "24000"}, Default: "8000", OnlyWhen: "bidirectionalMode=rtp", Note: "Hz"},
		{Name: "statusCallback", Type: TypeURL, Note: "Stream events"},
		{Name: "statusCallbackMethod", Type: TypeEnum, Values: methods, Default: "POST", Note: "HTTP method"},
		{Name: "enableReconnect", Type: TypeBool, Default: "true", Note: "Reconnect a dropped socket"},
	},
	Callbacks: []string{"stream_status"},
	Notes: []string{
		"In Connect the call stays in the stream until it ends (blocking).",
	},
}

var siprecSpec = ElementSpec{
	Name:    "Siprec",
	XMLName: "Siprec",
	Kind:    KindNoun,
	Parents: []string{"Start", "Stop"},
	Model:   ContentNone,
	Content: "none",
	Attributes: []AttributeSpec{
		{Name: "connectorName", Type: TypeString, Required: true, OnlyWhen: "Start", Note: "Connector configured in the portal"},
		{Name: "statusCallback", Type: TypeURL, Note: "SIPREC events"},
		{Name: "statusCallbackMethod", Type: TypeEnum, Values: methods, Default: "POST", Note: "HTTP method"},
		{Name: "track", Type: TypeEnum, Values: []string{"inbound_track", "outbound_track", "both_tracks"}, Default: "both_tracks", Note: "Audio forked"},
		{Name: "name", Type: TypeString, Note: "Lets Stop address it"},
		{Name: "includeMetadataCustomHeaders", Type: TypeBool, Default: "false", Note: "Copy custom headers to metadata"},
		{Name: "secure", Type: TypeBool, Default: "false", Note: "Use SRTP/TLS"},
		{Name: "sessionTimeoutSecs", Type: TypeSeconds, Min: Some[float64](0), Max: Some[float64](14440), Default: "1800", Note: "90-14440, or 0 to disable"},
	},
	Callbacks: []string{"siprec_status"},
	Notes: []string{
		"TwiML default track is inbound_track.",
	},
}

var suppressionSpec = ElementSpec{
	Name:    "Suppression",
	XMLName: "Suppression",
	Kind:    KindNoun,
	Parents: []string{"Start", "Stop"},
	Model:   ContentNone,
	Content: "none",
	Attributes: []AttributeSpec{
		{Name: "direction", Type: TypeEnum, Values: []string{"inbound", "outbound", "both"}, Default: "inbound", Note: "Side cleaned"},
		{Name: "noiseSuppressionEngine", Type: TypeEnum, Values: []string{"Denoiser", "DeepFilterNet", "Krisp", "AiCoustics"}, Default: "Denoiser", Since: sinceMid2026, Note: "Engine", Uncertain: "tutorial spells it noise_suppression_engine"},
		{Name: "model", Type: TypeEnum, Values: []string{"krisp-viva-tel-v2.kef", "krisp-viva-tel-lite-v1.kef", "krisp-viva-pro-v1.kef", "krisp-viva-ss-v1.kef"}, OnlyWhen: "Krisp", Since: sinceMid2026, Note: "Krisp model file"},
		{Name: "suppressionLevel", Type: TypeFloat, Min: Some[float64](0), Max: Some[float64](100), OnlyWhen: "Krisp", Since: sinceMid2026, Note: "Strength"},
		{Name: "family", Type: TypeEnum, Values: []string{"sparrow", "quail"}, Default: "sparrow", OnlyWhen: "AiCoustics", Since: sinceMid2026, Note: "Model family"},
		{Name: "size", Type: TypeEnum, Values: []string{"s", "l", "vf"}, Default: "s", OnlyWhen: "AiCoustics", Since: sinceMid2026, Note: "Model size; vf requires quail"},
		{Name: "enhancementLevel", Type: TypeFloat, Min: Some[float64](0), Max: Some[float64](1), Default: "0.8", OnlyWhen: "AiCoustics", Since: sinceMid2026, Note: "Strength"},
	},
	Notes: []string{
		"Telnyx-only.",
	},
}

var transcriptionSpec = ElementSpec{
	Name:      "Transcription",
	XMLName:   "Transcription",
	Kind:      KindNoun,
	Parents:   []string{"Start", "Stop"},
	Model:     ContentNone,
	Content:   "none",
	Uncertain: "behaviour without transcriptionCallback undocumented (JSON call.transcription may go to the application webhook)",
	Attributes: []AttributeSpec{
		{Name: "language", Type: TypeString, Default: "en", Note: "Recognition language"},
		{Name: "interimResults", Type: TypeBool, Note: "Send unfinished results; Google/A only"},
		{Name: "transcriptionEngine", Type: TypeEnum, Values: []string{"Google", "Telnyx", "Azure", "Deepgram", "xAI", "AssemblyAI", "Soniox", "Speechmatics", "Parakeet", "Humain", "Reson8", "Cohere", "A", "B"}, Default: "Google", Note: "Engine; A and B are legacy names; names after Deepgram mid-2026"},
		{Name: "transcriptionTracks", Type: TypeEnum, Values: []string{"inbound", "outbound", "both"}, Default: "inbound", Note: "Sides transcribed (TwiML: track, both)"},
		{Name: "transcriptionCallback", Type: TypeURL, Note: "Where transcripts are sent"},
		{Name: "transcriptionCallbackMethod", Type: TypeEnum, Values: methods, Default: "POST", Note: "HTTP method"},
		{Name: "model", Type: TypeString, Values: []string{"telnyx/*", "google/*", "deepgram/nova-2", "deepgram/nova-3", "azure/fast", "assemblyai/universal-streaming", "soniox/stt-rt-v4", "speechmatics/standard", "nvidia/parakeet-v3", "xai/grok-stt", "humain/realtime", "reson8/turns", "cohere/ar-stt"}, Note: "vendor/model, must match engine"},
		{Name: "hints", Type: TypeString, Since: sinceMid2026, Note: "Comma list; Deepgram nova-2 only"},
		{Name: "keyterms", Type: TypeString, Since: sinceMid2026, Note: "Comma list; Deepgram nova-3 only"},
		{Name: "smartFormat", Type: TypeBool, Default: "true", Since: sinceMid2026, Note: "Deepgram formatting"},
		{Name: "apiKeyRef", Type: TypeString, Note: "Integration secret name; camelCase here"},
		{Name: "region", Type: TypeString, OnlyWhen: "transcriptionEngine=Azure (then required)", Note: "Azure region"},
	},
	TwiMLOnly: []string{"statusCallbackUrl", "languageCode", "track", "inboundTrackLabel", "outboundTrackLabel", "partialResults", "intelligenceService"},
	Callbacks: []string{"transcription_realtime"},
}
