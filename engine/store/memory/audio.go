package memory

import (
	"bytes"
	"context"

	"github.com/texmlflow/texmlflow/engine/store"
)

// PutAudio implements store.Store.
func (s *Store) PutAudio(ctx context.Context, version, name string, recording []byte) error {
	if err := s.begin(ctx, "put audio"); err != nil {
		return err
	}
	if err := store.CheckAudio(version, name, recording); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	kept, ok := s.audio[name]
	if !ok {
		kept = &audio{bytes: bytes.Clone(recording), versions: map[string]bool{}}
		s.audio[name] = kept
	}
	kept.versions[version] = true
	return nil
}

// Audio implements store.Store.
func (s *Store) Audio(ctx context.Context, name string) ([]byte, error) {
	if err := s.begin(ctx, "audio"); err != nil {
		return nil, err
	}
	s.mu.Lock()
	kept, ok := s.audio[name]
	s.mu.Unlock()
	if !ok {
		return nil, store.ErrNotFound
	}
	return bytes.Clone(kept.bytes), nil // outside of the lock: the bytes are never changed, and may be many
}
