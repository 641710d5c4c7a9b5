package intake

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"playbook/generator/source"
)

var (
	msgCells   = source.Message{En: "a row of {0 cell|cells} under {1 heading|headings} is not imported", Zh: "这一行有 {0} 格，标题却有 {1} 个，没有导入"}
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
	exact bool             // a tool wrote it: a row of too few cells is of another layout
}

// headings reads the row of headings: names without blanks around them, each once.
func headings(row []string) *table {
	t := &table{wider: map[int][]string{}}
	seen := map[string]int{}
	for _, h := range trimmed(row) {
		if seen[h]++; seen[h] > 1 && h != "" {
			h += " " + itoa(seen[h])
		}
		t.heads = append(t.heads, h)
	}
	for _, other := range widths(t.heads) {
		t.wider[len(other)] = other
	}
	return t
}

func trimmed(row []string) []string {
	out := make([]string, len(row))
	for i, c := range row {
		out[i] = strings.TrimSpace(strings.TrimPrefix(c, "\ufeff"))
	}
	return out
}

// maxAbove is how many rows above the headings are looked past.
const maxAbove = 6

// above is how many of the first rows of a table stand above its headings:
// platforms put a note there ("at most the first 1000"), people a title. The
// headings are the first row that is more than half as full as the fullest.
func above(first [][]string) int {
	most := 0
	for _, row := range first {
		most = max(most, full(row))
	}
	for n, row := range first {
		if 2*full(row) > most {
			return n
		}
	}
	return 0
}

// full is how many cells of a row say something.
func full(row []string) int {
	n := 0
	for _, c := range row {
		if strings.TrimSpace(c) != "" {
			n++
		}
	}
	return n
}

// row is one row as an object; nil if it is the headings again, as in files
// that were put together.
func (t *table) row(cells []string) (*value, error) {
	heads := t.heads
	if other := t.wider[len(cells)]; other != nil {
		heads = other
	}
	for len(cells) > len(heads) && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	switch {
	case len(cells) > len(heads) || t.exact && len(cells) < len(heads):
		return nil, &widthError{len(cells), len(heads)}
	case slices.Equal(trimmed(cells), heads):
		return nil, nil
	}
	v := &value{kind: object, row: true}
	for i, h := range heads {
		c := ""
		if i < len(cells) {
			c = cells[i]
		}
		if h != "" || strings.TrimSpace(c) != "" {
			v.set(h, newText(c))
		}
	}
	return v, nil
}

// comma is the separator that a file is cut by: that of the first line which
// has any.
func comma(start []byte) rune {
	for line := range bytes.Lines(start) {
		best, most := ',', 0
		for _, c := range []rune{',', '\t', ';'} {
			if n := bytes.Count(line, []byte(string(c))); n > most {
				best, most = c, n
			}
		}
		if most > 0 {
			return best
		}
	}
	return ','
}

// A rawRows keeps the bytes of the row at hand, so that a row that a writer has
// begun and not ended can be told from a whole one.
type rawRows struct {
	in   io.Reader
	kept bytes.Buffer
	last byte
}

func (r *rawRows) Read(p []byte) (int, error) {
	n, err := r.in.Read(p)
	if n > 0 {
		r.kept.Write(p[:n])
		r.last = p[n-1]
	}
	return n, err
}

// half reports whether the next n bytes are a row in which a quote is open.
func (r *rawRows) half(n int64) bool {
	row := r.kept.Next(int(n))
	if bytes.Count(row, []byte{'"'})%2 == 0 {
		return false
	}
	_, err := csv.NewReader(bytes.NewReader(row)).Read()
	return errors.Is(err, csv.ErrQuote)
}

// A csvReader gives the rows of a file as values.
type csvReader struct {
	rows  *csv.Reader
	raw   *rawRows
	table *table
	ahead []string // the row after the one that was given, to know which is the last
	line  int
	read  int64 // bytes up to the row ahead
	half  bool  // in the row ahead a quote is open
	done  bool
}

var errNoHeads = errors.New("no headings")

func newCSVReader(in io.Reader) (*csvReader, error) {
	raw := &rawRows{in: in}
	b := bufio.NewReaderSize(raw, 1<<16)
	start, _ := b.Peek(1 << 14)
	c := &csvReader{rows: rowsOf(b, comma(start)), raw: raw}
	for range above(firstRows(start, c.rows.Comma)) {
		if _, err := c.rows.Read(); err != nil {
			return nil, err
		}
	}
	heads, err := c.rows.Read()
	if err == io.EOF || err == nil && full(heads) == 0 {
		return nil, errNoHeads
	}
	if err != nil {
		return nil, err
	}
	c.table = headings(heads)
	c.table.exact = isCrawler(c.table.heads)
	c.mark()
	return c, c.advance()
}

func rowsOf(in io.Reader, comma rune) *csv.Reader {
	rows := csv.NewReader(in)
	rows.Comma, rows.FieldsPerRecord, rows.LazyQuotes = comma, -1, true
	return rows
}

// firstRows are the first rows of a file.
func firstRows(start []byte, comma rune) (first [][]string) {
	for rows := rowsOf(bytes.NewReader(start), comma); len(first) < maxAbove; {
		row, err := rows.Read()
		if err != nil {
			break
		}
		first = append(first, row)
	}
	return first
}

// mark notes where the row that was just read ends.
func (c *csvReader) mark() {
	end := c.rows.InputOffset()
	c.half = c.raw.half(end - c.read)
	c.read = end
}

func (c *csvReader) advance() (err error) {
	c.ahead, err = c.rows.Read()
	if err == io.EOF {
		c.done = true
		return nil
	}
	if err == nil {
		c.line, _ = c.rows.FieldPos(0)
		c.mark()
	}
	return err
}

// next is the next row and its line; io.EOF after the last.
func (c *csvReader) next() (v *value, line int, err error) {
	for v == nil && err == nil {
		if c.done {
			return nil, 0, io.EOF
		}
		var cells []string
		var half bool
		cells, line, half = c.ahead, c.line, c.half
		if err := c.advance(); err != nil {
			return nil, line, err
		}
		if c.done && (half || len(cells) < len(c.table.heads) && c.raw.last != '\n') {
			return nil, line, &syntaxError{line: line, col: 1, half: true, err: io.ErrUnexpectedEOF}
		}
		v, err = c.table.row(cells)
	}
	return v, line, err
}

// A widthError is a row that has more cells than there are headings.
type widthError struct{ cells, heads int }

func (e *widthError) Error() string { return "row of another width" }

func (e *widthError) args() []string { return []string{itoa(e.cells), itoa(e.heads)} }

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
		if err := readSheet(book, sheet, func(v *value, line int) { f(v, sheet, line) }, func(line int, err *widthError) {
			report(source.Problem{Pos: source.Pos{File: name, Line: line, Col: 1}, Rule: "import", Key: msgCells, Args: err.args(), Help: helpCells})
		}); err != nil {
			bad(err)
		}
	}
	return nil
}

// readSheet gives each row of a sheet to f with its number.
func readSheet(book *excelize.File, sheet string, f func(v *value, line int), narrow func(line int, err *widthError)) error {
	var first [][]string
	var t *table
	give := func(cells []string, line int) {
		switch v, err := t.row(cells); {
		case err != nil:
			narrow(line, err.(*widthError)) // row has no other error
		case v != nil:
			f(v, line)
		}
	}
	// The headings are known once the first rows are.
	begin := func() {
		head := above(first)
		t = headings(first[head])
		clear(t.wider) // a workbook leaves out cells at the end that are empty
		for n, cells := range first[head+1:] {
			if full(cells) > 0 {
				give(cells, head+2+n)
			}
		}
	}
	rows, err := book.Rows(sheet)
	if err != nil {
		return err
	}
	defer rows.Close()
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		switch {
		case err != nil:
			return err
		case t == nil:
			if first = append(first, cells); len(first) == maxAbove {
				begin()
			}
		case full(cells) > 0:
			give(cells, line)
		}
	}
	if t == nil && len(first) > 0 {
		begin()
	}
	return rows.Error()
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
