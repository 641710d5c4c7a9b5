package generator

import (
	"maps"
	"slices"

	"playbook/generator/insights"
	"playbook/generator/record"
)

// archiveCharts are those of the archive: how many of its posts are of each
// week, up to the newest of them.
func (l *linker) archiveCharts() []Chart {
	counts := map[int]int{}
	last := 0
	for _, t := range l.section[record.Posts] {
		if day := t.rec.Post.Posted; !day.IsZero() {
			monday := insights.Monday(day).Number()
			counts[monday]++
			last = max(last, monday)
		}
	}
	if !l.c.internal || len(counts) == 0 {
		return nil
	}
	first := last
	for monday := range counts {
		first = min(first, monday)
	}
	c := Chart{Key: "weeks", Form: "columns"}
	for monday := max(first, last-7*(mostWeeks-1)); monday <= last; monday += 7 {
		c.Points = append(c.Points, Point{Label: record.DayNumber(monday).String(), N: counts[monday]})
	}
	return []Chart{c}
}

// mostWeeks is how far back the archive's chart goes: a year.
const mostWeeks = 52

// creatorsCharts are those of the list of creators: how many there are of each
// tier, against the target of the newest campaign that has one.
func (l *linker) creatorsCharts(lang int) []Chart {
	if t := l.aimedAt(); t != nil {
		return l.pyramid(l.section[record.Creators], t.rec.Campaign.Targets.Tiers, t.summaries[lang].Title)
	}
	return l.pyramid(l.section[record.Creators], nil, "")
}

// campaignCharts are those of a campaign that wants so many creators of each
// tier: whom its posts are by.
func (l *linker) campaignCharts(t *thing, lang int) []Chart {
	targets := t.rec.Campaign.Targets
	if targets == nil || len(targets.Tiers) == 0 {
		return nil
	}
	return l.pyramid(creatorsOf(t.posts), targets.Tiers, t.summaries[lang].Title)
}

// creatorsOf is who made some posts, each once.
func creatorsOf(posts []*thing) []*thing {
	var list []*thing
	for _, post := range posts {
		for _, c := range post.ref("creator") {
			if !slices.Contains(list, c) {
				list = append(list, c)
			}
		}
	}
	return list
}

// pyramid counts creators by tier, the largest tier first. Only the team may
// know what is aimed at.
func (l *linker) pyramid(creators []*thing, targets []record.TierTarget, about string) []Chart {
	have, want := map[string]int{}, map[string]int{}
	for _, c := range creators {
		have[c.tier]++
	}
	for _, t := range targets {
		want[t.Name] = t.Count
	}
	c := Chart{Key: "pyramid", About: about, Form: "pyramid"}
	for _, tier := range l.tierNames(have, want) {
		c.Points = append(c.Points, Point{Label: tier, N: have[tier], Target: want[tier]})
	}
	if !l.c.internal || len(c.Points) == 0 {
		return nil
	}
	return []Chart{c}
}

// tierNames are the tiers that anybody is of or is wanted of; the smallest of
// them are the base.
func (l *linker) tierNames(have, want map[string]int) []string {
	names := insights.TierNames(l.tiers(), slices.Concat(slices.Collect(maps.Keys(have)), slices.Collect(maps.Keys(want))))
	return slices.DeleteFunc(names, func(n string) bool { return have[n] == 0 && want[n] == 0 })
}

// tiers are the names of those that the site has, the largest first.
func (l *linker) tiers() []string {
	var names []string
	for _, tier := range l.c.Tiers {
		names = append(names, tier.Name)
	}
	return names
}

// followerCharts are the curves of a creator: one for each account whose
// followers were counted more than once.
func followerCharts(c *record.Creator, language string) []Chart {
	var charts []Chart
	for _, a := range c.Accounts {
		if len(a.Followers) >= 2 {
			charts = append(charts, curveOf(a.Platform, a.Followers, language))
		}
	}
	return charts
}

// curveOf is counts of followers by day.
func curveOf(platform string, followers []record.Followers, language string) Chart {
	c := Chart{Key: "followers", About: platform, Form: "curve"}
	for _, f := range followers {
		c.Points = append(c.Points, Point{Label: f.On.String(), N: int(f.Count.N), Text: countIn(f.Count, language)})
	}
	slices.SortStableFunc(c.Points, func(a, b Point) int { return a.day() - b.day() })
	return c
}
