package host

import (
	"net/http"
	"strings"
	"testing"

	"github.com/texmlflow/texmlflow/engine/callback"
)

// TestSecretsStayOut is guarantee G13 as far as the host goes: what callers say and key in, their numbers, tokens,
// signatures and bodies are in no log at debug level, no health output, no answer to a refused request and no journal.
func TestSecretsStayOut(t *testing.T) {
	const (
		digits = "84629175"
		speech = "zanzibarspeech"
		sip    = "sip:quixotic@secret.example"
		other  = "+15125553737"
		unread = "unreadfield"
	)
	r := newRig(t, withSources("menu clinic welcome", "panic defect welcome", "huge large welcome", "dial dialing +19005550100"),
		withSnapshot(func(s *Snapshot) { s.Default = "" }))
	var outputs []string
	note := func(got reply) {
		if got.status != http.StatusOK {
			outputs = append(outputs, got.body)
		}
	}
	fetch := func(call string, pairs ...string) string {
		return form(call, append([]string{"FromSipUri", sip, unread, digits, "CallerId", other}, pairs...)...)
	}
	secret := func(call string, pairs ...string) string {
		return fetch(call, append([]string{"SpeechResult", speech}, pairs...)...)
	}
	var urls []string
	for _, flow := range []string{"clinic", "defect", "large", "dialing"} {
		d := r.post("/texml/"+flow, fetch(flow))
		note(r.do(http.MethodPost, "/texml/"+flow, secret(flow))) // an answer in the wrong place
		for _, key := range []string{digits, "1"} {
			urls = append(urls, d.action, d.redirect)
			note(r.do(http.MethodPost, d.action, secret(flow, "Digits", key)))
			note(r.do(http.MethodPost, d.action, secret(flow, "Digits", key)))
			note(r.do(http.MethodPost, d.redirect, secret(flow)))
		}
		note(r.do(http.MethodPost, d.action, secret(flow)+"&Digits=1&Digits="+digits))
		note(r.do(http.MethodPost, d.action, secret(flow)+"&SpeechResult=%ff"))
		note(r.do(http.MethodPost, d.action, secret(digits+"*")))
		note(r.do(http.MethodPost, d.action+"x", secret(flow)))
		note(r.do(http.MethodPost, d.action, secret("another", "Digits", digits)))
		note(r.do(http.MethodPost, d.action, strings.Replace(secret(flow), account, "foreign", 1)))
		note(r.do(http.MethodPost, d.action, secret(flow), header(callback.HeaderTimestamp, digits)))
		note(r.do(http.MethodPost, d.action, secret(flow), header("Content-Type", "text/"+speech)))
		note(r.do(http.MethodPost, "/events/status", status(flow, speech, digits, "HangupSource", speech)))
		note(r.do(http.MethodPost, "/events/status", status(flow, "completed", "9", "HangupSource", speech)))
		note(r.do(http.MethodPost, "/events/transcription", form(flow, "Transcript", speech, "IsFinal", "true")))
		note(r.do(http.MethodPost, "/events/transcription", form(flow, "TranscriptionText", speech, "TranscriptionStatus", "completed")))
		note(r.do(http.MethodPost, "/events/transcription", `{"`+speech+`":`, header("Content-Type", mediaJSON)))
	}
	note(r.do(http.MethodPost, "/texml", fetch("numberless")))
	note(r.do(http.MethodGet, "/texml?"+secret("get"), ""))
	note(r.do(http.MethodPost, "/"+speech, secret("path")))

	outputs = append(outputs, r.log.String(), r.ask(http.MethodGet, "/healthz").body)
	for _, call := range []string{"clinic", "defect", "large", "dialing"} {
		for _, e := range r.journal(call) {
			outputs = append(outputs, strings.Join([]string{e.Kind, e.From, e.To, e.Outcome, string(e.Detail)}, " "))
		}
	}
	all := strings.Join(outputs, "\n")
	signature := callback.Sign(signer, begun, []byte(secret("clinic"))).Get(callback.HeaderSignature)
	canaries := map[string]string{
		"digits": digits, "speech": speech, "SIP address": "quixotic", "caller": caller[1:], "called": called[1:],
		"caller ID": other[1:], "signature": signature, "account": account, "field": unread, "dialled number": "9005550100",
	}
	for _, u := range urls {
		canaries["token "+u] = strings.TrimPrefix(u, publicURL+"/t/")
	}
	for name, text := range canaries {
		if at := strings.Index(all, text); at >= 0 {
			t.Errorf("%s in: …%s…", name, all[max(0, at-200):min(len(all), at+80)])
		}
	}
	if !strings.Contains(r.log.String(), `"call":"clinic"`) {
		t.Error("the log does not name the calls; this test would see nothing")
	}
}

// A value with control characters stays inside its line of the log.
func TestLogLinesCannotBeForged(t *testing.T) {
	r := newRig(t, withSnapshot(func(s *Snapshot) { s.Default = "" }))
	body := strings.Replace(form("c"), "To=%2B18335550167", "To=%0aLEVEL%3dERROR%0a99999", 1)
	r.do(http.MethodPost, "/texml", body)
	for line := range strings.Lines(r.log.String()) {
		if !strings.HasPrefix(line, "{") {
			t.Errorf("a line of its own: %q", line)
		}
	}
}

func TestMask(t *testing.T) {
	for number, want := range map[string]string{
		"+15125550142": "…42", "": "…", "911": "…", "1234": "…", "12345": "…45", "sip:bob@example.com": "…",
		"sip:+15125550142@x": "…42",
	} {
		if got := mask(number); got != want {
			t.Errorf("mask(%q) = %q, want %q", number, got, want)
		}
	}
}
