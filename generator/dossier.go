package generator

import (
	"slices"

	"playbook/generator/insights"
	"playbook/generator/record"
	"playbook/generator/rights"
	"playbook/generator/source"
)

// mostPrize is what the top prize of a draw may be worth, in yuan (Interim
// Provisions on Sales Promotion, art. 17).
const mostPrize = 50_000

// Steps of every campaign, beside those that platforms ask for.
const (
	stepRules      = "draw-rules"
	stepDisclosure = "disclosure"
	stepFiled      = "pugongying-filed"
)

var (
	msgNotVerified  = source.Message{En: `our account on {0} is not verified`, Zh: `我们在{0}的账号还没有认证`}
	helpNotVerified = source.Message{En: "write the day it was verified into site.yaml (accounts, verified); platforms block commercial posts of other accounts", Zh: "请在 site.yaml 的 accounts 里写上认证日期 verified；未认证账号的商业笔记会被平台限制"}
	msgPrize        = source.Message{En: "the top prize is worth {0} yuan; the law allows {1}", Zh: "最高奖价值 {0} 元，超过法规上限 {1} 元"}
	msgStep         = source.Message{En: `no platform of this campaign has a step "{0}"`, Zh: `本活动的平台没有“{0}”这个步骤`}
	helpStep        = source.Message{En: `did you mean "{1}"?`, Zh: `是不是“{1}”？`}
	msgTier         = source.Message{En: `the site has no tier "{0}"`, Zh: `本站没有“{0}”这个层级`}
	helpTier        = source.Message{En: "add it to `tiers` in site.yaml, with the fewest followers that make it", Zh: "请在 site.yaml 的 tiers 里加上它，并写明最低粉丝数"}
	msgCadence      = source.Message{En: `"{0}" is not how often one posts`, Zh: `看不懂发布频率“{0}”`}
	helpCadence     = source.Message{En: "write it like 2-3 a week, 1 a day or 4 a month", Zh: "请写成 2-3 a week、1 a day 或 每周 2-3 篇"}
)

// States of a line of a checklist.
const (
	checkDone    = "done"
	checkTodo    = "todo"
	checkWarn    = "warn"
	checkUnknown = "unknown"
)

// ownAccount is the brand's account on a platform; nil if it has none.
func (l *linker) ownAccount(platform string) *record.SiteAccount {
	i := slices.IndexFunc(l.c.Accounts, func(a record.SiteAccount) bool { return a.Platform == platform })
	if i < 0 {
		return nil
	}
	return &l.c.Accounts[i]
}

// steps are those that a campaign may tick off: what its platforms ask for, and
// those of every campaign.
func (l *linker) steps(c *record.Campaign, lang int) []record.Step {
	var steps []record.Step
	add := func(more ...record.Step) {
		for _, s := range more {
			if !slices.ContainsFunc(steps, func(x record.Step) bool { return x.ID == s.ID }) {
				steps = append(steps, s)
			}
		}
	}
	for _, name := range c.Accounts {
		if t := l.named[record.Platforms][name]; t != nil && t.rec.Platform != nil {
			add(t.record(lang).Platform.Setup...)
		}
	}
	add(record.Step{ID: stepRules}, record.Step{ID: stepDisclosure})
	return steps
}

// inspect reports what is wrong with campaigns before anybody posts, with how
// often the accounts mean to, and with tiers that are none.
func (l *linker) inspect() {
	for i, a := range l.c.Accounts {
		if _, ok := insights.ParseCadence(a.Cadence); a.Cadence != "" && !ok {
			l.report(source.Problem{Pos: l.c.At("accounts." + itoa(i) + ".cadence"), Severity: source.Warning, Rule: "campaign", Key: msgCadence, Args: []string{a.Cadence}, Help: helpCadence})
		}
	}
	for _, t := range l.things {
		switch {
		case t.base:
		case t.kind == record.Campaigns && t.rec.Campaign != nil:
			l.inspectCampaign(t)
		case t.kind == record.Creators && t.rec.Creator != nil && t.rec.Creator.Tier != "":
			l.inspectTier(t, "tier", t.rec.Creator.Tier)
		}
	}
}

func (l *linker) inspectCampaign(t *thing) {
	c := t.rec.Campaign
	warn := func(field string, key, help source.Message, args ...string) {
		l.report(source.Problem{Pos: t.rec.At(field), Severity: source.Warning, Rule: "campaign", Key: key, Args: args, Help: help})
	}
	for _, name := range c.Accounts {
		if a := l.ownAccount(name); a == nil || a.Verified.IsZero() {
			warn("accounts", msgNotVerified, helpNotVerified, l.look.Word(l.c.primary(), "platform."+name))
		}
	}
	if c.Draw != nil && c.Draw.PrizeValue > mostPrize {
		warn("draw.prize_value", msgPrize, source.Message{}, grouped(c.Draw.PrizeValue), grouped(mostPrize))
	}
	var known []string
	for _, s := range l.steps(c, 0) {
		known = append(known, s.ID)
	}
	for i, check := range c.Checks {
		if near := source.Nearest(check.ID.Name, known); !slices.Contains(known, check.ID.Name) {
			help := helpStep
			if near == "" {
				help = source.Message{}
			}
			warn("checks."+itoa(i), msgStep, help, check.ID.Name, near)
		}
	}
	if c.Targets != nil {
		for _, tier := range c.Targets.Tiers {
			l.inspectTier(t, "targets.tiers."+tier.Name, tier.Name)
		}
	}
}

// inspectTier warns of a tier that the site has not. Two that one can only say of
// somebody, and not count, every site has.
func (l *linker) inspectTier(t *thing, field, name string) {
	known := append(l.tiers(), insights.Celebrity, insights.Customer)
	if slices.Contains(known, name) {
		return
	}
	near, help := source.Nearest(name, known), helpStep
	if near == "" {
		help = helpTier
	}
	l.report(source.Problem{Pos: t.rec.At(field), Severity: source.Warning, Rule: "tier", Key: msgTier, Args: []string{name, near}, Help: help})
}

// checklist is how far a campaign is, for the team: what its files and those of
// its posts say is computed, the rest is ticked off by hand.
func (l *linker) checklist(t *thing, lang int) []ChecklistLine {
	if !l.c.internal {
		return nil
	}
	k := &checker{linker: l, language: l.c.Languages[lang], lang: lang, c: t.rec.Campaign}
	k.verified()
	k.byHand()
	k.draw()
	k.disclosure(t.posts)
	k.expiry(t.posts)
	return k.list
}

// checker collects the lines of a checklist.
type checker struct {
	*linker
	language string
	lang     int
	c        *record.Campaign
	list     []ChecklistLine
}

func (k *checker) word(key string, args ...any) string { return k.look.Word(k.language, key, args...) }

func (k *checker) add(state, text, note string) {
	k.list = append(k.list, ChecklistLine{state, text, note})
}

// done is the day on which a step was ticked off, and whether it was.
func (k *checker) done(id string) (record.Check, bool) {
	i := slices.IndexFunc(k.c.Checks, func(x record.Check) bool { return x.ID.Name == id })
	if i < 0 {
		return record.Check{}, false
	}
	return k.c.Checks[i], true
}

// verified asks of every account whether the platform verified it.
func (k *checker) verified() {
	for _, name := range k.c.Accounts {
		text := k.word("dossier.verified", k.word("platform."+name))
		if a := k.ownAccount(name); a == nil || a.Verified.IsZero() {
			k.add(checkWarn, text, k.word("dossier.verified.not"))
		} else {
			k.add(checkDone, text, dateText(a.Verified.String(), k.language))
		}
	}
}

// byHand lists the steps that were ticked off, and those that must be.
func (k *checker) byHand() {
	for _, s := range k.steps(k.c, k.lang) {
		check, ticked := k.done(s.ID)
		needed := s.ID == stepFiled || s.ID == stepRules && (k.c.Draw != nil || k.c.Type == "lucky-draw" || k.c.Type == "free-trial")
		if s.ID == "verified-account" || s.ID == stepDisclosure || !ticked && !needed {
			continue
		}
		text := s.What
		if text == "" {
			text = k.word("dossier." + s.ID)
		}
		note := check.Note
		if day := dateText(check.Done.String(), k.language); day != "" && note != "" {
			note = day + k.word("then") + note
		} else if note == "" {
			note = day
		}
		if ticked {
			k.add(checkDone, text, note)
		} else {
			k.add(checkTodo, text, "")
		}
	}
}

// draw looks at the prize and at the day of the winners.
func (k *checker) draw() {
	d := k.c.Draw
	if d == nil {
		return
	}
	text := k.word("dossier.prize", grouped(mostPrize))
	switch {
	case d.PrizeValue == 0:
		k.add(checkUnknown, text, "")
	case d.PrizeValue > mostPrize:
		k.add(checkWarn, text, k.word("draw.prize", grouped(d.PrizeValue)))
	default:
		k.add(checkDone, text, k.word("draw.prize", grouped(d.PrizeValue)))
	}
	text = k.word("dossier.winners")
	switch day := dateText(d.WinnersBy.String(), k.language); {
	case d.WinnersBy.IsZero():
		k.add(checkTodo, text, "")
	case d.WinnersBy.Before(k.c.Until):
		k.add(checkWarn, text, k.word("dossier.winners.early", day))
	default:
		k.add(checkDone, text, day)
	}
}

// disclosure asks of every post whether it is known how it came about: only then
// does it carry its disclosure.
func (k *checker) disclosure(posts []*thing) {
	unknown, disclosed := 0, 0
	for _, post := range posts {
		switch post.rec.Post.Relationship {
		case "":
			unknown++
		case "organic":
		default:
			disclosed++
		}
	}
	text := k.word("dossier.disclosure")
	check, ticked := k.done(stepDisclosure)
	switch {
	case unknown > 0:
		k.add(checkWarn, text, k.word("dossier.disclosure.unknown", unknown))
	case len(posts) > 0:
		k.add(checkDone, text, k.word("dossier.disclosure.all", disclosed, len(posts)-disclosed))
	case ticked:
		k.add(checkDone, text, dateText(check.Done.String(), k.language))
	default:
		k.add(checkTodo, text, "")
	}
}

// expiry is the first day on which a post of the campaign goes.
func (k *checker) expiry(posts []*thing) {
	var first record.Date
	live := 0
	for _, post := range posts {
		if !k.live(post) {
			continue
		}
		live++
		a := rights.Evaluate(k.liveQuestion(post), k.linker.c.now)
		if !a.Until.IsZero() && (first.IsZero() || a.Until.Before(first)) {
			first = a.Until
		}
	}
	text := k.word("dossier.expiry")
	switch {
	case live == 0:
		k.add(checkUnknown, text, k.word("dossier.expiry.none"))
	case first.IsZero():
		k.add(checkDone, text, k.word("dossier.expiry.never", live))
	default:
		k.add(checkDone, text, k.word("dossier.expiry.first", live, dateText(first.In(k.linker.c.loc).String(), k.language)))
	}
}
