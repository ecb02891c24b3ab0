package memory

import (
	"context"
	"maps"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
)

// Sweep implements store.Store. It goes shard by shard, so that calls wait for one shard's share of it at most.
//
// Sources go last: a version that a record took up during the sweep was stored, or named as in use, within
// store.SourcesGrace, since only a library that uses it begins calls with it.
func (s *Store) Sweep(ctx context.Context, now time.Time, keep []string) (store.Swept, error) {
	var swept store.Swept
	if err := s.begin(ctx, "sweep"); err != nil {
		return swept, err
	}
	now = store.Moment(now)
	used := map[string]bool{}
	for i := range s.shards {
		if err := s.begin(ctx, "sweep"); err != nil {
			return swept, err
		}
		swept.Records += s.shards[i].sweep(now, used)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	swept.Entries = s.journal.dropBefore(now.Add(-store.JournalLifetime))
	for _, version := range keep {
		if src, ok := s.sources[version]; ok {
			src.touched = now
		}
	}
	for version, src := range s.sources {
		if !used[version] && !now.Before(src.touched.Add(store.SourcesGrace)) {
			delete(s.sources, version)
			swept.Sources++
		}
	}
	for name, a := range s.audio {
		maps.DeleteFunc(a.versions, func(version string, _ bool) bool { return s.sources[version] == nil })
		if len(a.versions) == 0 {
			delete(s.audio, name)
			swept.Audio++
		}
	}
	return swept, nil
}

// sweep removes the shard's gone records and notes the versions of the others.
func (sh *shard) sweep(now time.Time, used map[string]bool) int {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	swept := 0
	for key, rec := range sh.records {
		if gone(rec, now) {
			delete(sh.records, key)
			swept++
			continue
		}
		used[rec.Version] = true
	}
	return swept
}
