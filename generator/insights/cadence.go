package insights

import (
	"regexp"
	"strconv"
	"strings"
)

// A Cadence is how often an account means to post: Low to High times in a period.
type Cadence struct {
	Low, High int
	Per       Period
}

// A Period is a day, a week or a month.
type Period int

// The periods.
const (
	Day Period = iota + 1
	Week
	EveryMonth
)

// rhythm reads 2-3 a week, 1 per day, 每周 2～3 篇.
var rhythm = regexp.MustCompile(`^(?:每\s*(天|日|周|月)\s*)?(\d{1,3})(?:\s*(?:-|–|—|～|~|至|到|to)\s*(\d{1,3}))?\s*(?:篇|条|次|posts?|times)?\s*(?:(?:a|an|per|each|every|/|每)?\s*(day|week|month|天|日|周|月))?$`)

var periods = map[string]Period{"day": Day, "天": Day, "日": Day, "week": Week, "周": Week, "month": EveryMonth, "月": EveryMonth}

// ParseCadence reads how often an account means to post.
func ParseCadence(s string) (Cadence, bool) {
	m := rhythm.FindStringSubmatch(strings.ToLower(strings.TrimSpace(s)))
	if m == nil || (m[1] == "") == (m[4] == "") {
		return Cadence{}, false
	}
	c := Cadence{Per: periods[m[1]+m[4]]}
	c.Low, _ = strconv.Atoi(m[2])
	c.High = c.Low
	if m[3] != "" {
		c.High, _ = strconv.Atoi(m[3])
	}
	return c, c.High >= c.Low && c.High > 0
}

// A Verdict is how a count compares with what was meant.
type Verdict string

// The verdicts.
const (
	Below   Verdict = "below"
	Within  Verdict = "within"
	Above   Verdict = "above"
	Unknown Verdict = "unknown"
)

// Judge compares posts of so many days with the cadence, without rounding.
func (c Cadence) Judge(posts, days int) Verdict {
	per := map[Period]int{Day: 1, Week: 7, EveryMonth: days}[c.Per]
	switch {
	case per == 0:
		return Unknown
	case posts*per < c.Low*days:
		return Below
	case posts*per > c.High*days:
		return Above
	}
	return Within
}

// PerWeek is the cadence as tenths of posts a week.
func (c Cadence) PerWeek() (low, high int) {
	switch c.Per {
	case Day:
		return 70 * c.Low, 70 * c.High
	case EveryMonth: // of 365/12 days
		return ratio(c.Low, 365, 840).N, ratio(c.High, 365, 840).N
	}
	return 10 * c.Low, 10 * c.High
}
