package picture

import (
	"context"
	"encoding/binary"
	"math/bits"
	"slices"
)

// A Look is what remains of a picture when it is scaled, compressed again, or
// saved in another format: where it gets lighter, to the right and downward,
// on a grid of eight by eight (a difference hash, in both directions). The zero
// Look is that of a picture too plain to be told from others.
type Look struct{ Across, Down uint64 }

// Looks are those of one picture: as it is, mirrored, and cropped by a twentieth
// in the ways that people crop. They are the zero Looks if it is too plain.
type Looks struct {
	Plain, Mirrored Look
	Cropped         [len(crops)]Look
}

const (
	lookGrid = 8
	lookSize = 16 * (2 + len(crops))

	// A picture is told by its look if a third of the steps on the grid are seen.
	seenStep  = 3
	seenSteps = 2 * lookGrid * lookGrid / 3

	// A picture of this side is cut into grids. A twentieth of it is four pixels.
	lookSide = 80
)

// Distances between looks, of 64. A photo saved at low quality and a third of its
// size stays within two. No two pictures of the archive that ships, all drawn by
// one hand, come nearer than Similar.
const (
	Same    = 6  // one picture
	Similar = 12 // worth a second look
	far     = 26 // further apart, one is no crop of the other either
)

// crops are what is cut off, left, top, right and bottom, in 1/lookSide. With
// these, nineteen of twenty crops of up to a twentieth a side are the Same.
var crops = [...][4]int{{2, 2, 2, 2}, {4, 4, 4, 4}, {4, 0, 4, 0}, {0, 4, 0, 4}, {4, 0, 0, 0}, {0, 4, 0, 0}, {0, 0, 4, 0}, {0, 0, 0, 4}}

// Distance is in how many of 64 bits two looks differ, which is the mean of both
// directions, rounded up; of a plain one, in all.
func (l Look) Distance(other Look) int {
	if l == (Look{}) || other == (Look{}) {
		return lookGrid * lookGrid
	}
	return (bits.OnesCount64(l.Across^other.Across) + bits.OnesCount64(l.Down^other.Down) + 1) / 2
}

// Distance is that of the plain looks. If one is the Same as the other mirrored or
// cropped, it is the distance of these.
func (l *Looks) Distance(other *Looks) int {
	plain := l.Plain.Distance(other.Plain)
	turned := min(l.Mirrored.Distance(other.Plain), l.Plain.Distance(other.Mirrored))
	if plain <= Same || min(plain, turned) > far {
		return plain
	}
	for i := range crops {
		a, b := l.Cropped[i], other.Cropped[i]
		turned = min(turned, a.Distance(other.Plain), a.Distance(other.Mirrored), b.Distance(l.Plain), b.Distance(l.Mirrored))
	}
	if turned <= Same {
		return turned
	}
	return plain
}

// A Gallery is many looks, to find the nearest of. What the first comparison needs
// lies close together: it is made for every pair of an archive.
type Gallery struct {
	all   []*Looks
	plain [][2]Look // and mirrored
}

// Add hangs up one more.
func (g *Gallery) Add(l *Looks) {
	g.all, g.plain = append(g.all, l), append(g.plain, [2]Look{l.Plain, l.Mirrored})
}

// Nearest is the place of the nearest and its distance; the first of equals.
// Only those are told that are no further than Similar; else the place is -1.
func (g *Gallery) Nearest(l *Looks) (at, distance int) {
	at, distance = -1, Similar+1
	for i := range g.plain {
		p := &g.plain[i]
		if l.Plain.bits(&p[0]) > 2*far && l.Plain.bits(&p[1]) > 2*far {
			continue
		}
		if d := l.Distance(g.all[i]); d < distance {
			at, distance = i, d
		}
	}
	return at, distance
}

// bits is in how many of 128 bits two looks differ that are not plain.
func (l *Look) bits(other *Look) int {
	return bits.OnesCount64(l.Across^other.Across) + bits.OnesCount64(l.Down^other.Down)
}

// NextSame is the place of the next of list, from a place on, that is the Same as
// l, or -1. None of them is plain.
func (l Look) NextSame(list []Look, from int) int {
	for i := from; i < len(list); i++ {
		if n := bits.OnesCount64(l.Across ^ list[i].Across); n <= 2*Same && n+bits.OnesCount64(l.Down^list[i].Down) <= 2*Same {
			return i
		}
	}
	return -1
}

func (l Looks) append(b []byte) []byte {
	for _, look := range append([]Look{l.Plain, l.Mirrored}, l.Cropped[:]...) {
		b = binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(b, look.Across), look.Down)
	}
	return b
}

func readLooks(b []byte) (l Looks) {
	next := func() Look {
		look := Look{binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])}
		b = b[16:]
		return look
	}
	l.Plain, l.Mirrored = next(), next()
	for i := range l.Cropped {
		l.Cropped[i] = next()
	}
	return l
}

// LookAt is the Look of a picture in memory.
func LookAt(ctx context.Context, data []byte) (Look, error) {
	m, err := inspect(ctx, data)
	return m.Looks.Plain, err
}

// looks are the Looks of an upright raster.
func (r raster) looks() Looks {
	const least = 2 * (lookGrid + 1)
	if r.w < least || r.h < least {
		return Looks{}
	}
	light := r.light()
	l := Looks{Plain: light.look(0, 0, 0, 0)}
	if l.Plain == (Look{}) {
		return Looks{}
	}
	for i, c := range crops {
		l.Cropped[i] = light.look(c[0], c[1], c[2], c[3])
	}
	for y := range lookSide {
		slices.Reverse(light[y*lookSide : (y+1)*lookSide])
	}
	l.Mirrored = light.look(0, 0, 0, 0)
	return l
}

// light is how light a picture is, on lookSide × lookSide pixels.
type light []byte

func (r raster) light() light {
	small := raster{w: lookSide, h: lookSide, img: r.scale(lookSide, lookSide, turn{}), opaque: r.opaque}
	l := make(light, 0, lookSide*lookSide)
	line := make([]byte, 4*lookSide)
	for y := range lookSide {
		small.row(line, y, 0, lookSide)
		for x := range lookSide {
			l = append(l, luma(line[4*x:4*x+4]))
		}
	}
	return l
}

// look is the Look of what is left when so much is cut off.
func (l light) look(left, top, right, bottom int) Look {
	const side = lookGrid + 1
	w, h := lookSide-left-right, lookSide-top-bottom
	cells := scalePlane(l[top*lookSide+left:], lookSide, newAxis(edges(side, 1, false), w, side, w), newAxis(edges(side, 1, false), h, side, h))
	var look Look
	seen := 0
	for y := range lookGrid {
		for x := range lookGrid {
			at := int(cells[y*side+x])
			across, down := int(cells[y*side+x+1])-at, int(cells[(y+1)*side+x])-at
			bit := uint64(1) << (y*lookGrid + x)
			if across > 0 {
				look.Across |= bit
			}
			if down > 0 {
				look.Down |= bit
			}
			for _, step := range []int{across, down} {
				if step >= seenStep || step <= -seenStep {
					seen++
				}
			}
		}
	}
	if seen < seenSteps {
		return Look{}
	}
	return look
}

// luma is how light a pixel is on white, from 0 to 255 (BT.601).
func luma(p []byte) byte {
	a := int(p[3])
	y := (299*int(p[0]) + 587*int(p[1]) + 114*int(p[2]) + 500) / 1000
	return byte((y*a + 255*(255-a)) / 255)
}
