package flowtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
)

// visitor is the site of one player at a server.
type visitor struct {
	*server
	player *player
	kill   func(n int) death // how the process dies of the nth request; nil: it does not

	mu      sync.Mutex // copies come at once
	strikes int        // requests so far that it could have died of
	died    bool       // of the last one, so that the carrier tries again: that one is spared
}

// open makes the server the site of a player.
func (s *server) open(kill func(n int) death, v **visitor) func(context.Context, *player, Options) (*site, error) {
	return func(_ context.Context, p *player, _ Options) (*site, error) {
		*v = &visitor{server: s, player: p, kill: kill}
		s.serves(p)
		return &site{RoundTripper: *v, records: *v, key: s.key, end: (*v).end, close: func() error { return nil }}, nil
	}
}

// RoundTrip carries a request to the process, which may be killed before or meanwhile. Then another one is there when the
// carrier tries again.
func (v *visitor) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Context() == context.Background() { // a scenario repeats a callback, and would not try again
		return v.send(req, "")
	}
	resp, err := v.send(req, v.strike())
	v.dieAsking(false)
	if err == nil {
		return resp, nil
	}
	return nil, errors.Join(err, v.revive())
}

// strike kills the process, or says how it is to die of the next request.
func (v *visitor) strike() death {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.died {
		v.died = false
		return ""
	}
	if v.strikes++; v.kill == nil {
		return ""
	}
	die := v.kill(v.strikes)
	switch die {
	case dieBetween:
		v.restart(v.player.clock.Now())
		return ""
	case dieAsking:
		v.dieAsking(true)
		return ""
	}
	return die
}

// revive starts the process anew, if it is gone.
func (v *visitor) revive() error {
	select {
	case <-v.gone:
	case <-time.After(patience):
		return errors.New("the process lives, and does not answer")
	}
	v.mu.Lock()
	v.died = true
	v.mu.Unlock()
	v.restart(v.player.clock.Now())
	return nil
}

// send sends a request with a visit.
func (v *visitor) send(req *http.Request, die death) (*http.Response, error) {
	text, err := json.Marshal(visit{Now: v.player.clock.Now(), Flow: v.player.scenario.flow.Name, Env: v.player.scenario.env, Die: die})
	if err != nil {
		return nil, err
	}
	there := req.Clone(req.Context())
	there.Header.Set(visitHeader, string(text))
	there.URL.Scheme, there.URL.Host = "http", v.address
	there.Close = die != "" // or it might be sent twice
	return v.client.RoundTrip(there)
}

// look asks for what the process has stored.
func (v *visitor) look(ctx context.Context, path string, query url.Values, die death, into any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, baseURL+path+"?"+query.Encode(), http.NoBody)
	if err != nil {
		return err
	}
	resp, err := v.send(req, die)
	if err != nil {
		return err
	}
	defer resp.Body.Close() // read only: nothing can be lost
	if resp.StatusCode == http.StatusNotFound {
		return store.ErrNotFound
	}
	if resp.StatusCode != http.StatusOK {
		text, err := io.ReadAll(resp.Body)
		return errors.Join(fmt.Errorf("%s: %s: %s", path, resp.Status, text), err)
	}
	return json.NewDecoder(resp.Body).Decode(into)
}

// Load gives a record of the process.
func (v *visitor) Load(ctx context.Context, key store.Key) (rec store.Record, err error) {
	err = v.look(ctx, "/test/record", url.Values{"call": {key.CallSID}, "track": {key.Track}}, "", &rec)
	return rec, err
}

// Journal gives the journal of a call.
func (v *visitor) Journal(ctx context.Context, f store.Filter) (list []store.Entry, err error) {
	err = v.look(ctx, "/test/journal", url.Values{"call": {f.CallSID}}, "", &list)
	return list, err
}

// end lets the process do what is due when a call has ended. One that dies of it leaves it to the next one, which takes it
// over after a while.
func (v *visitor) end(callSID string) error {
	die := v.strike()
	query, nothing := url.Values{"call": {callSID}}, any(nil)
	err := v.look(context.Background(), "/test/end", query, die, &nothing)
	v.dieAsking(false)
	if err == nil {
		return nil
	}
	if err := v.revive(); err != nil {
		return err
	}
	v.player.clock.Advance(takenOver)
	return v.look(context.Background(), "/test/end", query, "", &nothing)
}

// takenOver is how long after a process was killed another one does what it has begun for an ended call.
const takenOver = 10 * time.Second
