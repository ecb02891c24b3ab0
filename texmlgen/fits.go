package texmlgen

// Unfit says why Write would refuse a verb because of what is in it, without the value: a text that is no decimal number, a
// name that is empty; "" for a verb that it would write. Neither routes nor targets are asked about, which is for the host
// to do.
func Unfit(v Verb) string {
	e := encoders.Get().(*encoder)
	defer e.release()
	e.opt = Options{
		Resolve: func(string) (string, error) { return "https://host.invalid", nil },
		Target:  func(string, string) error { return nil },
	}
	if e.document(&Response{Verbs: []Verb{v}}) == nil {
		return ""
	}
	return about(e.err.Element, e.err.Attribute, e.err.Want)
}
