package intake

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"playbook/generator/source"
)

// maxRecord bounds one record, and a file that is one; maxLevels its nesting.
const (
	maxRecord = 256 << 20
	maxLevels = 200
)

var (
	msgSyntax    = source.Message{En: "this is not JSON: {0}", Zh: "这里不是 JSON：{0}"}
	helpSyntax   = source.Message{En: "the {1 whole record above it is|whole records above it are} imported; export again for the rest", Zh: "上面 {1} 条完整记录已导入；其余请重新导出"}
	msgHalf      = source.Message{En: "the file stops in the middle of a record", Zh: "文件在一条记录中间中断"}
	helpHalf     = source.Message{En: "the {0 whole record above it is|whole records above it are} imported; export again for the rest", Zh: "上面 {0} 条完整记录已导入；其余请重新导出"}
	msgLargeJSON = source.Message{En: "a record has more than {0} MB", Zh: "一条记录超过 {0} MB"}
	msgLevels    = source.Message{En: "more than {0} levels inside each other", Zh: "嵌套超过 {0} 层"}
	errLevels    = errors.New("nested too deeply")
	errLarge     = errors.New("record too large")
)

// A jsonReader reads the values of a file one after the other: the elements of
// an array, or values that follow each other, as in JSONL. It keeps one in memory.
type jsonReader struct {
	in    *bufio.Reader
	begun bool
	array bool
	ended bool // the array was closed
	lines bool // each line is one value

	line, col int // of the next character
	buf       []byte
}

func newJSONReader(r io.Reader) *jsonReader {
	return &jsonReader{in: bufio.NewReaderSize(r, 1<<16), line: 1, col: 1}
}

// A syntaxError is a place where a file stops being what it began as.
type syntaxError struct {
	line, col int
	half      bool // it ends there
	more      bool // what follows can be read
	err       error
}

func (e *syntaxError) Error() string { return e.err.Error() }

func (j *jsonReader) stop(half bool, err error) error {
	return &syntaxError{line: j.line, col: j.col, half: half, err: err}
}

// next is the next value and where it begins; io.EOF after the last.
func (j *jsonReader) next() (v *value, line, col int, err error) {
	c, err := j.peek()
	if err == nil && !j.begun {
		j.begun = true
		if c == '[' {
			j.array = true
			j.read()
			c, err = j.peek()
		}
	}
	for err == nil && (c == ',' || c == ';') {
		j.read()
		c, err = j.peek()
	}
	switch {
	case err == io.EOF && j.array && !j.ended:
		return nil, 0, 0, j.stop(true, io.ErrUnexpectedEOF)
	case err != nil:
		return nil, 0, 0, err
	case j.array && c == ']' && !j.ended:
		j.read()
		j.ended = true
		if _, err := j.peek(); err != io.EOF {
			// A tool that appends to a finished array leaves "][" behind.
			j.begun, j.array, j.ended = false, false, false
			return j.next()
		}
		return nil, 0, 0, io.EOF
	}
	line, col = j.line, j.col
	if whole, err := j.oneLine(c); err != nil {
		return nil, line, col, err
	} else if !whole {
		if err := j.extent(c); err != nil {
			return nil, line, col, err
		}
	}
	v, err = parseJSON(j.buf)
	if err != nil {
		l, c := place(j.buf, err)
		if l == 1 {
			c += col - 1
		}
		_, after := j.peek()
		return nil, line, col, &syntaxError{line: line + l - 1, col: c, half: j.lines && after == io.EOF, more: j.lines, err: err}
	}
	return v, line, col, nil
}

// oneLine reads the line at hand as one value, if that is how the file is
// written: as JSONL, in which a broken line breaks no other.
func (j *jsonReader) oneLine(c byte) (whole bool, err error) {
	if j.array || c != '{' || j.begun && !j.lines && len(j.buf) > 0 {
		return false, nil
	}
	j.buf = j.buf[:0]
	for {
		part, err := j.in.ReadSlice('\n')
		if j.buf = append(j.buf, part...); len(j.buf) > maxRecord {
			return false, j.stop(false, errLarge)
		}
		if err == nil || err == io.EOF {
			break
		}
		if err != bufio.ErrBufferFull {
			return false, err
		}
	}
	if !j.lines && !json.Valid(j.buf) {
		j.in = bufio.NewReaderSize(io.MultiReader(bytes.NewReader(bytes.Clone(j.buf)), j.in), 1<<16)
		return false, nil
	}
	j.lines = true
	for _, b := range j.buf {
		j.count(b)
	}
	return true, nil
}

// peek is the next character that is no space.
func (j *jsonReader) peek() (byte, error) {
	for {
		b, err := j.in.ReadByte()
		if err != nil {
			return 0, err
		}
		if b != ' ' && b != '\n' && b != '\t' && b != '\r' && b != 0x1e {
			return b, j.in.UnreadByte()
		}
		j.count(b)
	}
}

func (j *jsonReader) read() byte {
	b, _ := j.in.ReadByte() // it was peeked at
	j.count(b)
	return b
}

func (j *jsonReader) count(b byte) {
	switch {
	case b == '\n':
		j.line, j.col = j.line+1, 1
	case utf8.RuneStart(b):
		j.col++
	}
}

// extent collects one value into buf: it finds the bracket that closes the
// first one, and leaves what is between to the library.
func (j *jsonReader) extent(first byte) error {
	j.buf = j.buf[:0]
	depth, quoted, escaped := 0, false, false
	for {
		b, err := j.in.ReadByte()
		if err != nil {
			if depth == 0 && !quoted && err == io.EOF && len(j.buf) > 0 {
				return nil // a bare word or number at the end
			}
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return j.stop(true, err)
		}
		if depth == 0 && !quoted && len(j.buf) > 0 && strings.IndexByte(",]} \n\r\t", b) >= 0 {
			return j.in.UnreadByte()
		}
		j.count(b)
		if j.buf = append(j.buf, b); len(j.buf) > maxRecord {
			return j.stop(false, errLarge)
		}
		switch {
		case escaped:
			escaped = false
		case quoted && b == '\\':
			escaped = true
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '{' || b == '[':
			if depth++; depth > maxLevels {
				return j.stop(false, errLevels)
			}
		case b == '}' || b == ']':
			depth--
		}
		if depth <= 0 && !quoted && (b == '}' || b == ']' || b == '"') {
			return nil
		}
		if depth == 0 && len(j.buf) == 1 && b != '"' && first != '-' && (first < '0' || first > '9') && strings.IndexByte("tfn", first) < 0 {
			return j.stop(false, errors.New("unexpected "+string(rune(b))))
		}
	}
}

// place is the line and column within data at which an error of the library is.
func place(data []byte, err error) (line, col int) {
	var syntax *json.SyntaxError
	at := 0
	if errors.As(err, &syntax) {
		at = min(max(int(syntax.Offset)-1, 0), len(data))
	}
	before := data[:at]
	line = bytes.Count(before, []byte("\n")) + 1
	return line, utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
}

// parseJSON reads one value, with its keys in order and its numbers as text.
func parseJSON(data []byte) (*value, error) {
	if !json.Valid(data) {
		var x json.RawMessage
		if err := json.Unmarshal(data, &x); err != nil {
			return nil, err
		}
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return tree(d, 0)
}

func tree(d *json.Decoder, depth int) (*value, error) {
	if depth > maxLevels {
		return nil, errLevels
	}
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case string:
		return newText(t), nil
	case json.Number:
		return &value{kind: number, text: t.String()}, nil
	case bool:
		word := "false"
		if t {
			word = "true"
		}
		return &value{kind: boolean, text: word}, nil
	case json.Delim:
		if t == '{' {
			return treeObject(d, depth)
		}
		return treeList(d, depth)
	}
	return &value{}, nil
}

func treeObject(d *json.Decoder, depth int) (*value, error) {
	out := &value{kind: object}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		x, err := tree(d, depth+1)
		if err != nil {
			return nil, err
		}
		out.set(key.(string), x) // the library lets nothing else be a key
	}
	_, err := d.Token()
	return out, err
}

func treeList(d *json.Decoder, depth int) (*value, error) {
	out := &value{kind: list}
	for d.More() {
		x, err := tree(d, depth+1)
		if err != nil {
			return nil, err
		}
		out.items = append(out.items, x)
	}
	_, err := d.Token()
	return out, err
}

// unwrapJSONP is the value inside callback(…); and inside the comment that
// some shops put before it. Other bytes come back as they are.
func unwrapJSONP(data []byte) []byte {
	t := bytes.TrimSpace(data)
	t = bytes.TrimSpace(bytes.TrimPrefix(t, []byte("/**/")))
	open := bytes.IndexByte(t, '(')
	if open <= 0 || open > 100 || bytes.ContainsAny(t[:open], " \t\n\"'{[<,") {
		return data
	}
	end := bytes.LastIndexByte(t, ')')
	if end < open || len(bytes.TrimRight(t[end+1:], "; \r\n\t")) > 0 {
		return data
	}
	return t[open+1 : end]
}
