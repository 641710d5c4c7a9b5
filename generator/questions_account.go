package generator

import (
	"slices"

	"playbook/generator/insights"
)

// share asks how much of an account is reposted.
func (a *asker) share(v *insights.Account) Question {
	if len(v.Months) == 0 {
		return Question{}
	}
	q := a.ask("share", v.Platform)
	c := Chart{Key: "share", About: v.Platform, Form: "columns", Unit: "percent", Heads: []string{a.word("reposts"), a.word("all-posts")}}
	if v.Target.Known {
		c.Low, c.High = v.Target.N, v.Target.N
	}
	var last *insights.AccountMonth
	var missing, wrong []insights.Month
	for i := range v.Months {
		m := &v.Months[i]
		c.Points = append(c.Points, Point{Label: m.Month.String(), N: m.Share.N, Unknown: !m.Share.Known, Cells: []string{grouped(m.Reposts), a.known(m.Published)}})
		switch {
		case m.Share.Known:
			if last = m; m.Share.N > 100 {
				wrong = append(wrong, m.Month)
			}
		case !m.Published.Known:
			missing = append(missing, m.Month)
		}
	}
	q.Charts = []Chart{c}
	a.shareInWords(&q, v, last)
	if len(missing) > 0 {
		q.todo(a.word("todo.published", a.months(missing)), "")
	}
	if len(wrong) > 0 {
		q.todo(a.word("todo.published-wrong", a.months(wrong)), "")
	}
	if !v.Target.Known {
		q.todo(a.word("todo.target"), "")
	}
	return q
}

func (a *asker) shareInWords(q *Question, v *insights.Account, last *insights.AccountMonth) {
	if last == nil {
		q.answer(a.word(unsharedKey(v.Months)))
		return
	}
	month := a.date(last.Month.String())
	args := []any{last.Published.N, last.Share.String() + "%", month, last.Reposts, v.Target.String() + "%"}
	if !v.Target.Known {
		q.answer(a.word("answer.share.free", args...))
		return
	}
	q.answer(a.word("answer.share", args...))
	if short := lacking(last.Reposts, last.Published.N, v.Target.N); short > 0 {
		q.todo(a.word("todo.share", short, month), "")
	}
}

// unsharedKey is the key of why no share is known: nothing is written down, or that
// nothing was published.
func unsharedKey(months []insights.AccountMonth) string {
	if wroteDown(months) {
		return "answer.share.none"
	}
	return "answer.share.unknown"
}

// wroteDown reports whether anybody wrote down how much was published in any month.
func wroteDown(months []insights.AccountMonth) bool {
	return slices.ContainsFunc(months, func(m insights.AccountMonth) bool { return m.Published.Known })
}

// lacking is how many more of a month's posts would have to be reposts to make
// their share so many percent.
func lacking(reposts, posts, percent int) int {
	return max(0, (posts*percent+99)/100-reposts)
}

// rhythm asks whether an account posts as often as it means to.
func (a *asker) rhythm(v *insights.Account) Question {
	if len(v.Months) == 0 && len(v.Weeks) == 0 {
		return Question{}
	}
	q := a.ask("rhythm", v.Platform)
	c := Chart{Key: "rhythm", About: v.Platform, Form: "columns", Unit: "tenths"}
	if v.Paced {
		c.Low, c.High = v.Cadence.PerWeek()
	}
	counts, known := map[insights.Verdict]int{}, 0
	var below, above []insights.Month
	for _, m := range v.Months {
		p := Point{Label: m.Month.String(), N: m.PerWeek.N, Unknown: !m.PerWeek.Known}
		if v.Paced {
			p.Cells = []string{a.word("pace." + string(m.Pace))}
		}
		c.Points = append(c.Points, p)
		if counts[m.Pace]++; m.PerWeek.Known {
			known++
		}
		switch m.Pace {
		case insights.Below:
			below = append(below, m.Month)
		case insights.Above:
			above = append(above, m.Month)
		}
	}
	if v.Paced {
		c.Heads = []string{a.word("pace")}
	}
	if known > 0 {
		q.Charts = append(q.Charts, c)
	}
	if len(v.Weeks) > 0 {
		q.Charts = append(q.Charts, a.weeks(v))
	}
	switch {
	case !v.Paced:
		q.answer(a.word("answer.rhythm.free"))
		q.todo(a.word("todo.cadence"), "")
	case known == 0 && wroteDown(v.Months):
		q.answer(a.word("answer.rhythm.early", a.cadence(v.Cadence)))
	case known == 0:
		q.answer(a.word("answer.rhythm.unknown", a.cadence(v.Cadence)))
	default:
		q.answer(a.word("answer.rhythm", counts[insights.Within], known, a.cadence(v.Cadence)))
	}
	if len(below) > 0 {
		q.todo(a.word("todo.below", a.months(below)), "")
	}
	if len(above) > 0 {
		q.todo(a.word("todo.above", a.months(above)), "")
	}
	return q
}

// cadence is how often an account means to post, in words.
func (a *asker) cadence(c insights.Cadence) string {
	times := itoa(c.Low)
	if c.High > c.Low {
		times += "–" + itoa(c.High)
	}
	return a.word("cadence."+map[insights.Period]string{insights.Day: "day", insights.Week: "week", insights.EveryMonth: "month"}[c.Per], times)
}

// weeks is the days on which an account reposted.
func (a *asker) weeks(v *insights.Account) Chart {
	c := Chart{Key: "reposts", About: v.Platform, Form: "days"}
	for _, w := range v.Weeks {
		c.Points = append(c.Points, Point{Label: w.Monday.String(), N: w.Reposts, Parts: w.Days[:]})
	}
	return c
}

// followers asks how an account grows.
func (a *asker) followers(v *insights.Account) Question {
	if len(v.Followers) == 0 {
		return Question{}
	}
	q := a.ask("followers", v.Platform)
	c := curveOf(v.Platform, v.Followers, a.language)
	q.Charts = []Chart{c}
	first, last := c.Points[0], c.Points[len(c.Points)-1]
	if len(c.Points) == 1 {
		q.answer(a.word("answer.followers.once", last.Text, a.date(last.Label)))
		return q
	}
	q.answer(a.word("answer.followers", first.Text, a.date(first.Label), last.Text, a.date(last.Label)))
	return q
}
