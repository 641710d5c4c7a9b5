package source

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"
)

var errNoFields = errors.New("yaml: no fields")

var (
	msgNoFields    = Message{"there are no fields here", "这里没有字段"}
	msgMapping     = Message{"a \": \" inside a value, or a line that is indented too far", "值里有“: ”，或者这一行缩进过多"}
	msgMisfit      = Message{"this line does not fit the lines above it", "这一行和上面的内容对不上"}
	msgNoColon     = Message{"a field name without \": \" after it", "字段名后面缺少“: ”"}
	msgEndless     = Message{"a quote or a bracket is never closed", "引号或括号没有闭合"}
	msgBadStart    = Message{"a value cannot begin with this character", "值不能以这个字符开头"}
	msgControl     = Message{"a control character", "控制字符"}
	msgTab         = Message{"a tab in the indentation", "缩进里有制表符（Tab）"}
	helpTab        = Message{"indent with spaces", "请用空格缩进"}
	msgWideDash    = Message{"\"{0}\" does not begin an item of a list", "“{0}”不能用来开始列表项"}
	helpDash       = Message{"write \"- \", a hyphen and a space", "请写“- ”，短横线加空格"}
	msgDashSpace   = Message{"no space after the hyphen of a list item", "列表项的短横线后面缺少空格"}
	msgWideColon   = Message{"a full-width colon does not end a field name", "字段名后面不能用全角冒号"}
	helpWideColon  = Message{"write \"{0}: \", a plain colon and a space", "请写成“{0}: ”，半角冒号加空格"}
	msgColonSpace  = Message{"no space after the colon of \"{0}\"", "“{0}”的冒号后面缺少空格"}
	msgInnerColon  = Message{"a value with \": \" in it needs quotes", "值里有“: ”，需要加引号"}
	msgStart       = Message{"a value that begins with {0} needs quotes", "以 {0} 开头的值需要加引号"}
	helpStart      = Message{"write {1}", "请写成 {1}"}
	msgCurly       = Message{"curly quotes do not quote here", "这里的弯引号不起引用作用"}
	helpCurly      = Message{"write straight quotes: {0}", "请用直引号：{0}"}
	msgQuoteOpen   = Message{"the quote {0} is not closed", "引号 {0} 没有闭合"}
	helpQuoteOpen  = Message{"put another {0} at the end of the text", "请在文字末尾再加一个 {0}"}
	msgAfterQuote  = Message{"there is text after the closing quote", "引号闭合之后还有文字"}
	helpWhole      = Message{"quote the whole value: {0}", "请给整个值加引号：{0}"}
	msgAfterList   = Message{"there is text after the closing bracket", "括号闭合之后还有文字"}
	msgBracketOpen = Message{"the bracket {0} is not closed", "括号 {0} 没有闭合"}
	helpBracket    = Message{"close it on the same line", "请在同一行闭合"}
	msgHashInList  = Message{"everything after # is a comment, also in brackets", "# 后面是注释，在方括号里也一样"}
	msgListInline  = Message{"a list item on the line of its field", "列表项不能和字段名写在同一行"}
	helpListInline = Message{"put each \"- \" on a line of its own below \"{0}:\"", "请把每个“- ”另起一行，写在“{0}:”下面"}
	msgDeeper      = Message{"\"{0}\" is indented under a line that has a value already", "“{0}”缩进在一个已经有值的字段下面"}
	helpDeeper     = Message{"give it the same indentation as the line above", "请和上一行对齐"}
)

// plainWords says what the library found in words of ours.
func plainWords(words string) Message {
	for _, w := range [...]struct {
		found string
		say   Message
	}{
		{"no fields", msgNoFields},
		{"mapping values", msgMapping},
		{"did not find expected key", msgMisfit},
		{"did not find expected '-'", msgMisfit},
		{"block sequence entries", msgMisfit},
		{"could not find expected ':'", msgNoColon},
		{"unexpected end of stream", msgEndless},
		{"did not find expected ','", msgEndless},
		{"did not find expected the document start", msgSecondDoc},
		{"cannot start any token", msgBadStart},
		{"control characters", msgControl},
		{"violates indentation", msgTab},
	} {
		if strings.Contains(words, w.found) {
			return w.say
		}
	}
	return msgSyntax
}

// A slip is something in one line that YAML cannot read although it is clear
// what was meant, or at least what is wrong. Offsets are bytes of the line.
type slip struct {
	at         int
	key, help  Message
	args       []string
	start, end int // replaced by new, if fixed
	new        string
	fixed      bool
}

// A slipper looks for slips from line to line. It knows as much of YAML as it
// takes to leave blocks of text, quotes and brackets over several lines alone.
type slipper struct {
	lines []string
	i     int // the line at hand
	block int // indentation above which lines are text of a block; -1 outside of one
	plain int // indentation above which lines continue a plain value; -1 without one
}

// mend repairs known slips in lines, reports them, and returns how many there were.
func (c *converter) mend(lines []string) int {
	s := slipper{lines: lines, block: -1, plain: -1}
	found := 0
	for s.i = 0; s.i < len(lines); s.i++ {
		line := s.i
		slips := s.look()
		if len(slips) == 0 {
			continue
		}
		found += len(slips)
		start := c.t.Offset(c.above+line+1, 1)
		for _, slip := range slips {
			p := c.t.Problem(start+slip.at, Error, "yaml", slip.key, slip.help, slip.args...)
			if slip.fixed {
				p.Fix = &Fix{Start: start + slip.start, End: start + slip.end, New: slip.new}
			}
			c.problems = append(c.problems, p)
		}
		c.apply(lines, line, slips)
	}
	return found
}

// apply repairs a line, or blanks it if its meaning is not clear.
func (c *converter) apply(lines []string, i int, slips []slip) {
	c.touch(i)
	if slices.ContainsFunc(slips, func(s slip) bool { return !s.fixed }) {
		blank(lines, i)
		return
	}
	for _, s := range slices.Backward(slips) {
		lines[i] = lines[i][:s.start] + s.new + lines[i][s.end:]
	}
}

// touch notes that columns of a line of the YAML are no longer those of the file.
func (c *converter) touch(i int) {
	if c.touched == nil {
		c.touched = map[int]bool{}
	}
	c.touched[c.above+i+1] = true
}

// look finds the slips of the line at hand, in order.
func (s *slipper) look() []slip {
	line := s.lines[s.i]
	if strings.TrimSpace(line) == "" {
		return nil
	}
	indent := indentOf(line)
	if s.block >= 0 && indent > s.block {
		return nil
	}
	s.block = -1
	var out []slip
	if tab := strings.IndexByte(line[:indent], '\t'); tab >= 0 {
		out = append(out, slip{at: tab, key: msgTab, help: helpTab, end: indent, new: strings.ReplaceAll(line[:indent], "\t", "  "), fixed: true})
	}
	at, dash := s.dashes(line, indent)
	out = append(out, dash...)
	if strings.HasPrefix(line[at:], "#") {
		return out
	}
	if s.plain >= 0 && indent > s.plain && len(out) == 0 {
		return s.deeper(line, at)
	}
	s.plain = -1
	return append(out, s.field(line, at)...)
}

// dashes skips the hyphens of list items, and finds those that are none.
func (s *slipper) dashes(line string, at int) (int, []slip) {
	for at < len(line) {
		rest := line[at:]
		if rest == "-" || strings.HasPrefix(rest, "- ") {
			at += len(rest) - len(strings.TrimLeft(rest[1:], " "))
			continue
		}
		for _, wide := range []string{"－", "—", "–", "•", "·"} {
			if cut, ok := strings.CutPrefix(rest, wide); ok && !strings.HasPrefix(cut, wide) {
				end := len(line) - len(strings.TrimLeft(cut, " 　"))
				return end, []slip{{at: at, key: msgWideDash, help: helpDash, args: []string{wide}, start: at, end: end, new: "- ", fixed: true}}
			}
		}
		r, _ := utf8.DecodeRuneInString(rest[1:])
		if rest[0] == '-' && r != '-' && r != utf8.RuneError && (r < '0' || r > '9') {
			return at + 1, []slip{{at: at, key: msgDashSpace, help: helpDash, start: at + 1, end: at + 1, new: " ", fixed: true}}
		}
		return at, nil
	}
	return at, nil
}

// deeper finds a field below one that has a value; other deeper lines continue that value.
func (s *slipper) deeper(line string, at int) []slip {
	name, colon := fieldName(line[at:])
	if name == "" || !strings.HasPrefix(line[at+colon:], ": ") && line[at+colon:] != ":" {
		return nil
	}
	return []slip{{at: at, key: msgDeeper, help: helpDeeper, args: []string{name}}}
}

// fieldName is the lower-case word before a colon of either width, and where the colon is.
func fieldName(s string) (name string, colon int) {
	for i := range len(s) {
		b := s[i]
		switch {
		case b >= 'a' && b <= 'z', b == '_', i > 0 && (b == '-' || b >= '0' && b <= '9'):
			continue
		case i > 0 && (b == ':' || strings.HasPrefix(s[i:], "：")):
			return s[:i], i
		}
		return "", 0
	}
	return "", 0
}

// field looks at a name, its colon and its value.
func (s *slipper) field(line string, at int) []slip {
	name, colon := fieldName(line[at:])
	if name == "" {
		name, colon = otherName(line[at:])
	}
	if name == "" {
		return s.value(line, at, "", indentOf(line))
	}
	colon += at
	rest := line[colon:]
	if wide, ok := strings.CutPrefix(rest, "："); ok {
		end := len(line) - len(strings.TrimLeft(wide, " 　"))
		fix := slip{at: colon, key: msgWideColon, help: helpWideColon, args: []string{name}, start: colon, end: end, new: ": ", fixed: true}
		return append([]slip{fix}, s.value(line, end, name, at)...)
	}
	if rest == ":" {
		return nil
	}
	if rest[1] != ' ' && rest[1] != '\t' {
		if strings.HasPrefix(rest, "://") {
			return nil
		}
		fix := slip{at: colon, key: msgColonSpace, help: helpWideColon, args: []string{name}, start: colon + 1, end: colon + 1, new: " ", fixed: true}
		return append([]slip{fix}, s.value(line, colon+1, name, at)...)
	}
	return s.value(line, len(line)-len(strings.TrimLeft(rest[1:], " \t")), name, at)
}

// otherName is a field name that is no lower-case word, such as a Chinese one:
// only a plain colon and a space can end it.
func otherName(s string) (name string, colon int) {
	i := strings.Index(s, ": ")
	if i < 0 && strings.HasSuffix(s, ":") {
		i = len(s) - 1
	}
	if i < 1 || strings.ContainsAny(s[:1], "\"'[{|>@`%&*!#,]}") || strings.Contains(s[:i], " #") {
		return "", 0
	}
	return s[:i], i
}

// value looks at the value that begins at an offset of a line. Lines indented
// more than column may belong to it.
func (s *slipper) value(line string, at int, name string, column int) []slip {
	v := strings.TrimRight(line[at:], " \t")
	if v == "" || v[0] == '#' {
		return nil
	}
	whole := func(key Message, args ...string) []slip {
		q := Quote(v)
		return []slip{{at: at, key: key, help: helpWhole, args: append([]string{q}, args...), start: at, end: at + len(v), new: q, fixed: true}}
	}
	switch v[0] {
	case '|', '>':
		if strings.Trim(strings.SplitN(v[1:], " #", 2)[0], "-+0123456789 ") == "" {
			s.block = column
			if name == "" {
				s.block = indentOf(line)
			}
			return nil
		}
		return quoteStart(v, at)
	case '"', '\'':
		return s.quoted(v, at, whole)
	case '[', '{':
		return s.bracketed(v, at, whole)
	case '@', '`', '%', '*', '&', '!', ',', ']', '}':
		return quoteStart(v, at)
	case '-':
		if name != "" && strings.HasPrefix(v, "- ") {
			return []slip{{at: at, key: msgListInline, help: helpListInline, args: []string{name}}}
		}
	}
	if strings.HasPrefix(v, "“") && (strings.Contains(v, ": ") || strings.HasSuffix(v, ":")) {
		return curly(v, at)
	}
	text, _, _ := strings.Cut(v, " #")
	text = strings.TrimRight(text, " ")
	if name != "" && (strings.Contains(text, ": ") || strings.HasSuffix(text, ":")) {
		q := Quote(text)
		return []slip{{at: at, key: msgInnerColon, help: helpWhole, args: []string{q}, start: at, end: at + len(text), new: q, fixed: true}}
	}
	if name != "" {
		s.plain = column
	}
	return nil
}

func quoteStart(v string, at int) []slip {
	q := Quote(v)
	return []slip{{at: at, key: msgStart, help: helpStart, args: []string{v[:1], q}, start: at, end: at + len(v), new: q, fixed: true}}
}

// curly turns “a: b” into what was meant.
func curly(v string, at int) []slip {
	inner := strings.TrimPrefix(v, "“")
	inner = strings.TrimSuffix(inner, "”")
	q := Quote(inner)
	return []slip{{at: at, key: msgCurly, help: helpCurly, args: []string{q}, start: at, end: at + len(v), new: q, fixed: true}}
}

// quoted looks at a value that begins with a quote.
func (s *slipper) quoted(v string, at int, whole func(Message, ...string) []slip) []slip {
	end := closing(v)
	if end > 0 {
		rest := strings.TrimLeft(v[end:], " ")
		if rest == "" || rest[0] == '#' && rest != v[end:] || rest[0] == ':' {
			return nil
		}
		return whole(msgAfterQuote)
	}
	if s.closedBelow(func(text string) bool { return closing(v[:1]+text) > 0 }) {
		return nil
	}
	mark := v[:1]
	fix := slip{at: at, key: msgQuoteOpen, help: helpQuoteOpen, args: []string{mark}, start: at + len(v), end: at + len(v), new: mark, fixed: true}
	if cut, ok := strings.CutSuffix(v, "”"); ok {
		fix.start = at + len(cut)
	}
	return []slip{fix}
}

// closing is the offset after the quote that closes v, or 0.
func closing(v string) int {
	for i := 1; i < len(v); i++ {
		switch {
		case v[i] == '\\' && v[0] == '"':
			i++
		case v[i] != v[0]:
		case v[0] == '\'' && i+1 < len(v) && v[i+1] == '\'':
			i++
		default:
			return i + 1
		}
	}
	return 0
}

// longestValue is how many lines a quoted value may take before we believe that
// its quote was forgotten; looking further would cost the square of a hostile file.
const longestValue = 100

// closedBelow reports whether a quote or bracket is closed in a following line
// before the next field, and then goes on behind it.
func (s *slipper) closedBelow(closes func(string) bool) bool {
	indent := indentOf(s.lines[s.i])
	for j := s.i + 1; j < min(len(s.lines), s.i+longestValue); j++ {
		text := strings.TrimSpace(s.lines[j])
		name, _ := fieldName(text)
		if name != "" && indentOf(s.lines[j]) <= indent {
			return false
		}
		if closes(text) {
			s.i = j
			return true
		}
	}
	return false
}

// bracketed looks at a value that begins with a bracket.
func (s *slipper) bracketed(v string, at int, whole func(Message, ...string) []slip) []slip {
	end, hash := matching(v)
	if hash {
		return hashes(v, at)
	}
	if end > 0 {
		rest := strings.TrimLeft(v[end:], " ")
		if rest == "" || rest[0] == '#' {
			return nil
		}
		return whole(msgAfterList)
	}
	if s.closedBelow(func(text string) bool { return strings.ContainsAny(text, "]}") }) {
		return nil
	}
	mark, close := v[:1], "]"
	if mark == "{" {
		close = "}"
	}
	return []slip{{at: at, key: msgBracketOpen, help: helpBracket, args: []string{mark}, start: at + len(v), end: at + len(v), new: close, fixed: true}}
}

// matching is the offset after the bracket that closes v, or 0; hash says that
// a # begins an item on the way.
func matching(v string) (end int, hash bool) {
	depth := 0
	for i := 0; i < len(v); i++ {
		switch v[i] {
		case '[', '{':
			depth++
		case ']', '}':
			if depth--; depth == 0 {
				return i + 1, hash
			}
		case '"', '\'':
			if n := closing(v[i:]); n > 0 && strings.ContainsRune("[{, :", rune(v[i-1])) {
				i += n - 1
			}
		case '#':
			if strings.ContainsRune("[{, ", rune(v[i-1])) {
				hash = true
			}
		}
	}
	return 0, hash
}

// hashes quotes the #topics of [#a, #b].
func hashes(v string, at int) []slip {
	end := strings.LastIndexByte(v, ']')
	if v[0] != '[' || end < 0 || strings.ContainsAny(v[1:end], "[]{}\"'") {
		return []slip{{at: at, key: msgHashInList, help: helpHash, args: []string{v}}}
	}
	items := strings.Split(v[1:end], ",")
	for i, item := range items {
		if items[i] = strings.TrimSpace(item); strings.HasPrefix(items[i], "#") {
			items[i] = Quote(items[i])
		}
	}
	fixed := "[" + strings.Join(items, ", ") + "]"
	return []slip{{at: at + strings.IndexByte(v, '#'), key: msgHashInList, help: helpStart, args: []string{"#", fixed}, start: at, end: at + end + 1, new: fixed, fixed: true}}
}
