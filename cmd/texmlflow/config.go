package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/engine/callback"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/flows/diag"
)

// config is the settings in the form that the server works with. It is not changed after newConfig.
type config struct {
	resolved *resolved
	insecure bool // callbacks are taken without a signature

	listen, adminListen string
	adminToken          string
	publicURL           string // "": made of the listener's address, on loopback
	storeKind           string
	storePath           string
	tlsCert, tlsKey     string
	tokenKeys           tokenKeys
	acceptGET           bool
	entrySecret         string
	accounts            []string
	connections         []string
	log                 string

	verifier *callback.Verifier // nil only with insecure
	policy   *policy.Policy
	numbers  []numberEntry
	envNames []string
	env      map[string]string // values of envNames
}

// newConfig brings the resolved settings into their form. Each value has been verified alone; here they are judged
// together, and what they name is read: keys, variables. If it adds an error to out, the config is not to be used.
func (a *app) newConfig(r *resolved, insecure bool, out *diag.List) *config {
	v := r.values
	c := &config{
		resolved: r, insecure: insecure,
		listen: v.one("listen").text, adminListen: v.one("admin.listen").text,
		adminToken: v.one("admin.token").text, publicURL: v.one("public_url").text,
		tlsCert: v.one("tls.cert").text, tlsKey: v.one("tls.key").text,
		acceptGET: v.one("accept_get").text == "true", entrySecret: v.one("entry_secret").text,
		accounts: v.texts("telnyx.accounts"), connections: v.texts("telnyx.connections"),
		log: v.one("log").text, numbers: r.file.numbers,
	}
	c.storeKind, c.storePath, _ = strings.Cut(v.one("store").text, ":")
	c.policy = newPolicy(v, out)
	c.readEnv(a.env, out)
	c.verifier = c.newVerifier(out)
	c.checkTogether(out)
	if path := v.one("token_keys"); path.text != "" {
		keys, err := readTokenKeys(path.text)
		if err != nil {
			out.Errorf("setting", path.at, "%s: %s", path.name, err)
		}
		c.tokenKeys = keys
	}
	return c
}

// policy is the lists of targets as they were given.
func (v values) policy() policy.Config {
	return policy.Config{
		DialAllow: v.texts(keyDialAllow), DialDeny: v.texts(keyDialDeny),
		FetchAllow: v.texts(keyFetchAllow), RedirectAllow: v.texts(keyRedirectAllow),
	}
}

// newPolicy compiles the lists of targets; nil if one of their entries is bad.
func newPolicy(v values, out *diag.List) *policy.Policy {
	p, err := policy.New(v.policy())
	for _, err := range parts(err) {
		var entry *policy.EntryError
		if !errors.As(err, &entry) {
			out.Errorf("setting", diag.Span{}, "%s", err)
			continue
		}
		e := v[entry.List][entry.Index]
		refuse(out, e, settingOf(entry.List), entry.Reason)
	}
	if err != nil {
		return nil
	}
	return p
}

// parts takes apart what errors.Join has put together.
func parts(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

// readEnv takes the variables that flows may read from the environment of the process.
func (c *config) readEnv(env map[string]string, out *diag.List) {
	c.env, c.envNames = map[string]string{}, []string{} // none is not the same as not known
	for _, e := range c.resolved.values[keyEnv] {
		if _, twice := c.env[e.text]; twice {
			out.Errorf("setting", e.at, "%s %s: listed twice", e.name, quoted(e.text))
			continue
		}
		text, set := env[e.text]
		if !set {
			out.Errorf("unset-env", e.at, "the variable %s is listed for flows and not set", e.text).
				Hintf("set it, or take it out of env")
		}
		c.env[e.text] = text
		c.envNames = append(c.envNames, e.text)
	}
}

// whereKey tells where the public key is found.
const whereKey = "the key is in Mission Control under Keys & Credentials, Public Key; give it as --public-key, " +
	"TEXMLFLOW_PUBLIC_KEY or telnyx: {public_keys: [...]}"

// newVerifier reads the public keys; nil where callbacks are taken without a signature, or a key is bad.
func (c *config) newVerifier(out *diag.List) *callback.Verifier {
	given := c.resolved.values[keyPublicKeys]
	if len(given) == 0 && !c.insecure {
		out.Errorf("no-public-key", diag.Span{}, "no public key: callbacks cannot be verified").Hint = whereKey
	}
	keys := parseKeys(given, out)
	tolerance, err := time.ParseDuration(c.resolved.values.one("telnyx.tolerance").text)
	if keys == nil || err != nil || c.insecure {
		return nil
	}
	verifier, err := callback.NewVerifier(keys, tolerance)
	if err != nil {
		out.Errorf("setting", diag.Span{}, "%s", err)
	}
	return verifier
}

// parseKeys reads public keys; nil if there is none, or one is bad.
func parseKeys(given []value, out *diag.List) *callback.Keys {
	if len(given) == 0 {
		return nil
	}
	var texts []string
	for _, e := range given {
		texts = append(texts, e.text)
	}
	keys, err := callback.ParseKeys(texts)
	for _, err := range parts(err) {
		var bad *callback.KeyError
		if !errors.As(err, &bad) {
			out.Errorf("setting", diag.Span{}, "%s", err)
			continue
		}
		e := given[bad.Index]
		out.Errorf("setting", e.at, "%s: public key %d: %s", e.name, bad.Index+1, bad.Reason).Hint = whereKey
	}
	return keys
}

// checkTogether judges the settings that depend on each other.
func (c *config) checkTogether(out *diag.List) {
	v := c.resolved.values
	at := func(key string) diag.Span { return v.one(key).at }
	public, admin := onLoopback(c.listen), onLoopback(c.adminListen)
	if c.publicURL == "" && !public {
		out.Errorf("no-public-url", at("listen"), "public_url is not set and %s is not on loopback", c.listen).
			Hintf("set --public-url to what the carrier sees, such as https://ivr.example.com; it is never taken from a request")
	}
	if c.adminToken == "" && !admin {
		out.Errorf("no-admin-token", at("admin.listen"), "the admin listener %s is not on loopback and has no token", c.adminListen).
			Hintf("set TEXMLFLOW_ADMIN_TOKEN or admin: {token: ...}, or listen on 127.0.0.1")
	}
	if (c.tlsCert == "") != (c.tlsKey == "") {
		out.Errorf("setting", at("tls.cert"), "a certificate needs its key and a key its certificate").
			Hintf("give both --tls-cert and --tls-key")
	}
	if c.acceptGET && c.entrySecret == "" {
		out.Errorf("setting", at("accept_get"), "accept_get: true needs an entry_secret").
			Hintf("a signature does not cover a query, so that only a secret in the URL tells a GET of the carrier from others")
	}
	if !c.insecure {
		return
	}
	if !public {
		out.Errorf("insecure", at("listen"), "--insecure-skip-verify works on loopback only, and the public listener is %s", c.listen)
	}
	if !admin {
		out.Errorf("insecure", at("admin.listen"), "--insecure-skip-verify works on loopback only, and the admin listener is %s", c.adminListen)
	}
	if u, err := url.Parse(c.publicURL); c.publicURL != "" && err == nil && !loopbackHost(u.Hostname()) {
		out.Errorf("insecure", at("public_url"), "--insecure-skip-verify works on loopback only, and public_url is %s", c.publicURL)
	}
}

// baseURL is the public URL, made of the address that the listener got where none was given.
func (c *config) baseURL(bound net.Addr) string {
	if c.publicURL != "" {
		return c.publicURL
	}
	scheme := "http"
	if c.tlsCert != "" {
		scheme = "https"
	}
	return scheme + "://" + bound.String()
}

// fixed is the settings that change only by a restart, for a comparison. Secrets go in as hashes.
func (c *config) fixed() map[string]string {
	sum := func(parts ...[]byte) string {
		h := sha256.New()
		for _, p := range parts {
			one := sha256.Sum256(p)
			h.Write(one[:])
		}
		return hex.EncodeToString(h.Sum(nil))
	}
	return map[string]string{
		"listen": c.listen, "admin.listen": c.adminListen, "admin.token": sum([]byte(c.adminToken)),
		"public_url": c.publicURL, "store": c.storeKind + ":" + c.storePath,
		"tls.cert": c.tlsCert, "tls.key": c.tlsKey, "log": c.log, "token_keys": c.tokenKeys.path,
	}
}
