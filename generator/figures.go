package generator

import (
	"playbook/generator/insights"
	"playbook/generator/rights"
)

// figures are the numbers that open the home page of the team: only those that
// can be computed.
func (l *linker) figures(lang int) []Figure {
	if !l.hasInsights() {
		return nil
	}
	a := l.asker(lang)
	var list []Figure
	for _, f := range []Figure{a.shareFigure(), a.rhythmFigure(), a.creatorsFigure(), a.endingFigure()} {
		if f.Value != "" {
			list = append(list, f)
		}
	}
	return list
}

// figure leads to the answer of a question.
func (a *asker) figure(key, about, value, note string) Figure {
	anchor := "#Ask-" + key
	name := a.word("figure." + key)
	if about != "" {
		anchor += "-" + about
		name = a.word("figure."+key, a.word("platform."+about))
	}
	return Figure{Key: key, Name: name, Value: value, Note: note, URL: a.prefix(a.lang) + "insights.html" + anchor}
}

// shareFigure is the share of the last month that it is known of, on the first
// account that has one.
func (a *asker) shareFigure() Figure {
	for i := range a.Accounts {
		v := &a.Accounts[i]
		m := newestMonth(v.Months, func(m insights.AccountMonth) bool { return m.Share.Known })
		if m == nil {
			continue
		}
		note := a.date(m.Month.String())
		if v.Target.Known {
			note = a.word("figure.share.note", note, v.Target.String()+"%")
		}
		f := a.figure("share", v.Platform, m.Share.String()+"%", note)
		f.Share, f.Target = min(m.Share.N, 100), min(v.Target.N, 100)
		return f
	}
	return Figure{}
}

// rhythmFigure is how many posts a week the first account with a rhythm
// published in the last month that it is known of. A single week is written down
// nowhere.
func (a *asker) rhythmFigure() Figure {
	for i := range a.Accounts {
		v := &a.Accounts[i]
		m := newestMonth(v.Months, func(m insights.AccountMonth) bool { return m.PerWeek.Known })
		if m == nil || !v.Paced {
			continue
		}
		note := a.word("figure.rhythm.note", a.date(m.Month.String()), a.cadence(v.Cadence))
		return a.figure("rhythm", v.Platform, itoa(m.PerWeek.N/10)+"."+itoa(m.PerWeek.N%10), note)
	}
	return Figure{}
}

func newestMonth(months []insights.AccountMonth, f func(insights.AccountMonth) bool) *insights.AccountMonth {
	for i := len(months) - 1; i >= 0; i-- {
		if f(months[i]) {
			return &months[i]
		}
	}
	return nil
}

// creatorsFigure is how many creators there are, by tier.
func (a *asker) creatorsFigure() Figure {
	n, note := 0, ""
	for _, t := range a.Tiers {
		if t.Have == 0 {
			continue
		}
		if n += t.Have; note != "" {
			note += a.word("comma")
		}
		tier := a.word("tier." + t.Name)
		if t.Name == "" {
			tier = a.word("unknown")
		}
		note += a.word("figure.tier", t.Have, tier)
	}
	if n == 0 {
		return Figure{}
	}
	return a.figure("tiers", "", grouped(n), note)
}

// endingFigure is how many permissions end soon.
func (a *asker) endingFigure() Figure {
	if len(a.States) == 0 {
		return Figure{}
	}
	now := a.States[len(a.States)-1].States
	may := now.In(rights.Active) + now.In(rights.Expiring)
	return a.figure("permissions", "", grouped(now.In(rights.Expiring)), a.word("figure.permissions.note", may))
}
