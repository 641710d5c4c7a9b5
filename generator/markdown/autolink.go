package markdown

import (
	"bytes"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// autolink makes links of bare addresses. goldmark asks inline parsers only at
// punctuation, and an address may follow a Chinese character at once; so it is
// found by the ":", "." or "@" inside it, looking back at the text before.
type autolink struct{}

func (autolink) Trigger() []byte { return []byte{':', '.', '@'} }

func (autolink) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	head := textBefore(parent, segment.Start, block.Source())
	if len(head) == 0 || pc.IsInLinkLabel() {
		return nil
	}
	back, length := findAddress(head, line)
	if length == 0 {
		return nil
	}
	start := segment.Start - back
	takeBack(parent, start)
	block.Advance(length)
	kind := ast.AutoLinkType(ast.AutoLinkURL)
	if line[0] == '@' {
		kind = ast.AutoLinkEmail
	}
	link := ast.NewAutoLink(kind, ast.NewTextSegment(text.NewSegment(start, segment.Start+length)))
	link.SetPos(start)
	if line[0] == '.' {
		link.Protocol = []byte("http")
	}
	return link
}

// textBefore is the text that ends at an offset, as far as an address may
// reach: "_" that turned out to be no mark cuts text into pieces.
func textBefore(parent ast.Node, end int, src []byte) []byte {
	const pieces = 12
	start := end
	n := parent.LastChild()
	for range pieces {
		t, ok := n.(*ast.Text)
		if !ok || t.Segment.Stop != start || t.SoftLineBreak() || t.HardLineBreak() || t.Segment.Padding != 0 {
			break
		}
		start = t.Segment.Start
		n = t.PreviousSibling()
	}
	return src[start:end]
}

// takeBack removes the text from an offset on, which is part of an address.
func takeBack(parent ast.Node, start int) {
	for {
		t, ok := parent.LastChild().(*ast.Text)
		if !ok || t.Segment.Stop <= start {
			return
		}
		if t.Segment.Start < start {
			t.Segment = t.Segment.WithStop(start)
			return
		}
		parent.RemoveChild(parent, t)
	}
}

// findAddress is how many bytes of head and of line are an address, around the
// mark that line starts with.
func findAddress(head, line []byte) (back, length int) {
	switch line[0] {
	case ':':
		back = schemeBefore(head)
		if back == 0 || !bytes.HasPrefix(line, []byte("://")) || len(line) < 4 || !isAlnum(line[3]) {
			return 0, 0
		}
		return back, 3 + addressEnd(line[3:])
	case '.':
		back = endsWithWord(head, "www")
		if back == 0 || len(line) < 2 || !isAlnum(line[1]) {
			return 0, 0
		}
		length = 1 + addressEnd(line[1:])
		if bytes.IndexByte(line[1:length], '.') < 0 {
			return 0, 0
		}
		return back, length
	}
	return emailAround(head, line)
}

func schemeBefore(head []byte) int {
	if n := endsWithWord(head, "https"); n > 0 {
		return n
	}
	return endsWithWord(head, "http")
}

// endsWithWord is len(word) if head ends with it, in any case, as a word.
func endsWithWord(head []byte, word string) int {
	at := len(head) - len(word)
	if at < 0 || !bytes.EqualFold(head[at:], []byte(word)) || at > 0 && isAlnum(head[at-1]) {
		return 0
	}
	return len(word)
}

// addressEnd is where the address that b starts with ends: at a space, "<", or
// where Chinese text or punctuation begins, less punctuation at its end and
// brackets that it does not open.
func addressEnd(b []byte) int {
	end, depth := 0, 0
	for end < len(b) {
		c := b[end]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRune(b[end:])
			if !isWord(r) || isCJK(r) {
				break
			}
			end += size
			continue
		}
		if c <= ' ' || c == 0x7f || c == '<' || c == '"' || c == '`' || c == ']' && depth == 0 {
			break
		}
		if c == '[' {
			depth++
		}
		if c == ']' {
			depth--
		}
		end++
	}
	return trimAddress(b[:end])
}

// trimAddress is the length of b without what GFM leaves out at the end.
func trimAddress(b []byte) int {
	open, closed := bytes.Count(b, []byte{'('}), bytes.Count(b, []byte{')'})
	for len(b) > 0 {
		switch b[len(b)-1] {
		case '?', '!', '.', ',', ':', '*', '_', '~', '\'', '\\':
		case ')':
			if closed <= open {
				return len(b)
			}
			closed--
		case ';':
			// A character reference at the end is not part of the address.
			i := bytes.LastIndexByte(b, '&')
			if i < 0 || i == len(b)-2 || !allAlnum(b[i+1:len(b)-1]) {
				return len(b)
			}
			b = b[:i+1]
		default:
			return len(b)
		}
		b = b[:len(b)-1]
	}
	return 0
}

func allAlnum(b []byte) bool {
	for _, c := range b {
		if !isAlnum(c) {
			return false
		}
	}
	return true
}

// emailAround finds an e-mail address around the "@" that line starts with.
func emailAround(head, line []byte) (back, length int) {
	for back < len(head) && (isAlnum(head[len(head)-1-back]) || bytes.IndexByte([]byte("._+-"), head[len(head)-1-back]) >= 0) {
		back++
	}
	length = 1
	for length < len(line) && (isAlnum(line[length]) || line[length] == '-' || line[length] == '_' || line[length] == '.') {
		length++
	}
	for length > 1 && line[length-1] == '.' {
		length--
	}
	host := line[1:length]
	if back == 0 || !bytes.Contains(host, []byte{'.'}) || host[0] == '.' || bytes.Contains(host, []byte("..")) {
		return 0, 0
	}
	if last := host[len(host)-1]; last == '-' || last == '_' {
		return 0, 0
	}
	return back, length
}
