package markdown

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"

	"playbook/generator/source"
)

var (
	msgUnknown   = source.Message{En: `there is no directive "{0}"`, Zh: "没有名为“{0}”的指令"}
	msgNear      = source.Message{En: `there is no directive "{0}"; did you mean "{1}"?`, Zh: "没有名为“{0}”的指令；是不是想写“{1}”？"}
	helpBlock    = source.Message{En: "blocks are {2}", Zh: "可用的块指令：{2}"}
	helpInline   = source.Message{En: "inside a line there are {2}", Zh: "行内可用的指令：{2}"}
	msgUnclosed  = source.Message{En: "the block {0} has no end", Zh: "{0} 块没有结束"}
	helpUnclosed = source.Message{En: "put a line with {1} after it", Zh: "请在它后面单独写一行 {1}"}
	msgStray     = source.Message{En: "{0} ends no block", Zh: "{0} 前面没有对应的块"}
	helpStray    = source.Message{
		En: "a block begins with {0}name and ends with as many colons",
		Zh: "块以 {0}名称 开始，以同样多的冒号结束",
	}
	msgWide      = source.Message{En: "these colons are full-width", Zh: "这里用了全角冒号"}
	helpWide     = source.Message{En: "write :::", Zh: "请写成 :::"}
	msgNested    = source.Message{En: "blocks are nested more than {0} deep", Zh: "块嵌套超过 {0} 层"}
	msgAttr      = source.Message{En: `{0} has no attribute "{1}"`, Zh: "{0} 没有属性“{1}”"}
	msgAttrNear  = source.Message{En: `{0} has no attribute "{1}"; did you mean "{2}"?`, Zh: "{0} 没有属性“{1}”；是不是想写“{2}”？"}
	msgAttrTwice = source.Message{En: `{0} has the attribute "{1}" twice`, Zh: "{0} 的属性“{1}”写了两次"}
	msgAttrBad   = source.Message{En: "the attributes of {0} cannot be read from here", Zh: "从这里开始无法读懂 {0} 的属性"}
	helpAttrBad  = source.Message{
		En: `write {key=value key="two words"}, with plain quotes and no full-width marks`,
		Zh: `请写成 {key=value key="两个 词"}，引号、等号用半角`,
	}
	msgNeeds = source.Message{En: "{0} needs {1}", Zh: "{0} 缺少 {1}"}
	msgRest  = source.Message{En: "there is text after the name of {0}", Zh: "{0} 的名称后面还有文字"}
	helpRest = source.Message{
		En: `put it on the next line, or into {title="…"}`,
		Zh: `请写到下一行，或写成 {title="…"}`,
	}
	msgCrossed  = source.Message{En: "other marks begin inside {0} and end outside, or the other way round", Zh: "{0} 与其他标记交叉了"}
	helpCrossed = source.Message{En: "put them wholly inside or outside", Zh: "请让标记完整地放在它里面或外面"}
)

// directive writes a ":::" block.
func (w *writer) directive(n *blockNode) {
	at := nodeAt(n)
	if n.wide {
		w.problem(at, source.Error, "directive", msgWide, helpWide)
		return
	}
	if n.name == "" {
		w.problem(at, source.Error, "directive", msgStray, helpStray, strings.Repeat(":", n.colons))
		return
	}
	if n.deep {
		w.problem(at, source.Error, "directive", msgNested, source.Message{}, strconv.Itoa(maxNested))
		return
	}
	if n.def == nil {
		w.unknown(at+n.colons, n.name, true)
		w.blocks(n)
		return
	}
	if !n.closed {
		w.problem(at, source.Error, "directive", msgUnclosed, helpUnclosed, n.name, strings.Repeat(":", n.colons))
	}
	w.checkAttrs(at, n.def, &n.tail)
	if n.tail.rest >= 0 {
		w.problem(n.tail.rest, source.Error, "directive", msgRest, helpRest, n.name)
	}
	w.known(at, n)
}

// known writes a block by its name.
func (w *writer) known(at int, n *blockNode) {
	switch n.name {
	case "note", "tip", "warning":
		w.aside(at, n)
	case "do", "dont":
		w.str(`<div class="` + n.name + `">` + "\n" + `<p class="label">`)
		w.hole(at, Hole{Kind: Label, Dest: n.name})
		w.str("</p>\n")
		if n.name == "dont" {
			w.quote(func() { w.blocks(n) })
		} else {
			w.blocks(n)
		}
		w.str("</div>\n")
	case "pair", "gallery":
		w.container("div", n)
	case "checklist":
		w.checklist(n)
	case "figure":
		w.figure(n)
	case "before-after":
		w.beforeAfter(at, n)
	case "tabs":
		w.tabs(n)
	case "internal":
		w.internalBlock(at, n)
	case "posts":
		w.hole(at, Hole{Kind: Posts, Block: true, Attrs: n.tail.attrs})
		w.str("\n")
	case "post":
		w.postBlock(at, n)
	}
}

func (w *writer) unknown(at int, name string, block bool) {
	names := directiveNames(block)
	key, help, near := msgUnknown, helpInline, source.Nearest(name, names)
	if near != "" {
		key, help = msgNear, source.Message{}
	} else if block {
		help = helpBlock
	}
	w.problem(at, source.Error, "directive", key, help, name, near, strings.Join(names, " "))
}

// checkAttrs reports attributes that a directive cannot have or lacks.
func (w *writer) checkAttrs(at int, d *directive, l *attrList) {
	if l.bad >= 0 {
		w.problem(l.bad, source.Error, "directive", msgAttrBad, helpAttrBad, d.name)
	}
	for i, a := range l.attrs {
		switch {
		case !slices.Contains(d.attrs, a.Key):
			w.unknownAttr(l.offsets[i], d, a.Key)
		case l.first(a.Key) != i:
			w.problem(l.offsets[i], source.Error, "directive", msgAttrTwice, source.Message{}, d.name, a.Key)
		}
	}
	for _, key := range d.required {
		if l.value(key) == "" && l.bad < 0 {
			w.problem(at, source.Error, "directive", msgNeeds, source.Message{}, d.name, "{"+key+"=…}")
		}
	}
}

func (w *writer) unknownAttr(at int, d *directive, key string) {
	if near := source.Nearest(key, d.attrs); near != "" {
		w.problem(at, source.Error, "directive", msgAttrNear, source.Message{}, d.name, key, near)
		return
	}
	help := source.Message{En: "it has none", Zh: "它没有任何属性"}
	if len(d.attrs) > 0 {
		help = source.Message{En: "it has {2}", Zh: "可用的属性：{2}"}
	}
	w.problem(at, source.Error, "directive", msgAttr, help, d.name, key, strings.Join(d.attrs, " "))
}

// container writes a block as an element of its name, which pictures are in.
func (w *writer) container(tag string, n *blockNode) {
	outer := w.in
	if n.name != "pair" {
		w.in = n.name
	}
	w.str("<" + tag + ` class="` + n.name + "\">\n")
	w.blocks(n)
	w.str("</" + tag + ">\n")
	w.in = outer
}

// aside writes a note. It is no landmark: those of a page are few and named.
func (w *writer) aside(at int, n *blockNode) {
	w.str(`<div class="` + n.name + `" role="note">` + "\n" + `<p class="label">`)
	if title := n.tail.value("title"); title != "" {
		w.literal([]byte(title))
		w.breakText()
	} else {
		w.hole(at, Hole{Kind: Label, Dest: n.name})
	}
	w.str("</p>\n")
	w.blocks(n)
	w.str("</div>\n")
}

func (w *writer) checklist(n *blockNode) {
	w.str(`<div class="checklist">` + "\n")
	if title := n.tail.value("title"); title != "" {
		w.str(`<p class="label">`)
		w.literal([]byte(title))
		w.breakText()
		w.str("</p>\n")
	}
	w.blocks(n)
	w.str("</div>\n")
}

// figure writes pictures, and what is below the last one as their caption.
func (w *writer) figure(n *blockNode) {
	outer := w.in
	w.in = "figure"
	w.str(`<figure class="figure">` + "\n")
	caption := n.FirstChild()
	for c := caption; c != nil; c = c.NextSibling() {
		if _, ok := loneImage(c); ok {
			caption = c.NextSibling()
		}
	}
	w.run(n.FirstChild(), caption)
	if caption != nil {
		w.str("<figcaption>\n")
		w.run(caption, nil)
		w.str("</figcaption>\n")
	}
	w.str("</figure>\n")
	w.in = outer
}

var (
	msgTwoParts  = source.Message{En: "before-after needs two parts", Zh: "before-after 需要前后两部分"}
	helpTwoParts = source.Message{
		En: "two pictures or paragraphs with an empty line between, or any two parts with a line --- between",
		Zh: "两张图片或两段文字，中间空一行；或者用单独一行 --- 隔开前后两部分",
	}
)

// beforeAfter writes the two parts beside each other: two pictures of one
// paragraph, what is around a rule, or the first block and the rest.
func (w *writer) beforeAfter(at int, n *blockNode) {
	outer := w.in
	w.in = n.name
	w.str(`<div class="before-after">` + "\n")
	if images := twoImages(n); images != nil {
		w.part(at, "before", func() { w.blockPicture(images[0]) })
		w.part(at, "after", func() { w.blockPicture(images[1]) })
	} else {
		stop, second := halves(n)
		if second == nil {
			w.problem(at, source.Error, "directive", msgTwoParts, helpTwoParts)
		}
		was, is := w.rewrite(n.FirstChild(), stop, second)
		w.part(at, "before", func() { w.quote(func() { w.changed("del", was, n.FirstChild(), stop) }) })
		w.part(at, "after", func() { w.changed("ins", is, second, nil) })
	}
	w.str("</div>\n")
	w.in = outer
}

// twoImages are the pictures of a block that holds two and nothing else.
func twoImages(n ast.Node) []*ast.Image {
	if n.ChildCount() != 1 {
		return nil
	}
	if images := onlyImages(n.FirstChild()); len(images) == 2 {
		return images
	}
	return nil
}

// halves is where the first half of n stops and where the second begins.
func halves(n ast.Node) (stop, second ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if _, ok := c.(*ast.ThematicBreak); ok {
			return c, c.NextSibling()
		}
	}
	if n.FirstChild() == nil {
		return nil, nil
	}
	return n.FirstChild().NextSibling(), n.FirstChild().NextSibling()
}

// part writes one half below its label.
func (w *writer) part(at int, label string, write func()) {
	w.str(`<div class="` + label + "\">\n" + `<p class="label">`)
	w.hole(at, Hole{Kind: Label, Dest: label})
	w.str("</p>\n")
	write()
	w.str("</div>\n")
}

var (
	msgNoTabs  = source.Message{En: "tabs needs a heading above each tab", Zh: "tabs 里的每一页都要有标题"}
	helpNoTabs = source.Message{En: "write ### and the name of the tab above its text", Zh: "请在每一页内容上方写 ### 和这一页的名称"}
)

// tabs writes a section per heading: without a script they stand below each
// other, and nothing is hidden.
func (w *writer) tabs(n *blockNode) {
	w.str(`<div class="tabs">` + "\n")
	h, ok := n.FirstChild().(*ast.Heading)
	if !ok {
		w.problem(nodeAt(n), source.Error, "directive", msgNoTabs, helpNoTabs)
		w.run(n.FirstChild(), nil)
	}
	for tab := ast.Node(h); ok && tab != nil; {
		next := tab.NextSibling()
		for next != nil && !isHeading(next, h.Level) {
			next = next.NextSibling()
		}
		w.str("<section>\n")
		w.run(tab, next)
		w.str("</section>\n")
		tab = next
	}
	w.str("</div>\n")
}

func isHeading(n ast.Node, level int) bool {
	h, ok := n.(*ast.Heading)
	return ok && h.Level == level
}

func (w *writer) internalBlock(at int, n *blockNode) {
	heading := w.heading
	w.beginInternal(at)
	w.str(`<div class="internal" role="note">` + "\n" + `<p class="label">`)
	w.hole(at, Hole{Kind: Label, Dest: "internal"})
	w.str("</p>\n")
	w.blocks(n)
	w.str("</div>\n")
	w.endInternal(at)
	w.heading = heading
}

// postBlock cuts the hole of one card; its name is an attribute or the text.
func (w *writer) postBlock(at int, n *blockNode) {
	name := n.tail.value("name")
	if c := n.FirstChild(); name == "" && c != nil {
		name = strings.TrimSpace(string(w.plainText(nil, c)))
	}
	if name == "" {
		w.problem(at, source.Error, "directive", msgNeeds, source.Message{}, "post", "{name=…}")
		return
	}
	w.hole(at, Hole{Kind: Post, Block: true, Dest: name})
	w.str("\n")
}

// openDirective writes an inline directive and returns the node after it.
func (w *writer) openDirective(n *openNode) ast.Node {
	at := nodeAt(n)
	if n.def == nil || n.close == nil || n.close.Parent() != n.Parent() {
		if n.def == nil {
			w.unknown(at+1, n.name, false)
		} else {
			w.problem(at, source.Error, "directive", msgCrossed, helpCrossed, n.name)
		}
		return n.NextSibling()
	}
	w.checkAttrs(at, n.def, &n.tail)
	switch n.name {
	case "post":
		return w.inlinePost(at, n)
	case "fact":
		w.hole(at, Hole{Kind: Fact, Dest: n.tail.value("id")})
	default:
		w.hole(at, Hole{Kind: Allow, Attrs: n.tail.attrs})
	}
	hole, start := len(w.holes)-1, len(w.plain)
	next := w.marked(n)
	w.holes[hole].Text = string(trimPlain(w.plain[start:]))
	return next
}

// marked writes the text of a fact or an exception.
func (w *writer) marked(n *openNode) ast.Node {
	if n.name == "fact" {
		return w.fact(n)
	}
	return w.allow(nodeAt(n), n, func() ast.Node { return w.upTo(n) })
}

// upTo writes what is inside an inline directive and returns the node after it.
func (w *writer) upTo(n *openNode) ast.Node {
	c := n.NextSibling()
	for c != nil && c != ast.Node(n.close) {
		c = w.inline(c)
	}
	return n.close.NextSibling()
}

// fact marks the words of a fact, and leaves a hole for its number in the list
// of facts. The first mark of each has an anchor that the list leads back to,
// unless it is in an internal block: public editions are without those.
func (w *writer) fact(n *openNode) ast.Node {
	id := n.tail.value("id")
	if w.inLink || id == "" {
		w.str(`<span class="fact">`)
		next := w.upTo(n)
		w.str("</span>")
		return next
	}
	number := Hole{Kind: FactNumber, Dest: id}
	w.str(`<a class="fact"`)
	if w.internal == 0 && !slices.Contains(w.facts, id) {
		w.facts = append(w.facts, id)
		number.Anchor = FactAnchor + id
		w.str(` id="`)
		w.out = appendEscaped(w.out, number.Anchor)
		w.str(`"`)
	}
	w.str(` href="#fact-`)
	w.out = appendURL(w.out, id)
	w.str(`">`)
	w.inLink = true
	next := w.upTo(n)
	w.inLink = false
	w.hole(nodeAt(n), number)
	w.str("</a>")
	return next
}

func (w *writer) inlinePost(at int, n *openNode) ast.Node {
	words := string(bytes.TrimSpace([]byte(unescape(n.inner.Value(w.source)))))
	h := Hole{Kind: Post, Dest: n.tail.value("name"), Text: words}
	if h.Dest == "" {
		h.Dest, h.Text = words, ""
	}
	if h.Dest == "" {
		w.problem(at, source.Error, "directive", msgNeeds, source.Message{}, "post", "{name=…}")
		return n.close.NextSibling()
	}
	w.hole(at, h)
	w.plain = append(w.plain, words...)
	w.last = 'a'
	return n.close.NextSibling()
}
