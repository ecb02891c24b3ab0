package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine/spell"
	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// hostFileName is the file beside the flows that says where they are served. It is no flow.
const hostFileName = "texmlflow.yaml"

// hostFile is a texmlflow.yaml as it was read.
type hostFile struct {
	path    string // as findings name it
	exists  bool
	sound   bool   // it could be read whole, or there is none: what it does not say is not said
	bytes   []byte // as read, for the hash
	shown   []byte // the same with the secrets blanked, for excerpts
	values  values
	numbers []numberEntry
}

// numberEntry is one line of numbers.
type numberEntry struct{ number, flow value }

// Source gives the text that an excerpt may show.
func (h *hostFile) Source(name string) ([]byte, bool) {
	return h.shown, h.exists && name == h.path
}

// readHostFile reads the texmlflow.yaml of a directory. What is wrong in it is added to out; a directory without one has
// no values.
func readHostFile(dir string, out *diag.List) *hostFile {
	h := &hostFile{path: filepath.ToSlash(filepath.Join(dir, hostFileName)), values: values{}}
	b, err := readSmall(filepath.Join(dir, hostFileName), syntax.MaxFileBytes)
	if errors.Is(err, fs.ErrNotExist) {
		h.sound = true
		return h
	}
	h.exists = true
	if err != nil {
		cause := err
		if pe := (*fs.PathError)(nil); errors.As(err, &pe) {
			cause = pe.Err
		}
		out.Errorf("unreadable-file", diag.Span{File: h.path}, "cannot be read: %s", cause)
		return h
	}
	h.bytes, h.shown = b, b
	var found diag.List
	docs := syntax.Parse(h.path, b, &found)
	h.sound = !found.HasErrors()
	found = syntax.Suppress(docs, found, allCodes())
	h.hushed(found)
	out.Add(found...)
	if len(docs) == 0 {
		return h
	}
	if len(docs) > 1 {
		for _, more := range docs[1:] {
			h.blank(more.Root.Span)
		}
		out.Errorf("setting", docs[1].Root.Span, "a second document; the settings are one")
	}
	before := len(*out)
	h.read(docs[0].Root, out)
	h.sound = h.sound && len(*out) == before
	return h
}

// read takes the values out of the tree.
func (h *hostFile) read(root *syntax.Node, out *diag.List) {
	if root.Kind == syntax.Null {
		return
	}
	if !h.isMap(root, hostFileName, out) {
		return
	}
	known := fileKeys("")
	syntax.CheckKeys(root, known, hostFileName, out)
	for _, pair := range root.Pairs {
		key := pair.Key.Value
		group := fileKeys(key + ".")
		switch {
		case !slices.Contains(known, key):
			h.blank(pair.Value.Span) // it may be a secret whose key is misspelt
		case key == keyNumbers:
			h.readNumbers(pair.Value, out)
		case len(group) == 0:
			h.readSetting(key, pair.Value, out)
		case h.isMap(pair.Value, key, out):
			syntax.CheckKeys(pair.Value, group, key, out)
			for _, inner := range pair.Value.Pairs {
				h.readSetting(key+"."+inner.Key.Value, inner.Value, out)
			}
		}
	}
}

// fileKeys gives the keys of the file, or those of a group, whose name with a dot is the prefix.
func fileKeys(prefix string) []string {
	var keys []string
	if prefix == "" {
		keys = []string{keyNumbers}
	}
	for _, s := range settings {
		rest, ok := strings.CutPrefix(s.key, prefix)
		if name, _, _ := strings.Cut(rest, "."); ok && !slices.Contains(keys, name) {
			keys = append(keys, name)
		}
	}
	slices.Sort(keys)
	return keys
}

// fileUsage lists the keys of the file as they are written.
func fileUsage() string {
	var list []string
	for _, key := range fileKeys("") {
		if group := fileKeys(key + "."); len(group) > 0 {
			key += ": {" + strings.Join(group, ", ") + "}"
		}
		list = append(list, key)
	}
	return strings.Join(list, ", ")
}

// isMap reports what is no map, and does not show it: whoever wrote something else there has forgotten a key or a colon,
// perhaps of a secret.
func (h *hostFile) isMap(n *syntax.Node, what string, out *diag.List) bool {
	if n.IsMap() {
		return true
	}
	h.blank(n.Span)
	out.Errorf("setting", n.Span, "%s is %s, expected a map of settings", what, n.Kind)
	return false
}

// readSetting takes one setting; what is no setting has been reported by CheckKeys, and may be a misspelt secret.
func (h *hostFile) readSetting(key string, n *syntax.Node, out *diag.List) {
	i := slices.IndexFunc(settings, func(s setting) bool { return s.key == key })
	if i < 0 {
		h.blank(n.Span)
		return
	}
	s := settings[i]
	if s.secret {
		h.blank(n.Span)
	}
	var nodes []*syntax.Node
	switch {
	case s.list && n.IsList():
		nodes = n.Items
	case s.list:
		out.Errorf("setting", n.Span, "%s: expected a list", key).Hint = "write " + lastPart(key) + ": [FIRST, SECOND]"
		return
	default:
		nodes = []*syntax.Node{n}
	}
	list := make([]value, 0, len(nodes))
	for _, item := range nodes {
		if !item.IsScalar() {
			out.Errorf("setting", item.Span, "%s: expected text, this is %s", key, item.Describe())
			continue
		}
		list = append(list, value{text: h.relative(key, item.Value), from: fromFile, name: key, at: item.Span})
	}
	if s.list || len(list) > 0 {
		h.values[key] = list
	}
}

func lastPart(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

// relative makes a path of the file relative to the file, so that it means the same wherever the program is started.
func (h *hostFile) relative(key, text string) string {
	dir := filepath.Dir(filepath.FromSlash(h.path))
	join := func(path string) string {
		if path == "" || filepath.IsAbs(path) {
			return path
		}
		return filepath.Join(dir, path)
	}
	switch key {
	case "token_keys", "tls.cert", "tls.key":
		return join(text)
	case "store":
		if path, ok := strings.CutPrefix(text, storeSQLite+":"); ok {
			return storeSQLite + ":" + join(path)
		}
	}
	return text
}

func (h *hostFile) readNumbers(n *syntax.Node, out *diag.List) {
	if !h.isMap(n, keyNumbers, out) {
		return
	}
	for _, pair := range n.Pairs {
		number := value{text: pair.Key.Value, from: fromFile, name: keyNumbers, at: pair.Key.Span}
		if fault := checkNumber(number.text); fault != "" {
			f := out.Errorf("setting", number.at, "%s %s: %s", keyNumbers, quoted(number.text), fault)
			f.Hint = spell.DidYouMean(number.text, []string{defaultNumber})
			continue
		}
		if !pair.Value.IsScalar() {
			out.Errorf("setting", pair.Value.Span, "%s: expected the name of a flow, this is %s", keyNumbers, pair.Value.Describe())
			continue
		}
		flow := value{text: pair.Value.Value, from: fromFile, name: keyNumbers, at: pair.Value.Span}
		h.numbers = append(h.numbers, numberEntry{number, flow})
	}
}

// isDir reports whether a path is a directory that can be asked about.
func isDir(path string) (bool, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, trouble(likePath(path), "%w", err)
	case err != nil:
		return false, err
	}
	return info.IsDir(), nil
}

// likePath is a hint at what is there instead of a path; "" where nothing is like it.
func likePath(path string) string {
	dir := filepath.Dir(path)
	list, err := os.ReadDir(dir)
	if err != nil {
		return "" // what there is cannot be said
	}
	var names []string
	for _, entry := range list {
		names = append(names, filepath.Join(dir, entry.Name()))
	}
	return spell.DidYouMean(filepath.Clean(path), names)
}
