package flows

import (
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"
	"pgregory.net/rapid"

	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// notOfShape are the codes of findings of the decoder that no schema sees: they compare values of different places, or read
// the text of one.
var notOfShape = []string{
	codeAfterUnguarded, codeEntryOnly, codeHoldOnly, codeImpossibleKey, codeMissingArgument, codeNoElse, codeNoExit, codeNotInHold,
	codeSubflowOnly, codeUnknownArgument, codeUnknownLanguage,
}

// probes are values of every kind and of the edges of ranges, as they are written.
var probes = []string{
	"text", `"text"`, `"5"`, "5", "0", "-1", "1", "20", "21", "128", "129", "250", "251", "1.5", "99999", "true", "false", "null", "on", `" "`, "6s", "6", "5x",
	"[]", "{}", "[a]", "[a, b]", "[5]", "[[a]]", "{a: b}", "{to: a}", "{en-US: Hello.}", "https://a.example.com/x", "http://a.example.com/x",
	"dtmf", "[dtmf]", "string", "[string]", "{type: string}", "{one_of: [a]}", "repeat", "busy", "GET", "hold", "{use: a}", "{text: a}",
	"{url: wss://a.example.com}", "{flow: a}", "{say: a}", "{return: a}", "{when: a, to: b}", "{to: a, at_most: 1}", "transcription",
}

// pieces takes documents apart: each gives a flow for each key of its header, and for each state.
func pieces(t *testing.T) [][]byte {
	t.Helper()
	var list [][]byte
	for _, path := range flowFiles(t) {
		src := mustRead(t, path)
		var findings diag.List
		for _, d := range syntax.Parse(path, src, &findings) {
			var doc yaml.Node
			if err := yaml.Unmarshal(d.Source, &doc); err != nil {
				t.Fatal(err)
			}
			root := doc.Content[0]
			for i := 0; i+1 < len(root.Content) && !strings.Contains(path, "testdata/err"); i += 2 {
				key, value := root.Content[i], root.Content[i+1]
				if key.Value != "states" {
					list = append(list, piece(t, key, value))
					continue
				}
				for j := 0; j+1 < len(value.Content); j += 2 {
					list = append(list, piece(t, key, &yaml.Node{Kind: yaml.MappingNode, Content: value.Content[j : j+2]}))
				}
			}
		}
	}
	return list
}

// piece writes a flow with nothing but one key.
func piece(t *testing.T, key, value *yaml.Node) []byte {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte("flow: f\nstart: a\nstates: {a: {hangup: true}}\n"), &doc); err != nil {
		t.Fatal(err)
	}
	root := doc.Content[0]
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value == key.Value {
			root.Content = slices.Delete(root.Content, i, i+2)
			break
		}
	}
	root.Content = append(root.Content, key, value)
	src, err := yaml.Marshal(&doc)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// nodes lists the maps with keys, and the values, of a tree.
func nodes(root *yaml.Node) (maps, values []*yaml.Node) {
	var visit func(n *yaml.Node)
	visit = func(n *yaml.Node) {
		for i, c := range n.Content {
			if n.Kind != yaml.MappingNode || i%2 == 1 {
				values = append(values, c)
			}
			visit(c)
		}
		if n.Kind == yaml.MappingNode && len(n.Content) > 0 {
			maps = append(maps, n)
		}
	}
	visit(root.Content[0])
	return maps, values
}

// TestSchemaEqualsDecoder: whatever one changes in a flow, the schema and the decoder say the same of it.
func TestSchemaEqualsDecoder(t *testing.T) {
	c := comparison{schema: compiledSchema(t), opt: testOptions(t)}
	all := pieces(t)
	known := slices.Concat(reservedWords(), gatherKeys.names(), promptPartKeys.names(), transitionKeys.names(), dialNumberKeys.names(), typeKeys.names())
	rapid.Check(t, func(t *rapid.T) {
		src := rapid.SampledFrom(all).Draw(t, "flow")
		parsed := func(src string) *yaml.Node {
			var n yaml.Node
			if err := yaml.Unmarshal([]byte(src), &n); err != nil {
				t.Fatal(err)
			}
			return &n
		}
		maps, values := nodes(parsed(string(src)))
		value := rapid.IntRange(0, len(values)-1).Draw(t, "value")
		of := rapid.IntRange(0, len(maps)-1).Draw(t, "map")
		pair := 2 * rapid.IntRange(0, len(maps[of].Content)/2-1).Draw(t, "pair")
		key := &yaml.Node{Kind: yaml.ScalarNode, Value: rapid.SampledFrom(known).Draw(t, "key")}
		change := func(edit func(m, v *yaml.Node)) {
			root := parsed(string(src))
			maps, values := nodes(root)
			edit(maps[of], values[value])
			c.compare(t, src, root)
		}
		change(func(m, _ *yaml.Node) { m.Content = slices.Delete(m.Content, pair, pair+2) })
		change(func(m, _ *yaml.Node) { m.Content[pair] = key })
		for _, p := range rapid.SliceOfN(rapid.SampledFrom(probes), 4, 4).Draw(t, "probes") {
			change(func(_, v *yaml.Node) { *v = *parsed(p).Content[0] })
			change(func(m, _ *yaml.Node) { m.Content = append(m.Content, key, parsed(p).Content[0]) })
		}
	})
}

// comparison holds the schema against the decoder.
type comparison struct {
	schema *jsonschema.Schema
	opt    Options
}

func (c comparison) compare(t *rapid.T, original []byte, root *yaml.Node) {
	src, err := yaml.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	var findings diag.List
	docs := syntax.Parse("f.yaml", src, &findings)
	if findings.HasErrors() || len(docs) != 1 {
		return // YAML itself; the schema sees no text
	}
	decodeFlow("f.yaml", docs[0].Root, &findings)
	var said []string
	unsure := false
	for _, f := range findings {
		if unseen(f, string(src)) {
			unsure = true
			continue
		}
		said = append(said, f.String())
	}
	var again yaml.Node
	if err := yaml.Unmarshal(src, &again); err != nil {
		t.Fatal(err)
	}
	refused := c.schema.Validate(asJSON(&again))
	switch {
	case len(said) > 0 && refused == nil:
		t.Errorf("the schema takes what the decoder refuses: %v\n%s", said, src)
	case len(said) > 0 || unsure || refused == nil:
	case !c.says(src, c.said(original)): // the compiler may see what the decoder does not
		t.Errorf("the schema refuses what the loader takes: %#v\n%s", refused, src)
	}
}

// said gives what the loader says of a flow.
func (c comparison) said(src []byte) []string {
	_, findings := LoadFiles(map[string][]byte{"f.yaml": src}, c.opt)
	var list []string
	for _, f := range findings {
		list = append(list, f.Message)
	}
	return list
}

// says reports whether the loader says more of a flow than it said before.
func (c comparison) says(src []byte, before []string) bool {
	return slices.ContainsFunc(c.said(src), func(m string) bool { return !slices.Contains(before, m) })
}

// unseen reports whether the schema need not see a finding.
func unseen(f diag.Finding, src string) bool {
	if strings.Contains(f.Message, "a value of type ") {
		return true // the value of a default, whose type stands beside it
	}
	if strings.HasSuffix(f.Message, " is no language") {
		return true // the languages of the world are no pattern
	}
	switch f.Code {
	case codeRange: // of durations: those of numbers are seen
		line := strings.Split(src, "\n")[f.Span.Line-1]
		return strings.ContainsAny(line[f.Span.Column-1:], "smh")
	case codeBadValue:
		return strings.Contains(f.Message, "one_of closes") || strings.HasPrefix(f.Message, "a GET has") || strings.HasPrefix(f.Message, "expected ")
	case codeUnknownOutcome:
		return strings.Contains(f.Message, "without screen")
	}
	return slices.Contains(notOfShape, f.Code)
}
