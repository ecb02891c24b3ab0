package texmlgen

import "errors"

// Fits says why Write would refuse a verb because of what is in it: a text that is no decimal number, a name that is
// empty. Neither routes nor targets are asked about, which is for the host to do. The error is an *Error.
func Fits(v Verb) error {
	e := encoders.Get().(*encoder)
	defer e.release()
	e.opt = Options{
		Resolve: func(string) (string, error) { return "https://host.invalid", nil },
		Target:  func(string, string) error { return nil },
	}
	return e.document(&Response{Verbs: []Verb{v}})
}

// Unfit is an error of Fits or Write without the value: what it is about, and what was expected there.
func Unfit(err error) string {
	bad := (*Error)(nil)
	if !errors.As(err, &bad) {
		return "it cannot be written"
	}
	what := bad.Element
	if bad.Attribute != "" {
		what += " " + bad.Attribute
	}
	return what + ": " + bad.Want
}
