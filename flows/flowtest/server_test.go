package flowtest

import (
	"bufio"
	"crypto/ed25519"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine"
)

// patience is how long another process may take for what takes it milliseconds.
const patience = 30 * time.Second

// server is another process that serves a corpus, and what it asks of others. It serves one scenario at a time.
type server struct {
	tb       testing.TB
	corpus   *corpus
	key      ed25519.PrivateKey
	orders   orders
	upstream *httptest.Server
	client   *http.Transport

	process *exec.Cmd
	gone    chan struct{} // closed when the process has ended
	address string
	starts  int
	calls   int            // so far: each has a SID of its own
	killed  map[death]bool // how it has been killed

	mu     sync.Mutex
	player *player                       // whose doubles answer
	asked  []fetched                     // by the process, in the scenario that is played
	die    bool                          // it is killed when it asks next
	known  map[string]engine.FetchResult // what was answered, by key
}

// request is one of the host itself.
type fetched struct{ Method, URL, Body, Key string }

// startServer starts a process that serves a corpus. It ends with the test.
func startServer(t *testing.T, name string) *server {
	t.Helper()
	served, err := loadCorpus(name)
	if err != nil {
		t.Fatal(err)
	}
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{tb: t, corpus: served, key: private, client: &http.Transport{}, killed: map[death]bool{}}
	s.upstream = httptest.NewServer(http.HandlerFunc(s.answer))
	s.orders = orders{
		Corpus: name, Store: filepath.Join(t.TempDir(), "calls.db"), Upstream: s.upstream.URL, Key: public, Now: served.scenarios[0].clock,
	}
	t.Cleanup(func() {
		s.kill()
		s.client.CloseIdleConnections()
		s.upstream.CloseClientConnections()
		s.upstream.Close()
	})
	s.start()
	return s
}

// start starts the process on the store of the one before.
func (s *server) start() {
	s.tb.Helper()
	text, err := json.Marshal(s.orders)
	if err != nil {
		s.tb.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+string(text), "GORACE=halt_on_error=1 atexit_sleep_ms=0")
	cmd.Stderr = os.Stderr
	if _, err := cmd.StdinPipe(); err != nil { // it ends with this process
		s.tb.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		s.tb.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		s.tb.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	lines.Scan()
	s.process, s.gone, s.address = cmd, make(chan struct{}), lines.Text()
	s.starts++
	go func() {
		_ = cmd.Wait() // it is killed
		close(s.gone)
	}()
	if s.address == "" {
		s.tb.Fatal("the server has not started")
	}
}

// kill is kill -9; doing it twice is no harm.
func (s *server) kill() {
	_ = s.process.Process.Kill() // an error says that it has ended already
	<-s.gone
}

// restart kills the process and starts the next one.
func (s *server) restart(now time.Time) {
	s.tb.Helper()
	s.kill()
	s.orders.Now = now
	s.start()
}

// serves makes it that of a player. It gives what has been asked since.
func (s *server) serves(p *player) []fetched {
	s.mu.Lock()
	defer s.mu.Unlock()
	asked := s.asked
	s.player, s.asked, s.die, s.known = p, nil, false, map[string]engine.FetchResult{}
	return asked
}

// dieAsking says whether the process is killed when it asks next.
func (s *server) dieAsking(yes bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.die = yes
}

// once gives the answer that a key has had, as whoever takes such keys does.
func (s *server) once(key string, do func() engine.FetchResult) engine.FetchResult {
	s.mu.Lock()
	defer s.mu.Unlock()
	result, ok := s.known[key]
	if !ok || key == "" {
		result = do()
		s.known[key] = result
	}
	return result
}

// answer is what the process gets from outside: the doubles of the scenario.
func (s *server) answer(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the process is gone
	}
	s.mu.Lock()
	p, die := s.player, s.die
	s.die = false
	what := fetched{r.Method, r.Header.Get(forHeader), string(body), r.Header.Get("Idempotency-Key")}
	s.asked = append(s.asked, what)
	s.mu.Unlock()
	if die {
		s.kill()
		return
	}
	wanted, _ := strconv.ParseBool(r.Header.Get(wantsHeader)) // the relay wrote it
	sent := &engine.FetchRequest{Method: what.Method, URL: what.URL, Body: body, Answer: wanted}
	for name, values := range r.Header {
		sent.Headers = append(sent.Headers, engine.FetchHeader{Name: name, Value: strings.Join(values, ", ")})
	}
	result := s.once(what.Key, func() engine.FetchResult { return p.fetcher.Do(r.Context(), s.corpus.allowed, sent) })
	switch result.Failure {
	case engine.FetchTimeout:
		<-r.Context().Done()
	case engine.FetchFailed:
		panic(http.ErrAbortHandler)
	default:
		w.Header().Set("Connection", "close") // or the next one might be sent twice
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(result.Status)
		_, _ = w.Write(result.Body) // who asked is told by its length
	}
}
