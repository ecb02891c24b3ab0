package flowtest

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/texmlflow/texmlflow/engine/carrier"
)

// otherWays are the switches under which a call may go another way, since nothing in the carrier's callbacks tells the flow
// what has happened: each with what a call has to do with that is led there. Nobody is dropped there either.
var otherWays = map[string]struct {
	why  string
	when func(usual *trace, of *corpus) bool
}{
	"answered-before-fetch": {
		"a call that has been answered cannot be refused any more: it is hung up",
		func(usual *trace, _ *corpus) bool { return usual.Ends == endReject },
	},
	"enqueue-action-bare": {
		"nothing tells how the wait has ended: it takes failed",
		func(usual *trace, _ *corpus) bool { return usual.met["enqueue_action"] },
	},
	"gather-empty-action": {
		"silence at a Gather of raw TeXML calls its action or goes on to the next verb, which are two outcomes to its author",
		func(_ *trace, of *corpus) bool { return of.mentions("<Gather") },
	},
	"hangup-no-action": {
		"the outcome of what the caller hung up in is not told",
		func(usual *trace, _ *corpus) bool { return usual.late },
	},
	"newer-verbs-unknown": {
		"the carrier does not know Pay and ConversationRelay: they take failed",
		func(usual *trace, _ *corpus) bool {
			return strings.Contains(usual.said, "<Pay") || strings.Contains(usual.said, "<ConversationRelay")
		},
	},
	"record-action-bare": {
		"how long a recording is comes after the flow has gone on",
		func(usual *trace, of *corpus) bool {
			return usual.met["record_action"] && of.mentions("RecordingDuration")
		},
	},
	"record-empty-action": {
		"whether a caller has hung up without a word is told or not: the call is over",
		func(usual *trace, _ *corpus) bool {
			return usual.Ends == endCaller && strings.Contains(usual.said, "<Record")
		},
	},
}

// ledOtherWay are the switches of those under which a call did go another way.
var ledOtherWay sync.Map

// TestOtherWays: only what there is can be an exception.
func TestOtherWays(t *testing.T) {
	for name := range otherWays {
		if !slices.ContainsFunc(carrier.Switches(), func(s carrier.Switch) bool { return s.Name == name }) {
			t.Errorf("the carrier has no switch %s", name)
		}
	}
}

// mentions reports whether a flow reads a value.
func (c *corpus) mentions(name string) bool {
	for _, source := range c.options.Library.Sources {
		if bytes.Contains(source, []byte(name)) {
			return true
		}
	}
	return false
}
