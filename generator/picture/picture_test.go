package picture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"playbook/generator/source"
)

// shown are the eight ways to look at abc/def (EXIF 2.32, tag 274).
var shown = [9][]string{
	1: {"abc", "def"}, 2: {"cba", "fed"}, 3: {"fed", "cba"}, 4: {"def", "abc"},
	5: {"ad", "be", "cf"}, 6: {"da", "eb", "fc"}, 7: {"fc", "eb", "da"}, 8: {"cf", "be", "ad"},
}

func TestPicturesAreTurnedUpright(t *testing.T) {
	t.Parallel()
	for o := 1; o <= 8; o++ {
		stored, want := paint(1, "abc", "def"), paint(1, shown[o]...)
		clear1, clear2 := paint(1, "abg", "def"), paint(1, shown[o]...)
		for i := range clear2.Bounds().Dx() * clear2.Bounds().Dy() {
			if p := clear2.Pix[4*i : 4*i+4]; bytes.Equal(p, []byte{30, 60, 220, 255}) {
				copy(p, []byte{90, 120, 150, 40})
			}
		}
		exif := []byte(exifOf(binary.LittleEndian, o))
		for _, late := range []bool{false, true} {
			h, out, digest := must(t, "a.png", withChunk(pngOf(t, clear1), "eXIf", exif, late), Recipe{})
			if h.Orientation != o || h.Width != want.Rect.Dx() || h.Height != want.Rect.Dy() || h.Opaque {
				t.Errorf("orientation %d: %+v", o, h)
			}
			_, upright, same := must(t, "a.png", pngOf(t, clear2), Recipe{})
			if digest != same || !bytes.Equal(out, upright) {
				t.Errorf("orientation %d, late %v: not the upright picture", o, late)
			}
		}
		_, _, digest := must(t, "a.png", withChunk(pngOf(t, stored), "eXIf", exif, false), Recipe{})
		if _, _, same := must(t, "a.png", pngOf(t, want), Recipe{}); digest != same {
			t.Errorf("orientation %d: other pixels", o)
		}
	}
}

func TestPlanesAreTurnedUpright(t *testing.T) {
	t.Parallel()
	for o := 1; o <= 8; o++ {
		for _, n := range []int{15, 24} {
			for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
				data := withSegment(jpegOf(t, paint(n, "abc", "def")), 0xe1, "Exif\x00\x00"+exifOf(order, o))
				for _, width := range [][]int{nil, {20}} {
					_, out, _ := must(t, "a.jpg", data, Recipe{Widths: width, Quality: 95})
					wantBlocks(t, fmt.Sprintf("orientation %d, %d, to %v", o, n, width), decoded(t, out), shown[o])
				}
			}
		}
	}
}

// wantBlocks compares the middles of blocks.
func wantBlocks(t *testing.T, what string, img image.Image, rows []string) {
	t.Helper()
	b := img.Bounds()
	for y, row := range rows {
		for x := range row {
			at := image.Pt((2*x+1)*b.Dx()/(2*len(row)), (2*y+1)*b.Dy()/(2*len(rows)))
			want := colours26[row[x]-'a']
			wantColour(t, fmt.Sprintf("%s: block %c", what, row[x]), img.At(at.X, at.Y), want, 12)
		}
	}
}

func wantColour(t *testing.T, what string, got color.Color, want color.NRGBA, tolerance int) {
	t.Helper()
	c := color.NRGBAModel.Convert(got).(color.NRGBA)
	far := func(a, b byte) bool { return int(a)-int(b) > tolerance || int(b)-int(a) > tolerance }
	if far(c.R, want.R) || far(c.G, want.G) || far(c.B, want.B) || far(c.A, want.A) {
		t.Errorf("%s is %v, want %v", what, c, want)
	}
}

func TestOutKeepsProportionsAndNeverEnlarges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		w, h   int
		opaque bool
		want   string
	}{
		{4000, 3000, true, "jpeg 320×240 640×480 1280×960"},
		{1280, 7, true, "jpeg 320×2 640×4 1280×7"},
		{600, 800, false, "png 320×427 600×800"},
		{700, 700, true, "jpeg 320×320 700×700"},
		{390, 39, true, "jpeg 390×39"},
		{1, 5000, true, "jpeg 1×5000"},
		{5000, 1, true, "jpeg 320×1 640×1 1280×1"},
		{1080, 40_000, true, "jpeg 320×11852 442×16370"},
		{2, 65_535, true, "jpeg 1×32768"},
		{1281, 1281, false, "png 320×320 640×640 1280×1280"},
		{0, 0, false, ""},
	} {
		h := Header{Width: c.w, Height: c.h, Opaque: c.opaque}
		got := ""
		list := h.Variants(DefaultRecipe)
		for i, v := range list {
			if i == 0 {
				got = v.Format
			}
			got += fmt.Sprintf(" %d×%d", v.Width, v.Height)
		}
		if got != c.want {
			t.Errorf("%d × %d: %s, want %s", c.w, c.h, got, c.want)
		}
		r := DefaultRecipe
		r.WebP = "x"
		both := h.Variants(r)
		if c.h == 65_535 && len(both) == 1 {
			continue // too tall for WebP
		}
		if len(both) != 2*len(list) {
			t.Fatalf("%d × %d: %v", c.w, c.h, both)
		}
		for i, v := range list {
			if w := both[len(list)+i]; w.Format != "webp" || w.Width != v.Width || w.Height != v.Height {
				t.Errorf("%v beside %v", w, v)
			}
		}
	}
}

// bytesOfPNG is the beginning of a PNG that claims a size.
func bytesOfPNG(w, h uint32) []byte {
	b := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	out := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(b, 8, 2, 0, 0, 0))...)
	return append(append(out, chunk("IDAT", []byte("x"))...), chunk("IEND", nil)...)
}

func TestWhatCannotBeShownIsRefused(t *testing.T) {
	t.Parallel()
	small := jpegOf(t, paint(8, "abc", "def"))
	huge := bytes.Clone(small)
	sof := bytes.Index(huge, []byte{0xff, 0xc0})
	copy(huge[sof+5:], "\xff\xff\xff\xff")
	flat := bytes.Clone(huge)
	copy(flat[sof+5:], "\x00\x00")
	arithmetic := bytes.Clone(small)
	arithmetic[sof+1] = 0xc9
	webp := fromBase64(t, webpLossless)
	bomb := appendChunk([]byte("RIFF\x00\x00\x00\x00WEBP"), "VP8X", []byte{0, 0, 0, 0, 9, 0, 0, 9, 0, 0})
	bomb = append(bomb, webp[12:]...)
	binary.LittleEndian.PutUint32(bomb[4:], uint32(len(bomb)-8))
	full := pngOf(t, photo(40, 40))
	badGIF := gifOf(t, &gif.GIF{Image: []*image.Paletted{image.NewPaletted(image.Rect(0, 0, 4, 4), color.Palette{color.Black, color.White})}, Delay: []int{0}})
	damaged := bytes.Clone(full)
	damaged[len(damaged)/2] ^= 0xff

	cases := []struct {
		name string
		data []byte
		want string // of the message and its help
	}{
		{"a.jpg", nil, "the file is empty; download or export it again"},
		{"a.jpg", []byte("\xff"), "ends too early"},
		{"a.jpg", small[:40], "ends too early"},
		{"a.jpg", small[:len(small)*2/3], "ends too early"},
		{"a.png", full[:60], "ends too early"},
		{"a.png", full[:len(full)-12], "ends too early"},
		{"a.gif", badGIF[:15], "ends too early"},
		{"a.gif", badGIF[:len(badGIF)-5], "ends too early"},
		{"a.webp", webp[:40], "ends too early"},
		{"a.png", damaged, "damaged"},
		{"a.jpg", huge, "claims 65535 × 65535 pixels; at most 50 million are read; scale it down"},
		{"a.png", bytesOfPNG(1<<31-1, 1<<31-1), "claims 2147483647 × 2147483647 pixels"},
		{"a.png", bytesOfPNG(70000, 3), "a side may have at most 65535"},
		{"a.png", bytesOfPNG(0, 3), "0 × 3 pixels: nothing to show"},
		{"a.jpg", flat, "65535 × 0 pixels: nothing to show"},
		{"a.gif", []byte("GIF89a\xff\xff\xff\xff\x00\x00\x00,"), "claims 65535 × 65535"},
		{"a.webp", bomb, "the frame does not fit its canvas"},
		{"a.jpg", arithmetic, "this kind of JPEG is not supported: arithmetic coding; open it"},
		{"a.jpg", []byte("<!DOCTYPE html><html><body>expired</body></html>"), "this is a web page, not a picture; the address"},
		{"logo.svg", []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`), "rsvg-convert logo.svg -o logo.png"},
		{"logo.png", []byte(`<svg onload="alert(1)"/>`), "SVG pictures are not accepted"},
		{"x/in.heic", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic...."), "convert it: heif-convert in.heic in.jpg  (on a Mac: sips -s format jpeg in.heic --out in.jpg)"},
		{"a b;'$(x).heic", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic...."), `heif-convert 'a b;'\''$(x).heic' 'a b;'\''$(x).jpg'  (on`},
		{"-o.heic", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic...."), "heif-convert ./-o.heic ./-o.jpg"},
		{"枫叶 1.svg", []byte("<svg/>"), "rsvg-convert '枫叶 1.svg' -o '枫叶 1.png'"},
		{"a.jpg", append([]byte("\xff\xd8\xff\x01"), make([]byte, 1<<17)...), "damaged: its segments are lost"},
		{"in.jpg", []byte("\x00\x00\x00\x18ftypheix\x00\x00\x00\x00mif1heix...."), "HEIC"},
		{"in.jpg", []byte("\x00\x00\x00\x14ftypmif1\x00\x00\x00\x00heic...."), "HEIC"},
		{"in.jpg", []byte("\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00avifmif1...."), "AVIF"},
		{"in.png", []byte("\x00\x00\x00\x18ftypisom\x00\x00\x00\x00mp42...."), "this is MP4"},
		{"in.png", []byte("BM\x00\x00\x00\x00\x00\x00\x00\x00"), "this is BMP"},
		{"in.png", []byte("just words"), "not a picture we know; use JPEG, PNG, GIF or WebP"},
		{"in.png", bytes.Repeat([]byte{0}, 600), "not a picture we know"},
	}
	for _, c := range cases {
		f := file(t, c.name, c.data)
		h, problems := Measure(f)
		if len(problems) == 0 {
			if _, problems = Encode(t.Context(), f, h, Recipe{}); len(problems) == 0 {
				t.Errorf("%q passes", c.want)
				continue
			}
		} else if h != (Header{}) {
			t.Errorf("%q: a header beside an error", c.want)
		}
		p := problems[0]
		if line := p.Line("en"); !strings.HasPrefix(line, "content/"+c.name+":1:1: ") || !strings.Contains(line, c.want) {
			t.Errorf("%s\nwant %s", line, c.want)
		}
		if p.Severity != source.Error || p.Rule != "picture" || p.Help.En == "" || p.Help.Zh == "" || p.Text("en") == p.Text("zh") {
			t.Errorf("%q: %+v", c.want, p)
		}
		if made, problems := Encode(t.Context(), f, h, Recipe{}); made.Files != nil || len(problems) == 0 {
			t.Errorf("%q is encoded", c.want)
		}
		if _, err := Pixels(c.data); err == nil {
			t.Errorf("%q has pixels", c.want)
		}
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	small := jpegOf(t, paint(8, "abc"))
	p3 := "D\x00i\x00s\x00p\x00l\x00a\x00y\x00 \x00P\x003\x00"
	for _, c := range []struct {
		name, want string
		data       []byte
	}{
		{"a.png", `the name ends in ".png", but the picture is JPEG; rename it to a.jpg`, small},
		{"a", `the name ends in "", but the picture is JPEG; rename it to a.jpg`, small},
		{"a.jpg", "uses the Display P3 colour profile", withSegment(small, 0xe2, "ICC_PROFILE\x00\x01\x01...."+p3)},
		{"a.png", "uses the Adobe RGB colour profile", withChunk(pngOf(t, paint(8, "abc")), "iCCP", []byte("Adobe RGB (1998)\x00\x00junk"), false)},
		{"a.JPEG", "", withSegment(small, 0xe2, "ICC_PROFILE\x00\x01\x01....sRGB IEC61966-2.1")},
	} {
		h, problems := Measure(file(t, c.name, c.data))
		if h.Width != 24 {
			t.Errorf("%s: %+v", c.name, h)
		}
		if c.want == "" && len(problems) == 0 {
			continue
		}
		if len(problems) != 1 || problems[0].Severity != source.Warning || !strings.Contains(problems[0].Line("en"), c.want) {
			t.Errorf("%s: %v, want %q", c.name, problems, c.want)
		}
	}
}

func TestNoMetadataComesOut(t *testing.T) {
	t.Parallel()
	exif := exifOf(binary.BigEndian, 6)
	jpg := jpegOf(t, photo(60, 40))
	for _, s := range []struct {
		marker byte
		body   string
	}{{0xe1, "http://ns.adobe.com/xap/1.0/\x00<x>secret</x>"}, {0xfe, "secret"}, {0xed, "Photoshop 3.0\x00secret"}, {0xe1, "Exif\x00\x00" + exif}} {
		jpg = withSegment(jpg, s.marker, s.body)
	}
	pic := pngOf(t, paint(20, "abg"))
	pic = withChunk(withChunk(withChunk(pic, "tEXt", []byte("Author\x00secret"), false), "eXIf", []byte(exif), true), "prVt", []byte("secret"), false)
	for name, data := range map[string][]byte{"a.jpg": append(jpg, "secret tail"...), "a.png": append(pic, "secret tail"...)} {
		h, out, _ := must(t, name, data, Recipe{})
		if h.Orientation != 6 {
			t.Errorf("%s: %+v", name, h)
		}
		if bytes.Contains(out, []byte("secret")) || bytes.Contains(out, []byte("GPS")) {
			t.Errorf("%s: metadata is in the output", name)
		}
		for _, part := range parts(t, out) {
			if !strings.Contains(" IHDR IDAT IEND ffdb ffc0 ffc4 ffda ffd9 ", " "+part+" ") {
				t.Errorf("%s: %s in the output", name, part)
			}
		}
	}
}

// parts names every chunk of a PNG or segment of a JPEG, and fails on bytes
// that belong to none.
func parts(t *testing.T, data []byte) []string {
	t.Helper()
	var names []string
	if rest, ok := bytes.CutPrefix(data, []byte("\x89PNG\r\n\x1a\n")); ok {
		for len(rest) > 0 {
			names = append(names, string(rest[4:8]))
			rest = rest[12+be32(rest):]
		}
		return names
	}
	for rest := data[2:]; len(rest) > 0; {
		if rest[0] != 0xff {
			t.Fatal("bytes outside any segment")
		}
		names = append(names, fmt.Sprintf("%x", rest[:2]))
		switch rest[1] {
		case 0xd9:
			rest = rest[2:]
		case 0xda:
			rest = rest[2+be16(rest[2:]):]
			for rest[0] != 0xff || rest[1] == 0 {
				rest = rest[1:]
			}
		default:
			rest = rest[2+be16(rest[2:]):]
		}
	}
	return names
}

func TestKindsOfPixels(t *testing.T) {
	t.Parallel()
	red, clear := color.NRGBA{200, 30, 60, 255}, color.NRGBA{200, 30, 60, 64}
	grey16 := image.NewGray16(image.Rect(0, 0, 9, 7))
	deep, deepClear := image.NewRGBA64(grey16.Rect), image.NewNRGBA64(grey16.Rect)
	grey := image.NewGray(grey16.Rect)
	few := image.NewPaletted(grey16.Rect, color.Palette{red, color.Black})
	fewClear := image.NewPaletted(grey16.Rect, color.Palette{clear, color.Black})
	for y := range 7 {
		for x := range 9 {
			grey.SetGray(x, y, color.Gray{77})
			grey16.SetGray16(x, y, color.Gray16{77<<8 | 13})
			deep.Set(x, y, color.NRGBA64{200<<8 | 1, 30<<8 | 2, 60<<8 | 3, 0xffff})
			deepClear.Set(x, y, color.NRGBA64{200<<8 | 1, 30<<8 | 2, 60<<8 | 3, 64<<8 | 64})
		}
	}
	g := color.NRGBA{77, 77, 77, 255}
	for _, c := range []struct {
		name   string
		data   []byte
		want   color.NRGBA
		format string
	}{
		{"grey.jpg", jpegOf(t, grey), g, "jpeg"},
		{"grey.png", pngOf(t, grey), g, "jpeg"},
		{"grey16.png", pngOf(t, grey16), g, "jpeg"},
		{"deep.png", pngOf(t, deep), red, "jpeg"},
		{"deep-clear.png", pngOf(t, deepClear), clear, "png"},
		{"few.png", pngOf(t, few), red, "jpeg"},
		{"few-clear.png", pngOf(t, fewClear), clear, "png"},
		{"few.gif", gifOf(t, &gif.GIF{Image: []*image.Paletted{few}, Delay: []int{0}}), red, "jpeg"},
		{"cmyk.jpg", cmyk([4]int{228, 40, 60, 255}), color.NRGBA{228, 40, 60, 255}, "jpeg"},
		{"cmyk-dark.jpg", cmyk([4]int{228, 40, 60, 192}), color.NRGBA{172, 30, 45, 255}, "jpeg"},
	} {
		h, out, _ := must(t, c.name, c.data, Recipe{Quality: 98})
		img := decoded(t, out)
		if format := h.Variants(Recipe{})[0].Format; format != c.format {
			t.Errorf("%s becomes %s", c.name, format)
		}
		wantColour(t, c.name, img.At(3, 3), c.want, 3)
	}
}

func TestWebPKeepsItsColours(t *testing.T) {
	t.Parallel()
	// What dwebp -nofancy shows, near the top and near the bottom.
	lossless := []color.NRGBA{{0, 0, 0, 255}, {255, 255, 255, 255}, {200, 30, 60, 255}, {128, 128, 128, 255}}
	top, bottom := slices.Clone(lossless), slices.Clone(lossless)
	top[2], bottom[2] = color.NRGBA{200, 29, 62, 255}, color.NRGBA{200, 30, 58, 255}
	offset := webpOffset(t)
	for _, c := range []struct {
		name   string
		data   []byte
		header Header
		upper  byte // alpha of the upper half
	}{
		{"lossy", fromBase64(t, webpLossy), Header{"webp", 32, 16, 1, true, false, 0}, 255},
		{"lossless", fromBase64(t, webpLossless), Header{"webp", 32, 16, 1, true, false, 0}, 255},
		{"alpha", fromBase64(t, webpAlpha), Header{"webp", 32, 16, 1, false, false, 0}, 64},
		{"lossless alpha", fromBase64(t, webpLLAlpha), Header{"webp", 32, 16, 1, false, false, 0}, 64},
		{"animation", fromBase64(t, webpAnimation), Header{"webp", 32, 16, 1, true, true, 0}, 255},
		{"oriented", fromBase64(t, webpOriented), Header{"webp", 16, 32, 6, true, false, 0}, 255},
		{"offset", offset, Header{"webp", 40, 20, 1, false, false, 0}, 255},
	} {
		h, _, _ := must(t, "a.webp", c.data, Recipe{})
		if h.Memory = 0; h != c.header {
			t.Errorf("%s: %+v", c.name, h)
		}
		r, in, err := open(t.Context(), c.data, "")
		if err != nil {
			t.Fatal(err)
		}
		row := make([]byte, 4*r.w)
		for _, y := range []int{4, 12} {
			r.row(row, y+in.frame.y, 0, r.w)
			want := map[int][]color.NRGBA{4: top, 12: bottom}[y]
			if in.frame.lossless {
				want = lossless
			}
			for i, w := range want {
				if y == 4 {
					w.A = c.upper
				}
				at := 4 * (in.frame.x + 8*i + 3)
				got := color.NRGBA{row[at], row[at+1], row[at+2], row[at+3]}
				wantColour(t, fmt.Sprintf("%s, column %d, row %d", c.name, i, y), got, w, 1)
			}
		}
		if c.name == "offset" && (row[3] != 0 || row[4*39+3] != 0) {
			t.Error("there is something around the frame")
		}
	}
}

func TestAnimationsBecomeTheirFirstFrame(t *testing.T) {
	t.Parallel()
	palette := color.Palette{colours26[0], colours26[1], color.Transparent}
	frame := func(r image.Rectangle, index byte) *image.Paletted {
		p := image.NewPaletted(r, palette[:2])
		if index == 2 {
			p.Palette = palette
		}
		for i := range p.Pix {
			p.Pix[i] = index
		}
		return p
	}
	all, part := image.Rect(0, 0, 12, 8), image.Rect(2, 2, 6, 5)
	for _, c := range []struct {
		name   string
		frames []*image.Paletted
		want   Header
	}{
		{"still", []*image.Paletted{frame(all, 0)}, Header{"gif", 12, 8, 1, true, false, 0}},
		{"two frames", []*image.Paletted{frame(all, 0), frame(part, 1)}, Header{"gif", 12, 8, 1, true, true, 0}},
		{"part", []*image.Paletted{frame(part, 0), frame(all, 1)}, Header{"gif", 12, 8, 1, false, true, 0}},
		{"transparent", []*image.Paletted{frame(all, 2), frame(all, 1)}, Header{"gif", 12, 8, 1, false, true, 0}},
	} {
		data := gifOf(t, &gif.GIF{Image: c.frames, Delay: make([]int, len(c.frames)), Config: image.Config{Width: 12, Height: 8}})
		h, out, digest := must(t, "a.gif", data, Recipe{Quality: 98})
		if h.Memory = 0; h != c.want {
			t.Errorf("%s: %+v", c.name, h)
		}
		want := colours26[0]
		if c.name == "transparent" {
			want = color.NRGBA{}
		}
		wantColour(t, c.name, decoded(t, out).At(3, 3), want, 5)
		if c.name == "part" {
			wantColour(t, "around", decoded(t, out).At(9, 7), color.NRGBA{}, 0)
		}
		if len(c.frames) == 1 {
			continue
		}
		// Cut off behind the first frame it is a still of the same pixels.
		if _, err := Pixels(data[:len(data)-1]); err != nil {
			t.Errorf("%s: without its last byte: %v", c.name, err)
		} else if same, _ := Pixels(data[:len(data)-1]); same != digest {
			t.Errorf("%s: without its last byte other pixels", c.name)
		}
	}
}

func TestStripsSurvive(t *testing.T) {
	t.Parallel()
	for _, size := range []image.Point{{1, 5000}, {5000, 1}, {1, 1}, {2, 1}, {1281, 2}} {
		for _, o := range []int{1, 7, 8} {
			data := withSegment(jpegOf(t, photo(size.X, size.Y)), 0xe1, "Exif\x00\x00"+exifOf(binary.LittleEndian, o))
			must(t, "a.jpg", data, Recipe{Widths: []int{1280 - 1273*(o&1)}})
			must(t, "a.png", withChunk(pngOf(t, photo(size.X, size.Y)), "eXIf", []byte(exifOf(binary.LittleEndian, o)), false), Recipe{Widths: []int{7}})
		}
	}
}

func TestEqualPixelsHaveEqualDigests(t *testing.T) {
	t.Parallel()
	jpg := jpegOf(t, photo(70, 50))
	_, _, want := must(t, "a.jpg", jpg, Recipe{})
	r, _, err := open(t.Context(), jpg, "")
	if err != nil {
		t.Fatal(err)
	}
	copied := image.NewNRGBA(image.Rect(0, 0, 70, 50))
	for y := range 50 {
		r.row(copied.Pix[copied.PixOffset(0, y):], y, 0, 70)
	}
	changed := image.NewNRGBA(copied.Rect)
	copy(changed.Pix, copied.Pix)
	changed.Pix[4*1234] ^= 1
	for _, c := range []struct {
		name string
		data []byte
		same bool
	}{
		{"saved as PNG", pngOf(t, copied), true},
		{"with metadata", withSegment(jpg, 0xe1, "Exif\x00\x00"+exifOf(binary.LittleEndian, 1)), true},
		{"with a comment", withSegment(jpg, 0xfe, "hello"), true},
		{"with a tail", append(bytes.Clone(jpg), 0), true},
		{"one bit of one pixel changed", pngOf(t, changed), false},
		{"turned", withSegment(jpg, 0xe1, "Exif\x00\x00"+exifOf(binary.LittleEndian, 3)), false},
		{"compressed again", jpegOf(t, copied), false},
	} {
		got, err := Pixels(c.data)
		if err != nil || got == want != c.same {
			t.Errorf("%s: %v, %v", c.name, got == want, err)
		}
	}
	// What is behind a transparent pixel is not shown.
	a, b := paint(4, "ag"), paint(4, "ag")
	for i := range a.Pix[:4] {
		a.Pix[i], b.Pix[i] = 0, byte(9*(3-i))
	}
	da, _ := Pixels(pngOf(t, a))
	db, _ := Pixels(pngOf(t, b))
	if da != db {
		t.Error("colours of transparent pixels count")
	}
}

func TestChangedFileIsNotEncoded(t *testing.T) {
	t.Parallel()
	f := file(t, "a.jpg", jpegOf(t, photo(9, 9)))
	h, _ := Measure(f)
	h.Width++
	if _, problems := Encode(t.Context(), f, h, Recipe{}); len(problems) != 1 || !strings.Contains(problems[0].Text("en"), "changed") {
		t.Errorf("%v", problems)
	}
}

func TestCostlyJPEGIsRefused(t *testing.T) {
	t.Parallel()
	in := info{w: 9000, h: 5000}
	if err := checkScans(bytes.Repeat([]byte{0xff, 0xda}, 12), in); err != nil {
		t.Error(err)
	}
	if err := checkScans(bytes.Repeat([]byte{0xff, 0xda}, 120), in); err == nil {
		t.Error("120 scans pass")
	}
}

// counted counts what is read of a file.
type counted struct {
	fs.FS
	read *int
}

type countedFile struct {
	fs.File
	read *int
}

func (c counted) Open(name string) (fs.File, error) {
	f, err := c.FS.Open(name)
	return countedFile{f, c.read}, err
}

func (c counted) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(c.FS, name) }

func (c countedFile) Read(p []byte) (int, error) {
	n, err := c.File.Read(p)
	*c.read += n
	return n, err
}

func (c countedFile) Seek(n int64, whence int) (int64, error) {
	return c.File.(io.Seeker).Seek(n, whence)
}

// A stream that cannot seek says the same.
func TestMeasureOfStreams(t *testing.T) {
	t.Parallel()
	for i, data := range seeds(t) {
		want, errWant := measure(bytes.NewReader(data), int64(len(data)), "")
		got, err := measure(struct{ io.Reader }{bytes.NewReader(data)}, int64(len(data)), "")
		if got.Header != want.Header || fmt.Sprint(err) != fmt.Sprint(errWant) {
			t.Errorf("seed %d: %+v, %v, want %+v, %v", i, got.Header, err, want.Header, errWant)
		}
	}
}

func TestMeasureReadsLittle(t *testing.T) {
	t.Parallel()
	img := photo(600, 400)
	for name, data := range map[string][]byte{"a.jpg": jpegOf(t, img), "a.png": pngOf(t, img)} {
		read := 0
		tree := source.NewTree(counted{fstest.MapFS{name: {Data: data}}, &read}, "content")
		files, _ := tree.Read(func(n int, f func(int)) {
			for i := range n {
				f(i)
			}
		})
		read = 0
		if h, _ := Measure(files[0]); h.Width != 600 || read > len(data)/4 {
			t.Errorf("%s: %d of %d bytes read, %+v", name, read, len(data), h)
		}
	}
}

// profileOf is a matrix profile with words where words may be.
func profileOf(primaries [9]int) string {
	tag := func(body string) string { return body + strings.Repeat("\x00", -len(body)&3) }
	xyz := func(v []int) string { return "XYZ \x00\x00\x00\x00" + u32(v...) }
	bodies := []struct{ name, body string }{
		{"desc", tag("desc\x00\x00\x00\x00\x00\x00\x00\x07secret\x00" + strings.Repeat("\x00", 80))}, {"cprt", tag("text\x00\x00\x00\x00secret")},
		{"wtpt", xyz([]int{0xf6d6, 0x10000, 0xd32d})}, {"rXYZ", xyz(primaries[:3])}, {"gXYZ", xyz(primaries[3:6])}, {"bXYZ", xyz(primaries[6:])},
		{"rTRC", "curv\x00\x00\x00\x00" + u32(1) + "\x02\x33\x00\x00"}, {"gTRC", "curv\x00\x00\x00\x00" + u32(1) + "\x02\x33\x00\x00"},
		{"bTRC", "curv\x00\x00\x00\x00" + u32(1) + "\x02\x33\x00\x00"}, {"priv", "secret  "},
	}
	head := make([]byte, 128)
	copy(head[8:], "\x02\x10\x00\x00mntrRGB XYZ ")
	copy(head[24:], "secret date.acspsecrsecretsecr")
	table, data := u32(len(bodies)), ""
	for _, b := range bodies {
		table += b.name + u32(128+4+12*len(bodies)+len(data), len(b.body))
		data += b.body
	}
	out := []byte(string(head) + table + data)
	binary.BigEndian.PutUint32(out, uint32(len(out)))
	return string(out)
}

// A profile of another space than sRGB is kept in every format, without its
// words; sRGB's is dropped, since it is what pictures mean without one.
func TestProfilesAreKept(t *testing.T) {
	t.Parallel()
	p3 := profileOf([9]int{0x83df, 0x3dbf, 0xffffffbb, 0x4abf, 0xb137, 0x0ab9, 0x2838, 0x110b, 0xc8b9})
	srgb := profileOf([9]int{0x6fa2, 0x38f5, 0x0390, 0x6299, 0xb785, 0x18da, 0x24a0, 0x0f84, 0xb6cf})
	plain, known := plainProfile([]byte(p3))
	if again, _ := plainProfile(plain); !known || !bytes.Equal(again, plain) || bytes.Contains(plain, []byte("secr")) {
		t.Fatalf("%q", plain)
	}
	jpg, clear := jpegOf(t, paint(8, "abc")), pngOf(t, paint(8, "abg"))
	webp := fromBase64(t, webpAlpha)
	for _, c := range []struct {
		name string
		data func(profile string) []byte
	}{
		{"a.jpg", func(p string) []byte { return withSegment(jpg, 0xe2, "ICC_PROFILE\x00\x01\x01"+p) }},
		{"a.png", func(p string) []byte {
			return withChunk(clear, "iCCP", append([]byte("x\x00\x00"), deflated([]byte(p))...), false)
		}},
		{"a.webp", func(p string) []byte { return webpWithProfile(webp, []byte(p)) }},
	} {
		j := jobOf(t, c.name, c.data(p3), Recipe{WebP: WebP})
		for i, out := range all(t, NewStore(""), j) {
			v := j.Header.Variants(j.Recipe)[i]
			in, err := measure(bytes.NewReader(out), int64(len(out)), "")
			if err != nil || !bytes.Equal(in.profile, plain) || in.Format != v.Format || in.Width != v.Width || in.Opaque != j.Header.Opaque {
				t.Errorf("%s as %s: %v, %+v", c.name, v.Format, err, in)
			}
			if _, _, err := open(t.Context(), out, ""); err != nil {
				t.Errorf("%s as %s: %v", c.name, v.Format, err)
			}
		}
		_, out, _ := must(t, c.name, c.data(srgb), Recipe{})
		if bytes.Contains(out, []byte("ICC")) || bytes.Contains(out, []byte("iCCP")) {
			t.Errorf("%s: sRGB's own profile is kept", c.name)
		}
	}
}
