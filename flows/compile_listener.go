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

// listenerOf is a service as a listener; not ok when it does not take the caller's side of the call.
func listenerOf(e texmlgen.Element) (l listener, ok bool) {
	l.element = texmlgen.NameOf(e)
	switch e := e.(type) {
	case *texmlgen.Stream:
		l.name, ok = e.Name.String(), e.Track != texmlgen.StreamOutbound
	case *texmlgen.Siprec:
		l.name, ok = e.Name.String(), e.Track != texmlgen.StreamOutbound
	case *texmlgen.Recording:
		ok = e.Track != texmlgen.TrackOutbound
	case *texmlgen.Transcription:
		ok = e.TranscriptionTracks != texmlgen.TrackOutbound
	}
	return l, ok
}

// noteService takes down a service that the state starts or stops.
func (s *stateCompiler) noteService(d *serviceDecl, e texmlgen.Element, start bool) {
	l, ok := listenerOf(e)
	if !ok {
		return
	}
	l.start, l.name = start, d.Name.Value // a sample stands for it in e
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
		l, ok := listenerOf(e)
		if !ok {
			continue
		}
		l.start, l.at = start, r.element(tree, e)
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
