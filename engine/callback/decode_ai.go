package callback

import (
	"encoding/base64"
	"encoding/json"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
)

// readAIGather reads the result and the dialogue of an AI Gather. The callback reference has Base64Result and
// Base64MessageHistory, the older verb page plain Result and MessageHistory; the result may be wrapped as
// {"status", "result"}. All are taken. What cannot be read counts as absent and is noted.
func readAIGather(form Form, e *engine.Event) {
	if _, pays := form.Lookup("PaymentMethod"); pays {
		return // a Pay has a Result of its own
	}
	if raw, ok := jsonField(form, e, "Base64Result", "Result"); ok {
		var object map[string]any
		if err := json.Unmarshal(raw, &object); err == nil && object != nil {
			e.AIResult = unwrap(object, e)
		} else {
			e.Problems = append(e.Problems, "the result of the AI Gather is not a JSON object")
			if json.Valid(raw) && string(raw) != "null" {
				suggestStatus("invalid", e) // the assistant has answered, and not what it was asked for
			}
		}
	}
	if raw, ok := jsonField(form, e, "Base64MessageHistory", "MessageHistory"); ok {
		var items []struct{ Role, Content, Text string }
		if err := json.Unmarshal(raw, &items); err != nil {
			e.Problems = append(e.Problems, "the message history of the AI Gather is not a JSON list")
			return
		}
		for _, m := range items {
			words := m.Content
			if words == "" {
				words = m.Text
			}
			e.AIHistory = append(e.AIHistory, engine.Message{Role: m.Role, Text: words})
		}
	}
}

// suggestStatus gives the callback a status when the form has none.
func suggestStatus(status string, e *engine.Event) {
	if e.Text("Status") == "" {
		e.Values["Status"] = status
	}
}

// unwrap returns the values of a result, and takes the status of its wrapper when the form has none.
func unwrap(object map[string]any, e *engine.Event) map[string]any {
	inner, ok := object["result"].(map[string]any)
	if !ok {
		return object
	}
	if status, ok := object["status"].(string); ok {
		suggestStatus(status, e)
	}
	return inner
}

// jsonField returns the JSON text of the encoded field, or else of the plain one.
func jsonField(form Form, e *engine.Event, encoded, plain string) ([]byte, bool) {
	if s, ok := form.Lookup(encoded); ok && s != "" {
		// A plus sign that a sender left unescaped arrives as a space.
		s = strings.ReplaceAll(s, " ", "+")
		raw, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			e.Problems = append(e.Problems, "field "+encoded+" is not base64")
			return nil, false
		}
		return raw, true
	}
	if s, ok := form.Lookup(plain); ok && s != "" {
		return []byte(s), true
	}
	return nil, false
}
