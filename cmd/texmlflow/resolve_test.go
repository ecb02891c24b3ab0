package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// write makes a texmlflow.yaml in a directory of its own.
func write(tb testing.TB, text string) (dir string) {
	tb.Helper()
	dir = tb.TempDir()
	if err := os.WriteFile(filepath.Join(dir, hostFileName), []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
	return dir
}

func TestPrecedence(t *testing.T) {
	t.Parallel()
	dir := write(t, "listen: 127.0.0.1:3\nadmin: {listen: 127.0.0.1:4}\nstore: \"memory:\"\n")
	a := &app{env: map[string]string{
		"TEXMLFLOW_LISTEN": "127.0.0.1:2", "TEXMLFLOW_STORE": "sqlite:x.db", "TEXMLFLOW_PUBLIC_KEY": "a, b",
	}}
	flags := values{"listen": {{text: "127.0.0.1:1", from: fromFlag, name: "--listen"}}}
	var out diag.List
	got := a.resolve(dir, flags, &out).values
	if len(out) > 0 {
		t.Fatal(out)
	}
	for _, tc := range []struct {
		key  string
		text string
		from origin
	}{
		{"listen", "127.0.0.1:1", fromFlag},
		{"store", "sqlite:x.db", fromVariable},
		{"admin.listen", "127.0.0.1:4", fromFile},
		{"log", "text", fromFallback},
		{"public_url", "", fromFallback},
	} {
		if v := got.one(tc.key); v.text != tc.text || v.from != tc.from {
			t.Errorf("%s is %q from %s, want %q from %s", tc.key, v.text, v.from, tc.text, tc.from)
		}
	}
	if diff := cmp.Diff([]string{"a", "b"}, got.texts("telnyx.public_keys")); diff != "" {
		t.Error(diff)
	}
}

// Every setting but the lists of the policy can be given in the file; a path in it is relative to it.
func TestFilePaths(t *testing.T) {
	t.Parallel()
	dir := write(t, "store: sqlite:calls.db\ntoken_keys: keys\ntls: {cert: c.pem, key: /etc/k.pem}\n")
	var out diag.List
	v := readHostFile(dir, &out).values
	if len(out) > 0 {
		t.Fatal(out)
	}
	for key, want := range map[string]string{
		"store": "sqlite:" + filepath.Join(dir, "calls.db"), "token_keys": filepath.Join(dir, "keys"),
		"tls.cert": filepath.Join(dir, "c.pem"), "tls.key": "/etc/k.pem",
	} {
		if got := v.one(key).text; got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
}

func TestRefusedValues(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, want string }{
		"unknown key":        {"lisen: x", `1:1: error: unknown key "lisen" in texmlflow.yaml [unknown-key]`},
		"unknown inner key":  {"admin: {tokn: x}", `1:9: error: unknown key "tokn" in admin [unknown-key]`},
		"not a map":          {"admin: 127.0.0.1:1", `1:8: error: admin is text, expected a map of settings [setting]`},
		"not a list":         {"env: DESK", `1:6: error: env: expected a list [setting]`},
		"not text":           {"listen: [a]", `1:9: error: listen: expected text, this is a list [setting]`},
		"address":            {"listen: localhost", `1:9: error: listen "localhost": expected HOST:PORT such as "127.0.0.1:8080"; ":8080" listens on every address [setting]`},
		"port":               {"listen: localhost:70000", `1:9: error: listen "localhost:70000": expected a port from 0 to 65535; 0 takes any that is free [setting]`},
		"URL":                {"public_url: ivr.example.com", `1:13: error: public_url "ivr.example.com": expected an absolute URL such as "https://ivr.example.com" [setting]`},
		"URL with a query":   {"public_url: https://a.example/?x=1", `1:13: error: public_url "https://a.example/?x=1": expected a URL without user, query and fragment [setting]`},
		"store":              {"store: postgres://u:p@db", `1:8: error: store "postgres://u:p@db": expected "sqlite:PATH" or "memory:" [setting]`},
		"store without path": {"store: 'sqlite:'", `1:8: error: store "sqlite:": expected a path after the colon, such as "sqlite:texmlflow.db" [setting]`},
		"bool":               {"accept_get: yes", `1:13: error: accept_get "yes": expected true or false [setting]`},
		"short secret":       {"entry_secret: geheim", `1:15: error: entry_secret: expected at least 16 characters [setting]`},
		"short token":        {"admin: {token: geheim}", `1:16: error: admin.token: expected at least 16 characters [setting]`},
		"tolerance too long": {"telnyx: {tolerance: 601s}", `1:21: error: telnyx.tolerance "601s": expected whole seconds from 30s to 600s, such as 300s [setting]`},
		"tolerance off":      {"telnyx: {tolerance: 0s}", `1:21: error: telnyx.tolerance "0s": expected whole seconds from 30s to 600s, such as 300s [setting]`},
		"name":               {"env: [DE-SK]", `1:7: error: env "DE-SK": expected the name of an environment variable, letters, digits and _ [setting]`},
		"number":             {"numbers: {'5551234': a}", `1:11: error: numbers "5551234": expected a number in E.164 form such as "+18335550167", a SIP address, or default [setting]`},
		"log":                {"log: yaml", `1:6: error: log "yaml": expected text or json [setting]`},
		"two documents":      {"log: text\n---\nlog: json", `3:1: error: a second document; the settings are one [setting]`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out diag.List
			h := readHostFile(write(t, tc.text+"\n"), &out)
			h.values.verify(&out)
			if len(out) != 1 {
				t.Fatalf("got %d findings, want one: %v", len(out), out)
			}
			if got := strings.TrimPrefix(out[0].String(), h.path+":"); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestPolicyEntriesArePointedAt(t *testing.T) {
	t.Parallel()
	var out diag.List
	h := readHostFile(write(t, "dial:\n  allow: [\"+1512555\", \"512555\"]\nfetch:\n  allow: [api.example.com]\n"), &out)
	if p := newPolicy(h.values, &out); p != nil {
		t.Error("a policy was made of bad entries")
	}
	if len(out) != 2 || out[0].Span.Line != 2 || out[0].Span.Column != 23 || out[1].Span.Line != 4 {
		t.Errorf("got %v", out)
	}
}

// A secret is in no message and no excerpt, whatever is wrong beside it.
func TestSecretsAreBlanked(t *testing.T) {
	t.Parallel()
	const canary = "CANARY"
	text := "admin: {token: CANARY, tokn: 1}\nentry_secret: CANARY\ntelnyx: {public_keys: [whsec_CANARY], tolerance: 5s}\n"
	var out diag.List
	h := readHostFile(write(t, text), &out)
	h.values.verify(&out)
	a := &app{}
	a.newConfig(&resolved{values: h.values, file: h}, false, &out)
	if len(out) < 5 {
		t.Fatalf("want a finding for each mistake, got %v", out)
	}
	var shown strings.Builder
	if err := diag.WriteText(&shown, out, h, diag.TextOptions{}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(shown.String(), canary) {
		t.Errorf("a secret is shown:\n%s", &shown)
	}
	if !strings.Contains(shown.String(), "token: ******, tokn: *") {
		t.Errorf("the excerpt is not as long as the line:\n%s", &shown)
	}
}

// A secret under a misspelt key, or in the place of its map, is not known to be one.
func TestMisplacedSecretsAreBlanked(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"top key":            "listen: 127.0.0.1:1\nentry_secretx: CANARY\n",
		"in admin":           "admin: {tokn: CANARY}\n",
		"in admin, block":    "admin:\n  tokn: CANARY\n",
		"in another map":     "telnyx: {public_key: CANARY}\n",
		"several lines":      "entry_secretx: |\n  CANARY\n  CANARY\nadmin: {a: 1}\n",
		"folded in quotes":   "entry_secretx: \"CANARY\n  CANARY\"\n",
		"a map":              "entry_secretx: {a: CANARY, b: [CANARY]}\n",
		"a list":             "entry_secretx:\n  - CANARY\n  - a: CANARY\n",
		"two on a line":      "{tokens: CANARY, entry_secrets: CANARY}\n",
		"map of a secret":    "entry_secret: {a: CANARY}\n",
		"secret for a list":  "telnyx: {public_keys: CANARY}\n",
		"text for a map":     "admin: CANARY\n",
		"text for the file":  "entry_secret CANARY\n",
		"list for the file":  "- CANARY\n",
		"another document":   "listen: 127.0.0.1:1\n---\nentry_secret: CANARY\n",
		"key twice":          "entry_secretx: CANARY\nentry_secretx: CANARY\n",
		"broken, misspelt":   "entry_secretx: \"CANARY\n",
		"broken, tag":        "entry_secretx: !CANARY x\n",
		"broken, anchor":     "admin: {tokn: &CANARY x}\n",
		"broken, no colon":   "listen: 127.0.0.1:1\nentry_secretx CANARY\n",
		"broken, other line": "entry_secretx: CANARY\nlisten: [\n",
		"broken, colon":      "entry_secretx: CANARY: CANARY\n",
	} {
		t.Run(name, func(t *testing.T) {
			var out diag.List
			h := readHostFile(write(t, text), &out)
			h.values.verify(&out)
			if !out.HasErrors() {
				t.Fatal("no finding")
			}
			// Every line is shown, whatever the findings point at.
			for n := range strings.Count(text, "\n") {
				out.Add(diag.Finding{Code: "line", Severity: diag.Error, Span: diag.Span{File: h.path, Line: n + 1, Column: 1, EndLine: n + 1, EndColumn: 2}})
			}
			var shown strings.Builder
			if err := diag.WriteText(&shown, out, h, diag.TextOptions{}); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(shown.String(), "CANARY") {
				t.Errorf("%q: a secret is shown:\n%s", text, &shown)
			}
		})
	}
}

// The same where the file is no YAML, so that nobody knows which value is whose.
func TestSecretsOfABrokenFileAreBlanked(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"admin: {token: CANARY\nlisten: [\n",
		"entry_secret: CANARY: CANARY\n",
		"entry_secret: \"CANARY\n",
		"admin:\n  token: !CANARY x\n",
		"é: {public_keys: [*CANARY]}\n",
		"entry_secret: &CANARY x\n",
	} {
		var out diag.List
		h := readHostFile(write(t, text), &out)
		var shown strings.Builder
		if err := diag.WriteText(&shown, out, h, diag.TextOptions{}); err != nil {
			t.Fatal(err)
		}
		if !out.HasErrors() || strings.Contains(shown.String(), "CANARY") {
			t.Errorf("%q: a secret is shown:\n%s", text, &shown)
		}
	}
}

func TestStrayVariables(t *testing.T) {
	t.Parallel()
	a := &app{env: map[string]string{
		"TEXMLFLOW_PUBLIC_KEYS": "x", "TEXMLFLOW_SERVICE_HOST": "10.0.0.1", "TEXMLFLOW_STOR": "x", "TEXMLFLOW_LISTEN": "x",
	}}
	want := []string{"the variable TEXMLFLOW_PUBLIC_KEYS is no setting and has no effect, did you mean TEXMLFLOW_PUBLIC_KEY?"}
	if diff := cmp.Diff(want, a.strayVariables([]string{"TEXMLFLOW_STOR"})); diff != "" {
		t.Error(diff)
	}
}

// FuzzHostFile: whatever the file holds, reading it ends without a panic, and what is wrong is inside the file.
func FuzzHostFile(f *testing.F) {
	f.Add("listen: 127.0.0.1:1\nnumbers: {default: hello, \"+18335550167\": x}\n")
	f.Add("admin: {token: 0123456789abcdef}\ndial: {allow: [\"+1\"], deny: []}\n")
	f.Add("entry_secret: |\n  a\n  b\nadmin: [\n")
	f.Fuzz(func(t *testing.T, text string) {
		var out diag.List
		h := readHostFile(write(t, text), &out)
		h.values.verify(&out)
		newPolicy(h.values, &out)
		lines := strings.Count(text, "\n") + 1
		for _, finding := range out {
			if finding.Span.Line > lines {
				t.Errorf("%s is below the last line, %d", finding, lines)
			}
		}
		if len([]rune(string(h.shown))) != len([]rune(text)) {
			t.Error("the shown text has another length")
		}
	})
}
