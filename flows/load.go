package flows

import (
	"fmt"
	"maps"
	"os"
	"path"
	"slices"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// Options say what the host allows.
type Options struct {
	// Policy judges the targets that are written out. Nil: they are not checked, and a warning says so in each flow that
	// dials.
	Policy *policy.Policy

	// Env lists the environment names that flows may read. Nil: they are not checked; empty: none may be read.
	Env []string

	// PublicURL is where the host itself is reached, such as https://ivr.example.com. "": it is not known, and redirects to
	// the host are not looked for.
	PublicURL string

	// Now is the clock for warnings that depend on the date. Zero: the machine's.
	Now time.Time
}

// Library is what was loaded, read-only.
type Library struct {
	Machines map[string]*engine.Machine // flows that a call can begin in, by name
	Sources  map[string][]byte          // by version: what Compile needs
	Audio    map[string][]byte          // recordings that the machines play, by the name they are listed with in a machine
	Hash     string                     // SHA-256 in hex of everything that was read
	Files    []string                   // that were read, sorted
	Dials    bool                       // a flow dials, so that a policy is needed
	Fetches  bool                       // a flow fetches, likewise
}

// Load reads every flow below a directory, or one file.
//
// The findings are about the author's files and come with or without a library; there is none when one of them is an
// error. sources shows the lines that findings speak about. The error is the program's: the directory cannot be read.
func Load(dir string, opt Options) (lib *Library, findings diag.List, sources diag.Sources, err error) {
	set, err := syntax.Load(dir, &findings)
	if err != nil {
		return nil, nil, nil, err
	}
	root, err := os.OpenRoot(set.Dir)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("load flows: %w", err)
	}
	defer root.Close() // read only: nothing can be lost
	lib = load(set, audioRoot{root}, opt, &findings)
	return lib, findings, set, nil
}

// LoadFiles is Load for texts and recordings by file name.
func LoadFiles(files map[string][]byte, opt Options) (*Library, diag.List) {
	var findings diag.List
	set := &syntax.Set{Dir: "."}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if isAudioFile(name) {
			continue
		}
		set.Files = append(set.Files, syntax.File{Path: name, Name: name, Bytes: files[name]})
	}
	set.Parse(&findings)
	return load(set, audioMap(files), opt, &findings), findings
}

// load compiles a set and checks it. It leaves the findings sorted, without the warnings that a comment ignores.
func load(set *syntax.Set, from audioSource, opt Options, findings *diag.List) *Library {
	lib := &Library{Machines: map[string]*engine.Machine{}, Sources: map[string][]byte{}, Audio: map[string][]byte{}}
	files := map[string]syntax.File{} // that were read
	for _, f := range set.Files {
		lib.Files = append(lib.Files, f.Name)
		files[f.Name] = f
	}
	var decls []*flowDecl
	for _, doc := range set.Documents {
		if f := decodeFlow(doc.File, doc.Root, findings); f != nil {
			f.Source, f.FirstLine = document(files[f.File].Bytes, doc)
			f.Folder = path.Dir(files[f.File].Path)
			decls = append(decls, f)
		}
	}
	c := newCompiler(opt, false, decls, findings)
	c.recordings = newRecordings(from)
	c.noteUnread(set.Files)
	c.run()
	if !slices.ContainsFunc(decls, func(f *flowDecl) bool { return f.entry() }) && !findings.HasErrors() {
		findings.Errorf(codeNoFlows, diag.Span{File: set.Dir}, "there is no flow that a call can begin in")
	}
	c.check()
	*findings = set.Suppress(*findings, registry, codeTargetsUnchecked) // whether there is a policy, the host says
	findings.Sort()
	if findings.HasErrors() {
		return nil
	}
	for _, f := range c.flows {
		if !f.entry() {
			continue
		}
		bundle := c.bundle(f.Name.Value)
		version := bundle.version()
		m := c.machine(f.Name.Value, version)
		lib.Machines[f.Name.Value] = m
		lib.Sources[version] = bundle.encode()
		for _, file := range m.Audio {
			lib.Audio[file] = c.recordings.bytes[file]
		}
	}
	lib.Hash = c.recordings.hash(set.Hash())
	lib.Files = append(lib.Files, c.recordings.names(set.Dir)...)
	slices.Sort(lib.Files)
	lib.Dials, lib.Fetches = c.dials, c.fetches
	return lib
}

// Compile makes the machine of a version from its sources, as a [Library] holds them: the version of a call in progress.
// It does what compiling needs and no proofs: what the host's settings or a newer program would refuse today was
// accepted when the call began. An error means that the sources are not those of the version, or are damaged.
func Compile(version string, sources []byte) (*engine.Machine, error) {
	b, err := decodeBundle(sources)
	if err != nil {
		return nil, fmt.Errorf("compile version %.12s: %w", version, err)
	}
	if got := b.version(); got != version {
		return nil, fmt.Errorf("compile version %.12s: the sources are those of version %.12s", version, got)
	}
	var findings diag.List
	var decls []*flowDecl
	for _, s := range b.flows {
		for _, doc := range syntax.Parse(s.file, s.text(), &findings) {
			if f := decodeFlow(doc.File, doc.Root, &findings); f != nil {
				f.Audio = s.audio
				decls = append(decls, f)
			}
		}
	}
	c := newCompiler(Options{}, true, decls, &findings)
	c.run()
	findings = slices.DeleteFunc(findings, func(f diag.Finding) bool { return f.Severity != diag.Error || isProof(f.Code) })
	findings.Sort()
	if len(findings) > 0 {
		return nil, fmt.Errorf("compile version %.12s: %s", version, findings[0])
	}
	if c.byName[b.entry()] == nil {
		return nil, fmt.Errorf("compile version %.12s: there is no flow %q", version, b.entry())
	}
	return c.machine(b.entry(), version), nil
}
