package host

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/callback"
)

// Forged requests write a few lines a second, and one that counts the rest; they hide no line of another class.
func TestForgeriesDoNotFillTheLog(t *testing.T) {
	r := newRig(t)
	r.host.samples.window = 400 * time.Millisecond
	before := strings.Count(r.log.String(), "\n")
	start := time.Now()
	const sent = 60
	for range sent {
		r.do(http.MethodPost, "/texml", form("c"), header(callback.HeaderSignature, ""))
	}
	lines := strings.Count(r.log.String(), "\n") - before
	windows := int(time.Since(start)/r.host.samples.window) + 1
	if most := windows * (sampleLines + 1); lines < sampleLines || lines > most {
		t.Errorf("%d lines about %d forgeries, want %d to %d", lines, sent, sampleLines, most)
	}
	r.do(http.MethodGet, "/texml", "")
	if !strings.Contains(r.log.String(), "voice_method") {
		t.Error("a flood of one class has hidden a line of another")
	}
	for range 5 {
		r.post("/texml", form("c")) // what verifies is always logged
	}
	if got := strings.Count(r.log.String(), `"class":"repeat"`); got != 4 {
		t.Errorf("%d lines about callbacks, want 4", got)
	}
	deadline := time.Now().Add(3 * time.Second)
	for !strings.Contains(r.log.String(), `"left_out":`) && time.Now().Before(deadline) {
		time.Sleep(10 * time.Millisecond)
	}
	if line := r.log.tail("left_out"); !strings.Contains(line, `"class":"forbidden"`) {
		t.Errorf("no line tells what was left out: %s", line)
	}
	time.Sleep(20 * time.Millisecond)
	r.do(http.MethodPost, "/texml", form("c"), header(callback.HeaderSignature, ""))
	if !strings.Contains(r.log.tail(`"msg":`), `"missing-header"`) {
		t.Error("after the window nothing is logged any more")
	}
	r.wantCount(classSignature, sent+1)
}
