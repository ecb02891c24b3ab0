//go:build unix

package flows

import (
	"syscall"
	"time"
)

// spent is the processor time of this process: what else the machine does meanwhile does not count.
func spent() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return time.Duration(time.Now().UnixNano())
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
