package flowtest

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var fenced = regexp.MustCompile("(?ms)^```(yaml|text)\n(.*?)^```$")

// TestDocumentedScenarios runs the scenarios that the page shows against the flow that it shows, and fails one as it says.
func TestDocumentedScenarios(t *testing.T) {
	page := string(read(t, "../docs/tests.md"))
	var blocks []string
	failure := ""
	for _, m := range fenced.FindAllStringSubmatch(page, -1) {
		if m[1] == "text" {
			failure = m[2]
			continue
		}
		blocks = append(blocks, m[2])
	}
	lib := library(t, map[string][]byte{"pizza.yaml": []byte(blocks[0])})
	scenarios := 0
	for _, block := range blocks[1:] {
		for _, r := range run(t, lib, parse(t, lib, "pizza_test.yaml", block)).Files[0].Results {
			scenarios++
			if len(r.Failures) > 0 {
				t.Errorf("%s:\n%s", r.Scenario.Name, r.Text())
			}
		}
	}
	if scenarios < 7 {
		t.Errorf("the page shows %d scenarios, want at least 7", scenarios)
	}
	for _, said := range []string{defaultFrom, defaultTo, defaultClock.Format("Monday, January 2, 2006, 15:04 MST")} {
		if !strings.Contains(page, said) {
			t.Errorf("the page does not say %s, which a call has by default", said)
		}
	}
	wrong := parse(t, lib, "pizza_test.yaml", strings.Replace(blocks[1], "in 12 minutes", "in 20 minutes", 1))
	_, want, _ := strings.Cut(failure, "\n")
	if got := run(t, lib, wrong).Files[0].Results[0].Text(); got != want {
		t.Errorf("the failure is shown as\n%swant\n%s", got, want)
	}
	for _, names := range [][]string{slices.Sorted(maps.Keys(inputs)), expectationKeys, endings, fileKeys} {
		for _, name := range names {
			if !regexp.MustCompile("`[^`\n]*\\b" + name + "\\b").MatchString(page) {
				t.Errorf("the page does not name %q", name)
			}
		}
	}
}
