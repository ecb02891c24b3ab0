package host

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
)

// maxWatched is how much of one file the poll reads; a flow file has at most a 1 MiB.
const maxWatched = 2 << 20

// watch reloads when files change. Events are a hint, the poll of the files is the truth: a network file system, a bind
// mount and an overflow tell nothing. A set that cannot be loaded ends nothing; the next save is tried again.
//
// Directories are watched, not files: a watch on a file goes deaf after its first rename, and the swap of a ConfigMap
// touches nothing but the name ..data.
func (h *Host) watch(ctx context.Context) {
	fsw, err := fsnotify.NewWatcher()
	if err != nil {
		h.log.Warn("watch", "outcome", "polling only", "err", err.Error())
		h.follow(ctx, nil)
		return
	}
	defer func() { _ = fsw.Close() }()
	h.follow(ctx, fsw)
}

// follow reloads after events and polls; without a watcher there are no events.
func (h *Host) follow(ctx context.Context, fsw *fsnotify.Watcher) {
	w := &watcher{host: h, root: h.options.WatchDir, fsw: fsw}
	var events chan fsnotify.Event
	var errs chan error
	if fsw != nil {
		events, errs = fsw.Events, fsw.Errors
		w.addTree(w.root)
	}
	w.seen = treeHash(w.root)
	poll := time.NewTicker(h.pace.poll)
	defer poll.Stop()
	settle := time.NewTimer(time.Hour)
	settle.Stop()
	defer settle.Stop()
	var first time.Time // of the events that have not been acted on
	arm := func() {
		now := time.Now()
		if first.IsZero() {
			first = now
		}
		settle.Reset(min(h.pace.settle, h.pace.atMost-now.Sub(first)))
	}
	for {
		select {
		case <-ctx.Done():
			return
		case event, ok := <-events:
			if !ok {
				events = nil
			} else if w.counts(event) {
				arm()
			}
		case err, ok := <-errs:
			if !ok {
				errs = nil
				continue
			}
			h.log.Warn("watch", "outcome", "events lost", "err", err.Error())
			arm()
		case <-poll.C:
			// Directories that were made while nobody looked are watched from here on.
			w.addTree(w.root)
			if first.IsZero() && (w.waiting != nil || treeHash(w.root) != w.seen) {
				w.reload(ctx, true)
			}
		case <-settle.C:
			first = time.Time{}
			w.reload(ctx, false)
		}
	}
}

type watcher struct {
	host *Host
	root string
	fsw  *fsnotify.Watcher // nil: polling only
	seen [sha256.Size]byte // hash of the tree as of the last reload, good or bad

	waiting []string  // flows that the last look missed and that are still served; nil: none
	since   time.Time // of that look
}

// errLookAgain puts a reload off until the next poll.
var errLookAgain = errors.New("an entry flow is missing")

// reload hashes before it loads, so that a change in between is seen by the next poll.
//
// A flow that is missing may be a file that is just being written: a new set without it would turn its callers away. So
// it must be missing in a poll's later look too. People who ask for a reload mean what they did, and do not wait.
func (w *watcher) reload(ctx context.Context, poll bool) {
	w.seen = treeHash(w.root)
	missed, now := w.waiting, time.Now()
	again := poll && now.Sub(w.since) >= w.host.pace.poll/2 // a poll may come right behind the first look
	w.waiting = nil
	_, _ = w.host.reloadIf(ctx, func(gone []string) error { // logged, counted and shown by the reload itself
		fresh := slices.ContainsFunc(gone, func(name string) bool { return !slices.Contains(missed, name) })
		if len(gone) == 0 || again && !fresh {
			return nil
		}
		w.waiting = gone
		if fresh {
			w.since = now
			w.host.log.Info("reload", "outcome", "put off", "reason", "an entry flow is missing; the next poll looks again",
				"flows", strings.Join(gone, " "))
		}
		return errLookAgain
	})
}

// counts reports whether an event may mean a changed flow: a YAML file, a recording, a swapped ConfigMap, or a directory. A
// database in the folder is no event.
func (w *watcher) counts(event fsnotify.Event) bool {
	if event.Op == fsnotify.Chmod {
		return false
	}
	name := filepath.Base(event.Name)
	if name == "..data" || filepath.Ext(name) == ".yaml" {
		return true
	}
	if hidden(name) {
		return false
	}
	if isRecording(name) {
		return true
	}
	if event.Has(fsnotify.Create) {
		if info, err := os.Stat(event.Name); err == nil && info.IsDir() {
			w.addTree(event.Name)
			return true
		}
	}
	// What has gone cannot be asked any more; files that are of interest have an ending.
	return event.Has(fsnotify.Remove|fsnotify.Rename) && filepath.Ext(name) == ""
}

// addTree watches a directory and those below it. To add one twice changes nothing.
func (w *watcher) addTree(root string) {
	if w.fsw == nil {
		return
	}
	root = followed(root)
	_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // it is gone again, or closed to us; the loader says so
		}
		if !d.IsDir() && path != root {
			return nil
		}
		if path != root && hidden(d.Name()) {
			return fs.SkipDir
		}
		if err := w.fsw.Add(path); err != nil {
			w.host.log.Warn("watch", "outcome", "polling only", "dir", path, "err", err.Error())
		}
		return nil
	})
}

// followed is where a directory really is: a walk does not follow a link that it begins with.
func followed(root string) string {
	if real, err := filepath.EvalSymlinks(root); err == nil {
		return real
	}
	return root
}

// hidden names are not looked into: the generations of a ConfigMap, a version control's folder.
func hidden(name string) bool { return strings.HasPrefix(name, ".") }

// openRegular opens a file to read it; nil when it is gone or no ordinary file. To open a pipe waits for who writes to it,
// and to open a device may do anything: so it is asked before, and again after, since it may have been swapped in between.
func openRegular(path string) *os.File {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		_ = f.Close()
		return nil
	}
	return f
}

// isRecording reports whether a file of this name may be a recording of a flow.
func isRecording(name string) bool {
	ext := filepath.Ext(name)
	return strings.EqualFold(ext, ".mp3") || strings.EqualFold(ext, ".wav")
}

// treeHash is over the names and bytes of the YAML files below root. Recordings are too large to be read every few seconds:
// of them it takes names, sizes and times. It follows links to files, as the loader does.
func treeHash(root string) [sha256.Size]byte {
	h := sha256.New()
	root = followed(root)
	_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil
		case path != root && hidden(d.Name()):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case isRecording(path):
			if info, err := os.Stat(path); err == nil {
				h.Write(fmt.Appendf(nil, "\x00%q %d %d", path, info.Size(), info.ModTime().UnixNano()))
			}
			return nil
		case filepath.Ext(path) != ".yaml":
			return nil
		}
		file := sha256.New()
		if f := openRegular(path); f != nil {
			_, _ = io.Copy(file, io.LimitReader(f, maxWatched))
			_ = f.Close()
		}
		h.Write(binary.AppendUvarint(nil, uint64(len(path))))
		h.Write([]byte(path))
		h.Write(file.Sum(nil))
		return nil
	})
	return [sha256.Size]byte(h.Sum(nil))
}
