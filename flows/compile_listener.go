package flows

import (
	"strconv"

	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// listener is a service that takes the caller's sound out of the call, where a state starts it or stops it.
type listener struct {
	start   bool
	element string // TeXML's name
	name    string // what a stop calls it by, as written
	at      diag.Span
}

// what is the listener in the language.
func (l listener) what() string {
	for key, service := range startable {
		if service.element == l.element {
			return key
		}
	}
	return ""
}

// stop is how a stop names it; "" for one that has no stop.
func (l listener) stop() string {
	switch {
	case l.element == "Transcription":
		return l.what()
	case l.element == "Recording" || l.name == "":
		return ""
	}
	return "{" + l.what() + ": " + strconv.Quote(l.name) + "}"
}

// takes reports whether what is entered can be made out in what it takes: a transcription has words alone.
func (l listener) takes(e *secretEntry) bool {
	return e.words || e.keys && l.element != "Transcription"
}

// secretEntry is a secret that is entered in a state.
type secretEntry struct{ keys, words bool }

// takesCaller reports whether a service takes the caller's side of the call.
func takesCaller(e texmlgen.Element) bool {
	switch e := e.(type) {
	case *texmlgen.Stream:
		return e.Track != texmlgen.StreamOutbound
	case *texmlgen.Siprec:
		return e.Track != texmlgen.StreamOutbound
	case *texmlgen.Recording:
		return e.Track != texmlgen.TrackOutbound
	case *texmlgen.Transcription:
		return e.TranscriptionTracks != texmlgen.TrackOutbound
	}
	return false
}

// noteService takes down a service that the state starts or stops.
func (s *stateCompiler) noteService(d *serviceDecl, e texmlgen.Element, start bool) {
	if !takesCaller(e) {
		return
	}
	l := listener{start: start, element: d.Element, name: d.Name.Value}
	if start {
		l.at = d.Key.Span
	}
	s.listeners[s.decl] = append(s.listeners[s.decl], l)
}

// noteRaw takes down the services that a raw verb starts or stops.
func (s *stateCompiler) noteRaw(r *rawDocument, tree *texmlgen.Tree, v texmlgen.Verb) {
	var services []texmlgen.Service
	start := false
	switch v := v.(type) {
	case *texmlgen.Start:
		services, start = v.Services, true
	case *texmlgen.Stop:
		services = v.Services
	}
	for _, e := range services {
		if !takesCaller(e) {
			continue
		}
		l := listener{start: start, at: r.element(tree, e)}
		switch e := e.(type) {
		case *texmlgen.Stream:
			l.element, l.name = "Stream", e.Name.String()
		case *texmlgen.Siprec:
			l.element, l.name = "Siprec", e.Name.String()
		case *texmlgen.Recording:
			l.element = "Recording"
		case *texmlgen.Transcription:
			l.element = "Transcription"
		}
		if line, column, ok := tree.Position(e); ok && l.name != "" && r.computed(r.offset(line, column)) {
			if !start {
				continue // which it stops is not known
			}
			l.name = ""
		}
		s.listeners[s.decl] = append(s.listeners[s.decl], l)
	}
}

// rawSecret is what is entered at the raw verb that waits, a Gather.
func rawSecret(verbs []texmlgen.Verb) *secretEntry {
	e := &secretEntry{}
	for _, v := range verbs {
		g, ok := v.(*texmlgen.Gather)
		if !ok {
			continue
		}
		e.keys = len(g.Input) == 0
		for _, in := range g.Input {
			e.keys, e.words = e.keys || in == texmlgen.InputDTMF, e.words || in == texmlgen.InputSpeech
		}
	}
	return e
}
