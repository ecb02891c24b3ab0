package flows

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// seenBySchema are the codes of findings that the JSON Schema sees too. All others speak of what names and expressions
// mean, of places far apart, or of the host.
var seenBySchema = []string{
	codeAttemptBound, codeBadDate, codeBadDay, codeBadTime, codeBadDuration, codeBadName, codeBadValue, codeBareNumber, codeLimitsThen, codeMissingKey, codeNoTarget,
	codeNothingSaid, codeRange, codeReservedName, codeToBesideAction, codeTwoActions, codeTwoTargets, codeUnknownKey,
	codeUnknownOutcome, codeUnknownType, codeWrongKind,
}

// schemaDiffers are the units of the fixtures that the schema takes in spite of such a finding, or refuses without one: each
// with why.
var schemaDiffers = map[string]string{
	"bad-value.yaml:0:states.e":     "a GET beside a body: the value of one key decides about another",
	"bad-value.yaml:0:states.s":     "commands beside sensitive",
	"bad-value.yaml:0:states.y":     "a greeting without a recording: a prompt is one everywhere",
	"name-clash.yaml:0:vars":        "words of expressions are not the language's",
	"reserved-name.yaml:1:vars":     "words of expressions are not the language's",
	"not-in-hold.yaml:1:limits":     "a hold flow has no limits, whatever is in them",
	"range.yaml:0:states.b":         "a range of durations is no pattern",
	"raw-texml.yaml:0:states.a":     "the loader reads the verbs",
	"raw-texml.yaml:0:states.c":     "the outcomes are names that the author declared",
	"raw-texml.yaml:0:states.d":     "the loader reads the verbs",
	"raw-texml.yaml:0:states.e":     "the loader reads the verbs",
	"raw-texml.yaml:0:states.f":     "a list of several outcomes is one without guards, to the loader",
	"raw-texml.yaml:0:states.h":     "the loader reads the verbs",
	"raw-texml.yaml:0:states.k":     "the loader reads the verbs",
	"raw-texml.yaml:0:states.l":     "the outcomes are names that the author declared",
	"texml-origin.yaml:0:states.d":  "the loader reads the verbs",
	"texml-secret.yaml:0:states.d":  "the outcomes are names that the author declared",
	"texml-targets.yaml:0:states.k": "the outcomes are names that the author declared",
	"texml-targets.yaml:0:states.l": "the outcomes are names that the author declared",
}

// goldenSchema is where editors find the schema.
const goldenSchema = "docs/schema.json"

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	var b bytes.Buffer
	if err := WriteSchema(&b); err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(&b)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("flow.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("flow.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSchemaIsCurrent(t *testing.T) {
	var b bytes.Buffer
	if err := WriteSchema(&b); err != nil {
		t.Fatal(err)
	}
	golden(t, goldenSchema, b.String())
}

// TestEveryKeyHasAShape: whoever adds a key to a registry says in shape_values.go what it holds.
func TestEveryKeyHasAShape(t *testing.T) {
	var visit func(name string, s *shape)
	seen, keys := map[string]bool{}, map[string]bool{}
	visit = func(name string, s *shape) {
		switch {
		case s == nil:
			t.Errorf("%s: nothing says what it holds: add it to values in shape_values.go", name)
			return
		case s.ref != "" && seen[s.ref]:
			return
		case s.ref != "":
			seen[s.ref] = true
			visit(s.ref, shapes[s.ref])
			return
		}
		if s.item != nil {
			visit(name, s.item)
		}
		for _, m := range s.maps {
			for _, k := range m.keys {
				keys[k.Name] = true
				visit(name+"."+k.Name, k.shape)
				if k.Doc == "" {
					t.Errorf("%s.%s: no description", name, k.Name)
				}
			}
			if m.other != nil {
				visit(name, m.other)
			}
		}
	}
	visit("flow", refer("flow"))
	for k := range values {
		if !keys[k.key] {
			t.Errorf("no map has the key %q, of which something is said", k.key)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(shapes)) {
		if !seen[name] {
			t.Errorf("no key leads to the shape %q", name)
		}
	}
}

// asJSON gives a node as editors see it.
func asJSON(n *yaml.Node) any {
	switch n.Kind {
	case yaml.DocumentNode:
		return asJSON(n.Content[0])
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = asJSON(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, c := range n.Content {
			list[i] = asJSON(c)
		}
		return list
	}
	switch n.Tag {
	case "!!null":
		return nil
	case "!!bool":
		return n.Value == "true"
	case "!!int", "!!float":
		if _, err := strconv.ParseFloat(n.Value, 64); err == nil {
			return json.Number(n.Value)
		}
	}
	return n.Value
}

// unit is a part of a flow that is judged alone: a key of the header, or a state, in a flow that has nothing else wrong.
type unit struct {
	name  string
	value any
	span  diag.Span
}

// units takes a document apart.
func units(t *testing.T, doc *syntax.Document) []unit {
	t.Helper()
	var root yaml.Node
	if err := yaml.Unmarshal(doc.Source, &root); err != nil {
		t.Fatal(err)
	}
	whole, ok := asJSON(&root).(map[string]any)
	if !ok {
		return []unit{{"", asJSON(&root), doc.Root.Span}}
	}
	var list []unit
	rest := map[string]any{"flow": "f", "start": "a", "states": map[string]any{"a": map[string]any{"hangup": true}}}
	add := func(name string, span diag.Span, change func(m map[string]any)) {
		m := maps.Clone(rest)
		change(m)
		list = append(list, unit{name, m, span})
	}
	for _, key := range []string{"flow", "start", "states"} {
		if _, ok := doc.Root.Get(key); !ok {
			first := doc.Root.Pairs[0].Key.Span
			add("-"+key, first, func(m map[string]any) { delete(m, key) })
		}
	}
	for _, p := range doc.Root.Pairs {
		states, isMap := whole[p.Key.Value].(map[string]any)
		if p.Key.Value != "states" || !isMap || len(states) == 0 {
			add(p.Key.Value, p.Key.Span.Cover(p.Value.Span), func(m map[string]any) { m[p.Key.Value] = whole[p.Key.Value] })
			continue
		}
		for _, s := range p.Value.Pairs {
			add("states."+s.Key.Value, s.Key.Span.Cover(s.Value.Span), func(m map[string]any) {
				m["states"] = map[string]any{s.Key.Value: states[s.Key.Value]}
			})
		}
	}
	return list
}

// concerns reports whether a finding speaks of a unit. A key that is missing in the header stands at the first that is there.
func (u unit) concerns(f diag.Finding) bool {
	missing, header := strings.CutPrefix(f.Message, "a flow needs the key ")
	if name, isMissing := strings.CutPrefix(u.name, "-"); isMissing {
		return u.span == f.Span && header && missing == strconv.Quote(name)
	}
	return u.span.File == f.Span.File && u.span.Cover(f.Span) == u.span && !header
}

// isYAML reports whether a code is one of the YAML text itself, which the schema never sees.
func isYAML(code string) bool {
	return !slices.Contains(seenBySchema, code) && slices.ContainsFunc(syntax.Codes(), func(c diag.Code) bool { return c.Name == code })
}

// TestSchemaEqualsLoader: of every unit of every fixture the schema and the loader say the same, as far as the schema sees.
func TestSchemaEqualsLoader(t *testing.T) {
	s := compiledSchema(t)
	used, seenCodes := map[string]bool{}, map[string]bool{}
	for _, path := range flowFiles(t) {
		src := mustRead(t, path)
		_, findings := LoadFiles(map[string][]byte{path: src}, testOptions(t))
		var ignored diag.List
		for i, doc := range syntax.Parse(path, src, &ignored) {
			for _, u := range units(t, doc) {
				var codes []string
				seen, broken := false, false
				for _, f := range findings {
					if f.Severity == diag.Error && u.concerns(f) {
						codes = append(codes, f.Code)
						broken = broken || isYAML(f.Code)
						if slices.Contains(seenBySchema, f.Code) {
							seen, seenCodes[f.Code] = true, true
						}
					}
				}
				refused := s.Validate(u.value)
				id := fmt.Sprintf("%s:%d:%s", filepath.Base(path), i, u.name)
				switch differs := schemaDiffers[id] != "" && strings.Contains(path, "/err/"); {
				case broken: // the tree is not what was written
				case differs && (refused != nil) == seen:
					t.Errorf("%s: the schema does not differ from the loader", id)
				case differs:
					used[id] = true
				case seen && refused == nil:
					t.Errorf("%s: the schema takes what the loader refuses: %s", id, strings.Join(codes, ", "))
				case !seen && refused != nil:
					t.Errorf("%s: the schema refuses what the loader takes (findings: %v): %#v", id, codes, refused)
				}
			}
		}
	}
	for _, code := range seenBySchema {
		if !seenCodes[code] {
			t.Errorf("no fixture shows the schema the code %q", code)
		}
	}
	for id := range schemaDiffers {
		if !used[id] {
			t.Errorf("%s: there is no such unit", id)
		}
	}
}

// flowFiles lists the fixtures and examples, and the flows of the pages, which it puts into files.
func flowFiles(t testing.TB) []string {
	t.Helper()
	var list []string
	for _, p := range matching(t, "testdata/ok/*.yaml", "testdata/ok/*/*.yaml", "testdata/err/*.yaml", "../examples/*/*.yaml") {
		if base := filepath.Base(p); base != "texmlflow.yaml" && !strings.HasSuffix(base, "_test.yaml") {
			list = append(list, filepath.ToSlash(p))
		}
	}
	dir := t.TempDir()
	for _, page := range []string{"docs/language.md", "../README.md"} {
		for i, text := range shownFlows(t, page) {
			p := filepath.Join(dir, fmt.Sprintf("%s.%d.yaml", filepath.Base(page), i))
			if err := os.WriteFile(p, text, 0o600); err != nil {
				t.Fatal(err)
			}
			list = append(list, p)
		}
	}
	return list
}
