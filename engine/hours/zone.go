package hours

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // a machine without zones of its own must hold the same hours as any other
)

// zoneNames are the names of the IANA database, one a line, without the abbreviations and those below Etc.
//
//go:embed zones.txt
var zoneNames string

// Zones lists the names of time zones, sorted.
func Zones() []string { return strings.Fields(zoneNames) }

// abbreviations are what people call zones, in small letters. Some are zones of the database, but without daylight saving,
// or with that of another place.
var abbreviations = map[string]string{
	"est": "America/New_York", "edt": "America/New_York", "et": "America/New_York", "eastern": "America/New_York", "est5edt": "America/New_York",
	"cst": "America/Chicago", "cdt": "America/Chicago", "ct": "America/Chicago", "central": "America/Chicago", "cst6cdt": "America/Chicago",
	"mst": "America/Denver", "mdt": "America/Denver", "mt": "America/Denver", "mountain": "America/Denver", "mst7mdt": "America/Denver",
	"pst": "America/Los_Angeles", "pdt": "America/Los_Angeles", "pt": "America/Los_Angeles", "pacific": "America/Los_Angeles", "pst8pdt": "America/Los_Angeles",
	"hst": "Pacific/Honolulu", "akst": "America/Anchorage", "ast": "America/Halifax", "nst": "America/St_Johns",
	"gmt": "Europe/London", "bst": "Europe/London", "wet": "Europe/Lisbon", "cet": "Europe/Berlin", "cest": "Europe/Berlin", "met": "Europe/Berlin",
	"eet": "Europe/Athens", "msk": "Europe/Moscow", "jst": "Asia/Tokyo", "aest": "Australia/Sydney", "awst": "Australia/Perth", "nzst": "Pacific/Auckland",
}

// Zone finds a time zone by its IANA name, such as America/Denver, or UTC.
//
// Abbreviations are refused: EST is a zone of its own that has no summer. So is the machine's own zone, because the same
// flow must be open at the same time wherever it runs.
func Zone(name string) (*time.Location, error) {
	if name == "UTC" || inArea(name) && !differsInCase(name) {
		if zone, err := time.LoadLocation(name); err == nil {
			return zone, nil
		}
	}
	err := &FormatError{Message: fmt.Sprintf("unknown time zone %q", name)}
	word := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), " ", "_")
	if full, ok := abbreviations[word]; ok {
		err.Write = full
	} else if word == "utc" || word == "z" {
		err.Write = "UTC"
	} else {
		err.Write = zoneOf(word)
	}
	return nil, err
}

// differsInCase reports whether a name is one of the database but for its capitals: some machines would load it, others not.
func differsInCase(name string) bool {
	return !slices.Contains(Zones(), name) && zoneOf(strings.ToLower(name)) != ""
}

// zoneOf finds the zone with a name or a last part in small letters: america/denver, denver, new_york.
func zoneOf(word string) string {
	for _, name := range Zones() {
		if strings.ToLower(name) == word {
			return name
		}
	}
	for _, name := range Zones() {
		if last := name[strings.LastIndexByte(name, '/')+1:]; strings.ToLower(last) == word {
			return name
		}
	}
	return ""
}

// inArea reports whether a name begins with an area of the database, such as America/: on some machines other files lie
// beside the zones. A zone that is newer than this program need not be one of Zones.
func inArea(name string) bool {
	area, _, below := strings.Cut(name, "/")
	return below && (area == "Etc" || slices.ContainsFunc(Zones(), func(z string) bool { return strings.HasPrefix(z, area+"/") }))
}
