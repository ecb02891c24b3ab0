package flows

import (
	"embed"
	"path"
	"strings"
)

//go:generate go test . -run ^TestReference$ -update

// pageFiles are the pages of the codes, each as docs/findings/CODE.md:
//
//	# CODE
//
//	what it means in a line
//
//	Why it matters to a caller and what to do: one or more paragraphs.
//
//	```yaml wrong
//	flow: …
//	```
//
//	```yaml right
//	flow: …
//	```
//
// A code about files as such, which no text shows, has no examples.
//
//go:embed docs/findings/*.md
var pageFiles embed.FS

// Page is what the reference says about a code.
type Page struct {
	Code    string
	Meaning string // in a line
	Text    string // paragraphs, in lines of at most 120 characters
	Wrong   string // a file of flows that has the finding; "" where no text shows it
	Right   string // the same file as it should be
}

var pages = readPages()

// Explain gives the page of a code.
func Explain(code string) (Page, bool) {
	p, ok := pages[code]
	return p, ok
}

func readPages() map[string]Page {
	const dir = "docs/findings"
	entries, err := pageFiles.ReadDir(dir)
	if err != nil {
		panic(err) // embedded: it is there
	}
	out := make(map[string]Page, len(entries))
	for _, e := range entries {
		text, err := pageFiles.ReadFile(path.Join(dir, e.Name()))
		if err != nil {
			panic(err)
		}
		p := parsePage(string(text))
		out[p.Code] = p
	}
	return out
}

// parsePage takes a page apart; the tests see to it that each has its parts.
func parsePage(text string) Page {
	var p Page
	title, rest, _ := strings.Cut(text, "\n\n")
	p.Code = strings.TrimPrefix(title, "# ")
	p.Meaning, rest, _ = strings.Cut(rest, "\n\n")
	rest, examples, _ := strings.Cut(rest, "\n```yaml wrong\n")
	p.Text = strings.TrimSpace(rest)
	p.Wrong, examples, _ = strings.Cut(examples, "```\n\n```yaml right\n")
	p.Right = strings.TrimSuffix(examples, "```\n")
	return p
}
