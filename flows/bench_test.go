package flows

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gopkg.in/yaml.v3"
)

// usualFlow is a flow of a number of states as people write them: menus with choices, dials, a question, guards over
// variables, prompts in one language.
func usualFlow(name string, states int) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "flow: %s\nvars: {tries: {type: int, default: 0}, plan: {one_of: [std, tya], default: std}, name: {type: string, default: \"\"}}\n", name)
	b.WriteString("defaults:\n  gather: {timeout: 6s, retries: 2, exhausted: bye}\n  dial: {timeout: 20s, otherwise: bye}\nstart: s0\nstates:\n")
	for i := range states {
		next := fmt.Sprintf("s%d", i+1)
		if i == states-1 {
			next = "bye"
		}
		fmt.Fprintf(&b, "  s%d:\n", i)
		switch i % 4 {
		case 0:
			fmt.Fprintf(&b, "    gather:\n      prompt: Press 1 to go on, 2 to speak to somebody in department %d, or 3 to end.\n", i)
			fmt.Fprintf(&b, "      choices:\n        \"1\": %s\n        \"2\": {set: {tries: tries + 1}, to: %s}\n        \"3\": hangup\n", next, next)
		case 1:
			fmt.Fprintf(&b, "    say: \"Thank you, ${name}.\"\n    choose:\n      - when: tries > %d && plan == std\n        to: %s\n", i%7, next)
			fmt.Fprintf(&b, "      - when: plan == tya && tries < 3\n        set: {name: From}\n        to: %s\n      - to: %s\n", next, next)
		case 2:
			fmt.Fprintf(&b, "    dial: {number: \"+1512555%04d\"}\n    answered: %s\n    busy: {say: They are busy., to: %s}\n", i%10000, next, next)
		case 3:
			fmt.Fprintf(&b, "    gather: {prompt: \"Enter your number, ${name}.\", num_digits: 4}\n    transitions:\n")
			fmt.Fprintf(&b, "      - {when: Digits == \"%04d\", to: %s}\n      - {when: tries < 3, set: {name: Digits}, to: %s}\n      - to: bye\n", i%10000, next, next)
		}
	}
	b.WriteString("  bye: {say: Goodbye., hangup: true}\n")
	return []byte(b.String())
}

// decodeNode is the yardstick: what it costs to have yaml.v3 read the same text.
func decodeNode(tb testing.TB, src []byte) {
	tb.Helper()
	d := yaml.NewDecoder(bytes.NewReader(src))
	for {
		var n yaml.Node
		if err := d.Decode(&n); err == io.EOF {
			return
		} else if err != nil {
			tb.Fatal(err)
		}
	}
}

// BenchmarkLoad loads a flow with all its proofs beside the yardstick, in turns, and measures processor time, so that what
// else the machine does touches neither. x-decode is how many times the decoding a load costs.
func BenchmarkLoad(b *testing.B) {
	for _, states := range []int{100, 1000} {
		b.Run(fmt.Sprintf("states=%d", states), func(b *testing.B) {
			src, opt := usualFlow("usual", states), testOptions(b)
			files := map[string][]byte{"usual.yaml": src}
			var load, decode time.Duration
			for b.Loop() {
				begin := spent()
				decodeNode(b, src)
				decoded := spent()
				mustLoad(b, files, opt)
				load += spent() - decoded
				decode += decoded - begin
			}
			b.ReportMetric(load.Seconds()/decode.Seconds(), "x-decode")
			b.ReportMetric(float64(load.Microseconds())/1000/float64(b.N), "load-ms")
		})
	}
}

// BenchmarkLoadDirectory loads a thousand files, each with a flow of twenty states.
func BenchmarkLoadDirectory(b *testing.B) {
	dir, opt := b.TempDir(), testOptions(b)
	for i := range 1000 {
		name := fmt.Sprintf("usual%d", i)
		if err := os.WriteFile(filepath.Join(dir, name+".yaml"), usualFlow(name, 20), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	begin := spent()
	for b.Loop() {
		lib, findings, _, err := Load(dir, opt)
		if err != nil || findings.HasErrors() || len(lib.Machines) != 1000 {
			b.Fatal(err, findings)
		}
	}
	b.ReportMetric((spent()-begin).Seconds()/float64(b.N), "cpu-s")
}
