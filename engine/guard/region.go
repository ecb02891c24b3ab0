package guard

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// dialledFrom refuses a region that e164 does not know.
func dialledFrom(args []operand) (int, string, string) {
	code := text(args[1].konst)
	if _, ok := plans[code]; ok {
		return 1, "", ""
	}
	known := slices.Sorted(maps.Keys(plans))
	hint := nearRegion(code, known)
	if hint == "" {
		hint = "it knows " + strings.Join(known, ", ")
	}
	return 1, fmt.Sprintf("e164 does not know the region %q", code), hint
}

// regions are the codes that country gives.
var regions = func() []string {
	codes := []string{"US"}
	for _, table := range []map[string]string{callingCodes, areaCountries} {
		codes = slices.AppendSeq(codes, maps.Values(table))
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}()

// unlessRegion finds the first text that the operand can be and that country never gives. Of a closed set one need be given.
func (o operand) unlessRegion() (string, bool) {
	if len(o.typ.OneOf) > 0 && slices.ContainsFunc(o.texts, func(t string) bool { return slices.Contains(regions, t) }) {
		return "", false
	}
	for _, t := range o.texts {
		if !slices.Contains(regions, t) {
			return t, true
		}
	}
	return "", false
}

// noRegion is the problem of a country compared with a text that is none.
func (c *checker) noRegion(a area, code string) operand {
	hint := nearRegion(code, regions)
	if hint == "" {
		hint = `write its two letters, in capitals, such as "US" or "GB"; "" is a country that is not known`
	}
	return c.problem(a, CodeMember, hint, "country never gives %q", code)
}

// nearRegion says which of the known codes was meant by another spelling: USA and usa are US, UK is GB.
func nearRegion(code string, known []string) string {
	r, err := language.ParseRegion(code)
	if err != nil {
		return ""
	}
	for _, name := range []string{r.Canonicalize().String(), r.String()} {
		if slices.Contains(known, name) {
			return fmt.Sprintf("did you mean %q?", name)
		}
	}
	return ""
}
