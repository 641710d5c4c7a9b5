package source

import (
	"fmt"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"
)

// An Entry is a field to be added, with a value that is one text, a list of
// words, or free text that may have lines.
type Entry struct {
	Key  string
	Text string   // as it is meant, without quotes
	List []string // instead of Text
	Free bool     // Text is free: a block of lines, where there is room for one
}

// lines is the entry as lines with a leading pad.
func (n Entry) lines(pad string) []string {
	if !n.Free || !blockable(n.Text) {
		return []string{pad + n.Key + ": " + n.flow()}
	}
	lines := []string{pad + n.Key + ": |-"}
	for line := range strings.SplitSeq(n.Text, "\n") {
		if line != "" {
			line = pad + "  " + line
		}
		lines = append(lines, line)
	}
	return lines
}

// blockable reports whether a block with |- says text as it is: one that begins
// with a space would need an indentation said in numbers.
func blockable(text string) bool {
	first, _, _ := strings.Cut(text, "\n")
	return first != "" && text == strings.TrimSpace(text) && !strings.ContainsFunc(text, func(r rune) bool {
		return r != '\n' && !unicode.IsPrint(r) && !unicode.Is(unicode.Cf, r) && r != '\t' || r == '\uFEFF'
	})
}

// flow is the value on one line.
func (n Entry) flow() string {
	if n.List != nil {
		words := make([]string, len(n.List))
		for i, w := range n.List {
			words[i] = scalar(w)
		}
		return "[" + strings.Join(words, ", ") + "]"
	}
	return scalar(n.Text)
}

// scalar is a text on one line, in quotes if it would be read as anything else.
func scalar(text string) string {
	if plainWord(text) {
		return text
	}
	return quoted(text)
}

// quoted is a text in double quotes, with what cannot be seen as escapes.
func quoted(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r > 0xFFFF:
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			fmt.Fprintf(&b, `\u%04X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// plainWord reports whether text needs no quotes anywhere: words and dates of
// letters and digits, none of which begins with a digit unless it is a date.
func plainWord(text string) bool {
	if text == "" || text[0] == '-' || text[0] == ' ' || strings.HasSuffix(text, " ") {
		return false
	}
	for _, r := range text {
		if r != '-' && r != '.' && r != '_' && r != '/' && r != ' ' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	var node yaml.Node
	if yaml.Unmarshal([]byte(text), &node) != nil || len(node.Content) != 1 || node.Content[0].Value != text {
		return false
	}
	return node.Content[0].Tag == "!!str" || node.Content[0].Tag == "!!timestamp" || node.Content[0].Tag == "!!bool"
}

// itemLines is an item of a list as lines: a hyphen before the first field, the
// others below it.
func itemLines(item []Entry, pad, hyphen string) []string {
	var lines []string
	inner := pad + strings.Repeat(" ", len(hyphen))
	for _, n := range item {
		lines = append(lines, n.lines(inner)...)
	}
	lines[0] = pad + hyphen + lines[0][len(inner):]
	return lines
}

// flowItem is an item as a map in braces.
func flowItem(item []Entry) string {
	parts := make([]string, len(item))
	for i, n := range item {
		parts[i] = n.Key + ": " + n.flow()
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// node is the value as a tree.
func (n Entry) node() *Node {
	if n.List == nil {
		return &Node{Kind: Scalar, Value: n.Text}
	}
	list := &Node{Kind: List}
	for _, w := range n.List {
		list.Items = append(list.Items, &Node{Kind: Scalar, Value: w})
	}
	return list
}

func itemNode(item []Entry) *Node {
	n := &Node{Kind: Map}
	for _, entry := range item {
		n.Pairs = append(n.Pairs, Pair{&Node{Kind: Scalar, Value: entry.Key}, entry.node()})
	}
	return n
}

// Lines is an item as it is written to a list with hyphens.
func Lines(item []Entry, pad string) string {
	return strings.Join(itemLines(item, pad, "- "), "\n") + "\n"
}
