package intake

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"playbook/generator/source"
)

var (
	msgCells   = source.Message{En: "a row of {0} cells under {1} headings is not imported", Zh: "这一行有 {0} 格，标题却有 {1} 个，没有导入"}
	helpCells  = source.Message{En: "the file may be the output of two versions of a tool; cut it in two before this line", Zh: "文件可能由工具的两个版本写成；请在这一行之前拆成两个文件"}
	msgCSV     = source.Message{En: "this is not CSV: {0}", Zh: "这里不是 CSV：{0}"}
	msgXLSX    = source.Message{En: "the workbook cannot be read: {0}", Zh: "无法读取这个工作簿：{0}"}
	helpXLSX   = source.Message{En: "open it and save it again as .xlsx or .csv", Zh: "请打开后另存为 .xlsx 或 .csv"}
	msgNoHeads = source.Message{En: "there is no row of headings", Zh: "没有标题行"}
)

// A table turns rows into values: each an object with the headings as keys.
type table struct {
	heads []string
	wider map[int][]string // headings of rows of another width, where a tool is known to have changed
}

// headings reads the first row: names without blanks around them, each once.
func headings(row []string) *table {
	t := &table{wider: map[int][]string{}}
	seen := map[string]int{}
	for _, h := range row {
		h = strings.TrimSpace(strings.TrimPrefix(h, "\ufeff"))
		if seen[h]++; seen[h] > 1 && h != "" {
			h += " " + string(rune('0'+min(seen[h], 9)))
		}
		t.heads = append(t.heads, h)
	}
	for _, other := range widths(t.heads) {
		t.wider[len(other)] = other
	}
	return t
}

// row is one row as an object; ok is false if it is of another width than any headings.
func (t *table) row(cells []string) (v *value, ok bool) {
	heads := t.heads
	for len(cells) > len(heads) && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) != len(heads) {
		if other := t.wider[len(cells)]; other != nil {
			heads = other
		} else if len(cells) > len(heads) {
			return nil, false
		}
	}
	v = &value{kind: object}
	for i, c := range cells {
		if heads[i] == "" && strings.TrimSpace(c) == "" {
			continue
		}
		v.set(heads[i], newText(c))
	}
	return v, true
}

// comma is the separator that the first line of a file is cut by.
func comma(start []byte) rune {
	line, _, _ := bytes.Cut(start, []byte("\n"))
	best, most := ',', bytes.Count(line, []byte(","))
	for _, c := range []rune{'\t', ';'} {
		if n := bytes.Count(line, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}

// A quoteCounter knows whether a quote is open at the end of what went through
// it, and whether the last line has an end. Without it a half-written row would
// pass for a whole one.
type quoteCounter struct {
	in   io.Reader
	odd  bool
	last byte
}

func (q *quoteCounter) Read(p []byte) (int, error) {
	n, err := q.in.Read(p)
	if n > 0 {
		q.odd = q.odd != (bytes.Count(p[:n], []byte{'"'})%2 == 1)
		q.last = p[n-1]
	}
	return n, err
}

// A csvReader gives the rows of a file as values.
type csvReader struct {
	rows   *csv.Reader
	quotes *quoteCounter
	table  *table
	ahead  []string // the row after the one that was given, to know which is the last
	line   int
	done   bool
}

var errNoHeads = errors.New("no headings")

func newCSVReader(in io.Reader) (*csvReader, error) {
	q := &quoteCounter{in: in}
	b := bufio.NewReaderSize(q, 1<<16)
	start, _ := b.Peek(1 << 14)
	c := &csvReader{rows: csv.NewReader(b), quotes: q}
	c.rows.Comma, c.rows.FieldsPerRecord, c.rows.LazyQuotes = comma(start), -1, true
	heads, err := c.rows.Read()
	if err == io.EOF || err == nil && strings.TrimSpace(strings.Join(heads, "")) == "" {
		return nil, errNoHeads
	}
	if err != nil {
		return nil, err
	}
	c.table = headings(heads)
	return c, c.advance()
}

func (c *csvReader) advance() (err error) {
	c.ahead, err = c.rows.Read()
	if err == io.EOF {
		c.done = true
		return nil
	}
	if err == nil {
		c.line, _ = c.rows.FieldPos(0)
	}
	return err
}

// next is the next row and its line; io.EOF after the last.
func (c *csvReader) next() (v *value, line int, err error) {
	if c.done {
		return nil, 0, io.EOF
	}
	cells, line := c.ahead, c.line
	if err := c.advance(); err != nil {
		return nil, line, err
	}
	if c.done && (c.quotes.odd || len(cells) < len(c.table.heads) && c.quotes.last != '\n') {
		return nil, line, &syntaxError{line: line, col: 1, half: true, err: io.ErrUnexpectedEOF}
	}
	v, ok := c.table.row(cells)
	if !ok {
		return nil, line, &widthError{len(cells), len(c.table.heads)}
	}
	return v, line, nil
}

// A widthError is a row that has more cells than there are headings.
type widthError struct{ cells, heads int }

func (e *widthError) Error() string { return "row of another width" }

// readXLSX gives each row of each sheet of a workbook to f with the sheet's name and the row's number.
func readXLSX(in io.Reader, name string, f func(v *value, sheet string, line int), report func(source.Problem)) error {
	bad := func(err error) {
		report(source.Problem{Pos: source.Pos{File: name, Line: 1, Col: 1}, Rule: "import", Key: msgXLSX, Args: []string{err.Error()}, Help: helpXLSX})
	}
	book, err := openBook(in)
	if err != nil {
		bad(err)
		return nil
	}
	defer book.Close()
	for _, sheet := range book.GetSheetList() {
		rows, err := book.Rows(sheet)
		if err != nil {
			bad(err)
			continue
		}
		var t *table
		for line := 1; rows.Next(); line++ {
			cells, err := rows.Columns(excelize.Options{RawCellValue: true})
			if err != nil {
				bad(err)
				break
			}
			if len(cells) == 0 {
				continue
			}
			if t == nil {
				t = headings(cells)
				continue
			}
			if v, ok := t.row(cells); ok {
				f(v, sheet, line)
			} else {
				report(source.Problem{Pos: source.Pos{File: name, Line: line, Col: 1}, Rule: "import", Key: msgCells, Args: []string{itoa(len(cells)), itoa(len(t.heads))}, Help: helpCells})
			}
		}
		if err := rows.Error(); err != nil {
			bad(err)
		}
		if err := rows.Close(); err != nil {
			return err
		}
	}
	return nil
}

// openBook never panics, whatever the file holds.
func openBook(in io.Reader) (book *excelize.File, err error) {
	defer func() {
		if x := recover(); x != nil {
			book, err = nil, errors.New("damaged workbook")
		}
	}()
	return excelize.OpenReader(in, excelize.Options{UnzipSizeLimit: 1 << 30, UnzipXMLSizeLimit: 64 << 20, RawCellValue: true})
}
