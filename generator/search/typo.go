package search

import (
	"slices"
	"strings"
)

// correct replaces words that the site does not have by the nearest that it has.
func (r *Reader) correct(chunks []string) ([]string, bool, error) {
	out, changed := slices.Clone(chunks), false
	for i, c := range chunks {
		for _, run := range runsOf(c) {
			near, err := r.nearest(run)
			if err != nil {
				return nil, false, err
			}
			if near != "" {
				out[i] = strings.Replace(out[i], run, near, 1)
				changed = true
			}
		}
	}
	return out, changed, nil
}

// nearest is the word that was meant by one that is nowhere, or "".
func (r *Reader) nearest(word string) (string, error) {
	limit := slips(word)
	if limit == 0 {
		return "", nil
	}
	found, err := r.expand(token{word, true})
	if err != nil || len(found) > 0 {
		return "", err
	}
	words, err := r.wordsOf(word[0])
	if err != nil {
		return "", err
	}
	best, least := "", limit+1
	for _, w := range words {
		if d := distance(word, w, least); d < least {
			best, least = w, d
		}
	}
	return best, nil
}

// slips is how many slips of the keyboard a word may have: one from four
// letters, two from eight, none if it is not of Latin letters alone.
func slips(word string) int {
	if strings.Trim(word, initials) != "" {
		return 0
	}
	switch n := len(word); {
	case n >= 8:
		return 2
	case n >= 4:
		return 1
	}
	return 0
}

// distance counts the letters that are wrong, missing, too many, or swapped with
// their neighbour. From limit on it need not be right.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	before, last, now := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
			least = min(least, now[j])
		}
		if least >= limit {
			return limit
		}
		before, last, now = last, now, before
	}
	return last[len(b)]
}
