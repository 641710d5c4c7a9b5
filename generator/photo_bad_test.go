package generator

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"playbook/generator/defaults"
	"playbook/generator/picture"
	"playbook/generator/source"
)

// segment puts a segment behind the first marker of a JPEG.
func segment(jpg string, marker byte, body string) string {
	n := len(body) + 2
	return jpg[:2] + string([]byte{0xff, marker, byte(n >> 8), byte(n)}) + body + jpg[2:]
}

// pngPart puts a chunk behind the header of a PNG.
func pngPart(data, kind, body string) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, kind...), body...)
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
	return data[:33] + string(b) + data[33:]
}

// pngHead is a PNG that claims a size.
func pngHead(w, h uint32) string {
	head := append(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h), 8, 2, 0, 0, 0)
	blank := "\x89PNG\r\n\x1a\n" + strings.Repeat(" ", 25)
	header := pngPart(blank, "IHDR", string(head))[33:]
	return blank[:8] + header + pngPart(blank, "IDAT", "x")[33:] + pngPart(blank, "IEND", "")[33:]
}

// exifPlace is EXIF with an orientation and a place on earth.
const exifPlace = "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x02\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x88\x25\x00\x04\x00\x00\x00\x01\x00\x00\x00\x26\x00\x00\x00\x00zqxplace 31.2304N"

// deepPNG has sixteen bits a colour, and words.
func deepPNG(t *testing.T) string {
	t.Helper()
	m := image.NewNRGBA64(image.Rect(0, 0, 90, 60))
	for i := range m.Pix {
		m.Pix[i] = byte(i * 31)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	out := pngPart(b.String(), "tEXt", "Comment\x00zqxtext <script>alert(1)</script>")
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	w.Write([]byte("zqxpacked"))
	w.Close()
	return pngPart(pngPart(out, "zTXt", "Title\x00\x00"+z.String()), "eXIf", exifPlace[6:])
}

// film is a GIF of so many frames, of which the second may be repeated.
func gifFilm(t *testing.T, frames int) string {
	t.Helper()
	palette := color.Palette{color.NRGBA{200, 30, 60, 255}, color.NRGBA{20, 30, 60, 255}}
	g := gif.GIF{Config: image.Config{Width: 40, Height: 30}}
	for i := range 2 {
		m := image.NewPaletted(image.Rect(0, 0, 40, 30), palette)
		m.Pix[i] = 1
		g.Image, g.Delay = append(g.Image, m), append(g.Delay, 5)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &g); err != nil {
		t.Fatal(err)
	}
	data := b.String()
	words := "\x21\xfe\x0azqxcomment\x00" + "\x21\xff\x0bXMP DataXMP\x06zqxxmp\x00"
	last := strings.LastIndex(data, "\x21\xf9\x04")
	frame := data[last : len(data)-1]
	return data[:last] + words + strings.Repeat(frame, frames-1) + "\x3bzqxtail"
}

// Every picture that people and attackers bring: a problem that says what to do,
// in both languages, or a clean picture.
//
// Not parallel: it counts what is allocated, and one of them claims 17 GB.
func TestBadPictures(t *testing.T) {
	jpg := scene(t, 5, 120, 90, 90)
	profile := strings.Repeat("\x00", 16) + "zqxprofile"
	tests := []struct {
		name, data string
		want       string // of the problem; "" is a clean picture
	}{
		{"truncated.jpg", jpg[:len(jpg)/2], "the picture ends too early: the file is incomplete; download or export it again"},
		{"truncated.png", deepPNG(t)[:500], "incomplete"},
		{"empty.jpg", "", "the file is empty"},
		{"words.jpg", "this is a text", "not a picture we know"},
		{"page.jpg", "<!doctype html><html><script>alert(1)</script></html>", "a web page, not a picture"},
		{"script.svg", `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "rsvg-convert script.svg -o script.png"},
		{"script.png", `<?xml version="1.0"?><svg onload="alert(1)"/>`, "SVG"},
		{"phone.heic", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "heif-convert phone.heic phone.jpg"},
		{"new.avif", "\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1avif", "avifdec"},
		{"scan.tiff", "II*\x00\x08\x00\x00\x00\x00\x00", "magick scan.tiff scan.jpg"},
		{"huge.png", pngHead(65535, 65535), "claims 65535 × 65535 pixels; at most 50 million"},
		{"none.png", pngHead(0, 10), "nothing to show"},
		{"long.gif", gifFilm(t, 100_000), "100000 frames; at most 3000 are shown; make it a film: ffmpeg -i long.gif"},
		{"deep.jpg", segment(jpg, 0xc0, "\x0c\x00\x5a\x00\x78\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00"), "this kind of JPEG is not supported: 12 bit"},
		{"wrong.png", jpg, "warning: the name ends in \".png\", but the picture is JPEG; rename it to wrong.jpg"},
		{"clip.mov", "\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  ", "ffmpeg -i clip.mov -c copy"},

		{"deep.png", deepPNG(t), ""},
		{"comment.jpg", segment(jpg, 0xfe, "<html><script>zqxcomment</script>"), ""},
		{"place.jpg", segment(jpg, 0xe1, exifPlace), ""},
		{"xmp.jpg", segment(segment(jpg, 0xe1, "http://ns.adobe.com/xap/1.0/\x00<zqxxmp/>"), 0xed, "Photoshop 3.0\x00zqxiptc"), ""},
		{"profile.jpg", segment(jpg, 0xe2, "ICC_PROFILE\x00\x01\x01"+profile), ""},
		{"tail.jpg", jpg + "zqxtail PK\x03\x04", ""},
		{"moves.gif", gifFilm(t, 3), ""},
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	pictures := map[string]string{}
	for _, test := range tests {
		if test.want != "" {
			t.Run(test.name, func(t *testing.T) { badPicture(t, test.name, test.data, test.want) })
			continue
		}
		pictures[test.name] = test.data
	}
	runtime.ReadMemStats(&after)
	if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 1024 {
		t.Errorf("bad pictures took %d MB", took)
	}
	cleanPictures(t, pictures)
}

// badPicture builds a post with one picture.
func badPicture(t *testing.T, name, data, want string) {
	content := album(map[string]string{"a": ""})
	delete(content, "posts/a/1.jpg")
	content["posts/a/"+name] = data
	site, problems := Build(Input{Content: memoryTree(content), Base: source.NewTree(defaults.Files, "built-in"), Theme: defaultLook(), Now: benchNow, WebP: picture.WebP}, nil)
	var lines []string
	for _, p := range append(problems, site.Problems(0)...) {
		if p.Rule != "picture" || p.File != "content/posts/a/"+name {
			continue
		}
		lines = append(lines, p.Line("en"))
		if p.Line("zh") == p.Line("en") || p.Help.Zh == "" {
			t.Errorf("in Chinese: %s", p.Line("zh"))
		}
	}
	if len(lines) == 0 || !strings.Contains(lines[0], want) {
		t.Errorf("%.300q\nwant %q", lines, want)
	}
}

// cleanPictures writes a site with pictures and looks into every file of it.
func cleanPictures(t *testing.T, pictures map[string]string) {
	content := album(map[string]string{"a": "", "b": ""})
	delete(content, "posts/a/1.jpg")
	for name, data := range pictures {
		content["posts/a/"+name] = data
	}
	content["posts/b/1.jpg"] = scene(t, 6, 1500, 1100, 92)
	content["posts/b/index.md"] = strings.Replace(content["posts/b/index.md"], "rights:", "tags: [a]\nrights:", 1)
	content["static/logo.png"] = deepPNG(t)
	content["static/moves.gif"] = gifFilm(t, 4)
	content["static/drawing.svg"] = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:i="i" i:docname="zqxname"><!-- zqxcomment --><metadata>zqxmetadata</metadata><path d="M0 0"/></svg>`
	layer := source.NewTree(fstest.MapFS{
		"assets/img/brand.png": {Data: []byte(deepPNG(t))},
		"assets/img/brand.jpg": {Data: []byte(segment(scene(t, 7, 120, 90, 90), 0xe1, exifPlace))},
		"assets/img/mark.svg":  {Data: []byte(content["static/drawing.svg"])},
		"assets/brand.css":     {Data: []byte("p{background:url(img/brand.png)}")},
	}, "themes/mine")
	dir := t.TempDir()
	site, problems := Build(Input{Content: memoryTree(content), Base: source.NewTree(defaults.Files, "built-in"), Theme: append([]*source.Tree{layer}, defaultLook()...), Now: benchNow, WebP: picture.WebP}, nil)
	_, more, err := Write(site, filepath.Join(dir, "public"), WriteOptions{State: filepath.Join(dir, ".playbook")})
	if err != nil || source.Errors(problems)+source.Errors(more) > 0 {
		t.Fatal(err, problems, more)
	}
	seen := map[string]int{}
	for name, data := range readFolder(t, filepath.Join(dir, "public")) {
		if strings.Contains(data, "zqx") {
			t.Errorf("%s has metadata", name)
		}
		kind := strings.TrimPrefix(filepath.Ext(name), ".")
		seen[kind]++
		onlyCredit(t, name, data)
		for _, part := range partsOf(t, name, data) {
			if !slices.Contains(allowed[kind], part) {
				t.Errorf("%s has a part %s", name, part)
			}
		}
	}
	want := map[string]int{"jpg": 6 + 4, "gif": 2, "png": 3, "svg": 3}
	if picture.WebP != "" {
		want["webp"] = 8 + 3 - 1
	}
	for kind, n := range want {
		if seen[kind] < n-2 || seen[kind] == 0 {
			t.Errorf("%d files are %s, want about %d", seen[kind], kind, n)
		}
	}
}

// Nothing that a camera, a phone or a program wrote is in the site that ships.
func TestShippedPicturesHaveNoMetadata(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for _, o := range []*output{shippedPublic(), shippedInternal()} {
		for name, data := range o.files {
			kind := strings.TrimPrefix(filepath.Ext(name), ".")
			onlyCredit(t, name, string(data))
			for _, part := range partsOf(t, name, string(data)) {
				seen[kind]++
				if !slices.Contains(allowed[kind], part) {
					t.Errorf("%s has a part %s", name, part)
				}
			}
			if looksLikePicture(data) && allowed[kind] == nil || kind == "svg" && bytes.Contains(data, []byte("<!--")) {
				t.Errorf("%s is a picture that nobody looks at", name)
			}
		}
	}
	if seen["jpg"] < 1000 || seen["png"] == 0 {
		t.Errorf("parts seen: %v", seen)
	}
}

// A picture under the name of something else, or in a format that cannot be
// cleaned where it is, is not published with what it knows.
func TestFilesThatKeepTheirNames(t *testing.T) {
	t.Parallel()
	jpg := segment(scene(t, 5, 120, 90, 90), 0xe1, exifPlace)
	for name, want := range map[string]string{
		"static/a.jpg_original": "content/static/a.jpg_original:1:1: this is a picture, though its name does not say so, and would be published with its metadata; let its name end in .jpeg",
		"static/a.webp":         "",
		"static/a.gif":          "content/static/a.gif:1:1: a gif that is published under its own name cannot be freed of its metadata; save it as JPEG or PNG",
		"static/a.svg":          "content/static/a.svg:1:1: the picture is damaged: ",
		"static/a.ttf":          "",
	} {
		content := album(nil)
		content[name] = jpg
		switch name {
		case "static/a.ttf":
			content[name] = "\x00\x01\x00\x00 a font"
		case "static/a.webp":
			if picture.WebP == "" {
				want = "content/static/a.webp:1:1: a webp that is"
			}
		}
		site, problems := Build(Input{Content: memoryTree(content), Base: source.NewTree(defaults.Files, "built-in"), Theme: defaultLook(), Now: benchNow, WebP: picture.WebP}, nil)
		problems = slices.DeleteFunc(append(problems, site.Problems(0)...), func(p source.Problem) bool { return p.Severity == source.Warning })
		if want == "" && len(problems) > 0 || want != "" && (len(problems) != 1 || !strings.HasPrefix(problems[0].Line("en"), want)) {
			t.Errorf("%s: %v, want %q", name, problems, want)
		}
	}
}

// allowed are the parts that each format may have: pixels, how they are shown,
// a colour profile, and a credit of which onlyCredit sees the rest.
var allowed = map[string][]string{
	"jpg":  {"db", "c0", "c4", "da", "d9", "icc", "xmp"},
	"png":  {"IHDR", "IDAT", "IEND", "iCCP", "iTXt"},
	"webp": {"VP8 ", "VP8X", "ALPH", "ICCP", "ANIM", "ANMF", "XMP "},
	"gif":  {"frame", "control", "NETSCAPE2.0", "XMP DataXMP"},
}

// partsOf is the parts of a picture in the output, none of other files. It fails
// on bytes that belong to no part.
func partsOf(t *testing.T, name, data string) (parts []string) {
	t.Helper()
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("%s cannot be taken apart: %v", name, p)
		}
	}()
	switch filepath.Ext(name) {
	case ".jpg":
		rest := data[2:]
		for len(rest) > 0 {
			marker := rest[1]
			if rest[0] != 0xff {
				panic("bytes outside any segment")
			}
			kind := fmt.Sprintf("%02x", marker)
			if marker == 0xd9 {
				parts, rest = append(parts, kind), rest[2:]
				continue
			}
			n := int(binary.BigEndian.Uint16([]byte(rest[2:])))
			switch {
			case strings.HasPrefix(rest[4:], "ICC_PROFILE\x00"):
				kind = "icc"
			case strings.HasPrefix(rest[4:], "http://ns.adobe.com/xap/1.0/\x00"):
				kind = "xmp"
			}
			parts, rest = append(parts, kind), rest[2+n:]
			for marker == 0xda && (rest[0] != 0xff || rest[1] == 0) {
				rest = rest[1:]
			}
		}
	case ".png":
		for rest := data[8:]; rest != ""; {
			parts = append(parts, rest[4:8])
			rest = rest[12+binary.BigEndian.Uint32([]byte(rest)):]
		}
	case ".webp":
		if int(binary.LittleEndian.Uint32([]byte(data[4:])))+8 != len(data) {
			panic("bytes outside the container")
		}
		for rest := data[12:]; rest != ""; {
			parts = append(parts, rest[:4])
			n := binary.LittleEndian.Uint32([]byte(rest[4:]))
			rest = rest[8+n+n&1:]
		}
	case ".gif":
		colours := func(flags byte) int {
			if flags&0x80 == 0 {
				return 0
			}
			return 3 << (flags&7 + 1)
		}
		rest := data[13+colours(data[10]):]
		blocks := func() {
			for rest[0] != 0 {
				rest = rest[1+int(rest[0]):]
			}
			rest = rest[1:]
		}
		for rest[0] != 0x3b {
			switch {
			case rest[0] == 0x2c:
				parts = append(parts, "frame")
				rest = rest[11+colours(rest[9]):]
			case rest[1] == 0xf9:
				parts = append(parts, "control")
				rest = rest[2:]
			case rest[1] == 0xff:
				parts = append(parts, rest[3:14])
				rest = rest[2:]
			default:
				panic("an extension of another kind")
			}
			blocks()
		}
		if rest != ";" {
			panic("bytes behind the end")
		}
	}
	return parts
}
