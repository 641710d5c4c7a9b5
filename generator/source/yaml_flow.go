package source

import (
	"unicode/utf8"
)

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
