package voice

import (
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"

	"playbook/generator/source"
)

// A Fault is what is wrong with a rule. Field says where in it: "pattern",
// "match.2", "bad.0".
type Fault struct {
	Rule     int
	Field    string
	Severity source.Severity
	Key      source.Message
	Help     source.Message
	Args     []string
	Other    int // the rule that it is at odds with; -1 for none
}

var (
	msgTwice     = source.Message{En: `there are two rules "{0}"`, Zh: `有两条规则都叫“{0}”`}
	helpTwice    = source.Message{En: "give one of them another id: :allow goes by it", Zh: "请给其中一条改个 id，:allow 靠它认规则"}
	msgNothing   = source.Message{En: "the rule looks for nothing", Zh: "这条规则没有写要查什么"}
	helpNothing  = source.Message{En: "add match, pattern, limit or require", Zh: "请写 match、pattern、limit 或 require"}
	msgUnread    = source.Message{En: "this pattern cannot be read: {0}", Zh: "这个匹配式无法读取：{0}"}
	msgBoundary  = source.Message{En: `\b knows ASCII letters only and never matches beside Chinese`, Zh: `\b 只认英文字母，挨着汉字永远匹配不上`}
	helpBoundary = source.Message{En: "leave it out: English words are found whole anyway", Zh: "请删掉；英文单词本来就整词匹配"}
	msgEmpty     = source.Message{En: "the pattern matches nothing at all, which is everywhere", Zh: "这个匹配式连空文字也匹配，处处都会命中"}
	helpEmpty    = source.Message{En: "make it ask for at least one character", Zh: "请让它至少要求一个字符"}
	msgLong      = source.Message{En: "the pattern is too large", Zh: "匹配式太大"}
	helpLong     = source.Message{En: "use smaller repetitions, or split the rule", Zh: "请减小重复次数，或拆成几条规则"}
	msgNever     = source.Message{En: "the rule can never match: {0}", Zh: "这条规则永远不会命中：{0}"}
	helpNever    = source.Message{En: "texts are compared in lower case, half width and simplified characters", Zh: "比较时文字一律按小写、半角、简体处理"}
	msgBlank     = source.Message{En: `"{0}" is nothing after folding, and can never match`, Zh: `“{0}”归一化之后什么也不剩，永远不会命中`}
	msgCovered   = source.Message{En: `"{0}" can never match: it is an exception too`, Zh: `“{0}”永远不会命中：它同时写在例外里`}
	helpCovered  = source.Message{En: "remove it here or under except", Zh: "请从这里或 except 里删掉一个"}
	msgMissed    = source.Message{En: "this bad example is not caught", Zh: "这个反例没有被查出来"}
	helpMissed   = source.Message{En: "add its words to match, or move it to good", Zh: "请把其中的词加进 match，或者移到 good"}
	msgCaught    = source.Message{En: `this good example is caught: "{0}"`, Zh: `这个正例被查出来了：“{0}”`}
	helpCaught   = source.Message{En: `add the words around it to except, or move it to bad`, Zh: "请把它所在的词组加进 except，或者移到 bad"}
	msgInstead   = source.Message{En: `the alternative breaks the rule "{1}": "{0}"`, Zh: `改写建议本身违反规则“{1}”：“{0}”`}
	helpInstead  = source.Message{En: "write one that a writer could use", Zh: "请换一个写作者真能用的说法"}
	msgOpposed   = source.Message{En: `rule "{1}" catches this good example: "{0}"`, Zh: `规则“{1}”会查出这个正例：“{0}”`}
	helpOpposed  = source.Message{En: "the two contradict each other; change one", Zh: "两条规则互相矛盾，请改其中一条"}
	msgRequired  = source.Message{En: `"{0}" is required here and forbidden by the rule "{1}"`, Zh: `这里要求写“{0}”，规则“{1}”却不许写`}
	msgWithin    = source.Message{En: "the distance must be 1 or more", Zh: "距离至少为 1"}
	msgMax       = source.Message{En: "the limit must be 1 or more", Zh: "上限至少为 1"}
)

// Compile makes a checker of rules. A rule that has a fault of its own is left
// out of what the checker finds, and keeps its index.
func Compile(l *Letters, rules []Rule) (*Checker, []Fault) {
	c := &compiler{letters: l, Checker: &Checker{words: newWords(), begins: map[rune][]int32{}}}
	c.rules = make([]compiled, len(rules))
	c.site = make([]bool, len(rules))
	seen := map[string]int{}
	for i := range rules {
		c.rules[i].Rule = rules[i]
		if other, twice := seen[rules[i].ID]; twice {
			c.fault(i, "id", msgTwice, helpTwice, rules[i].ID)
			c.faults[len(c.faults)-1].Other = other
			c.rules[i].Rule = Rule{ID: rules[i].ID} // its examples would not be caught
			continue
		}
		seen[rules[i].ID] = i
		c.rule(i)
	}
	c.alphabet = alphabetOf(l, c.wanted())
	for i := range c.rules {
		c.enter(i)
	}
	c.words.link()
	c.examples()
	return c.Checker, c.faults
}

type compiler struct {
	*Checker
	letters *Letters
	faults  []Fault
}

func (c *compiler) fault(rule int, field string, key, help source.Message, args ...string) {
	c.faults = append(c.faults, Fault{rule, field, source.Error, key, help, args, -1})
}

// rule folds what one rule looks for.
func (c *compiler) rule(i int) {
	r := &c.rules[i]
	if len(r.Words) == 0 && r.Pattern == "" && r.Limit == nil && len(r.Needs) == 0 {
		c.fault(i, "id", msgNothing, helpNothing)
	}
	if r.Limit != nil && r.Limit.Max < 1 {
		c.fault(i, "limit.max", msgMax, source.Message{})
	}
	r.except = c.fold(i, "except", r.Except)
	r.words = c.fold(i, "match", r.Words)
	r.needs = c.fold(i, "require.any", r.Needs)
	if r.Near != nil {
		r.near = c.fold(i, "near.words", r.Near.Words)
		if r.Near.Within < 1 {
			c.fault(i, "near.within", msgWithin, source.Message{})
		}
	}
	for k, w := range r.words {
		if w != nil && slices.ContainsFunc(r.except, func(x []rune) bool { return slices.Equal(x, w) }) {
			c.fault(i, "match."+strconv.Itoa(k), msgCovered, helpCovered, r.Words[k])
		}
	}
	if r.Pattern != "" {
		c.pattern(i)
	}
	c.site[i] = r.Site
	if len(r.Unless) > 0 {
		c.lifted = append(c.lifted, i)
	}
}

// fold is words as symbols.
func (c *compiler) fold(rule int, field string, list []string) [][]rune {
	var s stream
	out := make([][]rune, len(list))
	for k, w := range list {
		c.letters.read(&s, w)
		if len(s.symbols) == 0 {
			c.fault(rule, field+"."+strconv.Itoa(k), msgBlank, helpNever, w)
			continue
		}
		out[k] = slices.Clone(s.symbols)
	}
	return out
}

// read is what an alphabet does, before there is one.
func (l *Letters) read(s *stream, text string) {
	readSymbols(s, text, l.symbol)
}

func (c *compiler) pattern(i int) {
	r := &c.rules[i]
	p, err := compilePattern(c.letters, r.Pattern)
	switch {
	case err == errBoundary:
		c.fault(i, "pattern", msgBoundary, helpBoundary)
	case err == errEmpty:
		c.fault(i, "pattern", msgEmpty, helpEmpty)
	case err == errLong:
		c.fault(i, "pattern", msgLong, helpLong)
	case err != nil:
		text := err.Error()
		if e, ok := err.(*syntax.Error); ok {
			text = e.Code.String() + ": " + e.Expr
		}
		c.fault(i, "pattern", msgUnread, source.Message{}, text)
	case !p.possible(c.letters):
		c.fault(i, "pattern", msgNever, helpNever, r.Pattern)
	default:
		r.program = p
	}
}

// possible reports whether some text matches: whether there is a way from the
// start to a match through sets that hold a symbol.
func (p *program) possible(l *Letters) bool {
	usable := make([]bool, len(p.pairs))
	for i, pairs := range p.pairs {
		usable[i] = holdsSymbol(l, pairs)
	}
	seen := make([]bool, len(p.insts))
	var reach func(at int32) bool
	reach = func(at int32) bool {
		if seen[at] {
			return false
		}
		seen[at] = true
		switch x := p.insts[at]; x.op {
		case opMatch:
			return true
		case opSplit:
			return reach(x.out) || reach(x.arg)
		case opRune:
			return usable[x.arg] && reach(x.out)
		default:
			return reach(x.out)
		}
	}
	return reach(p.start)
}

func holdsSymbol(l *Letters, pairs []rune) bool {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1]-pairs[i] > foldedClass {
			return true
		}
		for r := pairs[i]; r <= pairs[i+1]; r++ {
			if r == ' ' || l.symbol(r) == r && !isNoise(r) {
				return true
			}
		}
	}
	return false
}

// wanted reports which symbols the rules ask for.
func (c *compiler) wanted() func(rune) bool {
	set := map[rune]bool{' ': true}
	for _, r := range noise + "abcdefghijklmnopqrstuvwxyz0123456789" {
		set[r] = true
	}
	for i := range c.rules {
		r := &c.rules[i]
		for _, list := range [][][]rune{r.words, r.except, r.near, r.needs} {
			for _, w := range list {
				for _, s := range w {
					set[s] = true
				}
			}
		}
		if r.program == nil {
			continue
		}
		for _, pairs := range r.program.pairs {
			for k := 0; k < len(pairs); k += 2 {
				for s := pairs[k]; s <= pairs[k+1] && pairs[k+1]-pairs[k] <= foldedClass; s++ {
					set[s] = true
				}
			}
		}
	}
	return func(r rune) bool { return set[r] }
}

// narrow is how many symbols a pattern may begin with to be looked up by them.
const narrow = 64

// enter puts a rule into the automaton, and its pattern where it can begin.
func (c *compiler) enter(i int) {
	r := &c.rules[i]
	for as, list := range [][][]rune{matches: r.words, excepts: r.except, nears: r.near, needed: r.needs} {
		for _, w := range list {
			if w != nil {
				c.words.add(w, use{int32(i), role(as)})
			}
		}
	}
	if r.program == nil {
		return
	}
	size := 0
	for k := 0; k < len(r.program.first); k += 2 {
		size += int(r.program.first[k+1]-r.program.first[k]) + 1
	}
	if size > narrow {
		c.broad = append(c.broad, int32(i))
		return
	}
	for k := 0; k < len(r.program.first); k += 2 {
		for s := r.program.first[k]; s <= r.program.first[k+1]; s++ {
			c.begins[s] = append(c.begins[s], int32(i))
		}
	}
}

// examples tries what the rules say of themselves, and of each other.
func (c *compiler) examples() {
	for i := range c.rules {
		r := &c.rules[i].Rule
		for k, text := range r.Bad {
			if !c.caught(i, text) {
				c.fault(i, "bad."+strconv.Itoa(k), msgMissed, helpMissed)
			}
		}
		for k, text := range r.Good {
			field := "good." + strconv.Itoa(k)
			for _, f := range c.all(i, text) {
				if f.Rule == i {
					c.fault(i, field, msgCaught, helpCaught, f.Words(text))
				} else if c.meet(i, f.Rule) {
					c.odds(i, f.Rule, field, msgOpposed, f.Words(text))
				}
			}
		}
		for _, f := range c.all(i, r.Instead) {
			if other := &c.rules[f.Rule].Rule; c.meet(i, f.Rule) && other.Limit == nil && len(other.Needs) == 0 {
				c.odds(i, f.Rule, "instead", msgInstead, f.Words(r.Instead))
				c.faults[len(c.faults)-1].Help = helpInstead
			}
		}
		for _, f := range c.all(i, r.Replace) {
			if other := &c.rules[f.Rule].Rule; c.meet(i, f.Rule) && other.Limit == nil && len(other.Needs) == 0 {
				c.odds(i, f.Rule, "replace", msgInstead, f.Words(r.Replace))
				c.faults[len(c.faults)-1].Help = helpInstead
			}
		}
		for k, text := range r.Needs {
			for _, f := range c.all(i, text) {
				if c.meet(i, f.Rule) && f.Part == "body" && f.Len > 0 && c.rules[f.Rule].Limit == nil {
					c.odds(i, f.Rule, "require.any."+strconv.Itoa(k), msgRequired, text)
				}
			}
		}
	}
}

// odds is a fault of two rules at once. A suggestion may be at odds with
// something that is right for once.
func (c *compiler) odds(rule, other int, field string, key source.Message, words string) {
	c.fault(rule, field, key, helpOpposed, words, c.rules[other].ID)
	f := &c.faults[len(c.faults)-1]
	f.Other = other
	if c.rules[other].Level == "suggestion" {
		f.Severity = source.Warning
	}
}

// meet reports whether two rules can run over the same text.
func (c *compiler) meet(a, b int) bool {
	x, y := &c.rules[a].Rule, &c.rules[b].Rule
	if !(x.Drafts && y.Drafts) && !(x.Site && y.Site) || len(x.Unless) > 0 || len(y.Unless) > 0 {
		return a == b
	}
	return len(x.Platforms) == 0 || len(y.Platforms) == 0 || slices.ContainsFunc(x.Platforms, y.isFor)
}

func (c *compiler) caught(rule int, text string) bool {
	return slices.ContainsFunc(c.all(rule, text), func(f Finding) bool { return f.Rule == rule })
}

// all is what every rule finds in an example of one of them, with what that one
// asks for before it runs.
func (c *compiler) all(rule int, text string) []Finding {
	if text == "" {
		return nil
	}
	r := &c.rules[rule].Rule
	d := Draft{Body: text, Facts: r.When, Topics: Topics("#{}", text)}
	if r.Limit != nil && r.Limit.What == "title" {
		d.Title, d.Body = text, ""
	}
	on := make([]bool, len(c.rules))
	for i := range on {
		on[i] = i == rule || len(c.rules[i].Needs) == 0 && c.rules[i].Limit == nil
	}
	return c.draft(d, on)
}

// Words are those of text, the part of the draft that it is in, that a finding is
// about.
func (f Finding) Words(text string) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if n >= f.At && n < f.At+f.Len {
			b.WriteRune(r)
		}
		n++
	}
	return b.String()
}
