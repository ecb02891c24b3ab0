package sqlite

import (
	"context"
	"slices"

	"github.com/texmlflow/texmlflow/engine/store"
)

const (
	putAudio  = `INSERT INTO audio (name, bytes) VALUES (?, ?) ON CONFLICT (name) DO NOTHING`
	putPlayed = `INSERT INTO played (version, name) VALUES (?, ?) ON CONFLICT (version, name) DO NOTHING`
)

// PutAudio implements store.Store.
func (s *Store) PutAudio(ctx context.Context, version, name string, audio []byte) error {
	if err := store.CheckAudio(version, name, audio); err != nil {
		return err
	}
	audio = slices.Clone(audio) // the write may outlive this call
	return s.writer.do(ctx, "put audio", func(tx *session) (verdict, fault error) {
		if err := tx.exec(tx.putAudio, name, audio); err != nil {
			return nil, err
		}
		return nil, tx.exec(tx.putPlayed, version, name)
	})
}

// Audio implements store.Store.
func (s *Store) Audio(ctx context.Context, name string) ([]byte, error) {
	return s.readBytes(ctx, "audio", s.queries.audio, name)
}
