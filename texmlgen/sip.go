package texmlgen

import "time"

// Sip is a SIP address a Dial calls, or a Refer sends the caller to; inside Refer it takes no attributes.
//
// Source: TeXML <Sip>, developers.telnyx.com.
type Sip struct {
	// URI: beginning with sip: or sips:. Required; Options.Target decides on it.
	URI Text

	// Username: SIP digest user.
	Username Text
	// Password: SIP digest password.
	Password Text
	// StatusCallback: hears of the dialled leg.
	StatusCallback URL
	// StatusCallbackEvent: the events it hears of. Default completed.
	StatusCallbackEvent []LegEvent
	// StatusCallbackMethod: the HTTP method of StatusCallback. Default POST.
	StatusCallbackMethod Method
	// URL: a document the callee hears before the two are bridged; may hold Gather and Hangup. Uncertain: bare
	// Say/Play there are not named as allowed (nest them in Gather); page says the callee keeps hearing ringback,
	// surely the caller is meant.
	URL URL
	// Method: the HTTP method of URL. Default POST.
	Method Method
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
	// SipRegion: signalling region. Default US; since mid-2026.
	SipRegion SipRegion
}

func (*Sip) spec() *ElementSpec { return &sipSpec }

func (x *Sip) fields(v visitor) {
	v.text("username", &x.Username)
	v.text("password", &x.Password)
	v.url("statusCallback", &x.StatusCallback)
	enumSet(v, "statusCallbackEvent", &x.StatusCallbackEvent)
	v.enum("statusCallbackMethod", (*string)(&x.StatusCallbackMethod))
	v.url("url", &x.URL)
	v.enum("method", (*string)(&x.Method))
	v.enum("machineDetection", (*string)(&x.MachineDetection))
	v.enum("detectionMode", (*string)(&x.DetectionMode))
	v.duration("machineDetectionTimeout", &x.MachineDetectionTimeout)
	v.duration("machineDetectionPromptEndTimeout", &x.MachineDetectionPromptEndTimeout)
	v.enum("machineDetectionBeepProfile", (*string)(&x.MachineDetectionBeepProfile))
	v.url("amdStatusCallback", &x.AMDStatusCallback)
	v.enum("sipRegion", (*string)(&x.SipRegion))
	v.token(&x.URI)
}

func (*Sip) dialNoun() {}
