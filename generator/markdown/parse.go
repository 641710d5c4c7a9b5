package markdown

import (
	"slices"
	"sync"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"playbook/generator/source"
)

// Parse reads the body of t, which starts at the offset body.
func Parse(t *source.Text, body int, o Options) (*Document, []source.Problem) {
	if o.Post != "" {
		return parseCaption(t, body, o), nil
	}
	src := t.Data[min(body, len(t.Data)):]
	w := writers.Get().(*writer)
	defer w.release()
	w.begin(t, src, body, o)
	if p := guard(t, src, body); p != nil {
		w.refuse()
		return w.end(), []source.Problem{*p}
	}
	w.document(markdown.Parse(text.NewReader(src)))
	return w.end(), slices.Clone(w.problems)
}

// markdown is the one parser; it has no state of its own.
var markdown = parser.NewParser(
	parser.WithBlockParsers(
		util.Prioritized(headingParser{parser.NewSetextHeadingParser()}, 100),
		util.Prioritized(blockParser{}, 101),
		util.Prioritized(extension.NewDefinitionListParser(), 102),
		util.Prioritized(extension.NewDefinitionDescriptionParser(), 103),
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewCodeBlockParser(), 500),
		util.Prioritized(headingParser{parser.NewATXHeadingParser()}, 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(parser.NewBlockquoteParser(), 800),
		util.Prioritized(parser.NewHTMLBlockParser(), 900),
		util.Prioritized(extension.NewFootnoteBlockParser(), 999),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	),
	parser.WithInlineParsers(
		util.Prioritized(extension.NewTaskCheckBoxParser(), 0),
		util.Prioritized(inlineParser{}, 90),
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(extension.NewFootnoteParser(), 101),
		util.Prioritized(wikilink{}, 150),
		util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(parser.NewAutoLinkParser(), 300),
		util.Prioritized(parser.NewRawHTMLParser(), 400),
		util.Prioritized(emphasis{}, 500),
		util.Prioritized(autolink{}, 999),
	),
	parser.WithParagraphTransformers(
		util.Prioritized(parser.LinkReferenceParagraphTransformer, 100),
		util.Prioritized(extension.NewTableParagraphTransformer(), 200),
	),
	parser.WithASTTransformers(
		util.Prioritized(extension.NewTableASTTransformer(), 0),
		util.Prioritized(extension.NewFootnoteASTTransformer(), 999),
	),
)

// A writer makes a Document of goldmark's tree. It walks the tree itself:
// goldmark's renderer knows no holes, and costs a table look-up per node.
type writer struct {
	text     *source.Text
	source   []byte // the body
	body     int    // its offset in the text
	o        Options
	doc      *Document
	problems []source.Problem
	cursor   cursor
	out      []byte // HTML so far
	holes    []Hole
	plain    []byte    // text of the passage so far
	passages []Passage // finished
	ids      map[string]int
	headings []Heading
	heading  int    // index of the heading that the passage is under, -1 before the first
	internal int    // depth of internal blocks
	in       string // block directive that pictures are in
	inLink   bool
	last     rune     // last character written in this paragraph, ' ' at its start
	straight bool     // the double quote that is open stays straight
	raw      []string // raw elements that are open
	floor    int      // how many of them are outside this container
	copied   copier
	notes    footnotes
	facts    []string // that have an anchor
}

var writers = sync.Pool{New: func() any { return new(writer) }}

func (w *writer) begin(t *source.Text, src []byte, body int, o Options) {
	w.text, w.source, w.body, w.o = t, src, body, o
	w.doc, w.heading, w.last = &Document{}, -1, ' '
	w.cursor = cursor{data: t.Data}
}

// end is the finished document, with slices of exactly its size.
func (w *writer) end() *Document {
	w.flush()
	d := w.doc
	d.HTML = string(w.out)
	d.Holes = slices.Clone(w.holes)
	d.Text = slices.Clone(w.passages)
	d.Headings = slices.Clone(w.headings)
	d.Copy = w.copied.end()
	d.count()
	return d
}

// release lets go of the text and keeps the buffers, unless one is huge.
func (w *writer) release() {
	const keep = 1 << 20
	if cap(w.out) > keep || cap(w.plain) > keep {
		return
	}
	clear(w.holes)
	clear(w.passages)
	clear(w.headings)
	clear(w.problems)
	clear(w.ids)
	*w = writer{
		out: w.out[:0], plain: w.plain[:0], holes: w.holes[:0], passages: w.passages[:0],
		headings: w.headings[:0], problems: w.problems[:0], ids: w.ids, raw: w.raw[:0],
	}
	writers.Put(w)
}

// maxProblems is how many problems of one text are told: more help nobody.
const maxProblems = 500

// problem notes a problem at an offset into the body.
func (w *writer) problem(at int, s source.Severity, rule string, key, help source.Message, args ...string) {
	if len(w.problems) == maxProblems {
		return
	}
	line, col := w.place(at)
	w.problems = append(w.problems, source.Problem{
		Pos:      source.Pos{File: w.text.Name, Line: int(line), Col: int(col)},
		Severity: s, Rule: rule, Key: key, Help: help, Args: args,
		Excerpt: w.text.Line(int(line)),
	})
}

// hole cuts a hole here, for what stands at an offset into the body.
func (w *writer) hole(at int, h Hole) {
	h.At = int32(len(w.out))
	h.Line, h.Col = w.place(at)
	w.holes = append(w.holes, h)
}

func (w *writer) place(at int) (line, col int32) {
	l, c := w.cursor.place(w.body + min(max(at, 0), len(w.source)))
	return int32(l), int32(c)
}

// flush ends a passage.
func (w *writer) flush() {
	text := trimPlain(w.plain)
	w.plain = w.plain[:0]
	if len(text) == 0 {
		return
	}
	p := Passage{Text: string(text), Internal: w.internal > 0}
	if w.heading >= 0 {
		h := &w.headings[w.heading]
		p.Anchor, p.Heading = h.ID, h.Text
	}
	w.passages = append(w.passages, p)
}

func trimPlain(b []byte) []byte {
	for len(b) > 0 && (b[len(b)-1] == '\n' || b[len(b)-1] == ' ') {
		b = b[:len(b)-1]
	}
	for len(b) > 0 && (b[0] == '\n' || b[0] == ' ') {
		b = b[1:]
	}
	return b
}

// refuse shows a text that would take too long as it was written.
func (w *writer) refuse() {
	w.str("<pre>")
	w.escape(w.source)
	w.str("</pre>\n")
	w.plain = append(w.plain, w.source...)
}

func (w *writer) str(s string) { w.out = append(w.out, s...) }

// breakText ends a line of plain text.
func (w *writer) breakText() {
	if n := len(w.plain); n > 0 && w.plain[n-1] != '\n' {
		w.plain = append(w.plain, '\n')
	}
}

// escape writes b with the characters that HTML knows replaced.
func (w *writer) escape(b []byte) {
	w.out = appendEscaped(w.out, b)
}

func appendEscaped[T []byte | string](out []byte, b T) []byte {
	from := 0
	for i := 0; i < len(b); i++ {
		var with string
		switch b[i] {
		case '<':
			with = "&lt;"
		case '>':
			with = "&gt;"
		case '&':
			with = "&amp;"
		case '"':
			with = "&quot;"
		case 0:
			with = "\uFFFD"
		default:
			continue
		}
		out = append(append(out, b[from:i]...), with...)
		from = i + 1
	}
	return append(out, b[from:]...)
}

func nodeAt(n ast.Node) int {
	if at := n.Pos(); at >= 0 {
		return at
	}
	if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
		return n.Lines().At(0).Start
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if at := nodeAt(c); at >= 0 {
			return at
		}
	}
	return -1
}
