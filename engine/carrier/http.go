package carrier

import (
	"net/http"
	"time"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// asking is an HttpRequest whose answer has not come.
type asking struct {
	leg     *leg
	frame   *frame
	verb    *texmlgen.HTTPRequest
	outside *Outside
	began   time.Time
}

// outsideTime is how long the carrier waits for an outside URL.
const outsideTime = 10 * time.Second

// httpRequest asks an outside URL. A double answers at once; without one the answer is an action.
func (l *leg) httpRequest(f *frame, v *texmlgen.HTTPRequest) {
	c := l.call.carrier
	if v.Request == nil {
		l.call.remark("HttpRequest without Request asks nothing")
		return
	}
	a := &asking{leg: l, frame: f, verb: v, outside: l.outside(f, v), began: l.call.now()}
	target := c.reveal(f.link(v.Request.URL))
	d, declared := c.double(a.outside.Method, target)
	if a.outside.Async {
		if declared && !d.Failed {
			a.outside.Status = d.Status
		}
		l.call.step.Outside = append(l.call.step.Outside, *a.outside)
		return
	}
	if declared {
		a.answered(d)
		return
	}
	f.wait = a
}

// double is the declared answer of an outside URL.
func (c *Carrier) double(method, target string) (Double, bool) {
	d, ok := c.options.Doubles[method+" "+target]
	if !ok {
		d, ok = c.options.Doubles[target]
	}
	if ok && d.Status == 0 {
		d.Status = http.StatusOK
	}
	return d, ok
}

// outside is the request, with secrets by their names.
func (l *leg) outside(f *frame, v *texmlgen.HTTPRequest) *Outside {
	c, r := l.call.carrier, v.Request
	o := &Outside{
		Method: string(r.Method), URL: conceal(f.link(r.URL)), Body: conceal(r.Body.String()),
		Async: v.Async.Or(c.other(httpAsyncDefault)), Signed: c.other(httpSigned),
	}
	if o.Method == "" {
		o.Method = http.MethodGet
		if c.other(httpDefaultPost) {
			o.Method = http.MethodPost
		}
	}
	for _, h := range r.Headers {
		o.Headers = append(o.Headers, Field{h.Key, conceal(h.Value.String())})
	}
	return o
}

func (a *asking) waiting() Waiting {
	o := *a.outside
	return Waiting{Element: a.verb, Outside: &o}
}

func (a *asking) due() time.Time { return a.began.Add(outsideTime) }

func (a *asking) expire() { a.answered(Double{Failed: true}) }

func (a *asking) do(act Action) (bool, error) {
	if act.kind != kindHTTP {
		return false, nil
	}
	a.answered(Double{Status: int(act.number), Body: act.text, Failed: act.failed})
	return true, nil
}

// answered goes on with what came back.
func (a *asking) answered(d Double) {
	l, v := a.leg, a.verb
	c := l.call.carrier
	failed := d.Failed
	if !failed {
		a.outside.Status, a.outside.Answer = d.Status, d.Body
	}
	l.call.step.Outside = append(l.call.step.Outside, *a.outside)
	want := http.StatusOK
	if v.Response != nil {
		want = v.Response.StatusCode.Or(http.StatusOK)
	}
	if !failed && d.Status != want && !c.other(httpStatusIgnored) {
		failed = true
	}
	var mapped []Field
	if !failed && v.Response != nil {
		for _, field := range v.Response.Fields {
			value, found := pick(d.Body, field.Name)
			if found || c.other(httpMissingEmpty) {
				mapped = append(mapped, Field{field.Value, value})
			}
		}
	}
	if failed && c.other(httpFailureGoesOn) || v.Action.IsZero() {
		a.keep(mapped)
		a.frame.next()
		return
	}
	a.keep(mapped)
	fields := l.named()
	if name := c.options.CallerName; name != "" {
		fields = append(fields, Field{"CallerId", name})
	}
	method := c.options.Method
	if c.other(httpActionPost) {
		method = http.MethodPost
	}
	l.request(a.frame, l.instruction("http_request_action", a.frame.link(v.Action), method, append(fields, mapped...)))
}

// keep remembers the fields: templates of later documents see them.
func (a *asking) keep(mapped []Field) {
	for _, f := range mapped {
		a.leg.call.fetched[f.Name] = f.Value
	}
}
