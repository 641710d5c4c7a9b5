package picture

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"playbook/generator/source"
)

// Header is what a picture's header says. The zero Header is that of a file
// that cannot be shown.
type Header struct {
	Format        string // jpeg, png, gif or webp
	Width, Height int    // as shown: orientation applied
	Orientation   int    // EXIF's 1 to 8; 1 is upright as stored
	Opaque        bool   // no pixel can be transparent, as far as the header tells
	Animated      bool   // has more than one frame; the first is encoded
	Memory        int64  // bytes that decoding takes
}

// Measure reads the header of f, and never the whole file. Errors come with
// the zero Header; warnings (a wrong extension, a colour profile) with a good one.
func Measure(f *source.File) (Header, []source.Problem) {
	r, err := f.Open()
	if err != nil {
		return Header{}, []source.Problem{problem(f, err)}
	}
	defer r.Close()
	in, err := measure(r, f.Size, f.Name)
	if err != nil {
		return Header{}, []source.Problem{problem(f, err)}
	}
	var problems []source.Problem
	for _, w := range in.warnings {
		problems = append(problems, problem(f, w))
	}
	return in.Header, problems
}

// info is a Header with what decoding needs and callers do not.
type info struct {
	Header
	w, h       int // as stored
	components int // of a JPEG
	frame      frame
	profiled   bool   // a colour profile was seen
	profile    []byte // what is kept of it, or nil
	sample     int    // bytes of a decoded pixel, times four
	warnings   []*fault
}

// frame is the part of a canvas that is decoded: a GIF's or WebP's first
// frame. The rest is of WebP: where its chunks lie in the file.
type frame struct {
	x, y, w, h  int
	alpha, data span
	lossless    bool
}

// span is the bytes from up to to.
type span struct{ from, to int64 }

// A reader of one format fills in what the bytes after its magic say.
var formats = []struct {
	name       string
	magic      string
	extensions []string
	read       func(s *scan, in *info)
}{
	{"jpeg", "\xff\xd8\xff", []string{".jpg", ".jpeg", ".jpe", ".jfif"}, readJPEG},
	{"png", "\x89PNG\r\n\x1a\n", []string{".png", ".apng"}, readPNG},
	{"gif", "GIF87a", []string{".gif"}, readGIF},
	{"gif", "GIF89a", []string{".gif"}, readGIF},
	{"webp", "RIFF????WEBP", []string{".webp"}, readWebP},
}

// measure is Measure of a stream of size bytes. Name is for its extension and
// for the commands in help; it may be empty.
func measure(r io.Reader, size int64, name string) (in info, err error) {
	defer func() {
		if p := recover(); p != nil {
			in, err = info{}, bad(msgBroken, helpResave, fmt.Sprint(p))
		}
	}()
	s := newScan(r, size)
	start := s.peek(512)
	for _, format := range formats {
		if !matches(start, format.magic) {
			continue
		}
		if size > MaxBytes {
			return info{}, bad(msgBytes, helpSmaller, digits(int(size>>20)), digits(MaxBytes>>20))
		}
		in.Format, in.Orientation = format.name, 1
		format.read(s, &in)
		if s.err == nil {
			s.err = in.finish(name, format.extensions)
		}
		if s.err != nil {
			return info{}, s.err
		}
		return in, nil
	}
	if s.err != nil && s.err != errTruncated {
		return info{}, s.err
	}
	return info{}, notPicture(start, name)
}

// matches reports whether data begins with magic, whose '?' stand for any byte.
func matches(data []byte, magic string) bool {
	if len(data) < len(magic) {
		return false
	}
	for i := range len(magic) {
		if magic[i] != '?' && magic[i] != data[i] {
			return false
		}
	}
	return true
}

// finish checks what every format must fulfil, and turns the size upright.
func (in *info) finish(name string, extensions []string) error {
	if err := checkSize(in.w, in.h); err != nil {
		return err
	}
	if in.Memory = in.memory(); in.Memory > MaxMemory {
		return bad(msgMemory, helpSmaller, digits(int(in.Memory>>20)), digits(MaxMemory>>20))
	}
	in.Width, in.Height = in.w, in.h
	if in.Orientation >= 5 {
		in.Width, in.Height = in.h, in.w
	}
	switch {
	case in.Animated && in.Format == "png":
		in.warnings = append(in.warnings, warn(msgStill, helpStill, convert(name, ".png", ".gif")...))
	case in.Animated && in.Orientation != 1:
		return bad(msgTurned, helpResave)
	}
	ext := path.Ext(name)
	if name != "" && !slices.Contains(extensions, strings.ToLower(ext)) {
		in.warnings = append(in.warnings,
			warn(msgExtension, helpRename, ext, formatNames[in.Format], renamed(name, extensions[0])))
	}
	return nil
}

var formatNames = map[string]string{"jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WebP"}

// memory is what decoding takes: the pixels, and what decoders keep beside them.
func (in *info) memory() int64 {
	pixels := int64(in.w) * int64(in.h)
	return pixels * int64(in.sample) / 4
}

// checkSize refuses a picture before anything of its size is allocated.
func checkSize(w, h int) error {
	switch {
	case w <= 0 || h <= 0:
		return bad(msgZero, helpAgain, digits(max(w, 0)), digits(max(h, 0)))
	case w > MaxSide || h > MaxSide:
		if int64(w)*int64(h) <= MaxPixels {
			return bad(msgSide, helpSmaller, digits(w), digits(h), digits(MaxSide))
		}
		fallthrough
	case int64(w)*int64(h) > MaxPixels:
		return bad(msgPixels, helpSmaller, digits(w), digits(h), digits(MaxPixels/1_000_000))
	}
	return nil
}
