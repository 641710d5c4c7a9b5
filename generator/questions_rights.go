package generator

import (
	"maps"

	"playbook/generator/rights"
)

// stateLayers are the states of a permission, as few as one can tell apart.
var stateLayers = []struct {
	key    string
	states []rights.State
}{
	{"may", []rights.State{rights.Active, rights.Expiring}},
	{"waits", []rights.State{rights.Requested, rights.Unclear, rights.Upcoming}},
	{"ended", []rights.State{rights.Expired, rights.Declined, rights.Lapsed, rights.Revoked, rights.TakenDown, rights.Blocked}},
	{"unasked", []rights.State{rights.None}},
}

// permissions asks what might be shown at the end of each month.
func (a *asker) permissions() Question {
	if len(a.States) == 0 {
		return Question{}
	}
	q := a.ask("permissions", "")
	c := Chart{Key: "permissions", Form: "stack"}
	for _, layer := range stateLayers {
		c.Parts = append(c.Parts, a.word("layer."+layer.key))
	}
	for _, m := range a.States {
		p := Point{Label: m.Month.String()}
		for _, layer := range stateLayers {
			n := 0
			for _, s := range layer.states {
				n += m.States.In(s)
			}
			p.Parts = append(p.Parts, n)
		}
		c.Points = append(c.Points, p)
	}
	q.Charts = []Chart{c}
	now := a.States[len(a.States)-1].States
	q.answer(a.word("answer.permissions", now.Total(), now.In(rights.Active)+now.In(rights.Expiring)))
	for _, s := range []rights.State{rights.Expiring, rights.Unclear, rights.Lapsed, rights.None} {
		if n := now.In(s); n > 0 {
			q.todo(a.word("todo.state."+s.String(), n), "")
		}
	}
	if a.Undated > 0 {
		q.todo(a.word("todo.dateless", a.Undated), "")
	}
	return q
}

// waits are the spans of days in which answers come.
var waits = []struct{ from, to int }{{0, 0}, {1, 1}, {2, 3}, {4, 7}, {8, 14}, {15, 30}, {31, 1 << 30}}

// answers asks how long an answer takes.
func (a *asker) answers() Question {
	v := a.Answers
	if v.Asked == 0 {
		return Question{}
	}
	q := a.ask("answers", "")
	c := Chart{Key: "answers", Form: "rows"}
	for _, w := range waits {
		n := 0
		for days := range maps.Keys(v.Within) {
			if days >= w.from && days <= w.to {
				n += v.Within[days]
			}
		}
		label := a.word("within", itoa(w.from)+"–"+itoa(w.to))
		switch {
		case w.to == 0:
			label = a.word("same-day")
		case w.from == w.to:
			label = a.word("within", itoa(w.from))
		case w.to == 1<<30:
			label = a.word("within", itoa(w.from)+"+")
		}
		c.Points = append(c.Points, Point{Label: label, N: n})
	}
	c.Points = append(c.Points, Point{Label: a.word("no-answer"), N: v.Waiting})
	q.Charts = []Chart{c}
	if v.Median.Known {
		q.answer(a.word("answer.answers", v.Median.N, v.Answered, v.Asked))
	} else {
		q.answer(a.word("answer.answers.unknown", v.Asked))
	}
	if v.Waiting > 0 {
		q.todo(a.word("todo.waiting", v.Waiting), "")
	}
	return q
}
