package generator

import (
	"reflect"
	"runtime"
	"sync"
	"sync/atomic"

	"playbook/generator/source"
)

// A step is a value that holds everything it reads. Its digest covers every
// field, and Run reads nothing else: no clock, no disk, no environment, no
// package variable. A step never runs another.
type step[T any] interface {
	Digest() source.Digest
	Run() (T, []source.Problem)
}

// A Memo remembers what steps made, from one build to the next. A nil Memo
// remembers nothing. The zero Memo is ready to use, by many goroutines at once.
type Memo struct {
	mu   sync.Mutex
	kept map[memoKey]*kept
	turn uint64 // number of the newest build
	runs atomic.Int64
}

type memoKey struct {
	kind   reflect.Type
	digest source.Digest
}

// kept is the result of one step. A step that two goroutines want runs once.
type kept struct {
	once     sync.Once
	turn     uint64 // newest build that asked for it
	value    any
	problems []source.Problem
}

// Runs counts the steps that m had to run.
func (m *Memo) Runs() int { return int(m.runs.Load()) }

// next begins a build.
func (m *Memo) next() {
	if m != nil {
		m.mu.Lock()
		m.turn++
		m.mu.Unlock()
	}
}

// do runs s, or returns what it returned before. Problems are part of the
// result: a page nobody touched still reports its warnings.
func do[T any](m *Memo, s step[T]) (T, []source.Problem) {
	if m == nil {
		return s.Run()
	}
	k := m.entry(memoKey{reflect.TypeOf(s), s.Digest()})
	k.once.Do(func() {
		m.runs.Add(1)
		k.value, k.problems = s.Run()
	})
	return k.value.(T), k.problems
}

func (m *Memo) entry(key memoKey) *kept {
	m.mu.Lock()
	defer m.mu.Unlock()
	k := m.kept[key]
	if k == nil {
		if m.kept == nil {
			m.kept = map[memoKey]*kept{}
		}
		k = new(kept)
		m.kept[key] = k
	}
	k.turn = m.turn
	return k
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
	var next atomic.Int64
	var done sync.WaitGroup
	for range jobs {
		done.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	done.Wait()
}
