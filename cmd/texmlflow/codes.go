package main

import (
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/flows"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/flowtest"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// hostCodes are the codes of findings about settings; those about flows are in package flows.
var hostCodes = []diag.Code{
	{
		Name: "insecure", Meaning: "--insecure-skip-verify, where others could reach the server",
		Help: "Without signatures anybody who reaches the listener can move a call, hear its answers and have numbers dialled.\n" +
			"That is for trying things out on one machine. Listen on 127.0.0.1, or give the carrier's public key.",
	},
	{
		Name: "no-admin-token", Meaning: "an admin listener for others than this machine, without a token",
		Help: "Who reaches the admin listener can reload flows and look into calls in progress. Give it a token, or let it listen on\n" +
			"127.0.0.1.",
	},
	{
		Name: "no-public-key", Meaning: "no public key to verify callbacks with",
		Help: "The carrier signs what it sends, and the key says that it was the carrier. Without it anybody could pretend to be a\n" +
			"caller. It is in Mission Control under Keys & Credentials, Public Key.",
	},
	{
		Name: "no-public-url", Meaning: "a listener for others than this machine, without the URL that the carrier sees",
		Help: "Each answer tells the carrier where to send what comes next. That address cannot be taken from a request, which anybody\n" +
			"can write; say it, with its https:// and the path in front of the server, if there is one.",
	},
	{
		Name: "setting", Meaning: "a setting that cannot be what it says",
		Help: "The server does not start, or keeps what it has, rather than guess: a wrong address, a wrong key or a wrong number would\n" +
			"first be noticed by callers. The message names the setting and where it was given: a flag wins over a variable, that over\n" +
			"texmlflow.yaml.",
	},
	{
		Name: "unset-env", Meaning: "a variable that flows read, and that the server's environment does not have",
		Help: "A flow would say nothing where the value should be, or ask an address without a host. Set the variable where the server is\n" +
			"started, or take it out of env in texmlflow.yaml and in the flows.",
	},
}

// allCodes lists the codes of everything that check, serve and test can find, in alphabetical order.
func allCodes() []diag.Code {
	all := slices.Concat(flows.Codes(), flowtest.Codes(), hostCodes)
	slices.SortFunc(all, func(a, b diag.Code) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// lookUpCode is the catalog of everything that check, serve and test can find.
func lookUpCode(name string) (diag.Code, bool) {
	if c, ok := flows.LookUp(name); ok {
		return c, true
	}
	for _, c := range slices.Concat(flowtest.Codes(), hostCodes) {
		if c.Name == name {
			return c, true
		}
	}
	return diag.Code{}, false
}

// texmlPrefix stands before a code of texmlgen where it is one of a flow.
const texmlPrefix = "texml-"

// lookUpTeXML is the catalog of what texml check can find. A flow's findings about raw verbs have the same pages.
func lookUpTeXML(name string) (diag.Code, bool) {
	for _, c := range texmlgen.Codes() {
		if c.Name == name {
			code, _ := flows.LookUp(texmlPrefix + name)
			return diag.Code{Name: name, Severity: texmlSeverity(c.Severity), Meaning: c.Meaning, Help: code.Help}, true
		}
	}
	return diag.Code{}, false
}

// explainable gives the name under which explain knows a code, or "".
func explainable(code string, catalog diag.Catalog) string {
	c, ok := catalog(code)
	if !ok || c.Help == "" {
		return ""
	}
	if prefixed, ok := flows.LookUp(texmlPrefix + code); ok && prefixed.Help == c.Help {
		return prefixed.Name
	}
	return c.Name
}
