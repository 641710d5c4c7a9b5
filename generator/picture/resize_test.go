package picture

import (
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"math/big"
	"math/rand"
	"testing"
)

// Averaging is compared with fractions that know no rounding.
func TestAverageIsTheShareOfEveryPixel(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewSource(1))
	for range 25 {
		w, h := 1+rng.Intn(19), 1+rng.Intn(19)
		outW, outH := 1+rng.Intn(w), 1+rng.Intn(h)
		pix := make([]byte, w*h)
		rng.Read(pix)
		got := scalePlane(pix, w, newAxis(edges(outW, 1, false), w, outW, w), newAxis(edges(outH, 1, false), h, outH, h))
		for y := range outH {
			for x := range outW {
				exact := new(big.Rat)
				for sy := range h {
					for sx := range w {
						share := new(big.Rat).Mul(covered(sx, x, w, outW), covered(sy, y, h, outH))
						exact.Add(exact, share.Mul(share, big.NewRat(int64(pix[sy*w+sx]), 1)))
					}
				}
				want, _ := exact.Float64()
				if diff := float64(got[y*outW+x]) - want; diff > 0.51 || diff < -0.51 {
					t.Fatalf("%d×%d to %d×%d at %d, %d: %d, want %.3f", w, h, outW, outH, x, y, got[y*outW+x], want)
				}
			}
		}
	}
}

// covered is the share of cell i of n that sample k of m makes up.
func covered(k, i, m, n int) *big.Rat {
	from, to := max(k*n, i*m), min((k+1)*n, (i+1)*m)
	return big.NewRat(int64(max(to-from, 0)), int64(m))
}

func TestWeightsSumToOne(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ samples, cells, step, shared int }{
		{4000, 1280, 1, 1}, {65535, 1, 1, 1}, {65535, 65534, 1, 1}, {7, 7, 2, 4}, {7, 7, 2, 1}, {1, 1, 2, 4}, {4001, 1279, 2, 2}, {3, 2, 2, 2},
	} {
		for _, mirrored := range []bool{false, true} {
			n := (c.samples + c.shared - 1) / c.shared
			a := newAxis(edges(c.cells, c.step, mirrored), c.samples, c.cells*c.shared, n)
			if want := (c.cells + c.step - 1) / c.step; a.cells() != want {
				t.Errorf("%+v: %d cells, want %d", c, a.cells(), want)
			}
			for i := range a.cells() {
				weights, sum := a.weights[a.start[i]:a.start[i+1]], uint32(0)
				for _, w := range weights {
					sum += w
				}
				if sum != one || a.first[i] < 0 || a.first[i]+len(weights) > n {
					t.Fatalf("%+v, cell %d: sum %d, samples %d + %d", c, i, sum, a.first[i], len(weights))
				}
			}
		}
	}
}

// Chroma of every subsampling stays beside its luma, at any size and turn.
func TestChromaStaysInPlace(t *testing.T) {
	t.Parallel()
	for _, ratio := range []image.YCbCrSubsampleRatio{
		image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
		image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
	} {
		for _, size := range []image.Point{{64, 48}, {65, 47}, {61, 33}} {
			m := image.NewYCbCr(image.Rectangle{Max: size}, ratio)
			for y := range size.Y {
				for x := range size.X {
					m.Y[m.YOffset(x, y)] = 100
					if x >= size.X/2 {
						m.Cb[m.COffset(x, y)] = 200
					}
					if y >= size.Y/2 {
						m.Cr[m.COffset(x, y)] = 200
					}
				}
			}
			r := raster{w: size.X, h: size.Y, img: m, opaque: true}
			for o := 1; o <= 8; o++ {
				for _, shrink := range []int{1, 2, 3} {
					w, h := size.X/shrink, size.Y/shrink
					if turns[o].swap {
						w, h = h, w
					}
					out := r.scale(w, h, turns[o]).(*image.YCbCr)
					for _, at := range []image.Point{{0, 0}, {w - 1, 0}, {0, h - 1}, {w - 1, h - 1}} {
						sx, sy := turns[o].from(at.X, at.Y, size.X/shrink, size.Y/shrink)
						c := out.YCbCrAt(at.X, at.Y)
						if c.Y != 100 || c.Cb != level(sx > 0) || c.Cr != level(sy > 0) {
							t.Errorf("%v %v, orientation %d, 1/%d, at %v: %v", ratio, size, o, shrink, at, c)
						}
					}
				}
			}
		}
	}
}

func level(high bool) byte {
	if high {
		return 200
	}
	return 0
}

func TestRowsOfPlanesAreThoseOfTheLibrary(t *testing.T) {
	t.Parallel()
	m := image.NewYCbCr(image.Rect(0, 0, 257, 300), image.YCbCrSubsampleRatio411)
	rng := rand.New(rand.NewSource(2))
	rng.Read(m.Y)
	rng.Read(m.Cb)
	rng.Read(m.Cr)
	r := raster{w: 257, h: 300, img: m, opaque: true}
	row := make([]byte, 4*257)
	for y := range 300 {
		from := y % 7
		r.row(row, y, from, 257)
		for x := from; x < 257; x++ {
			c := m.YCbCrAt(x, y)
			red, green, blue := color.YCbCrToRGB(c.Y, c.Cb, c.Cr)
			want := [4]byte{red, green, blue, 255}
			if got := [4]byte(row[4*(x-from):]); got != want {
				t.Fatalf("%d, %d: %v, want %v", x, y, got, want)
			}
		}
	}
}

// The sums below were made on amd64; every machine must come to the same.
func TestArithmeticIsTheSameEverywhere(t *testing.T) {
	t.Parallel()
	m := photo(301, 199)
	planes := image.NewYCbCr(m.Rect, image.YCbCrSubsampleRatio420)
	copy(planes.Y, m.Pix)
	copy(planes.Cb, m.Pix[9999:])
	copy(planes.Cr, m.Pix[33333:])
	stretched := image.NewYCbCr(m.Rect, image.YCbCrSubsampleRatio420)
	copy(stretched.Y, planes.Y)
	copy(stretched.Cb, planes.Cb)
	fullRange(stretched.Y, stretched.Cb)
	clear := &image.NRGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
	for i := 3; i < len(clear.Pix); i += 4 {
		clear.Pix[i] = clear.Pix[i-1]
	}
	a := raster{w: 301, h: 199, img: planes, opaque: true}
	b := raster{w: 301, h: 199, img: clear}
	small := a.scale(66, 100, turns[6]).(*image.YCbCr)
	for _, c := range []struct{ name, got, want string }{
		{"planes", sum(small.Y, small.Cb, small.Cr), "543229029aea8389ca09325db9d65560"},
		{"pixels", sum(b.scale(100, 66, turns[1]).(*image.NRGBA).Pix), "a18e85cb1fe9aa4821517e350929d86b"},
		{"stretched", sum(stretched.Y, stretched.Cb), "64e5b13a3cc40218f874ded32829e27b"},
		{"digest of planes", a.digest(turns[7]).String(), "e6c05466fb165f48015b04baa15294a6"},
		{"digest of pixels", b.digest(turns[2]).String(), "a477c00909795064e6b8674ada08e234"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s", c.name, c.got)
		}
	}
}

func sum(parts ...[]byte) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// A photo of twelve million pixels, from its bytes to six files. The bar is
// 350 ms and 100 MB, of which B/op is all that was allocated.
func BenchmarkEncode12MP(b *testing.B) {
	f := file(b, "a.jpg", jpegOf(b, photo(4000, 3000)))
	h, _ := Measure(f)
	r := DefaultRecipe
	r.WebP = WebP
	b.ReportAllocs()
	for b.Loop() {
		if _, problems := Encode(b.Context(), f, h, r); problems != nil {
			b.Fatal(problems)
		}
	}
}

func BenchmarkParts12MP(b *testing.B) {
	data := jpegOf(b, photo(4000, 3000))
	r, in, err := open(b.Context(), data, "")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("decode", func(b *testing.B) {
		for b.Loop() {
			if _, err := decode(b.Context(), data, in); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("scale", func(b *testing.B) {
		for b.Loop() {
			r.scale(1280, 960, turns[1])
		}
	})
	small := r.scaled(Variant{Width: 1280, Height: 960}, turns[1])
	formats := []string{"jpeg"}
	if WebP != "" {
		formats = append(formats, "webp")
	}
	for _, format := range formats {
		b.Run(format, func(b *testing.B) {
			for b.Loop() {
				if _, err := small.encoded(format, DefaultRecipe.Quality); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	for _, o := range []int{1, 6} {
		b.Run("digest"+digits(o), func(b *testing.B) {
			for b.Loop() {
				r.digest(turns[o])
			}
		})
	}
}
