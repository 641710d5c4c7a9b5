package picture

import (
	"context"
	"sync"
)

// MaxMemory is what decoding may take at once, in bytes, whatever the number of
// workers. A picture that would take more by itself is refused.
const MaxMemory = 384 << 20

// A queue lets as many decode as fit into memory. Who is in a hurry goes first;
// else it is first come, first served, and a large picture is not overtaken for
// ever by small ones.
type queue struct {
	mu      sync.Mutex
	free    int64
	waiting [2][]*ticket // in a hurry, and not
}

func newQueue() queue { return queue{free: MaxMemory} }

// A ticket is a place in a queue.
type ticket struct {
	weight int64
	hurry  bool
	inside bool
	turn   chan struct{} // closed when it is this one's turn
}

func newTicket(hurry bool) *ticket { return &ticket{hurry: hurry, turn: make(chan struct{})} }

func (t *ticket) line() int {
	if t.hurry {
		return 0
	}
	return 1
}

// enter waits until there is room for t, or ctx ends.
func (q *queue) enter(ctx context.Context, t *ticket, weight int64) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	q.mu.Lock()
	t.weight = min(max(weight, 1), MaxMemory)
	q.waiting[t.line()] = append(q.waiting[t.line()], t)
	q.admit()
	q.mu.Unlock()
	select {
	case <-t.turn:
		return nil
	case <-ctx.Done():
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if t.inside {
		q.free += t.weight
	} else {
		q.drop(t)
	}
	q.admit()
	return ctx.Err()
}

func (q *queue) leave(t *ticket) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.free += t.weight
	q.admit()
}

// admit lets in who is first, as long as there is room. The mutex is held.
func (q *queue) admit() {
	for {
		t := q.first()
		if t == nil || t.weight > q.free {
			return
		}
		q.drop(t)
		q.free -= t.weight
		t.inside = true
		close(t.turn)
	}
}

func (q *queue) first() *ticket {
	for _, line := range q.waiting {
		if len(line) > 0 {
			return line[0]
		}
	}
	return nil
}

func (q *queue) drop(t *ticket) {
	line := q.waiting[t.line()]
	for i, other := range line {
		if other == t {
			q.waiting[t.line()] = append(line[:i:i], line[i+1:]...)
			return
		}
	}
}

// promote moves a ticket to those in a hurry.
func (q *queue) promote(t *ticket) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if t.hurry {
		return
	}
	waits := false
	for _, other := range q.waiting[1] {
		waits = waits || other == t
	}
	if waits {
		q.drop(t)
		q.waiting[0] = append(q.waiting[0], t)
	}
	t.hurry = true
}
