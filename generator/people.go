package generator

import (
	"cmp"
	"slices"
	"strings"

	"playbook/generator/record"
	"playbook/generator/source"
)

// orders are the ways to read the directory of creators. Where it is long, each is
// pages of its own, so it sorts as a whole, and without script.
var orders = []struct {
	key     string
	compare func(a, b *thing) int
}{
	{"followers", func(a, b *thing) int { return cmp.Compare(reach(b).n, reach(a).n) }},
	{"name", func(a, b *thing) int { return cmp.Compare(a.slug, b.slug) }}, // which spells Chinese out
	{"posts", func(a, b *thing) int { return cmp.Compare(len(b.posts), len(a.posts)) }},
}

// planDirectory plans the pages that list all creators, in every order.
func (l *linker) planDirectory(lang int) {
	creators, url := l.section[record.Creators], l.sectionURL(record.Creators, lang)
	section := string(record.Creators)
	var links []Item
	for i, o := range orders {
		x := Item{Key: o.key, Title: l.look.Word(l.c.Languages[lang], "order."+o.key), URL: url}
		if i > 0 {
			x.URL = strings.TrimSuffix(url, ".html") + "/by-" + o.key + ".html"
		}
		links = append(links, x)
	}
	for i, o := range orders {
		sorted := slices.Clone(creators)
		slices.SortStableFunc(sorted, o.compare)
		here := links[i].URL
		l.paginate(here, section, lang, section, sorted, func(part int) *Page {
			p := l.composeSection(record.Creators, lang, part)
			if i > 0 {
				p = l.continuation(p, here, lang)
				p.Robots = false
			}
			p.Order, p.Orders = o.key, links
			return p
		})
		if len(creators) <= l.look.Config.PageSize {
			return
		}
		if i+1 < len(orders) {
			l.claim(links[i+1].URL, source.Pos{File: l.c.label, Line: 1, Col: 1})
		}
	}
}

// reached is the account of a creator that most follow.
type reached struct {
	*record.Account
	count *record.Followers // nil if nobody counted
	n     int
}

func reach(t *thing) (r reached) {
	if t.rec.Creator == nil {
		return r
	}
	for i := range t.rec.Creator.Accounts {
		a := &t.rec.Creator.Accounts[i]
		if f := latest(a.Followers); f != nil && (r.count == nil || int(f.Count.N) > r.n) {
			r = reached{a, f, int(f.Count.N)}
		} else if r.Account == nil {
			r.Account = a
		}
	}
	return r
}

// people are creators as the directory has them.
func (l *linker) people(creators []*thing, lang int) []Person {
	var list []Person
	for _, t := range creators {
		c := t.rec.Creator
		if c == nil {
			continue
		}
		p := Person{Page: t.summaries[lang], Tier: t.tier, Posts: len(t.posts)}
		r := reach(t)
		if r.Account != nil {
			p.Platform, p.Handle = r.Platform, r.Handle
		}
		if r.count != nil {
			p.N, p.Followers, p.On = r.n, countIn(r.count.Count, l.c.Languages[lang]), r.count.On.String()
		}
		if l.c.internal {
			l.inside(&p, c)
		}
		list = append(list, p)
	}
	return list
}

// CountedOn is the day that most creators of the directory had their followers
// counted on, which they leave out.
func (v *view) CountedOn() string {
	var days []string
	for _, p := range v.People {
		if p.Followers != "" {
			days = append(days, p.On)
		}
	}
	return usual(days)
}

// inside adds what only the team may know.
func (l *linker) inside(p *Person, c *record.Creator) {
	p.Stop = c.DoNotUse
	today := l.today()
	for _, g := range c.Grants {
		if !g.On.IsZero() && !today.Before(g.On) && (g.From.IsZero() || !today.Before(g.From)) && (g.Until.IsZero() || !g.Until.Before(today)) {
			if endless := p.Standing && p.Until == "" || g.Until.IsZero(); endless {
				p.Until = ""
			} else {
				p.Until = max(p.Until, g.Until.String())
			}
			p.Standing = true
		}
	}
	newest := map[string]record.Vet{}
	for _, v := range c.Vetting {
		if old, ok := newest[v.Check]; !ok || !v.On.Before(old.On) {
			newest[v.Check] = v
		}
	}
	for _, v := range newest {
		switch v.Verdict {
		case "pass":
			p.Passed++
		case "warn":
			p.Warned++
		}
	}
	p.Open = len(vetChecks) - p.Passed - p.Warned
}

// vetChecks is all that one can look at before asking somebody.
var vetChecks = []string{"comments", "saves", "growth", "commercial-share", "fit", "voice"}

// latest is the newest count of followers, wherever in the list it stands.
func latest(counts []record.Followers) *record.Followers {
	var last *record.Followers
	for i := range counts {
		if last == nil || !counts[i].On.Before(last.On) {
			last = &counts[i]
		}
	}
	return last
}

// Unvetted are the checks that nobody made of a creator; unknown is not clean.
func (v *view) Unvetted() []string {
	if v.Record == nil || v.Record.Creator == nil || !v.Site.Internal {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(vetChecks), func(check string) bool {
		return slices.ContainsFunc(v.Record.Creator.Vetting, func(x record.Vet) bool { return x.Check == check })
	})
}

// CreditLine is how a platform's users expect somebody to be named.
func (v *view) CreditLine(platform, handle string) string {
	key := "credit-line." + platform
	if line := v.T(key, handle); line != platform {
		return line
	}
	return v.T("credit-line.other", handle)
}
