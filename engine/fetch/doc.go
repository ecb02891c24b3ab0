// Package fetch makes the requests that flows ask of the engine, so that nothing beyond them can be done with it.
//
// In goes an [engine.FetchRequest] and the policy of the moment, out comes an [engine.FetchResult]: an answer, or a failure
// of a closed set with words that hold no value of the call, no path and no query.
//
// What the other side or a name server may try is bounded: the origin must be allowed; a name is resolved for each
// connection, and the very address that is dialled is judged ([policy.Policy].Addr), so that a name whose address changes
// between two looks wins nothing; no redirect is followed, no proxy asked, no HTTP/2 spoken, no compression accepted; at
// most [MaxAnswer] of body and [maxHeader] of header are read; everything together, the look-up of the name and the drip
// of a body too, ends with the request's time.
//
// A host that fails is left alone for a while (a breaker for each origin), and one that is slow has at most [perHost]
// requests at a time, so that it costs other calls nothing. What is refused for that fails at once.
//
// The package never logs a URL, a header or a body, keeps nothing of an answer, and does not try again by itself. (The
// standard library does once, where a connection that was kept turns out to have been closed before the request was sent.)
package fetch
