package texmlgen

// URL is the value of a URL attribute or content: a finished link, or a route the host turns into one when the document
// is written. The zero URL is absent.
type URL struct {
	link  Text
	route string
}

// Link is a finished URL.
func Link(t Text) URL { return URL{link: t} }

// Route is a place of this application, such as "answer" or "event:recording"; Options.Resolve turns it into a URL.
func Route(name string) URL { return URL{route: name} }

// IsZero reports whether u is absent.
func (u URL) IsZero() bool { return u.route == "" && u.link.IsZero() }

// Route is the name of the route, "" for a link.
func (u URL) Route() string { return u.route }

// Link is the text of a finished link, zero for a route.
func (u URL) Link() Text { return u.link }

// String is the link, or "route:" and the name.
func (u URL) String() string {
	if u.route != "" {
		return "route:" + u.route
	}
	return u.link.String()
}

// Equal reports whether u and w are the same; go-cmp uses it.
func (u URL) Equal(w URL) bool { return u.route == w.route && u.link.Equal(w.link) }
