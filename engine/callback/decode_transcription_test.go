package callback

import (
	"errors"
	"strings"
	"testing"
)

// A transcription that two readers could take for two is refused, as a form with a doubled field is.
func TestDecodeTranscriptionRefusesWhatIsAmbiguous(t *testing.T) {
	const data = `"transcription_data":{"transcript":"a","is_final":true}`
	event := func(payload string) string { return `{"event_type":"call.transcription","payload":{` + payload + `}}` }
	for _, tc := range []struct{ name, body, want string }{
		{"two calls", event(`"call_control_id":"v3:a","call_control_id":"v3:b",` + data), "key call_control_id comes twice"},
		{"two equal calls", event(`"call_control_id":"v3:a","call_control_id":"v3:a",` + data), "key call_control_id comes twice"},
		{"two calls by case", event(`"call_control_id":"v3:a","Call_Control_ID":"v3:b",` + data), "key call_control_id comes twice"},
		{"two calls by an escape", event(`"call_control_id":"v3:a","call_control_i\u0064":"v3:b",` + data), "key call_control_id comes twice"},
		{"two transcripts by the long s", event(`"call_control_id":"v3:a","transcription_data":{"transcript":"a","tranſcript":"b"}`), "key transcript comes twice"},
		{"two connections", event(`"connection_id":"1","call_control_id":"v3:a","connection_id":"2"`), "key connection_id comes twice"},
		{"two payloads", `{"event_type":"call.transcription","payload":{"call_control_id":"v3:a"},"payload":{}}`, "key payload comes twice"},
		{"two envelopes", `{"data":{},"DATA":` + event(`"call_control_id":"v3:a"`) + `}`, "key data comes twice"},
		{"two calls in an envelope", `{"data":` + event(`"call_control_id":"v3:a","call_control_id":"v3:b"`) + `}`, "key call_control_id comes twice"},
		{"after lists and objects", event(`"x":[{"y":[]},[1,{}],"call_control_id"],"call_control_id":"v3:a","z":{},"call_control_id":"v3:b"`), "key call_control_id comes twice"},
		{"not UTF-8 in the transcript", event(`"call_control_id":"v3:a","transcription_data":{"transcript":"` + "\xff" + `"}`), "not UTF-8"},
		{"not UTF-8 in a key", event(`"call_control_id":"v3:a","` + "\xc3" + `":1`), "not UTF-8"},
		{"a cut rune", event(`"call_control_id":"v3:a","x":"` + "\xe2\x82" + `"`), "not UTF-8"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e, err := DecodeTranscription("application/json", []byte(tc.body), clock)
			var d *DecodeError
			if !errors.As(err, &d) || !strings.Contains(err.Error(), tc.want) {
				t.Fatalf("got call %q, %v; want a DecodeError with %q", e.CallSID, err, tc.want)
			}
		})
	}
}

func TestDecodeTranscriptionTakesWhatIsNot(t *testing.T) {
	for name, body := range map[string]string{
		"the same key in two objects":  `{"meta":{"data":1,"payload":2},"event_type":"call.transcription","payload":{"call_control_id":"v3:a","transcript":"x","transcription_data":{"transcript":"café"}}}`,
		"an unknown key twice":         `{"x":1,"x":2,"event_type":"call.transcription","payload":{"call_control_id":"v3:a","transcription_data":{"transcript":"café"}}}`,
		"a key's name as a value":      `{"event_type":"call.transcription","payload":{"a":"call_control_id","b":"call_control_id","call_control_id":"v3:a","transcription_data":{"transcript":"café"}}}`,
		"objects in a list, each once": `{"l":[{"data":1},{"data":2}],"event_type":"call.transcription","payload":{"call_control_id":"v3:a","transcription_data":{"transcript":"caf\u00e9"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			e, err := DecodeTranscription("application/json", []byte(body), clock)
			if err != nil || e.CallSID != "v3:a" || e.Text("Transcript") != "café" {
				t.Errorf("got call %q, transcript %q, %v", e.CallSID, e.Text("Transcript"), err)
			}
		})
	}
}
