package diag

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
)

type (
	junitSuites struct {
		XMLName  xml.Name `xml:"testsuites"`
		Tests    int      `xml:"tests,attr"`
		Failures int      `xml:"failures,attr"`
		Suite    junitSuite
	}
	junitSuite struct {
		XMLName  xml.Name    `xml:"testsuite"`
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		Failure *junitFailure `xml:"failure"`
		Out     *junitText    `xml:"system-out"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		junitText
	}
	junitText struct {
		Escaped string `xml:",innerxml"`
	}
)

// noFile names the test case of findings that are about no file.
const noFile = "settings"

// WriteJUnit writes the findings as a JUnit report of one suite with one test case per file: those of opt.Files, and those
// that findings are about. A file with errors fails, with all of them in one failure, as many readers of reports take no
// second. Warnings and infos are its output; with opt.Strict warnings fail too.
func WriteJUnit(w io.Writer, l List, opt Options) error {
	byFile := map[string]List{}
	names := slices.Clone(opt.Files)
	for _, f := range l {
		name := f.Span.File
		if name == "" {
			name = noFile
		}
		byFile[name] = append(byFile[name], f)
		names = append(names, name)
	}
	slices.Sort(names)
	report := junitSuites{Suite: junitSuite{Name: opt.Suite}}
	for _, name := range slices.Compact(names) {
		c, err := junitCaseOf(name, byFile[name], opt)
		if err != nil {
			return err
		}
		if c.Failure != nil {
			report.Suite.Failures++
		}
		report.Suite.Cases = append(report.Suite.Cases, c)
	}
	report.Suite.Tests = len(report.Suite.Cases)
	report.Tests, report.Failures = report.Suite.Tests, report.Suite.Failures
	b, err := xml.MarshalIndent(report, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, b)
	return err
}

func junitCaseOf(name string, l List, opt Options) (junitCase, error) {
	c := junitCase{Name: printable(name), Class: opt.Suite}
	var failures, told List
	for _, f := range l {
		if f.Severity == Error || opt.Strict && f.Severity == Warning {
			failures = append(failures, f)
		} else {
			told = append(told, f)
		}
	}
	if len(failures) > 0 {
		body, err := junitBody(failures, opt.Sources)
		if err != nil {
			return c, err
		}
		message := failures[0].Message
		if more := len(failures) - 1; more > 0 {
			message += fmt.Sprintf(" (and %d more)", more)
		}
		c.Failure = &junitFailure{Message: printable(message), Type: printable(failures[0].Code), junitText: body}
	}
	if len(told) > 0 {
		body, err := junitBody(told, opt.Sources)
		if err != nil {
			return c, err
		}
		c.Out = &body
	}
	return c, nil
}

// junitBody is findings as text that stands in XML as it is, with its line breaks.
func junitBody(l List, src Sources) (junitText, error) {
	var plain, escaped strings.Builder
	if err := WriteText(&plain, l, src, TextOptions{}); err != nil {
		return junitText{}, err
	}
	if err := xml.EscapeText(&escaped, []byte(plain.String())); err != nil {
		return junitText{}, err
	}
	return junitText{strings.ReplaceAll(escaped.String(), "&#xA;", "\n")}, nil
}
