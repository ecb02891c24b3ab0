// Package host answers the carrier's callbacks over HTTP.
//
// In go a store, functions that load and compile flows, and HTTP requests. Out come TeXML documents, each of them the
// next turn of a call, and the calls' records in the store.
//
// The way of a callback: limits (size, media type, time-outs), signature, turn token, decoding, the call's record, one
// pure step of the engine, one atomic write, the answer. The answer leaves only after the write. Whether a request is an
// instruction or a notification follows from its URL alone. Every URL in a document is made of Options.PublicURL and a
// turn token, never of anything that a request says; a token is bound to call, track, turn, flow version and route.
//
//	POST      /texml, /texml/FLOW                     a call's first document, of its number's flow or the one named
//	POST      /t/TOKEN                                its next one, or a notification of that turn
//	POST      /events/status, /events/transcription   notifications
//	GET, HEAD /audio/HASH/NAME                        a recording of a flow; not signed
//
// A recording's URL holds the hash of its bytes, so that it stands for the same bytes for ever, and nobody knows it who has
// not been told. It is served from the snapshot, or for a call on an earlier version from the store.
//
// Which answer a request gets is decided by the turn protocol ([judge], one row of the table for each case), so that a
// callback moves its call once however often, late or doubled it is delivered. Inside a process a lock per call, between
// processes the store's compare-and-set sees to that.
//
// A turn that asks for something outside first claims itself in the store (fetching.go), so that it is asked once; what
// [Options].Fetch gets done is fed back into the same step. The requests of an ended call (on_end.go) are due in its record
// from the write that ends it, and made by [Host.Run].
//
// What the host serves is a [Snapshot]: flows, numbers, policy, keys. A reload builds a new one aside and swaps one
// pointer, or leaves everything as it was. Calls in progress keep the version of the flow that they began on; its sources
// and recordings are in the store.
//
// Who does not verify loses the connection and writes few lines of log; while a listener is crowded, idle connections go.
//
// The package never reads a flow's file or YAML, never trusts a Host header, never redirects, never answers an
// instruction of a call of ours with anything but TeXML (save 503 when the store is away), and logs no number, digit,
// speech, token, signature or body.
package host
