package callback

import (
	"crypto/ed25519"
	"encoding/base64"
	"strings"
)

// scheme is a way to sign.
type scheme int

const (
	telnyx scheme = iota
	standardWebhooks
)

type headerNames struct{ id, stamp, sig string }

func (s scheme) headers() headerNames {
	if s == standardWebhooks {
		return headerNames{HeaderWebhookID, HeaderWebhookTimestamp, HeaderWebhookSignature}
	}
	return headerNames{stamp: HeaderTimestamp, sig: HeaderSignature}
}

// check judges one property of a request; "" is good. The checks are a list so
// that a test can leave out each one and show that a vector notices.
type check struct {
	name  string
	fault func(*request) Reason
}

// checks are those of the scheme, in order: what is cheap and about form first,
// the signature last, and nothing after it. Header values are settled before
// they are read, so that which of two values counts is never a question.
func (s scheme) checks() []check {
	stamps := func(r *request) []string { return r.stamps }
	sigs := func(r *request) []string { return r.sigs }
	ids := func(r *request) []string { return r.ids }
	list := []check{
		{"timestamp is present", present(stamps)},
		{"timestamp is single", single(stamps)},
		{"signature is present", present(sigs)},
		{"signature is single", single(sigs)},
	}
	if s == standardWebhooks {
		list = append(list,
			check{"id is present", present(ids)},
			check{"id is single", single(ids)},
			check{"id is in its alphabet", checkID},
			check{"signatures are few", checkCount},
		)
	}
	return append(list,
		check{"timestamp is ten digits", checkTimestamp},
		check{"signature is canonical base64", checkCanonical},
		check{"signature is 64 bytes", checkLength},
		check{"time is not stale", checkStale},
		check{"time is not in the future", checkFuture},
		check{"signature fits a key", checkSignature},
	)
}

// present: an empty value is none.
func present(values func(*request) []string) func(*request) Reason {
	return func(r *request) Reason {
		v := values(r)
		if len(v) == 0 || len(v) == 1 && v[0] == "" {
			return MissingHeader
		}
		return ""
	}
}

func single(values func(*request) []string) func(*request) Reason {
	return func(r *request) Reason {
		if len(values(r)) > 1 {
			return DuplicateHeader
		}
		return ""
	}
}

// checkTimestamp wants ^[1-9][0-9]{9}$, which serves until the year 2286. Signs,
// spaces, leading zeros, fractions and milliseconds are other texts for a time,
// and with them a delimiter could move.
func checkTimestamp(r *request) Reason {
	if len(r.stamp) != 10 || r.stamp[0] == '0' || strings.Trim(r.stamp, "0123456789") != "" {
		return BadTimestamp
	}
	return ""
}

// checkCanonical wants the one padded standard base64 text of the bytes: Go's
// decoder also takes line ends in between, and on an error gives a part.
func checkCanonical(r *request) Reason {
	for _, s := range r.signatures {
		if base64.StdEncoding.EncodeToString(s.raw) != s.text {
			return BadSignatureEncoding
		}
	}
	return ""
}

func checkLength(r *request) Reason {
	for _, s := range r.signatures {
		if len(s.raw) != ed25519.SignatureSize {
			return BadSignatureEncoding
		}
	}
	return ""
}

func checkStale(r *request) Reason {
	if r.time < r.now-r.tolerance {
		return Stale
	}
	return ""
}

func checkFuture(r *request) Reason {
	if r.time > r.now+r.tolerance {
		return Future
	}
	return ""
}

func checkSignature(r *request) Reason {
	for _, key := range r.keys {
		for _, s := range r.signatures {
			if ed25519.Verify(key.raw, r.message, s.raw) {
				r.keyID = key.ID()
				return ""
			}
		}
	}
	return BadSignature
}

const (
	maxWebhookID         = 128
	maxWebhookSignatures = 8
)

// checkID keeps the two schemes' messages apart. Without a dot the id ends where
// it says; without a pipe no text signed as "timestamp|body" can be offered as
// "id.timestamp.body", even where one key pair signs both.
func checkID(r *request) Reason {
	for i := range len(r.id) {
		switch c := r.id[i]; {
		case '0' <= c && c <= '9', 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_', c == '-':
		default:
			return BadSignatureEncoding
		}
	}
	if len(r.id) > maxWebhookID {
		return BadSignatureEncoding
	}
	return ""
}

// checkCount bounds the work that one request can ask for.
func checkCount(r *request) Reason {
	if len(r.signatures) > maxWebhookSignatures {
		return BadSignatureEncoding
	}
	return ""
}

// v1a are the Ed25519 signatures of a webhook-signature header, whose entries
// are separated by single spaces. Entries of other versions are not looked at:
// v1 is HMAC, and there is no HMAC path.
func v1a(header string) []string {
	var texts []string
	for entry := range strings.SplitSeq(header, " ") {
		if text, ok := strings.CutPrefix(entry, "v1a,"); ok {
			texts = append(texts, text)
		}
	}
	return texts
}
