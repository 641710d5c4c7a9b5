package source

import (
	"strings"
)

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
