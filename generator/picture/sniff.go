package picture

import (
	"bytes"
	"path"
	"slices"
)

// others are formats that are met under a picture's name, each with the fault
// it deserves.
var others = []struct {
	magic string
	name  string
}{
	{"BM", "BMP"},
	{"II*\x00", "TIFF"},
	{"MM\x00*", "TIFF"},
	{"8BPS", "PSD"},
	{"%PDF", "PDF"},
	{"PK\x03\x04", "ZIP"},
	{"\x00\x00\x01\x00", "ICO"},
	{"\xff\x0a", "JPEG XL"},
	{"\x00\x00\x00\x0cJXL ", "JPEG XL"},
	{"\x00\x00\x00\x0cjP  ", "JPEG 2000"},
	{"\x1a\x45\xdf\xa3", "WebM"},
}

// notPicture says what a file is that begins with start and is no picture that we read.
func notPicture(start []byte, name string) *fault {
	if len(start) == 0 {
		return bad(msgEmpty, helpAgain)
	}
	if brands := brands(start); brands != nil {
		return container(brands, name)
	}
	for _, format := range formats {
		if n := len(start); n < len(format.magic) && matches(start, format.magic[:n]) {
			return errTruncated
		}
	}
	for _, o := range others {
		if !matches(start, o.magic) {
			continue
		}
		if o.name == "BMP" || o.name == "TIFF" || o.name == "PSD" {
			return bad(msgOther, helpMagick, append([]string{o.name}, convert(name, path.Ext(name), ".jpg")...)...)
		}
		return bad(msgOther, helpFormats, o.name)
	}
	text := bytes.ToLower(bytes.TrimLeft(start, "\ufeff \t\r\n"))
	switch {
	case bytes.Contains(text, []byte("<svg")):
		return bad(msgSVG, helpSVG, convert(name, ".svg", ".png")...)
	case bytes.HasPrefix(text, []byte("<!doctype html")), bytes.Contains(text, []byte("<html")), bytes.HasPrefix(text, []byte("<head")):
		return bad(msgHTML, helpHTML)
	}
	return bad(msgUnknown, helpFormats)
}

// brands is the list of the ftyp box that ISO media files begin with, the main brand first.
func brands(start []byte) []string {
	if !matches(start, "????ftyp????") {
		return nil
	}
	size := min(int(start[2])<<8|int(start[3]), len(start))
	list := []string{string(start[8:12])}
	for i := 16; i+4 <= size; i += 4 {
		list = append(list, string(start[i:i+4]))
	}
	return list
}

// container tells the kinds of ISO media apart. "mif1" and "msf1" only say
// that pictures follow; the other brands say how they are coded.
func container(brands []string, name string) *fault {
	has := func(names ...string) bool {
		return slices.ContainsFunc(brands, func(b string) bool { return slices.Contains(names, b) })
	}
	switch {
	case has("avif", "avis"):
		return bad(msgAVIF, helpAVIF, convert(name, ".avif", ".png")...)
	case has("heic", "heix", "hevc", "hevx", "heim", "heis", "hevm", "hevs", "mif1", "msf1"):
		return bad(msgHEIC, helpHEIC, convert(name, ".heic", ".jpg")...)
	}
	return bad(msgOther, helpFormats, "MP4")
}
