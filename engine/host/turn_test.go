package host

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/store"
)

// TestJudge has one or more lines for every row of the turn table.
func TestJudge(t *testing.T) {
	const v = "version"
	print := func(n byte) store.Fingerprint { return store.Fingerprint{n} }
	rec := func(change ...func(*store.Record)) *store.Record {
		r := &store.Record{
			Turn: 5, Flow: "clinic", Version: v, Updated: begun,
			Moves: []store.Move{
				{Turn: 1, Fingerprint: print(1)},
				{Turn: 2, Fingerprint: print(2)},
				{Turn: 3, Fingerprint: print(3)},
				{Turn: 4, Fingerprint: print(4)},
				{Turn: 5, Fingerprint: print(5)},
			},
			Answers: []store.Answer{{Turn: 4, Body: []byte("four")}, {Turn: 5, Body: []byte("five")}},
		}
		for _, c := range change {
			c(r)
		}
		return r
	}
	ended := func(r *store.Record) { r.Ended = true }
	entered := func(r *store.Record) { r.Moves[4].Fingerprint = print(9) }
	before := func(r *store.Record) { r.Updated = begun.Add(-sameDelivery) }
	at := func(turn int, version ...string) *token {
		tok := &token{turn: turn, version: v, route: engine.RouteAnswer}
		if len(version) > 0 {
			tok.version = version[0]
		}
		return tok
	}
	retry := &token{turn: 0, version: v, route: engine.RouteRetry}
	for _, c := range []struct {
		name  string
		token *token
		rec   *store.Record
		print byte
		flow  string
		away  bool // the current document sends the call to the URL of the request
		want  row
	}{
		{"token, record gone", at(5), nil, 7, "", false, rowGone},
		{"token of turn 0 is the first step's retry", retry, nil, 7, "", false, rowBegin},
		{"token of turn 0 on another route", at(0), nil, 7, "", false, rowGone},
		{"earlier turn, same fingerprint, bytes kept", at(3), rec(), 4, "", false, rowRepeat},
		{"one turn behind, same fingerprint", at(4), rec(), 5, "", false, rowRepeat},
		{"earlier turn, same fingerprint, ended", at(4), rec(ended), 5, "", false, rowRepeat},
		{"earlier turn, same fingerprint, bytes not kept", at(2), rec(), 3, "", false, rowLate},
		{"earlier turn, fingerprint of another turn", at(3), rec(), 5, "", false, rowLate},
		{"current turn, ended", at(5), rec(ended), 7, "", false, rowLast},
		{"current turn of another version, ended", at(5, "other"), rec(ended), 7, "", false, rowLast},
		{"earlier turn, ended", at(2), rec(ended), 7, "", false, rowOver},
		{"later turn, ended", at(6), rec(ended), 7, "", false, rowOver},
		{"no token, ended", nil, rec(ended), 9, "", false, rowOver},
		{"no token, names another flow, ended", nil, rec(ended), 9, "other", true, rowOver},
		{"current turn", at(5), rec(), 7, "", false, rowMove},
		{"current turn, fingerprint of an earlier one", at(5), rec(), 5, "", false, rowMove},
		{"one turn behind, other content", at(4), rec(), 7, "", false, rowLate},
		{"earlier turn of another version", at(4, "other"), rec(), 7, "", false, rowLate},
		{"later turn", at(6), rec(), 7, "", false, rowFuture},
		{"current turn of another version", at(5, "other"), rec(), 7, "", false, rowFuture},
		{"no token, call unknown", nil, nil, 1, "", false, rowBegin},
		{"no token, call unknown, flow named", nil, nil, 1, "clinic", false, rowBegin},
		{"no token, same as entry, no later turn", nil, rec(entered), 9, "clinic", false, rowEntry},
		{"no token, same as entry, later turns", nil, rec(), 1, "clinic", false, rowRecovered},
		{"no token, another flow", nil, rec(), 9, "other", false, rowChange},
		{"no token, another flow, a late copy", nil, rec(), 2, "other", false, rowRecovered},
		{"no token, another flow, a late copy's like that the flow waits for", nil, rec(), 2, "other", true, rowChange},
		{"no token, the same flow, sent away by it", nil, rec(), 9, "clinic", true, rowChange},
		{"no token, no flow named, sent away", nil, rec(), 9, "", true, rowChange},
		{"no token, same as entry, sent here, just now", nil, rec(entered), 9, "clinic", true, rowEntry},
		{"no token, same as entry, sent here, before", nil, rec(entered, before), 9, "clinic", true, rowChange},
		{"no token, same as entry, before", nil, rec(entered, before), 9, "clinic", false, rowEntry},
		{"no token, the same flow", nil, rec(), 9, "clinic", false, rowRecovered},
		{"no token, no flow named", nil, rec(), 9, "", false, rowRecovered},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := visit{token: c.token, rec: c.rec, print: print(c.print), at: begun, flow: c.flow, base: publicURL, url: publicURL + "/texml/" + c.flow}
			if c.away {
				c.rec.Answers[1].Body = []byte("<Response><Redirect>" + v.url + "?a=b&amp;c=d</Redirect></Response>\n")
			}
			got := judge(v)
			if got != c.want {
				t.Errorf("row %d, want %d", got, c.want)
			}
		})
	}
}

func TestEntryThenTurns(t *testing.T) {
	r := newRig(t)
	d := r.post("/texml/clinic", form("call1"))
	if !d.hears("welcome to the clinic") {
		t.Fatalf("answer: %s", d.raw)
	}
	for _, u := range []string{d.action, d.redirect} {
		if !strings.HasPrefix(u, publicURL+"/t/") {
			t.Errorf("URL %q does not begin with the public URL", u)
		}
	}
	r.wantAt("call1", "clinic/main", 1)
	d = r.post(d.action, form("call1", "Digits", "1"))
	if !d.hears("sales") {
		t.Errorf("answer: %s", d.raw)
	}
	r.wantAt("call1", "clinic/sales", 2)
	d = r.post(d.redirect, form("call1")) // silence: asked again
	r.wantAt("call1", "clinic/sales", 3)
	d = r.post(d.action, form("call1", "Digits", "9"))
	if !d.hangup {
		t.Errorf("answer: %s", d.raw)
	}
	got := r.journal("call1")
	if len(got) != 4 {
		t.Fatalf("%d journal entries, want 4", len(got))
	}
	first, last := got[0], got[3]
	if first.Kind != entryTurn || first.To != "clinic/main" || first.Number != called || first.Turn != 1 {
		t.Errorf("first entry: %+v", first)
	}
	if last.From != "clinic/sales" || last.To != "clinic/end" || last.Outcome != "choice 9" || last.Turn != 4 {
		t.Errorf("last entry: %+v", last)
	}
}

func TestRepeatedCallbackGetsTheSameBytes(t *testing.T) {
	r := newRig(t)
	one := r.post("/texml/clinic", form("c"))
	two := r.post(one.action, form("c", "Digits", "1"))
	if again := r.post(one.action, form("c", "Digits", "1")); again.raw != two.raw {
		t.Error("one turn behind: other bytes")
	}
	three := r.post(two.action, form("c", "Digits", "2"))
	if again := r.post(one.action, form("c", "Digits", "1")); again.raw != two.raw {
		t.Error("two turns behind: other bytes than it got")
	}
	r.post(three.action, form("c", "Digits", "1"))
	r.wantAt("c", "clinic/sales", 4)
	r.wantCount(classRepeat, 2)
}

func TestEarlierTurnGetsTheCurrentDocument(t *testing.T) {
	r := newRig(t)
	one := r.post("/texml/clinic", form("c"))
	two := r.post(one.action, form("c", "Digits", "1"))
	if late := r.post(one.redirect, form("c")); late.raw != two.raw {
		t.Error("silence after the key: not the winner's bytes")
	}
	if late := r.post(one.action, form("c", "Digits", "2")); late.raw != two.raw {
		t.Error("another key of the same turn: not the winner's bytes")
	}
	three := r.post(two.action, form("c", "Digits", "2"))
	four := r.post(three.action, form("c", "Digits", "1"))
	if late := r.post(one.action, form("c", "Digits", "1")); late.raw != four.raw {
		t.Error("bytes not kept any more: not the current document")
	}
	r.wantAt("c", "clinic/sales", 4)
	r.wantCount(classLate, 3)
	if n := len(r.journal("c")); n != 4 {
		t.Errorf("%d journal entries, want 4", n)
	}
}

func TestEndedCall(t *testing.T) {
	r := newRig(t)
	one := r.post("/texml/clinic", form("c"))
	two := r.post(one.action, form("c", "Digits", "7"))
	r.post("/events/status", status("c", "completed", "3", "HangupSource", "caller"))
	if rec := r.record("c"); !rec.Ended || rec.EndedAt != begun {
		t.Fatalf("record: ended %t at %s", rec.Ended, rec.EndedAt)
	}
	recorded := form("c", "RecordingUrl", "https://media.example.net/1.mp3", "RecordingDuration", "7")
	late := r.post(two.action, recorded)
	if len(late.verbs) != 0 {
		t.Errorf("the last step's answer: %s, want an empty Response", late.raw)
	}
	r.wantAt("c", "clinic/main", 3)
	if again := r.post(two.action, recorded); again.raw != late.raw {
		t.Errorf("the same again: %s", again.raw)
	}
	for name, d := range map[string]doc{
		"other content": r.post(two.action, form("c", "Digits", "1")),
		"earlier turn":  r.post(one.redirect, form("c")),
		"no token":      r.post("/texml/clinic", form("c")),
		"another flow":  r.post("/texml/other", form("c")),
	} {
		if strings.Join(d.verbs, " ") != "Hangup" {
			t.Errorf("%s: %s, want a Hangup alone", name, d.raw)
		}
	}
	r.wantAt("c", "clinic/main", 3)
	r.wantCount(classLast, 1)
	r.wantCount(classOver, 4)
	if got := r.engineCall("c"); got.Recording != "https://media.example.net/1.mp3" || got.EndedBy != "caller" {
		t.Errorf("call: recording %q, ended by %q", got.Recording, got.EndedBy)
	}
	r.clock.add(store.EndedGrace)
	if d := r.post(two.action, recorded); !d.hangup || !d.hears("session lost in clinic") {
		t.Errorf("after the grace: %s", d.raw)
	}
}

func TestHangupInAnAnswerDoesNotEndTheCall(t *testing.T) {
	r := newRig(t)
	one := r.post("/texml/clinic", form("c"))
	r.post(one.action, form("c", "Digits", "9"))
	if r.record("c").Ended {
		t.Error("the call counts as ended")
	}
}

func TestLaterTurnThanTheRecord(t *testing.T) {
	r := newRig(t)
	one := r.post("/texml/clinic", form("c"))
	rec := r.record("c")
	for _, tok := range []token{
		{call: "c", track: store.MainTrack, turn: 2, version: rec.Version, route: engine.RouteAnswer},
		{call: "c", track: store.MainTrack, turn: 1, version: versionOf("menu other welcome to the other"), route: engine.RouteAnswer},
	} {
		text, err := r.host.tokens.seal(tok)
		if err != nil {
			t.Fatal(err)
		}
		d := r.post("/t/"+text, form("c", "Digits", "1"))
		if !d.hangup || !d.hears("sorry from") {
			t.Errorf("answer: %s, want the apology and a hang-up", d.raw)
		}
	}
	r.wantAt("c", "clinic/main", 1)
	r.wantCount(classFuture, 2)
	if !strings.Contains(r.log.String(), "the store has lost turns") {
		t.Error("no alarm in the log")
	}
	r.post(one.action, form("c", "Digits", "1"))
	r.wantAt("c", "clinic/sales", 2)
}

func TestEntryAgain(t *testing.T) {
	r := newRig(t)
	one := r.post("/texml", form("c"))
	if again := r.post("/texml", form("c")); again.raw != one.raw {
		t.Error("the entry again: other bytes")
	}
	r.wantCount(classRepeat, 1)
	two := r.post(one.action, form("c", "Digits", "1"))
	if again := r.post("/texml", form("c")); again.raw != two.raw {
		t.Error("the entry after a turn: not the current document")
	}
	if again := r.post("/texml/clinic", form("c")); again.raw != two.raw {
		t.Error("the failover URL: not the current document")
	}
	r.wantCount(classRecovered, 2)
	r.wantAt("c", "clinic/sales", 2)
}

func TestCallChangesFlow(t *testing.T) {
	r := newRig(t)
	entry := r.post("/texml/clinic", form("c"))
	moved := r.post("/texml/other", form("c", "CallerId", "update"))
	if !moved.hears("welcome to the other") {
		t.Fatalf("answer: %s", moved.raw)
	}
	r.wantAt("c", "other/main", 2)
	if got := r.journal("c"); len(got) != 2 || got[1].Kind != entryRedirected || got[1].Flow != "other" || got[1].From != "clinic/main" {
		t.Errorf("journal: %+v", got)
	}
	if again := r.post("/texml/other", form("c", "CallerId", "update")); again.raw != moved.raw {
		t.Error("the change again: other bytes")
	}
	// What the old flow sent out, and the entry itself, come late: they do not lead the call back.
	for name, d := range map[string]doc{
		"old action": r.post(entry.action, form("c", "Digits", "1")),
		"old entry":  r.post("/texml/clinic", form("c")),
	} {
		if d.raw != moved.raw {
			t.Errorf("%s: not the current document", name)
		}
	}
	r.wantAt("c", "other/main", 2)
	r.post(moved.action, form("c", "Digits", "1"))
	r.wantAt("c", "other/sales", 3)
	if got := r.do(http.MethodPost, "/texml/nosuch", form("c")); got.status != http.StatusNotFound {
		t.Errorf("a flow that is not there: status %d, want 404", got.status)
	}
	r.wantAt("c", "other/sales", 3)
}

// A flow may send a call to another of our flows and that one back: the fetches that follow look alike each time.
func TestFlowsSendACallToEachOther(t *testing.T) {
	r := newRig(t, withSources("leave a "+publicURL+"/texml/b", "leave b "+publicURL+"/texml/a"))
	d := r.post("/texml/a", form("c", "CallerId", "entry"))
	for turn, flow := 1, "a"; turn <= 11; {
		d = r.post(d.action, form("c", "Digits", "1"))
		turn++
		other := map[string]string{"a": "b", "b": "a"}[flow]
		if want := publicURL + "/texml/" + other; d.redirect != want {
			t.Fatalf("turn %d: redirect to %q, want %q", turn, d.redirect, want)
		}
		flow = other
		target := d.redirect
		d = r.post(target, form("c"))
		turn++
		r.wantAt("c", flow+"/main", turn)
		if again := r.post(target, form("c")); again.raw != d.raw {
			t.Errorf("turn %d: the fetch again: other bytes", turn)
		}
		r.wantAt("c", flow+"/main", turn)
	}
	r.wantCount(classChange, 6)
}

func TestWhereADocumentSendsACall(t *testing.T) {
	to := func(target string) string { return "<Response><Redirect>" + target + "</Redirect></Response>" }
	const ours = "https://a.example/base/texml/b"
	for _, c := range []struct {
		document, url string
		want          bool
	}{
		{to("https://a.example/base/texml/b"), ours, true},
		{`<Response><Say>x</Say><Redirect method="POST">https://a.example/base/texml/b?x=1&amp;y=2</Redirect></Response>` + "\n", ours, true},
		{to("HTTPS://A.example:443/base/texml/b"), ours, true},
		{to("/base/texml/b"), ours, true},
		{to("https://a.example:8443/base/texml/b"), "https://a.example:8443/base/texml/b", true},
		{to("https://other.example/base/texml/b"), ours, false},
		{to("https://a.example/x/texml/b"), ours, false},
		{to("https://a.example/x/base/texml/b"), ours, false},
		{to("https://a.example/texml/b"), ours, false},
		{to("https://a.example:8443/base/texml/b"), ours, false},
		{to("http://a.example/base/texml/b"), ours, false},
		{to("https://a.example/base/texml/bb"), ours, false},
		{to("https://a.example/other?x=/base/texml/b"), ours, false},
		{to("https://a.example/base/texml/%62"), ours, false},
		{"<Response><Say>" + ours + "</Say></Response>", ours, false},
		{to("%zz"), ours, false},
		{"", ours, false},
	} {
		base := c.url[:len(c.url)-len("/texml/b")]
		if got := leadOf([]byte(c.document), base, c.url) == leadsHere; got != c.want {
			t.Errorf("%s to %s: %t, want %t", c.document, c.url, got, c.want)
		}
	}
}

// A redirect to the same path of another host is no leave for a late copy to fetch the call back.
func TestRedirectToAnothersPathIsNotOurs(t *testing.T) {
	r := newRig(t, withSources("leave clinic "+publicURL+"/x/texml/clinic"))
	entry := r.post("/texml/clinic", form("c"))
	away := r.post(entry.action, form("c", "Digits", "1"))
	if late := r.post("/texml/clinic", form("c")); late.raw != away.raw {
		t.Errorf("answer: %s", late.raw)
	}
	r.wantAt("c", "clinic/away", 2)
}

// A flow that only leads to itself is fetched in the same words each time. Copies that arrive together are one callback;
// what comes after is the next round, so that the limit of a call's turns ends it.
func TestFlowThatOnlyLeadsToItselfEnds(t *testing.T) {
	r := newRig(t, withSources("circle clinic "+publicURL+"/texml/clinic"))
	first := r.post("/texml/clinic", form("c", "CallerId", "entry"))
	if first.redirect != publicURL+"/texml/clinic" {
		t.Fatalf("answer: %s", first.raw)
	}
	d := r.post(first.redirect, form("c"))
	for range 3 {
		if again := r.post(first.redirect, form("c")); again.raw != d.raw {
			t.Errorf("a copy: %s", again.raw)
		}
	}
	r.clock.add(sameDelivery - time.Millisecond)
	r.post(first.redirect, form("c"))
	if got := r.record("c").Turn; got != 2 {
		t.Fatalf("copies moved the call to turn %d", got)
	}
	for round := 0; !d.hangup; round++ {
		if round > engine.DefaultTurns+2 {
			t.Fatal("the call goes round for ever")
		}
		if d.redirect != first.redirect {
			t.Fatalf("answer: %s", d.raw)
		}
		r.clock.add(sameDelivery)
		d = r.post(d.redirect, form("c"))
	}
	if got := r.record("c").Turn; got < engine.DefaultTurns {
		t.Errorf("hung up in turn %d, before the limit", got)
	}
}

// While a call is elsewhere, a late copy of its entry does not fetch it back.
func TestLateEntryOfACallThatIsElsewhere(t *testing.T) {
	r := newRig(t, withSources("leave clinic https://ivr.example.com/base/elsewhere"))
	entry := r.post("/texml/clinic", form("c"))
	away := r.post(entry.action, form("c", "Digits", "1"))
	if late := r.post("/texml/clinic", form("c")); late.raw != away.raw {
		t.Errorf("answer: %s", late.raw)
	}
	r.wantAt("c", "clinic/away", 2)
}

// A flow may send a call to its own beginning.
func TestFlowSendsACallToItself(t *testing.T) {
	r := newRig(t, withSources("leave clinic "+publicURL+"/texml/clinic"))
	d := r.post("/texml/clinic", form("c", "CallerId", "entry"))
	for turn := 2; turn < 8; turn += 2 {
		d = r.post(d.action, form("c", "Digits", "1"))
		d = r.post(d.redirect, form("c"))
		r.wantAt("c", "clinic/main", turn+1)
	}
}

func TestExpiredRecord(t *testing.T) {
	r := newRig(t)
	one := r.post("/texml/clinic", form("c"))
	r.clock.add(3 * time.Hour)
	two := r.post(one.action, form("c", "Digits", "1"))
	r.clock.add(store.Lifetime)
	d := r.post(two.action, form("c", "Digits", "1"))
	if !d.hangup || !d.hears("session lost in clinic") {
		t.Errorf("answer: %s", d.raw)
	}
	r.wantCount(classGone, 1)
	if n := len(r.journal("c")); n != 2 {
		t.Errorf("%d journal entries, want 2", n)
	}
}

// The Redirect that stands for silence leads nowhere, whatever words our own address has in it.
func TestSilenceLeadsNowhere(t *testing.T) {
	for _, base := range []string{
		"https://ivr.example.com",
		"https://texml.example.com",
		"https://ivr.example.com/texml",
		"https://ivr.example.com/base/t/x",
	} {
		for _, flow := range []string{"/texml", "/texml/clinic", "/texml/texml"} {
			waiting := "<Response><Gather/><Redirect method=\"POST\">" + base + "/t/abc</Redirect></Response>"
			if got := leadOf([]byte(waiting), base, base+flow); got != leadsNowhere {
				t.Errorf("%s%s: a document that waits: %d", base, flow, got)
			}
			on := "<Response><Redirect>" + base + "/texml/other</Redirect></Response>"
			if got := leadOf([]byte(on), base, base+flow); got != leadsOn {
				t.Errorf("%s%s: a document for another flow: %d", base, flow, got)
			}
			away := "<Response><Redirect>https://menus.example.net/t/menu.xml</Redirect></Response>"
			if got := leadOf([]byte(away), base, base+flow); got != leadsAway {
				t.Errorf("%s%s: a document elsewhere: %d", base, flow, got)
			}
		}
	}
}
