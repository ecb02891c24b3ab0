package main

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"
)

func (a *app) keygenCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "keygen FILE",
		Short: "Make a key pair for trials without a carrier",
		Long: "keygen makes an Ed25519 key pair. The private key goes to FILE (PEM, readable by its owner only), which\n" +
			"must not exist; the public key is printed, for --public-key of texmlflow serve.\n\n" +
			"It is for texmlflow trigger. A carrier signs with a key of its own, which its portal shows.",
		Example: "  texmlflow serve flows --public-key \"$(texmlflow keygen trial.key)\"",
		Args:    exactly(1, "the file for the private key"),
		RunE:    work(func(_ *cobra.Command, args []string) error { return a.keygen(args[0]) }),
	}
}

func (a *app) keygen(path string) error {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return err
	}
	// O_EXCL: a key that something is already signed with must not be lost.
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return trouble("remove it first, or choose another name", "%s exists already, and keygen overwrites nothing", path)
	}
	if err != nil {
		return fmt.Errorf("write the private key: %w", err)
	}
	err = pem.Encode(f, &pem.Block{Type: pemPrivate, Bytes: der})
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write the private key: %w", err)
	}
	a.say("note", "the private key is in "+path+", the public key for --public-key is:")
	_, err = fmt.Fprintln(a.stdout, base64.StdEncoding.EncodeToString(public))
	return err
}

const pemPrivate = "PRIVATE KEY"

// maxKeyFile is far above any key; the bound keeps a wrong path from being read whole.
const maxKeyFile = 64 << 10

// readPrivateKey reads what keygen wrote.
func readPrivateKey(path string) (ed25519.PrivateKey, error) {
	text, err := readTyped(path, maxKeyFile)
	if err != nil {
		return nil, fmt.Errorf("read the private key: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != pemPrivate {
		return nil, fmt.Errorf("private key %s: expected a file made by texmlflow keygen (PEM, %q)", path, pemPrivate)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("private key %s: %w", path, err)
	}
	private, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("private key %s: expected an Ed25519 key, it is of another kind", path)
	}
	return private, nil
}
