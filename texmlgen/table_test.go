package texmlgen

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"
)

type yamlTable struct {
	Verbs []struct {
		Name, Kind, Also, Content, Since, Uncertain string
		XMLName                                     string `yaml:"xml_name"`
		Parents, Children, Notes, Callbacks         []string
		Terminal, Blocking                          any
		TwiMLOnly                                   []string `yaml:"twiml_not_in_texml"`
		VoiceSyntax                                 []string `yaml:"voice_syntax"`
		Attributes                                  []struct {
			Name, Type, Since, Note, Uncertain string
			Min, Max                           *float64
			Values                             []string
			Default                            yaml.Node
			Required                           bool
			OnlyWhen                           string `yaml:"only_when"`
		}
	}
}

func readTable(t *testing.T) yamlTable {
	t.Helper()
	src, err := os.ReadFile("testdata/verbs.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var y yamlTable
	if err := yaml.Unmarshal(src, &y); err != nil {
		t.Fatal(err)
	}
	return y
}

// The table in Go is the table in testdata/verbs.yaml, element by element and attribute by attribute.
func TestTableIsVerbsYAML(t *testing.T) {
	y := readTable(t)
	if len(y.Verbs) != 55 || len(table) != 55 {
		t.Errorf("%d elements in the file, %d in the table, want 55", len(y.Verbs), len(table))
	}
	attributes := 0
	for i, v := range y.Verbs {
		t.Run(v.Name, func(t *testing.T) {
			want := ElementSpec{
				Name: v.Name, XMLName: v.Name, Kind: Kind(v.Kind), Also: v.Also, Parents: v.Parents, Children: v.Children,
				Content: v.Content, Since: v.Since, Uncertain: v.Uncertain, Notes: v.Notes, TwiMLOnly: v.TwiMLOnly,
				Callbacks: v.Callbacks, Model: table[i].Model,
			}
			if v.XMLName != "" {
				want.XMLName = v.XMLName
			}
			switch x := v.Terminal.(type) {
			case bool:
				want.Terminal = map[bool]Terminal{true: TerminalYes}[x]
			case string:
				want.Terminal, want.TerminalNote = TerminalConditional, x
			}
			switch x := v.Blocking.(type) {
			case bool:
				want.Blocking = map[bool]Blocking{true: BlockingYes, false: BlockingNo}[x]
			case string:
				want.Blocking, want.BlockingNote = BlockingConditional, x
			}
			for _, a := range v.Attributes {
				attributes++
				row := AttributeSpec{
					Name: a.Name, Type: AttrType(a.Type), Values: a.Values, Required: a.Required, OnlyWhen: a.OnlyWhen,
					Since: a.Since, Note: a.Note, Uncertain: a.Uncertain,
				}
				if a.Min != nil {
					row.Min = Some(*a.Min)
				}
				if a.Max != nil {
					row.Max = Some(*a.Max)
				}
				if a.Default.Tag != "!!null" {
					row.Default = a.Default.Value
				}
				if v.Name == "Say" && a.Name == "voice" {
					row.Syntax = v.VoiceSyntax
				}
				want.Attributes = append(want.Attributes, row)
			}
			if diff := cmp.Diff(want, *table[i], emptyIsNil()); diff != "" {
				t.Errorf("table differs from verbs.yaml (-file +table):\n%s", diff)
			}
			if got, ok := Spec(v.Name); !ok || got.Name != v.Name {
				t.Errorf("Spec(%q) = %q, %v", v.Name, got.Name, ok)
			}
		})
	}
	if attributes != 248 {
		t.Errorf("%d attributes, want 248", attributes)
	}
}

func emptyIsNil() cmp.Option {
	return cmp.FilterValues(func(x, y []string) bool { return len(x) == 0 && len(y) == 0 }, cmp.Ignore())
}

// The content model in words and the one as a value agree.
func TestContentModels(t *testing.T) {
	for _, s := range table {
		var want ContentModel
		switch {
		case strings.HasPrefix(s.Content, "CDATA JSON"):
			want = ContentJSON
		case s.Name == "Dial":
			want = ContentTextOrElements
		case len(s.Children) > 0:
			want = ContentElements
		case strings.HasPrefix(s.Content, "text"):
			want = ContentText
		default:
			want = ContentNone
		}
		if s.Model != want {
			t.Errorf("%s: model %q, want %q for %q", s.Name, s.Model, want, s.Content)
		}
	}
}

// Whoever is a child names its parent, and the other way round.
func TestParentsAndChildrenAgree(t *testing.T) {
	for _, p := range table {
		for _, name := range p.Children {
			c := p.child(unqualified(name))
			if c == nil {
				t.Errorf("%s has an unknown child %s", p.Name, name)
			} else if !p.allows(c) {
				t.Errorf("%s has the child %s, whose parents are %v", p.Name, c.Name, c.Parents)
			}
		}
		for _, name := range p.Parents {
			if q := specByName(name); q == nil || q.child(p.XMLName) != p {
				t.Errorf("%s names the parent %s, which does not name it", p.Name, name)
			}
		}
	}
	if got, _ := httpRequestSpec.Child("Response"); got.Name != "HttpRequest.Response" {
		t.Errorf("the Response in an HttpRequest is %q", got.Name)
	}
}

// A copy from the table can be changed without changing the table.
func TestSpecIsACopy(t *testing.T) {
	s, _ := Spec("Gather")
	s.Attributes[0].Name, s.Children[0] = "broken", "broken"
	s.Attributes[2].Values[0] = "broken"
	for _, e := range Elements() {
		for i := range e.Attributes {
			e.Attributes[i].Name = "broken"
		}
	}
	if gatherSpec.Attributes[0].Name != "action" || gatherSpec.Children[0] != "Say" || gatherSpec.Attributes[2].Values[0] != "dtmf" {
		t.Error("the table was changed through a copy")
	}
	if _, ok := Spec("gather"); ok {
		t.Error("names are case-sensitive")
	}
	if a, ok := s.Attribute("numDigits"); !ok || a.Type != TypeInt || a.Max.Or(0) != 128 {
		t.Errorf("Attribute(numDigits) = %+v, %v", a, ok)
	}
}

// Every element of the table is a Go type that shows exactly the table's attributes, in the table's order, or a leaf
// or wrapper that a field of its parent stands for.
func TestTypesCoverTheTable(t *testing.T) {
	seen := map[string]bool{}
	leaves := map[string]bool{}
	var visit func(x Element)
	visit = func(x Element) {
		spec := x.spec()
		first := !seen[spec.Name]
		seen[spec.Name] = true
		l := &lister{spec: spec, leaves: leaves, visit: visit}
		x.fields(l)
		var want []string
		for _, a := range spec.Attributes {
			want = append(want, string(a.Type)+" "+a.Name)
		}
		if first && !slices.Equal(l.names, want) {
			t.Errorf("%s shows\n%q, the table has\n%q", spec.Name, l.names, want)
		}
	}
	visit(new(Response))
	visit(new(ConversationRelay)) // a Connect shows one noun only
	visit(new(AIAssistant))
	for _, s := range table {
		if seen[s.Name] == leaves[s.Name] {
			t.Errorf("%s: type %v, field of its parent %v; want one of them", s.Name, seen[s.Name], leaves[s.Name])
		}
	}
}

// lister notes the attributes an element shows, with the type its Go field stands for.
type lister struct {
	spec   *ElementSpec
	names  []string
	leaves map[string]bool
	visit  func(Element)
}

func (l *lister) note(name string, of ...AttrType) {
	if a := l.spec.attribute(name); a != nil && slices.Contains(of, a.Type) {
		name = string(a.Type) + " " + name
	}
	l.names = append(l.names, name)
}

func (l *lister) leaf(name string) { l.leaves[l.spec.child(name).Name] = true }

func (l *lister) text(name string, _ *Text)                { l.note(name, TypeString, TypeDecimal, TypeE164) }
func (l *lister) str(name string, _ *string)               { l.note(name, TypeString) }
func (l *lister) optString(name string, _ *Opt[string])    { l.note(name, TypeString) }
func (l *lister) url(name string, _ *URL)                  { l.note(name, TypeURL) }
func (l *lister) duration(n string, _ *Opt[time.Duration]) { l.note(n, TypeSeconds, TypeMilliseconds) }
func (l *lister) integer(name string, _ *Opt[int])         { l.note(name, TypeInt) }
func (l *lister) number(name string, _ *Opt[float64])      { l.note(name, TypeFloat) }
func (l *lister) flag(name string, _ *Opt[bool])           { l.note(name, TypeBool) }
func (l *lister) json(name string, _ *JSON)                { l.note(name, TypeJSON) }
func (l *lister) enum(name string, _ *string)              { l.note(name, TypeEnum) }
func (l *lister) words(n string, _ []string) []string      { l.note(n, TypeEnumSet); return nil }
func (l *lister) content(*Text)                            {}
func (l *lister) token(*Text)                              {}
func (l *lister) contentURL(*URL)                          {}
func (l *lister) leafText(name string, _ *Text)            { l.leaf(name) }
func (l *lister) leafCDATA(name string, _ *Text)           { l.leaf(name) }
func (l *lister) leafString(name string, _ *string)        { l.leaf(name) }
func (l *lister) leafInt(name string, _ *Opt[int])         { l.leaf(name) }
func (l *lister) leafJSON(name string, _ *JSON)            { l.leaf(name) }
func (l *lister) leafJSONs(name string, _ *[]JSON)         { l.leaf(name) }
func (l *lister) reading() bool                            { return true }
func (l *lister) child(Element)                            {}

func (l *lister) wrap(name string, _ bool, inside func()) {
	l.leaf(name)
	outer := l.spec
	l.spec = l.spec.child(name)
	inside()
	l.spec = outer
}

func (l *lister) each(make func(string) Element) {
	for _, name := range l.spec.Children {
		spec := l.spec.child(unqualified(name))
		if x := make(spec.XMLName); x != nil {
			l.visit(x)
		}
	}
}
