package generator

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"io"
	"iter"
	"strings"

	"playbook/generator/picture"
)

// maxInside is how many pictures of one file are looked at, and how deep they
// may lie in archives.
const (
	maxInside = 1_000
	maxDepth  = 3
)

// picturesIn is the pictures that a file holds: itself; whole ones anywhere in
// it, as in a PDF; in base64, as in style sheets, drawings and pages; and those
// in a ZIP, which office documents are, too.
func picturesIn(data []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		left := maxInside
		dig(data, maxDepth, func(part []byte) bool {
			left--
			return yield(part) && left > 0
		})
	}
}

// holdsPictures reports whether picturesIn finds any.
func holdsPictures(data []byte) bool {
	for range picturesIn(data) {
		return true
	}
	return false
}

// dig gives the pictures in data to yield until that says no, and reports
// whether it never did.
func dig(data []byte, depth int, yield func([]byte) bool) bool {
	if looksLikePicture(data) {
		return yield(data)
	}
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) && depth > 0 {
		return unpacked(data, func(part []byte) bool { return dig(part, depth-1, yield) })
	}
	for _, magic := range []string{"\xff\xd8\xff", "\x89PNG\r\n", "GIF87a", "GIF89a", "RIFF"} {
		for at := range all(data, magic) {
			if part := data[at:]; looksLikePicture(part) && !yield(part) {
				return false
			}
		}
	}
	for _, magic := range []string{"/9j/", "iVBORw0KGgo", "R0lGOD", "UklGR"} { // the same in base64
		for at := range all(data, magic) {
			if part := fromBase64(data[at:]); looksLikePicture(part) && !yield(part) {
				return false
			}
		}
	}
	return true
}

// all is where magic lies in data.
func all(data []byte, magic string) iter.Seq[int] {
	return func(yield func(int) bool) {
		for from := 0; ; from++ {
			at := bytes.Index(data[from:], []byte(magic))
			if at < 0 || !yield(from+at) {
				return
			}
			from += at
		}
	}
}

// plainBase64 takes back what writers of HTML, JSON and addresses do to base64.
var plainBase64 = strings.NewReplacer("&#43;", "+", "&#x2b;", "+", "&#x2B;", "+", "&#47;", "/", "&#61;", "=",
	"%2B", "+", "%2b", "+", "%2F", "/", "%2f", "/", `\/`, "/", `\u002b`, "+", `\u002B`, "+", "\n", "", "\r", "", " ", "", "\t", "")

// fromBase64 decodes the beginning of data, as far as it is base64.
func fromBase64(data []byte) []byte {
	data = data[:min(len(data), 2*picture.MaxBytes)]
	for end, c := range data {
		if c == '"' || c == '\'' || c == '<' || c == ')' || c > '~' {
			data = data[:end]
			break
		}
	}
	text := plainBase64.Replace(string(data))
	text = strings.NewReplacer("-", "+", "_", "/").Replace(text)
	end := strings.IndexFunc(text, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '+' || r == '/')
	})
	if end >= 0 {
		text = text[:end]
	}
	if len(text)%4 == 1 {
		text = text[:len(text)-1]
	}
	out, _ := base64.RawStdEncoding.DecodeString(text) // what can be decoded counts
	return out
}

// unpacked gives the files of a ZIP to yield. One that is broken holds nothing
// that anybody could open.
func unpacked(data []byte, yield func([]byte) bool) bool {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return true
	}
	for _, f := range z.File {
		if f.UncompressedSize64 > picture.MaxBytes {
			continue
		}
		r, err := f.Open()
		if err != nil {
			continue
		}
		part, err := io.ReadAll(io.LimitReader(r, picture.MaxBytes))
		r.Close()
		if err == nil && !yield(part) {
			return false
		}
	}
	return true
}
