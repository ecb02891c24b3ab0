package sqlite

import (
	"fmt"
	"io/fs"
	"os"
	"sync"
)

// place is the files that an open store stands on, under their names. What is written to a file that has lost its name,
// or whose lock has, is lost at the next start, or read by nobody, without any error from SQLite.
type place struct {
	mu    sync.Mutex
	files []placed // the database and its lock; not changed
	wal   placed   // of the connections that are open; its zero value is not looked at
	lost  error    // what the last look has found
}

type placed struct {
	path string
	file fs.FileInfo
}

// keepWAL notes the log that belongs to the connections; an empty path says that there may be another one soon.
func (p *place) keepWAL(path string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wal = placed{}
	if path == "" {
		return nil
	}
	info, err := os.Stat(path)
	if err == nil {
		p.wal = placed{path, info}
	}
	return err
}

// look says whether every name still leads to its file.
func (p *place) look() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lost = p.find()
	return p.lost
}

// lookAgain is look where the last one has found something missing, and costs nothing where it has not.
func (p *place) lookAgain() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.lost != nil {
		p.lost = p.find()
	}
	return p.lost
}

func (p *place) find() error {
	for _, f := range p.files {
		if err := f.same(); err != nil {
			return err
		}
	}
	if p.wal.file != nil {
		return p.wal.same()
	}
	return nil
}

func (f placed) same() error {
	info, err := os.Stat(f.path)
	if err != nil {
		return fmt.Errorf("moved or removed while it was open, put it back or stop the process: %w", err)
	}
	if !os.SameFile(info, f.file) {
		return fmt.Errorf("%s was replaced while it was open: stop the process before the file is exchanged", f.path)
	}
	return nil
}
