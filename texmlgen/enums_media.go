package texmlgen

// Channels is the channel layout of a recording; "" leaves the attribute out.
type Channels string

// The values of Channels.
const (
	ChannelsSingle Channels = "single"
	ChannelsDual   Channels = "dual"
	ChannelsMono   Channels = "mono"
)

// RecordingEvent is a recording event a status callback may be asked for; "" leaves the attribute out.
type RecordingEvent string

// The values of RecordingEvent.
const (
	RecordingInProgress RecordingEvent = "in-progress"
	RecordingCompleted  RecordingEvent = "completed"
	RecordingAbsent     RecordingEvent = "absent"
)

// Trim is whether silence is cut from a recording; "" leaves the attribute out.
type Trim string

// The values of Trim.
const (
	TrimSilence Trim = "trim-silence"
	DoNotTrim   Trim = "do-not-trim"
)

// Format is the file format of a recording; "" leaves the attribute out.
type Format string

// The values of Format.
const (
	FormatMp3 Format = "mp3"
	FormatWav Format = "wav"
)

// Track is the side of the call that is meant; "" leaves the attribute out.
type Track string

// The values of Track.
const (
	TrackInbound  Track = "inbound"
	TrackOutbound Track = "outbound"
	TrackBoth     Track = "both"
)

// StreamTrack is the side of the call whose audio is forked; "" leaves the attribute out.
type StreamTrack string

// The values of StreamTrack.
const (
	StreamInbound  StreamTrack = "inbound_track"
	StreamOutbound StreamTrack = "outbound_track"
	StreamBoth     StreamTrack = "both_tracks"
)

// Codec is an audio codec; "" leaves the attribute out.
type Codec string

// The values of Codec.
const (
	CodecPCMU    Codec = "PCMU"
	CodecPCMA    Codec = "PCMA"
	CodecG722    Codec = "G722"
	CodecOPUS    Codec = "OPUS"
	CodecAMRWB   Codec = "AMR-WB"
	CodecDefault Codec = "default"
)

// BidirectionalMode is how an application sends audio back; "" leaves the attribute out.
type BidirectionalMode string

// The values of BidirectionalMode.
const (
	BidirectionalMp3 BidirectionalMode = "mp3"
	BidirectionalRtp BidirectionalMode = "rtp"
)

// SamplingRate is the sampling rate of returned audio, in Hz; "" leaves the attribute out.
type SamplingRate string

// The values of SamplingRate.
const (
	SamplingRate8000  SamplingRate = "8000"
	SamplingRate16000 SamplingRate = "16000"
	SamplingRate24000 SamplingRate = "24000"
)

// SuppressionEngine is the noise suppressor; "" leaves the attribute out.
type SuppressionEngine string

// The values of SuppressionEngine.
const (
	SuppressionDenoiser      SuppressionEngine = "Denoiser"
	SuppressionDeepFilterNet SuppressionEngine = "DeepFilterNet"
	SuppressionKrisp         SuppressionEngine = "Krisp"
	SuppressionAiCoustics    SuppressionEngine = "AiCoustics"
)

// KrispModel is a Krisp model file; "" leaves the attribute out.
type KrispModel string

// The values of KrispModel.
const (
	KrispVivaTelV2     KrispModel = "krisp-viva-tel-v2.kef"
	KrispVivaTelLiteV1 KrispModel = "krisp-viva-tel-lite-v1.kef"
	KrispVivaProV1     KrispModel = "krisp-viva-pro-v1.kef"
	KrispVivaSsV1      KrispModel = "krisp-viva-ss-v1.kef"
)

// AiCousticsFamily is an AiCoustics model family; "" leaves the attribute out.
type AiCousticsFamily string

// The values of AiCousticsFamily.
const (
	FamilySparrow AiCousticsFamily = "sparrow"
	FamilyQuail   AiCousticsFamily = "quail"
)

// AiCousticsSize is an AiCoustics model size; "" leaves the attribute out.
type AiCousticsSize string

// The values of AiCousticsSize.
const (
	SizeS  AiCousticsSize = "s"
	SizeL  AiCousticsSize = "l"
	SizeVF AiCousticsSize = "vf"
)
