package picture

import (
	"container/list"
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"playbook/generator/source"
)

// A Store makes pictures and remembers them: in memory for a while, and in a
// folder for good, so that the same picture is decoded once in its life. What
// it remembers never changes what comes out. It is ready for many goroutines at
// once, and several processes may use one folder.
type Store struct {
	disk   disk
	queue  queue
	decode atomic.Int64

	mu      sync.Mutex
	flights map[source.Digest]*flight
	known   map[source.Digest]Result
	recent  *list.List // of *entry, the last used first
	held    map[source.Digest]*list.Element
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
	return &Store{disk: disk{folder}, queue: newQueue(), flights: map[source.Digest]*flight{}, known: map[source.Digest]Result{},
		recent: list.New(), held: map[source.Digest]*list.Element{}}
}

// Decoded counts the pictures that had to be decoded.
func (s *Store) Decoded() int { return int(s.decode.Load()) }

// A Job is a picture to be made. Without widths in its recipe it is only looked at.
type Job struct {
	File   *source.File
	Header Header // what Measure says of File
	Recipe Recipe
}

// Digest names what is made: the contents of the file, how, and by what.
func (j Job) Digest() source.Digest {
	return new(source.Sum).Digest(j.File.Digest).Digest(j.Recipe.Digest()).Sum()
}

// A Result is what came of a job, but for the bytes.
type Result struct {
	Files  []Stamp
	Pixels source.Digest // see Pixels
}

// A Stamp tells the bytes of a file without holding them.
type Stamp struct {
	Size   int64
	Digest source.Digest
}

// entry is a job that was done.
type entry struct {
	key   source.Digest
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

// Result does the job unless it was done before. In hurry it goes before others
// that wait. The error is that of ctx.
func (s *Store) Result(ctx context.Context, j Job, hurry bool) (Result, []source.Problem, error) {
	key := j.Digest()
	if r, ok := s.knows(key); ok {
		return r, nil, nil
	}
	_, r, problems, err := s.get(ctx, j, key, -1, hurry)
	return r, problems, err
}

// File is one of the files that a job makes, by its place in Header.Variants.
func (s *Store) File(ctx context.Context, j Job, i int, hurry bool) ([]byte, Result, []source.Problem, error) {
	key := j.Digest()
	if r, ok := s.knows(key); ok {
		if data := s.holds(key, i); data != nil {
			return data, r, nil, nil
		}
	}
	return s.get(ctx, j, key, i, hurry)
}

// get looks in the folder, and else does the job. I is the file that is wanted, or -1.
func (s *Store) get(ctx context.Context, j Job, key source.Digest, i int, hurry bool) ([]byte, Result, []source.Problem, error) {
	for {
		if r, data, ok := s.disk.load(key, i); ok {
			s.learn(key, r)
			return data, r, nil, nil
		}
		f, first := s.board(key, hurry)
		if first {
			s.fly(ctx, f, j, key)
		} else if err := s.wait(ctx, f); err != nil {
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
		// Who did the job gave it up; somebody else has to.
	}
}

// board joins the flight of a job, or begins it.
func (s *Store) board(key source.Digest, hurry bool) (f *flight, first bool) {
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

func (s *Store) wait(ctx context.Context, f *flight) error {
	select {
	case <-f.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// fly does a job and lets those go that wait for it.
func (s *Store) fly(ctx context.Context, f *flight, j Job, key source.Digest) {
	f.ticket.weight = j.Header.Memory
	if f.err = s.queue.enter(ctx, f.ticket); f.err == nil {
		s.decode.Add(1)
		f.made, f.problems = Encode(ctx, j.File, j.Header, j.Recipe)
		s.queue.leave(f.ticket)
		f.err = ctx.Err()
	}
	if f.err == nil && len(f.problems) == 0 {
		f.result = resultOf(f.made)
		s.disk.save(key, f.result, f.made.Files)
		s.hold(key, f.made.Files)
		s.learn(key, f.result)
	}
	s.mu.Lock()
	delete(s.flights, key)
	s.mu.Unlock()
	close(f.done)
}

func resultOf(m Made) Result {
	r := Result{Pixels: m.Pixels, Files: make([]Stamp, len(m.Files))}
	for i, data := range m.Files {
		r.Files[i] = Stamp{int64(len(data)), source.DigestBytes(data)}
	}
	return r
}

func (s *Store) knows(key source.Digest) (Result, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.known[key]
	return r, ok
}

func (s *Store) learn(key source.Digest, r Result) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.known) >= knownResults {
		clear(s.known) // it comes back from the folder
	}
	s.known[key] = r
}

// holds is file i of a job that was done lately, or nil.
func (s *Store) holds(key source.Digest, i int) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.held[key]
	if at == nil {
		return nil
	}
	s.recent.MoveToFront(at)
	return at.Value.(*entry).files[i]
}

func (s *Store) hold(key source.Digest, files [][]byte) {
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

// Canceled reports whether an error only says that nobody waits any more.
func Canceled(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
