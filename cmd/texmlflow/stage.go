package main

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/flows"
	"github.com/texmlflow/texmlflow/flows/diag"
)

// stageFlags are the flags of the commands that play a flow without a carrier: which one, who calls whom, and when.
type stageFlags struct {
	flow, from, to string
	at             string
	env            []string
}

func (o *stageFlags) define(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.flow, "flow", "", "`name` of the flow, where there are several (default that of the number --to, or of numbers: {default})")
	f.StringVar(&o.from, "from", "+15125550142", "`number` of the caller")
	f.StringVar(&o.to, "to", "+15125550167", "`number` that is called")
	f.StringVar(&o.at, "at", "", "`time` of the call, such as 2026-12-25T10:00:00-07:00 (default now)")
	f.StringArrayVar(&o.env, "env", nil, "`NAME=VALUE` of a variable that flows read, instead of the environment's; may be repeated")
}

// somePaths asks for the directories and files that a command works on.
func somePaths(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usage("texmlflow "+cmd.Name()+" .", "%s wants at least one file or directory", cmd.Name())
	}
	return nil
}

// onePath asks for the one directory or file that a command works on.
func onePath(cmd *cobra.Command, args []string) error {
	switch len(args) {
	case 1:
		return nil
	case 0:
		return usage("texmlflow "+cmd.Name()+" .", "%s wants a file or directory", cmd.Name())
	}
	return usage("put spaces into quotes", "%s wants one file or directory, got %d arguments", cmd.Name(), len(args))
}

// stage is a flow that is loaded and ready to be played, with what the host's settings say of it.
type stage struct {
	machine    *engine.Machine
	library    *flows.Library
	deployment engine.Deployment
	publicURL  string // without a slash at its end
	from, to   string
	at         time.Time
}

// placeholderURL stands for the public URL of a host that has none yet.
const placeholderURL = "https://ivr.example.com"

// load loads the flows of a path, as check does; what is wrong with them is printed and ends the command.
func (o *stageFlags) load(a *app, path string) (*stage, error) {
	st := &stage{from: o.from, to: o.to, at: time.Now().Truncate(time.Second)}
	if o.at != "" {
		at, err := time.Parse(time.RFC3339, o.at)
		if err != nil {
			return nil, usage("write it as 2026-12-25T10:00:00-07:00", "--at %s: expected a date and time with its offset", quoted(o.at))
		}
		if y := at.UTC().Year(); y < 2002 || y > 2285 { // a signature's time has ten digits
			return nil, usage("", "--at %s: expected a time between the years 2002 and 2285", quoted(o.at))
		}
		st.at = at
	}
	dir, own, err := setOf(path)
	if err != nil {
		return nil, err
	}
	var out diag.List
	file, set, err := readSet(dir, &out)
	if err != nil {
		return nil, err
	}
	if out.HasErrors() {
		out = slices.DeleteFunc(out, func(f diag.Finding) bool { return f.Severity != diag.Error })
		return nil, a.failedStart(sorted(out, file, set.sources))
	}
	st.library = set.library
	if st.machine, err = o.choose(set, file.numbers, own); err != nil {
		return nil, err
	}
	if st.deployment.Env, err = o.environment(a.env, st.machine, st.library); err != nil {
		return nil, err
	}
	if st.deployment.Policy, err = playable(file.values, set, st.deployment.Env); err != nil {
		return nil, err
	}
	if st.publicURL = strings.TrimRight(file.values.one("public_url").text, "/"); st.publicURL == "" {
		st.publicURL = placeholderURL
	}
	return st, nil
}

// choose finds the flow that the call begins in; own is the file that was named, if one was.
func (o *stageFlags) choose(set *flowSet, numbers []numberEntry, own string) (*engine.Machine, error) {
	machines := set.library.Machines
	var names []string
	for _, f := range set.declared {
		if (own == "" || f.file == own) && machines[f.name] != nil && !machines[f.name].Entry().Hold {
			names = append(names, f.name)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	list := "the flows are " + strings.Join(names, ", ")
	switch {
	case own != "" && !slices.ContainsFunc(set.declared, func(f declaredFlow) bool { return f.file == own }):
		return nil, usage("give the directory, or one of its files with a flow", "%s is no file of flows", own)
	case len(names) == 0:
		return nil, usage("it holds subflows or hold flows alone", "no call can begin in %s", own)
	case o.flow != "" && !slices.Contains(names, o.flow):
		return nil, usage(nearest(o.flow, names, list), "unknown flow %s", quoted(o.flow))
	case o.flow != "":
		return machines[o.flow], nil
	case len(names) == 1:
		return machines[names[0]], nil
	}
	for _, number := range []string{o.to, defaultNumber} {
		for _, n := range numbers {
			if n.number.text == number && slices.Contains(names, n.flow.text) {
				return machines[n.flow.text], nil
			}
		}
	}
	return nil, usage("choose one with --flow: "+strings.Join(names, ", "), "there are several flows that a call can begin in")
}

// environment gives the variables that a machine reads their values: those of the flags, then those of the process. A flag
// for a variable that only another flow of the library reads is none of its concern.
func (o *stageFlags) environment(process map[string]string, m *engine.Machine, lib *flows.Library) (map[string]string, error) {
	names, elsewhere := m.Env(), map[string]bool{}
	for _, other := range lib.Machines {
		for _, name := range other.Env() {
			elsewhere[name] = true
		}
	}
	env := map[string]string{}
	for _, given := range o.env {
		name, text, ok := strings.Cut(given, "=")
		switch {
		case !ok:
			return nil, usage("write --env NAME=VALUE", "--env %s: expected a name and a value", quoted(given))
		case slices.Contains(names, name):
		case elsewhere[name]:
			continue
		default:
			return nil, usage(nearest(name, names, "it reads "+listed(names)), "--env %s: the flow reads no such variable", quoted(name))
		}
		env[name] = text
	}
	var missing, hints []string
	for _, name := range names {
		if _, given := env[name]; given {
			continue
		}
		text, ok := process[name]
		if !ok {
			missing, hints = append(missing, name), append(hints, "--env "+name+"=...")
			continue
		}
		env[name] = text
	}
	if len(missing) > 0 {
		return nil, usage("add "+strings.Join(hints, " "), "the flow reads variables that are not set: %s", strings.Join(missing, ", "))
	}
	return env, nil
}

func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// playable is the policy that a flow is played with. Nobody is called and nothing is requested, so where the settings do not
// say what may be, what the flows have written out may be, and what the environment says.
func playable(v values, set *flowSet, env map[string]string) (*policy.Policy, error) {
	c := v.policy()
	numbers, origins := []string{}, []string{}
	for _, text := range env {
		if u, err := url.Parse(text); err == nil && u.Host != "" {
			origins = append(origins, u.Scheme+"://"+u.Host)
		} else if e164.MatchString(text) || strings.HasPrefix(text, "sip:") {
			numbers = append(numbers, text)
		}
	}
	if c.DialAllow == nil && set.library.Dials {
		c.DialAllow = onlyGood(append(numbers, set.writtenTargets()...), func(e string) policy.Config { return policy.Config{DialAllow: []string{e}} })
	}
	if c.FetchAllow == nil && set.library.Fetches {
		c.FetchAllow = onlyGood(append(origins, set.writtenOrigins()...), func(e string) policy.Config { return policy.Config{FetchAllow: []string{e}} })
	}
	return policy.New(c)
}

// onlyGood drops the entries that no policy takes: a value of the environment may be anything.
func onlyGood(entries []string, alone func(entry string) policy.Config) []string {
	good := []string{}
	for _, e := range entries {
		if _, err := policy.New(alone(e)); err == nil {
			good = append(good, e)
		}
	}
	return good
}
