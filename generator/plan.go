package generator

import (
	"cmp"
	"slices"
	"strings"

	"playbook/generator/record"
	"playbook/generator/source"
)

// A plan is a page to be: its path is known and taken, and it is composed when
// somebody wants its bytes. A rebuild composes the pages that are looked at, and
// no build holds them all.
type plan struct {
	l       *linker
	path    string
	section string
	thing   *thing   // that it is the page of; nil on made pages, and on those that begin a list
	written *version // that an editor writes it in; nil on made pages
	lang    int
	chrome  *chrome
	compose func() *Page
}

// plan lists every page of every language. What it takes from l does not
// change any more.
func (l *linker) plan() {
	for i := range l.c.Languages {
		l.add(l.homes[i].URL, "home", i, func() *Page { return l.composeHome(i) })
		l.writtenIn(len(l.pages)-1, l.home)
		for _, k := range record.Kinds() {
			if k != record.Pages && l.c.shows(k) {
				first := len(l.pages)
				if k == record.Creators && l.look.Has("creators") {
					l.planDirectory(i)
				} else {
					l.paginate(l.sectionURL(k, i), string(k), i, string(k), l.section[k], func(part int) *Page { return l.composeSection(k, i, part) })
				}
				l.writtenIn(first, l.intro[k])
			}
		}
		for _, t := range l.things {
			l.planThing(t, i)
		}
		for _, x := range l.terms.byLang[i] {
			l.planTaxonomy(x, i)
		}
	}
	for i := range l.c.Languages {
		l.planSearch(i)
		l.planDesk(i)
		l.planRightsDesk(i)
		l.planInsights(i)
		l.planCalendar(i)
	}
	l.add("404.html", "", 0, func() *Page { return l.made("404", "404", "404.html", 0) })
	l.dress()
}

// add takes a page into the site.
func (l *linker) add(path, section string, lang int, compose func() *Page) {
	p := l.room.next()
	*p = plan{l: l, path: path, section: section, lang: lang, compose: compose}
	l.pages = append(l.pages, p)
}

// writtenIn notes that the n-th page shows the words of t, which may be nil.
func (l *linker) writtenIn(n int, t *thing) {
	if t == nil || !t.visible {
		return
	}
	p := l.pages[n]
	p.written = cmp.Or(t.docs[p.lang], t.original)
}

// compose is the page as its template gets it.
func (l *linker) compose(p *plan) *Page {
	page := p.compose()
	page.chrome = p.chrome
	l.drawCards(page, p.lang)
	return page
}

// planThing plans the page of one thing in one language.
func (l *linker) planThing(t *thing, lang int) {
	section, url := string(t.kind), ""
	if t.visible {
		url = t.summaries[lang].URL
	}
	owned, first := t.posts, len(l.pages)
	switch {
	case t.name == "" || t == l.home:
	case !t.visible && t.permission.Notice != "" && !t.unpublished && l.c.shows(t.kind):
		l.add(l.url(t, lang), section, lang, func() *Page { return l.composeTombstone(t, lang) })
	case !t.visible:
	case len(owned) > 0 && ownsPosts(t.kind) && !t.broken():
		l.paginate(url, section, lang, "posts", owned, func(int) *Page { return l.composeThing(t, lang) })
		l.writtenIn(first, t)
	default:
		l.add(url, section, lang, func() *Page { return l.composeThing(t, lang) })
		l.pages[first].thing = t
		l.writtenIn(first, t)
	}
}

// ownsPosts reports whether pages of a kind list all posts that name them.
// Voice and cases show theirs as evidence.
func ownsPosts(k record.Kind) bool { return k != record.Voice && k != record.Cases }

// paginate plans a list of things: the page itself, with the first of them,
// and as many as the rest need. First makes the page that part belongs to.
func (l *linker) paginate(url, section string, lang int, key string, things []*thing, first func(part int) *Page) {
	size := l.look.Config.PageSize
	urls := make([]string, max(1, (len(things)+size-1)/size))
	stem := strings.TrimSuffix(url, ".html")
	for i := range urls {
		urls[i] = url
		if i > 0 {
			urls[i] = stem + "/page-" + itoa(i+1) + ".html"
			l.claim(urls[i], source.Pos{File: l.c.label, Line: 1, Col: 1})
		}
		l.add(urls[i], section, lang, func() *Page {
			p := first(i)
			if i > 0 {
				p = l.continuation(p, urls[i], lang)
			}
			part := things[min(i*size, len(things)):min((i+1)*size, len(things))]
			list := List{Key: key, Total: len(things), Items: summariesOf(part, lang)}
			if p.Layout == "creators" {
				p.People = l.people(part, lang)
			}
			p.Lists = append([]List{list}, p.Lists...)
			if len(urls) > 1 {
				p.Pager = pager(urls, i)
			}
			return p
		})
	}
}

// continuation is page two and further of a list: the same heading, no body.
// The other language may have fewer pages, so its first one is meant.
func (l *linker) continuation(p *Page, url string, lang int) *Page {
	s := &Summary{Kind: p.Kind, Name: p.Name, Title: p.Title, URL: url, Lang: p.Summary.Lang}
	next := l.page(s, p.Layout, p.Section, lang)
	next.Path = append(slices.Clone(p.Path), p.Summary)
	next.Switch, next.Robots = p.Switch, p.Robots
	next.Order, next.Orders = p.Order, p.Orders
	return next
}

func pager(urls []string, i int) *Pager {
	p := &Pager{Number: i + 1, Count: len(urls), Pages: urls}
	if i > 0 {
		p.Prev = urls[i-1]
	}
	if i < len(urls)-1 {
		p.Next = urls[i+1]
	}
	return p
}
