package guard

import "slices"

// Lists grow by one element at a time. A list that is as long as one can be stays as it is, so that what was kept first is
// never lost.

// appended is the type of append: that of its list, or the narrowest that holds the new element too.
func appended(args []operand) Type {
	elem := args[0].typ.elem()
	if both, ok := withElement(elem, args[1]); ok {
		elem = both
	}
	t := listOf(elem.taint(args[1].typ.Tainted()))
	t.Sensitive = args[0].typ.Sensitive
	return t
}

// withElement is the type of elements of which one more is given. A written member of a closed set leaves it closed.
func withElement(elem Type, one operand) (Type, bool) {
	both, ok := common(elem, one.typ)
	if _, outside := one.unlessMember(elem.OneOf); ok && len(elem.OneOf) > 0 && one.texts != nil && !outside {
		both.OneOf = elem.OneOf
	}
	return both, ok
}

// fitsList refuses an element of another type than the list has.
func fitsList(args []operand) (int, string, string) {
	elem := args[0].typ.elem()
	if _, ok := withElement(elem, args[1]); ok {
		return 0, "", ""
	}
	return 1, "a list of " + elem.plural() + " takes no " + args[1].typ.required().String(), ""
}

func grown(l []any, one any) []any {
	if len(l) >= MaxList {
		return l
	}
	return append(slices.Clip(l), one)
}
