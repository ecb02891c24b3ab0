//go:build race

package syntax

// slower is how much longer the race detector makes the work.
const slower = 3
