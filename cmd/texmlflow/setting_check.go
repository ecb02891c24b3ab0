package main

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/engine/callback"
)

// The functions of this file say what is wrong with the text of a setting, or "".

func checkGiven(s string) string {
	if strings.TrimSpace(s) == "" {
		return "it is empty"
	}
	return ""
}

func checkAddress(s string) string {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		return `expected HOST:PORT such as "127.0.0.1:8080"; ":8080" listens on every address`
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || strconv.FormatUint(n, 10) != port {
		return "expected a port from 0 to 65535; 0 takes any that is free"
	}
	if strings.ContainsAny(host, "/@ ") {
		return `expected HOST:PORT without scheme and path, such as "127.0.0.1:8080"`
	}
	return ""
}

// minToken is the least number of characters of an admin token and of an entry secret.
const minToken = 16

func checkToken(s string) string {
	switch {
	case len(s) < minToken:
		return fmt.Sprintf("expected at least %d characters", minToken)
	case strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }):
		return "expected visible ASCII without spaces, as it travels in a header"
	}
	return ""
}

func checkEntrySecret(s string) string {
	if len(s) < minToken {
		return fmt.Sprintf("expected at least %d characters", minToken)
	}
	return ""
}

func checkPublicURL(s string) string {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		return `expected an absolute URL such as "https://ivr.example.com"`
	case u.User != nil || u.RawQuery != "" || u.ForceQuery || strings.Contains(s, "#"):
		return "expected a URL without user, query and fragment"
	}
	return ""
}

// The kinds of store.
const (
	storeSQLite = "sqlite"
	storeMemory = "memory"
)

// checkStore never shows more of the value than what stands before the colon: a database URL may hold a password.
func checkStore(s string) string {
	kind, path, _ := strings.Cut(s, ":")
	switch {
	case kind == storeMemory && path == "", kind == storeSQLite && path != "":
		return ""
	case kind == storeSQLite:
		return `expected a path after the colon, such as "sqlite:texmlflow.db"`
	case kind == storeMemory:
		return `"memory:" has nothing after the colon`
	}
	return `expected "sqlite:PATH" or "memory:"`
}

// The forms of the log.
const (
	logText = "text"
	logJSON = "json"
)

func checkLog(s string) string {
	if s != logText && s != logJSON {
		return "expected text or json"
	}
	return ""
}

func checkBool(s string) string {
	if s != "true" && s != "false" {
		return "expected true or false"
	}
	return ""
}

func checkTolerance(s string) string {
	d, err := time.ParseDuration(s)
	if err != nil || d < callback.MinTolerance || d > callback.MaxTolerance || d%time.Second != 0 {
		return fmt.Sprintf("expected whole seconds from %ds to %ds, such as 300s",
			int(callback.MinTolerance.Seconds()), int(callback.MaxTolerance.Seconds()))
	}
	return ""
}

var envName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func checkEnvName(s string) string {
	if !envName.MatchString(s) {
		return "expected the name of an environment variable, letters, digits and _"
	}
	return ""
}

// defaultNumber is the key of numbers that stands for all that are not listed.
const defaultNumber = "default"

var (
	e164       = regexp.MustCompile(`^\+[1-9][0-9]{4,14}$`)
	sipAddress = regexp.MustCompile(`^(sips?:)?[^\s@]+@[^\s@]+$`)
)

// checkNumber is about the keys of numbers.
func checkNumber(s string) string {
	if s == defaultNumber || e164.MatchString(s) || sipAddress.MatchString(s) {
		return ""
	}
	return `expected a number in E.164 form such as "+18335550167", a SIP address, or default`
}

// onLoopback reports whether HOST:PORT can be reached from this machine alone.
func onLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	return loopbackHost(host)
}

func loopbackHost(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// quoted shows a value in a message, cut where it is long.
func quoted(s string) string { return strconv.Quote(short(s, 80)) }
