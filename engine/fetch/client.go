package fetch

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/policy"
)

const (
	// MaxAnswer is how much of a body is taken.
	MaxAnswer = 1 << 20

	maxHeader = 16 << 10
	maxDrain  = 16 << 10 // of a body that nobody wants, so that its connection can be used again
	perHost   = 128      // requests to one origin at a time, and connections
	idleTime  = 30 * time.Second
)

// Options are what a client is made of.
type Options struct {
	UserAgent string       // of every request
	Log       *slog.Logger // nil: slog.Default()
}

// Client makes requests. Its methods may be used from many goroutines.
type Client struct {
	userAgent string
	log       *slog.Logger
	resolver  *net.Resolver
	roots     *x509.CertPool // nil: the system's

	mu        sync.Mutex
	policy    *policy.Policy // that the connections of transport were judged by
	transport *http.Transport
	origins   map[string]*origin
}

// New returns a client. It starts no goroutine until it is used.
func New(o Options) *Client {
	c := &Client{userAgent: o.UserAgent, log: o.Log, origins: map[string]*origin{}}
	if c.log == nil {
		c.log = slog.Default()
	}
	// Go's own resolver ends when it is told to; the C library's would keep a thread.
	c.resolver = &net.Resolver{PreferGo: true}
	return c
}

// Close ends the connections that are kept for later.
func (c *Client) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.transport != nil {
		c.transport.CloseIdleConnections()
	}
}

// Do makes a request under a policy, within its time and that of the turn.
func (c *Client) Do(turn context.Context, p *policy.Policy, r *engine.FetchRequest) engine.FetchResult {
	if err := p.Fetch(r.URL); err != nil {
		return failed(err)
	}
	ctx, cancel := context.WithTimeout(turn, r.Within)
	req, err := c.request(ctx, r)
	if err != nil {
		cancel()
		return engine.FetchResult{Failure: engine.FetchFailed, Why: "it cannot be written"}
	}
	o := c.origin(req.URL.Scheme + "://" + req.URL.Host)
	end, bounded := turn.Deadline()
	short := bounded && time.Until(end) < r.Within/2
	leave, why := o.enter()
	if why != "" {
		cancel()
		return engine.FetchResult{Failure: engine.FetchFailed, Why: why}
	}
	res, err := c.under(p).RoundTrip(req)
	if err != nil {
		result := failed(err)
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			result = timedOut
		}
		leave(result, short)
		cancel()
		return result
	}
	result := answer(ctx, res, r.Answer)
	leave(result, short)
	// The time runs on while the rest of the body is taken, and nobody waits for it.
	go func() {
		defer cancel()
		_, _ = io.CopyN(io.Discard, res.Body, maxDrain)
		_ = res.Body.Close()
	}()
	return result
}

func (c *Client) request(ctx context.Context, r *engine.FetchRequest) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, r.Method, r.URL, bytes.NewReader(r.Body))
	if err != nil {
		return nil, err
	}
	if len(r.Body) == 0 {
		req.Body, req.GetBody = http.NoBody, nil
	}
	for _, h := range r.Headers {
		req.Header.Set(h.Name, h.Value)
	}
	if req.Header.Get("Accept") == "" && r.Answer {
		req.Header.Set("Accept", "application/json")
	}
	req.Header.Set("User-Agent", c.userAgent)
	if r.Method != http.MethodGet {
		req.Header.Set("Idempotency-Key", r.Key)
	}
	return req, nil
}

// answer reads what came back as far as it is wanted.
func answer(ctx context.Context, res *http.Response, wanted bool) engine.FetchResult {
	result := engine.FetchResult{Status: res.StatusCode}
	if !wanted || res.StatusCode < 200 || res.StatusCode > 299 {
		return result
	}
	bad := func(why string) engine.FetchResult {
		return engine.FetchResult{Status: res.StatusCode, Failure: engine.FetchBadBody, Why: why}
	}
	media, _, err := mime.ParseMediaType(res.Header.Get("Content-Type"))
	switch {
	case res.Header.Get("Content-Encoding") != "":
		return bad("the answer is encoded, which was not asked for")
	case err != nil || media != "application/json" && !strings.HasSuffix(media, "+json"):
		return bad("the answer's type is not application/json")
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, MaxAnswer+1))
	switch {
	case ctx.Err() != nil:
		return engine.FetchResult{Status: res.StatusCode, Failure: engine.FetchTimeout, Why: timedOut.Why}
	case err != nil:
		return bad("the answer broke off")
	case len(body) > MaxAnswer:
		return bad("the answer is longer than 1 MiB")
	}
	result.Body = body
	return result
}

// under returns the connections of a policy. A reload's new policy begins with none, since it may allow less.
func (c *Client) under(p *policy.Policy) *http.Transport {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.transport != nil && c.policy == p {
		return c.transport
	}
	if c.transport != nil {
		c.transport.CloseIdleConnections()
	}
	dialer := &net.Dialer{
		Timeout: engine.MaxFetchTime, Resolver: c.resolver,
		Control: func(_, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err != nil {
				return p.Addr(netip.Addr{})
			}
			return p.Addr(at.Addr())
		},
	}
	one := new(http.Protocols)
	one.SetHTTP1(true)
	c.policy = p
	c.transport = &http.Transport{
		DialContext:         dialer.DialContext,
		TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: c.roots},
		TLSHandshakeTimeout: engine.MaxFetchTime, DisableCompression: true, MaxResponseHeaderBytes: maxHeader, Protocols: one,
		MaxConnsPerHost: perHost, MaxIdleConnsPerHost: perHost / 8, MaxIdleConns: perHost, IdleConnTimeout: idleTime,
	}
	return c.transport
}
