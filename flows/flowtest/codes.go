package flowtest

import (
	"slices"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// The codes of findings about files of scenarios that flows do not have.
const (
	codeDuplicateScenario = "duplicate-scenario"
	codeMissingEnv        = "missing-env"
	codeNoScenarios       = "no-scenarios"
	codeTwoInputs         = "two-inputs"
	codeUnknownEnv        = "unknown-env"
	codeUnknownState      = "unknown-state"
)

// The codes that flows have too.
const (
	codeBadDuration = "bad-duration"
	codeBadDate     = "bad-date"
	codeBadValue    = "bad-value"
	codeMissingKey  = "missing-key"
	codeUnknownFlow = "unknown-flow"
	codeWrongKind   = "wrong-kind"
)

var codes = []diag.Code{
	{
		Name: codeDuplicateScenario, Meaning: "two scenarios of one name in a file",
		Help: "A failure is told by the scenario's name, and --run chooses by it. Give each its own.",
	},
	{
		Name: codeMissingEnv, Meaning: "a scenario without a value for an environment name that its flow reads",
		Help: "serve does not start when a variable that flows read is not set, so that a call always has a value. Write one under\n" +
			"env: at the top of the file, or in the scenario. Never write a real secret there.",
	},
	{
		Name: codeNoScenarios, Meaning: "a file of scenarios without a scenario",
		Help: "A test that tests nothing passes for ever. Write a scenario with at least one turn, or remove the file.",
	},
	{
		Name: codeTwoInputs, Meaning: "a turn in which two things happen",
		Help: "A turn is one thing that happens and what is expected then. Two of them in one turn have no order: write two turns.",
	},
	{
		Name: codeUnknownEnv, Meaning: "a value for an environment name that the flow does not read",
		Help: "The name is in no env: of the flow or of a subflow of it, so that nothing would change with the value. Most often it is\n" +
			"misspelt.",
	},
	{
		Name: codeUnknownState, Meaning: "an expected state that no flow of the call has",
		Help: "The scenario could never hold. A state is written as its name, as FLOW/STATE, or with the subflows that the call is\n" +
			"inside of: clinic/results/verify_pin/enter.",
	},
}

// Codes lists the codes that only scenarios have, in alphabetical order.
func Codes() []diag.Code { return slices.Clone(codes) }
