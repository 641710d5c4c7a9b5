package voice

// A role is what it means that a word was found.
type role uint8

const (
	matches role = iota // the rule is broken
	excepts             // a hit within it is none
	nears               // a hit in reach of it counts
	needed              // the rule asks for it
)

// A use is a word in a role of a rule.
type use struct {
	rule int32
	role role
}

// words is one automaton for all words of all rules (Aho and Corasick): after
// each symbol it is in the state of the longest word, or beginning of one, that
// ends there.
type words struct {
	next  []map[rune]int32 // by state
	fail  []int32          // the state of the next shorter one
	found []int32          // the nearest state on the way down that ends a word, or 0
	depth []int32
	uses  [][]use // of the word that ends in a state
}

func newWords() *words {
	w := &words{}
	w.state(0)
	return w
}

func (w *words) state(depth int32) int32 {
	w.next = append(w.next, nil)
	w.depth = append(w.depth, depth)
	w.uses = append(w.uses, nil)
	return int32(len(w.next) - 1)
}

// add takes a word in.
func (w *words) add(symbols []rune, u use) {
	at := int32(0)
	for _, c := range symbols {
		to, ok := w.next[at][c]
		if !ok {
			to = w.state(w.depth[at] + 1)
			if w.next[at] == nil {
				w.next[at] = map[rune]int32{}
			}
			w.next[at][c] = to
		}
		at = to
	}
	w.uses[at] = append(w.uses[at], u)
}

// link finishes the automaton, shorter states first.
func (w *words) link() {
	w.fail, w.found = make([]int32, len(w.next)), make([]int32, len(w.next))
	level := []int32{0}
	for len(level) > 0 {
		var below []int32
		for _, at := range level {
			for c, to := range w.next[at] {
				if at != 0 {
					w.fail[to] = w.step(w.fail[at], c)
				}
				w.found[to] = w.found[w.fail[to]]
				if len(w.uses[to]) > 0 {
					w.found[to] = to
				}
				below = append(below, to)
			}
		}
		level = below
	}
}

// step is the state after the symbol c.
func (w *words) step(at int32, c rune) int32 {
	for {
		if to, ok := w.next[at][c]; ok {
			return to
		}
		if at == 0 {
			return 0
		}
		at = w.fail[at]
	}
}

// find calls hit for every word that ends in the text, with where it begins and
// ends.
func (w *words) find(s *stream, hit func(u use, from, to int)) {
	if len(w.next) == 1 {
		return
	}
	at := int32(0)
	for i, c := range s.symbols {
		at = w.step(at, c)
		for f := w.found[at]; f != 0; f = w.found[w.fail[f]] {
			for _, u := range w.uses[f] {
				hit(u, i+1-int(w.depth[f]), i+1)
			}
		}
	}
}
