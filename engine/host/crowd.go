package host

import (
	"crypto/tls"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// LimitListener returns a listener that has at most n accepted connections open. Others wait in the kernel until one is
// closed. While half of the slots are taken, connections that have been without a request for [CrowdedIdleTimeout] are
// closed, so that whoever opens many and leaves them keeps nobody out; the server's own IdleTimeout is for quiet times.
// Which ones are idle is what a server of [NewServer] tells it.
func LimitListener(l net.Listener, n int) net.Listener {
	return newLimitListener(l, n, CrowdedIdleTimeout)
}

func newLimitListener(l net.Listener, n int, idle time.Duration) *limitListener {
	return &limitListener{
		Listener: l, idle: idle, begun: time.Now(),
		slots: make(chan struct{}, n), done: make(chan struct{}), open: map[*limitConn]struct{}{},
	}
}

type limitListener struct {
	net.Listener
	idle  time.Duration
	begun time.Time // what the connections' times count from, so that a clock that is set changes none
	slots chan struct{}
	done  chan struct{}
	close sync.Once

	mu    sync.Mutex
	open  map[*limitConn]struct{}
	swept time.Time
}

// Accept waits for a slot, then for a connection. It is where room is made: who is not waited for needs none.
func (l *limitListener) Accept() (net.Conn, error) {
	if err := l.slot(); err != nil {
		return nil, err
	}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.slots
		return nil, err
	}
	conn := &limitConn{Conn: c, owner: l}
	l.mu.Lock()
	l.open[conn] = struct{}{}
	l.mu.Unlock()
	l.sweep()
	return conn, nil
}

func (l *limitListener) slot() error {
	select {
	case l.slots <- struct{}{}:
		return nil
	default:
	}
	look := time.NewTicker(l.pause())
	defer look.Stop()
	for {
		l.sweep()
		select {
		case l.slots <- struct{}{}:
			return nil
		case <-l.done:
			return net.ErrClosed
		case <-look.C:
		}
	}
}

// pause lies between two sweeps, so that a flood of connections does not pay for one each.
func (l *limitListener) pause() time.Duration { return l.idle / 20 }

// sweep closes quiet connections while half of the slots are taken.
func (l *limitListener) sweep() {
	now := time.Now()
	var quiet []*limitConn
	l.mu.Lock()
	if 2*len(l.open) >= cap(l.slots) && now.Sub(l.swept) >= l.pause() {
		l.swept = now
		for c := range l.open {
			if since := time.Duration(c.since.Load()); since > 0 && now.Sub(l.begun)-since >= l.idle {
				quiet = append(quiet, c)
			}
		}
	}
	l.mu.Unlock()
	for _, c := range quiet {
		_ = c.Close() // its server finds it closed, as if the other side had gone
	}
}

// Close ends the listener and whoever waits for a slot.
func (l *limitListener) Close() error {
	l.close.Do(func() { close(l.done) })
	return l.Listener.Close()
}

type limitConn struct {
	net.Conn
	owner *limitListener
	once  sync.Once
	since atomic.Int64 // when it became idle, counted from owner.begun; 0: it has a request, or nobody has told
}

// noteState is a server's ConnState. The bytes that pass tell less: those of an HTTP/2 connection may be pings alone.
func noteState(c net.Conn, state http.ConnState) {
	if t, ok := c.(*tls.Conn); ok {
		c = t.NetConn()
	}
	conn, ok := c.(*limitConn)
	if !ok {
		return
	}
	switch state {
	case http.StateNew, http.StateIdle:
		conn.since.Store(max(1, int64(time.Since(conn.owner.begun))))
	default:
		conn.since.Store(0)
	}
}

// Close gives the slot back, once.
func (c *limitConn) Close() error {
	err := c.Conn.Close()
	c.once.Do(func() {
		c.owner.mu.Lock()
		delete(c.owner.open, c)
		c.owner.mu.Unlock()
		<-c.owner.slots
	})
	return err
}
