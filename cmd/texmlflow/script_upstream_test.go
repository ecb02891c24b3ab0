package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
)

// upstreamScript serves on loopback what a flow asks for, and writes each request into a file as it comes, a line each:
// upstream FILE PATH=BODY... The variable upstream is its origin. A path that is not there is 404.
func upstreamScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: upstream FILE PATH=BODY...")
	}
	file, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	answers := map[string]string{}
	for _, arg := range args[1:] {
		path, body, _ := strings.Cut(arg, "=")
		answers[path] = body
	}
	var mu sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		_, _ = fmt.Fprintf(file, "%s %s %s %s\n", r.Method, r.URL.Path, r.Header.Get("User-Agent"), body)
		mu.Unlock()
		answer, ok := answers[r.URL.Path]
		w.Header().Set("Content-Type", "application/json")
		if !ok {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = io.WriteString(w, answer)
	}))
	ts.Defer(func() { server.Close(); _ = file.Close() })
	ts.Setenv("upstream", server.URL)
}
