package flows

import (
	"regexp"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

// textOperators write what YAML makes something else of, and values out of their range.
var textOperators = []operator{
	{"attribute out of range", func(s *subject) []mutation {
		return s.scalarsThat(func(path []string, _ *syntax.Node) string {
			if len(path) < 3 {
				return ""
			}
			action, key := path[len(path)-2], path[len(path)-1]
			if bad := outOfRange[action+" "+key]; bad != "" || key != "pause" {
				return bad
			}
			return "4m"
		})
	}},
	{"duration without unit", func(s *subject) []mutation {
		duration := regexp.MustCompile(`^\d+[smh]$`)
		return s.scalarsThat(func(_ []string, n *syntax.Node) string {
			if duration.MatchString(n.Value) {
				return n.Value[:len(n.Value)-1]
			}
			return ""
		})
	}},
	{"number without quotes", func(s *subject) []mutation {
		number := regexp.MustCompile(`^\+?[0-9][0-9.]*$`)
		return s.scalarsThat(func(_ []string, n *syntax.Node) string {
			if n.Quoted && number.MatchString(n.Value) {
				return n.Value
			}
			return ""
		})
	}},
	{"negate by a tag", func(s *subject) (out []mutation) {
		for _, e := range every(s, exitsOf) {
			if e.t.When.given() && !e.t.When.Node.Quoted {
				at := s.begin(e.t.When.Node)
				out = append(out, single(edit{at, at, "! "}))
			}
		}
		return out
	}},
	{"text cut by #", func(s *subject) []mutation { return s.inPlainWords(" #", "") }},
	{"colon in a text", func(s *subject) []mutation { return s.inPlainWords(": ", "") }},
	{"comma in braces", func(s *subject) []mutation { return s.inPlainWords(", ", "{") }},
	{"words lost to a quote", func(s *subject) (out []mutation) {
		for _, n := range every(s, spokenOf) {
			if n.Quoted {
				out = append(out, single(edit{s.end(n) - 1, s.end(n), ""}, s.begin(n)))
			}
		}
		return out
	}},
	{"indent a line anew", func(s *subject) (out []mutation) {
		for _, st := range every(s, statesOf) {
			if !st.Node.Flow && len(st.Node.Pairs) > 1 {
				at := s.begin(st.Node.Pairs[1].Key)
				out = append(out, single(edit{at, at, " "}, s.begin(st.Node.Pairs[0].Key), s.begin(st.Name.Node)))
			}
		}
		return out
	}},
	{"key of a map twice", func(s *subject) (out []mutation) {
		for _, n := range every(s, mapsOfLanguage) {
			p := n.Pairs[len(n.Pairs)-1]
			if p.Value.Kind != syntax.Scalar || p.Value.Block {
				continue
			}
			out = append(out, single(s.add(n, p.Key.Value+": "+s.source(p.Value)), s.begin(p.Key)))
		}
		return out
	}},
}

// outOfRange are values that an attribute does not take, by action and key.
var outOfRange = map[string]string{
	"gather timeout": "3m", "gather num_digits": "129", "gather max_digits": "500", "dial timeout": "3s", "dial time_limit": "10s", "dial ring_tone": "xx",
	"record max_length": "5h", "record trim": "trim-words", "pay max_attempts": "4", "pay currency": "{}",
	"conference max_participants": "900", "conference record": "sometimes", "conference beep": "loud", "de-DE voice_speed": "9", "relay interruptible": "often", "transcription transcription_tracks": "neither",
	"limits duration": "9h", "gather retries": "-1", "http_request status": "99", "http_request method": "PUT",
}

// inPlainWords puts characters behind the first word of every spoken text that has no quotes; inside braces only with
// the brace, and elsewhere without.
func (s *subject) inPlainWords(characters, brace string) (out []mutation) {
	for f, n := range every(s, spokenOf) {
		at := strings.IndexByte(n.Value, ' ')
		if at < 0 || n.Quoted || n.Block || (brace != "") != s.inBraces(f, n) {
			continue
		}
		from := s.begin(n) + at
		out = append(out, single(edit{from, from + 1, characters}, s.begin(n)))
	}
	return out
}

// inBraces reports whether a node is inside of { } or [ ].
func (s *subject) inBraces(f *flowDecl, n *syntax.Node) bool {
	p, _ := parentOf(f, n)
	return p.Flow
}

// hostOperators change hours, recordings and what is asked of the host.
var hostOperators = []operator{
	{"hours backwards", func(s *subject) []mutation {
		return s.ranges(func(r string) string { from, to, _ := strings.Cut(r, "-"); return `"` + to + "-" + from + `"` })
	}},
	{"hours overlap", func(s *subject) []mutation {
		return s.ranges(func(r string) string { return `["` + r + `", "` + r[:5] + `-24:00"]` })
	}},
	{"hours without a colon", func(s *subject) []mutation {
		return s.ranges(func(r string) string { return `"` + strings.ReplaceAll(r, ":", ".") + `"` })
	}},
	{"unknown zone", func(s *subject) []mutation { return s.scalarsUnder("zone", misspelt) }},
	{"never open", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			for _, h := range f.Hours {
				all, _ := f.Node.Get("hours")
				n, _ := all.Get(h.Name.Value)
				week, _ := n.Get("week")
				m := single(s.put(week, "{mon: closed}"), s.keyOf(f, week), s.begin(h.Name.Node))
				if except, ok := n.Get("except"); ok {
					m.edits = append(m.edits, s.put(except, `{"12-25": closed}`))
				}
				out = append(out, m)
			}
		}
		return out
	}},
	{"unknown day", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			for _, h := range f.Hours {
				for _, w := range h.Week {
					out = append(out, single(s.put(w.Key, "moon")))
				}
			}
		}
		return out
	}},
	{"ask for other hours", func(s *subject) []mutation {
		return s.inExpressions(func(f *flowDecl) []string {
			var out []string
			for _, h := range f.Hours {
				out = append(out, h.Name.Value)
			}
			return out
		}, misspelt)
	}},
	{"undeclared env", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			env, _ := f.Node.Get("env")
			for i, name := range f.Env {
				out = append(out, single(s.drop(env, i), s.declared(f, "env."+name.Value)...))
			}
		}
		return out
	}},
	{"env that the host withholds", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			for _, name := range f.Env {
				m := single(s.put(name.Node, name.Value+"_OLD"))
				for _, e := range expressionsOf(f) {
					for _, at := range s.matches(e, word("env."+name.Value)) {
						m.edits = append(m.edits, edit{at[1], at[1], "_OLD"})
					}
				}
				out = append(out, m)
			}
		}
		return out
	}},
	{"unknown recording", func(s *subject) []mutation {
		return s.scalarsThat(func(_ []string, n *syntax.Node) string {
			if strings.HasSuffix(n.Value, ".mp3") && !strings.Contains(n.Value, ":") {
				return "wether.mp3"
			}
			return ""
		})
	}},
	{"target outside the policy", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			walkNodes(f.Node, nil, func(path []string, n *syntax.Node) {
				if n.Kind != syntax.Scalar || len(path) < 3 || slices.Contains(path, "caller_id") {
					return
				}
				switch {
				case strings.HasPrefix(n.Value, "+1512"):
					out = append(out, single(s.put(n, `"+4930123456"`)))
				case strings.HasSuffix(n.Value, "@pbx.example.com"):
					out = append(out, single(s.put(n, `"sip:x@evil.example.com"`)))
				case path[len(path)-1] == "url" && slices.Contains(path, "http_request"):
					out = append(out, single(s.put(n, `"https://evil.example.com/x"`), s.unusedEnv(f)...))
				}
			})
		}
		return out
	}},
}

// unusedEnv are the lines that declare names of the environment.
func (s *subject) unusedEnv(f *flowDecl) []int {
	var out []int
	for _, name := range f.Env {
		out = append(out, s.begin(name.Node))
	}
	return out
}

// ranges writes every range of hours anew.
func (s *subject) ranges(change func(string) string) (out []mutation) {
	hours := regexp.MustCompile(`^\d\d:\d\d-\d\d:\d\d$`)
	for _, f := range s.flows {
		walkNodes(f.Node, nil, func(_ []string, n *syntax.Node) {
			if p, _ := parentOf(f, n); n.Kind == syntax.Scalar && hours.MatchString(n.Value) && (p.IsMap() || !strings.HasPrefix(change(n.Value), "[")) {
				out = append(out, single(s.put(n, change(n.Value))))
			}
		})
	}
	return out
}
