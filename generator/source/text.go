package source

import (
	"bytes"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxText is the largest text file we read. Front matter and articles are a
// thousandth of it; what is larger is data under a wrong name.
const MaxText = 2 << 20

// A Text is the contents of one text file: valid UTF-8, lines ended by "\n",
// no byte-order mark. Offsets are into Data; positions are those of the file.
type Text struct {
	Name string // as problems show it
	Data []byte
	CRLF bool // lines of the file end with "\r\n"
	BOM  bool // the file starts with a byte-order mark

	lines []int // offset of every line start; made when first asked for
}

var (
	msgUTF16   = Message{"the file is UTF-16, not UTF-8", "文件编码是 UTF-16，不是 UTF-8"}
	msgUTF8    = Message{"this is not UTF-8", "这里不是 UTF-8 编码"}
	helpUTF8   = Message{"save the file as UTF-8", "请把文件另存为 UTF-8"}
	msgNUL     = Message{"a NUL byte in a text file", "文本文件里有 NUL 字节"}
	helpNUL    = Message{"save the file again as plain text, UTF-8", "请重新保存为 UTF-8 纯文本"}
	msgTooLong = Message{"the file has {0} bytes; texts may have {1}", "文件有 {0} 字节；文本最多 {1} 字节"}
	helpLong   = Message{"split it, or put data under static/", "请拆成几个文件，数据文件请放在 static/ 下"}
	msgBOM     = Message{"the file starts with a byte-order mark", "文件开头有字节顺序标记（BOM）"}
	helpBOM    = Message{"`playbook check --fix` removes it", "运行 `playbook check --fix` 可去掉"}
	msgCR      = Message{"a lone carriage return, which some editors show as a line end", "这里有单独的回车符，有的编辑器会当成换行"}
	helpCR     = Message{"save the file with Unix or Windows line ends", "请用统一的换行符重新保存"}
)

// NewText makes a Text of a file's bytes. What is not text at all is an error
// at its place, with the text as far as it can be read. A byte-order mark and
// Windows line ends are read as they are meant.
func NewText(name string, data []byte) (*Text, []Problem) {
	t := &Text{Name: name}
	whole := Pos{File: name, Line: 1, Col: 1}
	if len(data) > MaxText {
		size := []string{strconv.Itoa(len(data)), strconv.Itoa(MaxText)}
		return t, []Problem{{Pos: whole, Rule: "encoding", Key: msgTooLong, Args: size, Help: helpLong}}
	}
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return t, []Problem{{Pos: whole, Rule: "encoding", Key: msgUTF16, Help: helpUTF8}}
	}
	var problems []Problem
	if rest, ok := bytes.CutPrefix(data, []byte("\xef\xbb\xbf")); ok {
		data, t.BOM = rest, true
		problems = append(problems, Problem{Pos: whole, Severity: Warning, Rule: "encoding", Key: msgBOM, Help: helpBOM, Fix: &Fix{}})
	}
	if bytes.IndexByte(data, '\r') >= 0 {
		t.CRLF = bytes.Contains(data, []byte("\r\n"))
		data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	}
	t.Data = data
	return t, append(problems, t.check()...)
}

// check finds the first place of each thing that does not belong in a text.
func (t *Text) check() []Problem {
	var problems []Problem
	if i := bytes.IndexByte(t.Data, 0); i >= 0 {
		problems = append(problems, t.Problem(i, Error, "encoding", msgNUL, helpNUL))
	}
	if i := bytes.IndexByte(t.Data, '\r'); i >= 0 {
		problems = append(problems, t.Problem(i, Warning, "encoding", msgCR, helpCR))
		t.Data = bytes.ReplaceAll(t.Data, []byte("\r"), []byte(" "))
	}
	if utf8.Valid(t.Data) {
		return problems
	}
	bad := 0
	for bad < len(t.Data) {
		r, size := utf8.DecodeRune(t.Data[bad:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		bad += size
	}
	problems = append(problems, t.Problem(bad, Error, "encoding", msgUTF8, helpUTF8))
	t.Data, t.lines = bytes.ToValidUTF8(t.Data, []byte("\uFFFD")), nil
	return problems
}

// Pos is the place of an offset into Data.
func (t *Text) Pos(offset int) Pos {
	line, start := t.line(offset)
	return Pos{File: t.Name, Line: line, Col: utf8.RuneCount(t.Data[start:min(max(offset, start), len(t.Data))]) + 1}
}

// Offset is the inverse of Pos for a line and column of this text; it stays in range.
func (t *Text) Offset(line, col int) int {
	lines := t.starts()
	offset := lines[min(max(line, 1), len(lines))-1]
	for ; col > 1 && offset < len(t.Data) && t.Data[offset] != '\n'; col-- {
		_, size := utf8.DecodeRune(t.Data[offset:])
		offset += size
	}
	return offset
}

// Line is line n of the text, without its end, cut to a length worth showing.
func (t *Text) Line(n int) string {
	lines := t.starts()
	if n < 1 || n > len(lines) {
		return ""
	}
	end := len(t.Data)
	if n < len(lines) {
		end = lines[n] - 1
	}
	const longest = 2000
	return strings.ToValidUTF8(string(t.Data[lines[n-1]:min(end, lines[n-1]+longest)]), "")
}

// Problem is a problem at an offset into Data, with its excerpt.
func (t *Text) Problem(offset int, s Severity, rule string, key, help Message, args ...string) Problem {
	pos := t.Pos(offset)
	return Problem{Pos: pos, Severity: s, Rule: rule, Key: key, Args: args, Help: help, Excerpt: t.Line(pos.Line)}
}

func (t *Text) line(offset int) (number, start int) {
	lines := t.starts()
	n := sort.Search(len(lines), func(i int) bool { return lines[i] > offset })
	return n, lines[n-1]
}

func (t *Text) starts() []int {
	if t.lines == nil {
		t.lines = append(t.lines, 0)
		for i, b := range t.Data {
			if b == '\n' {
				t.lines = append(t.lines, i+1)
			}
		}
	}
	return t.lines
}
