package serve

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// hurried is a server that gives clients little time.
func hurried(t *testing.T, w *world, change func(l *limits)) *running {
	t.Helper()
	ln, err := Listen("127.0.0.1:0", false)
	w.must(err)
	s := New(w.options(""))
	change(&s.limits)
	return runOn(t, s, ln)
}

// Whoever sends a request bit by bit, or only begins one, is dropped; whoever
// does not send the body that was announced is answered all the same.
func TestSlowRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t, archive(1))
	s := hurried(t, w, func(l *limits) { l.ask = time.Second })
	for _, test := range []struct{ name, sent, answer string }{
		{"nothing", "", ""},
		{"half a line", "GET /sub/ HT", ""},
		{"half a header", "GET /sub/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", ""},
		{"no body", "POST /sub/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n", "HTTP/1.1 405 "},
		{"no body, but a page", "GET /sub/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nx", "HTTP/1.1 200 "},
		{"no end of chunks", "GET /sub/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "HTTP/1.1 200 "},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			conn := s.dial()
			_, err := io.WriteString(conn, test.sent)
			w.must(err)
			// It ends by itself, although this side stays.
			answer, err := io.ReadAll(conn)
			refused := len(answer) == 0 || strings.HasPrefix(string(answer), "HTTP/1.1 4")
			if errors.Is(err, os.ErrDeadlineExceeded) || !strings.HasPrefix(string(answer), test.answer) || test.answer == "" && !refused {
				t.Errorf("%v, %.80q", err, answer)
			}
		})
	}
}

// Whoever does not take what was asked for is dropped, and holds up nobody.
func TestSlowReader(t *testing.T) {
	t.Parallel()
	w := newWorld(t, archive(1))
	const size = 32 << 20 // more than the buffers of the system hold
	w.write("content/static/large.bin", strings.Repeat("x", size))
	s := hurried(t, w, func(l *limits) { l.take = 2 * time.Second })
	<-s.first
	s.view.Load().file("large.bin").Bytes() // so that the time is all for taking it
	conn := s.dial()
	_, err := io.WriteString(conn, "GET /sub/large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
	w.must(err)
	answer := bufio.NewReader(conn)
	if line, err := answer.ReadString('\n'); err != nil || !strings.HasPrefix(line, "HTTP/1.1 200") {
		t.Fatalf("%q: %v", line, err)
	}
	// It is dropped while nobody reads: the server has fewer connections then.
	if status, _ := s.get("/sub/about.html"); status != http.StatusOK {
		t.Errorf("status %d for another client", status)
	}
	s.settles(func() bool { return s.open.Load() == 1 })
	if n, err := io.Copy(io.Discard, answer); n >= size || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("%d bytes came, %v", n, err)
	}
}

// A thousand connections that say nothing, and a thousand that listen, keep
// nobody from being answered, and are bounded.
func TestIdleConnections(t *testing.T) {
	t.Parallel()
	w := newWorld(t, archive(1))
	s := hurried(t, w, func(*limits) {})
	s.get("/sub/")
	first := s.dial()
	for range 1000 {
		s.dial()
	}
	if _, err := first.Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the first is still there: %v", err)
	}
	if status, _ := s.get("/sub/"); status != http.StatusOK {
		t.Errorf("status %d", status)
	}
	s.settles(func() bool { return s.open.Load() <= int64(usual.waiting)+2 })
	refused := 0
	for range 300 {
		conn := s.dial()
		_, err := io.WriteString(conn, "GET /_playbook/events?path=/sub/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
		w.must(err)
		line, err := bufio.NewReader(conn).ReadString('\n')
		w.must(err)
		if strings.HasPrefix(line, "HTTP/1.1 503") {
			refused++
		}
	}
	if refused != 300-int(usual.streams) {
		t.Errorf("%d of 300 streams were refused", refused)
	}
	if status, _ := s.get("/sub/"); status != http.StatusOK {
		t.Errorf("status %d", status)
	}
}

// dial opens a connection that ends with the test.
func (r *running) dial() net.Conn {
	r.tb.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(r.root, "http://"))
	if err != nil {
		r.tb.Fatal(err)
	}
	r.tb.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		r.tb.Fatal(err)
	}
	return conn
}

// settles waits for a state of the server.
func (r *running) settles(state func() bool) {
	r.tb.Helper()
	for deadline := time.Now().Add(patience); !state(); <-time.After(time.Millisecond) {
		if time.Now().After(deadline) {
			r.tb.Fatal("the state that must come did not")
		}
	}
}
