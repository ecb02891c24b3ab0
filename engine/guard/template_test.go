package guard_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/texmlflow/texmlflow/engine/guard"
)

func TestTemplate(t *testing.T) {
	lit := func(s string) guard.Segment { return guard.Segment{Literal: true, Text: s} }
	val := func(s string) guard.Segment { return guard.Segment{Text: s} }
	for _, c := range []struct {
		src   string
		want  []guard.Segment
		reads string
	}{
		{"Goodbye.", []guard.Segment{lit("Goodbye.")}, ""},
		{"", []guard.Segment{}, ""},
		{"${visit.reason}, on ${visit.day | spoken()}. Press 1.", []guard.Segment{val("a check-up"), lit(", on "), val("Tuesday, March 10th"), lit(". Press 1.")}, "visit.day visit.reason"},
		{"${From}${To}", []guard.Segment{val("+15125550100"), val("+15125550199")}, "From To"},
		{"a $${b} c", []guard.Segment{lit("a ${b} c")}, ""},
		{"$$${attempt}", []guard.Segment{lit("$${attempt}")}, ""},
		{"$5 is ${attempt}", []guard.Segment{lit("$5 is "), val("2")}, "attempt"},
		{`é ${ {a: "}"}.a + '}' } é`, []guard.Segment{lit("é "), val("}}"), lit(" é")}, ""},
		{"${ready} ${Confidence} ${opens} ${waited} ${started}", []guard.Segment{val("true"), lit(" "), val("0.9"), lit(" "), val("08:00"), lit(" "), val("1m30s"), lit(" "), val("2026-03-03T15:29:00Z")}, "Confidence opens ready started waited"},
		{"https://crm.example/p?phone=${urlquery(From)}", []guard.Segment{lit("https://crm.example/p?phone="), val("%2B15125550100")}, "From"},
		{"{{#secret}}k{{/secret}} ${Digits}", []guard.Segment{lit("{{#secret}}k{{/secret}} "), val("1")}, "Digits"},
		{`${http.name ?? "you"}`, []guard.Segment{val("Ana")}, "http.name"},
	} {
		t.Run(c.src, func(t *testing.T) {
			tmpl, problems := guard.ParseTemplate(c.src)
			problems = append(problems, tmpl.Compile(clinic())...)
			if len(problems) > 0 {
				t.Fatalf("problems:\n%s", shown(t, c.src, problems))
			}
			if diff := cmp.Diff(c.want, tmpl.Render(strict(t, env()))); diff != "" {
				t.Errorf("segments differ (-want +got):\n%s", diff)
			}
			if got := strings.Join(tmpl.Reads(), " "); got != c.reads {
				t.Errorf("reads %q, want %q", got, c.reads)
			}
			computed := slices.ContainsFunc(tmpl.Parts, func(p guard.Part) bool { return p.Program() != nil })
			if got := tmpl.IsLiteral(); got == computed {
				t.Errorf("literal %v, computed %v", got, computed)
			}
		})
	}
}

func TestTemplateProblems(t *testing.T) {
	for src, want := range map[string]string{
		"Hello ${From":               "    template-syntax 6-8 ‹${› ${ is not closed\n        = end the expression with }, or write $${ for the two characters\n",
		`${"a}`:                      "    template-syntax 0-2 ‹${› ${ is not closed\n        = end the expression with }, or write $${ for the two characters\n",
		"é ${} x":                    "    expr-syntax 4-4 ‹› an expression is missing\n",
		"é ${Digts} and ${From + 1}": "    expr-unknown-name 4-9 ‹Digts› unknown name \"Digts\"\n        = did you mean \"Digits\"? if the text is meant, put it in quotes: \"Digts\"\n    expr-type 17-25 ‹From + 1› + between text and a whole number: From is text, 1 is a whole number\n        = write int_or(From, 0) + 1\n",
		"${tags}":                    "    expr-type 2-6 ‹tags› tags is a list of text and cannot stand in text\n        = write ${tags | spoken()}\n",
		"a ${{ From }} b":            "    expr-syntax 4-12 ‹{ From }› a second pair of braces\n        = write ${From}\n",
		"${visit}":                   "    expr-type 2-7 ‹visit› visit is an object {day: date, reason: text} and cannot stand in text\n        = name one of its fields\n",
		"${http.name}":               "    expr-optional 2-11 ‹http.name› http.name may be nil here\n        = give a default: http.name ?? \"unknown\"\n",
	} {
		tmpl, problems := guard.ParseTemplate(src)
		problems = append(problems, tmpl.Compile(clinic())...)
		if diff := cmp.Diff(want, shown(t, src, problems)); diff != "" {
			t.Errorf("%q: problems differ (-want +got):\n%s", src, diff)
		}
		for _, s := range tmpl.Render(env()) {
			if !s.Literal && strings.Contains(s.Text, "nil") {
				t.Errorf("%q renders %q", src, s.Text)
			}
		}
	}
}

func TestTemplateSensitive(t *testing.T) {
	for src, want := range map[string]bool{"Your PIN is ${pin | digits()}": true, "${len(pin)} digits": false, "pin": false, `${From} ${ready ? pin : "x"}`: true} {
		tmpl, _ := guard.ParseTemplate(src)
		if problems := tmpl.Compile(clinic()); len(problems) > 0 {
			t.Fatal(problems)
		}
		if got := tmpl.Sensitive(); got != want {
			t.Errorf("%q: sensitive %v, want %v", src, got, want)
		}
	}
}

// TestTemplateParts: the parts of a template are its source again, and lie where they say.
func TestTemplateParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"$", "{", "}", "${", "$${", "a", "é", `"`, "'", "\\", " ", "From", "|", "`", "\n"})).Draw(t, "src"), "")
		tmpl, problems := guard.ParseTemplate(src)
		runes := []rune(src)
		end := 0
		for _, p := range tmpl.Parts {
			if p.From < end || p.To > len(runes) || p.To < p.From {
				t.Fatalf("%q: part %+v after %d", src, p, end)
			}
			end = p.To
			got := string(runes[p.From:p.To])
			if p.Literal {
				got = strings.ReplaceAll(got, "$${", "${")
			}
			if got != p.Text {
				t.Fatalf("%q: part %+v stands at %q", src, p, got)
			}
		}
		for _, p := range append(problems, tmpl.Compile(clinic())...) {
			if p.From < 0 || p.To < p.From || p.To > len(runes) {
				t.Fatalf("%q: problem %+v", src, p)
			}
		}
		tmpl.Render(env())
	})
}
