package picture

// A turn is what EXIF's orientation 1 to 8 does to stored pixels: mirror their
// columns, mirror their rows, then swap the two (EXIF 2.32 §4.6.4, tag 274).
type turn struct{ mirrorX, mirrorY, swap bool }

var turns = [9]turn{
	2: {mirrorX: true},
	3: {mirrorX: true, mirrorY: true},
	4: {mirrorY: true},
	5: {swap: true},
	6: {swap: true, mirrorY: true},
	7: {swap: true, mirrorX: true, mirrorY: true},
	8: {swap: true, mirrorX: true},
}

// from is where in a stored picture of w × h the pixel shown at x, y lies.
func (t turn) from(x, y, w, h int) (int, int) {
	if t.swap {
		x, y = y, x
	}
	if t.mirrorX {
		x = w - 1 - x
	}
	if t.mirrorY {
		y = h - 1 - y
	}
	return x, y
}

// plane turns a plane of w × h pixels of n bytes each, without gaps.
func (t turn) plane(pix []byte, w, h, n int) []byte {
	if t == (turn{}) {
		return pix
	}
	outW, outH := w, h
	if t.swap {
		outW, outH = h, w
	}
	out := make([]byte, 0, len(pix))
	for y := range outH {
		for x := range outW {
			sx, sy := t.from(x, y, w, h)
			at := (sy*w + sx) * n
			out = append(out, pix[at:at+n]...)
		}
	}
	return out
}
