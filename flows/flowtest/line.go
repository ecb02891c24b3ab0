package flowtest

import (
	"crypto/ed25519"
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/engine/carrier"
)

// line is what the carrier's requests go over: to the host of the scenario, and nowhere else.
type line struct {
	host      http.RoundTripper
	elsewhere string // the URL that the flow has given the call to; "": none
}

// RoundTrip gives a request to the host. A document elsewhere is one that hangs up: what it would say is no business of
// the flow.
func (l *line) RoundTrip(req *http.Request) (*http.Response, error) {
	if strings.HasPrefix(req.URL.String(), baseURL+"/") {
		return l.host.RoundTrip(req)
	}
	l.elsewhere = req.URL.String()
	const document = "<Response><Hangup/></Response>"
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/xml"}}, Body: io.NopCloser(strings.NewReader(document)),
		ContentLength: int64(len(document)), Request: req,
	}, nil
}

// again sends a request once more, signed at this moment.
func (l *line) again(x *carrier.Exchange, key ed25519.PrivateKey, now time.Time) (status int, answer []byte, err error) {
	req, err := http.NewRequest(x.Method, x.Target, strings.NewReader(x.Body))
	if err != nil {
		return 0, nil, err
	}
	stamp := strconv.FormatInt(now.Unix(), 10)
	req.Header.Set("Content-Type", x.ContentType)
	req.Header.Set("telnyx-timestamp", stamp)
	req.Header.Set("telnyx-signature-ed25519", base64.StdEncoding.EncodeToString(ed25519.Sign(key, []byte(stamp+"|"+x.Body))))
	resp, err := l.RoundTrip(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close() // read only: nothing can be lost
	answer, err = io.ReadAll(resp.Body)
	return resp.StatusCode, answer, err
}
