package main

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// inputFlags are the flags that say what happens in a call.
type inputFlags struct {
	digits, speech string
	confidence     string
	silence        bool
	event          string
	recordingURL   string
	given          func(flag string) bool
}

// sampleRecording is the URL of a recording that nobody has made.
const sampleRecording = "https://media.example.com/recording.mp3"

// define adds the flags to a command.
func (o *inputFlags) define(cmd *cobra.Command) {
	f := cmd.Flags()
	o.given = f.Changed
	f.StringVar(&o.digits, "digits", "", "the caller presses `keys`")
	f.StringVar(&o.speech, "speech", "", "the caller says `words`")
	f.StringVar(&o.confidence, "confidence", "0.93", "how sure the recognition of --speech is, `0 to 1`")
	f.BoolVar(&o.silence, "silence", false, "nothing happens: go on at the document's Redirect")
	f.StringVar(&o.event, "event", "", "something else happens: an `EVENT` of those above")
	f.StringVar(&o.recordingURL, "recording-url", sampleRecording, "`URL` of what was recorded, for --event")
	cmd.MarkFlagsMutuallyExclusive("digits", "speech", "silence", "event")
}

// areKeys reports whether a text is keys of a phone; those with letters come from machines.
func areKeys(text string) bool { return text != "" && strings.Trim(text, "0123456789*#ABCDabcd") == "" }

// input takes what happens to the caller from the flags.
func (o *inputFlags) input() (input, error) {
	if o.given("confidence") && !o.given("speech") {
		return input{}, usage("", "--confidence belongs to --speech")
	}
	switch {
	case o.given("digits"):
		if !areKeys(o.digits) {
			return input{}, usage("the keys are 0-9, * and #", "--digits %s: not keys of a phone", quoted(o.digits))
		}
		return input{kind: inputDigits, text: o.digits}, nil
	case o.given("speech"):
		if err := checkConfidence(o.confidence); err != nil {
			return input{}, err
		}
		return input{kind: inputSpeech, text: o.speech, more: o.confidence}, nil
	case o.silence:
		return input{kind: inputSilence}, nil
	case o.given("event"):
		return parseEvent("--event", o.event, o.recordingURL)
	}
	return input{kind: inputBegin}, nil
}

func checkConfidence(text string) error {
	if c, err := strconv.ParseFloat(text, 64); err != nil || !(c >= 0 && c <= 1) {
		return usage("", "--confidence %s: expected a number from 0 to 1", quoted(text))
	}
	return nil
}
