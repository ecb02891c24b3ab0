package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
)

func TestGoneAt(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		rec  store.Record
		want time.Time
	}{
		"in progress":                       {store.Record{Expires: now}, now},
		"ended long before it expires":      {store.Record{Expires: now.Add(time.Hour), Ended: true, EndedAt: now}, now.Add(store.EndedGrace)},
		"ended just before it expires":      {store.Record{Expires: now.Add(time.Minute), Ended: true, EndedAt: now}, now.Add(time.Minute)},
		"end time without being ended":      {store.Record{Expires: now.Add(time.Hour), EndedAt: now}, now.Add(time.Hour)},
		"grace and expiry at the same time": {store.Record{Expires: now.Add(store.EndedGrace), Ended: true, EndedAt: now}, now.Add(store.EndedGrace)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tt.rec.GoneAt(); !got.Equal(tt.want) {
				t.Errorf("gone at %s, want %s", got, tt.want)
			}
		})
	}
}

func TestMoment(t *testing.T) {
	local := time.FixedZone("local", 2*3600)
	for in, want := range map[time.Time]string{
		time.Date(2026, 1, 1, 1, 0, 0, 1999, local):         "2025-12-31T23:00:00.000001Z",
		time.Date(1969, 12, 31, 23, 59, 59, 1, time.UTC):    "1969-12-31T23:59:59Z",
		time.Date(2500, 1, 1, 0, 0, 0, 999999999, time.UTC): "2500-01-01T00:00:00.999999Z",
	} {
		if got := store.Moment(in).Format(time.RFC3339Nano); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
	if got := store.Moment(time.Time{}.In(local)); got != (time.Time{}) {
		t.Errorf("zero time became %s", got)
	}
	if got := store.Moment(time.Now()); got != store.Moment(got) {
		t.Errorf("%s is no fixed point", got)
	}
}

func TestErrors(t *testing.T) {
	deep := fmt.Errorf("turn 3: %w", &store.UnavailableError{Op: "commit", Err: store.ErrOutcomeUnknown})
	if !store.IsUnavailable(deep) || !errors.Is(deep, store.ErrOutcomeUnknown) {
		t.Errorf("%v is not seen through", deep)
	}
	for _, err := range []error{nil, store.ErrConflict, store.ErrNotFound, store.ErrInvalid, context.Canceled} {
		if store.IsUnavailable(err) {
			t.Errorf("%v counts as unavailable", err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	if err := store.Interrupted(ctx, "load"); err.Error() != "store: load: context deadline exceeded" || !store.IsUnavailable(err) {
		t.Errorf("deadline: %v", err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	cancel()
	if err := store.Interrupted(ctx, "load"); err.Error() != "store: load: context canceled" || store.IsUnavailable(err) {
		t.Errorf("canceled: %v", err)
	}
}
