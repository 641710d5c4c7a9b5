package generator

import (
	"slices"
	"strings"

	"playbook/generator/insights"
	"playbook/generator/record"
)

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
	q.answer(a.word("answer.keywords", len(a.Keywords), said))
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
		q.answer(a.word("answer.styles", a.Posts.Live, a.word("style."+first.Name), first.Live))
	} else {
		q.answer(a.word("answer.styles.unknown"))
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
