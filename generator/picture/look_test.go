package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"testing"
)

// However a picture is saved again, mirrored or cropped, it is the Same; no two
// pictures are.
func TestLooks(t *testing.T) {
	t.Parallel()
	looks := func(seed, w, h int, change func(image.Image) image.Image) Looks {
		m := change(tiles(seed, w, h))
		return raster{w: m.Bounds().Dx(), h: m.Bounds().Dy(), img: m, opaque: true}.looks()
	}
	keep := func(m image.Image) image.Image { return m }
	changes := map[string]func(image.Image) image.Image{
		"worse":      func(m image.Image) image.Image { return recompressed(t, m, 25) },
		"mirrored":   mirrored,
		"a frame":    func(m image.Image) image.Image { return cut(m, 5, 5, 5, 5) },
		"the left":   func(m image.Image) image.Image { return cut(m, 5, 0, 0, 0) },
		"the bottom": func(m image.Image) image.Image { return cut(m, 0, 0, 0, 5) },
		"its sides":  func(m image.Image) image.Image { return recompressed(t, cut(m, 4, 0, 5, 0), 50) },
		"both":       func(m image.Image) image.Image { return recompressed(t, mirrored(cut(m, 0, 4, 0, 0)), 60) },
	}
	for seed := range 12 {
		whole := looks(seed, 400, 500, keep)
		if whole.Plain == (Look{}) {
			t.Fatalf("%d is too plain", seed)
		}
		for name, change := range changes {
			changed := looks(seed, 300, 375, change)
			if there, back := whole.Distance(&changed), changed.Distance(&whole); there > Same || back != there {
				t.Errorf("%d without %s: distance %d, %d the other way", seed, name, there, back)
			}
			if other := looks(seed+100, 300, 375, change); whole.Distance(&other) <= Similar {
				t.Errorf("%d and another, %s: distance %d", seed, name, whole.Distance(&other))
			}
		}
	}
	plain := looks(-1, 400, 500, keep)
	if plain != (Looks{}) || plain.Distance(&plain) != 64 {
		t.Error("a plain picture looks like something")
	}
	if l := looks(1, 400, 500, keep); readLooks(l.append(nil)) != l || len(l.append(nil)) != lookSize {
		t.Error("looks do not come back as they were")
	}
}

// tiles is a picture of soft shapes, other ones for every seed; below zero it is plain.
func tiles(seed, w, h int) image.Image {
	var light [9][9]int
	state := uint32(seed)*2654435761 + 1
	for y := range light {
		for x := range light[y] {
			state = state*1664525 + 1013904223
			light[y][x] = int(state>>25) + 64
			if seed < 0 {
				light[y][x] = 128
			}
		}
	}
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			fx, fy := x*8*256/w, y*8*256/h
			cx, cy, dx, dy := fx>>8, fy>>8, fx&255, fy&255
			top := light[cy][cx]*(256-dx) + light[cy][cx+1]*dx
			below := light[cy+1][cx]*(256-dx) + light[cy+1][cx+1]*dx
			v := uint8((top*(256-dy) + below*dy) >> 16)
			m.SetRGBA(x, y, color.RGBA{v, v / 2, 255 - v/3, 255})
		}
	}
	return m
}

func mirrored(m image.Image) image.Image {
	out := image.NewRGBA(image.Rect(0, 0, m.Bounds().Dx(), m.Bounds().Dy()))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			out.Set(x, y, m.At(m.Bounds().Max.X-1-x, m.Bounds().Min.Y+y))
		}
	}
	return out
}

// cut takes so many hundredths off the left, top, right and bottom.
func cut(m image.Image, left, top, right, bottom int) image.Image {
	b := m.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dx()*(100-left-right)/100, b.Dy()*(100-top-bottom)/100))
	draw.Draw(out, out.Rect, m, b.Min.Add(image.Pt(b.Dx()*left/100, b.Dy()*top/100)), draw.Src)
	return out
}

func recompressed(t testing.TB, m image.Image, quality int) image.Image {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	again, err := jpeg.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	return cut(again, 0, 0, 0, 0)
}
