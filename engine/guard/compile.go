package guard

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/texmlflow/texmlflow/engine/spell"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/builtin"
	exprcheck "github.com/expr-lang/expr/checker"
	"github.com/expr-lang/expr/compiler"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/types"
	"github.com/expr-lang/expr/vm"
)

// Compile checks an expression against the names of a scope and compiles it. want is the type that the place needs, or
// nil if any will do. The program is nil if there is any problem; the problems are in the order of the source.
//
// The way: bounds on the tokens; expr's parser; our own checker, which builds a tree of total functions; expr's checker
// over that tree, as a second opinion; expr's compiler.
func Compile(src string, s *Scope, want *Type) (*Program, []Problem) {
	text, problems := scan(src)
	if len(problems) == 0 || problems[0].Code == CodeSyntax {
		if found := interpolated(src); found != nil {
			problems = found
		}
	}
	if len(problems) > 0 {
		return nil, clampAll(text, problems)
	}
	tree, err := parse(src)
	if err != nil {
		return nil, clampAll(text, []Problem{text.syntax(err)})
	}
	c := newChecker(text, s)
	o := c.check(tree)
	typ := c.result(o, want)
	c.bounds()
	if len(c.problems) > 0 {
		return nil, sortProblems(c.problems)
	}
	p := &Program{
		source: src, typ: typ, calls: slices.Sorted(maps.Keys(c.calls)), asked: slices.Sorted(maps.Keys(c.asked)), said: c.said,
		work: c.work, ifTrue: c.exported(o.ifTrue), ifFalse: c.exported(o.ifFalse), reads: c.readPaths(), places: c.places,
		doubts: c.doubts,
	}
	if typ.Kind == Bool {
		p.condition = c.logic(tree)
	}
	if o.known {
		room := MaxValue
		p.constant, _ = typ.conform(o.konst, &room)
		p.isConstant = true
		return p, nil
	}
	if p.vm, p.inputs, err = c.machine(o.node, typ); err != nil {
		return nil, []Problem{{Code: CodeRefused, Message: firstLine(err.Error()), To: text.runes}}
	}
	return p, nil
}

// parse runs expr's parser, with all its own functions switched off.
func parse(src string) (n ast.Node, err error) {
	// The parser is not ours; a panic in it is an error of the expression, not of the program that loads it.
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("not an expression: %v", r)
		}
	}()
	tree, err := parser.ParseWithConfig(src, baseConfig())
	if err != nil {
		return nil, err
	}
	return tree.Node, nil
}

// baseConfig is what every expression shares. Making it is half the cost of compiling a short one; expr only reads it.
var baseConfig = sync.OnceValue(func() *conf.Config {
	c := conf.CreateNew()
	for _, set := range []expr.Option{expr.DisableAllBuiltins(), expr.MaxNodes(maxNodes), expr.Optimize(false)} {
		set(c)
	}
	for name := range c.Disabled {
		delete(c.Builtins, name)
	}
	return c
})

// config returns the shared configuration with options that set single values of it.
func config(options ...expr.Option) *conf.Config {
	c := *baseConfig()
	for _, set := range options {
		set(&c)
	}
	return &c
}

// machine compiles the checked tree. What it reads are the names that are left in it.
func (c *checker) machine(n ast.Node, t Type) (*vm.Program, []input, error) {
	var names collector
	ast.Walk(&n, &names)
	env := types.Map{}
	var inputs []input
	for _, name := range slices.Sorted(maps.Keys(names.found)) {
		in, ok := c.inputs[name]
		if !ok {
			continue // a let variable
		}
		inputs = append(inputs, in)
		env[name] = types.Any
		if in.path != nil && !in.typ.Optional {
			env[name] = types.TypeOf(in.typ.goZero())
		}
	}
	options := []expr.Option{expr.Env(env)}
	if t.Kind == Bool && !t.Optional {
		options = append(options, expr.AsBool())
	}
	conf := config(options...)
	tree := &parser.Tree{Node: n, Source: file.NewSource(c.src.text)}
	if _, err := exprcheck.Check(tree, conf); err != nil {
		return nil, nil, err
	}
	program, err := compiler.Compile(tree, conf)
	return program, inputs, err
}

// collector finds the names in a tree.
type collector struct{ found map[string]bool }

// Visit notes a name.
func (v *collector) Visit(n *ast.Node) {
	if id, ok := (*n).(*ast.IdentifierNode); ok {
		if v.found == nil {
			v.found = map[string]bool{}
		}
		v.found[id.Value] = true
	}
}

// readPaths are the paths of the scope that the expression reads, sorted.
func (c *checker) readPaths() []string {
	var out []string
	for path, n := range c.reads {
		if n > 0 {
			out = append(out, path)
		}
	}
	slices.Sort(out)
	return out
}

// result checks that the expression gives what is wanted, and works out the type of its values.
func (c *checker) result(o operand, want *Type) Type {
	switch {
	case o.isBad():
		if len(c.problems) == 0 {
			c.problem(o.area, CodeType, "", "what this gives cannot be known")
		}
		return Type{}
	case want == nil:
		return o.typ.settled()
	}
	src := c.src.cut(o.area.from, o.area.to)
	if o.typ.Kind == kindNil && !want.Optional {
		c.problem(o.area, CodeType, "", "expected %s, got nil", want)
		return Type{}
	}
	if o.typ.Optional && !want.Optional && want.takes(o.typ.required()) {
		c.absent(o)
		return Type{}
	}
	if c.written(o, *want) {
		if len(c.problems) > 0 {
			return Type{}
		}
		return want.clean().required().taint(o.typ.Tainted())
	}
	if want.Kind == Object && o.typ.Kind == Object {
		if message := want.misfit(o.typ); message != "" {
			c.problem(o.area, CodeType, "", "%s", message)
			return Type{}
		}
	}
	if !want.takes(o.typ) {
		c.problem(o.area, CodeType, wantHint(src, o, *want), "expected %s, got %s", want, o.typ)
		return Type{}
	}
	if len(want.OneOf) > 0 && want.Kind == String && o.typ.Kind == String {
		if outsider, found := o.unlessMember(want.OneOf); found {
			hint := "its members are " + strings.Join(want.OneOf, ", ")
			if near, ok := spell.Nearest(outsider, want.OneOf); ok {
				hint = fmt.Sprintf("did you mean %q?", near)
			}
			c.problem(o.area, CodeMember, hint, "%q is no member of %s", outsider, want.required())
			return Type{}
		}
		if o.texts == nil {
			c.problem(o.area, CodeType, fmt.Sprintf("say what it stands for: %s == \"1\" ? %s : …", src, quote(want.OneOf[0])), "expected %s, got any text", want.required())
			return Type{}
		}
	}
	t := want.clean().taint(o.typ.Tainted())
	t.Optional = o.typ.Optional
	return t
}

// written checks a list or object that is written out part by part, so that each text can be a member of its closed
// set and each problem stands where it is. It reports whether o is one.
func (c *checker) written(o operand, want Type) bool {
	switch {
	case want.Kind == List && o.elems != nil:
		elem := want.elem()
		for _, e := range o.elems {
			c.result(e, &elem)
		}
		return true
	case want.Kind != Object || o.fields == nil:
		return false
	}
	for i, f := range o.typ.Fields {
		if t, ok := want.field(f.Name); ok {
			c.result(o.fields[i], &t)
			continue
		}
		hint := "its fields are " + strings.Join(want.fieldNames(), ", ")
		if near, ok := spell.Nearest(f.Name, want.fieldNames()); ok {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		c.problem(o.area, CodeField, hint, "unknown field %q", f.Name)
	}
	for _, f := range want.Fields {
		if _, ok := o.typ.field(f.Name); !ok && !f.Type.Optional {
			c.problem(o.area, CodeType, "", "field %q is missing", f.Name)
		}
	}
	return true
}

// misfit says why an object cannot stand where one of type t is wanted; "" if it can.
func (t Type) misfit(got Type) string {
	for _, f := range got.Fields {
		if _, ok := t.field(f.Name); !ok {
			return fmt.Sprintf("a field %q too many; expected %s", f.Name, strings.Join(t.fieldNames(), ", "))
		}
	}
	for _, f := range t.Fields {
		g, ok := got.field(f.Name)
		if !ok && !f.Type.Optional {
			return fmt.Sprintf("field %q is missing", f.Name)
		}
		if ok && !f.Type.takesAll(g) {
			return fmt.Sprintf("field %q: expected %s, got %s", f.Name, f.Type, g)
		}
	}
	return ""
}

// wantHint says how a value becomes one of the wanted type.
func wantHint(src string, o operand, want Type) string {
	switch {
	case want.Kind == String && o.known && o.typ.number():
		return "write " + quote(src)
	case want.Kind == String && o.typ.number():
		return "make a text of it: string(" + src + ")"
	case want.Kind == Int && o.known && numeric(o.konst):
		return "write " + text(o.konst)
	case want.Kind == Float && o.known && numeric(o.konst):
		return "write " + text(o.konst)
	case want.Kind == Int && o.typ.Kind == String:
		return "make a number of it: int_or(" + src + ", 0)"
	case want.Kind == Int && o.typ.Kind == Float:
		return "write round(" + src + ")"
	case want.Kind == Bool:
		return compareHint(src, o.typ)
	case o.known && o.typ.Kind == String && want.Kind >= Date && want.Kind <= Duration:
		names := map[Kind]string{Date: "date", Time: "time", DateTime: "datetime", Duration: "duration"}
		return fmt.Sprintf("write %s(%s)", names[want.Kind], src)
	}
	return ""
}

// clean is the type without its sensitive marks.
func (t Type) clean() Type {
	t.Sensitive = false
	if t.Elem != nil {
		elem := t.Elem.clean()
		t.Elem = &elem
	}
	fields := make([]Field, 0, len(t.Fields))
	for _, f := range t.Fields {
		fields = append(fields, Field{f.Name, f.Type.clean()})
	}
	t.Fields = fields
	return t
}

// settled replaces what the checker does not know by text, as nothing but an empty list or nil can stand there.
func (t Type) settled() Type {
	switch {
	case t.Kind == kindNil || t.Kind == kindUnknown:
		return Type{Kind: String, Optional: true, Sensitive: t.Sensitive}
	case t.Kind == List:
		elem := t.elem().settled()
		t.Elem = &elem
	case t.Kind == Object:
		fields := make([]Field, len(t.Fields))
		for i, f := range t.Fields {
			fields[i] = Field{f.Name, f.Type.settled()}
		}
		t.Fields = fields
	}
	return t
}

func isBuiltin(name string) bool {
	_, ok := builtin.Index[name]
	return ok
}

func clampAll(s *source, ps []Problem) []Problem {
	for i, p := range ps {
		ps[i] = s.clamp(p)
	}
	return ps
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
