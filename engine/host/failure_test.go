package host

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/store"
	"github.com/texmlflow/texmlflow/engine/store/memory"
)

// faultyStore does to each operation what the test says.
type faultyStore struct {
	store.Store
	load, commit, sources, ping atomic.Pointer[func(context.Context) error]
	after                       atomic.Pointer[func() error] // after a commit that was written
}

func (s *faultyStore) do(ctx context.Context, p *atomic.Pointer[func(context.Context) error]) error {
	if f := p.Load(); f != nil {
		return (*f)(ctx)
	}
	return nil
}

func (s *faultyStore) Load(ctx context.Context, key store.Key) (store.Record, error) {
	if err := s.do(ctx, &s.load); err != nil {
		return store.Record{}, err
	}
	return s.Store.Load(ctx, key)
}

func (s *faultyStore) Commit(ctx context.Context, rec store.Record, revision int64, entries []store.Entry, counts []store.Count) error {
	if err := s.do(ctx, &s.commit); err != nil {
		return err
	}
	if err := s.Store.Commit(ctx, rec, revision, entries, counts); err != nil {
		return err
	}
	if f := s.after.Load(); f != nil {
		return (*f)()
	}
	return nil
}

func (s *faultyStore) Sources(ctx context.Context, version string) ([]byte, error) {
	if err := s.do(ctx, &s.sources); err != nil {
		return nil, err
	}
	return s.Store.Sources(ctx, version)
}

func (s *faultyStore) Ping(ctx context.Context) error {
	if err := s.do(ctx, &s.ping); err != nil {
		return err
	}
	return s.Store.Ping(ctx)
}

func faulty(tb testing.TB, settings ...setting) (*rig, *faultyStore) {
	c := &clock{t: begun}
	s := &faultyStore{Store: memory.New(memory.Options{Now: c.now})}
	return newRig(tb, append([]setting{withStore(s), withClock(c)}, settings...)...), s
}

func always(err error) *func(context.Context) error {
	f := func(context.Context) error { return err }
	return &f
}

// hang waits as long as it may.
func hang(op string) *func(context.Context) error {
	f := func(ctx context.Context) error {
		<-ctx.Done()
		return store.Interrupted(ctx, op)
	}
	return &f
}

// TestAnswerOnlyAfterTheWrite is guarantee G2.
func TestAnswerOnlyAfterTheWrite(t *testing.T) {
	t.Run("no byte leaves while the commit is held", func(t *testing.T) {
		r, s := faulty(t)
		entry := r.post("/texml/clinic", form("c"))
		held, let := make(chan struct{}), make(chan struct{})
		f := func(context.Context) error { close(held); <-let; return nil }
		s.commit.Store(&f)
		got := make(chan reply, 1)
		go func() {
			answer, _ := r.try(http.MethodPost, entry.action, form("c", "Digits", "1"))
			got <- answer
		}()
		<-held
		select {
		case answer := <-got:
			t.Errorf("answered before the commit: %d %s", answer.status, answer.body)
		case <-time.After(100 * time.Millisecond):
		}
		s.commit.Store(nil)
		close(let)
		if answer := <-got; answer.status != http.StatusOK || answer.body == "" {
			t.Errorf("after the commit: %d %s", answer.status, answer.body)
		}
	})
	t.Run("a commit that fails is a 503 without TeXML", func(t *testing.T) {
		r, s := faulty(t)
		entry := r.post("/texml/clinic", form("c"))
		s.commit.Store(always(&store.UnavailableError{Op: "commit", Err: errors.New("disk is full")}))
		got := r.do(http.MethodPost, entry.action, form("c", "Digits", "1"))
		if got.status != http.StatusServiceUnavailable || strings.Contains(got.body, "<") || got.header.Get("Retry-After") == "" {
			t.Errorf("%d %q", got.status, got.body)
		}
		s.commit.Store(nil)
		r.post(entry.action, form("c", "Digits", "1"))
		r.wantAt("c", "clinic/sales", 2)
	})
	t.Run("a crash between commit and answer: the retry gets the stored bytes", func(t *testing.T) {
		r, s := faulty(t)
		entry := r.post("/texml/clinic", form("c"))
		lost := func() error { return &store.UnavailableError{Op: "commit", Err: store.ErrOutcomeUnknown} }
		s.after.Store(&lost)
		if got := r.do(http.MethodPost, entry.action, form("c", "Digits", "1")); got.status != http.StatusServiceUnavailable {
			t.Errorf("status %d, want 503", got.status)
		}
		s.after.Store(nil)
		again := r.post(entry.action, form("c", "Digits", "1"))
		rec := r.record("c")
		if again.raw != string(answerOf(&rec, 2)) {
			t.Error("the retry got other bytes than were stored")
		}
		r.wantAt("c", "clinic/sales", 2)
		if n := len(r.journal("c")); n != 2 {
			t.Errorf("%d journal entries, want 2", n)
		}
	})
}

// TestStoreAway is guarantee G11, in small: 503 within a second for every kind of request, recovery by itself.
func TestStoreAway(t *testing.T) {
	for _, c := range []struct {
		name string
		stop func(*faultyStore)
	}{
		{"load fails", func(s *faultyStore) {
			s.load.Store(always(&store.UnavailableError{Op: "load", Err: errors.New("away")}))
		}},
		{"load hangs", func(s *faultyStore) { s.load.Store(hang("load")) }},
		{"commit hangs", func(s *faultyStore) { s.commit.Store(hang("commit")) }},
		{"conflicts without end", func(s *faultyStore) { s.commit.Store(always(store.ErrConflict)) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r, s := faulty(t)
			entry := r.post("/texml/clinic", form("c"))
			c.stop(s)
			for target, body := range map[string]string{
				"/texml": form("new"), entry.action: form("c", "Digits", "1"), "/events/status": status("c", "ringing", "1"),
			} {
				// The best of a few: what else the machine does meanwhile is not ours.
				best := time.Hour
				for range 3 {
					begin := time.Now()
					got, err := r.try(http.MethodPost, target, body)
					if err != nil || got.status != http.StatusServiceUnavailable {
						t.Fatalf("%s: status %d, %v", target, got.status, err)
					}
					if best = min(best, time.Since(begin)); best <= time.Second {
						break
					}
				}
				if best > time.Second {
					t.Errorf("%s: answered after %s", target, best)
				}
			}
			s.load.Store(nil)
			s.commit.Store(nil)
			r.post(entry.action, form("c", "Digits", "1"))
			r.wantAt("c", "clinic/sales", 2)
		})
	}
}

// Another callback of the same call that hangs does not hold the others for longer than a second, nor other calls at all.
func TestOneSlowCallHoldsNoOther(t *testing.T) {
	r, s := faulty(t)
	entry := r.post("/texml/clinic", form("slow"))
	held := make(chan struct{})
	var once atomic.Bool
	f := func(ctx context.Context) error {
		if once.CompareAndSwap(false, true) {
			close(held)
			<-ctx.Done()
			return store.Interrupted(ctx, "commit")
		}
		return nil
	}
	s.commit.Store(&f)
	first := make(chan reply, 1)
	go func() {
		answer, _ := r.try(http.MethodPost, entry.action, form("slow", "Digits", "1"))
		first <- answer
	}()
	<-held
	begin := time.Now()
	r.post("/texml/clinic", form("quick"))
	if took := time.Since(begin); took > 500*time.Millisecond {
		t.Errorf("another call waited %s", took)
	}
	if got := <-first; got.status != http.StatusServiceUnavailable {
		t.Errorf("status %d, want 503", got.status)
	}
}

func TestPanicInAStep(t *testing.T) {
	t.Run("apology and one redirect back to the same turn", func(t *testing.T) {
		r := newRig(t, withSources("panic clinic welcome"))
		entry := r.post("/texml/clinic", form("c"))
		d := r.post(entry.action, form("c", "Digits", "1"))
		if !d.hears("sorry from clinic") || d.redirect == "" || d.hangup {
			t.Fatalf("answer: %s", d.raw)
		}
		r.wantAt("c", "clinic/main", 1)
		again := r.post(d.redirect, form("c"))
		if !again.hears("welcome") {
			t.Errorf("after the redirect: %s", again.raw)
		}
		r.wantAt("c", "clinic/main", 2)
		if got := r.host.Stats().Panics; got != 1 {
			t.Errorf("%d panics counted", got)
		}
		if strings.Contains(r.log.String(), "Digits") {
			t.Error("the log of the panic holds the callback")
		}
	})
	t.Run("the second time a hang-up", func(t *testing.T) {
		r := newRig(t, withSources("panicking clinic"))
		d := r.post("/texml/clinic", form("c"))
		if !d.hears("sorry from clinic") || d.redirect == "" {
			t.Fatalf("answer: %s", d.raw)
		}
		if again := r.post(d.redirect, form("c")); !again.hangup || again.redirect != "" || !again.hears("sorry from clinic") {
			t.Errorf("after the redirect: %s", again.raw)
		}
		if got := r.host.Stats().Panics; got != 2 {
			t.Errorf("%d panics counted", got)
		}
	})
	t.Run("a flow that cannot even apologize", func(t *testing.T) {
		r := newRig(t, withSources("panicking clinic"), withSnapshot(func(s *Snapshot) {
			s.Machines["clinic"].Entry().Languages = nil
		}))
		if d := r.post("/texml/clinic", form("c")); !d.hangup || len(d.said) == 0 {
			t.Errorf("answer: %s", d.raw)
		}
	})
	t.Run("a change of flow that fails leaves the call where it was", func(t *testing.T) {
		r := newRig(t, withSources("menu clinic welcome", "panicking other"))
		r.post("/texml/clinic", form("c"))
		d := r.post("/texml/other", form("c", "n", "1"))
		if d.redirect == "" {
			t.Fatalf("answer: %s", d.raw)
		}
		if back := r.post(d.redirect, form("c")); !back.hears("welcome") {
			t.Errorf("after the redirect: %s", back.raw)
		}
		r.wantAt("c", "clinic/main", 2)
	})
}

func TestAnswerTooLarge(t *testing.T) {
	r := newRig(t, withSources("huge clinic welcome"))
	entry := r.post("/texml/clinic", form("c"))
	d := r.post(entry.action, form("c", "Digits", "1"))
	if !d.hangup || !d.hears("sorry from clinic") || len(d.raw) > 2000 {
		t.Errorf("answer of %d bytes: %.300s", len(d.raw), d.raw)
	}
	if again := r.post(entry.action, form("c", "Digits", "1")); again.raw != d.raw {
		t.Error("asked again: other bytes")
	}
	if got := r.record("c").Turn; got != 2 {
		t.Errorf("turn %d, want 2", got)
	}
	r.wantCount(classFailed, 1)
}

func TestTargetsArePoliced(t *testing.T) {
	r := newRig(t, withSources("dial clinic +15125550100", "dial other +19005550100"))
	entry := r.post("/texml/clinic", form("c"))
	if d := r.post(entry.action, form("c", "Digits", "1")); !strings.Contains(d.raw, "+15125550100") {
		t.Errorf("an allowed number: %s", d.raw)
	}
	entry = r.post("/texml/other", form("d"))
	if d := r.post(entry.action, form("d", "Digits", "1")); strings.Contains(d.raw, "+1900") || d.action == "" {
		t.Errorf("a refused number: %s", d.raw)
	}
	r.wantAt("d", "other/main", 2)
}

func TestVersionThatCannotBeHad(t *testing.T) {
	r, s := faulty(t)
	entry := r.post("/texml/clinic", form("c"))
	r.set("menu clinic changed")
	// As after a restart: nothing is compiled yet.
	r.host.library = newLibrary(s, r.host.options.Compile, r.clock.now)
	if _, err := r.host.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	key := form("c", "Digits", "1")
	s.sources.Store(always(&store.UnavailableError{Op: "sources", Err: errors.New("away")}))
	if got := r.do(http.MethodPost, entry.action, key); got.status != http.StatusServiceUnavailable {
		t.Errorf("sources away: status %d, want 503", got.status)
	}
	s.sources.Store(always(store.ErrNotFound))
	if d := r.post(entry.action, key); !d.hangup || len(d.said) == 0 {
		t.Errorf("sources gone: %s", d.raw)
	}
	r.post("/events/status", status("c", "ringing", "1"))
	r.wantCount(classNoMachine, 2)
	s.sources.Store(nil)
	r.host.library.compile = func(string, []byte) (*engine.Machine, error) { panic("old sources surprise the compiler") }
	r.clock.add(failedAgain)
	if d := r.post(entry.action, key); !d.hangup {
		t.Errorf("sources that do not compile: %s", d.raw)
	}
	r.host.library.compile = r.host.options.Compile
	r.clock.add(failedAgain)
	r.post(entry.action, key)
	r.wantAt("c", "clinic/sales", 2)
}

// Whatever panics outside of a step: the caller hears words, a notification is taken.
func TestPanicElsewhere(t *testing.T) {
	r, s := faulty(t)
	entry := r.post("/texml/clinic", form("c"))
	f := func(context.Context) error { panic("the store panics") }
	s.load.Store(&f)
	if d := r.post(entry.action, form("c", "Digits", "1")); !d.hangup || len(d.said) == 0 {
		t.Errorf("an instruction: %s", d.raw)
	}
	if d := r.post("/events/status", status("c", "ringing", "1")); d.raw != "" {
		t.Errorf("a notification: %s", d.raw)
	}
	r.wantCount(classPanic, 2)
	if strings.Contains(r.log.String(), "the store panics") {
		t.Error("the log holds what was thrown, which may be anything")
	}
	s.load.Store(nil)
	r.post(entry.action, form("c", "Digits", "1"))
	r.wantAt("c", "clinic/sales", 2)
}

// A record that the store refuses is our fault, and no reason for a 503 without end.
func TestRecordThatTheStoreRefuses(t *testing.T) {
	r, s := faulty(t)
	entry := r.post("/texml/clinic", form("c"))
	s.commit.Store(always(store.ErrInvalid))
	if d := r.post(entry.action, form("c", "Digits", "1")); !d.hears("sorry from clinic") {
		t.Errorf("answer: %s", d.raw)
	}
	if d := r.post("/events/status", status("c", "ringing", "1")); d.raw != "" {
		t.Errorf("a notification: %s", d.raw)
	}
	r.wantCount(classPanic, 2)
}

// The state of a record may be spoilt, or the work of another program.
func TestStateThatCannotBeRead(t *testing.T) {
	r := newRig(t)
	entry := r.post("/texml/clinic", form("c"))
	rec := r.record("c")
	rec.State = []byte("{")
	if err := r.store.Commit(t.Context(), rec, rec.Revision, nil, nil); err != nil {
		t.Fatal(err)
	}
	if d := r.post(entry.action, form("c", "Digits", "1")); !d.hangup {
		t.Errorf("answer: %s", d.raw)
	}
	r.post("/texml/other", form("c", "n", "1"))
	r.wantCount(classNoMachine, 2)
}

func TestNamesFitTheStore(t *testing.T) {
	for _, name := range []string{"", "clinic/main", strings.Repeat("a", store.MaxName), strings.Repeat("ä", store.MaxName), strings.Repeat("a", 999) + "/end"} {
		got := fit(name)
		if len(got) > store.MaxName || !utf8.ValidString(got) {
			t.Errorf("%q has %d bytes", got, len(got))
		}
		if len(name) <= store.MaxName && got != name {
			t.Errorf("%q became %q", name, got)
		}
		if !strings.HasSuffix(name, strings.TrimPrefix(got, "…")) {
			t.Errorf("%q lost its end: %q", name, got)
		}
	}
}
