package host

import (
	"net/http"

	"github.com/gorilla/mux"

	"github.com/texmlflow/texmlflow/engine"
)

// publicRoutes are the carrier's URLs: all are asked by signed POST, but for recordings. There is never one route per flow: the router goes through its routes in turn.
func (h *Host) publicRoutes() http.Handler {
	// A path is taken as it came: neither cleaned, which would answer with a redirect, nor unescaped, which would give one
	// resource many spellings.
	r := mux.NewRouter().SkipClean(true).UseEncodedPath()
	r.Handle("/texml", h.instruction(func(*http.Request) (flow, token string) { return "", "" }))
	r.Handle("/texml/{flow:"+flowPattern+"}", h.instruction(func(r *http.Request) (flow, token string) {
		return mux.Vars(r)["flow"], ""
	}))
	r.Handle("/t/{token:[A-Za-z0-9_-]+}", h.instruction(func(r *http.Request) (flow, token string) {
		return "", mux.Vars(r)["token"]
	}))
	r.Handle("/events/status", h.notification(engine.Status))
	r.Handle("/events/transcription", h.notification(engine.Transcription))
	r.Handle("/audio/{hash:[0-9a-f]{64}}/{name:[^/]+}", h.audio())
	r.NotFoundHandler = h.adapt(nil, func(http.ResponseWriter, *http.Request) result {
		return result{class: classPath, reason: "no such path", unverified: true}
	})
	return r
}
