package picture

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"hash"

	"playbook/generator/source"
)

// Pixels is the digest of what a picture shows, for the gate that keeps
// withheld pictures out of the output whatever file they come in.
//
// It is taken over width, height and then, row by row from the top left, red,
// green, blue and alpha of every pixel at full size, 8 bits each, upright, not
// multiplied by alpha; a pixel that cannot be seen counts as four zeros. So it
// is the same for a copy under another name, with metadata removed or added, saved as
// PNG from the same decoded pixels, losslessly re-encoded, or turned together with its
// orientation. Of an animation it is the first frame.
//
// It is not the same for a picture that was scaled, cropped or compressed
// again, and a program that decodes JPEG with other rounding and saves PNG
// gives other pixels. What we publish is itself scaled and compressed again:
// compare the digests that Encode gives of shown media with those of withheld
// media, never those of variants.
//
// An error says why data is no picture that can be decoded.
func Pixels(data []byte) (source.Digest, error) {
	r, in, err := open(context.Background(), data, "")
	if err != nil {
		return source.Digest{}, err
	}
	return r.digest(turns[in.Orientation]), nil
}

// open measures and decodes a picture in memory, until ctx ends.
func open(ctx context.Context, data []byte, name string) (raster, info, error) {
	in, err := measure(bytes.NewReader(data), int64(len(data)), name)
	if err != nil {
		return raster{}, info{}, err
	}
	r, err := decode(ctx, data, in)
	return r, in, err
}

// digest is Pixels of r.
func (r raster) digest(t turn) source.Digest {
	sum := sha256.New()
	if t.swap {
		sumSize(sum, r.h, r.w)
		r.sumColumns(sum, t)
	} else {
		sumSize(sum, r.w, r.h)
		r.sumRows(sum, t)
	}
	return source.Digest(sum.Sum(nil)[:16])
}

func sumSize(sum hash.Hash, w, h int) {
	var b [8]byte
	binary.LittleEndian.PutUint32(b[:], uint32(w))
	binary.LittleEndian.PutUint32(b[4:], uint32(h))
	sum.Write(b[:])
}

func (r raster) sumRows(sum hash.Hash, t turn) {
	row := make([]byte, 4*r.w)
	for y := range r.h {
		_, sy := t.from(0, y, r.w, r.h)
		r.row(row, sy, 0, r.w)
		r.hide(row)
		if t.mirrorX {
			mirror(row)
		}
		sum.Write(row)
	}
}

// band is how many stored columns are gathered at once where they become rows:
// reading single columns would load every cache line of the picture many times.
const band = 32

func (r raster) sumColumns(sum hash.Hash, t turn) {
	stride := 4*r.h + 64 // apart from powers of two, which share cache lines
	part, rows := make([]byte, 4*band), make([]byte, stride*band)
	for y := 0; y < r.w; y += band {
		n := min(band, r.w-y)
		x0 := y
		if t.mirrorX {
			x0 = r.w - y - n
		}
		for sy := range r.h {
			r.row(part, sy, x0, x0+n)
			r.hide(part[:4*n])
			if t.mirrorX {
				mirror(part[:4*n])
			}
			x := sy
			if t.mirrorY {
				x = r.h - 1 - sy
			}
			for k := range n {
				*(*[4]byte)(rows[k*stride+4*x:]) = [4]byte(part[4*k:])
			}
		}
		for k := range n {
			sum.Write(rows[k*stride:][:4*r.h])
		}
	}
}

// hide clears the colours of pixels that cannot be seen: encoders keep or
// change them as they like.
func (r raster) hide(pix []byte) {
	if r.opaque {
		return
	}
	for i := 0; i < len(pix); i += 4 {
		if pix[i+3] == 0 {
			clear(pix[i : i+3])
		}
	}
}

// mirror turns a row around.
func mirror(row []byte) {
	for i, j := 0, len(row)-4; i < j; i, j = i+4, j-4 {
		a, b := (*[4]byte)(row[i:]), (*[4]byte)(row[j:])
		*a, *b = *b, *a
	}
}
