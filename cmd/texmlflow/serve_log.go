package main

import (
	"log/slog"
	"net/url"
	"strings"
)

// logger writes the log to standard error.
func (a *app) logger(form string) *slog.Logger {
	if form == logJSON {
		return slog.New(slog.NewJSONHandler(a.stderr, nil))
	}
	return slog.New(slog.NewTextHandler(a.stderr, nil))
}

const insecureWords = "SIGNATURES ARE NOT CHECKED: anybody who reaches this port can play the carrier (--" + insecureFlag + ")"

// logStart writes one line with the settings as they hold, secrets masked, and what to do next.
func (s *server) logStart(loaded *loaded, base string) {
	c := s.config
	attrs := []any{slog.String("version", version()), slog.String("dir", s.dir)}
	var setBy []string
	for _, set := range settings {
		list, given := c.resolved.values[set.key]
		if !given {
			continue
		}
		attrs = append(attrs, slog.String(set.key, c.shown(set, s)))
		if len(list) > 0 && list[0].from != fromFallback {
			setBy = append(setBy, set.key+"="+list[0].from.String())
		}
	}
	if c.publicURL == "" {
		attrs = append(attrs, slog.String("public_url", base))
	}
	verification := "on"
	if s.insecure {
		verification = "off"
	}
	attrs = append(attrs,
		slog.String("verification", verification), slog.Int("numbers", len(c.numbers)),
		slog.String("flows", strings.Join(loaded.names, " ")), slog.String("set_by", strings.Join(setBy, " ")),
		slog.String("next", c.whatNext(loaded, base)))
	s.log.Info("started", attrs...)
	for _, words := range s.warnings(loaded) {
		s.log.Warn(words)
	}
}

// shown is a setting's value for the log.
func (c *config) shown(set setting, s *server) string {
	switch {
	case set.key == "listen":
		return s.public.Addr().String()
	case set.key == "admin.listen":
		return s.admin.Addr().String()
	case set.key == keyPublicKeys && c.verifier != nil:
		var ids []string
		for _, key := range c.verifier.Keys.All() {
			ids = append(ids, key.ID())
		}
		return strings.Join(ids, " ")
	case set.secret:
		return "***"
	}
	return strings.Join(c.resolved.values.texts(set.key), " ")
}

// whatNext tells how the carrier, or a shell, gets here.
func (c *config) whatNext(loaded *loaded, base string) string {
	entry := base + "/texml"
	if len(c.numbers) == 0 && len(loaded.names) > 0 {
		entry += "/" + loaded.names[0]
	}
	if c.publicURL == "" {
		key := " --key FILE"
		if c.insecure {
			key = ""
		}
		return "try it: " + self() + " trigger " + entry + key + " --state call.json"
	}
	return "set the voice URL of the TeXML application to " + entry + " (POST)"
}

// warnings are what does not stop a start and should be known.
func (s *server) warnings(loaded *loaded) []string {
	c := s.config
	list := s.app.strayVariables(c.envNames)
	if n := loaded.warnings; n > 0 {
		list = append(list, s.aboutWarnings(n))
	}
	if len(c.numbers) == 0 {
		list = append(list, "numbers is empty: /texml answers no call, /texml/FLOW does; add numbers: {default: FLOW} to "+hostFileName)
	}
	if u, err := url.Parse(c.publicURL); err == nil && u.Scheme == "http" && !loopbackHost(u.Hostname()) {
		list = append(list, "public_url is plain http: what callers say and press can be read on the way")
	}
	if c.tokenKeys.open {
		list = append(list, "token_keys: others than the owner may read "+c.tokenKeys.path+"; chmod 600")
	}
	if c.tokenKeys.spare > 0 {
		list = append(list, "token_keys: only the first two keys of "+c.tokenKeys.path+" are used")
	}
	return list
}

func (s *server) aboutWarnings(n int) string {
	return plural(n, "warning") + " about the flows; texmlflow check " + s.dir + " shows them"
}
