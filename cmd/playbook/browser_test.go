package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"playbook/generator"
)

// chromium is one browser for all tests of a run; tabs are what they use of it.
type chromium struct {
	ctx  context.Context
	free chan struct{} // a token for each tab that may be open at once
}

// startBrowser starts Chromium. Without one the test fails: what only a browser
// can show must not be believed unseen.
func startBrowser(t *testing.T) *chromium {
	t.Helper()
	name := os.Getenv("CHROMIUM")
	for _, n := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(n); name == "" && err == nil {
			name = found
		}
	}
	if name == "" {
		t.Fatal("these tests need Chromium: run make deps, or set CHROMIUM to where it is")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(name), chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("no-sandbox", true), chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("no-first-run", true), chromedp.Flag("allow-file-access-from-files", false))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	b := &chromium{ctx: ctx, free: make(chan struct{}, max(2, runtime.NumCPU()))}
	return b
}

// A tab is one page at a time, and what the browser has to say of it.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	console  []string // errors and violations
	requests []request
}

// tab opens one; it waits while as many are open as there are processors.
func (b *chromium) tab(t *testing.T) *tab {
	t.Helper()
	b.free <- struct{}{}
	x := &tab{t: t}
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithListener(x.hear))
	patience := 4 * time.Minute
	if soaking() {
		patience = time.Hour
	}
	ctx, end := context.WithTimeout(ctx, patience)
	x.ctx = ctx
	t.Cleanup(func() { end(); cancel(); <-b.free })
	x.do(call(network.Enable, network.EnableParams{}),
		call(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: observer}))
	return x
}

// call is an action that sends one command.
func call[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}

// observer keeps what a page cannot be asked for afterwards.
const observer = `
window.shift = 0; window.violations = [];
addEventListener("securitypolicyviolation", (e) => violations.push(e.violatedDirective + " " + e.blockedURI));
new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) shift += e.value })
	.observe({ type: "layout-shift", buffered: true });`

func (x *tab) hear(event any) {
	x.mu.Lock()
	defer x.mu.Unlock()
	switch e := event.(type) {
	case *cdpruntime.EventExceptionThrown:
		said := ""
		if e.ExceptionDetails.Exception != nil {
			said = e.ExceptionDetails.Exception.Description
		}
		// The browser rejects promises of its own where it leaves a transition out.
		if !strings.Contains(said, "Error: Transition was ") {
			x.console = append(x.console, e.ExceptionDetails.Text+" "+said+" "+fmt.Sprint(e.ExceptionDetails.URL, ":", e.ExceptionDetails.LineNumber))
		}
	case *cdpruntime.EventConsoleAPICalled:
		if e.Type == cdpruntime.ConsoleAPICalledTypeError || e.Type == cdpruntime.ConsoleAPICalledTypeWarning {
			x.console = append(x.console, fmt.Sprint(e.Args))
		}
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == cdplog.EntryLevelError {
			x.console = append(x.console, e.Entry.Text+" "+e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		x.requests = append(x.requests, request{e.Request.URL, e.DocumentURL})
	}
}

func (x *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	x.t.Helper()
	if err := chromedp.Do(x.ctx, actions...); err != nil {
		x.t.Fatal(err)
	}
}

// request is something that a page asked for, and the page.
type request struct{ address, from string }

// visit goes to an address and waits for its load event.
func (x *tab) visit(address string) {
	x.t.Helper()
	if err := chromedp.Do(x.ctx, chromedp.Navigate(address)); err != nil {
		x.t.Fatalf("%s: %v", address, err)
	}
}

// ask is the value of an expression, or of what it promises.
func ask[T any](x *tab, expression string) T {
	x.t.Helper()
	raw, err := chromedp.Run(x.ctx, chromedp.Evaluate[json.RawMessage](expression, chromedp.EvalAwaitPromise))
	var v T
	if err == nil {
		err = json.Unmarshal(raw, &v)
	}
	if err != nil {
		x.t.Fatalf("%.300s: %v", expression, err)
	}
	return v
}

// until waits for a condition, across navigations. The page looks at it at every
// frame.
func (x *tab) until(condition string) {
	x.t.Helper()
	watch := `new Promise((done) => { const look = () => { let ok = false; try { ok = ` + condition + ` } catch {}; ok ? done(true) : requestAnimationFrame(look) }; look() })`
	ctx, cancel := context.WithTimeout(x.ctx, 20*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		// A page that is left takes the promise with it; ask the next one.
		if ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](watch, chromedp.EvalAwaitPromise)); err == nil && ok {
			return
		}
	}
	x.t.Fatalf("never came true: %s\npage: %s", condition, ask[string](x, `location.href + " " + (document.activeElement?.outerHTML || "").slice(0, 300)`))
}

// A screen is a size and a scheme of colours.
type screen struct {
	name          string
	width, height int64
	dark          bool
}

var (
	phone   = screen{"phone", 390, 844, false}
	desktop = screen{"desktop", 1440, 900, false}
)

func (s screen) inDark() screen { s.dark, s.name = true, s.name+" dark"; return s }

// on makes the tab a screen.
func (x *tab) on(s screen) {
	x.t.Helper()
	scheme := "light"
	if s.dark {
		scheme = "dark"
	}
	var viewport chromedp.Action[chromedp.Void]
	if s.width < 600 {
		viewport = chromedp.EmulateViewport(s.width, s.height, chromedp.EmulateMobile, chromedp.EmulateTouch)
	} else {
		viewport = chromedp.EmulateViewport(s.width, s.height)
	}
	x.do(viewport, call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}))
}

// quiet fails the test for anything that the browser had to say since the last
// time, and for any request that left root.
func (x *tab) quiet(root string) {
	x.t.Helper()
	for _, v := range ask[[]string](x, "window.violations || []") {
		x.t.Errorf("the policy was violated: %s", v)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, e := range x.console {
		x.t.Errorf("the console has: %s", e)
	}
	for _, r := range x.requests {
		// A page that is left may still ask for a picture; a video's own buttons are data.
		if strings.HasPrefix(r.from, root) && !strings.HasPrefix(r.address, root) && !strings.HasPrefix(r.address, "data:") {
			x.t.Errorf("a request leaves the site: %s", r.address)
		}
	}
	x.console, x.requests = nil, nil
}

// serveSite serves the files of a build from memory, made when they are asked for.
func serveSite(t *testing.T, site *generator.Site) string {
	t.Helper()
	files := map[string]*generator.File{}
	for _, f := range site.Files {
		files["/"+f.Path] = f
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f := files[r.URL.Path]
		if f == nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", contentTypes[path.Ext(f.Path)])
		data, _ := f.Bytes() // its problems are tested elsewhere
		if _, err := w.Write(data); err != nil {
			return // the tab has gone on
		}
	}))
	t.Cleanup(s.Close)
	return s.URL + "/"
}

var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".jpg": "image/jpeg",
	".png": "image/png", ".webp": "image/webp", ".gif": "image/gif", ".xml": "application/xml", ".json": "application/json",
}

// top is the folder of the repository.
func top(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// npm is the path of a file of .ci/node_modules, which make deps fills.
func npm(t *testing.T, name string) string {
	t.Helper()
	file := filepath.Join(top(t), ".ci", "node_modules", filepath.FromSlash(name))
	if _, err := os.Stat(file); err != nil {
		t.Fatalf("%v: run make deps", err)
	}
	return file
}

// fileURL is the address of a file on disk.
func fileURL(name string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(name)}).String()
}

// soaking reports whether this is make soak: everything, not a choice of it.
func soaking() bool { return os.Getenv("PLAYBOOK_SOAK") != "" }
