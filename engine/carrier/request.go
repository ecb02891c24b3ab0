package carrier

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	mediaForm = "application/x-www-form-urlencoded"
	mediaJSON = "application/json"

	attempts     = 2 // at one URL
	maxRedirects = 3
	maxAnswer    = 1 << 20
	maxDocument  = 64 << 10
)

var errNotDelivered = errors.New("not delivered")

// deliver sends a request as its plan says, and returns the exchange that counts. Its error is errNotDelivered when the
// carrier has given up, or that of the context.
func (c *Call) deliver(r Request) (*Exchange, error) {
	r, p := c.planned(r)
	if p.Hold > 0 && !r.Instruction {
		c.held = append(c.held, &waitingRequest{Request: r, after: p.Hold, plan: p})
		return nil, nil
	}
	x, err := c.try(r, p)
	if err == nil || errors.Is(err, errNotDelivered) {
		c.release()
		c.copyLater(r, p)
	}
	return x, err
}

// later sends a notification after the next request, or later if its plan says so.
func (c *Call) later(r Request) {
	r, p := c.planned(r)
	c.held = append(c.held, &waitingRequest{Request: r, after: max(1, p.Hold), plan: p})
}

// planned numbers a request and asks for its plan.
func (c *Call) planned(r Request) (Request, Plan) {
	c.sent++
	r.Number = c.sent
	if hook := c.carrier.options.Deliver; hook != nil {
		return r, hook(r)
	}
	return r, Plan{}
}

const maxCopies = 1000

func (c *Call) copyLater(r Request, p Plan) {
	for i := range min(max(0, p.Late), maxCopies) {
		c.held = append(c.held, &waitingRequest{Request: r, after: 1, copy: i + 1})
	}
}

// release counts a request that went out, and sends those that waited for it.
func (c *Call) release() {
	due := c.held[:0:0]
	var kept []*waitingRequest
	for _, w := range c.held {
		if w.after--; w.after <= 0 {
			due = append(due, w)
		} else {
			kept = append(kept, w)
		}
	}
	c.held = kept
	c.sendHeld(due)
}

// flush sends everything that is still held back.
func (c *Call) flush() {
	for len(c.held) > 0 {
		due := c.held
		c.held = nil
		c.sendHeld(due)
	}
}

func (c *Call) sendHeld(due []*waitingRequest) {
	for _, w := range due {
		if w.copy > 0 {
			c.note(c.exchange(w.Request, w.target, 1, w.copy))
			continue
		}
		_, _ = c.try(w.Request, w.plan) // what happened is in the trace; a notification has no other consequence
		c.copyLater(w.Request, w.plan)
	}
}

// try makes the attempts that the documents name: some at the URL, then some at the failover URL.
func (c *Call) try(r Request, p Plan) (*Exchange, error) {
	c.carrier.clock.Advance(max(0, p.Delay))
	urls := []string{r.target}
	fallback := c.carrier.options.Fallback
	if fallback != "" && (!c.carrier.other(actionNoFailover) || r.Callback == "instruction_fetch" || !r.Instruction) {
		urls = append(urls, fallback)
	}
	each, attempt := attempts, 0
	if c.carrier.other(failoverAtOnce) {
		each = 1
	}
	for _, target := range urls {
		for range each {
			if err := c.ctx.Err(); err != nil {
				return nil, err
			}
			attempt++
			if attempt > 1 {
				c.carrier.clock.Advance(time.Second << min(attempt-2, 3))
			}
			x := c.attempt(r, p, target, attempt)
			if x.Problem == "" {
				for n := range p.copies(false) {
					c.note(c.exchange(r, x.target, attempt, n+1))
				}
				return x, nil
			}
			if x.hangsUp {
				return nil, errNotDelivered
			}
			if final(x) {
				break
			}
		}
	}
	return nil, errNotDelivered
}

// copies is how many copies are sent together with the request, or behind it.
func (p Plan) copies(atOnce bool) int {
	if p.AtOnce != atOnce {
		return 0
	}
	return min(max(0, p.Repeat), maxCopies)
}

// final reports whether an answer is one that is not tried again at the same URL.
func final(x *Exchange) bool {
	switch x.Status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests:
		return false
	}
	return !x.Lost && 400 <= x.Status && x.Status < 500
}

// attempt sends a request once, with the copies that go together with it.
func (c *Call) attempt(r Request, p Plan, target string, attempt int) *Exchange {
	if attempt <= p.Drop {
		x := c.newExchange(r, target, attempt, 0)
		x.Problem = "it did not arrive"
		c.note(x)
		return x
	}
	n := 0
	if attempt == p.Drop+1 {
		n = p.copies(true)
	}
	all := make([]*Exchange, 1+n)
	var wait sync.WaitGroup
	for i := range n {
		wait.Go(func() { all[i+1] = c.exchange(r, target, attempt, i+1) })
	}
	all[0] = c.exchange(r, target, attempt, 0)
	wait.Wait()
	x := all[0]
	if attempt <= p.Drop+p.Lose && x.Status != 0 {
		x.Lost, x.Problem = true, "the answer was lost"
	}
	for _, one := range all {
		c.note(one)
	}
	return x
}

func (c *Call) newExchange(r Request, target string, attempt, copied int) *Exchange {
	r.target = target
	return &Exchange{Request: r, At: c.carrier.clock.Now(), Attempt: attempt, Copy: copied, Target: conceal(target)}
}

// exchange sends a request to a URL and follows where it is redirected to.
func (c *Call) exchange(r Request, target string, attempt, copied int) *Exchange {
	x := c.newExchange(r, target, attempt, copied)
	for redirects := 0; ; redirects++ {
		location, err := c.post(x)
		if err != nil {
			x.Status, x.Answer, x.Problem = 0, nil, err.Error()
			return x
		}
		if location == "" {
			break
		}
		if redirects == maxRedirects || c.carrier.other(redirectsFail) {
			x.Problem = "an HTTP redirect"
			return x
		}
		x.target, x.Target = location, conceal(location)
	}
	if x.Status < 200 || x.Status > 299 || x.Status > 200 && c.carrier.other(onlyStatus200) {
		x.Problem = "status " + strconv.Itoa(x.Status)
	} else if r.Instruction {
		c.judge(x)
	}
	return x
}

// post is one HTTP request. It returns where a redirect leads.
func (c *Call) post(x *Exchange) (location string, err error) {
	target, body := c.carrier.reveal(x.target), x.Body
	if x.Method == http.MethodGet {
		target = withQuery(target, encode(x.Fields))
	}
	req, err := http.NewRequestWithContext(c.ctx, x.Method, target, strings.NewReader(body))
	if err != nil {
		return "", errors.New("not a URL that can be requested")
	}
	if x.Method != http.MethodGet {
		req.Header.Set("Content-Type", x.ContentType)
	}
	if x.Method != http.MethodGet || !c.carrier.other(getUnsigned) {
		c.carrier.sign(req.Header, []byte(body))
	}
	if c.carrier.other(authorizationHeader) {
		req.Header.Set("Authorization", "Bearer of-the-page-generator")
	}
	resp, err := c.carrier.options.Transport.RoundTrip(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close() // read only: nothing can be lost
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return "", err
	}
	x.Status, x.Answer, x.media = resp.StatusCode, answer, resp.Header.Get("Content-Type")
	if resp.StatusCode < 300 || resp.StatusCode > 399 {
		return "", nil
	}
	return resolve(target, resp.Header.Get("Location")), nil
}

// sign puts the two headers in: Ed25519 over the timestamp, a bar and the body.
func (c *Carrier) sign(h http.Header, body []byte) {
	stamp := strconv.FormatInt(c.options.Stamp().Unix(), 10)
	message := append([]byte(stamp+"|"), body...)
	h.Set("telnyx-timestamp", stamp)
	h.Set("telnyx-signature-ed25519", base64.StdEncoding.EncodeToString(ed25519.Sign(c.options.Key, message)))
}

// encode writes a form, its fields in order.
func encode(fields []Field) string {
	var b bytes.Buffer
	for _, f := range fields {
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(f.Name) + "=" + url.QueryEscape(f.Value))
	}
	return b.String()
}

func withQuery(target, query string) string {
	if strings.Contains(target, "?") {
		return target + "&" + query
	}
	return target + "?" + query
}

// resolve is a reference as seen from a document; one that cannot be read stays as it is, and fails when it is requested.
func resolve(base, ref string) string {
	b, err := url.Parse(base)
	if err != nil || ref == "" {
		return ref
	}
	u, err := b.Parse(ref)
	if err != nil {
		return ref
	}
	return secretMarks.Replace(u.String())
}

// secretMarks are the characters round the name of a secret, as they come out of a URL.
var secretMarks = strings.NewReplacer(url.PathEscape(secretOpen), secretOpen, url.PathEscape(secretClose), secretClose)
