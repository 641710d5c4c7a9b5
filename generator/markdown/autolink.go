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
	before, ok := parent.LastChild().(*ast.Text)
	if !ok || before.Segment.Stop != segment.Start || before.SoftLineBreak() || pc.IsInLinkLabel() {
		return nil
	}
	head := before.Segment.Value(block.Source())
	back, length := findAddress(head, line)
	if length == 0 {
		return nil
	}
	start := segment.Start - back
	whole := text.NewSegment(start, segment.Start+length)
	before.Segment = before.Segment.WithStop(start)
	if before.Segment.IsEmpty() {
		parent.RemoveChild(parent, before)
	}
	block.Advance(length)
	kind := ast.AutoLinkType(ast.AutoLinkURL)
	if line[0] == '@' {
		kind = ast.AutoLinkEmail
	}
	link := ast.NewAutoLink(kind, ast.NewTextSegment(whole))
	if line[0] == '.' {
		link.Protocol = []byte("http")
	}
	return link
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
		length = 1 + addressEnd(line[1:])
		if back == 0 || length < 2 || !isAlnum(line[1]) || bytes.IndexByte(line[1:length], '.') < 0 {
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
// where Chinese text or punctuation begins, less punctuation at its end.
func addressEnd(b []byte) int {
	end, open := 0, 0
	for end < len(b) {
		c := b[end]
		if c <= ' ' || c == '<' || c == '"' || c == '`' || c == 0x7f {
			break
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRune(b[end:])
			if isCJK(r) || isCJKMark(r) || isShared(r) || !isWord(r) {
				break
			}
			end += size
			continue
		}
		if c == '[' || c == '(' {
			open++
		}
		if c == ']' || c == ')' {
			if open == 0 {
				break
			}
			open--
		}
		end++
	}
	return trimAddress(b[:end], open)
}

func trimAddress(b []byte, open int) int {
	for len(b) > 0 {
		switch c := b[len(b)-1]; c {
		case '?', '!', '.', ',', ':', '*', '_', '~', '\'', '\\':
		case ';':
			// An entity reference at the end is not part of the address.
			if i := bytes.LastIndexByte(b, '&'); i >= 0 && i < len(b)-2 && allAlnum(b[i+1:len(b)-1]) {
				b = b[:i+1]
			}
		case '(', '[':
			if open == 0 {
				return len(b)
			}
			open--
		case '&', '#':
			return len(b)
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
