package host

import (
	"bytes"
	"context"
	"log"
	"log/slog"
)

// NewErrorLog returns a log for the ErrorLog of a server. Whoever can open a connection can have a line written in it, by
// a handshake that fails for one, so that it writes a few lines a second of each kind and counts the rest.
func NewErrorLog(to *slog.Logger) *log.Logger {
	return log.New(&errorLog{to: to, samples: newSamples(func(kind string, left int) {
		to.LogAttrs(context.Background(), slog.LevelInfo, "listener",
			slog.String("kind", kind), slog.Int("left_out", left), slog.String("reason", "too many lines in a second"))
	})}, "", 0)
}

// errorLog takes what a server writes, one line a call.
type errorLog struct {
	to      *slog.Logger
	samples *samples[string]
}

func (l *errorLog) Write(line []byte) (int, error) {
	kind := kindOf(line)
	if l.samples.take(kind) {
		l.to.LogAttrs(context.Background(), slog.LevelInfo, "listener",
			slog.String("kind", kind), slog.String("reason", string(bytes.TrimSpace(line))))
	}
	return len(line), nil
}

// kindOf sorts the lines of package net/http: those that need no request, those of our own defects, all others.
func kindOf(line []byte) string {
	switch {
	case bytes.Contains(line, []byte("TLS handshake error")):
		return "handshake"
	case bytes.Contains(line, []byte("panic serving")):
		return "panic"
	}
	return "other"
}
