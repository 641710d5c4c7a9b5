package generator

import (
	"container/list"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"

	"playbook/generator/picture"
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
	mu       sync.Mutex
	kept     map[memoKey]*kept
	turn     atomic.Uint64 // number of the newest build
	rendered *list.List    // of *kept that hold the bytes of a file, the last used first
	bytes    int
	runs     atomic.Int64
	pictures *picture.Store
	frame    *frame               // of the newest build; one is as large as a site, so no other is kept
	lately   map[reflect.Type]any // what again was asked last, by the type of steps
}

// renderedBytes bounds what a Memo keeps of made files: enough for the pages
// that people look at. The problems of a file are kept always.
const renderedBytes = 64 << 20

type memoKey struct {
	kind   reflect.Type
	digest source.Digest
}

// kept is the result of one step. A step that two goroutines want runs once.
type kept struct {
	mu       sync.Mutex
	done     bool // value holds the result; false again when the bytes of a file were dropped
	ran      bool // problems and holds are those of the result, for good
	holds    bool // of a file: see made
	value    any
	problems []source.Problem

	turn  atomic.Uint64 // newest build that asked for it
	place *list.Element // in Memo.rendered
	size  int
}

// Runs counts the steps that m had to run.
func (m *Memo) Runs() int { return int(m.runs.Load()) }

// next begins a build.
func (m *Memo) next() {
	if m != nil {
		m.turn.Add(1)
	}
}

// store remembers pictures for builds that were given no Store.
func (m *Memo) store() *picture.Store {
	if m == nil {
		return picture.NewStore("")
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.pictures == nil {
		m.pictures = picture.NewStore("")
	}
	return m.pictures
}

// lastFrame is what keepFrame was told last, or nil.
func (m *Memo) lastFrame() *frame {
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.frame
}

func (m *Memo) keepFrame(f *frame) {
	if m != nil {
		m.mu.Lock()
		m.frame = f
		m.mu.Unlock()
	}
}

// Sweep drops what the newest build did not ask for. Call it when every File of
// the newest Site was asked for its Bytes: what nobody asked for by then is of
// the past.
func (m *Memo) Sweep() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for key, k := range m.kept {
		if k.turn.Load() == m.turn.Load() {
			continue
		}
		delete(m.kept, key)
		if k.place != nil {
			m.rendered.Remove(k.place)
			m.bytes -= k.size
		}
	}
}

// do runs s, or returns what it returned before. Problems are part of the
// result: a page nobody touched still reports its warnings.
func do[T any](m *Memo, s step[T]) (T, []source.Problem) {
	v, problems, _ := doAt(m, s)
	return v, problems
}

// doAt is do for who keeps the result: as long as they want its place, Sweep
// leaves it to others as well.
func doAt[T any](m *Memo, s step[T]) (T, []source.Problem, *kept) {
	if m == nil {
		v, problems := s.Run()
		return v, problems, nil
	}
	place := m.entries([]memoKey{keyOf(s)})[0]
	v, problems := settle(m, place, s)
	return v, problems, place
}

// lot is steps of one kind as a build had them, and the places of their results.
type lot[S any] struct {
	steps  []S
	places []*kept
}

// has reports whether the step at i is s.
func has[S comparable](last lot[S], i int, s S) bool {
	return i >= 0 && i < len(last.steps) && last.steps[i] == s
}

// again is entries for steps of which most were there in the build before, in the
// same order. Equal steps have equal digests.
func again[T any, S interface {
	comparable
	step[T]
}](m *Memo, jobs int, steps []S) []*kept {
	last := lastLot[S](m)
	places := make([]*kept, len(steps))
	var fresh []int
	off := 0 // how much further down a step stood before
	for i, s := range steps {
		if !has(last, i+off, s) && has(last, i+off+1, s) {
			off++ // one went
		}
		if has(last, i+off, s) {
			places[i] = last.places[i+off]
			m.want(places[i])
			continue
		}
		fresh = append(fresh, i)
		if i+1 < len(steps) && has(last, i+off, steps[i+1]) {
			off-- // one came
		}
	}
	keys := each(jobs, fresh, func(i int) memoKey { return keyOf(step[T](steps[i])) })
	for k, place := range m.entries(keys) {
		places[fresh[k]] = place
	}
	m.keepLot(reflect.TypeFor[S](), lot[S]{steps, places})
	return places
}

func lastLot[S any](m *Memo) lot[S] {
	m.mu.Lock()
	defer m.mu.Unlock()
	last, _ := m.lately[reflect.TypeFor[S]()].(lot[S])
	return last
}

func (m *Memo) keepLot(kind reflect.Type, l any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.lately == nil {
		m.lately = map[reflect.Type]any{}
	}
	m.lately[kind] = l
}

// want notes that the newest build asked for what lies at k.
func (m *Memo) want(k *kept) {
	if now := m.turn.Load(); k.turn.Load() != now { // others read it all the time
		k.turn.Store(now)
	}
}

// keyOf is what the result of s is remembered under.
func keyOf[T any](s step[T]) memoKey { return memoKey{reflect.TypeOf(s), s.Digest()} }

// settle is do, with the place of the result at hand.
func settle[T any](m *Memo, k *kept, s step[T]) (T, []source.Problem) {
	k.mu.Lock()
	if !k.done {
		m.runs.Add(1)
		k.value, k.problems = s.Run()
		k.done = !unreadable(k.problems)
		k.ran = k.done
	}
	value, problems := k.value.(T), k.problems
	file, isFile := any(value).(made)
	k.holds = file.holds
	k.mu.Unlock()
	if isFile {
		m.use(k, len(file.data))
	}
	return value, problems
}

// reportOf is the problems of a file, and whether it holds pictures. It is not
// made again if its bytes were dropped.
func reportOf(m *Memo, s maker) (problems []source.Problem, holds bool) {
	if m != nil {
		k := m.entries([]memoKey{keyOf(s)})[0]
		k.mu.Lock()
		ran, problems, holds := k.ran, k.problems, k.holds
		k.mu.Unlock()
		if ran {
			return problems, holds
		}
	}
	file, problems := do(m, s)
	return problems, file.holds
}

// unreadable reports whether a step could not read its file. That says something
// of the moment and nothing of the file, so it is not remembered.
func unreadable(problems []source.Problem) bool {
	return slices.ContainsFunc(problems, func(p source.Problem) bool { return p.Key == msgRead })
}

// entries are the places of results. Ten thousand are found under one lock:
// workers that take it in turns wait for each other longer than they look.
func (m *Memo) entries(keys []memoKey) []*kept {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil {
		m.kept = map[memoKey]*kept{}
		m.rendered = list.New()
	}
	list := make([]*kept, len(keys))
	for i, key := range keys {
		k := m.kept[key]
		if k == nil {
			k = new(kept)
			m.kept[key] = k
		}
		m.want(k)
		list[i] = k
	}
	return list
}

// use moves the bytes of a file to the front, and drops those at the back that
// are too many.
func (m *Memo) use(k *kept, size int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if k.place == nil {
		k.place, k.size = m.rendered.PushFront(k), size
		m.bytes += size
	} else {
		m.rendered.MoveToFront(k.place)
	}
	for m.bytes > renderedBytes && m.rendered.Len() > 1 {
		oldest := m.rendered.Back().Value.(*kept)
		if !oldest.mu.TryLock() {
			return // somebody is using it this moment
		}
		oldest.done, oldest.value = false, nil
		oldest.mu.Unlock()
		m.rendered.Remove(oldest.place)
		m.bytes -= oldest.size
		oldest.place = nil
	}
}
