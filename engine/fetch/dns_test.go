package fetch

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
)

// names answers every question for an IPv4 address with the next of a list, and all others with nothing.
type names struct {
	conn  net.PacketConn
	list  []netip.Addr
	asked atomic.Int64

	mu    sync.Mutex
	conns []net.Conn
	over  bool
}

// resolver returns one that asks only here. A nil list never answers.
func (n *names) resolver(t *testing.T) *net.Resolver {
	t.Helper()
	var err error
	if n.conn, err = net.ListenPacket("udp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.close)
	go n.serve()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		n.mu.Lock()
		defer n.mu.Unlock()
		if n.over {
			return nil, net.ErrClosed
		}
		c, err := (&net.Dialer{}).DialContext(ctx, "udp", n.conn.LocalAddr().String())
		if err == nil {
			n.conns = append(n.conns, c)
		}
		return c, err
	}}
}

// close ends the look-ups too that nobody waits for any more; by themselves they would go on for some seconds.
func (n *names) close() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.over = true
	_ = n.conn.Close()
	for _, c := range n.conns {
		_ = c.Close()
	}
}

func (n *names) serve() {
	buf := make([]byte, 1500)
	for {
		size, from, err := n.conn.ReadFrom(buf)
		if err != nil {
			return
		}
		if n.list == nil {
			continue
		}
		end := 12
		for end < size && buf[end] != 0 {
			end += int(buf[end]) + 1
		}
		end += 5 // the root, type and class
		a := append([]byte{}, buf[:end]...)
		a[2], a[3] = 0x84, 0 // an answer, with authority
		copy(a[6:12], make([]byte, 6))
		if a[end-3] == 1 { // type A
			a[7] = 1
			addr := n.list[int(n.asked.Add(1)-1)%len(n.list)].As4()
			a = append(a, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4)
			a = append(a, addr[:]...)
		}
		_, _ = n.conn.WriteTo(a, from)
	}
}
