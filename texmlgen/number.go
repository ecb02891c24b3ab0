package texmlgen

import "time"

// Number is a phone number a Dial calls. Status callbacks concern the dialled leg only.
//
// Source: TeXML <Number>, developers.telnyx.com.
type Number struct {
	// Number: in E.164 form. Required; Options.Target decides on it.
	Number Text

	// StatusCallback: hears of the dialled leg.
	StatusCallback URL
	// StatusCallbackEvent: the events it hears of; deepfake mid-2026 and Number only. Default completed.
	StatusCallbackEvent []LegEvent
	// StatusCallbackMethod: the HTTP method of StatusCallback. Default POST.
	StatusCallbackMethod Method
	// URL: a document the callee hears before the two are bridged; may hold Gather and Hangup. Uncertain: bare
	// Say/Play there are not named as allowed (nest them in Gather); page says the callee keeps hearing ringback,
	// surely the caller is meant.
	URL URL
	// Method: the HTTP method of URL. Default POST.
	Method Method
	// SendDigits: DTMF sent when the callee has answered: 0-9 * # and w, a pause of half a second.
	SendDigits Text
	// MachineDetection: answering machine detection. Default Disable.
	MachineDetection MachineDetection
	// DetectionMode: engine; PremiumCallScreening mid-2026. Default Regular.
	DetectionMode DetectionMode
	// MachineDetectionTimeout: decision deadline. Whole milliseconds, 500 to 60000; default 3500. Uncertain: REST
	// calls default is 30000.
	MachineDetectionTimeout Opt[time.Duration]
	// MachineDetectionPromptEndTimeout: wait for end of screening prompt. Whole milliseconds, 1000 to 120000; only
	// when detectionMode=PremiumCallScreening; since mid-2026.
	MachineDetectionPromptEndTimeout Opt[time.Duration]
	// MachineDetectionBeepProfile: beep detection style. Default both; since mid-2026.
	MachineDetectionBeepProfile BeepProfile
	// AMDStatusCallback: dedicated AMD result target. Since mid-2026.
	AMDStatusCallback URL
	// DeepfakeDetection: turn on synthetic-voice detection. Since mid-2026.
	DeepfakeDetection DeepfakeDetection
	// DeepfakeDetectionCallbackURL: deepfake result target. Since mid-2026.
	DeepfakeDetectionCallbackURL URL
	// SipRegion: signalling region. Default US; since mid-2026.
	SipRegion SipRegion
}

func (*Number) spec() *ElementSpec { return &numberSpec }

func (x *Number) fields(v visitor) {
	v.url("statusCallback", &x.StatusCallback)
	enumSet(v, "statusCallbackEvent", &x.StatusCallbackEvent)
	v.enum("statusCallbackMethod", (*string)(&x.StatusCallbackMethod))
	v.url("url", &x.URL)
	v.enum("method", (*string)(&x.Method))
	v.text("sendDigits", &x.SendDigits)
	v.enum("machineDetection", (*string)(&x.MachineDetection))
	v.enum("detectionMode", (*string)(&x.DetectionMode))
	v.duration("machineDetectionTimeout", &x.MachineDetectionTimeout)
	v.duration("machineDetectionPromptEndTimeout", &x.MachineDetectionPromptEndTimeout)
	v.enum("machineDetectionBeepProfile", (*string)(&x.MachineDetectionBeepProfile))
	v.url("amdStatusCallback", &x.AMDStatusCallback)
	v.enum("deepfakeDetection", (*string)(&x.DeepfakeDetection))
	v.url("deepfakeDetectionCallbackUrl", &x.DeepfakeDetectionCallbackURL)
	v.enum("sipRegion", (*string)(&x.SipRegion))
	v.token(&x.Number)
}

func (*Number) dialNoun() {}
