package engine

import "testing"

func TestClimbs(t *testing.T) {
	for target, want := range map[string]bool{
		"https://crm.example.com/orders/..":         true,
		"https://crm.example.com/orders/../admin":   true,
		"https://crm.example.com/./orders":          true,
		"https://crm.example.com/orders/%2e%2E/x":   true,
		"https://crm.example.com/orders/.%2e?a=b":   true,
		"https://crm.example.com/orders?next=/../x": false,
		"https://crm.example.com/orders#/..":        false,
		"https://crm.example.com/.well-known/x":     false,
		"https://crm.example.com/a..b/...":          false,
		"https://crm.example.com":                   false,
	} {
		if got := climbs(target); got != want {
			t.Errorf("climbs(%s) = %v", target, got)
		}
	}
}
