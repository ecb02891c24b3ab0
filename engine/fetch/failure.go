package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"syscall"

	"github.com/texmlflow/texmlflow/engine"
	"github.com/texmlflow/texmlflow/engine/policy"
)

var timedOut = engine.FetchResult{Failure: engine.FetchTimeout, Why: "it took too long"}

// failed is the result of a request that had no answer. The texts of errors may hold its URL; ours do not.
func failed(err error) engine.FetchResult {
	var refusal *policy.Refusal
	var name *net.DNSError
	var untrusted *tls.CertificateVerificationError
	var late net.Error
	why := "the connection failed"
	switch {
	case errors.As(err, &refusal):
		why = refusal.Error()
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &late) && late.Timeout():
		return timedOut
	case errors.As(err, &name):
		why = "the host's name was not found"
	case errors.As(err, &untrusted):
		why = "the host's certificate is not trusted"
	case errors.Is(err, syscall.ECONNREFUSED):
		why = "the connection was refused"
	}
	return engine.FetchResult{Failure: engine.FetchFailed, Why: why}
}
