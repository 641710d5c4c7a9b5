package search

import (
	"bytes"
	"cmp"
	"container/heap"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
)

// An Index is the files that answer which passages a query means.
type Index struct{ files []string }

// File is the file that Layout.Paths has at n.
func (x *Index) File(n int) string { return x.files[n] }

// An Input is what an index is made of besides the runs.
type Input struct {
	Layout    Layout
	Texts     []Text // of all runs, in their order
	Languages []string
	Synonyms  [][]string
	Label     func(facet, value, lang string) string // what readers call a value
}

// Merge makes the index of runs. It fails where a run in a file cannot be read.
func Merge(runs []*Run, in Input) (*Index, error) {
	m := &merger{in: in, runs: runs, total: roundUp(uint32(len(in.Texts))),
		buckets: make([]bucket, in.Layout.Shards), words: make([]front, len(initials))}
	known := namesOf(in)
	m.plan(known)
	m.terms()
	if m.err != nil {
		return nil, fmt.Errorf("read a run: %w", m.err)
	}
	m.addNames()
	for _, a := range aliasesOf(in, known) {
		m.alias(a)
	}
	m.sort()
	stamp := quoted(Stamp(in.Texts))
	x := &Index{[]string{m.manifest(), call("_l", m.likes(), stamp), call("_t", quoted(simplifiedPairs), stamp)}}
	for _, f := range Facets {
		values, code := m.facet(f)
		x.files = append(x.files, call("_f", quoted(f), values, code, stamp))
	}
	for i := range m.words {
		x.files = append(x.files, call("_w", quoted(initials[i:i+1]), quoted(m.words[i].b.String()), stamp))
	}
	for i := range m.buckets {
		b := &m.buckets[i]
		x.files = append(x.files, call("_s", strconv.Itoa(i), quoted(b.dict.b.String()), quoted(b.bits.end()), stamp))
	}
	return x, nil
}

// bucket is a shard being written.
type bucket struct {
	dict  front
	bits  bitWriter
	stems []string // of the last entries
}

type merger struct {
	in      Input
	err     error // the first of reading runs
	runs    []*Run
	heavy   heavy
	total   uint32
	buckets []bucket
	words   []front
	open    []*union                       // beginnings of the term at hand that are spread
	names   []string                       // that have a list of their own
	pairs   map[string][impacts][]uint32   // the lists of the pairs in them
	valued  map[string]map[string][]uint32 // pages by facet and value
}

// note keeps the first error.
func (m *merger) note(err error) { m.err = cmp.Or(m.err, err) }

func (m *merger) bucket(key string) *bucket {
	return &m.buckets[mix(key)&uint32(len(m.buckets)-1)]
}

// terms writes every term of all runs, in order.
func (m *merger) terms() {
	var h readers
	base := uint32(0)
	for _, r := range m.runs {
		reader := r.reader(base)
		base += uint32(r.texts)
		if reader.next() {
			h = append(h, reader)
		}
		m.note(reader.err)
	}
	heap.Init(&h)
	var ids [impacts][]uint32
	for len(h) > 0 {
		for k := range ids {
			ids[k] = ids[k][:0]
		}
		term := string(h[0].term)
		for len(h) > 0 && string(h[0].term) == term {
			h[0].appendTo(&ids)
			if h[0].next() {
				heap.Fix(&h, 0)
			} else {
				m.note(h[0].err)
				heap.Pop(&h)
			}
		}
		m.term(term[1:], &ids)
	}
	m.close("")
}

// readers is a heap of runs by their next term; of one term the first run comes
// first, so that ids ascend.
type readers []*runReader

func (h readers) Len() int { return len(h) }
func (h readers) Less(i, j int) bool {
	if c := bytes.Compare(h[i].term, h[j].term); c != 0 {
		return c < 0
	}
	return h[i].base < h[j].base
}
func (h readers) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *readers) Push(x any)   { *h = append(*h, x.(*runReader)) }
func (h *readers) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}

// union is every passage that has a term with a beginning, by the most that one
// of them counts there.
type union struct {
	prefix string
	impact []uint8 // by passage; impacts means none
}

// term writes a term, and adds it to the lists of its spread beginnings.
func (m *merger) term(term string, ids *[impacts][]uint32) {
	m.close(term)
	m.openFor(term)
	for _, u := range m.open {
		for k, list := range ids {
			for _, id := range list {
				u.impact[id] = min(u.impact[id], uint8(k))
			}
		}
	}
	if _, ok := m.pairs[term]; ok {
		var kept [impacts][]uint32
		for k, list := range ids {
			kept[k] = slices.Clone(list)
		}
		m.pairs[term] = kept
	}
	if utf8.RuneCountInString(term) == 1 && glyphs(term) && m.heavy[term] {
		return // only its list is ever asked for
	}
	m.bucket(m.heavy.key(term)).add(term, m.total, ids)
	if c := term[0]; c >= 'a' && c <= 'z' && len(term) >= 4 && isASCII(term) {
		m.words[c-'a'].add(term, "")
	}
}

// openFor begins lists for spread beginnings of term that have none yet.
func (m *merger) openFor(term string) {
	for n, end := 1, 0; end < len(term); n++ {
		_, size := utf8.DecodeRuneInString(term[end:])
		end += size
		p := term[:end]
		if !m.heavy.spread(p) {
			return
		}
		if len(m.open) >= n {
			continue
		}
		u := &union{p, make([]uint8, len(m.in.Texts))}
		for i := range u.impact {
			u.impact[i] = impacts
		}
		m.open = append(m.open, u)
	}
}

// close writes the lists of beginnings that term has not.
func (m *merger) close(term string) {
	for n := len(m.open) - 1; n >= 0; n-- {
		u := m.open[n]
		if term != "" && strings.HasPrefix(term, u.prefix) {
			return
		}
		m.open = m.open[:n]
		var ids [impacts][]uint32
		for id, k := range u.impact {
			if k < impacts {
				ids[k] = append(ids[k], uint32(id))
			}
		}
		m.bucket(u.prefix+"*").add(u.prefix+"*", m.total, &ids)
	}
}

// stemReach is how far back an entry may point to one with the same stem: what
// one character can say.
const stemReach = 35

// add writes a term with its postings. A word that shares its stem with one
// shortly before says so, so that readers need no stemmer.
func (b *bucket) add(term string, total uint32, ids *[impacts][]uint32) {
	stem, tail := "", ""
	if c := term[0]; c >= 'a' && c <= 'z' && len(term) > 2 && isASCII(term) && !strings.HasSuffix(term, "*") {
		stem = english.Stem(term, true)
		if i := slices.Index(b.stems, stem); i >= 0 {
			tail = "~" + strconv.FormatInt(int64(len(b.stems)-i), 36)
		}
	}
	b.entry(term, tail, stem)
	for _, list := range ids {
		b.bits.gamma(uint32(len(list)) + 1)
	}
	for _, list := range ids {
		b.bits.list(list, total)
	}
}

func (b *bucket) entry(term, tail, stem string) {
	b.dict.add(term, tail)
	if len(b.stems) == stemReach {
		b.stems = b.stems[1:]
	}
	b.stems = append(b.stems, stem)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// alias writes an entry without postings where whoever looks for it looks anyway.
func (m *merger) alias(a alias) {
	from := strings.ReplaceAll(a.from, " ", "_")
	b := m.bucket(m.heavy.key(firstToken(a.from, m.names)))
	b.entry(from, "="+strings.ReplaceAll(strings.Join(a.to, "|"), " ", "_"), "")
	if c := from[0]; c >= 'a' && c <= 'z' && len(from) >= 4 && isASCII(from) && !strings.Contains(from, "_") {
		m.words[c-'a'].add(from, "")
	}
}
