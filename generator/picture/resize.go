package picture

// An axis says how the samples along one side of a plane are averaged into
// fewer: cell i is the sum of samples first[i], first[i]+1, … with the weights
// of cell i, which sum to one, 1<<16.
type axis struct {
	first   []int
	start   []int // of the cell's weights, one more than there are cells
	weights []uint32
}

const one = 1 << 16

// newAxis makes the cells between edges. Edge e lies at e·num/den samples.
// Weights are the share of the cell that each sample covers, rounded so that
// they sum to exactly one.
func newAxis(edges []int, num, den, samples int) axis {
	var a axis
	for i := range len(edges) - 1 {
		from, to := edges[i]*num, edges[i+1]*num // in 1/den samples
		k := min(from/den, samples-1)
		a.first = append(a.first, k)
		a.start = append(a.start, len(a.weights))
		for given := 0; given < one; k++ {
			end := min((k+1)*den, to)
			if k == samples-1 {
				end = to
			}
			sum := ((end-from)*one + (to-from)/2) / (to - from)
			a.weights = append(a.weights, uint32(sum-given))
			given = sum
		}
	}
	a.start = append(a.start, len(a.weights))
	return a
}

func (a axis) cells() int { return len(a.first) }

// edges are the ends of cells of step pixels along n; the last is smaller if
// it must be, or the first if the side will be mirrored.
func edges(n, step int, mirrored bool) []int {
	list := []int{0}
	for e := step; e < n; e += step {
		list = append(list, e)
	}
	list = append(list, n)
	if !mirrored {
		return list
	}
	turned := make([]int, len(list))
	for i, e := range list {
		turned[len(list)-1-i] = n - e
	}
	return turned
}

// average scales rows of n samples to those of y. Row puts row y, already
// averaged along itself, into dst: 16 bits each. Put takes every finished row
// in order. Rows are read once, from the top.
func average(y axis, n int, row func(dst []uint16, y int), put func(sums []uint16)) {
	narrow, sums, out := make([]uint16, n), make([]uint32, n), make([]uint16, n)
	read := -1
	for j := range y.cells() {
		clear(sums)
		for k, w := range y.weights[y.start[j]:y.start[j+1]] {
			if at := y.first[j] + k; at != read {
				row(narrow, at)
				read = at
			}
			for i, v := range narrow {
				sums[i] += w * uint32(v)
			}
		}
		for i, v := range sums {
			out[i] = uint16((v + one/2) >> 16)
		}
		put(out)
	}
}

// bytes averages along a row of bytes. The sums are taken as fractions of
// 1<<16, so that averaging the other way does not round a second time.
func (a axis) bytes(dst []uint16, src []byte) {
	at := 0
	for i, first := range a.first {
		end := a.start[i+1]
		weights := a.weights[at:end]
		at = end
		sum := uint32(128)
		for k, v := range src[first:][:len(weights)] {
			sum += weights[k] * uint32(v)
		}
		dst[i] = uint16(sum >> 8)
	}
}

// quads averages along a row of pixels of four samples.
func (a axis) quads(dst, src []uint16) {
	for i, first := range a.first {
		var s0, s1, s2, s3 uint32 = one / 2, one / 2, one / 2, one / 2
		from := src[4*first:]
		for _, w := range a.weights[a.start[i]:a.start[i+1]] {
			s0 += w * uint32(from[0])
			s1 += w * uint32(from[1])
			s2 += w * uint32(from[2])
			s3 += w * uint32(from[3])
			from = from[4:]
		}
		p := dst[4*i : 4*i+4]
		p[0], p[1], p[2], p[3] = uint16(s0>>16), uint16(s1>>16), uint16(s2>>16), uint16(s3>>16)
	}
}
