package host

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine/store"
)

func (r *rig) ask(method, path string, change ...func(*http.Request)) reply {
	r.tb.Helper()
	req, err := http.NewRequest(method, r.admin.URL+path, nil)
	if err != nil {
		r.tb.Fatal(err)
	}
	for _, c := range change {
		c(req)
	}
	res, err := r.client.Do(req)
	if err != nil {
		r.tb.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		r.tb.Fatal(err)
	}
	return reply{res.StatusCode, res.Header, string(body), res.Close}
}

func (r *rig) health() health {
	r.tb.Helper()
	got := r.ask(http.MethodGet, "/healthz")
	var h health
	if err := json.Unmarshal([]byte(got.body), &h); err != nil || got.status != http.StatusOK {
		r.tb.Fatalf("healthz: %d %s", got.status, got.body)
	}
	return h
}

func TestHealthz(t *testing.T) {
	r := newRig(t)
	r.post("/texml", form("c"))
	got := r.health()
	if got.Status != "ok" || got.Verification != "on" || len(got.Problems) != 0 || !got.Reload.OK {
		t.Errorf("health: %+v", got)
	}
	if got.Stats.Requests["begin"] != 1 || got.Flows["clinic"] != versionOf(r.sources[0]) || len(got.Stats.Keys) != 1 {
		t.Errorf("health: %+v", got)
	}
	r.do(http.MethodPost, "/texml", form("c"), header("telnyx-timestamp", ""))
	if got := r.health(); got.Stats.Verify["missing-header"] != 1 {
		t.Errorf("verify: %v", got.Stats.Verify)
	}
	r.breakLoad("flows/clinic.yaml:3:1: error: something")
	_, _ = r.host.Reload(t.Context())
	if got := r.health(); got.Status != "warning" || got.Reload.OK || !strings.Contains(got.Reload.Error, "clinic.yaml:3:1") {
		t.Errorf("after a failed reload: %+v", got)
	}
}

func TestHealthShowsTheSkewOfTheClocks(t *testing.T) {
	for _, c := range []struct {
		shifts []time.Duration
		want   string
	}{
		{[]time.Duration{0, 10 * time.Second}, "ok"},
		{[]time.Duration{40 * time.Second, -35 * time.Second}, "warning"},
		{[]time.Duration{-250 * time.Second}, "red"},
		{[]time.Duration{-299 * time.Second, -299 * time.Second, time.Second}, "ok"}, // replays beside a good clock
	} {
		r := newRig(t)
		for i, shift := range c.shifts {
			body := form("c", "n", string(rune('0'+i)))
			r.post("/texml", body, r.signedAt(shift, body))
		}
		if got := r.health(); got.Status != c.want || !got.Stats.SkewKnown {
			t.Errorf("shifts %v: %s, want %s", c.shifts, got.Status, c.want)
		}
		r.clock.add(skewAge + time.Second)
		if got := r.health(); got.Stats.SkewKnown {
			t.Error("old samples count for ever")
		}
	}
}

func TestReadyz(t *testing.T) {
	r, s := faulty(t)
	if got := r.ask(http.MethodGet, "/readyz"); got.status != http.StatusOK {
		t.Errorf("status %d", got.status)
	}
	s.ping.Store(always(&store.UnavailableError{Op: "ping", Err: errors.New("away")}))
	if got := r.ask(http.MethodGet, "/readyz"); got.status != http.StatusServiceUnavailable {
		t.Errorf("store away: status %d", got.status)
	}
	s.ping.Store(nil)
	r.host.Drain()
	if got := r.ask(http.MethodGet, "/readyz"); got.status != http.StatusServiceUnavailable {
		t.Errorf("draining: status %d", got.status)
	}
	if got := r.health(); !got.Draining {
		t.Error("health does not say that it drains")
	}
	r.post("/texml", form("c")) // what still comes is served
	if got := r.ask(http.MethodPost, "/readyz"); got.status != http.StatusMethodNotAllowed {
		t.Errorf("POST: status %d", got.status)
	}
}

func TestWhoMayReload(t *testing.T) {
	const token = "the-admin-token"
	bearer := func(t string) func(*http.Request) { return header("Authorization", "Bearer "+t) }
	for _, c := range []struct {
		name     string
		token    string
		loopback bool
		method   string
		change   func(*http.Request)
		want     int
	}{
		{"by token", token, false, "POST", bearer(token), 200},
		{"by token, from another site", token, true, "POST", func(r *http.Request) { bearer(token)(r); r.Header.Set("Origin", "https://console.example") }, 403},
		{"by token, from another site, as the browser says", token, false, "POST", func(r *http.Request) { bearer(token)(r); r.Header.Set("Sec-Fetch-Site", "cross-site") }, 403},
		{"by token, from a page of its own", token, true, "POST", func(r *http.Request) { bearer(token)(r); r.Header.Set("Origin", "http://"+r.URL.Host) }, 200},
		{"no token set, from a page of its own", "", true, "POST", func(r *http.Request) { r.Header.Set("Origin", "http://"+r.URL.Host) }, 403},
		{"wrong token", token, true, "POST", bearer("the-admin-tokem"), 401},
		{"no token sent", token, true, "POST", header(), 401},
		{"basic instead of bearer", token, true, "POST", header("Authorization", "Basic "+token), 401},
		{"no token set, loopback", "", true, "POST", header(), 200},
		{"no token set, another listener", "", false, "POST", header(), 403},
		{"no token set, from a web page", "", true, "POST", header("Origin", "https://evil.example"), 403},
		{"no token set, from a web page without an origin", "", true, "POST", header("Origin", "null"), 403},
		{"by GET", token, true, "GET", bearer(token), 405},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, withOptions(func(o *Options) { o.AdminToken, o.AdminLoopback = c.token, c.loopback }))
			r.set("menu clinic changed")
			got := r.ask(c.method, "/-/reload", c.change)
			if got.status != c.want {
				t.Errorf("status %d, want %d: %s", got.status, c.want, got.body)
			}
			if changed := r.host.health().Flows["other"] == ""; changed != (c.want == 200) {
				t.Errorf("reloaded: %t", changed)
			}
		})
	}
}

func TestReloadTellsTheFindings(t *testing.T) {
	r := newRig(t, withOptions(func(o *Options) { o.AdminLoopback = true }))
	const finding = `flow.yaml:14:11: error: unknown state "apointments" [unknown-target]`
	r.breakLoad(finding)
	got := r.ask(http.MethodPost, "/-/reload")
	var failed failure
	if err := json.Unmarshal([]byte(got.body), &failed); err != nil || got.status != 422 || failed.Error != finding {
		t.Errorf("%d %s", got.status, got.body)
	}
	r.set("menu clinic changed")
	got = r.ask(http.MethodPost, "/-/reload")
	var done Reloaded
	if err := json.Unmarshal([]byte(got.body), &done); err != nil || got.status != 200 || !done.Changed {
		t.Errorf("%d %s", got.status, got.body)
	}
	if done.Flows["clinic"] != versionOf("menu clinic changed") {
		t.Errorf("flows %v", done.Flows)
	}
}

// Flows, versions and findings are for whoever has the token or sits at the machine; a probe is told the status.
func TestWhoSeesHealthInDetail(t *testing.T) {
	const token = "the-admin-token"
	for _, c := range []struct {
		name     string
		token    string
		loopback bool
		bearer   string
		detail   bool
	}{
		{"loopback", "", true, "", true},
		{"loopback, token set and not sent", token, true, "", true},
		{"elsewhere, by token", token, false, token, true},
		{"elsewhere, wrong token", token, false, "the-admin-tokem", false},
		{"elsewhere, no token sent", token, false, "", false},
		{"elsewhere, none set", "", false, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, withOptions(func(o *Options) { o.AdminToken, o.AdminLoopback = c.token, c.loopback }))
			r.breakLoad("flows/clinic.yaml:3:1: error: something")
			_, _ = r.host.Reload(t.Context())
			got := r.ask(http.MethodGet, "/healthz", header("Authorization", map[bool]string{true: "Bearer " + c.bearer}[c.bearer != ""]))
			if detail := strings.Contains(got.body, "clinic"); got.status != http.StatusOK || detail != c.detail {
				t.Errorf("%d %s", got.status, got.body)
			}
			var told map[string]any
			if err := json.Unmarshal([]byte(got.body), &told); err != nil || told["status"] != "warning" {
				t.Errorf("%s: %v", got.body, err)
			}
			if !c.detail && len(told) != 1 {
				t.Errorf("more than the status: %s", got.body)
			}
		})
	}
}

// A page that has bound its own name to this machine's address reads nothing and asks for nothing.
func TestAdminOnLoopbackHasALoopbackName(t *testing.T) {
	const token = "the-admin-token"
	r := newRig(t, withOptions(func(o *Options) { o.AdminToken = token }))
	for host, want := range map[string]int{
		"localhost": 200, "LOCALHOST:8081": 200, "localhost.": 200, "127.0.0.1": 200, "127.0.0.1:8081": 200, "[::1]:8081": 200, "[::1]": 200, "127.0.0.2": 200,
		"evil.example": 403, "evil.example:8081": 403, "localhost.evil.example": 403, "127.0.0.1.evil.example": 403,
		"192.0.2.1": 403, "0.0.0.0": 403, "[::]:8081": 403, "localhost:8081:9": 403,
	} {
		for _, path := range []string{"/healthz", "/readyz", "/-/reload"} {
			method := map[bool]string{true: http.MethodPost, false: http.MethodGet}[path == "/-/reload"]
			got := r.ask(method, path, header("Authorization", "Bearer "+token), func(req *http.Request) { req.Host = host })
			if got.status != want {
				t.Errorf("%s at %s: %d, want %d", path, host, got.status, want)
			}
			if want == 403 && strings.Contains(got.body, "clinic") {
				t.Errorf("%s at %s tells: %s", path, host, got.body)
			}
		}
	}
	r = newRig(t, withOptions(func(o *Options) { o.AdminToken, o.AdminLoopback = token, false }))
	if got := r.ask(http.MethodGet, "/healthz", func(req *http.Request) { req.Host = "ivr-7.pods.example" }); got.status != http.StatusOK {
		t.Errorf("off loopback, by whatever name: %d", got.status)
	}
}
