package host

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/callback"
)

// listen serves the rig's host on a socket of its own, with the limits of NewServer.
func listen(t *testing.T, r *rig, change func(*http.Server)) (addr string, served *atomic.Int64) {
	t.Helper()
	served = new(atomic.Int64)
	inner := r.host.Public()
	srv := NewServer("127.0.0.1:0", http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		served.Add(1)
		inner.ServeHTTP(w, req)
	}))
	if change != nil {
		change(srv)
	}
	l, err := net.Listen("tcp", srv.Addr)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(LimitListener(l, 64)) }()
	t.Cleanup(func() {
		_ = srv.Close()
		if err := <-done; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return l.Addr().String(), served
}

// raw sends bytes and returns all that comes back until the connection is closed or silent.
func raw(t *testing.T, addr, text string) string {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	_ = conn.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
	got, _ := io.ReadAll(conn)
	return string(got)
}

// TestSmuggling: whatever the lengths of a request say, one request is seen, or none.
func TestSmuggling(t *testing.T) {
	r := newRig(t)
	addr, served := listen(t, r, nil)
	body := form("c")
	signed := callback.Sign(signer, begun, []byte(body))
	head := "POST /texml HTTP/1.1\r\nHost: h\r\nContent-Type: " + mediaForm + "\r\n" +
		callback.HeaderTimestamp + ": " + signed.Get(callback.HeaderTimestamp) + "\r\n" +
		callback.HeaderSignature + ": " + signed.Get(callback.HeaderSignature) + "\r\n"
	chunked := fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(body), body)
	length := fmt.Sprintf("Content-Length: %d\r\n", len(body))
	for _, c := range []struct {
		name string
		text string
		seen int64 // requests that reach the handler
		want string
	}{
		{"as it should be", head + length + "\r\n" + body, 1, "HTTP/1.1 200"},
		{"chunked", head + "Transfer-Encoding: chunked\r\n\r\n" + chunked, 1, "HTTP/1.1 200"},
		{"length and chunked", head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked, 1, "HTTP/1.1 200"},
		{"chunked and length", head + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + chunked, 1, "HTTP/1.1 200"},
		{"chunked twice", head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked, 0, "HTTP/1.1 501"},
		{"chunked, identity", head + "Transfer-Encoding: chunked, identity\r\n\r\n" + chunked, 0, "HTTP/1.1 501"},
		{"chunked with a tab", head + "Transfer-Encoding: \x0bchunked\r\n\r\n" + chunked, 0, "HTTP/1.1 400"},
		{"two lengths", head + length + "Content-Length: 5\r\n\r\n" + body, 0, "HTTP/1.1 400"},
		{"length with a sign", head + fmt.Sprintf("Content-Length: +%d\r\n\r\n", len(body)) + body, 0, "HTTP/1.1 400"},
		{"negative length", head + "Content-Length: -1\r\n\r\n" + body, 0, "HTTP/1.1 400"},
		{"length in hex", head + "Content-Length: 0x5\r\n\r\n" + body, 0, "HTTP/1.1 400"},
		{"bare LF ends a chunk", head + "Transfer-Encoding: chunked\r\n\r\n" + strings.ReplaceAll(chunked, "\r\n", "\n"), 1, "HTTP/1.1 400"},
		{"space before the colon", head + "Content-Length : 5\r\n\r\n" + body, 0, "HTTP/1.1 400"},
		{"NUL in a header", head + "X: a\x00b\r\n" + length + "\r\n" + body, 0, "HTTP/1.1 400"},
		{"NUL in a header's name", head + "X\x00: a\r\n" + length + "\r\n" + body, 0, "HTTP/1.1 400"},
		{"no host", strings.Replace(head, "Host: h\r\n", "", 1) + length + "\r\n" + body, 0, "HTTP/1.1 400"},
		{"two hosts", head + "Host: i\r\n" + length + "\r\n" + body, 0, "HTTP/1.1 400"},
		{"OPTIONS for the whole server", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", 1, "HTTP/1.1 404"},
		{"absolute form", strings.Replace(head, "/texml", "http://evil.example/texml", 1) + length + "\r\n" + body, 1, "HTTP/1.1 200"},
		{"CONNECT", "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n", 1, "HTTP/1.1 404"},
		{"a header of 20 KiB", head + "X: " + strings.Repeat("y", 20<<10) + "\r\n" + length + "\r\n" + body, 0, "HTTP/1.1 431"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := served.Load()
			got := raw(t, addr, c.text)
			if !strings.HasPrefix(got, c.want) {
				t.Errorf("answer %.60q, want %s", got, c.want)
			}
			if n := served.Load() - before; n != c.seen {
				t.Errorf("%d requests seen, want %d", n, c.seen)
			}
		})
	}
	t.Run("a request behind a body", func(t *testing.T) {
		// What stands behind a chunked body is not read, be it signed ever so well: a proxy may have seen it as another's.
		before := served.Load()
		pipelined := head + length + "\r\n" + body
		for _, first := range []string{"", "Content-Length: 5\r\n"} {
			got := raw(t, addr, head+first+"Transfer-Encoding: chunked\r\n\r\n"+chunked+pipelined)
			if strings.Count(got, "HTTP/1.1 200") != 1 || !strings.Contains(got, "\r\nConnection: close\r\n") {
				t.Errorf("answers: %s", got)
			}
		}
		if n := served.Load() - before; n != 2 {
			t.Errorf("%d requests seen, want 2", n)
		}
		if got := raw(t, addr, pipelined+pipelined); strings.Count(got, "HTTP/1.1 200") != 2 {
			t.Errorf("two requests that are told apart by their lengths: %s", got)
		}
		got := raw(t, addr, head+"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"+chunked+
			"POST /texml/other HTTP/1.1\r\nHost: h\r\nContent-Type: "+mediaForm+"\r\nContent-Length: 0\r\n\r\n")
		if strings.Count(got, "HTTP/1.1 200") > 1 || strings.Contains(got, "welcome to the other") {
			t.Errorf("answers: %s", got)
		}
	})
	r.wantAt("c", "clinic/main", 1)
}

// A folded header is one header: whatever it is joined to is no signature.
func TestFoldedHeader(t *testing.T) {
	r := newRig(t)
	addr, _ := listen(t, r, nil)
	body := form("c")
	signed := callback.Sign(signer, begun, []byte(body))
	got := raw(t, addr, "POST /texml HTTP/1.1\r\nHost: h\r\nContent-Type: "+mediaForm+"\r\n"+
		callback.HeaderTimestamp+": "+signed.Get(callback.HeaderTimestamp)+"\r\n"+
		callback.HeaderSignature+":\r\n "+signed.Get(callback.HeaderSignature)+"x\r\n"+
		fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body))
	if !strings.HasPrefix(got, "HTTP/1.1 403") && !strings.HasPrefix(got, "HTTP/1.1 400") {
		t.Errorf("answer %.60q", got)
	}
}

// Connections that give nothing, or too slowly, are closed; the times are short here and those of NewServer outside.
func TestSlowConnectionsAreClosed(t *testing.T) {
	srv := NewServer(":0", http.NotFoundHandler())
	for name, c := range map[string]struct{ got, want time.Duration }{
		"header": {srv.ReadHeaderTimeout, 2 * time.Second}, "read": {srv.ReadTimeout, 5 * time.Second},
		"write": {srv.WriteTimeout, 5 * time.Second}, "idle": {srv.IdleTimeout, 60 * time.Second},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", name, c.got, c.want)
		}
	}
	if srv.HTTP2 == nil || srv.HTTP2.MaxConcurrentStreams != MaxStreams {
		t.Error("the streams of a connection have no bound")
	}
	r := newRig(t)
	addr, _ := listen(t, r, func(s *http.Server) {
		s.ReadHeaderTimeout, s.ReadTimeout, s.IdleTimeout = 100*time.Millisecond, 200*time.Millisecond, 300*time.Millisecond
	})
	for name, text := range map[string]string{
		"silence":      "",
		"half a head":  "POST /texml HTTP/1.1\r\nHost: h\r\nX",
		"half a body":  "POST /texml HTTP/1.1\r\nHost: h\r\nContent-Type: " + mediaForm + "\r\nContent-Length: 100\r\n\r\nCallSid=",
		"half a chunk": "POST /texml HTTP/1.1\r\nHost: h\r\nContent-Type: " + mediaForm + "\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nCallSid=",
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := net.Dial("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			if _, err := io.WriteString(conn, text); err != nil {
				t.Fatal(err)
			}
			_ = conn.SetReadDeadline(time.Now().Add(3 * time.Second))
			got, err := io.ReadAll(conn)
			if netErr := net.Error(nil); errors.As(err, &netErr) && netErr.Timeout() {
				t.Error("the connection is still open")
			}
			if strings.Contains(string(got), "HTTP/1.1 200") {
				t.Errorf("answer: %s", got)
			}
		})
	}
	if list := r.host.slots; len(list) > 0 {
		t.Errorf("%d slots are held", len(list))
	}
}

func TestLimitListener(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := LimitListener(inner, 2)
	accepted := make(chan net.Conn)
	var group sync.WaitGroup
	group.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				close(accepted)
				return
			}
			accepted <- c
		}
	})
	var clients []net.Conn
	for range 3 {
		c, err := net.Dial("tcp", inner.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		clients = append(clients, c)
	}
	one, two := <-accepted, <-accepted
	select {
	case <-accepted:
		t.Error("a third connection was accepted")
	case <-time.After(50 * time.Millisecond):
	}
	_ = one.Close()
	_ = one.Close() // gives back one slot, not two
	three := <-accepted
	fourth, err := net.Dial("tcp", inner.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	select {
	case <-accepted:
		t.Error("a doubled close made room for two")
	case <-time.After(50 * time.Millisecond):
	}
	if err := l.Close(); err != nil { // wakes whoever waits for a slot
		t.Error(err)
	}
	group.Wait()
	for _, c := range append(clients, two, three, fourth) {
		_ = c.Close()
	}
}

// TestShutdown: readiness goes first, what is under way ends, and nothing is cut.
func TestShutdown(t *testing.T) {
	r, s := faulty(t)
	srv := NewServer("127.0.0.1:0", r.host.Public())
	l, err := net.Listen("tcp", srv.Addr)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(LimitListener(l, 8)) }()
	held, let := make(chan struct{}), make(chan struct{})
	f := func(context.Context) error { close(held); <-let; return nil }
	s.commit.Store(&f)
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	body := form("c")
	req, err := http.NewRequest(http.MethodPost, "http://"+l.Addr().String()+"/texml", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = callback.Sign(signer, begun, []byte(body))
	req.Header.Set("Content-Type", mediaForm)
	if err := req.Write(conn); err != nil {
		t.Fatal(err)
	}
	<-held
	r.host.Drain()
	if got := r.ask(http.MethodGet, "/readyz"); got.status != http.StatusServiceUnavailable {
		t.Errorf("ready while draining: %d", got.status)
	}
	stopped := make(chan error, 1)
	go func() { stopped <- srv.Shutdown(context.Background()) }()
	time.Sleep(20 * time.Millisecond)
	close(let)
	res, err := http.ReadResponse(bufio.NewReader(conn), req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		t.Errorf("the request under way: status %d", res.StatusCode)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		t.Error(err)
	}
	r.wantAt("c", "clinic/main", 1)
}
