package markdown

import (
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"playbook/generator/source"
)

func (w *writer) inlines(n ast.Node) {
	for c := n.FirstChild(); c != nil; {
		c = w.inline(c)
	}
}

// inline writes n, and returns the sibling to go on with.
func (w *writer) inline(n ast.Node) ast.Node {
	switch n := n.(type) {
	case *ast.Text:
		return w.textRun(n)
	case *ast.String:
		w.textBytes(n.Value, len(w.source))
	case *ast.Emphasis:
		if n.Level == 2 {
			w.span("strong", n)
		} else {
			w.span("em", n)
		}
	case *extast.Strikethrough:
		w.span("del", n)
	case *ast.CodeSpan:
		w.codeSpan(n)
	case *ast.Link:
		w.link(n)
	case *ast.AutoLink:
		w.autoLink(n)
	case *ast.Image:
		w.picture(n, false)
	case *ast.RawHTML:
		w.rawHTML(n)
	case *wikiNode:
		w.wikilink(n)
	case *openNode:
		return w.openDirective(n)
	case *extast.TaskCheckBox:
		w.str(`<input type="checkbox" disabled`)
		if n.IsChecked {
			w.str(` checked`)
		}
		w.str("> ")
	case *extast.FootnoteLink:
		w.footnoteLink(n)
	}
	return n.NextSibling()
}

func (w *writer) span(tag string, n ast.Node) {
	w.str("<" + tag + ">")
	w.inlines(n)
	w.str("</" + tag + ">")
}

// textRun writes n and the texts that follow it in the source without a gap:
// marks that turned out to be none cut text into pieces.
func (w *writer) textRun(n *ast.Text) ast.Node {
	segment, last := n.Segment, n
	for !last.SoftLineBreak() && !last.HardLineBreak() {
		next, ok := last.NextSibling().(*ast.Text)
		if !ok || next.Segment.Start != segment.Stop || next.Segment.Padding != 0 || next.IsRaw() != n.IsRaw() {
			break
		}
		segment.Stop, last = next.Segment.Stop, next
	}
	w.textBytes(segment.Value(w.source), segment.Stop)
	w.copyText(segment.Value(w.source), segment.Start)
	switch {
	case last.HardLineBreak():
		w.str("<br>\n")
		w.breakText()
		w.copyBreak("\n")
		w.last = ' '
	case last.SoftLineBreak():
		w.softBreak(last)
	}
	return last.NextSibling()
}

// softBreak ends a line of the source within a paragraph.
func (w *writer) softBreak(n *ast.Text) {
	if joins(w.last, w.firstRune(n.NextSibling())) {
		return
	}
	w.str("\n")
	w.plain = append(w.plain, ' ')
	w.copyBreak(" ")
	w.last = ' '
}

// firstRune is the first character that n shows, 'a' if it shows none of its own.
func (w *writer) firstRune(n ast.Node) rune {
	for n != nil {
		if t, ok := n.(*ast.Text); ok && t.Segment.Start < t.Segment.Stop {
			r, _ := utf8.DecodeRune(w.source[t.Segment.Start:])
			return r
		}
		switch n := n.(type) {
		case *openNode:
			r, _ := utf8.DecodeRune(w.source[min(n.inner.Start, len(w.source)):])
			return r
		case *wikiNode:
			r, _ := utf8.DecodeRuneInString(n.words + n.dest)
			return r
		}
		n = n.FirstChild()
	}
	return 'a'
}

func (w *writer) codeSpan(n *ast.CodeSpan) {
	w.str("<code>")
	w.copyBreak("\n")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		t, ok := c.(*ast.Text)
		if !ok {
			continue
		}
		value := t.Segment.Value(w.source)
		if len(value) > 0 && value[len(value)-1] == '\n' {
			value = append(value[:len(value)-1:len(value)-1], ' ')
		}
		w.escape(value)
		w.plain = append(w.plain, value...)
	}
	w.str("</code>")
	w.last = '`'
}

func (w *writer) link(n *ast.Link) {
	dest := unescape(n.Destination)
	title := ""
	if n.Title != nil {
		title = unescape(n.Title)
	}
	start := len(w.plain)
	if w.inLink || !w.checkDest(nodeAt(n), dest) {
		w.inlines(n)
		return
	}
	at := w.openLink(nodeAt(n), dest, title)
	w.inLink = true
	w.inlines(n)
	w.inLink = false
	w.str("</a>")
	w.holes[at].Text = string(trimPlain(w.plain[start:]))
}

// openLink writes the tag of a link and returns the index of its hole.
func (w *writer) openLink(at int, dest, title string) int {
	h := Hole{Kind: Link, Dest: dest, External: isExternal(dest)}
	if !h.External {
		h.Dest, h.Anchor, _ = strings.Cut(dest, "#")
	}
	w.str(`<a href="`)
	w.hole(at, h)
	index := len(w.holes) - 1
	w.str(`"`)
	if title != "" {
		w.str(` title="`)
		w.out = appendEscaped(w.out, title)
		w.str(`"`)
	}
	if h.External && !w.o.plain && !strings.HasPrefix(dest, "mailto:") {
		w.str(` rel="noopener"`)
	}
	w.str(">")
	return index
}

func (w *writer) autoLink(n *ast.AutoLink) {
	label := n.Label(w.source)
	dest := string(n.URL(w.source))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(dest), "mailto:") {
		dest = "mailto:" + dest
	}
	if w.inLink || !w.checkDest(nodeAt(n), dest) {
		w.literal(label)
		return
	}
	at := w.openLink(nodeAt(n), dest, "")
	w.literal(label)
	w.holes[at].Text = string(label)
	w.str("</a>")
}

// literal writes b as it is, without smart punctuation.
func (w *writer) literal(b []byte) {
	w.escape(b)
	w.plain = append(w.plain, b...)
	if len(b) > 0 {
		w.last, _ = utf8.DecodeLastRune(b)
	}
}

func (w *writer) wikilink(n *wikiNode) {
	words := n.words
	if words == "" && n.dest == "" {
		words = n.anchor
	}
	if w.inLink {
		w.literal([]byte(words + n.dest))
		return
	}
	w.str(`<a href="`)
	w.hole(nodeAt(n), Hole{Kind: Link, Wiki: true, Dest: n.dest, Anchor: n.anchor, Text: words})
	w.str(`">`)
	if words == "" {
		w.hole(nodeAt(n), Hole{Kind: LinkText, Wiki: true, Dest: n.dest, Anchor: n.anchor})
		w.plain = append(w.plain, n.dest...)
		w.last = 'a'
	} else {
		w.literal([]byte(words))
	}
	w.str("</a>")
}

var (
	msgRemote  = source.Message{En: `the picture "{0}" is on another host`, Zh: "图片“{0}”在别的网站上"}
	helpRemote = source.Message{
		En: "save it beside this file: readers' browsers ask no other host",
		Zh: "请把图片保存到本文件旁边：读者的浏览器不会访问其他网站",
	}
)

func (w *writer) picture(n *ast.Image, block bool) {
	dest := unescape(n.Destination)
	alt := string(w.plainText(nil, n))
	if isRemote(dest) && !w.o.plain {
		w.problem(nodeAt(n), source.Error, "link", msgRemote, helpRemote, strings.TrimSpace(dest))
		w.literal([]byte(alt))
		return
	}
	h := Hole{Kind: Picture, Block: block, Dest: dest, Text: alt, In: w.in}
	if n.Title != nil {
		h.Title = unescape(n.Title)
	}
	w.hole(nodeAt(n), h)
	w.plain = append(w.plain, alt...)
	w.last = 'a'
}

// plainText appends the words of n's inline children: alt texts and headings.
func (w *writer) plainText(b []byte, n ast.Node) []byte {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b = append(b, unescape(c.Segment.Value(w.source))...)
			if c.SoftLineBreak() || c.HardLineBreak() {
				b = append(b, ' ')
			}
		case *ast.String:
			b = append(b, c.Value...)
		case *ast.CodeSpan:
			for t := c.FirstChild(); t != nil; t = t.NextSibling() {
				if t, ok := t.(*ast.Text); ok {
					b = append(b, t.Segment.Value(w.source)...)
				}
			}
		case *ast.AutoLink:
			b = append(b, c.Label(w.source)...)
		case *wikiNode:
			if b = append(b, c.words...); c.words == "" {
				b = append(b, c.dest...)
			}
		default:
			b = w.plainText(b, c)
		}
	}
	return b
}
