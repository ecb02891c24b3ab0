package texmlgen

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// constants is the values of the constants of every string type in the enums files.
func constants(t *testing.T) map[string][]string {
	t.Helper()
	files, err := filepath.Glob("enums_*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no enums: %v", err)
	}
	out := map[string][]string{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			typ := spec.Type.(*ast.Ident).Name
			s, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			out[typ] = append(out[typ], s)
			return true
		})
	}
	return out
}

// Every attribute has a field of its name, and every enum has exactly the table's values as constants.
func TestFieldsAndConstants(t *testing.T) {
	values := map[string][]string{}
	for _, x := range append([]Element{new(AIAssistant)}, append(elementTypes(new(Response)), elementTypes(new(ConversationRelay))...)...) {
		typ := reflect.TypeOf(x).Elem()
		for _, a := range x.spec().Attributes {
			want := strings.ReplaceAll(a.Name, "_", "")
			field, ok := typ.FieldByNameFunc(func(name string) bool { return strings.EqualFold(name, want) })
			if !ok {
				t.Errorf("%s has no field for %s", typ.Name(), a.Name)
				continue
			}
			if a.Type != TypeEnum && a.Type != TypeEnumSet {
				continue
			}
			enum := field.Type
			if (enum.Kind() == reflect.Slice) != (a.Type == TypeEnumSet) {
				t.Errorf("%s.%s is %v for an %s", typ.Name(), field.Name, enum, a.Type)
			}
			if enum.Kind() == reflect.Slice {
				enum = enum.Elem()
			}
			for _, v := range a.Values {
				words := []string{v}
				if a.Type == TypeEnumSet {
					words = strings.Fields(v)
				}
				for _, w := range words {
					if !slices.Contains(values[enum.Name()], w) {
						values[enum.Name()] = append(values[enum.Name()], w)
					}
				}
			}
		}
	}
	got := constants(t)
	for _, m := range []map[string][]string{values, got} {
		for k := range m {
			slices.Sort(m[k])
		}
	}
	if diff := cmp.Diff(values, got); diff != "" {
		t.Errorf("constants differ from the table (-table +constants):\n%s", diff)
	}
}

// elementTypes is one value of every type below x.
func elementTypes(x Element) []Element {
	var out []Element
	var visit func(Element)
	visit = func(x Element) {
		out = append(out, x)
		x.fields(&lister{spec: x.spec(), leaves: map[string]bool{}, visit: visit})
	}
	visit(x)
	return out
}
