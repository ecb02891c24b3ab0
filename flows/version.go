package flows

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/flows/syntax"
)

// bundle is the sources of one machine: its entry flow first, then the subflows it reaches, by name.
//
// Encoded, it is a line that names the format, then for each flow four fields with their lengths before them (8 bytes,
// big-endian): name, document, file, and the line on which the document begins. The recordings that a flow plays follow
// it in the same four fields: no name, the SHA-256 of the bytes, the file as the flow names it, and line 0. The version is
// the SHA-256 of the names and documents (for a recording, of the empty name, its hash and its file) in the same form:
// where a document stands is for messages, and to move it changes no machine.
type bundle struct{ flows []sourceOf }

// sourceOf is the document of one flow.
type sourceOf struct {
	name     string
	document []byte
	file     string
	line     int               // of the document's first line, from 1
	audio    map[string]string // hashes of the recordings that it plays, by file as written
}

const bundleFormat = "texmlflow sources 1\n"

// bundle collects the sources of an entry flow.
func (c *compiler) bundle(entry string) bundle {
	var b bundle
	for _, name := range c.reached(entry) {
		f := c.byName[name]
		b.flows = append(b.flows, sourceOf{name: name, document: f.Source, file: f.File, line: f.FirstLine, audio: f.Audio})
	}
	return b
}

func (b bundle) entry() string { return b.flows[0].name }

// version is the machine's version.
func (b bundle) version() string {
	sum := sha256.New()
	add := func(list ...[]byte) {
		for _, f := range list {
			sum.Write(binary.BigEndian.AppendUint64(nil, uint64(len(f))))
			sum.Write(f)
		}
	}
	for _, s := range b.flows {
		add([]byte(s.name), s.document)
		for _, file := range slices.Sorted(maps.Keys(s.audio)) {
			add(nil, []byte(s.audio[file]), []byte(file))
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func (b bundle) encode() []byte {
	room := len(bundleFormat)
	for _, s := range b.flows {
		room += len(s.name) + len(s.document) + len(s.file) + 5*8
	}
	out := append(make([]byte, 0, room), bundleFormat...)
	for _, s := range b.flows {
		out = field(out, []byte(s.name))
		out = field(out, s.document)
		out = field(out, []byte(s.file))
		out = field(out, binary.BigEndian.AppendUint64(nil, uint64(s.line)))
		for _, file := range slices.Sorted(maps.Keys(s.audio)) {
			out = field(field(field(out, nil), []byte(s.audio[file])), []byte(file))
			out = field(out, make([]byte, 8))
		}
	}
	return out
}

// field appends bytes with their length, so that no two lists of fields give the same sequence.
func field(out, b []byte) []byte {
	out = binary.BigEndian.AppendUint64(out, uint64(len(b)))
	return append(out, b...)
}

var errDamaged = errors.New("the sources are damaged")

func decodeBundle(b []byte) (bundle, error) {
	rest, ok := bytes.CutPrefix(b, []byte(bundleFormat))
	if !ok {
		return bundle{}, fmt.Errorf("%w: expected %q at their beginning", errDamaged, strings.TrimSpace(bundleFormat))
	}
	take := func() (value []byte) {
		if len(rest) < 8 || uint64(len(rest)-8) < binary.BigEndian.Uint64(rest) {
			ok = false
			return nil
		}
		n := int(binary.BigEndian.Uint64(rest))
		value, rest = rest[8:8+n], rest[8+n:]
		return value
	}
	var out bundle
	for ok && len(rest) > 0 {
		s := sourceOf{name: string(take()), document: take(), file: string(take())}
		if line := take(); len(line) == 8 {
			s.line = int(min(binary.BigEndian.Uint64(line), syntax.MaxFileBytes))
		} else {
			ok = false
		}
		if s.name != "" {
			out.flows = append(out.flows, s)
			continue
		}
		if len(out.flows) == 0 {
			ok = false
			break
		}
		f := &out.flows[len(out.flows)-1]
		if f.audio == nil {
			f.audio = map[string]string{}
		}
		f.audio[s.file] = string(s.document)
	}
	if !ok || len(out.flows) == 0 {
		return bundle{}, fmt.Errorf("%w: they end too early", errDamaged)
	}
	return out, nil
}

// document gives the bytes of a document of a file without the marker line that parts it from the one before, and the line
// on which they begin: whether a flow is the first of its file says nothing about it.
func document(file []byte, doc *syntax.Document) (source []byte, line int) {
	line = 1 + bytes.Count(bytes.TrimPrefix(file, []byte("\ufeff"))[:doc.Start], []byte{'\n'})
	first, rest, _ := bytes.Cut(doc.Source, []byte{'\n'})
	if after, ok := bytes.CutPrefix(first, []byte("---")); ok && len(bytes.TrimSpace(after)) == 0 {
		return rest, line + 1
	}
	return doc.Source, line
}

// text is the document with as many lines before it as in its file, so that places are the same.
func (s sourceOf) text() []byte {
	return append(bytes.Repeat([]byte{'\n'}, max(s.line-1, 0)), s.document...)
}
