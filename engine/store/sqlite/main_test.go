package sqlite

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"go.uber.org/goleak"
)

// childEnv names the database that a test binary started as a child works on, childRole what it does there.
const (
	childEnv  = "TEXMLFLOW_STORE_TEST_DB"
	childRole = "TEXMLFLOW_STORE_TEST_ROLE"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(childEnv); path != "" {
		if err := child(path, os.Getenv(childRole)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	// Each of rapid's checks is a database: a quarter of its usual number still takes seconds under the race detector.
	// The flag on the command line has the last word.
	if err := flag.Set("rapid.checks", "25"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}

// process is a child with its output, line by line.
type process struct {
	*exec.Cmd
	lines *bufio.Scanner
}

// startChild runs this test binary as another process on the database. It is killed when the test ends.
func startChild(t *testing.T, path, role string) *process {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+path, childRole+"="+role)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{Cmd: cmd, lines: bufio.NewScanner(out)}
	t.Cleanup(p.kill)
	return p
}

// kill is kill -9; doing it twice is no harm.
func (p *process) kill() {
	_ = p.Process.Kill() // an error says that it has ended already
	_ = p.Wait()
}
