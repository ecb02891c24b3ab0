package engine

// Secret reports whether the body of the request is made from a secret.
func (a *Fetch) Secret() bool {
	for _, field := range a.Form {
		if field.Value.Sensitive() {
			return true
		}
	}
	return a.JSON.Secret()
}

// Secret reports whether something in the value is made from a secret. That of nil is not.
func (v *Value) Secret() bool {
	if v == nil {
		return false
	}
	if v.Program != nil && v.Program.Sensitive() {
		return true
	}
	for i := range v.Fields {
		if v.Fields[i].Value.Secret() {
			return true
		}
	}
	for i := range v.Items {
		if v.Items[i].Secret() {
			return true
		}
	}
	return false
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
