package engine_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// site is a flow in which text from a source comes to a place, with what it answers to tame values.
type site struct {
	place
	from       source
	machine    *engine.Machine
	deployment engine.Deployment
	want       []*node
	trees      [][]string // of want
}

const refusedSeam = "Refused {{c}} {${From}${v}{"

func newSite(t *testing.T, from source, p place) *site {
	t.Helper()
	text := "flow: outside\nenv: [CRM]\nlanguages: {default: en-US, en-US: {voice: alice}" + p.speaks + "}\n" +
		"vars: {v: {type: string, default: \"\"}, w: {type: {o: string}, default: {o: \"\"}}}\ndefaults: {failed: refused}\nstart: ask\nstates:\n" +
		"  " + from.states + "\n  here: " + p.state + "\n" +
		"  refused: {say: [{text: \"" + refusedSeam + "\", language: en-US}], hangup: true}\n"

	for _, flow := range []string{from.flows, p.flows} {
		if flow != "" {
			text += "---\n" + flow + "\n"
		}
	}
	rules, err := policy.New(policy.Config{
		DialAllow: []string{"+1512555", "sip:*@pbx.example.com"}, RedirectAllow: []string{"https://other.example.net/"},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := &site{
		place: p, from: from, machine: load(t, strings.ReplaceAll(text, "SEAM", seam)),
		deployment: engine.Deployment{Policy: rules, Env: map[string]string{"CRM": "https://crm.example.com"}},
	}
	if s.tame == "" {
		s.tame = "x"
	}
	if s.want, err = s.play(t, "x", s.tame); err != nil {
		t.Fatal(err)
	}
	for _, doc := range s.want {
		if refusedWay(doc) {
			t.Fatal("a tame value is refused")
		}
		s.trees = append(s.trees, tree(doc))
	}
	return s
}

// play leads a call to the place, and returns its documents, read again.
func (s *site) play(t *testing.T, caller, text string) ([]*node, error) {
	var docs []*node
	e := event(t, "begin", start)
	e.From = caller
	call, reply := engine.Step(s.machine, nil, e, s.deployment)
	read := func(next *engine.Call, reply engine.Reply) (*engine.Call, error) {
		if err := prepared(s.machine, reply); err != nil {
			return next, err
		}
		b, err := s.write(reply)
		if err != nil {
			next, reply = engine.Fail(s.machine, next, e, s.deployment, err.Error())
			if b, err = s.write(reply); err != nil {
				return next, err
			}
		}
		doc, err := parse(b)
		if err != nil {
			return next, fmt.Errorf("%w in\n%s", err, b)
		}
		docs = append(docs, doc)
		return next, nil
	}
	call, err := read(call, reply)
	if err != nil {
		return docs, err
	}
	e = event(t, "empty", start)
	e.From = caller
	s.from.event(&e, text)
	if s.from.heard {
		note := event(t, "transcript 1 x", start)
		note.Values["Transcript"], note.Values["TranscriptionText"] = text, text
		call, _ = engine.Notify(call, note)
	}
	call, reply = engine.Step(s.machine, call, e, s.deployment)
	if call, err = read(call, reply); err != nil || refusedWay(docs[len(docs)-1]) {
		return docs, err
	}
	for _, kind := range s.then {
		e = event(t, "empty", start)
		e.Kind, e.From = kind, caller
		call, reply = engine.Step(s.machine, call, e, s.deployment)
		if call, err = read(call, reply); err != nil {
			return docs, err
		}
	}
	if s.track != "" {
		e = event(t, "begin", start)
		side, reply, ok := engine.BeginTrack(s.machine, call, s.track, e, s.deployment)
		if !ok {
			return docs, fmt.Errorf("there is no %s at %s", s.track, call.Where())
		}
		_, err = read(side, reply)
	}
	return docs, err
}

func (s *site) write(reply engine.Reply) ([]byte, error) {
	return written(reply, texmlgen.Options{
		Resolve: func(route string) (string, error) { return "https://ivr.example.net/" + route, nil },
		Target:  func(_, target string) error { return s.deployment.Policy.Dial(target) },
	})
}

// check plays nasty values, and reports where their documents are others than those of tame values, but for the text in
// them. Where values are judged, the failed way is one more answer that is right.
func (s *site) check(t *testing.T, caller, text string) error {
	got, err := s.play(t, caller, text)
	if err != nil {
		return err
	}
	for i, doc := range got {
		want := s.want[i]
		if refusedWay(doc) {
			if !s.judged || i == 0 {
				return fmt.Errorf("document %d: text is refused where any is fine", i)
			}
			if pairs(doc) != strings.Count(refusedSeam, "{{") {
				return fmt.Errorf("document %d: %d {{ in the failed way", i, pairs(doc))
			}
			return nil
		}
		if a, b := s.trees[i], tree(doc); !slices.Equal(a, b) {
			return fmt.Errorf("document %d has another tree (-tame +nasty):\n%s", i, cmp.Diff(a, b))
		}
		if pairs(doc) != pairs(want) {
			return fmt.Errorf("document %d has %d {{, want the author's %d", i, pairs(doc), pairs(want))
		}
		if s.shape != nil {
			if a, b := s.shape(want), s.shape(doc); !slices.Equal(a, b) {
				return fmt.Errorf("document %d has another body (-tame +nasty):\n%s", i, cmp.Diff(a, b))
			}
		}
	}
	if len(got) != len(s.want) {
		return fmt.Errorf("%d documents, want %d", len(got), len(s.want))
	}
	if last := got[len(got)-1]; s.whole && plain.MatchString(text) && len(text) <= engine.MaxSpoken && !last.holds(text) {
		return fmt.Errorf("the text is not in the document as it came: %q", last.texts())
	}
	return nil
}

// plain is text that a document has as it is: with no pair of braces to break up, and nothing that XML cannot hold.
var plain = regexp.MustCompile(`^[!-z|}~]+$`)

// node is an element of a document, read by the standard library.
type node struct {
	name  string
	attrs []xml.Attr
	text  string
	kids  []*node
}

// parse reads a document, in which there is nothing but elements, attributes and text.
func parse(b []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(b))
	root := &node{}
	open := []*node{root}
	for {
		token, err := d.Token()
		if err == io.EOF {
			if len(root.kids) != 1 {
				return nil, fmt.Errorf("%d roots", len(root.kids))
			}
			return root, nil
		}
		if err != nil {
			return nil, err
		}
		top := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			n := &node{name: token.Name.Local, attrs: slices.Clone(token.Attr)}
			top.kids = append(top.kids, n)
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.text += string(token)
		case xml.ProcInst:
			if token.Target != "xml" || top != root {
				return nil, fmt.Errorf("an instruction %s", token.Target)
			}
		default:
			return nil, fmt.Errorf("a comment or declaration: %q", token)
		}
	}
}

// all gives a node and all below it, with their depth.
func (n *node) all(yield func(depth int, n *node)) { n.walk(0, yield) }

func (n *node) walk(depth int, yield func(int, *node)) {
	yield(depth, n)
	for _, kid := range n.kids {
		kid.walk(depth+1, yield)
	}
}

// tree is a document without its text: names, nesting and order, and of URLs where they lead.
func tree(doc *node) []string {
	var out []string
	doc.all(func(depth int, n *node) {
		line := fmt.Sprintf("%d %s", depth, n.name)
		for _, a := range n.attrs {
			line += " " + a.Name.Space + ":" + a.Name.Local
			if name := strings.ToLower(a.Name.Local); strings.HasSuffix(name, "url") || strings.HasSuffix(name, "callback") || name == "action" {
				line += "=" + leads(a.Value)
			}
		}
		if n.name == "Play" || n.name == "Redirect" {
			line += " to " + leads(n.text)
		}
		out = append(out, line)
	})
	return out
}

// leads is a URL without what is text in it: its origin, how deep its path is, and the names in its query.
func leads(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		return err.Error()
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return err.Error()
	}
	var names []string
	for name, values := range query {
		names = append(names, fmt.Sprintf("%s*%d", name, len(values)))
	}
	slices.Sort(names)
	return fmt.Sprintf("%s://%s@%s /*%d ?%q #%q", u.Scheme, u.User, u.Host, strings.Count(u.EscapedPath(), "/"), names, u.Fragment)
}

// texts returns all attributes and texts of a document.
func (n *node) texts() []string {
	var out []string
	n.all(func(_ int, n *node) {
		for _, a := range n.attrs {
			out = append(out, a.Value)
		}
		out = append(out, n.text)
	})
	return out
}

func (n *node) holds(text string) bool {
	return slices.ContainsFunc(n.texts(), func(s string) bool { return strings.Contains(s, text) })
}

// pairs counts the {{ of a document, within each text and attribute.
func pairs(doc *node) int {
	count := 0
	for _, s := range doc.texts() {
		for i := range len(s) - 1 {
			if s[i:i+2] == "{{" {
				count++
			}
		}
	}
	return count
}

// refusedWay reports whether a document is that of the failed way and nothing else.
func refusedWay(doc *node) bool {
	said := doc.kids[0].kids
	return len(said) == 2 && strings.HasPrefix(said[0].text, "Refused ") &&
		slices.Equal(tree(doc), []string{"0 ", "1 Response", "2 Say :voice :language", "2 Hangup"})
}

// body is the text of the request's body.
func body(doc *node) string {
	text := ""
	doc.all(func(_ int, n *node) {
		if n.name == "Body" {
			text += n.text
		}
	})
	return text
}

// payShape is the JSON of the attributes of a Pay without its texts.
func payShape(doc *node) []string {
	var out []string
	doc.all(func(_ int, n *node) {
		for _, a := range n.attrs {
			if n.name == "Pay" && (a.Name.Local == "metadata" || a.Name.Local == "prompts") {
				out = append(append(out, a.Name.Local), shapeOf(a.Value)...)
			}
		}
	})
	return out
}

// jsonShape is the JSON of a body without its texts.
func jsonShape(doc *node) []string { return shapeOf(body(doc)) }

func shapeOf(text string) []string {
	var out []string
	if text == "" {
		return out
	}
	d := json.NewDecoder(strings.NewReader(text))
	var v any
	if err := d.Decode(&v); err != nil || d.More() {
		return []string{fmt.Sprintf("no JSON: %v", err)}
	}
	var walk func(at string, v any)
	walk = func(at string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, item := range v {
				walk(at+"."+name, item)
			}
		case []any:
			for i, item := range v {
				walk(fmt.Sprintf("%s[%d]", at, i), item)
			}
		default:
			out = append(out, fmt.Sprintf("%s %T", at, v))
		}
	}
	walk("", v)
	slices.Sort(out)
	return out
}

// formShape is the names of a form.
func formShape(doc *node) []string {
	values, err := url.ParseQuery(body(doc))
	if err != nil {
		return []string{err.Error()}
	}
	var out []string
	for name, list := range values {
		out = append(out, fmt.Sprintf("%s*%d", name, len(list)))
	}
	slices.Sort(out)
	return out
}

// sites are all places with what is said, and all sources with what is spoken.
func sites(t *testing.T) []*site {
	t.Helper()
	var all []*site
	add := func(from source, p place) {
		t.Run(from.name+"/"+p.name, func(t *testing.T) { all = append(all, newSite(t, from, p)) })
	}
	for _, p := range places {
		add(sources[0], p)
	}
	for _, from := range sources[1:] {
		add(from, places[0])
	}
	if t.Failed() {
		t.FailNow()
	}
	return all
}

// TestOutsideTextStaysText puts text from outside everywhere a flow can put a value: it adds no element, attribute,
// entity, URL or template of the carrier to a document.
func TestOutsideTextStaysText(t *testing.T) {
	all := sites(t)
	for _, s := range all {
		t.Run(s.from.name+" to "+s.name, func(t *testing.T) {
			for _, pair := range outside {
				if err := s.check(t, pair[0], pair[1]); err != nil {
					t.Errorf("%.60q, %.60q: %v", pair[0], pair[1], err)
				}
			}
		})
	}
	t.Run("any", func(t *testing.T) {
		rapid.Check(t, func(rt *rapid.T) {
			text := rapid.OneOf(
				rapid.String(), rapid.StringMatching(`[<>&{}"'#/x;!\[\]?=\-\n%]{0,20}`),
				rapid.Map(rapid.SliceOfN(rapid.SampledFrom(pieces()), 1, 4), func(list []string) string { return strings.Join(list, "") }),
			)
			caller, value := text.Draw(rt, "From"), text.Draw(rt, "text")
			for range 8 {
				s := rapid.SampledFrom(all).Draw(rt, "site")
				if err := s.check(t, caller, value); err != nil {
					rt.Fatalf("%s to %s: %v", s.from.name, s.name, err)
				}
			}
		})
	})
}
