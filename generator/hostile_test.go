package generator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"playbook/generator/source"
)

// spellings are ways to make a browser run a script. Each must reach the page
// as the text that it is.
var spellings = []string{
	// Elements that run by themselves.
	`<script>alert(1)</script>`,
	`<SCRIPT SRC=//evil.example/x.js></SCRIPT>`,
	`<ScRiPt >alert(1)</sCrIpT >`,
	`<script/x>alert(1)</script>`,
	"<script\n>alert(1)</script\n>",
	"<script\t>alert(1)</script>",
	`<<script>alert(1)//<</script>`,
	`<scr<script>ipt>alert(1)</scr</script>ipt>`,
	`<script>alert(1)`,
	`<script src=data:,alert(1)></script>`,
	`<svg><script>alert(1)</script></svg>`,
	`<svg><script xlink:href=data:,alert(1) />`,
	`<svg onload=alert(1)>`,
	`<svg/onload=alert(1)//`,
	`<svg><animate onbegin=alert(1) attributeName=x dur=1s>`,
	`<svg><use href="data:image/svg+xml,<svg id=x xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>#x"/></svg>`,
	`<math><mtext></p><img src onerror=alert(1)></mtext></math>`,
	`<math><annotation-xml encoding="text/html"><script>alert(1)</script></annotation-xml></math>`,
	`<iframe srcdoc="<script>alert(1)</script>"></iframe>`,
	`<iframe src=javascript:alert(1)></iframe>`,
	`<object data="data:text/html,<script>alert(1)</script>"></object>`,
	`<embed src="javascript:alert(1)">`,
	`<applet code=x></applet>`,
	`<base href="//evil.example/">`,
	`<meta http-equiv="refresh" content="0;url=javascript:alert(1)">`,
	`<link rel=stylesheet href=//evil.example/x.css>`,
	`<style>@import '//evil.example/x.css';</style>`,
	`<style><img src="</style><img src=x onerror=alert(1)>">`,
	`<form action=javascript:alert(1)><button>x</button></form>`,
	`<button formaction=javascript:alert(1)>x</button>`,
	`<isindex action=javascript:alert(1) type=image>`,
	`<template><script>alert(1)</script></template>`,
	`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`,
	`<xmp><p title="</xmp><script>alert(1)</script>">`,
	`<noembed></noembed><script>alert(1)</script>`,
	`<plaintext><script>alert(1)</script>`,
	`<frameset onload=alert(1)>`,
	// Handlers.
	`<img src=x onerror=alert(1)>`,
	`<img src=x onerror="alert(1)"`,
	"<img src=`x` onerror=alert(1)>",
	`<img/src=x/onerror=alert(1)>`,
	`<image src=x onerror=alert(1)>`,
	`<video><source onerror=alert(1)></video>`,
	`<audio src=x onerror=alert(1)>`,
	`<details open ontoggle=alert(1)>`,
	`<input autofocus onfocus=alert(1)>`,
	`<marquee onstart=alert(1)>`,
	`<div style="background:url(javascript:alert(1))">`,
	`<a href="javascript:alert(1)">x</a>`,
	`<a href="&#106;avascript:alert(1)">x</a>`,
	`<a href="java&#x09;script:alert(1)">x</a>`,
	`<x onclick=alert(1) tabindex=1>`,
	// Out of an attribute, an element or a comment.
	`" onmouseover="alert(1)`,
	`' onmouseover='alert(1)`,
	"` onmouseover=`alert(1)",
	`"><script>alert(1)</script>`,
	`'><script>alert(1)</script>`,
	`" autofocus onfocus=alert(1) x="`,
	`--><script>alert(1)</script><!--`,
	`<!--><script>alert(1)</script>-->`,
	`<![CDATA[<script>alert(1)</script>]]>`,
	`]]><script>alert(1)</script>`,
	`<?xml version="1.0"?><script>alert(1)</script>`,
	`</title><script>alert(1)</script>`,
	`</textarea><script>alert(1)</script>`,
	`</script><script>alert(1)</script>`,
	`</pre></code><script>alert(1)</script>`,
	`"}</script><script>alert(1)</script>`,
	`\"-alert(1)}//`,
	// Entities, escapes and templates.
	`&lt;script&gt;alert(1)&lt;/script&gt;`,
	`&#60;script&#62;alert(1)&#60;/script&#62;`,
	`%3Cscript%3Ealert(1)%3C/script%3E`,
	`\u003cscript\u003ealert(1)\u003c/script\u003e`,
	`＜script＞alert(1)＜/script＞`,
	`+ADw-script+AD4-alert(1)+ADw-/script+AD4-`,
	`{{template "base"}}{{printf "%s" "<script>alert(1)</script>"}}`,
	`${alert(1)}`,
	`[[<script>alert(1)</script>]]`,
	`:::note{title="<script>alert(1)</script>"}`,
	"```<script>alert(1)</script>",
	"\u202e<script>alert(1)</script>\u202c",
}

// addressed are links that must not become one.
var addressed = []string{
	`javascript:alert(1)`,
	`JaVaScRiPt:alert(1)`,
	`java%0ascript:alert(1)`,
	`javascript&colon;alert(1)`,
	`&#106;&#97;vascript:alert(1)`,
	`java&Tab;script:alert(1)`,
	`java&NewLine;script:alert(1)`,
	`&#1;javascript:alert(1)`,
	"\x01javascript:alert(1)",
	"java\tscript:alert(1)",
	`<javascript:alert(1)>`,
	`< javascript:alert(1)>`,
	"<java\tscript:alert(1)>",
	`\javascript:alert(1)`,
	`javascript\:alert(1)`,
	`javascript://example.com/%0aalert(1)`,
	`vbscript:msgbox(1)`,
	`data:text/html,<script>alert(1)</script>`,
	`data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==`,
	`DATA:image/svg+xml,<svg/onload=alert(1)>`,
	`blob:https://example.com/x`,
	`file:///etc/passwd`,
	`filesystem:https://example.com/x`,
	`view-source:javascript:alert(1)`,
	`feed:javascript:alert(1)`,
	`jar:https://example.com/x!/`,
	`//evil.example/x`,
	`\\evil.example\x`,
	`/\evil.example/x`,
	`///evil.example/x`,
	`https:evil" onmouseover="alert(1)`,
	`https://example.com/"><script>alert(1)</script>`,
	`https://example.com/' onmouseover='alert(1)`,
	`<https://example.com/" onmouseover="alert(1)>`,
	`mailto:x@example.com" onmouseover="alert(1)`,
}

// quoted is a text as YAML and JSON both write it.
func quoted(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(err) // a buffer takes everything
	}
	return strings.TrimSpace(b.String())
}

// hostileSite has every spelling in every place where a text of others, or of
// an editor, can stand.
func hostileSite() map[string]string {
	files := map[string]string{
		"site.yaml": "title: Hostile\nlanguages: [en, zh]\nbase_url: https://hostile.example/\neditions:\n  public:\n    use: site\n" +
			"    kinds: [cases, posts, voice, creators, campaigns, products, platforms, pages]\n",
		"about.md":       "---\ntitle: About\n---\nText.\n",
		"pages/1.png":    drawing(8, 8, 1),
		"static/note.md": "<script>alert(1)</script>\n",
	}
	for i, s := range spellings {
		q := quoted(s)
		files[fmt.Sprintf("creators/c%d.md", i)] = fmt.Sprintf("---\ntitle: %s\naccounts:\n  - platform: xiaohongshu\n    handle: %[1]s\n    id: %[1]s\ncredit: %[1]s\nfocus: [%[1]s]\ntags: [%[1]s]\n---\n", q)
		files[fmt.Sprintf("posts/p%d/index.md", i)] = fmt.Sprintf(`---
title: %s
platform: xiaohongshu
creator: c%d
posted: 2026-01-05
gist:
  zh: %[1]s
  en: %[1]s
text_in_media: %[1]s
media:
  - file: 1.png
    alt: %[1]s
tags: [%[1]s]
relationship: organic
why: %[1]s
rights:
  - granted: 2026-01-06
    use: [site]
    words: %[1]s
    credit: %[1]s
---
%[3]s
#%[3]s[话题]# @%[3]s [%[3]s]
`, q, i, s)
		files[fmt.Sprintf("posts/p%d/1.png", i)] = drawing(4, 4, i)
		files[fmt.Sprintf("cases/s%d.md", i)] = fmt.Sprintf("---\ntitle: %s\nsummary: %[1]s\nbrand: %[1]s\nperiod: %[1]s\nsources:\n  s:\n    title: %[1]s\nfacts:\n  - id: f\n    says: %[1]s\n    value: %[1]s\n    source: s\n    conflicts:\n      - value: %[1]s\n        source: s\ntimeline:\n  - on: 2026-01\n    what: %[1]s\n---\n:fact[words]{id=f}\n", q)
		line := strings.NewReplacer("\n", " ", "\t", " ").Replace(s)
		files[fmt.Sprintf("pages/h%d.md", i)] = fmt.Sprintf("---\ntitle: Page %d\n---\n## %s\n\n![%[2]s](1.png)\n\n%[2]s\n\n> %[2]s\n\n- %[2]s\n\n`` %[2]s ``\n", i, line)
		files[fmt.Sprintf("pages/f%d.md", i)] = fmt.Sprintf("---\ntitle: Page %d\n---\n~~~%s\n%[2]s\n~~~\n\n~~~go\n%[2]s\n~~~\n\n    %[2]s\n", i, line)
		files[fmt.Sprintf("pages/d%d.md", i)] = fmt.Sprintf("---\ntitle: Page %d\n---\n:::note{title=%s}\n%s\n:::\n\n[words](../about.md %[2]s)\n\n| %[3]s |\n|---|\n| %[3]s |\n\n[^1]\n\n[^1]: %[3]s\n", i, quoted(line), line)
		files[fmt.Sprintf("pages/%s %d.md", plainName(line), i)] = "---\n---\nA page without a title, named by its file.\n"
	}
	for i, s := range addressed {
		files[fmt.Sprintf("pages/l%d.md", i)] = fmt.Sprintf("---\ntitle: Link %d\n---\n[x](%s)\n", i, s)
		files[fmt.Sprintf("pages/i%d.md", i)] = fmt.Sprintf("---\ntitle: Image %d\n---\n![x](%s)\n", i, s)
		files[fmt.Sprintf("pages/r%d.md", i)] = fmt.Sprintf("---\ntitle: Reference %d\n---\n[x][y] <%s>\n\n[y]: %[2]s\n", i, s)
		files[fmt.Sprintf("posts/l%d.md", i)] = fmt.Sprintf("---\ntitle: Link %d\nplatform: weibo\nposted: 2026-01-05\nrelationship: organic\nrights:\n  - granted: 2026-01-06\n    use: [site]\n    words: ok\n---\n%s [x](%[2]s) <%[2]s>\n", i, s)
		files[fmt.Sprintf("posts/u%d.md", i)] = fmt.Sprintf("---\ntitle: Address %d\nurl: %s\nposted: 2026-01-05\nrelationship: organic\nreposted:\n  - on: 2026-01-07\n    account: weibo\n    url: %[2]s\nrights:\n  - granted: 2026-01-06\n    use: [site]\n    words: ok\n---\nx\n", i, quoted(s))
		files[fmt.Sprintf("creators/u%d.md", i)] = fmt.Sprintf("---\ntitle: Creator %d\naccounts:\n  - platform: weibo\n    handle: u\n    url: %s\n---\n", i, quoted(s))
		files[fmt.Sprintf("products/u%d.md", i)] = fmt.Sprintf("---\ntitle: Product %d\nshops:\n  tmall: %s\n---\n", i, quoted(s))
		files[fmt.Sprintf("cases/u%d.md", i)] = fmt.Sprintf("---\ntitle: Case %d\nsources:\n  s:\n    title: S\n    url: %s\nfacts:\n  - says: x\n    source: s\naliases: [%[2]s]\n---\n", i, quoted(s))
	}
	return files
}

// plainName is a text as a file name that every system takes.
func plainName(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"|?*\/`, r) || r < ' ' {
			return '_'
		}
		return r
	}, strings.TrimLeft(s, "._"))
}

var hostile = sync.OnceValue(func() *output {
	return produce(Input{Content: memoryTree(hostileSite()), Base: nil, Theme: defaultLook(), Now: benchNow})
})

// ordinary are the elements that the default theme and Markdown make. Nothing
// that a text brings may add another.
var ordinary = []string{"html", "head", "meta", "title", "link", "script", "body", "a", "div", "nav", "main", "ol", "ul", "li", "p", "h1", "h2", "h3",
	"h4", "h5", "h6", "span", "time", "dl", "dt", "dd", "article", "aside", "header", "footer", "section", "img", "code", "pre", "table", "thead",
	"tbody", "tr", "th", "td", "br", "hr", "strong", "em", "del", "blockquote", "sup", "figure", "figcaption", "input", "q", "details", "summary", "button",
	"bdi", "ins", "dialog", "picture", "source"}

// drawn are the elements and attributes of the theme's icons.
var drawn = []string{"svg", "symbol", "use", "path", "rect", "circle", "class", "aria-hidden", "id", "viewBox", "href", "d", "x", "y", "width", "height",
	"rx", "cx", "cy", "r", "fill", "stroke"}

// isIcon reports whether an element is a piece of an icon, and of nothing else.
func isIcon(n *html.Node) bool {
	return n.Namespace == "svg" && slices.Contains(drawn, n.Data) && !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool {
		return !slices.Contains(drawn, a.Key) || a.Key == "href" && !strings.HasPrefix(a.Val, "#i-")
	})
}

// ownScript is the address of a script of the theme that any page may run.
var ownScript = regexp.MustCompile(`^(\.\./)*/?assets/(site|sort)-`)

// isDesk reports whether an element is a part of the desk where drafts are checked.
func isDesk(n *html.Node) bool {
	return slices.Contains([]string{"fieldset", "legend", "label", "textarea", "select", "option", "noscript"}, n.Data) && n.Namespace == "" ||
		n.Data == "script" && strings.HasPrefix(strings.TrimLeft(attr(n, "src"), "./"), "assets/draft-")
}

func TestHostileTextsStayText(t *testing.T) {
	t.Parallel()
	if len(spellings) < 60 {
		t.Fatalf("only %d spellings", len(spellings))
	}
	o := hostile()
	for _, name := range slices.Sorted(maps.Keys(o.pages)) {
		page := o.pages[name]
		if page.redirect != "" {
			o.checkRedirect(t, name)
			continue
		}
		o.checkPage(t, name)
		for _, n := range page.elements {
			if n.Data == "noscript" && strings.HasSuffix(name, "search.html") {
				continue // the page says in it why it does not work
			}
			if path.Base(name) == "draft.html" && isDesk(n) {
				continue
			}
			if !isIcon(n) && (!slices.Contains(ordinary, n.Data) || n.Namespace != "") {
				t.Errorf("%s has a <%s>", name, n.Data)
			}
			if src := attr(n, "src"); n.Data == "script" && src != "" && !ownScript.MatchString(src) {
				t.Errorf("%s runs %s", name, attr(n, "src"))
			}
			if n.Data == "meta" && attr(n, "http-equiv") == "refresh" {
				t.Errorf("%s refreshes", name)
			}
		}
	}
	o.checkFeeds(t)
	o.checkSitemap(t)
}

// checkRedirect looks at the page of an alias, which may only refresh to ours.
func (o *output) checkRedirect(t *testing.T, name string) {
	t.Helper()
	for _, n := range o.pages[name].elements {
		if !slices.Contains([]string{"html", "head", "meta", "title", "link", "body", "a"}, n.Data) {
			t.Errorf("%s has a <%s>", name, n.Data)
		}
	}
	for _, l := range o.pages[name].links {
		o.checkLink(t, name, l)
	}
}

// The words are there, in full, for people to read.
func TestHostileTextsCanBeRead(t *testing.T) {
	t.Parallel()
	o := hostile()
	for i, s := range spellings {
		for name, want := range map[string]int{
			fmt.Sprintf("posts/p%d.html", i):    5, // title twice, caption, tag, why, credit
			fmt.Sprintf("zh/posts/p%d.html", i): 5,
			fmt.Sprintf("creators/c%d.html", i): 3,
			fmt.Sprintf("cases/s%d.html", i):    5,
			fmt.Sprintf("f%d.html", i):          2,
		} {
			page := o.pages[name]
			if page == nil {
				t.Fatalf("no %s", name)
			}
			if n := strings.Count(bare(textOf(page.root)), bare(s)); n < want {
				t.Errorf("%s shows %q %d times, want %d", name, s, n, want)
			}
		}
		for _, n := range o.pages[fmt.Sprintf("posts/p%d.html", i)].elements {
			if n.Data == "img" && attr(n, "src") != "" && bare(attr(n, "alt")) != bare(s) && attr(n, "alt") != "" && !isSpelling(attr(n, "alt")) {
				t.Errorf("%q as alt text is %q", s, attr(n, "alt"))
			}
		}
	}
}

func isSpelling(text string) bool {
	return slices.ContainsFunc(spellings, func(s string) bool { return bare(s) == bare(text) })
}

// bare is a text without spaces and controls, which pages may change.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || source.IsBidiControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, s)
}

// What is data for machines cannot end early.
func TestHostileTextsInData(t *testing.T) {
	t.Parallel()
	o := hostile()
	posts := 0
	for name, page := range o.pages {
		for _, n := range page.elements {
			if n.Data != "script" || attr(n, "type") != "application/ld+json" {
				continue
			}
			posts++
			var data struct {
				Headline string `json:"headline"`
			}
			if err := json.Unmarshal([]byte(textOf(n)), &data); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if h1 := first(page, "h1"); h1 == nil || bare(textOf(h1)) != bare(data.Headline) {
				t.Errorf("%s: the headline is %q", name, data.Headline)
			}
		}
	}
	if posts < len(spellings) {
		t.Errorf("%d pages have data, want %d", posts, len(spellings))
	}
	for _, name := range []string{"posts.xml", "zh/posts.xml"} {
		if bytes.Contains(o.files[name], []byte("<script")) || bytes.Contains(o.files[name], []byte("<img")) {
			t.Errorf("%s has markup in its texts", name)
		}
	}
}

func first(page *webpage, tag string) *html.Node {
	for _, n := range page.elements {
		if n.Data == tag {
			return n
		}
	}
	return nil
}

// Addresses that would run are problems, each where it is written.
func TestHostileAddressesAreProblems(t *testing.T) {
	t.Parallel()
	o := hostile()
	for i, s := range addressed[:30] { // the rest are odd, and lead to https or mail all the same
		name := fmt.Sprintf("content/products/u%d.md", i)
		if strings.Contains(s, "&") || strings.HasPrefix(s, "<") {
			continue // entities and pointed brackets mean nothing outside Markdown
		}
		if !slices.ContainsFunc(o.problems, func(p source.Problem) bool {
			return p.Pos.File == name && p.Pos.Line == 4 && p.Severity == source.Error
		}) {
			t.Errorf("%q as an address of a shop is no problem", s)
		}
	}
}
