package host

import (
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestErrorLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &logBuffer{}
		errors := NewErrorLog(slog.New(slog.NewTextHandler(out, nil)))
		for i := range 1000 {
			errors.Printf("http: TLS handshake error from 198.51.100.7:%d: EOF", i)
		}
		errors.Printf("http: panic serving 198.51.100.7:1: a defect\n")
		errors.Printf("http2: server rejected connection")
		if got := strings.Count(out.String(), "\n"); got != sampleLines+2 {
			t.Errorf("%d lines, want %d of handshakes and one each of what they may not hide:\n%s", got, sampleLines, out)
		}
		if !strings.Contains(out.String(), `msg=listener kind=handshake reason="http: TLS handshake error from 198.51.100.7:0: EOF"`) {
			t.Errorf("no line as it came:\n%s", out)
		}
		time.Sleep(sampleWindow)
		synctest.Wait()
		if want := fmt.Sprintf("kind=handshake left_out=%d", 1000-sampleLines); strings.Count(out.String(), want) != 1 {
			t.Errorf("no line says %s:\n%s", want, out)
		}
		errors.Print("http: TLS handshake error from 198.51.100.8:1: EOF")
		if !strings.Contains(out.tail("handshake"), "198.51.100.8") {
			t.Error("after the window nothing is logged any more")
		}
		time.Sleep(10 * sampleWindow)
		if got := strings.Count(out.String(), "left_out"); got != 1 {
			t.Errorf("%d lines tell what was left out, want 1", got)
		}
	})
}

// TestHandshakesDoNotFillTheLog: a server with that log, and callers that speak no TLS.
func TestHandshakesDoNotFillTheLog(t *testing.T) {
	out := &logBuffer{}
	srv := NewServer("127.0.0.1:0", http.NotFoundHandler())
	srv.ErrorLog = NewErrorLog(slog.New(slog.NewTextHandler(out, nil)))
	srv.TLSConfig = &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return nil, io.EOF }}
	l, err := net.Listen("tcp", srv.Addr)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- srv.ServeTLS(l, "", "") }()
	const sent = 40
	begin := time.Now()
	for range sent {
		if _, err := tls.Dial("tcp", l.Addr().String(), &tls.Config{InsecureSkipVerify: true}); err == nil {
			t.Fatal("a handshake without a certificate")
		}
	}
	windows := int(time.Since(begin)/sampleWindow) + 1
	if err := srv.Close(); err != nil {
		t.Error(err)
	}
	<-done
	if got := strings.Count(out.String(), "\n"); got == 0 || got > windows*(sampleLines+1) {
		t.Errorf("%d lines about %d handshakes in %d s", got, sent, windows)
	}
}
