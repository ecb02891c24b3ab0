package texmlgen

import (
	"encoding/xml"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestLinks finds the URLs of a document that has every one, in the order in which they are written.
func TestLinks(t *testing.T) {
	doc := fullDocument(func(string) Text { return Literal("words") })
	written, err := Write(doc, host)
	if err != nil {
		t.Fatal(err)
	}
	tree, findings := Parse(written)
	if HasErrors(findings) {
		t.Fatal(findings)
	}
	var got []string
	for at, url := range tree.Response.Links() {
		if !url.IsZero() {
			got = append(got, at.Element.spec().XMLName+" "+at.Attribute+" "+url.String())
		}
	}
	want := writtenURLs(t, string(written))
	if len(want) < 30 {
		t.Fatalf("%d URLs in the whole document", len(want))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-written +found):\n%s", diff)
	}
	for range tree.Response.Links() {
		break // which is all that has to be said
	}
}

// writtenURLs reads the URLs of a document by the verb table.
func writtenURLs(t *testing.T, doc string) []string {
	isURL := map[string]bool{}
	for _, e := range Elements() {
		for _, a := range e.Attributes {
			isURL[e.XMLName+" "+a.Name] = a.Type == TypeURL
		}
	}
	var out []string
	d := xml.NewDecoder(strings.NewReader(doc))
	name := ""
	for {
		token, err := d.Token()
		if token == nil {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			name = token.Name.Local
			for _, a := range token.Attr {
				if isURL[name+" "+a.Name.Local] {
					out = append(out, name+" "+a.Name.Local+" "+a.Value)
				}
			}
		case xml.CharData:
			if text := strings.TrimSpace(string(token)); text != "" && (name == "Redirect" || name == "Play") {
				out = append(out, name+"  "+text)
			}
		case xml.EndElement:
			name = ""
		}
	}
}

// TestLinksOfOneShape: what stands in a document's URLs does not change how many are found.
func TestLinksOfOneShape(t *testing.T) {
	for _, value := range []string{"", "x", "https://example.com/"} {
		tree, _ := ParseText(Concat(
			Literal(`<Response><Play failoverUrl="`), Outside(value), Literal(`">`), Outside(value), Literal(`</Play><Redirect>`), Outside(value), Literal(`</Redirect></Response>`)))
		n := 0
		for range tree.Response.Links() {
			n++
		}
		if n != 3 {
			t.Errorf("%q: %d URLs", value, n)
		}
	}
}
