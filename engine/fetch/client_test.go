package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/policy"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func allow(t *testing.T, entries ...string) *policy.Policy {
	t.Helper()
	p, err := policy.New(policy.Config{FetchAllow: entries})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func newClient(t *testing.T) *Client {
	c := New(Options{UserAgent: "texmlflow/test", Log: slog.New(slog.DiscardHandler)})
	t.Cleanup(c.Close)
	return c
}

// upstream serves on loopback, and counts.
func upstream(t *testing.T, serve http.HandlerFunc) (s *httptest.Server, hits *atomic.Int64) {
	hits = &atomic.Int64{}
	s = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits.Add(1)
		serve(w, r)
	}))
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)
	t.Cleanup(s.Close)
	return s, hits
}

func get(url string) *engine.FetchRequest {
	return &engine.FetchRequest{Method: "GET", URL: url, Within: 10 * time.Second, Answer: true, Key: "k"}
}

func TestRequest(t *testing.T) {
	var got http.Header
	var body, method, query string
	s, _ := upstream(t, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got, body, method, query = r.Header, string(b), r.Method, r.URL.RawQuery
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = io.WriteString(w, `{"a": 1}`)
	})
	result := newClient(t).Do(t.Context(), allow(t, s.URL), &engine.FetchRequest{
		Method: "POST", URL: s.URL + "/x?a=b", Headers: []engine.FetchHeader{{Name: "Authorization", Value: "Bearer k"}, {Name: "X-A", Value: "ä"}},
		Body: []byte("pin=1"), Within: time.Second, Answer: true, Key: "key-1",
	})
	if diff := cmp.Diff(engine.FetchResult{Status: 200, Body: []byte(`{"a": 1}`)}, result); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	want := http.Header{
		"Authorization": {"Bearer k"}, "X-A": {"ä"}, "User-Agent": {"texmlflow/test"}, "Accept": {"application/json"},
		"Idempotency-Key": {"key-1"}, "Content-Length": {"5"},
	}
	if diff := cmp.Diff(want, got); diff != "" || body != "pin=1" || method != "POST" || query != "a=b" {
		t.Errorf("%s ?%s %q (-want +got)\n%s", method, query, body, diff)
	}
	newClient(t).Do(t.Context(), allow(t, s.URL), get(s.URL))
	if got.Get("Idempotency-Key") != "" || got.Get("Content-Length") != "" || method != "GET" {
		t.Errorf("a GET has %v", got)
	}
}

// TestAnswers: each kind of answer has its one result.
func TestAnswers(t *testing.T) {
	reply := func(status int, header, value, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			if header != "" {
				w.Header().Set(header, value)
			}
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	drip := func(before string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, before)
			for r.Context().Err() == nil {
				_, _ = io.WriteString(w, " ")
				_ = http.NewResponseController(w).Flush()
				time.Sleep(10 * time.Millisecond)
			}
		}
	}
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	for range 4 {
		_, _ = z.Write(make([]byte, 1<<20))
	}
	_ = z.Close()
	tests := []struct {
		name  string
		serve http.HandlerFunc
		want  engine.FetchFailure
		why   string
		code  int
	}{
		{"json", reply(200, "", "", "{}"), "", "", 200},
		{"other json", reply(201, "Content-Type", "application/problem+json", "{}"), "", "", 201},
		{"not found", reply(404, "", "", "{}"), "", "", 404},
		{"redirect", reply(302, "Location", "http://127.0.0.1:1/", ""), "", "", 302},
		{"html", reply(200, "Content-Type", "text/html", "{}"), engine.FetchBadBody, "type", 200},
		{"no type", reply(200, "Content-Type", "", "{}"), engine.FetchBadBody, "type", 200},
		{"encoded", reply(200, "Content-Encoding", "br", "{}"), engine.FetchBadBody, "encoded", 200},
		{"a gzip bomb", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb.Bytes())
		}, engine.FetchBadBody, "encoded", 200},
		{"exactly the most", reply(200, "", "", strings.Repeat(" ", MaxAnswer)), "", "", 200},
		{"too long", reply(200, "", "", strings.Repeat(" ", MaxAnswer+1)), engine.FetchBadBody, "longer than 1 MiB", 200},
		{"without end", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 64<<10)); err != nil {
					return
				}
			}
		}, engine.FetchBadBody, "longer", 200},
		{"broken off", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Length", "10")
			_, _ = io.WriteString(w, "{")
		}, engine.FetchBadBody, "broke off", 200},
		{"huge headers", reply(200, "X-A", strings.Repeat("a", maxHeader+8192), "{}"), engine.FetchFailed, "connection failed", 0},
		{"dripping", drip("{"), engine.FetchTimeout, "too long", 200},
		{"silent", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, engine.FetchTimeout, "too long", 0},
		{"no HTTP", func(w http.ResponseWriter, _ *http.Request) {
			conn, _, _ := w.(http.Hijacker).Hijack()
			_, _ = io.WriteString(conn, "220 mail\r\n")
			_ = conn.Close()
		}, engine.FetchFailed, "connection failed", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, hits := upstream(t, test.serve)
			r := get(s.URL + "/secret-path?pin=0142")
			r.Within = 10 * time.Second
			if test.want == engine.FetchTimeout {
				r.Within = 200 * time.Millisecond
			}
			start := time.Now()
			got := newClient(t).Do(t.Context(), allow(t, s.URL), r)
			if took := time.Since(start); took > r.Within+2*time.Second {
				t.Errorf("it took %s", took)
			}
			if got.Failure != test.want || got.Status != test.code || !strings.Contains(got.Why, test.why) || (got.Body != nil) != (got.Failure == "" && got.Status < 300) {
				t.Errorf("got %q, %d, %q with %d bytes", got.Failure, got.Status, got.Why, len(got.Body))
			}
			if strings.Contains(got.Why, "0142") || strings.Contains(got.Why, "secret-path") {
				t.Errorf("the words hold the URL: %s", got.Why)
			}
			if hits.Load() != 1 {
				t.Errorf("%d requests, want 1", hits.Load())
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + l.Addr().String()
	_ = l.Close()
	s, hits := upstream(t, func(http.ResponseWriter, *http.Request) {})
	tls := httptest.NewTLSServer(http.NotFoundHandler())
	tls.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)
	defer tls.Close()
	port := s.Listener.Addr().(*net.TCPAddr).Port
	for _, test := range []struct {
		name, url string
		policy    *policy.Policy
		want      string
	}{
		{"nobody listens", closed, allow(t, closed), "connection was refused"},
		{"not in the list", s.URL, allow(t, "https://api.example.com"), "not in fetch.allow"},
		{"no list", s.URL, &policy.Policy{}, "not in fetch.allow"},
		{"strange TLS", tls.URL, allow(t, tls.URL), "certificate is not trusted"},
		{"a name for loopback", fmt.Sprintf("http://localhost:%d/", port), allow(t, fmt.Sprintf("http://localhost:%d", port)), "loopback"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := newClient(t).Do(t.Context(), test.policy, get(test.url))
			if got.Failure != engine.FetchFailed || !strings.Contains(got.Why, test.want) || got.Status != 0 {
				t.Errorf("got %q: %s", got.Failure, got.Why)
			}
		})
	}
	if hits.Load() != 0 {
		t.Errorf("%d requests were made", hits.Load())
	}
}

func TestTLS(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(200 + r.ProtoMajor)
	}))
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	c := newClient(t)
	c.roots = x509.NewCertPool()
	c.roots.AddCert(s.Certificate())
	if got := c.Do(t.Context(), allow(t, s.URL), get(s.URL)); got.Status != 201 {
		t.Errorf("got %+v, want HTTP/1", got)
	}
}

// TestRebinding: the address that is dialled is the one that is judged, each time.
func TestRebinding(t *testing.T) {
	inside, insideHits := upstream(t, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Connection", "close") })
	port := inside.Listener.Addr().(*net.TCPAddr).Port
	outside, err := net.Listen("tcp", fmt.Sprintf("127.0.0.2:%d", port))
	if err != nil {
		t.Fatal(err)
	}
	var outsideHits atomic.Int64
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		outsideHits.Add(1)
		w.Header().Set("Connection", "close")
	})}
	go func() { _ = server.Serve(outside) }()
	defer server.Close()

	dns := &names{list: []netip.Addr{netip.MustParseAddr("127.0.0.2"), netip.MustParseAddr("127.0.0.1")}}
	c := newClient(t)
	c.resolver = dns.resolver(t)
	origin := fmt.Sprintf("http://api.example.com:%d", port)
	p := allow(t, origin, "127.0.0.2")
	r := get(origin)
	r.Answer = false
	if got := c.Do(t.Context(), p, r); got.Status != 200 {
		t.Fatalf("the named address: %+v", got)
	}
	if got := c.Do(t.Context(), p, r); got.Failure != engine.FetchFailed || !strings.Contains(got.Why, "loopback") {
		t.Errorf("the other address: %+v", got)
	}
	if insideHits.Load() != 0 || outsideHits.Load() != 1 {
		t.Errorf("%d requests inside and %d outside", insideHits.Load(), outsideHits.Load())
	}
	for _, addr := range []string{"10.0.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "0.0.0.0", "192.168.1.1"} {
		c := newClient(t)
		c.resolver = (&names{list: []netip.Addr{netip.MustParseAddr(addr)}}).resolver(t)
		if got := c.Do(t.Context(), p, r); got.Failure != engine.FetchFailed || !strings.Contains(got.Why, "address") {
			t.Errorf("%s: %+v", addr, got)
		}
	}
}

// TestPolicyChanges: a connection that was made under one policy serves no request under the next.
func TestPolicyChanges(t *testing.T) {
	s, hits := upstream(t, func(http.ResponseWriter, *http.Request) {})
	port := s.Listener.Addr().(*net.TCPAddr).Port
	origin := fmt.Sprintf("http://api.example.com:%d", port)
	c := newClient(t)
	c.resolver = (&names{list: []netip.Addr{netip.MustParseAddr("127.0.0.1")}}).resolver(t)
	r := get(origin)
	r.Answer = false
	if got := c.Do(t.Context(), allow(t, origin, "127.0.0.1"), r); got.Status != 200 {
		t.Fatalf("allowed: %+v", got)
	}
	time.Sleep(20 * time.Millisecond) // the connection is kept
	if got := c.Do(t.Context(), allow(t, origin), r); got.Failure != engine.FetchFailed || hits.Load() != 1 {
		t.Errorf("no longer allowed: %+v, %d requests", got, hits.Load())
	}
}

func TestSlowName(t *testing.T) {
	c := newClient(t)
	c.resolver = (&names{}).resolver(t)
	r := get("http://api.example.com/")
	r.Within = 150 * time.Millisecond
	start := time.Now()
	if got := c.Do(t.Context(), allow(t, "http://api.example.com"), r); got.Failure != engine.FetchTimeout || time.Since(start) > 3*time.Second {
		t.Errorf("%+v after %s", got, time.Since(start))
	}
}

// TestTurnEnds: the turn's own deadline ends a request before its time, and is no mark against the host.
func TestTurnEnds(t *testing.T) {
	s, _ := upstream(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	c, p := newClient(t), allow(t, s.URL)
	for range tripAfter + 1 {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		if got := c.Do(ctx, p, get(s.URL)); got.Failure != engine.FetchTimeout || got.Why != timedOut.Why {
			t.Errorf("got %+v", got)
		}
		cancel()
	}
	if open := c.Open(); open != nil {
		t.Errorf("left alone: %v", open)
	}
}

// TestBreaker: after failures in a row a host is left alone, then asked once; what comes back decides.
func TestBreaker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t)
		o := c.origin("https://api.example.com")
		bad, good := engine.FetchResult{Status: 503}, engine.FetchResult{Status: 404}
		try := func(r engine.FetchResult) bool {
			leave, why := o.enter()
			if why == "" {
				leave(r, false)
			}
			return why == ""
		}
		for i, r := range []engine.FetchResult{bad, timedOut, bad, bad, good, bad, bad, {Failure: engine.FetchFailed}, bad, bad} {
			if !try(r) {
				t.Fatalf("request %d was not made", i)
			}
		}
		if try(good) || cmp.Diff([]string{"https://api.example.com"}, c.Open()) != "" {
			t.Fatalf("after %d failures in a row it is still asked; open: %v", tripAfter, c.Open())
		}
		time.Sleep(openTime - time.Millisecond)
		if try(good) {
			t.Fatal("asked too early")
		}
		time.Sleep(2 * time.Millisecond)
		leave, why := o.enter()
		if _, second := o.enter(); why != "" || second == "" {
			t.Fatalf("half open: %q, and the second %q", why, second)
		}
		leave(bad, false)
		if try(good) {
			t.Fatal("asked at once after the trial failed")
		}
		time.Sleep(openTime + time.Millisecond)
		for range 2 {
			if !try(good) || c.Open() != nil {
				t.Errorf("not asked again after a good trial; open: %v", c.Open())
			}
		}
	})
}

// TestCrowd: a host that is slow has so many requests and no more; the others fail at once, and other hosts are served.
func TestCrowd(t *testing.T) {
	release := make(chan struct{})
	slow, hits := upstream(t, func(_ http.ResponseWriter, r *http.Request) { <-release })
	quick, _ := upstream(t, func(http.ResponseWriter, *http.Request) {})
	c, p := newClient(t), allow(t, slow.URL, quick.URL)
	var group sync.WaitGroup
	for range perHost {
		group.Go(func() {
			r := get(slow.URL)
			r.Within = 10 * time.Second
			r.Answer = false
			if got := c.Do(t.Context(), p, r); got.Status != 200 {
				t.Errorf("got %+v", got)
			}
		})
	}
	for hits.Load() < perHost {
		time.Sleep(time.Millisecond)
	}
	start := time.Now()
	got := c.Do(t.Context(), p, get(slow.URL))
	if got.Failure != engine.FetchFailed || !strings.Contains(got.Why, "at once") || time.Since(start) > 800*time.Millisecond {
		t.Errorf("one more: %+v after %s", got, time.Since(start))
	}
	r := get(quick.URL)
	r.Answer = false
	if got := c.Do(t.Context(), p, r); got.Status != 200 {
		t.Errorf("another host: %+v", got)
	}
	close(release)
	group.Wait()
}
