package diag

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// WriteGitHub writes each finding as a command that makes GitHub Actions show it beside the line:
//
//	::error file=flow.yaml,line=14,endLine=14,col=11,endColumn=22,title=unknown-target::unknown state "apointments"
//
// An info is a notice. Notes and the hint follow the message, each on a line of its own. Columns are left out of what
// goes over several lines, where GitHub takes none. No text of a finding can end a command or begin another.
func WriteGitHub(w io.Writer, l List) error {
	b := bufio.NewWriter(w)
	for _, f := range l {
		command := "error"
		switch f.Severity {
		case Error:
		case Warning:
			command = "warning"
		case Info:
			command = "notice"
		}
		var properties []string
		add := func(name, value string) {
			if value != "" {
				properties = append(properties, name+"="+githubProperty.Replace(printable(value)))
			}
		}
		add("file", f.Span.File)
		if s := f.Span; s.File != "" && !s.IsZero() {
			add("line", fmt.Sprint(s.Line))
			add("endLine", fmt.Sprint(max(s.Line, s.EndLine)))
			if s.EndLine <= s.Line {
				add("col", fmt.Sprint(s.Column))
				add("endColumn", fmt.Sprint(max(s.Column, s.EndColumn)))
			}
		}
		add("title", f.Code)
		parameters := ""
		if len(properties) > 0 {
			parameters = " " + strings.Join(properties, ",")
		}
		fmt.Fprintf(b, "::%s%s::%s\n", command, parameters, githubData.Replace(f.paragraph()))
	}
	return b.Flush() // bufio keeps the first write error for here
}

// The escapes of workflow commands, which are those of its runner: https://github.com/actions/toolkit, command.ts.
var (
	githubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// paragraph gives the message, and below it the notes and the hint, for formats that have one text for all.
func (f Finding) paragraph() string {
	lines := []string{printable(f.Message)}
	for _, r := range f.Related {
		at := r.Span.String()
		if at != "" {
			at += ": "
		}
		lines = append(lines, "note: "+printable(at+r.Message))
	}
	if f.Hint != "" {
		lines = append(lines, "hint: "+printable(f.Hint))
	}
	return strings.Join(lines, "\n")
}
