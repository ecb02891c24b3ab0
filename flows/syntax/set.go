package syntax

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"path"
	"path/filepath"
	"strings"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// Set is what [Load] read: the files, once, and the documents in them. It is not changed after Load and may be shared.
type Set struct {
	Dir       string      // as given to Load, or the directory of the one file
	Files     []File      // in the order of their paths
	Documents []*Document // in the order of the files
}

// File is one file as it was read.
type File struct {
	Path  string // below the directory, with slashes
	Name  string // Dir and Path together, as places carry it
	Bytes []byte
}

// Source gives the bytes of a file by the name that places carry, so that a set serves as [diag.Sources].
func (s *Set) Source(name string) ([]byte, bool) {
	for _, f := range s.Files {
		if f.Name == name {
			return f.Bytes, true
		}
	}
	return nil, false
}

// Hash gives a SHA-256 in hexadecimal of the paths below the directory and the bytes that were read: what was parsed, not
// what the files hold by now. The place of the directory does not enter into it.
func (s *Set) Hash() string {
	h := sha256.New()
	add := func(b []byte) {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(b)))
		h.Write(size[:]) // the length first, so that no two sets give the same sequence
		h.Write(b)
	}
	for _, f := range s.Files {
		add([]byte(f.Path))
		add(f.Bytes)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Suppress takes the warnings out of the list that a comment in the set ignores; see [Suppress].
func (s *Set) Suppress(l diag.List, known []diag.Code, elsewhere ...string) diag.List {
	return Suppress(s.Documents, l, known, elsewhere...)
}

// IsFlowFile reports whether [Load] would read a file of this name in a directory.
func IsFlowFile(name string) bool { return isFlowFile(filepath.ToSlash(name)) }

// isFlowFile reports whether a file of this name holds flows: not the host's settings, and no scenarios.
func isFlowFile(name string) bool {
	base := path.Base(name)
	return strings.HasSuffix(base, ".yaml") && base != "texmlflow.yaml" && !strings.HasSuffix(base, "_test.yaml")
}

// displayName gives the name of a file that places carry.
func displayName(dir, rel string) string {
	return filepath.ToSlash(filepath.Join(dir, filepath.FromSlash(rel)))
}
