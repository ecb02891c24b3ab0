// Command texmlflow checks call flows written in YAML and serves them as a Telnyx TeXML application URL.
//
// What goes in: arguments, the environment, a directory of flows with its texmlflow.yaml. What comes out: findings, a
// server, TeXML on standard output, and an exit code.
//
// It is the only place that knows flags, environment variables, signals and exit codes. Settings are resolved in one
// place ([resolve]): a flag wins over a variable, a variable over texmlflow.yaml, that over the default; each keeps where
// it came from, so that a message points at the right line. A reload reads texmlflow.yaml again and goes the same way.
//
// Standard output carries what was asked for (findings, a key, a document), standard error everything else: messages
// beginning "texmlflow: error:" or "texmlflow: hint:", and the log.
//
// Exit codes: 0 clean, 1 findings, 2 usage, 3 could not work.
//
// What it never does: judge a flow, answer a callback or touch a store by itself; flows, engine/host and engine/store do.
// It shows no secret: settings that hold one are printed as ***.
package main

import (
	"os"
)

func main() { os.Exit(run()) }

// run is main for a test binary too.
func run() int {
	return Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Environ())
}
