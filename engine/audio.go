package engine

import (
	"strings"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// Audio is a recording that is played. Exactly one of its fields is used.
type Audio struct {
	URL  *guard.Template // absolute https URL
	File string          // a file that the host serves: the SHA-256 of its bytes in hex, a slash, its name
}

const audioPrefix = "audio:"

// AudioRoute is the route of a recording that the host serves. It belongs to no turn: what it leads to never changes.
func AudioRoute(file string) string { return audioPrefix + file }

// AudioOf returns the recording that a route leads to; false for a route of another kind.
func AudioOf(route string) (file string, ok bool) { return strings.CutPrefix(route, audioPrefix) }

// recording is where a recording is.
func (s *stepper) recording(a *Audio) texmlgen.URL {
	if a.URL == nil {
		return texmlgen.Route(AudioRoute(a.File))
	}
	return s.link(a.URL)
}
