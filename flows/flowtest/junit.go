package flowtest

import (
	"encoding/xml"
	"fmt"
	"io"

	"github.com/texmlflow/texmlflow/flows/diag"
)

type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Time     string      `xml:"time,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		Time    string        `xml:"time,attr"`
		Failure *junitFailure `xml:"failure"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",cdata"`
	}
)

// WriteJUnit writes a report in JUnit's form: a suite for each file, a case for each scenario.
func WriteJUnit(w io.Writer, r *Report) error {
	var out junitSuites
	out.Tests, out.Failures = r.Counts()
	for _, f := range r.Files {
		s := junitSuite{Name: diag.OneLine(f.File.Name), Tests: len(f.Results), Failures: f.Failed(), Time: fmt.Sprintf("%.3f", f.Took().Seconds())}
		for _, one := range f.Results {
			c := junitCase{Name: diag.OneLine(one.Scenario.Name), Class: s.Name, Time: fmt.Sprintf("%.3f", one.Took.Seconds())}
			if len(one.Failures) > 0 {
				first := one.Failures[0]
				c.Failure = &junitFailure{Message: diag.OneLine(first.What + ": " + first.Message), Type: first.What, Text: one.Text()}
			}
			s.Cases = append(s.Cases, c)
		}
		out.Suites = append(out.Suites, s)
	}
	b, err := xml.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, b)
	return err
}
