package guard_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/texmlflow/texmlflow/engine/guard"
)

func TestScopeLookup(t *testing.T) {
	s := clinic()
	child := s.Child()
	child.Define("own", guard.Type{Kind: guard.Int})
	child.Define("From", guard.Type{Kind: guard.Int})
	narrow := child.Narrow([]string{"http.name", "returned", "returned.next"})
	hidden := narrow.Child()
	hidden.Define("http", guard.Type{Kind: guard.Object, Fields: []guard.Field{{Name: "name", Type: guard.Type{Kind: guard.Date, Optional: true}}}})
	for _, c := range []struct {
		scope *guard.Scope
		path  string
		want  string
	}{
		{s, "From", "text"},
		{s, "own", ""},
		{s, "http.name", "optional text"},
		{s, "returned.code", "optional text"},
		{s, "http.nome", ""},
		{s, "From.x", ""},
		{s, "visit.day", "date"},
		{s, "", ""},
		{s, "visit.", ""},
		{child, "From", "whole number"},
		{child, "own", "whole number"},
		{child, "Digits", "text"},
		{narrow, "http.name", "text"},
		{narrow, "http.id", "optional whole number"},
		{narrow, "returned.code", "text"},
		{narrow, "returned.next", "text"},
		{hidden, "http.name", "optional date"},
		{hidden, "returned.next", "text"},
	} {
		got, ok := c.scope.Lookup(c.path)
		if ok != (c.want != "") || ok && got.String() != c.want {
			t.Errorf("%s is %s, %v; want %q", c.path, got, ok, c.want)
		}
	}
	if typ, _ := s.Lookup("pin"); !typ.Sensitive {
		t.Error("pin lost its mark")
	}
	secret := guard.NewScope()
	secret.Define("o", guard.Type{Kind: guard.Object, Sensitive: true, Fields: []guard.Field{{Name: "a", Type: guard.Type{Kind: guard.Int}}}})
	if typ, _ := secret.Lookup("o.a"); !typ.Sensitive {
		t.Error("a field of a sensitive object is clean")
	}
}

func TestScopeNames(t *testing.T) {
	s := guard.NewScope()
	s.Define("b", guard.Type{})
	s.Define("a", guard.Type{})
	c := s.Child()
	c.Define("a", guard.Type{Kind: guard.Int})
	c.Define("c", guard.Type{})
	if diff := cmp.Diff([]string{"a", "b", "c"}, c.Narrow([]string{"a"}).Names()); diff != "" {
		t.Errorf("names differ (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"a", "b"}, s.Names()); diff != "" {
		t.Errorf("a child changed its parent (-want +got):\n%s", diff)
	}
}

// TestMembersAreHidden: a name that is defined anew takes the members of its closed set with it.
func TestMembersAreHidden(t *testing.T) {
	s := guard.NewScope()
	s.Define("plan", guard.Type{Kind: guard.List, Elem: &guard.Type{Kind: guard.String, OneOf: []string{"std", "gold"}}})
	c := s.Child()
	c.Define("plan", guard.Type{Kind: guard.Int})
	for _, place := range []struct {
		scope *guard.Scope
		known bool
	}{{s, true}, {s.Child(), true}, {c, false}, {c.Narrow([]string{"plan"}), false}} {
		if _, problems := guard.Compile("gold", place.scope, nil); (len(problems) == 0) != place.known {
			t.Errorf("known %v, problems %v", place.known, problems)
		}
	}
}

func TestClashes(t *testing.T) {
	s := guard.NewScope()
	set := guard.Type{Kind: guard.String, OneOf: []string{"std", "From", "in", "today"}}
	s.Define("From", guard.Type{Kind: guard.String})
	s.Define("size", set)
	s.Define("order", guard.Type{Kind: guard.List, Elem: &guard.Type{Kind: guard.Object, Fields: []guard.Field{{Name: "kind", Type: guard.Type{Kind: guard.String, OneOf: []string{"std", "size"}}}}}})
	want := []guard.Clash{
		{Member: "size", Name: "order.kind", With: "the name size"},
		{Member: "From", Name: "size", With: "the name From"},
		{Member: "in", Name: "size", With: "the word in of the expression language"},
	}
	if diff := cmp.Diff(want, s.Clashes()); diff != "" {
		t.Errorf("clashes differ (-want +got):\n%s", diff)
	}
	if got := clinic().Clashes(); len(got) > 0 {
		t.Errorf("clashes %v in a scope without any", got)
	}
}
