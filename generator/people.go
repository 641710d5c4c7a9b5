package generator

import (
	"cmp"
	"slices"

	"playbook/generator/record"
)

// people are creators as the directory has them.
func (l *linker) people(creators []*thing, lang int) []Person {
	var list []Person
	for _, t := range creators {
		c := t.rec.Creator
		if c == nil {
			continue
		}
		p := Person{Page: t.summaries[lang], Tier: t.tier, Posts: len(t.posts)}
		for _, a := range c.Accounts {
			if f := latest(a.Followers); f != nil && (p.Followers == "" || int(f.Count.N) > p.N) {
				p.N, p.Followers, p.On, p.Platform, p.Handle = int(f.Count.N), countIn(f.Count, l.c.Languages[lang]), f.On.String(), a.Platform, a.Handle
			}
		}
		if p.Platform == "" && len(c.Accounts) > 0 {
			p.Platform, p.Handle = c.Accounts[0].Platform, c.Accounts[0].Handle
		}
		if l.c.internal {
			l.inside(&p, c)
		}
		list = append(list, p)
	}
	slices.SortStableFunc(list, func(a, b Person) int { return cmp.Compare(b.N, a.N) })
	return list
}

// inside adds what only the team may know.
func (l *linker) inside(p *Person, c *record.Creator) {
	p.Stop = c.DoNotUse
	today := l.today()
	for _, g := range c.Grants {
		if !g.On.IsZero() && !today.Before(g.On) && (g.From.IsZero() || !today.Before(g.From)) && (g.Until.IsZero() || !g.Until.Before(today)) {
			p.Standing = true
			p.Until = max(p.Until, g.Until.String())
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
