package picture

import (
	"bytes"
	"cmp"
	"context"
	"image"
	"image/jpeg"
	"image/png"
	"sync"

	"playbook/generator/source"
)

// Recipe is how a picture is published. Zero fields are those of DefaultRecipe.
type Recipe struct {
	Widths  []int  // in pixels, narrowest first
	Quality int    // of JPEG, 1 to 100
	Format  string // "jpeg", "png" or, if there is WebP, "webp"; "" for what suits the picture
	Moving  bool   // publish animations as they are, too
	WebP    string // version of the encoder that makes WebP as well; "" for none
}

// DefaultRecipe has the widths of a card, of a card on a screen of high density
// or a post on a phone, and of the text column at high density.
var DefaultRecipe = Recipe{Widths: []int{320, 640, 1280}, Quality: 80, Moving: true}

// webpQuality makes WebP look like JPEG of DefaultRecipe.
const webpQuality = 75

func (r Recipe) full() Recipe {
	if len(r.Widths) == 0 {
		r.Widths = DefaultRecipe.Widths
	}
	if r.Quality <= 0 {
		r.Quality = DefaultRecipe.Quality
	}
	return r
}

// Digest covers the recipe and what carries it out.
func (r Recipe) Digest() source.Digest {
	r = r.full()
	var s source.Sum
	for _, w := range r.Widths {
		s.Int(w)
	}
	return s.Int(r.Quality).Str(r.Format).Bool(r.Moving).Str(r.WebP).Str(Version).Sum()
}

// A Variant is one of the files that a picture is published as.
type Variant struct {
	Format        string // jpeg, png, webp or, of animations, gif
	Width, Height int
	Moving        bool // the animation as it is
}

// maxTall is the longest side that WebP can say (RFC 9649 §3.4).
const maxTall = 16_383

// Variants is what Encode will make of a picture with this header: every width
// in a format that everything reads, narrowest first, and then the same in
// WebP; last comes the animation of which the others are the first frame. That format is "jpeg" if the picture is opaque and "png" if it may be
// transparent. No variant is larger than the picture, and none is so near the
// next that it saves nothing. The zero Header gives nothing.
func (h Header) Variants(r Recipe) []Variant {
	if h.Width <= 0 || h.Height <= 0 {
		return nil
	}
	format := r.Format
	switch {
	case format != "":
	case h.Opaque:
		format = "jpeg"
	default:
		format = "png"
	}
	formats := []string{format}
	if format != "webp" && r.WebP != "" {
		formats = append(formats, "webp")
	}
	var list []Variant
	for _, f := range formats {
		for _, w := range h.widths(r.full().Widths) {
			v := Variant{Format: f, Width: w, Height: max(1, (h.Height*w+h.Width/2)/h.Width)}
			if f != format && v.Height > maxTall {
				break // a line, of one pixel's width
			}
			list = append(list, v)
		}
	}
	if h.Animated && r.Moving && h.Format != "png" {
		list = append(list, Variant{Format: h.Format, Width: h.Width, Height: h.Height, Moving: true})
	}
	return list
}

func (h Header) widths(list []int) []int {
	widest := min(h.Width, list[len(list)-1])
	if h.Height*widest > maxTall*h.Width {
		widest = max(1, maxTall*h.Width/h.Height)
	}
	var widths []int
	for _, w := range list {
		if 5*w <= 4*widest {
			widths = append(widths, w)
		}
	}
	return append(widths, widest)
}

// Made is what Encode makes of a picture.
type Made struct {
	Files  [][]byte      // one for each of Header.Variants
	Pixels source.Digest // of the file, see Pixels
	Looks  Looks
}

// Encode makes the files that are published: upright, of the sizes and formats
// that h.Variants(r) tells, with no metadata but a colour profile. H is what
// Measure said of f. Its problems are all errors; there are no files then.
func Encode(ctx context.Context, f *source.File, h Header, r Recipe) (Made, []source.Problem) {
	m, err := encode(ctx, f, h, r.full())
	if err != nil {
		return Made{}, []source.Problem{problem(f, err)}
	}
	return m, nil
}

func encode(ctx context.Context, f *source.File, h Header, r Recipe) (Made, error) {
	if f.Size > MaxBytes {
		return Made{}, bad(msgBytes, helpSmaller, digits(int(f.Size>>20)), digits(MaxBytes>>20))
	}
	data, err := f.Bytes()
	if err != nil {
		return Made{}, err
	}
	pic, in, err := open(ctx, data, f.Name)
	if err != nil {
		return Made{}, err
	}
	if in.Header != h {
		return Made{}, bad(msgChanged, helpRebuild)
	}
	m, err := pic.made(ctx, in, h.Variants(r), r)
	if err != nil {
		return Made{}, err
	}
	if last := len(m.Files) - 1; m.Files[last] == nil {
		m.Files[last], err = moving(data, in, f.Name)
	}
	return m, err
}

// made is what Encode makes, but for what moves. It keeps two processors busy, for
// whoever waits for one picture, as while editing: one takes the
// digest while the other scales, and then both encode.
func (r raster) made(ctx context.Context, in info, variants []Variant, recipe Recipe) (Made, error) {
	m := Made{Files: make([][]byte, len(variants))}
	sizes, errs := make([]raster, len(variants)), make([]error, len(variants))
	ready := make(chan int, len(variants))
	encode := func() {
		for k := range ready {
			m.Files[k], errs[k] = sizes[k].file(ctx, variants[k].Format, recipe.Quality, in.profile)
		}
	}
	var other sync.WaitGroup
	other.Go(func() {
		m.Pixels = r.digest(turns[in.Orientation])
		encode()
	})
	// Widest first: each is scaled down from the one before. WebP first: it takes longest.
	pic, t := r, turns[in.Orientation]
	for i := len(in.widths(recipe.Widths)) - 1; i >= 0; i-- {
		pic, t = pic.scaled(variants[i], t), turn{}
		for k := len(variants) - 1; k >= 0; k-- {
			if v := variants[k]; v.Width == variants[i].Width && !v.Moving {
				sizes[k] = pic
				ready <- k
			}
		}
	}
	close(ready)
	m.Looks = pic.looks()
	encode()
	other.Wait()
	return m, cmp.Or(errs...)
}

// file is r as it is published.
func (r raster) file(ctx context.Context, format string, quality int, profile []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	file, err := r.encoded(format, quality)
	if err != nil {
		return nil, bad(msgEncode, helpResave, err.Error())
	}
	return withProfile(file, format, profile), nil
}

// inspect is what Encode says of a picture that is not published.
func inspect(ctx context.Context, data []byte) (Made, error) {
	pic, in, err := open(ctx, data, "")
	if err != nil {
		return Made{}, err
	}
	t := turns[in.Orientation]
	m := Made{Pixels: pic.digest(t)}
	list := in.Variants(DefaultRecipe)
	for i := len(in.widths(DefaultRecipe.Widths)) - 1; i >= 0; i-- {
		pic, t = pic.scaled(list[i], t), turn{}
	}
	m.Looks = pic.looks()
	return m, nil
}

// scaled is r in the size of v, turned.
func (r raster) scaled(v Variant, t turn) raster {
	return raster{w: v.Width, h: v.Height, img: r.scale(v.Width, v.Height, t), opaque: r.opaque}
}

// encoded is r as a file.
func (r raster) encoded(format string, quality int) ([]byte, error) {
	var out bytes.Buffer
	var err error
	switch format {
	case "jpeg":
		err = jpeg.Encode(&out, r.img, &jpeg.Options{Quality: quality})
	case "png":
		err = png.Encode(&out, r.img)
	default:
		return encodeWebP(r, webpQuality)
	}
	return out.Bytes(), err
}

// scale is r, w × h pixels large and upright. Planes stay planes, so that a
// JPEG is neither taken to RGB and back nor copied at full size.
func (r raster) scale(w, h int, t turn) image.Image {
	shown := image.Rect(0, 0, w, h)
	if t.swap {
		w, h = h, w
	}
	x := newAxis(edges(w, 1, false), r.w, w, r.w)
	y := newAxis(edges(h, 1, false), r.h, h, r.h)
	switch m := r.img.(type) {
	case *image.Gray:
		return &image.Gray{Pix: t.plane(scalePlane(m.Pix, m.Stride, x, y), w, h, 1), Stride: shown.Dx(), Rect: shown}
	case *image.YCbCr:
		columns, rows := subsampling(m.SubsampleRatio)
		cx := newAxis(edges(w, 2, t.mirrorX), r.w, w*columns, (r.w+columns-1)/columns)
		cy := newAxis(edges(h, 2, t.mirrorY), r.h, h*rows, (r.h+rows-1)/rows)
		chroma := func(pix []byte) []byte {
			return t.plane(scalePlane(pix, m.CStride, cx, cy), cx.cells(), cy.cells(), 1)
		}
		return &image.YCbCr{
			Y: t.plane(scalePlane(m.Y, m.YStride, x, y), w, h, 1), Cb: chroma(m.Cb), Cr: chroma(m.Cr),
			YStride: shown.Dx(), CStride: (shown.Dx() + 1) / 2,
			SubsampleRatio: image.YCbCrSubsampleRatio420, Rect: shown,
		}
	}
	pix := t.plane(r.scalePixels(x, y), w, h, 4)
	if r.opaque {
		return &image.RGBA{Pix: pix, Stride: 4 * shown.Dx(), Rect: shown}
	}
	return &image.NRGBA{Pix: pix, Stride: 4 * shown.Dx(), Rect: shown}
}

// scalePlane averages a plane of bytes.
func scalePlane(pix []byte, stride int, x, y axis) []byte {
	out := make([]byte, 0, x.cells()*y.cells())
	row := func(dst []uint16, y int) { x.bytes(dst, pix[y*stride:]) }
	average(y, x.cells(), row, func(sums []uint16) {
		for _, v := range sums {
			out = append(out, byte((uint32(v)+128)>>8))
		}
	})
	return out
}

// scalePixels averages red, green, blue and alpha. Colours count as much as
// they can be seen, or the colour under what is transparent would show at its edges.
func (r raster) scalePixels(x, y axis) []byte {
	out := make([]byte, 0, 4*x.cells()*y.cells())
	line, wide := make([]byte, 4*r.w), make([]uint16, 4*r.w)
	row := func(dst []uint16, y int) {
		r.row(line, y, 0, r.w)
		for i := 0; i < len(line); i += 4 {
			p, q, a := line[i:i+4], wide[i:i+4], uint16(line[i+3])
			q[0], q[1], q[2], q[3] = uint16(p[0])*a, uint16(p[1])*a, uint16(p[2])*a, 255*a
		}
		x.quads(dst, wide)
	}
	average(y, 4*x.cells(), row, func(sums []uint16) {
		for i := 0; i < len(sums); i += 4 {
			a := uint32(sums[i+3])
			if a < 128 { // rounds to no alpha at all
				out = append(out, 0, 0, 0, 0)
				continue
			}
			for _, v := range sums[i : i+3] {
				out = append(out, byte(min((uint32(v)*255+a/2)/a, 255)))
			}
			out = append(out, byte((a+127)/255))
		}
	})
	return out
}
