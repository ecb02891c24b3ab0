package flowtest

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/flows/diag"
	"github.com/texmlflow/texmlflow/flows/syntax"
)

// TestUpdate: the words of hear become those that are heard, and nothing else in the file changes.
func TestUpdate(t *testing.T) {
	lib := testFlows(t, "shop")
	const before = `# Calls to the shop.
env: {API: "https://api.example.com"}   # never asked
http: {"https://api.example.com": {json: {id: 7}}}
scenarios:
  - name: one        # the first
    turns:
      - hear: Press 1 for the order.   # before
      - press: "1"   # a key
        hear:
          - Order 8.   # the number
      - hear: |
          Order 6.
          Press 2 for a person.
      - not_hear: Goodbye
  - name: two
    turns:
      - {press: "2", hear: [Once more!]}
      - {press: "1", hear: {exactly: "Bestellung 8."}}
      - {hear: ["Bestellung 7.", "nobody says so"]}
  - {name: three, turns: [{press: "3", hear: Enter your PIN.}]}
`
	const after = `# Calls to the shop.
env: {API: "https://api.example.com"}   # never asked
http: {"https://api.example.com": {json: {id: 7}}}
scenarios:
  - name: one        # the first
    turns:
      - hear: "Press 1 for your order."   # before
      - press: "1"   # a key
        hear:
          - "Order 7. Press 1 for a person."   # the number
      - hear: "Order 7. Press 1 for a person."
      - not_hear: Goodbye
  - name: two
    turns:
      - {press: "2", hear: ["Noch einmal."]}
      - {press: "1", hear: {exactly: "Bestellung 7. Für einen Menschen die 1."}}
      - {hear: ["Bestellung 7. Für einen Menschen die 1."]}
  - {name: three, turns: [{press: "3", hear: Enter your PIN.}]}
`
	for _, mark := range []string{"", "\ufeff"} {
		f := parse(t, lib, "shop_test.yaml", mark+before)
		got, err := Update(f, run(t, lib, f).Files[0].Results)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(mark+after, string(got)); diff != "" {
			t.Fatalf("-want +got:\n%s", diff)
		}
		again := parse(t, lib, "shop_test.yaml", string(got))
		report := run(t, lib, again)
		for _, r := range report.Files[0].Results {
			if len(r.Failures) > 0 {
				t.Errorf("%s fails again:\n%s", r.Scenario.Name, r.Text())
			}
		}
		if twice, err := Update(again, report.Files[0].Results); twice != nil || err != nil {
			t.Errorf("a second time %q, %v", twice, err)
		}
	}
}

// TestUpdateRefuses: where more than words differs, somebody has to decide what is right.
func TestUpdateRefuses(t *testing.T) {
	lib := testFlows(t, "shop")
	for _, turn := range []string{
		`{hear: Good morning, state: code}`, `{not_hear: order}`, `{outcome: busy}`, `{vars: {price: 3}}`, `{texml: <Dial}`, `{dial: busy}`,
		`{language: de-DE}`, `{hangup: true, hear: Goodbye.}`,
	} {
		f := parse(t, lib, "shop_test.yaml", `env: {API: "https://api.example.com"}
scenarios: [{name: one, turns: [{hear: Hello.}, `+turn+`]}]
`)
		if text, err := Update(f, run(t, lib, f).Files[0].Results); text != nil || !errors.Is(err, ErrNotOnlyWords) {
			t.Errorf("%s: %q, %v", turn, text, err)
		} else if !strings.HasPrefix(err.Error(), "shop_test.yaml:2:") {
			t.Errorf("%s: %v does not say where", turn, err)
		}
	}
}

// TestUpdateLists: a list with a line for each piece keeps its lines and their comments, whatever was heard more or less.
func TestUpdateLists(t *testing.T) {
	for _, tc := range []struct {
		before, after string
		heard         []string
	}{
		{"- That   # a\n- B\nc: 1", "- \"X\"   # a\nc: 1", []string{"X"}},
		{"  # first\n- A   # a\n- B   # b\n  # last\n- C", "  # first\n- \"X\"   # a\n  # last", []string{"X"}},
		{"- A   # a\n  # between\n- B   # b\nc: 1", "- \"X\"   # a\n  # between\n- B   # b\n- \"Y\"\n- \"Z\"\nc: 1", []string{"X", "B", "Y", "Z"}},
		{"- A", "- \"X\"\n- \"Y\"", []string{"X", "Y"}},
		{"- |\n  A\n- B\nc: 1", "[\"X\"]\nc: 1", []string{"X"}},
		{"  [A,\n   B] # both", "  [\"X\", \"Y\", \"Z\"] # both", []string{"X", "Y", "Z"}},
	} {
		before := "a:\n" + tc.before
		var found diag.List
		docs := syntax.Parse("a.yaml", []byte(before), &found)
		if found.HasErrors() {
			t.Fatal(found)
		}
		n, _ := docs[0].Root.Get("a")
		if got := edited(before, relist(before, n, tc.heard)); got != "a:\n"+tc.after {
			t.Errorf("%s\nbecomes\n%s\nwant\n%s", before, got, tc.after)
		}
	}
}
