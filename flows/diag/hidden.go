package diag

// hidden lists the places of a list that no excerpt shows.
func hidden(l List) []Span {
	var out []Span
	for _, f := range l {
		if f.Hidden {
			out = append(out, f.Span)
		}
	}
	return out
}

// blanked is a line with asterisks for what is hidden in it, rune for rune, so that carets still fit.
func blanked(at Span, line string, hidden []Span) string {
	runes := []rune(line)
	for _, s := range hidden {
		if s.File != at.File || at.Line < s.Line || at.Line > s.EndLine {
			continue
		}
		from, to := 0, len(runes)
		if at.Line == s.Line {
			from = s.Column - 1
		}
		if at.Line == s.EndLine {
			to = min(to, s.EndColumn-1)
		}
		for i := max(from, 0); i < to; i++ {
			runes[i] = '*'
		}
	}
	return string(runes)
}
