package search

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// An alias is other words under which something is found.
type alias struct {
	from string
	to   []string
}

// aliasesOf is the synonyms, and pinyin for what goes by Chinese names: labels,
// and titles that are names.
func aliasesOf(in Input, names map[string]bool) []alias {
	table := map[string]map[string]bool{}
	add := func(from, to string) {
		if from == "" || to == "" || from == to {
			return
		}
		if table[from] == nil {
			table[from] = map[string]bool{}
		}
		table[from][to] = true
	}
	for _, group := range in.Synonyms {
		for _, from := range group {
			for _, to := range group {
				add(Normal(from), Normal(to))
			}
		}
	}
	for name := range names {
		for _, latin := range romanised(name) {
			add(latin, name)
		}
	}
	list := make([]alias, 0, len(table))
	for from, to := range table {
		a := alias{from: from}
		for t := range to {
			a.to = append(a.to, t)
		}
		slices.Sort(a.to)
		a.to = a.to[:min(len(a.to), mostMeanings)]
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b alias) int { return cmp.Compare(a.from, b.from) })
	return list
}

// mostMeanings is how many names one spelling may stand for.
const mostMeanings = 8

// romanised is a name in pinyin, in at most four ways where characters are read
// in several, and its initials from three letters.
func romanised(name string) []string {
	args := pinyin.NewArgs()
	args.Heteronym = true
	full, short := []string{""}, []string{""}
	for _, r := range name {
		readings := pinyin.SinglePinyin(r, args)
		if len(readings) == 0 {
			return nil
		}
		slices.Sort(readings[1:]) // the first is the usual one
		readings = slices.Compact(readings)
		full, short = combine(full, readings), combine(short, firstLetters(readings))
	}
	if utf8.RuneCountInString(name) < 3 {
		return full
	}
	return append(full, short...)
}

func firstLetters(words []string) []string {
	var list []string
	for _, w := range words {
		if c := w[:1]; !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

// combine appends each of next to each of list, four in all.
func combine(list, next []string) []string {
	const most = 4
	var out []string
	for _, n := range next {
		for _, l := range list {
			if w := l + n; len(out) < most && !slices.Contains(out, w) {
				out = append(out, w)
			}
		}
	}
	return out
}
