package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/host"
	"github.com/texmlflow/texmlflow/flows/diag"
)

// loaded is a directory with its settings, ready to be served.
type loaded struct {
	config   *config
	snapshot *host.Snapshot
	names    []string // of the flows, sorted
	warnings int
}

// load is the host's Load: the settings and the flows as they are now. The first one has been read before the host was
// made.
func (s *server) load(context.Context) (*host.Snapshot, error) {
	if first := s.first; first != nil {
		s.first = nil
		return first, nil
	}
	l, err := s.read()
	if err != nil {
		return nil, err
	}
	if l.warnings > 0 {
		s.log.Warn(s.aboutWarnings(l.warnings))
	}
	return l.snapshot, nil
}

// read reads texmlflow.yaml and the flows, and judges all of it. The error is a findingsError where the author's files or
// the settings are to blame.
func (s *server) read() (*loaded, error) {
	var out diag.List
	settings := s.app.resolve(s.dir, s.flags, &out)
	if out.HasErrors() {
		return nil, sorted(out, settings.file)
	}
	c := s.app.newConfig(settings, s.insecure, &out)
	if out.HasErrors() {
		return nil, sorted(out, settings.file)
	}
	set, err := loadFlows(s.dir, c.policy, c.envNames, c.publicURL)
	if err != nil {
		return nil, err
	}
	out.Add(set.findings...)
	set.checkNumbers(c.numbers, &out)
	if !c.policy.DialConfigured() {
		set.refuseDialling(settings.file.path, &out)
	}
	if !c.policy.FetchConfigured() {
		set.refuseFetching(settings.file.path, &out)
	}
	out.Sort()
	if out.HasErrors() {
		return nil, sorted(out, settings.file, set.sources)
	}
	if err := s.loadCertificate(c); err != nil {
		return nil, err
	}
	_, warnings := out.Counts()
	return &loaded{config: c, snapshot: c.snapshot(set), names: set.names(), warnings: warnings}, nil
}

func sorted(list diag.List, from ...diag.Sources) error {
	list.Sort()
	return &findingsError{list: list, sources: sources(from)}
}

// loadCertificate reads the certificate anew. A reload that names other files is refused by the host, which compares what
// is fixed.
func (s *server) loadCertificate(c *config) error {
	switch {
	case c.tlsCert == "":
		return nil
	case s.certificate == nil:
		fresh := &certificate{certFile: c.tlsCert, keyFile: c.tlsKey}
		if err := fresh.load(); err != nil {
			return err
		}
		s.certificate = fresh
		return nil
	}
	if !maps.Equal(c.fixed(), s.config.fixed()) {
		return nil // the host refuses this reload, and a refused one changes nothing
	}
	return s.certificate.load()
}

// snapshot is what the host serves.
func (c *config) snapshot(set *flowSet) *host.Snapshot {
	snap := &host.Snapshot{
		Machines: set.library.Machines, Sources: set.library.Sources, Audio: set.library.Audio, Numbers: map[string]string{},
		Deployment: engine.Deployment{Policy: c.policy, Env: c.env},
		Verifier:   c.verifier, Accounts: c.accounts, Connections: c.connections,
		AcceptGET: c.acceptGET, EntrySecret: c.entrySecret, Fixed: c.fixed(),
	}
	for _, n := range c.numbers {
		if n.number.text == defaultNumber {
			snap.Default = n.flow.text
			continue
		}
		snap.Numbers[n.number.text] = n.flow.text
	}
	// Flags and variables stay as they are while the process runs; the flows and the file may change.
	sum := sha256.Sum256(c.resolved.file.bytes)
	snap.Hash = hex.EncodeToString(sum[:8]) + set.library.Hash
	return snap
}
