package guard_test

import (
	"testing"

	"github.com/texmlflow/texmlflow/engine/guard"
)

// TestRegionOfSet: a closed set is compared with a country as soon as one of its members is one.
func TestRegionOfSet(t *testing.T) {
	for _, test := range []struct {
		members []string
		fine    bool
	}{{[]string{"US", "other"}, true}, {[]string{"USA", "other"}, false}} {
		s := guard.NewScope()
		s.Define("From", guard.Type{Kind: guard.String})
		s.Define("home", guard.Type{Kind: guard.String, OneOf: test.members})
		if _, problems := guard.Compile("country(From) == home", s, nil); (len(problems) == 0) != test.fine {
			t.Errorf("%v: problems %v", test.members, problems)
		}
	}
}
