package host

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/callback"
)

// crowded serves the rig's host with n slots, and drops idle connections after a short while when half are taken.
func crowded(t *testing.T, r *rig, n int, idle time.Duration) (addr string) {
	t.Helper()
	srv := NewServer("127.0.0.1:0", r.host.Public())
	l, err := net.Listen("tcp", srv.Addr)
	must(t, err)
	done := make(chan error, 1)
	go func() { done <- srv.Serve(newLimitListener(l, n, idle)) }()
	t.Cleanup(func() {
		_ = srv.Close()
		if err := <-done; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return l.Addr().String()
}

// request is a signed callback as it stands on the wire.
func wire(call string) string {
	body := form(call)
	signed := callback.Sign(signer, begun, []byte(body))
	return "POST /texml HTTP/1.1\r\nHost: h\r\nContent-Type: " + mediaForm + "\r\n" +
		callback.HeaderTimestamp + ": " + signed.Get(callback.HeaderTimestamp) + "\r\n" +
		callback.HeaderSignature + ": " + signed.Get(callback.HeaderSignature) + "\r\n" +
		fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body)
}

func dial(t *testing.T, addr, text string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	must(t, err)
	t.Cleanup(func() { _ = c.Close() })
	_, err = io.WriteString(c, text)
	must(t, err)
	return c
}

// answered reports whether an answer begins to come in time.
func answered(c net.Conn, within time.Duration) bool {
	_ = c.SetReadDeadline(time.Now().Add(within))
	buf := make([]byte, 12)
	_, err := io.ReadFull(c, buf)
	return err == nil && string(buf) == "HTTP/1.1 200"
}

// Connections that ask for nothing of ours and then stay do not keep the carrier out.
func TestFloodOfUnsignedRequestsTakesNoSlots(t *testing.T) {
	r := newRig(t)
	addr := crowded(t, r, 8, time.Hour) // their answers alone close them
	for range 16 {
		dial(t, addr, "GET /nope HTTP/1.1\r\nHost: h\r\n\r\n")
	}
	if c := dial(t, addr, wire("c")); !answered(c, 3*time.Second) {
		t.Error("the carrier is kept out")
	}
}

// Nor do those that were answered and idle, or have sent nothing.
func TestCrowdedListenerClosesIdleConnections(t *testing.T) {
	r := newRig(t)
	const idle = 100 * time.Millisecond
	addr := crowded(t, r, 8, idle)
	var held []net.Conn
	for i := range 8 {
		c := dial(t, addr, wire(fmt.Sprintf("held%d", i)))
		if !answered(c, 3*time.Second) {
			t.Fatal("no answer")
		}
		held = append(held, c)
	}
	if c := dial(t, addr, wire("c")); !answered(c, time.Second) { // far less than ReadHeaderTimeout and IdleTimeout
		t.Error("the carrier is kept out")
	}
	_ = held[0].SetReadDeadline(time.Now().Add(time.Second))
	if _, err := io.Copy(io.Discard, held[0]); err != nil {
		t.Errorf("the oldest is still open: %v", err)
	}
}

// As long as there is room, an idle connection of the carrier's stays.
func TestQuietListenerKeepsIdleConnections(t *testing.T) {
	r := newRig(t)
	const idle = 20 * time.Millisecond
	addr := crowded(t, r, 8, idle)
	first := dial(t, addr, wire("a"))
	if !answered(first, 3*time.Second) {
		t.Fatal("no answer")
	}
	time.Sleep(3 * idle)
	if c := dial(t, addr, wire("b")); !answered(c, 3*time.Second) {
		t.Fatal("no answer")
	}
	_, err := io.WriteString(first, wire("c"))
	must(t, err)
	_ = first.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
	got, _ := io.ReadAll(first)
	if !strings.Contains(string(got), "HTTP/1.1 200") {
		t.Errorf("the second request on a connection: %q", got)
	}
}

// A connection with a request under way is not idle, however long that takes.
func TestCrowdedListenerSparesRequests(t *testing.T) {
	const idle = 20 * time.Millisecond
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	started, let := make(chan struct{}), make(chan struct{})
	srv := NewServer("", http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			close(started)
			<-let
		}
	}))
	done := make(chan error, 1)
	go func() { done <- srv.Serve(newLimitListener(inner, 2, idle)) }()
	defer func() {
		_ = srv.Close()
		<-done
	}()
	slow := dial(t, inner.Addr().String(), "GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")
	<-started
	for range 3 {
		time.Sleep(2 * idle)
		if c := dial(t, inner.Addr().String(), "GET / HTTP/1.1\r\nHost: h\r\n\r\n"); !answered(c, 3*time.Second) {
			t.Error("no room was made")
		}
	}
	close(let)
	if !answered(slow, 3*time.Second) {
		t.Error("a request under way was cut")
	}
}

// Over HTTP/2 too, who does not verify loses the connection, and an idle one is known through TLS.
func TestUnverifiedLosesItsHTTP2Connection(t *testing.T) {
	r := newRig(t)
	srv := httptest.NewUnstartedServer(r.host.Public())
	srv.EnableHTTP2 = true
	limited := newLimitListener(srv.Listener, 8, time.Hour)
	srv.Listener, srv.Config.ConnState = limited, noteState
	srv.StartTLS()
	defer srv.Close()
	client := srv.Client()
	defer client.CloseIdleConnections()
	ask := func(method, path, body string) *http.Response {
		req, err := http.NewRequest(method, srv.URL+path, strings.NewReader(body))
		must(t, err)
		req.Header = callback.Sign(signer, begun, []byte(body))
		req.Header.Set("Content-Type", mediaForm)
		res, err := client.Do(req)
		must(t, err)
		_, _ = io.Copy(io.Discard, res.Body)
		must(t, res.Body.Close())
		if res.ProtoMajor != 2 {
			t.Fatalf("%s, want HTTP/2", res.Proto)
		}
		return res
	}
	open := func() (n, idle int) {
		limited.mu.Lock()
		defer limited.mu.Unlock()
		for c := range limited.open {
			if c.since.Load() > 0 {
				idle++
			}
		}
		return len(limited.open), idle
	}
	wait := func(what string, n int) {
		t.Helper()
		deadline := time.Now().Add(5 * time.Second)
		for time.Now().Before(deadline) {
			if all, idle := open(); all == n && idle == n {
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
		all, idle := open()
		t.Errorf("%s: %d connections, %d of them idle; want %d", what, all, idle, n)
	}
	if res := ask(http.MethodPost, "/texml", form("c")); res.StatusCode != http.StatusOK {
		t.Fatalf("status %d", res.StatusCode)
	}
	wait("after a callback", 1)
	ask(http.MethodGet, "/nope", "")
	wait("after a request that is not signed", 0)
}

func TestIdleIsToldThroughTLS(t *testing.T) {
	near, far := net.Pipe()
	defer func() { _, _ = near.Close(), far.Close() }()
	l := newLimitListener(nil, 1, time.Hour)
	c := &limitConn{Conn: near, owner: l}
	for _, step := range []struct {
		state http.ConnState
		idle  bool
	}{{http.StateNew, true}, {http.StateActive, false}, {http.StateIdle, true}, {http.StateHijacked, false}} {
		noteState(tls.Server(c, &tls.Config{MinVersion: tls.VersionTLS12}), step.state)
		if got := c.since.Load() > 0; got != step.idle {
			t.Errorf("%s: idle %t", step.state, got)
		}
	}
	noteState(near, http.StateIdle) // another's connection is left alone
}
