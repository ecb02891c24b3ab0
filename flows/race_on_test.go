//go:build race

package flows

// slower is how much longer the race detector makes the work.
const slower = 3
