package flows

import (
	"time"

	"github.com/texmlflow/texmlflow/engine/hours"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// hoursDecl is opening hours with their name.
type hoursDecl struct {
	Name      text
	Zone      text
	WeekKey   *syntax.Node
	Week      []weekDecl
	ExceptKey *syntax.Node // nil: there are no exceptions
	Except    []exceptDecl
	broken    bool // something of it could not be read
}

// weekDecl is the ranges of one key of the week: a day, or several in a row.
type weekDecl struct {
	Key  *syntax.Node
	Days []time.Weekday
	Day  dayDecl
}

// exceptDecl is an exception by its date.
type exceptDecl struct {
	Key  *syntax.Node
	Date hours.Date
	Day  dayDecl
}

// dayDecl is when one day is open; without ranges it is closed.
type dayDecl struct {
	Ranges []hours.Range
	Name   text           // of a holiday, in whatever language
	Names  []languageText // likewise, one for each language
	Node   *syntax.Node   // of Names
}

// languageText is a text in one language.
type languageText struct {
	Tag  text
	Text text
}

// name is what the day is called.
func (d dayDecl) name() hours.Name {
	var n hours.Name
	if d.Name.given() {
		n = append(n, hours.Text{Text: d.Name.Value})
	}
	for _, t := range d.Names {
		n = append(n, hours.Text{Language: t.Tag.Value, Text: t.Text.Value})
	}
	return n
}
