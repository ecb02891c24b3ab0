package host

import (
	"context"
	"crypto/subtle"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/texmlflow/texmlflow/engine/callback"
)

// maxBody is how large the body of a callback may be, and with accept_get its query.
const maxBody = 64 << 10

// entrySecretParam is the query parameter that a GET to a URL without a token must carry.
const entrySecretParam = "entry_secret"

const (
	mediaForm = "application/x-www-form-urlencoded"
	mediaJSON = "application/json"
)

// intake is a request that has passed the limits and the signature. Its raw bytes have not been looked into before.
type intake struct {
	snap  *live
	raw   []byte // the body; the query without the secret for GET
	media string
	now   time.Time
}

// take lets a request through limits and signature. The result is meant only if ok is false. After ok, release must be
// called when the work is done.
func (h *Host) take(w http.ResponseWriter, r *http.Request, tokenless bool, media ...string) (in intake, release func(), res result, ok bool) {
	in = intake{snap: h.library.current.Load()}
	refuse := func(res result) (intake, func(), result, bool) {
		res.unverified = true
		return intake{}, nil, res, false
	}
	if r.Method == http.MethodGet && in.snap.AcceptGET {
		return h.takeGET(in, r, tokenless)
	}
	if r.Method != http.MethodPost {
		return refuse(wrongMethod(r, in.snap.AcceptGET))
	}
	if r.ContentLength > maxBody {
		return refuse(result{class: classTooLarge})
	}
	if in.media, ok = mediaType(r.Header, media); !ok {
		return refuse(result{class: classMedia, reason: "want " + strings.Join(media, " or ") + ", not encoded"})
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return refuse(result{class: classTooLarge})
	}
	if err != nil {
		return refuse(result{class: classMalformed, reason: "the body ended early"})
	}
	// A slot is taken only now: a body that comes slowly holds nothing but its connection.
	if release, ok = h.slot(); !ok {
		// The carrier is asked to come again, and may do so on the same connection.
		return intake{}, nil, result{class: classOverload, reason: "too many callbacks at once"}, false
	}
	in.raw, in.now = raw, h.now()
	if v := in.snap.Verifier; v != nil {
		keyID, err := v.Verify(in.now, r.Header, raw)
		if err != nil {
			release()
			return refuse(h.unverified(err))
		}
		skew, _ := callback.Skew(in.now, r.Header)
		h.stats.verified(keyID, in.now, skew)
	}
	return in, release, result{}, true
}

// takeGET lets a GET through. Nothing of it is signed: the turn token in the URL or, where there is none, the entry secret
// stands in for the signature.
func (h *Host) takeGET(in intake, r *http.Request, tokenless bool) (intake, func(), result, bool) {
	if len(r.URL.RawQuery) > maxBody {
		return intake{}, nil, result{class: classTooLarge, unverified: true}, false
	}
	raw, secret, single := cutParam(r.URL.RawQuery, entrySecretParam)
	if tokenless && !(single && subtle.ConstantTimeCompare([]byte(secret), []byte(in.snap.EntrySecret)) == 1) {
		h.stats.refused("entry-secret")
		return intake{}, nil, result{class: classSignature, reason: "GET without the entry secret", unverified: true}, false
	}
	release, ok := h.slot()
	if !ok {
		return intake{}, nil, result{class: classOverload, reason: "too many callbacks at once"}, false
	}
	in.raw, in.media, in.now = []byte(raw), mediaForm, h.now()
	return in, release, result{}, true
}

func (h *Host) unverified(err error) result {
	reason := "unknown"
	if failure := (*callback.Failure)(nil); errors.As(err, &failure) {
		reason = string(failure.Reason)
	}
	h.stats.refused(reason)
	return result{class: classSignature, reason: reason}
}

func wrongMethod(r *http.Request, acceptGET bool) result {
	res := result{class: classMethod, allow: http.MethodPost, reason: "want POST"}
	if acceptGET {
		res.allow = http.MethodPost + ", " + http.MethodGet
	} else if r.Method == http.MethodGet {
		res.reason = "a GET is not signed: set the application's voice_method to POST, or accept_get in the host's settings"
	}
	return res
}

// mediaType returns the one media type of a request if it is among those wanted and nothing is encoded.
func mediaType(header http.Header, wanted []string) (media string, ok bool) {
	if len(header.Values("Content-Encoding")) > 0 || len(header.Values("Content-Type")) != 1 {
		return "", false
	}
	media, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		return "", false
	}
	if charset, given := params["charset"]; given && !strings.EqualFold(charset, "utf-8") {
		return "", false
	}
	for _, m := range wanted {
		if m == media {
			return media, true
		}
	}
	return "", false
}

// slot takes one of the places for callbacks that are worked on.
func (h *Host) slot() (release func(), ok bool) {
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots }, true
	default:
		return nil, false
	}
}

// cutParam takes a parameter out of a query and returns the rest as it was; single tells that it came once.
func cutParam(query, name string) (rest, value string, single bool) {
	var kept []string
	count := 0
	for part := range strings.SplitSeq(query, "&") {
		rawName, rawValue, _ := strings.Cut(part, "=")
		if n, err := url.QueryUnescape(rawName); err != nil || n != name {
			kept = append(kept, part)
			continue
		}
		count++
		value, _ = url.QueryUnescape(rawValue)
	}
	return strings.Join(kept, "&"), value, count == 1
}

// storeContext bounds what is waited for. It does not end with the request: when the carrier has hung up on us, the work
// is finished all the same, and the next delivery finds its answer.
func (h *Host) storeContext(r *http.Request) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(r.Context()), h.pace.store)
}
