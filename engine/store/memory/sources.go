package memory

import (
	"bytes"
	"context"
	"fmt"

	"github.com/texmlflow/texmlflow/engine/store"
)

// PutSources implements store.Store.
func (s *Store) PutSources(ctx context.Context, version string, src []byte) error {
	if err := s.begin(ctx, "put sources"); err != nil {
		return err
	}
	if err := store.CheckSource(version, src); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	kept, ok := s.sources[version]
	if !ok {
		kept = &source{bytes: bytes.Clone(src)}
		s.sources[version] = kept
	}
	kept.touched = store.Moment(s.now())
	return nil
}

// Sources implements store.Store.
func (s *Store) Sources(ctx context.Context, version string) ([]byte, error) {
	if err := s.begin(ctx, "sources"); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	kept, ok := s.sources[version]
	if !ok {
		return nil, store.ErrNotFound
	}
	return bytes.Clone(kept.bytes), nil
}

// Secret implements store.Store. The lock is not held while create runs: it may take its time or fail.
func (s *Store) Secret(ctx context.Context, name string, create func() ([]byte, error)) ([]byte, error) {
	if err := s.begin(ctx, "secret"); err != nil {
		return nil, err
	}
	s.mu.Lock()
	kept, ok := s.secrets[name]
	s.mu.Unlock()
	if ok {
		return bytes.Clone(kept), nil
	}
	made, err := create()
	if err != nil {
		return nil, fmt.Errorf("store: create secret %q: %w", name, err)
	}
	if err := store.CheckSecret(name, made); err != nil {
		return nil, err
	}
	if err := s.begin(ctx, "secret"); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if kept, ok = s.secrets[name]; !ok {
		kept = bytes.Clone(made)
		s.secrets[name] = kept
	}
	return bytes.Clone(kept), nil
}
