package host

import (
	"net/http"
	"time"
)

// The limits of a listener. The carrier sends small requests in one piece; who takes longer is nobody we know.
const (
	ReadHeaderTimeout = 2 * time.Second
	ReadTimeout       = 5 * time.Second
	WriteTimeout      = 5 * time.Second
	IdleTimeout       = 60 * time.Second
	MaxHeaderBytes    = 16 << 10
	MaxStreams        = 100  // of one HTTP/2 connection
	MaxConnections    = 4096 // for LimitListener

	CrowdedIdleTimeout = 5 * time.Second // instead of IdleTimeout, while half of LimitListener's slots are taken
)

// NewServer returns a server with time-outs and limits for either of the host's handlers. Addr is for ListenAndServe;
// whoever brings a listener wraps it with [LimitListener].
func NewServer(addr string, handler http.Handler) *http.Server {
	return &http.Server{
		Addr:              addr,
		Handler:           handler,
		ReadHeaderTimeout: ReadHeaderTimeout,
		ReadTimeout:       ReadTimeout,
		WriteTimeout:      WriteTimeout,
		IdleTimeout:       IdleTimeout,
		// The server adds 4 KiB of its own to what is set here.
		MaxHeaderBytes: MaxHeaderBytes - 4<<10,
		// OPTIONS * goes the way of every other request.
		DisableGeneralOptionsHandler: true,
		HTTP2:                        &http.HTTP2Config{MaxConcurrentStreams: MaxStreams},
		ConnState:                    noteState,
	}
}
