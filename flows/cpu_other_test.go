//go:build !unix

package flows

import "time"

// spent is the time of day, where processor time is not at hand.
func spent() time.Duration { return time.Duration(time.Now().UnixNano()) }
