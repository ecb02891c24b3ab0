package flowtest

import (
	"crypto/ed25519"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/engine/callback"
	"github.com/texmlflow/texmlflow/engine/carrier"
)

// line is what the carrier's requests go over: to the host of the scenario, and nowhere else.
type line struct {
	host      http.RoundTripper
	elsewhere string // the URL that the flow has given the call to; "": none
}

// RoundTrip gives a request to the host. What a document elsewhere would say is no business of the flow.
func (l *line) RoundTrip(req *http.Request) (*http.Response, error) {
	if strings.HasPrefix(req.URL.String(), baseURL+"/") {
		return l.host.RoundTrip(req)
	}
	l.elsewhere = req.URL.String()
	return carrier.Elsewhere.RoundTrip(req)
}

// again sends a request once more, signed at this moment.
func (l *line) again(x *carrier.Exchange, key ed25519.PrivateKey, now time.Time) (status int, answer []byte, err error) {
	req, err := http.NewRequest(x.Method, x.Target, strings.NewReader(x.Body))
	if err != nil {
		return 0, nil, err
	}
	req.Header = callback.Sign(key, now, []byte(x.Body))
	req.Header.Set("Content-Type", x.ContentType)
	resp, err := l.RoundTrip(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close() // read only: nothing can be lost
	answer, err = io.ReadAll(resp.Body)
	return resp.StatusCode, answer, err
}
