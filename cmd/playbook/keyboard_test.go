package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// testKeyboard goes the way of a reader without a mouse through the shipped
// site: to the archive, to one platform's posts, into one of them, through its
// pictures, back, and to the other language.
func testKeyboard(t *testing.T, b *chromium) {
	root := serveSite(t, sites(t)["shipped"])
	x := b.tab(t)
	x.on(desktop)
	x.visit(root + "index.html")

	x.press(kb.Tab)
	x.focused(`getAttribute("href") === "#Main"`) // the way past the menu comes first
	x.tabTo(`matches("nav a[href='posts.html']")`)
	x.press(kb.Enter)
	x.until(`location.pathname === "/posts.html" && document.readyState === "complete"`)

	x.tabTo(`matches(".channels a[href$='xiaohongshu.html']")`)
	x.until(`document.querySelector(".search-place form")`) // before that it is a link to a page of its own
	x.press(kb.Enter)
	x.until(`/[?&]f=platform/.test(location.search) && document.querySelectorAll(".results a").length > 6 && getComputedStyle(document.querySelector(".result")).flexDirection === "column"`)
	for _, wrong := range ask[struct{ Wrong []string }](x, misplaced).Wrong {
		x.t.Errorf("of what the filter left: %s", wrong)
	}

	// A post further down with more than one picture, which its card says.
	post := ask[string](x, `(() => {
		const many = [...document.querySelectorAll(".waterfall .card")].filter((c) => /\d+ pictures/.test(c.textContent)).map((c) => c.querySelector("a").href);
		return [...document.querySelectorAll(".results a")].slice(6).find((a) => many.includes(a.href))?.href || "";
	})()`)
	if post == "" {
		t.Fatal("the list has no post of more than one picture")
	}
	x.tabTo(fmt.Sprintf(`matches(".results a[href='%s']")`, post))
	x.until(`(() => { const b = document.activeElement.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight })()`)
	if ask[float64](x, "scrollY") == 0 {
		t.Error("the post was on the first screen, so going back proves nothing")
	}
	x.press(kb.Enter)
	x.until(fmt.Sprintf(`location.href === %q && document.readyState === "complete"`, post))

	x.tabTo(`matches("section[tabindex='0']") && document.activeElement.querySelector("#Picture-2")`)
	x.press(kb.ArrowRight)
	x.until(`(() => { const s = document.querySelector("#Picture-2").getBoundingClientRect(), f = document.querySelector("#Picture-2").closest("section").getBoundingClientRect();
		return Math.abs(s.left - f.left) < 3 })()`)
	x.tabTo(`closest("#Picture-2")`)
	full := ask[string](x, "document.activeElement.href")
	x.press(kb.Enter)
	x.until(fmt.Sprintf(`(() => { const i = document.querySelector("dialog[open] img"); return i.src === %q && i.naturalWidth > 0 })()`, full))
	x.press(kb.Escape)
	x.until(`!document.querySelector("dialog[open]")`)
	x.focused(`closest("#Picture-2")`)

	ask[bool](x, "history.back(), true") // as Alt and the left arrow do
	x.until(fmt.Sprintf(`/[?&]f=platform/.test(location.search) && (() => { const b = document.querySelector(".results a[href='%s']").getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight })()`, post))

	x.tabTo(`matches("a[hreflang^='zh']")`)
	x.press(kb.Enter)
	x.until(`location.pathname === "/zh/posts.html" && document.documentElement.lang.startsWith("zh")`)
	x.quiet(root)
}

// press presses one key. What Enter types belongs to its first event, as with a
// keyboard; an event of its own would go to what the first one opened.
func (x *tab) press(key string) {
	x.t.Helper()
	if key != kb.Enter {
		x.do(chromedp.KeyEvent(key))
		return
	}
	enter := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: "Enter", Code: "Enter", Text: "\r", WindowsVirtualKeyCode: 13}
	up := enter
	up.Type, up.Text = input.DispatchKeyEventTypeKeyUp, ""
	x.do(call(input.DispatchKeyEvent, enter), call(input.DispatchKeyEvent, up))
}

// focused fails unless the element with the focus is such a one.
func (x *tab) focused(such string) {
	x.t.Helper()
	if !ask[bool](x, "!!(document.activeElement?."+such+")") {
		x.t.Errorf("the focus is on %s", ask[string](x, `document.activeElement.outerHTML.slice(0, 200)`))
	}
}

// mostTabs is how often a reader may have to press Tab on a page.
const mostTabs = 300

// tabTo presses Tab until the element with the focus is such a one. Wherever the
// focus is on the way, it shows.
func (x *tab) tabTo(such string) {
	x.t.Helper()
	for range mostTabs {
		x.press(kb.Tab)
		if hidden := ask[string](x, unseen); hidden != "" {
			x.t.Errorf("the focus does not show on %s", hidden)
		}
		if ask[bool](x, "!!(document.activeElement?."+such+")") {
			return
		}
	}
	x.t.Fatalf("%d tabs do not lead to an element that %s, on %s", mostTabs, such, ask[string](x, "location.href"))
}

// unseen is the element with the focus if nothing around it shows that.
const unseen = `(() => {
	const e = document.activeElement;
	if (!e || e === document.body) return "";
	const shows = (s) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== "none";
	for (let at = e, n = 0; at && n < 4; at = at.parentElement, n++)
		if (shows(getComputedStyle(at)) || shows(getComputedStyle(at, "::after")) || shows(getComputedStyle(at, "::before"))) return "";
	return e.outerHTML.slice(0, 200);
})()`
