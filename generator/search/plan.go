package search

import "unicode/utf8"

// heavy is the beginnings of terms that are too common for all terms with them
// to share a shard.
type heavy map[string]bool

// plan decides, from how large postings are in the runs, which beginnings are
// heavy and which names have lists of their own.
func (m *merger) plan(known map[string]bool) {
	target := m.in.Layout.target
	pairs := map[string]int{}
	for name := range known {
		for _, p := range pairsIn(name) {
			pairs[p] = 0
		}
	}
	m.heavy = heavy{}
	sizes := map[string]int{}
	for _, r := range m.runs {
		m.note(r.weighGlyphs(sizes, pairs))
	}
	m.heavy.take(sizes, target)
	for length, found := 0, true; found; length += stride {
		sizes := map[string]int{}
		for _, r := range m.runs {
			m.note(r.weighWords(sizes, m.heavy, length))
		}
		found = m.heavy.take(sizes, target)
	}
	m.names = costly(known, pairs, target)
	m.pairs = map[string][impacts][]uint32{}
	for _, name := range m.names {
		for _, p := range pairsIn(name) {
			m.pairs[p] = [impacts][]uint32{}
		}
	}
}

// take adds what is larger than target.
func (h heavy) take(sizes map[string]int, target int) bool {
	found := false
	for p, n := range sizes {
		if n > target {
			h[p], found = true, true
		}
	}
	return found
}

// weighGlyphs adds up the postings by first glyph, and those of pairs.
func (r *Run) weighGlyphs(sizes, pairs map[string]int) error {
	reader := r.reader(0)
	for reader.next() {
		if reader.term[0] != glyphMark {
			continue
		}
		n, term := len(reader.body)+len(reader.term), reader.term[1:]
		_, size := utf8.DecodeRune(term)
		sizes[string(term[:size])] += n
		if was, ok := pairs[string(term)]; ok {
			pairs[string(term)] = was + n
		}
	}
	return reader.err
}

// stride is how many letters more are looked at where all up to them are heavy.
const stride = 6

// weighWords adds up the postings of words by their beginnings that are longer
// than so many letters, where the one of so many is heavy.
func (r *Run) weighWords(sizes map[string]int, h heavy, length int) error {
	reader := r.reader(0)
	for reader.next() && reader.term[0] == wordMark {
		n, term := len(reader.body)+len(reader.term), reader.term[1:]
		for end, letters := 0, 1; end < len(term) && letters <= length+stride; letters++ {
			_, size := utf8.DecodeRune(term[end:])
			end += size
			switch {
			case letters < max(2, length):
			case letters > length:
				sizes[string(term[:end])] += n
			case !h[string(term[:end])]:
				end = len(term)
			}
		}
	}
	return reader.err
}

// key is what decides in which shard a term is: its shortest beginning that is
// not heavy, of at least two letters or one glyph, else the term. A name is alone.
func (h heavy) key(term string) string {
	if glyphs(term) {
		if c := first(term, 1); !h[c] && utf8.RuneCountInString(term) <= 2 {
			return c
		}
		return term
	}
	letters := 0
	for end := range term {
		if letters >= 2 && !h[term[:end]] {
			return term[:end]
		}
		letters++
	}
	return term
}

// spread reports whether the terms that begin with p are in several shards, and
// have a list of their own for that.
func (h heavy) spread(p string) bool {
	return h[p] || !glyphs(p) && utf8.RuneCountInString(p) == 1
}
