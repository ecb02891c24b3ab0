package host

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/fetch"
	"github.com/texmlflow/texmlflow/engine/policy"
)

// TestDrippingUpstream is guarantee G10 with the real client: an upstream that never ends its answer costs its own callers
// the flow's failed way within the deadline, and others nothing.
func TestDrippingUpstream(t *testing.T) {
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for r.Context().Err() == nil {
			_, _ = io.WriteString(w, " ")
			_ = http.NewResponseController(w).Flush()
			time.Sleep(20 * time.Millisecond)
		}
	}))
	defer upstream.Close()
	p, err := policy.New(policy.Config{FetchAllow: []string{upstream.URL}})
	if err != nil {
		t.Fatal(err)
	}
	client := fetch.New(fetch.Options{UserAgent: "test", Log: slog.New(slog.DiscardHandler)})
	defer client.Close()
	r := newRig(t, withSources(booking, "menu other welcome"), withFetch(client), withSnapshot(func(s *Snapshot) {
		s.Deployment.Policy = p
		a := s.Machines["clinic"].Entry().States["book"].Action.(*engine.Fetch)
		a.URL = literal(t, upstream.URL+"/visits")
		a.Fields = []engine.HTTPField{{Name: "id", Path: "id"}}
	}))
	others := func() time.Duration {
		var took []time.Duration
		for i := range 100 {
			call := "other" + strconv.Itoa(i) + strconv.FormatInt(time.Now().UnixNano(), 36)
			start := time.Now()
			r.post("/texml/other", form(call))
			took = append(took, time.Since(start))
		}
		slices.Sort(took)
		return took[len(took)/2]
	}
	before := others()
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			call := "slow" + strconv.Itoa(i)
			entry := r.post("/texml/clinic", form(call))
			start := time.Now()
			got := r.post(entry.action, form(call, "Digits", "4711"))
			if took := time.Since(start); !got.hears("it failed") || took > engine.MaxFetchTime+3*time.Second {
				t.Errorf("%s after %s", got.raw, took)
			}
		})
	}
	time.Sleep(200 * time.Millisecond)
	if during := others(); during > 10*before+200*time.Millisecond {
		t.Errorf("others take %s, and took %s before", during, before)
	}
	group.Wait()
	if open := client.Open(); len(open) != 1 {
		t.Errorf("left alone: %v", open)
	}
	// Now it costs nobody anything.
	entry := r.post("/texml/clinic", form("last"))
	start := time.Now()
	if got := r.post(entry.action, form("last", "Digits", "4711")); !got.hears("it failed") || time.Since(start) > time.Second {
		t.Errorf("%s after %s", got.raw, time.Since(start))
	}
}
