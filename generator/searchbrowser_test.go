package generator

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	cdpinput "github.com/chromedp/cdproto/input"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"playbook/generator/defaults"
	"playbook/generator/source"
)

// searchSite writes a site that is made for searching, below a path, and serves
// it: what it is under for the two ways to read it.
func searchSite(t *testing.T) map[string]string {
	t.Helper()
	files := lawContent()
	for name, text := range archive(150, "en", "zh") {
		if strings.HasPrefix(name, "posts/2") || strings.HasPrefix(name, "creators/") {
			files[name] = text
		}
	}
	o := produceFiles(Input{Content: memoryTree(files), Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultLook(), Edition: "public", Now: benchNow}, nil)
	dir := t.TempDir()
	for name, data := range o.files {
		writeFile(t, filepath.Join(dir, "sub", filepath.FromSlash(name)), data)
	}
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	t.Cleanup(server.Close)
	return map[string]string{"from a server": server.URL + "/sub/", "from disk": "file://" + filepath.ToSlash(dir) + "/sub/"}
}

// What a reader does who searches, in a real browser: from a server below a
// path, and from disk.
func TestSearchInBrowser(t *testing.T) {
	t.Parallel()
	for name, root := range searchSite(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := searchTab{openTab(t), root}
			s.palette(t)
			s.page(t)
			s.archive(t)
			s.canary(t)
			s.quiet(t)
		})
	}
}

// The same in Firefox, which takes every file on disk for a site of its own.
func TestSearchInFirefox(t *testing.T) {
	t.Parallel()
	firefox := os.Getenv("FIREFOX")
	for _, name := range []string{"firefox-esr", "firefox"} {
		if found, err := exec.LookPath(name); firefox == "" && err == nil {
			firefox = found
		}
	}
	if firefox == "" {
		t.Fatal("this test needs Firefox: install it (on Debian: apt-get install firefox-esr), or set FIREFOX to where it is")
	}
	if _, err := os.Stat("../.ci/node_modules/puppeteer-core"); err != nil {
		t.Fatalf("%v: run make deps", err)
	}
	roots := slices.Sorted(maps.Values(searchSite(t)))
	cmd := exec.CommandContext(t.Context(), "node", append([]string{"../.ci/firefox.mjs", firefox}, roots...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%.4000s", err, out)
	}
}

// BenchmarkFirstResult is how long a reader waits in an archive of ten thousand
// posts whose index the browser has: from the last key to the first result, of
// which typing that rests takes 60 ms.
func BenchmarkFirstResult(b *testing.B) {
	files := archive(10000, "zh")
	site, _ := Build(Input{Content: memoryTree(files), Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultTheme(b), Now: benchNow}, nil)
	dir := b.TempDir()
	for _, f := range site.Files {
		if strings.HasPrefix(f.Path, "search/") || strings.HasPrefix(f.Path, "assets/") || f.Path == "search.html" || f.Path == "index.html" {
			data, _ := f.Bytes()
			writeFile(b, filepath.Join(dir, filepath.FromSlash(f.Path)), data)
		}
	}
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	b.Cleanup(server.Close)
	s := searchTab{openTab(b), server.URL + "/"}
	s.visit(s.root + "index.html")
	s.keys("/")
	s.until(`document.querySelector(".palette").open`)
	s.eval(`(window.waited = [], window.watch = new MutationObserver(() => { if (document.querySelector(".option mark")) waited.push(performance.now() - last) }), watch.observe(document.querySelector(".palette-list"), {childList: true}), document.addEventListener("input", () => (window.last = performance.now()), true), 0)`)
	queries := []string{"枫叶色", "通勤一周", "唇釉", "swatch", "黄皮真的可以"}
	ask := func(query string) {
		s.eval(`(waited.length = 0, document.activeElement.select(), 0)`)
		s.keys(query)
		s.until(`waited.length > 0 && document.querySelector(".palette [role=status]").textContent && document.querySelector(".option mark")`)
	}
	for _, q := range queries {
		ask(q)
	}
	var all []float64
	for n := 0; b.Loop(); n++ {
		ask(queries[n%len(queries)])
		ms, err := strconv.ParseFloat(s.eval(`waited[waited.length - 1]`), 64)
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, ms)
	}
	slices.Sort(all)
	b.ReportMetric(all[len(all)/2], "ms-p50")
	b.ReportMetric(all[len(all)*95/100], "ms-p95")
}

// writeFile writes a file and the folders above it.
func writeFile(tb testing.TB, path string, data []byte) {
	tb.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		tb.Fatal(err)
	}
}

// searchTab is a tab and where the site is.
type searchTab struct {
	*tab
	root string
}

// palette: opened by a key, filled by typing, gone through and left by keys alone.
func (s *searchTab) palette(t *testing.T) {
	s.visit(s.root + "voice/plain-words.html")
	s.keys("/")
	s.until(`document.querySelector(".palette").open && document.activeElement.matches(".palette input")`)
	s.keys("plain words")
	s.until(`document.querySelectorAll(".option").length > 0 && document.querySelector(".option .option-name").textContent.startsWith("Plain words")`)
	if got := s.eval(`[...document.querySelectorAll(".option mark")].slice(0, 1).map((m) => m.textContent).join()`); got != "Plain" {
		t.Errorf("%q is marked", got)
	}
	state := `[document.activeElement.getAttribute("aria-activedescendant"), document.querySelector("[aria-selected=true]").id, document.querySelectorAll("[aria-selected=true]").length].join()`
	if got := s.eval(state); got != "Found-0,Found-0,1" {
		t.Errorf("at first %s is chosen", got)
	}
	s.press(`{key: "ArrowDown"}`)
	if n := s.eval(`document.querySelectorAll(".option").length`); n != "1" {
		if got := s.eval(state); got != "Found-1,Found-1,1" {
			t.Errorf("after an arrow %s is chosen of %s", got, n)
		}
		s.press(`{key: "ArrowUp"}`)
	}
	s.press(`{key: "Enter", isComposing: true}`) // chooses a word of an input method, and no result
	if got := s.eval(`document.querySelector(".palette").open`); got != "true" {
		t.Error("Enter of an input method left the palette")
	}
	s.eval(`(window.stays = 1, 0)`)
	s.press(`{key: "Enter"}`)
	s.until(`location.pathname.endsWith("/voice/plain-words.html")`)
	s.visit(s.root + "zh/about.html")
	s.eval(`(document.querySelector(".finder").click(), 0)`)
	s.until(`document.querySelector(".palette").open`)
	if got := s.eval(`[...document.querySelectorAll(".option")].map((o) => o.textContent).join()`); got != "plain words" {
		t.Errorf("searched before: %q", got)
	}
	s.keys("zzzzqqqq")
	s.until(`document.querySelector(".palette [role=status]").textContent.includes("没有找到")`)
	s.eval(`(document.querySelector(".palette").close(), 0)`)
}

// page: what its address asks for, filters, their counts, and the way back.
func (s *searchTab) page(t *testing.T) {
	s.visit(s.root + "search.html?q=%E6%9E%AB%E5%8F%B6&f=platform:weibo") // 枫叶
	s.until(`document.querySelectorAll(".result").length > 0`)
	if got := s.eval(`document.querySelector(".search-form input").value + document.querySelector(".search-place .chips").textContent`); got != "枫叶Weibo ×" {
		t.Errorf("the address asks for %s", got)
	}
	total := s.eval(`document.querySelector(".found-count").textContent`)
	s.eval(`(document.querySelector("[data-name=platform] summary").click(), 0)`)
	s.until(`document.querySelectorAll("[data-name=platform] input").length > 1`)
	count := s.eval(`[...document.querySelectorAll("[data-name=platform] li")].find((l) => l.querySelector(":checked")).querySelector(".num").textContent`)
	if total != count+" pages" {
		t.Errorf("%s, and Weibo says %s", total, count)
	}
	s.eval(`([...document.querySelectorAll("[data-name=platform] li")].find((l) => l.textContent.startsWith("Xiaohongshu")).querySelector("input").click(), 0)`)
	s.until(`document.querySelector(".found-count").textContent !== ` + quoteJS(total))
	if got := s.eval(`new URLSearchParams(location.search || location.hash.slice(1)).getAll("f").join()`); got != "platform:weibo,platform:xiaohongshu" {
		t.Errorf("the address has %s", got)
	}
	s.eval(`(history.back(), 0)`)
	s.until(`document.querySelector(".found-count").textContent === ` + quoteJS(total))
	s.visit(s.root + "search.html")
	s.until(`document.querySelector(".search-form input")`)
	if got := s.eval(`[...document.querySelectorAll("main > .section")].every((e) => !e.hidden)`); got != "true" {
		t.Error("nothing was asked, and the lists are hidden")
	}
}

// archive: a filter of an archive page combines with what is chosen already.
func (s *searchTab) archive(t *testing.T) {
	s.visit(s.root + "posts.html")
	s.eval(`(document.querySelector(".filters").dispatchEvent(new Event("pointerenter")), 0)`)
	s.until(`document.querySelector(".search-form")`)
	s.eval(`([...document.querySelectorAll(".filters a")].find((a) => a.pathname.endsWith("/platforms/weibo.html")).click(), 0)`)
	s.until(`document.querySelectorAll(".result").length > 0 && document.querySelector(".filters").hidden`)
	one := s.eval(`document.querySelector(".found-count").textContent`)
	s.eval(`(document.querySelector("[data-name=tag] summary").click(), 0)`)
	s.until(`document.querySelector("[data-name=tag] li")`)
	count := s.eval(`document.querySelector("[data-name=tag] .num").textContent`)
	s.eval(`(document.querySelector("[data-name=tag] input").click(), 0)`)
	s.until(`document.querySelector(".found-count").textContent === ` + quoteJS(strings.Replace(count+" pages", "1 pages", "1 page", 1)))
	s.eval(`(document.querySelectorAll(".search-place .chips button")[1].click(), 0)`)
	s.until(`document.querySelector(".found-count").textContent === ` + quoteJS(one))
	if got := s.eval(`[...document.querySelectorAll(".waterfall .card")].some((c) => c.checkVisibility())`); got != "false" {
		t.Error("what is not asked for is still there")
	}
	s.eval(`(document.querySelector("[data-name=platform] summary").click(), 0)`)
	s.until(`document.querySelector("[data-name=platform] :checked")`)
	s.eval(`(document.querySelector("[data-name=platform] :checked").click(), 0)`)
	s.until(`!document.querySelector(".filters").hidden && document.querySelector(".waterfall .card").checkVisibility()`)
	s.visit(s.root + "posts.html?f=nonsense:x&f=platform:weibo")
	s.until(`document.querySelector(".found-count").textContent === ` + quoteJS(one))
}

// canary: the policy under which all this worked refuses what it should.
func (s *searchTab) canary(t *testing.T) {
	s.eval(`(window.refused = "", document.addEventListener("securitypolicyviolation", (e) => { window.refused += e.effectiveDirective }), new Image().src = "http://127.0.0.1:9/x.png", 0)`)
	s.until(`window.refused === "img-src"`)
}

func quoteJS(s string) string {
	data, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string has a form
	}
	return string(data)
}

// tab is one tab of Chromium.
type tab struct {
	tb  testing.TB
	ctx context.Context

	mu     sync.Mutex
	errors []string
}

// openTab starts Chromium. Without one the test fails: what only a browser can
// show must not be believed unseen.
func openTab(t testing.TB) *tab {
	t.Helper()
	path := os.Getenv("CHROMIUM")
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); path == "" && err == nil {
			path = found
		}
	}
	if path == "" {
		t.Fatal("these tests need Chromium: install it (on Debian: apt-get install chromium), or set CHROMIUM to where it is")
	}
	b := &tab{tb: t}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1200, 900),
		chromedp.Flag("no-sandbox", true), chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("no-first-run", true))
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	t.Cleanup(cancel)
	ctx, cancelBrowser := chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancelBrowser)
	ctx, cancelTab := chromedp.NewContext(ctx, chromedp.WithListener(b.hear))
	t.Cleanup(cancelTab)
	b.ctx = ctx
	return b
}

// hear collects what a browser complains of, but for the canary.
func (b *tab) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		said := ""
		if e.ExceptionDetails.Exception != nil {
			said = e.ExceptionDetails.Exception.Description
		}
		// The browser rejects promises of its own where it leaves a transition out.
		if !strings.Contains(said, "Error: Transition was ") {
			b.errors = append(b.errors, e.ExceptionDetails.Text+" "+said+" "+fmt.Sprint(e.ExceptionDetails.URL, ":", e.ExceptionDetails.LineNumber))
		}
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == cdplog.EntryLevelError && !strings.Contains(e.Entry.Text, "127.0.0.1:9") {
			b.errors = append(b.errors, e.Entry.Text+" "+e.Entry.URL)
		}
	}
}

// quiet fails the test for anything in the console.
func (b *tab) quiet(t *testing.T) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range b.errors {
		t.Errorf("the console has: %s", e)
	}
}

func (b *tab) visit(address string) {
	b.tb.Helper()
	if err := chromedp.Do(b.ctx, chromedp.Navigate(address)); err != nil {
		b.tb.Fatal(err)
	}
}

// keys types on the keyboard.
func (b *tab) keys(text string) {
	b.tb.Helper()
	if err := chromedp.Do(b.ctx, chromedp.KeyEvent(text, asKeyboards)); err != nil {
		b.tb.Fatal(err)
	}
}

// asKeyboards presses a key as a keyboard does: what the page did in answer to it is
// not typed as well, wherever the focus is by then.
func asKeyboards(p *cdpinput.DispatchKeyEventParams) {
	if p.Type == cdpinput.DispatchKeyEventTypeKeyDown {
		p.Type = cdpinput.DispatchKeyEventTypeRawKeyDown
	}
}

// press is a key as an input method may send it.
func (b *tab) press(key string) {
	b.tb.Helper()
	b.eval(`(document.activeElement.dispatchEvent(new KeyboardEvent("keydown", Object.assign({bubbles: true, cancelable: true}, ` + key + `))), 0)`)
}

// eval is the value of an expression, as text.
func (b *tab) eval(expression string) string {
	b.tb.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[json.RawMessage](expression))
	if err != nil {
		b.tb.Fatalf("%s: %v", expression, err)
	}
	var text string
	if json.Unmarshal(v, &text) != nil {
		return string(v)
	}
	return text
}

// until waits for a condition, across navigations. The page looks at it at every
// frame.
func (b *tab) until(condition string) {
	b.tb.Helper()
	watch := `new Promise((done) => { const look = () => { let ok = false; try { ok = !!(` + condition + `) } catch {}; ok ? done(true) : requestAnimationFrame(look) }; look() })`
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		// A page that is left takes the promise with it; ask the next one.
		if ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](watch, chromedp.EvalAwaitPromise)); err == nil && ok {
			return
		}
	}
	b.tb.Fatalf("never came true: %s\npage: %s", condition, b.eval(`location.href + " " + document.querySelector("main").innerText.slice(0, 800) + (document.querySelector(".palette") || {innerText: ""}).innerText`))
}
