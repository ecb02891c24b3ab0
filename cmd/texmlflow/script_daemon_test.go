package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/texmlflow/texmlflow/engine/callback"
)

// daemons is the key of a script's servers.
type daemons struct{}

// daemon is a server that a script has started.
type daemon struct {
	cmd  *exec.Cmd
	log  *lockedBuffer
	done chan struct{} // closed when it has ended
}

// lockedBuffer is a log that is read while it is written.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

const patience = 20 * time.Second

func daemonOf(ts *testscript.TestScript, name string) *daemon {
	d := ts.Value(daemons{}).(map[string]*daemon)[name]
	if d == nil {
		ts.Fatalf("no server %s", name)
	}
	return d
}

// lookup waits for a line of the log.
func (d *daemon) lookup(pattern *regexp.Regexp) ([]string, error) {
	for end := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		ended := false
		select {
		case <-d.done:
			ended = true
		default:
		}
		if m := pattern.FindStringSubmatch(d.log.String()); m != nil {
			return m, nil
		}
		if ended || time.Now().After(end) {
			return nil, fmt.Errorf("nothing in the log matches %s:\n%s", pattern, d.log)
		}
	}
}

var startedLine = regexp.MustCompile(`msg"?[=:]"?started.*?[ ,]"?listen"?[=:]"?([^\s"]+)"?[, ]"?admin\.listen"?[=:]"?([^\s"]+)`)

func serveScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: serve NAME ARGS...")
	}
	name := args[0]
	path, err := exec.LookPath(filepath.Join(filepath.SplitList(ts.Getenv("PATH"))[0], "texmlflow"))
	ts.Check(err)
	d := &daemon{log: &lockedBuffer{}, done: make(chan struct{})}
	d.cmd = exec.Command(path, append([]string{"serve"}, args[1:]...)...)
	d.cmd.Dir = ts.MkAbs(".")
	d.cmd.Stderr = d.log
	d.cmd.Env = scriptEnv(ts)
	ts.Check(d.cmd.Start())
	go func() {
		_ = d.cmd.Wait() // its code is asked for by ended
		close(d.done)
	}()
	ts.Value(daemons{}).(map[string]*daemon)[name] = d
	ts.Defer(func() {
		_ = d.cmd.Process.Kill() // it may have ended
		<-d.done
	})
	m, err := d.lookup(startedLine)
	ts.Check(err)
	scheme := "http://"
	if ts.Getenv("TEXMLFLOW_TLS_CERT") != "" {
		scheme = "https://"
	}
	ts.Setenv(name, scheme+m[1])
	ts.Setenv(name+"_admin", "http://"+m[2])
	ts.Setenv(name+"_admin_address", m[2])
}

func serveWithScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 || len(args) > 4 {
		ts.Fatalf("usage: servewith NAME KEY DIR [URL]")
	}
	listen := "127.0.0.1:0"
	if len(args) == 4 {
		listen = strings.TrimPrefix(args[3], "http://")
	}
	key := strings.TrimSpace(ts.ReadFile(args[1]))
	serveScript(ts, false, []string{args[0], args[2], "--listen", listen, "--admin-listen", "127.0.0.1:0", "--public-key", key})
}

var nextLine = regexp.MustCompile(`(?m)^texmlflow: next: .*?: (\S*texmlflow trigger .*)$`)

func pasteScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: paste")
	}
	m := nextLine.FindStringSubmatch(ts.ReadFile("stderr"))
	if m == nil {
		ts.Fatalf("nothing to type next in:\n%s", ts.ReadFile("stderr"))
	}
	ts.Check(ts.Exec("sh", "-c", m[1]))
}

// hangScript begins a request and leaves it there.
func hangScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: hang NAME")
	}
	conn, err := net.Dial("tcp", strings.TrimPrefix(ts.Getenv(args[0]), "http://"))
	ts.Check(err)
	ts.Defer(func() { _ = conn.Close() }) // nothing is expected of it
	_, err = conn.Write([]byte("POST /texml HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"))
	ts.Check(err)
	time.Sleep(beginning)
}

// beginning is how long the server is given to see a request: what it has not seen is not in flight.
const beginning = 50 * time.Millisecond

func drainScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: drain NAME KEY")
	}
	key, err := readPrivateKey(ts.MkAbs(args[1]))
	ts.Check(err)
	body := []byte("CallSid=v3%3Adrain&AccountSid=a&From=%2B15125550142&To=%2B15125550167")
	address := strings.TrimPrefix(ts.Getenv(args[0]), "http://")
	conn, err := net.Dial("tcp", address)
	ts.Check(err)
	defer func() { _ = conn.Close() }() // the answer has been read
	ts.Check(conn.SetDeadline(time.Now().Add(patience)))
	req, err := http.NewRequest(http.MethodPost, "http://"+address+"/texml", bytes.NewReader(body))
	ts.Check(err)
	req.Header = callback.Sign(key, time.Now(), body)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var wire bytes.Buffer
	ts.Check(req.Write(&wire))
	half := wire.Len() - len(body)/2
	_, err = conn.Write(wire.Next(half))
	ts.Check(err)
	time.Sleep(beginning)

	signalScript(ts, false, []string{args[0], "TERM"})
	for end := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		res, err := http.Get(ts.Getenv(args[0]+"_admin") + "/readyz")
		ts.Check(err)
		ts.Check(res.Body.Close())
		if res.StatusCode == http.StatusServiceUnavailable {
			break
		}
		if time.Now().After(end) {
			ts.Fatalf("it still says that it is ready")
		}
	}
	// Who has not asked yet sends calls here still, and they are answered.
	late, err := http.Get(ts.Getenv(args[0]) + "/texml")
	ts.Check(err)
	ts.Check(late.Body.Close())
	if late.StatusCode != http.StatusMethodNotAllowed {
		ts.Fatalf("a GET after SIGTERM: %s, want 405", late.Status)
	}
	_, err = conn.Write(wire.Bytes())
	ts.Check(err)
	res, err := http.ReadResponse(bufio.NewReader(conn), req)
	ts.Check(err)
	if res.StatusCode != http.StatusOK {
		ts.Fatalf("the request in flight was answered by %s", res.Status)
	}
	if !res.Close {
		ts.Fatalf("the connection is kept for another request")
	}
	ts.Check(res.Body.Close())
}

// scriptEnv is the script's environment, as far as it is of interest to the program.
func scriptEnv(ts *testscript.TestScript) []string {
	env := []string{"PATH=" + ts.Getenv("PATH"), "HOME=" + ts.Getenv("HOME"), "TMPDIR=" + ts.Getenv("TMPDIR")}
	for _, name := range []string{
		"TEXMLFLOW_LISTEN", "TEXMLFLOW_ADMIN_LISTEN", "TEXMLFLOW_PUBLIC_URL", "TEXMLFLOW_PUBLIC_KEY", "TEXMLFLOW_STORE",
		"GORACE", "TEXMLFLOW_STOR", "TEXMLFLOW_TLS_CERT", "TEXMLFLOW_TLS_KEY", "TEXMLFLOW_LOG", "TEXMLFLOW_ADMIN_TOKEN", "DESK", "API",
	} {
		if v := ts.Getenv(name); v != "" {
			env = append(env, name+"="+v)
		}
	}
	if dir := os.Getenv("GOCOVERDIR"); dir != "" {
		env = append(env, "GOCOVERDIR="+dir)
	}
	return env
}

var signals = map[string]os.Signal{"HUP": syscall.SIGHUP, "TERM": syscall.SIGTERM, "INT": syscall.SIGINT}

func signalScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 || signals[args[1]] == nil {
		ts.Fatalf("usage: signal NAME HUP|TERM|INT")
	}
	ts.Check(daemonOf(ts, args[0]).cmd.Process.Signal(signals[args[1]]))
}

func logScript(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: log NAME REGEXP")
	}
	pattern, err := regexp.Compile(args[1])
	ts.Check(err)
	d := daemonOf(ts, args[0])
	if neg {
		if pattern.MatchString(d.log.String()) {
			ts.Fatalf("the log matches %s:\n%s", pattern, d.log)
		}
		return
	}
	_, err = d.lookup(pattern)
	ts.Check(err)
}

func endedScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: ended NAME CODE")
	}
	d := daemonOf(ts, args[0])
	select {
	case <-d.done:
	case <-time.After(patience):
		ts.Fatalf("%s has not ended:\n%s", args[0], d.log)
	}
	if got := fmt.Sprint(d.cmd.ProcessState.ExitCode()); got != args[1] {
		ts.Fatalf("%s ended with %s, want %s:\n%s", args[0], got, args[1], d.log)
	}
}
