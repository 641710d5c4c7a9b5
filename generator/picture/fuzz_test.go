package picture

import (
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"testing"
)

// seeds are small pictures of every format, and what is none.
func seeds(f testing.TB) [][]byte {
	frame := image.NewPaletted(image.Rect(1, 1, 4, 3), color.Palette{color.Black, color.Transparent})
	jpg := jpegOf(f, paint(3, "abc", "def"))
	list := [][]byte{
		jpg, jpg[:len(jpg)/2],
		withSegment(jpg, 0xe1, "Exif\x00\x00"+exifOf(binary.BigEndian, 7)),
		withSegment(jpg, 0xe2, "ICC_PROFILE\x00\x01\x01Adobe RGB"),
		cmyk([4]int{228, 40, 60, 255}),
		pngOf(f, paint(2, "abg")), pngOf(f, photo(5, 4)),
		withChunk(pngOf(f, paint(2, "abg")), "eXIf", []byte(exifOf(binary.LittleEndian, 5)), true),
		gifOf(f, &gif.GIF{Image: []*image.Paletted{frame, frame}, Delay: []int{0, 0}, Config: image.Config{Width: 5, Height: 5}}),
		webpOffset(f),
		[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), []byte("<svg/>"), nil,
	}
	for _, s := range []string{webpLossy, webpLossless, webpAlpha, webpLLAlpha, webpAnimation, webpOriented} {
		list = append(list, fromBase64(f, s))
	}
	return list
}

func FuzzMeasure(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		h, problems := Measure(file(t, "a.jpg", data))
		if h == (Header{}) {
			if len(problems) != 1 || problems[0].Text("zh") == "" {
				t.Fatalf("%v", problems)
			}
			return
		}
		if h.Width < 1 || h.Height < 1 || h.Width*h.Height > MaxPixels || h.Orientation < 1 || h.Orientation > 8 {
			t.Fatalf("%+v", h)
		}
	})
}

func FuzzEncode(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		pic := file(t, "a.jpg", data)
		h, _ := Measure(pic)
		if h.Width*h.Height > 1<<18 {
			return // safe, but slow
		}
		recipe := Recipe{Widths: []int{3, 9}, WebP: WebP}
		made, problems := Encode(t.Context(), pic, h, recipe)
		same, err := Pixels(data)
		if len(problems) > 0 != (err != nil) || same != made.Pixels {
			t.Fatalf("%v, but pixels %v", problems, err)
		}
		if err != nil {
			return
		}
		for i, v := range h.Variants(recipe) {
			again, problems := Measure(file(t, map[string]string{"jpeg": "a.jpg", "png": "a.png", "webp": "a.webp"}[v.Format], made.Files[i]))
			if len(problems) > 0 || again.Format != v.Format || again.Width != v.Width || again.Height != v.Height || again.Orientation != 1 {
				t.Fatalf("%+v became %+v, %v", h, again, problems)
			}
		}
	})
}
