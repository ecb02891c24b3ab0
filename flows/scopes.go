package flows

import (
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/guard"
)

// scopes makes each scope of a flow once: most places see the same, and what was compiled at one then serves the others.
// The zero value is ready.
type scopes struct{ made map[scopeKey]*guard.Scope }

// scopeKey is a scope by the one it is made from and what it sees more.
type scopeKey struct {
	from     *guard.Scope
	action   string          // whose exits see it
	callback engine.Callback // its fields
	entered  bool            // what the caller enters is a secret
	nonNil   string          // paths that are known not to be nil
}

func (s *scopes) get(key scopeKey, scope func() *guard.Scope) *guard.Scope {
	made := s.made[key]
	if made == nil {
		if s.made == nil {
			s.made = map[scopeKey]*guard.Scope{}
		}
		made = scope()
		s.made[key] = made
	}
	return made
}

// exit is what the exits of an action see: the fields of the callback that answers it.
func (s *scopes) exit(from *guard.Scope, action string) *guard.Scope {
	return s.get(scopeKey{from: from, action: action}, func() *guard.Scope {
		if action == "fetch" {
			return under(from, "fetch", []guard.Field{engine.StatusField(false)})
		}
		if callback, waits := engine.ActionCallback(emptyAction(action)); waits {
			return s.callback(from, callback)
		}
		return from
	})
}

// callback sees the fields of a callback.
func (s *scopes) callback(from *guard.Scope, c engine.Callback) *guard.Scope {
	return s.get(scopeKey{from: from, callback: c}, func() *guard.Scope { return callbackScope(from, c) })
}

// entered sees what the caller enters as a secret.
func (s *scopes) entered(from *guard.Scope) *guard.Scope {
	return s.get(scopeKey{from: from, entered: true}, func() *guard.Scope { return enteredScope(from) })
}

// narrow knows paths not to be nil.
func (s *scopes) narrow(from *guard.Scope, nonNil []string) *guard.Scope {
	if len(nonNil) == 0 {
		return from
	}
	return s.get(scopeKey{from: from, nonNil: strings.Join(nonNil, " ")}, func() *guard.Scope { return from.Narrow(nonNil) })
}
