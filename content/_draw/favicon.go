//go:build ignore

// Favicon draws the site's icon, an osmanthus flower on a seal:
//
//	go run content/_draw/favicon.go content/static/favicon.png
package main

import (
	"image"
	"image/color"
	"image/png"
	"log"
	"math"
	"os"
)

const (
	size    = 64
	samples = 8 // per pixel and direction, for smooth edges
)

var (
	seal   = color.NRGBA{0xBC, 0x2E, 0x1D, 0xFF}
	flower = color.NRGBA{0xFB, 0xE2, 0xAB, 0xFF}
	heart  = color.NRGBA{0xB3, 0x66, 0x1A, 0xFF}
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: go run favicon.go FILE.png")
	}
	if err := write(os.Args[1], draw()); err != nil {
		log.Fatal(err)
	}
}

func write(name string, m image.Image) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := png.Encode(f, m); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// draw averages samples×samples points of every pixel.
func draw() image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			m.SetNRGBA(x, y, pixel(x, y))
		}
	}
	return m
}

func pixel(px, py int) color.NRGBA {
	var r, g, b, hit int
	for i := range samples * samples {
		x := float64(px) + (float64(i%samples)+0.5)/samples
		y := float64(py) + (float64(i/samples)+0.5)/samples
		c, ok := at(x, y)
		if !ok {
			continue
		}
		r, g, b, hit = r+int(c.R), g+int(c.G), b+int(c.B), hit+1
	}
	if hit == 0 {
		return color.NRGBA{}
	}
	a := 255 * hit / (samples * samples)
	return color.NRGBA{uint8(r / hit), uint8(g / hit), uint8(b / hit), uint8(a)}
}

// at says what colour lies at a point, if any.
func at(x, y float64) (color.NRGBA, bool) {
	if !inSquare(x, y, 2, 13) {
		return color.NRGBA{}, false
	}
	x, y = x-size/2, y-size/2
	if math.Hypot(x, y) < 4 {
		return heart, true
	}
	if inPetal(x, y) {
		return flower, true
	}
	return seal, true
}

// inSquare reports whether a point lies in the square that keeps margin from
// the edges and has corners of the given radius.
func inSquare(x, y, margin, radius float64) bool {
	half := size/2 - margin
	dx := math.Max(0, math.Abs(x-size/2)-(half-radius))
	dy := math.Max(0, math.Abs(y-size/2)-(half-radius))
	return math.Hypot(dx, dy) <= radius
}

// inPetal reports whether a point lies in one of four petals, ellipses that
// point up, right, down and left.
func inPetal(x, y float64) bool {
	const away, long, wide = 12.5, 11, 8.2
	for _, d := range [][2]float64{{0, -1}, {1, 0}, {0, 1}, {-1, 0}} {
		along := x*d[0] + y*d[1] - away
		across := x*d[1] - y*d[0]
		if along*along/(long*long)+across*across/(wide*wide) <= 1 {
			return true
		}
	}
	return false
}
