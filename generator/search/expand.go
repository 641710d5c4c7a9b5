package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Weights of what a word may stand for, of a hundred.
const (
	exactly    = 100
	beginning  = 80 // less for every letter that is missing
	sameStem   = 70
	otherStem  = 65
	meaning    = 60 // a synonym, a name for its pinyin
	unfinished = 40 // the beginning of one
)

// weighed is an entry that a token may stand for.
type weighed struct {
	*entry
	weight int
}

// expand is what a token may stand for.
func (r *Reader) expand(t token) ([]weighed, error) {
	s, err := r.shardOf(r.heavy.key(t.text))
	if err != nil {
		return nil, err
	}
	at, exact := s.find[t.text]
	if !t.prefix {
		if !exact {
			return nil, nil
		}
		return []weighed{{&s.entries[at], exactly}}, nil
	}
	var list []weighed
	if r.heavy.spread(t.text) {
		if exact {
			list = append(list, weighed{&s.entries[at], exactly})
		}
		u, err := r.shardOf(t.text + "*")
		if err != nil {
			return nil, err
		}
		if i, ok := u.find[t.text+"*"]; ok {
			list = append(list, weighed{&u.entries[i], beginning - 20})
		}
		return list, nil
	}
	length := utf8.RuneCountInString(t.text)
	for i := range s.entries {
		e := &s.entries[i]
		if e.to != nil || !strings.HasPrefix(e.term, t.text) || strings.HasSuffix(e.term, "*") {
			continue
		}
		w := exactly
		if more := utf8.RuneCountInString(e.term) - length; more > 0 && !glyphs(t.text) {
			w = beginning - min(40, 4*more)
		}
		list = append(list, weighed{e, w})
	}
	return append(list, s.stems(t.text)...), nil
}

// stems are the entries with the stem of a word, which need not be there itself.
func (s *shard) stems(word string) []weighed {
	weight := sameStem
	at, ok := s.find[word]
	if !ok {
		weight = otherStem
		for _, ending := range []string{"ing", "ed", "es", "s", "ly"} {
			if rest, cut := strings.CutSuffix(word, ending); cut && len(rest) >= 3 && !ok {
				if at, ok = s.find[rest]; !ok {
					at, ok = s.find[rest+"e"]
				}
			}
		}
		if !ok {
			return nil
		}
	}
	var list []weighed
	for i := range s.entries {
		e := &s.entries[i]
		if e.to == nil && e.same == s.entries[at].same && (i != at || weight == otherStem) && !strings.HasSuffix(e.term, "*") {
			list = append(list, weighed{e, weight})
		}
	}
	return list
}

// shardOf is the shard of a key.
func (r *Reader) shardOf(key string) (*shard, error) {
	return r.shard(int(mix(key) & uint32(r.m.Shards-1)))
}

// meant is a query with a part of it said otherwise.
type meant struct {
	text   string
	weight int
	rank   int // 0 for the whole of an alias; else how much of it is missing
}

// synonyms are the other ways to say a query. What was typed of a name's pinyin
// need not be all of it.
func (r *Reader) synonyms(text string) ([]meant, error) {
	var list []meant
	for _, t := range r.tokensIn([]string{text}) {
		s, err := r.shardOf(r.heavy.key(t.text))
		if err != nil {
			return nil, err
		}
		for i := range s.entries {
			e := &s.entries[i]
			if e.to == nil {
				continue
			}
			list = append(list, replaced(text, e)...)
		}
	}
	slices.SortFunc(list, func(a, b meant) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.text, b.text)) })
	list = slices.Compact(list)
	return list[:min(len(list), mostVariants-1)], nil
}

// replaced is text with an alias replaced by each of its meanings.
func replaced(text string, e *entry) []meant {
	from, to, rank := -1, 0, 0
	for at := 0; at <= len(text) && from < 0; {
		i := strings.Index(text[at:], e.term)
		if i < 0 {
			break
		}
		if end := at + i + len(e.term); begins(text, at+i) && (end == len(text) || begins(text, end)) {
			from, to = at+i, end
		}
		at += i + 1
	}
	if from < 0 {
		last := strings.LastIndexByte(text, ' ') + 1
		if typed := text[last:]; utf8.RuneCountInString(typed) >= 3 && !glyphs(typed) && strings.HasPrefix(e.term, typed) {
			from, to, rank = last, len(text), utf8.RuneCountInString(e.term)-utf8.RuneCountInString(typed)
		}
	}
	if from < 0 {
		return nil
	}
	weight := meaning
	if rank > 0 {
		weight = unfinished
	}
	var list []meant
	for _, other := range e.to {
		list = append(list, meant{text[:from] + other + text[to:], weight, rank})
	}
	return list
}
