package voice

import (
	"errors"
	"regexp/syntax"
	"slices"
	"unicode"
)

// An op is what an instruction of a program does.
type op uint8

const (
	opRune  op = iota // takes a symbol of its set, goes to out
	opSplit           // goes to out and to arg
	opMatch           // the pattern was found
	opBegin           // goes on at the beginning of a line
	opEnd             // goes on at the end of one
)

// An inst is one instruction.
type inst struct {
	op       op
	out, arg int32 // of opRune, arg is the set
}

// A program is a pattern ready to run.
type program struct {
	insts []inst
	start int32
	pairs [][]rune // of sets: first and last of each range, in order
	first []rune   // ranges that a match can begin with
}

// The bounds of a pattern. Longest is how far a match is followed after it could
// have ended, which keeps the time linear.
const (
	maxInsts = 2000
	longest  = 64
)

var (
	errBoundary = errors.New("word boundary")
	errEmpty    = errors.New("empty")
	errLong     = errors.New("too long")
)

// compilePattern makes a program that runs over symbols.
func compilePattern(l *Letters, pattern string) (*program, error) {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, err
	}
	if hasBoundary(re) {
		return nil, errBoundary
	}
	re = foldPattern(l, re).Simplify()
	compiled, err := syntax.Compile(re)
	if err != nil {
		return nil, err
	}
	p := &program{}
	for i := range compiled.Inst {
		p.insts = append(p.insts, p.translate(&compiled.Inst[i]))
	}
	p.start = int32(compiled.Start)
	if len(p.insts) > maxInsts {
		return nil, errLong
	}
	seen := make([]bool, len(p.insts))
	p.close(p.start, seen)
	for i, reached := range seen {
		switch {
		case reached && p.insts[i].op == opMatch:
			return nil, errEmpty
		case reached && p.insts[i].op == opRune:
			p.first = append(p.first, p.pairs[p.insts[i].arg]...)
		}
	}
	p.first = union(p.first)
	return p, nil
}

// close marks what can be reached from at without a symbol.
func (p *program) close(at int32, seen []bool) {
	if seen[at] {
		return
	}
	seen[at] = true
	switch x := p.insts[at]; x.op {
	case opSplit:
		p.close(x.out, seen)
		p.close(x.arg, seen)
	case opBegin, opEnd:
		p.close(x.out, seen)
	}
}

func hasBoundary(re *syntax.Regexp) bool {
	return re.Op == syntax.OpWordBoundary || re.Op == syntax.OpNoWordBoundary || slices.ContainsFunc(re.Sub, hasBoundary)
}

// foldPattern folds what a pattern says, as texts are folded. Where it has spaces
// or dots, a text may have one space or none.
func foldPattern(l *Letters, re *syntax.Regexp) *syntax.Regexp {
	switch re.Op {
	case syntax.OpLiteral:
		var parts []*syntax.Regexp
		for _, r := range re.Rune {
			if c := l.symbol(r); isNoise(c) {
				parts = append(parts, maybeSpace())
			} else if c != mute {
				parts = append(parts, &syntax.Regexp{Op: syntax.OpLiteral, Rune: []rune{c}})
			}
		}
		return &syntax.Regexp{Op: syntax.OpConcat, Sub: parts}
	case syntax.OpCharClass:
		return foldClass(l, re)
	}
	re.Flags &^= syntax.FoldCase
	for i, sub := range re.Sub {
		re.Sub[i] = foldPattern(l, sub)
	}
	return re
}

func maybeSpace() *syntax.Regexp {
	space := &syntax.Regexp{Op: syntax.OpLiteral, Rune: []rune{' '}}
	return &syntax.Regexp{Op: syntax.OpQuest, Sub: []*syntax.Regexp{space}}
}

// foldedClass is the largest class whose characters are folded one by one. A
// larger one is a script or the like, and holds what its characters fold to.
const foldedClass = 4096

func foldClass(l *Letters, re *syntax.Regexp) *syntax.Regexp {
	size := 0
	for i := 0; i < len(re.Rune); i += 2 {
		size += int(re.Rune[i+1]-re.Rune[i]) + 1
	}
	if size > foldedClass {
		return re
	}
	var pairs []rune
	quiet := 0
	for i := 0; i < len(re.Rune); i += 2 {
		for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
			c := l.symbol(r)
			if isNoise(c) {
				c = ' '
				quiet++
			}
			pairs = append(pairs, c, c)
		}
	}
	if size > 0 && quiet == size {
		return maybeSpace()
	}
	return &syntax.Regexp{Op: syntax.OpCharClass, Rune: union(pairs)}
}

// union is ranges in order, none touching another.
func union(pairs []rune) []rune {
	type span struct{ from, to rune }
	var list []span
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, span{pairs[i], pairs[i+1]})
	}
	slices.SortFunc(list, func(a, b span) int { return int(a.from - b.from) })
	var out []rune
	for _, s := range list {
		if n := len(out); n > 0 && s.from <= out[n-1]+1 {
			out[n-1] = max(out[n-1], s.to)
			continue
		}
		out = append(out, s.from, s.to)
	}
	return out
}

// translate is an instruction of RE2's as one of ours.
func (p *program) translate(x *syntax.Inst) inst {
	switch x.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		return inst{opSplit, int32(x.Out), int32(x.Arg)}
	case syntax.InstMatch:
		return inst{op: opMatch}
	case syntax.InstFail:
		return inst{op: opRune, arg: p.set(nil)}
	case syntax.InstEmptyWidth:
		if syntax.EmptyOp(x.Arg)&(syntax.EmptyBeginLine|syntax.EmptyBeginText) != 0 {
			return inst{opBegin, int32(x.Out), 0}
		}
		return inst{opEnd, int32(x.Out), 0}
	case syntax.InstRune1:
		return inst{opRune, int32(x.Out), p.set([]rune{x.Rune[0], x.Rune[0]})}
	case syntax.InstRune:
		if len(x.Rune) == 1 {
			return inst{opRune, int32(x.Out), p.set([]rune{x.Rune[0], x.Rune[0]})}
		}
		return inst{opRune, int32(x.Out), p.set(x.Rune)}
	case syntax.InstRuneAny:
		return inst{opRune, int32(x.Out), p.set([]rune{0, unicode.MaxRune})}
	case syntax.InstRuneAnyNotNL:
		return inst{opRune, int32(x.Out), p.set([]rune{0, '\n' - 1, '\n' + 1, unicode.MaxRune})}
	}
	return inst{opSplit, int32(x.Out), int32(x.Out)} // captures and no-ops
}

// set is the number of a set of symbols.
func (p *program) set(pairs []rune) int32 {
	for i, s := range p.pairs {
		if slices.Equal(s, pairs) {
			return int32(i)
		}
	}
	p.pairs = append(p.pairs, pairs)
	return int32(len(p.pairs) - 1)
}

// within reports whether c is in one of the ranges.
func within(pairs []rune, c rune) bool {
	low, high := 0, len(pairs)/2
	for low < high {
		mid := (low + high) / 2
		switch {
		case c < pairs[2*mid]:
			high = mid
		case c > pairs[2*mid+1]:
			low = mid + 1
		default:
			return true
		}
	}
	return false
}

// A machine runs programs; it keeps its buffers from one to the next.
type machine struct {
	now, next []thread
	seen      []int32 // by instruction: the last place at which a thread was added to it, and a bit
	place     int32
	best      [2]int // the match that is complete; best[1] is 0 without one
}

// A thread waits at an opRune for a symbol.
type thread struct{ at, from int32 }

// find calls hit for the matches of p, which do not overlap. Starts are where one
// can begin, in order. The match that is complete first counts, as long as it
// can be made.
func (m *machine) find(p *program, s *stream, starts []int32, hit func(from, to int)) {
	if n := len(p.insts); len(m.seen) < n || m.place > 1<<30 {
		m.seen, m.place = make([]int32, max(n, len(m.seen))), 0
	}
	m.now = m.now[:0]
	m.best = [2]int{}
	k := 0
	for i := 0; i <= len(s.symbols); {
		if len(m.now) == 0 {
			if m.best[1] > 0 {
				hit(m.best[0], m.best[1])
				i, m.best = m.best[1], [2]int{}
			}
			for k < len(starts) && int(starts[k]) < i {
				k++
			}
			if k == len(starts) {
				return
			}
			i = int(starts[k])
		}
		if i == len(s.symbols) {
			m.now = m.now[:0]
			continue
		}
		if m.best[1] == 0 && k < len(starts) && int(starts[k]) == i {
			m.begin(p, s, i)
			k++
		}
		m.step(p, s, i)
		i++
		if m.best[1] > 0 && i-m.best[1] >= longest {
			m.now = m.now[:0]
		}
	}
	if m.best[1] > 0 {
		hit(m.best[0], m.best[1])
	}
}

// begin adds the threads of a match that starts at i, where none waits yet.
func (m *machine) begin(p *program, s *stream, i int) {
	m.place++
	for _, t := range m.now {
		m.seen[t.at] = m.place
	}
	m.now = m.add(m.now, p, s, p.start, int32(i), i)
}

// step takes the symbol at i.
func (m *machine) step(p *program, s *stream, i int) {
	m.place++
	m.next = m.next[:0]
	c := s.symbols[i]
	for _, t := range m.now {
		if m.best[1] > 0 && int(t.from) != m.best[0] {
			continue
		}
		if x := &p.insts[t.at]; within(p.pairs[x.arg], c) {
			m.next = m.add(m.next, p, s, x.out, t.from, i+1)
		}
	}
	if m.best[1] > 0 { // only those that make it longer go on
		kept := m.next[:0]
		for _, t := range m.next {
			if int(t.from) == m.best[0] {
				kept = append(kept, t)
			}
		}
		m.next = kept
	}
	m.now, m.next = m.next, m.now
}

// add puts a thread, or those it splits into, before the symbol at i.
func (m *machine) add(list []thread, p *program, s *stream, at, from int32, i int) []thread {
	if m.seen[at] == m.place {
		return list
	}
	m.seen[at] = m.place
	switch x := p.insts[at]; x.op {
	case opRune:
		return append(list, thread{at, from})
	case opSplit:
		list = m.add(list, p, s, x.out, from, i)
		return m.add(list, p, s, x.arg, from, i)
	case opBegin:
		if i == 0 || s.symbols[i-1] == '\n' {
			return m.add(list, p, s, x.out, from, i)
		}
	case opEnd:
		if i == len(s.symbols) || s.symbols[i] == '\n' {
			return m.add(list, p, s, x.out, from, i)
		}
	case opMatch:
		better := m.best[1] == 0 || int(from) < m.best[0] && m.best[1] == i || int(from) == m.best[0]
		if better && s.open(i) {
			m.best = [2]int{int(from), i}
		}
	}
	return list
}
