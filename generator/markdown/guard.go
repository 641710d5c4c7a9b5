package markdown

import (
	"bytes"
	"strconv"

	"playbook/generator/source"
)

// What goldmark takes the square of is limited here, before it starts. The
// limits are far above anything a person writes.
const (
	maxDepth  = 100           // quotes and lists begun on one line
	maxIndent = 400           // columns before text, as deep lists have
	maxWork   = 1_000_000_000 // bytes looked at, at worst: some seconds
	cellWork  = 2_000         // work of one table cell
)

var (
	msgDeep  = source.Message{En: "quotes or lists are nested more than {0} deep", Zh: "引用或列表嵌套超过 {0} 层"}
	msgFar   = source.Message{En: "the line is indented by more than {0} columns", Zh: "这一行缩进超过 {0} 列"}
	msgDense = source.Message{
		En: "too many brackets, marks or cells without an empty line between them",
		Zh: "括号、标记或单元格太多，中间没有空行",
	}
	helpShown = source.Message{
		En: "the file is shown as plain text until this is simpler",
		Zh: "简化之前，整个文件按纯文本显示",
	}
)

// guard refuses a body that would take too long to parse.
func guard(t *source.Text, src []byte, body int) *source.Problem {
	var g meter
	for at := 0; at < len(src); {
		line := src[at:]
		if n := bytes.IndexByte(line, '\n'); n >= 0 {
			line = line[:n+1]
		}
		if key, limit := g.line(line); key != nil {
			p := t.Problem(body+at, source.Error, "markdown", *key, helpShown, strconv.Itoa(limit))
			return &p
		}
		at += len(line)
	}
	return nil
}

// meter adds up the work that a text may cost. A part is what lies between
// empty lines or list items: a search for the end of a link or of code goes no
// further than that.
type meter struct {
	work    int
	size    int // bytes of the part
	marks   int // of its bytes, those that may start a search to its end
	columns int // the most "|" of a line of it
	lines   int
	notes   int // references to footnotes in the whole text
}

func (g *meter) line(line []byte) (problem *source.Message, limit int) {
	depth, indent, begins := opening(line)
	if depth > maxDepth {
		return &msgDeep, maxDepth
	}
	if indent > maxIndent {
		return &msgFar, maxIndent
	}
	if begins || len(bytes.TrimSpace(line)) == 0 {
		g.part()
	}
	g.size += len(line)
	g.lines++
	columns := 0
	for i, c := range line {
		switch c {
		case '[', '<', '`', '!':
			g.marks++
		case '^':
			if i > 0 && line[i-1] == '[' {
				g.notes++
			}
		case '|':
			columns++
		}
	}
	g.columns = max(g.columns, columns)
	if g.total() > maxWork {
		return &msgDense, maxWork
	}
	return nil, 0
}

// total is the work so far, with that of the part.
func (g *meter) total() int {
	return g.work + g.marks*g.size + g.notes*g.notes + g.cells()
}

func (g *meter) cells() int {
	if g.columns == 0 {
		return 0
	}
	return (g.columns + 1) * g.lines * cellWork
}

// part begins a new part.
func (g *meter) part() {
	g.work += g.marks*g.size + g.cells()
	g.size, g.marks, g.columns, g.lines = 0, 0, 0, 0
}

// opening is how many quotes and list items a line opens, how many columns of
// space are among them, and whether a new list item begins.
func opening(line []byte) (depth, indent int, begins bool) {
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == ' ':
			indent++
		case c == '\t':
			indent += 4
		case c == '>':
			depth++
		case (c == '-' || c == '+' || c == '*') && i+1 < len(line) && (line[i+1] == ' ' || line[i+1] == '\t'):
			depth++
			begins = true
		case c >= '0' && c <= '9':
			n := digits(line[i:])
			if n == 0 {
				return depth, indent, begins
			}
			i += n
			depth++
			begins = true
		default:
			return depth, indent, begins
		}
	}
	return depth, indent, false
}

// digits is how many bytes of b are the number of a list item, or 0.
func digits(b []byte) int {
	n := 0
	for n < len(b) && b[n] >= '0' && b[n] <= '9' {
		n++
	}
	if n > 9 || n+1 >= len(b) || b[n] != '.' && b[n] != ')' || b[n+1] != ' ' && b[n+1] != '\t' {
		return 0
	}
	return n
}
