package flows

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// evidence is what shows that a text of flows is broken, other than a finding of a proof: it has no machine at all, or a
// walk of its machine shows what goes wrong in a call.
type evidence struct {
	compiler bool
	why      []string
	dead     []string // what no call comes to
	barred   []string // what no call comes to whatever its variables hold
	visits   int      // of situations, until everything was taken
}

// tryOut compiles a text as the version of a call in progress is, without proofs, and walks every machine of it.
func tryOut(s *subject, text string, opt Options, most int) evidence {
	m, why := s.unproven(text)
	if why != "" {
		return evidence{compiler: true, why: []string{why}}
	}
	twins, _ := s.unproven(text)
	out := evidence{why: outside(text)}
	for i := range m {
		w := newWalker(m[i], twins[i], opt.Policy, most)
		for _, f := range m[i].Flows {
			for _, name := range f.Env {
				if !slices.Contains(opt.Env, name) {
					out.why = append(out.why, "the host gives no "+name)
				}
			}
			if wordless(f, f.Languages) || f != m[i].Entry() && wordless(f, m[i].Entry().Languages) {
				out.why = append(out.why, "words are missing in a language")
			}
			if endless(f) {
				out.why = append(out.why, "there is no end")
			}
			out.why = append(out.why, strangers(f, opt.Policy)...)
		}
		w.walk()
		out.why = append(out.why, w.trouble...)
		out.visits += w.covered
		out.dead = append(out.dead, w.dead()...)
		if len(w.trouble) == 0 && len(out.dead) > 0 {
			again, _ := s.unproven(text)
			w.dream(again[i])
			out.barred = append(out.barred, w.dead()...)
		}
	}
	return out
}

// unproven makes the machines of a text without proofs, or says what it lacks for one.
func (s *subject) unproven(text string) ([]*engine.Machine, string) {
	var findings diag.List
	var decls []*flowDecl
	files := s.with(text)
	recordings := map[string]string{}
	for name := range files {
		if isAudioFile(name) {
			recordings[name] = "00"
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if isAudioFile(name) {
			continue
		}
		for _, doc := range syntax.Parse(name, files[name], &findings) {
			if f := decodeFlow(doc.File, doc.Root, &findings); f != nil {
				f.Source, f.Audio = doc.Source, recordings
				decls = append(decls, f)
			}
		}
	}
	c := newCompiler(Options{}, true, decls, &findings)
	c.run()
	for _, f := range findings {
		if f.Severity == diag.Error && !isProof(f.Code) {
			return nil, f.String()
		}
	}
	var out []*engine.Machine
	for _, f := range c.flows {
		if f.entry() && f.File == s.file {
			out = append(out, c.machine(f.Name.Value, "walked"))
		}
	}
	if len(out) == 0 {
		return nil, "there is no flow to call"
	}
	return out, ""
}

// outside lists attributes of a text that TeXML does not take, one for each action that has such.
func outside(text string) []string {
	var out []string
	judge := func(element string, list attributes) {
		b := "<Response><" + element
		for _, a := range list {
			b += fmt.Sprintf(" %s=%q", a.Name, a.Value)
		}
		for _, f := range texmlgen.Validate([]byte(b + "/></Response>")) {
			if f.Code == texmlgen.CodeRange {
				out = append(out, f.Message)
			}
		}
	}
	for _, f := range newSubject("mutant", "flow.yaml", text, nil).flows {
		for _, a := range f.Defaults.Actions {
			judge(strings.ToUpper(a.Action.Value[:1])+a.Action.Value[1:], a.Attrs)
		}
		for _, s := range f.States {
			switch a := s.Action.(type) {
			case *gatherDecl:
				judge("Gather", a.Attrs)
			case *dialDecl:
				judge("Dial", a.Attrs)
			case *recordDecl:
				judge("Record", a.Attrs)
			case *payDecl:
				judge("Pay", a.Attrs)
			case *conferenceDecl:
				judge("Conference", a.Attrs)
			}
		}
	}
	return out
}

// strangers lists targets of a flow that are written out and that the host does not allow.
func strangers(f *engine.Flow, p *policy.Policy) []string {
	var out []string
	ask := func(t *guard.Template, allowed func(string) error) {
		if t != nil && t.IsLiteral() && len(t.Parts) == 1 {
			if err := allowed(t.Parts[0].Text); err != nil {
				out = append(out, err.Error())
			}
		}
	}
	for _, s := range f.States {
		switch a := s.Action.(type) {
		case *engine.Dial:
			for _, target := range a.Targets {
				ask(target.Number, p.Dial)
				ask(target.SIP, p.Dial)
			}
		case *engine.Refer:
			ask(a.SIP, p.Dial)
		case *engine.HTTPRequest:
			ask(a.URL, p.Fetch)
		}
	}
	return out
}

// endless reports a state of a flow from which no transition leads on to an end.
func endless(f *engine.Flow) bool {
	if f.Hold {
		return false
	}
	ends := map[string]bool{}
	for changed := true; changed; {
		changed = false
		for name, s := range f.States {
			if ends[name] {
				continue
			}
			switch s.Action.(type) {
			case *engine.Hangup, *engine.Reject, *engine.Redirect:
				ends[name] = true
			}
			p := &parts{}
			p.take(reflect.ValueOf(s))
			for _, t := range p.transitions {
				k := t.Target.Kind
				ends[name] = ends[name] || k == engine.ToHangup || k == engine.ToReturn || k == engine.ToState && ends[t.Target.State]
			}
			changed = changed || ends[name]
		}
	}
	return slices.ContainsFunc(f.Order, func(name string) bool { return !ends[name] })
}

// broken reports whether a caller is dropped, told what is not for them, or promised what no call can come to. A way that
// is not taken because no variable ever has the value for it is another flow, not a broken one.
func (e evidence) broken() bool { return len(e.why) > 0 || len(e.barred) > 0 }

// reasons say why it is broken.
func (e evidence) reasons() []string {
	out := slices.Clone(e.why)
	for _, d := range e.barred {
		out = append(out, "no call comes to "+d)
	}
	return out
}
