package diag

import (
	"encoding/json"
	"io"
)

type jsonReport struct {
	FormatVersion int           `json:"format_version"`
	Valid         bool          `json:"valid"`
	Errors        int           `json:"errors"`
	Warnings      int           `json:"warnings"`
	Findings      []jsonFinding `json:"findings"`
	Codes         []jsonCode    `json:"codes"`
}

type jsonCode struct {
	Name     string   `json:"code"`
	Severity Severity `json:"severity"`
	Meaning  string   `json:"meaning"`
	Help     string   `json:"help"`
}

type jsonFinding struct {
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	Message  string   `json:"message"`
	Hint     string   `json:"hint"`
	jsonSpan
	Related []jsonRelated `json:"related"`
}

type jsonRelated struct {
	Message string `json:"message"`
	jsonSpan
}

type jsonSpan struct {
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"end_line"`
	EndColumn int    `json:"end_column"`
}

// WriteJSON writes the findings as one JSON object, in the order of the list.
//
// The fields are format_version (1), valid (no errors), errors, warnings, and findings: code, severity (error, warning
// or info), message, hint, file, line, column, end_line, end_column (1-based, in runes, the end exclusive, 0 where
// there is no place) and related, a list of message and place; and codes, each that occurs once: code, severity, meaning
// and help, which are "" where known does not know it. Every field is always present. A field may be added under the same
// format_version, none is renamed or removed.
func WriteJSON(w io.Writer, l List, known Catalog) error {
	errors, warnings := l.Counts()
	r := jsonReport{FormatVersion: 1, Valid: errors == 0, Errors: errors, Warnings: warnings, Findings: []jsonFinding{}, Codes: []jsonCode{}}
	for _, c := range known.codes(l) {
		r.Codes = append(r.Codes, jsonCode(c))
	}
	for _, f := range l {
		j := jsonFinding{
			Code: f.Code, Severity: f.Severity, Message: f.Message, Hint: f.Hint,
			jsonSpan: jsonSpan(f.Span), Related: []jsonRelated{},
		}
		for _, rel := range f.Related {
			j.Related = append(j.Related, jsonRelated{Message: rel.Message, jsonSpan: jsonSpan(rel.Span)})
		}
		r.Findings = append(r.Findings, j)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false) // guards are full of && and <; nothing here goes into a page
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}
