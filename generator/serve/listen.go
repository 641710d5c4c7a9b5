package serve

import (
	"errors"
	"net"
	"strconv"
	"syscall"
)

// tries is how many ports after the first one are tried.
const tries = 100

// Listen listens on addr, "localhost:8000". If its port is taken and next is
// true, it takes the next free one.
func Listen(addr string, next bool) (net.Listener, error) {
	ln, err := net.Listen("tcp", addr)
	if !next {
		return ln, err
	}
	host, number, split := net.SplitHostPort(addr)
	port, numeric := strconv.Atoi(number)
	if split != nil || numeric != nil {
		return ln, err
	}
	for i := 1; i <= tries && isTaken(err) && port+i <= 65535; i++ {
		ln, err = net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port+i)))
	}
	return ln, err
}

// isTaken reports whether somebody else listens there. Windows has a number of
// its own for it.
func isTaken(err error) bool {
	const windows = syscall.Errno(10048)
	return errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, windows)
}

// OnlyHere reports whether an address that Listen takes is reached from this
// machine alone.
func OnlyHere(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil || host == "" {
		return false
	}
	ips, err := net.LookupIP(host)
	if err != nil {
		return false
	}
	for _, ip := range ips {
		if !ip.IsLoopback() {
			return false
		}
	}
	return len(ips) > 0
}
