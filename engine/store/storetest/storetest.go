// Package storetest is the conformance suite of package store: what every implementation must do, as tests.
//
// In goes a [Factory] that opens fresh stores, and for durable ones says how to open again what a store has left
// behind; out come subtests, each on a store of its own, none longer than a moment. The clock is the suite's, so that
// nothing waits for time to pass.
//
// The suite knows the interface only. How an implementation groups, locks or survives a kill is for its own tests.
package storetest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
)

// Factory opens the stores of one test. It sees to it that they are closed when the test ends.
type Factory struct {
	// Open opens an empty store.
	Open func(t testing.TB, now func() time.Time) store.Store

	// Reopen closes a store and opens again what it has kept; nil = nothing is kept.
	Reopen func(t testing.TB, s store.Store, now func() time.Time) store.Store

	// Crash opens what would be left of a store if its process died at this moment; nil = nothing is left.
	Crash func(t testing.TB, s store.Store, now func() time.Time) store.Store

	// Away takes away what a store keeps its data in, until back is called; nil = there is nothing to take.
	Away func(t testing.TB, s store.Store) (back func())
}

// Run runs the suite; factory is called for each of its tests.
func Run(t *testing.T, factory func(t *testing.T) Factory) {
	t.Helper()
	tests := []struct {
		name string
		run  func(t *testing.T, b *bench)
	}{
		{"RoundTrip", testRoundTrip},
		{"FillsIn", testFillsIn},
		{"Key", testKey},
		{"Revision", testRevision},
		{"Create64", testCreateRace},
		{"Update64", testUpdateRace},
		{"Increments", testIncrements},
		{"Due", testDue},
		{"Atomic", testAtomic},
		{"Invalid", testInvalid},
		{"NoAliasing", testNoAliasing},
		{"Expiry", testExpiry},
		{"EndedGrace", testEndedGrace},
		{"SweepRecords", testSweepRecords},
		{"SweepJournal", testSweepJournal},
		{"SweepNewest", testSweepNewest},
		{"SweepMany", testSweepMany},
		{"Sources", testSources},
		{"SweepSources", testSweepSources},
		{"Audio", testAudio},
		{"SweepAudio", testSweepAudio},
		{"Secret", testSecret},
		{"SecretRace", testSecretRace},
		{"SecretFails", testSecretFails},
		{"JournalFilter", testJournalFilter},
		{"JournalPages", testJournalPages},
		{"Counts", testCounts},
		{"Ping", testPing},
		{"ContextOver", testContextOver},
		{"Closed", testClosed},
		{"CloseUnderLoad", testCloseUnderLoad},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { tt.run(t, newBench(t, factory(t))) })
	}
	f := factory(t)
	if f.Away != nil {
		t.Run("Away", func(t *testing.T) {
			testAway(t, newBench(t, f), f.Away)
		})
	}
	for name, again := range map[string]func(testing.TB, store.Store, func() time.Time) store.Store{
		"Reopen": f.Reopen,
		"Crash":  f.Crash,
	} {
		if again == nil {
			continue
		}
		t.Run(name, func(t *testing.T) {
			b := newBench(t, factory(t))
			testKept(t, b, func(s store.Store) store.Store { return again(t, s, b.clock.now) })
		})
	}
}

// bench is a store with the clock that it runs by.
type bench struct {
	store.Store
	clock *clock
}

func newBench(t *testing.T, f Factory) *bench {
	t.Helper()
	c := &clock{at: time.Date(2026, 11, 21, 12, 0, 0, 123456789, time.UTC)}
	return &bench{Store: f.Open(t, c.now), clock: c}
}

// clock is a clock that stands still until it is told otherwise.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func key(i int) store.Key {
	return store.Key{CallSID: fmt.Sprintf("v3:call-%d", i), Track: store.MainTrack}
}

// record is a record with something in every field that a call in progress has.
func (b *bench) record(k store.Key) store.Record {
	now := store.Moment(b.clock.now())
	return store.Record{
		Key: k, Turn: 3, Flow: "clinic", Version: "7f83b1657ff1fc53",
		State:   []byte("{\"state\":\"menu\",\"vars\":{\"pin\":\"***\"}}\x00\xff"),
		Moves:   []store.Move{{Turn: 2, Fingerprint: sha256.Sum256([]byte("2"))}, {Turn: 3, Fingerprint: sha256.Sum256([]byte("3"))}},
		Answers: []store.Answer{{Turn: 2, Body: []byte("<Response/>")}, {Turn: 3, Body: []byte("<Response><Hangup/></Response>")}},
		Updated: now, Expires: now.Add(store.Lifetime),
	}
}

// entry is an entry with something in every field.
func (b *bench) entry(k store.Key, turn int) store.Entry {
	return store.Entry{
		Key: k, Turn: turn, At: store.Moment(b.clock.now()), Kind: "turn", Flow: "clinic", Version: "7f83b1657ff1fc53",
		From: "welcome", To: "menu", Outcome: "done", Number: "+15551230000", Detail: []byte(`{"digits":"***"}`),
	}
}

// commit is a Commit that must succeed.
func (b *bench) commit(t testing.TB, rec store.Record, revision int64, entries ...store.Entry) {
	t.Helper()
	if err := b.Commit(t.Context(), rec, revision, entries, nil); err != nil {
		t.Fatalf("commit %v at revision %d: %v", rec.Key, revision, err)
	}
}

// load is a Load that must succeed.
func (b *bench) load(t testing.TB, k store.Key) store.Record {
	t.Helper()
	rec, err := b.Load(t.Context(), k)
	if err != nil {
		t.Fatalf("load %v: %v", k, err)
	}
	return rec
}

// journal is a Journal that must succeed; its IDs are checked and taken out.
func (b *bench) journal(t testing.TB, f store.Filter) []store.Entry {
	t.Helper()
	entries, err := b.Journal(t.Context(), f)
	if err != nil {
		t.Fatalf("journal %+v: %v", f, err)
	}
	last := int64(0)
	for i := range entries {
		if entries[i].ID <= last {
			t.Errorf("journal %+v: entry %d has ID %d after %d, want growing ones above 0", f, i, entries[i].ID, last)
		}
		last, entries[i].ID = entries[i].ID, 0
	}
	return entries
}

// total is the sum of all counts.
func (b *bench) total(t testing.TB) int64 {
	t.Helper()
	counts, err := b.Counts(t.Context())
	if err != nil {
		t.Fatalf("counts: %v", err)
	}
	sum := int64(0)
	for _, c := range counts {
		sum += c.N
	}
	return sum
}

func wantErr(t testing.TB, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: error is %v, want %v", what, err, want)
	}
}

func wantEqual(t testing.TB, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

// together runs n functions at once and returns their errors.
func together(n int, run func(i int) error) []error {
	errs := make([]error, n)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-start
			errs[i] = run(i)
		})
	}
	close(start)
	wg.Wait()
	return errs
}

// canceled is a context that is over.
func canceled(t testing.TB) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
