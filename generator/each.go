package generator

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// A row hands out values that lie next to each other, many to one piece of
// memory: what goes through all of them waits less, and so does the collector.
type row[T any] struct{ free []T }

func (r *row[T]) next() *T {
	if len(r.free) == 0 {
		r.free = make([]T, 256)
	}
	v := &r.free[0]
	r.free = r.free[1:]
	return v
}

// each returns f of every item, in the order of the items. It is the only place
// where the pipeline starts goroutines.
func each[A, B any](jobs int, items []A, f func(A) B) []B {
	out := make([]B, len(items))
	fan(jobs, len(items), func(i int) { out[i] = f(items[i]) })
	return out
}

// fan calls f(0) … f(n-1) with at most jobs at once (0: one per processor).
func fan(jobs, n int, f func(int)) {
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	if jobs = min(jobs, n); jobs <= 1 {
		for i := range n {
			f(i)
		}
		return
	}
	// Workers take a few at a time, so that they seldom meet at the counter; and few
	// enough that none has long to go when the others have done.
	share := max(1, min(16, n/(64*jobs)))
	var next atomic.Int64
	var done sync.WaitGroup
	for range jobs {
		done.Go(func() {
			for {
				end := int(next.Add(int64(share)))
				for i := end - share; i < min(end, n); i++ {
					f(i)
				}
				if end >= n {
					return
				}
			}
		})
	}
	done.Wait()
}
