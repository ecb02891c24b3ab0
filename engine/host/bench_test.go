package host

import (
	"encoding/xml"
	"fmt"
	"testing"
	"time"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/flows"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// menuFlow waits in a usual menu.
const menuFlow = `
flow: harbour
languages: {default: en-GB, en-GB: {voice: Polly.Amy-Neural}}
vars: {vessel: {type: string, default: Zoë & Co}}
start: menu
states:
  menu:
    say: Welcome to the harbour office.
    gather:
      prompt: "Good morning, ${vessel}. Tide tables, press one. Berth booking, press two. Harbour office, press three."
      timeout: 6s
      choices: {"1": hangup, "2": hangup, "3": hangup}
    exhausted: hangup
`

// menu is an answer in the making: one document, and several ways to write it.
type menu struct {
	host  *Host
	req   *request
	m     *engine.Machine
	call  *engine.Call
	reply engine.Reply
}

func newMenu(tb testing.TB) *menu {
	tb.Helper()
	lib, findings := flows.LoadFiles(map[string][]byte{"flow.yaml": []byte(menuFlow)}, flows.Options{})
	if lib == nil {
		tb.Fatal(findings)
	}
	h := newRig(tb).host
	a := &menu{host: h, m: lib.Machines["harbour"]}
	a.m.Prepare()
	a.req = &request{snap: h.library.current.Load(), event: engine.Event{Kind: engine.Begin, CallSID: "v3:bench", At: begun}}
	a.call, a.reply = engine.Step(a.m, nil, a.req.event, a.req.snap.Deployment)
	return a
}

func (a *menu) resolver() func(string) (string, error) {
	return a.host.resolver(a.req.key(), a.m.Version, a.call.Turn)
}

const (
	voice  = "Polly.Amy-Neural"
	before = "Good morning, "
	vessel = "Zoë & Co"
	after  = ". Tide tables, press one. Berth booking, press two. Harbour office, press three."
)

// append appends the bytes of the document by hand.
func (a *menu) append(dst []byte, resolve func(string) (string, error)) []byte {
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
		s, _ := resolve(name)
		escape(s)
	}
	dst = append(dst, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<Response><Say voice="`...)
	escape(voice)
	dst = append(dst, `" language="en-GB">`...)
	escape("Welcome to the harbour office.")
	dst = append(dst, `</Say><Gather action="`...)
	route(engine.RouteAnswer)
	dst = append(dst, `" timeout="6" input="dtmf" numDigits="1"><Say voice="`...)
	escape(voice)
	dst = append(dst, `" language="en-GB">`...)
	escape(before)
	escape(vessel)
	escape(after)
	dst = append(dst, `</Say></Gather><Redirect method="POST">`...)
	route(engine.RouteSilence)
	return append(dst, "</Redirect></Response>\n"...)
}

type xmlSay struct {
	Voice    string `xml:"voice,attr"`
	Language string `xml:"language,attr"`
	Text     string `xml:",chardata"`
}

type xmlMenu struct {
	XMLName xml.Name `xml:"Response"`
	Say     xmlSay
	Gather  struct {
		Action    string `xml:"action,attr"`
		Timeout   int    `xml:"timeout,attr"`
		Input     string `xml:"input,attr"`
		NumDigits int    `xml:"numDigits,attr"`
		Say       xmlSay
	}
	Redirect struct {
		Method string `xml:"method,attr"`
		URL    string `xml:",chardata"`
	}
}

func (a *menu) marshal(resolve func(string) (string, error)) ([]byte, error) {
	var m xmlMenu
	m.Say = xmlSay{voice, "en-GB", "Welcome to the harbour office."}
	m.Gather.Action, _ = resolve(engine.RouteAnswer)
	m.Gather.Timeout, m.Gather.Input, m.Gather.NumDigits = 6, "dtmf", 1
	m.Gather.Say = xmlSay{voice, "en-GB", before + vessel + after}
	m.Redirect.Method = "POST"
	m.Redirect.URL, _ = resolve(engine.RouteSilence)
	b, err := xml.Marshal(&m)
	return append([]byte(xml.Header), append(b, '\n')...), err
}

// plain is the reply without its templates.
func (a *menu) plain() engine.Reply { return engine.Reply{Document: a.reply.Document} }

func (a *menu) write(reply engine.Reply) ([]byte, error) {
	return a.host.write(reply, a.req, a.m, a.call.Turn)
}

// What the benchmark compares is the same document, byte for byte.
func TestMenuIsTheSameEverywhere(t *testing.T) {
	a := newMenu(t)
	want := string(a.append(nil, a.resolver()))
	for name, write := range map[string]func() ([]byte, error){
		"with templates":    func() ([]byte, error) { return a.write(a.reply) },
		"without templates": func() ([]byte, error) { return a.write(a.plain()) },
		"encoding/xml":      func() ([]byte, error) { return a.marshal(a.resolver()) },
	} {
		if got, err := write(); err != nil || string(got) != want {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, err, got, want)
		}
	}
}

// With templates there is less to make: no tree.
func TestMenuAllocates(t *testing.T) {
	a := newMenu(t)
	opt := texmlgen.Options{Resolve: fixedURL}
	write := func() { _, _ = texmlgen.Write(a.reply.Document, opt) }
	without := testing.AllocsPerRun(1000, write)
	opt.Templates = a.reply.Templates
	if with := testing.AllocsPerRun(1000, write); with >= without {
		t.Errorf("%.1f allocations with templates, %.1f without", with, without)
	}
}

func fixedURL(route string) (string, error) {
	if route == engine.RouteAnswer {
		return "https://ivr.example.com/base/t/AQEBAAp2MzpiZW5jaAAhaA", nil
	}
	return "https://ivr.example.com/base/t/AQIBAAp2MzpiZW5jaAAhaA", nil
}

// BenchmarkAnswer compares ways to write the document of a usual turn with appending its bytes by hand to a buffer that
// is there already. All run in turns and the best of each counts, so that a machine that is busy meanwhile spoils no ratio.
//
// Document: URLs that are ready. Host: as the host does it, with a sealed token in each URL, by hand too.
func BenchmarkAnswer(b *testing.B) {
	a := newMenu(b)
	var buf []byte
	fixed := texmlgen.Options{Resolve: fixedURL}
	fast := fixed
	fast.Templates = a.reply.Templates
	b.Run("document", func(b *testing.B) {
		ratios(
			b,
			way{"append", func() { buf = a.append(buf[:0], fixedURL) }},
			way{"templates", func() { wrote(texmlgen.Write(a.reply.Document, fast)) }},
			way{"etree", func() { wrote(texmlgen.Write(a.reply.Document, fixed)) }},
			way{"encoding-xml", func() { wrote(a.marshal(fixedURL)) }},
		)
	})
	b.Run("host", func(b *testing.B) {
		ratios(
			b,
			way{"append", func() { buf = a.append(buf[:0], a.resolver()) }},
			way{"templates", func() { wrote(a.write(a.reply)) }},
			way{"etree", func() { wrote(a.write(a.plain())) }},
			way{"encoding-xml", func() { wrote(a.marshal(a.resolver())) }},
		)
	})
}

// way is one way to do the same thing.
type way struct {
	name string
	do   func()
}

func wrote(_ []byte, err error) {
	if err != nil {
		panic(err)
	}
}

// ratios reports how long each way takes, as a multiple of the first.
func ratios(b *testing.B, ways ...way) {
	const batch = 100
	best := make([]time.Duration, len(ways))
	for b.Loop() {
		for i, w := range ways {
			start := time.Now()
			for range batch {
				w.do()
			}
			if d := time.Since(start); best[i] == 0 || d < best[i] {
				best[i] = d
			}
		}
	}
	b.ReportMetric(0, "ns/op") // of all together, which says nothing
	b.ReportMetric(float64(best[0].Nanoseconds())/batch, "ns/"+ways[0].name)
	for i, w := range ways[1:] {
		b.ReportMetric(float64(best[i+1])/float64(best[0]), fmt.Sprintf("%s/%s", w.name, ways[0].name))
	}
}
