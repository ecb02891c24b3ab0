package flows

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/spell"
)

// The limits of recordings: a carrier fetches each while its caller waits, and all of them are kept in memory.
const (
	MaxAudioBytes    = 5 << 20  // of one file
	MaxAudioSetBytes = 64 << 20 // of all files that the flows of a directory play
	maxAudioName     = 128      // bytes of a file's name, which stands in a URL and in the store
)

// audio compiles where a recording is: a URL, or a file beside the flow.
func (f *flowCompiler) audio(t text, p *place) *engine.Audio {
	if isLink(t.Value) {
		if url := f.link(t, p, "a recording"); url != nil {
			return &engine.Audio{URL: url}
		}
		return nil
	}
	name, ok := f.fileName(t)
	if !ok {
		return nil
	}
	if !f.pinned {
		hash, ok := f.readAudio(t, name)
		if !ok {
			return nil
		}
		if f.decl.Audio == nil {
			f.decl.Audio = map[string]string{}
		}
		f.decl.Audio[name] = hash
	}
	hash, ok := f.decl.Audio[name]
	if !ok {
		f.out.Errorf(codeUnknownAudio, t.Node.Span, "the recording %q is not among the sources", name)
		return nil
	}
	return &engine.Audio{File: audioFile(hash, name)}
}

// audioFile is a recording as the engine names it. Two files with the same name and bytes are one.
func audioFile(hash, written string) string { return hash + "/" + path.Base(path.Clean(written)) }

var fromEnv = regexp.MustCompile(`^\$\{\s*env\.`)

// isLink reports whether a recording is meant to be a URL: it has a scheme, or begins with a value of the environment.
func isLink(value string) bool { return strings.Contains(value, "://") || fromEnv.MatchString(value) }

// fileName is the name of a recording's file as it is written; not ok when there are expressions in it.
func (f *flowCompiler) fileName(t text) (name string, ok bool) {
	tmpl, problems := guard.ParseTemplate(t.Value)
	f.problems(t, problems)
	for _, part := range tmpl.Parts {
		if !part.Literal {
			notLiteral(f.out, t, part, "the name of a recording's file").
				Hint = "every file is looked for before the first call: write a play for each, or a map of languages; a URL begins with https:// or ${env.NAME}"
			return t.Value, f.pinned // of a version that a call is on: no recording has this name
		}
		name += part.Text
	}
	return name, len(problems) == 0
}

// readAudio finds a recording beside the flow, or says what is wrong with it.
func (f *flowCompiler) readAudio(t text, name string) (hash string, ok bool) {
	at := t.Node.Span
	if message, hint := badAudioName(name); message != "" {
		f.out.Errorf(codeBadAudio, at, "%s", message).Hint = hint
		return "", false
	}
	r := f.recordings.file(path.Join(f.decl.Folder, name), path.Ext(name))
	switch {
	case errors.Is(r.err, fs.ErrNotExist):
		f.out.Errorf(codeUnknownAudio, at, "there is no recording %q beside the flow", name).Hint = f.nearAudio(name)
		return "", false
	case r.err != nil:
		f.out.Errorf(codeBadAudio, at, "the recording %q cannot be played: %s", name, r.err).Hint = r.hint
		return "", false
	}
	return r.hash, true
}

// nearAudio says which file was meant: one of this name in another folder, or of nearly this name, or a URL.
func (f *flowCompiler) nearAudio(name string) string {
	known := f.recordings.from.below(f.decl.Folder)
	if slices.Contains(known, path.Clean(name)) {
		return "it is a link to a file that is not there"
	}
	for _, k := range known {
		if path.Base(k) == path.Base(name) {
			return fmt.Sprintf("did you mean %q?", k)
		}
	}
	if near := spell.DidYouMean(path.Clean(name), known); near != "" {
		return near
	}
	if host, _, deeper := strings.Cut(name, "/"); deeper && strings.Contains(host, ".") && host != "." {
		return fmt.Sprintf("if it is a URL, write \"https://%s\"", name)
	}
	if len(known) == 0 {
		return "put the file beside the flow, or write an https URL"
	}
	return "the recordings are " + strings.Join(known[:min(len(known), 12)], ", ")
}

// badAudioName says why a recording cannot be written so.
func badAudioName(name string) (message, hint string) {
	const beside = "a recording is a file beside the flow, or in a folder below"
	segments := strings.Split(name, "/")
	switch {
	case !isAudioFile(name):
		message, hint = fmt.Sprintf("expected an mp3 or wav file, or the https URL of a recording, got %q", name), ""
		if ext := strings.ToLower(path.Ext(name)); slices.Contains([]string{".ogg", ".opus", ".m4a", ".aac", ".flac", ".aiff", ".wma", ".webm"}, ext) {
			hint = "the carrier plays mp3 and wav: convert it"
		}
		return message, hint
	case strings.HasPrefix(name, "//"):
		return fmt.Sprintf("expected a file beside the flow, or an https URL, got %q", name), fmt.Sprintf("if it is a URL, write \"https:%s\"", name)
	case strings.ContainsFunc(name, func(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar }):
		return fmt.Sprintf("a file's name has no control characters, got %q", name), ""
	case strings.Contains(name, `\`):
		return fmt.Sprintf("folders are parted by /, got %q", name), fmt.Sprintf("write %q", strings.ReplaceAll(name, `\`, "/"))
	case strings.HasPrefix(name, "/"):
		return fmt.Sprintf("the path %q leads out of the flow's folder", name), beside + ": write its path from there"
	case slices.Contains(segments, "..") && !strings.HasPrefix(path.Clean(name), ".."):
		return fmt.Sprintf("the path %q has a step back in it, which is not taken", name), fmt.Sprintf("write %q", path.Clean(name))
	case slices.Contains(segments, ".."):
		return fmt.Sprintf("the path %q leads out of the flow's folder", name), beside + ": copy it there"
	case slices.ContainsFunc(segments, func(s string) bool { return strings.HasPrefix(s, ".") && s != "." }):
		return fmt.Sprintf("names that begin with a dot are not read, got %q", name), ""
	case len(path.Base(name)) > maxAudioName:
		return fmt.Sprintf("the file's name has %d bytes, at most %d fit into its URL", len(path.Base(name)), maxAudioName), "rename it"
	}
	return "", ""
}

// isAudioFile reports whether a file of this name may hold a recording.
func isAudioFile(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return (ext == ".mp3" || ext == ".wav") && len(path.Base(name)) > len(ext)
}
