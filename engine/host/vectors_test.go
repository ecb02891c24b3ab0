package host

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/engine/callback"
	"github.com/texmlflow/texmlflow/engine/store"
)

type vector struct {
	ID          string      `json:"id"`
	What        string      `json:"what"`
	Method      string      `json:"method"`
	Query       string      `json:"query"`
	Headers     [][2]string `json:"headers"`
	Body        string      `json:"body"`
	BodyB64     string      `json:"body_b64"`
	ContentType string      `json:"content_type"`
	Keys        []string    `json:"public_keys_b64"`
	Now         int64       `json:"now"`
	Tolerance   int         `json:"tolerance_s"`
	Expect      string      `json:"expect"`
	SameAs      string      `json:"same_as"`
}

func vectors(t *testing.T) map[string]vector {
	t.Helper()
	raw, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Vectors []vector }
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	byID := map[string]vector{}
	for _, v := range file.Vectors {
		if b, err := base64.StdEncoding.DecodeString(v.BodyB64); err == nil && v.BodyB64 != "" {
			v.Body = string(b)
		}
		byID[v.ID] = v
	}
	return byID
}

// vectorRig is a host that trusts the vector's keys and ours, at the vector's time.
func vectorRig(t *testing.T, v vector) *rig {
	t.Helper()
	trusted := append([]string{base64.StdEncoding.EncodeToString(verifierKey())}, v.Keys...)
	keys, err := callback.ParseKeys(trusted)
	if err != nil {
		t.Fatal(err)
	}
	verifies, err := callback.NewVerifier(keys, time.Duration(v.Tolerance)*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, withClock(&clock{t: time.Unix(v.Now, 0).UTC()}), withSnapshot(func(s *Snapshot) {
		s.Verifier, s.Accounts = verifies, nil
	}))
	r.direct = true // a client would mend some of these headers
	return r
}

func (v vector) send(r *rig, target string) reply {
	return r.do(v.Method, target, v.Body, func(req *http.Request) {
		req.Header = http.Header{"Content-Type": {v.ContentType}}
		for _, h := range v.Headers {
			req.Header.Add(h[0], h[1])
		}
		req.URL.RawQuery = v.Query
	})
}

// TestForgeriesMoveNothing is guarantee G12 over the signature vectors.
func TestForgeriesMoveNothing(t *testing.T) {
	all := vectors(t)
	forgeries := 0
	for _, v := range all {
		if v.SameAs != "" {
			continue // a replay, below
		}
		if v.ID == "stdwh-001" { // rightly signed by HMAC, a way that does not exist here
			v.Expect, v.Method, v.ContentType, v.Tolerance = "reject", http.MethodPost, mediaForm, 300
		}
		t.Run(v.ID, func(t *testing.T) {
			r := vectorRig(t, v)
			got := v.send(r, "/texml")
			switch {
			case v.Method == http.MethodGet:
				if got.status != http.StatusMethodNotAllowed || got.header.Get("Allow") != "POST" {
					t.Errorf("%s: status %d, Allow %q", v.What, got.status, got.header.Get("Allow"))
				}
			case v.Expect == "reject":
				forgeries++
				if got.status != http.StatusForbidden {
					t.Errorf("%s: status %d, want 403", v.What, got.status)
				}
			case got.status == http.StatusForbidden:
				t.Errorf("%s: refused", v.What)
			}
			if list, err := r.store.Journal(t.Context(), store.Filter{}); err != nil || v.Expect == "reject" && len(list) > 0 {
				t.Errorf("%s: %d moves, %v", v.What, len(list), err)
			}
		})
	}
	if forgeries < 10 {
		t.Errorf("only %d forgeries were tried", forgeries)
	}
}

// TestReplays are vectors telnyx-054 and telnyx-055: a captured request, again and elsewhere.
func TestReplays(t *testing.T) {
	all := vectors(t)
	v := all["telnyx-001"]
	r := vectorRig(t, v)
	form, err := callback.ParseForm([]byte(v.Body))
	if err != nil {
		t.Fatal(err)
	}
	entryBody := "CallSid=" + urlText(form.Get("CallSid"))
	call := form.Get("CallSid")
	one := r.post("/texml/clinic", entryBody)
	elsewhere := r.post("/texml/clinic", "CallSid=another")
	first := v.send(r, one.action)
	if first.status != http.StatusOK {
		t.Fatalf("status %d", first.status)
	}
	r.wantAt(call, "clinic/sales", 2)
	before := r.record(call)

	t.Run("telnyx-054", func(t *testing.T) {
		r.clock.add(time.Duration(all["telnyx-054"].Now-v.Now) * time.Second)
		if again := v.send(r, one.action); again.body != first.body {
			t.Error("other bytes than the first time")
		}
	})
	t.Run("telnyx-055", func(t *testing.T) {
		for target, want := range map[string]int{
			"/events/status": 200, one.redirect: 200, elsewhere.action: 404, elsewhere.redirect: 404,
			"/texml/clinic": 200, "/texml/other": 200, // the answer of a Gather: no document is given, and nothing moves
		} {
			if got := v.send(r, target); got.status != want {
				t.Errorf("%s: status %d, want %d", target, got.status, want)
			}
		}
	})
	t.Run("two hundred times", func(t *testing.T) {
		for range 200 {
			if again := v.send(r, one.action); again.body != first.body {
				t.Fatal("other bytes than the first time")
			}
		}
	})
	if diff := cmp.Diff(before, r.record(call)); diff != "" {
		t.Errorf("the call has changed:\n%s", diff)
	}
	r.wantAt("another", "clinic/main", 1)
}

func TestAcceptGET(t *testing.T) {
	const secret = "an-entry-secret-of-some-length"
	r := newRig(t, withSnapshot(func(s *Snapshot) { s.AcceptGET, s.EntrySecret = true, secret }))
	get := func(target, query string) reply {
		return r.do(http.MethodGet, target+"?"+query, "", func(req *http.Request) { req.Header = http.Header{} })
	}
	for name, query := range map[string]string{
		"none":    form("c"),
		"empty":   "entry_secret=&" + form("c"),
		"wrong":   "entry_secret=an-entry-secret-of-some-lengtH&" + form("c"),
		"doubled": "entry_secret=" + secret + "&entry_secret=" + secret + "&" + form("c"),
		"prefix":  "entry_secret=" + secret[:20] + "&" + form("c"),
	} {
		for _, target := range []string{"/texml", "/texml/clinic", "/events/status"} {
			if got := get(target, query); got.status != http.StatusForbidden {
				t.Errorf("%s, secret %s: status %d, want 403", target, name, got.status)
			}
		}
	}
	got := get("/texml", "entry_secret="+secret+"&"+form("c"))
	if got.status != http.StatusOK {
		t.Fatalf("status %d", got.status)
	}
	if strings.Contains(got.body, secret) || strings.Contains(r.log.String(), secret) {
		t.Error("the secret is told")
	}
	one := parse(t, got.body)
	if again := get("/texml", form("c")+"&entry_secret="+secret); again.body != got.body {
		t.Error("the entry again, its secret elsewhere: other bytes")
	}
	if got := get(one.action, form("c", "Digits", "1")); got.status != http.StatusOK {
		t.Errorf("with a turn token: status %d", got.status)
	}
	r.wantAt("c", "clinic/sales", 2)
	if got := get("/t/nonsense", form("c", "Digits", "1")); got.status != http.StatusNotFound {
		t.Errorf("with a bad token: status %d, want 404", got.status)
	}
	if got := get("/events/status", status("c", "ringing", "1")+"&entry_secret="+secret); got.status != http.StatusOK {
		t.Errorf("a status: status %d", got.status)
	}
	if got := r.do(http.MethodPut, "/texml", ""); got.header.Get("Allow") != "POST, GET" {
		t.Errorf("Allow: %q", got.header.Get("Allow"))
	}
	if got := get(one.action, form("c")+"&x="+strings.Repeat("y", maxBody)); got.status == http.StatusOK {
		t.Error("an endless query was taken")
	}
	// A POST is verified as ever; the secret is none for it.
	if got := r.do(http.MethodPost, "/texml?entry_secret="+secret, form("d"), header(callback.HeaderSignature, "")); got.status != http.StatusForbidden {
		t.Errorf("an unsigned POST with the secret: status %d, want 403", got.status)
	}
	if !strings.Contains(r.log.String(), "accept_get is on") {
		t.Error("the log does not say what accept_get gives up")
	}
}

func TestVerificationOff(t *testing.T) {
	r := newRig(t, withOptions(func(o *Options) { o.Insecure = true }), withSnapshot(func(s *Snapshot) { s.Verifier = nil }))
	r.post("/texml", form("c"), header(callback.HeaderSignature, "", callback.HeaderTimestamp, ""))
	r.wantAt("c", "clinic/main", 1)
	if got := r.health(); got.Verification != "off" || got.Status == "ok" {
		t.Errorf("health: verification %q, status %q", got.Verification, got.Status)
	}
	if !strings.Contains(r.log.String(), "verification is off") {
		t.Error("the log does not say it")
	}
	// Where there is a verifier, Insecure turns nothing off.
	r = newRig(t, withOptions(func(o *Options) { o.Insecure = true }))
	if got := r.do(http.MethodPost, "/texml", form("c"), header(callback.HeaderSignature, "")); got.status != http.StatusForbidden {
		t.Errorf("status %d, want 403", got.status)
	}
}

// TestStandardWebhooks takes a callback that is signed in the other way where a key for it is configured, and only there.
func TestStandardWebhooks(t *testing.T) {
	public := "whpk_" + base64.StdEncoding.EncodeToString(signer.Public().(ed25519.PublicKey))
	both := func(s *Snapshot) {
		keys, err := callback.ParseKeys([]string{public})
		if err != nil {
			t.Fatal(err)
		}
		if s.Verifier, err = callback.NewVerifier(keys, 0); err != nil {
			t.Fatal(err)
		}
	}
	r := newRig(t, withSnapshot(both))
	signed := func(body, id string) func(*http.Request) {
		return func(req *http.Request) {
			stamp := strconv.FormatInt(r.clock.now().Unix(), 10)
			signature := ed25519.Sign(signer, []byte(id+"."+stamp+"."+body))
			req.Header = http.Header{"Content-Type": {mediaForm}}
			req.Header.Set("Webhook-Id", id)
			req.Header.Set("Webhook-Timestamp", stamp)
			req.Header.Set("Webhook-Signature", "v1,bm9uZQ== v1a,"+base64.StdEncoding.EncodeToString(signature))
		}
	}
	body := form("c")
	r.post("/texml", body, signed(body, "msg_1"))
	r.wantAt("c", "clinic/main", 1)
	other := form("d")
	for name, change := range map[string]func(*http.Request){
		"of another body": signed(body, "msg_1"),
		"Telnyx's scheme": func(*http.Request) {},
		"a Telnyx header too": func(req *http.Request) {
			signed(other, "msg_2")(req)
			req.Header.Set(callback.HeaderTimestamp, "1700000000")
		},
	} {
		if got := r.do(http.MethodPost, "/texml", other, change); got.status != http.StatusForbidden {
			t.Errorf("%s: status %d, want 403", name, got.status)
		}
	}
	without := newRig(t)
	if got := without.do(http.MethodPost, "/texml", body, signed(body, "msg_1")); got.status != http.StatusForbidden {
		t.Errorf("without such a key: status %d, want 403", got.status)
	}
}
