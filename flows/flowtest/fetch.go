package flowtest

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/flows/diag"
)

// fetcher answers the requests of the host itself with the doubles of a scenario. The policy is asked as in a call.
type fetcher struct {
	doubles *doubles

	mu      sync.Mutex
	now     *reply // of the requests of this turn, before the doubles
	asked   bool   // now has answered one
	missing string // the first request that nothing answers
	sent    []sent
}

// turn sets what answers the requests from now on, before the doubles do; nil: nothing.
func (f *fetcher) turn(r *reply) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now, f.asked = r, false
}

// used reports whether what was set for this turn has answered a request.
func (f *fetcher) used() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.asked
}

// unanswered is the first request that nothing has answered; "" if there was none.
func (f *fetcher) unanswered() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.missing
}

// Do answers one request.
func (f *fetcher) Do(_ context.Context, p *policy.Policy, r *engine.FetchRequest) engine.FetchResult {
	if err := p.Fetch(r.URL); err != nil {
		return engine.FetchResult{Failure: engine.FetchFailed, Why: err.Error()}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sent = append(f.sent, sentBy(r))
	var answer reply
	ok := f.now != nil
	if ok {
		answer, f.asked = *f.now, true
	} else {
		answer, ok = f.doubles.to(r.Method, r.URL)
	}
	if !ok {
		if f.missing == "" {
			f.missing = r.Method + " " + r.URL
		}
		return engine.FetchResult{Failure: engine.FetchFailed, Why: "nothing answers it"}
	}
	switch success := answer.status >= 200 && answer.status < 300; {
	case answer.failed == "timeout":
		return engine.FetchResult{Failure: engine.FetchTimeout, Why: "it took too long"}
	case answer.failed == "bad_body", answer.failed == "" && success && r.Answer && !json.Valid([]byte(answer.body)):
		return engine.FetchResult{Failure: engine.FetchBadBody, Why: "the body is no JSON", Status: cmp.Or(answer.status, http.StatusOK)}
	case answer.failed != "":
		return engine.FetchResult{Failure: engine.FetchFailed, Why: "the connection failed"}
	case success && r.Answer:
		return engine.FetchResult{Status: answer.status, Body: []byte(answer.body)}
	}
	return engine.FetchResult{Status: answer.status}
}

// Open lists no origin: doubles are never left alone.
func (f *fetcher) Open() []string { return nil }

// unfetched fails the scenario when the host has asked a URL that has no double.
func (p *player) unfetched(at diag.Span) *Failure {
	request := p.fetcher.unanswered()
	if request == "" {
		return nil
	}
	f := p.failure(at, "fetch", fmt.Sprintf("the flow requests %s, and nothing answers it: write its answer under fetch", request))
	f.Expected = named(p.scenario.fetches)
	return f
}

// recordingTime is how much later than the call a recording may come, for which on_end waits.
const recordingTime = time.Minute

// reportEnd lets the host do what it does when a call has ended.
func (p *player) reportEnd() {
	p.since.sent, p.since.reasons = nil, nil
	p.clock.Advance(recordingTime)
	if err := p.site.end(p.call.SID); err != nil {
		p.since.notes = append(p.since.notes, "on_end: "+err.Error())
	}
	p.since.sent = p.fetcher.sentSince()
}
