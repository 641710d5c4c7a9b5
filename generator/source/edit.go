package source

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// An Edit adds to the YAML of a file. It only ever inserts: every byte that an
// editor wrote, comments, order, quotes and line ends, stays where it is, and
// what is inserted follows the style around it.
//
// Its law: with the insertions left out the bytes are those from before, and the
// tree is the tree from before with what was added. What cannot be added so is
// declined.
type Edit struct {
	Tree *Node // as it was; nil if nothing was written

	lines   []string // of the file, each with its end
	first   int      // index of the first line of YAML
	end     int      // index of the line after the last one
	inserts []insertion
	want    *Node // the tree that the bytes must have
	open    func(data []byte) (*Edit, bool)
}

// An insertion puts text before byte at of a line.
type insertion struct {
	line, at int
	text     string
}

// EditFrontMatter opens the front matter of a file's bytes; ok is false if it
// cannot be read.
func EditFrontMatter(data []byte) (e *Edit, ok bool) {
	t, problems := NewText("", data)
	from, to, _, found := FrontMatter(t)
	if !found || Errors(problems) > 0 {
		return nil, false
	}
	tree, problems := ParseYAML(t, from, to)
	if Errors(problems) > 0 || tree != nil && tree.Kind != Map {
		return nil, false
	}
	return &Edit{
		Tree:  tree,
		want:  tree,
		lines: strings.SplitAfter(string(data), "\n"),
		first: bytes.Count(t.Data[:from], []byte("\n")),
		end:   bytes.Count(t.Data[:to], []byte("\n")),
		open:  EditFrontMatter,
	}, true
}

// EditYAML opens a file that is YAML as a whole.
func EditYAML(data []byte) (e *Edit, ok bool) {
	t, problems := NewText("", data)
	tree, more := ParseYAML(t, 0, len(t.Data))
	if Errors(problems)+Errors(more) > 0 || tree != nil && tree.Kind != Map {
		return nil, false
	}
	lines := strings.SplitAfter(string(data), "\n")
	return &Edit{Tree: tree, want: tree, lines: lines, end: len(lines), open: EditYAML}, true
}

// Below is the index of the line below a value whose key stands at indent, and
// below everything that is part of it; ok is false if it has no end of its own.
func (e *Edit) Below(n *Node, indent int) (line int, ok bool) { return e.below(n, indent) }

// Bytes is the file with what was added; ok is false if it would not be read as
// it is meant.
func (e *Edit) Bytes() (data []byte, ok bool) {
	data = e.join()
	after, ok := e.open(data)
	return data, ok && sameTree(after.Tree, e.want)
}

func (e *Edit) join() []byte {
	slices.SortStableFunc(e.inserts, func(a, b insertion) int {
		if a.line != b.line {
			return a.line - b.line
		}
		return a.at - b.at
	})
	var b bytes.Buffer
	next := 0
	for i, line := range e.lines {
		at := 0
		for ; next < len(e.inserts) && e.inserts[next].line == i; next++ {
			b.WriteString(line[at:e.inserts[next].at])
			at = e.inserts[next].at
			b.WriteString(e.inserts[next].text)
		}
		b.WriteString(line[at:])
	}
	return b.Bytes()
}

// Item adds an item to the end of the list that a field of the front matter is,
// and makes the field if it is not there.
func (e *Edit) Item(field string, item []Entry) (ok bool) {
	e.expect(field, &Node{Kind: List, Items: []*Node{itemNode(item)}})
	p, indent, ok := e.field(field)
	switch {
	case !ok:
		return false
	case p.Key == nil:
		e.insertLines(e.end, e.fieldLines(field, item, indent))
		return true
	case p.Value.Kind == Null:
		return e.itemUnder(p.Key, item, indent)
	case p.Value.Kind != List:
		return false
	case p.Value.Flow:
		return e.itemInBrackets(p.Value, item)
	}
	return e.itemBelow(p.Value, item, indent)
}

// Field adds a field to the end of the front matter.
func (e *Edit) Field(entry Entry) (ok bool) {
	e.expect(entry.Key, entry.node())
	p, indent, ok := e.field(entry.Key)
	if !ok || p.Key != nil {
		return false
	}
	e.insertLines(e.end, entry.lines(strings.Repeat(" ", indent)))
	return true
}

// Set makes a field have a value: a new field, or one whose value is a plain
// word, which is replaced.
func (e *Edit) Set(entry Entry) (ok bool) {
	p, _, ok := e.field(entry.Key)
	if !ok || p.Key == nil || p.Value.Kind == Null {
		return ok && p.Key == nil && e.Field(entry)
	}
	line := e.lines[p.Value.Line-1]
	at := byteOf(line, p.Value.Col)
	if p.Value.Kind != Scalar || p.Value.Style != Plain || !strings.HasPrefix(line[at:], p.Value.Value) {
		return false
	}
	e.lines[p.Value.Line-1] = line[:at] + entry.flow() + line[at+len(p.Value.Value):]
	root := &Node{Kind: Map, Pairs: slices.Clone(e.want.Pairs)}
	for i := range root.Pairs {
		if root.Pairs[i].Key.Value == entry.Key {
			root.Pairs[i].Value = entry.node()
		}
	}
	e.want = root
	return true
}

// KeepFields is a file of which nothing is left but its front matter, and of
// that the fields named, as they are written.
func KeepFields(data []byte, names []string) (rest []byte, ok bool) {
	e, ok := EditFrontMatter(data)
	if !ok || e.Tree != nil && e.Tree.Flow {
		return nil, false
	}
	want := &Node{Kind: Map}
	var b bytes.Buffer
	b.WriteString(strings.Join(e.lines[:e.first], ""))
	var pairs []Pair
	if e.Tree != nil {
		pairs = e.Tree.Pairs
	}
	for i, p := range pairs {
		to := e.end
		if i+1 < len(pairs) {
			to = pairs[i+1].Key.Line - 1
		}
		if slices.Contains(names, p.Key.Value) {
			b.WriteString(strings.Join(e.lines[p.Key.Line-1:to], ""))
			want.Pairs = append(want.Pairs, p)
		}
	}
	b.WriteString(e.lines[e.end])
	after, ok := EditFrontMatter(b.Bytes())
	if !ok || after.Tree == nil {
		return b.Bytes(), ok && len(want.Pairs) == 0
	}
	return b.Bytes(), sameTree(after.Tree, want)
}

// field finds a field of the front matter, and where fields begin; ok is false
// if all of it is in braces.
func (e *Edit) field(name string) (p Pair, indent int, ok bool) {
	if e.Tree == nil {
		return Pair{}, 0, true
	}
	if e.Tree.Flow || len(e.Tree.Pairs) == 0 {
		return Pair{}, 0, false
	}
	for _, p = range e.Tree.Pairs {
		if p.Key.Value == name {
			return p, p.Key.Col - 1, true
		}
	}
	return Pair{}, e.Tree.Pairs[0].Key.Col - 1, true
}

// expect notes what the tree is to be: its field has more items, or is new.
func (e *Edit) expect(name string, value *Node) {
	root := &Node{Kind: Map}
	if e.want != nil {
		root.Pairs = slices.Clone(e.want.Pairs)
	}
	e.want = root
	for i, p := range root.Pairs {
		if p.Key.Value == name {
			list := &Node{Kind: List, Items: slices.Concat(p.Value.Items, value.Items)}
			root.Pairs[i].Value = list
			return
		}
	}
	root.Pairs = append(root.Pairs, Pair{&Node{Kind: Scalar, Value: name}, value})
}

// sameTree reports whether a and b say the same, wherever it stands.
func sameTree(a, b *Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Kind == b.Kind && a.Value == b.Value && slices.EqualFunc(a.Items, b.Items, sameTree) &&
		slices.EqualFunc(a.Pairs, b.Pairs, func(a, b Pair) bool { return a.Key.Value == b.Key.Value && sameTree(a.Value, b.Value) })
}

// itemUnder makes the first item of a field whose value is not there.
func (e *Edit) itemUnder(key *Node, item []Entry, indent int) bool {
	line := e.lines[key.Line-1]
	rest := strings.TrimLeft(line[byteOf(line, key.Col):], `"'`)
	rest, ok := strings.CutPrefix(rest, key.Value)
	rest = strings.TrimLeft(rest, `"'`)
	after, colon := strings.CutPrefix(strings.TrimSpace(rest), ":")
	if after = strings.TrimSpace(after); !ok || !colon || after != "" && after[0] != '#' {
		return false // null or ~ is written
	}
	e.insertLines(key.Line, itemLines(item, strings.Repeat(" ", indent+e.step()), "- "))
	return true
}

// itemBelow adds an item to a list with hyphens, in the manner of the last one.
func (e *Edit) itemBelow(list *Node, item []Entry, indent int) bool {
	pad := strings.Repeat(" ", list.Col-1)
	hyphen := "- "
	last := list.Items[len(list.Items)-1]
	if line := e.lines[last.Line-1]; last.Kind == Map && !last.Flow && strings.HasPrefix(line, pad+"-") {
		hyphen = "-" + strings.Repeat(" ", max(1, last.Pairs[0].Key.Col-1-list.Col))
	}
	at, ok := e.below(list, indent)
	if !ok {
		return false
	}
	if last.Kind == Map && last.Flow {
		e.insertLines(at, []string{pad + hyphen + flowItem(item)})
	} else {
		e.insertLines(at, itemLines(item, pad, hyphen))
	}
	return true
}

// itemInBrackets adds an item before the bracket that closes a list.
func (e *Edit) itemInBrackets(list *Node, item []Entry) bool {
	line, at, last, ok := e.lastInBrackets(list)
	if !ok {
		return false
	}
	text := flowItem(item)
	switch last {
	case '[':
	case ',':
		text = " " + text
	default:
		text = ", " + text
	}
	e.inserts = append(e.inserts, insertion{line, at, text})
	return true
}

// lastInBrackets is the place after the last character of a list in brackets
// that is no space and no comment, and that character.
func (e *Edit) lastInBrackets(list *Node) (line, at int, last byte, ok bool) {
	depth, quote := 0, byte(0)
	start := byteOf(e.lines[list.Line-1], list.Col)
	for i := list.Line - 1; i < e.end; i, start = i+1, 0 {
		text := e.lines[i]
		for j := start; j < len(text); j++ {
			c := text[j]
			switch {
			case quote == '"' && c == '\\', quote == '\'' && strings.HasPrefix(text[j:], "''"):
				j++
				continue
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case c == '#' && (j == 0 || isBlank(text[j-1])):
				j = len(text)
				continue
			case (c == '"' || c == '\'') && strings.IndexByte("[{,: ", last) >= 0:
				quote = c
			case c == '[', c == '{':
				depth++
			case c == ']', c == '}':
				if depth--; depth == 0 {
					return line, at, last, true
				}
			}
			if !isBlank(c) {
				line, at, last = i, j+1, c
			}
		}
	}
	return 0, 0, 0, false
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// byteOf is the offset of a column, in characters from 1.
func byteOf(line string, col int) int {
	at := 0
	for range col - 1 {
		_, size := utf8.DecodeRuneInString(line[at:])
		at += size
	}
	return at
}

// below is the index of the line after the last one of a value whose key stands
// at indent. Comments and blank lines below it belong to what follows, unless
// they are part of a text.
func (e *Edit) below(n *Node, indent int) (at int, ok bool) {
	last := lastOf(n)
	from := last.Line // index of the line after it
	switch {
	case last.Style == Literal:
		return e.belowLiteral(last, from), true
	case last.Kind == Scalar && last.Style == Quoted:
		return e.belowQuoted(last)
	case last.Flow:
		return e.belowBrackets(last)
	}
	at = from
	for i := from; i < e.end; i++ {
		line := strings.TrimSpace(e.lines[i])
		if line == "" || line[0] == '#' {
			continue
		}
		if indentation(e.lines[i]) <= indent {
			break
		}
		at = i + 1 // a plain text goes on
	}
	return at, true
}

// lastOf is the value that ends n in the file.
func lastOf(n *Node) *Node {
	switch {
	case n.Kind == List && !n.Flow && len(n.Items) > 0:
		return lastOf(n.Items[len(n.Items)-1])
	case n.Kind == Map && !n.Flow && len(n.Pairs) > 0:
		last := n.Pairs[len(n.Pairs)-1]
		if last.Value.Kind == Null {
			return last.Key
		}
		return lastOf(last.Value)
	}
	return n
}

// belowLiteral is the line after a text that | or > began: it goes on while lines
// are as deep as its first, and + takes the blank lines below it too.
func (e *Edit) belowLiteral(n *Node, from int) int {
	header := e.lines[n.Line-1]
	keep := strings.Contains(header[byteOf(header, n.Col):], "+")
	depth := -1
	at := from
	for i := from; i < e.end; i++ {
		if strings.TrimSpace(e.lines[i]) == "" {
			if keep {
				at = i + 1
			}
			continue
		}
		if depth < 0 {
			depth = indentation(e.lines[i])
		}
		if indentation(e.lines[i]) < depth {
			break
		}
		at = i + 1
	}
	return at
}

func (e *Edit) belowQuoted(n *Node) (int, bool) {
	start := byteOf(e.lines[n.Line-1], n.Col)
	quote := e.lines[n.Line-1][start]
	start++
	for i := n.Line - 1; i < e.end; i, start = i+1, 0 {
		for text, j := e.lines[i], start; j < len(text); j++ {
			switch {
			case quote == '"' && text[j] == '\\':
				j++
			case text[j] == quote && quote == '\'' && j+1 < len(text) && text[j+1] == quote:
				j++
			case text[j] == quote:
				return i + 1, true
			}
		}
	}
	return 0, false
}

func (e *Edit) belowBrackets(n *Node) (int, bool) {
	line, at, _, ok := e.lastInBrackets(n)
	if !ok {
		return 0, false
	}
	// What is left before the closing bracket is space and comments.
	for i, start := line, at; i < e.end; i, start = i+1, 0 {
		text, _, _ := strings.Cut(e.lines[i][start:], " #")
		if strings.ContainsAny(text, "]}") {
			return i + 1, true
		}
	}
	return 0, false
}

func indentation(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// step is how far the lists of this file stand in from their field.
func (e *Edit) step() int {
	if e.Tree != nil {
		for _, p := range e.Tree.Pairs {
			if p.Value.Kind == List && !p.Value.Flow && len(p.Value.Items) > 0 && p.Value.Line > p.Key.Line {
				return p.Value.Col - p.Key.Col
			}
		}
	}
	return 2
}

func (e *Edit) fieldLines(field string, item []Entry, indent int) []string {
	pad := strings.Repeat(" ", indent)
	return append([]string{pad + field + ":"}, itemLines(item, pad+strings.Repeat(" ", e.step()), "- ")...)
}

// insertLines puts lines before line at, with the line end of the one above.
func (e *Edit) insertLines(at int, lines []string) {
	end := "\n"
	if at > 0 && strings.HasSuffix(e.lines[at-1], "\r\n") {
		end = "\r\n"
	}
	e.inserts = append(e.inserts, insertion{at, 0, strings.Join(lines, end) + end})
}
