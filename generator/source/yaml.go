package source

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// maxFrontMatter and maxDepth bound what one file may ask of us: front matter
// is a kilobyte in life, and four levels deep.
const (
	maxFrontMatter = 256 << 10
	maxDepth       = 64
	maxRepairs     = 40 // broken lines we step over before giving up on a file
)

// NodeKind says what a Node is.
type NodeKind uint8

// The kinds of Node. Null is a value that is not there: `cover:` and nothing after it.
const (
	Null NodeKind = iota
	Scalar
	List
	Map
)

// Style says how a scalar is written.
type Style uint8

// The styles of a scalar.
const (
	Plain Style = iota
	Quoted
	Literal // a block with | or >
)

// A Node is a value of a YAML tree with its place in the file.
type Node struct {
	Kind  NodeKind
	Style Style
	Flow  bool // a list or map in brackets

	// Partial marks the root of a tree from which broken lines were left out.
	Partial bool

	Tag   string // of a scalar, by what YAML takes it for: str int float bool time null
	Value string // of a scalar, as written but for quotes and escapes
	Line  int    // of the file, from 1
	Col   int    // in characters, from 1
	Pairs []Pair
	Items []*Node
}

// A Pair is a key of a map and its value, in the order of the file.
type Pair struct{ Key, Value *Node }

var (
	msgUnclosed    = Message{"the front matter has no closing \"---\"", "文件头没有用“---”结束"}
	helpUnclosed   = Message{"put a line with three hyphens after the last field", "请在最后一个字段下面加一行三个短横线"}
	msgLarge       = Message{"the front matter has {0} bytes; {1} are allowed", "文件头有 {0} 字节，最多 {1} 字节"}
	helpLarge      = Message{"long text belongs below the second \"---\"", "长文字请写在第二个“---”下面"}
	msgDeep        = Message{"more than {0} levels inside each other", "嵌套超过 {0} 层"}
	msgAlias       = Message{"references (*{0}) are not used here", "这里不能用引用（*{0}）"}
	helpAlias      = Message{"write the value out, or put it in quotes if it is text", "请把值写完整；如果是文字，请加引号"}
	msgAnchor      = Message{"anchors (&{0}) are not used here", "这里不能用锚点（&{0}）"}
	msgMerge       = Message{"merge keys (<<) are not used here", "这里不能用合并键（<<）"}
	helpMerge      = Message{"write the fields out", "请把字段写完整"}
	msgTag         = Message{"type marks such as {0} are not used here", "这里不能用 {0} 这样的类型标记"}
	helpTag        = Message{"leave it out, or put the value in quotes if it is text", "请去掉；如果是文字，请加引号"}
	msgDuplicate   = Message{"\"{0}\" is here twice; the first is in line {1}", "“{0}”写了两次，第一次在第 {1} 行"}
	helpDuplicate  = Message{"keep one of them", "请只留一个"}
	msgKey         = Message{"a field name must be a word", "字段名必须是一个词"}
	msgSecondDoc   = Message{"a second YAML document", "出现了第二个 YAML 文档"}
	helpSecondDoc  = Message{"only the first is read; take this line out", "只会读取第一个，请去掉这一行"}
	msgSyntax      = Message{"this cannot be read as YAML: {0}", "这里无法按 YAML 读取：{0}"}
	helpSyntax     = Message{"look at the indentation, quotes and brackets of this line and the one above", "请检查这一行和上一行的缩进、引号和括号"}
	msgCommentNull = Message{"everything after # is a comment, so \"{0}\" is not read", "# 后面是注释，“{0}”不会被读取"}
	helpHash       = Message{"put it in quotes: '{0}'", "请加引号：'{0}'"}
	msgCommentTail = Message{"\"{0}\" is read as a comment and left out", "“{0}”被当作注释，没有读进来"}
	helpTail       = Message{"put the whole value in quotes, or write \"# \" with a space if it is a comment", "请给整个值加引号；如果确实是注释，请在 # 后加空格"}
	msgOctal       = Message{"{0} is read as an octal number because it starts with 0", "{0} 以 0 开头，会被当作八进制数"}
	helpQuote      = Message{"put it in quotes: '{0}'", "请加引号：'{0}'"}
	msgUnderscore  = Message{"{0} is read as a number without its _", "{0} 会被当作去掉 _ 的数字"}
	helpUnderscore = Message{"write the digits only, or put it in quotes if it is a name", "请只写数字；如果是名称，请加引号"}
)

// FrontMatter finds the YAML between the leading "---" lines: Data[from:to] is
// the YAML, Data[body:] the rest. Without front matter all are zero and ok is
// false; if it is never closed, from is not zero and ok is false, see Unclosed.
func FrontMatter(t *Text) (from, to, body int, ok bool) {
	from = fence(t.Data, 0)
	if from == 0 {
		return 0, 0, 0, false
	}
	for at := from; at < len(t.Data); {
		if next := fence(t.Data, at); next > 0 {
			return from, at, next, true
		}
		end := bytes.IndexByte(t.Data[at:], '\n')
		if end < 0 {
			break
		}
		at += end + 1
	}
	return from, len(t.Data), len(t.Data), false
}

// fence returns where the line after a "---" line at offset at begins, or 0 if there is none.
func fence(data []byte, at int) int {
	if !bytes.HasPrefix(data[at:], []byte("---")) {
		return 0
	}
	for i := at + 3; i < len(data); i++ {
		switch data[i] {
		case ' ', '\t':
		case '\n':
			return i + 1
		default:
			return 0
		}
	}
	return len(data)
}

// Unclosed is the problem of a front matter without an end.
func Unclosed(t *Text) Problem {
	return t.Problem(0, Error, "yaml", msgUnclosed, helpUnclosed)
}

// ParseYAML reads t.Data[from:to] into a tree, and reports everything in it
// that cannot be meant. What is broken is stepped over, so that the rest is
// read and its problems show in the same run; nil if nothing could be read.
func ParseYAML(t *Text, from, to int) (*Node, []Problem) {
	root, problems, r := readYAML(t, from, to)
	if r != nil {
		r.part()
	}
	return root, problems
}

// BorrowYAML is ParseYAML for whoever makes something else of the tree and then
// calls giveBack, after which nothing may hold a part of it but its texts. A tree
// is several times as large as what is made of it.
func BorrowYAML(t *Text, from, to int) (root *Node, problems []Problem, giveBack func()) {
	root, problems, r := readYAML(t, from, to)
	if r == nil {
		return root, problems, func() {}
	}
	return root, problems, r.takeBack
}

func readYAML(t *Text, from, to int) (*Node, []Problem, *plainReader) {
	if to-from > maxFrontMatter {
		p := t.Problem(from, Error, "yaml", msgLarge, helpLarge, strconv.Itoa(to-from), strconv.Itoa(maxFrontMatter))
		return nil, []Problem{p}, nil
	}
	if len(bytes.TrimSpace(t.Data[from:to])) == 0 {
		return nil, nil, nil
	}
	if root, r := plainYAML(t.Data[from:to], bytes.Count(t.Data[:from], []byte("\n"))); r != nil {
		return root, nil, r
	}
	root, problems := slowYAML(t, from, to)
	return root, problems, nil
}

// slowYAML reads any YAML, with the library.
func slowYAML(t *Text, from, to int) (*Node, []Problem) {
	c := converter{t: t, from: from, to: to, above: bytes.Count(t.Data[:from], []byte("\n"))}
	root, err := decodeYAML(t.Data[from:to])
	c.oneDocument()
	if err == nil && shaped(root) {
		return c.document(root), c.problems
	}
	return c.document(c.repair(err)), c.problems
}

// documentEnd is a line that ends a YAML document, after at least one line of it.
var documentEnd = regexp.MustCompile(`(?m)^[^#\s-][^\n]*\n(?:[^\n]*\n)*?(---|\.\.\.)(?:[ \t].*)?$`)

// oneDocument reports what the library would leave unread.
func (c *converter) oneDocument() {
	data := c.t.Data[c.from:c.to]
	if !bytes.Contains(data, []byte("\n---")) && !bytes.Contains(data, []byte("\n...")) {
		return
	}
	if m := documentEnd.FindSubmatchIndex(data); m != nil {
		c.problems = append(c.problems, c.t.Problem(c.from+m[2], Error, "yaml", msgSecondDoc, helpSecondDoc))
	}
}

// shaped reports whether root is worth converting as it is. A front matter
// that is one scalar is a map whose colons were all mistyped.
func shaped(root *yaml.Node) bool {
	return len(root.Content) == 0 || root.Content[0].Kind != yaml.ScalarNode
}

var errPanic = errors.New("the YAML reader stopped")

// decodeYAML never panics: the library has done so on comments in odd places.
func decodeYAML(data []byte) (root *yaml.Node, err error) {
	defer func() {
		if recover() != nil {
			root, err = nil, errPanic
		}
	}()
	root = new(yaml.Node)
	return root, yaml.Unmarshal(data, root)
}

// A converter turns the library's tree into ours.
type converter struct {
	t        *Text
	from, to int
	above    int // lines of the file above the YAML
	repaired bool
	touched  map[int]bool // lines of the file that repair changed
	problems []Problem
	slab     []Node
}

func (c *converter) document(root *yaml.Node) *Node {
	if root == nil || len(root.Content) == 0 {
		return nil
	}
	n := c.node(root.Content[0], 0)
	n.Partial = c.repaired
	return n
}

// add hands out nodes from a slab: one allocation for a usual front matter.
func (c *converter) add() *Node {
	if len(c.slab) == cap(c.slab) {
		c.slab = make([]Node, 0, 48)
	}
	c.slab = append(c.slab, Node{})
	return &c.slab[len(c.slab)-1]
}

func (c *converter) node(y *yaml.Node, depth int) *Node {
	n := c.add()
	n.Line, n.Col = y.Line+c.above, y.Column
	if depth > maxDepth {
		c.report(n, Error, msgDeep, Message{}, strconv.Itoa(maxDepth))
		return n
	}
	if y.Anchor != "" && y.Kind != yaml.AliasNode {
		c.report(n, Error, msgAnchor, helpAlias, y.Anchor)
	}
	if y.Style&yaml.TaggedStyle != 0 {
		c.report(n, Error, msgTag, helpTag, y.Tag)
	}
	n.Flow = y.Style&yaml.FlowStyle != 0
	switch y.Kind {
	case yaml.AliasNode:
		c.report(n, Error, msgAlias, helpAlias, y.Value)
	case yaml.MappingNode:
		c.pairs(n, y, depth)
	case yaml.SequenceNode:
		n.Kind = List
		n.Items = make([]*Node, len(y.Content))
		for i, item := range y.Content {
			n.Items[i] = c.node(item, depth+1)
		}
	default:
		c.scalar(n, y)
	}
	return n
}

func (c *converter) pairs(n *Node, y *yaml.Node, depth int) {
	n.Kind = Map
	n.Pairs = make([]Pair, 0, len(y.Content)/2)
	var seen names
	for i := 0; i+1 < len(y.Content); i += 2 {
		if y.Content[i].Tag == "!!merge" {
			c.report(c.at(y.Content[i]), Error, msgMerge, helpMerge)
			continue
		}
		key := c.key(y.Content[i])
		if y.Content[i].Kind != yaml.ScalarNode || key.Value == "" {
			c.report(key, Error, msgKey, helpSyntax)
			continue
		}
		value := c.node(y.Content[i+1], depth+1)
		if first := seen.find(n.Pairs, key.Value); first != nil {
			c.report(key, Error, msgDuplicate, helpDuplicate, key.Value, strconv.Itoa(first.Line))
			continue
		}
		n.Pairs = append(n.Pairs, Pair{key, value})
	}
}

// key is a field name: whatever YAML takes it for, it is a text.
func (c *converter) key(y *yaml.Node) *Node {
	n := c.add()
	n.Kind, n.Tag, n.Value, n.Line, n.Col = Scalar, "str", y.Value, y.Line+c.above, y.Column
	if y.Anchor != "" {
		c.report(n, Error, msgAnchor, helpAlias, y.Anchor)
	}
	return n
}

func (c *converter) at(y *yaml.Node) *Node {
	return &Node{Line: y.Line + c.above, Col: y.Column}
}

// names finds keys that a map has already. A dozen are compared one by one,
// which is cheaper than a table; thousands must not take the square of it.
type names map[string]*Node

func (s *names) find(pairs []Pair, key string) *Node {
	if len(pairs) <= 32 {
		for _, p := range pairs {
			if p.Key.Value == key {
				return p.Key
			}
		}
		return nil
	}
	if *s == nil {
		*s = names{}
	}
	for i := len(*s); i < len(pairs); i++ {
		(*s)[pairs[i].Key.Value] = pairs[i].Key
	}
	return (*s)[key]
}

// Get is the value under key, or nil.
func (n *Node) Get(key string) *Node {
	if n == nil {
		return nil
	}
	for _, p := range n.Pairs {
		if p.Key.Value == key {
			return p.Value
		}
	}
	return nil
}

func (c *converter) scalar(n *Node, y *yaml.Node) {
	n.Kind, n.Value, n.Tag = Scalar, y.Value, tagName(y.Tag)
	switch {
	case y.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		n.Style = Quoted
		return
	case y.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		n.Style = Literal
		return
	}
	if n.Tag == "null" {
		n.Kind = Null
	}
	if c.touched[n.Line] {
		return // columns of this line are not those of the file
	}
	switch {
	case n.Kind == Null && n.Value == "":
		c.commentNull(n)
	case n.Tag == "int":
		c.number(n)
	}
	if strings.HasPrefix(y.LineComment, "#") {
		c.commentTail(n, y.LineComment)
	}
}

func tagName(tag string) string {
	switch tag {
	case "!!int":
		return "int"
	case "!!float":
		return "float"
	case "!!bool":
		return "bool"
	case "!!timestamp":
		return "time"
	case "!!null":
		return "null"
	}
	return "str"
}

// commentNull notices `tags: #种草`: YAML takes the topic for a comment. A
// comment proper has a space after its sign, as in the templates of `new`.
func (c *converter) commentNull(n *Node) {
	offset := c.t.Offset(n.Line, n.Col)
	end := lineEnd(c.t.Data, offset)
	start := offset
	for start < end && (c.t.Data[start] == ' ' || c.t.Data[start] == ':' || c.t.Data[start] == '-') {
		start++
	}
	text := strings.TrimRight(string(c.t.Data[start:end]), " ")
	if !hasTopic(text) {
		return
	}
	p := c.t.Problem(start, Error, "yaml", msgCommentNull, helpHash, text)
	p.Fix = &Fix{Start: start, End: start + len(text), New: Quote(text)}
	c.problems = append(c.problems, p)
}

// hasTopic reports whether a comment looks like a #topic.
func hasTopic(s string) bool {
	if len(s) < 2 || s[0] != '#' {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[1:])
	return r != ' ' && r != '#' && r != '\t' && r != '!' && r != '-' && r != '='
}

// commentTail notices `tags: 试色 #黄皮`: half of the value is gone.
func (c *converter) commentTail(n *Node, comment string) {
	if n.Kind == Null || !hasTopic(comment) {
		return
	}
	line := c.t.Line(n.Line)
	at := strings.LastIndex(line, comment)
	if at < 0 {
		return
	}
	p := c.t.Problem(c.t.Offset(n.Line, 1)+at, Warning, "yaml", msgCommentTail, helpTail, comment)
	c.problems = append(c.problems, p)
}

// number notices digits that YAML does not read as the editor does.
func (c *converter) number(n *Node) {
	switch {
	case strings.Contains(n.Value, "_"):
		c.report(n, Error, msgUnderscore, helpUnderscore, n.Value)
	case len(n.Value) > 1 && n.Value[0] == '0' && n.Value[1] >= '0' && n.Value[1] <= '9':
		start := c.t.Offset(n.Line, n.Col)
		p := c.t.Problem(start, Error, "yaml", msgOctal, helpQuote, n.Value)
		p.Fix = &Fix{Start: start, End: start + len(n.Value), New: Quote(n.Value)}
		c.problems = append(c.problems, p)
	}
}

func (c *converter) report(n *Node, s Severity, key, help Message, args ...string) {
	pos := Pos{File: c.t.Name, Line: n.Line, Col: n.Col}
	c.problems = append(c.problems, Problem{Pos: pos, Severity: s, Rule: "yaml", Key: key, Args: args, Help: help, Excerpt: c.t.Line(n.Line)})
}

func lineEnd(data []byte, at int) int {
	if i := bytes.IndexByte(data[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(data)
}

// Quote is s as a single-quoted YAML scalar.
func Quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

var yamlError = regexp.MustCompile(`^yaml: (?:(?:unmarshal errors:\s+)?line (\d+): )?(.*)`)

// syntaxError is the line of the YAML (from 1; 0 if unknown) and the words of an error of the library.
func syntaxError(err error) (line int, words string) {
	m := yamlError.FindStringSubmatch(strings.ReplaceAll(fmt.Sprint(err), "\n", " "))
	if m == nil {
		return 0, err.Error()
	}
	line, _ = strconv.Atoi(m[1])
	return line, m[2]
}
