package texmlgen

import (
	"cmp"
	"fmt"
	"slices"
)

// Severity is how bad a finding is.
type Severity string

// The severities. An error means Telnyx would do something else than the document says, or refuse it; a warning means
// it may; an information says where TeXML differs from TwiML or what cannot be checked.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
	SeverityInfo    Severity = "info"
)

// The codes of findings.
const (
	CodeSyntax           = "syntax"            // not well-formed XML
	CodeEncoding         = "encoding"          // not UTF-8
	CodeDTD              = "dtd"               // a document type declaration
	CodeEntity           = "entity"            // an entity XML does not define
	CodeRoot             = "root"              // the root is not Response, or there is none
	CodeSeveralRoots     = "several-roots"     // more than one root
	CodeNamespace        = "namespace"         // a prefix or xmlns
	CodeDepth            = "depth"             // deeper than any TeXML
	CodeStrayText        = "stray-text"        // text where only elements or nothing may be
	CodeUnknownElement   = "unknown-element"   // no such verb or noun
	CodeNesting          = "nesting"           // known, but not here
	CodeTwice            = "twice"             // an element or attribute that may be there once
	CodeUnknownAttribute = "unknown-attribute" // no such attribute here
	CodeRequired         = "required"          // a missing attribute
	CodeType             = "type"              // not a number, not true or false
	CodeRange            = "range"             // a number out of its range, a text too long
	CodeEnum             = "enum"              // not one of the values
	CodeJSON             = "json"              // not valid JSON
	CodeRule             = "rule"              // a rule between several attributes, or on the content
	CodeTwiMLElement     = "twiml-element"     // TwiML has it, TeXML has not
	CodeTwiMLAttribute   = "twiml-attribute"   // likewise
	CodeTwiMLDefault     = "twiml-default"     // information: absent, and the default is not TwiML's
	CodeTemplate         = "template"          // information: Telnyx fills it in, so it cannot be checked
	CodeAdvice           = "advice"            // warning: may not do what it seems to
	CodeNeverRuns        = "never-runs"        // warning: behind a verb that ends the document
	CodeTooMany          = "too-many"          // the rest of the findings is left out
	CodeLayout           = "layout"            // of Layout: the layout would change the document
)

// Finding is one thing to say about a document.
type Finding struct {
	Code      string
	Severity  Severity
	Line      int // from 1
	Column    int // in characters, from 1
	EndColumn int // the column behind the last character on that line
	Message   string
	Hint      string // what to do; may be ""
}

// String is the finding on one line: 3:9: error: Gather has no attribute "numdigits" [unknown-attribute].
func (f Finding) String() string {
	s := fmt.Sprintf("%d:%d: %s: %s [%s]", f.Line, f.Column, f.Severity, f.Message, f.Code)
	if f.Hint != "" {
		s += "; " + f.Hint
	}
	return s
}

// HasErrors reports whether any finding is an error.
func HasErrors(findings []Finding) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool { return f.Severity == SeverityError })
}

const mostFindings = 200

// findings collects, sorts, and stops at mostFindings.
type findings struct {
	lines *lines
	list  []Finding
}

// add notes a finding about the bytes from..to of the source.
func (f *findings) add(s Severity, code string, at span, message, hint string) {
	if f.full() {
		return
	}
	if len(f.list) == mostFindings {
		code, s, hint = CodeTooMany, SeverityError, ""
		message = fmt.Sprintf("more than %d findings; the rest is left out", mostFindings)
	}
	line, column, end := f.lines.position(at)
	f.list = append(f.list, Finding{code, s, line, column, end, message, hint})
}

func (f *findings) full() bool { return len(f.list) > mostFindings }

func (f *findings) sorted() []Finding {
	slices.SortStableFunc(f.list, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return f.list
}
