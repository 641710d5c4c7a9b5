package markdown

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"playbook/generator/source"
)

// headingParser is goldmark's, with an explicit id: "## Words {#id}".
type headingParser struct{ parser.BlockParser }

func (p headingParser) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	n, state := p.BlockParser.Open(parent, reader, pc)
	if n != nil {
		cutID(n, reader.Source())
	}
	return n, state
}

func (p headingParser) Close(n ast.Node, reader text.Reader, pc parser.Context) {
	p.BlockParser.Close(n, reader, pc)
	cutID(n, reader.Source())
}

// cutID takes "{#id}" off the end of a heading's line.
func cutID(n ast.Node, src []byte) {
	lines := n.Lines()
	if lines.Len() == 0 {
		return
	}
	segment := lines.At(lines.Len() - 1)
	line := bytes.TrimRight(segment.Value(src), " \t\n")
	at := bytes.LastIndex(line, []byte("{#"))
	if at < 0 || line[len(line)-1] != '}' {
		return
	}
	id := string(line[at+2 : len(line)-1])
	if id == "" || strings.IndexFunc(id, func(r rune) bool { return !isWord(r) && r != '-' && r != '_' && r != '.' }) >= 0 {
		return
	}
	segment.Stop = segment.Start + at - segment.Padding
	lines.Set(lines.Len()-1, segment.TrimRightSpace(src))
	n.SetAttributeString("id", id)
}

// headingText is the words of a heading and its explicit id.
func (w *writer) headingText(n *ast.Heading) (words, id string) {
	if v, ok := n.AttributeString("id"); ok {
		id, _ = v.(string)
	}
	return strings.Join(strings.Fields(string(w.plainText(nil, n))), " "), id
}

var (
	msgTwice  = source.Message{En: `two headings have the id "{0}"`, Zh: "有两个标题的 id 都是“{0}”"}
	helpTwice = source.Message{En: "links can reach only the first", Zh: "链接只能跳到第一个，请改掉其中一个"}
)

// headingID is an id that no other heading has. Internal headings count among
// themselves, so that the ids of a public edition do not show they exist.
func (w *writer) headingID(words, explicit string, at int) string {
	id := explicit
	if id == "" {
		id = anchor(words)
		if w.internal > 0 {
			id = "internal_" + id
		}
	}
	if w.ids == nil {
		w.ids = map[string]int{}
	}
	n, taken := w.ids[id]
	w.ids[id] = n + 1
	if !taken {
		return id
	}
	if explicit != "" {
		w.problem(at, source.Warning, "markdown", msgTwice, helpTwice, id)
	}
	for ; ; n++ {
		next := id + "-" + strconv.Itoa(n)
		if _, taken := w.ids[next]; !taken {
			w.ids[id], w.ids[next] = n+1, 1
			return next
		}
	}
}

// anchor is the words in lower case, joined by hyphens: letters and digits of
// every script stay, everything else goes.
func anchor(words string) string {
	var b strings.Builder
	gap := false
	for _, r := range words {
		switch {
		case isWord(r):
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(unicode.ToLower(r))
		case r != '\'' && r != '’':
			gap = true
		}
	}
	if b.Len() == 0 {
		return "section"
	}
	return b.String()
}
