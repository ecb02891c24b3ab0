// Package engine is the pure core of texmlflow: a compiled call flow, the data of one call, and the function that moves
// the one through the other.
//
// In goes a [Machine] (compiled, read-only, shared by all calls of its version), a [Call] (plain data) and an [Event]
// (one callback, decoded, carrying its own time). Out comes the next [Call] and a [Reply]: a typed TeXML document whose
// URLs are routes, and what happened, as data for the journal.
//
// A call has the caller's own track and, while it waits in some verbs, tracks beside it: what a waiting caller hears
// ([BeginTrack], [AgainTrack]) and what a callee is asked before the bridge. Each is a Call of its own.
//
// [Step] answers instruction requests (the first fetch, an action, the Redirect that stands for silence). [Notify] takes
// notifications, which never change where the dialogue stands. Both are pure functions: they never read a clock, an
// environment, a file or a store, never log, and never change what they were given. The server, the terminal phone and
// the scenario tests run these same functions.
//
// [Machine.Prepare], called by who steps a machine, compiles what of the documents does not come with a call. A Reply
// carries those templates beside its document, for the writer; without them the same bytes take longer.
//
// A step that needs something from outside asks its host for it: the reply then holds a [FetchRequest] and no document, and
// the host steps again from the same call with the result in the event ([Event].Fetched). No half-done step is kept
// anywhere: what was folded into the document before the request is made anew, from the same arguments. What the end of a
// call is to tell others is [EndRequests].
//
// A step is bounded: at most [MaxStates] states between two waits, statically bounded guards, [MaxFetches] requests within
// [MaxFetchTime]. What cannot go on takes the flow's own failed way; when there is none, the caller hears the flow's apology
// and the call is hung up. Step has no error result, because a caller is listening.
//
// Tools that show a flow to its author ask a step for its reasons ([Deployment].Explain), and let a call come to any state
// ([At], [Enter]). A host that serves callers does neither.
package engine
