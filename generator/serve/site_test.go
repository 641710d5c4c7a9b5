package serve

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"playbook/generator"
	"playbook/generator/defaults"
	"playbook/generator/source"
)

var testNow = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// world is a site on disk that a test edits while it is served.
type world struct {
	tb   testing.TB
	dir  string // with content/ and themes/law/
	base fs.FS  // the theme under it; may be nil
}

// newWorld writes files, by names such as content/site.yaml, and the test theme.
func newWorld(tb testing.TB, files map[string]string) *world {
	tb.Helper()
	w := &world{tb: tb, dir: tb.TempDir()}
	theme := os.DirFS("../testdata/theme")
	err := fs.WalkDir(theme, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(theme, name)
		w.write("themes/law/"+name, string(data))
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	for name, text := range files {
		w.write(name, text)
	}
	return w
}

func (w *world) path(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }

// must fails the test at once.
func (w *world) must(err error) {
	w.tb.Helper()
	if err != nil {
		w.tb.Fatal(err)
	}
}

func (w *world) write(name, text string) {
	w.tb.Helper()
	w.must(os.MkdirAll(filepath.Dir(w.path(name)), 0o777))
	w.must(os.WriteFile(w.path(name), []byte(text), 0o666))
}

func (w *world) read(name string) string {
	w.tb.Helper()
	data, err := os.ReadFile(w.path(name))
	w.must(err)
	return string(data)
}

// input opens the folders afresh, as a build from nothing does.
func (w *world) input(edition string) (generator.Input, []Folder, error) {
	in := generator.Input{Base: source.NewTree(defaults.Files, "built-in"), Edition: edition, Preview: edition == "", Now: testNow}
	folders := []Folder{{Dir: w.path("content")}, {Dir: w.path("themes/law")}}
	for i, label := range []string{"content", "themes/law"} {
		root, err := os.OpenRoot(folders[i].Dir)
		if errors.Is(err, fs.ErrNotExist) && i > 0 {
			continue
		}
		if err != nil {
			return in, nil, err
		}
		w.tb.Cleanup(func() { root.Close() })
		folders[i].Tree = source.NewTree(root.FS(), label)
	}
	in.Content = folders[0].Tree
	if folders[1].Tree != nil {
		in.Theme = []*source.Tree{folders[1].Tree}
	}
	if w.base != nil {
		in.Theme = append(in.Theme, source.NewTree(w.base, "themes/default"))
	}
	return in, folders, nil
}

// options serve w; "" is the preview.
func (w *world) options(edition string) Options {
	return Options{Open: func() (*Source, error) {
		in, folders, err := w.input(edition)
		return &Source{Input: in, Folders: folders}, err
	}}
}

// clean is the site from nothing, and all its problems.
func (w *world) clean(edition string) (*generator.Site, []source.Problem) {
	w.tb.Helper()
	in, _, err := w.input(edition)
	w.must(err)
	site, problems := generator.Build(in, new(generator.Memo)) // which keeps a page from being made twice here
	return site, source.Sort(append(problems, site.Problems(0)...))
}

// running is a server at work.
type running struct {
	*Server
	tb   testing.TB
	root string // http://127.0.0.1:1234
	http *http.Client
	stop func()       // and wait
	open atomic.Int64 // connections
}

// counted counts the connections that are open.
type counted struct {
	net.Listener
	open *atomic.Int64
}

// Accept counts one more.
func (c counted) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err == nil {
		c.open.Add(1)
		conn = &closing{Conn: conn, closed: sync.OnceFunc(func() { c.open.Add(-1) })}
	}
	return conn, err
}

type closing struct {
	net.Conn
	closed func()
}

// Close counts one less.
func (c *closing) Close() error {
	c.closed()
	return c.Conn.Close()
}

// serveWorld runs a server until the test ends.
func serveWorld(tb testing.TB, o Options) *running {
	tb.Helper()
	return serveAt(tb, o, "127.0.0.1:0")
}

func serveAt(tb testing.TB, o Options, addr string) *running {
	tb.Helper()
	ln, err := Listen(addr, false)
	if err != nil {
		tb.Fatal(err)
	}
	return runOn(tb, New(o), ln)
}

// runOn runs s until the test ends. No full look finds what no event told, so a
// lost event is seen.
func runOn(tb testing.TB, s *Server, ln net.Listener) *running {
	return runWith(tb, s, ln, time.Hour)
}

func runWith(tb testing.TB, s *Server, ln net.Listener, every time.Duration) *running {
	s.loop.every = every
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{Server: s, tb: tb, root: "http://" + ln.Addr().String(), http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}}
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx, counted{ln, &r.open}) }()
	r.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	r.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			tb.Error(err)
		}
		r.http.CloseIdleConnections()
	})
	tb.Cleanup(r.stop)
	return r
}

// get is the status and the bytes of an address, without the script.
func (r *running) get(path string) (int, string) {
	r.tb.Helper()
	response, err := r.http.Get(r.root + (&url.URL{Path: path}).EscapedPath())
	if err != nil {
		r.tb.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		r.tb.Fatal(err)
	}
	return response.StatusCode, withoutScript(string(data))
}

// withoutScript is a page as build writes it.
func withoutScript(page string) string {
	before, rest, found := strings.Cut(page, `<script src="/_playbook/live.js"`)
	if !found {
		return page
	}
	_, after, _ := strings.Cut(rest, "</script>")
	return before + after
}

// listen follows the events of one page.
func (r *running) listen(path string) *listener {
	r.tb.Helper()
	response, err := r.http.Get(r.root + "/_playbook/events?" + url.Values{"path": {path}, "lang": {"en"}}.Encode())
	if err != nil {
		r.tb.Fatal(err)
	}
	l := &listener{tb: r.tb, body: response.Body, lines: bufio.NewScanner(response.Body), patience: patience}
	l.lines.Buffer(nil, 1<<24)
	r.tb.Cleanup(l.close)
	return l
}

// A listener is one page's stream of events.
type listener struct {
	tb    testing.TB
	body  io.ReadCloser
	lines *bufio.Scanner

	patience time.Duration
}

func (l *listener) close() { l.body.Close() }

// patience is how long a test waits for what must come; a benchmark of a large
// site waits longer.
const patience = 30 * time.Second

// until reads events up to the first for which enough is true.
func (l *listener) until(enough func(event) bool) event {
	l.tb.Helper()
	deadline := time.AfterFunc(l.patience, l.close)
	defer deadline.Stop()
	var last string
	for l.lines.Scan() {
		data, ok := strings.CutPrefix(l.lines.Text(), "data: ")
		if !ok {
			continue
		}
		last = data
		var e event
		if err := json.Unmarshal([]byte(data), &e); err != nil {
			l.tb.Fatal(err)
		}
		if enough(e) {
			return e
		}
	}
	l.tb.Fatalf("the event that must come did not, the last was %s; %v", last, l.lines.Err())
	panic("unreachable")
}

// whole is the next event of a view that is complete.
func (l *listener) whole() event { return l.until(func(e event) bool { return e.Whole }) }

// archive is a made-up site of n posts, in Chinese and English, always the same.
func archive(n int) map[string]string {
	rng := rand.New(rand.NewPCG(5, uint64(n)))
	files := map[string]string{
		"content/site.yaml": "title: Archive\ntheme: law\nlanguages: [en]\nbase_url: https://archive.example/sub/\nsources:\n  s:\n    title: S\n" +
			"editions:\n  public:\n    use: site\n    kinds: [posts, voice, creators, products, platforms, pages]\n  internal:\n    use: internal\n",
		"content/voice/plain-words.md":    "---\ntitle: Plain words\ntrait: plain\nupdated: 2026-02-01\n---\n## Why\n\nSay what it did for one person.\n",
		"content/posts/index.md":          "---\ntitle: Reposts\n---\nWhat customers showed us.\n",
		"content/pages/about.md":          "---\ntitle: About\n---\nMade up. [[plain-words]]\n",
		"content/pages/manual/index.md":   "---\ntitle: Manual\n---\n[start](start.md)\n",
		"content/pages/manual/start.md":   "---\ntitle: Start\n---\n# Start\n\ntext\n",
		"content/cases/one.md":            "---\ntitle: One\nbrand: B\nlessons: [plain-words]\n---\nAbout.\n\n:::posts{tag=试色 limit=3}\n:::\n\n:::internal\nFor us.\n:::\n",
		"content/cases/one.zh.md":         "---\ntitle: 一\n---\n正文\n",
		"content/static/note.txt":         "note",
		"content/static/marker.txt":       "0",
		"content/products/p0.md":          "---\ntitle: 唇釉\nsku: GY-0\n---\n润。\n",
		"content/posts/draft-of-mine.md":  "---\ntitle: Draft\nplatform: weibo\ncreator: c0\ndraft: true\nrelationship: organic\n---\n还没写完\n",
		"content/posts/never-asked.md":    "---\ntitle: Never asked\nplatform: weibo\ncreator: c0\nrelationship: organic\n---\n没有问过\n",
		"content/creators/c0.md":          "---\ntitle: 林夏\naccounts:\n  - platform: weibo\n    handle: u0\n---\n",
		"content/creators/c1.md":          "---\ntitle: Mia\naccounts:\n  - platform: instagram\n    handle: u1\n---\n",
		"content/campaigns/autumn.md":     "---\ntitle: Autumn\ntype: launch\nfrom: 2026-10-08\nuntil: 2026-10-31\nproducts: [p0]\n---\nBrief.\n",
		"content/posts/2026/n1/.hidden":   "not ours",
		"content/posts/2026/n1/notes.md~": "not ours",
	}
	phrases := []string{"黄皮真的可以涂枫叶色", "通勤一周都没有卡纹", "上嘴之后特别润", "wore it for a whole week", "no filter, plain daylight", "空瓶了才来写", "秋天就想涂这个颜色"}
	creators, products := max(2, n/40), max(1, n/200)
	for i := 2; i < creators; i++ {
		files[fmt.Sprintf("content/creators/c%d.md", i)] = fmt.Sprintf("---\ntitle: 沫沫%d\naccounts:\n  - platform: weibo\n    handle: u%d\n---\n", i, i)
	}
	for i := 1; i < products; i++ {
		files[fmt.Sprintf("content/products/p%d.md", i)] = fmt.Sprintf("---\ntitle: 唇釉 %d\nsku: GY-%d\n---\n润。\n", i, i)
	}
	for i := range n {
		var b strings.Builder
		year := 2023 + rng.IntN(3)
		fmt.Fprintf(&b, "---\ntitle: |-\n  %s %d\nplatform: %s\ncreator: c%d\nposted: %d-%02d-%02d\ncaptured: %d-12-28\nrelationship: organic\nmetrics:\n  likes: %d\ntags: [%s, %s]\n",
			pick(rng, phrases), i, pick(rng, []string{"xiaohongshu", "weibo"}), rng.IntN(creators), year, 1+rng.IntN(12), 1+rng.IntN(28), year, rng.IntN(30000),
			pick(rng, []string{"试色", "黄皮", "空瓶"}), pick(rng, []string{"唇釉", "气垫", "OOTD"}))
		fmt.Fprintf(&b, "products: [p%d]\n", rng.IntN(products))
		b.WriteString("rights:\n  - asked: 2026-01-02\n    use: [internal, site, social]\n")
		if rng.IntN(8) > 0 {
			b.WriteString("  - granted: 2026-01-03\n    until: 2030-01-03\n    words: |-\n      可以呀\n")
		}
		b.WriteString("---\n")
		for range 5 + rng.IntN(10) {
			b.WriteString(pick(rng, phrases) + pick(rng, []string{"，", "。", "～\n"}))
		}
		fmt.Fprintf(&b, " #%s[话题]#\n", pick(rng, []string{"试色", "黄皮"}))
		files[fmt.Sprintf("content/posts/%d/n%06d.md", year, i)] = b.String()
	}
	return files
}

func pick[T any](rng *rand.Rand, list []T) T { return list[rng.IntN(len(list))] }
