package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/texmlflow/texmlflow/engine/spell"
	"github.com/texmlflow/texmlflow/flows/diag"
)

// resolved is every setting as it holds: the winner of flag, variable, file and default.
type resolved struct {
	values values
	file   *hostFile
}

// resolve reads the texmlflow.yaml of dir and puts flags and variables above it. Whatever is wrong with a value, also with
// one that another overrides, is added to out.
func (a *app) resolve(dir string, flags values, out *diag.List) *resolved {
	file := readHostFile(dir, out)
	variables := a.variables()
	r := &resolved{values: values{}, file: file}
	for _, s := range settings {
		if s.fallback != "" {
			r.values[s.key] = []value{{text: s.fallback, name: s.key}}
		}
	}
	for _, layer := range []values{file.values, variables, flags} {
		layer.verify(out)
		maps.Copy(r.values, layer)
	}
	return r
}

// variables takes the settings that the environment has. A variable without a value counts as not set: it is what
// container files make of one that is left out.
func (a *app) variables() values {
	v := values{}
	for _, s := range settings {
		text := a.env[s.variable]
		if text == "" || s.variable == "" {
			continue
		}
		parts := []string{text}
		if s.list {
			parts = strings.Split(text, ",")
		}
		for _, part := range parts {
			v[s.key] = append(v[s.key], value{text: strings.TrimSpace(part), from: fromVariable, name: s.variable})
		}
	}
	return v
}

const variablePrefix = "TEXMLFLOW_"

// strayVariables are the variables that look like settings and are none, each with the nearest that is one. They are
// no error: a container platform sets variables of its own, named after the service (TEXMLFLOW_SERVICE_HOST).
func (a *app) strayVariables(allowed []string) []string {
	var known, stray []string
	for _, s := range settings {
		if s.variable != "" {
			known = append(known, s.variable)
		}
	}
	for name := range a.env {
		if !strings.HasPrefix(name, variablePrefix) || slices.Contains(known, name) || slices.Contains(allowed, name) {
			continue
		}
		if near, ok := spell.Nearest(name, known); ok {
			stray = append(stray, "the variable "+name+" is no setting and has no effect, did you mean "+near+"?")
		}
	}
	slices.Sort(stray)
	return stray
}

// addFlags defines the flags of all settings that have one.
func addFlags(flags *pflag.FlagSet) {
	for _, s := range settings {
		switch {
		case s.flag == "":
		case s.list:
			flags.StringArray(s.flag, nil, s.help)
		default:
			flags.String(s.flag, s.fallback, s.help)
		}
	}
}

// flagValues takes the settings that were given as flags.
func flagValues(flags *pflag.FlagSet) (values, error) {
	v := values{}
	for _, s := range settings {
		if s.flag == "" || !flags.Changed(s.flag) {
			continue
		}
		var texts []string
		var err error
		if s.list {
			texts, err = flags.GetStringArray(s.flag)
		} else {
			var text string
			text, err = flags.GetString(s.flag)
			texts = []string{text}
		}
		if err != nil {
			return nil, err
		}
		for _, text := range texts {
			v[s.key] = append(v[s.key], value{text: text, from: fromFlag, name: "--" + s.flag})
		}
	}
	return v, nil
}
