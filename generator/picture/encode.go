package picture

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"

	"playbook/generator/source"
)

// Recipe is how a picture is published. Zero fields are those of DefaultRecipe.
type Recipe struct {
	MaxWidth int    // in pixels; smaller pictures keep their size
	Quality  int    // of JPEG, 1 to 100
	Format   string // "jpeg" or "png"; "" for what suits the picture
}

// DefaultRecipe suits the text column of a site on a screen of high density:
// twice its 640 points.
var DefaultRecipe = Recipe{MaxWidth: 1280, Quality: 82}

func (r Recipe) full() Recipe {
	if r.MaxWidth <= 0 {
		r.MaxWidth = DefaultRecipe.MaxWidth
	}
	if r.Quality <= 0 {
		r.Quality = DefaultRecipe.Quality
	}
	return r
}

// Out is what Encode will make of a picture with this header: "jpeg" if it is
// opaque and "png" if it may be transparent, as wide as the recipe allows, and
// never larger than it was. The zero Header gives nothing.
func (h Header) Out(r Recipe) (format string, width, height int) {
	if h.Width <= 0 || h.Height <= 0 {
		return "", 0, 0
	}
	format = r.Format
	switch {
	case format != "":
	case h.Opaque:
		format = "jpeg"
	default:
		format = "png"
	}
	width = min(h.Width, r.full().MaxWidth)
	return format, width, max(1, (h.Height*width+h.Width/2)/h.Width)
}

// Encode makes the picture that is published: upright, of the size and format
// that h.Out(r) tells, with no metadata at all. The digest is Pixels of the
// file. H is what Measure said of f. Its problems are all errors; there are no
// bytes then. A weight for running several at once is h.Width times h.Height.
func Encode(f *source.File, h Header, r Recipe) ([]byte, source.Digest, []source.Problem) {
	out, digest, err := encode(f, h, r)
	if err != nil {
		return nil, source.Digest{}, []source.Problem{problem(f, err)}
	}
	return out, digest, nil
}

func encode(f *source.File, h Header, r Recipe) ([]byte, source.Digest, error) {
	if f.Size > MaxBytes {
		return nil, source.Digest{}, bad(msgBytes, helpSmaller, digits(int(f.Size>>20)), digits(MaxBytes>>20))
	}
	data, err := f.Bytes()
	if err != nil {
		return nil, source.Digest{}, err
	}
	pic, in, err := open(data, f.Name)
	if err != nil {
		return nil, source.Digest{}, err
	}
	if in.Header != h {
		return nil, source.Digest{}, bad(msgChanged, helpRebuild)
	}
	var out bytes.Buffer
	format, width, height := h.Out(r)
	img := pic.scale(width, height, turns[h.Orientation])
	if format == "jpeg" {
		err = jpeg.Encode(&out, img, &jpeg.Options{Quality: r.full().Quality})
	} else {
		err = png.Encode(&out, img)
	}
	if err != nil {
		return nil, source.Digest{}, bad(msgEncode, helpResave, err.Error())
	}
	return out.Bytes(), pic.digest(turns[h.Orientation]), nil
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
