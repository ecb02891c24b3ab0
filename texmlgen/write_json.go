package texmlgen

import (
	"encoding/json"
	"strings"

	"github.com/beevik/etree"
)

// finishJSON is the finished text of j, checked. Carriage returns become line feeds: JSON has them between tokens only,
// and CDATA cannot hold them.
func (e *encoder) finishJSON(name string, j JSON) string {
	s := strings.ReplaceAll(finishToken(j.text), "\r", "\n")
	if err := checkJSON(s); err != nil {
		e.failErr(name, "", "want valid JSON", err)
	}
	return s
}

func checkJSON(s string) error {
	var raw json.RawMessage
	return json.Unmarshal([]byte(s), &raw)
}

func (e *encoder) json(name string, p *JSON) {
	if !p.IsZero() {
		e.attr(name)
		e.put(name, e.finishJSON(name, *p))
	}
}

func (e *encoder) leafJSON(name string, p *JSON) {
	if p.IsZero() {
		return
	}
	el := e.leaf(name)
	el.Child = append(el.Child, etree.NewCData(e.finishJSON(name, *p)))
}

func (e *encoder) leafJSONs(name string, p *[]JSON) {
	for i := range *p {
		e.leafJSON(name, &(*p)[i])
		for _, number := range transferTargets((*p)[i]) {
			e.ask("Tool", number, mask(number))
		}
	}
}

// leafCDATA keeps JSON readable in CDATA. A carriage return would be lost there, so such a text is escaped instead.
func (e *encoder) leafCDATA(name string, p *Text) {
	if p.IsZero() {
		return
	}
	e.settled("", *p)
	s := finish(*p)
	if el := e.leaf(name); strings.Contains(s, "\r") {
		e.addText(el, s)
	} else {
		el.Child = append(el.Child, etree.NewCData(s))
	}
}
