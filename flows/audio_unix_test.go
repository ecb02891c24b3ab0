//go:build unix

package flows

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestLoadAudioPipe: a pipe is refused and not waited for.
func TestLoadAudioPipe(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "f.yaml"), []byte(playing))
	if err := syscall.Mkfifo(filepath.Join(dir, "tone.wav"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, findings, _, err := Load(dir, testOptions(t))
	if err != nil || len(findings) != 1 || !strings.Contains(findings[0].Message, "no regular file") {
		t.Errorf("findings %v, %v", findings, err)
	}
}
