package texmlgen

import (
	"bytes"
	"encoding/xml"
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

// What the benchmark's rivals do must be the same document.
func TestMenuIsTheSameEverywhere(t *testing.T) {
	if got := mustWrite(t, menu(Outside("Zoë & Co")), menuHost); got != menuXML {
		t.Errorf("Write:\n%s\nwant\n%s", got, menuXML)
	}
	if got := string(appendMenu(nil, "Zoë & Co")); got != menuXML {
		t.Errorf("append:\n%s\nwant\n%s", got, menuXML)
	}
	tpl, err := Compile(menu(Hole("caller")))
	if err != nil {
		t.Fatal(err)
	}
	got, err := tpl.Append(nil, Values{Resolve: menuHost.Resolve, Hole: func(string) string { return "Zoë & Co" }})
	if err != nil || string(got) != menuXML {
		t.Errorf("template: %v\n%s\nwant\n%s", err, got, menuXML)
	}
	b, err := marshalMenu("Zoë & Co")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := shape(t, b), shape(t, []byte(menuXML)); got != want {
		t.Errorf("encoding/xml:\n%s\nwant\n%s", got, want)
	}
}

type xmlSay struct {
	Voice string `xml:"voice,attr"`
	Text  string `xml:",chardata"`
}

type xmlMenu struct {
	XMLName xml.Name `xml:"Response"`
	Gather  struct {
		Action    string `xml:"action,attr"`
		Timeout   int    `xml:"timeout,attr"`
		Input     string `xml:"input,attr"`
		Finish    string `xml:"finishOnKey,attr"`
		NumDigits int    `xml:"numDigits,attr"`
		Valid     string `xml:"validDigits,attr"`
		Invalid   string `xml:"invalidDigitsAction,attr"`
		Say       xmlSay
	}
	Say      xmlSay
	Redirect struct {
		Method string `xml:"method,attr"`
		URL    string `xml:",chardata"`
	}
}

func marshalMenu(caller string) ([]byte, error) {
	var m xmlMenu
	g := &m.Gather
	g.Action, _ = menuHost.Resolve("answer")
	g.Timeout, g.Input, g.NumDigits, g.Valid = 6, "dtmf", 1, "1239"
	g.Invalid, _ = menuHost.Resolve("invalid")
	g.Say = xmlSay{"Polly.Joanna-Neural", "Good morning, " + caller + ". Tide tables, press one. Berth booking, press two. Harbour office, press three."}
	m.Say = xmlSay{"Polly.Joanna-Neural", "No key was pressed."}
	m.Redirect.Method = "POST"
	m.Redirect.URL, _ = menuHost.Resolve("again")
	return xml.Marshal(&m)
}

func appendMenu(dst []byte, caller string) []byte {
	escape := func(s string) {
		for i := 0; i < len(s); i++ {
			switch s[i] {
			case '&':
				dst = append(dst, "&amp;"...)
			case '<':
				dst = append(dst, "&lt;"...)
			case '>':
				dst = append(dst, "&gt;"...)
			case '"':
				dst = append(dst, "&quot;"...)
			default:
				dst = append(dst, s[i])
			}
		}
	}
	route := func(name string) {
		s, _ := menuHost.Resolve(name)
		escape(s)
	}
	dst = append(dst, header+`<Response><Gather action="`...)
	route("answer")
	dst = append(dst, `" timeout="6" input="dtmf" finishOnKey="" numDigits="1" validDigits="1239" invalidDigitsAction="`...)
	route("invalid")
	dst = append(dst, `"><Say voice="`...)
	escape("Polly.Joanna-Neural")
	dst = append(dst, `">`...)
	escape("Good morning, ")
	escape(caller)
	escape(". Tide tables, press one. Berth booking, press two. Harbour office, press three.")
	dst = append(dst, `</Say></Gather><Say voice="`...)
	escape("Polly.Joanna-Neural")
	dst = append(dst, `">`...)
	escape("No key was pressed.")
	dst = append(dst, `</Say><Redirect method="POST">`...)
	route("again")
	return append(dst, "</Redirect></Response>\n"...)
}

func BenchmarkMenu(b *testing.B) {
	b.Run("write", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Write(menu(Outside("Zoë & Co")), menuHost); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("template", func(b *testing.B) {
		tpl, err := Compile(menu(Hole("caller")))
		if err != nil {
			b.Fatal(err)
		}
		v := Values{Resolve: menuHost.Resolve, Hole: func(string) string { return "Zoë & Co" }}
		b.ReportAllocs()
		var buf []byte
		for b.Loop() {
			if buf, err = tpl.Append(buf[:0], v); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("append", func(b *testing.B) {
		b.ReportAllocs()
		var buf []byte
		for b.Loop() {
			buf = appendMenu(buf[:0], "Zoë & Co")
		}
		if !bytes.HasSuffix(buf, []byte("</Response>\n")) {
			b.Fatal("cut")
		}
	})
	b.Run("encoding-xml", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := marshalMenu("Zoë & Co"); err != nil {
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
