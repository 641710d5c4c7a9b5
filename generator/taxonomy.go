package generator

import (
	"cmp"
	"slices"
	"strings"

	"playbook/generator/record"
)

// A taxonomy is a field whose values have pages: tags, tiers, years.
type taxonomy struct {
	name  string
	terms []*term // by count, the largest first; years by year
	find  map[string]*term
	last  *term // that was added to: neighbours often have the same
}

// term is one value and the things that have it.
type term struct {
	title  string
	slug   string
	url    string // path of its page in the output
	things []*thing
	posts  int // how many of them are posts
}

// taxonomies are those of one part of the site each, by language.
type taxonomies struct {
	byLang [][]*taxonomy
}

// names of the taxonomies that are not kinds of their own.
const (
	tags    = "tags"
	tiers   = "tiers"
	years   = "years"
	tongues = "languages"
)

// sort puts what is visible into sections, each in the order of its page, and
// finds the tier of every creator.
func (l *linker) sort() {
	l.section = map[record.Kind][]*thing{}
	for _, t := range l.things {
		if t.visible && t.name != "" && t != l.home {
			t.day = dayNumber(dateOf(t.rec))
			l.section[t.kind] = append(l.section[t.kind], t)
		}
	}
	for _, things := range l.section {
		order(things)
	}
	for _, t := range l.named[record.Creators] {
		if t.name != "" {
			t.tier = l.tier(t.rec.Creator)
		}
	}
}

// classify hands posts to what they name and finds the terms in use.
func (l *linker) classify() {
	for _, t := range l.section[record.Posts] {
		if t.permission.LinkOnly {
			if p := l.platformOf(t); p != nil {
				p.posts = append(p.posts, t)
			}
			continue
		}
		for _, x := range t.ties {
			for _, owner := range x.to {
				owner.posts = append(owner.posts, t)
			}
		}
	}
	l.terms = &taxonomies{}
	for i := range l.c.Languages {
		l.terms.byLang = append(l.terms.byLang, l.taxonomiesOf(i))
	}
}

func (l *linker) platformOf(t *thing) *thing {
	if refs := t.ref("platform"); len(refs) > 0 {
		return refs[0]
	}
	return nil
}

func (l *linker) taxonomiesOf(lang int) []*taxonomy {
	all := []*taxonomy{newTaxonomy(tags), newTaxonomy(tiers), newTaxonomy(years), newTaxonomy(tongues)}
	fill := []func(x *taxonomy){
		func(x *taxonomy) {
			for _, k := range record.Kinds() {
				for _, t := range l.section[k] {
					for _, tag := range t.summaries[lang].Tags {
						x.add(tag, t)
					}
				}
			}
		},
		func(x *taxonomy) {
			for _, t := range l.section[record.Posts] {
				if !t.permission.LinkOnly {
					x.add(tierOf(t), t)
				}
			}
		},
		func(x *taxonomy) {
			for _, t := range l.section[record.Posts] {
				x.add(year(t.summaries[lang].Date), t)
			}
		},
		func(x *taxonomy) {
			for _, t := range l.section[record.Posts] {
				x.add(t.summaries[lang].Lang, t)
			}
			if len(x.terms) < 2 {
				x.terms = nil // one language is nothing to choose from
			}
		},
	}
	fan(l.in.Jobs, len(fill), func(i int) {
		fill[i](all[i])
		all[i].finish(l.prefix(lang))
	})
	return all
}

func newTaxonomy(name string) *taxonomy { return &taxonomy{name: name, find: map[string]*term{}} }

func (x *taxonomy) add(title string, t *thing) {
	if title == "" {
		return
	}
	v := x.last
	if v == nil || v.title != title {
		v = x.find[title]
	}
	if v == nil {
		v = &term{title: title}
		x.find[title] = v
		x.terms = append(x.terms, v)
	}
	x.last = v
	if n := len(v.things); n == 0 || v.things[n-1] != t {
		v.things = append(v.things, t)
		if t.kind == record.Posts {
			v.posts++
		}
	}
}

// finish orders the terms and gives each its address. Captions make tags, and
// their writers know nothing of ours: where two are spelled alike in pinyin,
// both take a suffix that depends on the term alone.
func (x *taxonomy) finish(prefix string) {
	slugs := map[string]int{}
	for _, v := range x.terms {
		v.slug = slugify(v.title)
		slugs[v.slug]++
	}
	for _, v := range x.terms {
		if slugs[v.slug] > 1 {
			v.slug += "-" + shortName(v.title)
		}
		v.url = prefix + x.name + "/" + v.slug + ".html"
	}
	slices.SortStableFunc(x.terms, func(a, b *term) int {
		if x.name == years {
			return cmp.Compare(b.title, a.title)
		}
		return cmp.Or(cmp.Compare(len(b.things), len(a.things)), cmp.Compare(a.title, b.title))
	})
}

// url is where the things of a term are listed, or "" if nothing has it.
func (t *taxonomies) url(taxonomy, title string, lang int) string {
	for _, x := range t.byLang[lang] {
		if x.name != taxonomy {
			continue
		}
		if v := x.find[title]; v != nil {
			return v.url
		}
	}
	return ""
}

// chips are terms as a page shows them.
func (l *linker) chips(taxonomy string, titles []string, lang int) []Term {
	var list []Term
	for _, title := range titles {
		if u := l.terms.url(taxonomy, title, lang); u != "" {
			list = append(list, Term{Taxonomy: taxonomy, Title: title, URL: u})
		}
	}
	return list
}

// narrow is what the posts of a section can be narrowed down by: every platform,
// product, campaign and creator with a page, and the terms in use.
func (l *linker) narrow(lang int) []Term {
	var list []Term
	for _, k := range []record.Kind{record.Platforms, record.Products, record.Campaigns, record.Creators} {
		owners := slices.DeleteFunc(slices.Clone(l.section[k]), func(t *thing) bool { return len(t.posts) == 0 })
		slices.SortStableFunc(owners, func(a, b *thing) int { return cmp.Compare(len(b.posts), len(a.posts)) })
		for _, t := range owners[:min(len(owners), mostChips)] {
			list = append(list, Term{string(k), t.summaries[lang].Title, t.summaries[lang].URL, len(t.posts), filterOf(string(k), t.name)})
		}
	}
	for _, x := range l.terms.byLang[lang] {
		for i, v := range x.terms {
			if i == mostChips {
				break
			}
			chip := l.chip(x, v, lang)
			chip.Filter = filterOf(x.name, v.title)
			if chip.Count = v.posts; chip.Count > 0 {
				list = append(list, chip)
			}
		}
	}
	return list
}

// mostChips is how many terms of one taxonomy a page offers; the index has all.
const mostChips = 24

func (l *linker) chip(x *taxonomy, v *term, lang int) Term {
	title := v.title
	switch x.name {
	case tiers:
		title = l.look.Word(l.c.Languages[lang], "tier."+v.title)
	case tongues:
		title = l.look.Word(l.c.Languages[lang], "language."+v.title)
	}
	return Term{Taxonomy: x.name, Title: title, URL: v.url, Count: len(v.things)}
}

// filterOf is how search filters posts by a term, or by what they are tied to.
func filterOf(taxonomy, value string) string {
	switch taxonomy {
	case tongues:
		return "lang:" + value
	case tags, tiers, years, string(record.Platforms), string(record.Products), string(record.Campaigns):
		return strings.TrimSuffix(taxonomy, "s") + ":" + value
	}
	return ""
}

// tierOf is the tier of a post's creator; "" if nothing tells.
func tierOf(post *thing) string {
	if refs := post.ref("creator"); len(refs) > 0 {
		return refs[0].tier
	}
	return ""
}

// tier is the one that a creator's file names, or that the followers last counted make.
func (l *linker) tier(c *record.Creator) string {
	if c.Tier != "" {
		return c.Tier
	}
	most, known := 0, false
	for _, a := range c.Accounts {
		if f := latest(a.Followers); f != nil {
			most, known = max(most, int(f.Count.N)), true
		}
	}
	if !known {
		return ""
	}
	for _, tier := range l.c.Tiers { // the largest first
		if most >= tier.From {
			return tier.Name
		}
	}
	return ""
}
