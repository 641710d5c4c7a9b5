package picture

import (
	"container/list"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"playbook/generator/source"
)

// A Store makes pictures and remembers them: in memory for a while, and in a
// folder for good, so that the same picture is decoded once in its life. What
// it remembers never changes what comes out. It is ready for many goroutines at
// once, and several processes may use one folder.
type Store struct {
	disk    disk
	queue   queue
	decoded atomic.Int64
	saved   atomic.Int64

	mu      sync.Mutex
	flights map[key]*flight
	known   map[key]Result
	signed  map[key][]Stamp
	recent  *list.List // of *entry, the last used first
	held    map[key]*list.Element
	bytes   int
}

// Bounds on what a Store keeps in memory: files for those who ask for the next
// width at once, and results, which are small.
const (
	heldBytes    = 32 << 20
	knownResults = 1 << 18
)

// NewStore is a store that keeps its files in a folder; "" is memory alone.
func NewStore(folder string) *Store {
	return &Store{disk: disk{folder}, queue: newQueue(), flights: map[key]*flight{}, known: map[key]Result{}, signed: map[key][]Stamp{},
		recent: list.New(), held: map[key]*list.Element{}}
}

// Decoded counts the pictures that had to be decoded.
func (s *Store) Decoded() int { return int(s.decoded.Load()) }

// A Job is a picture to be made.
type Job struct {
	File   *source.File
	Header Header // what Measure says of File
	Recipe Recipe
	Credit *Credit // that its files carry; nil is none
}

// Digest names what is made: the contents of the file, how, by what, and what it
// says of itself.
func (j Job) Digest() source.Digest {
	if j.Credit == nil {
		return j.encoding()
	}
	return new(source.Sum).Digest(j.encoding()).Digest(j.Credit.Digest()).Sum()
}

// encoding names what the encoder makes, which the credit does not change.
func (j Job) encoding() source.Digest {
	return new(source.Sum).Digest(j.File.Digest).Digest(j.Recipe.Digest()).Sum()
}

// A Result is what came of a job, but for the bytes. Its files are as the encoder
// made them, without a credit.
type Result struct {
	Files  []Stamp
	Pixels source.Digest // see Pixels
	Looks  Looks
}

// A Stamp tells the bytes of a file without holding them.
type Stamp struct {
	Size   int64
	Digest source.Digest
}

// key tells a task: the file it is done with, and the task as a whole. The first
// is there for Purge.
type key struct{ of, task source.Digest }

// entry is a task that was done.
type entry struct {
	key   key
	files [][]byte
	size  int
}

// A flight is a job being done. Whoever wants the same waits for it.
type flight struct {
	ticket   *ticket
	done     chan struct{}
	made     Made
	result   Result
	problems []source.Problem
	err      error // the flight was given up
}

// task is what a Store does once.
type task struct {
	key    key
	weight int64 // bytes of memory
	run    func(ctx context.Context) (Made, []source.Problem)
}

func (j Job) task() task {
	return task{key{j.File.Digest, j.encoding()}, j.Header.Memory, func(ctx context.Context) (Made, []source.Problem) {
		return Encode(ctx, j.File, j.Header, j.Recipe)
	}}
}

// Result does the job unless it was done before. In a hurry it goes before
// others that wait. The error is that of ctx.
func (s *Store) Result(ctx context.Context, j Job, hurry bool) (Result, []source.Problem, error) {
	_, r, problems, err := s.get(ctx, j.task(), -1, hurry)
	return r, problems, err
}

// File is one of the files that a job makes, by its place in Header.Variants.
func (s *Store) File(ctx context.Context, j Job, i int, hurry bool) ([]byte, Result, []source.Problem, error) {
	data, r, problems, err := s.get(ctx, j.task(), i, hurry)
	if data != nil {
		data = j.Credit.sign(data, j.Header.Variants(j.Recipe)[i].Format)
	}
	return data, r, problems, err
}

// Stamps tell the files that a job makes. What a credit makes of them is kept
// apart from them, so that another credit encodes no picture again.
func (s *Store) Stamps(ctx context.Context, j Job) ([]Stamp, []source.Problem, error) {
	r, problems, err := s.Result(ctx, j, false)
	if j.Credit == nil || err != nil || len(problems) > 0 {
		return r.Files, problems, err
	}
	key := key{j.File.Digest, j.Digest()}
	s.mu.Lock()
	stamps := s.signed[key]
	s.mu.Unlock()
	if stamps != nil {
		return stamps, nil, nil
	}
	if kept, _, ok := s.disk.load(key, -1); ok && len(kept.Files) == len(r.Files) {
		stamps = kept.Files
	} else if stamps, problems, err = s.sign(ctx, j, len(r.Files)); err != nil || len(problems) > 0 {
		return nil, problems, err
	} else if s.disk.save(key, Result{Files: stamps}, nil) {
		s.saved.Add(1)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.signed) >= knownResults {
		clear(s.signed)
	}
	s.signed[key] = stamps
	return stamps, nil, nil
}

// sign makes the n files of a job once, for their stamps.
func (s *Store) sign(ctx context.Context, j Job, n int) ([]Stamp, []source.Problem, error) {
	stamps := make([]Stamp, n)
	for i := range stamps {
		data, _, problems, err := s.File(ctx, j, i, false)
		if err != nil || len(problems) > 0 {
			return nil, problems, err
		}
		stamps[i] = stampOf(data)
	}
	return stamps, nil, nil
}

func stampOf(data []byte) Stamp { return Stamp{int64(len(data)), source.DigestBytes(data)} }

// Inspect is what Encode says of a file, whatever it is called, and false if it
// is no picture that can be decoded. The error is that of ctx.
func (s *Store) Inspect(ctx context.Context, f *source.File) (Result, bool, error) {
	h, problems := Measure(f)
	if h.Width == 0 && source.Errors(problems) > 0 {
		return Result{}, false, nil
	}
	key := key{f.Digest, new(source.Sum).Str("inspect").Str(Version).Digest(f.Digest).Sum()}
	_, r, problems, err := s.get(ctx, task{key, h.Memory, func(ctx context.Context) (Made, []source.Problem) {
		data, err := f.Bytes()
		if err != nil {
			return Made{}, []source.Problem{problem(f, err)}
		}
		m, err := inspect(ctx, data)
		if err != nil {
			return Made{}, []source.Problem{problem(f, err)}
		}
		return m, nil
	}}, -1, false)
	return r, len(problems) == 0, err
}

// get remembers, looks in the folder, or does a task. I is the file that is
// wanted, or -1.
func (s *Store) get(ctx context.Context, t task, i int, hurry bool) ([]byte, Result, []source.Problem, error) {
	for {
		if data, r, ok := s.remember(t.key, i); ok {
			return data, r, nil, nil
		}
		if r, data, ok := s.disk.load(t.key, i); ok {
			s.learn(t.key, r)
			return data, r, nil, nil
		}
		f, first := s.board(t.key, hurry)
		if first {
			s.fly(ctx, f, t)
		} else if err := f.wait(ctx); err != nil {
			return nil, Result{}, nil, err
		}
		switch {
		case f.err == nil && (i < 0 || len(f.problems) > 0):
			return nil, f.result, f.problems, nil
		case f.err == nil:
			return f.made.Files[i], f.result, nil, nil
		case ctx.Err() != nil:
			return nil, Result{}, nil, ctx.Err()
		}
		// Who did the task gave it up; somebody else has to.
	}
}

// board joins the flight of a task, or begins it.
func (s *Store) board(key key, hurry bool) (f *flight, first bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f = s.flights[key]; f != nil {
		if hurry {
			s.queue.promote(f.ticket)
		}
		return f, false
	}
	f = &flight{ticket: newTicket(hurry), done: make(chan struct{})}
	s.flights[key] = f
	return f, true
}

func (f *flight) wait(ctx context.Context) error {
	select {
	case <-f.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// fly does a task and lets those go that wait for it.
func (s *Store) fly(ctx context.Context, f *flight, t task) {
	if f.err = s.queue.enter(ctx, f.ticket, t.weight); f.err == nil {
		s.decoded.Add(1)
		f.made, f.problems = t.run(ctx)
		s.queue.leave(f.ticket)
		f.err = ctx.Err()
	}
	if f.err == nil && len(f.problems) == 0 {
		f.result = resultOf(f.made)
		if s.disk.save(t.key, f.result, f.made.Files) {
			s.saved.Add(1)
		}
		s.hold(t.key, f.made.Files)
		s.learn(t.key, f.result)
	}
	s.mu.Lock()
	delete(s.flights, t.key)
	s.mu.Unlock()
	close(f.done)
}

func resultOf(m Made) Result {
	r := Result{Pixels: m.Pixels, Looks: m.Looks, Files: make([]Stamp, len(m.Files))}
	for i, data := range m.Files {
		r.Files[i] = stampOf(data)
	}
	return r
}

// remember is what memory has of a task: its result and file i, or if i is
// negative its result.
func (s *Store) remember(key key, i int) ([]byte, Result, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.known[key]
	if !ok || i < 0 {
		return nil, r, ok
	}
	at := s.held[key]
	if at == nil {
		return nil, r, false
	}
	s.recent.MoveToFront(at)
	return at.Value.(*entry).files[i], r, true
}

func (s *Store) learn(key key, r Result) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.known) >= knownResults {
		clear(s.known) // it comes back from the folder
	}
	s.known[key] = r
}

func (s *Store) hold(key key, files [][]byte) {
	e := &entry{key: key, files: files}
	for _, data := range files {
		e.size += len(data)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held[key] == nil {
		s.held[key] = s.recent.PushFront(e)
		s.bytes += e.size
	}
	for s.bytes > heldBytes && s.recent.Len() > 1 {
		last := s.recent.Remove(s.recent.Back()).(*entry)
		delete(s.held, last.key)
		s.bytes -= last.size
	}
}

// Purge forgets what was made of files, in memory and in the folder, and reports
// how many results were in the folder. What other programs of the folder hold in
// memory stays theirs.
func (s *Store) Purge(files ...source.Digest) (int, error) {
	s.mu.Lock()
	for k, at := range s.held {
		if slices.Contains(files, k.of) {
			s.bytes -= s.recent.Remove(at).(*entry).size
			delete(s.held, k)
		}
	}
	maps.DeleteFunc(s.known, func(k key, _ Result) bool { return slices.Contains(files, k.of) })
	maps.DeleteFunc(s.signed, func(k key, _ []Stamp) bool { return slices.Contains(files, k.of) })
	s.mu.Unlock()
	purged := 0
	var errs []error
	for _, of := range files {
		n, err := s.disk.purge(of)
		purged, errs = purged+n, append(errs, err)
	}
	return purged, errors.Join(errs...)
}

// DefaultLimit is how large the folder of a Store may grow, unless one site
// fills it.
const DefaultLimit = 2 << 30

// Trim makes the folder smaller where it is larger than DefaultLimit and than
// twice what this Store used. It has nothing to do where nothing was saved.
func (s *Store) Trim() {
	if s.disk.folder == "" || s.saved.Swap(0) == 0 {
		return
	}
	var used int64
	s.mu.Lock()
	for _, r := range s.known {
		for _, f := range r.Files {
			used += f.Size
		}
	}
	s.mu.Unlock()
	s.disk.trim(max(DefaultLimit, 2*used))
}
