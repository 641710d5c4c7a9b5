package picture

import (
	"context"
	"encoding/binary"
	"math/bits"
)

// A Look is what remains of a picture when it is scaled, compressed again, or
// saved in another format: where it gets lighter, to the right and downward,
// on a grid of eight by eight (a difference hash). The zero Look is that of a
// picture too plain to be told from others.
type Look struct{ Across, Down uint64 }

const (
	lookGrid = 8
	lookSize = 16

	// A picture is told by its look if a third of the steps on the grid are seen.
	seenStep  = 3
	seenSteps = 2 * lookGrid * lookGrid / 3

	// Same is the most bits of 128 in which two looks of one picture differ. A
	// photo saved at low quality and a third of its size stays within four; two
	// photos of one thing differ in thirty or more.
	Same = 8
)

// Distance is in how many of 128 bits two looks differ; of a plain one, in all.
func (l Look) Distance(other Look) int {
	if l == (Look{}) || other == (Look{}) {
		return 2 * lookGrid * lookGrid
	}
	return bits.OnesCount64(l.Across^other.Across) + bits.OnesCount64(l.Down^other.Down)
}

func (l Look) append(b []byte) []byte {
	return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(b, l.Across), l.Down)
}

func readLook(b []byte) Look {
	return Look{binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])}
}

// LookAt is the Look of a picture in memory.
func LookAt(ctx context.Context, data []byte) (Look, error) {
	m, err := inspect(ctx, data)
	return m.Look, err
}

// look is the Look of an upright raster.
func (r raster) look() Look {
	const side = lookGrid + 1
	if r.w < 2*side || r.h < 2*side {
		return Look{}
	}
	small := raster{w: side, h: side, img: r.scale(side, side, turn{}), opaque: r.opaque}
	var light [side][side]int
	line := make([]byte, 4*side)
	for y := range side {
		small.row(line, y, 0, side)
		for x := range side {
			light[y][x] = luma(line[4*x : 4*x+4])
		}
	}
	var l Look
	seen := 0
	for y := range lookGrid {
		for x := range lookGrid {
			across, down := light[y][x+1]-light[y][x], light[y+1][x]-light[y][x]
			bit := uint64(1) << (y*lookGrid + x)
			if across > 0 {
				l.Across |= bit
			}
			if down > 0 {
				l.Down |= bit
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
	return l
}

// luma is how light a pixel is on white, from 0 to 255 (BT.601).
func luma(p []byte) int {
	a := int(p[3])
	y := (299*int(p[0]) + 587*int(p[1]) + 114*int(p[2]) + 500) / 1000
	return (y*a + 255*(255-a)) / 255
}
