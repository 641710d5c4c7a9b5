package voice

import (
	"strconv"
	"strings"
	"sync"
)

// Letters tells what characters are compared as. Whoever compiles rules brings
// what it is made of, so that this package needs no tables: what a Checker knows
// of letters comes from here, and travels to the browser with the rules.
type Letters struct{ symbols []rune }

// letterEnd is the end of the characters that fold to others; above it is Han.
const letterEnd = 0x20000

// NewLetters makes Letters. Fold gives lower case, without accent, simplified,
// and ASCII for full width; mute reports what nobody sees.
func NewLetters(fold func(rune) rune, muted func(rune) bool) *Letters {
	l := &Letters{make([]rune, letterEnd)}
	for r := range l.symbols {
		if l.symbols[r] = compared(rune(r), fold); muted(rune(r)) {
			l.symbols[r] = mute
		}
	}
	return l
}

// symbol is what r is compared as; mute if it is not.
func (l *Letters) symbol(r rune) rune {
	if r >= 0 && r < letterEnd {
		return l.symbols[r]
	}
	return r
}

// alike are characters that stand for another one beyond what Letters says: a
// first character, how many follow it in order, and what the first stands for.
var alike = []struct {
	from  rune
	count int
	to    rune
}{
	{'①', 9, '1'}, {'⓪', 1, '0'}, {'⑴', 9, '1'}, {'⒈', 9, '1'}, {'❶', 9, '1'}, {'➀', 9, '1'}, {'➊', 9, '1'}, {'⓵', 9, '1'},
	{'⁰', 1, '0'}, {'¹', 1, '1'}, {'²', 2, '2'}, {'⁴', 6, '4'}, {'₀', 10, '0'}, {0x1F100, 1, '0'}, {0x1F101, 10, '0'},
	{'⒜', 26, 'a'}, {'Ⓐ', 26, 'a'}, {'ⓐ', 26, 'a'}, {0x1F110, 26, 'a'}, {0x1F130, 26, 'a'}, {0x1F150, 26, 'a'}, {0x1F170, 26, 'a'}, {0x1F1E6, 26, 'a'},
	{'Ⅰ', 1, 'i'}, {'ⅰ', 1, 'i'}, {'Ⅴ', 1, 'v'}, {'ⅴ', 1, 'v'}, {'Ⅹ', 1, 'x'}, {'ⅹ', 1, 'x'}, {'Ⅼ', 1, 'l'}, {'ⅼ', 1, 'l'},
	{'Ⅽ', 2, 'c'}, {'ⅽ', 2, 'c'}, {'Ⅿ', 1, 'm'}, {'ⅿ', 1, 'm'}, {'∨', 1, 'v'}, {'ᴠ', 1, 'v'}, {'ѵ', 1, 'v'}, {'Ѵ', 1, 'v'}, {'√', 1, 'v'},
	{'〇', 1, '0'}, {'零', 1, '0'}, {'一', 1, '1'}, {'二', 1, '2'}, {'三', 1, '3'}, {'四', 1, '4'}, {'五', 1, '5'}, {'六', 1, '6'}, {'七', 1, '7'}, {'八', 1, '8'}, {'九', 1, '9'},
	{'壹', 1, '1'}, {'贰', 1, '2'}, {'叁', 1, '3'}, {'肆', 1, '4'}, {'伍', 1, '5'}, {'陆', 1, '6'}, {'柒', 1, '7'}, {'捌', 1, '8'}, {'玖', 1, '9'},
	{'а', 1, 'a'}, {'в', 1, 'b'}, {'с', 1, 'c'}, {'е', 1, 'e'}, {'н', 1, 'h'}, {'к', 1, 'k'}, {'м', 1, 'm'}, {'о', 1, 'o'}, {'р', 1, 'p'}, {'т', 1, 't'}, {'х', 1, 'x'}, {'у', 1, 'y'}, {'ѕ', 1, 's'}, {'і', 1, 'i'}, {'ј', 1, 'j'},
	{'α', 1, 'a'}, {'ι', 1, 'i'}, {'κ', 1, 'k'}, {'ν', 1, 'v'}, {'ο', 1, 'o'}, {'ρ', 1, 'p'}, {'τ', 1, 't'}, {'χ', 1, 'x'},
}

// The mathematical alphabets are thirteen times both cases, then digits.
const (
	mathLetters = 0x1D400
	mathDigits  = 0x1D7CE
	mathEnd     = 0x1D800
)

// noise is what people put between characters of a word to hide it, as folded.
const noise = " \t\u00a0\u2003\u3000.·•・‧˙*-_~|/\\^`'\""

// maxNoise is how many of them in a row still hide a word; more are a gap.
const maxNoise = 3

// compared is r folded, and then what it looks like.
func compared(r rune, fold func(rune) rune) rune {
	if r >= mathLetters && r < mathEnd {
		if r >= mathDigits {
			return '0' + (r-mathDigits)%10
		}
		if r < mathLetters+13*52 {
			return 'a' + (r-mathLetters)%26
		}
		return r
	}
	f := fold(r)
	for _, c := range [2]rune{r, f} {
		if to, ok := lookalike(c); ok {
			return to
		}
	}
	return f
}

func lookalike(r rune) (rune, bool) {
	if r < 0xA0 {
		return 0, false
	}
	to, ok := lookalikes()[r]
	return to, ok
}

var lookalikes = sync.OnceValue(func() map[rune]rune {
	m := map[rune]rune{}
	for _, a := range alike {
		for i := range rune(a.count) {
			m[a.from+i] = a.to + i
		}
	}
	return m
})

// An alphabet is Letters as far as some rules need it.
type alphabet struct {
	low   [0x10000]uint16 // symbols; mute is one that no text has
	high  map[rune]rune   // of characters above
	folds string          // the same as the client reads it
}

// mute is the symbol of characters that nobody sees.
const mute = 0xFFFF

// alphabetOf folds everything that folds to one of the symbols, or is mute.
func alphabetOf(l *Letters, wanted func(rune) bool) *alphabet {
	a := &alphabet{high: map[rune]rune{}}
	for i := range a.low {
		a.low[i] = uint16(i)
	}
	var w runs
	for i, to := range l.symbols {
		r := rune(i)
		if to == r || to != mute && !wanted(to) {
			continue
		}
		w.add(r, to)
		if r < 0x10000 {
			a.low[r] = uint16(to)
		} else {
			a.high[r] = to
		}
	}
	a.folds = w.String()
	return a
}

// fold is the symbol of r.
func (a *alphabet) fold(r rune) rune {
	if r >= 0 && r < 0x10000 {
		return rune(a.low[r])
	}
	if to, ok := a.high[r]; ok {
		return to
	}
	return r
}

// runs writes pairs of numbers as runs: the distance from the start of the run
// before, how many, the step between them, the first target, and its step.
type runs struct{ list [][5]int }

func (w *runs) add(from, to rune) {
	f, t := int(from), int(to)
	if n := len(w.list) - 1; n >= 0 {
		x := &w.list[n]
		if x[1] == 1 && f-x[0] <= 2 && t-x[3] <= 1 && t >= x[3] {
			x[1], x[2], x[4] = 2, f-x[0], t-x[3]
			return
		}
		if x[1] > 1 && f == x[0]+x[1]*x[2] && t == x[3]+x[1]*x[4] {
			x[1]++
			return
		}
	}
	w.list = append(w.list, [5]int{f, 1, 1, t, 0})
}

// String is the runs in base 36; what would be 1, 1 and 0 at the end of a run is
// left out.
func (w *runs) String() string {
	var b strings.Builder
	at := 0
	for i, x := range w.list {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(base36(x[0]-at) + "," + base36(x[3]))
		if x[1] > 1 {
			b.WriteString("," + base36(x[1]) + "," + base36(x[2]) + "," + base36(x[4]))
		}
		at = x[0]
	}
	return b.String()
}

func base36(n int) string { return strconv.FormatInt(int64(n), 36) }

func isNoise(r rune) bool { return r < 0x3001 && strings.ContainsRune(noise, r) }

// sort of a symbol, for the ends of hits.
func sortOf(r rune) int {
	switch {
	case r >= 'a' && r <= 'z':
		return 1
	case r >= '0' && r <= '9':
		return 2
	}
	return 0
}

// stream is a text as symbols.
type stream struct {
	symbols []rune
	at      []int32 // the character that each symbol stands for, counted from 0
}

// read makes s the symbols of text.
func (a *alphabet) read(s *stream, text string) { readSymbols(s, text, a.fold) }

func readSymbols(s *stream, text string, fold func(rune) rune) {
	s.symbols, s.at = s.symbols[:0], s.at[:0]
	n, gap := int32(0), 0 // gap is how much noise there was
	first := int32(0)
	for _, r := range text {
		c := fold(r)
		switch {
		case c == mute:
		case isNoise(c):
			if gap == 0 {
				first = n
			}
			gap++
		default:
			if gap > 0 && len(s.symbols) > 0 {
				s.bridge(c, gap, first)
			}
			gap = 0
			s.symbols = append(s.symbols, c)
			s.at = append(s.at, n)
		}
		n++
	}
}

// bridge stands for noise before the symbol c: a space between words, nothing
// within Chinese, and a line break if it is too much.
func (s *stream) bridge(c rune, gap int, first int32) {
	before := s.symbols[len(s.symbols)-1]
	switch {
	case sortOf(before) > 0 && sortOf(c) > 0:
		s.symbols, s.at = append(s.symbols, ' '), append(s.at, first)
	case gap > maxNoise:
		s.symbols, s.at = append(s.symbols, '\n'), append(s.at, first)
	}
}

// open reports whether a hit may begin or end between two symbols.
func (s *stream) open(i int) bool {
	if i <= 0 || i >= len(s.symbols) {
		return true
	}
	kind := sortOf(s.symbols[i])
	return kind == 0 || kind != sortOf(s.symbols[i-1])
}
