package guard

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine/spell"

	"github.com/expr-lang/expr/ast"
)

// checker walks the tree of one expression once: it finds all problems, works out types, constants and what is known
// not to be nil, adds up the cost, and builds the tree that will run.
type checker struct {
	src      *source
	scope    *Scope
	problems []Problem
	doubts   []Doubt

	known  []string           // paths known not to be nil at this point
	locals map[string]operand // let variables
	elem   *operand           // the list element, inside a closure
	single ast.Node           // a bare word that stands for a single value, beside an operator or in a list

	loopName string // the function whose closure it is

	compared map[*ast.BinaryNode]compared // what conditions are made of

	places map[string]area // where a name of the scope stands first
	reads  map[string]int
	calls  map[string]bool
	asked  map[string]bool // opening hours
	said   []string        // phrases
	inputs map[string]input

	visits int
	cost
	times  int     // how often the part being checked runs: once, or for each element
	rounds []round // the loops so far
}

func newChecker(src *source, scope *Scope) *checker {
	return &checker{
		src: src, scope: scope, locals: map[string]operand{},
		reads: map[string]int{}, calls: map[string]bool{}, asked: map[string]bool{}, inputs: map[string]input{}, times: 1,
		compared: map[*ast.BinaryNode]compared{}, places: map[string]area{},
	}
}

// problem notes a problem and gives the operand that stands for it.
func (c *checker) problem(a area, code, hint, format string, args ...any) operand {
	c.problems = append(c.problems, c.src.clamp(Problem{
		Code: code, Message: fmt.Sprintf(format, args...), Hint: hint, From: a.from, To: a.to,
	}))
	return bad(a)
}

// given checks a part with more paths known not to be nil.
func (c *checker) given(paths []string, n ast.Node) operand {
	saved := c.known
	c.known = append(slices.Clip(saved), paths...)
	o := c.check(n)
	c.known = saved
	return o
}

// checkSingle is check where no object can stand.
func (c *checker) checkSingle(n ast.Node) operand {
	c.single = n
	return c.check(n)
}

func (c *checker) check(n ast.Node) operand {
	a := c.src.area(n)
	c.spend(1)
	if c.visits++; c.visits > maxVisits {
		if c.visits == maxVisits+1 {
			c.problem(area{0, c.src.runes}, CodeTooMuch, "part it: set a variable first, or use several transitions",
				"an expression of more than %d parts, counting repeated ones", maxVisits)
		}
		return bad(a)
	}
	switch n := n.(type) {
	case *ast.NilNode:
		return constant(a, Type{Kind: kindNil, Optional: true}, nil)
	case *ast.BoolNode:
		return c.boolean(a, n.Value)
	case *ast.IntegerNode:
		return constant(a, Type{Kind: Int}, n.Value)
	case *ast.FloatNode:
		return constant(a, Type{Kind: Float}, n.Value)
	case *ast.StringNode:
		return constant(a, Type{Kind: String}, n.Value)
	case *ast.IdentifierNode:
		return c.identifier(a, n.Value, c.single == ast.Node(n))
	case *ast.PointerNode:
		return c.pointer(a, n)
	case *ast.ChainNode:
		return c.check(n.Node)
	case *ast.MemberNode:
		return c.member(a, n)
	case *ast.SliceNode:
		return c.slice(a, n)
	case *ast.UnaryNode:
		return c.unary(a, n)
	case *ast.BinaryNode:
		return c.binary(a, n)
	case *ast.ConditionalNode:
		return c.conditional(a, n)
	case *ast.ArrayNode:
		return c.array(a, n)
	case *ast.MapNode:
		return c.object(a, n)
	case *ast.VariableDeclaratorNode:
		return c.let(a, n)
	case *ast.CallNode:
		return c.callNode(a, n)
	case *ast.BuiltinNode:
		return c.loop(a, n)
	case *ast.SequenceNode:
		return c.problem(a, CodeRefused, "an expression is one value", "several expressions in a row")
	case *ast.BytesNode:
		return c.problem(a, CodeRefused, "leave out the b before the quote", "bytes are not offered")
	}
	return c.problem(a, CodeRefused, "", "this is not offered here")
}

// boolean is true or false as an operand.
func (c *checker) boolean(a area, v bool) operand { return constant(a, Type{Kind: Bool}, v) }

// identifier finds a bare word: a let variable, a name of the scope, or a member of a closed set.
func (c *checker) identifier(a area, name string, single bool) operand {
	if o, ok := c.locals[name]; ok {
		o.area = a
		o.typ.Optional = o.typ.Optional && !slices.Contains(c.known, o.path)
		return o
	}
	if t, ok := c.scope.Lookup(name); ok {
		if _, again := c.places[name]; !again {
			c.places[name] = a
		}
		return c.value(a, name, t)
	}
	if c.scope.isMember(name) {
		return constant(a, Type{Kind: String}, name)
	}
	if name == "$env" {
		return c.problem(a, CodeRefused, "write the name alone", "$env is not offered")
	}
	sameLetters := func(n string) bool { return strings.EqualFold(n, name) }
	if f, ok := functions[name]; ok && !slices.ContainsFunc(c.scope.Names(), sameLetters) {
		return c.problem(a, CodeName, "write "+f.usage, "%s is a function and needs its brackets", name)
	}
	return c.problem(a, CodeName, c.nameHint(name, single), "unknown name %q", name)
}

// nameHint says what a bare word may have been meant for; where a single value is meant, that is no object.
func (c *checker) nameHint(name string, single bool) string {
	for _, right := range []string{"and", "or", "not", "in", "true", "false", "nil"} {
		if strings.EqualFold(name, right) {
			return "write " + right + " in small letters"
		}
	}
	switch name {
	case "null", "None", "undefined":
		return "write nil for a value that is absent"
	case "yes", "on", "no", "off":
		return fmt.Sprintf("write true or false, or %s if the text is meant", quote(name))
	}
	if slices.Contains(c.scope.hoursNames(), name) {
		return fmt.Sprintf("those are hours: write open(%s)", quote(name))
	}
	names := slices.Concat(c.scope.Names(), c.scope.members(), slices.Collect(maps.Keys(c.locals)))
	if single {
		names = slices.DeleteFunc(names, func(n string) bool { t, ok := c.scope.Lookup(n); return ok && t.Kind == Object })
	}
	slices.Sort(names)
	if plain := strings.TrimPrefix(name, "$"); plain != name && slices.Contains(names, plain) {
		return "write " + plain
	}
	if near, ok := spell.Nearest(name, names); ok {
		return fmt.Sprintf("did you mean %q? if the text is meant, put it in quotes: %s", near, quote(name))
	}
	return fmt.Sprintf("put it in quotes if the text is meant: %s", quote(name))
}

// value is the operand for a path of the scope.
func (c *checker) value(a area, path string, declared Type) operand {
	c.reads[path]++
	c.inputs[path] = input{key: path, path: strings.Split(path, "."), typ: declared}
	t := declared
	t.Optional = t.Optional && !slices.Contains(c.known, path)
	o := operand{node: &ast.IdentifierNode{Value: path}, area: a, typ: t, path: path, static: true}
	if t.Kind == String {
		o.texts = t.OneOf
	}
	return o
}

// pointer is # or #index inside a closure.
func (c *checker) pointer(a area, n *ast.PointerNode) operand {
	switch {
	case c.elem == nil:
		return c.problem(a, CodeRefused, "", "# outside a condition over a list")
	case n.Name == "index" && c.loopName != "map" && c.loopName != "sum":
		return c.problem(a, CodeRefused, "only map and sum know the position", "#index inside %s", c.loopName)
	case n.Name == "index":
		return operand{node: &ast.PointerNode{Name: "index"}, area: a, typ: Type{Kind: Int}}
	case n.Name != "":
		return c.problem(a, CodeName, "# is the element, #index its position", "unknown name %q", "#"+n.Name)
	}
	o := *c.elem
	o.area = a
	o.typ.Optional = o.typ.Optional && !slices.Contains(c.known, o.path)
	return o
}

// member is a.b, a?.b, a["b"] and list[0].
func (c *checker) member(a area, n *ast.MemberNode) operand {
	base := c.check(n.Node)
	name, isName := n.Property.(*ast.StringNode)
	if !isName || base.typ.Kind == List {
		return c.index(a, base, n)
	}
	switch {
	case base.isBad():
		return bad(a)
	case n.Method:
		return c.problem(a, CodeRefused, "functions stand alone, as in len(x)", "%s has no function %q", base.typ, name.Value)
	case base.typ.Kind != Object:
		return c.problem(c.src.area(n.Property), CodeField, "", "%s has no fields; it is %s", c.src.cut(base.area.from, base.area.to), base.typ.phrase())
	}
	t, ok := base.typ.field(name.Value)
	if !ok {
		names := base.typ.fieldNames()
		hint := "it has no fields"
		if near, ok := spell.Nearest(name.Value, names); ok {
			hint = fmt.Sprintf("did you mean %q?", near)
		} else if len(names) > 0 {
			hint = "it has " + strings.Join(names, ", ")
		}
		return c.problem(c.src.area(n.Property), CodeField, hint, "unknown field %q", name.Value)
	}
	if base.typ.Optional && !n.Optional && !base.viaChain {
		return c.absentField(base, name.Value, t)
	}
	t = t.taint(base.typ.Sensitive)
	viaChain := base.typ.Optional && !t.Optional
	t.Optional = t.Optional || base.typ.Optional
	if base.static {
		c.reads[base.path]--
		path := base.path + "." + name.Value
		if declared, ok := c.scope.Lookup(path); ok {
			t = declared
		}
		o := c.value(a, path, t)
		o.viaChain = viaChain && o.typ.Optional
		return o
	}
	o := c.apply(a, t, func(v ...any) any { return member(v[0], text(v[1])) }, base, constant(a, Type{Kind: String}, name.Value))
	o.viaChain = viaChain
	if base.path != "" {
		o.path = base.path + "." + name.Value
		if slices.Contains(c.known, o.path) {
			o.typ.Optional, o.viaChain = false, false
		}
	}
	if t.Kind == String {
		o.texts = t.OneOf
	}
	return o
}

// index is a constant position in a list, which may not be there.
func (c *checker) index(a area, base operand, n *ast.MemberNode) operand {
	i := c.check(n.Property)
	whose := c.src.cut(base.area.from, base.area.to)
	switch {
	case base.isBad() || i.isBad():
		return bad(a)
	case base.typ.Kind == Object:
		return c.problem(i.area, CodeRefused, "write the field's name: "+whose+".name", "a field whose name is computed")
	case base.typ.Kind == String:
		return c.problem(a, CodeRefused, fmt.Sprintf("write %s[0:1] for the first character", whose), "a character by its position")
	case base.typ.Kind != List:
		return c.problem(a, CodeType, "", "%s is %s, which has no positions", whose, base.typ.phrase())
	case base.typ.Optional:
		return c.absent(base)
	case i.typ.Kind != Int:
		return c.problem(i.area, CodeType, "", "a position in a list is a whole number, not %s", i.typ)
	case !i.known:
		return c.problem(i.area, CodeRefused, fmt.Sprintf("write at(%s, %s), which is nil beyond the end", whose, c.src.cut(i.area.from, i.area.to)),
			"a position that is computed")
	}
	return c.call(a, functions["at"], []operand{base, i})
}

// slice is list[1:3] or text[1:3], with constant bounds.
func (c *checker) slice(a area, n *ast.SliceNode) operand {
	base := c.check(n.Node)
	bounds := [2]operand{constant(a, Type{Kind: Int}, 0), constant(a, Type{Kind: Int}, int(^uint(0)>>1))}
	for i, b := range []ast.Node{n.From, n.To} {
		if b == nil {
			continue
		}
		if bounds[i] = c.check(b); !bounds[i].isBad() && (!bounds[i].known || bounds[i].typ.Kind != Int) {
			return c.problem(bounds[i].area, CodeRefused, "write the positions as numbers; tail(x, n) and take(list, n) count from an end",
				"a part whose bounds are computed")
		}
	}
	switch {
	case base.isBad() || bounds[0].isBad() || bounds[1].isBad():
		return bad(a)
	case base.typ.Kind != String && base.typ.Kind != List:
		return c.problem(a, CodeType, "", "%s is %s, which has no parts", c.src.cut(base.area.from, base.area.to), base.typ.phrase())
	case base.typ.Optional:
		return c.absent(base)
	}
	t := base.typ
	t.OneOf = nil
	c.spend(60)
	c.texts += c.times
	o := c.apply(a, t, func(v ...any) any {
		if s, ok := v[0].(string); ok {
			return string(slice([]rune(s), whole(v[1]), whole(v[2])))
		}
		return slice(list(v[0]), whole(v[1]), whole(v[2]))
	}, base, bounds[0], bounds[1])
	if t.Kind == List {
		o.most = base.shortened(bounds[0], bounds[1])
	}
	return o
}

// absent is the problem of using what may be nil.
func (c *checker) absent(o operand) operand {
	src := c.src.cut(o.area.from, o.area.to)
	hint := fmt.Sprintf("give a default: (%s ?? %s)", src, o.typ.sample())
	if o.typ.Kind == Object && o.path == "" {
		hint = fmt.Sprintf("ask for one of its fields: %s?.%s", src, o.typ.fieldNames()[0])
	} else if o.typ.Kind == Object {
		hint = fmt.Sprintf("test it first: %s != nil && …, or write ?. for the dot after it", src)
	} else if o.path != "" {
		hint = fmt.Sprintf("test it first: %s != nil && …, or give a default: (%s ?? %s)", src, src, o.typ.sample())
	}
	return c.problem(o.area, CodeOptional, hint, "%s may be nil here", src)
}

// absentField is the problem of a field of what may be nil. Only names are narrowed by a test: of what a function gives,
// the field is asked for with ?. and has a default.
func (c *checker) absentField(base operand, name string, t Type) operand {
	o := c.absent(base)
	if base.path == "" {
		src := c.src.cut(base.area.from, base.area.to)
		hint := fmt.Sprintf("write (%s?.%s ?? %s)", src, name, t.sample())
		if t.Kind == Object {
			hint = fmt.Sprintf("write ?. for each dot after it: %s?.%s", src, name)
		}
		c.problems[len(c.problems)-1].Hint = hint + "; a test of it for nil narrows names, not calls"
	}
	return o
}

// present reports whether the operands can be used as values, noting the problem of those that may be nil.
func (c *checker) present(os ...operand) bool {
	ok := true
	for _, o := range os {
		switch {
		case o.isBad():
			ok = false
		case o.typ.Kind == kindNil:
			c.problem(o.area, CodeType, "nil can be compared by == and !=, and assigned", "nil is no value here")
			ok = false
		case o.typ.Optional:
			c.absent(o)
			ok = false
		}
	}
	return ok
}

// apply is a call of a total function. If all its operands are known the call is made now.
func (c *checker) apply(a area, t Type, fn func(...any) any, args ...operand) operand {
	nodes, values, known := make([]ast.Node, len(args)), make([]any, len(args)), true
	for i, o := range args {
		nodes[i], values[i], known = o.node, o.konst, known && o.known
	}
	if known {
		room := MaxValue
		v, _ := t.conform(fn(values...), &room)
		o := constant(a, t, v)
		o.typ.Optional = v == nil
		return o
	}
	return operand{node: &ast.CallNode{Callee: &ast.ConstantNode{Value: fn}, Arguments: nodes}, area: a, typ: t}
}

// widen makes the whole numbers of an operand numbers where t has numbers, so that a value has one Go type for each
// type of ours wherever it came from.
func (c *checker) widen(o operand, t Type) operand {
	if !widens(t, o.typ) {
		return o
	}
	c.spend(1)
	if t.Kind != Float {
		c.spend(20)
	}
	to := t
	to.Optional = o.typ.Optional
	return c.apply(o.area, to, func(v ...any) any {
		room := MaxValue
		out, _ := to.conform(v[0], &room)
		return out
	}, o)
}

func widens(t, from Type) bool {
	switch {
	case t.Kind == Float:
		return from.Kind == Int
	case t.Kind == List && from.Kind == List:
		return widens(t.elem(), from.elem())
	case t.Kind != Object || from.Kind != Object:
		return false
	}
	return slices.ContainsFunc(t.Fields, func(f Field) bool {
		g, ok := from.field(f.Name)
		return ok && widens(f.Type, g)
	})
}
