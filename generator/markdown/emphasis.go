package markdown

import (
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// maxMarks is how many emphasis marks one paragraph may have before further
// ones are text: matching them takes the square of their number.
const maxMarks = 1000

// emphasis parses *, _ and ~~ like CommonMark where neither side is Chinese,
// Japanese or Korean. Where one is, CommonMark's rules fail: they expect spaces
// around words. There, punctuation of these scripts counts as a letter, and a
// letter of them beside other punctuation as a space.
type emphasis struct{}

var marksKey = parser.NewContextKey()

func (emphasis) Trigger() []byte { return []byte{'*', '_', '~'} }

func (emphasis) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, segment := block.PeekLine()
	if line[0] == '~' && (before == '~' || tildes(line) != 2) {
		// One tilde is a friendly tone in Chinese and no mark.
		return nil
	}
	if !countMark(pc) {
		return nil
	}
	d := parser.ScanDelimiter(line, before, 1, processor(line[0]))
	if d == nil {
		return nil
	}
	after := ' '
	if d.OriginalLength < len(line) {
		after = util.ToRune(line, d.OriginalLength)
	}
	befriend(d, before, after)
	if !d.CanOpen && !d.CanClose {
		block.Advance(d.OriginalLength)
		return ast.NewTextSegment(segment.WithStop(segment.Start + d.OriginalLength))
	}
	d.Segment = segment.WithStop(segment.Start + d.OriginalLength)
	block.Advance(d.OriginalLength)
	pc.PushDelimiter(d)
	return d
}

// CloseBlock starts the count anew for the next paragraph.
func (emphasis) CloseBlock(_ ast.Node, _ text.Reader, pc parser.Context) {
	if n, ok := pc.Get(marksKey).(*int); ok {
		*n = 0
	}
}

func countMark(pc parser.Context) bool {
	n, ok := pc.Get(marksKey).(*int)
	if !ok {
		n = new(int)
		pc.Set(marksKey, n)
	}
	*n++
	return *n <= maxMarks
}

func tildes(line []byte) int {
	n := 0
	for n < len(line) && line[n] == '~' {
		n++
	}
	return n
}

// befriend corrects what CommonMark made of a mark beside East Asian text.
func befriend(d *parser.Delimiter, before, after rune) {
	cjkBefore, cjkAfter := isCJK(before) || isCJKMark(before), isCJK(after) || isCJKMark(after)
	if !cjkBefore && !cjkAfter {
		return
	}
	markBefore, markAfter := util.IsPunctRune(before) && !cjkBefore, util.IsPunctRune(after) && !cjkAfter
	spaceBefore, spaceAfter := util.IsSpaceRune(before) && before != 0x3000, util.IsSpaceRune(after) && after != 0x3000
	left := !spaceAfter && after != 0x3000 && (!markAfter || spaceBefore || markBefore || cjkBefore)
	right := !spaceBefore && before != 0x3000 && (!markBefore || spaceAfter || markAfter || cjkAfter)
	d.CanOpen, d.CanClose = left, right
	if d.Char == '_' {
		d.CanOpen = left && (!right || markBefore || cjkBefore)
		d.CanClose = right && (!left || markAfter || cjkAfter)
	}
}

// processor tells goldmark which marks belong together.
type processor byte

func (p processor) IsDelimiter(c byte) bool { return c == byte(p) }

func (p processor) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	return opener.Char == closer.Char
}

func (p processor) OnMatch(n int) ast.Node {
	if p == '~' {
		return extast.NewStrikethrough()
	}
	return ast.NewEmphasis(n)
}
