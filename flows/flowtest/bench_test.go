package flowtest

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// BenchmarkScenarios plays a thousand scenarios of ten signed turns each, all processors together.
func BenchmarkScenarios(b *testing.B) {
	lib := library(b, map[string][]byte{"menu.yaml": []byte(`flow: menu
vars: {times: {type: int, default: 0}}
start: menu
states:
  menu:
    gather: {prompt: "You have pressed ${times} keys. Press 1.", choices: {"1": {set: {times: times + 1}, to: counted}}}
    exhausted: hangup
  counted: {say: Thank you., to: menu}
`)})
	var text strings.Builder
	text.WriteString("scenarios:\n")
	const scenarios, turns = 1000, 10
	for i := range scenarios {
		fmt.Fprintf(&text, "  - name: scenario %d\n    turns:\n", i)
		for turn := range turns {
			fmt.Fprintf(&text, "      - {press: \"1\", hear: You have pressed %d keys.}\n", turn+1)
		}
	}
	f := parse(b, lib, "menu_test.yaml", text.String())
	begun, played := time.Now(), 0
	for b.Loop() {
		report := run(b, lib, f)
		if ran, failed := report.Counts(); ran != scenarios || failed > 0 {
			b.Fatalf("ran %d, failed %d:\n%s", ran, failed, report.Files[0].Results[0].Text())
		}
		played += scenarios
	}
	b.ReportMetric(float64(played)/time.Since(begun).Seconds(), "scenarios/s")
}
