// Package texmlgen is TeXML, the XML call language of Telnyx, as typed values: one Go type or field for each of the 55
// verbs and nouns and each of their 248 attributes.
//
// In: a [Response] of verbs such as [Gather] and [Dial], built by hand or read by [Parse]. Out: the bytes of its
// document, by [Write], or findings about a document somebody else wrote, by [Validate]. Telnyx ignores a misspelled
// verb or attribute without a word, so what is wrong must be found here.
//
// # One table
//
// Names, types, ranges, values, nesting and defaults stand in one table, which [Spec] and [Elements] show. The writer
// takes its order and its limits from there, the parser its nesting, the validator its hints. Rules between several
// attributes (a record with transcription needs a transcriptionCallback) are methods beside the types; writer and
// parser share them, so that a document without errors can be written.
//
// # Documents of others
//
// [Validate] judges any bytes, [Parse] also gives their tree, and [Layout] gives their canonical layout, comments,
// templates and unknown attributes kept: what it gives is the same document to Parse, and its own layout. It refuses
// what is not well-formed.
//
// # Outside text stays text
//
// Words are a [Text], which keeps what the author wrote ([Literal]) and what came from callers, APIs or stores
// ([Outside]) apart until the document is written. Then, for each text node and each attribute value, in this order:
//
//  1. Characters XML 1.0 forbids, U+FFFE, U+FFFF and bytes that are not UTF-8 are removed. They are not replaced by
//     U+FFFD, which would be read aloud or break a comparison.
//  2. Every {{ that an author did not write in one piece becomes { {, since Telnyx runs a template step over the
//     document, in which {{#secret}}name{{/secret}} is a stored secret. Seams between two parts count, and an
//     author's {{ that is still open where outside text begins is broken up too. A plain string field counts as
//     outside text: only Literal makes a template.
//  3. The tree is built and escaped by etree; JSON and request bodies are CDATA sections.
//
// Numbers and SIP addresses a document would call, transfers by a tool of an [AIGather] among them, are shown to
// Options.Target exactly as they will be written; without it none is allowed. Errors show outside text masked.
//
// # Speed
//
// A usual menu (a Gather with a Say, a Say, a Redirect; 519 bytes) was measured against appending the same bytes by
// hand, all in one run, the best of six: append 0.56 µs, building the values and Write 7.1 times that, encoding/xml 15
// times. etree cannot come near appending; who writes the same document again and again calls [Compile] once, and
// filling the [Template] in takes 1.4 times as long as appending, with one allocation, and gives the bytes Write
// gives. BenchmarkMenu measures all of them.
//
// # What it never does
//
// It fetches nothing, resolves no URL by itself, expands no entity and no template, and keeps no state between calls.
// All functions may be called by many goroutines; a value that is being written must not change meanwhile.
package texmlgen
