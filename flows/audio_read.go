package flows

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// recordings are the files that the flows of a directory play. Each is read once: what is hashed is what is served,
// whatever the file holds by then.
type recordings struct {
	from  audioSource
	files map[string]recording // by path below the directory
	bytes map[string][]byte    // by name as the engine has it
	room  int                  // bytes left for all of them
}

// recording is a file that was looked for.
type recording struct {
	hash string
	err  error // why it cannot be played; fs.ErrNotExist when it is not there
	hint string
}

// audioSource is where files are looked for. Paths are below the directory that is loaded, with slashes.
type audioSource interface {
	read(name string) ([]byte, error) // may leave out what is beyond MaxAudioBytes+1
	below(folder string) []string     // the recordings in a folder and those in it, by path from there, sorted
}

func newRecordings(from audioSource) *recordings {
	return &recordings{from: from, files: map[string]recording{}, bytes: map[string][]byte{}, room: MaxAudioSetBytes}
}

// file reads a recording, once; ext is what its name says that it is.
func (r *recordings) file(name, ext string) recording {
	if known, ok := r.files[name]; ok {
		return known
	}
	b, err := r.from.read(name)
	out := recording{err: err}
	if err == nil {
		out.hint, out.err = checkAudio(b, strings.ToLower(ext))
	}
	if out.err == nil {
		if r.room -= len(b); r.room < 0 {
			out.err = fmt.Errorf("the recordings of a directory have more than %d MiB", MaxAudioSetBytes>>20)
			out.hint = "shorten some, or put them elsewhere and write their https URLs"
		}
	}
	if out.err == nil {
		sum := sha256.Sum256(b)
		out.hash = hex.EncodeToString(sum[:])
		r.bytes[audioFile(out.hash, name)] = b
	}
	r.files[name] = out
	return out
}

// hash is a set's hash together with the recordings that its flows play.
func (r *recordings) hash(set string) string {
	if len(r.files) == 0 {
		return set
	}
	out := field(nil, []byte(set))
	for _, name := range slices.Sorted(maps.Keys(r.files)) {
		out = field(field(out, []byte(name)), []byte(r.files[name].hash))
	}
	sum := sha256.Sum256(out)
	return hex.EncodeToString(sum[:])
}

// names are the files that were read, as places carry them.
func (r *recordings) names(dir string) []string {
	var list []string
	for name := range r.files {
		list = append(list, filepath.ToSlash(filepath.Join(dir, filepath.FromSlash(name))))
	}
	return list
}

var (
	errNotRegular = errors.New("it is no regular file")
	errTooLarge   = fmt.Errorf("it has more than %d MiB", MaxAudioBytes>>20)
)

// audioRoot reads below a directory. A link that stays inside is followed, any other is refused.
type audioRoot struct{ root *os.Root }

func (a audioRoot) read(name string) ([]byte, error) {
	info, err := a.root.Stat(name)
	if err != nil {
		return nil, plainCause(err)
	}
	if !info.Mode().IsRegular() { // asked before opening: to open a pipe waits for its writer
		return nil, errNotRegular
	}
	// What stands there may be exchanged between the two.
	f, err := a.root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, plainCause(err)
	}
	defer f.Close() // read only: nothing can be lost
	if info, err = f.Stat(); err != nil {
		return nil, plainCause(err)
	}
	if !info.Mode().IsRegular() {
		return nil, errNotRegular
	}
	b, err := io.ReadAll(io.LimitReader(f, MaxAudioBytes+1))
	return b, plainCause(err)
}

// plainCause leaves out of an error what the finding says itself.
func plainCause(err error) error {
	// The os package exports no error for this case.
	if cause := errors.Unwrap(err); cause != nil && cause.Error() == "path escapes from parent" {
		return errors.New("it is a link that leads out of the directory")
	}
	if pe := (*fs.PathError)(nil); errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// maxListed bounds how many files are looked at for a hint.
const maxListed = 2000

func (a audioRoot) below(folder string) []string {
	var list []string
	seen := 0
	_ = fs.WalkDir(a.root.FS(), folder, func(name string, d fs.DirEntry, err error) error {
		if seen++; seen > maxListed {
			return fs.SkipAll
		}
		switch {
		case err != nil: // it is only for a hint
			return nil
		case name != folder && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
		case !d.IsDir() && isAudioFile(name):
			list = append(list, pathFrom(folder, name))
		}
		return nil
	})
	slices.Sort(list)
	return list
}

// audioMap reads from files that are given.
type audioMap map[string][]byte

func (a audioMap) read(name string) ([]byte, error) {
	b, ok := a[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return b, nil
}

func (a audioMap) below(folder string) []string {
	var list []string
	for name := range a {
		if isAudioFile(name) && (folder == "." || strings.HasPrefix(name, folder+"/")) {
			list = append(list, pathFrom(folder, name))
		}
	}
	slices.Sort(list)
	return list
}

// pathFrom is a path from a folder that it is in.
func pathFrom(folder, name string) string {
	if folder == "." {
		return path.Clean(name)
	}
	return strings.TrimPrefix(name, folder+"/")
}
