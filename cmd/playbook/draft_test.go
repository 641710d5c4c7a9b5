package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"playbook/generator"
	"playbook/generator/voice"
)

// draftContent is a site with rules, a product and accounts to write for.
func draftContent() fstest.MapFS {
	files := fstest.MapFS{}
	for name, text := range map[string]string{
		"site.yaml": `title: {en: Drafts, zh: 草稿}
languages: [en, zh]
accounts:
  - platform: xiaohongshu
    handle: a
  - platform: weibo
    handle: b
packs: [absolute-terms, diversion, interaction-bait, false-urgency, medical-claims, guarantees, disclosure, ad-speak, hype-words]
`,
		"voice/friend.md": `---
title: Talk like a friend
trait: warm
situations:
  - when: price
    reply: |-
      那边便宜 10 块，
      差价退给你。
pairs:
  - dont: 全网最好用的口红！
    do: 素颜涂也不挑皮。
rules:
  - id: breathless
    level: suggestion
    pattern: '!{2,}'
    why: Two exclamation marks read as a till.
    instead: one full stop
    replace: 。
    bad: [秋天必入！！]
    good: [降温了！]
---
Text.
`,
		"creators/lin-xia.md": "---\ntitle: 林夏\n---\n",
		"posts/maple.md":      "---\ntitle: 枫糖唇釉叠涂三层\nplatform: xiaohongshu\nposted: 2026-01-04\ncreator: lin-xia\nrelationship: organic\nrights:\n  - granted: 2026-01-13\n    words: yes\n    use: [internal, site]\n---\n枫糖唇釉黄皮很显白。\n",
		"products/glaze.md":   "---\ntitle: 枫糖唇釉\nkeywords:\n  function: [显白, 不沾杯]\n---\nText.\n",
	} {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

const draftBody = "全网最好用的枫叶色来啦！！\n早上八点薄涂一层，喝了两杯咖啡。\n想要同款加微聊，手慢无。[笑哭R]\n图片来自 @林夏\n#枫叶色 #黄皮口红"

// testDraft writes a draft as people do: with an input method, from disk, under
// the strict policy, by mouse and by keyboard alone.
func testDraft(t *testing.T, b *chromium) {
	dir := t.TempDir()
	site := build(t, draftContent(), "public", fixtureDay)
	writeOut(t, site, dir, func(string) bool { return true })
	x := b.tab(t)
	x.on(desktop)
	root := fileURL(dir) + "/"
	x.visit(root + "draft.html")
	x.until(`document.querySelector(".desk").dataset.checked === "xiaohongshu"`)

	// With an input method: nothing is read before it is put in.
	x.do(chromedp.Focus("#draft-body"))
	x.do(call(input.ImeSetComposition, input.ImeSetCompositionParams{Text: "zuihaoyong", SelectionStart: 10, SelectionEnd: 10}))
	if n := ask[int](x, `new Promise((done) => setTimeout(() => done(document.querySelectorAll(".finding").length), 300))`); n != 0 {
		t.Errorf("%d findings while composing", n)
	}
	x.do(call(input.InsertText, input.InsertTextParams{Text: "全网最好用"}))
	x.until(`document.querySelector(".finding h3")?.textContent.startsWith("absolute-most")`)

	set := func(name, text string) {
		ask[bool](x, fmt.Sprintf(`((e) => { e.value = %q; e.dispatchEvent(new Event("input", { bubbles: true })); return true })(document.querySelector(%q))`, text, "[name="+name+"]"))
	}
	set("title", "枫糖唇釉｜黄皮早八一整天的实测记录")
	set("body", draftBody)
	x.until(`document.querySelectorAll(".finding").length === 4`)
	if got, want := ask[string](x, `[...document.querySelectorAll(".finding h3")].map((h) => h.firstChild.data).join(" ")`), "absolute-most breathless diversion-contact urgency"; got != want {
		t.Errorf("found %s, want %s", got, want)
	}
	if got := ask[string](x, `[...document.querySelectorAll(".hit")].map((h) => h.firstChild.data).join(" ")`); got != "全网最好用 ！！ 加微 手慢无" {
		t.Errorf("marked: %s", got)
	}
	x.counters("枫糖唇釉｜黄皮早八一整天的实测记录", draftBody)

	// A fix at a click.
	ask[bool](x, `([...document.querySelectorAll(".finding")].find((f) => f.textContent.includes("breathless")).querySelector("button").click(), true)`)
	x.until(`document.querySelector("#draft-body").value.startsWith("全网最好用的枫叶色来啦。\n")`)
	x.until(`document.querySelectorAll(".finding").length === 3`)

	// Disclosure, keywords of a product.
	set("relationship", "gifted")
	x.until(`document.querySelectorAll(".finding").length === 4 && document.querySelector(".ready .no")`)
	ask[bool](x, `([...document.querySelectorAll(".finding")].find((f) => f.textContent.includes("disclosure-missing")).querySelector("button").click(), true)`)
	x.until(`document.querySelector("#draft-body").value.startsWith("【品牌赠送】") && document.querySelectorAll(".finding").length === 3`)
	set("product", "glaze")
	x.until(`document.querySelectorAll(".keywords .chip").length === 2 && !document.querySelector(".keywords .there")`)

	// Posts about it, from the archive.
	x.until(`document.querySelector(".alike a")?.textContent === "枫糖唇釉叠涂三层"`)

	// Another channel has other rules and counters.
	ask[bool](x, `(document.querySelector("[value=weibo]").click(), true)`)
	x.until(`document.querySelector(".desk").dataset.checked === "weibo" && document.querySelector(".preview h3").textContent === "Weibo"`)
	x.until(`document.querySelector("[data-count=digest]") && !document.querySelector("[data-count=title]")`)

	// The copy is as the channel writes topics.
	ask[bool](x, `(document.querySelector("[data-do=copy]").click(), true)`)
	x.until(`document.querySelector(".toast").textContent !== ""`)
	set("body", "")
	x.do(chromedp.Focus("#draft-body"))
	ask[bool](x, `document.execCommand("paste") || true`)

	// It stays in the browser only if the writer says so.
	if kept := ask[bool](x, `localStorage.getItem("playbook-draft") !== null`); kept {
		t.Error("the draft was kept, and nobody asked for it")
	}
	set("title", "留着")
	ask[bool](x, `(document.querySelector("[name=keep]").click(), true)`)
	x.until(`localStorage.getItem("playbook-draft") !== null`)
	x.visit(root + "draft.html")
	x.until(`document.querySelector("#draft-title").value === "留着" && document.querySelector(".desk").dataset.checked === "weibo"`)
	ask[bool](x, `(document.querySelector("[name=keep]").click(), true)`)
	x.until(`localStorage.getItem("playbook-draft") === null`)
	x.quiet(root)
	t.Run("keyboard", func(t *testing.T) { testDraftByKeyboard(t, b, root) })
	t.Run("small field", func(t *testing.T) { testTry(t, b, root) })
	t.Run("accessible", func(t *testing.T) { testDraftLook(t, b, serveSite(t, site)) })
	t.Run("without rules", func(t *testing.T) { testWithoutRules(t, b, site) })
}

// testWithoutRules has pages whose rules cannot be loaded: they say so, and nothing
// is left to fail.
func testWithoutRules(t *testing.T, b *chromium, site *generator.Site) {
	dir := t.TempDir()
	writeOut(t, site, dir, func(path string) bool { return !strings.HasPrefix(path, "voice/rules-") })
	x := b.tab(t)
	x.on(desktop)
	for page, begin := range map[string]string{"draft.html": `true`, "voice/friend.html": `(document.querySelector(".try textarea").focus(), true)`} {
		x.visit(fileURL(dir) + "/" + page)
		ask[bool](x, begin)
		x.until(`document.querySelector(".toast").textContent === "The rules could not be loaded. Try again in a moment."`)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, e := range x.console {
		if strings.HasPrefix(e, "Uncaught") {
			t.Errorf("the console has: %s", e)
		}
	}
}

// counters compares what the page counts with what Go does.
func (x *tab) counters(title, body string) {
	x.t.Helper()
	for what, want := range map[string]int{"title": voice.Count("xhs-units", title), "body": voice.Count("characters", body), "topics": voice.Topics("#{}[话题]#", body)} {
		x.until(fmt.Sprintf(`document.querySelector("[data-count=%s]").textContent.startsWith("%d / ")`, what, want))
	}
}

// testDraftByKeyboard mends a draft without a mouse.
func testDraftByKeyboard(t *testing.T, b *chromium, root string) {
	x := b.tab(t)
	x.on(desktop)
	x.visit(root + "zh/draft.html")
	x.until(`document.querySelector(".desk").dataset.checked`)
	x.do(chromedp.Focus("[name=channel]:checked"))
	x.press(kb.ArrowRight)
	x.until(`document.querySelector(".desk").dataset.checked === "weibo"`)
	x.press(kb.ArrowLeft)
	x.until(`document.querySelector(".desk").dataset.checked === "xiaohongshu"`)
	x.press("\t")
	x.focused(`matches("#draft-title")`)
	x.press("\t")
	x.focused(`matches("#draft-body")`)
	x.do(call(input.InsertText, input.InsertTextParams{Text: "史上最好用，来啦！！"}))
	x.until(`document.querySelectorAll(".finding").length === 2`)
	for range 7 {
		x.press("\t")
	}
	x.focused(`closest(".finding")`)
	x.press(kb.Enter)
	x.until(`document.querySelector("#draft-body").value === "，来啦！！"`)
	x.focused(`matches("#draft-body")`)
	x.quiet(root)
}

// testTry: a reply can be taken along, and the field of a page of guidance loads
// nothing before somebody goes to it.
func testTry(t *testing.T, b *chromium, root string) {
	x := b.tab(t)
	x.on(phone)
	x.visit(root + "voice/friend.html")
	if n := ask[int](x, `performance.getEntriesByType("resource").filter((e) => /try-|rules-/.test(e.name)).length`); n != 0 {
		t.Errorf("%d files of the checker are loaded unasked", n)
	}
	x.do(chromedp.Click(".situation button"))
	x.until(`document.querySelector(".toast").textContent === "Copied"`)
	x.do(chromedp.Focus("#try-text"))
	x.do(call(input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Commands: []string{"paste"}}))
	x.until(`document.querySelector("#try-text").value === "那边便宜 10 块，\n差价退给你。"`)
	x.do(call(input.InsertText, input.InsertTextParams{Text: "最后一步，全网最好用"}))
	x.until(`document.querySelector(".try .finding h3")?.textContent.startsWith("absolute-most")`)
	if got := ask[string](x, `document.querySelector(".try .hit").firstChild.data`); got != "全网最好用" {
		t.Errorf("marked: %s", got)
	}
	x.quiet(root)
}

// testDraftLook runs axe over a draft with findings.
func testDraftLook(t *testing.T, b *chromium, root string) {
	data, err := os.ReadFile(npm(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	x := b.tab(t)
	for _, s := range []struct {
		on   screen
		page string
	}{{phone, "draft"}, {desktop.inDark(), "zh/draft"}, {phone.inDark(), "zh/draft"}, {desktop, "draft"}, {phone.inDark(), "voice/friend"}, {desktop, "voice/absolute-terms"}} {
		where := s.page + " on " + s.on.name
		x.on(s.on)
		x.visit(root + s.page + ".html")
		field := "#try-text"
		if strings.HasSuffix(s.page, "draft") {
			field = "#draft-body"
			x.until(`document.querySelector(".desk").dataset.checked`)
		}
		x.do(chromedp.Focus(field))
		x.do(call(input.InsertText, input.InsertTextParams{Text: draftBody}))
		x.until(`document.querySelectorAll(".finding").length > 3`)
		x.fits(where, s.on.width)
		x.violations(string(data), where)
	}
	x.quiet(root)
}
