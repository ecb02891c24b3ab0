package carrier_test

import "net/http"

// lateHandler is a handler that is there before what it hands on to: the host needs the carrier's key, and the carrier the
// host.
type lateHandler struct{ http.Handler }
