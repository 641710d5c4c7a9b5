package markdown

import (
	"bytes"
	"html"
	"strings"
	"unicode/utf8"
)

// special are the bytes at which textBytes looks twice.
var special = [256]bool{'\\': true, '&': true, '<': true, '>': true, '"': true, '\'': true, '-': true, '.': true, 0: true}

// textBytes writes text with its escapes and entities resolved and, between
// Latin letters, typographic quotes and dashes. The text ends before the offset
// end of the body, which is where the next character stands.
func (w *writer) textBytes(b []byte, end int) {
	from := 0
	for i := 0; i < len(b); {
		if !special[b[i]] {
			i++
			continue
		}
		w.literal(b[from:i])
		n := w.specialAt(b, i, end)
		if n == 0 {
			w.literal(b[i : i+1])
			n = 1
		}
		i += n
		from = i
	}
	w.literal(b[from:])
}

// specialAt writes what b[i] begins and returns how many bytes that takes, or 0
// if it is an ordinary character here.
func (w *writer) specialAt(b []byte, i, end int) int {
	switch b[i] {
	case '\\':
		if i+1 < len(b) && isPunct(b[i+1]) {
			w.literal(b[i+1 : i+2])
			return 2
		}
	case '&':
		if s, n := entity(b[i:]); n > 0 {
			w.literal([]byte(s))
			return n
		}
	case '"', '\'':
		if w.o.plain {
			return 0
		}
		after := w.runeAfter(b, i+1, end)
		if b[i] == '"' {
			return w.doubleQuote(b[i+1:], after)
		}
		return w.singleQuote(after)
	case '-', '.':
		if !w.o.plain {
			return w.dashes(b, i)
		}
	}
	return 0
}

// runeAfter is the character shown after b[:i]; emphasis marks show none.
func (w *writer) runeAfter(b []byte, i, end int) rune {
	rest := b[i:]
	if len(rest) == 0 && end < len(w.source) {
		rest = w.source[end:]
	}
	rest = bytes.TrimLeft(rest, "*_")
	if len(rest) == 0 {
		return ' '
	}
	r, _ := utf8.DecodeRune(rest)
	return r
}

// doubleQuote writes a curly quote. A pair of quotes with Chinese in it or
// beside it stays as typed: Chinese has quotes of its own, and the author chose.
func (w *writer) doubleQuote(rest []byte, after rune) int {
	opening := !isSpace(after) && !isClosing(after) && (isSpace(w.last) || isOpening(w.last))
	if opening {
		quoted, _, _ := bytes.Cut(rest, []byte{'"'})
		w.straight = bytes.ContainsFunc(quoted, isCJK)
	}
	if w.straight || isCJK(w.last) || isCJK(after) || isCJKMark(w.last) || isCJKMark(after) {
		w.straight = w.straight || !isSpace(after) && isCJK(w.last)
		w.literal([]byte{'"'})
		if !opening && isCJK(w.last) {
			w.straight = false
		}
		return 1
	}
	if opening {
		w.literal([]byte("“"))
	} else {
		w.literal([]byte("”"))
	}
	return 1
}

func (w *writer) singleQuote(after rune) int {
	if isCJK(w.last) || isCJK(after) || isCJKMark(w.last) || isCJKMark(after) {
		return 0
	}
	opening := (isSpace(w.last) || isOpening(w.last)) && !isSpace(after) && !isClosing(after)
	// '90s is an apostrophe.
	if opening && !(after >= '0' && after <= '9') {
		w.literal([]byte("‘"))
	} else {
		w.literal([]byte("’"))
	}
	return 1
}

// dashes writes "--", "---" and "..." as one character. The "--" of a command's
// option stays.
func (w *writer) dashes(b []byte, i int) int {
	n := 1
	for i+n < len(b) && b[i+n] == b[i] {
		n++
	}
	switch {
	case b[i] == '.' && n == 3:
		w.literal([]byte("…"))
	case b[i] == '-' && n == 3:
		w.literal([]byte("—"))
	case b[i] == '-' && n == 2 && !(isSpace(w.last) && i+2 < len(b) && isAlnum(b[i+2])):
		w.literal([]byte("–"))
	default:
		w.literal(b[i : i+n])
	}
	return n
}

func isSpace(r rune) bool {
	return r == ' ' || r == '\n' || r == '\t' || r == 0x3000 || r == 0xa0
}

func isOpening(r rune) bool {
	switch r {
	case '(', '[', '{', '“', '‘', '"', '\'', '—', '–', '-', '/':
		return true
	}
	return false
}

func isClosing(r rune) bool {
	switch r {
	case ')', ']', '}', '.', ',', ';', ':', '!', '?', '”', '’':
		return true
	}
	return false
}

func isPunct(c byte) bool {
	return c >= '!' && c <= '/' || c >= ':' && c <= '@' || c >= '[' && c <= '`' || c >= '{' && c <= '~'
}

// maxEntity is the longest name of an entity, with "&" and ";".
const maxEntity = 34

// entity is the text of the character reference that b starts with, and its
// length, or 0. The standard library knows all names, and accepts some without
// ";", which CommonMark does not.
func entity(b []byte) (string, int) {
	end := bytes.IndexByte(b[:min(len(b), maxEntity)], ';')
	if end < 2 {
		return "", 0
	}
	name := b[1:end]
	if name[0] == '#' {
		if !isNumber(name[1:]) {
			return "", 0
		}
	} else if !allAlnum(name) {
		return "", 0
	}
	written := string(b[:end+1])
	s := html.UnescapeString(written)
	if name[0] == '#' && (s == "\x00" || !utf8.ValidString(s)) {
		s = "\uFFFD"
	}
	if s == written || strings.HasSuffix(s, ";") && name[0] != '#' && string(name) != "semi" {
		return "", 0
	}
	return s, end + 1
}

// isNumber reports whether b is what may follow "&#".
func isNumber(b []byte) bool {
	if len(b) > 1 && (b[0] == 'x' || b[0] == 'X') {
		b = b[1:]
		for _, c := range b {
			if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
				return false
			}
		}
		return len(b) <= 6
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0 && len(b) <= 7
}

// unescape resolves backslash escapes and character references.
func unescape(b []byte) string {
	if bytes.IndexByte(b, '\\') < 0 && bytes.IndexByte(b, '&') < 0 {
		return string(b)
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] == '\\' && i+1 < len(b) && isPunct(b[i+1]) {
			i++
		} else if b[i] == '&' {
			if s, n := entity(b[i:]); n > 0 {
				out = append(out, s...)
				i += n - 1
				continue
			}
		}
		out = append(out, b[i])
	}
	return string(out)
}
