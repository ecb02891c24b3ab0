package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/texmlflow/texmlflow/engine/callback"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// reply is what came back.
type reply struct {
	status string // the status line's, "200 OK"
	code   int
	body   []byte
}

const (
	sendTime  = 15 * time.Second
	startTime = time.Second // that a server on this machine has to begin, which was started just before
	maxReply  = 1 << 20
)

// send posts a body, signed if there is a key. A redirect is not followed: a signed callback goes where it was meant to.
func (o *triggerOptions) send(target *url.URL, contentType string, body []byte) (*reply, error) {
	for begun := time.Now(); ; time.Sleep(startTime / 20) {
		r, err := o.sendOnce(target, contentType, body)
		here := net.ParseIP(target.Hostname()).IsLoopback() || target.Hostname() == "localhost"
		if !here || !errors.Is(err, syscall.ECONNREFUSED) || time.Since(begun) > startTime {
			return r, err
		}
	}
}

func (o *triggerOptions) sendOnce(target *url.URL, contentType string, body []byte) (*reply, error) {
	req, err := http.NewRequest(http.MethodPost, target.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if o.private != nil {
		req.Header = callback.Sign(o.private, time.Now(), body)
	}
	req.Header.Set("Content-Type", contentType)
	client := &http.Client{
		Timeout:       sendTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close() // read only: nothing can be lost
	b, err := io.ReadAll(io.LimitReader(res.Body, maxReply+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxReply {
		return nil, fmt.Errorf("the answer has more than %d bytes", maxReply)
	}
	return &reply{status: res.Status, code: res.StatusCode, body: b}, nil
}

// printReply prints the body, as it came or indented; another status than 200 is a failure that says what it may mean.
func (a *app) printReply(r *reply, indent bool) error {
	body := r.body
	if indent {
		body = indented(body)
	}
	if _, err := a.stdout.Write(body); err != nil {
		return err
	}
	if len(body) > 0 && !bytes.HasSuffix(body, []byte("\n")) {
		fmt.Fprintln(a.stdout)
	}
	if r.code == http.StatusOK {
		return nil
	}
	hints := map[int]string{
		http.StatusForbidden:          "is --key the private key of the server's --public-key?",
		http.StatusNotFound:           "no flow, or no turn, under this URL: try /texml/FLOW, or --to with a number of texmlflow.yaml",
		http.StatusServiceUnavailable: "the server is overloaded or its store is away; its log says which",
	}
	return trouble(hints[r.code], "%s", r.status)
}

// indented lays a document out for reading. One that is not all TeXML stays as it came: nothing of it may get lost.
func indented(body []byte) []byte {
	tree, findings := texmlgen.Parse(body)
	if texmlgen.HasErrors(findings) {
		return body
	}
	out, err := texmlgen.Write(tree.Response, texmlgen.Options{Indent: true, Target: func(string, string) error { return nil }})
	if err != nil {
		return body
	}
	return out
}

// command is the command line that goes on with this call, without an input.
func (o *triggerOptions) command(rawURL string) string {
	words := []string{self(), "trigger"}
	if rawURL != "" {
		words = append(words, shellQuote(rawURL))
	}
	if o.key != "" {
		words = append(words, "--key", shellQuote(o.key))
	}
	if o.state != "" {
		words = append(words, "--state", shellQuote(o.state))
	}
	return strings.Join(words, " ")
}

// next says what to type next.
func (c *phoneCall) next(o *triggerOptions, in input) string {
	if in.kind == inputCompleted {
		return "the call is over; another one: " + o.command(c.Entry)
	}
	flags, words := c.Answer.sample(), "the document "+c.Answer.waits()
	d := c.Answer
	if c.side(in) != nil {
		words, flags = c.goOn(in)
		d = *c.latest(in)
	}
	if !in.instruction() {
		words = "noted, without an answer"
		if o.state == "" {
			return words
		}
	}
	command := o.command("")
	if o.state == "" {
		to := d.Action
		switch flags {
		case "--silence", "--event hold:" + silent, "--event screen:" + silent:
			to = d.Silence
		case "--event completed":
			to = c.Entry
		}
		command = o.command(to) + " --call " + shellQuote(c.CallSID)
		for _, f := range []struct{ flag, text string }{{"from", c.From}, {"to", c.To}, {"account", c.Account}, {"connection", c.Connection}} {
			if o.given(f.flag) {
				command += " --" + f.flag + " " + shellQuote(f.text)
			}
		}
	}
	return words + ": " + command + " " + flags
}

// shellQuote makes one word of a POSIX shell.
func shellQuote(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:=+,@%", r)
	}
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !plain(r) }) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
