package carrier

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// InProcess carries requests to a handler without a network, whatever host they are for.
func InProcess(h http.Handler) http.RoundTripper { return inProcess{h} }

// Elsewhere answers requests for another application, to which a flow has handed a call: it hangs up.
var Elsewhere = InProcess(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/xml")
	_, _ = io.WriteString(w, "<Response><Hangup/></Response>") // into memory
}))

type inProcess struct{ handler http.Handler }

// RoundTrip gives the request to the handler. A panic of the handler is a lost connection, as behind a real server.
func (p inProcess) RoundTrip(req *http.Request) (resp *http.Response, err error) {
	w := &recorder{header: http.Header{}}
	defer func() {
		if v := recover(); v != nil {
			resp, err = nil, errors.New("the connection was closed")
			if v != http.ErrAbortHandler {
				err = fmt.Errorf("the handler panicked: %v", v)
			}
		}
	}()
	in := req.Clone(req.Context())
	in.RequestURI, in.RemoteAddr, in.Host = req.URL.RequestURI(), "192.0.2.1:40000", req.URL.Host
	if in.Body == nil {
		in.Body = http.NoBody
	}
	p.handler.ServeHTTP(w, in)
	w.WriteHeader(http.StatusOK)
	return &http.Response{
		Status: http.StatusText(w.status), StatusCode: w.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.sent, Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()), Request: req,
	}, nil
}

// recorder keeps what a handler answers.
type recorder struct {
	header, sent http.Header
	status       int
	body         bytes.Buffer
}

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= 200 { // an informational one is not the answer
		w.status, w.sent = status, w.header.Clone()
	}
}

func (w *recorder) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}
