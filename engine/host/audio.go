package host

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"github.com/texmlflow/texmlflow/engine/store"
)

// audioPattern is a recording as machines, snapshot and store name it: the SHA-256 of its bytes, and its file's name.
var audioPattern = regexp.MustCompile(`^[0-9a-f]{64}/[^/]+$`)

// audioTime is how long a recording may take on its way, in place of WriteTimeout: it is larger than any document.
const audioTime = 30 * time.Second

// audioURL is where a recording is fetched. It is as good as secret before a document names it, and needs no signature.
func (h *Host) audioURL(file string) string {
	hash, name, _ := strings.Cut(file, "/")
	return h.base + "/audio/" + hash + "/" + url.PathEscape(name)
}

// audio serves the recordings of all versions that calls are on. What a URL stands for never changes.
func (h *Host) audio() http.Handler {
	return h.adapt(nil, func(_ http.ResponseWriter, r *http.Request) result {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			return result{class: classMethod, allow: "GET, HEAD", reason: "want GET", unverified: true}
		}
		unknown := result{class: classPath, reason: "no such recording", unverified: true}
		// Programs on the way may spell a name otherwise than we do: it is the decoded one that counts.
		hash := mux.Vars(r)["hash"]
		name, err := url.PathUnescape(mux.Vars(r)["name"])
		if file := hash + "/" + name; err != nil || len(file) > store.MaxName || !audioPattern.MatchString(file) {
			return unknown
		}
		ctx, cancel := h.storeContext(r)
		defer cancel()
		recording, err := h.library.audio(ctx, hash+"/"+name)
		switch {
		case errors.Is(err, store.ErrNotFound):
			return unknown
		case err != nil:
			res := storeFailed(err)
			res.unverified = true
			return res
		}
		return result{class: classAudio, serve: func(w http.ResponseWriter, r *http.Request) {
			header := w.Header()
			header.Set("Content-Type", audioType(name))
			header.Set("Cache-Control", "public, max-age=31536000, immutable")
			header.Set("ETag", `"`+hash+`"`)
			_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(audioTime)) // a recorder of tests has none
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(recording))
		}}
	})
}

// audioType is the media type of a recording, whose bytes have been found to be what its name says.
func audioType(name string) string {
	if strings.EqualFold(path.Ext(name), ".wav") {
		return "audio/wav"
	}
	return "audio/mpeg"
}
