package texmlgen

import "time"

// Play plays an audio file, sends DTMF digits down the line, or sounds a ring tone.
//
// A playback failure aborts the whole document unless ContinueOnError is true.
//
// Source: TeXML <Play>, developers.telnyx.com.
type Play struct {
	// URL: an mp3 or wav file, or with MediaStorage true the name of a stored file: Link(Literal("name")). Empty with
	// Digits or RingTone, required otherwise.
	URL URL

	// Loop: how often the caller hears it; 0 is without end. 0 or more; default 1.
	Loop Opt[int]
	// MediaStorage: the content names a file in Telnyx media storage. Default false.
	MediaStorage Opt[bool]
	// Digits: DTMF that is sent instead of a file: 0-9 * # and w, a pause of half a second.
	Digits Text
	// FailoverURL: played once instead when the file fails. Since mid-2026.
	FailoverURL URL
	// ContinueOnError: goes on with the next verb when the file fails, instead of aborting the document. Default
	// false; since mid-2026.
	ContinueOnError Opt[bool]
	// RingTone: the ring tone of a country instead of a file; not in a conference; with loop 0 without end. Since
	// mid-2026.
	RingTone RingTone
}

func (*Play) spec() *ElementSpec { return &playSpec }

func (x *Play) fields(v visitor) {
	v.integer("loop", &x.Loop)
	v.flag("mediaStorage", &x.MediaStorage)
	v.text("digits", &x.Digits)
	v.url("failoverUrl", &x.FailoverURL)
	v.flag("continueOnError", &x.ContinueOnError)
	v.enum("ringTone", (*string)(&x.RingTone))
	v.contentURL(&x.URL)
}

func (*Play) verb() {}

// Pause keeps the line silent.
//
// Source: TeXML <Pause>, developers.telnyx.com.
type Pause struct {
	// Length: how long the line is silent. Whole seconds, 1 to 180; default 1.
	Length Opt[time.Duration]
}

func (*Pause) spec() *ElementSpec { return &pauseSpec }

func (x *Pause) fields(v visitor) {
	v.duration("length", &x.Length)
}

func (*Pause) verb() {}
