package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxHeard is how much of what is heard in a turn a trace shows, in characters.
const maxHeard = 160

// print writes the trace for people: a paragraph for each turn, a line for each step.
func (t *traced) print(w io.Writer) error {
	var b strings.Builder
	for i, turn := range t.Turns {
		fmt.Fprintf(&b, "%d. %s\n", i, turn.Event)
		for _, s := range turn.Steps {
			for _, line := range s.lines() {
				b.WriteString("   " + line + "\n")
			}
		}
		if len(turn.Heard) > 0 {
			b.WriteString("   heard: " + short(strings.Join(turn.Heard, " / "), maxHeard) + "\n")
		}
		for _, what := range turn.Trouble {
			b.WriteString("   trouble: " + what + "\n")
		}
	}
	switch {
	case t.State == "":
	case t.Ended:
		b.WriteString("The call is over. It ended in " + t.State + ".\n")
	default:
		b.WriteString("The call stands in " + t.State + ": it " + t.Waits + ".\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// lines tells of a step.
func (s *tracedStep) lines() []string {
	switch s.Kind {
	case "state":
		return []string{"state " + s.State + s.place()}
	case "outcome":
		return []string{"outcome of " + s.State + ": " + s.Outcome}
	case "used_up":
		return []string{"taken as often as it may be" + s.place()}
	case "transition":
		return []string{"transition " + s.To + s.place()}
	}
	lines := []string{"guard " + s.When + ": " + strconv.FormatBool(*s.Holds) + s.place()}
	for _, in := range s.reads {
		lines = append(lines, "  "+in.Name+" is "+short(in.Text, maxHeard))
	}
	return lines
}

// place says where it is written.
func (s *tracedStep) place() string {
	if s.File == "" {
		return ""
	}
	return " (" + s.File + ":" + strconv.Itoa(s.Line) + ")"
}

// short cuts a text.
func short(text string, limit int) string {
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return text
}
