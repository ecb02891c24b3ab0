//go:build !unix

package guard_test

import "time"

// spent is the time of day, where processor time is not at hand.
func spent() time.Duration { return time.Duration(time.Now().UnixNano()) }
