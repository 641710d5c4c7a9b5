package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

// A raster is a decoded picture as it was stored, not turned.
type raster struct {
	w, h   int
	img    image.Image
	opaque bool // the header says so; alpha is then not looked at
}

// decode decodes what measure has found to be safe, until ctx ends. A decoder's
// panic is a fault of the picture.
func decode(ctx context.Context, data []byte, in info) (r raster, err error) {
	defer func() {
		if p := recover(); p != nil {
			r, err = raster{}, bad(msgBroken, helpResave, fmt.Sprint(p))
		}
	}()
	img, err := decoders[in.Format](&patient{ctx, bytes.NewReader(data)}, data, in)
	if stop := ctx.Err(); stop != nil {
		return raster{}, stop
	}
	if err != nil {
		return raster{}, decoding(err)
	}
	r = raster{w: in.w, h: in.h, img: img, opaque: in.Opaque}
	if b := img.Bounds(); b != image.Rect(0, 0, in.w, in.h) {
		if in.frame.w == 0 || b.Size() != image.Pt(in.frame.w, in.frame.h) {
			return raster{}, bad(msgBroken, helpResave, "its size is not that of its header")
		}
		r.img = place(img, in)
	}
	return r, nil
}

// patient reads until its context ends, which makes decoders give up.
type patient struct {
	ctx context.Context
	r   *bytes.Reader
}

func (p *patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}

// decoders read r, which gives data.
var decoders = map[string]func(r io.Reader, data []byte, in info) (image.Image, error){
	"jpeg": decodeJPEG,
	"png":  func(r io.Reader, _ []byte, _ info) (image.Image, error) { return png.Decode(r) },
	"gif":  func(r io.Reader, _ []byte, _ info) (image.Image, error) { return gif.Decode(r) },
	"webp": decodeWebP,
}

func decodeJPEG(r io.Reader, data []byte, in info) (image.Image, error) {
	if err := checkScans(data, in); err != nil {
		return nil, err
	}
	img, err := jpeg.Decode(r)
	if kind := jpeg.UnsupportedError(""); errors.As(err, &kind) {
		return nil, bad(msgKind, helpResave, "JPEG", string(kind))
	}
	return img, err
}

func decodeWebP(_ io.Reader, data []byte, in info) (image.Image, error) {
	img, err := webp.Decode(bytes.NewReader(webpFrame(data, in.frame)))
	switch m := img.(type) {
	case *image.YCbCr:
		fullRange(m.Y, m.Cb, m.Cr)
	case *image.NYCbCrA:
		fullRange(m.Y, m.Cb, m.Cr)
	}
	return img, err
}

// place puts a frame that is smaller than its canvas at its place, with
// nothing around it, as browsers do.
func place(img image.Image, in info) *image.NRGBA {
	canvas := image.NewNRGBA(image.Rect(0, 0, in.w, in.h))
	part := raster{w: in.frame.w, h: in.frame.h, img: img}
	for y := range part.h {
		part.row(canvas.Pix[canvas.PixOffset(in.frame.x, in.frame.y+y):], y, 0, part.w)
	}
	return canvas
}

// row puts the pixels x0 up to x1 of row y into dst: red, green, blue and
// alpha, a byte each, colours not multiplied by alpha. Sixteen bits lose their
// lower eight.
func (r raster) row(dst []byte, y, x0, x1 int) {
	n := x1 - x0
	dst = dst[:4*n]
	b := r.img.Bounds().Min
	x := x0 + b.X
	y += b.Y
	switch m := r.img.(type) {
	case *image.YCbCr:
		rowYCbCr(dst, m, x, y)
	case *image.NYCbCrA:
		rowYCbCr(dst, &m.YCbCr, x, y)
		for i, a := range m.A[m.AOffset(x, y):][:n] {
			dst[4*i+3] = a
		}
	case *image.Gray:
		for i, v := range m.Pix[m.PixOffset(x, y):][:n] {
			p := dst[4*i : 4*i+4]
			p[0], p[1], p[2], p[3] = v, v, v, 255
		}
	case *image.NRGBA:
		copy(dst, m.Pix[m.PixOffset(x, y):])
	case *image.RGBA: // decoders use it for opaque pictures only
		copy(dst, m.Pix[m.PixOffset(x, y):])
	case *image.NRGBA64:
		high(dst, m.Pix[m.PixOffset(x, y):])
	case *image.RGBA64: // opaque, too
		high(dst, m.Pix[m.PixOffset(x, y):])
	case *image.CMYK:
		src := m.Pix[m.PixOffset(x, y):]
		for i := range n {
			p, c := dst[4*i:4*i+4], src[4*i:4*i+4]
			p[0], p[1], p[2] = color.CMYKToRGB(c[0], c[1], c[2], c[3])
			p[3] = 255
		}
	case *image.Paletted:
		rowPaletted(dst, m, x, y)
	default:
		for i := range n {
			c := color.NRGBAModel.Convert(m.At(x+i, y)).(color.NRGBA)
			p := dst[4*i : 4*i+4]
			p[0], p[1], p[2], p[3] = c.R, c.G, c.B, c.A
		}
	}
	if _, seen := r.img.(*image.YCbCr); r.opaque && !seen {
		for i := 3; i < len(dst); i += 4 {
			dst[i] = 255
		}
	}
}

// high takes the higher of every two bytes.
func high(dst, src []byte) {
	for i := range dst {
		dst[i] = src[2*i]
	}
}

func rowPaletted(dst []byte, m *image.Paletted, x, y int) {
	var palette [256]color.NRGBA
	for i, c := range m.Palette {
		palette[i] = color.NRGBAModel.Convert(c).(color.NRGBA)
	}
	for i, v := range m.Pix[m.PixOffset(x, y):][:len(dst)/4] {
		c, p := palette[v], dst[4*i:4*i+4]
		p[0], p[1], p[2], p[3] = c.R, c.G, c.B, c.A
	}
}

// rowYCbCr is color.YCbCrToRGB along a row, which reads and multiplies each
// chroma once for all pixels that share it.
func rowYCbCr(dst []byte, m *image.YCbCr, x, y int) {
	luma := m.Y[m.YOffset(x, y):][:len(dst)/4]
	columns, _ := subsampling(m.SubsampleRatio)
	start := m.COffset(x, y)
	cb, cr := m.Cb[start:], m.Cr[start:]
	share := columns - x%columns
	for c := 0; len(luma) > 0; c++ {
		share = min(share, len(luma))
		b, r := int32(cb[c])-128, int32(cr[c])-128
		red, green, blue := 91881*r, -22554*b-46802*r, 116130*b
		if share == 2 { // as cameras and phones have it
			v, w := int32(luma[0])*0x10101, int32(luma[1])*0x10101
			p := (*[8]byte)(dst)
			binary.LittleEndian.PutUint32(p[:4], clamp(v+red)|clamp(v+green)<<8|clamp(v+blue)<<16|opaque)
			binary.LittleEndian.PutUint32(p[4:], clamp(w+red)|clamp(w+green)<<8|clamp(w+blue)<<16|opaque)
			luma, dst, share = luma[2:], dst[8:], columns
			continue
		}
		for i, v := range luma[:share] {
			v := int32(v) * 0x10101
			binary.LittleEndian.PutUint32(dst[4*i:], clamp(v+red)|clamp(v+green)<<8|clamp(v+blue)<<16|opaque)
		}
		luma, dst, share = luma[share:], dst[4*share:], columns
	}
}

const opaque = 0xff << 24

// clamp is v/65536, kept in a byte.
func clamp(v int32) uint32 {
	if uint32(v)&0xff000000 == 0 {
		return uint32(v) >> 16
	}
	return uint32(^(v >> 31)) & 0xff
}

// subsampling is how many columns and rows of luma share one of chroma.
func subsampling(ratio image.YCbCrSubsampleRatio) (columns, rows int) {
	switch ratio {
	case image.YCbCrSubsampleRatio422:
		return 2, 1
	case image.YCbCrSubsampleRatio420:
		return 2, 2
	case image.YCbCrSubsampleRatio440:
		return 1, 2
	case image.YCbCrSubsampleRatio411:
		return 4, 1
	case image.YCbCrSubsampleRatio410:
		return 4, 2
	}
	return 1, 1
}
