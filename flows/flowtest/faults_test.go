package flowtest

import (
	"flag"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/texmlflow/texmlflow/engine/carrier"
)

var all = flag.Bool("all", false, "play every scenario under every switch and every fault, and not a sample")

// TestServed plays the scenarios of all examples, and our own, over the network against another process with its store in a
// file: as they are, under the switches of the carrier, and with what can go wrong. Whatever it is, the call ends where it
// ends without, the caller hears the same, nobody else is asked more, and the scenario holds. Without -all it is a sample:
// some scenarios, each under one switch and one fault, and some deaths.
func TestServed(t *testing.T) {
	chosen := strings.Contains(flag.Lookup("test.run").Value.String(), "/")
	t.Cleanup(func() {
		for name := range otherWays {
			if _, led := ledOtherWay.Load(name); *all && !chosen && !led {
				t.Errorf("%s leads no call another way", name)
			}
		}
	})
	for i, name := range corpusNames(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			s := startServer(t, name)
			var played []*Scenario
			usual := map[*Scenario]*trace{}
			for j, one := range s.corpus.scenarios {
				if every := s.corpus.every(); !*all && j%every != i%every {
					continue
				}
				t.Run(one.Name, func(t *testing.T) {
					usual[one] = s.play(t, one, fault{})
					played = append(played, one)
					here := s.corpus.playHere(t, one)
					here.Asked = usual[one].Asked // a double tells nobody
					wantSame(t, here, usual[one])
					s.switched(t, one, usual[one], 17*i+j) // examples do not all begin with the same switch
					s.disturbed(t, one, usual[one], i+j)
				})
			}
			for j, one := range played {
				for k, die := range deaths {
					asks := die != dieAsking || len(usual[one].Asked) > 0
					if asks && (*all || s.samples(i, j, k, die)) {
						t.Run(one.Name+" killed "+string(die), func(t *testing.T) { s.mortal(t, one, usual[one], die, 1+(i+j)%max(1, usual[one].strikes/2)) })
					}
				}
			}
			t.Logf("%d calls to %d processes", s.calls, s.starts)
		})
	}
}

// every says that every nth scenario of a corpus is in the sample: twelve of our own, three of an example.
func (c *corpus) every() int {
	most := 3
	if c.own {
		most = 12
	}
	return (len(c.scenarios) + most - 1) / most
}

// samples reports whether the jth scenario of the ith corpus meets the kth death in the sample: of our own one meets each,
// of an example there is one such call, and the first that can be is killed while it asks.
func (s *server) samples(i, j, k int, die death) bool {
	if die == dieAsking {
		return !s.killed[die]
	}
	return s.corpus.own && j == k || !s.corpus.own && j == 0 && k == i%(len(deaths)-1)
}

// wantSame compares two plays of a scenario.
func wantSame(t *testing.T, want, got *trace) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(trace{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for _, copied := range got.copies {
		t.Errorf("a copy was answered otherwise: %s", copied)
	}
}

// switched plays a scenario under switches.
func (s *server) switched(t *testing.T, one *Scenario, usual *trace, nth int) {
	for i, sw := range carrier.Switches() {
		if !*all && i != nth%len(carrier.Switches()) {
			continue
		}
		t.Run(sw.Name, func(t *testing.T) {
			got := s.play(t, one, fault{}, sw.Name)
			other, ok := otherWays[sw.Name]
			switch {
			case !ok || !other.when(usual, s.corpus):
				wantSame(t, usual, got)
			case got.lost:
				t.Errorf("the call was lost: %q", got.Failures)
			case !cmp.Equal(usual, got, cmpopts.IgnoreUnexported(trace{})):
				ledOtherWay.Store(sw.Name, true)
				t.Logf("it goes another way: %s", other.why)
			}
		})
	}
}

// fault is what goes wrong in a call.
type fault struct {
	name    string
	deliver func(carrier.Request) carrier.Plan
	kill    func(n int) death
	kept    func(*trace) *trace // what it leaves as it is
}

// always delivers each callback so.
func always(p carrier.Plan) func(carrier.Request) carrier.Plan {
	return func(carrier.Request) carrier.Plan { return p }
}

// swap lets every other notification change places with what comes next.
func swap(odd int) func(carrier.Request) carrier.Plan {
	return func(r carrier.Request) carrier.Plan { return carrier.Plan{Hold: (r.Number + odd) % 2} }
}

// everything is left as it is.
func everything(t *trace) *trace { return t }

// deliveries are the faults between the carrier and the process.
var deliveries = []fault{
	{"doubled", always(carrier.Plan{Repeat: 1}), nil, everything},
	{"doubled at once", always(carrier.Plan{Repeat: 1, AtOnce: true}), nil, everything},
	{"doubled late", always(carrier.Plan{Late: 1}), nil, everything},
	{"answered in vain", always(carrier.Plan{Lose: 1}), nil, (*trace).slowed},
	{"swapped with the next", swap(0), nil, (*trace).swapped},
	{"swapped with the one before", swap(1), nil, (*trace).swapped},
}

// deaths are the moments at which the process is killed.
var deaths = []death{dieBetween, dieBefore, dieAfter, dieSilent, dieAsking}

// disturbed plays a scenario with faults of delivery.
func (s *server) disturbed(t *testing.T, one *Scenario, usual *trace, nth int) {
	for i, f := range deliveries {
		if *all || i == nth%len(deliveries) {
			t.Run(f.name, func(t *testing.T) {
				got := s.play(t, one, f)
				wantSame(t, f.kept(usual), f.kept(got))
				if len(got.repeated) > 0 {
					t.Errorf("asked twice: %q", got.repeated)
				}
			})
		}
	}
}

// mortal plays a scenario whose process is killed: at each request or, of the sample, once, at the nth request or later.
func (s *server) mortal(t *testing.T, one *Scenario, usual *trace, die death, nth int) {
	s.killed[die] = true
	before := s.starts
	got := s.play(t, one, fault{kill: func(n int) death {
		if *all || die == dieAsking || n >= nth && s.starts == before {
			return die
		}
		return ""
	}})
	want := usual.slowed()
	got = got.slowed()
	if die == dieAsking { // nobody can know whether others have done what they were asked for
		want.Asked, got.Asked = slices.Compact(slices.Clone(want.Asked)), slices.Compact(got.Asked)
	} else if len(got.repeated) > 0 {
		t.Errorf("asked twice: %q", got.repeated)
	}
	wantSame(t, want, got)
	if s.starts == before {
		t.Error("the process was not killed")
	}
}
