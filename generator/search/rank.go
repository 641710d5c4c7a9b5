package search

import "math/bits"

// Weights of impacts.
var impactWeight = [impacts]int{100, 60, 40, 22}

// candidates is what a search has found so far, by text.
type candidates struct {
	score []int32
	of    []*variant // that gave the score
}

func (r *Reader) nothing() *candidates {
	return &candidates{make([]int32, r.m.Texts), make([]*variant, r.m.Texts)}
}

// score adds what a variant finds. A text that several find has its best score.
func (r *Reader) score(v *variant, c *candidates) error {
	tokens := r.tokensIn(v.chunks)
	sums, hits, best := make([]int32, r.m.Texts), make([]uint8, r.m.Texts), make([]int32, r.m.Texts)
	var touched []uint32
	for _, t := range tokens {
		found, err := r.expand(t)
		if err != nil {
			return err
		}
		touched = touched[:0]
		rarity := r.rarity(found)
		for _, w := range found {
			for k, ids := range w.ids {
				points := int32(rarity * impactWeight[k] * w.weight / 100)
				for _, id := range ids {
					if id >= r.m.Texts {
						continue
					}
					if best[id] == 0 {
						touched = append(touched, id)
					}
					best[id] = max(best[id], points)
				}
			}
		}
		for _, id := range touched {
			sums[id] += best[id]
			hits[id]++
			best[id] = 0
		}
	}
	enough := v.enough
	if enough == 0 {
		enough = len(tokens)
	}
	for id, n := range hits {
		s := sums[id] * int32(v.weight) / 100
		if v.tokens > 0 {
			s = s * int32(v.tokens) / int32(len(tokens))
		}
		if int(n) >= enough && n > 0 && s > c.score[id] {
			c.score[id], c.of[id] = s, v
		}
	}
	return nil
}

// rarity is how much a token tells, from how many texts have it.
func (r *Reader) rarity(found []weighed) int {
	n := 0
	for _, w := range found {
		n += w.count()
	}
	n = min(max(n, 1), int(r.m.Texts))
	return max(8, logarithm(r.m.Texts+1)-logarithm(uint32(n)))
}

// logarithm is sixteen times the binary logarithm, straight between powers of
// two: one that every machine agrees on.
func logarithm(n uint32) int {
	k := bits.Len32(n) - 1
	return 16*k + int(uint64(n)<<4>>k) - 16
}

// otherLanguages marks texts of which the reader has a translation.
func (r *Reader) otherLanguages(lang string) []bool {
	if r.lang[lang] == nil {
		return nil
	}
	list := make([]bool, r.m.Texts)
	for l, ids := range r.lang {
		for id, is := range ids {
			list[id] = list[id] || is && l != lang
		}
	}
	return list
}
