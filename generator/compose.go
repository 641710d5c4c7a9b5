package generator

import (
	"slices"
	"strings"

	"playbook/generator/markdown"
	"playbook/generator/record"
	"playbook/generator/source"
)

// compose makes every page of every language.
func (l *linker) compose() {
	for i, lang := range l.c.Languages {
		l.shared = append(l.shared, l.share(i, lang))
	}
	l.draw()
	for i := range l.c.Languages {
		l.composeHome(i)
		for _, k := range record.Kinds() {
			if k != record.Pages && l.c.shows(k) {
				l.composeSection(k, i)
			}
		}
		for _, t := range l.things {
			l.composeThing(t, i)
		}
		for _, x := range l.terms.byLang[i] {
			l.composeTaxonomy(x, i)
		}
	}
	l.add(l.made("404", "404", "404.html", 0))
	l.dress()
}

// add takes a page into the site.
func (l *linker) add(p *Page) { l.pages = append(l.pages, p) }

// share is what all pages of a language have in common.
func (l *linker) share(lang int, name string) *Shared {
	s := &Shared{
		Title: l.c.Title.In(name), Lang: name, Languages: l.c.Languages, Edition: l.c.edition.Name,
		Preview: l.c.preview, Internal: l.c.internal, BaseURL: l.c.BaseURL, Contact: l.c.Contact, Accent: l.c.Accent,
		Assets: l.look.urls, Version: Version,
	}
	for _, k := range l.c.Menu { // entries of kinds that the edition has not are skipped
		if l.c.shows(k) && k != record.Pages {
			s.Menu = append(s.Menu, Item{string(k), l.look.Word(name, string(k)), l.sectionURL(k, lang)})
		}
	}
	if l.c.BaseURL != "" {
		for _, k := range feedKinds {
			title := s.Title + " · " + l.look.Word(name, string(k))
			s.Feeds = append(s.Feeds, Alternate{name, l.prefix(lang) + string(k) + ".xml", title})
		}
	}
	s.digest = new(source.Sum).Str(s.Title).Str(s.Lang).Strs(s.Languages).Str(s.Edition).Bool(s.Preview).Bool(s.Internal).Str(s.BaseURL).
		Str(s.Contact).Str(s.Accent).Value(s.Assets).Value(s.Menu).Value(s.Feeds).Str(s.Version).Sum()
	return s
}

// made is a page that no file stands for. Title is the theme's word for key.
func (l *linker) made(layout, key, url string, lang int) *Page {
	language := l.c.Languages[lang]
	s := &Summary{Title: l.look.Word(language, key), URL: url, Lang: language}
	return l.page(s, layout, "", lang)
}

// page is a page with what every page has.
func (l *linker) page(s *Summary, layout, section string, lang int) *Page {
	if s.digest == (source.Digest{}) {
		s.digest = digestSummary(s)
	}
	p := &Page{Summary: s, Layout: layout, Section: section, Language: l.c.Languages[lang], Canonical: s.URL,
		Robots: l.c.edition.Index && layout != "404" && layout != "broken" && layout != "tombstone", Site: l.shared[lang]}
	if s.URL != l.prefix(lang)+"index.html" {
		p.Path = append(p.Path, l.homes()[lang])
	}
	return p
}

// homes is the home page as a Summary, per language.
func (l *linker) homes() []*Summary {
	if l.homePages == nil {
		for i, lang := range l.c.Languages {
			s := &Summary{Title: l.c.Title.In(lang), URL: l.prefix(i) + "index.html", Lang: lang}
			s.digest = digestSummary(s)
			l.homePages = append(l.homePages, s)
		}
	}
	return l.homePages
}

func (l *linker) composeHome(lang int) {
	p := l.page(l.homes()[lang], "home", "home", lang)
	if l.home != nil && l.home.visible {
		own := *l.home.summaries[lang]
		p.Summary = &own
		l.fill(p, l.home, lang)
	}
	p.Lists = l.listsOf(p, lang)
	l.everywhere(p, lang)
	l.add(p)
}

// composeSection is the page of a kind and those that continue it.
func (l *linker) composeSection(k record.Kind, lang int) {
	p := l.made("list", string(k), l.sectionURL(k, lang), lang)
	p.Section, p.Kind = string(k), k
	if intro := l.intro[k]; intro != nil && intro.visible {
		own := *intro.summaries[lang]
		own.Kind = k
		p.Summary = &own
		l.fill(p, intro, lang)
	}
	if k == record.Posts {
		p.Terms = l.narrow(lang)
	}
	l.everywhere(p, lang)
	l.paginate(p, List{Key: string(k), Items: summariesOf(l.section[k], lang)}, lang)
}

// everywhere makes the alternates of a page that exists in every language under
// the same path.
func (l *linker) everywhere(p *Page, lang int) {
	rest := strings.TrimPrefix(p.URL, l.prefix(lang))
	for i, name := range l.c.Languages {
		a := Alternate{Lang: name, URL: l.prefix(i) + rest}
		if i != lang {
			p.Switch = append(p.Switch, a)
		}
		if len(l.c.Languages) > 1 {
			p.Alternate = append(p.Alternate, a)
		}
	}
}

// paginate adds p with the first of list's items and as many pages as the rest need.
func (l *linker) paginate(p *Page, list List, lang int) {
	size := l.look.Config.PageSize
	count := max(1, (len(list.Items)+size-1)/size)
	items := list.Items
	list.Total = len(items)
	stem := strings.TrimSuffix(p.URL, ".html")
	urls := make([]string, count)
	for i := range urls {
		urls[i] = p.URL
		if i > 0 {
			urls[i] = stem + "/page-" + itoa(i+1) + ".html"
			l.claim(urls[i], source.Pos{File: l.c.label, Line: 1, Col: 1})
		}
	}
	for i := range urls {
		page := p
		if i > 0 {
			page = l.continuation(p, urls[i], lang)
		}
		list.Items = items[min(i*size, len(items)):min((i+1)*size, len(items))]
		page.Lists = append([]List{list}, page.Lists...)
		if count > 1 {
			page.Pager = pager(urls, i)
		}
		l.add(page)
	}
}

// continuation is page two and further of a list: the same heading, no body.
func (l *linker) continuation(p *Page, url string, lang int) *Page {
	s := &Summary{Kind: p.Kind, Name: p.Name, Title: p.Title, URL: url, Lang: p.Summary.Lang}
	next := l.page(s, "list", p.Section, lang)
	next.Path = append(slices.Clone(p.Path), p.Summary)
	for _, a := range p.Switch { // the other language may have fewer pages
		next.Switch = append(next.Switch, a)
	}
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

// composeTaxonomy is the index of a taxonomy and a page for each of its terms.
func (l *linker) composeTaxonomy(x *taxonomy, lang int) {
	if len(x.terms) == 0 {
		return
	}
	index := l.made("terms", x.name, l.prefix(lang)+x.name+".html", lang)
	l.claim(index.URL, source.Pos{File: l.c.label, Line: 1, Col: 1})
	l.switchTo(index, x.name+".html", lang, func(i int) bool { return len(l.taxonomy(x.name, i).terms) > 0 })
	for _, v := range x.terms {
		index.Terms = append(index.Terms, l.chip(x, v, lang))
	}
	l.add(index)
	for i, v := range x.terms {
		chip := index.Terms[i]
		s := &Summary{Title: chip.Title, URL: chip.URL, Lang: l.c.Languages[lang]}
		p := l.page(s, "list", x.name, lang)
		l.claim(chip.URL, source.Pos{File: l.c.label, Line: 1, Col: 1})
		p.Path = append(p.Path, index.Summary)
		l.switchTo(p, x.name+"/"+v.slug+".html", lang, func(i int) bool {
			other := l.taxonomy(x.name, i).find[v.title]
			return other != nil && other.slug == v.slug
		})
		l.paginate(p, List{Key: x.name, Items: summariesOf(v.things, lang)}, lang)
	}
}

func (l *linker) taxonomy(name string, lang int) *taxonomy {
	i := slices.IndexFunc(l.terms.byLang[lang], func(x *taxonomy) bool { return x.name == name })
	return l.terms.byLang[lang][i]
}

// switchTo leads the language switch to the same path where it exists, else home.
func (l *linker) switchTo(p *Page, rest string, lang int, exists func(lang int) bool) {
	for i, name := range l.c.Languages {
		a := Alternate{Lang: name, URL: l.prefix(i) + rest}
		switch {
		case i == lang || exists(i):
			p.Alternate = append(p.Alternate, a)
		default:
			a.URL = l.prefix(i) + "index.html"
		}
		if i != lang {
			p.Switch = append(p.Switch, a)
		}
	}
	if len(p.Alternate) < 2 {
		p.Alternate = nil
	}
}

// composeThing is the page of one thing in one language.
func (l *linker) composeThing(t *thing, lang int) {
	if t.name == "" || t == l.home {
		return
	}
	if !t.visible {
		l.composeTombstone(t, lang)
		return
	}
	p := l.page(t.summaries[lang], layoutOf(t), string(t.kind), lang)
	l.fill(p, t, lang)
	l.place(p, t, lang)
	if t.broken() {
		l.breakPage(p, t)
		l.add(p)
		return
	}
	p.Related = l.relatedLists(t, lang)
	p.Lists = l.listsOf(p, lang)
	if owned := l.postsOf(t); len(owned) > 0 && t.kind != record.Voice && t.kind != record.Cases {
		l.paginate(p, List{Key: "posts", Items: summariesOf(owned, lang)}, lang)
		return
	}
	l.add(p)
}

// layoutOf is the template of a thing's page: what it asks for, else that of its kind.
func layoutOf(t *thing) string {
	if t.rec.Layout != "" {
		return t.rec.Layout
	}
	return singular(t.kind)
}

// singular is one of a kind: "case", "voice".
func singular(k record.Kind) string { return strings.TrimSuffix(string(k), "s") }

// fill puts what a thing says into its page.
func (l *linker) fill(p *Page, t *thing, lang int) {
	d, r := t.doc(lang), t.record(lang)
	p.doc, p.body = d, l.body(d)
	if t.permission.LinkOnly {
		p.body = nil
	}
	if t.holes != nil {
		p.holes = t.holes[lang]
	}
	p.record = r
	p.inputs = [2]source.Digest{t.original.digest, d.digest}
	p.Fallback = t.docs[lang] == nil && p.Summary.Lang != p.Language && t.kind != record.Posts
	p.Stale = d != t.original && !t.rec.Updated.IsZero() && d.Record.Updated.Before(t.rec.Updated)
	if p.body != nil {
		p.Minutes = minutes(p.body.Han, p.body.Words)
		for _, h := range p.body.Headings {
			p.Headings = append(p.Headings, Heading{h.Level, h.ID, h.Text})
		}
	}
	p.Facts = l.facts(t, lang)
	p.markFacts()
	if t.kind == record.Posts && t.name != "" {
		p.Post = l.postOf(t, lang)
		p.Internal = l.internalOf(t, lang)
	}
}

// markFacts notes which facts the body marks, so that the list can lead back.
func (p *Page) markFacts() {
	if p.body == nil || len(p.Facts) == 0 {
		return
	}
	for _, h := range p.body.Holes {
		if h.Kind != markdown.Fact {
			continue
		}
		for i := range p.Facts {
			p.Facts[i].Marked = p.Facts[i].Marked || p.Facts[i].ID == h.Dest
		}
	}
}

// minutes is the time that a text takes: 400 Han characters or 230 words a
// minute, what adults read of non-fiction (Brysbaert 2019 for both).
func minutes(han, words int) int {
	if han+words == 0 {
		return 0
	}
	return max(1, (han*230+words*400+400*230/2)/(400*230))
}

// place says where a thing's page is: path, neighbours, other languages.
func (l *linker) place(p *Page, t *thing, lang int) {
	if t.kind != record.Pages {
		p.Path = append(p.Path, l.sectionSummary(t.kind, lang))
		p.Prev, p.Next = l.neighbours(t, lang)
	} else if parent := l.parent(t); parent != nil {
		p.Path = append(p.Path, parent.summaries[lang])
		p.Prev, p.Next = l.siblings(t, parent, lang)
	}
	var translated []Alternate
	for i, name := range l.c.Languages {
		a := Alternate{Lang: name, URL: l.url(t, i)}
		if t.docs[i] != nil {
			translated = append(translated, a)
		}
		if i != lang {
			p.Switch = append(p.Switch, a)
		}
	}
	if len(translated) > 1 && t.docs[lang] != nil {
		p.Alternate = translated
	}
	p.Canonical = l.url(t, l.canonical(t, lang))
	if p.Canonical != p.URL {
		p.Robots = false
	}
}

// canonical is the language under which search engines should keep a page that
// has no translation of its own: that of its words, else that of its file.
func (l *linker) canonical(t *thing, lang int) int {
	if t.docs[lang] != nil && t.docs[lang] != t.original {
		return lang
	}
	i := slices.Index(l.c.Languages, t.summaries[lang].Lang)
	if i < 0 || t.docs[i] != nil && t.docs[i] != t.original {
		i = max(0, slices.Index(t.docs, t.original))
	}
	return i
}

func (l *linker) sectionSummary(k record.Kind, lang int) *Summary {
	if intro := l.intro[k]; intro != nil && intro.visible {
		return intro.summaries[lang]
	}
	s := &Summary{Kind: k, Title: l.look.Word(l.c.Languages[lang], string(k)), URL: l.sectionURL(k, lang), Lang: l.c.Languages[lang]}
	s.digest = digestSummary(s)
	return s
}

func (l *linker) neighbours(t *thing, lang int) (prev, next *Summary) {
	at, all := t.at, l.section[t.kind]
	if at > 0 {
		prev = all[at-1].summaries[lang]
	}
	if at < len(all)-1 {
		next = all[at+1].summaries[lang]
	}
	return prev, next
}

// parent is the page of a page's folder: "manual" of "manual/hosting".
func (l *linker) parent(t *thing) *thing {
	i := strings.LastIndexByte(t.name, '/')
	if i < 0 {
		return nil
	}
	if p := l.named[record.Pages][t.name[:i]]; p != nil && p.visible {
		return p
	}
	return nil
}

// siblings are the neighbours within a folder of pages; the first follows the
// folder's own page.
func (l *linker) siblings(t, parent *thing, lang int) (prev, next *Summary) {
	all := []*thing{parent}
	for _, s := range l.section[record.Pages] {
		if l.parent(s) == parent {
			all = append(all, s)
		}
	}
	at := slices.Index(all, t)
	prev = all[at-1].summaries[lang]
	if at < len(all)-1 {
		next = all[at+1].summaries[lang]
	}
	return prev, next
}

// composeTombstone stands where a post was taken down with a notice: the date
// and the notice, and nothing of the post.
func (l *linker) composeTombstone(t *thing, lang int) {
	if t.permission.Notice == "" || t.unpublished || !l.c.shows(t.kind) {
		return
	}
	language := l.c.Languages[lang]
	s := &Summary{Title: l.look.Word(language, "tombstone"), URL: l.url(t, lang), Lang: language, Date: t.permission.Since.String()}
	p := l.page(s, "tombstone", string(t.kind), lang)
	p.Notice = t.permission.Notice
	p.Path = append(p.Path, l.sectionSummary(t.kind, lang))
	for i, name := range l.c.Languages {
		if i != lang {
			p.Switch = append(p.Switch, Alternate{Lang: name, URL: l.url(t, i)})
		}
	}
	l.add(p)
}

// breakPage shows the problems of a file instead of its body.
func (l *linker) breakPage(p *Page, t *thing) {
	p.Layout, p.body, p.holes, p.Post, p.Facts, p.Robots = "broken", nil, nil, nil, nil, false
	for _, d := range t.docs {
		if d == nil {
			continue
		}
		for _, problem := range d.Broken {
			p.Problems = append(p.Problems, Broken{problem.Pos.String(), problem.Text(p.Language), problem.Caret()})
		}
	}
}

// listsOf answers the queries that a page's front matter and its layout declare.
func (l *linker) listsOf(p *Page, lang int) []List {
	var lists []List
	if p.record != nil && p.record.List != nil {
		q := p.record.List
		lists = append(lists, List{Key: string(q.From), Items: l.ask(listQuery{q.From, q.Where, q.Sort, q.Limit}, lang)})
	}
	for _, q := range l.look.Config.Lists[p.Layout] {
		query := listQuery{from: record.Kind(q.From), sort: q.Sort, limit: q.Limit}
		for _, w := range q.Where {
			query.where = append(query.where, record.Condition{Field: w.Key, Values: splitValues(w.Value)})
		}
		if !l.c.shows(query.from) {
			continue
		}
		lists = append(lists, List{Key: q.Key, More: l.sectionURL(query.from, lang), Total: len(l.section[query.from]), Items: l.ask(query, lang)})
	}
	for i := range lists {
		lists[i].Total = max(lists[i].Total, len(lists[i].Items))
	}
	return lists
}
