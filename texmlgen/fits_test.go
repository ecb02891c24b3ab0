package texmlgen

import "testing"

func TestUnfit(t *testing.T) {
	t.Parallel()
	route := Route("answer")
	for name, tc := range map[string]struct {
		verb Verb
		want string // "": it fits
	}{
		"an amount":               {&Pay{Action: route, ChargeAmount: Outside("12.50")}, ""},
		"no amount":               {&Pay{Action: route, ChargeAmount: Outside("x")}, "Pay chargeAmount: want a decimal number such as 42.50"},
		"a queue":                 {&Enqueue{Action: route, Queue: Outside("desk")}, ""},
		"the carrier's own queue": {&Enqueue{Action: route}, ""},
		"a queue without a name":  {&Enqueue{Action: route, Queue: Outside(" \x01")}, "Enqueue: want the name of a queue"},
		"a room without a name":   {&Dial{Action: route, Nouns: []DialNoun{&Conference{Room: Outside("")}}}, "Conference: want the name of a room"},
		"any number":              {&Dial{Action: route, Nouns: []DialNoun{&Number{Number: Outside("+15125550100")}}}, ""},
		"no SIP address":          {&Refer{Action: route, Sip: &Sip{URI: Outside("+15125550100")}}, "Sip: want an address that begins with sip: or sips:"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Unfit(tc.verb); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}
