package flows

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
)

// expressionProblems is problems for a scalar that is an expression as a whole: a text in it has two pairs of quotes, of
// which YAML takes the outer away.
func (f *flowCompiler) expressionProblems(t text, list []guard.Problem) {
	for i, p := range list {
		quoted := strconv.Quote(strings.TrimSpace(t.Value))
		if whole := p.To-p.From == utf8.RuneCountInString(strings.TrimSpace(t.Value)); whole && strings.Contains(p.Hint, quoted) {
			list[i].Hint += "; in YAML that is '" + quoted + "'"
		}
	}
	f.problems(t, list)
}

// inWords is problems of the expressions in a text: quotes would make words of a name, which need no expression.
func inWords(list []guard.Problem) []guard.Problem {
	for i, p := range list {
		if p.Code == guard.CodeName && strings.HasPrefix(p.Hint, "put it in quotes") {
			list[i].Hint = "declare it in vars, and set it before this is heard or sent"
		}
	}
	return list
}

// problems turns what is wrong in an expression or template into findings inside its scalar.
func (f *flowCompiler) problems(t text, list []guard.Problem) {
	for _, p := range list {
		name := string([]rune(t.Value)[p.From:p.To])
		inEnv := p.Code == guard.CodeField && strings.HasSuffix(string([]rune(t.Value)[:p.From]), "env.")
		switch {
		case p.Code == guard.CodeName && f.decl.doubt.name(name), inEnv && f.decl.doubt.has("env"),
			p.Code == guard.CodeHours && f.decl.doubt.has("hours"):
			continue
		case p.Code == guard.CodeHours && f.hoursElsewhere(name) != "":
			p.Hint = "each flow has its own hours, and those are of the flow " + f.hoursElsewhere(name) + ": declare them here too"
		case p.Code == guard.CodeName && whereKnown(name) != "":
			p.Message = name + " is not known here"
			p.Hint = "it is known only " + whereKnown(name) + ": keep it there with set"
		case inEnv:
			declare := "add env: [" + name + "] to the flow's header"
			if len(f.decl.Env) > 0 {
				declare = "add " + name + " to env in the flow's header"
			}
			if near, _, ok := strings.Cut(p.Hint, "?"); ok {
				declare = near + "? if not, " + declare
			}
			p.Hint = declare
		}
		span := t.Node.Span
		if p.To > p.From {
			span = t.Node.Sub(p.From, p.To)
		}
		f.out.Errorf(p.Code, span, "%s", p.Message).Hint = p.Hint
	}
}

// doubts says which texts in an expression, at an offset in its scalar, are nearly what the carrier is known to say.
func (f *flowCompiler) doubts(t text, prog *guard.Program, offset int) {
	for _, d := range prog.Doubts() {
		f.out.Warnf(codeNearText, t.Node.Sub(offset+d.From, offset+d.To), "%s is not known to be %q, and that is nearly %q", d.With, d.Text, d.Near).
			Hint = fmt.Sprintf("write %q, unless you have seen the other in a call", d.Near)
	}
}

// whereKnown says where a name is known that is not known everywhere; "" where it is known nowhere.
func whereKnown(name string) string {
	switch name {
	case "ai":
		return "in the transitions of an ai_gather"
	case "http":
		return "in the ok of an http_request"
	case "fetch":
		return "on the exits of a fetch"
	case "queue":
		return "in a hold flow"
	case "returned":
		return "on the exits of a subflow whose return has data"
	}
	var at []string
	for _, action := range actionNames {
		callback, waits := engine.ActionCallback(emptyAction(action))
		if waits && slices.ContainsFunc(engine.CallbackFields(callback), func(field guard.Field) bool { return field.Name == name }) {
			at = append(at, "a "+action)
		}
	}
	if len(at) == 0 {
		return ""
	}
	return "on the exits of " + strings.Join(at, " or ")
}
