package main

import (
	"net/url"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/flows"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// flowSet is the flows of a directory with all that was found about them.
type flowSet struct {
	library  *flows.Library // nil if a finding is an error
	findings diag.List
	sources  diag.Sources
	files    []string       // that were read
	declared []declaredFlow // also those that could not be compiled
}

// declaredFlow is a document that says it is a flow.
type declaredFlow struct {
	file, name string
	sub        bool // a subflow, which no call begins in
}

// codeUnchecked is the code of the loader's warning about a flow that dials while there is no policy for it.
const codeUnchecked = "targets-not-checked"

// codeUnasked is the same for a flow that makes requests.
const codeUnasked = "requests-not-checked"

// loadFlows loads a directory. A nil policy is one whose entries are bad, which has been reported; nil env is one that is
// not known, and so is "" as the public URL.
func loadFlows(dir string, p *policy.Policy, env []string, publicURL string) (*flowSet, error) {
	lib, findings, from, err := flows.Load(dir, flows.Options{Policy: p, Env: env, PublicURL: publicURL})
	if err != nil {
		return nil, err
	}
	if p == nil {
		findings = slices.DeleteFunc(findings, func(f diag.Finding) bool { return f.Code == codeUnchecked || f.Code == codeUnasked })
	}
	set := &flowSet{library: lib, findings: findings, sources: from}
	if read, ok := from.(*syntax.Set); ok {
		for _, f := range read.Files {
			set.files = append(set.files, f.Name)
		}
		for _, d := range read.Documents {
			if name, ok := d.Root.Get("flow"); ok && name.IsScalar() {
				_, sub := d.Root.Get("returns")
				set.declared = append(set.declared, declaredFlow{file: d.File, name: name.Value, sub: sub})
			}
		}
	}
	return set, nil
}

// readSet reads the settings and the flows of a directory for the commands that serve nothing, and adds what is wrong with
// them to out.
func readSet(dir string, out *diag.List) (*hostFile, *flowSet, error) {
	file := readHostFile(dir, out)
	file.values.verify(out)
	p := newPolicy(file.values, out)
	env := file.values.texts(keyEnv)
	switch {
	case !file.sound:
		p, env = nil, nil // not known
	case env == nil && file.exists:
		env = []string{} // the settings name none
	}
	set, err := loadFlows(dir, p, env, file.values.one("public_url").text)
	if err != nil {
		return nil, nil, err
	}
	out.Add(set.findings...)
	set.checkNumbers(file.numbers, out)
	return file, set, nil
}

// names lists the flows that a call can begin in, sorted.
func (s *flowSet) names() []string {
	var names []string
	for _, f := range s.declared {
		if !f.sub {
			names = append(names, f.name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// checkNumbers finds the numbers that lead to a flow that is not there.
func (s *flowSet) checkNumbers(numbers []numberEntry, out *diag.List) {
	names := s.names()
	if len(names) == 0 {
		return // whatever they should be called, there are findings about them
	}
	for _, n := range numbers {
		if slices.Contains(names, n.flow.text) {
			continue
		}
		hint := nearest(n.flow.text, names, "the flows are "+strings.Join(names, ", "))
		if slices.ContainsFunc(s.declared, func(f declaredFlow) bool { return f.name == n.flow.text }) {
			hint = "it is a subflow, which no call can begin in"
		}
		out.Errorf("unknown-flow", n.flow.at, "unknown flow %s", quoted(n.flow.text)).Hint = hint
	}
}

// refuseDialling makes errors of the warnings about flows that dial without a policy: nothing may be dialled then, and to
// find that out in a call is too late. path is the file that should say what may be.
func (s *flowSet) refuseDialling(path string, out *diag.List) {
	if s.library != nil && s.library.Dials {
		refuseUnallowed(out, codeUnchecked, path, "the flow dials, and dial.allow is not set: nothing may be dialled",
			"dial", s.writtenTargets(), "+1512555")
	}
}

// refuseFetching makes errors of the warnings about flows whose requests nobody allows, for the same reason.
func (s *flowSet) refuseFetching(path string, out *diag.List) {
	if s.library != nil && s.library.Fetches {
		refuseUnallowed(out, codeUnasked, path, "the flow fetches, and fetch.allow is not set: no request may be made",
			"fetch", s.writtenOrigins(), "https://api.example.com")
	}
}

// refuseUnallowed makes errors of the warnings of a code, and says which setting would allow what the flows have written
// out; an example of it where they have nothing.
func refuseUnallowed(out *diag.List, code, path, message, setting string, written []string, example string) {
	if len(written) == 0 {
		written = []string{example}
	}
	hint := "add to " + path + ": " + setting + `: {allow: ["` + strings.Join(written, `", "`) + `"]}`
	found := false
	for i := range *out {
		if f := &(*out)[i]; f.Code == code {
			f.Severity, f.Message, f.Hint, found = diag.Error, message, hint, true
		}
	}
	if !found { // the warning may be ignored by a comment
		out.Errorf(code, diag.Span{File: path}, "%s", message).Hint = hint
	}
}

// writtenOrigins lists the origins that the flows fetch from and that are written out, sorted.
func (s *flowSet) writtenOrigins() []string {
	var origins []string
	note := func(t *guard.Template) {
		if len(t.Parts) > 0 && t.Parts[0].Literal {
			if u, err := url.Parse(t.Parts[0].Text); err == nil && u.Host != "" {
				origins = append(origins, u.Scheme+"://"+u.Host)
			}
		}
	}
	for _, m := range s.library.Machines {
		for _, f := range m.Flows {
			for _, state := range f.States {
				switch a := state.Action.(type) {
				case *engine.Fetch:
					note(a.URL)
				case *engine.HTTPRequest: // where there is a list, it holds for these too
					note(a.URL)
				}
			}
			for _, e := range f.OnEnd {
				note(e.Fetch.URL)
			}
		}
	}
	slices.Sort(origins)
	return slices.Compact(origins)
}

// writtenTargets lists the numbers and addresses that the flows dial and that are written out, sorted.
func (s *flowSet) writtenTargets() []string {
	var targets []string
	for _, m := range s.library.Machines {
		for _, f := range m.Flows {
			for _, state := range f.States {
				var written []*guard.Template
				switch a := state.Action.(type) {
				case *engine.Dial:
					for _, target := range a.Targets {
						written = append(written, target.Number, target.SIP)
					}
				case *engine.Refer:
					written = append(written, a.SIP)
				}
				for _, t := range written {
					if t != nil && t.IsLiteral() && len(t.Parts) == 1 {
						targets = append(targets, t.Parts[0].Text)
					}
				}
			}
		}
	}
	slices.Sort(targets)
	return slices.Compact(targets)
}
