package markdown

import (
	"bytes"
	"html"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark/ast"

	"playbook/generator/source"
)

// policy is what raw HTML may hold: structure and text, addresses only of other
// sites. Pictures and links within the site are Markdown's, because only then
// are they checked and made relative.
var policy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("div", "span", "p", "br", "hr", "b", "i", "em", "strong", "u", "s", "small", "sub", "sup",
		"mark", "ins", "del", "kbd", "samp", "var", "code", "pre", "abbr", "cite", "dfn", "q", "blockquote",
		"ruby", "rb", "rt", "rp", "bdi", "wbr", "details", "summary", "figure", "figcaption", "section", "aside",
		"ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td",
		"h2", "h3", "h4", "h5", "h6", "time")
	p.AllowNoAttrs().OnElements("span")
	p.AllowAttrs("title", "lang", "dir", "class").Globally()
	p.AllowAttrs("datetime").OnElements("time")
	p.AllowAttrs("open").OnElements("details")
	p.AllowAttrs("colspan", "rowspan", "scope").OnElements("th", "td")
	p.AllowAttrs("start", "reversed").OnElements("ol")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto")
	p.RequireNoFollowOnLinks(false)
	p.RequireParseableURLs(true)
	return p
})

var (
	msgDropped  = source.Message{En: "some of this HTML is not allowed and was left out", Zh: "这段 HTML 中有不允许的内容，已去掉"}
	helpDropped = source.Message{
		En: "pictures and links in the site are written in Markdown; scripts, styles and frames cannot be used",
		Zh: "图片和站内链接请用 Markdown 写；脚本、样式和框架不能使用",
	}
)

func (w *writer) htmlBlock(n *ast.HTMLBlock) {
	var b []byte
	lines := n.Lines()
	for i := range lines.Len() {
		s := lines.At(i)
		b = append(b, s.Value(w.source)...)
	}
	if n.HasClosure() {
		b = append(b, n.ClosureLine.Value(w.source)...)
	}
	at := nodeAt(n)
	if lines.Len() > 0 {
		at = lines.At(0).Start
	}
	switch {
	case w.o.plain:
		w.out = append(w.out, b...)
	case isComment(b):
	case w.o.HTML:
		w.sanitise(at, b)
		w.str("\n")
	default:
		w.problem(at, source.Warning, "html", msgRawHTML, helpRawHTML)
		w.str("<p>")
		w.startInline()
		w.literal(bytes.TrimSpace(b))
		w.str("</p>\n")
	}
	w.breakText()
}

func (w *writer) rawHTML(n *ast.RawHTML) {
	var b []byte
	for i := range n.Segments.Len() {
		s := n.Segments.At(i)
		b = append(b, s.Value(w.source)...)
	}
	switch {
	case w.o.plain:
		w.out = append(w.out, b...)
	case isComment(b):
	case w.o.HTML:
		w.sanitise(nodeAt(n), b)
	default:
		w.problem(nodeAt(n), source.Warning, "html", msgRawHTML, helpRawHTML)
		w.literal(b)
	}
}

// isComment reports whether b is one comment and nothing else: a note of the
// author, shown to nobody.
func isComment(b []byte) bool {
	b = bytes.TrimSpace(b)
	return bytes.HasPrefix(b, []byte("<!--")) && bytes.Index(b, []byte("-->")) == len(b)-3
}

// sanitise writes what the policy leaves of b, with its tags balanced against
// the rest of the document.
func (w *writer) sanitise(at int, b []byte) {
	clean := policy().SanitizeBytes(b)
	if bytes.Count(clean, []byte("<")) != bytes.Count(b, []byte("<")) {
		w.problem(at, source.Warning, "html", msgDropped, helpDropped)
	}
	for len(clean) > 0 {
		open := bytes.IndexByte(clean, '<')
		if open < 0 {
			open = len(clean)
		}
		w.out = append(w.out, clean[:open]...)
		w.plain = append(w.plain, html.UnescapeString(string(clean[:open]))...)
		clean = clean[open:]
		end := bytes.IndexByte(clean, '>')
		if end < 0 {
			break
		}
		w.rawTag(clean[:end+1])
		clean = clean[end+1:]
	}
}

// rawTag writes one tag, and an end tag only if it ends something raw. The
// sanitiser escapes "<" and ">" everywhere else, in attributes too.
func (w *writer) rawTag(tag []byte) {
	name := strings.ToLower(string(bytes.Trim(tag, "</>")))
	name, _, _ = strings.Cut(name, " ")
	if tag[1] != '/' {
		w.out = append(w.out, tag...)
		if name != "br" && name != "hr" && name != "wbr" {
			w.raw = append(w.raw, name)
		}
		return
	}
	if n := len(w.raw); n > w.floor && w.raw[n-1] == name {
		w.closeRaw(n - 1)
	}
}

// closeRaw ends the raw elements beyond the first floor ones.
func (w *writer) closeRaw(floor int) {
	for len(w.raw) > floor {
		w.str("</" + w.raw[len(w.raw)-1] + ">")
		w.raw = w.raw[:len(w.raw)-1]
	}
}
