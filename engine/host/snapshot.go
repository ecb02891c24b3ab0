package host

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/callback"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/engine/store"
)

// Snapshot is everything that a reload replaces at once. It must not be changed after Load has returned it.
type Snapshot struct {
	Machines map[string]*engine.Machine // entry flows by name
	Sources  map[string][]byte          // sources by version, what Options.Compile takes
	Audio    map[string][]byte          // recordings that the machines play, by the name in Machine.Audio
	Hash     string                     // over all bytes that were read; the same hash is the same snapshot

	Numbers map[string]string // E.164 number or SIP address to flow
	Default string            // flow of numbers that are not listed; "": none

	Deployment  engine.Deployment
	Verifier    *callback.Verifier // nil only with Options.Insecure
	Accounts    []string           // whose callbacks are taken; empty: any
	Connections []string           // likewise; without ConnectionId a callback passes by its turn token alone
	AcceptGET   bool
	EntrySecret string // what a GET without a turn token must carry as entry_secret; at least 16 bytes with AcceptGET

	// Fixed holds the settings that change only by a restart, by the name that the author of the configuration knows, with
	// a value or a hash of it. A reload that would change one is refused. Values are compared and never shown.
	Fixed map[string]string
}

// flowName is what a flow may be called: it is part of URLs.
var flowName = regexp.MustCompile(`^` + flowPattern + `$`)

const flowPattern = `[a-z0-9][a-z0-9_-]{0,63}`

const minEntrySecret = 16

// live is a snapshot with what is looked up per request.
type live struct {
	*Snapshot
	byVersion map[string]*engine.Machine
	numbers   map[string]string // by address
}

// newLive checks a snapshot as a whole.
func newLive(s *Snapshot, insecure bool) (*live, error) {
	if s == nil {
		return nil, errors.New("nothing was loaded")
	}
	l := &live{Snapshot: s, byVersion: map[string]*engine.Machine{}, numbers: map[string]string{}}
	var errs []error
	fault := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if s.Hash == "" {
		fault("the set has no hash")
	}
	if len(s.Machines) == 0 {
		fault("no flow: want at least one")
	}
	for _, name := range slices.Sorted(maps.Keys(s.Machines)) {
		m := s.Machines[name]
		switch {
		case !flowName.MatchString(name):
			fault("flow %q: want a name of a-z, 0-9, _ and -, at most 64 characters", name)
		case m == nil || m.Name != name || m.Entry() == nil:
			fault("flow %q: its machine is another flow's", name)
		case m.Version == "" || len(m.Version) > store.MaxName:
			fault("flow %q: its machine has no version", name)
		case len(s.Sources[m.Version]) == 0:
			fault("flow %q: the sources of its version are missing", name)
		default:
			l.byVersion[m.Version] = m
			l.checkAudio(m, fault)
		}
	}
	for _, number := range slices.Sorted(maps.Keys(s.Numbers)) {
		if flow := s.Numbers[number]; s.Machines[flow] == nil {
			fault("number %s: there is no flow %q", mask(number), flow)
		}
		l.numbers[address(number)] = s.Numbers[number]
	}
	if s.Default != "" && s.Machines[s.Default] == nil {
		fault("default: there is no flow %q", s.Default)
	}
	if s.Verifier == nil && !insecure {
		fault("no public key: callbacks cannot be verified")
	}
	if s.AcceptGET && len(s.EntrySecret) < minEntrySecret {
		fault("accept_get needs an entry_secret of at least %d characters", minEntrySecret)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return l, nil
}

// checkAudio sees to it that what a machine plays is there and can be stored and served.
func (l *live) checkAudio(m *engine.Machine, fault func(format string, args ...any)) {
	for _, file := range m.Audio {
		switch {
		case !audioPattern.MatchString(file) || len(file) > store.MaxName:
			fault("flow %q: a recording is called %q, want SHA-256/NAME", m.Name, file)
		case len(l.Audio[file]) == 0:
			fault("flow %q: the recording %q is missing", m.Name, file)
		}
	}
}

// restartOnly names the fixed settings in which two snapshots differ.
func restartOnly(old, next *Snapshot) []string {
	var names []string
	for name, value := range old.Fixed {
		if other, ok := next.Fixed[name]; !ok || other != value {
			names = append(names, name)
		}
	}
	for name := range next.Fixed {
		if _, ok := old.Fixed[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// flowOf returns the flow that a call's numbers lead to: that of To, then of From (outbound), then the default.
func (l *live) flowOf(to, from string) (flow string, ok bool) {
	for _, number := range []string{to, from} {
		if number == "" {
			continue
		}
		if flow, ok := l.numbers[address(number)]; ok {
			return flow, true
		}
	}
	return l.Default, l.Default != ""
}

// ours returns the number of a call that belongs to this host: From of an outbound call, else To.
func (l *live) ours(to, from string) string {
	if _, ok := l.numbers[address(to)]; !ok {
		if _, ok := l.numbers[address(from)]; ok {
			return from
		}
	}
	return to
}

// address brings a number or SIP address to one spelling: SIP URIs lose scheme and parameters and become lower case.
func address(s string) string {
	s = strings.TrimSpace(s)
	lower := strings.ToLower(s)
	rest, isURI := strings.CutPrefix(lower, "sip:")
	if !isURI {
		rest, isURI = strings.CutPrefix(lower, "sips:")
	}
	if !isURI && !strings.Contains(lower, "@") {
		return s
	}
	rest, _, _ = strings.Cut(rest, ";")
	rest, _, _ = strings.Cut(rest, "?")
	return rest
}

// sender is what makes up for an account or connection that a callback does not name.
type sender struct {
	bare    bool // a kind that carries no account
	tokened bool // its turn token went to a call that was let in; the actions of many verbs name no connection
}

// takes reports whether callbacks of this account and connection are taken.
func (l *live) takes(account, connection string, from sender) bool {
	if len(l.Accounts) > 0 && !slices.Contains(l.Accounts, account) && !(from.bare && account == "") {
		return false
	}
	return len(l.Connections) == 0 || slices.Contains(l.Connections, connection) || from.tokened && connection == ""
}

// target is the last question before a document leaves: may this verb reach this target?
func (l *live) target(_, target string) error {
	p := l.Deployment.Policy
	if p == nil {
		p = &policy.Policy{} // refuses all, with a reason
	}
	return p.Dial(target)
}
