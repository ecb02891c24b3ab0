package host

import (
	"bytes"
	"html"
	"net/url"
	"strings"

	"github.com/texmlflow/texmlflow/engine/policy"
)

// lead tells where a document that waits for nothing sends a call.
type lead uint8

const (
	leadsNowhere lead = iota // it waits for an answer, or ends the call
	leadsHere                // to the very URL that is asked for
	leadsOn                  // to another URL of ours
	leadsAway                // to a document of somebody else, from where the call may come back
)

// leadOf tells where a document leads; base is our public URL, self the URL that is asked for. A query does not matter, all
// before it does: the same path on another host is somebody else's.
func leadOf(document []byte, base, self string) lead {
	rest, ok := bytes.CutSuffix(bytes.TrimSpace(document), []byte("</Redirect></Response>"))
	if !ok {
		return leadsNowhere
	}
	target := strings.TrimSpace(html.UnescapeString(string(rest[bytes.LastIndexByte(rest, '>')+1:])))
	if strings.HasPrefix(target, base+"/t/") {
		return leadsNowhere // the Redirect that stands for silence
	}
	here, err := url.Parse(self)
	if err != nil {
		return leadsAway
	}
	there, err := here.Parse(target) // scheme in lower case; a path alone is on our host
	switch {
	case err != nil || policy.Authority(there) != policy.Authority(here):
		return leadsAway
	case there.Scheme == here.Scheme && there.EscapedPath() == here.EscapedPath():
		return leadsHere
	}
	return leadsOn
}
