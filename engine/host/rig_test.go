package host

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/callback"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/engine/store"
	"github.com/texmlflow/texmlflow/engine/store/memory"
)

const (
	publicURL  = "https://ivr.example.com/base"
	account    = "7d1a52c4-0c4e-4b7e-9a6d-2f6f1f0c9b11"
	connection = "2204417790153820417"
	caller     = "+15125550142"
	called     = "+18335550167"
)

var (
	signer   = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	impostor = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, ed25519.SeedSize))
	begun    = time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
)

// clock is a clock that the test moves.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// rig is a host behind real servers, with what the test may turn at.
type rig struct {
	tb     testing.TB
	clock  *clock
	store  store.Store
	host   *Host
	public *httptest.Server
	admin  *httptest.Server
	log    *logBuffer
	client *http.Client
	direct bool // no network: for tests that send very much

	mu      sync.Mutex
	sources []string // of the flows that Load returns
	change  func(*Snapshot)
	fault   error
}

// logBuffer collects the log at debug level.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// tail returns the last line that holds a word.
func (l *logBuffer) tail(word string) string {
	lines := strings.Split(l.String(), "\n")
	for _, line := range slices.Backward(lines) {
		if strings.Contains(line, word) {
			return line
		}
	}
	return ""
}

type setting func(*rig, *Options)

func withStore(s store.Store) setting { return func(r *rig, o *Options) { r.store, o.Store = s, s } }

func withSources(sources ...string) setting {
	return func(r *rig, _ *Options) { r.sources = sources }
}

func withSnapshot(change func(*Snapshot)) setting {
	return func(r *rig, _ *Options) { r.change = change }
}

func withOptions(change func(*Options)) setting { return func(_ *rig, o *Options) { change(o) } }

func withClock(c *clock) setting { return func(r *rig, _ *Options) { r.clock = c } }

// newRig starts a host with the flows clinic and other.
func newRig(tb testing.TB, settings ...setting) *rig {
	tb.Helper()
	r := &rig{
		tb: tb, clock: &clock{t: begun}, log: &logBuffer{},
		sources: []string{"menu clinic welcome to the clinic", "menu other welcome to the other"},
		client: &http.Client{
			Transport:     &http.Transport{MaxIdleConnsPerHost: 128},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
			Timeout:       20 * time.Second,
		},
	}
	o := Options{
		PublicURL: publicURL + "/", Load: r.load, AdminLoopback: true,
		Compile: func(version string, sources []byte) (*engine.Machine, error) { return build(tb, string(sources)), nil },
		Log:     slog.New(slog.NewJSONHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Now:     func() time.Time { return r.clock.now() },
	}
	for _, set := range settings {
		set(r, &o)
	}
	if o.Store == nil {
		r.store = memory.New(memory.Options{Now: func() time.Time { return r.clock.now() }})
		o.Store = r.store
	}
	h, err := New(context.Background(), o)
	if err != nil {
		tb.Fatal(err)
	}
	r.host = h
	r.public = httptest.NewServer(h.Public())
	r.admin = httptest.NewServer(h.Admin())
	tb.Cleanup(r.close)
	return r
}

func (r *rig) close() {
	r.client.CloseIdleConnections()
	r.public.Close()
	r.admin.Close()
}

func (r *rig) load(context.Context) (*Snapshot, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fault != nil {
		return nil, r.fault
	}
	return r.snapshot(), nil
}

// set replaces the flows that the next reload finds.
func (r *rig) set(sources ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sources, r.fault = sources, nil
}

func (r *rig) breakLoad(why string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fault = errors.New(why)
}

func (r *rig) snapshot() *Snapshot {
	p, err := policy.New(policy.Config{
		DialAllow: []string{"+1512"}, RedirectAllow: []string{"https://ivr.example.com/base"},
		FetchAllow: []string{"https://api.example.com"},
	})
	if err != nil {
		r.tb.Fatal(err)
	}
	s := &Snapshot{
		Machines: map[string]*engine.Machine{}, Sources: map[string][]byte{}, Audio: map[string][]byte{},
		Deployment: engine.Deployment{Policy: p}, Verifier: verifier(r.tb, signer), Accounts: []string{account},
		Fixed: map[string]string{"listen": "a", "store": "b"},
	}
	for _, source := range r.sources {
		m := build(r.tb, source)
		s.Machines[m.Name], s.Sources[m.Version] = m, []byte(source)
		for _, file := range m.Audio {
			s.Audio[file] = []byte(strings.SplitN(source, " ", 3)[2])
		}
	}
	if s.Machines["clinic"] != nil {
		s.Default = "clinic"
	}
	if r.change != nil {
		r.change(s)
	}
	if s.Hash == "" {
		sum := sha256.Sum256([]byte(strings.Join(r.sources, "\n")))
		s.Hash = hex.EncodeToString(sum[:])
	}
	return s
}

func verifier(tb testing.TB, key ed25519.PrivateKey) *callback.Verifier {
	tb.Helper()
	v, err := callback.VerifierOf(key.Public().(ed25519.PublicKey))
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

// form is a callback's body; pairs are name and value in turn.
func form(call string, pairs ...string) string {
	b := "AccountSid=" + account + "&CallSid=" + url.QueryEscape(call) +
		"&From=" + url.QueryEscape(caller) + "&To=" + url.QueryEscape(called)
	for i := 0; i < len(pairs); i += 2 {
		b += "&" + url.QueryEscape(pairs[i]) + "=" + url.QueryEscape(pairs[i+1])
	}
	return b
}

func status(call, word, sequence string, pairs ...string) string {
	return form(call, append([]string{
		"CallStatus", word, "CallbackSource", "call-progress-events", "SequenceNumber", sequence,
	}, pairs...)...)
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	body   string
	closed bool // the server closes the connection
}

// do sends a signed request; change may spoil it.
func (r *rig) do(method, target, body string, change ...func(*http.Request)) reply {
	r.tb.Helper()
	got, err := r.try(method, target, body, change...)
	if err != nil {
		r.tb.Fatal(err)
	}
	return got
}

func (r *rig) try(method, target, body string, change ...func(*http.Request)) (reply, error) {
	req, err := http.NewRequest(method, r.at(target), strings.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	req.Header = callback.Sign(signer, r.clock.now(), []byte(body))
	req.Header.Set("Content-Type", mediaForm)
	for _, c := range change {
		c(req)
	}
	if r.direct {
		w := httptest.NewRecorder()
		r.host.Public().ServeHTTP(w, req)
		return reply{w.Code, w.Header(), w.Body.String(), false}, nil
	}
	res, err := r.client.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	return reply{res.StatusCode, res.Header, string(text), res.Close}, err
}

// at turns a URL of ours into one of the test server.
func (r *rig) at(target string) string {
	if rest, ok := strings.CutPrefix(target, publicURL); ok {
		target = rest
	}
	return r.public.URL + target
}

// post sends a signed callback and wants 200.
func (r *rig) post(target, body string, change ...func(*http.Request)) doc {
	r.tb.Helper()
	got := r.do(http.MethodPost, target, body, change...)
	if got.status != http.StatusOK {
		r.tb.Fatalf("POST %s: status %d (%s), want 200", target, got.status, strings.TrimSpace(got.body))
	}
	return parse(r.tb, got.body)
}

// doc is an answer, taken apart.
type doc struct {
	raw      string
	action   string // of the waiting verb
	redirect string
	event    string // recordingStatusCallback
	said     []string
	played   []string // URLs
	hangup   bool
	verbs    []string
}

func parse(tb testing.TB, raw string) doc {
	tb.Helper()
	d := doc{raw: raw}
	if raw == "" {
		return d
	}
	dec := xml.NewDecoder(strings.NewReader(raw))
	var path []string
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			tb.Fatalf("answer is no XML: %v\n%s", err, raw)
		}
		switch t := token.(type) {
		case xml.StartElement:
			path = append(path, t.Name.Local)
			if len(path) == 2 {
				d.verbs = append(d.verbs, t.Name.Local)
			}
			d.hangup = d.hangup || t.Name.Local == "Hangup"
			for _, a := range t.Attr {
				switch a.Name.Local {
				case "action":
					d.action = a.Value
				case "recordingStatusCallback":
					d.event = a.Value
				}
			}
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			if len(path) == 0 {
				continue
			}
			switch path[len(path)-1] {
			case "Redirect":
				d.redirect += string(t)
			case "Say":
				d.said = append(d.said, string(t))
			case "Play":
				d.played = append(d.played, string(t))
			}
		}
	}
	return d
}

func (d doc) hears(words string) bool { return strings.Contains(strings.Join(d.said, " "), words) }

// record returns the stored record of a call.
func (r *rig) record(call string) store.Record {
	r.tb.Helper()
	rec, err := r.store.Load(context.Background(), store.Key{CallSID: call, Track: store.MainTrack})
	if err != nil {
		r.tb.Fatalf("record of %s: %v", call, err)
	}
	return rec
}

// where tells the state that a call stands in.
func (r *rig) where(call string) string {
	r.tb.Helper()
	return r.engineCall(call).Where()
}

func (r *rig) engineCall(call string) *engine.Call {
	r.tb.Helper()
	rec := r.record(call)
	m, err := r.host.library.machine(context.Background(), rec.Version)
	if err != nil {
		r.tb.Fatal(err)
	}
	c, err := m.DecodeCall(rec.State)
	if err != nil {
		r.tb.Fatal(err)
	}
	return c
}

func (r *rig) journal(call string) []store.Entry {
	r.tb.Helper()
	list, err := r.store.Journal(context.Background(), store.Filter{CallSID: call})
	if err != nil {
		r.tb.Fatal(err)
	}
	return list
}

// count returns how often a class was met.
func (r *rig) count(c class) int64 { return r.host.Stats().Requests[c.String()] }

func (r *rig) wantCount(c class, n int64) {
	r.tb.Helper()
	if got := r.count(c); got != n {
		r.tb.Errorf("%s counted %d times, want %d", c, got, n)
	}
}

func (r *rig) wantAt(call, state string, turn int) {
	r.tb.Helper()
	if got := r.where(call); got != state {
		r.tb.Errorf("call stands in %s, want %s", got, state)
	}
	if got := r.record(call).Turn; got != turn {
		r.tb.Errorf("record has turn %d, want %d", got, turn)
	}
}

func urlText(s string) string { return url.QueryEscape(s) }

func verifierKey() ed25519.PublicKey { return signer.Public().(ed25519.PublicKey) }
