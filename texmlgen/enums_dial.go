package texmlgen

// RingTone is the ring tone of a country; "" leaves the attribute out.
type RingTone string

// The values of RingTone.
const (
	RingToneAT    RingTone = "at"
	RingToneAU    RingTone = "au"
	RingToneBG    RingTone = "bg"
	RingToneBR    RingTone = "br"
	RingToneBE    RingTone = "be"
	RingToneCH    RingTone = "ch"
	RingToneCL    RingTone = "cl"
	RingToneCN    RingTone = "cn"
	RingToneCZ    RingTone = "cz"
	RingToneDE    RingTone = "de"
	RingToneDK    RingTone = "dk"
	RingToneEE    RingTone = "ee"
	RingToneES    RingTone = "es"
	RingToneFI    RingTone = "fi"
	RingToneFR    RingTone = "fr"
	RingToneGR    RingTone = "gr"
	RingToneHU    RingTone = "hu"
	RingToneIL    RingTone = "il"
	RingToneIN    RingTone = "in"
	RingToneIT    RingTone = "it"
	RingToneLT    RingTone = "lt"
	RingToneJP    RingTone = "jp"
	RingToneMX    RingTone = "mx"
	RingToneMY    RingTone = "my"
	RingToneNL    RingTone = "nl"
	RingToneNO    RingTone = "no"
	RingToneNZ    RingTone = "nz"
	RingTonePH    RingTone = "ph"
	RingTonePL    RingTone = "pl"
	RingTonePT    RingTone = "pt"
	RingToneRU    RingTone = "ru"
	RingToneSE    RingTone = "se"
	RingToneSG    RingTone = "sg"
	RingToneTH    RingTone = "th"
	RingToneTW    RingTone = "tw"
	RingToneVE    RingTone = "ve"
	RingToneZA    RingTone = "za"
	RingToneUS    RingTone = "us"
	RingToneUSOld RingTone = "us-old"
	RingToneUK    RingTone = "uk"
)

// DialRecord is when the recording of a dialled call begins, and its channels; "" leaves the attribute out.
type DialRecord string

// The values of DialRecord.
const (
	DoNotRecord           DialRecord = "do-not-record"
	RecordFromAnswer      DialRecord = "record-from-answer"
	RecordFromRinging     DialRecord = "record-from-ringing"
	RecordFromAnswerDual  DialRecord = "record-from-answer-dual"
	RecordFromRingingDual DialRecord = "record-from-ringing-dual"
)

// LegEvent is an event of the dialled leg a status callback may be asked for; "" leaves the attribute out.
type LegEvent string

// The values of LegEvent.
const (
	LegInitiated LegEvent = "initiated"
	LegRinging   LegEvent = "ringing"
	LegAnswered  LegEvent = "answered"
	LegAMD       LegEvent = "amd"
	LegDTMF      LegEvent = "dtmf"
	LegCompleted LegEvent = "completed"
	LegDeepfake  LegEvent = "deepfake"
)

// MachineDetection is whether the dialled leg is checked for an answering machine; "" leaves the attribute out.
type MachineDetection string

// The values of MachineDetection.
const (
	MachineEnable           MachineDetection = "Enable"
	MachineDetectMessageEnd MachineDetection = "DetectMessageEnd"
	MachineDisable          MachineDetection = "Disable"
)

// DetectionMode is the answering machine detector; "" leaves the attribute out.
type DetectionMode string

// The values of DetectionMode.
const (
	DetectionRegular              DetectionMode = "Regular"
	DetectionPremium              DetectionMode = "Premium"
	DetectionPremiumCallScreening DetectionMode = "PremiumCallScreening"
)

// BeepProfile is how the beep of an answering machine is recognised; "" leaves the attribute out.
type BeepProfile string

// The values of BeepProfile.
const (
	BeepProfileBoth     BeepProfile = "both"
	BeepProfileFreqOnly BeepProfile = "freq_only"
)

// SipRegion is the signalling region of the dialled leg; "" leaves the attribute out.
type SipRegion string

// The values of SipRegion.
const (
	SipRegionUS         SipRegion = "US"
	SipRegionEurope     SipRegion = "Europe"
	SipRegionCanada     SipRegion = "Canada"
	SipRegionAustralia  SipRegion = "Australia"
	SipRegionMiddleEast SipRegion = "Middle East"
)

// DeepfakeDetection is whether the callee's voice is checked for being synthetic; "" leaves the attribute out.
type DeepfakeDetection string

// The values of DeepfakeDetection.
const (
	DeepfakeEnable DeepfakeDetection = "Enable"
)

// Beep is when a conference beeps; "" leaves the attribute out.
type Beep string

// The values of Beep.
const (
	BeepTrue    Beep = "true"
	BeepFalse   Beep = "false"
	BeepOnEnter Beep = "onEnter"
	BeepOnExit  Beep = "onExit"
)

// ConferenceRecord is whether a conference is recorded; "" leaves the attribute out.
type ConferenceRecord string

// The values of ConferenceRecord.
const (
	ConferenceDoNotRecord     ConferenceRecord = "do-not-record"
	ConferenceRecordFromStart ConferenceRecord = "record-from-start"
)

// ConferenceEvent is a conference event a status callback may be asked for; "" leaves the attribute out.
type ConferenceEvent string

// The values of ConferenceEvent.
const (
	ConferenceEventStart   ConferenceEvent = "start"
	ConferenceEventEnd     ConferenceEvent = "end"
	ConferenceEventJoin    ConferenceEvent = "join"
	ConferenceEventLeave   ConferenceEvent = "leave"
	ConferenceEventSpeaker ConferenceEvent = "speaker"
)

// RejectReason is the SIP outcome of a rejected call; "" leaves the attribute out.
type RejectReason string

// The values of RejectReason.
const (
	ReasonRejected RejectReason = "rejected"
	ReasonBusy     RejectReason = "busy"
)
