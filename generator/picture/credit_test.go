package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"strings"
	"testing"
)

// A signed file is the same picture to whoever reads it, and what it says comes
// before or behind its pixels, whole.
func TestSignedFilesAreTheSamePictures(t *testing.T) {
	t.Parallel()
	credit := &Credit{Creators: []string{"A & <B>\x00"}, Line: "林夏", Copyright: "© A", Terms: []Terms{{"en", "Ask."}}, Page: "https://a.example/#p"}
	palette := color.Palette{color.Black, color.White}
	frame := func(i int) *image.Paletted {
		m := image.NewPaletted(image.Rect(0, 0, 12, 8), palette)
		m.SetColorIndex(i, i, 1)
		return m
	}
	wide := profileOf([9]int{0x83df, 0x3dbf, 0xffffffbb, 0x4abf, 0xb137, 0x0ab9, 0x2838, 0x110b, 0xc8b9})
	for name, data := range map[string][]byte{
		"a.jpg": jpegOf(t, photo(61, 40)), "a.png": pngOf(t, paint(20, "abg")), "a.webp": fromBase64(t, webpAlpha), "moves.webp": fromBase64(t, webpAnimation),
		"moves.gif": gifOf(t, &gif.GIF{Image: []*image.Paletted{frame(0), frame(1), frame(2)}, Delay: []int{1, 1, 1}}),
		"wide.jpg":  withSegment(jpegOf(t, photo(60, 40)), 0xe2, "ICC_PROFILE\x00\x01\x01"+wide),
	} {
		f := file(t, name, data)
		h, _ := Measure(f)
		r := Recipe{Widths: []int{20, 60}, Moving: true, WebP: WebP}
		made, problems := Encode(t.Context(), f, h, r)
		if len(problems) > 0 {
			t.Fatal(name, problems)
		}
		for i, v := range h.Variants(r) {
			plain := made.Files[i]
			signed := credit.sign(plain, v.Format)
			if !bytes.Contains(signed, credit.packet()) || bytes.Contains(plain, []byte("xpacket")) {
				t.Errorf("%s: %s %d does not say whose it is", name, v.Format, v.Width)
			}
			if again := credit.sign(plain, v.Format); !bytes.Equal(again, signed) {
				t.Errorf("%s: %s %d is signed in two ways", name, v.Format, v.Width)
			}
			if !bytes.Equal(Unsigned(signed), plain) || !bytes.Equal(Unsigned(plain), plain) {
				t.Errorf("%s: %s %d without its credit is not what it was", name, v.Format, v.Width)
			}
			was, err1 := Pixels(plain)
			now, err2 := Pixels(signed)
			if err1 != nil || err2 != nil || was != now {
				t.Errorf("%s: %s %d: %v %v, pixels %v", name, v.Format, v.Width, err1, err2, was == now)
			}
			before, _ := Measure(file(t, "a", plain))
			after, _ := Measure(file(t, "a", signed))
			if before != after {
				t.Errorf("%s: %s %d: header %+v was %+v", name, v.Format, v.Width, after, before)
			}
			if v.Format == "gif" {
				if g, err := gif.DecodeAll(bytes.NewReader(signed)); err != nil || len(g.Image) != 3 {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	}
	for _, data := range []string{"", "<?xpacket begin=", "RIFF<?xpacket begin=" + packetEnd, "RIFF....WEBPXMP \x23\x00\x00\x00<?xpacket begin=" + packetEnd + "\x00"} {
		if got := Unsigned([]byte(data)); len(got) > len(data) {
			t.Errorf("%q became %q", data, got)
		}
	}
	if strings.Contains(string(credit.packet()), "\x00") {
		t.Error("a packet is no XML")
	}
	if plain := jpegOf(t, photo(8, 8)); !bytes.Equal((&Credit{Line: strings.Repeat("long ", 20_000)}).sign(plain, "jpeg"), plain) {
		t.Error("a credit that no segment holds was written")
	}
}

func TestCreditDigestCoversAll(t *testing.T) {
	t.Parallel()
	full := func() *Credit {
		return &Credit{[]string{"a"}, "b", "c", []Terms{{"en", "d"}}, "e"}
	}
	seen := map[string]bool{full().Digest().String(): true, (*Credit)(nil).Digest().String(): true}
	for i, change := range []func(c *Credit){
		func(c *Credit) { c.Creators = []string{"x"} }, func(c *Credit) { c.Line = "x" }, func(c *Credit) { c.Copyright = "x" },
		func(c *Credit) { c.Terms[0].Lang = "x" }, func(c *Credit) { c.Terms[0].Text = "x" }, func(c *Credit) { c.Page = "x" },
	} {
		c := full()
		change(c)
		if d := fmt.Sprint(c.Digest()); seen[d] {
			t.Errorf("change %d changes no digest", i)
		} else {
			seen[d] = true
		}
	}
}
