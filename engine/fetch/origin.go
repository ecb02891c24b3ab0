package fetch

import (
	"errors"
	"slices"
	"time"

	"github.com/sony/gobreaker/v2"

	"github.com/texmlflow/texmlflow/engine"
)

const (
	// tripAfter is how many requests in a row must fail until no more are made.
	tripAfter = 5
	// openTime is how long none is made; then one is let through to see.
	openTime = 5 * time.Second
)

var (
	errBad = errors.New("failed")
	errCut = errors.New("cut short")
)

// origin is a scheme and host that requests go to. Since only allowed ones come so far, there are few.
type origin struct {
	breaker *gobreaker.TwoStepCircuitBreaker[struct{}]
	slots   chan struct{}
}

// origin returns the one of a name.
func (c *Client) origin(name string) *origin {
	c.mu.Lock()
	defer c.mu.Unlock()
	if o, ok := c.origins[name]; ok {
		return o
	}
	o := &origin{slots: make(chan struct{}, perHost)}
	o.breaker = gobreaker.NewTwoStepCircuitBreaker[struct{}](gobreaker.Settings{
		Name: name, MaxRequests: 1, Timeout: openTime,
		ReadyToTrip: func(counts gobreaker.Counts) bool { return counts.ConsecutiveFailures >= tripAfter },
		IsExcluded:  func(err error) bool { return errors.Is(err, errCut) },
		OnStateChange: func(name string, _, to gobreaker.State) {
			c.log.Warn("fetch breaker", "origin", name, "state", to.String())
		},
	})
	c.origins[name] = o
	return o
}

// Open lists the origins that are left alone at the moment, because requests to them have failed, sorted.
func (c *Client) Open() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var names []string
	for name, o := range c.origins {
		if o.breaker.State() != gobreaker.StateClosed {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// enter begins a request, unless why says that none is made. What became of it is told to leave, and whether what came
// before it in its turn had left it little time: that it had none left then says nothing about the host.
func (o *origin) enter() (leave func(r engine.FetchResult, short bool), why string) {
	select {
	case o.slots <- struct{}{}:
	default:
		return nil, "too many requests to this host at once"
	}
	done, err := o.breaker.Allow()
	if err != nil {
		<-o.slots
		return nil, "the host has failed too often, and is left alone for some seconds"
	}
	return func(r engine.FetchResult, short bool) {
		<-o.slots
		switch {
		case r.Failure == engine.FetchTimeout && short:
			done(errCut)
		case r.Failure == engine.FetchTimeout, r.Failure == engine.FetchFailed, r.Status >= 500:
			done(errBad)
		default:
			done(nil)
		}
	}, ""
}
