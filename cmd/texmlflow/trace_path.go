package main

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// pathUsages are the words of a path beside keys and events.
func pathUsages() []string { return []string{"silence", "speech:words", fetchUsage} }

// pathHint says what may stand in a path.
func pathHint() string {
	return "write keys, " + strings.Join(pathUsages(), ", ") + ", or an event: " + strings.Join(eventNames(eventKinds), ", ")
}

// fieldPair is a part of a path that goes on with the fields of an http: before it.
var fieldPair = regexp.MustCompile(`^\s*[A-Za-z_][A-Za-z0-9_]*=`)

// splitPath parts a path at its commas: those inside braces, brackets and quotes belong to a part, and so do those between
// the fields of an http.
func splitPath(path string) []string {
	var parts []string
	depth, quoted, escaped := 0, false, false
	var part strings.Builder
	end := func() {
		text := strings.TrimSpace(part.String())
		part.Reset()
		if last := len(parts) - 1; last >= 0 && strings.HasPrefix(parts[last], "http:") && fieldPair.MatchString(text) {
			parts[last] += "," + text
			return
		}
		parts = append(parts, text)
	}
	for _, r := range path {
		switch {
		case escaped:
			escaped = false
		case quoted:
			escaped, quoted = r == '\\', r != '"'
		case r == '"' && (depth > 0 || strings.TrimSpace(part.String()) == "speech:"):
			quoted = true
		case r == '{' || r == '[':
			depth++
		case r == '}' || r == ']':
			depth--
		case r == ',' && depth <= 0:
			end()
			continue
		}
		part.WriteRune(r)
	}
	end()
	return parts
}

// parsePath reads what happens in a call, one after the other.
func parsePath(path, confidence string) ([]input, error) {
	if strings.TrimSpace(path) == "" {
		return nil, nil
	}
	var list []input
	for _, part := range splitPath(path) {
		in, err := parseHappening("--path", part, confidence)
		if err != nil {
			return nil, err
		}
		list = append(list, in)
	}
	return list, nil
}

// parseHappening reads one thing that happens: keys, speech, silence or an event.
func parseHappening(flag, text, confidence string) (input, error) {
	words, isSpeech := strings.CutPrefix(text, "speech:")
	switch {
	case text == "":
		return input{}, usage(pathHint(), "%s: nothing stands between two commas", flag)
	case areKeys(text):
		return input{kind: inputDigits, text: text}, nil
	case isSpeech:
		return parseSpeech(flag, text, strings.TrimSpace(words), confidence)
	case text == "silence":
		return input{kind: inputSilence}, nil
	case strings.HasPrefix(text, "fetch:"):
		answer := strings.TrimSpace(strings.TrimPrefix(text, "fetch:"))
		result, err := parseFetch(flag+" fetch", answer)
		return input{kind: inputFetch, text: answer, fetch: result}, err
	}
	names := eventNames(eventKinds)
	if name, _, _ := strings.Cut(text, ":"); !slices.Contains(names, name) {
		names = append(names, "silence", "speech", "fetch")
		return input{}, usage(nearest(name, names, pathHint()), "%s: unknown event %s", flag, quoted(name))
	}
	return parseEvent(flag, text, sampleRecording)
}

// parseSpeech reads what a caller says: words as they are, or a JSON text, which may hold a comma.
func parseSpeech(flag, text, words, confidence string) (input, error) {
	if words == "" {
		return input{}, usage("write "+flag+" speech:words", "%s %s: something is missing after it", flag, quoted(text))
	}
	if words[0] == '"' {
		var said string
		if err := json.Unmarshal([]byte(words), &said); err != nil || strings.TrimSpace(said) == "" || strings.Contains(said, "\x00") {
			return input{}, usage(`write `+flag+` speech:"words, and words"`, "%s %s: expected words in quotes", flag, quoted(text))
		}
		words = said
	}
	return input{kind: inputSpeech, text: words, more: confidence}, nil
}
