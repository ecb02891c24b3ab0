package flows

import (
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/texmlgen"
)

// attributeShape is what an attribute of TeXML takes, as [decoder.attribute] reads it.
func attributeShape(spec texmlgen.AttributeSpec) *shape {
	values := make([]any, len(spec.Values))
	for i, v := range spec.Values {
		values[i] = v
	}
	switch spec.Type {
	case texmlgen.TypeSeconds, texmlgen.TypeMilliseconds:
		return durationText
	case texmlgen.TypeInt:
		least, _ := spec.Min.Get()
		return &shape{text: bounded("integer", texmlgen.Some(max(least, 0)), spec.Max)}
	case texmlgen.TypeFloat, texmlgen.TypeDecimal:
		return &shape{text: bounded("number", spec.Min, spec.Max)}
	case texmlgen.TypeBool:
		return &shape{text: boolText}
	case texmlgen.TypeEnum:
		return &shape{text: texts(enum(values...), spec.Values)}
	case texmlgen.TypeEnumSet:
		return (&shape{text: enum(values...)}).orList(1)
	case texmlgen.TypeURL:
		return &shape{text: pattern("^https://")}
	}
	if keys := keySets[spec.Name]; keys != nil {
		return &shape{text: digits(keys.String())}
	}
	out := &shape{text: jsonSchema{{"type", "string"}}}
	if longest, ok := spec.Max.Get(); ok {
		out.text = append(out.text, member{"maxLength", int(longest)})
	}
	if len(values) > 0 {
		out.text = append(out.text, member{"examples", values})
	}
	if spec.Name == "hints" || spec.Name == "keyterms" {
		out.item = scalarText
	}
	return out
}

// texts adds to a closed set of texts the truth values among them: without quotes they are none to YAML.
func texts(s jsonSchema, values []string) jsonSchema {
	list, _ := s[0].value.([]any)
	for _, v := range values {
		switch v {
		case "true":
			list = append(list, true)
		case "false":
			list = append(list, false)
		}
	}
	return jsonSchema{{"enum", list}}
}

func bounded(kind string, least, most texmlgen.Opt[float64]) jsonSchema {
	s := jsonSchema{{"type", kind}}
	if v, ok := least.Get(); ok {
		s = append(s, member{"minimum", v})
	}
	if v, ok := most.Get(); ok {
		s = append(s, member{"maximum", v})
	}
	return s
}

// aiShape is what a key of an ai_gather takes that stands for an attribute of one of its nouns.
func aiShape(key string) *shape {
	where := aiGatherAttributes[key]
	element, _ := texmlgen.Spec(where.element)
	spec, _ := element.Attribute(where.attribute)
	return attributeShape(spec)
}

// attributeDoc says what an attribute is: the documentation's words, its range, and its default.
func attributeDoc(a verbKey) string {
	show := plainNumber
	unit := time.Duration(0)
	switch a.spec.Type {
	case texmlgen.TypeSeconds:
		unit = time.Second
	case texmlgen.TypeMilliseconds:
		unit = time.Millisecond
	default:
	}
	if unit > 0 {
		show = func(f float64) string { return ShortDuration(time.Duration(f) * unit) }
	}
	parts := []string{a.spec.Note}
	if a.spec.Note == "" {
		parts[0] = "TeXML's " + a.spec.Name
	}
	least, hasLeast := a.spec.Min.Get()
	most, hasMost := a.spec.Max.Get()
	switch {
	case !hasLeast && hasMost && unit == 0 && a.spec.Type == texmlgen.TypeString:
		parts = append(parts, "at most "+show(most)+" characters")
	case hasLeast && hasMost:
		parts = append(parts, show(least)+" to "+show(most))
	case hasLeast:
		parts = append(parts, show(least)+" or more")
	case hasMost:
		parts = append(parts, "at most "+show(most))
	}
	if a.spec.Default != "" {
		value := a.spec.Default
		if unit > 0 {
			if d, err := time.ParseDuration(value + "s"); err == nil {
				value = ShortDuration(d / time.Second * unit)
			}
		}
		parts = append(parts, "TeXML's default is "+value)
	}
	if a.spec.OnlyWhen != "" {
		parts = append(parts, "only with "+a.spec.OnlyWhen)
	}
	return strings.Join(parts, "; ")
}
