package source

import (
	"bytes"
	"strings"
	"sync"
	"unicode/utf8"
)

// A plainReader reads the YAML that editors write, in one pass: maps and lists
// by indentation, one value per line, brackets that close on their line, and
// literal blocks. A general YAML reader needs twenty times as long, and front
// matter was a quarter of a cold build.
//
// Its law: it gives exactly the tree that the library would have given through
// converter, without a problem, or it declines. It knows no error: at the first
// thing that is rare, wrong or worth a remark it gives up, and the slow path
// reads the file again from its start. FuzzPlainYAML holds it to that.
type plainReader struct {
	s string // the YAML; values are parts of it, so that they cost nothing

	// The line with content that is read next: from start to end, without its
	// indentation and the spaces and the line feed at its end.
	line, indent   int
	start, at, end int
	next           int // where the line below it starts
	more           bool

	// Nodes, pairs and items are cut from three slabs whose sizes were counted.
	// Those of maps and lists that are still open wait on stacks.
	slabs     slabs
	size      plainSize
	nodes     []Node
	pairs     []Pair
	items     []*Node
	openPairs []Pair
	openItems []*Node
}

// Bounds that keep the fast path simple: wider maps would need a table to find
// a name twice, and the library looks no further than 1024 bytes for a colon.
const (
	plainPairs = 64
	plainDepth = 24
	plainKey   = 200
	plainFlow  = 1024 // bytes of a line with brackets, whose columns are counted from its start
	plainSlab  = 1024 // nodes made at once
)

// plainReaders keeps the stacks, and the slabs of trees that were given back.
var plainReaders = sync.Pool{New: func() any { return new(plainReader) }}

// plainYAML reads data, whose first line is line above+1 of its file. The tree is
// the reader's until it is asked to part with it, or to take it back; without a
// reader there is no tree.
func plainYAML(data []byte, above int) (root *Node, r *plainReader) {
	size, ok := measure(data)
	if !ok {
		return nil, nil
	}
	r = plainReaders.Get().(*plainReader)
	r.s, r.line, r.next, r.size = string(data), above, 0, size
	r.slabs.grow(size)
	r.nodes, r.pairs, r.items = r.slabs.nodes[:0:size.nodes], r.slabs.pairs[:0:size.pairs], r.slabs.items[:0:size.items]
	if r.advance() && r.more {
		if root, ok = r.mapping(r.indent, 0); ok && !r.more {
			return root, r
		}
	}
	r.takeBack()
	return nil, nil
}

// slabs are what trees are cut from. Those that lie here are zero.
type slabs struct {
	nodes []Node
	pairs []Pair
	items []*Node
}

func (s *slabs) grow(size plainSize) {
	if len(s.nodes) < size.nodes {
		s.nodes = make([]Node, size.nodes)
	}
	if len(s.pairs) < size.pairs {
		s.pairs = make([]Pair, size.pairs)
	}
	if len(s.items) < size.items {
		s.items = make([]*Node, size.items)
	}
}

// part lets the tree go with its slabs.
func (r *plainReader) part() {
	r.slabs, r.size = slabs{}, plainSize{}
	r.takeBack()
}

// takeBack makes the tree void, and another one of its slabs.
func (r *plainReader) takeBack() {
	clear(r.slabs.nodes[:r.size.nodes])
	clear(r.slabs.pairs[:r.size.pairs])
	clear(r.slabs.items[:r.size.items])
	clear(r.openPairs[:cap(r.openPairs)])
	clear(r.openItems[:cap(r.openItems)])
	*r = plainReader{slabs: r.slabs, openPairs: r.openPairs[:0], openItems: r.openItems[:0]}
	plainReaders.Put(r)
}

// plainSize is how much of everything a text has, or a little more.
type plainSize struct{ nodes, pairs, items int }

// measure counts what a tree of data needs, and reports whether data is made of
// characters only that mean nothing special anywhere.
func measure(data []byte) (size plainSize, ok bool) {
	var colons, hyphens, commas, brackets int
	counted := 0 // commas are counted up to here
	for i, c := range data {
		if !measured[c] {
			continue
		}
		switch {
		case c == ':':
			if i+1 < len(data) && (data[i+1] == ' ' || data[i+1] == '\n') {
				colons++
			}
		case c == '-':
			if i+1 < len(data) && data[i+1] == ' ' {
				hyphens++
			}
		case c == '[', c == '{':
			brackets++
			if i >= counted {
				counted = lineEnd(data, i)
				commas += bytes.Count(data[i:counted], comma)
			}
		case c < ' ', c == 0x7F:
			return size, false
		case oddRune(data[i:]):
			return size, false
		}
	}
	size.pairs = colons
	size.items = hyphens + brackets + commas
	size.nodes = min(2*size.pairs+size.items+2, plainSlab)
	return size, utf8.Valid(data)
}

// measured are the bytes at which measure stops to look.
var measured = func() (t [256]bool) {
	for c := range t {
		t[c] = c < ' ' && c != '\n' || strings.IndexByte(":-[{\x7F\xC2\xE2\xEF", byte(c)) >= 0
	}
	return t
}()

var comma = []byte(",")

// oddRune reports whether data starts with a control character above ASCII, with
// one of the line ends that only Unicode knows, a byte-order mark, or none at all.
func oddRune(data []byte) bool {
	switch data[0] {
	case 0xC2:
		return len(data) < 2 || data[1] < 0xA0
	case 0xE2:
		return len(data) < 3 || data[1] == 0x80 && (data[2] == 0xA8 || data[2] == 0xA9)
	case 0xEF:
		return len(data) < 3 || data[1] == 0xBB && data[2] == 0xBF || data[1] == 0xBF && data[2] >= 0xBE
	}
	return false
}

func (r *plainReader) add(kind NodeKind, at int) *Node {
	if len(r.nodes) == cap(r.nodes) {
		r.nodes = make([]Node, 0, 64)
	}
	// The nodes of a slab are zero; appending one would write it all again.
	r.nodes = r.nodes[:len(r.nodes)+1]
	n := &r.nodes[len(r.nodes)-1]
	n.Kind, n.Line, n.Col = kind, r.line, at-r.start+1
	return n
}

// advance goes to the next line that is not blank and not a comment, and
// declines a comment that may have been meant as a value.
func (r *plainReader) advance() bool {
	for r.next < len(r.s) {
		r.takeLine()
		switch {
		case r.at == r.end:
		case r.s[r.at] != '#':
			r.more = true
			return true
		case !remark(r.s[r.at:r.end]):
			return false
		}
	}
	r.more, r.indent = false, -1
	return true
}

// takeLine makes the line at next the current one.
func (r *plainReader) takeLine() {
	r.start, r.line = r.next, r.line+1
	r.end = len(r.s)
	r.next = len(r.s)
	if i := strings.IndexByte(r.s[r.start:], '\n'); i >= 0 {
		r.end = r.start + i
		r.next = r.end + 1
	}
	r.at = r.start
	for r.at < r.end && r.s[r.at] == ' ' {
		r.at++
	}
	for r.end > r.at && r.s[r.end-1] == ' ' {
		r.end--
	}
	r.indent = r.at - r.start
}

// remark reports whether a comment is surely one, and no #topic.
func remark(comment string) bool {
	return len(comment) < 2 || strings.IndexByte(" #!-=", comment[1]) >= 0
}

// below reads what stands under a key or hyphen that has nothing beside it.
// Items of a list may stand as far left as the key does.
func (r *plainReader) below(at, indent int, inMap bool, depth int) (*Node, bool) {
	line, col := r.line, at-r.start+1
	switch {
	case !r.advance():
		return nil, false
	case r.more && r.indent > indent && !r.hyphen():
		return r.mapping(r.indent, depth+1)
	case r.more && r.hyphen() && (r.indent > indent || inMap && r.indent == indent):
		return r.sequence(r.indent, depth+1)
	}
	null := r.add(Null, r.start)
	null.Tag, null.Line, null.Col = "null", line, col
	return null, true
}

// hyphen reports whether the line starts an item.
func (r *plainReader) hyphen() bool {
	return r.s[r.at] == '-' && (r.at+1 == r.end || r.s[r.at+1] == ' ')
}

// mapping reads a map whose keys stand at indent, from a line that is at its first key.
func (r *plainReader) mapping(indent, depth int) (*Node, bool) {
	if depth > plainDepth {
		return nil, false
	}
	n := r.add(Map, r.at)
	open := len(r.openPairs)
	for r.more && r.indent == indent {
		size := keySize(r.s[r.at:r.end])
		if size == 0 {
			return nil, false
		}
		key := r.add(Scalar, r.at)
		key.Tag, key.Value = "str", r.s[r.at:r.at+size]
		if known(r.openPairs[open:], key.Value) {
			return nil, false
		}
		value, ok := r.value(r.at+size+1, indent, true, depth)
		if !ok {
			return nil, false
		}
		r.openPairs = append(r.openPairs, Pair{key, value})
	}
	n.Pairs = r.keepPairs(open)
	return n, r.indent < indent
}

// keySize is the length of the name that s begins with, if a colon and a blank follow it; else 0.
func keySize(s string) int {
	for i := 0; i < len(s) && i < plainKey; i++ {
		switch c := s[i] | 0x20; {
		case c >= 'a' && c <= 'z', s[i] == '_':
		case i > 0 && (s[i] >= '0' && s[i] <= '9' || s[i] == '-'):
		case s[i] == ':' && (i+1 == len(s) || s[i+1] == ' '):
			return i
		default:
			return 0
		}
	}
	return 0
}

// known reports whether key must not be added: it is there, or there are too many to look at.
func known(pairs []Pair, key string) bool {
	if len(pairs) >= plainPairs {
		return true
	}
	for i := range pairs {
		if pairs[i].Key.Value == key {
			return true
		}
	}
	return false
}

func (r *plainReader) keepPairs(open int) []Pair {
	n := len(r.openPairs) - open
	if cap(r.pairs)-len(r.pairs) < n {
		r.pairs = make([]Pair, 0, n)
	}
	from := len(r.pairs)
	r.pairs = append(r.pairs, r.openPairs[open:]...)
	r.openPairs = r.openPairs[:open]
	return r.pairs[from:len(r.pairs):len(r.pairs)]
}

func (r *plainReader) keepItems(open int) []*Node {
	n := len(r.openItems) - open
	if cap(r.items)-len(r.items) < n {
		r.items = make([]*Node, 0, n)
	}
	from := len(r.items)
	r.items = append(r.items, r.openItems[open:]...)
	r.openItems = r.openItems[:open]
	return r.items[from:len(r.items):len(r.items)]
}

// sequence reads a list whose hyphens stand at indent.
func (r *plainReader) sequence(indent, depth int) (*Node, bool) {
	if depth > plainDepth {
		return nil, false
	}
	n := r.add(List, r.at)
	open := len(r.openItems)
	for r.more && r.indent == indent && r.hyphen() {
		item, ok := r.item(indent, depth)
		if !ok {
			return nil, false
		}
		r.openItems = append(r.openItems, item)
	}
	n.Items = r.keepItems(open)
	return n, r.indent <= indent
}

// item reads what follows a hyphen: the first field of a map, or a value.
func (r *plainReader) item(indent, depth int) (*Node, bool) {
	at := r.spaces(r.at + 1)
	if keySize(r.s[at:r.end]) > 0 {
		r.at, r.indent = at, at-r.start
		return r.mapping(r.indent, depth+1)
	}
	return r.value(r.at+1, indent, false, depth)
}

func (r *plainReader) spaces(at int) int {
	for at < r.end && r.s[at] == ' ' {
		at++
	}
	return at
}

// value reads what follows a colon or a hyphen, whose end is at, and leaves the
// reader at the line below it.
func (r *plainReader) value(at, indent int, inMap bool, depth int) (*Node, bool) {
	from := r.spaces(at)
	if from == r.end || r.s[from] == '#' {
		if !r.rest(from) {
			return nil, false
		}
		return r.below(at, indent, inMap, depth)
	}
	var n *Node
	var end int
	switch r.s[from] {
	case '|':
		return r.literal(from, indent)
	case '[', '{':
		n, end = r.flow(from, from, from-r.start+1, depth+1)
	case '"', '\'':
		n = r.add(Scalar, from)
		end = r.quoted(n, from)
	default:
		n = r.add(Scalar, from)
		end = r.plain(n, from)
	}
	return n, end > 0 && r.rest(end) && r.advance()
}

// rest reports whether nothing follows on this line but a comment, which is one.
func (r *plainReader) rest(at int) bool {
	from := r.spaces(at)
	return from == r.end || r.s[from] == '#' && r.s[from-1] == ' ' && remark(r.s[from:r.end])
}
