package main

import (
	"context"
	"log/slog"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// waiting is a server that waits for signals, with a log to look at.
type waiting struct {
	hup, stop chan os.Signal
	log       *lockedBuffer
	work      *background
	ended     chan error
}

func startWaiting(t *testing.T, reload func(context.Context)) *waiting {
	t.Helper()
	w := &waiting{hup: make(chan os.Signal, 1), stop: make(chan os.Signal, 1), log: &lockedBuffer{}, ended: make(chan error, 1)}
	log := slog.New(slog.NewTextHandler(w.log, nil))
	w.work = newBackground(t.Context(), log)
	go func() { w.ended <- (&server{log: log}).wait(w.work, w.hup, w.stop, nil, reload) }()
	return w
}

// terminate sends SIGTERM and waits until it has been acted on.
func (w *waiting) terminate(t *testing.T) {
	t.Helper()
	w.stop <- syscall.SIGTERM
	select {
	case err := <-w.ended:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(patience):
		t.Fatal("SIGTERM is not heard")
	}
}

// TestStopDuringReload: a reload that hangs keeps neither SIGTERM nor the end waiting.
func TestStopDuringReload(t *testing.T) {
	t.Parallel()
	begun, hang := make(chan struct{}), make(chan struct{})
	defer close(hang)
	w := startWaiting(t, func(context.Context) {
		close(begun)
		<-hang
	})
	w.hup <- syscall.SIGHUP
	<-begun
	w.terminate(t)
	if err := w.work.end(10 * time.Millisecond); err != nil {
		t.Error(err)
	}
	if got := w.log.String(); !strings.Contains(got, `msg="did not end" what="a reload" after=10ms`) {
		t.Errorf("the log does not say what did not end:\n%s", got)
	}
}

// TestSignalsDuringReload: reloads run one at a time, and those that are asked for during one are one more.
func TestSignalsDuringReload(t *testing.T) {
	t.Parallel()
	var reloads, running atomic.Int32
	begun, end := make(chan struct{}), make(chan struct{})
	w := startWaiting(t, func(context.Context) {
		if running.Add(1) > 1 {
			t.Error("two reloads at once")
		}
		reloads.Add(1)
		begun <- struct{}{}
		<-end
		running.Add(-1)
	})
	w.hup <- syscall.SIGHUP
	<-begun
	for range 5 {
		select { // as package signal sends
		case w.hup <- syscall.SIGHUP:
		default:
		}
	}
	end <- struct{}{}
	<-begun
	end <- struct{}{}
	w.terminate(t)
	if err := w.work.end(patience); err != nil {
		t.Error(err)
	}
	if got := reloads.Load(); got != 2 {
		t.Errorf("%d reloads, want 2", got)
	}
	if got := w.log.String(); strings.Contains(got, "did not end") {
		t.Errorf("all has ended, and the log says otherwise:\n%s", got)
	}
}

// TestEndGathersErrors: one task that hangs does not hide what another ended with.
func TestEndGathersErrors(t *testing.T) {
	t.Parallel()
	log := &lockedBuffer{}
	work := newBackground(t.Context(), slog.New(slog.NewTextHandler(log, nil)))
	hang := make(chan struct{})
	defer close(hang)
	work.start("the one that hangs", func(context.Context) error {
		<-hang
		return nil
	})
	work.start("the other", func(ctx context.Context) error {
		<-ctx.Done()
		return os.ErrInvalid
	})
	if err := work.end(100 * time.Millisecond); err == nil || err.Error() != os.ErrInvalid.Error() {
		t.Errorf("error is %v, want that of the other task", err)
	}
	if got := log.String(); strings.Count(got, "did not end") != 1 || !strings.Contains(got, `what="the one that hangs"`) {
		t.Errorf("the log names the wrong task:\n%s", got)
	}
}

// closer is a store that closes in its own way.
type closer func() error

func (c closer) Close() error { return c() }

// TestCloseOfAStoreThatHangs: a disk that hangs does not keep the process, which says so and ends as one that could not work.
func TestCloseOfAStoreThatHangs(t *testing.T) {
	t.Parallel()
	log := &lockedBuffer{}
	logger := slog.New(slog.NewTextHandler(log, nil))
	hang := make(chan struct{})
	defer close(hang)
	err := closeStore(closer(func() error { <-hang; return nil }), logger, 10*time.Millisecond)
	if err == nil || err.Error() != "it did not end within 10ms" {
		t.Errorf("error is %v", err)
	}
	if got := log.String(); !strings.Contains(got, `level=ERROR msg="did not end" what="the store" after=10ms`) {
		t.Errorf("the log does not say what did not end:\n%s", got)
	}
	before := log.String()
	for _, want := range []error{nil, os.ErrInvalid} {
		if got := closeStore(closer(func() error { return want }), logger, patience); got != want {
			t.Errorf("error is %v, want %v", got, want)
		}
	}
	if log.String() != before {
		t.Errorf("a store that has ended is in the log:\n%s", log)
	}
}
