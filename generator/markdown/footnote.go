package markdown

import (
	"slices"
	"strconv"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// footnotes are the notes of one document. goldmark numbers them as they come;
// we number those that a public edition shows first, so that neither a gap nor
// a way back tells of internal ones.
type footnotes struct {
	number map[int]int           // goldmark's index → ours, from 1
	hidden map[int]bool          // notes that only internal blocks refer to
	refs   map[int][]footnoteRef // by goldmark's index, in order
	name   map[*extast.FootnoteLink]string
}

// footnoteRef is one place that refers to a note.
type footnoteRef struct {
	from     int // index of the note it stands in, 0 for the body
	internal bool
}

// read finds the notes of a document, which its last child holds.
func (f *footnotes) read(doc ast.Node) {
	*f = footnotes{}
	list, ok := doc.LastChild().(*extast.FootnoteList)
	if !ok {
		return
	}
	f.number, f.hidden, f.refs = map[int]int{}, map[int]bool{}, map[int][]footnoteRef{}
	f.name = map[*extast.FootnoteLink]string{}
	for c := doc.FirstChild(); c != nil; c = c.NextSibling() {
		if c != ast.Node(list) {
			f.find(c, 0, false)
		}
	}
	var order []int
	for c := list.FirstChild(); c != nil; c = c.NextSibling() {
		if n, ok := c.(*extast.Footnote); ok {
			f.find(n, n.Index, false)
			order = append(order, n.Index)
			f.hidden[n.Index] = true
		}
	}
	f.settle(order)
}

func (f *footnotes) find(n ast.Node, from int, internal bool) {
	switch n := n.(type) {
	case *extast.FootnoteLink:
		refs := f.refs[n.Index]
		f.name[n] = strconv.Itoa(len(refs))
		f.refs[n.Index] = append(refs, footnoteRef{from, internal})
		return
	case *blockNode:
		internal = internal || n.name == "internal"
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		f.find(c, from, internal)
	}
}

// settle decides which notes are hidden, and numbers all.
func (f *footnotes) settle(order []int) {
	for changed := true; changed; {
		changed = false
		for _, i := range order {
			if f.hidden[i] && slices.ContainsFunc(f.refs[i], f.seen) {
				f.hidden[i], changed = false, true
			}
		}
	}
	next := 1
	for _, hidden := range []bool{false, true} {
		for _, i := range order {
			if f.hidden[i] == hidden {
				f.number[i] = next
				next++
			}
		}
	}
}

// seen reports whether a public edition shows the place of r.
func (f *footnotes) seen(r footnoteRef) bool {
	return !r.internal && (r.from == 0 || !f.hidden[r.from])
}

func (w *writer) footnoteLink(n *extast.FootnoteLink) {
	number := strconv.Itoa(w.notes.number[n.Index])
	w.str(`<sup class="footnote" id="fnref-` + number + "-" + w.notes.name[n] + `"><a href="#fn-` + number + `" role="doc-noteref">` + number + "</a></sup>")
	w.last = '1'
}

func (w *writer) footnoteList(list *extast.FootnoteList) {
	var notes []*extast.Footnote
	for c := list.FirstChild(); c != nil; c = c.NextSibling() {
		if n, ok := c.(*extast.Footnote); ok {
			notes = append(notes, n)
		}
	}
	if len(notes) == 0 {
		return
	}
	slices.SortFunc(notes, func(a, b *extast.Footnote) int {
		return w.notes.number[a.Index] - w.notes.number[b.Index]
	})
	w.flush()
	w.heading = -1
	all := w.notes.hidden[notes[0].Index]
	if all {
		w.beginInternal(nodeAt(notes[0]))
	}
	w.str(`<section class="footnotes" role="doc-endnotes" aria-label="`)
	w.hole(nodeAt(notes[0]), Hole{Kind: Label, Dest: "footnotes"})
	w.str("\">\n<ol>\n")
	for _, n := range notes {
		w.footnote(n, w.notes.hidden[n.Index] && !all)
	}
	w.str("</ol>\n</section>\n")
	if all {
		w.endInternal(nodeAt(notes[0]))
	}
}

func (w *writer) footnote(n *extast.Footnote, hidden bool) {
	if hidden {
		w.beginInternal(nodeAt(n))
	}
	number := strconv.Itoa(w.notes.number[n.Index])
	w.str(`<li id="fn-` + number + "\">\n")
	w.blocks(n)
	w.str(`<p class="back">`)
	for i, r := range w.notes.refs[n.Index] {
		private := !w.notes.seen(r) && w.internal == 0
		if private {
			w.beginInternal(nodeAt(n))
		}
		w.str(` <a href="#fnref-` + number + "-" + strconv.Itoa(i) + `" role="doc-backlink" aria-label="`)
		w.hole(nodeAt(n), Hole{Kind: Label, Dest: "footnote-back"})
		w.str(`">↩</a>`)
		if private {
			w.endInternal(nodeAt(n))
		}
	}
	w.str("</p>\n</li>\n")
	if hidden {
		w.endInternal(nodeAt(n))
	}
}

// beginInternal and endInternal stand around what only internal editions show.
func (w *writer) beginInternal(at int) {
	w.flush()
	w.hole(at, Hole{Kind: InternalStart, Block: true})
	w.internal++
}

func (w *writer) endInternal(at int) {
	w.flush()
	w.internal--
	w.hole(at, Hole{Kind: InternalEnd, Block: true})
}
