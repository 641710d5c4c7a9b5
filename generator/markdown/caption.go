package markdown

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"playbook/generator/source"
)

// A caption is the text of a post on its way to HTML. It is not Markdown:
// whatever a stranger wrote is shown as characters. Only topics, mentions,
// emoticon codes and web addresses are marked, with tags of ours.
type caption struct {
	src      []byte
	str      string // src, of which the document's strings are parts
	body     int    // offset of src in the text
	o        Options
	emoticon *regexp.Regexp // anchored; nil for the usual ones
	doc      *Document
	out      []byte
	cursor   cursor
	holes    []Hole
	clean    bool // no character had to be dropped
}

// maxTags is how many different topics and mentions of one caption are kept.
// Platforms allow ten or thirty.
const maxTags = 100

func parseCaption(t *source.Text, body int, o Options) *Document {
	body = min(body, len(t.Data))
	src := t.Data[body:]
	c := caption{src: src, str: string(src), body: body, o: o, doc: &Document{}, clean: true}
	c.cursor.data = t.Data
	c.emoticon = emoticons(o.Emoticons)
	buffer := buffers.Get().(*[]byte)
	c.out = (*buffer)[:0]
	c.write()
	d := c.doc
	d.HTML = string(c.out)
	if cap(c.out) < maxBuffer {
		*buffer = c.out
		buffers.Put(buffer)
	}
	d.Holes = slices.Clip(c.holes)
	if text := c.text(); text != "" {
		d.Text = []Passage{{Text: text}}
	}
	d.count()
	return d
}

// buffers are where HTML grows before it is as long as it is.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// maxBuffer is the largest buffer worth keeping.
const maxBuffer = 1 << 20

// patterns are compiled expressions by their text: a site has a handful.
var patterns sync.Map

// emoticons is the expression that matches an emoticon code where it starts.
// One that does not compile is reported where the platform is read, and here as none.
func emoticons(pattern string) *regexp.Regexp {
	if pattern == "" {
		return nil
	}
	if re, ok := patterns.Load(pattern); ok {
		return re.(*regexp.Regexp)
	}
	re, err := regexp.Compile("^(?:" + pattern + ")")
	if err != nil {
		re = nil
	}
	patterns.Store(pattern, re)
	return re
}

// text is the caption without the characters that nobody can see.
func (c *caption) text() string {
	s := strings.Trim(c.str, "\n")
	if c.clean {
		return s
	}
	return strings.Map(func(r rune) rune {
		if dropped(r) {
			return -1
		}
		return r
	}, s)
}

// dropped reports whether r is left out of captions: controls, and invisible
// characters that turn text around, which can make a name look like another.
func dropped(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r >= 0x80 && r < 0xa0 || source.IsBidiControl(r)
}

// stops are the bytes at which write looks twice.
var stops = func() (t [256]bool) {
	for _, c := range []byte("\n<>&\"#@[hH") {
		t[c] = true
	}
	for c := range 0x20 {
		t[c] = c != '\t'
	}
	// The first bytes of dropped characters, and of the full-width # and @.
	t[0x7f], t[0xc2], t[0xd8], t[0xe2], t[0xef] = true, true, true, true, true
	return t
}()

func (c *caption) write() {
	i := c.skipNewlines(0)
	if i == len(c.src) {
		return
	}
	c.out = append(c.out, "<p>"...)
	from := i
	for i < len(c.src) {
		if !stops[c.src[i]] {
			i++
			continue
		}
		n := c.at(i, from)
		if n == 0 {
			i++
			continue
		}
		i += n
		from = i
	}
	c.out = append(append(c.out, c.src[from:]...), "</p>\n"...)
}

// skipNewlines is where the first line with text starts, from i.
func (c *caption) skipNewlines(i int) int {
	for i < len(c.src) && c.src[i] == '\n' {
		i++
	}
	return i
}

// at writes what src[i] begins, after the text since from, and returns its
// length; 0 if it is ordinary text.
func (c *caption) at(i, from int) int {
	switch b := c.src[i]; b {
	case '\n':
		c.out = append(c.out, c.src[from:i]...)
		return c.newline(i)
	case '<', '>', '&', '"':
		c.out = appendEscaped(append(c.out, c.src[from:i]...), c.src[i:i+1])
		return 1
	case '#':
		return c.topic(i, from, 1)
	case '@':
		return c.mention(i, from, 1)
	case '[':
		return c.emo(i, from)
	case 'h', 'H':
		return c.link(i, from)
	}
	r, size := utf8.DecodeRune(c.src[i:])
	switch {
	case dropped(r):
		c.clean = false
		c.out = append(c.out, c.src[from:i]...)
		return size
	case r == '＃':
		return c.topic(i, from, size)
	case r == '＠':
		return c.mention(i, from, size)
	}
	return 0
}

// newline breaks the line, or the paragraph at an empty one.
func (c *caption) newline(i int) int {
	end := c.skipNewlines(i)
	switch {
	case end == len(c.src):
	case end-i > 1:
		c.out = append(c.out, "</p>\n<p>"...)
	default:
		c.out = append(c.out, "<br>\n"...)
	}
	return end - i
}

// topic cuts a hole for "#words", "#words#" or "#words[话题]#".
func (c *caption) topic(i, from, mark int) int {
	if i > 0 && (isAlnum(c.src[i-1]) || c.src[i-1] == '&' || c.src[i-1] == '/') {
		return 0
	}
	words, length := topicWords(c.src[i+mark:], c.o.Topic)
	if length == 0 || !utf8.Valid(words) {
		return 0
	}
	c.out = append(c.out, c.src[from:i]...)
	text := c.str[i+mark : i+mark+len(words)]
	if c.holes == nil {
		n := min(bytes.Count(c.src[i:], []byte{'#'}), maxTags)
		c.holes = make([]Hole, 0, n)
		c.doc.Topics = make([]string, 0, n)
	}
	line, col := c.cursor.place(c.body + i)
	c.holes = append(c.holes, Hole{At: int32(len(c.out)), Line: int32(line), Col: int32(col), Kind: Topic, Text: text})
	c.doc.Topics = addOnce(c.doc.Topics, text)
	return mark + length
}

// maxTopic is the longest topic, in bytes.
const maxTopic = 150

// topicWords is the words of the topic that b holds after its "#", and how many
// bytes belong to it.
func topicWords(b []byte, syntax string) (words []byte, length int) {
	b = b[:min(len(b), maxTopic)]
	line := b
	if n := bytes.IndexByte(line, '\n'); n >= 0 {
		line = line[:n]
	}
	if n := bytes.IndexByte(line, '#'); n >= 0 {
		line = line[:n]
	}
	closed := len(line) < len(b) && b[len(line)] == '#'
	_, suffix, _ := strings.Cut(syntax, "{}")
	if closed {
		for _, tail := range [...]string{strings.TrimSuffix(suffix, "#"), "[话题]", "[超话]"} {
			if head, ok := bytes.CutSuffix(line, []byte(tail)); ok && tail != "" && isTopic(head) {
				return head, len(line) + 1
			}
		}
		if suffix == "#" && isTopic(line) && !bytes.ContainsAny(line, "<>&\"@[]") {
			return line, len(line) + 1
		}
	}
	n := 0
	for n < len(line) {
		r, size := utf8.DecodeRune(line[n:])
		if !isWord(r) && r != '_' && r != '-' && r != '·' {
			break
		}
		n += size
	}
	if !isTopic(line[:n]) {
		return nil, 0
	}
	for _, end := range [...]string{"#", "＃"} {
		if rest, ok := bytes.CutPrefix(b[n:], []byte(end)); ok && !beginsTopic(rest) {
			return line[:n], n + len(end)
		}
	}
	return line[:n], n
}

// isTopic reports whether words are a topic: not empty, not a number ("#1"), no
// spaces at the ends, nothing invisible.
func isTopic(words []byte) bool {
	if len(words) == 0 || words[0] == ' ' || words[len(words)-1] == ' ' || bytes.ContainsFunc(words, dropped) {
		return false
	}
	return bytes.ContainsFunc(words, func(r rune) bool { return r > '9' && r != '_' && isWord(r) })
}

func beginsTopic(b []byte) bool {
	r, _ := utf8.DecodeRune(b)
	return len(b) > 0 && isWord(r)
}

// mention marks "@name".
func (c *caption) mention(i, from, mark int) int {
	if i > 0 && isAlnum(c.src[i-1]) {
		return 0
	}
	const longest = 60
	b := c.src[i+mark : min(len(c.src), i+mark+longest)]
	n := 0
	for n < len(b) {
		r, size := utf8.DecodeRune(b[n:])
		if !isWord(r) && r != '_' && r != '-' && r != '.' && r != '·' {
			break
		}
		if r == utf8.RuneError {
			break
		}
		n += size
	}
	name := bytes.TrimRight(b[:n], ".-")
	if len(name) == 0 {
		return 0
	}
	c.span(from, i, "mention", c.src[i:i+mark+len(name)])
	c.doc.Mentions = addOnce(c.doc.Mentions, c.str[i+mark:i+mark+len(name)])
	return mark + len(name)
}

// span writes the text since from, and words as a span of a class. Words hold
// nothing that HTML knows.
func (c *caption) span(from, i int, class string, words []byte) {
	c.out = append(append(c.out, c.src[from:i]...), `<span class="`...)
	c.out = append(append(c.out, class...), `">`...)
	c.out = append(appendEscaped(c.out, words), "</span>"...)
}

// emo marks an emoticon code such as [笑哭R].
func (c *caption) emo(i, from int) int {
	const longest = 64
	b := c.src[i:min(len(c.src), i+longest)]
	n := usualCode(b)
	if c.emoticon != nil {
		n = 0
		if m := c.emoticon.FindIndex(b); m != nil {
			n = m[1]
		}
	}
	if n == 0 || bytes.IndexByte(b[:n], '\n') >= 0 || !utf8.Valid(b[:n]) || bytes.ContainsFunc(b[:n], dropped) {
		return 0
	}
	c.span(from, i, "emo", b[:n])
	return n
}

// usualCode is the length of a code of one to eight characters in brackets, the
// first of them Chinese.
func usualCode(b []byte) int {
	runes := 0
	for i := 1; i < len(b); {
		if b[i] == ']' && runes > 0 {
			return i + 1
		}
		r, size := utf8.DecodeRune(b[i:])
		if runes == 0 && !isHan(r) || !isWord(r) || runes == 8 {
			return 0
		}
		i, runes = i+size, runes+1
	}
	return 0
}

// link marks a web address.
func (c *caption) link(i, from int) int {
	b := c.src[i:]
	n := len("http://")
	if len(b) > 5 && b[4]|0x20 == 's' {
		n++
	}
	if len(b) <= n || !bytes.EqualFold(b[:4], []byte("http")) || string(b[n-3:n]) != "://" || !isAlnum(b[n]) || i > 0 && isAlnum(c.src[i-1]) {
		return 0
	}
	n += addressEnd(b[n:])
	c.out = append(append(c.out, c.src[from:i]...), `<a href="`...)
	c.out = append(appendURL(c.out, string(b[:n])), `" rel="ugc nofollow noopener noreferrer">`...)
	c.out = append(appendEscaped(c.out, b[:n]), "</a>"...)
	return n
}

func addOnce(list []string, s string) []string {
	if len(list) >= maxTags || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// HTML is what belongs into a Topic hole that links to no page.
func (h *Hole) HTML() string {
	b := append([]byte(`<span class="topic">#`), appendEscaped(nil, h.Text)...)
	return string(append(b, "</span>"...))
}
