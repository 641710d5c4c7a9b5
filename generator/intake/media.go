package intake

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	_ "image/gif" // so that a header can be checked
	_ "image/jpeg"
	_ "image/png"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

var (
	msgNoMedia   = message{En: "{0} is named in the export but not there", Zh: "导出文件提到 {0}，但找不到这个文件"}
	msgBadMedia  = message{En: "{0} is damaged or incomplete and was left where it is", Zh: "{0} 已损坏或不完整，没有带入"}
	msgKindMedia = message{En: "{0} is {1}, which pages cannot show; it was left where it is", Zh: "{0} 是 {1} 格式，网页无法显示，没有带入"}
	helpHEIC     = message{En: "convert it ({1}) and put it into the folder of the post", Zh: "请转换后（{1}）放进笔记文件夹"}
)

// maxMedium is the largest picture or video that is taken along.
const maxMedium = 4 << 30

// A mediaIndex finds pictures and videos that lie beside an export by the ids
// in their names or folders, as downloaders name them.
type mediaIndex struct {
	fsys  fs.FS
	byID  map[string][]string
	paths map[string]bool
}

var idInName = regexp.MustCompile(`[0-9A-Za-z_-]{8,}|[0-9]{8,}`)

// maxIndex bounds how many files beside an export are looked at.
const maxIndex = 500_000

// isMedia reports whether a file has the ending of a picture or video.
func isMedia(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".avif", ".mp4", ".mov", ".m4v", ".webm":
		return true
	}
	return false
}

// indexMedia looks through everything below a folder once.
func indexMedia(fsys fs.FS) *mediaIndex {
	m := &mediaIndex{fsys: fsys, byID: map[string][]string{}, paths: map[string]bool{}}
	seen := 0
	// A folder that cannot be read has no pictures for us.
	_ = fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !d.Type().IsRegular() {
			return nil
		}
		if seen++; seen > maxIndex {
			return fs.SkipAll
		}
		m.paths[p] = true
		if !isMedia(p) {
			return nil
		}
		for _, id := range idsIn(p) {
			m.byID[id] = append(m.byID[id], p)
		}
		return nil
	})
	for _, list := range m.byID {
		slices.SortStableFunc(list, naturally)
	}
	return m
}

// idsIn are the parts of a path that may be ids, the whole stem too.
func idsIn(p string) []string {
	var ids []string
	for part := range strings.SplitSeq(strings.TrimSuffix(p, path.Ext(p)), "/") {
		for _, w := range idInName.FindAllString(part, -1) {
			ids = append(ids, w)
			for _, piece := range strings.FieldsFunc(w, func(r rune) bool { return r == '_' || r == '-' }) {
				if len(piece) >= 8 && piece != w {
					ids = append(ids, piece)
				}
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

var numbers = regexp.MustCompile(`[0-9]+|[^0-9]+`)

// naturally puts 2.jpg before 10.jpg.
func naturally(a, b string) int {
	x, y := numbers.FindAllString(a, -1), numbers.FindAllString(b, -1)
	for i := 0; i < len(x) && i < len(y); i++ {
		p, q := strings.TrimLeft(x[i], "0"), strings.TrimLeft(y[i], "0")
		digits := x[i][0] >= '0' && x[i][0] <= '9' && y[i][0] >= '0' && y[i][0] <= '9'
		if digits && len(p) != len(q) {
			return len(p) - len(q)
		}
		if c := strings.Compare(x[i], y[i]); c != 0 {
			return c
		}
	}
	return len(x) - len(y)
}

// beside lists the local files of a post: those that the export names, else
// those that have its id.
func (f *file) beside(it *item, index *mediaIndex) []string {
	list := it.local
	if len(list) == 0 && index != nil {
		for _, id := range []string{it.id, it.from.get("shortcode").words(), it.from.get("post_shortcode").words(), it.from.get("bid").words()} {
			if len(id) >= 8 {
				list = append(list, index.byID[id]...)
			}
		}
	}
	var out []string
	for _, p := range list {
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// kindOf says what a picture or video is by its first bytes: the ending that
// its name should have, or what it is if pages cannot show it.
func kindOf(start []byte) (ending, other, convert string) {
	switch {
	case bytes.HasPrefix(start, []byte("\xff\xd8\xff")):
		return ".jpg", "", ""
	case bytes.HasPrefix(start, []byte("\x89PNG\r\n\x1a\n")):
		return ".png", "", ""
	case bytes.HasPrefix(start, []byte("GIF8")):
		return ".gif", "", ""
	case len(start) > 12 && string(start[:4]) == "RIFF" && string(start[8:12]) == "WEBP":
		return ".webp", "", ""
	case bytes.HasPrefix(start, []byte("\x1a\x45\xdf\xa3")):
		return ".webm", "", ""
	case len(start) > 12 && string(start[4:8]) == "ftyp":
		switch brand := string(start[8:12]); {
		case strings.HasPrefix(brand, "avi"):
			return "", "AVIF", "avifdec"
		case strings.HasPrefix(brand, "hei"), strings.HasPrefix(brand, "hev"), brand == "mif1", brand == "msf1":
			return "", "HEIC", "heif-convert"
		case brand == "qt  ":
			return ".mov", "", ""
		}
		return ".mp4", "", ""
	}
	return "", "", ""
}

// A medium is a local picture or video that was looked at.
type medium struct {
	path   string
	ending string
	sum    string // SHA-256 in hexadecimal digits
	data   []byte // of a picture; a video is copied as it streams
}

var (
	errDamaged = errors.New("damaged")
)

// A kindError is a file that pages cannot show, and what converts it.
type kindError struct{ kind, convert string }

func (e *kindError) Error() string { return e.kind }

// inspect reads a picture or video, checks that it is whole as far as that
// shows, and takes its hash.
func inspect(fsys fs.FS, name string) (*medium, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	start := make([]byte, 64)
	n, err := io.ReadFull(f, start)
	if err != nil && err != io.ErrUnexpectedEOF {
		return nil, errDamaged
	}
	start = start[:n]
	ending, other, convert := kindOf(start)
	switch {
	case other != "":
		return nil, &kindError{other, convert}
	case ending == "":
		return nil, errDamaged
	}
	m := &medium{path: name, ending: ending}
	sum := sha256.New()
	sum.Write(start)
	if isVideo(ending) {
		if _, err := io.Copy(sum, io.LimitReader(f, maxMedium)); err != nil {
			return nil, err
		}
		m.sum = hex.EncodeToString(sum.Sum(nil))
		return m, nil
	}
	rest, err := io.ReadAll(io.LimitReader(f, 256<<20))
	if err != nil {
		return nil, err
	}
	m.data = append(start, rest...)
	sum.Write(rest)
	m.sum = hex.EncodeToString(sum.Sum(nil))
	if !whole(m.data, ending) {
		return nil, errDamaged
	}
	return m, nil
}

func isVideo(ending string) bool { return ending == ".mp4" || ending == ".mov" || ending == ".webm" }

// whole reports whether a picture has its header and its end.
func whole(data []byte, ending string) bool {
	if ending == ".webp" {
		size := int(data[4]) | int(data[5])<<8 | int(data[6])<<16 | int(data[7])<<24
		return len(data) >= size+8
	}
	if _, _, err := image.DecodeConfig(bytes.NewReader(data)); err != nil {
		return false
	}
	tail := data[max(len(data)-64<<10, 0):]
	switch ending {
	case ".jpg":
		return bytes.Contains(tail, []byte("\xff\xd9"))
	case ".png":
		return bytes.Contains(tail, []byte("IEND"))
	}
	return len(tail) > 0 && tail[len(tail)-1] == ';'
}
