package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/texmlflow/texmlflow/engine/fetch"
	"github.com/texmlflow/texmlflow/engine/host"
	"github.com/texmlflow/texmlflow/engine/store"
	"github.com/texmlflow/texmlflow/engine/store/memory"
	"github.com/texmlflow/texmlflow/engine/store/sqlite"
	"github.com/texmlflow/texmlflow/flows"
)

const insecureFlag = "insecure-skip-verify"

func (a *app) serveCommand() *cobra.Command {
	var insecure bool
	cmd := &cobra.Command{
		Use:   "serve DIR",
		Short: "Serve the flows of a directory as a TeXML application",
		Long: "serve answers the carrier's callbacks for the flows in DIR and reloads them when they change.\n\n" +
			"Every flag but the one for trials is also a variable (--public-url: TEXMLFLOW_PUBLIC_URL; public keys separated\n" +
			"by commas) and a key of DIR/texmlflow.yaml. A flag wins over a variable, a variable over the file. A path in the\n" +
			"file is relative to the file, any other to the working directory. Without a flag are the variables\n" +
			"TEXMLFLOW_ADMIN_TOKEN, TEXMLFLOW_ENTRY_SECRET, TEXMLFLOW_TOKEN_KEYS and TEXMLFLOW_ACCEPT_GET.\n\n" +
			"Keys of the file: " + fileUsage() + ".\n\n" +
			"SIGHUP reloads, SIGTERM and SIGINT end after the requests in flight, a second one at once.",
		Example: "  texmlflow serve flows --public-url https://ivr.example.com --public-key BASE64",
		Args:    exactly(1, "the directory of the flows"),
	}
	addFlags(cmd.Flags())
	cmd.Flags().BoolVar(&insecure, insecureFlag, false, "take callbacks without a signature, on loopback only: for trials")
	cmd.RunE = work(func(cmd *cobra.Command, args []string) error {
		flags, err := flagValues(cmd.Flags())
		if err != nil {
			return err
		}
		return a.serve(&server{app: a, dir: args[0], flags: flags, insecure: insecure})
	})
	return cmd
}

// server is one run of serve: what is told by its arguments, and what it has opened.
type server struct {
	app      *app
	dir      string
	flags    values
	insecure bool

	log         *slog.Logger
	config      *config        // of the start
	certificate *certificate   // nil without TLS
	first       *host.Snapshot // loaded before anything was opened, for the host's first Load
	store       store.Store    // closed by close
	public      net.Listener   // likewise, as is the next one
	admin       net.Listener
}

// serve runs until a signal ends it.
func (a *app) serve(s *server) error {
	if dir, err := isDir(s.dir); err != nil {
		return err
	} else if !dir {
		return usage("", "%s is a file, serve wants the directory it is in", s.dir)
	}
	// Everything is read and judged before a port or a file is touched.
	loaded, err := s.read()
	if err != nil {
		return a.failedStart(err)
	}
	s.config, s.first = loaded.config, loaded.snapshot
	s.log = a.logger(s.config.log)
	if err := s.open(); err != nil {
		return errors.Join(err, s.close())
	}
	err = s.run(loaded)
	return errors.Join(err, s.close())
}

// failedStart prints the findings that stopped a start, as check does.
func (a *app) failedStart(err error) error {
	var found *findingsError
	if !errors.As(err, &found) {
		return err
	}
	if err := found.print(a.stderr, a.color(a.stderr)); err != nil {
		return err
	}
	return &failure{code: found.exitCode()}
}

// open takes the ports, then the store: whoever finds a port taken must not have made a database.
func (s *server) open() error {
	c := s.config
	var err error
	if s.public, err = net.Listen("tcp", c.listen); err != nil {
		return trouble("choose another with --listen", "public listener: %w", err)
	}
	if s.admin, err = net.Listen("tcp", c.adminListen); err != nil {
		return trouble("choose another with --admin-listen", "admin listener: %w", err)
	}
	for configured, l := range map[string]net.Listener{c.listen: s.public, c.adminListen: s.admin} {
		// localhost is a name, and what may run without signature or token was decided by it.
		if onLoopback(configured) && !onLoopback(l.Addr().String()) {
			return trouble("write 127.0.0.1", "%s is %s here, which is not on loopback", configured, l.Addr())
		}
	}
	if c.storeKind == storeMemory {
		s.store = memory.New(memory.Options{})
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	opened, err := sqlite.Open(ctx, c.storePath, sqlite.Options{})
	if err != nil {
		return trouble("", "store: %w", err)
	}
	s.store = opened
	return nil
}

// close gives back what open has taken; a listener that a server has closed already is no error.
func (s *server) close() error {
	var errs []error
	for _, l := range []net.Listener{s.public, s.admin} {
		if l == nil {
			continue
		}
		if err := l.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	if s.store != nil {
		if err := closeStore(s.store, s.log, closeTime); err != nil {
			errs = append(errs, fmt.Errorf("close the store: %w", err))
		}
	}
	return errors.Join(errs...)
}

// run serves until a signal or a listener's failure.
func (s *server) run(loaded *loaded) error {
	ctx := context.Background()
	hup, stop := make(chan os.Signal, 1), make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	defer signal.Stop(stop)
	c, base := s.config, s.config.baseURL(s.public.Addr())
	if s.insecure {
		s.app.say("warning", insecureWords) // the host says it in the log and in its health
	}
	requests := fetch.New(fetch.Options{UserAgent: "texmlflow/" + version(), Log: s.log})
	defer requests.Close()
	h, err := host.New(ctx, host.Options{
		Store: s.store, PublicURL: base, Load: s.load, Compile: flows.Compile, Fetch: requests, TokenKeys: c.tokenKeys.keys,
		Insecure: s.insecure, AdminToken: c.adminToken, AdminLoopback: onLoopback(c.adminListen),
		WatchDir: s.dir, Log: s.log,
	})
	if err != nil {
		return err
	}
	errorLog := host.NewErrorLog(s.log)
	public, admin := host.NewServer(c.listen, h.Public()), host.NewServer(c.adminListen, h.Admin())
	public.ErrorLog, admin.ErrorLog = errorLog, errorLog
	listener := host.LimitListener(s.public, host.MaxConnections)
	serving := make(chan error, 3)
	go func() {
		if s.certificate == nil {
			serving <- public.Serve(listener)
			return
		}
		public.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: s.certificate.get}
		serving <- public.ServeTLS(listener, "", "")
	}()
	go func() { serving <- admin.Serve(s.admin) }()
	work := newBackground(ctx, s.log)
	work.start("watching the flows, on_end and sweeping the store", h.Run)
	s.logStart(loaded, base)

	failed := s.wait(work, hup, stop, serving, func(ctx context.Context) {
		// The host logs how it ended; a set that cannot be loaded changes nothing.
		_, _ = h.Reload(ctx)
	})
	signal.Stop(stop)
	// The order: no new requests are sent here, those in flight end, then what they need.
	failed = errors.Join(failed, drain(h.Drain, public), work.end(endTime), admin.Close())
	s.log.Info("stopped")
	return failed
}
