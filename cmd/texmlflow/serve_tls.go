package main

import (
	"crypto/tls"
	"fmt"
	"sync/atomic"
)

// certificate is the certificate of the public listener. It is read again with every reload, so that a renewed one needs
// no restart.
type certificate struct {
	certFile, keyFile string
	current           atomic.Pointer[tls.Certificate]
}

// maxCertificate is far above any chain.
const maxCertificate = 1 << 20

// load reads the files; if it fails, the last certificate stays.
func (c *certificate) load() error {
	chain, err := readSmall(c.certFile, maxCertificate)
	if err != nil {
		return fmt.Errorf("certificate: %w", err)
	}
	key, err := readSmall(c.keyFile, maxKeyFile)
	if err != nil {
		return fmt.Errorf("certificate: %w", err)
	}
	pair, err := tls.X509KeyPair(chain, key)
	if err != nil {
		return fmt.Errorf("certificate: %w", err)
	}
	c.current.Store(&pair)
	return nil
}

func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	return c.current.Load(), nil
}
