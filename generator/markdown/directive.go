package markdown

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// A directive is one name that may stand after ":::" or ":".
type directive struct {
	name     string
	block    bool
	inline   bool
	attrs    []string // what it may have
	required []string // what it must have
}

// directives are all there are, in the order of the manual.
var directives = []directive{
	{name: "note", block: true, attrs: []string{"title"}},
	{name: "tip", block: true, attrs: []string{"title"}},
	{name: "warning", block: true, attrs: []string{"title"}},
	{name: "do", block: true},
	{name: "dont", block: true},
	{name: "pair", block: true},
	{name: "before-after", block: true},
	{name: "posts", block: true, attrs: postQuery},
	{name: "post", block: true, inline: true, attrs: []string{"name"}},
	{name: "gallery", block: true},
	{name: "tabs", block: true},
	{name: "checklist", block: true, attrs: []string{"title"}},
	{name: "figure", block: true},
	{name: "internal", block: true},
	{name: "fact", inline: true, attrs: []string{"id"}, required: []string{"id"}},
	{name: "allow", inline: true, attrs: []string{"rule", "reason"}, required: []string{"rule"}},
}

// postQuery is what a grid of posts can be asked for.
var postQuery = []string{
	"platform", "product", "campaign", "creator", "tag", "tier", "style",
	"relationship", "voice", "year", "sort", "limit",
}

func findDirective(name string, block bool) *directive {
	for i := range directives {
		d := &directives[i]
		if d.name == name && (block && d.block || !block && d.inline) {
			return d
		}
	}
	return nil
}

func directiveNames(block bool) []string {
	var names []string
	for _, d := range directives {
		if block && d.block || !block && d.inline {
			names = append(names, d.name)
		}
	}
	return names
}

// blockNode is a ":::name" block, or a ":::" that closes nothing.
type blockNode struct {
	ast.BaseBlock
	name   string // "" for a stray end
	def    *directive
	colons int
	closed bool
	deep   bool // nested deeper than any author means
	wide   bool // written with full-width colons
	tail   attrList
}

// maxNested is how many blocks may stand within each other.
const maxNested = 30

var kindBlock = ast.NewNodeKind("Directive")

func (n *blockNode) Kind() ast.NodeKind { return kindBlock }

func (n *blockNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// blockParser parses ":::" blocks.
type blockParser struct{}

// wideColons is what a Chinese keyboard makes of ":::".
const wideColons = "：：："

func (blockParser) Trigger() []byte { return []byte{':', wideColons[0]} }

func (blockParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	at := pc.BlockOffset()
	if at < 0 {
		return nil, parser.NoChildren
	}
	if bytes.HasPrefix(line[at:], []byte(wideColons)) {
		reader.AdvanceToEOL()
		return &blockNode{wide: true, closed: true}, parser.NoChildren
	}
	colons := countColons(line[at:])
	if colons < 3 {
		return nil, parser.NoChildren
	}
	rest := line[at+colons:]
	if util.IsBlank(rest) {
		reader.AdvanceToEOL()
		return &blockNode{colons: colons, closed: true}, parser.NoChildren
	}
	rest = bytes.TrimLeft(rest, " ")
	name := rest[:nameLength(rest)]
	if len(name) == 0 {
		return nil, parser.NoChildren
	}
	n := &blockNode{name: string(name), colons: colons, def: findDirective(string(name), true)}
	offset := segment.Start + len(line) - len(rest) + len(name) - segment.Padding
	n.tail = parseAttrs(bytes.TrimRight(rest[len(name):], "\n"), offset)
	reader.AdvanceToEOL()
	if nested(pc) >= maxNested {
		n.deep = true
		return n, parser.NoChildren
	}
	return n, parser.HasChildren
}

// nested is how many directives are open.
func nested(pc parser.Context) int {
	n := 0
	for _, b := range pc.OpenedBlocks() {
		if _, ok := b.Node.(*blockNode); ok {
			n++
		}
	}
	return n
}

func (blockParser) Continue(node ast.Node, reader text.Reader, pc parser.Context) parser.State {
	n := node.(*blockNode)
	if n.name == "" || n.deep {
		return parser.Close
	}
	line, _ := reader.PeekLine()
	width, at := util.IndentWidth(line, reader.LineOffset())
	if width > 3 || at >= len(line) || line[at] != ':' {
		return parser.Continue | parser.HasChildren
	}
	if countColons(line[at:]) != n.colons || !util.IsBlank(line[at+n.colons:]) || heldInside(n, width, pc) {
		return parser.Continue | parser.HasChildren
	}
	n.closed = true
	reader.AdvanceToEOL()
	return parser.Close
}

// heldInside reports whether the end of a block belongs to something within n:
// to an inner block of as many colons, or to the code of a fence.
func heldInside(n *blockNode, width int, pc parser.Context) bool {
	inside := false
	for _, b := range pc.OpenedBlocks() {
		if b.Node == ast.Node(n) {
			inside = true
			continue
		}
		if !inside {
			continue
		}
		switch in := b.Node.(type) {
		case *blockNode:
			if in.colons == n.colons {
				return true
			}
		case *ast.FencedCodeBlock, *ast.HTMLBlock:
			return true
		case *ast.ListItem:
			if width < in.Offset {
				return false
			}
		case *ast.Blockquote:
			return false
		}
	}
	return false
}

func (blockParser) Close(ast.Node, text.Reader, parser.Context) {}

func (blockParser) CanInterruptParagraph() bool { return true }

func (blockParser) CanAcceptIndentedLine() bool { return false }

func countColons(b []byte) int {
	n := 0
	for n < len(b) && b[n] == ':' {
		n++
	}
	return n
}

func nameLength(b []byte) int {
	n := 0
	for n < len(b) && (b[n] >= 'a' && b[n] <= 'z' || b[n] >= 'A' && b[n] <= 'Z' || n > 0 && (b[n] == '-' || isAlnum(b[n]))) {
		n++
	}
	return n
}

// openNode and closeNode are the two ends of an inline directive. What is
// between them is parsed as any text, so the ends are siblings only if no
// other markup crosses them.
type openNode struct {
	ast.BaseInline
	name  string
	def   *directive
	tail  attrList
	inner text.Segment
	end   int
	close *closeNode
}

type closeNode struct {
	ast.BaseInline
	open *openNode
}

var (
	kindOpen  = ast.NewNodeKind("DirectiveOpen")
	kindClose = ast.NewNodeKind("DirectiveClose")
)

func (n *openNode) Kind() ast.NodeKind  { return kindOpen }
func (n *closeNode) Kind() ast.NodeKind { return kindClose }

func (n *openNode) Dump(source []byte, level int)  { ast.DumpHelper(n, source, level, nil, nil) }
func (n *closeNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// inlineParser parses ":name[text]{key=value}".
type inlineParser struct{}

var openKey = parser.NewContextKey()

func (inlineParser) Trigger() []byte { return []byte{':', ']'} }

func (p inlineParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	if line[0] == ']' {
		return p.end(block, segment.Start, pc)
	}
	name := line[1 : 1+nameLength(line[1:])]
	open := 1 + len(name)
	if len(name) == 0 || open >= len(line) || line[open] != '[' {
		return nil
	}
	if before := block.PrecendingCharacter(); before == ':' || before < 0x80 && isAlnum(byte(before)) {
		return nil
	}
	closing := closingBracket(line, open)
	if closing < 0 {
		return nil
	}
	n := &openNode{name: string(name), def: findDirective(string(name), false), tail: attrList{bad: -1, rest: -1}}
	n.inner = text.NewSegment(segment.Start+open+1, segment.Start+closing)
	n.end = segment.Start + closing + 1
	if tail := line[closing+1:]; len(tail) > 0 && tail[0] == '{' {
		n.tail = parseAttrs(tail, n.end)
		n.end += n.tail.length
	}
	stack, _ := pc.Get(openKey).([]*openNode)
	pc.Set(openKey, append(stack, n))
	block.Advance(open + 1)
	return n
}

// end closes the innermost open directive if its bracket is the one at offset.
func (inlineParser) end(block text.Reader, offset int, pc parser.Context) ast.Node {
	stack, _ := pc.Get(openKey).([]*openNode)
	if len(stack) == 0 {
		return nil
	}
	n := stack[len(stack)-1]
	if n.inner.Stop != offset {
		return nil
	}
	pc.Set(openKey, stack[:len(stack)-1])
	block.Advance(n.end - offset)
	n.close = &closeNode{open: n}
	return n.close
}

// CloseBlock forgets directives whose end the paragraph does not reach.
func (inlineParser) CloseBlock(_ ast.Node, _ text.Reader, pc parser.Context) {
	if stack, _ := pc.Get(openKey).([]*openNode); len(stack) > 0 {
		pc.Set(openKey, stack[:0])
	}
}

// maxWords is the longest text of an inline directive, in bytes. Without a
// limit, a line of openings would be searched to its end from each.
const maxWords = 2000

func closingBracket(line []byte, open int) int {
	depth := 0
	for i := open; i < min(len(line), open+maxWords); i++ {
		switch line[i] {
		case '\\':
			i++
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// An attrList is the {key=value …} of a directive as written.
type attrList struct {
	attrs   []Attr
	offsets []int // where each key starts
	length  int   // bytes to and with the "}"
	bad     int   // where it cannot be read, or -1
	rest    int   // where text after it begins, or -1; for blocks
}

// parseAttrs reads {key=value key="quoted"} at the start of b, which stands at offset.
func parseAttrs(b []byte, offset int) attrList {
	l := attrList{bad: -1, rest: -1}
	i := skipSpaces(b, 0)
	if i < len(b) && b[i] == '{' {
		i = l.read(b, i+1, offset)
	}
	l.length = i
	if i = skipSpaces(b, i); i < len(b) {
		l.rest = offset + i
	}
	return l
}

// read reads up to and with the "}" and returns where it ends.
func (l *attrList) read(b []byte, i, offset int) int {
	for {
		i = skipSpaces(b, i)
		if i < len(b) && b[i] == '}' {
			return i + 1
		}
		start := i
		for i < len(b) && (isAlnum(b[i]) || b[i] == '-' || b[i] == '_') {
			i++
		}
		if i == start || i >= len(b) || b[i] != '=' {
			l.bad = offset + min(i, max(len(b)-1, 0))
			return closingBrace(b, i)
		}
		key := string(b[start:i])
		value, next := attrValue(b, i+1)
		if next < 0 {
			l.bad = offset + i
			return closingBrace(b, i)
		}
		l.attrs = append(l.attrs, Attr{key, value})
		l.offsets = append(l.offsets, offset+start)
		i = next
	}
}

func attrValue(b []byte, i int) (string, int) {
	if i < len(b) && (b[i] == '"' || b[i] == '\'') {
		n := bytes.IndexByte(b[i+1:], b[i])
		if n < 0 {
			return "", -1
		}
		return string(b[i+1 : i+1+n]), i + n + 2
	}
	start := i
	for i < len(b) && b[i] != ' ' && b[i] != '\t' && b[i] != '}' && b[i] != '\n' && b[i] != '"' {
		i++
	}
	value := string(b[start:i])
	if value == "" || i < len(b) && b[i] == '"' || startsQuoted(value) {
		return "", -1
	}
	return value, i
}

// startsQuoted reports whether a value begins with a quote that is not a plain one.
func startsQuoted(value string) bool {
	r, _ := utf8.DecodeRuneInString(value)
	return strings.ContainsRune("“”‘’「『＂＇", r)
}

func closingBrace(b []byte, i int) int {
	if n := bytes.IndexByte(b[min(i, len(b)):], '}'); n >= 0 {
		return i + n + 1
	}
	return len(b)
}

func skipSpaces(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t') {
		i++
	}
	return i
}

func (l *attrList) value(key string) string {
	i := slices.IndexFunc(l.attrs, func(a Attr) bool { return a.Key == key })
	if i < 0 {
		return ""
	}
	return l.attrs[i].Value
}

// first is the index of the first attribute of this name.
func (l *attrList) first(key string) int {
	return slices.IndexFunc(l.attrs, func(a Attr) bool { return a.Key == key })
}
