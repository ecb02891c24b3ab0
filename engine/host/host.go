package host

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/store"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// Options are what a host is made of. They stay as they are until the process ends; what may change while it runs is in
// the [Snapshot] that Load returns.
type Options struct {
	Store     store.Store
	PublicURL string // what the carrier sees of this host: absolute, without query

	// Load reads, checks and compiles everything. Its error is for people: the findings.
	Load func(context.Context) (*Snapshot, error)

	// Compile builds the machine of a version from the sources that Load gave for it, for calls that began on it before a
	// reload or a restart. It proves nothing again.
	Compile func(version string, sources []byte) (*engine.Machine, error)

	// Fetch makes the requests that flows ask of the host itself. Nil: none is made, and each has failed.
	Fetch Fetcher

	// FetchTime bounds the requests of one turn together; 0: [engine.MaxFetchTime]. More is for a host that serves nobody
	// but the person who answers them.
	FetchTime time.Duration

	// TokenKeys sign the turn tokens: newest first, of which two are accepted, each at least 32 bytes. Nil: one is made at
	// first start and kept in the store.
	TokenKeys [][]byte

	// Insecure permits a snapshot without a verifier, and nothing else. Only for listeners on loopback.
	Insecure bool

	AdminToken    string // bearer token of POST /-/reload and, off loopback, of what /healthz tells; "": none
	AdminLoopback bool   // the admin listener is on loopback: a reload needs no token where none is set, health never

	WatchDir      string           // directory that is watched for changes of flows and recordings; "": none
	MaxConcurrent int              // callbacks worked on at once before 503; 0: 1024
	Now           func() time.Time // nil: time.Now
	Log           *slog.Logger     // nil: slog.Default()
}

// defaultConcurrent is how many callbacks are worked on at once: at a few milliseconds each, far above the stated load.
const defaultConcurrent = 1024

// tokenSecret is the name of the token key in the store.
const tokenSecret = "token-key"

// Host serves the flows of one snapshot at a time. Its methods may be used from many goroutines.
type Host struct {
	options Options
	base    string // PublicURL without a slash at its end
	log     *slog.Logger
	now     func() time.Time

	library *library
	tokens  *tokenMaker
	locks   *locks
	slots   chan struct{}
	stats   *counters
	reload  *reloader
	samples *samples[class]

	lost, empty, hangup, quiet []byte // documents that need no flow
	public, admin              http.Handler
	draining                   atomic.Bool
	outside                    chan struct{} // a place for each request that is made
	ending                     chan struct{} // holds one word that a call has ended
	pace                       pace
}

// New loads the first snapshot and returns a host that serves it. A set that cannot be loaded is an error. No goroutine
// runs before [Host.Run].
func New(ctx context.Context, o Options) (*Host, error) {
	base, err := checkOptions(o)
	if err != nil {
		return nil, fmt.Errorf("host: %w", err)
	}
	h := &Host{
		options: o, base: base, log: o.Log, now: o.Now,
		locks: newLocks(), stats: newCounters(), reload: newReloader(), pace: defaultPace,
	}
	if h.log == nil {
		h.log = slog.Default()
	}
	if o.FetchTime > 0 {
		h.pace.fetch = o.FetchTime
	}
	h.samples = newSamples(h.leftOut)
	if h.now == nil {
		h.now = time.Now
	}
	if o.MaxConcurrent == 0 {
		o.MaxConcurrent = defaultConcurrent
	}
	h.slots = make(chan struct{}, o.MaxConcurrent)
	// However slow the outside is, half of the callbacks that are worked on are not waiting for it.
	h.outside, h.ending = make(chan struct{}, max(1, o.MaxConcurrent/2)), make(chan struct{}, 1)
	h.library = newLibrary(o.Store, o.Compile, h.now)
	if h.tokens, err = tokenKeys(ctx, o); err != nil {
		return nil, fmt.Errorf("host: token key: %w", err)
	}
	if err := h.fixedDocuments(); err != nil {
		return nil, fmt.Errorf("host: %w", err)
	}
	if _, err := h.Reload(ctx); err != nil {
		return nil, err
	}
	h.public, h.admin = h.publicRoutes(), h.adminRoutes()
	return h, nil
}

func checkOptions(o Options) (base string, err error) {
	switch {
	case o.Store == nil:
		return "", errors.New("no store")
	case o.Load == nil || o.Compile == nil:
		return "", errors.New("want both Load and Compile")
	case o.FetchTime < 0:
		return "", fmt.Errorf("FetchTime is %s, want 0 or more", o.FetchTime)
	case o.MaxConcurrent < 0:
		return "", fmt.Errorf("MaxConcurrent is %d, want 0 or more", o.MaxConcurrent)
	}
	for i, key := range o.TokenKeys {
		if len(key) < minTokenKey {
			return "", fmt.Errorf("token key %d has %d bytes, want at least %d", i+1, len(key), minTokenKey)
		}
	}
	u, err := url.Parse(o.PublicURL)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
		return "", fmt.Errorf("public URL %q: want an absolute URL such as https://ivr.example.com", o.PublicURL)
	}
	if u.User != nil || u.RawQuery != "" || u.ForceQuery || strings.Contains(o.PublicURL, "#") {
		return "", fmt.Errorf("public URL %q: want no user, query or fragment", u.Redacted())
	}
	return strings.TrimRight(o.PublicURL, "/"), nil
}

// tokenKeys returns what signs tokens: the given keys, or the one that all processes on this store share.
func tokenKeys(ctx context.Context, o Options) (*tokenMaker, error) {
	if len(o.TokenKeys) > 0 {
		return newTokenMaker(o.TokenKeys), nil
	}
	key, err := o.Store.Secret(ctx, tokenSecret, func() ([]byte, error) {
		fresh := make([]byte, minTokenKey)
		_, err := rand.Read(fresh)
		return fresh, err
	})
	if err != nil {
		return nil, err
	}
	if len(key) < minTokenKey {
		return nil, fmt.Errorf("the one in the store has %d bytes, want at least %d", len(key), minTokenKey)
	}
	return newTokenMaker([][]byte{key}), nil
}

// fixedDocuments writes the documents that need no flow, so that they are there when all else fails.
func (h *Host) fixedDocuments() error {
	for _, d := range []struct {
		to  *[]byte
		doc *texmlgen.Response
	}{
		{&h.lost, engine.SessionLost(nil)},
		{&h.empty, &texmlgen.Response{}},
		{&h.hangup, &texmlgen.Response{Verbs: []texmlgen.Verb{&texmlgen.Hangup{}}}},
		{&h.quiet, &texmlgen.Response{Verbs: []texmlgen.Verb{&texmlgen.Pause{Length: texmlgen.Some(10 * time.Second)}}}},
	} {
		body, err := texmlgen.Write(d.doc, texmlgen.Options{})
		if err != nil {
			return fmt.Errorf("write a fixed document: %w", err)
		}
		*d.to = body
	}
	return nil
}

// Public is the handler of the public listener, where the carrier's callbacks arrive.
func (h *Host) Public() http.Handler { return h.public }

// Admin is the handler of the admin listener: GET /healthz, GET /readyz and POST /-/reload.
func (h *Host) Admin() http.Handler { return h.admin }

// Stats returns what the host has counted since it was made.
func (h *Host) Stats() Stats { return h.stats.read(h.now()) }

// Drain makes the host say that it is not ready, so that no new requests are sent to it. It serves those that come.
func (h *Host) Drain() { h.draining.Store(true) }
