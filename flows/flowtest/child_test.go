package flowtest

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/fetch"
	"github.com/texmlflow/texmlflow/engine/host"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/engine/store"
	"github.com/texmlflow/texmlflow/engine/store/sqlite"
)

// childEnv makes the test binary a server: its orders.
const childEnv = "TEXMLFLOW_FLOWTEST_SERVER"

func TestMain(m *testing.M) {
	if text := os.Getenv(childEnv); text != "" {
		if err := serve(text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// orders are what a server is started with.
type orders struct {
	Corpus, Store, Upstream string
	Key                     ed25519.PublicKey
	Now                     time.Time
}

// visit tells the server with each request which call it is for: a scenario has a clock, an environment and a flow to
// begin in, which a process that serves calls has once and for all.
type visit struct {
	Now  time.Time
	Flow string
	Env  map[string]string
	Die  death
}

// The headers between us: visitHeader has a visit, forHeader the URL that is fetched, wantsHeader that its body is read.
const (
	visitHeader = "Test-Visit"
	forHeader   = "Test-For"
	wantsHeader = "Test-Wants-Body"
)

// child is the host that texmlflow serve runs, with its server, its store and its requests, and with the clock of the
// calls. What it serves beside its own routes is below /test/.
type child struct {
	*host.Host
	corpus *corpus
	store  *mortalStore

	coming sync.Mutex // a visit changes what is served before the next one is

	mu    sync.Mutex
	at    time.Time // the time of the last visit
	since time.Time // when that was
	flow  string
	env   map[string]string
}

// serve serves until the process is killed, or whoever has started it is gone.
func serve(text string) error {
	var o orders
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return err
	}
	served, err := loadCorpus(o.Corpus)
	if err != nil {
		return err
	}
	first := served.scenarios[0]
	c := &child{corpus: served, at: o.Now, since: time.Now(), flow: first.flow.Name, env: first.env}
	opened, err := sqlite.Open(context.Background(), o.Store, sqlite.Options{Now: c.now})
	if err != nil {
		return err
	}
	c.store = &mortalStore{Store: opened}
	loopback, err := policy.New(policy.Config{FetchAllow: []string{o.Upstream}})
	if err != nil {
		return err
	}
	ways := host.Options{Store: c.store, Now: c.now, Fetch: relay{o.Upstream, loopback}}
	if c.Host, err = newHost(context.Background(), ways, o.Key, c.setting); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // ends with whoever holds the other end
		os.Exit(0)
	}()
	fmt.Println(listener.Addr())
	return host.NewServer("", c).Serve(host.LimitListener(listener, host.MaxConnections))
}

// now goes on from the time of the last visit: who waits for another process's claim to end waits in real time.
func (c *child) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at.Add(time.Since(c.since))
}

func (c *child) setting() setting {
	c.mu.Lock()
	defer c.mu.Unlock()
	return setting{Options: c.corpus.options, flow: c.flow, env: c.env}
}

// ServeHTTP does what the visit says, and lets the host serve.
func (c *child) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var v visit
	if err := json.Unmarshal([]byte(r.Header.Get(visitHeader)), &v); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	call := r.URL.Query().Get("call")
	if err := c.visited(r.Context(), v); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	switch r.URL.Path {
	case "/test/record":
		rec, err := c.store.Load(r.Context(), store.Key{CallSID: call, Track: r.URL.Query().Get("track")})
		tell(w, rec, err)
	case "/test/journal":
		list, err := c.store.Journal(r.Context(), store.Filter{CallSID: call, Limit: 10_000})
		tell(w, list, err)
	case "/test/end":
		tell(w, nil, c.end(r.Context(), call))
	default:
		if v.Die == dieSilent {
			w = mutedWriter{w}
		}
		c.Public().ServeHTTP(w, r)
	}
}

// visited makes the server that of the call.
func (c *child) visited(ctx context.Context, v visit) error {
	c.coming.Lock()
	defer c.coming.Unlock()
	c.store.die.Store(v.Die)
	c.mu.Lock()
	same := v.Flow == c.flow && maps.Equal(v.Env, c.env)
	c.at, c.since, c.flow, c.env = v.Now, time.Now(), v.Flow, v.Env
	c.mu.Unlock()
	if same {
		return nil
	}
	_, err := c.Reload(ctx)
	return err
}

func tell(w http.ResponseWriter, v any, err error) {
	switch {
	case errors.Is(err, store.ErrNotFound):
		http.Error(w, err.Error(), http.StatusNotFound)
	case err != nil:
		http.Error(w, err.Error(), http.StatusInternalServerError)
	default:
		_ = json.NewEncoder(w).Encode(v) // who asked sees that it is cut
	}
}

// settled waits until what is due for a call is done. The clock must not leap meanwhile: whoever is at it would be taken for
// dead.
func (c *child) settled(ctx context.Context, call string) error {
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		rec, err := c.store.Load(ctx, store.Key{CallSID: call, Track: store.MainTrack})
		switch {
		case errors.Is(err, store.ErrNotFound), err == nil && (rec.Due.IsZero() || rec.DueTries == 0 && rec.Due.After(c.now())):
			return nil
		case err != nil:
			return err
		case time.Now().After(end):
			return fmt.Errorf("on_end is still due at %s", rec.Due)
		}
	}
}

// end does what is due, which serve does every second and this process only here, so that it is known when. It waits until
// nothing is left to do for a call.
func (c *child) end(ctx context.Context, call string) error {
	if err := runDue(c.Host); err != nil {
		return err
	}
	return c.settled(ctx, call)
}

// relay makes the host's requests as the server makes them, all to one upstream, which is told whom they are for.
type relay struct {
	upstream string
	allowed  *policy.Policy // the upstream alone
}

// Do asks the policy of the flows first. Each request has a client of its own: what fails in one call is not to keep the
// next from asking.
func (f relay) Do(ctx context.Context, p *policy.Policy, r *engine.FetchRequest) engine.FetchResult {
	if err := p.Fetch(r.URL); err != nil {
		return engine.FetchResult{Failure: engine.FetchFailed, Why: err.Error()}
	}
	client := fetch.New(fetch.Options{})
	defer client.Close()
	there := *r
	there.URL = f.upstream + "/"
	there.Headers = append(slices.Clone(r.Headers), engine.FetchHeader{Name: forHeader, Value: r.URL},
		engine.FetchHeader{Name: wantsHeader, Value: strconv.FormatBool(r.Answer)})
	return client.Do(ctx, f.allowed, &there)
}

// Open is of no interest here.
func (relay) Open() []string { return nil }
