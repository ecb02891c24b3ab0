package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/texmlflow/texmlflow/engine/guard"
)

// stored is the form of a call that a store keeps. Field names are short because every turn writes them.
type stored struct {
	SID            string         `json:"sid"`
	Track          TrackKind      `json:"track,omitempty"`
	AccountSID     string         `json:"account,omitempty"`
	From           string         `json:"from,omitempty"`
	To             string         `json:"to,omitempty"`
	Started        time.Time      `json:"started"`
	Turn           int            `json:"turn"`
	Frames         []storedFrame  `json:"frames"`
	Language       string         `json:"language"`
	Taken          map[string]int `json:"taken,omitempty"`
	Limited        int            `json:"limited,omitempty"`
	Status         string         `json:"status,omitempty"`
	StatusSequence int            `json:"sequence"`
	Ended          bool           `json:"ended,omitempty"`
	EndedAt        time.Time      `json:"ended_at,omitzero"`
	EndedBy        string         `json:"ended_by,omitempty"`
	Recording      string         `json:"recording,omitempty"`
	RecordingTurn  int            `json:"recording_turn,omitempty"`
	Transcript     string         `json:"transcript,omitempty"`
	TranscriptTurn int            `json:"transcript_turn,omitempty"`
	StreamTurn     int            `json:"stream_turn,omitempty"`
	StreamFailed   int            `json:"stream_failed,omitempty"`
	Queue          Queue          `json:"queue,omitzero"`
	Beneath        []string       `json:"beneath,omitempty"`
	Screened       Screened       `json:"screened,omitempty"`
}

type storedFrame struct {
	Flow      string         `json:"flow"`
	State     string         `json:"state"`
	Vars      map[string]any `json:"vars,omitempty"`
	Set       []string       `json:"set,omitempty"`
	Attempt   int            `json:"attempt"`
	NoInputs  int            `json:"no_inputs,omitempty"`
	NoMatches int            `json:"no_matches,omitempty"`
}

// EncodeCall returns the bytes a store keeps for a call of this machine.
func (m *Machine) EncodeCall(c *Call) ([]byte, error) {
	s := stored{
		SID: c.SID, Track: c.Track, Queue: c.Queue, Beneath: c.Beneath, Screened: c.Screened, AccountSID: c.AccountSID, From: c.From, To: c.To, Started: c.Started, Turn: c.Turn,
		Language: c.Language, Taken: c.Taken, Limited: c.Limited, Status: c.Status, StatusSequence: c.StatusSequence,
		Ended: c.Ended, EndedAt: c.EndedAt, EndedBy: c.EndedBy, Recording: c.Recording, RecordingTurn: c.RecordingTurn,
		Transcript: c.Transcript, TranscriptTurn: c.TranscriptTurn, StreamTurn: c.StreamTurn, StreamFailed: c.StreamFailed,
		Frames: make([]storedFrame, len(c.Frames)),
	}
	for i, f := range c.Frames {
		flow := m.Flows[f.Flow]
		if flow == nil {
			return nil, fmt.Errorf("encode call: no flow %q in machine %s", f.Flow, m.Name)
		}
		vars := make(map[string]any, len(f.Vars))
		for _, v := range flow.variables() {
			value := f.Vars[v.Name]
			if value == nil {
				continue
			}
			encoded, err := v.Type.Encode(value)
			if err != nil {
				return nil, fmt.Errorf("encode call: variable %s of flow %s: %w", v.Name, f.Flow, err)
			}
			vars[v.Name] = encoded
		}
		s.Frames[i] = storedFrame{
			Flow: f.Flow, State: f.State, Vars: vars, Set: slices.Sorted(maps.Keys(f.Set)), Attempt: f.Attempt,
			NoInputs: f.NoInputs, NoMatches: f.NoMatches,
		}
	}
	return json.Marshal(s)
}

// DecodeCall reads what EncodeCall of the same version wrote.
func (m *Machine) DecodeCall(b []byte) (*Call, error) {
	var s stored
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber() // a float64 would lose digits of whole numbers
	if err := d.Decode(&s); err != nil {
		return nil, fmt.Errorf("decode call: %w", err)
	}
	c := &Call{
		SID: s.SID, Track: s.Track, Queue: s.Queue, Beneath: s.Beneath, Screened: s.Screened, AccountSID: s.AccountSID, From: s.From, To: s.To, Started: s.Started, Turn: s.Turn,
		Language: s.Language, Taken: s.Taken, Limited: s.Limited, Status: s.Status, StatusSequence: s.StatusSequence,
		Ended: s.Ended, EndedAt: s.EndedAt, EndedBy: s.EndedBy, Recording: s.Recording, RecordingTurn: s.RecordingTurn,
		Transcript: s.Transcript, TranscriptTurn: s.TranscriptTurn, StreamTurn: s.StreamTurn, StreamFailed: s.StreamFailed,
		Frames: make([]Frame, len(s.Frames)),
	}
	for i, f := range s.Frames {
		flow := m.Flows[f.Flow]
		if flow == nil {
			return nil, fmt.Errorf("decode call: no flow %q in machine %s", f.Flow, m.Name)
		}
		if flow.States[f.State] == nil {
			return nil, fmt.Errorf("decode call: no state %q in flow %s", f.State, f.Flow)
		}
		vars := make(map[string]any, len(f.Vars))
		for _, v := range flow.variables() {
			raw, ok := f.Vars[v.Name]
			if !ok {
				// Only an optional variable can have been absent when it was written.
				vars[v.Name] = nil
				continue
			}
			value, err := v.Type.Decode(raw)
			if err != nil {
				return nil, fmt.Errorf("decode call: variable %s of flow %s: %w", v.Name, f.Flow, err)
			}
			vars[v.Name] = value
		}
		var set map[string]bool
		for _, name := range f.Set {
			if set == nil {
				set = make(map[string]bool, len(f.Set))
			}
			set[name] = true
		}
		c.Frames[i] = Frame{
			Set:  set,
			Flow: f.Flow, State: f.State, Vars: vars, Attempt: f.Attempt, NoInputs: f.NoInputs, NoMatches: f.NoMatches,
		}
	}
	return c, nil
}

// variables returns what a frame of this flow holds: parameters and variables.
func (f *Flow) variables() []guard.Field {
	fields := make([]guard.Field, 0, len(f.Params)+len(f.Vars))
	fields = append(fields, f.Params...)
	for _, v := range f.Vars {
		fields = append(fields, guard.Field{Name: v.Name, Type: v.Type})
	}
	return fields
}
