// Package flows turns flows written in YAML into the machines of package engine, and says all that is wrong with them.
//
// What goes in: a directory of YAML files ([Load]) or their texts ([LoadFiles]), and what the host allows ([Options]).
// What comes out: a [Library] of machines, one for each flow that a call can begin in, or the findings that refuse it.
// Nothing stops at the first mistake: the findings of all files come at once, sorted, each with its place, a stable code
// ([Codes]) and what to write instead. One bad flow means no library.
//
// The stages:
//
//	bytes → syntax (a positioned tree) → decode (ast.go: what the author wrote) → compile (names resolved, expressions
//	compiled for their place, outcomes decided) → checks (proofs over whole flows) → machines
//
// Decoding is one file per thing of the language; which keys a map has stands in keys.go, which outcomes an action has
// in outcomes.go, which check is made in checks.go. Attributes of TeXML come from texmlgen's table; those that are no keys
// by their own names stand in keys_withheld.go with the reason.
//
// Which value each key holds stands in shape_values.go, and the forms of maps in shapes.go: the JSON Schema ([WriteSchema])
// and the layout ([Format]) come from them, and a test holds the schema against the decoder.
//
// A machine's version is a hash of the bytes of its flow and of all subflows it reaches, and of the recordings beside them
// that they play. [Library.Sources] holds the flows' bytes by version, with the hashes of the recordings, whose bytes are in
// [Library.Audio]. [Compile] makes the same machine of the sources later, without proofs, policy, ranges or files, so that a
// call in progress keeps its flow whatever the program, the host's settings or the directory have become.
//
// What it never does: guess what an author meant (a nearest name is a hint), read anything but flow files and the recordings
// that they name, look at values of the environment, or keep state between loads.
package flows
