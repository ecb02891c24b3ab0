package diag

import (
	"encoding/json"
	"io"
	"net/url"
	"slices"
	"strings"
)

// The parts of SARIF 2.1.0 that are written. Members that may be left out by the schema are left out when empty.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID       string        `json:"id"`
		Short    *sarifMessage `json:"shortDescription,omitempty"`
		Help     *sarifMessage `json:"help,omitempty"`
		Defaults sarifDefaults `json:"defaultConfiguration"`
	}
	sarifDefaults struct {
		Level string `json:"level"`
	}
	sarifMessage struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId,omitempty"`
		RuleIndex int             `json:"ruleIndex"` // -1: none
		Level     string          `json:"level"`
		Message   sarifMessage    `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`
		Related   []sarifLocation `json:"relatedLocations,omitempty"`
	}
	sarifLocation struct {
		ID       *int          `json:"id,omitempty"`
		Physical sarifPhysical `json:"physicalLocation"`
		Message  *sarifMessage `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
	}
)

// WriteSARIF writes the findings as one run of SARIF 2.1.0, the format of code scanners. Each code that occurs is a rule
// with its meaning, its help and its level; notes with a file are related locations, the others and the hint follow the
// message. Columns are those of [Span], which SARIF calls unicodeCodePoints. version may be "".
func WriteSARIF(w io.Writer, l List, codes Catalog, version string) error {
	run := sarifRun{
		Tool:       sarifTool{sarifDriver{Name: "texmlflow", Version: version, Rules: []sarifRule{}}},
		ColumnKind: "unicodeCodePoints",
		Results:    []sarifResult{},
	}
	index := map[string]int{"": -1}
	for i, c := range codes.codes(l) {
		index[c.Name] = i
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{
			ID: c.Name, Short: sarifText(c.Meaning), Help: sarifText(c.Help), Defaults: sarifDefaults{sarifLevel(c.Severity)},
		})
	}
	for _, f := range l {
		r := sarifResult{RuleID: f.Code, RuleIndex: index[f.Code], Level: sarifLevel(f.Severity)}
		if f.Span.File != "" {
			r.Locations = []sarifLocation{{Physical: sarifPlace(f.Span)}}
		}
		for _, rel := range f.Related {
			if rel.Span.File == "" {
				continue
			}
			id := len(r.Related) + 1
			r.Related = append(r.Related, sarifLocation{ID: &id, Physical: sarifPlace(rel.Span), Message: sarifText(sarifPlain(rel.Message))})
		}
		f.Related = slices.DeleteFunc(slices.Clone(f.Related), func(r Related) bool { return r.Span.File != "" })
		r.Message.Text = sarifPlain(f.paragraph())
		run.Results = append(run.Results, r)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(sarifLog{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0", Runs: []sarifRun{run},
	})
}

// sarifPlain is a text as the message of a result: in one, braces are placeholders unless they are doubled (3.11.5 of the
// standard), and [text](target) is a link unless its brackets are escaped (3.11.6).
func sarifPlain(text string) string {
	if strings.Contains(text, "](") {
		text = strings.NewReplacer("[", `\[`, "]", `\]`).Replace(text)
	}
	return strings.NewReplacer("{", "{{", "}", "}}").Replace(text)
}

func sarifText(text string) *sarifMessage {
	if text == "" {
		return nil
	}
	return &sarifMessage{text}
}

func sarifLevel(s Severity) string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	case Info:
	}
	return "note"
}

func sarifPlace(s Span) sarifPhysical {
	p := sarifPhysical{Artifact: sarifArtifact{fileURI(s.File)}}
	if !s.IsZero() {
		p.Region = &sarifRegion{s.Line, max(s.Column, 1), max(s.EndLine, s.Line), max(s.EndColumn, 1)}
		if p.Region.EndLine == p.Region.StartLine {
			p.Region.EndColumn = max(p.Region.EndColumn, p.Region.StartColumn)
		}
	}
	return p
}

// fileURI makes a URI of a file's name: relative where the name is, so that a viewer finds it below its own root.
func fileURI(name string) string {
	u := url.URL{Path: name}
	if strings.HasPrefix(name, "/") {
		u.Scheme = "file"
	}
	return u.String()
}
