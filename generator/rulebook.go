package generator

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"playbook/generator/record"
	"playbook/generator/search"
	"playbook/generator/source"
	"playbook/generator/voice"
)

// A rulebook is the rules of wording of a site in one language, ready to run.
type rulebook struct {
	*voice.Checker
	pages  []rulePage // by rule
	digest source.Digest
	faults []voice.Fault
}

// rulePage is where a rule is written.
type rulePage struct {
	label  string // content/voice/talk-like-a-friend.md
	record *record.Record
	path   string // of the rule in it: "rules.2"; "limits.0" on a platform
	expect record.Rate
}

// at is the place of a field of the rule.
func (p *rulePage) at(field string) source.Pos {
	if field == "" {
		return p.record.At(p.path)
	}
	return p.record.At(p.path + "." + field)
}

// letters are what rules and texts are compared with: as search does.
var letters = sync.OnceValue(func() *voice.Letters { return voice.NewLetters(search.Fold, search.Mute) })

// compileRules makes a checker.
type compileRules struct{ rules []voice.Rule }

// Digest covers every rule.
func (c compileRules) Digest() source.Digest { return new(source.Sum).Value(c.rules).Sum() }

// Run compiles the rules and tries their examples. What is wrong has no place
// yet: the same rules may stand in another file tomorrow.
func (c compileRules) Run() (*compiledRules, []source.Problem) {
	checker, faults := voice.Compile(letters(), c.rules)
	return &compiledRules{checker, faults}, nil
}

type compiledRules struct {
	checker *voice.Checker
	faults  []voice.Fault
}

// rulebooks are the rules in every language of the site, with what is wrong with
// them. Those of a page count in every edition, even if it is not shown there.
func (l *linker) rulebooks() []*rulebook {
	books := make([]*rulebook, len(l.c.Languages))
	steps := make([]compileRules, len(books))
	for lang := range books {
		b := &rulebook{}
		steps[lang].rules = l.rules(b, lang)
		books[lang] = b
	}
	for lang, made := range run[*compiledRules](l.build, steps) {
		b := books[lang]
		b.Checker, b.faults = made.checker, made.faults
		var s source.Sum
		s.Digest(steps[lang].Digest())
		for _, p := range b.pages {
			s.Str(p.label).Value(p.expect)
		}
		b.digest = s.Sum()
	}
	l.faults(books)
	return books
}

// rules are those of every page of guidance, and the limits of every platform;
// b learns where they stand.
func (l *linker) rules(b *rulebook, lang int) []voice.Rule {
	var list []voice.Rule
	for _, t := range l.things {
		if t.name == "" || t.broken() || t.rec.Draft {
			continue
		}
		r := t.record(lang)
		page := rulePage{label: t.doc(lang).Label, record: r}
		switch {
		case r.Voice != nil && (!t.base || t.used):
			for i, x := range r.Voice.Rules {
				page.path, page.expect = "rules."+strconv.Itoa(i), x.Expect
				b.pages = append(b.pages, page)
				list = append(list, l.rule(t, &x, lang))
			}
		case r.Platform != nil:
			for i, x := range r.Platform.Limits {
				if !slices.Contains(checkedLimits, x.What) {
					continue
				}
				page.path = "limits." + strconv.Itoa(i)
				b.pages = append(b.pages, page)
				list = append(list, l.limitRule(t, x, lang))
			}
		}
	}
	return list
}

// checkedLimits are what a draft can have too much of; the others say where a
// platform cuts a text that is long.
var checkedLimits = []string{"title", "body", "topics", "images"}

// rule is a rule as package voice has it.
func (l *linker) rule(t *thing, r *record.Rule, lang int) voice.Rule {
	v := voice.Rule{ID: r.ID, Level: r.Level, Words: r.Match, Pattern: r.Pattern, Except: r.Except, Unless: conditions(r.Unless),
		Platforms: r.Platforms, Drafts: len(r.In) == 0 || slices.Contains(r.In, "drafts"), Site: len(r.In) == 0 || slices.Contains(r.In, "site"),
		Why: strings.TrimSpace(r.Why), Instead: strings.TrimSpace(r.Instead), Replace: r.Replace, Bad: r.Bad, Good: r.Good}
	if t.visible {
		v.Page = l.url(t, lang) + "#rule-" + r.ID
	}
	if r.Near != nil {
		v.Near = &voice.Near{Words: r.Near.Words, Within: r.Near.Within}
	}
	if r.Limit != nil {
		v.Limit = &voice.Limit{What: r.Limit.What, Max: r.Limit.Max, Count: r.Limit.Count}
	}
	if r.Require != nil {
		v.Needs, v.When = r.Require.Any, conditions(r.Require.When)
	}
	return v
}

var (
	msgLimit     = source.Message{En: "{0}: at most {2} {3} ({1})", Zh: "{0}：{1}最多 {2} {3}"}
	limitParts   = map[string]source.Message{"title": {En: "title", Zh: "标题"}, "body": {En: "text", Zh: "正文"}, "topics": {En: "topics", Zh: "话题"}, "images": {En: "pictures", Zh: "图片"}}
	limitedUnits = map[string]source.Message{"xhs-units": {En: "units of its own counting", Zh: "个平台计数单位"}, "characters": {En: "characters", Zh: "个字符"},
		"words": {En: "words", Zh: "个词"}, "topics": {En: "topics", Zh: "个"}, "images": {En: "pictures", Zh: "张"}}
)

// limitRule is a limit of a platform as a rule for drafts.
func (l *linker) limitRule(t *thing, x record.Limit, lang int) voice.Rule {
	language := l.c.Languages[lang]
	v := voice.Rule{ID: "limit-" + t.name + "-" + x.What, Level: "error", Platforms: []string{t.name}, Drafts: true,
		Limit: &voice.Limit{What: x.What, Max: x.Max, Count: x.Count},
		Why: msgLimit.Text(language, []string{t.record(lang).Title, limitParts[x.What].Text(language, nil), strconv.Itoa(x.Max),
			limitedUnits[x.Count].Text(language, nil)})}
	if t.visible {
		v.Page = l.url(t, lang)
	}
	return v
}

func conditions(list []record.Condition) []voice.Condition {
	var out []voice.Condition
	for _, c := range list {
		out = append(out, voice.Condition{Field: c.Field, Values: c.Values})
	}
	return out
}

var (
	msgNoPlatform  = source.Message{En: `there is no platform "{0}"`, Zh: `没有平台“{0}”`}
	helpNoPlatform = source.Message{En: `did you mean "{1}"?`, Zh: `是不是“{1}”？`}
	helpPlatforms  = source.Message{En: "platforms are {2}", Zh: "可用的平台：{2}"}
	msgOther       = source.Message{En: "the other rule is in {0}", Zh: "另一条规则在 {0}"}
)

// faults reports what is wrong with rules, once for all languages.
func (l *linker) faults(books []*rulebook) {
	type known struct{ id, field, text string }
	seen := map[known]bool{}
	for _, b := range books {
		for _, f := range b.faults {
			k := known{b.Rule(f.Rule).ID, f.Field, f.Key.Text("en", f.Args)}
			if seen[k] {
				continue
			}
			seen[k] = true
			p := source.Problem{Pos: b.pages[f.Rule].at(f.Field), Severity: f.Severity, Rule: "rule", Key: f.Key, Help: f.Help, Args: f.Args}
			if f.Other >= 0 {
				p.Args = append(slices.Clone(f.Args), b.pages[f.Other].at("").String())
				place := "{" + strconv.Itoa(len(p.Args)-1) + "}"
				p.Help = source.Message{En: f.Help.En + " (" + strings.Replace(msgOther.En, "{0}", place, 1) + ")", Zh: f.Help.Zh + "（" + strings.Replace(msgOther.Zh, "{0}", place, 1) + "）"}
			}
			l.report(p)
		}
		for i := range b.pages {
			l.rulePlatforms(b, i)
		}
	}
}

// rulePlatforms reports platforms that nobody knows.
func (l *linker) rulePlatforms(b *rulebook, i int) {
	for k, name := range b.Rule(i).Platforms {
		if l.named[record.Platforms][name] != nil {
			continue
		}
		names := l.names(record.Platforms)
		p := source.Problem{Pos: b.pages[i].at("platforms." + strconv.Itoa(k)), Rule: "rule", Key: msgNoPlatform, Help: helpNoPlatform,
			Args: []string{name, source.Nearest(name, names), strings.Join(names, " ")}}
		if p.Args[1] == "" {
			p.Help = helpPlatforms
		}
		l.report(p)
	}
}
