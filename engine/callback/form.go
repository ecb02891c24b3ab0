package callback

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// The limits of a form.
const (
	MaxFields     = 256
	MaxFieldName  = 256      // bytes, decoded
	MaxFieldValue = 8 * 1024 // bytes, decoded
)

// FormReason is why a body is no form of ours: a closed set, fit for a metric's
// label.
type FormReason string

// The reasons of a refused form.
const (
	TooManyFields FormReason = "too-many-fields"
	NameTooLong   FormReason = "name-too-long"
	ValueTooLong  FormReason = "value-too-long"
	BadName       FormReason = "bad-name" // empty, or with a control character
	BadPercent    FormReason = "bad-percent-sign"
	Semicolon     FormReason = "semicolon"
	NotUTF8       FormReason = "not-utf8"
	HasNUL        FormReason = "nul"
)

// FormError refuses a whole form. It names the field by its place and holds
// nothing of the body.
type FormError struct {
	Reason FormReason
	Field  int // from 1
}

// Error is the reason and the field's place.
func (e *FormError) Error() string {
	return fmt.Sprintf("form: field %d: %s", e.Field, e.Reason)
}

// Form is a decoded body: fields in the order of the wire, under their exact
// names. A name may occur more than once; whether it may is for the reader of
// the form to say. The zero Form is empty.
type Form struct {
	fields []field
}

type field struct{ name, value string }

// ParseForm reads application/x-www-form-urlencoded bytes. Any fault refuses
// the whole form: half a callback must not move a call. It is an own reader,
// because url.ParseQuery loses the order of the fields and goes on after a bad
// one. Empty parts between two & are no fields; a part without = is a field
// with an empty value, as everywhere.
func ParseForm(raw []byte) (Form, error) {
	var f Form
	for part := range strings.SplitSeq(string(raw), "&") {
		if part == "" {
			continue
		}
		fault := func(reason FormReason) (Form, error) {
			return Form{}, &FormError{Reason: reason, Field: len(f.fields) + 1}
		}
		if len(f.fields) == MaxFields {
			return fault(TooManyFields)
		}
		if strings.Contains(part, ";") {
			return fault(Semicolon) // some readers part fields there
		}
		rawName, rawValue, _ := strings.Cut(part, "=")
		name, nameErr := url.QueryUnescape(rawName)
		value, valueErr := url.QueryUnescape(rawValue)
		switch {
		case nameErr != nil || valueErr != nil:
			return fault(BadPercent)
		case len(name) > MaxFieldName:
			return fault(NameTooLong)
		case len(value) > MaxFieldValue:
			return fault(ValueTooLong)
		case !utf8.ValidString(name) || !utf8.ValidString(value):
			return fault(NotUTF8)
		case strings.Contains(name, "\x00") || strings.Contains(value, "\x00"):
			return fault(HasNUL)
		case name == "" || strings.ContainsFunc(name, isControl):
			return fault(BadName)
		}
		f.fields = append(f.fields, field{name, value})
	}
	return f, nil
}

func isControl(r rune) bool { return r < ' ' || 0x7f <= r && r < 0xa0 }

// Lookup is the first value of a name, and whether there is one.
func (f Form) Lookup(name string) (value string, ok bool) {
	for _, field := range f.fields {
		if field.name == name {
			return field.value, true
		}
	}
	return "", false
}

// Get is the first value of a name, "" if there is none.
func (f Form) Get(name string) string {
	value, _ := f.Lookup(name)
	return value
}

// Values are all values of a name, in the order of the wire.
func (f Form) Values(name string) []string {
	var values []string
	for _, field := range f.fields {
		if field.name == name {
			values = append(values, field.value)
		}
	}
	return values
}

// Names are the names, each once, in the order in which they first occur.
func (f Form) Names() []string {
	var names []string
	for _, field := range f.fields {
		if !slices.Contains(names, field.name) {
			names = append(names, field.name)
		}
	}
	return names
}
