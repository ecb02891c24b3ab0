package guard

import (
	"fmt"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine/spell"

	"github.com/expr-lang/expr/ast"
)

// callNode is a call by name, or through a pipe.
func (c *checker) callNode(a area, n *ast.CallNode) operand {
	callee, ok := n.Callee.(*ast.IdentifierNode)
	if !ok {
		for _, arg := range n.Arguments {
			c.check(arg)
		}
		return c.problem(a, CodeRefused, "functions stand alone, as in len(x)", "this cannot be called")
	}
	at := c.src.area(callee)
	f, found := functions[callee.Value]
	args := make([]operand, len(n.Arguments))
	fine := true
	for i, arg := range n.Arguments {
		args[i] = c.check(arg)
		fine = fine && !args[i].isBad()
	}
	switch {
	case !found:
		return c.unknownFunction(at, callee.Value)
	case !fine:
		return bad(a)
	}
	return c.call(a, f, args)
}

// call checks the arguments of a function and makes the call.
func (c *checker) call(a area, f function, args []operand) operand {
	least := len(f.params)
	if len(args) < least || len(args) > len(f.params) && !f.rest {
		return c.problem(a, CodeArgument, "write "+f.usage, "%s takes %s, got %d", f.name, counted(least, f.rest), len(args))
	}
	for i, o := range args {
		p := f.params[min(i, len(f.params)-1)]
		src := c.src.cut(o.area.from, o.area.to)
		switch {
		case o.typ.Optional && p.nilable && slices.Contains(p.kinds, o.typ.Kind):
		case !c.present(o):
			return bad(a)
		case !slices.Contains(p.kinds, o.typ.Kind):
			return c.problem(o.area, CodeArgument, argumentHint(f, p, o, src), "%s needs %s; %s is %s", f.name, p.what, src, o.typ.phrase())
		case p.written && !o.known:
			return c.problem(o.area, CodeArgument, "write "+f.usage, "%s needs a written text; %s is computed", f.name, src)
		}
	}
	if f.literal != nil && !(f.closed && c.scope.acceptsOutsiders()) {
		if i, message, hint := f.literal(args); message != "" {
			code := CodeArgument
			if f.closed {
				code = CodeMember
			}
			return c.problem(args[i].area, code, hint, "%s", message)
		}
	}
	if f.hours && !c.hoursKnown(f, args[0]) {
		return bad(a)
	}
	if f.hours {
		c.asked[text(args[0].konst)] = true
	}
	if f.name == "said" {
		for _, o := range args {
			c.said = append(c.said, text(o.konst))
		}
	}
	c.calls[f.name] = true
	c.spend(f.work + f.work*len(args)*boolInt(f.rest))
	if f.list {
		c.memory += MaxList * c.times
	}
	t := f.result(args)
	if !f.clean {
		for _, o := range args {
			t = t.taint(o.typ.Tainted())
		}
	}
	if t.Kind == String {
		c.texts += c.times
	}
	if t.Kind == kindUnknown {
		return c.problem(a, CodeType, "", "%s of a list that is always empty", f.name)
	}
	return c.run(a, t, f, args)
}

// hearWork is what it takes to make the longest answer ready for said.
const hearWork = 1500

// run makes the call of a function whose arguments are right.
func (c *checker) run(a area, t Type, f function, args []operand) operand {
	switch f.name {
	case "min", "max":
		for i := range args {
			args[i] = c.widen(args[i], t)
		}
	case "country":
		o := c.apply(a, t, f.run, args...)
		o.region = true
		return o
	case "append":
		o := c.apply(a, t, f.run, c.widen(args[0], t), c.widen(args[1], t.elem()))
		o.most = min(args[0].longest()+1, MaxList)
		return o
	case "take":
		o := c.apply(a, t, f.run, args...)
		o.most = args[0].shortened(constant(a, Type{Kind: Int}, 0), args[1])
		return o
	case "reverse":
		o := c.apply(a, t, f.run, args...)
		o.most = args[0].longest()
		return o
	case "said":
		written := make([]bool, len(args))
		for i, o := range args {
			if written[i] = o.known; o.known {
				c.spend(f.work * len(text(o.konst)) / maxPhrase)
			}
		}
		f.run = func(v ...any) any {
			h, _ := v[0].(heard)
			return h.any(v[1:], written)
		}
	case "string":
		of := args[0].typ
		return c.apply(a, t, func(v ...any) any { return cutText(plain(of, v[0])) }, args...)
	case "urlquery":
		of := args[0].typ
		return c.apply(a, t, func(v ...any) any { return urlquery(plain(of, v[0])) }, args...)
	case "spoken":
		of := args[0].typ
		if of.Kind == List {
			c.spend(MaxList * f.work)
		}
		f.host = []string{hostVoice}
		f.run = func(v ...any) any { return cutText(voiceOf(v[0]).spoken(of, v[1])) }
	}
	hosted := make([]operand, 0, len(f.host)+len(args))
	for _, key := range f.host {
		in := input{key: key}
		if key == hostHeard {
			speech, ok := c.scope.Lookup(speechResult)
			if !ok || speech.Kind != String {
				return c.problem(a, CodeName, "use it in the transitions of a gather", "%s() where no speech was heard", f.name)
			}
			c.value(a, speechResult, speech) // it is read, if not by its name
			in.typ = speech
			c.work += hearWork // once, however often it is looked through
		}
		c.inputs[key] = in // beside those of the scope: its key is none that an author can write
		hosted = append(hosted, operand{node: &ast.IdentifierNode{Value: key}})
	}
	return c.apply(a, t, f.run, append(hosted, args...)...)
}

// hoursKnown reports whether the flow has opening hours of the name that is written, and notes the problem if not.
func (c *checker) hoursKnown(f function, o operand) bool {
	name, known := text(o.konst), c.scope.hoursNames()
	if slices.Contains(known, name) {
		return true
	}
	hint := fmt.Sprintf("declare it: hours: {%s: {zone: America/Denver, week: {mon-fri: \"08:00-17:30\"}}}", name)
	if near, ok := spell.Nearest(name, known); ok {
		hint = fmt.Sprintf("did you mean %q?", near)
	} else if len(known) > 0 {
		hint = "there is " + strings.Join(known, ", ")
	}
	c.problem(o.area, CodeHours, hint, "%s asks for unknown hours %q", f.name, name)
	return false
}

// refusals say what to write instead of functions that expr has and flows do not.
var refusals = map[string]string{
	"int": "write int_or(text, 0), or round(number)", "float": "write a number with a point, as in 2.0",
	"get": "write at(list, position)", "fromJSON": "declare the fields that an answer has", "toJSON": "write the value itself where JSON is meant",
	"concat": "append(list, item) adds one item; two lists are not joined", "flatten": "append(list, item) adds one item; two lists are not joined",
	"sort": "have the list sorted where it comes from", "sortBy": "have the list sorted where it comes from",
	"groupBy": "use filter", "reduce": "use sum, count, any or all", "repeat": "write the text out", "mean": "divide sum(list) by a written number",
	"hasPrefix": "write text startsWith other", "hasSuffix": "write text endsWith other", "indexOf": "write text contains other",
	"findLast": "use find", "findLastIndex": "use findIndex", "timezone": "now() and today() are in UTC",
}

const noParts = `the parts of a date or time are not offered; compare whole ones: now() > datetime("2026-12-24T17:30:00Z"); opening hours are asked by open("desk")`

// elsewhere says what to write instead of functions that other languages have, in small letters.
var elsewhere = map[string]string{
	"push": "write append(list, item)", "add": "write append(list, item)",
	"isset": "write x != nil", "exists": "write x != nil", "defined": "write x != nil", "isnull": "write x == nil", "isnil": "write x == nil",
	"coalesce": "write (x ?? other)", "default": "write (x ?? other)",
	"empty": `write x == "" for a text, len(x) == 0 for a list`, "isempty": `write x == "" for a text, len(x) == 0 for a list`,
	"length": "write len(x)", "size": "write len(x)", "str": "write string(x)", "tostring": "write string(x)",
	"parseint": "write int_or(text, 0)", "toint": "write int_or(text, 0)", "number": "write int_or(text, 0)",
	"substring": "write text[0:3], or tail(text, 3)", "substr": "write text[0:3], or tail(text, 3)",
	"startswith": "write text startsWith other", "endswith": "write text endsWith other", "contains": "write text contains other",
	"regex": `write text matches "pattern"`, "match": `write text matches "pattern"`, "if": "write condition ? a : b",
	"hour": noParts, "minute": noParts, "second": noParts, "day": noParts, "weekday": noParts, "month": noParts, "year": noParts,
	"timeofday": noParts, "dayofweek": noParts,
	"isopen": `write open("desk")`, "is_open": `write open("desk")`, "opens": `write next_open("desk")`,
	"closed": `write not open("desk")`, "isclosed": `write not open("desk")`, "is_closed": `write not open("desk")`,
	"closes": `write minutes_until_close("desk")`, "holiday": `write closed_for("desk")`, "is_holiday": `write closed_for("desk") != nil`,
}

// unknownFunction is the problem of a name that cannot be called.
func (c *checker) unknownFunction(a area, name string) operand {
	if isBuiltin(name) {
		return c.refusedBuiltin(a, name)
	}
	if _, ok := c.scope.Lookup(name); ok {
		return c.problem(a, CodeFunction, "write the name without brackets", "%s is a value, not a function", name)
	}
	names, _ := Functions()
	hint := ""
	if other, ok := elsewhere[strings.ToLower(name)]; ok {
		hint = other
	} else if near, ok := spell.Nearest(name, names); ok {
		hint = fmt.Sprintf("did you mean %q?", near)
	} else {
		hint = "the functions are " + strings.Join(names, ", ")
	}
	return c.problem(a, CodeFunction, hint, "unknown function %q", name)
}

func (c *checker) refusedBuiltin(a area, name string) operand {
	return c.problem(a, CodeRefused, refusals[name], "the function %s is not offered", name)
}

func argumentHint(f function, p param, o operand, src string) string {
	switch {
	case p.written && o.typ.Kind == DateTime && f.name == "date" && src == "now()":
		return "write today()"
	case p.written && o.typ.Kind == DateTime:
		return noParts
	case p.written && o.known && o.typ.Kind == Int && f.name == "duration":
		return "write duration(" + quote(lengthOf(whole(o.konst), Duration, "")) + ")"
	case o.known && o.typ.number() && slices.Contains(p.kinds, String):
		return "write " + quote(src)
	case o.typ.number() && slices.Contains(p.kinds, String):
		return "make a text of it: string(" + src + ")"
	case o.typ.Kind == String && slices.Contains(p.kinds, Int):
		return "make a number of it: int_or(" + src + ", 0)"
	}
	return "write " + f.usage
}

func counted(n int, more bool) string {
	s := fmt.Sprintf("%d values", n)
	if n == 1 {
		s = "1 value"
	}
	if more {
		return "at least " + s
	}
	return s
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
