package host

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
	"github.com/texmlflow/texmlflow/engine/store/memory"
	"github.com/texmlflow/texmlflow/engine/store/sqlite"
)

// unsigned takes the signature away.
func unsigned(r *http.Request) { r.Header = http.Header{} }

// wantAudio fetches what a document plays, as the carrier does.
func (r *rig) wantAudio(d doc, want string) {
	r.tb.Helper()
	if len(d.played) != 1 {
		r.tb.Fatalf("the document plays %v, want one file:\n%s", d.played, d.raw)
	}
	got := r.do(http.MethodGet, d.played[0], "", unsigned)
	if got.status != http.StatusOK || got.body != want {
		r.tb.Errorf("GET %s: status %d, %q, want %q", d.played[0], got.status, got.body, want)
	}
}

func TestAudioIsServed(t *testing.T) {
	r := newRig(t, withSources("play clinic 0123456789"))
	d := r.post("/texml", form("c"))
	url := publicURL + "/audio/" + versionOf("0123456789") + "/it%27s%20%C3%BC%20%22tone%22.wav"
	if len(d.played) != 1 || d.played[0] != url {
		t.Fatalf("played %v, want %s", d.played, url)
	}
	etag := `"` + versionOf("0123456789") + `"`
	for _, test := range []struct {
		name, method string
		target       string
		change       func(*http.Request)
		status       int
		body         string
		header       map[string]string
	}{
		{"GET", "GET", url, header(), 200, "0123456789", map[string]string{
			"Content-Type": "audio/wav", "Content-Length": "10", "ETag": etag, "Accept-Ranges": "bytes", "X-Content-Type-Options": "nosniff",
			"Cache-Control": "public, max-age=31536000, immutable", "Location": "", "Set-Cookie": "",
		}},
		{"HEAD", "HEAD", url, header(), 200, "", map[string]string{"Content-Length": "10", "ETag": etag, "Content-Type": "audio/wav"}},
		{"other spelling", "GET", strings.Replace(url, "it%27s", "%69t's", 1), header(), 200, "0123456789", nil},
		{"with a query", "GET", url + "?x=1", header(), 200, "0123456789", nil},
		{"a range", "GET", url, header("Range", "bytes=2-4"), 206, "234", map[string]string{"Content-Range": "bytes 2-4/10", "Content-Length": "3"}},
		{"the end", "GET", url, header("Range", "bytes=-2"), 206, "89", nil},
		{"a range beyond", "GET", url, header("Range", "bytes=20-"), 416, "invalid range: failed to overlap\n", map[string]string{"Content-Range": "bytes */10"}},
		{"known already", "GET", url, header("If-None-Match", etag), 304, "", map[string]string{"ETag": etag}},
		{"another known", "GET", url, header("If-None-Match", `"x"`), 200, "0123456789", nil},
		{"a range of another", "GET", url, header("Range", "bytes=2-4", "If-Range", `"x"`), 200, "0123456789", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := r.do(test.method, test.target, "", unsigned, test.change)
			if got.status != test.status || got.body != test.body {
				t.Errorf("status %d, body %q, want %d, %q", got.status, got.body, test.status, test.body)
			}
			for name, want := range test.header {
				if h := got.header.Get(name); h != want {
					t.Errorf("%s: %q, want %q", name, h, want)
				}
			}
			if got.closed {
				t.Error("the connection is closed")
			}
		})
	}
	r.wantCount(classAudio, 10)
}

// What cannot be fetched is answered as anything else that is not there.
func TestAudioThatIsNotThere(t *testing.T) {
	r := newRig(t, withSources("play clinic 0123456789", "menu other welcome"))
	hash := versionOf("0123456789")
	known := r.do(http.MethodPost, "/nothing", "")
	for _, path := range []string{
		"/audio", "/audio/", "/audio/" + hash, "/audio/" + hash + "/", "/audio/" + hash + "/other.wav",
		"/audio/" + hash + "/it's%20%C3%BC%20%22tone%22.wav/", "/audio/" + hash + "/x%2f..%2fit's%20%C3%BC%20%22tone%22.wav",
		"/audio/" + strings.ToUpper(hash) + "/it's%20%C3%BC%20%22tone%22.wav", "/audio/" + versionOf("x") + "/it's%20%C3%BC%20%22tone%22.wav",
		"/audio/" + hash[:63] + "/it's%20%C3%BC%20%22tone%22.wav", "/audio/../audio/" + hash + "/x.wav", "/audio/" + hash + "/%2e%2e",
		"/audio/" + hash + "/" + strings.Repeat("a", 4000) + ".wav", "/audio/" + hash + "/%00.wav", "/audio/" + hash + "/%ff.wav",
		"/audio/" + hash + "/.", "/audio/" + versionOf("menu other welcome") + "/flow.yaml",
	} {
		got := r.do(http.MethodGet, path, "", unsigned)
		if got.status != http.StatusNotFound || got.body != known.body || !got.closed || got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("GET %s: status %d, body %q, closed %v", path, got.status, got.body, got.closed)
		}
	}
}

// A call keeps the recordings that it began with, when others are loaded, when none are, and after a restart.
func TestAudioOfAPinnedVersion(t *testing.T) {
	path := filepath.Join(t.TempDir(), "calls.db")
	c := &clock{t: begun}
	start := func(sources ...string) (*rig, *sqlite.Store) {
		s, err := sqlite.Open(context.Background(), path, sqlite.Options{Now: c.now})
		if err != nil {
			t.Fatal(err)
		}
		return newRig(t, withStore(s), withClock(c), withSources(sources...)), s
	}
	r, s := start("play clinic the old sound", "menu other welcome")
	one := r.post("/texml/clinic", form("a"))
	r.wantAudio(one, "the old sound")
	r.set("play clinic the new sound", "menu other welcome")
	if got, err := r.host.Reload(t.Context()); err != nil || !got.Changed {
		t.Fatalf("reload: %+v, %v", got, err)
	}
	r.wantAudio(one, "the old sound")
	two := r.post(one.action, form("a", "Digits", "1"))
	r.wantAudio(two, "the old sound")
	r.wantAudio(r.post("/texml/clinic", form("b")), "the new sound")
	r.close()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	r, s = start("menu other welcome") // and the files are gone
	r.wantAudio(two, "the old sound")
	three := r.post(two.action, form("a", "Digits", "1"))
	r.wantAudio(three, "the old sound")
	// The call says nothing for hours, and the store is swept meanwhile.
	for range 7 {
		c.add(store.SourcesGrace / 2)
		r.host.sweepOnce(t.Context())
	}
	r.host.library.olderAudio = newOlderAudio() // what is at hand must not help
	four := r.post(three.action, form("a", "Digits", "1"))
	r.wantAudio(four, "the old sound")
	r.post("/events/status", status("a", "completed", "3"))
	c.add(store.Lifetime)
	r.host.sweepOnce(t.Context())
	r.host.library.olderAudio = newOlderAudio()
	if got := r.do(http.MethodGet, four.played[0], "", unsigned); got.status != http.StatusNotFound {
		t.Errorf("the recording of a call that is long over: status %d, want 404", got.status)
	}
	r.close()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// Another process on the same store serves what this one has loaded: the carrier may ask either.
func TestAudioOfAnotherProcess(t *testing.T) {
	c := &clock{t: begun}
	shared := memory.New(memory.Options{Now: c.now})
	one := newRig(t, withStore(shared), withClock(c), withSources("play clinic a sound"))
	two := newRig(t, withStore(shared), withClock(c))
	two.wantAudio(one.post("/texml", form("c")), "a sound")
}

func TestAudioOfALostSession(t *testing.T) {
	r := newRig(t, withSources("play clinic a sound"))
	one := r.post("/texml", form("c"))
	r.clock.add(store.Lifetime + time.Minute)
	gone := r.post(one.action, form("c", "Digits", "1"))
	r.wantCount(classGone, 1)
	r.wantAudio(gone, "a sound")
}

// audioStore lets the writing and reading of recordings fail, and counts the reads.
type audioStore struct {
	store.Store
	mu          sync.Mutex
	fault       error
	puts, reads int
}

func (s *audioStore) PutAudio(ctx context.Context, version, name string, audio []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault != nil {
		return &store.UnavailableError{Op: "put audio", Err: s.fault}
	}
	s.puts++
	return s.Store.PutAudio(ctx, version, name, audio)
}

func (s *audioStore) Audio(ctx context.Context, name string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads++
	time.Sleep(30 * time.Millisecond) // so that others come meanwhile
	if s.fault != nil {
		return nil, &store.UnavailableError{Op: "audio", Err: s.fault}
	}
	return s.Store.Audio(ctx, name)
}

// counts are how many writes and reads there have been.
func (s *audioStore) counts() (puts, reads int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.puts, s.reads
}

func (s *audioStore) set(fault error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = fault
}

// No call begins on recordings that are not in the store.
func TestAudioIsStoredBeforeACallBegins(t *testing.T) {
	c := &clock{t: begun}
	s := &audioStore{Store: memory.New(memory.Options{Now: c.now}), fault: errors.New("no room")}
	r := newRig(t, withStore(s), withClock(c), withSources("play clinic a sound", "menu other welcome"))
	if got := r.do(http.MethodPost, "/texml/clinic", form("c")); got.status != http.StatusServiceUnavailable {
		t.Errorf("status %d, want 503", got.status)
	}
	r.post("/texml/other", form("d"))
	s.set(nil)
	r.post("/texml/clinic", form("c"))
	// A set that is loaded while the store works needs no write when its first call comes.
	r.set("play clinic another sound")
	if _, err := r.host.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	before, _ := s.counts()
	r.post("/texml/clinic", form("e"))
	if after, _ := s.counts(); before != 2 || after != 2 {
		t.Errorf("%d writes before the call and %d after, want 2", before, after)
	}
}

func TestAudioWhileTheStoreIsAway(t *testing.T) {
	c := &clock{t: begun}
	s := &audioStore{Store: memory.New(memory.Options{Now: c.now})}
	r := newRig(t, withStore(s), withClock(c), withSources("play clinic a sound"))
	d := r.post("/texml", form("c"))
	s.set(errors.New("away"))
	r.wantAudio(d, "a sound")
	r.set("menu clinic welcome")
	if _, err := r.host.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.wantAudio(d, "a sound") // still at hand
	r.host.library.olderAudio = newOlderAudio()
	got := r.do(http.MethodGet, d.played[0], "", unsigned)
	if got.status != http.StatusServiceUnavailable || got.header.Get("Retry-After") == "" {
		t.Errorf("status %d, want 503", got.status)
	}
	s.set(nil)
	_, before := s.counts()
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			if got, err := r.try(http.MethodGet, d.played[0], "", unsigned); err != nil || got.body != "a sound" {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
	group.Wait()
	if _, after := s.counts(); after != before+1 {
		t.Errorf("%d reads of the store, want 1", after-before)
	}
}

func TestOlderAudioIsBounded(t *testing.T) {
	o := newOlderAudio()
	large := make([]byte, keepAudio/4)
	for i := range 10 {
		o.add(fmt.Sprint(i), large)
		o.add(fmt.Sprint(i), large)
		o.get("0")
	}
	var kept []string
	for _, k := range o.list {
		kept = append(kept, k.file)
	}
	if got := strings.Join(kept, " "); got != "7 8 9 0" || o.size != keepAudio {
		t.Errorf("kept %s with %d bytes, want 7 8 9 0 with %d", got, o.size, keepAudio)
	}
}

func TestSnapshotNeedsItsAudio(t *testing.T) {
	m := build(t, "play clinic a sound")
	file := m.Audio[0]
	for name, c := range map[string]struct {
		file  string
		audio map[string][]byte
		want  string
	}{
		"there":      {file, map[string][]byte{file: []byte("x")}, ""},
		"missing":    {file, nil, "is missing"},
		"empty":      {file, map[string][]byte{file: nil}, "is missing"},
		"no hash":    {"tone.wav", map[string][]byte{"tone.wav": []byte("x")}, "want SHA-256/NAME"},
		"deeper":     {versionOf("x") + "/a/b", map[string][]byte{versionOf("x") + "/a/b": []byte("x")}, "want SHA-256/NAME"},
		"a long one": {versionOf("x") + "/" + strings.Repeat("a", 200), nil, "want SHA-256/NAME"},
	} {
		t.Run(name, func(t *testing.T) {
			m := build(t, "play clinic a sound")
			m.Audio = []string{c.file}
			_, err := newRigSnapshot(t, func(s *Snapshot) { s.Machines["clinic"], s.Audio = m, c.audio })
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// newRigSnapshot checks a snapshot with the flow clinic.
func newRigSnapshot(t *testing.T, change func(*Snapshot)) (*live, error) {
	r := &rig{tb: t, sources: []string{"play clinic a sound"}, change: change}
	return newLive(r.snapshot(), false)
}
