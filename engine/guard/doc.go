// Package guard decides what an expression of a flow may see and cost: it compiles, types and runs guards, assigned
// values, and the ${expressions} in spoken and sent text.
//
// What goes in: the source of an expression, a Scope with the names and types of the one place it stands at, and the
// Type that the place needs. What comes out: a Program, or Problems in the author's words with rune offsets, all that
// could be found at once. A Program is immutable; run on an Env, it gives a value of its type, always.
//
// Expressions are expr-lang (github.com/expr-lang/expr). The stages of Compile:
//
//  1. scan.go: the source is at most MaxSource bytes; brackets, signs and choices nest only so deep. This stands before
//     expr's parser, whose stack overflows on deep nesting, which ends the process.
//  2. expr's parser, at most 200 nodes, all its own functions switched off.
//  3. check.go, check_operator.go, check_shape.go, function.go: our own checker over our own types. It refuses what may
//     fail or run away (ranges, %, division by what may be zero, computed positions and patterns, a loop inside a loop,
//     joining text inside one, the real clock, and every function that is not on our list), follows what is known not
//     to be nil through &&, ||, not and ?:, folds what is constant, marks what is made from sensitive values, and adds
//     up the work and memory of the worst case. It writes a new tree in which operators and functions are calls of
//     total Go functions and a path such as http.name is one name.
//  4. expr's checker over that tree in an environment of exactly the names it reads, as a second opinion, and expr's
//     compiler, without its optimizer. Nothing is compiled when a call is running.
//
// Values: whole numbers and durations stop at their ends instead of wrapping round; numbers are always finite, so that
// NaN compares with nothing because there is none; texts are at most MaxText bytes and lists at most MaxList elements,
// cut where an expression would make longer ones; == and in are false where an operand is nil. The clock is Env.Now, and
// opening hours are those of Env.Hours at it.
//
// It never does I/O, reads no clock, keeps no state between programs, and never evaluates text that arrived in a call:
// values are data, and no function turns a text into an expression. There is no time-out because there is no need of
// one: what passes Compile ends, within about 0.2 s for the worst expression on the worst data, in microseconds for
// those that people write.
package guard
