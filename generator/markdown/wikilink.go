package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// wikiNode is [[name]], [[name|text]] or [[name#anchor]].
type wikiNode struct {
	ast.BaseInline
	dest, anchor, words string
}

var kindWiki = ast.NewNodeKind("Wikilink")

func (n *wikiNode) Kind() ast.NodeKind { return kindWiki }

func (n *wikiNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// wikilink parses links by name.
type wikilink struct{}

func (wikilink) Trigger() []byte { return []byte{'['} }

// maxWiki is the longest wikilink, in bytes.
const maxWiki = 400

func (wikilink) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, _ := block.PeekLine()
	if len(line) < 5 || line[1] != '[' || pc.IsInLinkLabel() {
		return nil
	}
	inner := line[2:min(len(line), maxWiki)]
	end := bytes.IndexAny(inner, "[]\n")
	if end < 1 || end+1 >= len(inner) || inner[end] != ']' || inner[end+1] != ']' {
		return nil
	}
	inner = inner[:end]
	dest, words, _ := bytes.Cut(inner, []byte("|"))
	dest, anchor, _ := bytes.Cut(dest, []byte("#"))
	n := &wikiNode{
		dest:   string(bytes.TrimSpace(dest)),
		anchor: string(bytes.TrimSpace(anchor)),
		words:  string(bytes.TrimSpace(words)),
	}
	if n.dest == "" && n.anchor == "" {
		return nil
	}
	block.Advance(end + 4)
	return n
}
