package search

import (
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// A class is what a character is to search.
type class uint8

const (
	letter class = iota // of a word: letters, digits and marks of scripts with spaces
	gap                 // separates words
	glyph               // of a script without spaces: Han, kana, hangul, bopomofo
	mute                // counts for nothing: soft hyphens, joiners, combining accents
)

// alphabet is the tables ready to use: a class and a folded letter for each code
// point of the Basic Multilingual Plane, and classes of the rest as spans.
type alphabet struct {
	classes [0x10000]class
	folds   [0x10000]uint16
	simples [0x10000]uint16 // simplified for traditional, else the same
	higher  []span
}

type span struct {
	from, to rune // to is behind it
	class    class
}

// letters is the alphabet, made when it is first needed.
var letters = sync.OnceValue(func() *alphabet {
	a := new(alphabet)
	for i := range a.folds {
		a.folds[i], a.simples[i] = uint16(i), uint16(i)
	}
	a.spread(gapSpans, gap)
	a.spread(muteSpans, mute)
	a.spread(cjkSpans, glyph)
	a.lower()
	for i, r := range latinRunes() {
		if latinBase[i] != '.' {
			a.folds[r] = uint16(latinBase[i])
		}
	}
	pairs := []rune(simplifiedPairs)
	for i := 0; i < len(pairs); i += 2 {
		a.simples[pairs[i]] = uint16(pairs[i+1])
	}
	return a
})

// numbers reads a list of numbers in base 36.
func numbers(s string) []rune {
	var list []rune
	for field := range strings.FieldsSeq(s) {
		n, err := strconv.ParseInt(field, 36, 32)
		if err != nil {
			panic(err) // the tables are ours
		}
		list = append(list, rune(n))
	}
	return list
}

func (a *alphabet) spread(spans string, c class) {
	n, at := numbers(spans), rune(0)
	for i := 0; i < len(n); i += 2 {
		from := at + n[i]
		at = from + n[i+1]
		for r := from; r < at && r < 0x10000; r++ {
			a.classes[r] = c
		}
		if at > 0x10000 {
			a.higher = append(a.higher, span{max(from, 0x10000), at, c})
		}
	}
}

func (a *alphabet) lower() {
	n, at := numbers(lowerRuns), rune(0)
	for i := 0; i < len(n); i += 4 {
		at += n[i]
		for k := range n[i+1] {
			r := at + k*n[i+2]
			a.folds[r] = uint16(r + n[i+3])
		}
	}
}

// latinRunes are the code points of latinBase in order.
func latinRunes() []rune {
	var list []rune
	for _, s := range [][2]rune{{0xC0, 0x24F}, {0x1E00, 0x1EFF}} {
		for r := s[0]; r <= s[1]; r++ {
			list = append(list, r)
		}
	}
	return list
}

// class is what r is. Where spans overlap the last one counts.
func (a *alphabet) class(r rune) class {
	if r < 0x10000 {
		return a.classes[r]
	}
	c := letter
	for _, s := range a.higher {
		if s.from <= r && r < s.to {
			c = s.class
		}
	}
	return c
}

// fold is the letter that r is found as: lower case, without accent, ASCII for
// full width. It leaves traditional characters.
func (a *alphabet) fold(r rune) rune {
	if r < 0x10000 {
		return rune(a.folds[r])
	}
	return r
}

// simplify folds a traditional character.
func (a *alphabet) simplify(r rune) rune {
	if r < 0x10000 {
		return rune(a.simples[r])
	}
	return r
}

// Fold is the letter that r is found as: lower case, without accent, ASCII for
// full width, simplified for traditional.
func Fold(r rune) rune {
	a := letters()
	return a.simplify(a.fold(r))
}

// Mute reports whether r is a mark that nobody sees.
func Mute(r rune) bool { return letters().class(r) == mute }

// Normal is text as it is compared: folded, mute characters left out, and one
// space for whatever separates words.
func Normal(text string) string { return normal(text, true) }

// normal is Normal; simple says whether traditional characters are folded too.
func normal(text string, simple bool) string {
	a := letters()
	b := make([]byte, 0, len(text))
	for _, r := range text {
		switch a.class(r) {
		case mute:
		case gap:
			if len(b) > 0 && b[len(b)-1] != ' ' {
				b = append(b, ' ')
			}
		default:
			if r = a.fold(r); simple {
				r = a.simplify(r)
			}
			b = utf8.AppendRune(b, r)
		}
	}
	return strings.TrimSuffix(string(b), " ")
}

// traditional reports whether text has a character that simplify changes.
func traditional(text string) bool {
	a := letters()
	for _, r := range text {
		if a.simplify(r) != r {
			return true
		}
	}
	return false
}
