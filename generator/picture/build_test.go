package picture

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"
	"testing/fstest"

	"playbook/generator/source"
)

// file is a file of a tree in memory, read as the generator reads it.
func file(t testing.TB, name string, data []byte) *source.File {
	t.Helper()
	tree := source.NewTree(fstest.MapFS{name: {Data: data}}, "content")
	files, problems := tree.Read(func(n int, f func(int)) {
		for i := range n {
			f(i)
		}
	})
	if len(files) != 1 || len(problems) != 0 {
		t.Fatalf("%d files, %v", len(files), problems)
	}
	return files[0]
}

// widest is the widest variant in a format that everything reads.
func widest(h Header, r Recipe, m Made) (Variant, []byte) {
	n := len(h.widths(r.full().Widths)) - 1
	return h.Variants(r)[n], m.Files[n]
}

// must measures and encodes a picture that has no problem, and is its widest variant.
func must(t testing.TB, name string, data []byte, r Recipe) (Header, []byte, source.Digest) {
	t.Helper()
	f := file(t, name, data)
	h, problems := Measure(f)
	if len(problems) != 0 {
		t.Fatalf("measure: %s", problems[0].Line("en"))
	}
	made, problems := Encode(t.Context(), f, h, r)
	if len(problems) != 0 {
		t.Fatalf("encode: %s", problems[0].Line("en"))
	}
	for i, v := range h.Variants(r) {
		config, got, err := image.DecodeConfig(bytes.NewReader(made.Files[i]))
		if err != nil || got != v.Format || config.Width != v.Width || config.Height != v.Height {
			t.Fatalf("Variants said %v, Encode made %s %d×%d, %v", v, got, config.Width, config.Height, err)
		}
	}
	_, out := widest(h, r, made)
	digest := made.Pixels
	same, err := Pixels(data)
	if err != nil || same != digest {
		t.Fatalf("Pixels is %s, %v, and Encode says %s", same, err, digest)
	}
	return h, out, digest
}

func decoded(t testing.TB, data []byte) image.Image {
	t.Helper()
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func pngOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gifOf(t testing.TB, g *gif.GIF) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// paint is a picture of blocks of n pixels, each a letter of a drawing.
func paint(n int, rows ...string) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, n*len(rows[0]), n*len(rows)))
	for y := range n * len(rows) {
		for x := range n * len(rows[0]) {
			img.SetNRGBA(x, y, colours26[rows[y/n][x/n]-'a'])
		}
	}
	return img
}

var colours26 = []color.NRGBA{
	{230, 20, 40, 255}, {20, 200, 60, 255}, {30, 60, 220, 255}, {240, 240, 240, 255}, {10, 10, 10, 255},
	{230, 200, 20, 255}, {90, 120, 150, 40},
}

// photo is a picture with detail everywhere, the same in every run.
func photo(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	seed := uint32(1)
	for y := range h {
		for x := range w {
			seed = seed*1664525 + 1013904223
			n := byte(seed >> 29)
			img.SetRGBA(x, y, color.RGBA{byte(x*255/w) ^ n, byte(y*255/h) + n, byte((x+y)/3) + n, 255})
		}
	}
	return img
}

// chunk is a PNG chunk.
func chunk(kind string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, kind...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// withChunk puts a chunk behind the header of a PNG, or before its end.
func withChunk(data []byte, kind string, body []byte, late bool) []byte {
	at := 8 + 25
	if late {
		at = len(data) - 12
	}
	return bytes.Join([][]byte{data[:at], chunk(kind, body), data[at:]}, nil)
}

// withSegment puts a segment behind the first marker of a JPEG.
func withSegment(data []byte, marker byte, body string) []byte {
	segment := []byte{0xff, marker, byte((len(body) + 2) >> 8), byte(len(body) + 2)}
	return bytes.Join([][]byte{data[:2], append(segment, body...), data[2:]}, nil)
}

// exifOf is a TIFF structure with an orientation and, behind it, a place on earth.
func exifOf(order binary.AppendByteOrder, o int) string {
	b := []byte("II*\x00")
	if order.String() == "BigEndian" {
		b = []byte("MM\x00*")
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 3)
	for _, tag := range []struct{ id, kind, value int }{{0x10f, 2, 50}, {0x112, 3, o}, {0x8825, 4, 50}} {
		b = order.AppendUint16(b, uint16(tag.id))
		b = order.AppendUint16(b, uint16(tag.kind))
		b = order.AppendUint32(b, 1)
		if tag.kind == 3 {
			b = order.AppendUint16(order.AppendUint16(b, uint16(tag.value)), 0)
		} else {
			b = order.AppendUint32(b, uint32(tag.value))
		}
	}
	return string(order.AppendUint32(b, 0)) + "GPS secret place 31.2304N"
}

func fromBase64(t testing.TB, s string) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Four columns of 8 × 16 pixels: black, white, rgb(200, 30, 60), mid grey.
// Made with cwebp 1.5 (-q 90 -m 6, or -lossless); in those with alpha the
// upper half is a quarter visible. webpAnimation is the first two, as frames.
const (
	webpLossy     = "UklGRkgAAABXRUJQVlA4IDwAAACQAgCdASogABAAPjEUiEKiISEYBAAgAwSgABU2AAD+on///e4et/72g//1vT//tr99f//6EK//0EgAAAA="
	webpLossless  = "UklGRkAAAABXRUJQVlA4TDMAAAAvH8ADAB8gECCcePP/YEMgQPgvsqCKkIBwTPP/kvkP4M+UAWG20SQnOckjuH9E/wO0tl8A"
	webpAlpha     = "UklGRnAAAABXRUJQVlA4WAoAAAAQAAAAHwAADwAAQUxQSA4AAAABEAsmavlLhbA3IjL+fFZQOCA8AAAAkAIAnQEqIAAQAD4xFIhCoiEhGAQAIAMEoAAVNgAA/qJ///3uHrf+9oP/9b0//7a/fX//+hCv/9BIAAAA"
	webpLLAlpha   = "UklGRmAAAABXRUJQVlA4TFMAAAAvH8ADED9AEAjSIsPt77AGgSBE/h8ywStkwhDTy6l/JQTZNlUb+dEe+H8oia6wdZCBNW1bgVJIIYUUUkhhFMYfoP99Ivofu1o41Y/3BmZ18VXvAQA="
	webpAnimation = "UklGRtQAAABXRUJQVlA4WAoAAAACAAAAHwAADwAAQU5JTQYAAAD/////AABBTk1GVAAAAAAAAAAAAB8AAA8AAGQAAABWUDggPAAAAJACAJ0BKiAAEAA+MRSIQqIhIRgEACADBKAAFTYAAP6if//97h63/vaD//W9P/+2v31///oQr//QSAAAAEFOTUZMAAAAAAAAAAAAHwAADwAAZAAAAFZQOEwzAAAALx/AAwAfIBAgnHjz/2BDIED4L7KgipCAcEzz/5L5D+DPlAFhttEkJznJI7h/RP8DtLZfAA=="
	webpOriented  = "UklGRnwAAABXRUJQVlA4WAoAAAAIAAAAHwAADwAAVlA4IDwAAACQAgCdASogABAAPjEUiEKiISEYBAAgAwSgABU2AAD+on///e4et/72g//1vT//tr99f//6EK//0EgAAABFWElGGgAAAE1NACoAAAAIAAEBEgADAAAAAQAGAAAAAAAA"
)

// webpOffset is an animation of one frame at 4, 2 on a canvas of 40 × 20.
func webpOffset(t testing.TB) []byte {
	frame := fromBase64(t, webpLossy)[12:]
	body := append([]byte{2, 0, 0, 1, 0, 0, 31, 0, 0, 15, 0, 0, 100, 0, 0, 0}, frame...)
	out := appendChunk([]byte("RIFF\x00\x00\x00\x00WEBP"), "VP8X", []byte{2, 0, 0, 0, 39, 0, 0, 19, 0, 0})
	out = appendChunk(out, "ANMF", body)
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out
}

// cmyk is a JPEG of 8 × 8 pixels of four components, each of one value, with
// Adobe's marker. Its Huffman tables hold two codes and one.
func cmyk(values [4]int) []byte {
	out := []byte("\xff\xd8\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00")
	out = append(out, "\xff\xdb\x00\x43\x00"...)
	out = append(out, bytes.Repeat([]byte{8}, 64)...)
	out = append(out, "\xff\xc0\x00\x14\x08\x00\x08\x00\x08\x04\x01\x11\x00\x02\x11\x00\x03\x11\x00\x04\x11\x00"...)
	out = append(out, "\xff\xc4\x00\x15\x00\x00\x02"...) // 00 is no change, 01 one of seven bits
	out = append(append(out, make([]byte, 14)...), 0, 7)
	out = append(out, "\xff\xc4\x00\x14\x10\x01"...) // 0 ends the block
	out = append(append(out, make([]byte, 15)...), 0)
	out = append(out, "\xff\xda\x00\x0e\x04\x01\x00\x02\x00\x03\x00\x04\x00\x00\x3f\x00"...)
	var bits uint64
	for _, v := range values {
		diff := v - 128
		if diff < 0 {
			diff += 127
		}
		bits = bits<<10 | 1<<8 | uint64(diff)<<1
	}
	for shift := 32; shift >= 0; shift -= 8 {
		b := byte(bits >> shift)
		if out = append(out, b); b == 0xff {
			out = append(out, 0)
		}
	}
	return append(out, 0xff, 0xd9)
}
