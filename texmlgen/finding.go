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
	CodeSyntax           = "syntax"
	CodeEncoding         = "encoding"
	CodeDTD              = "dtd"
	CodeEntity           = "entity"
	CodeRoot             = "root"
	CodeSeveralRoots     = "several-roots"
	CodeNamespace        = "namespace"
	CodeDepth            = "depth"
	CodeStrayText        = "stray-text"
	CodeUnknownElement   = "unknown-element"
	CodeNesting          = "nesting"
	CodeTwice            = "twice"
	CodeUnknownAttribute = "unknown-attribute"
	CodeRequired         = "required"
	CodeType             = "type"
	CodeRange            = "range"
	CodeEnum             = "enum"
	CodeJSON             = "json"
	CodeRule             = "rule"
	CodeTwiMLElement     = "twiml-element"
	CodeTwiMLAttribute   = "twiml-attribute"
	CodeTwiMLDefault     = "twiml-default"
	CodeTemplate         = "template"
	CodeAdvice           = "advice"
	CodeNeverRuns        = "never-runs"
	CodeTooMany          = "too-many"
	CodeLayout           = "layout"
)

// Code is a code with the severity of its findings and what it means in a line.
type Code struct {
	Name     string
	Severity Severity
	Meaning  string
}

// Codes lists the codes of findings.
func Codes() []Code {
	return []Code{
		{CodeSyntax, SeverityError, "XML that is not well-formed"},
		{CodeEncoding, SeverityError, "a document that is not UTF-8"},
		{CodeDTD, SeverityError, "a document type declaration"},
		{CodeEntity, SeverityError, "an entity that XML does not define"},
		{CodeRoot, SeverityError, "a root that is not Response, or none"},
		{CodeSeveralRoots, SeverityError, "more than one root"},
		{CodeNamespace, SeverityError, "a prefix or xmlns"},
		{CodeDepth, SeverityError, "elements deeper than any TeXML"},
		{CodeStrayText, SeverityError, "text where the carrier reads none"},
		{CodeUnknownElement, SeverityError, "a verb or noun that is not there"},
		{CodeNesting, SeverityError, "an element where it cannot stand"},
		{CodeTwice, SeverityError, "an element or attribute that may be there once"},
		{CodeUnknownAttribute, SeverityError, "an attribute that the element does not have"},
		{CodeRequired, SeverityError, "an attribute that must be there"},
		{CodeType, SeverityError, "a value that is not a number, or not true or false"},
		{CodeRange, SeverityError, "a number out of its range, or a text too long"},
		{CodeEnum, SeverityError, "a value that is none of those allowed"},
		{CodeJSON, SeverityError, "JSON that is not valid"},
		{CodeRule, SeverityError, "attributes or contents that do not go together"},
		{CodeTwiMLElement, SeverityError, "an element of TwiML that TeXML does not have"},
		{CodeTwiMLAttribute, SeverityError, "an attribute of TwiML that TeXML does not have"},
		{CodeTwiMLDefault, SeverityInfo, "an attribute left out whose default is not TwiML's"},
		{CodeTemplate, SeverityInfo, "a template, which the carrier fills in"},
		{CodeAdvice, SeverityWarning, "something that may not do what it seems to"},
		{CodeNeverRuns, SeverityWarning, "a verb behind one that ends the document"},
		{CodeTooMany, SeverityError, "so many findings that the rest is left out"},
		{CodeLayout, SeverityError, "a document that cannot be laid out without changing it"},
	}
}

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
