package serve

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// What a reader sees while an editor saves, in a real browser.
func TestBrowser(t *testing.T) {
	t.Parallel()
	b := openBrowser(t)
	w := newWorld(t, archive(3))
	w.write("themes/law/templates/page.html", browserTemplate)
	w.write("themes/law/assets/site.ts", "document.getElementById(\"s\")!.textContent = \"made by script\";\n")
	w.write("content/pages/about.md", longPage("first words"))
	o := w.options("")
	o.Follow = true
	s := serveWorld(t, o)

	t.Run("a new tab follows the first edit", func(t *testing.T) {
		b.visit(s.root + "/sub/voice/plain-words.html")
		b.until(`sessionStorage.getItem("playbook-followed") === ""`)
		w.write("content/pages/manual/start.md", w.read("content/pages/manual/start.md")+"\nfirst edit\n")
		b.until(`location.pathname === "/sub/manual/start.html" && document.body.innerText.includes("first edit")`)
	})
	b.visit(s.root + "/sub/about.html")
	t.Run("an edit changes only what differs", func(t *testing.T) {
		b.eval(`(window.mark = 1, d.open = true, g.show(), q.focus(), document.execCommand("insertText", false, "typed"), q.setSelectionRange(1, 3), scrollTo(0, 600), 0)`)
		w.write("content/pages/about.md", longPage("second words"))
		b.until(`document.body.innerText.includes("second words")`)
		state := b.eval(`[window.mark, d.open, g.open, document.activeElement.id, q.value, q.selectionStart, q.selectionEnd, Math.round(scrollY), s.textContent].join()`)
		if want := "1,true,true,q,typed,1,3,600,made by script"; state != want {
			t.Errorf("state of the page is %s, not %s", state, want)
		}
	})
	t.Run("a new paragraph appears in its place", func(t *testing.T) {
		w.write("content/pages/about.md", strings.Replace(longPage("second words"), "paragraph 7\n", "paragraph 7\n\nbetween\n", 1))
		b.until(`[...document.querySelectorAll("p")].some((p) => p.textContent === "between" && p.nextElementSibling.textContent === "paragraph 8")`)
		if got := b.eval(`[window.mark, document.querySelectorAll("main p").length].join()`); got != "1,62" {
			t.Errorf("mark and number of paragraphs are %s", got)
		}
	})
	t.Run("a style sheet is swapped", func(t *testing.T) {
		w.write("themes/law/assets/site.css", "body { padding-left: 37px }\n")
		b.until(`getComputedStyle(document.body).paddingLeft === "37px"`)
		b.until(`document.querySelectorAll("link[rel=stylesheet]").length === 1`)
		if got := b.eval(`String(window.mark)`); got != "1" {
			t.Error("the page was loaded anew")
		}
	})
	t.Run("problems show and go", func(t *testing.T) {
		about := w.read("content/pages/about.md")
		w.write("content/pages/about.md", strings.Replace(about, "title:", "nonsense: 1\ntitle:", 1))
		b.until(panel + `.querySelector(".sheet").hidden === false`)
		text := b.eval(panel + `.querySelector(".sheet").innerText`)
		link := b.eval(panel + `.querySelector(".sheet a").href`)
		if !strings.Contains(text, "content/pages/about.md:2:1") || !strings.Contains(text, "nonsense") {
			t.Errorf("the overlay says:\n%s", text)
		}
		if link != "vscode://file"+w.path("content/pages/about.md")+":2:1" {
			t.Errorf("its link is %s", link)
		}
		w.write("content/pages/about.md", about)
		b.until(panel + `.querySelector(".sheet").hidden && document.body.innerText.includes("between")`)
	})
	t.Run("a page that moved says where to", func(t *testing.T) {
		w.must(os.Rename(w.path("content/pages/about.md"), w.path("content/pages/moved.md")))
		b.until(panel + `.querySelector(".note a")?.getAttribute("href") === "/sub/moved.html" || location.pathname === "/sub/moved.html"`)
		w.must(os.Rename(w.path("content/pages/moved.md"), w.path("content/pages/about.md")))
		b.until(`document.body.innerText.includes("between") && location.pathname === "/sub/about.html"`)
	})
	t.Run("the browser follows", func(t *testing.T) {
		w.write("content/voice/plain-words.md", w.read("content/voice/plain-words.md")+"\nfollow me\n")
		b.until(`location.pathname === "/sub/voice/plain-words.html" && document.body.innerText.includes("follow me")`)
	})
	t.Run("a server that comes back is caught up with", func(t *testing.T) {
		b.until(panel + ` !== null`) // its script came before the server goes
		b.eval(`(window.mark = 2, 0)`)
		b.expectSilence()
		s.stop()
		b.until(`!` + panel + `.querySelectorAll(".note")[1].hidden`)
		w.write("content/voice/plain-words.md", w.read("content/voice/plain-words.md")+"\nmeanwhile\n")
		serveAt(t, o, strings.TrimPrefix(s.root, "http://"))
		b.until(`document.body.innerText.includes("meanwhile") && ` + panel + `.querySelectorAll(".note")[1].hidden`)
		if got := b.eval(`String(window.mark)`); got != "2" {
			t.Error("the page was loaded anew")
		}
	})
	b.quiet(t)
}

// Results that are in view are those of the site as it is, like everything else.
func TestSearchFollowsEdits(t *testing.T) {
	t.Parallel()
	b := openBrowser(t)
	w := newWorld(t, archive(3))
	w.must(os.RemoveAll(w.path("themes/law")))
	w.base = os.DirFS("../../themes/default")
	s := serveWorld(t, w.options(""))
	b.visit(s.root + "/sub/search.html?q=quokka")
	b.until(`document.querySelector(".no-results").textContent !== ""`)
	b.eval(`(window.mark = 1, 0)`)
	about := w.read("content/pages/about.md")
	w.write("content/pages/about.md", about+"\nA quokka smiles.\n")
	b.until(`document.querySelector(".results mark")?.textContent === "quokka"`)
	w.write("content/pages/about.md", about)
	b.until(`document.querySelectorAll(".results li").length === 0 && document.querySelector(".no-results").textContent !== ""`)
	if got := b.eval(`String(window.mark)`); got != "1" {
		t.Error("the page was loaded anew")
	}
	b.quiet(t)
}

// panel is where the problems are, in JavaScript.
const panel = `document.querySelector("playbook-live").shadowRoot`

// browserTemplate has what a page can keep: a field, a disclosure, a dialog,
// something a script made; under the policy of the default theme.
const browserTemplate = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{.Page.Title}}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'">
<link rel="icon" href="{{.Asset "site.css"}}">
<link rel="stylesheet" href="{{.Asset "site.css"}}"></head><body>
<input id="q"><details id="d"><summary>more</summary>text</details><dialog id="g">open</dialog><span id="s"></span>
<main><h1>{{.Page.Title}}</h1>{{.Body}}</main><script src="{{.Asset "site.js"}}" defer></script></body></html>
`

func longPage(words string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: About\n---\n%s\n", words)
	for i := range 60 {
		fmt.Fprintf(&b, "\nparagraph %d\n", i)
	}
	return b.String()
}

// browser is one tab of Chromium.
type browser struct {
	tb  testing.TB
	ctx context.Context

	mu     sync.Mutex
	errors []string
	silent bool // the server was stopped
}

// openBrowser starts Chromium. Without one the test fails: what only a browser
// can show must not be believed unseen.
func openBrowser(t *testing.T) *browser {
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
	b := &browser{tb: t}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1000, 700),
		chromedp.Flag("no-sandbox", true), chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("no-first-run", true))
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	ctx, cancelBrowser := chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancelBrowser)
	ctx, cancelTab := chromedp.NewContext(ctx, chromedp.WithListener(b.hear))
	t.Cleanup(cancelTab)
	b.ctx = ctx
	return b
}

// hear collects what a browser complains of.
func (b *browser) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.errors = append(b.errors, e.ExceptionDetails.Text+" "+fmt.Sprint(e.ExceptionDetails.URL, ":", e.ExceptionDetails.LineNumber))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			b.errors = append(b.errors, fmt.Sprint(e.Args))
		}
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == cdplog.EntryLevelError && !b.expects(e.Entry) {
			b.errors = append(b.errors, e.Entry.Text+" "+e.Entry.URL)
		}
	}
}

// expects reports whether a complaint is part of the test: a server that was
// stopped answers neither who asks for events nor a browser that wants the icon.
func (b *browser) expects(e *cdplog.Entry) bool {
	return b.silent && e.Source == cdplog.EntrySourceNetwork
}

// expectSilence says that the server will be stopped. A browser tells late what
// it did not get, at times when the server is long back: there is no other end.
func (b *browser) expectSilence() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.silent = true
}

// quiet fails the test for anything in the console.
func (b *browser) quiet(t *testing.T) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range b.errors {
		t.Errorf("the console has: %s", e)
	}
}

func (b *browser) visit(address string) {
	b.tb.Helper()
	if err := chromedp.Do(b.ctx, chromedp.Navigate(address)); err != nil {
		b.tb.Fatal(err)
	}
}

// eval is the value of an expression, as text.
func (b *browser) eval(expression string) string {
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
func (b *browser) until(condition string) {
	b.tb.Helper()
	watch := `new Promise((done) => { const look = () => { let ok = false; try { ok = ` + condition + ` } catch {}; ok ? done(true) : requestAnimationFrame(look) }; look() })`
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		// A page that is left takes the promise with it; ask the next one.
		if ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](watch, chromedp.EvalAwaitPromise)); err == nil && ok {
			return
		}
	}
	b.tb.Fatalf("never came true: %s\npage: %s", condition, b.eval(`location.href + " " + document.documentElement.outerHTML.slice(0, 1500)`))
}
