package main

import (
	"github.com/texmlflow/texmlflow/flows/diag"
)

// setting is one thing that can be told to the server, and all the places where it can be said.
type setting struct {
	key      string // in texmlflow.yaml, with dots
	flag     string // "": none
	variable string // "": none
	fallback string // the default; "" is none
	list     bool   // may have several values: a repeated flag, a variable with commas, a list in the file
	secret   bool   // shown as ***, its line in the file too
	check    func(string) string
	help     string
}

// settings is every setting but numbers, which is a map and stands in the file alone.
//
// check says what is wrong with a value, or "". It quotes no value of a secret one.
var settings = []setting{
	{
		key: "listen", flag: "listen", variable: "TEXMLFLOW_LISTEN", fallback: "127.0.0.1:8080", check: checkAddress,
		help: "`address` of the public listener, where the carrier's callbacks arrive",
	},
	{
		key: "admin.listen", flag: "admin-listen", variable: "TEXMLFLOW_ADMIN_LISTEN", fallback: "127.0.0.1:8081",
		check: checkAddress, help: "`address` of the admin listener: health, readiness, reload",
	},
	{key: "admin.token", variable: "TEXMLFLOW_ADMIN_TOKEN", secret: true, check: checkToken},
	{
		key: "public_url", flag: "public-url", variable: "TEXMLFLOW_PUBLIC_URL", check: checkPublicURL,
		help: "`URL` under which the carrier reaches the public listener (default http://LISTEN on loopback)",
	},
	{
		key: keyPublicKeys, flag: "public-key", variable: "TEXMLFLOW_PUBLIC_KEY", list: true, secret: true,
		help: "`base64` of a public key that callbacks are signed with; may be repeated",
	},
	{
		key: "store", flag: "store", variable: "TEXMLFLOW_STORE", fallback: "sqlite:texmlflow.db", check: checkStore,
		help: "where calls are kept: `sqlite:PATH or memory:`",
	},
	{
		key: "tls.cert", flag: "tls-cert", variable: "TEXMLFLOW_TLS_CERT", check: checkGiven,
		help: "`file` with the certificate chain of the public listener (PEM)",
	},
	{
		key: "tls.key", flag: "tls-key", variable: "TEXMLFLOW_TLS_KEY", check: checkGiven,
		help: "`file` with the private key of the certificate (PEM)",
	},
	{
		key: "log", flag: "log", variable: "TEXMLFLOW_LOG", fallback: "text", check: checkLog,
		help: "form of the log on standard error: `text or json`",
	},
	{key: "token_keys", variable: "TEXMLFLOW_TOKEN_KEYS", check: checkGiven},
	{key: "accept_get", variable: "TEXMLFLOW_ACCEPT_GET", fallback: "false", check: checkBool},
	{key: "entry_secret", variable: "TEXMLFLOW_ENTRY_SECRET", secret: true, check: checkEntrySecret},
	{key: "telnyx.accounts", list: true, check: checkGiven},
	{key: "telnyx.connections", list: true, check: checkGiven},
	{key: "telnyx.tolerance", fallback: "300s", check: checkTolerance},
	{key: keyDialAllow, list: true},
	{key: keyDialDeny, list: true},
	{key: keyFetchAllow, list: true},
	{key: keyRedirectAllow, list: true},
	{key: keyEnv, list: true, check: checkEnvName},
}

// The keys that are asked for in more than one place.
const (
	keyNumbers       = "numbers"
	keyPublicKeys    = "telnyx.public_keys"
	keyDialAllow     = "dial.allow"
	keyDialDeny      = "dial.deny"
	keyFetchAllow    = "fetch.allow"
	keyRedirectAllow = "redirect.allow"
	keyEnv           = "env"
)

// settingOf finds a setting by its key.
func settingOf(key string) setting {
	for _, s := range settings {
		if s.key == key {
			return s
		}
	}
	panic("no setting " + key) // a misspelt key of our own
}

// origin tells who said a value.
type origin uint8

const (
	fromFallback origin = iota
	fromFile
	fromVariable
	fromFlag
)

func (o origin) String() string {
	switch o {
	case fromFallback:
		return "default"
	case fromFile:
		return "file"
	case fromVariable:
		return "env"
	case fromFlag:
		return "flag"
	}
	return "unknown"
}

// value is one value of a setting with the place it came from.
type value struct {
	text string
	from origin
	name string    // as whoever set it knows it: --listen, TEXMLFLOW_LISTEN, listen
	at   diag.Span // in texmlflow.yaml
}

// values are the values of settings by key. A list that was given and is empty is there, and empty.
type values map[string][]value

// one gives the value of a setting that has one.
func (v values) one(key string) value {
	if list := v[key]; len(list) > 0 {
		return list[0]
	}
	return value{name: key}
}

// texts gives the texts of a list; nil only where the list was not given.
func (v values) texts(key string) []string {
	list, given := v[key]
	if !given {
		return nil
	}
	texts := make([]string, len(list))
	for i, e := range list {
		texts[i] = e.text
	}
	return texts
}

// verify adds a finding for every value that its setting refuses.
func (v values) verify(out *diag.List) {
	for _, s := range settings {
		if s.check == nil {
			continue
		}
		for _, e := range v[s.key] {
			if fault := s.check(e.text); fault != "" {
				refuse(out, e, s, fault)
			}
		}
	}
}

// refuse adds the finding for a bad value.
func refuse(out *diag.List, e value, s setting, fault string) {
	shown := ""
	if !s.secret {
		shown = " " + quoted(e.text)
	}
	out.Errorf("setting", e.at, "%s%s: %s", e.name, shown, fault)
}
