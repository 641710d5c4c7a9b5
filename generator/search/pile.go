package search

import (
	"io"
	"os"
	"runtime"
	"sync"
)

// A Pile holds what runs consist of: the first of them in memory, and from a
// bound on the others in a temporary file, so that a site of a million passages
// needs no more memory for them than one of a hundred thousand. The zero Pile is
// ready to use, by many goroutines at once.
type Pile struct {
	Bound int // bytes in memory; 0 means 64 MB

	mu   sync.Mutex
	held int
	file *os.File
	size int64
}

// Add takes over what r holds. Nobody else may know r yet. What cannot be written
// stays in memory.
func (p *Pile) Add(r *Run) {
	p.mu.Lock()
	defer p.mu.Unlock()
	bound := p.Bound
	if bound == 0 {
		bound = 64 << 20
	}
	if p.held += len(r.data); p.held <= bound || !p.open() {
		return
	}
	if _, err := p.file.WriteAt(r.data, p.size); err != nil {
		return
	}
	r.spilled, r.at, r.length = p, p.size, int64(len(r.data))
	p.size += r.length
	p.held -= len(r.data)
	r.data = nil
}

// open makes the file, which goes when the last run that lies in it does.
func (p *Pile) open() bool {
	if p.file != nil {
		return true
	}
	f, err := os.CreateTemp("", "playbook-runs-*")
	if err != nil {
		return false
	}
	if os.Remove(f.Name()) != nil { // where open files cannot be removed
		runtime.AddCleanup(p, func(f *os.File) { f.Close(); os.Remove(f.Name()) }, f)
	}
	p.file = f
	return true
}

// window is how much of a run in a file is read at once.
const window = 64 << 10

// reader begins with the first term; base is the number of the first text.
func (r *Run) reader(base uint32) *runReader {
	if r.spilled == nil {
		return &runReader{data: r.data, base: base}
	}
	return &runReader{base: base, run: r, rest: io.NewSectionReader(r.spilled.file, r.at, r.length)}
}

// fill reads on until there are n bytes, or the end.
func (r *runReader) fill(n int) {
	if len(r.data) >= n || r.rest == nil {
		return
	}
	more := make([]byte, max(n, window)) // what was handed out of the last one stays
	k := copy(more, r.data)
	m, err := io.ReadFull(r.rest, more[k:])
	r.data = more[:k+m]
	if err != nil {
		r.rest = nil
		if err != io.EOF && err != io.ErrUnexpectedEOF {
			r.err = err
		}
	}
}
