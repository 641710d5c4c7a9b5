package search

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// A brand is made of common characters, and asking for it would load the list of
// every pair in it: a name whose lists are long together has one of its own.

const (
	mostNames  = 200
	nameFactor = 8 // so many shards' worth of lists are long
)

// namesOf is every run of two to eight Chinese characters in a name or label.
func namesOf(in Input) map[string]bool {
	names, seen := map[string]bool{}, map[string]bool{}
	add := func(s string) {
		if seen[s] {
			return
		}
		seen[s] = true
		for _, run := range hanRuns(Normal(s)) {
			if n := utf8.RuneCountInString(run); n >= 2 && n <= 8 {
				names[run] = true
			}
		}
	}
	for i := range in.Texts {
		t := &in.Texts[i]
		if t.Named && !t.More {
			add(t.Title)
		}
		for _, w := range t.Names {
			add(w)
		}
		for _, w := range t.Words {
			add(w)
		}
	}
	for _, group := range in.Synonyms {
		for _, w := range group {
			add(w)
		}
	}
	return names
}

// hanRuns are the longest parts of s that are characters with a pinyin.
func hanRuns(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r < 0x3400 || r > 0x9FFF })
}

// pairsIn are the pairs of neighbouring glyphs in a name, each once.
func pairsIn(name string) []string {
	var list []string
	for _, t := range tokensOf(name, nil) {
		if !slices.Contains(list, t.text) {
			list = append(list, t.text)
		}
	}
	return list
}

// costly are the names that have a list of their own, the longest first: that is
// how a query is read. Sizes are of the pairs.
func costly(names map[string]bool, sizes map[string]int, target int) []string {
	cost := map[string]int{}
	for name := range names {
		if utf8.RuneCountInString(name) < 3 {
			continue
		}
		n := 0
		for _, p := range pairsIn(name) {
			n += sizes[p]
		}
		if n > nameFactor*target {
			cost[name] = n
		}
	}
	list := slices.SortedFunc(maps.Keys(cost), func(a, b string) int { return cmp.Or(cmp.Compare(cost[b], cost[a]), cmp.Compare(a, b)) })
	list = list[:min(len(list), mostNames)]
	slices.SortFunc(list, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	return list
}

// addNames writes the list of each name: the texts that have all its pairs, and
// have them in a row.
func (m *merger) addNames() {
	reached, least := make([]uint8, len(m.in.Texts)), make([]uint8, len(m.in.Texts))
	for _, name := range m.names {
		clear(reached)
		clear(least)
		pairs := pairsIn(name)
		for i, p := range pairs {
			for k, list := range m.pairs[p] {
				for _, id := range list {
					if int(reached[id]) == i {
						reached[id]++
						least[id] = max(least[id], uint8(k))
					}
				}
			}
		}
		var ids [impacts][]uint32
		for id, n := range reached {
			if int(n) == len(pairs) && m.in.Texts[id].has(name) {
				ids[least[id]] = append(ids[least[id]], uint32(id))
			}
		}
		m.bucket(m.heavy.key(name)).add(name, m.total, &ids)
	}
}

// has reports whether a normal name stands in t.
func (t *Text) has(name string) bool {
	parts := slices.Concat([]string{t.Title, t.Heading, t.Body}, t.Names, t.Words)
	holdsIt := func(s string) bool { return strings.Contains(s, name) }
	return slices.ContainsFunc(parts, holdsIt) || holdsIt(Normal(strings.Join(parts, "\n")))
}
