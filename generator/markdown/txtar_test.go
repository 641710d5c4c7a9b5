package markdown

import (
	"bytes"
	"strings"
)

// archive is a txtar file: a comment, then files below "-- name --" lines.
type archive struct {
	comment string
	files   []archived
}

type archived struct {
	name string
	data []byte
}

func parseArchive(data []byte) *archive {
	a := &archive{}
	for line := range bytes.Lines(data) {
		name, ok := strings.CutPrefix(string(line), "-- ")
		name, end := strings.CutSuffix(name, " --\n")
		switch {
		case ok && end:
			a.files = append(a.files, archived{name: name})
		case len(a.files) == 0:
			a.comment += string(line)
		default:
			f := &a.files[len(a.files)-1]
			f.data = append(f.data, line...)
		}
	}
	return a
}

func (a *archive) format() []byte {
	b := []byte(a.comment)
	for _, f := range a.files {
		b = append(b, "-- "+f.name+" --\n"...)
		b = append(b, f.data...)
		if n := len(f.data); n > 0 && f.data[n-1] != '\n' {
			b = append(b, '\n')
		}
	}
	return b
}
