// Package flowtest runs scenarios: calls that are written down, with what the caller does and what must come of it.
//
// What goes in: a library of flows and the files of scenarios beside them (*_test.yaml, [Parse]). What comes out: findings
// about the files, in the form and under codes like those of flows, and a [Report]: which scenarios hold, what failed and
// where the call stood then ([Failure]), and what of the flows was reached ([Coverage]).
//
// A scenario is played by the host that serves calls (engine/host with the store in memory, its own keys, over its
// http.Handler) against engine/carrier, which executes the documents, keeps the clock and signs each callback. Nothing of
// the way of a callback is left out but the network: what holds here holds in a call. Scenarios share nothing but the
// compiled machines, so that they run side by side and in any order. The tests of this package play those of all examples
// over the network too, against another process that is killed now and then.
//
// The stages:
//
//	text → syntax (a positioned tree) → scenarios (parse*.go) → turns, one after the other (play.go): an input (input.go),
//	then what is expected (expect*.go) → report (text.go, json.go, junit.go, github.go), coverage (cover*.go), rewritten texts (update.go)
//
// What a call did is read where an operator would read it: from the documents, the journal and the record in the store.
//
// What it never does: wait in real time, open a connection (a request that no double answers fails the scenario, by name),
// change a file ([Update] gives the text), or show a sensitive value.
package flowtest
