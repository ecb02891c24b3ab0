package flows

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/flows/diag"
)

var yamlBlock = regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$")

// TestDocumentedFlowsLoad loads every flow that the pages for authors show.
func TestDocumentedFlowsLoad(t *testing.T) {
	p, err := policy.New(policy.Config{DialAllow: []string{"+1512555"}, FetchAllow: []string{"https://shop.example.com"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range []struct {
		file  string
		least int // flows it shows
	}{{"docs/language.md", 10}, {"../README.md", 1}} {
		text, err := os.ReadFile(page.file)
		if err != nil {
			t.Fatal(err)
		}
		shown := 0
		for _, block := range yamlBlock.FindAllSubmatch(text, -1) {
			if !strings.HasPrefix(string(block[1]), "flow:") {
				continue
			}
			shown++
			t.Run(fmt.Sprintf("%s/%d", page.file, shown), func(t *testing.T) {
				files := map[string][]byte{
					"flow.yaml": block[1], "welcome.mp3": frames(2),
					"audio/menu-en.wav": tone(2), "audio/menu-de.wav": tone(2), "audio/films.wav": tone(2),
				}
				lib, findings := LoadFiles(files, Options{Policy: p, Env: []string{"SHOP", "SHOP_TOKEN"}})
				if lib == nil || len(findings) > 0 {
					var out strings.Builder
					if err := diag.WriteText(&out, findings, diag.Files(files), diag.TextOptions{}); err != nil {
						t.Fatal(err)
					}
					t.Errorf("findings:\n%s", out.String())
				}
			})
		}
		if shown < page.least {
			t.Errorf("%s shows %d flows, want at least %d", page.file, shown, page.least)
		}
	}
}

// TestDocumentedNames: the page names every function of expressions, and every key that no other test of the page shows.
func TestDocumentedNames(t *testing.T) {
	page, err := os.ReadFile("docs/language.md")
	if err != nil {
		t.Fatal(err)
	}
	names, _ := guard.Functions()
	for _, name := range names {
		if !regexp.MustCompile("`[^`]*\\b" + name + `\(`).Match(page) {
			t.Errorf("the page does not name the function %s", name)
		}
	}
	for _, m := range append([]*mapKeys{flowKeys, transitionKeys, servicesKeys, holdKeys, fetchKeys, onEndKeys}, keyMaps...) {
		for _, key := range m.names() {
			if !regexp.MustCompile("`[^`\n]*\\b" + key + "\\b").Match(page) {
				t.Errorf("the page does not name the key %q of %s", key, m.what)
			}
		}
	}
	for _, word := range reservedWords() {
		if !slices.Contains(actionNames, word) && !strings.Contains(string(page), "`"+word+"`") {
			t.Errorf("the page does not say that no return can be called %q", word)
		}
	}
}
