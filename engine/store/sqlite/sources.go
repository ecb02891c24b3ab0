package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/texmlflow/texmlflow/engine/store"
)

const (
	putSource = `
INSERT INTO sources (version, touched_at, source) VALUES (?, ?, ?)
ON CONFLICT (version) DO UPDATE SET touched_at = excluded.touched_at`

	touchSource = `UPDATE sources SET touched_at = ?2 WHERE version = ?1`

	putSecret  = `INSERT INTO secrets (name, created_at, secret) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING`
	readSecret = `SELECT secret FROM secrets WHERE name = ?`
)

// PutSources implements store.Store.
func (s *Store) PutSources(ctx context.Context, version string, source []byte) error {
	if err := store.CheckSource(version, source); err != nil {
		return err
	}
	source, now := slices.Clone(source), s.now().UnixMicro() // the write may outlive this call
	return s.writer.do(ctx, "put sources", func(tx *session) (verdict, fault error) {
		return nil, tx.exec(tx.putSource, version, now, source)
	})
}

// Sources implements store.Store.
func (s *Store) Sources(ctx context.Context, version string) ([]byte, error) {
	return s.readBytes(ctx, "sources", s.queries.source, version)
}

// Secret implements store.Store. create runs outside the transaction: it may take its time or fail.
func (s *Store) Secret(ctx context.Context, name string, create func() ([]byte, error)) ([]byte, error) {
	kept, err := s.readBytes(ctx, "secret", s.queries.secret, name)
	if !errors.Is(err, store.ErrNotFound) {
		return kept, err
	}
	made, err := create()
	if err != nil {
		return nil, fmt.Errorf("store: create secret %q: %w", name, err)
	}
	if err := store.CheckSecret(name, made); err != nil {
		return nil, err
	}
	made, now := slices.Clone(made), s.now().UnixMicro()
	var winner []byte
	err = s.writer.do(ctx, "secret", func(tx *session) (verdict, fault error) {
		if err := tx.exec(tx.putSecret, name, now, made); err != nil {
			return nil, err
		}
		return nil, tx.readSecret.QueryRowContext(context.Background(), name).Scan(&winner)
	})
	if err != nil {
		return nil, err
	}
	return winner, nil
}

// readBytes reads one value by its name, or returns store.ErrNotFound.
func (s *Store) readBytes(ctx context.Context, op string, query *sql.Stmt, name string) ([]byte, error) {
	done, err := s.beginRead(ctx, op)
	if err != nil {
		return nil, err
	}
	defer done()
	var value []byte
	err = query.QueryRowContext(ctx, name).Scan(&value)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, store.ErrNotFound
	case err != nil:
		return nil, readError(ctx, op, err)
	}
	return value, nil
}
