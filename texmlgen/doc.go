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
// etree cannot come near appending bytes. Who writes like verbs again and again makes a [Template] of each with [Compile]
// and hands them to [Write] in Options.Templates: everything but outside text and URLs has then been checked, ordered
// and escaped once. Write holds each verb against its template as it goes, field by field, and builds the tree of one
// that differs or has something wrong with it, so that bytes and errors are the same with templates and without.
//
// A usual turn (a Say, a Gather with a Say and a caller's words, a Redirect; two URLs) was measured against appending
// the same bytes by hand to a buffer that is there already, in turns in one run, the best of each: append 0.49 µs, with
// templates 1.6 to 1.7 times that, without 4.8 to 5.4 times, encoding/xml 9.3 to 10.5 times. With a sealed token made
// for each URL, as the host does it and appending by hand then too: 1.2, 1.9 and 2.7 times. BenchmarkAnswer of package
// engine/host measures all of them.
//
// # What it never does
//
// It fetches nothing, resolves no URL by itself, expands no entity and no template, and keeps no state between calls.
// All functions may be called by many goroutines; a value that is being written must not change meanwhile.
package texmlgen
