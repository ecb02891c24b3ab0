package flows

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/spell"
	"github.com/texmlflow/texmlflow/flows/syntax"
	"github.com/texmlflow/texmlflow/texmlgen"
)

// attribute reads a TeXML attribute: its type, values and range are those of the verb table. It reports false when the
// value was refused.
func (d *decoder) attribute(p syntax.Pair, spec texmlgen.AttributeSpec) (attribute, bool) {
	a := attribute{Key: p.Key, Node: p.Value, Name: spec.Name}
	what := p.Key.Value
	switch spec.Type {
	case texmlgen.TypeSeconds, texmlgen.TypeMilliseconds:
		v := d.duration(p.Value, what)
		if !v.given() {
			return a, false
		}
		unit := time.Second
		if spec.Type == texmlgen.TypeMilliseconds {
			unit = time.Millisecond
		}
		if v.Value%unit != 0 {
			d.out.Errorf(codeRange, p.Value.Span, "%s is %s, and TeXML takes whole seconds here", what, p.Value.Value)
			return a, false
		}
		a.Value = strconv.FormatInt(int64(v.Value/unit), 10)
		d.inRange(p, spec, float64(v.Value/unit), func(f float64) string { return ShortDuration(time.Duration(f) * unit) })
	case texmlgen.TypeInt:
		least := 0
		if _, bounded := spec.Min.Get(); bounded {
			least = math.MinInt // inRange says it
		}
		v := d.number(p.Value, what, least, math.MaxInt)
		if !v.given() {
			return a, false
		}
		a.Value = strconv.Itoa(v.Value)
		d.inRange(p, spec, float64(v.Value), plainNumber)
	case texmlgen.TypeFloat, texmlgen.TypeDecimal:
		f, ok := d.float(p.Value, what)
		if !ok {
			return a, false
		}
		a.Value = p.Value.Value
		d.inRange(p, spec, f, plainNumber)
	case texmlgen.TypeBool:
		v := d.boolean(p.Value, what)
		if !v.given() {
			return a, false
		}
		a.Value = strconv.FormatBool(v.Value)
	case texmlgen.TypeEnum:
		v := d.oneOf(p.Value, what, spec.Values)
		a.Value = v.Value
		return a, v.given()
	case texmlgen.TypeURL:
		v := d.scalar(p.Value, "a URL for "+what)
		a.Value = d.literal(v, what)
		if v.given() && !strings.HasPrefix(v.Value, "https://") && !strings.HasPrefix(v.Value, "${") {
			d.out.Errorf(codeBadURL, p.Value.Span, "%s is no https URL: %s", what, p.Value.Describe())
		}
		return a, v.given()
	case texmlgen.TypeEnumSet:
		items := []*syntax.Node{p.Value}
		if p.Value.IsList() {
			if items = p.Value.Items; len(items) == 0 {
				d.outOfRange(p.Value, what, p.Value.Describe(), "one word or more")
			}
		} else if words := strings.FieldsFunc(p.Value.Value, blankOrComma); len(words) > 1 {
			d.out.Errorf(codeBadValue, p.Value.Span, "several %s are a list", what).Hintf("write %s: [%s]", what, strings.Join(words, ", "))
			return a, false
		}
		var set []string
		for _, item := range items {
			if t := d.oneOf(item, what, spec.Values); t.given() {
				set = append(set, t.Value)
			}
		}
		a.Value = strings.Join(set, " ")
		return a, len(set) > 0
	default:
		return d.textAttribute(p, spec, a)
	}
	return a, true
}

func blankOrComma(r rune) bool { return r == ' ' || r == ',' }

// keySets are the attributes that hold keys of a telephone, with those they may hold.
var keySets = map[string]*regexp.Regexp{
	"finishOnKey": regexp.MustCompile(`^[0-9*#]*$`),
	"validDigits": regexp.MustCompile(`^[0-9*#]+$`),
	"sendDigits":  regexp.MustCompile(`^[0-9*#w]+$`),
}

// textAttribute reads an attribute of text. A list of phrases is joined by commas, as the carrier has it.
func (d *decoder) textAttribute(p syntax.Pair, spec texmlgen.AttributeSpec, a attribute) (attribute, bool) {
	what := p.Key.Value
	if (spec.Name == "hints" || spec.Name == "keyterms") && p.Value.IsList() {
		var words []string
		for _, t := range d.list(p.Value, "a list of phrases") {
			words = append(words, d.literal(t, what))
		}
		a.Value = strings.Join(words, ",")
		return a, true
	}
	keys := keySets[spec.Name]
	take := d.words
	if keys != nil || spec.Name == "postalCode" {
		take = d.scalar // digits are text however they are written, and so are the true and false of a postal code
	}
	v := take(p.Value, "text for "+what)
	if !v.given() {
		return a, false
	}
	if keys != nil && !keys.MatchString(v.Value) {
		f := d.out.Errorf(codeBadValue, p.Value.Span, "%s cannot be %s", what, p.Value.Describe())
		if f.Hint = "keys are 0 to 9, * and #"; spec.Name == "sendDigits" {
			f.Hint += "; w is a pause of half a second"
		}
		return a, false
	}
	a.Value = d.literal(v, what)
	if longest, ok := spec.Max.Get(); ok && float64(len([]rune(v.Value))) > longest {
		d.out.Errorf(codeRange, p.Value.Span, "%s has %d characters, more than %s", what, len([]rune(v.Value)), plainNumber(longest))
	}
	return a, true
}

// literal takes a text as it is written, in which ${} has nothing to stand for: what is filled in has keys of its own.
func (d *decoder) literal(t text, what string) string {
	if !t.given() {
		return ""
	}
	d.asis = append(d.asis, t)
	tmpl, problems := guard.ParseTemplate(t.Value)
	if len(problems) > 0 {
		return t.Value
	}
	out := ""
	for _, part := range tmpl.Parts {
		if part.Literal {
			out += part.Text
			continue
		}
		out += "${" + part.Text + "}" // as a version that a call is on has it
		notLiteral(d.out, t, part, what)
	}
	return out
}

// inRange says that a value is out of the range of the verb table.
func (d *decoder) inRange(p syntax.Pair, spec texmlgen.AttributeSpec, v float64, show func(float64) string) {
	least, hasLeast := spec.Min.Get()
	most, hasMost := spec.Max.Get()
	if (!hasLeast || v >= least) && (!hasMost || v <= most) {
		return
	}
	bounds := show(least) + " or more"
	switch {
	case hasLeast && hasMost:
		bounds = show(least) + " to " + show(most)
	case hasMost:
		bounds = "at most " + show(most)
	}
	d.outOfRange(p.Value, p.Key.Value, show(v), bounds)
}

func plainNumber(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// ShortDuration writes a duration as an author would: 2m rather than 2m0s.
func ShortDuration(v time.Duration) string {
	s := v.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// float takes a node as a number.
func (d *decoder) float(n *syntax.Node, what string) (float64, bool) {
	if n.IsScalar() && !n.Quoted {
		if f, err := strconv.ParseFloat(n.Value, 64); err == nil {
			return f, true
		}
	}
	d.wrongKind(n, "a number for "+what)
	return 0, false
}

// lineHint gives "did you mean" with the line of what was meant.
func lineHint(name string, candidates []text) string {
	names := make([]string, len(candidates))
	for i, c := range candidates {
		names[i] = c.Value
	}
	near, ok := spell.Nearest(name, names)
	if !ok {
		return ""
	}
	for _, c := range candidates {
		if c.Value == near {
			return fmt.Sprintf("did you mean %q (line %d)?", near, c.Node.Span.Line)
		}
	}
	return ""
}
