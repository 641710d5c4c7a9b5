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

// plain reads a scalar without quotes up to the end of the line, and returns its end; 0 declines.
func (r *plainReader) plain(n *Node, from int) int {
	if !starts(r.s[from:r.end]) {
		return 0
	}
	end := r.end
	for i := from; i < end; i++ {
		switch r.s[i] {
		case ':':
			if i+1 == r.end || r.s[i+1] == ' ' {
				return 0
			}
		case '#':
			if r.s[i-1] == ' ' {
				end = i
			}
		}
	}
	for r.s[end-1] == ' ' {
		end--
	}
	return r.resolve(n, from, end)
}

// starts reports whether a scalar without quotes may start as s does.
func starts(s string) bool {
	switch s[0] {
	case '?', ':', ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`', '<':
		return false
	case '-':
		return len(s) > 1 && (s[1] >= '0' && s[1] <= '9' || s[1]|0x20 >= 'a' && s[1]|0x20 <= 'z' || s[1] >= 0x80)
	}
	return true
}

// resolve sets the value of a plain scalar and what YAML takes it for.
func (r *plainReader) resolve(n *Node, from, end int) int {
	n.Value = r.s[from:end]
	n.Tag = plainTag(n.Value)
	switch n.Tag {
	case "":
		return 0
	case "null":
		n.Kind = Null
	}
	return end
}

// quoted reads a scalar in quotes, and returns what is after it; 0 declines.
func (r *plainReader) quoted(n *Node, from int) int {
	n.Style, n.Tag = Quoted, "str"
	quote, odd := r.s[from], false
	for i := from + 1; i < r.end; i++ {
		switch c := r.s[i]; {
		case c == '\\' && quote == '"':
			if i+1 == r.end || r.s[i+1] != '"' && r.s[i+1] != '\\' {
				return 0
			}
			i, odd = i+1, true
		case c != quote:
		case quote == '\'' && i+1 < r.end && r.s[i+1] == quote:
			i, odd = i+1, true
		default:
			if n.Value = r.s[from+1 : i]; odd {
				n.Value = unescape(n.Value, quote)
			}
			return i + 1
		}
	}
	return 0
}

// unescape takes away the first of two quotes, or the backslashes.
func unescape(s string, quote byte) string {
	if quote == '\'' {
		return strings.ReplaceAll(s, "''", "'")
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' {
			i++
		}
		out = append(out, s[i])
	}
	return string(out)
}

// literal reads a block of text after | or |-. The first line gives the
// indentation; blank lines that are not empty would need more rules.
func (r *plainReader) literal(from, indent int) (*Node, bool) {
	n := r.add(Scalar, from)
	n.Style, n.Tag = Literal, "str"
	head := r.s[from:r.end]
	if head != "|" && head != "|-" {
		return nil, false
	}
	if r.next == len(r.s) {
		return nil, false
	}
	first := r.next
	r.takeLine()
	inner := r.indent
	if r.at == r.end || inner <= indent {
		return nil, false
	}
	for end := r.next; ; {
		if r.next == len(r.s) {
			r.more, r.indent = false, -1
			n.Value = chomp(r.s[first:end], inner, head)
			return n, true
		}
		r.takeLine()
		switch {
		case r.at == r.end && r.indent > 0:
			return nil, false
		case r.at == r.end:
		case r.indent >= inner:
			end = r.next
		default:
			n.Value = chomp(r.s[first:end], inner, head)
			return n, r.again()
		}
	}
}

// again is advance for a line that was taken already.
func (r *plainReader) again() bool {
	if r.s[r.at] != '#' {
		r.more = true
		return true
	}
	return remark(r.s[r.at:r.end]) && r.advance()
}

// chomp is a block of text without its indentation; |- leaves out its last line feed.
func chomp(block string, inner int, head string) string {
	if head == "|-" {
		block = strings.TrimSuffix(block, "\n")
	}
	if i := strings.IndexByte(block, '\n'); i < 0 || i == len(block)-1 {
		return block[inner:]
	}
	var b strings.Builder
	b.Grow(len(block))
	for line := range strings.Lines(block) {
		if len(line) > inner {
			line = line[inner:]
		} else {
			line = "\n"
		}
		b.WriteString(line)
	}
	return b.String()
}

// flow reads a bracket, which must close on this line, and returns what is
// after it; 0 declines. mark is an offset whose column is known: characters
// between are counted.
func (r *plainReader) flow(from, mark, col, depth int) (*Node, int) {
	if depth > plainDepth || r.end-r.start > plainFlow {
		return nil, 0
	}
	n := r.add(List, from)
	n.Col, n.Flow = col+utf8.RuneCountInString(r.s[mark:from]), true
	if r.s[from] == '{' {
		n.Kind = Map
		return n, r.flowMap(n, from, depth)
	}
	return n, r.flowList(n, from, depth)
}

func (r *plainReader) flowList(n *Node, from, depth int) int {
	open := len(r.openItems)
	at := r.spaces(from + 1)
	if at < r.end && r.s[at] == ']' {
		n.Items = r.keepItems(open)
		return at + 1
	}
	for {
		item, end := r.flowValue(at, from, n.Col, depth)
		if end == 0 {
			return 0
		}
		r.openItems = append(r.openItems, item)
		if at = r.spaces(end); at == r.end {
			return 0
		}
		switch r.s[at] {
		case ']':
			n.Items = r.keepItems(open)
			return at + 1
		case ',':
			at = r.spaces(at + 1)
		default:
			return 0
		}
	}
}

func (r *plainReader) flowMap(n *Node, from, depth int) int {
	open := len(r.openPairs)
	at := r.spaces(from + 1)
	if at < r.end && r.s[at] == '}' {
		n.Pairs = r.keepPairs(open)
		return at + 1
	}
	for {
		size := keySize(r.s[at:r.end])
		if size == 0 || known(r.openPairs[open:], r.s[at:at+size]) {
			return 0
		}
		key := r.add(Scalar, at)
		key.Tag, key.Value, key.Col = "str", r.s[at:at+size], n.Col+utf8.RuneCountInString(r.s[from:at])
		value, end := r.flowValue(r.spaces(at+size+1), from, n.Col, depth)
		if end == 0 {
			return 0
		}
		r.openPairs = append(r.openPairs, Pair{key, value})
		if at = r.spaces(end); at == r.end {
			return 0
		}
		switch r.s[at] {
		case '}':
			n.Pairs = r.keepPairs(open)
			return at + 1
		case ',':
			at = r.spaces(at + 1)
		default:
			return 0
		}
	}
}

// flowValue reads one value in a bracket; mark and col are as for flow.
func (r *plainReader) flowValue(at, mark, col, depth int) (*Node, int) {
	if at >= r.end {
		return nil, 0
	}
	if r.s[at] == '[' || r.s[at] == '{' {
		return r.flow(at, mark, col, depth+1)
	}
	n := r.add(Scalar, at)
	n.Col = col + utf8.RuneCountInString(r.s[mark:at])
	if r.s[at] == '"' || r.s[at] == '\'' {
		return n, r.quoted(n, at)
	}
	return n, r.flowPlain(n, at)
}

// flowPlain reads a scalar without quotes in a bracket. A question mark ends
// one there for the library, and a colon may.
func (r *plainReader) flowPlain(n *Node, from int) int {
	if !starts(r.s[from:r.end]) {
		return 0
	}
	end := from
	for ; end < r.end; end++ {
		c := r.s[end]
		if c == ',' || c == ']' || c == '}' {
			break
		}
		if c == '[' || c == '{' || c == '?' || c == '#' || c == ':' && !r.inWord(end+1) {
			return 0
		}
	}
	for r.s[end-1] == ' ' {
		end--
	}
	return r.resolve(n, from, end)
}

// inWord reports whether the character at an offset goes on a word or an address.
func (r *plainReader) inWord(at int) bool {
	if at == r.end {
		return false
	}
	c := r.s[at]
	return c == '/' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80
}
