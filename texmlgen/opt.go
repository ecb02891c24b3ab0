package texmlgen

// Opt is a value that may be absent, so that "set to zero" can be told from "not set". The zero Opt is absent.
type Opt[T any] struct {
	v   T
	set bool
}

// Some is a value that is there.
func Some[T any](v T) Opt[T] { return Opt[T]{v, true} }

// Get returns the value and whether it is there.
func (o Opt[T]) Get() (T, bool) { return o.v, o.set }

// Or returns the value, or d when it is absent.
func (o Opt[T]) Or(d T) T {
	if o.set {
		return o.v
	}
	return d
}

// Equal reports whether both are absent or hold the same comparable value; go-cmp uses it.
func (o Opt[T]) Equal(p Opt[T]) bool { return o.set == p.set && any(o.v) == any(p.v) }
