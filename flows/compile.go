package flows

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// compiler turns flows into machines. It resolves names as it goes, and says what does not fit; checks that need whole
// flows come after it (checks.go).
type compiler struct {
	opt    Options
	pinned bool                 // a version of a call in progress: no proofs, no policy
	all    []*flowDecl          // every document, those that cannot be named among them
	flows  []*flowDecl          // each name once
	byName map[string]*flowDecl // likewise
	out    *diag.List

	written     map[*engine.Transition]compiledFrom // what transitions were compiled from
	stateSites  map[*stateDecl]*sites
	readNames   map[*flowDecl]map[string]bool // names that expressions read, those of env with their path
	usedHours   map[*flowDecl]map[string]bool
	usedPrompts map[*flowDecl]map[string]bool // prompts of the header
	recordings  *recordings                   // nil for a pinned version
	verbs       map[string]verbRead           // by their text

	heard  []*listening // every gather
	filled []filledText // every text with ${} in it, or where it may stand

	redirects []redirectSeen

	listeners map[*stateDecl][]listener   // what states start and stop that takes the caller's sound
	secrets   map[*stateDecl]*secretEntry // what is entered in states that is a secret

	unread   map[string]bool // flows whose documents could not be read, as far as their text tells
	compiled map[string]*engine.Flow
	words    map[string]diag.Span // the first words without a language, by the name of their flow
	dials    bool
	fetches  bool
}

// compiledFrom is what a transition was compiled from.
type compiledFrom struct {
	decl  *transitionDecl
	reads *sites // what its expressions read; nil where that is not followed
}

var flowLine = regexp.MustCompile(`^flow:[ \t]*["']?([A-Za-z0-9_-]+)`)

// noteUnread finds the names of flows in files whose YAML is broken: to call such a flow is no mistake of the caller.
func (c *compiler) noteUnread(files []syntax.File) {
	c.unread = map[string]bool{}
	for _, f := range files {
		for line := range bytes.Lines(f.Bytes) {
			if !bytes.HasPrefix(line, []byte("flow:")) {
				continue
			}
			if m := flowLine.FindSubmatch(line); m != nil && c.byName[string(m[1])] == nil {
				c.unread[string(m[1])] = true
			}
		}
	}
}

// newCompiler indexes flows by name, and says which share one.
func newCompiler(opt Options, pinned bool, decls []*flowDecl, out *diag.List) *compiler {
	c := &compiler{
		opt: opt, pinned: pinned, out: out, all: decls,
		byName: map[string]*flowDecl{}, compiled: map[string]*engine.Flow{}, words: map[string]diag.Span{},
		written: map[*engine.Transition]compiledFrom{}, stateSites: map[*stateDecl]*sites{},
		readNames: map[*flowDecl]map[string]bool{}, usedPrompts: map[*flowDecl]map[string]bool{}, usedHours: map[*flowDecl]map[string]bool{},
		verbs: map[string]verbRead{}, listeners: map[*stateDecl][]listener{}, secrets: map[*stateDecl]*secretEntry{},
	}
	for _, f := range decls {
		if !f.Name.given() {
			continue
		}
		if first, ok := c.byName[f.Name.Value]; ok {
			out.Errorf(codeDuplicateFlow, f.Name.Node.Span, "the flow %q is there already", f.Name.Value).
				Notef(first.Name.Node.Span, "it stands here first")
			continue
		}
		c.byName[f.Name.Value] = f
		c.flows = append(c.flows, f)
	}
	return c
}

// run compiles every flow, those that share a name or have none too, so that all mistakes in them are found.
func (c *compiler) run() {
	for _, f := range c.all {
		if flow := c.flow(f); c.byName[f.Name.Value] == f {
			c.compiled[f.Name.Value] = flow
		}
	}
}

// subflows lists the flows that a flow calls, in the order of its states, each once.
func (f *flowDecl) subflows() []string {
	var names []string
	for _, s := range f.States {
		if call, ok := s.Action.(*subflowDecl); ok && call.Flow.given() && !slices.Contains(names, call.Flow.Value) {
			names = append(names, call.Flow.Value)
		}
	}
	return names
}

// calls lists the flows that a flow uses: its subflows, and what is heard where it waits.
func (f *flowDecl) calls() []string {
	names := f.subflows()
	for _, s := range f.States {
		if use, _ := s.uses(); use.given() && !slices.Contains(names, use.Value) {
			names = append(names, use.Value)
		}
	}
	return names
}

// reached lists a flow and all flows it reaches, itself first, the others by name.
func (c *compiler) reached(entry string) []string {
	seen := []string{entry}
	for i := 0; i < len(seen); i++ {
		f := c.byName[seen[i]]
		if f == nil {
			continue
		}
		for _, name := range f.calls() {
			if c.byName[name] != nil && !slices.Contains(seen, name) {
				seen = append(seen, name)
			}
		}
	}
	slices.Sort(seen[1:])
	return seen
}

// machine puts the compiled flows that an entry flow reaches together.
func (c *compiler) machine(entry, version string) *engine.Machine {
	m := &engine.Machine{Name: entry, Version: version, Flows: map[string]*engine.Flow{}}
	for _, name := range c.reached(entry) {
		m.Flows[name] = c.compiled[name]
		for written, hash := range c.byName[name].Audio {
			m.Audio = append(m.Audio, audioFile(hash, written))
		}
	}
	slices.Sort(m.Audio)
	m.Audio = slices.Compact(m.Audio)
	return m
}

// unknown says that a name is not among the known ones, with the nearest and its line.
func (c *compiler) unknown(code, what string, t text, known []text) *diag.Finding {
	f := c.out.Errorf(code, t.Node.Span, "unknown %s %q", what, t.Value)
	f.Hint = lineHint(t.Value, known)
	if f.Hint == "" && len(known) > 0 && len(known) <= 12 {
		var names []string
		for _, k := range known {
			if stateName.MatchString(k.Value) && k.Value != "hangup" { // one that is refused is none to lead to
				names = append(names, k.Value)
			}
		}
		f.Hint = fmt.Sprintf("there is %s", strings.Join(names, ", "))
	}
	return f
}
