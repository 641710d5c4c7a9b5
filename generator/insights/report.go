package insights

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"playbook/generator/record"
	"playbook/generator/rights"
)

// An Archive is what a report is made of, besides the tally of its posts.
type Archive struct {
	Today    record.Date // a day where the site is
	Accounts []record.SiteAccount
	Tiers    []string // from the largest to the smallest
	Creators []Creator
	Target   []record.TierTarget // of creators by tier
	Products []Product
	Shows    []string // what posts can be evidence for, in order: "voice/talk-like-a-friend"
	Floor    int      // live posts that a product should have; 0 wants none
}

// A Creator is what counts of one.
type Creator struct{ Name, Tier string }

// A Product is what counts of one.
type Product struct {
	Name     string
	Keywords []record.Keywords
}

// A Report is what an archive tells.
type Report struct {
	Today    record.Date
	Posts    Pair
	Accounts []Account
	Tiers    []Tier
	Readings []Reading
	Keywords []Keyword
	Products []Stock
	Styles   []Style
	States   []MonthStates
	Undated  int // posts that are in no month of States
	Answers  Answers
	Evidence []Shown
	Floor    int
}

// An Account is one of the brand's own, and what it published.
type Account struct {
	Platform  string
	Handle    string
	Target    Number // whole percent of reposted content
	Cadence   Cadence
	Paced     bool // Cadence is known
	Months    []AccountMonth
	Weeks     []AccountWeek
	Followers []record.Followers // by day
}

// An AccountMonth is what an account published in a month.
type AccountMonth struct {
	Month     Month
	Reposts   int
	Published Number // all posts, ours and reposted
	Share     Number // whole percent of them that are reposted
	PerWeek   Number // tenths of posts a week, once the month is over
	Pace      Verdict
}

// An AccountWeek is how many reposts of an account are dated in a week.
type AccountWeek struct {
	Monday  record.Date
	Reposts int
	Days    [7]int // of Reposts, from Monday
}

// A Tier is how many creators are of a tier, and how many are wanted.
type Tier struct {
	Name string // "" is unknown
	Have int
	Want Number
}

// A Reading is the numbers that posts of one platform had at one age: the middle
// ones.
type Reading struct {
	Group
	Posts                  int
	Likes, Saves, Comments Number
}

// A Keyword is a word that people search for, and how many live posts of the
// product say it.
type Keyword struct {
	Product, Group, Word string
	Live                 int
}

// Stock is how many live posts a product has.
type Stock struct {
	Product string
	Pair
	Below bool // fewer than the floor
}

// A Style is how many posts are of a style.
type Style struct {
	Name string // "" is not said
	Pair
}

// MonthStates are how many posts are in each state at the end of a month, of
// the present month on Today.
type MonthStates struct {
	Month  Month
	States States
}

// Answers are what came of the questions for permission.
type Answers struct {
	Asked    int
	Answered int
	Waiting  int         // without an answer so far
	Median   Number      // days to an answer
	Within   map[int]int // answers by days
}

// Shown is how many posts are evidence for something.
type Shown struct {
	Name string
	Pair
}

// The windows that a report looks back over.
const (
	weeksBack  = 26
	monthsBack = 12
	mostMonths = 60 // of an account
)

// Of makes the report.
func Of(a Archive, t *Tally) *Report {
	r := &Report{Today: a.Today, Posts: Pair{t.Posts, t.Live}, Floor: a.Floor, Undated: t.Undated}
	for _, account := range a.Accounts {
		r.Accounts = append(r.Accounts, accountOf(account, a.Today, t))
	}
	r.Tiers = tiersOf(a)
	r.Readings = readingsOf(t)
	r.Keywords = keywordsOf(a.Products, t)
	for _, p := range a.Products {
		v := t.Products[p.Name]
		r.Products = append(r.Products, Stock{p.Name, v, v.Live < a.Floor})
	}
	r.Styles = stylesOf(t)
	r.States = statesOf(a.Today, t)
	r.Answers = answersOf(a.Today, t)
	for _, name := range a.Shows {
		r.Evidence = append(r.Evidence, Shown{name, t.Evidence[name]})
	}
	return r
}

func accountOf(a record.SiteAccount, today record.Date, t *Tally) Account {
	v := Account{Platform: a.Platform, Handle: a.Handle}
	if a.UGCShare > 0 {
		v.Target = ratio(int(a.UGCShare), 100, 1)
	}
	v.Cadence, v.Paced = ParseCadence(a.Cadence)
	v.Months = monthsOf(a, v, today, t)
	this := Monday(today).Number()
	dated := false
	for n := weeksBack - 1; n >= 0; n-- {
		w := AccountWeek{Monday: record.DayNumber(this - 7*n)}
		for day := w.Monday.Number(); day < w.Monday.Number()+7 && day <= today.Number(); day++ {
			n := t.Reposts[OnDay{a.Platform, day}]
			w.Days[day-w.Monday.Number()], w.Reposts = n, w.Reposts+n
		}
		if dated = dated || w.Reposts > 0; dated {
			v.Weeks = append(v.Weeks, w)
		}
	}
	for _, f := range a.Followers {
		if f.On.Number() <= today.Number() && !f.Count.IsZero() {
			v.Followers = append(v.Followers, f)
		}
	}
	slices.SortStableFunc(v.Followers, func(x, y record.Followers) int { return x.On.Compare(y.On) })
	return v
}

// monthsOf is every month from the first to the last of which anything is
// recorded, without those that are yet to come.
func monthsOf(a record.SiteAccount, v Account, today record.Date, t *Tally) []AccountMonth {
	reposts, published := map[Month]int{}, map[Month]int{}
	for k, n := range t.Reposts {
		if k.Account == a.Platform && k.Day <= today.Number() {
			reposts[MonthOf(record.DayNumber(k.Day))] += n
		}
	}
	for _, p := range a.Published {
		published[MonthOf(p.Month)] = p.Posts // of two that are written, the last
	}
	known := slices.Sorted(maps.Keys(published))
	known = slices.DeleteFunc(append(known, slices.Sorted(maps.Keys(reposts))...), func(m Month) bool { return m > MonthOf(today) })
	if len(known) == 0 {
		return nil
	}
	var months []AccountMonth
	last := slices.Max(known)
	for m := max(slices.Min(known), last-mostMonths+1); m <= last; m++ {
		months = append(months, monthOf(m, reposts[m], published, v, today))
	}
	return months
}

func monthOf(m Month, reposts int, published map[Month]int, v Account, today record.Date) AccountMonth {
	month := AccountMonth{Month: m, Reposts: reposts, Pace: Unknown}
	n, known := published[m]
	if !known {
		return month
	}
	month.Published = Exactly(n)
	month.Share = ratio(reposts, n, 100)
	if m == MonthOf(today) {
		return month // it is not over, so nobody knows how many there will be
	}
	month.PerWeek = ratio(n, m.Days(), 70)
	if v.Paced {
		month.Pace = v.Cadence.Judge(n, m.Days())
	}
	return month
}

// Tiers that no count of followers makes.
const (
	Celebrity = "celebrity"
	Customer  = "koc" // key opinion consumer: somebody who bought it and says so
)

// tiersOf is every tier that anybody is of or is wanted, the largest first, and
// those of whom nothing tells.
func tiersOf(a Archive) []Tier {
	have, want := map[string]int{}, map[string]Number{}
	for _, c := range a.Creators {
		have[c.Tier]++
	}
	for _, t := range a.Target {
		want[t.Name] = Exactly(t.Count)
	}
	var list []Tier
	for _, name := range append(TierNames(a.Tiers, slices.Concat(slices.Collect(maps.Keys(have)), slices.Collect(maps.Keys(want)))), "") {
		if have[name] > 0 || want[name].N > 0 {
			list = append(list, Tier{name, have[name], want[name]})
		}
	}
	return list
}

// TierNames are celebrities and the tiers of a site, the largest first; below
// them, by name, those that only its files name.
func TierNames(site, named []string) []string {
	names := append([]string{Celebrity}, site...)
	for _, name := range slices.Sorted(slices.Values(named)) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func readingsOf(t *Tally) []Reading {
	var list []Reading
	for g, v := range t.Readings {
		list = append(list, Reading{g, v.Posts, middle(v.Likes), middle(v.Saves), middle(v.Comments)})
	}
	slices.SortFunc(list, func(a, b Reading) int {
		return cmp.Or(cmp.Compare(a.Platform, b.Platform), cmp.Compare(slices.Index(Ages, a.Age), slices.Index(Ages, b.Age)))
	})
	return list
}

func middle(values []int64) Number {
	n, ok := median(values)
	return Number{int(n), ok}
}

func keywordsOf(products []Product, t *Tally) []Keyword {
	var list []Keyword
	for _, p := range products {
		for _, g := range p.Keywords {
			for _, w := range g.Words {
				list = append(list, Keyword{p.Name, g.Group, w, t.Words[Word{p.Name, Fold(w)}]})
			}
		}
	}
	return list
}

// stylesOf is every style there is, the most common first; what is not said
// comes last.
func stylesOf(t *Tally) []Style {
	var list []Style
	for name, n := range t.Styles {
		list = append(list, Style{name, n})
	}
	slices.SortFunc(list, func(a, b Style) int {
		return cmp.Or(cmp.Compare(emptyLast(a.Name), emptyLast(b.Name)), cmp.Compare(b.Live, a.Live), cmp.Compare(b.All, a.All), strings.Compare(a.Name, b.Name))
	})
	return list
}

func emptyLast(s string) int {
	if s == "" {
		return 1
	}
	return 0
}

// statesOf adds up the changes to the end of each of the last months.
func statesOf(today record.Date, t *Tally) []MonthStates {
	if len(t.Changes) == 0 {
		return nil
	}
	days := slices.Sorted(maps.Keys(t.Changes))
	this, first := MonthOf(today), MonthOf(record.DayNumber(days[0]))
	var list []MonthStates
	var now States
	next := 0
	for m := min(this, max(first, this-monthsBack+1)); m <= this; m++ {
		end := min(m.Last().Number(), today.Number())
		for ; next < len(days) && days[next] <= end; next++ {
			for s, n := range t.Changes[days[next]] {
				now[s] += n
			}
		}
		list = append(list, MonthStates{m, now})
	}
	return list
}

func answersOf(today record.Date, t *Tally) Answers {
	a := Answers{Within: map[int]int{}}
	var days []int
	for q, n := range t.Asked {
		if q.Asked > today.Number() {
			continue
		}
		a.Asked += n
		if q.Answered == noAnswer || q.Answered > today.Number() {
			a.Waiting += n
			continue
		}
		a.Answered += n
		took := max(0, q.Answered-q.Asked)
		a.Within[took] += n
		for range n {
			days = append(days, took)
		}
	}
	n, ok := median(days)
	a.Median = Number{n, ok}
	return a
}

// Total is how many posts are in any state.
func (s States) Total() int {
	n := 0
	for _, v := range s {
		n += v
	}
	return n
}

// In is how many posts are in one state.
func (s States) In(state rights.State) int { return s[state] }
