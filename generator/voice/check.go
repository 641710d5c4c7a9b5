package voice

import (
	"cmp"
	"slices"
	"sync"
	"unicode/utf8"
)

// A Checker runs rules. It is immutable and can be used by many goroutines.
type Checker struct {
	rules    []compiled
	alphabet *alphabet
	words    *words
	begins   map[rune][]int32 // rules whose pattern can begin with a symbol
	broad    []int32          // rules whose pattern can begin with many
	site     []bool           // rules that run over the site's own copy
	lifted   []int            // rules that facts can lift
	scans    sync.Pool
}

// compiled is a rule ready to run.
type compiled struct {
	Rule
	words, except, near, needs [][]rune
	program                    *program
}

// hit is a span of symbols where a rule found something.
type hit struct{ rule, from, to int32 }

// scan is what one walk over a text collects.
type scan struct {
	stream
	machine
	hits, excepts, nears []hit
	starts               [][]int32 // by rule: where its pattern can begin
	begun                []int32   // rules with starts
	needed               []bool    // by rule: one of its needs was there
}

// Rules are the rules that c runs, in order.
func (c *Checker) Rules() int { return len(c.rules) }

// Rule is the rule with that index.
func (c *Checker) Rule(i int) *Rule { return &c.rules[i].Rule }

// Site finds what the site's own copy breaks: rules of wording, wherever they
// are meant for. Facts are what is known of the page.
func (c *Checker) Site(text string, facts []Condition) []Finding {
	on := c.site
	for _, i := range c.lifted {
		if on[i] && anyHolds(c.rules[i].Unless, facts) {
			on = slices.Clone(on)
			on[i] = false
		}
	}
	s := c.scan()
	defer c.scans.Put(s)
	return c.sorted(c.text(nil, s, "", text, on))
}

// Draft finds what a draft breaks.
func (c *Checker) Draft(d Draft) []Finding {
	on := make([]bool, len(c.rules))
	for i := range c.rules {
		r := &c.rules[i].Rule
		on[i] = r.Drafts && r.isFor(d.Platform) && !anyHolds(r.Unless, d.Facts)
	}
	return c.draft(d, on)
}

func (r *Rule) isFor(platform string) bool {
	return len(r.Platforms) == 0 || slices.Contains(r.Platforms, platform)
}

func (c *Checker) draft(d Draft, on []bool) []Finding {
	s := c.scan()
	defer c.scans.Put(s)
	clear(s.needed)
	var list []Finding
	for _, p := range [][2]string{{"title", d.Title}, {"body", d.Body}, {"media", d.Media}} {
		list = c.text(list, s, p[0], p[1], on)
	}
	list = c.sorted(list)
	for i := range c.rules {
		if !on[i] {
			continue
		}
		r := &c.rules[i].Rule
		if f, over := r.over(d); over {
			f.Rule, f.ID, f.Message = i, r.ID, r.Why
			list = append(list, f)
		}
		if len(r.Needs) > 0 && allHold(r.When, d.Facts) && !s.needed[i] {
			list = append(list, Finding{Rule: i, ID: r.ID, Message: r.Why})
		}
	}
	return list
}

// over reports what a draft has too much of.
func (r *Rule) over(d Draft) (Finding, bool) {
	if r.Limit == nil {
		return Finding{}, false
	}
	l, text, n := r.Limit, "", 0
	switch l.What {
	case "title":
		text = d.Title
	case "body":
		text = d.Body
	case "media":
		text = d.Media
	case "topics":
		n = d.Topics
	case "images":
		n = d.Images
	}
	if text == "" {
		return Finding{Count: n}, n > l.Max
	}
	if n = Count(l.Count, text); n <= l.Max {
		return Finding{}, false
	}
	at := Within(l.Count, text, l.Max)
	return Finding{Part: l.What, At: at, Len: utf8.RuneCountInString(text) - at, Count: n}, true
}

func (c *Checker) scan() *scan {
	if s, ok := c.scans.Get().(*scan); ok {
		return s
	}
	return &scan{starts: make([][]int32, len(c.rules)), needed: make([]bool, len(c.rules))}
}

// text appends what the rules that are on find in one text.
func (c *Checker) text(list []Finding, s *scan, part, text string, on []bool) []Finding {
	if text == "" {
		return list
	}
	c.alphabet.read(&s.stream, text)
	s.hits, s.excepts, s.nears, s.begun = s.hits[:0], s.excepts[:0], s.nears[:0], s.begun[:0]
	c.words.find(&s.stream, func(u use, from, to int) {
		if !on[u.rule] {
			return
		}
		h := hit{u.rule, int32(from), int32(to)}
		switch open := s.open(from) && s.open(to); {
		case u.role == excepts:
			s.excepts = append(s.excepts, h)
		case !open:
		case u.role == matches:
			s.hits = append(s.hits, h)
		case u.role == nears:
			s.nears = append(s.nears, h)
		case u.role == needed:
			s.needed[u.rule] = true
		}
	})
	c.patterns(s, on)
	for _, h := range c.settle(s) {
		at := s.at[h.from]
		list = append(list, Finding{Rule: int(h.rule), ID: c.rules[h.rule].ID, Part: part, At: int(at), Len: int(s.at[h.to-1]-at) + 1, Message: c.rules[h.rule].Why})
	}
	return list
}

// patterns runs the patterns that can begin somewhere in the text.
func (c *Checker) patterns(s *scan, on []bool) {
	start := func(rule int32, i int) {
		if !on[rule] || !s.open(i) {
			return
		}
		if len(s.starts[rule]) == 0 {
			s.begun = append(s.begun, rule)
		}
		s.starts[rule] = append(s.starts[rule], int32(i))
	}
	for i, symbol := range s.symbols {
		for _, rule := range c.begins[symbol] {
			start(rule, i)
		}
		for _, rule := range c.broad {
			if within(c.rules[rule].program.first, symbol) {
				start(rule, i)
			}
		}
	}
	for _, rule := range s.begun {
		s.machine.find(c.rules[rule].program, &s.stream, s.starts[rule], func(from, to int) {
			s.hits = append(s.hits, hit{rule, int32(from), int32(to)})
		})
		s.starts[rule] = s.starts[rule][:0]
	}
}

// settle keeps the hits that count: the longest of those that overlap, outside
// exceptions, and in reach of what must be near.
func (c *Checker) settle(s *scan) []hit {
	for _, list := range [][]hit{s.hits, s.excepts, s.nears} {
		slices.SortFunc(list, func(a, b hit) int {
			return cmp.Or(cmp.Compare(a.rule, b.rule), cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to))
		})
	}
	kept := s.hits[:0]
	excepts, nears := follower{list: s.excepts}, follower{list: s.nears}
	last := hit{rule: -1}
	for _, h := range s.hits {
		if h.rule == last.rule && h.from < last.to {
			continue
		}
		if excepts.excuse(h) {
			continue
		}
		if n := c.rules[h.rule].Near; n != nil && !s.near(&nears, h, n.Within) {
			continue
		}
		kept, last = append(kept, h), h
	}
	return kept
}

// near reports whether something is within so many characters of h.
func (s *scan) near(list *follower, h hit, within int) bool {
	if before := list.upTo(h); before > 0 && (before > h.from || int(s.at[h.from]-s.at[before-1])-1 <= within) {
		return true
	}
	after, ok := list.after(h)
	return ok && (after < h.to || int(s.at[after]-s.at[h.to-1])-1 <= within)
}

// A follower walks through hits beside others that are in the same order.
type follower struct {
	list  []hit
	next  int
	rule  int32
	reach int32 // the furthest end of those of the rule that are behind
}

// upTo is the furthest end of the hits of the same rule that begin no later than
// h, or 0.
func (f *follower) upTo(h hit) int32 {
	if f.rule != h.rule {
		f.rule, f.reach = h.rule, 0
	}
	for f.next < len(f.list) {
		x := f.list[f.next]
		if x.rule > h.rule || x.rule == h.rule && x.from > h.from {
			break
		}
		if x.rule == h.rule {
			f.reach = max(f.reach, x.to)
		}
		f.next++
	}
	return f.reach
}

// excuse reports whether an exception holds h, or reaches out of it: 第一次 excepts
// 全国第一 where the text says 全国第一次.
func (f *follower) excuse(h hit) bool {
	if reach := f.upTo(hit{h.rule, h.from - 1, 0}); reach > h.from {
		return true
	}
	for _, x := range f.list[f.next:] {
		if x.rule != h.rule || x.from >= h.to {
			return false
		}
		if x.to > h.to || x.from == h.from && x.to == h.to {
			return true
		}
	}
	return false
}

// after is where the first hit of the same rule begins that begins after h; ask
// upTo before.
func (f *follower) after(h hit) (int32, bool) {
	if f.next < len(f.list) && f.list[f.next].rule == h.rule {
		return f.list[f.next].from, true
	}
	return 0, false
}

// sorted puts findings in the order in which a reader meets them.
func (c *Checker) sorted(list []Finding) []Finding {
	slices.SortStableFunc(list, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(partOrder(a.Part), partOrder(b.Part)), cmp.Compare(a.At, b.At), cmp.Compare(a.Rule, b.Rule))
	})
	return list
}

func partOrder(part string) int { return slices.Index([]string{"", "title", "body", "media"}, part) }
