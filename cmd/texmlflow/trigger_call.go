package main

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// phoneCall is a call that trigger plays, as the state file keeps it.
type phoneCall struct {
	Entry      string `json:"entry"` // the URL that it began at
	CallSID    string `json:"call_sid"`
	From       string `json:"from"`
	To         string `json:"to"`
	Account    string `json:"account_sid"`
	Connection string `json:"connection_id,omitempty"`
	Answer     answer `json:"answer"` // the last document
	Hold       beside `json:"hold"`   // what the caller hears who waits there
	Screen     beside `json:"screen"` // what the callee is asked by who was asked last
}

// loadCall reads a state file; nil where there is none.
func loadCall(path string) (*phoneCall, error) {
	b, err := readSmall(path, 1<<20)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the state: %w", err)
	}
	c := &phoneCall{}
	if err := json.Unmarshal(b, c); err != nil || c.Entry == "" || c.CallSID == "" {
		return nil, trouble("remove the file to begin another call", "%s is no state of texmlflow trigger", path)
	}
	return c, nil
}

// save writes the state file; a run that is killed leaves a whole one.
func (c *phoneCall) save(path string) error {
	b, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	if err := moveOver(path, append(b, '\n'), 0o600); err != nil {
		return fmt.Errorf("write the state: %w", err)
	}
	return nil
}

func newCallSID() string {
	b := make([]byte, 18)
	_, _ = rand.Read(b) // never fails
	return "v3:" + base64.RawURLEncoding.EncodeToString(b)
}

// knows reports whether a URL is of this call.
func (c *phoneCall) knows(raw string) bool {
	known := []string{c.Entry, c.Answer.Wait, c.Answer.Recording, c.Answer.Transcription}
	for _, d := range []answer{c.Answer, c.Hold.Answer, c.Screen.Answer} {
		known = append(known, d.Action, d.Silence)
	}
	return slices.Contains(known, raw)
}

// target is the URL that an input is sent to. It is an error if the last document does not wait for this input, or if its
// URL is on another host than the one that the call began at.
func (c *phoneCall) target(in input, state string) (*url.URL, error) {
	entry, err := parseTarget(c.Entry)
	if err != nil {
		return nil, err
	}
	raw := c.Entry
	switch {
	case in.kind == inputBegin:
	case in.kind == inputCompleted:
		raw = c.base() + "/events/status"
	case in.kind == inputTranscription:
		raw = c.base() + "/events/transcription"
	case state == "": // the URL is the one of a printed document
	default:
		if raw, err = c.answerURL(in); err != nil {
			return nil, err
		}
		if in.kind == inputDial && in.text == declined && c.Screen.Answer.Verb != "Hangup" {
			return nil, usage("ask one first: --event screen, and then --event screen:2", "no callee has declined yet")
		}
	}
	target, err := entry.Parse(raw)
	if err != nil {
		return nil, trouble("", "the answer's URL %s: %w", quoted(raw), err)
	}
	if target.Scheme != entry.Scheme || target.Host != entry.Host {
		here := entry.Scheme + "://" + entry.Host
		return nil, trouble("start serve with --public-url "+here+", or begin the call at the public URL",
			"the document leads to %s://%s, and nothing is sent but to %s", target.Scheme, target.Host, here)
	}
	return target, nil
}

// base is the public URL of the host: what stands before the path of an entry or a turn.
func (c *phoneCall) base() string {
	u, err := url.Parse(c.Entry)
	if err != nil {
		return c.Entry
	}
	u.RawQuery, u.Fragment = "", ""
	u.Path, u.RawPath = entryPath.ReplaceAllString(u.Path, ""), ""
	return strings.TrimRight(u.String(), "/")
}

// entryPath is the end of a path at which a call begins or a turn is answered.
var entryPath = regexp.MustCompile(`/(texml(/[^/]+)?|t/[^/]+)/?$`)

// answerURL is the URL of the last document for an input.
func (c *phoneCall) answerURL(in input) (string, error) {
	d := c.Answer
	raw, wants := d.Action, in.verb()
	switch in.kind {
	case inputHold, inputScreen:
		if raw = c.sideURL(in); raw == "" {
			return "", c.noSide(in)
		}
		return raw, nil
	case inputSilence:
		raw, wants = d.Silence, d.Verb
	case inputRecording: // which the carrier sends when the file is there, often after the call has gone on
		raw, wants = d.Recording, d.Verb
	case inputRecordingText: // later still
		raw, wants = d.Transcription, d.Verb
	default: // the action
	}
	if in.kind == inputDial && in.text == declined && d.Verb == "Dial" && len(d.Screens) == 0 {
		return "", usage("the last document "+d.waits(), "the last document asks no callee first")
	}
	if raw == "" || wants != d.Verb {
		return "", usage("go on with "+d.sample(), "the last document %s", d.waits())
	}
	return raw, nil
}

// take takes the document that an input was answered with.
func (c *phoneCall) take(in input, body []byte) error {
	s := c.side(in)
	if s == nil {
		return c.answered(body)
	}
	var err error
	s.Answer, err = readAnswer(body)
	return err
}

// answered takes the caller's next document. The callbacks of the last one go on where it has none: a recording's file is
// there, and written down, when the call has long gone on. What ran beside the last one is over.
func (c *phoneCall) answered(body []byte) error {
	d, err := readAnswer(body)
	if err != nil {
		return err
	}
	if d.Recording == "" {
		d.Recording = c.Answer.Recording
	}
	if d.Transcription == "" {
		d.Transcription = c.Answer.Transcription
	}
	c.Answer, c.Hold, c.Screen = d, beside{}, beside{}
	return nil
}
