package flows

import (
	"regexp"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

// textOperators write what YAML makes something else of, and values out of their range.
var textOperators = []operator{
	{"attribute out of range", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			walkNodes(f.Node, nil, func(path []string, n *syntax.Node) {
				if len(path) < 3 || n.Kind != syntax.Scalar {
					return
				}
				action, key := path[len(path)-2], path[len(path)-1]
				if bad := outOfRange[action+" "+key]; bad != "" {
					out = append(out, mutation{edits: []edit{s.put(n, bad)}})
				} else if key == "pause" {
					out = append(out, mutation{edits: []edit{s.put(n, "4m")}})
				}
			})
		}
		return out
	}},
	{"duration without unit", func(s *subject) (out []mutation) {
		duration := regexp.MustCompile(`^\d+[smh]$`)
		for _, f := range s.flows {
			walkNodes(f.Node, nil, func(_ []string, n *syntax.Node) {
				if n.Kind == syntax.Scalar && duration.MatchString(n.Value) {
					out = append(out, mutation{edits: []edit{s.put(n, n.Value[:len(n.Value)-1])}})
				}
			})
		}
		return out
	}},
	{"number without quotes", func(s *subject) (out []mutation) {
		number := regexp.MustCompile(`^\+?[0-9][0-9.]*$`)
		for _, f := range s.flows {
			walkNodes(f.Node, nil, func(_ []string, n *syntax.Node) {
				if n.Kind == syntax.Scalar && n.Quoted && number.MatchString(n.Value) {
					out = append(out, mutation{edits: []edit{s.put(n, n.Value)}})
				}
			})
		}
		return out
	}},
	{"negate by a tag", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			for _, e := range exitsOf(f) {
				if e.t.When.given() && !e.t.When.Node.Quoted {
					at := s.begin(e.t.When.Node)
					out = append(out, mutation{edits: []edit{{at, at, "! "}}})
				}
			}
		}
		return out
	}},
	{"text cut by #", func(s *subject) []mutation { return s.inPlainWords(" #", "") }},
	{"colon in a text", func(s *subject) []mutation { return s.inPlainWords(": ", "") }},
	{"comma in braces", func(s *subject) []mutation { return s.inPlainWords(", ", "{") }},
	{"words lost to a quote", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			for _, n := range spokenOf(f) {
				if n.Quoted {
					out = append(out, mutation{edits: []edit{{s.end(n) - 1, s.end(n), ""}}, stands: []int{s.begin(n)}})
				}
			}
		}
		return out
	}},
	{"indent a line anew", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			for _, st := range f.States {
				if !st.Node.Flow && len(st.Node.Pairs) > 1 {
					at := s.begin(st.Node.Pairs[1].Key)
					out = append(out, mutation{edits: []edit{{at, at, " "}}, stands: []int{s.begin(st.Node.Pairs[0].Key), s.begin(st.Name.Node)}})
				}
			}
		}
		return out
	}},
	{"key of a map twice", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			for _, n := range mapsOfLanguage(f) {
				p := n.Pairs[len(n.Pairs)-1]
				if p.Value.Kind != syntax.Scalar || p.Value.Block {
					continue
				}
				out = append(out, mutation{edits: []edit{s.add(n, p.Key.Value+": "+s.source(p.Value))}, stands: []int{s.begin(p.Key)}})
			}
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
	for _, f := range s.flows {
		for _, n := range spokenOf(f) {
			at := strings.IndexByte(n.Value, ' ')
			if at < 0 || n.Quoted || n.Block || (brace != "") != s.inBraces(f, n) {
				continue
			}
			from := s.begin(n) + at
			out = append(out, mutation{edits: []edit{{from, from + 1, characters}}, stands: []int{s.begin(n)}})
		}
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
				m := mutation{edits: []edit{s.put(week, "{mon: closed}")}, stands: []int{s.keyOf(f, week), s.begin(h.Name.Node)}}
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
					out = append(out, mutation{edits: []edit{s.put(w.Key, "moon")}})
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
				out = append(out, mutation{edits: []edit{s.drop(env, i)}, stands: s.declared(f, "env."+name.Value)})
			}
		}
		return out
	}},
	{"env that the host withholds", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			for _, name := range f.Env {
				m := mutation{edits: []edit{s.put(name.Node, name.Value+"_OLD")}}
				for _, e := range expressionsOf(f) {
					source := s.source(e.node)
					for _, at := range word("env."+name.Value).FindAllStringIndex(source, -1) {
						m.edits = append(m.edits, edit{s.begin(e.node) + at[0], s.begin(e.node) + at[1], "env." + name.Value + "_OLD"})
					}
				}
				out = append(out, m)
			}
		}
		return out
	}},
	{"unknown recording", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			walkNodes(f.Node, nil, func(_ []string, n *syntax.Node) {
				if n.Kind == syntax.Scalar && strings.HasSuffix(n.Value, ".mp3") && !strings.Contains(n.Value, ":") {
					out = append(out, mutation{edits: []edit{s.put(n, "wether.mp3")}})
				}
			})
		}
		return out
	}},
	{"target outside the policy", func(s *subject) (out []mutation) {
		for _, f := range s.flows {
			walkNodes(f.Node, nil, func(path []string, n *syntax.Node) {
				if n.Kind != syntax.Scalar || len(path) < 3 || slices.Contains(path, "caller_id") {
					return
				}
				switch {
				case strings.HasPrefix(n.Value, "+1512"):
					out = append(out, mutation{edits: []edit{s.put(n, `"+4930123456"`)}})
				case strings.HasSuffix(n.Value, "@pbx.example.com"):
					out = append(out, mutation{edits: []edit{s.put(n, `"sip:x@evil.example.com"`)}})
				case path[len(path)-1] == "url" && slices.Contains(path, "http_request"):
					out = append(out, mutation{edits: []edit{s.put(n, `"https://evil.example.com/x"`)}, stands: unusedEnv(s, f)})
				}
			})
		}
		return out
	}},
}

// unusedEnv are the lines that declare names of the environment.
func unusedEnv(s *subject, f *flowDecl) []int {
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
				out = append(out, mutation{edits: []edit{s.put(n, change(n.Value))}})
			}
		})
	}
	return out
}
