package host

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/engine/callback"
	"github.com/texmlflow/texmlflow/engine/store"
)

// header sets headers; an empty value takes one away.
func header(pairs ...string) func(*http.Request) {
	return func(r *http.Request) {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i+1] == "" {
				r.Header.Del(pairs[i])
				continue
			}
			r.Header.Set(pairs[i], pairs[i+1])
		}
	}
}

func extra(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Add(name, value) }
}

// signedAt signs the body once more, with another clock.
func (r *rig) signedAt(shift time.Duration, body string) func(*http.Request) {
	return func(req *http.Request) {
		for name, values := range callback.Sign(signer, r.clock.now().Add(shift), []byte(body)) {
			req.Header[name] = values
		}
	}
}

// TestInputClasses: every class of bad input has its one answer, and moves nothing.
func TestInputClasses(t *testing.T) {
	r := newRig(t, withSnapshot(func(s *Snapshot) { s.Connections = []string{connection}; s.Default = "" }))
	entry := r.post("/texml/clinic", form("c", "ConnectionId", connection))
	foreign := r.post("/texml/clinic", form("d", "ConnectionId", connection))
	fresh := form("new", "ConnectionId", connection)
	key := form("c", "Digits", "1")
	before := r.record("c")
	signature := callback.Sign(signer, begun, []byte(key)).Get(callback.HeaderSignature)
	rawSignature, err := base64.StdEncoding.DecodeString(signature)
	if err != nil {
		t.Fatal(err)
	}
	forged := callback.Sign(impostor, begun, []byte(key)).Get(callback.HeaderSignature)
	many := form("c") + strings.Repeat("&a=b", 300)
	bombed := form("c") + strings.Repeat("&a=b", 15_000)
	wellFormed := func(text string) string { return strings.TrimPrefix(entry.action, publicURL+"/t/")[:len(text)] }

	type class struct {
		name   string
		method string
		target string
		body   string
		change func(*http.Request)
		status int
	}
	var classes []class
	add := func(name string, status int, target, body string, change func(*http.Request)) {
		if change == nil {
			change = func(*http.Request) {}
		}
		classes = append(classes, class{name, http.MethodPost, target, body, change, status})
	}

	for _, method := range []string{"GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "get", "X"} {
		for _, target := range []string{"/texml", "/texml/clinic", entry.action, "/events/status", "/events/transcription"} {
			classes = append(classes, class{"method " + method, method, target, "", func(*http.Request) {}, 405})
		}
	}

	recording := "/audio/" + versionOf("x") + "/x.wav"
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "get"} {
		classes = append(classes, class{"method at a recording: " + method, method, recording, "", func(*http.Request) {}, 405})
	}
	for _, method := range []string{"GET", "HEAD"} {
		classes = append(classes, class{"unknown path: recording", method, recording, "", func(*http.Request) {}, 404})
	}

	add("unknown path", 404, "/nothing", key, nil)
	add("unknown path: root", 404, "/", key, nil)
	add("unknown path: slash at the end", 404, "/texml/", key, nil)
	add("unknown path: doubled slash", 404, "//texml", key, nil)
	add("unknown path: dots", 404, "/texml/../texml", key, nil)
	add("unknown path: escaped", 404, "/%74exml", key, nil)
	add("unknown flow", 404, "/texml/nosuch", fresh, nil)
	add("unknown flow: upper case", 404, "/texml/Clinic", fresh, nil)
	add("unknown flow: traversal", 404, "/texml/..%2f..%2fetc%2fpasswd", fresh, nil)
	add("unknown flow: hidden dots", 404, "/texml/a/%2e%2e/clinic", fresh, nil)
	add("unknown flow: drive", 404, "/texml/C:x", fresh, nil)
	add("unknown flow: NUL", 404, "/texml/a%00", fresh, nil)
	add("unknown flow: 4 KiB", 404, "/texml/"+strings.Repeat("a", 4096), fresh, nil)
	add("unknown number", 404, "/texml", fresh, nil)
	add("bad token: none", 404, "/t/", key, nil)
	add("bad token: words", 404, "/t/token", key, nil)
	add("bad token: cut", 404, "/t/"+wellFormed(strings.Repeat("x", 40)), key, nil)
	add("bad token: longer", 404, entry.action+"A", key, nil)
	add("bad token: 2 KiB", 404, "/t/"+strings.Repeat("A", 2048), key, nil)
	add("token of another call", 404, foreign.action, key, nil)

	add("body over the cap", 413, entry.action, key+"&x="+strings.Repeat("y", maxBody), nil)
	add("body over the cap by one byte", 413, entry.action, key+"&x="+strings.Repeat("y", maxBody+1-len(key)-3), nil)
	add("body over the cap, chunked", 413, entry.action, key+"&x="+strings.Repeat("y", maxBody), func(r *http.Request) { r.ContentLength = -1 })

	add("media type missing", 415, entry.action, key, header("Content-Type", ""))
	add("media type of another kind", 415, entry.action, key, header("Content-Type", "text/plain"))
	add("media type JSON at an instruction", 415, entry.action, key, header("Content-Type", "application/json"))
	add("media type JSON at status", 415, "/events/status", key, header("Content-Type", "application/json"))
	add("media type with another charset", 415, entry.action, key, header("Content-Type", mediaForm+"; charset=utf-16"))
	add("media type twice", 415, entry.action, key, extra("Content-Type", "application/json"))
	add("media type broken", 415, entry.action, key, header("Content-Type", ";;"))
	add("encoded: gzip", 415, entry.action, key, header("Content-Encoding", "gzip"))
	add("encoded: identity", 415, entry.action, key, header("Content-Encoding", "identity"))

	stamp, sig := callback.HeaderTimestamp, callback.HeaderSignature
	add("no headers", 403, entry.action, key, header(stamp, "", sig, ""))
	add("no signature", 403, entry.action, key, header(sig, ""))
	add("no timestamp", 403, entry.action, key, header(stamp, ""))
	add("signature doubled", 403, entry.action, key, extra(sig, signature))
	add("timestamp doubled", 403, entry.action, key, extra(stamp, "1"))
	add("signature of another key", 403, entry.action, key, header(sig, forged))
	add("signature cut", 403, entry.action, key, header(sig, signature[:40]))
	add("signature url-safe", 403, entry.action, key, header(sig, base64.URLEncoding.EncodeToString(rawSignature)+"_"))
	add("signature unpadded", 403, entry.action, key, header(sig, base64.RawStdEncoding.EncodeToString(rawSignature)))
	add("signature of another body", 403, entry.action, form("c", "Digits", "2"), header(sig, signature))
	add("timestamp with a sign", 403, entry.action, key, header(stamp, "+1700000000"))
	add("timestamp with a moved delimiter", 403, entry.action, key, header(stamp, "1700000000|AccountSid"))
	add("stale", 403, entry.action, key, r.signedAt(-301*time.Second, key))
	add("future", 403, entry.action, key, r.signedAt(301*time.Second, key))
	add("unsigned at status", 403, "/events/status", status("c", "completed", "3"), header(sig, ""))
	add("unsigned at transcription", 403, "/events/transcription", "{}", header(sig, "", "Content-Type", mediaJSON))
	add("unsigned with a bad token", 403, "/t/token", key, header(sig, ""))

	add("bad percent sign", 400, entry.action, key+"&x=%zz", nil)
	add("too many fields", 400, entry.action, many, nil)
	add("more fields than the standard library takes", 400, entry.action, bombed, nil)
	add("semicolons", 400, entry.action, key+";x=1", nil)
	add("not UTF-8", 400, entry.action, key+"&SpeechResult=%ff", nil)
	add("NUL", 400, entry.action, key+"&SpeechResult=%00", nil)
	add("a field of 9 KiB", 400, entry.action, key+"&SpeechResult="+strings.Repeat("y", 9<<10), nil)
	add("CallSid missing", 400, entry.action, "AccountSid="+account, nil)
	add("CallSid empty", 400, entry.action, form(""), nil)
	add("CallSid over-long", 400, entry.action, form(strings.Repeat("a", 129)), nil)
	for _, sid := range []string{"a*", "a.b", "a>b", "a/b", "a\nb", "a b", ":a", "é"} {
		add("CallSid odd", 400, entry.action, form(sid), nil)
	}
	add("CallSid doubled", 400, entry.action, key+"&CallSid=c", nil)
	add("known field doubled", 400, entry.action, key+"&Digits=2", nil)
	add("CallSid missing at status", 400, "/events/status", "AccountSid="+account+"&CallStatus=completed", nil)
	add("broken JSON", 400, "/events/transcription", `{"data":`, header("Content-Type", mediaJSON))
	add("JSON with two calls", 400, "/events/transcription", `{"event_type":"call.transcription","payload":{"call_control_id":"c","Call_Control_Id":"d"}}`, header("Content-Type", mediaJSON))
	add("JSON that is not UTF-8", 400, "/events/transcription", `{"event_type":"call.transcription","payload":{"call_control_id":"c","x":"`+"\xff"+`"}}`, header("Content-Type", mediaJSON))
	add("JSON of another event", 400, "/events/transcription", `{"event_type":"call.hangup"}`, header("Content-Type", mediaJSON))

	add("foreign account", 403, entry.action, strings.Replace(key, account, "other", 1), nil)
	add("no account", 403, entry.action, strings.Replace(key, "AccountSid="+account+"&", "", 1), nil)
	add("no connection at status", 403, "/events/status", status("c", "completed", "3"), nil)
	add("no connection at transcription", 403, "/events/transcription", `{"event_type":"call.transcription","payload":{"call_control_id":"c"}}`, header("Content-Type", mediaJSON))
	add("foreign connection", 403, entry.action, key+"&ConnectionId=1", nil)
	add("foreign account at the entry", 403, "/texml/clinic", strings.Replace(form("new"), account, "other", 1), nil)
	add("foreign connection at status", 403, "/events/status", status("c", "completed", "3", "ConnectionId", "1"), nil)

	bodies := map[int]map[string]bool{}
	for _, c := range classes {
		t.Run(c.name, func(t *testing.T) {
			got := r.do(c.method, c.target, c.body, c.change)
			if got.status != c.status {
				t.Fatalf("%s %s: status %d, want %d", c.method, c.target, got.status, c.status)
			}
			if strings.Contains(got.body, "<") {
				t.Errorf("the answer holds markup: %s", got.body)
			}
			if c.method != http.MethodHead {
				if bodies[c.status] == nil {
					bodies[c.status] = map[string]bool{}
				}
				bodies[c.status][got.body] = true
			}
			allowed := ""
			switch {
			case c.target == recording && c.status == 405:
				allowed = "GET, HEAD"
			case c.status == 405:
				allowed = "POST"
			}
			if allow := got.header.Get("Allow"); allow != allowed {
				t.Errorf("Allow: %q, want %q", allow, allowed)
			}
			refused := slices.Contains([]int{403, 405, 413, 415}, c.status) || strings.HasPrefix(c.name, "unknown path")
			signed := c.status == 400 || strings.Contains(c.name, "account") || strings.Contains(c.name, "connection") || c.name == "unknown flow"
			if refused && !signed && !got.closed {
				t.Error("not verified, and the connection stays open")
			}
			if signed && got.closed {
				t.Error("verified, and the connection is closed")
			}
			if got.header.Get("Cache-Control") != "no-store" {
				t.Error("the answer may be kept by caches")
			}
			if got.header.Get("Location") != "" {
				t.Error("the answer redirects")
			}
		})
	}
	for status, texts := range bodies {
		if len(texts) != 1 {
			t.Errorf("status %d has %d bodies, want one for all", status, len(texts))
		}
	}
	after := r.record("c")
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("the call has changed:\n%s", diff)
	}
	if _, err := r.store.Load(t.Context(), store.Key{CallSID: "new", Track: store.MainTrack}); err == nil {
		t.Error("a refused request has made a call")
	}
	r.post(entry.action, key)
	r.wantAt("c", "clinic/sales", 2)
}

func TestRefusedGETNamesTheSetting(t *testing.T) {
	r := newRig(t)
	r.do(http.MethodGet, "/texml?"+form("c"), "")
	if !strings.Contains(r.log.String(), "accept_get") || !strings.Contains(r.log.String(), "voice_method") {
		t.Error("the log does not name the settings")
	}
}

func TestMediaTypeMayHaveACharset(t *testing.T) {
	r := newRig(t)
	r.post("/texml", form("c"), header("Content-Type", "Application/X-WWW-Form-Urlencoded; charset=UTF-8"))
	r.wantAt("c", "clinic/main", 1)
}

func TestLargestBodyIsTaken(t *testing.T) {
	r := newRig(t)
	body := form("c")
	for i := 0; len(body) < maxBody; i++ {
		body += "&f" + strings.Repeat("x", i) + "=" + strings.Repeat("y", min(8000, maxBody-len(body)-i-3))
	}
	if len(body) != maxBody {
		t.Fatalf("body has %d bytes", len(body))
	}
	r.post("/texml", body)
	r.wantAt("c", "clinic/main", 1)
}

// The host header belongs to whoever sends the request.
func TestHostHeaderIsNeverUsed(t *testing.T) {
	r := newRig(t)
	d := r.post("/texml", form("c"), func(req *http.Request) {
		req.Host = "evil.example"
		req.Header.Set("X-Forwarded-Host", "evil.example")
		req.Header.Set("Forwarded", "host=evil.example")
	})
	if strings.Contains(d.raw, "evil") || !strings.HasPrefix(d.action, publicURL+"/t/") {
		t.Errorf("answer: %s", d.raw)
	}
}

func TestAnswerHeaders(t *testing.T) {
	r := newRig(t)
	got := r.do(http.MethodPost, "/texml", form("c"))
	for name, want := range map[string]string{
		"Content-Type": "application/xml; charset=utf-8", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
	} {
		if h := got.header.Get(name); h != want {
			t.Errorf("%s: %q, want %q", name, h, want)
		}
	}
}

func TestStatusAtAnEntryURL(t *testing.T) {
	r := newRig(t)
	for _, body := range []string{
		status("c", "initiated", "0"), status("c", "completed", "3"),
		form("c", "CallStatus", "completed", "SequenceNumber", "3"),
		"CallbackSource=call-cost-events&CallCost%5Bc%5D=0.01",
	} {
		if d := r.post("/texml", body); d.raw != "" {
			t.Errorf("answer: %s", d.raw)
		}
	}
	if _, err := r.store.Load(t.Context(), store.Key{CallSID: "c", Track: store.MainTrack}); err == nil {
		t.Error("a call was made")
	}
	if !strings.Contains(r.log.String(), "status_callback") {
		t.Error("the log does not name the setting")
	}
	r.wantCount(classMisplaced, 4)
	// A known call is not moved either.
	one := r.post("/texml", form("c"))
	r.post("/texml", status("c", "completed", "3"))
	r.post(one.action, form("c", "Digits", "1"))
	r.wantAt("c", "clinic/sales", 2)
	// The action of a Dial looks like a status, and is an instruction all the same: the URL decides.
	if d := r.post(one.action, status("c", "completed", "3")); d.raw == "" {
		t.Error("an instruction was taken for a notification")
	}
}

func TestNumbersLeadToFlows(t *testing.T) {
	r := newRig(t, withSnapshot(func(s *Snapshot) {
		s.Numbers = map[string]string{called: "other", "sip:Desk@PBX.example.com": "other", "+15550001": "clinic"}
		s.Default = ""
	}))
	for _, c := range []struct{ name, to, from, flow string }{
		{"To", called, caller, "other"},
		{"From of an outbound call", "+15551230000", "+15550001", "clinic"},
		{"To before From", called, "+15550001", "other"},
		{"SIP address", "sip:desk@pbx.example.com;transport=tls", caller, "other"},
		{"SIP address without scheme", "desk@pbx.example.com", caller, "other"},
		{"none", "+15559999", caller, ""},
		{"empty", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			sid := strings.ReplaceAll(c.name, " ", "_")
			body := strings.NewReplacer("%2B18335550167", urlText(c.to), "%2B15125550142", urlText(c.from)).Replace(form(sid))
			got := r.do(http.MethodPost, "/texml", body)
			if c.flow == "" {
				if got.status != http.StatusNotFound {
					t.Errorf("status %d, want 404", got.status)
				}
				return
			}
			if d := parse(t, got.body); !d.hears("welcome to the " + c.flow) {
				t.Errorf("answer: %s", got.body)
			}
		})
	}
}

func TestOverload(t *testing.T) {
	r := newRig(t, withOptions(func(o *Options) { o.MaxConcurrent = 1 }))
	release, ok := r.host.slot()
	if !ok {
		t.Fatal("no slot")
	}
	begin := time.Now()
	got := r.do(http.MethodPost, "/texml", form("c"))
	if got.status != http.StatusServiceUnavailable || got.header.Get("Retry-After") == "" {
		t.Errorf("status %d, Retry-After %q", got.status, got.header.Get("Retry-After"))
	}
	if time.Since(begin) > time.Second {
		t.Error("the answer came after more than a second")
	}
	release()
	r.post("/texml", form("c"))
}
