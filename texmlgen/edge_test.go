package texmlgen

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// least is what an element must hold to be right.
var least = map[string]string{
	"Say": "x", "Play": "https://a.example/a.mp3", "Number": "+15550100", "Sip": "sip:a@b.example", "Queue": "q",
	"Conference": "c", "Redirect": "https://a.example/", "AIGather": "<Parameters>{}</Parameters>", "Parameters": "{}", "Tool": "{}",
	"HttpRequest": `<Request url="https://a.example/"/>`, "Prompt": "<Say>x</Say>", "Dial": "+15550100", "Message": "x",
	"Start": "<Suppression/>", "Connect": `<AIAssistant id="x"/>`, "Header": "<Key>a</Key><Value>b</Value>",
	"Field": "<Name>a</Name><Value>b</Value>", "StatusCode": "200", "Refer": "<Sip>sip:a@b.example</Sip>",
}

// document holds one element with its required attributes, the given one, and nothing that is not needed.
func document(spec *ElementSpec, attr, value string) string {
	inner := least[spec.Name]
	for {
		var parent *ElementSpec
		if len(spec.Parents) > 0 {
			parent = specByName(spec.Parents[0])
		}
		var b strings.Builder
		b.WriteString("<" + spec.XMLName)
		for _, a := range spec.Attributes {
			switch {
			case a.Name == attr:
				fmt.Fprintf(&b, ` %s="%s"`, a.Name, value)
			case a.Required && a.appliesIn(parent) || spec.Name == "AIAssistant" && a.Name == "id" && attr != "join":
				v := "wss://a.example/"
				if len(a.Values) > 0 {
					v = a.Values[0]
				}
				fmt.Fprintf(&b, ` %s="%s"`, a.Name, v)
			}
		}
		b.WriteString(">" + inner + "</" + spec.XMLName + ">")
		if parent == nil {
			return b.String()
		}
		inner, spec, attr = b.String(), parent, ""
		if spec == &httpRequestSpec && !strings.Contains(inner, "<Request") {
			inner = least["HttpRequest"] + inner
		}
		if spec == &aiGatherSpec && !strings.Contains(inner, "<Parameters") {
			inner = least["AIGather"] + inner
		}
	}
}

func codes(found []Finding) []string {
	var c []string
	for _, f := range found {
		if f.Severity == SeverityError {
			c = append(c, f.Code)
		}
	}
	return c
}

// poke sets one number of an element.
type poke struct {
	lister
	name string
	n    float64
}

func (p *poke) each(func(string) Element)        {}
func (p *poke) wrap(string, bool, func())        {}
func (p *poke) leafText(string, *Text)           {}
func (p *poke) leafCDATA(string, *Text)          {}
func (p *poke) leafString(string, *string)       {}
func (p *poke) leafInt(string, *Opt[int])        {}
func (p *poke) leafJSON(string, *JSON)           {}
func (p *poke) integer(name string, o *Opt[int]) { p.set(name, func() { *o = Some(int(p.n)) }) }
func (p *poke) number(n string, o *Opt[float64]) { p.set(n, func() { *o = Some(p.n) }) }
func (p *poke) set(name string, f func()) {
	if name == p.name {
		f()
	}
}

func (p *poke) duration(name string, o *Opt[time.Duration]) {
	p.set(name, func() { *o = Some(time.Duration(p.n * float64(p.spec.attribute(name).unit()))) })
}

// Every number of the table: the lowest and highest value pass parser and writer, one beyond passes neither.
func TestEdges(t *testing.T) {
	tested := 0
	for _, spec := range table {
		for _, a := range spec.Attributes {
			step := 1.0
			switch a.Type {
			case TypeFloat:
				step = 0.001
			case TypeInt, TypeSeconds, TypeMilliseconds:
			default:
				continue
			}
			tested++
			lo, hi := a.Min.Or(0), a.Max.Or(1<<31)
			cases := map[float64]bool{lo: true, hi: true, lo - step: false, (lo + hi) / 2: a.Type == TypeFloat || int(lo+hi)%2 == 0}
			if _, bounded := a.Max.Get(); bounded {
				cases[hi+step] = false
			}
			rule := false // has a rule beyond its range
			switch a.Name {
			case "sessionTimeoutSecs": // 0, or from 90 on
				rule, cases[1], cases[89], cases[90] = true, false, false, true
			case "speechTimeout": // "positive", in words only
				rule, cases[0], cases[1] = true, false, true
			}
			for n, right := range cases {
				value := strconv.FormatFloat(n, 'f', -1, 64)
				t.Run(spec.Name+" "+a.Name+" "+value, func(t *testing.T) {
					found := Validate([]byte(document(spec, a.Name, value)))
					if HasErrors(found) == right {
						t.Errorf("Validate: %v", found)
					}
					if !right && !rule && !slices.Equal(codes(found), []string{CodeRange}) && n == float64(int(n)) {
						t.Errorf("Validate: %v, want one finding of range", found)
					}
					if a.Type != TypeFloat && n != float64(int(n)) {
						return // no Go value can be half
					}
					tree, found := Parse([]byte(document(spec, "", "")))
					if HasErrors(found) {
						t.Fatalf("the least document is wrong: %v\n%s", found, document(spec, "", ""))
					}
					for x := range tree.spans {
						if x.spec() == spec {
							x.fields(&poke{lister: lister{spec: spec, leaves: map[string]bool{}}, name: a.Name, n: n})
						}
					}
					_, err := Write(tree.Response, host)
					var e *Error
					if right && err != nil || !right && (!errors.As(err, &e) || e.Attribute != a.Name) {
						t.Errorf("Write: %v", err)
					}
				})
			}
		}
	}
	if tested != 32 {
		t.Errorf("%d numbers in the table, want 32", tested)
	}
}

// Every value of every enum passes, another one does not; true and false are lower-case; what is required is missed.
func TestClosedValues(t *testing.T) {
	only := func(found []Finding, code string) bool { return slices.Contains(codes(found), code) }
	for _, spec := range table {
		for _, a := range spec.Attributes {
			t.Run(spec.Name+" "+a.Name, func(t *testing.T) {
				switch a.Type {
				case TypeEnum, TypeEnumSet:
					for _, v := range a.Values {
						if found := Validate([]byte(document(spec, a.Name, v))); only(found, CodeEnum) {
							t.Errorf("%q: %v", v, found)
						}
					}
					for _, v := range []string{"", "x" + a.Values[0], a.Values[0] + "x", strings.ToUpper(a.Values[0]) + strings.ToLower(a.Values[0])} {
						if a.Type == TypeEnumSet && v == "" {
							continue // the empty set is absent
						}
						if found := Validate([]byte(document(spec, a.Name, v))); !only(found, CodeEnum) {
							t.Errorf("%q passes: %v", v, found)
						}
					}
				case TypeBool:
					for v, right := range map[string]bool{"true": true, "false": true, "TRUE": false, "1": false, "": false} {
						if found := Validate([]byte(document(spec, a.Name, v))); only(found, CodeType) == right {
							t.Errorf("%q: %v", v, found)
						}
					}
				case TypeString, TypeURL:
					if hi, ok := a.Max.Get(); ok {
						for n, right := range map[int]bool{int(hi): true, int(hi) + 1: false} {
							if found := Validate([]byte(document(spec, a.Name, strings.Repeat("é", n)))); only(found, CodeRange) == right {
								t.Errorf("%d characters: %v", n, found)
							}
						}
					}
				}
				if a.Required {
					doc := document(spec, a.Name, "REMOVE")
					doc = strings.Replace(doc, " "+a.Name+`="REMOVE"`, "", 1)
					if found := Validate([]byte(doc)); !slices.Equal(codes(found), []string{CodeRequired}) {
						t.Errorf("missing: %v\n%s", found, doc)
					}
				}
			})
		}
	}
}

// Every attribute and element in other case, or with a letter too many, is found and the right name is told.
func TestDidYouMean(t *testing.T) {
	for _, spec := range table {
		for _, a := range spec.Attributes {
			for _, wrong := range []string{strings.ToUpper(a.Name), a.Name + "z"} {
				doc := strings.Replace(document(spec, a.Name, "REPLACE"), " "+a.Name+`="REPLACE"`, " "+wrong+`="x"`, 1)
				i := slices.IndexFunc(Validate([]byte(doc)), func(f Finding) bool {
					return f.Code == CodeUnknownAttribute && f.Hint == fmt.Sprintf("did you mean %q?", a.Name)
				})
				if i < 0 {
					t.Errorf("%s %s: %v", spec.Name, wrong, Validate([]byte(doc)))
				}
			}
		}
		if spec.Kind == KindRoot {
			continue
		}
		doc := document(spec, "", "")
		for _, wrong := range []string{strings.ToLower(spec.XMLName), spec.XMLName + "z"} {
			bad := strings.NewReplacer("<"+spec.XMLName+">", "<"+wrong+">", "<"+spec.XMLName+" ", "<"+wrong+" ", "</"+spec.XMLName+">", "</"+wrong+">").Replace(doc)
			if spec.XMLName == "Response" {
				continue // the root would change too
			}
			i := slices.IndexFunc(Validate([]byte(bad)), func(f Finding) bool {
				return f.Code == CodeUnknownElement && f.Hint == fmt.Sprintf("did you mean %q?", spec.XMLName)
			})
			if i < 0 {
				t.Errorf("%s: %v\n%s", wrong, Validate([]byte(bad)), bad)
			}
		}
	}
}
