package flows

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/policy"
)

var yamlBlock = regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$")

// shownFlows are the flows that a page shows.
func shownFlows(t testing.TB, page string) [][]byte {
	t.Helper()
	var out [][]byte
	for _, block := range yamlBlock.FindAllSubmatch(mustRead(t, page), -1) {
		if bytes.HasPrefix(block[1], []byte("flow:")) {
			out = append(out, block[1])
		}
	}
	return out
}

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
		shown := shownFlows(t, page.file)
		for i, text := range shown {
			t.Run(fmt.Sprintf("%s/%d", page.file, i+1), func(t *testing.T) {
				files := map[string][]byte{
					"flow.yaml": text, "welcome.mp3": frames(2),
					"audio/menu-en.wav": tone(2), "audio/menu-de.wav": tone(2), "audio/films.wav": tone(2),
				}
				lib, findings := LoadFiles(files, Options{Policy: p, Env: []string{"SHOP", "SHOP_TOKEN"}})
				if lib == nil || len(findings) > 0 {
					t.Errorf("findings:\n%s", written(t, findings, files))
				}
			})
		}
		if len(shown) < page.least {
			t.Errorf("%s shows %d flows, want at least %d", page.file, len(shown), page.least)
		}
	}
}

// TestDocumentedNames: the page names every function of expressions, and every key that no other test of the page shows.
func TestDocumentedNames(t *testing.T) {
	page := mustRead(t, "docs/language.md")
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

// TestDocumentedPlaces: the contents of the pages for authors are their sections in their order, and every link leads to a file
// and a heading that are there.
func TestDocumentedPlaces(t *testing.T) {
	code := regexp.MustCompile("(?ms)^```.*?^```$")
	heading := regexp.MustCompile(`(?m)^(#+) (.*)$`)
	link := regexp.MustCompile(`\]\(([^)\s]*)\)`)
	anchor := func(title string) string {
		return strings.ReplaceAll(regexp.MustCompile(`[^\p{L}\p{N}_ -]`).ReplaceAllString(strings.ToLower(title), ""), " ", "-")
	}
	read := func(file string) (text string, sections, anchors []string) {
		text = code.ReplaceAllString(string(mustRead(t, file)), "")
		for _, m := range heading.FindAllStringSubmatch(text, -1) {
			anchors = append(anchors, anchor(m[2]))
			if m[1] == "##" {
				sections = append(sections, "- ["+m[2]+"](#"+anchor(m[2])+")")
			}
		}
		return text, sections, anchors
	}
	for _, file := range append(matching(t, "../examples/*/README.md"), "docs/guide.md", "docs/language.md", "../README.md") {
		t.Run(file, func(t *testing.T) {
			text, sections, anchors := read(file)
			if strings.HasPrefix(file, "docs/") && !strings.Contains(text, "\n\n"+strings.Join(sections, "\n")+"\n\n") {
				t.Errorf("the contents are not the sections:\n%s", strings.Join(sections, "\n"))
			}
			for _, m := range link.FindAllStringSubmatch(text, -1) {
				name, at, hasAnchor := strings.Cut(m[1], "#")
				known := anchors
				switch {
				case strings.Contains(name, ":"):
					continue // elsewhere
				case name != "" && hasAnchor:
					_, _, known = read(filepath.Join(filepath.Dir(file), name))
				case name != "":
					if _, err := os.Stat(filepath.Join(filepath.Dir(file), name)); err != nil {
						t.Errorf("%s: %v", m[0], err)
					}
				}
				if hasAnchor && !slices.Contains(known, at) {
					t.Errorf("%s leads to no heading", m[0])
				}
			}
		})
	}
}
