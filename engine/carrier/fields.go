package carrier

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// identity begins nearly every callback: account, call and, but for a few, the application.
func (l *leg) identity(connection bool) []Field {
	o := l.call.carrier.options
	list := []Field{{"AccountSid", o.Account}, {"CallSid", l.sid}, {"CallSidLegacy", l.sid}}
	if connection {
		list = append(list, Field{"ConnectionId", o.Connection})
	}
	return list
}

func (l *leg) parties() []Field { return []Field{{"From", l.from}, {"To", l.to}} }

// bare is the identity of a call and its two ends: what callbacks have of which no page says more.
func (l *leg) bare() []Field { return append(l.identity(false), l.parties()...) }

// named is bare with the application.
func (l *leg) named() []Field { return append(l.identity(true), l.parties()...) }

// fetchFields are those of the first request of a call.
func (l *leg) fetchFields() []Field {
	list := append(l.named(),
		Field{"CallerId", l.from}, Field{"CallingPartyType", partyType(l.from)},
		Field{"FromSipUri", sipURI(l.from)}, Field{"ToSipUri", sipURI(l.to)})
	if l.call.carrier.other(fetchCallStatus) {
		list = append(list, Field{"CallStatus", "in-progress"})
	}
	if l.call.carrier.other(fetchDirection) {
		list = append(list, Field{"Direction", "inbound"})
	}
	return list
}

// redirectFields are those of a request that goes on with another document.
func (l *leg) redirectFields() []Field {
	if l.call.carrier.other(redirectFetchFull) {
		return l.fetchFields()
	}
	return l.named()
}

func partyType(address string) string {
	if len(address) > 0 && address[0] == '+' {
		return "pstn"
	}
	return "sip"
}

// address is a number or SIP address as From and To have it: user@host, without what else a URI has.
func address(s string) string {
	scheme, rest, ok := strings.Cut(s, ":")
	if scheme = strings.ToLower(scheme); !ok || scheme != "sip" && scheme != "sips" {
		return s
	}
	if i := strings.IndexAny(rest, ";?"); i >= 0 {
		rest = rest[:i]
	}
	return rest
}

func sipURI(address string) string {
	if partyType(address) == "sip" {
		return "sip:" + address
	}
	return "sip:" + address + "@sip.telnyx.com"
}

// progressFields are those of all callbacks that tell how a leg fares. Extra ones stand before the caller's name.
func (l *leg) progressFields(status string, extra ...Field) []Field {
	o := l.call.carrier.options
	list := []Field{
		{"AccountSid", o.Account},
		{"CallInitiatedAt", l.begun.UTC().Format("2006-01-02T15:04:05.000Z")},
		{"CallSid", l.sid},
		{"CallSidLegacy", l.sid},
		{"CallStatus", status},
		{"CallbackSource", "call-progress-events"},
		{"ConnectionId", o.Connection},
		{"From", l.from},
		{"SequenceNumber", strconv.Itoa(l.sequence)},
		{"Timestamp", l.stamp()},
		{"To", l.to},
	}
	list = append(list, extra...)
	if l.parent == nil {
		if o.CallerName != "" {
			list = append(list, Field{"CallerId", o.CallerName})
		}
		if o.Attestation != "" {
			list = append(list, Field{"ShakenStirAttestation", o.Attestation}, Field{"ShakenStirValidated", "true"})
		}
	}
	return list
}

// parentage tells which call a dialled leg belongs to.
func (l *leg) parentage() []Field {
	if l.parent == nil {
		return nil
	}
	return []Field{{"ParentCallSid", l.parent.sid}, {"ParentCallSidLegacy", l.parent.sid}}
}

// stamp is the moment as callbacks write it.
func (l *leg) stamp() string { return l.moment(l.call.now()) }

func (l *leg) moment(t time.Time) string {
	if l.call.carrier.other(timestampOld) {
		return t.UTC().Format("2006-01-02 15:04:05.000000Z")
	}
	if l.call.carrier.other(timestampMail) {
		return t.UTC().Format(time.RFC1123Z)
	}
	return t.UTC().Format(time.RFC3339)
}

// completedFields are those that only a leg with CallStatus completed has.
func (l *leg) completedFields(cause string) []Field {
	answered := l.answeredAt
	if answered.IsZero() {
		answered = l.begun
	}
	now := l.stamp()
	return []Field{
		{"AnsweredTime", l.moment(answered)},
		{"CallControlId", l.sid},
		{"CallLegId", l.legID},
		{"CallSessionId", l.call.session},
		{"CallQualityStats", `{"mos":4.3,"jitter":6,"packet_loss":0.1}`},
		{"StartTime", l.moment(l.begun)},
		{"EndTime", now},
		{"OccurredAt", now},
		{"HangupCause", cause},
		{"OrganizationId", "org-of-the-account"},
		{"UserId", l.call.carrier.options.Account},
	}
}

// progress tells a leg's status callback of an event, if it hears of it.
func (l *leg) progress(event string) {
	status := event
	var extra []Field
	switch event {
	case "ringing":
		extra = []Field{{"CallDuration", "0"}}
	case "answered":
		status = "in-progress"
		extra = []Field{{"CallDuration", "0"}, {"Codec", "PCMU"}, {"SamplingRate", "8000"}}
	}
	l.tell(event, "call_"+event, l.progressFields(status, append(extra, l.parentage()...)...))
	l.sequence++
}

// tell sends a status callback.
func (l *leg) tell(event, callback string, fields []Field) {
	if l.status.url == "" || !slices.Contains(l.status.events, event) {
		return
	}
	l.notify(callback, l.status.url, l.status.method, fields)
}

// notify sends a notification of the leg.
func (l *leg) notify(callback, target, method string, fields []Field) {
	if target == "" || l.call.fault != nil {
		return
	}
	_, _ = l.call.deliver(l.ask(callback, target, method, fields, false)) // the trace says what became of it
}

// instruction is a request for a document.
func (l *leg) instruction(callback, target, method string, fields []Field) Request {
	return l.ask(callback, target, method, fields, true)
}

func (l *leg) ask(callback, target, method string, fields []Field, instruction bool) Request {
	if l.call.carrier.other(extraParameters) {
		fields = append(fields, Field{"CustomHeader_X-Origin", "lobby"})
	}
	r := Request{
		Callback: callback, Leg: l.name, Method: method, URL: conceal(target), ContentType: mediaForm, Fields: fields,
		Instruction: instruction, target: target,
	}
	if r.Method == "" {
		r.Method = "POST"
	}
	if r.Method != "GET" {
		r.Body = encode(fields)
	}
	return r
}
