//go:build !race

package flows

const slower = 1
