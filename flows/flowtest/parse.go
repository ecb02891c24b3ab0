package flowtest

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/engine/spell"
	"github.com/texmlflow/texmlflow/flows"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// The keys of a file, and of a scenario, which may have all but the list of scenarios for itself.
var (
	callKeys     = []string{"flow", "from", "to", "at", "env", "http", "fetch"}
	fileKeys     = append(slices.Clone(callKeys), "scenarios")
	scenarioKeys = append([]string{"name"}, append(slices.Clone(callKeys), "turns", "ends", whatSent, whatNotSent)...)
)

// Parse reads a file of scenarios for the flows of a library. name is what places carry. What is wrong is added to out; a
// file with an error is nil.
func Parse(name string, src []byte, lib *flows.Library, out *diag.List) *File {
	d := &decoder{lib: lib, out: &diag.List{}}
	file := d.file(name, src)
	out.Add(*d.out...)
	if d.out.HasErrors() {
		return nil
	}
	return file
}

// decoder turns nodes into scenarios.
type decoder struct {
	lib *flows.Library
	out *diag.List
}

func (d *decoder) file(name string, src []byte) *File {
	file := &File{Name: name, Source: src}
	docs := syntax.Parse(name, src, d.out)
	d.forgiveDates(docs)
	if d.out.HasErrors() {
		return nil
	}
	for _, doc := range docs {
		d.document(doc.Root, file)
	}
	if len(file.Scenarios) == 0 && !d.out.HasErrors() {
		d.out.Errorf(codeNoScenarios, diag.Span{File: name}, "there is no scenario").Hint = "write scenarios: [{name: …, turns: […]}]"
	}
	d.twice(file)
	return file
}

var dateText = regexp.MustCompile(`^\d{4}-\d\d-\d\d([Tt].*)?$`)

// forgiveDates drops the findings about dates without quotes. In a flow they are expressions, where quotes matter; here
// they are read as written, whatever another reader of YAML would make of them.
func (d *decoder) forgiveDates(docs []*syntax.Document) {
	dates := map[diag.Span]bool{}
	var look func(n *syntax.Node)
	look = func(n *syntax.Node) {
		if n.IsPlain() && dateText.MatchString(n.Value) {
			dates[n.Span] = true
		}
		for _, p := range n.Pairs {
			look(p.Value)
		}
		for _, item := range n.Items {
			look(item)
		}
	}
	for _, doc := range docs {
		look(doc.Root)
	}
	*d.out = slices.DeleteFunc(*d.out, func(f diag.Finding) bool { return f.Code == "quote-it" && dates[f.Span] })
}

// document reads one document: what all its calls have in common, then the scenarios.
func (d *decoder) document(root *syntax.Node, file *File) {
	if !d.isMap(root, "a map with the key scenarios") {
		return
	}
	syntax.CheckKeys(root, fileKeys, "a file of scenarios", d.out)
	common := Scenario{from: defaultFrom, to: defaultTo, clock: defaultClock, env: map[string]string{}}
	d.call(root, &common)
	list, ok := root.Get("scenarios")
	if !ok {
		d.out.Errorf(codeMissingKey, firstKey(root), `a file of scenarios needs the key "scenarios"`).
			Hint = "write scenarios: [{name: …, turns: […]}]"
		return
	}
	if !d.isList(list, "a list of scenarios") {
		return
	}
	for _, item := range list.Items {
		if s := d.scenario(item, common); s != nil {
			file.Scenarios = append(file.Scenarios, s)
		}
	}
}

// scenario reads one scenario; common is what the file says for all.
func (d *decoder) scenario(n *syntax.Node, common Scenario) *Scenario {
	if !d.isMap(n, "a scenario: a map with name and turns") {
		return nil
	}
	syntax.CheckKeys(n, scenarioKeys, "a scenario", d.out)
	s := &common
	s.At = n.Span
	s.env, s.doubles, s.fetches = maps.Clone(common.env), slices.Clone(common.doubles), slices.Clone(common.fetches)
	if name, ok := n.Pair("name"); ok {
		s.Name, s.At = d.text(name.Value, "text for the scenario's name"), name.Value.Span
	} else {
		d.out.Errorf(codeMissingKey, firstKey(n), `a scenario needs the key "name"`).Hint = "write what it shows: name: a busy line leads to the mailbox"
	}
	d.call(n, s)
	d.machine(n, s)
	d.environment(s)
	if turns, ok := n.Get("turns"); !ok {
		d.out.Errorf(codeMissingKey, s.At, `a scenario needs the key "turns"`).Hint = "write what happens: turns: [{hear: Hello}, {press: \"1\"}]"
	} else if d.isList(turns, "a list of turns") {
		for _, item := range turns.Items {
			if t := d.turn(item, s); t != nil {
				s.turns = append(s.turns, t)
			}
		}
		if len(turns.Items) == 0 {
			d.out.Errorf(codeNoScenarios, turns.Span, "a scenario without turns tests nothing")
		}
	}
	if ends, ok := n.Pair("ends"); ok {
		s.ends = &ending{at: pairSpan(ends), want: d.oneOf(ends.Value, "ends", endings)}
	}
	if sent, ok := n.Pair(whatSent); ok {
		s.after = append(s.after, d.sending(sent.Value, pairSpan(sent))...)
	}
	if not, ok := n.Pair(whatNotSent); ok {
		s.after = append(s.after, &notSending{d.requests(not.Value, pairSpan(not))})
	}
	return s
}

// call reads what a file and a scenario both may say of a call.
func (d *decoder) call(n *syntax.Node, s *Scenario) {
	for _, p := range n.Pairs {
		switch p.Key.Value {
		case "flow":
			name := d.text(p.Value, "the name of a flow")
			names := slices.Sorted(maps.Keys(d.lib.Machines))
			if s.flow = d.lib.Machines[name]; s.flow == nil && name != "" {
				d.out.Errorf(codeUnknownFlow, p.Value.Span, "unknown flow %q", name).
					Hintf("%s", strings.TrimSpace(spell.DidYouMean(name, names)+" the flows are "+strings.Join(names, ", ")))
			}
		case "from":
			s.from = d.text(p.Value, "a number or SIP address")
		case "to":
			s.to = d.text(p.Value, "a number or SIP address")
		case "at":
			text := d.text(p.Value, "a moment")
			at, err := time.Parse(time.RFC3339, text)
			if err != nil && text != "" {
				d.out.Errorf(codeBadDate, p.Value.Span, "%q is no moment with its offset", text).Hint = "write 2026-03-02T10:00:00-07:00"
			}
			if y := at.UTC().Year(); err == nil && (y < 2002 || y > 2285) { // a signature's time has ten digits
				d.out.Errorf(codeBadDate, p.Value.Span, "calls are between the years 2002 and 2285")
			}
			s.clock = at
		case "env":
			if d.isMap(p.Value, "a map of names and values") {
				for _, e := range p.Value.Pairs {
					s.env[e.Key.Value] = d.text(e.Value, "text")
				}
			}
		case "http":
			s.doubles = append(d.doubles(p.Value, httpFailures), s.doubles...)
		case "fetch":
			s.fetches = append(d.doubles(p.Value, fetchFailures), s.fetches...)
		}
	}
}

// machine sees to it that a scenario has a flow: the one it names, or the only one there is.
func (d *decoder) machine(n *syntax.Node, s *Scenario) {
	if s.flow != nil {
		return
	}
	names := slices.Sorted(maps.Keys(d.lib.Machines))
	if len(names) == 1 {
		s.flow = d.lib.Machines[names[0]]
		return
	}
	if !d.out.HasErrors() {
		d.out.Errorf(codeMissingKey, firstKey(n), "calls can begin in several flows, and the scenario names none").
			Hint = "write flow: " + strings.Join(names, ", or flow: ")
	}
}

// environment holds a scenario's values against the names that its flow reads.
func (d *decoder) environment(s *Scenario) {
	if s.flow == nil {
		return
	}
	reads := s.flow.Env()
	for _, name := range reads {
		if _, ok := s.env[name]; !ok {
			d.out.Errorf(codeMissingEnv, s.At, "the flow %s reads env.%s, and the scenario has no value for it", s.flow.Name, name).
				Hintf("write env: {%s: …}", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.env)) {
		if !slices.Contains(reads, name) && !d.readElsewhere(name) {
			f := d.out.Errorf(codeUnknownEnv, s.At, "no flow reads env.%s", name)
			f.Hint = spell.DidYouMean(name, reads)
		}
	}
}

// readElsewhere reports whether another flow of the library reads a name, for which the file's head may have a value.
func (d *decoder) readElsewhere(name string) bool {
	for _, m := range d.lib.Machines {
		for _, f := range m.Flows {
			if slices.Contains(f.Env, name) {
				return true
			}
		}
	}
	return false
}

// twice finds scenarios of the same name.
func (d *decoder) twice(file *File) {
	first := map[string]diag.Span{}
	for _, s := range file.Scenarios {
		if at, ok := first[s.Name]; ok && s.Name != "" {
			d.out.Errorf(codeDuplicateScenario, s.At, "there is a scenario %q already", s.Name).Notef(at, "the first %q", s.Name)
			continue
		}
		first[s.Name] = s.At
	}
}
