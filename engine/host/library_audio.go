package host

import (
	"context"
	"slices"
	"sync"

	"github.com/texmlflow/texmlflow/engine/store"
)

// keepAudio is how many bytes of recordings of earlier versions stay at hand.
const keepAudio = 32 << 20

// olderAudio holds recordings that are of no current version any more, those used last.
type olderAudio struct {
	reading chan struct{} // one at a time reads the store, so that no flood of requests fills the memory

	mu   sync.Mutex
	list []keptAudio // the one used last stands last
	size int
}

type keptAudio struct {
	file  string
	bytes []byte
}

func newOlderAudio() *olderAudio { return &olderAudio{reading: make(chan struct{}, 1)} }

func (o *olderAudio) get(file string) ([]byte, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	i := slices.IndexFunc(o.list, func(k keptAudio) bool { return k.file == file })
	if i < 0 {
		return nil, false
	}
	k := o.list[i]
	o.list = append(slices.Delete(o.list, i, i+1), k)
	return k.bytes, true
}

// add keeps a recording, and drops those that were used longest ago.
func (o *olderAudio) add(file string, recording []byte) {
	if _, ok := o.get(file); ok {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.list = append(o.list, keptAudio{file, recording})
	o.size += len(recording)
	drop := 0
	for ; o.size > keepAudio; drop++ {
		o.size -= len(o.list[drop].bytes)
	}
	o.list = slices.Delete(o.list, 0, drop)
}

// audio returns a recording of a current version, or of one that is pinned to a call. The error is store.ErrNotFound, or
// the store's.
func (l *library) audio(ctx context.Context, file string) ([]byte, error) {
	if recording, ok := l.current.Load().Audio[file]; ok {
		return recording, nil
	}
	if recording, ok := l.olderAudio.get(file); ok {
		return recording, nil
	}
	select {
	case l.olderAudio.reading <- struct{}{}:
		defer func() { <-l.olderAudio.reading }()
	case <-ctx.Done():
		return nil, store.Interrupted(ctx, "audio")
	}
	if recording, ok := l.olderAudio.get(file); ok { // read by whoever was first
		return recording, nil
	}
	recording, err := l.store.Audio(ctx, file)
	if err != nil {
		return nil, err
	}
	l.olderAudio.add(file, recording)
	return recording, nil
}
