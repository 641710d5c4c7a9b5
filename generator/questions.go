package generator

import (
	"maps"
	"slices"
	"strings"

	"playbook/generator/insights"
	"playbook/generator/record"
	"playbook/generator/rights"
	"playbook/generator/source"
)

// planInsights plans the page of the team's numbers. Nobody else has one.
func (l *linker) planInsights(lang int) {
	if !l.hasInsights() {
		return
	}
	url := l.prefix(lang) + "insights.html"
	l.claim(url, source.Pos{File: l.c.label, Line: 1, Col: 1})
	l.add(url, "insights", lang, func() *Page {
		p := l.made("insights", "insights", url, lang)
		p.Section, p.Robots = "insights", false
		p.Questions = l.questions(lang)
		l.everywhere(p, lang)
		return p
	})
}

// hasInsights reports whether there are pages with the team's numbers.
func (l *linker) hasInsights() bool { return l.c.internal && l.look.Has("insights") }

// asker puts the numbers of a report into words of one language.
type asker struct {
	*linker
	*insights.Report
	lang     int
	language string
}

func (l *linker) asker(lang int) *asker {
	return &asker{l, l.told(), lang, l.c.Languages[lang]}
}

func (l *linker) questions(lang int) []Question {
	a := l.asker(lang)
	var list []Question
	for i := range a.Accounts {
		list = append(list, a.share(&a.Accounts[i]), a.rhythm(&a.Accounts[i]))
	}
	list = append(list, a.tiers(), a.engagement(), a.keywords(), a.products(), a.styles(), a.permissions(), a.answers(), a.evidence())
	for i := range a.Accounts {
		list = append(list, a.followers(&a.Accounts[i]))
	}
	return slices.DeleteFunc(list, func(q Question) bool { return q.Title == "" })
}

func (a *asker) word(key string, args ...any) string { return a.look.Word(a.language, key, args...) }

// ask begins a question. About is the platform of an account, or "".
func (a *asker) ask(key, about string) Question {
	q := Question{ID: "Ask-" + key, Title: a.word("ask." + key)}
	if about != "" {
		q.ID += "-" + about
		q.Title = a.word("ask."+key, a.word("platform."+about))
	}
	return q
}

func (q *Question) answer(words string) { q.Answer = words }

func (q *Question) todo(text, url string) { q.Todos = append(q.Todos, Todo{text, url}) }

// page is the title and address of a thing; its name if the edition has no page of it.
func (a *asker) page(k record.Kind, name string) (title, url string) {
	if t := a.named[k][name]; t != nil && t.visible {
		s := t.summaries[a.lang]
		return s.Title, s.URL
	}
	return name, ""
}

// few is some words in a row, and how many more there are.
func (a *asker) few(words []string) string {
	const most = 6
	text := strings.Join(words[:min(len(words), most)], a.word("comma"))
	if more := len(words) - most; more > 0 {
		text += a.word("and-more", more)
	}
	return text
}

func (a *asker) date(text string) string { return dateText(text, a.language) }

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
	var missing, wrong []string
	for i := range v.Months {
		m := &v.Months[i]
		month := a.date(m.Month.String())
		c.Points = append(c.Points, Point{Label: m.Month.String(), N: m.Share.N, Unknown: !m.Share.Known, Cells: []string{grouped(m.Reposts), a.known(m.Published)}})
		switch {
		case m.Share.Known:
			if last = m; m.Share.N > 100 {
				wrong = append(wrong, month)
			}
		case !m.Published.Known:
			missing = append(missing, month)
		}
	}
	q.Charts = []Chart{c}
	a.shareInWords(&q, v, last)
	if len(missing) > 0 {
		q.todo(a.word("todo.published", a.few(missing)), "")
	}
	if len(wrong) > 0 {
		q.todo(a.word("todo.published-wrong", a.few(wrong)), "")
	}
	if !v.Target.Known {
		q.todo(a.word("todo.target"), "")
	}
	return q
}

func (a *asker) shareInWords(q *Question, v *insights.Account, last *insights.AccountMonth) {
	if last == nil {
		q.answer(a.word("answer.share.unknown"))
		return
	}
	month := a.date(last.Month.String())
	args := []any{last.Share.String() + "%", month, last.Reposts, last.Published.N, v.Target.String() + "%"}
	if !v.Target.Known {
		q.answer(a.word("answer.share.free", args...))
		return
	}
	q.answer(a.word("answer.share", args...))
	if short := lacking(last.Reposts, last.Published.N, v.Target.N); short > 0 {
		q.todo(a.word("todo.share", short, month), "")
	}
}

// lacking is how many more of a month's posts would have to be reposts to make
// their share so many percent.
func lacking(reposts, posts, percent int) int {
	return max(0, (posts*percent+99)/100-reposts)
}

func (a *asker) known(n insights.Number) string {
	if !n.Known {
		return a.word("unknown")
	}
	return grouped(n.N)
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
	var below, above []string
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
			below = append(below, a.date(m.Month.String()))
		case insights.Above:
			above = append(above, a.date(m.Month.String()))
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
	case known == 0:
		q.answer(a.word("answer.rhythm.unknown", a.cadence(v.Cadence)))
	default:
		q.answer(a.word("answer.rhythm", counts[insights.Within], known, a.cadence(v.Cadence)))
	}
	if len(below) > 0 {
		q.todo(a.word("todo.below", a.few(below)), "")
	}
	if len(above) > 0 {
		q.todo(a.word("todo.above", a.few(above)), "")
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

// tiers asks who posts, against what the newest campaign wants.
func (a *asker) tiers() Question {
	if len(a.Tiers) == 0 {
		return Question{}
	}
	q := a.ask("tiers", "")
	q.Charts = a.creatorsCharts(a.lang)
	aim, creators, short := a.aimedAt(), 0, 0
	for _, t := range a.Tiers {
		creators += t.Have
		if missing := t.Want.N - t.Have; missing > 0 {
			short += missing
			title, url := a.page(record.Campaigns, aim.name)
			q.todo(a.word("todo.tier", missing, a.word("tier."+t.Name), title), url)
		}
		if t.Name == "" {
			q.todo(a.word("todo.tierless", t.Have), "")
		}
	}
	switch {
	case aim == nil:
		q.answer(a.word("answer.tiers.free", creators))
	case short == 0:
		q.answer(a.word("answer.tiers.full", creators, aim.summaries[a.lang].Title))
	default:
		q.answer(a.word("answer.tiers", creators, short, aim.summaries[a.lang].Title))
	}
	return q
}

// engagement asks what posts got, each platform and age by itself.
func (a *asker) engagement() Question {
	if len(a.Readings) == 0 {
		return Question{}
	}
	q := a.ask("engagement", "")
	c := Chart{Key: "engagement", Form: "rows", Heads: []string{a.word("saves"), a.word("comments"), a.word("posts")}}
	counted := 0
	for _, r := range a.Readings {
		platform := a.word("platform." + r.Platform)
		if r.Platform == "" {
			platform = a.word("unknown")
		}
		counted += r.Posts
		c.Points = append(c.Points, Point{Label: platform + a.word("then") + a.word("age."+string(r.Age)), N: r.Likes.N, Unknown: !r.Likes.Known,
			Cells: []string{a.known(r.Saves), a.known(r.Comments), grouped(r.Posts)}})
		if r.Age == insights.NoAge {
			q.todo(a.word("todo.undated", r.Posts, platform), "")
		}
	}
	q.Charts = []Chart{c}
	q.answer(a.word("answer.engagement", counted))
	return q
}

// keywords asks which words that people search for live posts say.
func (a *asker) keywords() Question {
	if len(a.Keywords) == 0 {
		return Question{}
	}
	q := a.ask("keywords", "")
	c := Chart{Key: "keywords", Form: "rows", Heads: []string{a.word("product"), a.word("group")}}
	said := 0
	silent := map[string][]string{}
	var order []string
	for _, k := range a.Keywords {
		title, _ := a.page(record.Products, k.Product)
		c.Points = append(c.Points, Point{Label: k.Word, N: k.Live, Cells: []string{title, a.word("keyword." + k.Group)}})
		if k.Live > 0 {
			said++
			continue
		}
		if silent[k.Product] == nil {
			order = append(order, k.Product)
		}
		silent[k.Product] = append(silent[k.Product], k.Word)
	}
	slices.SortStableFunc(c.Points, func(x, y Point) int { return y.N - x.N })
	q.Charts = []Chart{c}
	q.answer(a.word("answer.keywords", said, len(a.Keywords)))
	for _, name := range order {
		title, url := a.page(record.Products, name)
		q.todo(a.word("todo.keywords", title, a.few(silent[name])), url)
	}
	return q
}

// products asks which products have too few live posts.
func (a *asker) products() Question {
	if len(a.Products) == 0 {
		return Question{}
	}
	q := a.ask("products", "")
	c := Chart{Key: "products", Form: "rows", Heads: []string{a.word("all-posts")}}
	below := 0
	for _, p := range a.Products {
		title, url := a.page(record.Products, p.Product)
		c.Points = append(c.Points, Point{Label: title, N: p.Live, Target: a.Floor, Cells: []string{grouped(p.All)}})
		if p.Below {
			below++
			q.todo(a.word("todo.product", title, a.Floor-p.Live), url)
		}
	}
	q.Charts = []Chart{c}
	if a.Floor == 0 {
		q.answer(a.word("answer.products.free", len(a.Products)))
		q.todo(a.word("todo.floor"), "")
		return q
	}
	q.answer(a.word("answer.products", below, len(a.Products), a.Floor))
	return q
}

// styles asks what sorts of posts there are.
func (a *asker) styles() Question {
	if len(a.Styles) == 0 {
		return Question{}
	}
	q := a.ask("styles", "")
	c := Chart{Key: "styles", Form: "rows", Heads: []string{a.word("all-posts")}}
	for _, s := range a.Styles {
		word := a.word("style." + s.Name)
		if s.Name == "" {
			word = a.word("unsaid")
			q.todo(a.word("todo.styles", s.All), "")
		}
		c.Points = append(c.Points, Point{Label: word, N: s.Live, Cells: []string{grouped(s.All)}})
	}
	q.Charts = []Chart{c}
	if first := a.Styles[0]; first.Name != "" {
		q.answer(a.word("answer.styles", a.word("style."+first.Name), first.Live, a.Posts.Live))
	} else {
		q.answer(a.word("answer.styles.unknown"))
	}
	return q
}

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
	q.answer(a.word("answer.permissions", now.In(rights.Active)+now.In(rights.Expiring), now.Total()))
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
		span := itoa(w.from) + "–" + itoa(w.to)
		switch {
		case w.from == w.to:
			span = itoa(w.from)
		case w.to == 1<<30:
			span = itoa(w.from) + "+"
		}
		c.Points = append(c.Points, Point{Label: a.word("within", span), N: n})
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

// evidence asks which principles and cases have live posts to show.
func (a *asker) evidence() Question {
	if len(a.Evidence) == 0 {
		return Question{}
	}
	q := a.ask("evidence", "")
	c := Chart{Key: "evidence", Form: "rows", Heads: []string{a.word("all-posts")}}
	shown := 0
	for _, e := range a.Evidence {
		kind, name, _ := strings.Cut(e.Name, "/")
		title, url := a.page(record.Kind(kind), name)
		c.Points = append(c.Points, Point{Label: title, N: e.Live, Cells: []string{grouped(e.All)}})
		switch {
		case e.Live > 0:
			shown++
		case e.All > 0:
			q.todo(a.word("todo.evidence.lost", title, e.All), url)
		default:
			q.todo(a.word("todo.evidence.none", title), url)
		}
	}
	q.Charts = []Chart{c}
	q.answer(a.word("answer.evidence", shown, len(a.Evidence)))
	return q
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
