package serve

import (
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"sync"
)

// A guard refuses what does not come from a page of ours. A page of another
// site that has its name lead to this machine sends a foreign Host; one that
// sends requests here sends a foreign Origin; one that embeds what is here is
// told apart by Sec-Fetch-Site.
type guard struct {
	next  http.Handler
	hosts map[string]bool // names that we answer to, besides numbers
}

func (g guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Security-Policy", "frame-ancestors 'self'")
	h.Set("Referrer-Policy", "same-origin")
	if !g.knows(r.Host) || !sameOrigin(r) {
		plain(w, http.StatusForbidden)
		return
	}
	g.next.ServeHTTP(w, r)
}

// knows reports whether host is us. A number is: only names can be made to lead
// elsewhere later.
func (g guard) knows(host string) bool {
	name := strings.ToLower(hostname(host))
	if ip, err := netip.ParseAddr(name); err == nil {
		return !g.hosts[onlyLoopback] || ip.IsLoopback()
	}
	return g.hosts[name]
}

// onlyLoopback, among the hosts of a guard, says that other machines cannot
// reach us, so that no number but our own can be true.
const onlyLoopback = "*loopback"

// hostsOf is what a server at addr is called.
func hostsOf(addr net.Addr) map[string]bool {
	if isLoopback(addr) {
		return map[string]bool{"localhost": true, onlyLoopback: true}
	}
	hosts := map[string]bool{"localhost": true}
	if name, err := os.Hostname(); err == nil {
		name = strings.ToLower(name)
		hosts[name], hosts[name+".local"] = true, true
	}
	return hosts
}

// hostname is a Host without its port.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.Trim(host, "[]")
}

// sameOrigin reports whether a request comes from a page of ours, or from a
// person who follows a link.
func sameOrigin(r *http.Request) bool {
	if origin := r.Header.Get("Origin"); origin != "" && origin != "http://"+r.Host {
		return false
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "cross-site", "same-site":
		return r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document"
	}
	return true
}

// isLoopback reports whether only this machine reaches addr.
func isLoopback(addr net.Addr) bool {
	tcp, ok := addr.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// silence drops what clients do wrong: it is theirs to know.
var silence = log.New(io.Discard, "", 0)

// A crowd bounds the connections that ask for nothing: of too many, the one
// that has waited longest is closed.
type crowd struct {
	mu      sync.Mutex
	max     int
	waiting []net.Conn // the one that has waited longest first
}

func newCrowd(max int) *crowd { return &crowd{max: max} }

// turned is an http.Server's ConnState.
func (c *crowd) turned(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, w := range c.waiting {
		if w == conn {
			c.waiting = append(c.waiting[:i], c.waiting[i+1:]...)
			break
		}
	}
	if state != http.StateNew && state != http.StateIdle {
		return
	}
	c.waiting = append(c.waiting, conn)
	if len(c.waiting) > c.max {
		// It is closed whatever its end says.
		_ = c.waiting[0].Close()
		c.waiting = c.waiting[1:]
	}
}
