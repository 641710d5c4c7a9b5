package record

import (
	"strings"

	"playbook/generator/source"
)

// A mark is where a field was written. A hundred thousand records keep some
// thirty each, so a path is kept as its hash; two of one file that collide
// cost a wrong column in a message, once in ten million files.
type mark struct {
	path      uint32
	line, col uint16
}

// A path is hashed as it grows (FNV-1a): "rights", then ".0", then ".until".
const noPath uint32 = 2166136261

func extend(path uint32, s string) uint32 {
	if path != noPath {
		path = (path ^ '.') * 16777619
	}
	for i := range len(s) {
		path = (path ^ uint32(s[i])) * 16777619
	}
	return path
}

func hashPath(s string) uint32 {
	path := noPath
	for i := range len(s) {
		path = (path ^ uint32(s[i])) * 16777619
	}
	return path
}

func clamp(n int) uint16 { return uint16(min(n, 1<<16-1)) }

func has(marks []mark, path string) bool {
	_, ok := lookup(marks, hashPath(path))
	return ok
}

func lookup(marks []mark, path uint32) (mark, bool) {
	for _, m := range marks {
		if m.path == path {
			return m, true
		}
	}
	return mark{}, false
}

// position is where a path was written, or its nearest parent; the first line
// of the file if there is none.
func position(file string, marks []mark, path string) source.Pos {
	for path != "" {
		if m, ok := lookup(marks, hashPath(path)); ok {
			return source.Pos{File: file, Line: int(m.line), Col: int(m.col)}
		}
		path = path[:max(strings.LastIndexByte(path, '.'), 0)]
	}
	return source.Pos{File: file, Line: 1, Col: 1}
}

// At is the position of a field as written: "creator", "rights.0.until",
// "media.1.file"; else of the nearest field around it. A field that a
// translation inherited is where the original has it.
func (r *Record) At(path string) source.Pos {
	if r.original != nil && !has(r.marks, top(path)) {
		return r.original.At(path)
	}
	return position(r.file, r.marks, path)
}

// Has reports whether the file itself sets a field; one it inherits does not count.
func (r *Record) Has(path string) bool { return has(r.marks, path) }

func top(path string) string {
	name, _, _ := strings.Cut(path, ".")
	return name
}
