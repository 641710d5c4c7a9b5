package search

import (
	"cmp"
	"encoding/binary"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// A run has about so many texts: enough that few runs are to be merged, and few
// enough that an edit does not read half the site again.
const runLength = 1024

// Divide cuts texts into those of one run each. Where it cuts is up to the texts
// around, so that one more or less moves one or two cuts and not all that follow.
func Divide(texts []Text) [][]Text {
	var list [][]Text
	from := 0
	for i := range texts {
		n := i - from
		if n == 2*runLength || n >= runLength/2 && mix(texts[i].Page)&(runLength/2-1) == 0 {
			list = append(list, texts[from:i:i])
			from = i
		}
	}
	return append(list, texts[from:])
}

// A Run is the terms of some consecutive texts, in order, with their postings.
type Run struct {
	texts int
	data  []byte // term after term: its length and bytes, the length of its postings and they; see runReader

	spilled    *Pile // that has data in its file, at a place
	at, length int64
}

// Impact is how much a term counts in a passage.
const (
	named   = iota // it is in the name of the page
	titled         // it is in what a caption begins with
	strong         // it is in a heading or label, or stands out of the text
	weak           // it is in the text
	impacts        // how many there are
)

// Terms in a run and when merging begin with one of these, so that words come
// before glyphs.
const (
	wordMark  = 'a'
	glyphMark = 'b'
)

// longestWord is how many bytes of a word are looked at: base64 in a text must
// not fill the index.
const longestWord = 40

// RunOf is the run of texts, at most 65536.
func RunOf(texts []Text) *Run {
	b := &runBuilder{alphabet: letters(), pairs: make(map[uint64]int32, 1<<14), words: map[string]int32{}}
	for i := range texts {
		b.text(uint16(i), &texts[i])
	}
	return b.run(len(texts))
}

// runBuilder collects postings as linked lists in one slice: a list per term
// would be most of the work.
type runBuilder struct {
	*alphabet
	pairs    map[uint64]int32 // two characters, the second may be 0
	words    map[string]int32
	terms    []termState
	postings []posting

	touched []int32 // terms of the passage at hand
	tokens  int     // in its body
	word    []byte
	borders []int // in word: where digits begin or end
	ids     [impacts][]uint16
}

type termState struct {
	last        int32 // posting, or -1
	body, field uint16
	title, name bool
}

type posting struct {
	before int32
	text   uint16
	impact uint8
}

// part is where in a passage a token is.
type part uint8

const (
	inBody part = iota
	inField
	inTitle
	inName
)

func (b *runBuilder) text(id uint16, t *Text) {
	b.touched, b.tokens = b.touched[:0], 0
	title := inTitle
	switch {
	case t.More:
		title = inField
	case t.Named:
		title = inName
	}
	b.scan(t.Title, title)
	b.scan(t.Heading, inField)
	b.scan(t.Body, inBody)
	for _, w := range t.Names {
		b.scan(w, inName)
	}
	for _, w := range t.Words {
		b.scan(w, inField)
	}
	for _, i := range b.touched {
		s := &b.terms[i]
		b.postings = append(b.postings, posting{s.last, id, s.impact(b.tokens)})
		s.last = int32(len(b.postings) - 1)
		s.body, s.field, s.title, s.name = 0, 0, false, false
	}
}

// impact is the class of a term in a passage of so many tokens. In the body it is
// what BM25 says with k1 = 1.2 and b = 0.6, in integers. The length that passages
// are compared with is fixed: a mean would tie every passage to all.
func (s *termState) impact(tokens int) uint8 {
	switch {
	case s.name:
		return named
	case s.title:
		return titled
	case s.field > 0:
		return strong
	}
	const usual = 120
	tf := int(s.body)
	if saturation := 2200 * tf / (10*tf + 12*(4*usual+6*tokens)/(10*usual)); saturation >= 170 {
		return strong
	}
	return weak
}

// scan takes the tokens of one part of a passage.
func (b *runBuilder) scan(s string, p part) {
	prev := rune(0) // the glyph before
	b.word, b.borders = b.word[:0], b.borders[:0]
	digit := false
	for _, r := range s {
		c := b.class(r)
		if c == mute {
			continue
		}
		if c != glyph && prev != 0 {
			b.pair(prev, 0, p)
			prev = 0
		}
		if c != letter && len(b.word) > 0 {
			b.endWord(p)
		}
		switch c {
		case letter:
			r = b.fold(r)
			if is := '0' <= r && r <= '9'; is != digit || len(b.word) == 0 {
				if len(b.word) > 0 {
					b.borders = append(b.borders, len(b.word))
				}
				digit = is
			}
			b.word = utf8.AppendRune(b.word, r)
		case glyph:
			r = b.simplify(b.fold(r))
			if prev != 0 {
				b.pair(prev, r, p)
			}
			prev = r
		}
	}
	if prev != 0 {
		b.pair(prev, 0, p)
	}
	if len(b.word) > 0 {
		b.endWord(p)
	}
}

func (b *runBuilder) pair(first, second rune, p part) {
	key := uint64(first)<<21 | uint64(second)
	i, ok := b.pairs[key]
	if !ok {
		i = b.newTerm()
		b.pairs[key] = i
	}
	b.token(i, p)
}

// endWord takes the word at hand, and what begins at each border within it: in
// "spf50" also "50".
func (b *runBuilder) endWord(p part) {
	b.wordFrom(0, p)
	for _, at := range b.borders {
		if at >= longestWord {
			break
		}
		b.wordFrom(at, p)
	}
	b.word, b.borders = b.word[:0], b.borders[:0]
}

func (b *runBuilder) wordFrom(at int, p part) {
	w := clip(b.word[at:])
	i, ok := b.words[string(w)]
	if !ok {
		i = b.newTerm()
		b.words[string(w)] = i
	}
	b.token(i, p)
}

// clip is the beginning of a word of at most longestWord bytes.
func clip(w []byte) []byte {
	if len(w) <= longestWord {
		return w
	}
	end := longestWord
	for !utf8.RuneStart(w[end]) {
		end--
	}
	return w[:end]
}

func (b *runBuilder) newTerm() int32 {
	b.terms = append(b.terms, termState{last: -1})
	return int32(len(b.terms) - 1)
}

func (b *runBuilder) token(i int32, p part) {
	s := &b.terms[i]
	if s.body == 0 && s.field == 0 && !s.name {
		b.touched = append(b.touched, i)
	}
	switch p {
	case inBody:
		b.tokens++
		s.body++
	case inField:
		s.field++
	case inTitle:
		s.field++
		s.title = true
	case inName:
		s.field++
		s.name = true
	}
}

// run writes the terms in order.
func (b *runBuilder) run(texts int) *Run {
	r := &Run{texts: texts, data: make([]byte, 0, 4*len(b.postings)+8*len(b.terms))}
	words := make([]string, 0, len(b.words))
	for w := range b.words {
		words = append(words, w)
	}
	slices.SortFunc(words, strings.Compare)
	var lists [impacts][]byte
	term := make([]byte, 0, longestWord+1)
	for _, w := range words {
		r.add(append(append(term, wordMark), w...), b.lists(b.words[w], &lists))
	}
	pairs := make([]uint64, 0, len(b.pairs))
	for k := range b.pairs {
		pairs = append(pairs, k)
	}
	slices.Sort(pairs)
	for _, k := range pairs {
		term = utf8.AppendRune(append(term[:0], glyphMark), rune(k>>21))
		if second := rune(k & (1<<21 - 1)); second != 0 {
			term = utf8.AppendRune(term, second)
		}
		r.add(term, b.lists(b.pairs[k], &lists))
	}
	r.data = slices.Clip(r.data)
	return r
}

func (r *Run) add(term []byte, lists *[impacts][]byte) {
	r.data = binary.AppendUvarint(r.data, uint64(len(term)))
	r.data = append(r.data, term...)
	size := 0
	for _, l := range lists {
		size += len(l)
	}
	r.data = binary.AppendUvarint(r.data, uint64(size))
	for _, l := range lists {
		r.data = append(r.data, l...)
	}
}

// lists is the postings of a term by impact: how many, and their gaps.
func (b *runBuilder) lists(i int32, out *[impacts][]byte) *[impacts][]byte {
	for k := range b.ids {
		b.ids[k] = b.ids[k][:0]
	}
	for at := b.terms[i].last; at >= 0; at = b.postings[at].before {
		p := &b.postings[at]
		b.ids[p.impact] = append(b.ids[p.impact], p.text)
	}
	for k, list := range b.ids {
		o := binary.AppendUvarint(out[k][:0], uint64(len(list)))
		next := 0
		for j := len(list) - 1; j >= 0; j-- { // the newest posting came first
			o = binary.AppendUvarint(o, uint64(int(list[j])-next))
			next = int(list[j]) + 1
		}
		out[k] = o
	}
	return out
}

// runReader goes through a run term by term.
type runReader struct {
	data []byte
	base uint32 // number of the run's first text
	term []byte
	body []byte // postings of term

	run  *Run              // whose file is read
	rest *io.SectionReader // what of it is not in data
	err  error
}

// next goes to the next term, and is false behind the last, or when r has an err.
func (r *runReader) next() bool {
	if r.fill(1); len(r.data) == 0 {
		return false
	}
	r.term = r.chunk()
	r.body = r.chunk()
	return r.err == nil
}

func (r *runReader) chunk() []byte {
	r.fill(binary.MaxVarintLen64)
	n, k := binary.Uvarint(r.data)
	if r.fill(k + int(n)); k+int(n) > len(r.data) {
		r.err = cmp.Or(r.err, io.ErrUnexpectedEOF)
		return nil
	}
	c := r.data[k : k+int(n)]
	r.data = r.data[k+int(n):]
	return c
}

// appendTo adds the postings at hand to ids.
func (r *runReader) appendTo(ids *[impacts][]uint32) {
	data := r.body
	for k := range ids {
		count, n := binary.Uvarint(data)
		data = data[n:]
		next := r.base
		for range count {
			gap, n := binary.Uvarint(data)
			data = data[n:]
			id := next + uint32(gap)
			ids[k] = append(ids[k], id)
			next = id + 1
		}
	}
}
