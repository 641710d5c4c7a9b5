package markdown

import (
	"sort"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
)

// Copy is what an editor says in words of their own: the text without
// quotations, bad examples and code, a line for each block. Rules of wording run
// over it. What is in internal blocks is in it.
type Copy struct {
	Text    string
	Spots   []Spot
	Allowed []Allowed
}

// A Spot says where a part of a Copy stands in the file; the rest of its line
// follows character by character.
type Spot struct {
	At        int32 // in characters of the Copy
	Line, Col int32
}

// Allowed is a text that an editor excepts from a rule.
type Allowed struct {
	From, To     int32 // in characters of the Copy
	Line, Col    int32 // of the directive
	Rule, Reason string
}

// Place is where the character at stands in the file.
func (c *Copy) Place(at int) (line, col int) {
	i := sort.Search(len(c.Spots), func(i int) bool { return int(c.Spots[i].At) > at }) - 1
	if i < 0 {
		return 1, 1
	}
	s := c.Spots[i]
	return int(s.Line), int(s.Col) + at - int(s.At)
}

// copier collects the Copy of a document.
type copier struct {
	text   []byte
	length int32 // of text in characters
	quoted int   // depth of quotations, bad examples and the like
	copy   Copy
}

func (c *copier) put(s string) {
	if len(c.text) > 0 || s != "\n" {
		c.text = append(c.text, s...)
		c.length += int32(utf8.RuneCountInString(s))
	}
}

// copyText takes in a piece of the source that starts at an offset of the body.
func (w *writer) copyText(b []byte, at int) {
	if w.copied.quoted > 0 || len(b) == 0 {
		return
	}
	line, col := w.place(at)
	w.copied.copy.Spots = append(w.copied.copy.Spots, Spot{w.copied.length, line, col})
	w.copied.put(string(b))
}

// copyBreak is a space between lines, or the end of a block.
func (w *writer) copyBreak(s string) {
	if w.copied.quoted == 0 {
		w.copied.put(s)
	}
}

// quote writes what is nobody's own words here.
func (w *writer) quote(write func()) {
	w.copied.quoted++
	write()
	w.copied.quoted--
}

// copyTitle takes in the words of the leading heading, which is written by
// itself.
func (w *writer) copyTitle(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			w.copyText(t.Segment.Value(w.source), t.Segment.Start)
			continue
		}
		w.copyTitle(c)
	}
}

// allow notes that the words that write writes are excepted from a rule.
func (w *writer) allow(at int, n *openNode, write func() ast.Node) ast.Node {
	a := Allowed{From: w.copied.length, Rule: n.tail.value("rule"), Reason: n.tail.value("reason")}
	a.Line, a.Col = w.place(at)
	next := write()
	a.To = w.copied.length
	w.copied.copy.Allowed = append(w.copied.copy.Allowed, a)
	return next
}

func (c *copier) end() Copy {
	c.copy.Text = string(c.text)
	return c.copy
}
