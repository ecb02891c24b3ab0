package engine

import "slices"

// Secret reports whether the body of the request is made from a secret.
func (a *Fetch) Secret() bool {
	return a.JSON.Secret() || slices.ContainsFunc(a.Form, func(f FormField) bool { return f.Value.Sensitive() })
}

// Secret reports whether something in the value is made from a secret. That of nil is not.
func (v *Value) Secret() bool {
	switch {
	case v == nil:
		return false
	case v.Program != nil:
		return v.Program.Sensitive()
	}
	return slices.ContainsFunc(v.Fields, func(f Assignment) bool { return f.Value.Secret() }) ||
		slices.ContainsFunc(v.Items, func(item Value) bool { return item.Secret() })
}

// Field is what a field of a map is made of; nil where that is not written out.
func (v *Value) Field(name string) *Value {
	if v == nil {
		return nil
	}
	for i := range v.Fields {
		if v.Fields[i].Name == name {
			return &v.Fields[i].Value
		}
	}
	return nil
}

// Item is what an item of a list is made of; nil where that is not written out.
func (v *Value) Item(i int) *Value {
	if v == nil || i >= len(v.Items) {
		return nil
	}
	return &v.Items[i]
}
