package serve

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"playbook/generator/source"
)

// Each request is sent as it is written, byte for byte, and its answer begins
// with these words and contains those.
func TestRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t, archive(2))
	w.write("secret.txt", "not to be read")
	s := serveWorld(t, w.options(""))
	host := strings.TrimPrefix(s.root, "http://")
	s.get("/sub/")
	tests := []struct{ request, status, contains string }{
		{"GET / HTTP/1.1\nHost: HOST", "302", "Location: /sub/"},
		{"GET /sub HTTP/1.1\nHost: HOST", "302", "Location: /sub/"},
		{"GET /sub/ HTTP/1.1\nHost: HOST", "200", "text/html; charset=utf-8"},
		{"GET /sub/about HTTP/1.1\nHost: HOST", "200", "Made up."},
		{"GET /sub/about.html HTTP/1.1\nHost: HOST", "200", `<script src="/_playbook/live.js" data-page="`},
		{"GET /sub/about/ HTTP/1.1\nHost: HOST", "302", "Location: /sub/about.html"},
		{"GET /sub/about/?a=b HTTP/1.1\nHost: HOST", "302", "Location: /sub/about.html?a=b"},
		{"GET /about.html HTTP/1.1\nHost: HOST", "404", "text/html"},
		{"GET /sub/nothing HTTP/1.1\nHost: HOST", "404", "live.js"},
		{"GET /sub/note.txt HTTP/1.1\nHost: HOST\nRange: bytes=1-2", "206", "\r\n\r\not"},
		{"GET /sub/note.txt HTTP/1.1\nHost: HOST\nRange: bytes=9-", "416", ""},
		{"GET /sub/posts.xml HTTP/1.1\nHost: HOST", "200", "application/xml; charset=utf-8"},
		{"GET /_playbook/live.js HTTP/1.1\nHost: HOST", "200", "text/javascript; charset=utf-8"},
		{"GET /_playbook/other HTTP/1.1\nHost: HOST", "404", ""},
		{"POST /sub/ HTTP/1.1\nHost: HOST\nContent-Length: 0", "405", "Allow: GET, HEAD"},

		{"GET /sub/ HTTP/1.1\nHost: evil.example", "403", ""},
		{"GET /sub/ HTTP/1.1\nHost: 203.0.113.9", "403", ""},
		{"GET /sub/ HTTP/1.1\nHost: localhost", "200", ""},
		{"GET /sub/ HTTP/1.1\nHost: [::1]:80", "200", ""},
		{"GET /sub/ HTTP/1.1\nHost: localhost.evil.example", "403", ""},
		{"GET /sub/ HTTP/1.1\nHost: HOST\nOrigin: http://evil.example", "403", ""},
		{"GET /sub/ HTTP/1.1\nHost: HOST\nOrigin: null", "403", ""},
		{"GET /_playbook/events?path=/ HTTP/1.1\nHost: HOST\nOrigin: https://HOST", "403", ""},
		{"GET /sub/ HTTP/1.1\nHost: HOST\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: no-cors\nSec-Fetch-Dest: script", "403", ""},
		{"GET /sub/ HTTP/1.1\nHost: HOST\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: document", "200", ""},
		{"GET /sub/ HTTP/1.1\nHost: HOST\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: iframe", "403", ""},

		{"GET /sub/../secret.txt HTTP/1.1\nHost: HOST", "404", ""},
		{"GET /sub/..%2f..%2fsecret.txt HTTP/1.1\nHost: HOST", "404", ""},
		{"GET /sub/%2e%2e/secret.txt HTTP/1.1\nHost: HOST", "404", ""},
		{"GET /sub/..%5c..%5csecret.txt HTTP/1.1\nHost: HOST", "404", ""},
		{"GET /sub//etc/passwd HTTP/1.1\nHost: HOST", "404", ""},
		{"GET //etc/passwd HTTP/1.1\nHost: HOST", "404", ""},
		{"GET /sub/static/note.txt HTTP/1.1\nHost: HOST", "404", ""},
		{"GET /sub/content/site.yaml HTTP/1.1\nHost: HOST", "404", ""},
		{"GET /sub/note.txt%00.html HTTP/1.1\nHost: HOST", "404", ""},
		{"GET /sub/%0d%0aSet-Cookie:a=b/ HTTP/1.1\nHost: HOST", "404", ""},
		{"GET /sub/" + strings.Repeat("a", 1<<20) + " HTTP/1.1\nHost: HOST", "431", ""},
		{"GET /sub/" + strings.Repeat("/", 60_000) + " HTTP/1.1\nHost: HOST", "404", ""},
	}
	for _, test := range tests {
		answer := exchange(t, host, test.request)
		status, _, _ := strings.Cut(strings.TrimPrefix(answer, "HTTP/1.1 "), " ")
		if status != test.status || !strings.Contains(answer, test.contains) || strings.Contains(answer, "not to be read") {
			t.Errorf("%.100q: status %s, want %s and %q in\n%.600s", test.request, status, test.status, test.contains, answer)
		}
	}
}

// exchange sends a request and reads until the server closes.
func exchange(t *testing.T, host, request string) string {
	t.Helper()
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	request = strings.ReplaceAll(strings.ReplaceAll(request, "HOST", host), "\n", "\r\n")
	// A server that refuses early stops reading, and then writing fails.
	_, _ = io.WriteString(conn, request+"\r\nConnection: close\r\n\r\n")
	answer, err := io.ReadAll(conn)
	if len(answer) == 0 {
		t.Fatalf("%.100q: no answer: %v", request, err)
	}
	return string(answer)
}

func TestUnchangedIsNotSentAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, archive(2))
	s := serveWorld(t, w.options(""))
	tag := func(path, none string) (int, string, int) {
		r, err := http.NewRequest(http.MethodGet, s.root+path, nil)
		w.must(err)
		r.Header.Set("If-None-Match", none)
		response, err := s.http.Do(r)
		w.must(err)
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		w.must(err)
		return response.StatusCode, response.Header.Get("ETag"), len(body)
	}
	for _, path := range []string{"/sub/about.html", "/sub/note.txt"} {
		_, first, _ := tag(path, "")
		if status, again, n := tag(path, first); status != http.StatusNotModified || again != first || n != 0 {
			t.Errorf("%s: status %d, tag %s then %s, %d bytes", path, status, first, again, n)
		}
	}
	l := s.listen("/sub/note.txt")
	l.whole()
	_, first, _ := tag("/sub/note.txt", "")
	w.write("content/static/note.txt", "other")
	l.until(func(e event) bool { return !strings.Contains(first, e.Page) })
	if status, _, n := tag("/sub/note.txt", first); status != http.StatusOK || n != 5 {
		t.Errorf("a changed file: status %d, %d bytes", status, n)
	}
}

// Whoever only begins a request is dropped.
func TestCrowd(t *testing.T) {
	t.Parallel()
	c := newCrowd(2)
	var ends []net.Conn
	for range 3 {
		here, there := net.Pipe()
		ends = append(ends, there)
		c.turned(here, http.StateNew)
	}
	if _, err := ends[0].Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("the first of three is open: %v", err)
	}
	if len(c.waiting) != 2 {
		t.Errorf("%d wait", len(c.waiting))
	}
}

func TestPreviewStaysHere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, archive(1))
	ln, err := net.Listen("tcp", "0.0.0.0:0")
	w.must(err)
	if err := New(w.options("")).Run(context.Background(), ln); err != ErrPreviewAway {
		t.Errorf("a preview for everybody: %v", err)
	}
	for addr, want := range map[string]bool{"localhost:1": true, "127.0.0.1:1": true, "[::1]:1": true, ":1": false, "0.0.0.0:1": false, "203.0.113.9:1": false} {
		if OnlyHere(addr) != want {
			t.Errorf("OnlyHere(%q) is %t", addr, !want)
		}
	}
}

func TestNextFreePort(t *testing.T) {
	t.Parallel()
	taken, err := Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if _, err := Listen(taken.Addr().String(), false); err == nil {
		t.Error("a port was taken twice")
	}
	ln, err := Listen(taken.Addr().String(), true)
	if err != nil {
		t.Fatal(err)
	}
	ln.Close()
}

// A permission that ends while serving takes its post with it.
func TestTimePasses(t *testing.T) {
	t.Parallel()
	files := archive(2)
	files["content/pages/about.md"] = "---\ntitle: About\nexpire: " + testNow.Add(time.Second).Format(time.RFC3339) + "\n---\nNot for long.\n"
	w := newWorld(t, files)
	o := w.options("public")
	begun := sync.OnceValue(time.Now) // with the first build, however late that is
	o.Now = func() time.Time { return testNow.Add(time.Since(begun())) }
	s := serveWorld(t, o)
	s.listen("/sub/about.html").until(func(e event) bool { return e.Gone || e.Build > 1 && e.Page != "" })
	if status, _ := s.get("/sub/about.html"); status != http.StatusNotFound {
		t.Errorf("status %d after its end", status)
	}
}

// Polling sees what watching sees.
func TestPolling(t *testing.T) {
	t.Parallel()
	w := newWorld(t, archive(2))
	o := w.options("")
	o.Poll = true
	s := serveWorld(t, o)
	l := s.listen("/sub/about.html")
	first := l.whole().Page
	w.write("content/pages/about.md", "---\ntitle: About\n---\npolled\n")
	l.until(func(e event) bool { return e.Page != first })
	if _, text := s.get("/sub/about.html"); !strings.Contains(text, "polled") {
		t.Error("the old text is served")
	}
}

// The content may go away: the last site stays, says so, and goes on when the
// content is back.
func TestContentGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, archive(2))
	s := serveWorld(t, w.options(""))
	l := s.listen("/sub/about.html")
	l.whole()
	w.must(os.Rename(w.path("content"), w.path("elsewhere")))
	e := l.until(func(e event) bool { return e.Problems.Errors > 0 && e.Problems.List[0].Rule == "file" })
	if !strings.Contains(e.Problems.List[0].Text, "cannot be opened") {
		t.Errorf("problems are %+v", e.Problems)
	}
	if status, _ := s.get("/sub/about.html"); status != http.StatusOK {
		t.Errorf("status %d without content", status)
	}
	w.must(os.Rename(w.path("elsewhere"), w.path("content")))
	l.until(func(e event) bool { return e.Whole && e.Problems.Errors == 0 })
}

// A problem is reported once, and not at every build that still has it.
func TestProblemsAreToldOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, archive(1))
	reports := make(chan Report, 100)
	o := w.options("")
	o.Built = func(r Report) { reports <- r }
	serveWorld(t, o)
	next := func(label string) Report {
		for r := range reports {
			if label == "" || len(r.Changed) > 0 && r.Changed[0] == label {
				return r
			}
		}
		panic("closed")
	}
	before := source.Errors(next("").Problems)
	w.write("content/pages/about.md", "---\ntitle: About\nnonsense: 1\n---\n")
	if r := next("content/pages/about.md"); len(r.New) == 0 || source.Errors(r.Problems) <= before || r.Pages == 0 {
		t.Errorf("a mistake: %d new problems, %d pages", len(r.New), r.Pages)
	}
	w.write("content/static/note.txt", "again")
	if r := next("content/static/note.txt"); len(r.New) != 0 || r.Pages != 0 {
		t.Errorf("a file that is no page: %d new problems, %d pages", len(r.New), r.Pages)
	}
}

// Nothing is left running by a server that ended, with browsers still there.
func TestNothingIsLeftRunning(t *testing.T) {
	w := newWorld(t, archive(1))
	serveOnce := func() {
		s := serveWorld(t, w.options(""))
		l := s.listen("/sub/")
		l.whole()
		s.stop()
		l.close()
	}
	serveOnce() // what the first one starts for good, such as the resolver
	before := runtime.NumGoroutine()
	for range 5 {
		serveOnce()
	}
	deadline := time.Now().Add(patience)
	for runtime.NumGoroutine() > before && time.Now().Before(deadline) {
		runtime.Gosched()
	}
	if n := runtime.NumGoroutine(); n > before {
		var b strings.Builder
		stacks := make([]byte, 1<<20)
		b.Write(stacks[:runtime.Stack(stacks, true)])
		t.Errorf("%d goroutines became %d\n%s", before, n, b.String())
	}
}

// A page that went says where to: its file has another page, or another name.
func TestMoved(t *testing.T) {
	t.Parallel()
	w := newWorld(t, archive(2))
	w.write("content/site.yaml", strings.Replace(w.read("content/site.yaml"), "[en]", "[en, zh]", 1))
	s := serveWorld(t, w.options(""))
	post := all(w, "posts/2")[0]
	postPage := "posts/" + strings.TrimSuffix(post[strings.LastIndex(post, "/")+1:], ".md")
	tests := []struct {
		name string
		edit func()
		to   map[string]string // by the path that went
	}{
		{"a file renamed", func() { w.must(os.Rename(w.path("content/pages/about.md"), w.path("content/pages/us.md"))) },
			map[string]string{"/sub/about.html": "/sub/us.html", "/sub/zh/about.html": "/sub/zh/us.html"}},
		{"a translation and its original", func() {
			w.must(os.Rename(w.path("content/cases/one.md"), w.path("content/cases/first.md")))
			w.must(os.Rename(w.path("content/cases/one.zh.md"), w.path("content/cases/first.zh.md")))
		}, map[string]string{"/sub/cases/one.html": "/sub/cases/first.html", "/sub/zh/cases/one.html": "/sub/zh/cases/first.html"}},
		{"an address changed", func() { w.write(post, strings.Replace(w.read(post), "---\n", "---\nslug: elsewhere\n", 1)) },
			map[string]string{"/sub/" + postPage + ".html": "/sub/posts/elsewhere.html"}},
		{"a kind changed", func() {
			w.must(os.Rename(w.path("content/pages/us.md"), w.path("content/voice/us.md")))
		}, map[string]string{"/sub/us.html": "/sub/voice/us.html"}},
		{"a file deleted", func() { w.must(os.Remove(w.path("content/voice/us.md"))) }, map[string]string{"/sub/voice/us.html": ""}},
	}
	for _, test := range tests {
		heard := map[string]*listener{}
		for from := range test.to {
			heard[from] = s.listen(from)
			heard[from].until(func(e event) bool { return !e.Gone })
		}
		test.edit()
		for from, to := range test.to {
			e := heard[from].until(func(e event) bool { return e.Gone })
			if e.MovedTo != to {
				t.Errorf("%s: %s went to %q, want %q", test.name, from, e.MovedTo, to)
			}
			heard[from].close()
		}
	}
}

// With --follow, every edit names its page, in the language of the reader where
// it is shown in that, whatever its address.
func TestFollow(t *testing.T) {
	t.Parallel()
	w := newWorld(t, archive(2))
	w.write("content/site.yaml", strings.Replace(w.read("content/site.yaml"), "[en]", "[en, zh]", 1))
	o := w.options("")
	o.Follow = true
	s := serveWorld(t, o)
	l := s.listen("/sub/")
	if e := l.whole(); e.Follow != nil {
		t.Errorf("nothing was edited, but it follows to %s", e.Follow.Path)
	}
	last := int64(0)
	for _, test := range []struct{ file, page string }{
		{"content/pages/about.md", "/sub/about.html"},
		{"content/pages/manual/start.md", "/sub/manual/start.html"},
		{"content/cases/one.md", "/sub/cases/one.html"},
		{"content/cases/one.zh.md", "/sub/zh/cases/one.html"},
		{"content/posts/index.md", "/sub/posts.html"},
		{"content/creators/c1.md", "/sub/creators/c1.html"},
		{"content/voice/plain-words.md", "/sub/voice/as-you-talk.html"},
	} {
		w.write(test.file, strings.Replace(w.read(test.file), "\ntrait:", "\nslug: as-you-talk\ntrait:", 1)+"\nedited\n")
		e := l.until(func(e event) bool { return e.Follow != nil && e.Follow.Edit != last })
		if last = e.Follow.Edit; e.Follow.Path != test.page {
			t.Errorf("%s leads to %s, not %s", test.file, e.Follow.Path, test.page)
		}
	}
	v := s.view.Load()
	if got := v.event("/sub/zh/", "zh", false).Follow.Path; got != "/sub/zh/voice/as-you-talk.html" {
		t.Errorf("a Chinese reader is led to %s", got)
	}
}
