package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the expected outputs in testdata/script")

// TestMain makes the test binary the program too, for the scripts.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"texmlflow": main})
}

// TestScripts runs testdata/script. Beside testscript's own commands there are:
//
//	serve NAME ARGS...        starts texmlflow serve in the background and waits until it has started; sets $NAME to the
//	                          URL of its public listener and $NAME_admin to that of its admin listener
//	servewith NAME KEY DIR [URL]  is serve with free ports, or that of URL, and the public key in the file KEY
//	paste                     runs the command that the last one said to type next
//	drain NAME KEY            sends a call in two halves, with SIGTERM in between: not ready, and answered nevertheless,
//	                          as is another request that comes when it is not ready
//	hang NAME                 begins a request and leaves it there
//	signal NAME HUP|TERM|INT  sends it a signal
//	log NAME REGEXP           waits until its log has a line that matches
//	ended NAME CODE           waits until it has ended, with this exit code
//	code N COMMAND ARGS...    runs a command that must end with this exit code
//	request METHOD URL [TOKEN]  sends a request, with a bearer token; the status and the body are its standard output
//	listen                    fetches the recording that the last answer plays, as the carrier does; its status, media type
//	                          and length are its standard output
//	certificate CERT KEY      makes a certificate for 127.0.0.1 that is its own root
//	replace FILE OLD NEW      replaces text in a file
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Setup: func(e *testscript.Env) error {
			// The race detector waits a second at each exit, in case that it finds something yet.
			e.Setenv("GORACE", "atexit_sleep_ms=10")
			e.Setenv("examples", filepath.Join(moduleRoot(t), "examples"))
			e.Values[daemons{}] = map[string]*daemon{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve": serveScript, "servewith": serveWithScript, "paste": pasteScript, "drain": drainScript, "hang": hangScript, "signal": signalScript, "log": logScript, "ended": endedScript,
			"code": codeScript, "request": requestScript, "replace": replaceScript, "listen": listenScript, "certificate": certificateScript,
			"upstream": upstreamScript,
		},
	})
}

// codeScript runs a command that must end with this exit code: code 2 texmlflow check.
func codeScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N COMMAND ARGS...")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if fmt.Sprint(got) != args[0] {
		ts.Fatalf("exit code %d, want %s", got, args[0])
	}
}

// replaceScript replaces text in a file: replace FILE OLD NEW.
func replaceScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace FILE OLD NEW")
	}
	before := ts.ReadFile(args[0])
	if !strings.Contains(before, args[1]) {
		ts.Fatalf("%s has no %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.ReplaceAll(before, args[1], args[2])), 0o644))
}

// requestScript sends a request without a body.
func requestScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: request METHOD URL [TOKEN]")
	}
	req, err := http.NewRequest(args[0], args[1], http.NoBody)
	ts.Check(err)
	if len(args) == 3 {
		req.Header.Set("Authorization", "Bearer "+args[2])
	}
	client := &http.Client{Timeout: patience}
	defer client.CloseIdleConnections() // an open one would hold up a server that drains
	res, err := client.Do(req)
	ts.Check(err)
	defer func() { ts.Check(res.Body.Close()) }()
	body, err := io.ReadAll(res.Body)
	ts.Check(err)
	_, err = fmt.Fprintf(ts.Stdout(), "%s\n%s", res.Status, body)
	ts.Check(err)
}

var playedURL = regexp.MustCompile(`<Play [^>]*>([^<]*)</Play>`)

// listenScript fetches what the last answer plays.
func listenScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: listen")
	}
	m := playedURL.FindStringSubmatch(ts.ReadFile("stdout"))
	if m == nil {
		ts.Fatalf("the last answer plays nothing:\n%s", ts.ReadFile("stdout"))
	}
	client := &http.Client{Timeout: patience}
	defer client.CloseIdleConnections() // an open one would hold up a server that drains
	res, err := client.Get(m[1])
	ts.Check(err)
	defer func() { ts.Check(res.Body.Close()) }()
	body, err := io.ReadAll(res.Body)
	ts.Check(err)
	_, err = fmt.Fprintf(ts.Stdout(), "%s, %s, %d bytes\n", res.Status, res.Header.Get("Content-Type"), len(body))
	ts.Check(err)
}

// certificateScript makes a new pair every time.
func certificateScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: certificate CERT KEY")
	}
	public, private, err := ed25519.GenerateKey(nil)
	ts.Check(err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore:    time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, public, private)
	ts.Check(err)
	key, err := x509.MarshalPKCS8PrivateKey(private)
	ts.Check(err)
	for i, block := range []*pem.Block{{Type: "CERTIFICATE", Bytes: cert}, {Type: pemPrivate, Bytes: key}} {
		ts.Check(os.WriteFile(ts.MkAbs(args[i]), pem.EncodeToMemory(block), 0o600))
	}
}
