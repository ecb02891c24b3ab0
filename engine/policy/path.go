package policy

import "strings"

// maxHidden bounds how often the percent signs of a path are taken off: some chains of servers do it twice.
const maxHidden = 4

// PathFault says why the path of a URL may be read otherwise than it is written, and so lead elsewhere; "" when it
// cannot. A segment of one or two dots leads up or nowhere, a slash or backslash behind a percent sign parts segments
// for some servers and not for others, and control characters are dropped by some readers. What stands behind "?" or
// "#" is no path. The words hold nothing of the URL.
func PathFault(rawURL string) string {
	path := rawURL
	if i := strings.IndexAny(path, "?#"); i >= 0 {
		path = path[:i]
	}
	for level := 0; ; level++ {
		if fault := readFault(path); fault != "" {
			return fault
		}
		bare, fault := unhide(path)
		switch {
		case fault != "":
			return fault
		case bare == path:
			return ""
		case level == maxHidden:
			return "its path hides characters behind too many percent signs"
		}
		path = bare
	}
}

// readFault judges a path as it stands.
func readFault(path string) string {
	for i := range len(path) {
		if c := path[i]; c < ' ' || c == 0x7f {
			return "its path holds a control character"
		}
	}
	if strings.Contains(path, `\`) {
		return "its path holds a backslash, which some readers take for a slash"
	}
	for segment := range strings.SplitSeq(path, "/") {
		segment, _, _ = strings.Cut(segment, ";") // some servers drop what follows
		if segment == "." || segment == ".." {
			return "its path holds a . or .. segment"
		}
	}
	return ""
}

// unhide takes one level of percent signs off a path. Those that hide nothing stay: not every server refuses them.
func unhide(path string) (bare, fault string) {
	if !strings.Contains(path, "%") {
		return path, ""
	}
	b := make([]byte, 0, len(path))
	for i := 0; i < len(path); i++ {
		if path[i] != '%' || i+2 >= len(path) || !isHex(path[i+1]) || !isHex(path[i+2]) {
			b = append(b, path[i])
			continue
		}
		c := fromHex(path[i+1])<<4 | fromHex(path[i+2])
		if c == '/' || c == '\\' {
			return "", "its path hides a slash or backslash behind a percent sign"
		}
		b = append(b, c)
		i += 2
	}
	return string(b), ""
}

func isHex(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }

func fromHex(c byte) byte {
	if isDigit(c) {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}
