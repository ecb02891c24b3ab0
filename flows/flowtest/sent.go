package flowtest

import (
	"slices"
	"strings"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/carrier"
)

// sent is a request that the flow has made of others: the host's own, or the carrier's.
type sent struct {
	method, url string
	headers     [][2]string
	body        string
	of          *engine.Fetch // nil: of the carrier, which is never given a secret
}

// sentBy is a request of the host.
func sentBy(r *engine.FetchRequest) sent {
	s := sent{method: r.Method, url: r.URL, body: string(r.Body), of: r.Of}
	for _, h := range r.Headers {
		s.headers = append(s.headers, [2]string{h.Name, h.Value})
	}
	return s
}

// sentOut is a request of the carrier.
func sentOut(o carrier.Outside) sent {
	s := sent{method: o.Method, url: o.URL, body: o.Body}
	for _, h := range o.Headers {
		s.headers = append(s.headers, [2]string{h.Name, h.Value})
	}
	return s
}

// request names a request by "METHOD URL", where both may be left open: the method, and the end of the URL.
type request struct{ method, url string }

func requestOf(key string) request {
	if method, url, ok := strings.Cut(key, " "); ok {
		return request{method, strings.TrimSpace(url)}
	}
	return request{url: key}
}

func (r request) names(method, url string) bool {
	return (r.method == "" || strings.EqualFold(r.method, method)) && strings.HasPrefix(url, r.url)
}

func (r request) String() string { return strings.TrimSpace(r.method + " " + r.url) }

// requests lists what was sent as a failure names it.
func requests(list []sent) []string {
	if len(list) == 0 {
		return []string{"nothing"}
	}
	var names []string
	for _, s := range list {
		names = append(names, s.method+" "+s.url)
	}
	return names
}

// sentSince are the requests that were made since they were asked for last.
func (f *fetcher) sentSince() []sent {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := slices.Clone(f.sent)
	f.sent = nil
	return list
}
