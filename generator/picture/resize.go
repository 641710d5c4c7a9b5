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

// average scales rows of samples: row(y) gives row y, n interleaved channels
// of at most 16 bits; put takes every finished row in order. Rows are read
// once, from the top.
func average(x, y axis, n int, row func(y int) []uint16, put func(y int, sums []uint16)) {
	width := x.cells() * n
	narrow, sums, out := make([]uint16, width), make([]uint32, width), make([]uint16, width)
	read := -1
	for j := range y.cells() {
		clear(sums)
		for k, w := range y.weights[y.start[j]:y.start[j+1]] {
			if at := y.first[j] + k; at != read {
				x.row(narrow, row(at), n)
				read = at
			}
			for i, v := range narrow {
				sums[i] += w * uint32(v)
			}
		}
		for i, v := range sums {
			out[i] = uint16((v + one/2) >> 16)
		}
		put(j, out)
	}
}

// row averages along one row.
func (a axis) row(dst, src []uint16, n int) {
	for i, first := range a.first {
		weights := a.weights[a.start[i]:a.start[i+1]]
		for c := range n {
			sum := uint32(one / 2)
			at := first*n + c
			for _, w := range weights {
				sum += w * uint32(src[at])
				at += n
			}
			dst[i*n+c] = uint16(sum >> 16)
		}
	}
}
