package host

import (
	"context"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine"
)

// TestFetchTimeOption: the requests of a turn end with the time of the options, or else with that of the engine.
func TestFetchTimeOption(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		given, want time.Duration
	}{
		"none":  {0, engine.MaxFetchTime},
		"a day": {24 * time.Hour, 24 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var left time.Duration
			asked := &fakeFetch{answer: func(ctx context.Context, _ *engine.FetchRequest) engine.FetchResult {
				if end, ok := ctx.Deadline(); ok {
					left = time.Until(end)
				}
				return engine.FetchResult{Status: 200}
			}}
			r := newRig(t, withSources(booking), withFetch(asked), withOptions(func(o *Options) { o.FetchTime = tc.given }))
			entry := r.post("/texml/clinic", form("call"))
			if !r.post(entry.action, form("call", "Digits", "4711")).hears("booked") {
				t.Error("the request was not answered")
			}
			if left > tc.want || left < tc.want-time.Second {
				t.Errorf("%s are left, want %s", left, tc.want)
			}
		})
	}
	if _, err := checkOptions(Options{
		Store: inMemory(time.Now), PublicURL: "https://ivr.example.com", FetchTime: -1,
		Load:    func(context.Context) (*Snapshot, error) { return nil, nil },
		Compile: func(string, []byte) (*engine.Machine, error) { return nil, nil },
	}); err == nil {
		t.Error("a negative time was taken")
	}
}
