package flows

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/texmlflow/texmlflow/engine/guard"
)

// TestTimePattern: an assistant is asked for no time of day that would be refused when it comes back.
func TestTimePattern(t *testing.T) {
	m := regexp.MustCompile(`"pattern":"([^"]+)"`).FindStringSubmatch(schemaTypes[guard.Time])
	if m == nil {
		t.Fatalf("no pattern in %s", schemaTypes[guard.Time])
	}
	pattern := regexp.MustCompile(m[1])
	taken := 0
	for hour := range 100 {
		for minute := range 100 {
			s := fmt.Sprintf("%02d:%02d", hour, minute)
			_, err := guard.Type{Kind: guard.Time}.Decode(s)
			if fits := pattern.MatchString(s); fits != (err == nil) {
				t.Errorf("%s: pattern %v, decoding %v", s, fits, err)
			} else if fits {
				taken++
			}
		}
	}
	if taken != 24*60 {
		t.Errorf("%d times of day, want %d", taken, 24*60)
	}
}
