package markdown

import (
	"bytes"
	"unicode/utf8"
)

// A cursor turns offsets into places. It goes on from the last one, so that a
// long line with many holes is not counted from its start for each.
type cursor struct {
	data      []byte
	at        int
	line, col int // of at, from 1
}

func (c *cursor) place(offset int) (line, col int) {
	offset = min(max(offset, 0), len(c.data))
	if c.line == 0 || offset < c.at {
		c.back(offset)
	}
	between := c.data[c.at:offset]
	if n := bytes.Count(between, []byte{'\n'}); n > 0 {
		c.line += n
		c.col = 1
		between = between[bytes.LastIndexByte(between, '\n')+1:]
	}
	c.col += utf8.RuneCount(between)
	c.at = offset
	return c.line, c.col
}

// back puts the cursor at or before offset: at the start of its line if that is
// near, else at the start of the text.
func (c *cursor) back(offset int) {
	start := bytes.LastIndexByte(c.data[:offset], '\n') + 1
	if c.line > 0 {
		c.line -= bytes.Count(c.data[start:max(c.at, start)], []byte{'\n'})
	} else {
		c.line = 1 + bytes.Count(c.data[:start], []byte{'\n'})
	}
	c.at, c.col = start, 1
}
