package serve

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"playbook/generator"
	"playbook/generator/source"
)

// A Server keeps a site current and shows it to browsers.
type Server struct {
	o     Options
	loop  *loop
	view  atomic.Pointer[view]
	first chan struct{} // closed when there is a view
	ended chan struct{} // closed when no event will come any more

	mu        sync.Mutex
	cancel    context.CancelFunc // of what makes the files of the newest view
	making    sync.WaitGroup
	encoding  sync.WaitGroup // of what makes its pictures
	finishing sync.Mutex     // held while pictures that are made are reported

	limits  limits
	streams atomic.Int64 // that are open

	resting sync.Mutex // held while garbage is collected
	tidying sync.WaitGroup

	known map[string]made // by path, from the last time that all files were made; of maker only
	told  []source.Problem
	owed  []string // labels that changed and were not reported yet
	gone  map[string]string
}

// A view is a build as it is served.
type view struct {
	outcome
	base  string            // path below which the site is served: "/" or "/playbook/"
	gone  map[string]string // paths that were there before, and where they went; "" is nowhere
	newer chan struct{}     // closed when there is something newer to look at

	// What is known by now. Another view of the same number may know more.
	whole bool             // every file was made
	all   []source.Problem // of building, and of files made by now

	holders []*generator.File // pages for Site.Compare

	follow map[string]string // paths of the page that was edited last, by language
	edited int64             // when: tells one edit from another, also of a server before
}

// New is a server that has not begun yet.
func New(o Options) *Server {
	s := &Server{o: o, loop: newLoop(o), limits: usual, first: make(chan struct{}), ended: make(chan struct{}), gone: map[string]string{}}
	s.loop.built, s.loop.stirred = s.take, s.stop
	return s
}

// ErrPreviewAway is the refusal to show a preview to other machines.
var ErrPreviewAway = errors.New("a preview is served to this machine only")

// Run keeps the site current and serves it on ln until ctx ends. A preview is
// refused on an address that other machines reach.
func (s *Server) Run(ctx context.Context, ln net.Listener) error {
	defer ln.Close()
	if !isLoopback(ln.Addr()) {
		src, err := s.o.Open()
		if err != nil {
			return err
		}
		if src.Input.Preview {
			return ErrPreviewAway
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	server := s.server(ctx, ln)
	var serving error
	var done sync.WaitGroup
	done.Go(func() {
		serving = server.Serve(ln)
		cancel()
	})
	err := s.loop.run(ctx)
	s.stop()
	close(s.ended)
	cancel()
	_ = server.Close() // what is still being sent is of no use to anybody
	done.Wait()
	s.making.Wait()
	s.encoding.Wait()
	s.tidying.Wait()
	if err == nil && !errors.Is(serving, http.ErrServerClosed) {
		err = serving
	}
	return err
}

// stop ends the making of files that are about to be of the past. It does not
// wait for pictures that are in the middle of being encoded: they will be wanted
// again, and nobody is told of them.
func (s *Server) stop() {
	s.mu.Lock()
	cancel := s.cancel
	s.cancel = nil
	s.mu.Unlock()
	if cancel != nil {
		cancel()
	}
	s.making.Wait()
	s.finishing.Lock() // what is being reported is, and nothing after it
	defer s.finishing.Unlock()
}

// take shows a build, and begins to make all its files.
func (s *Server) take(b outcome) {
	last := s.view.Load()
	v := &view{outcome: b, base: basePath(b.site.Config.BaseURL), all: b.problems, newer: make(chan struct{})}
	if last != nil {
		v.gone = s.vanished(last.site, b)
		v.follow, v.edited = last.follow, last.edited
	}
	s.owed = append(s.owed, b.changed...)
	if last != nil && s.o.Follow {
		if pages := pagesOf(b.site, b.changed); pages != nil {
			v.follow, v.edited = pages, b.ready.UnixMicro()
		}
	}
	s.show(v)
	ctx, cancel := context.WithCancel(context.Background())
	s.mu.Lock()
	s.cancel = cancel
	s.mu.Unlock()
	s.making.Go(func() {
		if next := s.make(ctx, v); next != nil {
			s.encoding.Go(func() {
				defer cancel()
				s.encode(ctx, next)
			})
			return
		}
		cancel()
	})
}

// again is a view of the same build that knows more.
func (v *view) again() *view {
	next := *v
	next.newer = make(chan struct{})
	return &next
}

// show makes v what browsers see, and wakes them.
func (s *Server) show(v *view) {
	last := s.view.Swap(v)
	if last == nil {
		close(s.first)
		if s.o.Ready != nil {
			s.o.Ready()
		}
		return
	}
	close(last.newer)
}

// now is the newest view. It waits for the first one, and is nil if ctx ends.
func (s *Server) now(ctx context.Context) *view {
	if v := s.view.Load(); v != nil {
		return v
	}
	select {
	case <-s.first:
		return s.view.Load()
	case <-s.ended:
	case <-ctx.Done():
	}
	return nil
}

// file is the file of the site at path, or nil.
func (v *view) file(path string) *generator.File {
	i, ok := slices.BinarySearchFunc(v.site.Files, path, func(f *generator.File, p string) int { return strings.Compare(f.Path, p) })
	if !ok {
		return nil
	}
	return v.site.Files[i]
}

// basePath is the path of an address: "/" or "/playbook/".
func basePath(address string) string {
	u, err := url.Parse(address)
	if err != nil || strings.Trim(u.Path, "/") == "" {
		return "/"
	}
	return "/" + strings.Trim(u.Path, "/") + "/"
}

// limits bound what a client can hold of us.
type limits struct {
	ask     time.Duration // to send a request
	take    time.Duration // to take an answer
	idle    time.Duration
	waiting int   // connections that ask for nothing
	streams int64 // of events
	header  int   // bytes
}

// usual are generous: a browser has six connections, and a page of a hundred
// pictures is there in a second.
var usual = limits{ask: 10 * time.Second, take: time.Minute, idle: 2 * time.Minute, waiting: 256, streams: 256, header: 64 << 10}

func (s *Server) server(ctx context.Context, ln net.Listener) *http.Server {
	return &http.Server{
		Handler:           guard{s, hostsOf(ln.Addr())},
		ReadHeaderTimeout: s.limits.ask,
		ReadTimeout:       s.limits.ask,
		IdleTimeout:       s.limits.idle,
		MaxHeaderBytes:    s.limits.header,
		ConnState:         newCrowd(s.limits.waiting).turned,
		ErrorLog:          silence,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
}
