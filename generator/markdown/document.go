package markdown

import (
	"strings"
	"unicode/utf8"
)

// Options say what kind of body a text has.
type Options struct {
	Post      string // platform of a post ("xiaohongshu"): the body is a caption; "" for an editor's page
	HTML      bool   // raw HTML is sanitised and kept; else it is shown as text, with a warning
	Emoticons string // RE2 of the platform's emoticon codes in captions; "" for the usual [笑哭R]
	Topic     string // how the platform writes topics, {} for the words: "#{}[话题]#"

	plain bool // for the conformance tests: straight quotes, raw HTML and any scheme as written
}

// A Document is what the body of one file says by itself. It is not changed
// after Parse, and its slices are shared.
type Document struct {
	HTML     string    // the body; holes are cut out of it
	Holes    []Hole    // in order of At
	Text     []Passage // plain text, for search and excerpts
	Headings []Heading // without the title
	Copy     Copy      // what the editor says in words of their own; nothing in posts
	Title    string    // text of a leading level-1 heading, which is not in HTML
	Han      int       // Han characters, for reading time
	Words    int       // words of other scripts
	Topics   []string  // in posts, each once, as written without marks
	Mentions []string  // in posts, each once, without "@"
}

// A Passage is the plain text below one heading, blocks separated by "\n".
// A heading above and below an internal block has a passage for each part.
type Passage struct {
	Anchor   string // id of the heading; "" before the first one
	Heading  string
	Text     string
	Internal bool // from an internal block
}

// A Heading is one heading of the body.
type Heading struct {
	Level     int
	ID        string
	Text      string
	Line, Col int32
	Internal  bool
}

// Attr is an attribute of a directive, in the order written.
type Attr struct{ Key, Value string }

// HoleKind says what belongs into a hole.
type HoleKind uint8

// The kinds of holes, with the fields of Hole that each uses. An inline hole
// is within a paragraph, a block one between paragraphs (Block is set).
const (
	// Link is the value of an href attribute (between the quotes). Dest is the
	// destination as written, without fragment and with its percent-encoding;
	// Anchor the fragment; Text the words of the link. Wiki: Dest is a name and not a path. External: Dest is a
	// whole http, https or mailto address, and Href is what belongs there.
	Link HoleKind = iota + 1
	// LinkText is the words of a wikilink that has none of its own: the title of
	// the page. Dest and Anchor are those of the Link before it.
	LinkText
	// Picture is a whole picture element. Dest, Text (the alt text), Title, and
	// In, the block directive around it: "gallery", "figure", "before-after" or "".
	Picture
	// Code is a whole highlighted block. Dest is the language ("" for none), Text the code.
	Code
	// Label is one word of the theme's strings, Dest its key: "note", "tip",
	// "warning", "do", "dont", "before", "after", "internal", "footnotes",
	// "footnote-back"; the last two stand in an attribute. Escape quotes too.
	Label
	// Posts is a grid of posts. Attrs is the query.
	Posts
	// Post is one post, Dest its name: a card when Block, else a link with the words Text.
	Post
	// Fact stands before a marked fact; nothing belongs there. Dest is its id, Text
	// the words. The HTML links to "#fact-" + id.
	Fact
	// Allow stands before a text excepted from a wording rule; nothing belongs
	// there. Attrs are rule and reason, Text the words.
	Allow
	// InternalStart begins an internal block; nothing belongs there.
	InternalStart
	// InternalEnd ends it.
	InternalEnd
	// Topic is a topic in a caption, Text its words; HTML is what belongs there
	// unless it has a page.
	Topic
	// FactNumber stands at the end of a marked fact, within the link: the number of
	// the fact. Dest is its id, Anchor that of the mark if it has one.
	FactNumber
)

// FactAnchor begins the anchor of the first mark of a fact. Anchors of headings
// are in lower case, so none of them begins like this.
const FactAnchor = "Said-"

// A Hole is a place in HTML that the generator fills.
type Hole struct {
	At        int32 // offset into HTML
	Line, Col int32 // in the file
	Kind      HoleKind
	Block     bool
	Wiki      bool
	External  bool
	Dest      string
	Anchor    string
	Text      string
	Title     string
	In        string
	Attrs     []Attr
}

// Href is the destination of a link ready to stand in an attribute: the
// address itself when External, else what was written.
func (h *Hole) Href() string {
	dest := h.Dest
	if h.Anchor != "" {
		dest += "#" + h.Anchor
	}
	return string(appendURL(nil, dest))
}

// Attr is the value of an attribute, or "".
func (h *Hole) Attr(key string) string {
	for _, a := range h.Attrs {
		if a.Key == key {
			return a.Value
		}
	}
	return ""
}

// Render appends HTML to b; fill appends what belongs into each hole.
func (d *Document) Render(b []byte, fill func(b []byte, h *Hole) []byte) []byte {
	at := 0
	for i := range d.Holes {
		h := &d.Holes[i]
		b = append(b, d.HTML[at:h.At]...)
		b = fill(b, h)
		at = int(h.At)
	}
	return append(b, d.HTML[at:]...)
}

// Public is the document without its internal blocks: d itself if it has none.
func (d *Document) Public() *Document {
	if !d.hasInternal() {
		return d
	}
	p := &Document{Title: d.Title, Topics: d.Topics, Mentions: d.Mentions}
	p.HTML, p.Holes = d.publicHTML()
	for _, t := range d.Text {
		if !t.Internal {
			p.Text = append(p.Text, t)
		}
	}
	for _, h := range d.Headings {
		if !h.Internal {
			p.Headings = append(p.Headings, h)
		}
	}
	p.count()
	return p
}

func (d *Document) hasInternal() bool {
	for i := range d.Holes {
		if d.Holes[i].Kind == InternalStart {
			return true
		}
	}
	return false
}

func (d *Document) publicHTML() (string, []Hole) {
	var b strings.Builder
	var holes []Hole
	at, depth := 0, 0
	for _, h := range d.Holes {
		if depth == 0 {
			b.WriteString(d.HTML[at:h.At])
		}
		at = int(h.At)
		switch {
		case h.Kind == InternalStart:
			depth++
		case h.Kind == InternalEnd:
			depth--
		case depth == 0:
			h.At = int32(b.Len())
			holes = append(holes, h)
		}
	}
	b.WriteString(d.HTML[at:])
	return b.String(), holes
}

// count sets Han and Words from headings and passages.
func (d *Document) count() {
	d.Han, d.Words = 0, 0
	for _, t := range d.Text {
		d.countText(t.Text)
	}
	for _, h := range d.Headings {
		d.countText(h.Text)
	}
}

func (d *Document) countText(s string) {
	inWord := false
	for _, r := range s {
		if isHan(r) {
			d.Han++
			inWord = false
			continue
		}
		// "don't" and "3.5" are one word each; a mark alone is none.
		letter := isWord(r)
		if letter && !inWord {
			d.Words++
		}
		inWord = letter || inWord && (r == '\'' || r == '’' || r == '.' || r == '-')
	}
}

// Excerpt is the beginning of the text outside internal blocks, in one line of
// at most max characters: cut after a sentence if one ends in the second half,
// else after a word, or between characters of scripts that have no spaces.
func (d *Document) Excerpt(max int) string {
	var b strings.Builder
	for _, t := range d.Text {
		if t.Internal || t.Text == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.Text)
		if b.Len() > 4*max+utf8.UTFMax {
			break
		}
	}
	text := b.String()
	if len(d.Topics) > 0 {
		text = topicMarks.Replace(text)
	}
	return cut(strings.Join(strings.Fields(text), " "), max)
}

// topicMarks are the ends of topics that platforms do not show.
var topicMarks = strings.NewReplacer("[话题]#", "", "[超话]#", "")

func cut(s string, max int) string {
	if max <= 0 {
		return ""
	}
	runes := []rune(s)
	if len(runes) <= max {
		return s
	}
	for i := max; i > max/2; i-- {
		if endsSentence(runes, i) {
			return strings.TrimSpace(string(runes[:i]))
		}
	}
	end := max - 1 // room for the ellipsis
	for i := end; i > end/2; i-- {
		if runes[i] == ' ' || isCJK(runes[i]) || isCJK(runes[i-1]) {
			end = i
			break
		}
	}
	return strings.TrimRight(string(runes[:end]), " ,;:，、；：") + "…"
}

// endsSentence reports whether a sentence ends before runes[i].
func endsSentence(runes []rune, i int) bool {
	switch runes[i-1] {
	case '。', '！', '？', '…':
		return true
	case '.', '!', '?':
		return i == len(runes) || runes[i] == ' '
	}
	return false
}
