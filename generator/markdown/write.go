package markdown

import (
	"strconv"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"playbook/generator/source"
)

func (w *writer) document(n ast.Node) {
	w.notes.read(n)
	first := n.FirstChild()
	if h, ok := first.(*ast.Heading); ok && h.Level == 1 && !w.o.plain {
		w.title(h)
		first = first.NextSibling()
	}
	w.run(first, nil)
}

func (w *writer) title(h *ast.Heading) {
	text, _ := w.headingText(h)
	w.doc.Title = text
	w.copyTitle(h)
	w.copyBreak("\n")
}

func (w *writer) blocks(n ast.Node) {
	w.run(n.FirstChild(), nil)
}

// run writes the blocks from c up to stop. Raw elements that they leave open
// end with them.
func (w *writer) run(c, stop ast.Node) {
	outer := w.floor
	w.floor = len(w.raw)
	for ; c != nil && c != stop; c = c.NextSibling() {
		w.block(c)
	}
	w.closeRaw(w.floor)
	w.floor = outer
}

func (w *writer) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Paragraph:
		w.paragraph(n)
	case *ast.TextBlock:
		w.inlineBlock(n)
		if n.NextSibling() != nil && n.FirstChild() != nil {
			w.str("\n")
		}
	case *ast.Heading:
		w.headingBlock(n)
	case *ast.List:
		w.list(n)
	case *ast.ListItem:
		w.item(n)
	case *ast.Blockquote:
		w.str("<blockquote>\n")
		w.quote(func() { w.blocks(n) })
		w.str("</blockquote>\n")
	case *ast.FencedCodeBlock:
		w.code(n, fenceLang(n.Language(w.source)))
	case *ast.CodeBlock:
		w.code(n, "")
	case *ast.ThematicBreak:
		w.str("<hr>\n")
	case *ast.HTMLBlock:
		w.htmlBlock(n)
	case *blockNode:
		w.directive(n)
	case *extast.FootnoteList:
		w.footnoteList(n)
	default:
		w.extension(n)
	}
}

// extension writes the blocks of tables and definition lists.
func (w *writer) extension(n ast.Node) {
	switch n := n.(type) {
	case *extast.Table:
		w.str("<table tabindex=\"0\">\n") // a wide one scrolls, by keyboard too
		w.blocks(n)
		w.str("</table>\n")
	case *extast.TableHeader:
		w.str("<thead>\n<tr>\n")
		w.cells(n, "th")
		w.str("</tr>\n</thead>\n")
		if n.NextSibling() != nil {
			w.str("<tbody>\n")
		}
	case *extast.TableRow:
		w.str("<tr>\n")
		w.cells(n, "td")
		w.str("</tr>\n")
		if n.NextSibling() == nil {
			w.str("</tbody>\n")
		}
	case *extast.DefinitionList:
		w.wrap("dl", n, "\n")
	case *extast.DefinitionTerm:
		w.str("<dt>")
		w.inlineBlock(n)
		w.str("</dt>\n")
	case *extast.DefinitionDescription:
		if n.IsTight {
			w.wrap("dd", n, "")
		} else {
			w.wrap("dd", n, "\n")
		}
	}
}

// wrap writes n as an element around its blocks.
func (w *writer) wrap(tag string, n ast.Node, after string) {
	w.str("<" + tag + ">" + after)
	w.blocks(n)
	w.str("</" + tag + ">\n")
}

func (w *writer) cells(n ast.Node, tag string) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		cell, ok := c.(*extast.TableCell)
		if !ok {
			continue
		}
		tag := tag
		if !cell.HasChildren() {
			tag = "td" // an empty header would head nothing
		}
		w.str("<" + tag)
		if tag == "th" {
			w.str(` scope="col"`)
		}
		switch cell.Alignment {
		case extast.AlignLeft:
			w.str(` class="left"`)
		case extast.AlignRight:
			w.str(` class="right"`)
		case extast.AlignCenter:
			w.str(` class="center"`)
		}
		w.str(">")
		w.inlineBlock(cell)
		w.str("</" + tag + ">\n")
	}
}

func (w *writer) paragraph(n *ast.Paragraph) {
	if img, ok := loneImage(n); ok && !w.o.plain {
		w.blockPicture(img)
		return
	}
	if images := onlyImages(n); w.in != "" && images != nil {
		for _, img := range images {
			w.blockPicture(img)
		}
		return
	}
	w.str("<p>")
	w.inlineBlock(n)
	w.str("</p>\n")
}

// blockPicture writes a picture that stands by itself.
func (w *writer) blockPicture(img *ast.Image) {
	w.startInline()
	w.picture(img, true)
	w.str("\n")
	w.breakText()
}

// onlyImages are the images of a paragraph that holds nothing but images and
// space, or nil.
func onlyImages(n ast.Node) []*ast.Image {
	var images []*ast.Image
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Image:
			images = append(images, c)
		case *ast.Text:
			if !c.Segment.IsEmpty() {
				return nil
			}
		default:
			return nil
		}
	}
	return images
}

// loneImage is the image of a paragraph that holds nothing else.
func loneImage(n ast.Node) (*ast.Image, bool) {
	img, ok := n.FirstChild().(*ast.Image)
	return img, ok && n.ChildCount() == 1
}

// inlineBlock writes the inline children of a block, and ends its line of text.
func (w *writer) inlineBlock(n ast.Node) {
	w.startInline()
	outer := w.floor
	w.floor = len(w.raw)
	_, task := n.FirstChild().(*extast.TaskCheckBox)
	if task = task && !w.o.plain; task {
		w.str("<label>")
	}
	w.inlines(n)
	w.closeRaw(w.floor)
	if task {
		w.str("</label>")
	}
	w.floor = outer
	w.breakText()
	w.copyBreak("\n")
}

func (w *writer) startInline() { w.last, w.straight = ' ', false }

func (w *writer) list(n *ast.List) {
	tag := "ul"
	if n.IsOrdered() {
		tag = "ol"
	}
	w.str("<" + tag)
	if n.IsOrdered() && n.Start != 1 {
		w.str(` start="` + strconv.Itoa(n.Start) + `"`)
	}
	if hasTasks(n) {
		w.str(` class="tasks"`)
	}
	w.str(">\n")
	w.blocks(n)
	w.str("</" + tag + ">\n")
}

func hasTasks(n ast.Node) bool {
	item := n.FirstChild()
	if item == nil || item.FirstChild() == nil {
		return false
	}
	_, ok := item.FirstChild().FirstChild().(*extast.TaskCheckBox)
	return ok
}

func (w *writer) item(n *ast.ListItem) {
	w.str("<li>")
	if c := n.FirstChild(); c != nil {
		if _, tight := c.(*ast.TextBlock); !tight {
			w.str("\n")
		}
	}
	w.blocks(n)
	w.str("</li>\n")
}

func (w *writer) headingBlock(n *ast.Heading) {
	text, explicit := w.headingText(n)
	at := nodeAt(n)
	if w.o.plain {
		tag := "h" + strconv.Itoa(n.Level)
		w.str("<" + tag + ">")
		w.inlineBlock(n)
		w.str("</" + tag + ">\n")
		return
	}
	w.flush()
	h := Heading{Level: n.Level, Text: text, Internal: w.internal > 0}
	h.ID = w.headingID(text, explicit, at)
	h.Line, h.Col = w.place(at)
	w.headings = append(w.headings, h)
	w.heading = len(w.headings) - 1
	tag := "h" + strconv.Itoa(n.Level)
	w.str("<" + tag + ` id="`)
	w.out = appendEscaped(w.out, h.ID)
	w.str(`">`)
	w.inlineBlock(n)
	w.str("</" + tag + ">\n")
	// The words of a heading are its own, not the passage's.
	w.plain = w.plain[:0]
}

// fenceLang is the language of a fence's info string, or "" if it is none that
// a language could have.
func fenceLang(info []byte) string {
	lang := unescape(info)
	if len(lang) > 40 {
		return ""
	}
	for i := range len(lang) {
		if c := lang[i]; !isAlnum(c) && c != '-' && c != '+' && c != '#' && c != '.' && c != '_' {
			return ""
		}
	}
	return lang
}

func (w *writer) code(n ast.Node, lang string) {
	start := len(w.plain)
	lines := n.Lines()
	for i := range lines.Len() {
		s := lines.At(i)
		w.plain = append(w.plain, s.Value(w.source)...)
	}
	text := string(w.plain[start:])
	w.hole(nodeAt(n), Hole{Kind: Code, Block: true, Dest: lang, Text: text})
	w.str("\n")
	w.breakText()
}

var (
	msgRawHTML  = source.Message{En: "HTML is shown as text", Zh: "HTML 会按文字原样显示"}
	helpRawHTML = source.Message{
		En: "write Markdown instead, or set `html: true` in site.yaml",
		Zh: "请改用 Markdown，或在 site.yaml 里设置 `html: true`",
	}
)
