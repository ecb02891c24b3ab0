package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// maxHeard is how much of what is heard in a turn a trace shows, in characters.
const maxHeard = 160

// print writes the trace for people: a paragraph for each turn, a line for each step.
func (t *traced) print(w io.Writer) error {
	var b strings.Builder
	for i, turn := range t.Turns {
		fmt.Fprintf(&b, "%d. %s\n", i, diag.OneLine(turn.Event))
		for _, s := range turn.Steps {
			for _, line := range s.lines {
				b.WriteString("   " + diag.OneLine(line) + "\n")
			}
		}
		if len(turn.Heard) > 0 {
			b.WriteString("   heard: " + diag.OneLine(short(strings.Join(turn.Heard, " / "), maxHeard)) + "\n")
		}
		if turn.Then != "" {
			b.WriteString("   " + turn.Then + "\n")
		}
		for _, what := range turn.Trouble {
			b.WriteString("   trouble: " + diag.OneLine(what) + "\n")
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

// short cuts a text.
func short(text string, limit int) string {
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return text
}
