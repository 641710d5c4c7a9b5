package generator

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"playbook/generator/markdown"
	"playbook/generator/record"
	"playbook/generator/source"
	"playbook/generator/voice"
)

// wording runs the rules over what the site says in its own words: never over
// what others wrote, over quotations and bad examples, or over the pages of the
// rules, whose words they are.
func (l *linker) wording() {
	l.books = l.rulebooks()
	steps := make([]reading, len(l.copies))
	for i, c := range l.copies {
		steps[i] = reading{l.books[c.lang], l.docs[c.at], c.facts}
		l.allowed(steps[i].doc, steps[i].book)
	}
	total := make([]heard, len(l.books))
	for i, found := range run[*readings](l.build, steps) {
		lang := slices.Index(l.books, steps[i].book)
		total[lang].add(found)
	}
	for lang, b := range l.books {
		l.report(total[lang].problems(b)...)
	}
}

// ownCopy is a file that has words of our own, and what rules may ask of its thing.
type ownCopy struct {
	at    int // among the documents
	lang  int
	facts []voice.Condition
}

// ownCopies are the files with words of our own.
func (l *linker) ownCopies() []ownCopy {
	var list []ownCopy
	for _, t := range l.things {
		if t.base || t.broken() {
			continue
		}
		var facts []voice.Condition
		for lang, d := range t.docs {
			if d == nil || !hasCopy(d.Front) {
				continue
			}
			if facts == nil {
				facts = factsFor(t)
			}
			list = append(list, ownCopy{d.at, lang, facts})
		}
	}
	return list
}

// factsFor is what rules may ask of a thing before they run over it.
func factsFor(t *thing) []voice.Condition {
	var list []voice.Condition
	yes := func(field string) { list = append(list, voice.Condition{Field: field, Values: []string{"yes"}}) }
	products := t.ref("products")
	if t.rec.Product != nil {
		products = []*thing{t}
	}
	if len(products) > 0 && !slices.ContainsFunc(products, func(p *thing) bool { return p.rec.Product == nil || p.rec.Product.Registration == "" }) {
		yes("registration")
	}
	if c := t.rec.Campaign; c != nil && !c.Until.IsZero() {
		yes("until")
	}
	if p := t.rec.Post; p != nil && p.Relationship != "" {
		list = append(list, voice.Condition{Field: "relationship", Values: []string{p.Relationship}})
	}
	return list
}

// A passage of own copy: a field, or the body.
type ownText struct {
	field string // "" is the body
	text  string
}

// ownTexts are what a file says in the editor's words.
func ownTexts(d *Document) []ownText {
	r := d.Record
	var list []ownText
	add := func(field, text string) {
		if text != "" && r.Has(topField(field)) {
			list = append(list, ownText{field, text})
		}
	}
	if p := r.Post; p != nil { // the rest of it is its creator's
		add("why", p.Why)
		add("gist.en", p.Gist.En)
		add("gist.zh", p.Gist.Zh)
		for i, m := range p.Media {
			add("media."+strconv.Itoa(i)+".alt", m.Alt)
		}
		return list
	}
	if v := r.Voice; v != nil {
		for i, p := range v.Pairs {
			add("pairs."+strconv.Itoa(i)+".do", p.Do)
		}
		for i, s := range v.Situations {
			add("situations."+strconv.Itoa(i)+".reply", s.Reply)
		}
		if len(v.Rules) > 0 { // the page talks about words
			return list
		}
		for _, c := range v.Channels {
			add("channels."+c.Platform, c.Text)
		}
	}
	if p := r.Platform; p != nil {
		return list
	}
	add("title", r.Title)
	add("summary", r.Summary)
	if c := r.Campaign; c != nil {
		add("brief", c.Brief)
		add("expected", c.Expected)
		add("learned", c.Learned)
	}
	if d.Body.Copy.Text != "" {
		list = append(list, ownText{"", d.Body.Copy.Text})
	}
	return list
}

func topField(field string) string {
	top, _, _ := strings.Cut(field, ".")
	return top
}

// hasCopy is whether ownTexts has anything, without making it: nearly all posts
// have nothing.
func hasCopy(d *Front) bool {
	if p := d.Record.Post; p != nil {
		return p.Why != "" || p.Gist != (record.Local{}) || slices.ContainsFunc(p.Media, func(m record.Media) bool { return m.Alt != "" })
	}
	return true
}

var (
	msgAllowRule   = source.Message{En: `there is no rule "{0}"`, Zh: `没有规则“{0}”`}
	helpAllowRule  = source.Message{En: `did you mean "{1}"?`, Zh: `是不是“{1}”？`}
	msgAllowReason = source.Message{En: "an exception must say why", Zh: "放行要写明理由"}
	helpAllow      = source.Message{En: `write {rule={0} reason="…"}`, Zh: `请写成 {rule={0} reason="…"}`}
	helpReasons    = source.Message{En: `write {rule={0} reason="…"}; the rule names {1}`, Zh: `请写成 {rule={0} reason="…"}；这条规则列出的理由有 {1}`}
	msgAllowIdle   = source.Message{En: `nothing here breaks the rule "{0}" any more`, Zh: `这里已经没有违反规则“{0}”的文字`}
	helpAllowIdle  = source.Message{En: "remove the :allow and keep the words", Zh: "请去掉 :allow，保留文字"}
)

// allowed checks the exceptions of a text: each names a rule and says why.
func (l *linker) allowed(d *Document, b *rulebook) {
	for _, a := range d.Body.Copy.Allowed {
		p := source.Problem{Pos: source.Pos{File: d.Label, Line: int(a.Line), Col: int(a.Col)}, Rule: "allow"}
		i := b.find(a.Rule)
		switch {
		case a.Rule == "": // the document says so
		case i < 0:
			p.Key, p.Args = msgAllowRule, []string{a.Rule, source.Nearest(a.Rule, b.ids())}
			if p.Args[1] != "" {
				p.Help = helpAllowRule
			}
			l.report(p)
		case strings.TrimSpace(a.Reason) == "":
			p.Key, p.Help, p.Args = msgAllowReason, helpAllow, []string{a.Rule}
			if names := b.reasons(i); names != "" {
				p.Help, p.Args = helpReasons, []string{a.Rule, names}
			}
			l.report(p)
		}
	}
}

func (b *rulebook) find(id string) int {
	for i := range b.pages {
		if b.Rule(i).ID == id {
			return i
		}
	}
	return -1
}

func (b *rulebook) ids() []string {
	list := make([]string, len(b.pages))
	for i := range list {
		list[i] = b.Rule(i).ID
	}
	return list
}

// reasons are the names of the reasons that a rule lists.
func (b *rulebook) reasons(i int) string {
	v := b.pages[i].record.Voice
	if v == nil {
		return ""
	}
	at := slices.IndexFunc(v.Rules, func(r record.Rule) bool { return r.ID == b.Rule(i).ID })
	var names []string
	for _, r := range v.Rules[at].Reasons {
		names = append(names, r.Name)
	}
	return strings.Join(names, " ")
}

// reading runs the rules over the own copy of one file.
type reading struct {
	book  *rulebook
	doc   *Document
	facts []voice.Condition
}

// Digest covers the rules and where they stand, the file, and the facts.
func (r reading) Digest() source.Digest {
	return new(source.Sum).Digest(r.book.digest).Digest(r.doc.digest).Value(r.facts).Sum()
}

// readings is how much a text says, and what in it belongs to rules that expect
// some: only all texts together tell whether it is too much.
type readings struct {
	length int
	held   []held
}

type held struct {
	rule    int
	problem source.Problem
}

// Run finds what the text breaks.
func (r reading) Run() (*readings, []source.Problem) {
	out := &readings{}
	var problems []source.Problem
	used := make([]bool, len(r.doc.Body.Copy.Allowed))
	for _, t := range ownTexts(r.doc) {
		out.length += utf8.RuneCountInString(t.text)
		found := r.book.Site(t.text, r.facts)
		if len(found) == 0 {
			continue
		}
		quoted := quotations(t.text)
		for _, f := range found {
			if t.field == "" && r.excepted(f, used) || within(quoted, f) {
				continue
			}
			p := r.problem(t, f)
			if r.book.pages[f.Rule].expect.Text != "" {
				out.held = append(out.held, held{f.Rule, p})
				continue
			}
			problems = append(problems, p)
		}
	}
	for i, a := range r.doc.Body.Copy.Allowed {
		if k := r.book.find(a.Rule); !used[i] && k >= 0 && r.checksBody() {
			problems = append(problems, source.Problem{Pos: source.Pos{File: r.doc.Label, Line: int(a.Line), Col: int(a.Col)},
				Severity: source.Warning, Rule: "allow", Key: msgAllowIdle, Help: helpAllowIdle, Args: []string{a.Rule}})
		}
	}
	return out, problems
}

// checksBody reports whether the rules run over the body of the file at all.
func (r reading) checksBody() bool {
	return slices.ContainsFunc(ownTexts(r.doc), func(t ownText) bool { return t.field == "" })
}

// excepted reports whether an editor allowed the words of a finding.
func (r reading) excepted(f voice.Finding, used []bool) bool {
	for i, a := range r.doc.Body.Copy.Allowed {
		if a.Rule == f.ID && int(a.From) <= f.At && f.At+f.Len <= int(a.To) {
			used[i] = true
			return true
		}
	}
	return false
}

var (
	msgWording     = source.Message{En: `"{0}": {1}`, Zh: `“{0}”：{1}`}
	helpWording    = source.Message{En: "instead: {2} (rule in {3})", Zh: "可改为：{2}（规则见 {3}）"}
	helpWordingWhy = source.Message{En: "rule in {3}", Zh: "规则见 {3}"}
)

// severities are the levels of rules, as problems.
var severities = map[string]source.Severity{"error": source.Error, "warning": source.Warning, "suggestion": source.Suggestion}

// problem is a finding at its place in the file.
func (r reading) problem(t ownText, f voice.Finding) source.Problem {
	rule := r.book.Rule(f.Rule)
	p := source.Problem{Severity: severities[rule.Level], Rule: f.ID, Key: msgWording, Help: helpWording,
		Args: []string{f.Words(t.text), unstopped(f.Message), unstopped(rule.Instead), r.book.pages[f.Rule].label}}
	if rule.Instead == "" {
		p.Help = helpWordingWhy
	}
	if t.field == "" {
		line, col := r.doc.Body.Copy.Place(f.At)
		p.Pos = source.Pos{File: r.doc.Label, Line: line, Col: col}
		return p
	}
	p.Pos = fieldPlace(r.doc, t, f)
	return p
}

// unstopped is text without the full stop that a message ends without.
func unstopped(text string) string {
	return strings.TrimRight(strings.Join(strings.Fields(text), " "), ".。")
}

// fieldPlace is where a finding in a field stands. Values may be folded, quoted
// or indented, so the line that it is in is looked for from where the field is.
func fieldPlace(d *Document, t ownText, f voice.Finding) source.Pos {
	at := d.Record.At(t.field)
	data, err := d.File.Bytes()
	if err != nil {
		return at
	}
	text, _ := source.NewText(d.Label, data)
	runes := []rune(t.text)
	before := string(runes[:f.At])
	line, rest := before[strings.LastIndexByte(before, '\n')+1:], string(runes[f.At:])
	whole, _, _ := strings.Cut(line+rest, "\n")
	for n := at.Line; n < at.Line+len(runes)+2; n++ {
		if i := strings.Index(text.Line(n), strings.TrimSpace(whole)); i >= 0 {
			lead := len(line) - len(strings.TrimLeft(line, " \t"))
			col := utf8.RuneCountInString(text.Line(n)[:i]) + utf8.RuneCountInString(line[lead:]) + 1
			return source.Pos{File: d.Label, Line: n, Col: col}
		}
	}
	return at
}

// quotations are the spans of text between quotation marks, in characters: what
// stands there is talked about.
func quotations(text string) []markdown.Allowed {
	var list []markdown.Allowed
	open, from, n := rune(0), 0, 0
	closing := map[rune]rune{'“': '”', '「': '」', '『': '』', '"': '"', '《': '》'}
	for _, r := range text {
		switch {
		case r == '\n':
			open = 0
		case open != 0 && r == closing[open]:
			list = append(list, markdown.Allowed{From: int32(from), To: int32(n)})
			open = 0
		case open == 0 && closing[r] != 0:
			open, from = r, n+1
		}
		n++
	}
	return list
}

func within(spans []markdown.Allowed, f voice.Finding) bool {
	return slices.ContainsFunc(spans, func(s markdown.Allowed) bool { return int(s.From) <= f.At && f.At+f.Len <= int(s.To) })
}

// heard is what all texts of a language say, and what in them belongs to rules
// that expect some.
type heard struct {
	length int
	held   []held
}

func (s *heard) add(r *readings) {
	s.length += r.length
	s.held = append(s.held, r.held...)
}

var (
	msgExpect  = source.Message{En: `the site has {0 place that breaks|places that break} "{1}", and the rule expects {2}`, Zh: `站内有 {0} 处违反“{1}”，规则预期是 {2}`}
	helpExpect = source.Message{En: "change them or the rule: {3}", Zh: "请改文字或改规则：{3}"}
)

// problems are the places of rules that have more of them than they expect.
func (s *heard) problems(b *rulebook) []source.Problem {
	var list []source.Problem
	for i := range b.pages {
		var mine []source.Problem
		for _, h := range s.held {
			if h.rule == i {
				mine = append(mine, h.problem)
			}
		}
		if expect := b.pages[i].expect; len(mine) > 0 && len(mine)*1_000_000 > expect.PerMillion*s.length {
			mine = source.Sort(mine)
			var places []string
			for _, p := range mine[:min(len(mine), 5)] {
				places = append(places, p.Pos.String())
			}
			if len(mine) > 5 {
				places = append(places, "…")
			}
			list = append(append(list, source.Problem{Pos: b.pages[i].at("expect"), Severity: source.Warning, Rule: "rule", Key: msgExpect, Help: helpExpect,
				Args: []string{strconv.Itoa(len(mine)), b.Rule(i).ID, expect.Text, strings.Join(places, ", ")}}), mine...)
		}
	}
	return list
}
