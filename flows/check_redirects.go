package flows

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine/guard"
	"github.com/texmlflow/texmlflow/engine/policy"
	"github.com/texmlflow/texmlflow/engine/spell"
	"github.com/texmlflow/texmlflow/flows/diag"
)

// redirectSeen is a URL that a flow hands calls to, as far as it is written out.
type redirectSeen struct {
	from *flowDecl
	url  string
	at   diag.Span
}

// noteRedirect takes down where a redirect leads; of a computed origin nothing is known.
func (s *stateCompiler) noteRedirect(url string, at diag.Span) {
	s.redirects = append(s.redirects, redirectSeen{s.flowCompiler.decl, url, at})
}

// writtenHead is what a URL begins with, up to its first value.
func writtenHead(t *guard.Template) string {
	if len(t.Parts) == 0 || !t.Parts[0].Literal {
		return ""
	}
	return t.Parts[0].Text
}

// checkRedirects finds redirects to the host itself that no caller comes back from: to the flow that the call is in, which
// would begin anew in the same call, and to what is no beginning of a flow. A redirect to another flow of the host changes
// the call to that flow.
func checkRedirects(c *checker) {
	own, err := url.Parse(strings.TrimRight(c.made.opt.PublicURL, "/"))
	if err != nil || own.Host == "" {
		return
	}
	for _, r := range c.made.redirects {
		head, _, _ := strings.Cut(r.url, "?")
		target, err := url.Parse(head)
		if err != nil || target.Scheme != own.Scheme || policy.Authority(target) != policy.Authority(own) {
			continue
		}
		if path, below := strings.CutPrefix(target.EscapedPath(), own.EscapedPath()); below {
			c.ownRedirect(r, path)
		}
	}
}

// ownPaths begin the paths of the host at which no flow begins.
var ownPaths = []string{"/t/", "/events/", "/audio/"}

// ownRedirect judges a redirect to a path of the host.
func (c *checker) ownRedirect(r redirectSeen, path string) {
	name, named := strings.CutPrefix(path, "/texml/")
	switch {
	case path == "/texml":
		c.out.Errorf(codeToSelf, r.at, "this leads to the host itself, where the flow of the called number begins anew").
			Hint = "to go on in the flow write to: STATE; to go to another flow of this host end the URL with /texml/FLOW"
	case slices.ContainsFunc(ownPaths, func(p string) bool { return strings.HasPrefix(path, p) }):
		c.out.Errorf(codeToSelf, r.at, "this is an address of the host itself at which no flow begins").
			Hint = "to go to another flow of this host end the URL with /texml/FLOW"
	case !named || c.made.unread[name]:
	case c.made.byName[name] == nil || !c.made.byName[name].entry():
		c.out.Errorf(codeToSelf, r.at, "this leads to the host itself, and there is no flow %q that a call can begin in", name).
			Hint = cmp.Or(spell.DidYouMean(name, c.entries()), "the flows are "+strings.Join(c.entries(), ", "))
	case slices.Contains(c.made.reached(name), r.from.Name.Value):
		c.out.Errorf(codeToSelf, r.at, "this leads to the flow %q, which the call is in: it would begin anew", name).
			Hint = "to go on in it write to: STATE"
	}
}

// entries lists the flows that a call can begin in, sorted.
func (c *checker) entries() []string {
	var names []string
	for _, f := range c.decls {
		if f.entry() {
			names = append(names, f.Name.Value)
		}
	}
	slices.Sort(names)
	return names
}
