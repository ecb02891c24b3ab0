package callback

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
)

// DecodeError says why a verified body is no callback. It never holds a value of the body.
type DecodeError struct{ Reason string }

func (e *DecodeError) Error() string { return "decode callback: " + e.Reason }

// callSID is what a call SID may look like: it is a key in the store and part of URLs.
var callSID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9:_=~+-]{0,127}$`)

// MaxAddress is how long From and To may be, in bytes.
const MaxAddress = 512

// DecodeInstruction reads an instruction request: a first fetch, an action or a Redirect. Kind is Begin, Answer or
// Silence and follows from the URL. Every documented field of every action is typed; the engine looks at those of the
// verb it waits for. A doubled known field, a missing or odd CallSid are errors.
func DecodeInstruction(form Form, kind engine.EventKind, now time.Time) (engine.Event, error) {
	e, err := decode(form, kind, now, instructionFields)
	if err != nil {
		return e, err
	}
	readAIGather(form, &e)
	return e, nil
}

// DecodeStatus reads a call progress notification, call completed among them.
func DecodeStatus(form Form, now time.Time) (engine.Event, error) {
	return decode(form, engine.Status, now, statusFields)
}

// DecodeRecording reads a recording notification.
func DecodeRecording(form Form, now time.Time) (engine.Event, error) {
	return decode(form, engine.Recording, now, recordingFields)
}

// DecodeStream reads a notification of a stream.
func DecodeStream(form Form, now time.Time) (engine.Event, error) {
	return decode(form, engine.Streaming, now, streamFields)
}

// fieldTypes gives the type of each documented field of a callback.
type fieldTypes map[string]guard.Field

// typed collects the documented fields of callbacks, with those that come with every one.
func typed(callbacks ...engine.Callback) fieldTypes {
	t := fieldTypes{}
	add := func(fields []guard.Field) {
		for _, f := range fields {
			t[f.Name] = f
		}
	}
	add(engine.CommonFields())
	add(engine.IdentityFields())
	for _, cb := range callbacks {
		add(engine.CallbackFields(cb))
	}
	return t
}

var (
	instructionFields = typed(engine.CallbackFetch, engine.CallbackDial, engine.CallbackRecord,
		engine.CallbackAIGather, engine.CallbackHTTPRequest, engine.CallbackGather, engine.CallbackEnqueue,
		engine.CallbackConnect, engine.CallbackRefer, engine.CallbackPay, engine.CallbackHold)
	statusFields        = typed(engine.CallbackStatus)
	recordingFields     = typed(engine.CallbackRecording)
	streamFields        = typed(engine.CallbackStream)
	transcriptionFields = typed(engine.CallbackTranscription)
)

func decode(form Form, kind engine.EventKind, now time.Time, types fieldTypes) (engine.Event, error) {
	e := engine.Event{Kind: kind, At: now, Values: make(map[string]any, len(types))}
	seen := make(map[string]bool, len(types))
	for _, field := range form.fields {
		e.Fields = append(e.Fields, engine.WireField{Name: field.name, Value: field.value})
		t, known := types[field.name]
		if !known {
			continue
		}
		if seen[field.name] {
			return e, &DecodeError{"field " + field.name + " comes twice"}
		}
		seen[field.name] = true
		value, err := readField(t, field.value)
		if err != nil {
			e.Problems = append(e.Problems, fmt.Sprintf("field %s is not %s", field.name, t.Type))
			if t.Type.Kind == guard.Float && !t.Type.Optional {
				e.Values[field.name] = 0.0 // a Confidence that cannot be read makes nothing sure
			}
			continue
		}
		e.Values[field.name] = value
	}
	for name, t := range types {
		if _, ok := e.Values[name]; !ok {
			e.Values[name] = engine.Absent(t)
		}
	}
	e.CallSID, e.AccountSID, e.ConnectionID = e.Text("CallSid"), e.Text("AccountSid"), e.Text("ConnectionId")
	e.From, e.To = e.Text("From"), e.Text("To")
	switch {
	case e.CallSID == "":
		return e, &DecodeError{"CallSid is missing"}
	case !callSID.MatchString(e.CallSID):
		return e, &DecodeError{"CallSid is longer than 128 bytes or has characters that none has"}
	case len(e.From) > MaxAddress || len(e.To) > MaxAddress:
		return e, &DecodeError{"From or To is too long"}
	}
	return e, nil
}

// readField turns the text of a field into a value of its type. Empty text of an optional field counts as absent.
func readField(f guard.Field, s string) (any, error) {
	switch {
	case f.Type.Kind == guard.String && f.Type.Optional && s == "":
		return nil, nil
	case f.Type.Kind == guard.String:
		return s, nil
	case s == "":
		return engine.Absent(f), nil
	case f.Type.Kind == guard.DateTime:
		return readTime(s)
	}
	return f.Type.FromWire(s)
}

// timeLayouts are the ways the carrier has been seen to write a moment.
var timeLayouts = []string{
	time.RFC3339Nano, "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999", time.RFC1123Z, time.RFC1123,
}

func readTime(s string) (time.Time, error) {
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("not a date and time")
}
