package flows

import (
	"strings"
	"testing"

	"github.com/texmlflow/texmlflow/flows/diag"
)

// foundCodes lists the codes of findings, each once, in alphabetical order.
func foundCodes(list diag.List) string {
	return strings.Join(codesFound(list), " ")
}

// TestWordsOfSubflows: the words of a flow that declares no languages are in that of the flows that use it, if they have one.
func TestWordsOfSubflows(t *testing.T) {
	const ask = `---
flow: ask
returns: [done]
start: a
states:
  a:
    gather: {prompt: "Marque 1 para sí, 3 para no. Press 2.", choices: {"1": {return: done}}}
    exhausted: {return: done}
`
	entry := func(name, languages string) string {
		return "---\nflow: " + name + "\nlanguages: " + languages + "\nstart: a\nstates: {a: {subflow: ask, done: hangup}}\n"
	}
	for _, test := range []struct {
		name, src string
		want      string // the keys that are not handled
	}{
		{"Spanish", entry("e", "{es-US: {}}"), "3"},
		{"English", entry("e", "{en-US: {}}"), "2"},
		{"both of Spanish", entry("e", "{es-US: {}}") + entry("f", "{es-MX: {}}"), "3"},
		{"two languages", entry("e", "{es-US: {}}") + entry("f", "{en-US: {}}"), ""},
		{"nobody", "---\nflow: e\nstart: a\nstates: {a: {hangup: true}}\n", ""},
		{
			"through another", strings.ReplaceAll(entry("e", "{es-US: {}}"), "subflow: ask", "subflow: mid") +
				"---\nflow: mid\nreturns: [done]\nstart: a\nstates: {a: {subflow: ask, done: {return: done}}}\n", "3",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := map[string][]byte{"f.yaml": []byte(strings.TrimPrefix(test.src+ask, "---\n"))}
			_, findings := LoadFiles(files, testOptions(t))
			got := ""
			for _, f := range findings {
				if f.Code != codeNotHandled {
					t.Errorf("%s", f)
				}
				key, _, _ := strings.Cut(strings.TrimPrefix(f.Message, "callers are told to press "), ",")
				got += key
			}
			if got != test.want {
				t.Errorf("not handled: %q, want %q:\n%s", got, test.want, written(t, findings, files))
			}
		})
	}
}

// TestMenus: what is said of a gather's keys and words, and what is not.
func TestMenus(t *testing.T) {
	for _, test := range []struct {
		name, state string
		want        string // codes
	}{
		{"handled", `{gather: {prompt: "Press 1.", choices: {"1": b}}, exhausted: b}`, ""},
		{"an option too many", `{gather: {prompt: "Press 1 or 2.", choices: {"1": b}}, exhausted: b}`, "option-not-handled"},
		{"handled by a guard that reads it", `{gather: {prompt: "Press 1 or 2.", choices: {"1": b}}, transitions: [{when: Digits == "2", to: b}], exhausted: b}`, ""},
		{"any entry handled", `{gather: {prompt: "Press 1 or 2.", input: dtmf, num_digits: 1}, transitions: b, exhausted: b}`, ""},
		{"speech handled alone", `{gather: {prompt: "Press 2 or say yes.", choices: {"1": b}}, transitions: [{when: said("yes"), to: b}], exhausted: b}`, "option-not-handled option-not-spoken"},
		{"no_match leads on", `{gather: {prompt: "Press 1 or 2.", choices: {"1": b}}, no_match: b, exhausted: b}`, ""},
		{"no_match with words", `{gather: {prompt: "Press 1 or 2.", choices: {"1": b}}, no_match: {say: Sorry.}, exhausted: b}`, "option-not-handled"},
		{"no key listened for", `{gather: {prompt: "Press 1 or say yes.", choices: {yes: b}}, exhausted: b}`, "option-not-handled"},
		{"only the reprompt", `{gather: {prompt: "Yes or no?", reprompt: "Press 2.", choices: {"1": b}}, exhausted: b}`, "option-not-handled"},
		{"silent reprompt", `{gather: {prompt: "Press 1 or 2.", reprompt: "Press 1.", choices: {"1": b, "2": b}}, exhausted: b}`, ""},
		{"silent prompt", `{gather: {prompt: "Press 1.", choices: {"1": b, "2": b}}, exhausted: b}`, "option-not-spoken"},
		{"no key named", `{gather: {prompt: "Which one?", choices: {"1": b, "2": b}}, exhausted: b}`, ""},
		{"a value in it", `{gather: {prompt: "Press 1. ${From}", choices: {"1": b, "2": b}}, exhausted: b}`, ""},
		{"a recording in it", `{gather: {prompt: [Press 1., {audio: "https://a.example.com/b.mp3"}], choices: {"1": b, "2": b}}, exhausted: b}`, ""},
		{"a recording with its words", `{gather: {prompt: {audio: "https://a.example.com/b.mp3", text: Press 1.}, choices: {"1": b, "2": b}}, exhausted: b}`, "option-not-spoken"},
		{"a recording before it", `{play: "https://a.example.com/b.mp3", gather: {prompt: Press 1., choices: {"1": b, "2": b}}, exhausted: b}`, ""},
		{"more than are named", `{gather: {prompt: "Press 1.", choices: {"0": b, "1": b, "2": b, "3": b, "4": b, "5": b, "6": b, "7": b, "8": b, "9": b, "*": b}}, exhausted: b}`, ""},
		{"five options", `{gather: {prompt: "Press 1, 2, 3, 4 or 5.", choices: {"1": b, "2": b, "3": b, "4": b, "5": b}}, exhausted: b}`, ""},
		{"six options", `{gather: {prompt: "Press 1, 2, 3, 4, 5 or 6.", choices: {"1": b, "2": b, "3": b, "4": b, "5": b, "6": b}}, exhausted: b}`, "many-options"},
		{"a long prompt", `{gather: {prompt: "` + strings.Repeat("Thank you for calling. ", 20) + `Press 1.", choices: {"1": b}}, exhausted: b}`, "long-prompt"},
		{"a long reprompt", `{gather: {prompt: Press 1., reprompt: "` + strings.Repeat("Thank you for calling. ", 20) + `", choices: {"1": b}}, exhausted: b}`, "long-prompt"},
		{"a prefix", `{gather: {choices: {"1": b, "12": b}}, exhausted: b}`, "prefix-clash"},
		{"a prefix that cannot be entered", `{gather: {choices: {"1": b, "12": b}, num_digits: 2}, exhausted: b}`, "impossible-key"},
		{"a prefix with an end", `{gather: {choices: {"1": b, "12": b}, finish_on_key: "*"}, exhausted: b}`, ""},
		{"a prefix without any end", `{gather: {choices: {"1": b, "12": b}, finish_on_key: ""}, exhausted: b}`, "prefix-clash"},
		{"lengths that end with a key", `{gather: {choices: {"1": b, "22": b}, finish_on_key: "#"}, exhausted: b}`, ""},
		{"lengths of which no one knows the end", `{gather: {choices: {"1": b, "22": b}, finish_on_key: ""}, exhausted: b}`, "mixed-keys"},
		{"lengths where entries are read", `{gather: {choices: {"1": b, "22": b}}, transitions: [{when: len(Digits) > 3, to: b}], exhausted: b}`, ""},
		{"lengths within bounds", `{gather: {choices: {"1": b, "22": b}, max_digits: 2}, exhausted: b}`, "mixed-keys"},
		{"close phrases that exclude each other", `{gather: {choices: {sale: {when: From == "", to: b}, sail: b}}, exhausted: b}`, ""},
		{"close phrases", `{gather: {choices: {sale: b, sail: b}}, exhausted: b}`, "close-phrases"},
		{"close phrases of one choice", `{gather: {choices: {"1": {phrases: [sale, sail], to: b}}}, exhausted: b}`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := map[string][]byte{"f.yaml": []byte("flow: f\nstart: a\nstates:\n  a: " + test.state + "\n  b: {hangup: true}\n")}
			_, findings := LoadFiles(files, testOptions(t))
			if got := foundCodes(findings); got != test.want {
				t.Errorf("found %q, want %q:\n%s", got, test.want, written(t, findings, files))
			}
		})
	}
}

// TestUnsaid: where an answer has too few words for the languages of its flow.
func TestUnsaid(t *testing.T) {
	const two, three = "{en-US: {}, es-US: {}}", "{en-US: {}, es-US: {}, fr-FR: {}}"
	for _, test := range []struct{ name, languages, state, want string }{
		{"one language", "{en-US: {}, en-GB: {}}", `{gather: {}, transitions: [{when: said("sales"), to: b}], exhausted: b}`, ""},
		{"one word", two, `{gather: {}, transitions: [{when: said("sales"), to: b}], exhausted: b}`, "missing-phrase"},
		{"a word for each", two, `{gather: {}, transitions: [{when: 'said("sales", "ventas")', to: b}], exhausted: b}`, ""},
		{"two for three", three, `{gather: {}, transitions: [{when: 'said("sales", "ventas")', to: b}], exhausted: b}`, "missing-phrase"},
		{"in two guards that lead to one state", two, `{gather: {}, transitions: [{when: said("sales"), to: b}, {when: said("ventas"), to: b}], exhausted: b}`, ""},
		{"in two guards that set differently", two, `{gather: {}, transitions: [{when: said("yes"), set: {n: "1"}, to: b}, {when: said("no"), set: {n: "2"}, to: b}], exhausted: b}`, "missing-phrase"},
		{"by language", two, `{gather: {}, transitions: [{when: 'language == "es-US" and said("ventas")', to: b}], exhausted: b}`, ""},
		{"computed", two, `{gather: {}, transitions: [{when: said(lower(From)), to: b}], exhausted: b}`, ""},
		{"a choice for the same", two, `{gather: {choices: {"1": {phrases: {en-US: [sales], es-US: [ventas]}, to: b}}}, transitions: [{when: said("sales"), to: b}], exhausted: b}`, ""},
		{"a choice by one word", two, `{gather: {choices: {sales: b}}, exhausted: b}`, "missing-phrase"},
		{"a choice by a list", two, `{gather: {choices: {"1": {phrases: [sales, ventas], to: b}}}, exhausted: b}`, ""},
		{"keys alone", two, `{gather: {choices: {"1": b}}, exhausted: b}`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			src := "flow: f\nlanguages: " + test.languages + "\nvars: {n: {type: int, default: 0}}\nstart: a\nstates:\n  a: " + test.state +
				"\n  b: {choose: [{when: n > 0, to: hangup}, {to: hangup}]}\n"
			files := map[string][]byte{"f.yaml": []byte(src)}
			_, findings := LoadFiles(files, testOptions(t))
			if got := foundCodes(findings); got != test.want {
				t.Errorf("found %q, want %q:\n%s", got, test.want, written(t, findings, files))
			}
		})
	}
}

// TestSecretsIn: what is taken for a secret, which of it, and what is not.
func TestSecretsIn(t *testing.T) {
	for _, test := range []struct {
		s, name string
		field   bool
		want    string
	}{
		{"Bearer 9f8e7d6c5b4a", "Authorization", true, "9f8e7d6c5b4a"},
		{"Bearer {{#secret}}crm1{{/secret}}", "Authorization", true, ""},
		{"Basic authentication is refused", "", true, ""},
		{"Bearer of good news", "", false, ""},
		{"sk_live_4eC39HqLyjWDarjt", "", false, "sk_live_4eC39HqLyjWDarjt"},
		{"KEY0123456789ABCDEF_xyz", "X-Any", true, "KEY0123456789ABCDEF_xyz"},
		{"a.eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc", "", true, "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc"},
		{"ghp_abcdefghijklmnop1234", "", true, "ghp_abcdefghijklmnop1234"},
		{"AKIAIOSFODNN7EXAMPLE", "", true, "AKIAIOSFODNN7EXAMPLE"},
		{"https://a.example.com/?api_key=abcdef1&x=1", "", false, "abcdef1"},
		{"https://a.example.com/?token=", "", false, ""},
		{"https://me:hidden@a.example.com/", "", false, "hidden"},
		{"https://a.example.com:8443/a@b", "", false, ""},
		{`{"password": "hunter22", "user": "ana"}`, "", true, "hunter22"},
		{"Your password: what you chose", "", false, ""},
		{"k-12345678", "X-Api-Key", true, "k-12345678"},
		{"application/json", "Content-Type", true, ""},
		{"none", "token", true, ""},
		{"0123456789abcdef0123456789abcdef01234567", "X-Any", true, "0123456789abcdef0123456789abcdef01234567"},
		{"0b6f3ad2-6d1c-4e5a-9a51-3a7f2c1d0e9b", "X-Request-Id", true, ""},
		{"dGhpcyBJcyBhIFNlY3JldCBLZXkgMTIzNDU2Nzg5MA==", "X-Any", true, "dGhpcyBJcyBhIFNlY3JldCBLZXkgMTIzNDU2Nzg5MA=="},
		{"https://a.example.com/dGhpcyBJcyBhIFNlY3JldCBLZXkgMTIzNDU2Nzg5MA.mp3", "", false, ""},
		{"Donaudampfschifffahrtsgesellschaftskapitaen2026", "", true, ""},
		{"–> geheim=äöüäöüß9", "", false, ""},
		{"é secret=äöüäöüß9", "", false, "äöüäöüß9"},
	} {
		t.Run(test.s, func(t *testing.T) {
			got := ""
			for _, at := range secretsIn(test.s, test.name, true, test.field) {
				got += string([]rune(test.s)[at.from:at.to])
			}
			if got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

// TestSecretIsNotShown: no excerpt shows a secret, whatever the finding is about, and wherever the lines of it are.
func TestSecretIsNotShown(t *testing.T) {
	src := "flow: f\nvars:\n  unread: {type: string, default: sk_live_canary0canary}\n  key:\n    type: string\n    default: |\n" +
		"      -----BEGIN PRIVATE KEY-----\n      canary1canary\n      canary2canary\n      -----END PRIVATE KEY-----\nstart: a\nstates:\n  a: {hangup: true}\n"
	files := map[string][]byte{"f.yaml": []byte(src)}
	_, findings := LoadFiles(files, testOptions(t))
	out := written(t, findings, files)
	if foundCodes(findings) != "looks-like-secret unused" || strings.Contains(out, "canary") || !strings.Contains(out, "default: *********************}") {
		t.Errorf("findings:\n%s", out)
	}
}

// TestMustacheBehindRequest: what is found behind a request of raw verbs is underlined where it stands, whatever is in the
// request.
func TestMustacheBehindRequest(t *testing.T) {
	const request = `<HttpRequest><Request url="https://api.example.com/x"><Body>{{a}} %s</Body></Request></HttpRequest>`
	for _, body := range []string{"plain", "größer"} {
		raw := "<Say>{{before}}</Say>" + strings.Replace(request, "%s", body, 1) + "<Say>{{behind}}</Say>"
		lines := []string{"flow: f", "start: a", "states:", "  a:", "    texml: {document: '" + raw + "', outcomes: [done]}", "    done: hangup", "    failed: hangup", ""}
		_, findings := LoadFiles(map[string][]byte{"f.yaml": []byte(strings.Join(lines, "\n"))}, testOptions(t))
		var got []string
		for _, f := range findings {
			if f.Code == codeMustacheLiteral {
				got = append(got, string([]rune(lines[f.Span.Line-1])[f.Span.Column-1:f.Span.EndColumn-1]))
			}
		}
		if strings.Join(got, " ") != "{{before}} {{behind}}" {
			t.Errorf("behind %q it underlines %q", body, got)
		}
	}
}

// TestCommandsApart: the key of a command and the words of another are two things, however these sound.
func TestCommandsApart(t *testing.T) {
	mustLoad(t, map[string][]byte{"f.yaml": []byte(`flow: f
commands:
  operator: {key: "0", to: b}
  keys: {phrases: [key 0], to: b}
start: a
states:
  a: {gather: {prompt: "Press 1.", choices: {"1": b}}, exhausted: b}
  b: {hangup: true}
`)}, testOptions(t))
}
