//go:build cgo

package picture

import (
	"image"

	"github.com/chai2010/webp"
)

// WebP is the version of the encoder for WebP that this program has, or "".
const WebP = "libwebp 1.4.0"

// encodeWebP makes a lossy WebP. The encoder takes colours not multiplied by
// alpha, whatever the image type that it is handed is called.
func encodeWebP(r raster, quality int) ([]byte, error) {
	if r.opaque {
		m := webp.NewRGBImage(image.Rect(0, 0, r.w, r.h))
		line := make([]byte, 4*r.w)
		for y := range r.h {
			r.row(line, y, 0, r.w)
			out := m.XPix[y*m.XStride:][:3*r.w]
			for i, j := 0, 0; i < len(out); i, j = i+3, j+4 {
				out[i], out[i+1], out[i+2] = line[j], line[j+1], line[j+2]
			}
		}
		return webp.EncodeRGB(m, float32(quality))
	}
	m := image.NewRGBA(image.Rect(0, 0, r.w, r.h))
	for y := range r.h {
		r.row(m.Pix[y*m.Stride:], y, 0, r.w)
	}
	return webp.EncodeRGBA(m, float32(quality))
}
