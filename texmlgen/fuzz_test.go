package texmlgen

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Any bytes: no panic, findings inside the source, the same findings again; what has no errors can be written, and
// what was written is the same tree.
func FuzzParse(f *testing.F) {
	for _, src := range samples(f) {
		f.Add(src)
	}
	files, err := filepath.Glob("testdata/invalid/*.xml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		tree, found := Parse(src)
		checkSpans(t, src, found)
		if diff := cmp.Diff(found, Validate(src)); diff != "" {
			t.Errorf("other findings the second time:\n%s", diff)
		}
		if HasErrors(found) || len(src) > 1<<16 {
			return
		}
		for _, x := range found {
			if x.Code == CodeTemplate {
				return // something is left out of the tree
			}
		}
		b, err := Write(tree.Response, host)
		if err != nil {
			t.Fatalf("no errors, but: %v", err)
		}
		again, found := Parse(b)
		if HasErrors(found) {
			t.Fatalf("written, it has findings: %v\n%s", found, b)
		}
		if diff := cmp.Diff(tree.Response, again.Response, sameWords); diff != "" {
			t.Errorf("another tree after a round trip:\n%s\n%s", diff, b)
		}
	})
}

// Any outside text, in every place of a document: the same tree, no {{, no character XML forbids, equal bytes, with templates
// too.
func FuzzWrite(f *testing.F) {
	for _, s := range nasty {
		f.Add(s, "{")
	}
	plain, err := Write(fullDocument(func(string) Text { return Outside("x") }), host)
	if err != nil {
		f.Fatal(err)
	}
	want := shape(f, plain)
	fast := host
	fast.Templates = templates(fullDocument(func(string) Text { return Outside("x") }))
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a)+len(b) > 200 {
			return
		}
		doc := fullDocument(func(string) Text { return Concat(Outside(a), Outside(b), Literal("{"), Outside(a)) })
		out, err := Write(doc, host)
		if err != nil {
			t.Fatal(err)
		}
		if got := shape(t, out); got != want {
			t.Error("the tree changed")
		}
		if bytes.Contains(out, []byte("{{")) {
			t.Error("a {{ was left")
		}
		if again, err := Write(doc, host); err != nil || !bytes.Equal(out, again) {
			t.Errorf("other bytes the second time (%v)", err)
		}
		if again, err := Write(doc, fast); err != nil || !bytes.Equal(out, again) {
			t.Errorf("other bytes with templates (%v)", err)
		}
	})
}

// Documents are written at the same time from many goroutines.
func TestWriteInParallel(t *testing.T) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				b, err := Write(menu(Outside("Zoë & Co")), menuHost)
				if err != nil || string(b) != menuXML {
					t.Errorf("%v\n%s", err, b)
					return
				}
			}
		})
	}
	wg.Wait()
}
