package flows

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/texmlflow/texmlflow/engine"
)

// tone is a WAV file of so many samples, at 8 kHz and 8 bits.
func tone(samples int) []byte {
	b := append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(36+samples))...)
	b = append(b, "WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(samples))
	return append(b, bytes.Repeat([]byte{0x80, 0xb0}, samples/2+1)[:samples]...)
}

// frames are so many frames of MPEG 2, layer 3, that hold silence: 8 kbit/s at 24 kHz, one channel.
func frames(n int) []byte {
	return bytes.Repeat(append([]byte("\xff\xf3\x14\xc0"), make([]byte, 20)...), n)
}

// withAudio is files together with recordings, good and bad, for those of testdata/err.
func withAudio(files map[string][]byte) map[string][]byte {
	for name, b := range map[string][]byte{
		"tone.wav": tone(80), "empty.wav": {}, "cut.wav": tone(80)[:100], "tone.mp3": tone(80),
		"good.mp3": frames(3), "page.mp3": []byte("<!DOCTYPE html><title>Not found</title>"), "huge.mp3": make([]byte, MaxAudioBytes+1),
		"pointer.mp3": []byte("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
	} {
		files["audio/"+name] = b
	}
	return files
}

func TestCheckAudio(t *testing.T) {
	id3 := []byte("ID3\x04\x00\x00\x00\x00\x01\x01" + strings.Repeat("x", 129)) // 1<<7 | 1 bytes
	chunk := func(name string, size uint32, b string) string {
		return name + string(binary.LittleEndian.AppendUint32(nil, size)) + b
	}
	format := chunk("fmt ", 16, strings.Repeat("\x01", 16))
	riff := func(chunks ...string) []byte { return []byte("RIFF\x00\x00\x00\x00WAVE" + strings.Join(chunks, "")) }
	for _, test := range []struct {
		name, ext string
		b         []byte
		want      string // in the error; "": none
	}{
		{"wav", ".wav", tone(10), ""},
		{"wav with another chunk of odd length", ".wav", riff(chunk("LIST", 3, "abc\x00"), format, chunk("data", 1, "x")), ""},
		{"wav written to a pipe", ".wav", riff(format, chunk("data", 0xffffffff, "xx")), ""},
		{"wav without a format", ".wav", riff(chunk("data", 1, "x")), "before its sound"},
		{"wav without sound", ".wav", riff(format), "before its sound"},
		{"wav with no samples", ".wav", riff(format, chunk("data", 0, "")), "before its sound"},
		{"wav that ends in a length", ".wav", riff(format, "data\x01"), "before its sound"},
		{"wav cut in a chunk", ".wav", riff(format, chunk("LIST", 100, "abc")), "before its sound"},
		{"wav cut in the sound", ".wav", tone(100)[:90], "before its sound"},
		{"mp3", ".mp3", frames(3), ""},
		{"mp3 with a tag", ".mp3", append(slices.Clone(id3), frames(2)...), ""},
		{"mp3 with a tag and padding", ".mp3", append(append(slices.Clone(id3), make([]byte, 100)...), frames(2)...), ""},
		{"mp3 that begins within a frame", ".mp3", append([]byte("\xff\xf3\x14 within"), frames(2)...), ""},
		{"mp3 of another MPEG", ".mp3", append(append([]byte("\xff\xfb\x90\x64"), make([]byte, 413)...), "\xff\xfb\x90\x64"...), ""},
		{"mp3 of one frame", ".mp3", frames(1), ""},
		{"a tag alone", ".mp3", id3, "no sound behind"},
		{"a tag that is longer than the file", ".mp3", []byte("ID3\x04\x00\x00\x7f\x7f\x7f\x7f"), "no sound behind"},
		{"half a header", ".mp3", []byte("\xff\xf3"), "no mp3 file"},
		{"one header and nothing like it behind", ".mp3", append(frames(1), "something else"...), "no mp3 file"},
		{"layer 2", ".mp3", bytes.Repeat([]byte("\xff\xfd\x14\xc0"), 50), "no mp3 file"},
		{"nothing", ".mp3", nil, "empty"},
		{"a page", ".mp3", []byte("<html>"), "looks like text/html"},
		{"Ogg", ".wav", []byte("OggS\x00"), "looks like application/ogg"},
		{"wav called mp3", ".mp3", tone(10), "is a wav file"},
		{"mp3 called wav", ".wav", frames(2), "is a mp3 file"},
		{"too large", ".mp3", append(frames(2), make([]byte, MaxAudioBytes)...), "more than 5 MiB"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := checkAudio(test.b, test.ext)
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// TestCheckAudioTakesAnything: no bytes make it panic or run long, and only those of a format pass for it.
func TestCheckAudioTakesAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := slices.Clone(rapid.SampledFrom([][]byte{tone(20), frames(4), []byte("ID3\x04\x00\x10\x00\x00\x00\x05"), nil}).Draw(t, "file"))
		b = b[:rapid.IntRange(0, len(b)).Draw(t, "length")]
		for range rapid.IntRange(0, 4).Draw(t, "spoilt bytes") {
			if len(b) > 0 {
				b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
			}
		}
		b = append(b, rapid.SliceOf(rapid.Byte()).Draw(t, "rest")...)
		_, wav := checkAudio(b, ".wav")
		_, mp3 := checkAudio(b, ".mp3")
		if wav == nil && (mp3 == nil || !bytes.HasPrefix(b, []byte("RIFF"))) || mp3 == nil && !bytes.Contains(b, []byte{0xff}) {
			t.Errorf("as wav %v, as mp3 %v: %x", wav, mp3, b)
		}
	})
}

const playing = "flow: f\nstart: a\nstates:\n  a: {play: tone.wav, to: hangup}\n"

func TestAudioOfMachine(t *testing.T) {
	files := map[string][]byte{
		"f.yaml": []byte(playing), "tone.wav": tone(10), "unused.wav": tone(12), "sub/tone.wav": tone(10), "sub/other.wav": tone(20),
		"sub/g.yaml": []byte("flow: g\nstart: a\nstates:\n  a: {play: tone.wav, to: b}\n  b: {play: ./other.wav, to: hangup}\n"),
	}
	lib := mustLoad(t, files, testOptions(t))
	first := lib.Machines["f"].Audio
	if len(first) != 1 || !strings.HasSuffix(first[0], "/tone.wav") || len(first[0]) != 64+len("/tone.wav") {
		t.Fatalf("f plays %v", first)
	}
	part := lib.Machines["f"].Entry().States["a"].Parts[0].Play
	if part.Audio == nil || part.Audio.URL != nil || part.Audio.File != first[0] {
		t.Errorf("the play of f: %+v, want the file %s", part.Audio, first[0])
	}
	// The same file under another path is the same recording; one that no flow plays is not read.
	if second := lib.Machines["g"].Audio; len(second) != 2 || !slices.Contains(second, first[0]) {
		t.Errorf("g plays %v, want %s and another", second, first[0])
	}
	if len(lib.Audio) != 2 || !bytes.Equal(lib.Audio[first[0]], tone(10)) {
		t.Errorf("the library has %d recordings, want 2", len(lib.Audio))
	}
	if want := []string{"f.yaml", "sub/g.yaml", "sub/other.wav", "sub/tone.wav", "tone.wav"}; !slices.Equal(lib.Files, want) {
		t.Errorf("files %v, want %v", lib.Files, want)
	}
}

// TestAudioVersion: other bytes are another version and another set; what no flow plays changes neither.
func TestAudioVersion(t *testing.T) {
	load := func(files ...any) *Library {
		m := map[string][]byte{"f.yaml": []byte(playing)}
		for i := 0; i < len(files); i += 2 {
			m[files[i].(string)] = files[i+1].([]byte)
		}
		return mustLoad(t, m, testOptions(t))
	}
	base := load("tone.wav", tone(10))
	for _, test := range []struct {
		name string
		lib  *Library
		same bool
	}{
		{"again", load("tone.wav", tone(10)), true},
		{"another recording beside it", load("tone.wav", tone(10), "other.wav", tone(20)), true},
		{"other bytes", load("tone.wav", tone(11)), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.lib.Machines["f"].Version == base.Machines["f"].Version; got != test.same {
				t.Errorf("the version is the same: %v, want %v", got, test.same)
			}
			if got := test.lib.Hash == base.Hash; got != test.same {
				t.Errorf("the hash is the same: %v, want %v", got, test.same)
			}
		})
	}
}

// TestPinnedAudio: a version finds its recordings without the files, and not those of another.
func TestPinnedAudio(t *testing.T) {
	lib := mustLoad(t, map[string][]byte{"f.yaml": []byte(playing), "tone.wav": tone(10)}, testOptions(t))
	m := lib.Machines["f"]
	got, err := Compile(m.Version, lib.Sources[m.Version])
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m, got, sameMachine); diff != "" {
		t.Errorf("(-loaded +pinned):\n%s", diff)
	}
	for name, b := range map[string]bundle{
		"without its recording": bundleOf("f", playing),
		"a recording first":     {flows: []sourceOf{{file: "tone.wav", document: []byte("0")}}},
	} {
		if m, err := Compile(b.version(), b.encode()); err == nil {
			t.Errorf("%s: it compiles, with %v", name, m.Audio)
		}
	}
}

func TestAudioSetIsBounded(t *testing.T) {
	files := map[string][]byte{}
	var flow strings.Builder
	flow.WriteString("flow: f\nstart: a\nstates:\n")
	large := tone(MaxAudioBytes - 44)
	last := 'a' + rune(MaxAudioSetBytes/MaxAudioBytes)
	for c := 'a'; c <= last; c++ {
		files[string(c)+".wav"] = large
		fmt.Fprintf(&flow, "  %c: {play: %c.wav, to: %c}\n", c, c, c+1)
	}
	fmt.Fprintf(&flow, "  %c: {hangup: true}\n", last+1)
	files["f.yaml"] = []byte(flow.String())
	lib, findings := LoadFiles(files, testOptions(t))
	if lib != nil || len(findings) != 1 || findings[0].Code != codeBadAudio || !strings.Contains(findings[0].Message, "more than 64 MiB") {
		t.Errorf("library %v, findings %v", lib != nil, findings)
	}
}

// TestLoadAudio reads from a disk, where a name may lead to anything.
func TestLoadAudio(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret.wav")
	write(t, outside, tone(10))
	dir := t.TempDir()
	inside := filepath.Join(dir, "..data", "real.wav")
	write(t, inside, tone(10))
	write(t, filepath.Join(dir, "sub", "f.yaml"), []byte(playing))
	file := filepath.Join(dir, "sub", "tone.wav")
	for _, test := range []struct {
		name string
		make func() error
		want string // in the finding; "": none
		hint string
	}{
		{"a file", func() error { return os.WriteFile(file, tone(10), 0o600) }, "", ""},
		{"a link that stays inside", func() error { return os.Symlink("../..data/real.wav", file) }, "", ""},
		{"none", func() error { return nil }, `no recording "tone.wav" beside the flow`, "put the file beside"},
		{"nearly", func() error { return os.WriteFile(filepath.Join(dir, "sub", "tones.wav"), tone(10), 0o600) }, "no recording", `did you mean "tones.wav"?`},
		{"a link that leads out", func() error { return os.Symlink(outside, file) }, "a link that leads out of the directory", ""},
		{"a link that leads out by dots", func() error { return os.Symlink("../../../"+filepath.Base(filepath.Dir(outside))+"/secret.wav", file) }, "a link that leads out", ""},
		{"a link to nothing", func() error { return os.Symlink("gone.wav", file) }, "no recording", "a link to a file that is not there"},
		{"a directory", func() error { return os.Mkdir(file, 0o700) }, "no regular file", ""},
		{"a device", func() error { return os.Symlink("/dev/zero", file) }, "a link that leads out", ""},
		{"too large", func() error { return os.WriteFile(file, make([]byte, MaxAudioBytes+1), 0o600) }, "more than 5 MiB", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if err := test.make(); err != nil {
				t.Fatal(err)
			}
			for _, path := range []string{dir, filepath.Join(dir, "sub"), filepath.Join(dir, "sub", "f.yaml")} {
				if strings.Contains(test.name, "link that stays") && path != dir {
					continue // below there it leads out
				}
				lib, findings, _, err := Load(path, testOptions(t))
				switch {
				case err != nil:
					t.Fatal(err)
				case test.want == "" && (lib == nil || len(lib.Audio) != 1 || len(lib.Files) != 2):
					t.Errorf("%s: %v", path, findings)
				case test.want != "" && (len(findings) != 1 || !strings.Contains(findings[0].Message, test.want) || !strings.Contains(findings[0].Hint, test.hint)):
					t.Errorf("%s: findings %v, want one with %q and the hint %q", path, findings, test.want, test.hint)
				}
			}
			if err := os.RemoveAll(file); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestAudioIsReadOnce: two flows with one file get the same bytes, though it changes in between.
func TestAudioIsReadOnce(t *testing.T) {
	source := &changingAudio{}
	r := newRecordings(source)
	first, second := r.file("tone.wav", ".wav"), r.file("tone.wav", ".wav")
	if source.reads != 1 || first.err != nil || first != second || !bytes.Equal(r.bytes[audioFile(first.hash, "tone.wav")], tone(1)) {
		t.Errorf("%d reads: %+v, then %+v", source.reads, first, second)
	}
	if missing := r.file("none.wav", ".wav"); !errors.Is(missing.err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: %v", missing.err)
	}
}

type changingAudio struct{ reads int }

func (c *changingAudio) read(name string) ([]byte, error) {
	if name != "tone.wav" {
		return nil, fs.ErrNotExist
	}
	c.reads++
	return tone(c.reads), nil
}

func (*changingAudio) below(string) []string { return nil }

func TestAudioLinks(t *testing.T) {
	for value, link := range map[string]bool{
		"https://a.example.com/b.mp3": true, "http://a/b": true, "${env.CDN}/a.mp3": true, "${ env.CDN }/a.mp3": true, "ftp://a": true,
		"a.mp3": false, "${name}.mp3": false, "a/b.wav": false, "${environment}.mp3": false, "https.mp3": false, "C:x.mp3": false,
	} {
		if isLink(value) != link {
			t.Errorf("%s: a URL is %v, want %v", value, !link, link)
		}
	}
	if _, ok := engine.AudioOf(engine.RouteAnswer); ok {
		t.Error("a turn's route is taken for a recording's")
	}
}
