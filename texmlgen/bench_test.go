package texmlgen

import (
	"testing"
	"time"
)

// menu is a usual reply: a question, and what happens when nobody answers it.
func menu(caller Text) *Response {
	return &Response{Verbs: []Verb{
		&Gather{
			Action: Route("answer"), Timeout: Some(6 * time.Second), Input: []Input{InputDTMF}, FinishOnKey: Some(""),
			NumDigits: Some(1), ValidDigits: "1239", InvalidDigitsAction: Route("invalid"),
			Prompt: []Verb{&Say{Voice: "Polly.Joanna-Neural", Text: Literal("Good morning, ").Append(caller,
				Literal(". Tide tables, press one. Berth booking, press two. Harbour office, press three."))}},
		},
		&Say{Voice: "Polly.Joanna-Neural", Text: Literal("No key was pressed.")},
		&Redirect{Method: MethodPost, URL: Route("again")},
	}}
}

const menuXML = `<?xml version="1.0" encoding="UTF-8"?>
<Response><Gather action="https://ivr.example.net/t/answer" timeout="6" input="dtmf" finishOnKey="" numDigits="1" ` +
	`validDigits="1239" invalidDigitsAction="https://ivr.example.net/t/invalid"><Say voice="Polly.Joanna-Neural">` +
	`Good morning, Zoë &amp; Co. Tide tables, press one. Berth booking, press two. Harbour office, press three.</Say></Gather>` +
	`<Say voice="Polly.Joanna-Neural">No key was pressed.</Say>` +
	`<Redirect method="POST">https://ivr.example.net/t/again</Redirect></Response>
`

var menuHost = Options{Resolve: func(route string) (string, error) {
	switch route {
	case "answer":
		return "https://ivr.example.net/t/answer", nil
	case "invalid":
		return "https://ivr.example.net/t/invalid", nil
	}
	return "https://ivr.example.net/t/again", nil
}}

func TestMenu(t *testing.T) {
	if got := mustWrite(t, menu(Outside("Zoë & Co")), menuHost); got != menuXML {
		t.Errorf("Write:\n%s\nwant\n%s", got, menuXML)
	}
	fast := menuHost
	fast.Templates = templates(menu(Outside("")))
	if got := mustWrite(t, menu(Outside("Zoë & Co")), fast); got != menuXML {
		t.Errorf("with templates:\n%s\nwant\n%s", got, menuXML)
	}
}

// BenchmarkMenu measures what becomes of one document; BenchmarkAnswer of package host compares.
func BenchmarkMenu(b *testing.B) {
	b.Run("write", func(b *testing.B) {
		doc := menu(Outside("Zoë & Co"))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Write(doc, menuHost); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("template", func(b *testing.B) {
		fast := menuHost
		fast.Templates = templates(menu(Outside("")))
		doc := menu(Outside("Zoë & Co"))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Write(doc, fast); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("compile", func(b *testing.B) {
		gather := menu(Outside("")).Verbs[0]
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Compile(gather); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("parse", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, found := Parse([]byte(menuXML)); len(found) > 0 {
				b.Fatal(found)
			}
		}
	})
}
