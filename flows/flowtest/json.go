package flowtest

import (
	"encoding/json"
	"io"
)

// The report for programs. Names of fields are stable.
type (
	jsonReport struct {
		Ran       int            `json:"ran"`
		Failed    int            `json:"failed"`
		Scenarios []jsonScenario `json:"scenarios"`
		Coverage  []jsonCoverage `json:"coverage,omitempty"`
	}
	jsonScenario struct {
		File     string        `json:"file"`
		Line     int           `json:"line"`
		Name     string        `json:"name"`
		OK       bool          `json:"ok"`
		Millis   int64         `json:"ms"`
		Failures []jsonFailure `json:"failures,omitempty"`
	}
	jsonFailure struct {
		File     string   `json:"file"`
		Line     int      `json:"line"`
		Column   int      `json:"column"`
		What     string   `json:"what"`
		Message  string   `json:"message"`
		Expected []string `json:"expected,omitempty"`
		Got      []string `json:"got,omitempty"`
		Heard    []string `json:"heard,omitempty"`
		State    string   `json:"state,omitempty"`
		WaitsFor string   `json:"waits_for,omitempty"`
		Way      []string `json:"way,omitempty"`
		Tried    []string `json:"tried,omitempty"`
		Notes    []string `json:"notes,omitempty"`
	}
	jsonCoverage struct {
		Flow      string              `json:"flow"`
		Percent   float64             `json:"percent"`
		Counts    map[ItemKind][2]int `json:"counts"` // covered, all
		Uncovered []jsonUncovered     `json:"uncovered,omitempty"`
	}
	jsonUncovered struct {
		File string   `json:"file"`
		Line int      `json:"line"`
		Kind ItemKind `json:"kind"`
		Name string   `json:"name"`
	}
)

// WriteJSON writes a report for programs, with the coverage if asked.
func WriteJSON(w io.Writer, r *Report, cover bool) error {
	out := jsonReport{Scenarios: []jsonScenario{}}
	out.Ran, out.Failed = r.Counts()
	for _, f := range r.Files {
		for _, one := range f.Results {
			s := jsonScenario{
				File: f.File.Name, Line: one.Scenario.At.Line, Name: one.Scenario.Name, OK: len(one.Failures) == 0, Millis: one.Took.Milliseconds(),
			}
			for _, x := range one.Failures {
				s.Failures = append(s.Failures, jsonFailure{
					File: x.At.File, Line: x.At.Line, Column: x.At.Column, What: x.What, Message: x.Message, Expected: x.Expected, Got: x.Got,
					Heard: x.Heard, State: x.State, WaitsFor: x.WaitsFor, Way: x.Way, Tried: x.Tried, Notes: x.Notes,
				})
			}
			out.Scenarios = append(out.Scenarios, s)
		}
	}
	if cover {
		for _, f := range r.Coverage.Flows {
			c := jsonCoverage{Flow: f.Flow, Percent: f.Percent(), Counts: map[ItemKind][2]int{}}
			for _, kind := range ItemKinds() {
				covered, all := f.Count(kind)
				c.Counts[kind] = [2]int{covered, all}
			}
			for _, i := range f.Uncovered() {
				c.Uncovered = append(c.Uncovered, jsonUncovered{i.Place.File, i.Place.Line, i.Kind, i.Name})
			}
			out.Coverage = append(out.Coverage, c)
		}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
