package carrier

import (
	"errors"
	"slices"
	"testing"
	"time"
)

const said = `<Say>said</Say><Hangup/>`

func TestGatherKeys(t *testing.T) {
	for _, test := range []struct {
		name, attributes, keys string
		digits                 string // "": falls through
	}{
		{"a key", `numDigits="1"`, "2", "2"},
		{"the rest of the keys is lost", `numDigits="2"`, "1234", "12"},
		{"maxDigits", `maxDigits="3"`, "12345", "123"},
		{"fewer keys, then silence", `numDigits="4"`, "12", "12"},
		{"the finish key is no part of it", ``, "12#34", "12"},
		{"another finish key", `finishOnKey="*"`, "1#2*", "1#2"},
		{"no finish key", `finishOnKey=""`, "12#", "12#"},
		{"a set of finish keys", `finishOnKey="*9"`, "129", "12"},
		{"the finish key alone", ``, "#", ""},
		{"too few", `minDigits="3"`, "12", ""},
		{"keys that do not count", `validDigits="123"`, "4152", "12"},
		{"speech only", `input="speech"`, "1", ""},
		{"both", `input="dtmf speech" numDigits="1"`, "1", "1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, call, step := play(t, map[string]string{
				"/voice": `<Gather action="/key" ` + test.attributes + `><Say>press</Say></Gather><Say>nothing</Say><Hangup/>`,
				"/key":   said,
			})
			wantWords(t, step, "press")
			wantWaits(t, step, "Gather")
			step = do(t, call, Press(test.keys))
			if test.digits == "" {
				wantWords(t, step, "nothing")
				return
			}
			wantWords(t, step, "said")
			wantFields(t, request(t, call, "gather_action"), "Digits", test.digits, "ConnectionId", "", "CallSid", call.SID)
		})
	}
}

func TestGatherSpeech(t *testing.T) {
	docs := map[string]string{
		"/voice": `<Gather input="speech" action="/said" partialResultCallback="/part"><Say>speak</Say></Gather><Say>nothing</Say>`,
		"/said":  said,
	}
	t.Run("recognised", func(t *testing.T) {
		_, call, _ := play(t, docs)
		wantWords(t, do(t, call, Speak("billing please", 0.93)), "said")
		wantFields(t, request(t, call, "gather_action"), "SpeechResult", "billing please", "Confidence", "0.93", "Digits", "")
		wantFields(t, request(t, call, "gather_partial_result"), "UnstableSpeechResult", "billing")
	})
	t.Run("not recognised", func(t *testing.T) {
		_, call, _ := play(t, docs)
		wantWords(t, do(t, call, Speak("", 0)), "nothing")
	})
	t.Run("a Gather for keys hears nobody", func(t *testing.T) {
		_, call, _ := play(t, map[string]string{"/voice": `<Gather action="/said"/><Say>nothing</Say>`})
		step := do(t, call, Speak("billing", 1))
		wantWords(t, step, "nothing")
		if !slices.Contains(step.Notes, "the Gather takes no speech") {
			t.Errorf("notes %q", step.Notes)
		}
	})
}

func TestGatherTime(t *testing.T) {
	docs := map[string]string{"/voice": `<Gather action="/key" timeout="7"><Say>one two three four five</Say></Gather><Pause/>`, "/key": said}
	t.Run("silence", func(t *testing.T) {
		_, call, step := play(t, docs)
		if want := 2*time.Second + 7*time.Second; step.Waits.Left != want {
			t.Errorf("goes on after %v, want %v", step.Waits.Left, want)
		}
		from := call.now()
		do(t, call, Silence())
		if passed := call.now().Sub(from); passed != 10*time.Second { // and the Pause
			t.Errorf("%v have passed", passed)
		}
	})
	t.Run("one who waits less hears no end", func(t *testing.T) {
		_, call, _ := play(t, docs)
		wantWaits(t, do(t, call, Wait(8*time.Second)), "Gather")
		if end := do(t, call, Wait(3*time.Second)).End; end == nil || end.By != "end of document" {
			t.Errorf("ended %+v", end)
		}
	})
	t.Run("over the prompt", func(t *testing.T) {
		_, call, _ := play(t, docs)
		from := call.now()
		step := do(t, call, Keys("1").Over())
		if passed := call.now().Sub(from); passed != overPrompt+keyLength {
			t.Errorf("%v have passed", passed)
		}
		if len(step.Cut) != 1 || step.Cut[0].Text != "one two three four five" {
			t.Errorf("cut short: %+v", step.Cut)
		}
		step = do(t, call, Keys("2"), Press("3#"))
		wantWords(t, step, "said")
		wantFields(t, request(t, call, "gather_action"), "Digits", "123")
	})
}

// TestGatherKeysAreNotCounted: the keys of a caller are no events of the leg, which its SequenceNumber counts.
func TestGatherKeysAreNotCounted(t *testing.T) {
	_, call, _ := play(t, map[string]string{"/voice": `<Gather action="/key"/>`, "/key": said})
	do(t, call, Press("123#"))
	wantFields(t, request(t, call, "call_completed"), "SequenceNumber", "3")
}

// TestGatherBargeIn: what the Gather listens for cuts its prompt short, whenever it comes, and nothing else does.
func TestGatherBargeIn(t *testing.T) {
	const five = `<Say>one two three four five</Say>` // two seconds
	for _, test := range []struct {
		name, attributes, prompt string
		actions                  []Action
		passed                   time.Duration
		cut                      bool
	}{
		{"a key", `numDigits="1"`, five, []Action{Press("1").Over()}, overPrompt + keyLength, true},
		{"a key, later", `numDigits="1"`, five, []Action{Wait(time.Second), Press("1").Over()}, time.Second + keyLength, true},
		{"a key after the prompt", `numDigits="1"`, five, []Action{Wait(3 * time.Second), Press("1").Over()}, 3*time.Second + keyLength, false},
		{"words where only keys count", ``, five, []Action{Speak("hello", 1).Over()}, 7 * time.Second, false},
		{"keys where only words count", `input="speech"`, five, []Action{Press("1").Over()}, 7 * time.Second, false},
		{"a key while a prompt goes on without end", `numDigits="1"`, `<Play loop="0">/b.mp3</Play>`, []Action{Press("1")}, overPrompt + keyLength, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, call, _ := play(t, map[string]string{"/voice": `<Gather action="/key" ` + test.attributes + `>` + test.prompt + `</Gather>`, "/key": `<Gather/>`})
			from, cut := call.now(), 0
			for _, a := range test.actions {
				cut += len(do(t, call, a).Cut)
			}
			if passed := call.now().Sub(from); passed != test.passed || (cut > 0) != test.cut {
				t.Errorf("%v have passed, want %v; %d cut short", passed, test.passed, cut)
			}
		})
	}
}

func TestGatherInvalidDigits(t *testing.T) {
	_, call, _ := play(t, map[string]string{
		"/voice": `<Gather action="/key" validDigits="12" invalidDigitsAction="/wrong" numDigits="2"/>`, "/wrong": `<Say>wrong</Say>`,
	})
	wantWords(t, do(t, call, Press("19")), "wrong")
	wantFields(t, request(t, call, "gather_invalid_digits_action"), "Digits", "")
}

func TestGatherRefusesWhatIsNoKey(t *testing.T) {
	_, call, _ := play(t, map[string]string{"/voice": `<Gather action="/key"/>`})
	for _, a := range []Action{Press("x"), Press(""), Dial("busy"), AI(nil), Hangup().By(1), Press("1").By(2)} {
		if _, err := call.Do(a); !errors.Is(err, ErrAction) {
			t.Errorf("%s: %v, want ErrAction", a, err)
		}
	}
	wantWaits(t, call.Look(), "Gather")
}
