package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"time"

	"github.com/texmlflow/texmlflow/engine/host"
)

const (
	// noticeTime is how long new requests are still taken when readiness is false: whoever balances the load asks for it
	// about every second, and until then sends them here.
	noticeTime = time.Second
	// drainTime bounds the wait for requests in flight: more than a request may take by the listener's own time-outs.
	drainTime = 2 * host.WriteTimeout
	// endTime bounds the wait for what runs beside the requests: more than the on_end of a call may take.
	endTime = 6 * time.Second
	// closeTime bounds the wait for the store's last writes: a disk that hangs does not keep the process.
	closeTime = 5 * time.Second
)

// wait acts on signals until one of them ends the run, or a listener fails. Reloads run beside it, so that a slow one
// keeps nobody from ending the process.
func (s *server) wait(work *background, hup <-chan os.Signal, stop chan os.Signal, serving <-chan error, reload func(context.Context)) error {
	work.start("a reload", func(ctx context.Context) error {
		for {
			select {
			case <-hup: // which holds one signal: those that come during a reload are one more reload
				reload(ctx)
			case <-ctx.Done():
				return nil
			}
		}
	})
	select {
	case sig := <-stop:
		signal.Stop(stop) // before anyone can read that a second one ends at once
		s.log.Info("draining", "signal", sig.String(), "next", "a second signal ends at once")
		return nil
	case err := <-serving:
		return trouble("", "listener: %w", err)
	}
}

// drain ends a server without cutting a request: readiness goes first, and the listener only when that can be known.
func drain(unready func(), public *http.Server) error {
	unready()
	public.SetKeepAlivesEnabled(false)
	time.Sleep(noticeTime)
	ctx, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	if err := public.Shutdown(ctx); err != nil {
		_ = public.Close() // it says the same
		return trouble("", "requests were cut after %s: %w", drainTime, err)
	}
	return nil
}

// closeStore closes the store and waits for it for so long. Every answer that has left was written before it did, so that
// nothing is lost with what hangs; it ends with the process.
func closeStore(store io.Closer, log *slog.Logger, patience time.Duration) error {
	closed := make(chan error, 1)
	go func() { closed <- store.Close() }()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	select {
	case err := <-closed:
		return err
	case <-limit.C:
	}
	log.Error("did not end", "what", "the store", "after", patience)
	return fmt.Errorf("it did not end within %s", patience)
}

// background is what runs beside the requests.
type background struct {
	ctx    context.Context
	cancel context.CancelFunc
	log    *slog.Logger
	tasks  []task
}

type task struct {
	name  string
	ended chan error
}

func newBackground(ctx context.Context, log *slog.Logger) *background {
	b := &background{log: log}
	b.ctx, b.cancel = context.WithCancel(ctx)
	return b
}

// start runs a task until end is called.
func (b *background) start(name string, run func(context.Context) error) {
	t := task{name: name, ended: make(chan error, 1)}
	b.tasks = append(b.tasks, t)
	go func() { t.ended <- run(b.ctx) }()
}

// end calls the tasks off and waits for them for so long. What does not end then, such as a read from a file system that
// hangs, ends with the process.
func (b *background) end(patience time.Duration) error {
	b.cancel()
	limit, over := context.WithTimeout(context.Background(), patience)
	defer over()
	var failed []error
	for _, t := range b.tasks {
		select {
		case err := <-t.ended:
			failed = append(failed, err)
			continue
		case <-limit.Done():
		}
		select { // the time may have passed while another was waited for
		case err := <-t.ended:
			failed = append(failed, err)
		default:
			b.log.Warn("did not end", "what", t.name, "after", patience)
		}
	}
	return errors.Join(failed...)
}
