package source

import (
	"io"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// A Charset is how the letters of a file are written as bytes.
type Charset uint8

// The charsets that exports come in. GBK and GB2312, which Chinese shops and
// spreadsheets write, are parts of GB18030.
const (
	UTF8 Charset = iota
	UTF16LE
	UTF16BE
	GB18030
)

// Decode reads as UTF-8 what is written in a charset, without a mark at its
// beginning. What is no letter becomes U+FFFD.
func Decode(r io.Reader, c Charset) io.Reader {
	var e encoding.Encoding
	switch c {
	case UTF16LE:
		e = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case UTF16BE:
		e = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case GB18030:
		e = simplifiedchinese.GB18030
	default:
		e = unicode.UTF8BOM
	}
	return e.NewDecoder().Reader(r)
}
