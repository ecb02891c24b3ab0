//go:build !race

package syntax

const slower = 1
