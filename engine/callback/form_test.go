package callback

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestParseForm(t *testing.T) {
	f, err := ParseForm([]byte("CallSid=v3%3Aabc&SpeechResult=connect+me%20now&Digits=&From=%2B15125550142&&Numbers%5B%5D=a&callsid=x&Numbers[]=b&bare&Text=a=b%0A%C3%BC%3B"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"CallSid", "SpeechResult", "Digits", "From", "Numbers[]", "callsid", "bare", "Text"}
	if diff := cmp.Diff(want, f.Names()); diff != "" {
		t.Error(diff)
	}
	for name, want := range map[string]string{
		"CallSid": "v3:abc", "SpeechResult": "connect me now", "Digits": "", "From": "+15125550142", "callsid": "x", "bare": "", "Text": "a=b\nü;", "Numbers[]": "a",
	} {
		if got, ok := f.Lookup(name); got != want || !ok {
			t.Errorf("%s is %q, %v; want %q", name, got, ok, want)
		}
	}
	if diff := cmp.Diff([]string{"a", "b"}, f.Values("Numbers[]")); diff != "" {
		t.Error(diff)
	}
	if got, ok := f.Lookup("CALLSID"); ok || got != "" || f.Get("CALLSID") != "" || f.Values("CALLSID") != nil {
		t.Error("names must be exact")
	}
	if f, err := ParseForm(nil); err != nil || f.Names() != nil {
		t.Errorf("empty body: %v, %v", f, err)
	}
}

func TestRefusedForms(t *testing.T) {
	fields := func(n int) string { return strings.TrimSuffix(strings.Repeat("a=1&", n), "&") }
	for _, tt := range []struct {
		name, body string
		want       FormReason // "" is accepted
		field      int
	}{
		{"bad percent sign in a value", "CallSid=a&b=%zz", BadPercent, 2},
		{"bad percent sign in a name", "%=b", BadPercent, 1},
		{"percent sign cut", "a=%4", BadPercent, 1},
		{"semicolon between", "a=1;b=2", Semicolon, 1},
		{"semicolon in a name", "a;b=2", Semicolon, 1},
		{"semicolon encoded", "a=1%3Bb", "", 0},
		{"not UTF-8, raw", "CallSid=v3:abc&SpeechResult=\xff\xfe", NotUTF8, 2},
		{"not UTF-8, encoded", "a=%ff", NotUTF8, 1},
		{"not UTF-8 in a name", "%c0%80=1", NotUTF8, 1},
		{"surrogate", "a=%ed%a0%80", NotUTF8, 1},
		{"NUL, raw", "a=b\x00c", HasNUL, 1},
		{"NUL, encoded", "a=%00", HasNUL, 1},
		{"NUL in a name", "a%00=1", HasNUL, 1},
		{"line end in a name", "a%0Ab=1", BadName, 1},
		{"C1 control in a name", "a%C2%85b=1", BadName, 1},
		{"no name", "=b", BadName, 1},
		{"256 fields", fields(256), "", 0},
		{"257 fields", fields(257), TooManyFields, 257},
		{"value of 8 KiB", "a=" + strings.Repeat("x", 8192), "", 0},
		{"value over 8 KiB", "a=1&b=" + strings.Repeat("x", 8193), ValueTooLong, 2},
		{"value of 8 KiB, all encoded", "a=" + strings.Repeat("%41", 8192), "", 0},
		{"name of 256 bytes", strings.Repeat("n", 256), "", 0},
		{"name over 256 bytes", strings.Repeat("n", 257), NameTooLong, 1},
		{"sixty thousand separators", strings.Repeat("&", 60_000) + "a=1", "", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := ParseForm([]byte(tt.body))
			if tt.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var e *FormError
			if !errors.As(err, &e) || e.Reason != tt.want || e.Field != tt.field {
				t.Fatalf("got %v, want %s at field %d", err, tt.want, tt.field)
			}
			if want := fmt.Sprintf("form: field %d: %s", tt.field, tt.want); err.Error() != want {
				t.Errorf("got %s, want %s", err, want)
			}
			if f.Names() != nil {
				t.Errorf("a refused form has fields: %v", f.Names())
			}
		})
	}
}

// The bodies of the vectors that are rightly signed but hold what we do not read.
func TestFormsOfVectors(t *testing.T) {
	want := map[string]FormReason{"telnyx-001": "", "telnyx-037": "", "telnyx-039": NotUTF8, "telnyx-040": HasNUL, "telnyx-041": ""}
	for _, v := range readVectors(t, "signature-vectors.json").Vectors {
		reason, listed := want[v.ID]
		if !listed {
			continue
		}
		delete(want, v.ID)
		_, err := ParseForm(v.body())
		var e *FormError
		if errors.As(err, &e) != (reason != "") || e != nil && e.Reason != reason {
			t.Errorf("%s: got %v, want %q", v.ID, err, reason)
		}
	}
	if len(want) > 0 {
		t.Errorf("not in the vector file: %v", want)
	}
}

func TestFormKeepsOrderAndDoubles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pairs := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) [2]string {
			text := rapid.String().Filter(func(s string) bool { return !strings.Contains(s, "\x00") })
			return [2]string{rapid.SampledFrom([]string{"CallSid", "Digits", "ü", "a b", "x&=;%+"}).Draw(t, "name"), text.Draw(t, "value")}
		}), 0, 20).Draw(t, "pairs")
		var parts []string
		values := make(map[string][]string)
		for _, p := range pairs {
			parts = append(parts, url.QueryEscape(p[0])+"="+url.QueryEscape(p[1]))
			values[p[0]] = append(values[p[0]], p[1])
		}
		f, err := ParseForm([]byte(strings.Join(parts, "&")))
		if err != nil {
			t.Fatal(err)
		}
		var got [][2]string
		for _, field := range f.fields {
			got = append(got, [2]string{field.name, field.value})
		}
		if len(pairs) > 0 && !cmp.Equal(pairs, got) {
			t.Fatalf("got %q, want %q", got, pairs)
		}
		for name, want := range values {
			if !cmp.Equal(want, f.Values(name)) || f.Get(name) != want[0] {
				t.Fatalf("%q: got %q, want %q", name, f.Values(name), want)
			}
		}
	})
}

// What ParseForm takes, package net/url reads in the same way; what net/url
// refuses, ParseForm refuses.
func FuzzParseForm(f *testing.F) {
	for _, seed := range []string{"a=1&b=2&a=3", "a=%zz&b=1", "a=1;b=2", "a=%ff", "=&&bare", "a=%00", "Numbers%5B%5D=1"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		form, err := ParseForm(raw)
		std, stdErr := url.ParseQuery(string(raw))
		var e *FormError
		switch {
		case err != nil && !errors.As(err, &e):
			t.Fatalf("error is %T", err)
		case err != nil:
			return
		case stdErr != nil:
			t.Fatalf("net/url refuses it: %v", stdErr)
		}
		got := make(url.Values)
		for _, name := range form.Names() {
			got[name] = form.Values(name)
		}
		if diff := cmp.Diff(std, got); diff != "" {
			t.Error(diff)
		}
	})
}
