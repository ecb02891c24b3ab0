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

// TestAcceptOutsiders: where outsiders are accepted, they are compared and are equal to nothing; elsewhere they are
// refused. What would give a value its set does not have is refused in any case.
func TestAcceptOutsiders(t *testing.T) {
	scope := func(lax bool) *guard.Scope {
		s := guard.NewScope()
		s.Define("From", guard.Type{Kind: guard.String})
		s.Define("plan", guard.Type{Kind: guard.String, OneOf: []string{"std", "tya"}})
		s.Define("maybe", guard.Type{Kind: guard.String, OneOf: []string{"std", "tya"}, Optional: true})
		if lax {
			s.AcceptOutsiders()
		}
		return s.Child()
	}
	boolean := &guard.Type{Kind: guard.Bool}
	values := map[string]any{"From": "+447700900123", "plan": "std", "maybe": nil}
	for src, want := range map[string]bool{
		`country(From) == "UK"`:              false,
		`country(From) != "UK"`:              true,
		`country(From) in ["UK", "GB"]`:      true,
		`"gold" == plan`:                     false,
		`plan in ["gold", "silver"]`:         false,
		`plan not in ["gold", "silver"]`:     true,
		`e164("020 7946 0000", "ZZ") == nil`: true,
	} {
		if _, problems := guard.Compile(src, scope(false), boolean); len(problems) == 0 || problems[0].Code != guard.CodeMember {
			t.Errorf("%s: %v, want it refused", src, problems)
		}
		p, problems := guard.Compile(src, scope(true), boolean)
		if len(problems) > 0 {
			t.Errorf("%s: %v", src, problems)
			continue
		}
		if got := p.True(guard.Env{Values: values}); got != want {
			t.Errorf("%s is %v", src, got)
		}
	}
	for _, src := range []string{`maybe ?? "gold"`, `"gold"`} {
		if _, problems := guard.Compile(src, scope(true), &guard.Type{Kind: guard.String, OneOf: []string{"std", "tya"}}); len(problems) == 0 {
			t.Errorf("%s was taken", src)
		}
	}
}
