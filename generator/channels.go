package generator

import (
	"cmp"
	"slices"
	"time"

	"playbook/generator/record"
)

// compared puts side by side the platforms of the site: what each allows.
func (l *linker) compared(lang int) *Comparison {
	c := &Comparison{}
	for _, t := range l.section[record.Platforms] {
		for _, x := range t.rec.Platform.Limits {
			if !slices.Contains(c.Limits, x.What) {
				c.Limits = append(c.Limits, x.What)
			}
		}
	}
	slices.SortStableFunc(c.Limits, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	for _, t := range l.section[record.Platforms] {
		p := t.record(lang).Platform
		row := ComparedChannel{Page: t.summaries[lang], Steps: len(p.Setup), Cells: make([]record.Limit, len(c.Limits))}
		for _, x := range p.Limits {
			if i := slices.Index(c.Limits, x.What); row.Cells[i].What == "" {
				row.Cells[i] = x
			}
		}
		for _, m := range p.Changes {
			row.Changed = max(row.Changed, m.On.String())
		}
		if a := l.ownAccount(t.name); a != nil {
			row.Ours = a.Handle
		}
		c.Rows = append(c.Rows, row)
	}
	if len(c.Rows) < 2 || len(c.Limits) == 0 {
		return nil
	}
	c.AsOf = c.usual()
	return c
}

// usual is the day that most limits are of; "" if any has none.
func (c *Comparison) usual() string {
	var days []string
	for _, row := range c.Rows {
		for _, x := range row.Cells {
			if x.What != "" {
				days = append(days, x.AsOf.String())
			}
		}
	}
	return usual(days)
}

// usual is the day that more of a table's numbers are of than of any other, the
// later of two, so that it has to be said once; "" if one of them has no day, or if
// no two are of the same.
func usual(days []string) string {
	counts, best := map[string]int{}, ""
	for _, day := range days {
		if day == "" {
			return ""
		}
		counts[day]++
		if n := counts[day] - counts[best]; best == "" || n > 0 || n == 0 && day > best {
			best = day
		}
	}
	if counts[best] < 2 {
		return ""
	}
	return best
}

// rank puts what people ask for first: titles, then texts.
func rank(what string) int {
	known := []string{"title", "body", "topics", "images", "video"}
	if i := slices.Index(known, what); i >= 0 {
		return i
	}
	return len(known)
}

// stale reports whether something that was true on a day should be looked at
// again: it is longer ago than site.yaml reviews things.
func (l *linker) stale(d record.Date) bool {
	return !d.IsZero() && l.c.ReviewEvery > 0 && !l.c.now.Before(l.staleFrom(d))
}

func (l *linker) staleFrom(d record.Date) time.Time {
	return d.AddDays(int(l.c.ReviewEvery) + 1).Start(l.c.loc)
}

// ages notes when a limit of a platform or a principle that the edition shows
// becomes stale.
func (l *linker) ages() {
	if l.c.ReviewEvery == 0 {
		return
	}
	for _, t := range l.section[record.Platforms] {
		for _, x := range t.rec.Platform.Limits {
			if !x.AsOf.IsZero() {
				l.changesAt(l.staleFrom(x.AsOf))
			}
		}
		for _, d := range l.factDates(t) {
			l.changesAt(l.staleFrom(d))
		}
	}
	for _, t := range l.section[record.Voice] {
		if d := t.rec.Reviewed; !d.IsZero() {
			l.changesAt(l.staleFrom(d))
		}
	}
}

// factDates are the days that the facts of a platform were true.
func (l *linker) factDates(t *thing) []record.Date {
	var days []record.Date
	for _, f := range t.rec.Platform.Facts {
		d := f.AsOf
		if s := l.source(t.rec, f.Source.Name); d.IsZero() && s != nil {
			d = s.Date
		}
		if !d.IsZero() {
			days = append(days, d)
		}
	}
	return days
}

// old lists what should be looked over again: limits of a platform, or a
// principle as a whole.
func (l *linker) old(t *thing) []string {
	var list []string
	if t.kind == record.Voice {
		if l.stale(t.rec.Reviewed) {
			list = append(list, "reviewed")
		}
		return list
	}
	for _, x := range t.rec.Platform.Limits {
		if l.stale(x.AsOf) && !slices.Contains(list, x.What) {
			list = append(list, x.What)
		}
	}
	return list
}

// platformFeed is the file of the feed of changes.
const platformFeed = "platforms.xml"

// changeEntries are what changed in the rules of platforms, for a feed.
func (l *linker) changeEntries(lang int) []*Summary {
	var list []*Summary
	for _, t := range l.section[record.Platforms] {
		s := t.summaries[lang]
		for i, m := range t.record(lang).Platform.Changes {
			list = append(list, &Summary{Title: s.Title + l.look.Word(l.c.Languages[lang], "colon") + m.What, URL: s.URL + "#Change-" + itoa(i+1), Lang: s.Lang, Date: m.On.String(), Excerpt: m.What})
		}
	}
	slices.SortStableFunc(list, func(a, b *Summary) int { return cmp.Compare(b.Date, a.Date) })
	return list[:min(len(list), feedLength)]
}
