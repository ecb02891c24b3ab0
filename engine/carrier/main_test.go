package carrier_test

import (
	"flag"
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	// Each of rapid's checks is a call of some fifty signed requests: a tenth of its usual number takes seconds under the
	// race detector. The flag on the command line has the last word.
	if err := flag.Set("rapid.checks", "10"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
