package flows

import (
	"maps"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// The codes of findings about flows. They are stable: each has its page in docs/findings. Codes that begin with expr- or
// template- come from engine/guard, those that begin with texml- from texmlgen, those of the YAML text itself from
// flows/syntax.
const (
	codeAfterUnguarded   = "after-unguarded"
	codeAlwaysTrue       = "always-true"
	codeAttemptBound     = "at-most"
	codeBadAudio         = "bad-audio"
	codeBackwards        = "backwards-range"
	codeBadDate          = "bad-date"
	codeBadDay           = "bad-day"
	codeBadDuration      = "bad-duration"
	codeBadName          = "bad-name"
	codeBadTime          = "bad-time"
	codeBadURL           = "bad-url"
	codeBadValue         = "bad-value"
	codeBareNumber       = "bare-number"
	codeCarrierSecret    = "carrier-secret"
	codeClosePhrases     = "close-phrases"
	codeDuplicateChoice  = "duplicate-choice"
	codeDuplicateDay     = "duplicate-day"
	codeDuplicateFlow    = "duplicate-flow"
	codeEntryOnly        = "entry-only"
	codeFailureUntold    = "failure-untold"
	codeHeardAfter       = "heard-after-fetch"
	codeHiddenCommand    = "hidden-command"
	codeHoldOnly         = "hold-only"
	codeHoursExpired     = "hours-expired"
	codeHoursNever       = "hours-never-open"
	codeHoursOverlap     = "hours-overlap"
	codeImpossibleKey    = "impossible-key"
	codeLimitsThen       = "limits-without-then"
	codeLongPrompt       = "long-prompt"
	codeManyOptions      = "many-options"
	codeMissingArgument  = "missing-argument"
	codeMissingKey       = "missing-key"
	codeMissingLanguage  = "missing-language"
	codeMissingPhrase    = "missing-phrase"
	codeMixedKeys        = "mixed-keys"
	codeMixedLanguages   = "mixed-languages"
	codeMustacheLiteral  = "mustache-literal"
	codeNameClash        = "name-clash"
	codeNearText         = "near-text"
	codeNeverTrue        = "never-true"
	codeNoElse           = "no-else"
	codeNoEnd            = "no-end"
	codeNoExit           = "no-exit"
	codeNoFlows          = "no-flows"
	codeNoTarget         = "no-target"
	codeNotHandled       = "option-not-handled"
	codeNotInHold        = "not-in-hold"
	codeNotInterpolated  = "not-interpolated"
	codeNotLiteral       = "not-literal"
	codeNotSpoken        = "option-not-spoken"
	codeNothingHeard     = "nothing-heard"
	codeNothingSaid      = "nothing-said"
	codePrefixClash      = "prefix-clash"
	codeRange            = "range"
	codeRecursion        = "recursion"
	codeRequestsUnasked  = "requests-not-checked"
	codeToSelf           = "redirect-to-self"
	codeReservedName     = "reserved-name"
	codeRunaway          = "runaway"
	codeSecret           = "looks-like-secret"
	codeSensitiveKept    = "sensitive-kept"
	codeSensitiveTaken   = "sensitive-recorded"
	codeSensitiveShown   = "sensitive-shown"
	codeShadowed         = "shadowed"
	codeSpokenMarkup     = "spoken-markup"
	codeSubflowOnly      = "subflow-only"
	codeTargetRefused    = "target-refused"
	codeTargetsUnchecked = "targets-not-checked"
	codeTexmlAction      = "texml-action"
	codeTexmlRule        = "texml-rule"
	codeTexmlWaits       = "texml-waits"
	codeTooManyStates    = "too-many-states"
	codeToBesideAction   = "to-beside-action"
	codeTwoActions       = "two-actions"
	codeTwoTargets       = "two-targets"
	codeUndecided        = "undecided-outcome"
	codeUndeclaredEnv    = "undeclared-env"
	codeUnknownArgument  = "unknown-argument"
	codeUnknownAudio     = "unknown-audio"
	codeUnknownFlow      = "unknown-flow"
	codeUnknownKey       = "unknown-key" // listed by flows/syntax, which finds it too
	codeUnknownLanguage  = "unknown-language"
	codeUnknownOutcome   = "unknown-outcome"
	codeUnknownPrompt    = "unknown-prompt"
	codeUnknownReturn    = "unknown-return"
	codeUnknownTarget    = "unknown-target"
	codeUnknownType      = "unknown-type"
	codeUnknownVariable  = "unknown-variable"
	codeUnknownVoice     = "unknown-voice"
	codeUnknownZone      = "unknown-zone"
	codeUnquotedValue    = "unquoted-value"
	codeUnreachable      = "unreachable-state"
	codeUnset            = "unset-variable"
	codeUnused           = "unused"
	codeWrongKind        = "wrong-kind"
)

// code is a code of this package with what it means in a line.
type code struct {
	name    string
	meaning string

	// proof marks what is found by proof, policy or range, and what a program of tomorrow may know better: a version that a
	// call in progress is pinned to is compiled without it, so that a newer program never refuses the call. What the version
	// says must then mean something all the same. Of the codes of expressions none is a proof: without its program a guard
	// would be none. There the scope of a pinned version lets pass what only proves (see guard.Scope.AcceptOutsiders).
	proof bool
}

// warnings are the codes below whose findings are warnings.
var warnings = []string{
	codeClosePhrases, codeFailureUntold, codeHeardAfter, codeHiddenCommand, codeHoursExpired, codeLongPrompt, codeManyOptions, codeMissingPhrase, codeMixedKeys, codeMixedLanguages, codeMustacheLiteral, codeNearText, codeNotHandled,
	codeNotInterpolated, codeNotSpoken, codeRequestsUnasked, codeSecret, codeSensitiveTaken, codeSpokenMarkup, codeTargetsUnchecked, codeUnknownVoice, codeUnquotedValue, codeUnused,
}

var codes = []code{
	{codeAfterUnguarded, "a transition that is never tried, because one before it has no when", true},
	{codeAlwaysTrue, "a guard that is always true", true},
	{codeAttemptBound, "at_most without then, or then without at_most", false},
	{codeBadAudio, "a file that cannot be played: not mp3 or wav, empty, too large, or not beside the flow", true},
	{codeBackwards, "a range of hours that ends where it begins, or before", false},
	{codeBadDate, "a date of opening hours that is none", false},
	{codeBadDay, "a day of the week that is none", false},
	{codeBadDuration, "a duration without its unit, or none at all", false},
	{codeBadName, "a name with characters that names do not have", false},
	{codeBadTime, "hours that are not written like 08:00-17:30", false},
	{codeBadURL, "a URL that is not https, or computed where it must be written out", true},
	{codeBadValue, "a value outside the closed set of its key", false},
	{codeBareNumber, "a number without quotes where text is meant", false},
	{codeCarrierSecret, "a secret that the carrier keeps, in a request that it does not make", true},
	{codeClosePhrases, "two phrases that sound alike and lead to different places", true},
	{codeDuplicateChoice, "two choices or commands for the same answer", true},
	{codeDuplicateDay, "a day of the week whose hours are given twice", false},
	{codeDuplicateFlow, "two flows of the same name", false},
	{codeEntryOnly, "a key that only an entry flow has, in a subflow", true},
	{codeFailureUntold, "a request whose ok and failed differ, though nothing in its answer tells them apart", true},
	{codeHeardAfter, "words right before a fetch, which are heard after it", true},
	{codeHiddenCommand, "a choice with the key of a command, which is then not heard there", true},
	{codeHoldOnly, "something that only a hold flow has, in another flow", true},
	{codeHoursExpired, "opening hours whose exceptions have all passed", true},
	{codeHoursNever, "opening hours that never open", true},
	{codeHoursOverlap, "two ranges of one day that overlap", true},
	{codeImpossibleKey, "a key that the caller can never enter at this gather", true},
	{codeLimitsThen, "limits that do not say where the call goes", false},
	{codeLongPrompt, "a prompt that takes too long to hear", true},
	{codeSecret, "something that looks like a credential, written out", true},
	{codeManyOptions, "more options than callers keep in mind", true},
	{codeMissingArgument, "a parameter, a field or a return's data that is not given", false},
	{codeMissingKey, "a key that must be there", false},
	{codeMissingLanguage, "words that are missing in one of the flow's languages", true},
	{codeMissingPhrase, "fewer words for an answer than the flow has languages", true},
	{codeMixedKeys, "entries of several lengths, after each of which callers wait", true},
	{codeMixedLanguages, "a prompt in another language than its answer is listened for in", true},
	{codeMustacheLiteral, "{{…}}, which the carrier fills in, outside a request", true},
	{codeNameClash, "a name that already means something else", false},
	{codeNearText, "a text that is nearly one that the carrier is known to send", true},
	{codeNeverTrue, "a guard that is never true", true},
	{codeNoElse, "a list of transitions of which none may be taken", true},
	{codeNoEnd, "a state from which no way leads to an end of the call", true},
	{codeNoExit, "a state that leads nowhere", false},
	{codeNoFlows, "a directory without a flow that a call can begin in", true},
	{codeNoTarget, "a transition that leads nowhere", false},
	{codeNotInHold, "something that a hold flow does not have", true},
	{codeNotInterpolated, "a variable in spoken words that is read out by its name", true},
	{codeNotLiteral, "an expression where only text as written may stand", true},
	{codeNothingHeard, "a gather that listens for neither keys nor speech", true},
	{codeNothingSaid, "words to be spoken, of which there are none", true},
	{codeNotHandled, "a key that callers are told to press and that nothing handles", true},
	{codeNotSpoken, "a choice whose key the prompt does not speak of", true},
	{codePrefixClash, "a key that is the beginning of another, without anything that ends the shorter entry", true},
	{codeRange, "a value out of its documented range", true},
	{codeRecursion, "a subflow that calls itself, directly or through others", true},
	{codeToSelf, "a redirect to the host itself that leads to no other flow", true},
	{codeRequestsUnasked, "requests could not be checked for want of a policy", true},
	{codeReservedName, "a name that is a word of the language", true},
	{codeRunaway, "a round that a call could go for ever, without a wait for the caller or a bound", true},
	{codeSensitiveKept, "a secret that is given to a name which is not sensitive", true},
	{codeSensitiveTaken, "a secret that is entered while the call may be recorded, or its sound sent elsewhere", true},
	{codeSensitiveShown, "a secret in something that is spoken or sent", true},
	{codeShadowed, "a transition or outcome that those before it always take", true},
	{codeSpokenMarkup, "tags in spoken words, which are read out", true},
	{codeSubflowOnly, "something that only a subflow has, in an entry flow", false},
	{codeTargetRefused, "a literal target that the host's policy refuses", true},
	{codeTargetsUnchecked, "targets could not be checked for want of a policy", true},
	{codeTexmlAction, "an action in raw TeXML, where the answer comes to the flow", true},
	{codeTexmlRule, "attributes that TeXML does not take together", true},
	{codeTexmlWaits, "a verb of raw TeXML behind the one that waits", true},
	{codeToBesideAction, "to or return beside an action, whose outcomes say where the call goes", false},
	{codeTooManyStates, "a way on which a call passes more states without a wait than one answer holds", true},
	{codeTwoActions, "more than one action in a state", false},
	{codeTwoTargets, "a transition that leads to two places", false},
	{codeUndecided, "an outcome of an action that nothing decides", true},
	{codeUndeclaredEnv, "a name of the environment that the host's settings do not allow", true},
	{codeUnknownArgument, "an argument or field that its flow or type does not have", false},
	{codeUnknownAudio, "a recording that is not there", false},
	{codeUnknownFlow, "a subflow that is not there", false},
	{codeUnknownLanguage, "a language that the flow does not declare", false},
	{codeUnknownOutcome, "an outcome that the state's action does not have", true},
	{codeUnknownPrompt, "a prompt that the header does not have", false},
	{codeUnknownReturn, "a return name that the subflow does not have", false},
	{codeUnknownTarget, "a state that is not there", false},
	{codeUnknownType, "a type that is not one", false},
	{codeUnknownVariable, "set of a variable that is not declared", false},
	{codeUnknownVoice, "a voice of no documented form", true},
	{codeUnknownZone, "a time zone that is none, or that is not the one of a place", true},
	{codeUnquotedValue, "a value in the query of a URL that is not made safe for it", true},
	{codeUnreachable, "a state that nothing leads to", true},
	{codeUnset, "a variable that is read where, on some way, nothing has set it", true},
	{codeUnused, "a name that is declared and that nothing uses: a variable, parameter, return, prompt, hours or env", true},
	{codeWrongKind, "a map, a list or text where another is expected", false},
}

// texmlPrefix begins the codes of what texmlgen finds in raw verbs.
const texmlPrefix = "texml-"

// texmlElsewhere are the codes of texmlgen that raw verbs never have: they are text in UTF-8 inside a Response, and are not
// laid out.
var texmlElsewhere = []string{texmlgen.CodeEncoding, texmlgen.CodeRoot, texmlgen.CodeLayout}

// Codes lists every code that a load can find something under, in alphabetical order, with its page's paragraph as help.
func Codes() []diag.Code { return slices.Clone(registry) }

var registry = func() []diag.Code {
	all := map[string]diag.Code{}
	add := func(name, meaning string, severity diag.Severity) {
		all[name] = diag.Code{Name: name, Severity: severity, Meaning: meaning, Help: pages[name].Text}
	}
	for _, c := range texmlgen.Codes() {
		if slices.Contains(texmlElsewhere, c.Name) {
			continue
		}
		switch c.Severity {
		case texmlgen.SeverityError:
			add(texmlPrefix+c.Name, c.Meaning, diag.Error)
		case texmlgen.SeverityWarning:
			add(texmlPrefix+c.Name, c.Meaning, diag.Warning)
		case texmlgen.SeverityInfo: // says nothing of a flow
		}
	}
	for _, c := range guard.Codes() {
		add(c.Name, c.Meaning, diag.Error)
	}
	for _, c := range syntax.Codes() {
		add(c.Name, c.Meaning, c.Severity)
	}
	for _, c := range codes {
		severity := diag.Error
		if slices.Contains(warnings, c.name) {
			severity = diag.Warning
		}
		add(c.name, c.meaning, severity)
	}
	out := slices.Collect(maps.Values(all))
	slices.SortFunc(out, func(a, b diag.Code) int { return strings.Compare(a.Name, b.Name) })
	return out
}()

// LookUp gives what is known about a code; it is a [diag.Catalog].
func LookUp(name string) (diag.Code, bool) {
	i, ok := slices.BinarySearchFunc(registry, name, func(c diag.Code, name string) int { return strings.Compare(c.Name, name) })
	if !ok {
		return diag.Code{}, false
	}
	return registry[i], true
}

// isProof reports whether findings of a code are left out when a pinned version is compiled.
func isProof(name string) bool {
	return slices.ContainsFunc(codes, func(c code) bool { return c.name == name && c.proof })
}
