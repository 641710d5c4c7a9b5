package generator

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"playbook/generator/markdown"
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
				l.paginate(l.sectionURL(k, i), string(k), i, string(k), l.section[k], func(part int) *Page { return l.composeSection(k, i, part) })
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

// introduce makes what pages of a language have in common, and how they show
// the home page and the sections.
func (l *linker) introduce() {
	for i, lang := range l.c.Languages {
		l.shared = append(l.shared, l.share(i, lang))
		home := &Summary{Title: l.c.Title.In(lang), URL: l.prefix(i) + "index.html", Lang: lang}
		l.homes = append(l.homes, home)
		l.sections = append(l.sections, l.sectionSummaries(i, lang))
	}
}

// share is what all pages of a language have in common.
func (l *linker) share(lang int, name string) *Shared {
	s := &Shared{
		Title: l.c.Title.In(name), Seal: l.seal(), Lang: name, Languages: l.c.Languages, Edition: l.c.edition.Name,
		Preview: l.c.preview, Internal: l.c.internal, BaseURL: l.c.BaseURL, Contact: l.c.Contact, Note: l.c.Note.In(name), Accent: l.c.Accent,
		Assets: l.look.urls, Sources: l.c.Sources, Version: Version,
	}
	for _, k := range l.c.Menu { // entries of kinds that the edition has not are skipped
		if l.c.shows(k) && k != record.Pages {
			s.Menu = append(s.Menu, Item{string(k), l.look.Word(name, string(k)), l.sectionURL(k, lang)})
		}
	}
	if l.hasInsights() {
		s.Menu = append(s.Menu, Item{"insights", l.look.Word(name, "insights"), l.prefix(lang) + "insights.html"})
	}
	s.More = l.more(lang)
	if len(l.c.Accounts) > 0 {
		s.Platform = l.c.Accounts[0].Platform
	}
	s.Limits = l.limits(lang)
	if l.c.BaseURL != "" {
		for _, k := range feedKinds {
			title := s.Title + " · " + l.look.Word(name, string(k))
			s.Feeds = append(s.Feeds, Item{string(k), title, l.prefix(lang) + string(k) + ".xml"})
		}
	}
	if l.look.Has("search") {
		s.Search = l.prefix(lang) + "search.html"
	}
	if s.Desk = l.desk(lang); s.Desk != nil {
		s.More = append(s.More, Item{"draft", l.look.Word(name, "draft"), s.Desk.URL})
	}
	s.digest = new(source.Sum).Str(s.Title).Str(s.Seal).Str(s.Lang).Strs(s.Languages).Str(s.Edition).Bool(s.Preview).Bool(s.Internal).Str(s.BaseURL).
		Str(s.Contact).Str(s.Note).Str(s.Accent).Str(s.Platform).Value(s.Limits).Value(s.Assets).Value(s.Menu).Value(s.More).Value(s.Feeds).Str(s.Search).Value(s.Desk).Value(s.Sources).Str(s.Version).Sum()
	return s
}

// seal is the character that stands for the brand: the first Han character of
// its name in any language, else the first letter.
func (l *linker) seal() string {
	for _, name := range l.c.Languages {
		for _, r := range l.c.Title.In(name) {
			if unicode.Is(unicode.Han, r) {
				return string(r)
			}
		}
	}
	return initial(l.c.Title.In(l.c.primary()))
}

// limits are those of titles and texts on the platforms of the brand's accounts.
func (l *linker) limits(lang int) []Limit {
	var list []Limit
	for _, a := range l.c.Accounts {
		t := l.named[record.Platforms][a.Platform]
		if t == nil || !t.visible || t.rec.Platform == nil {
			continue
		}
		for _, x := range t.record(lang).Platform.Limits {
			if x.What == "title" || x.What == "body" {
				list = append(list, Limit{t.summaries[lang].Title, x.What, x.Count, x.Max})
			}
		}
	}
	return list
}

// more is what no menu leads to: sections with something in them, and pages at
// the top of pages/.
func (l *linker) more(lang int) []Item {
	var list []Item
	for _, k := range record.Kinds() {
		if k != record.Pages && l.c.shows(k) && len(l.section[k]) > 0 && !slices.Contains(l.c.Menu, k) {
			list = append(list, Item{string(k), l.look.Word(l.c.Languages[lang], string(k)), l.sectionURL(k, lang)})
		}
	}
	if l.hasDesk() {
		list = append(list, Item{"desk", l.look.Word(l.c.Languages[lang], "desk"), l.prefix(lang) + deskFile})
	}
	if l.hasCalendar() {
		list = append(list, Item{"calendar", l.look.Word(l.c.Languages[lang], "calendar"), l.prefix(lang) + "calendar.html"})
	}
	for _, t := range l.section[record.Pages] {
		if !strings.Contains(t.name, "/") {
			list = append(list, Item{t.name, t.summaries[lang].Title, t.summaries[lang].URL})
		}
	}
	return list
}

// made is a page that no file stands for. Title is the theme's word for key.
func (l *linker) made(layout, key, url string, lang int) *Page {
	language := l.c.Languages[lang]
	s := &Summary{Title: l.look.Word(language, key), URL: url, Lang: language}
	return l.page(s, layout, "", lang)
}

// page is a page with what every page has.
func (l *linker) page(s *Summary, layout, section string, lang int) *Page {
	p := &Page{Summary: s, Layout: layout, Section: section, Language: l.c.Languages[lang], Canonical: s.URL,
		Robots: l.c.edition.Index && layout != "404" && layout != "broken" && layout != "tombstone", Site: l.shared[lang]}
	if s.URL != l.prefix(lang)+"index.html" {
		p.Path = append(p.Path, l.homes[lang])
	}
	return p
}

func (l *linker) composeHome(lang int) *Page {
	p := l.page(l.homes[lang], "home", "home", lang)
	if l.home != nil && l.home.visible {
		p.Summary = l.home.summaries[lang]
		l.fill(p, l.home, lang)
	}
	p.Lists = l.listsOf(p, lang)
	if p.Cover == nil {
		p.Opening = l.opening(lang)
	}
	p.Figures = l.figures(lang)
	l.everywhere(p, lang)
	return p
}

// composeSection is the page of a kind; what one can narrow it down by stands
// on the first part only.
func (l *linker) composeSection(k record.Kind, lang, part int) *Page {
	p := l.page(l.sections[lang][k], "list", string(k), lang)
	if intro := l.intro[k]; intro != nil && intro.visible {
		l.fill(p, intro, lang)
	}
	if k == record.Posts && part == 0 {
		p.Terms = l.narrow(lang)
		p.Charts = l.archiveCharts()
	}
	if k == record.Platforms && part == 0 && l.look.Has("platforms") {
		p.Layout = "platforms"
		if p.Channels = l.compared(lang); p.Channels != nil && l.c.BaseURL != "" && len(l.changeEntries(lang)) > 0 {
			p.Channels.Feed = l.prefix(lang) + platformFeed
		}
	}
	if k == record.Creators {
		if part == 0 {
			p.Charts = l.creatorsCharts(lang)
		}
		if l.look.Has("creators") {
			p.Layout = "creators"
		}
	}
	l.everywhere(p, lang)
	return p
}

// sectionSummaries are the pages of the kinds in a language.
func (l *linker) sectionSummaries(lang int, language string) map[record.Kind]*Summary {
	table := map[record.Kind]*Summary{}
	for _, k := range record.Kinds() {
		if intro := l.intro[k]; intro != nil && intro.visible {
			table[k] = intro.summaries[lang]
			continue
		}
		table[k] = &Summary{Kind: k, Title: l.look.Word(language, string(k)), URL: l.sectionURL(k, lang), Lang: language}
	}
	return table
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
	next.Switch = p.Switch
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

// planTaxonomy plans the index of a taxonomy and a page for each of its terms.
func (l *linker) planTaxonomy(x *taxonomy, lang int) {
	if len(x.terms) == 0 {
		return
	}
	index := l.prefix(lang) + x.name + ".html"
	l.claim(index, source.Pos{File: l.c.label, Line: 1, Col: 1})
	l.add(index, x.name, lang, func() *Page { return l.composeTerms(x, lang) })
	for _, v := range x.terms {
		url := v.url
		l.claim(url, source.Pos{File: l.c.label, Line: 1, Col: 1})
		l.paginate(url, x.name, lang, x.name, v.things, func(int) *Page { return l.composeTerm(x, v, lang) })
	}
}

// composeTerms is the index of a taxonomy.
func (l *linker) composeTerms(x *taxonomy, lang int) *Page {
	p := l.made("terms", x.name, l.prefix(lang)+x.name+".html", lang)
	p.Section = x.name
	l.switchTo(p, x.name+".html", lang, func(i int) bool { return len(l.taxonomy(x.name, i).terms) > 0 })
	for _, v := range x.terms {
		p.Terms = append(p.Terms, l.chip(x, v, lang))
	}
	return p
}

// composeTerm is the page of one term.
func (l *linker) composeTerm(x *taxonomy, v *term, lang int) *Page {
	chip := l.chip(x, v, lang)
	language := l.c.Languages[lang]
	p := l.page(&Summary{Title: chip.Title, URL: chip.URL, Lang: language}, "list", x.name, lang)
	p.Path = append(p.Path, &Summary{Title: l.look.Word(language, x.name), URL: l.prefix(lang) + x.name + ".html", Lang: language})
	if v.count(record.Posts) > 1 {
		p.Filter = filterOf(x.name, v.title)
	}
	l.switchTo(p, x.name+"/"+v.slug+".html", lang, func(i int) bool {
		other := l.taxonomy(x.name, i).find[v.title]
		return other != nil && other.slug == v.slug
	})
	return p
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

// composeThing is the page of one thing in one language.
func (l *linker) composeThing(t *thing, lang int) *Page {
	p := l.page(t.summaries[lang], layoutOf(t), string(t.kind), lang)
	l.fill(p, t, lang)
	l.place(p, t, lang)
	if t.broken() {
		l.breakPage(p, t)
		return p
	}
	p.Related = l.relatedLists(t, lang)
	p.Lists = l.listsOf(p, lang)
	if len(t.posts) > 1 {
		p.Filter = filterOf(string(t.kind), t.name)
	}
	switch t.kind {
	case record.Creators:
		p.Charts = followerCharts(t.rec.Creator, l.c.Languages[lang])
	case record.Platforms, record.Voice:
		p.Old = l.old(t)
	case record.Campaigns:
		p.Charts = l.campaignCharts(t, lang)
		p.Checks = l.checklist(t, lang)
	}
	return p
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
	d, r := l.text(t, lang), t.record(lang)
	p.doc, p.body = d, l.body(d)
	if t.permission.LinkOnly {
		p.body = nil
	} else {
		p.holes = l.targets(t, lang, new(notes)) // which followLinks has told
	}
	p.record = r
	p.inputs = [2]source.Digest{l.docs[t.original.at].digest, d.digest}
	p.Fallback = t.docs[lang] == nil && p.Summary.Lang != p.Language && t.kind != record.Posts
	p.Stale = t.doc(lang) != t.original && !t.rec.Updated.IsZero() && d.Record.Updated.Before(t.rec.Updated)
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
		if h.Kind != markdown.FactNumber || h.Anchor == "" {
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
		p.Path = append(p.Path, l.sections[lang][t.kind])
		p.Prev, p.Next = l.neighbours(t, lang)
		if (t.kind == record.Cases || t.kind == record.Voice) && !t.base {
			p.At, p.Of = t.at+1, l.own(t.kind)
		}
	} else if parent := l.parent(t); parent != nil {
		p.Path = append(p.Path, parent.summaries[lang])
		p.Chapters = l.chapters(parent, lang)
		p.Prev, p.Next = l.siblings(p)
	} else if all := l.chapters(t, lang); len(all) > 1 {
		p.Chapters = all
		p.Prev, p.Next = l.siblings(p)
	}
	for i, name := range l.c.Languages {
		if i != lang {
			p.Switch = append(p.Switch, Alternate{Lang: name, URL: l.url(t, i)})
		}
	}
	p.Alternate = l.alternates(t, lang)
	p.Canonical = l.url(t, l.canonical(t, lang))
	p.Robots = p.Robots && p.Canonical == p.URL
}

// alternates are the translations of a thing; nil if it has none, and on pages
// that only stand in for one.
func (l *linker) alternates(t *thing, lang int) []Alternate {
	var list []Alternate
	for i, name := range l.c.Languages {
		if t.docs[i] != nil {
			list = append(list, Alternate{Lang: name, URL: l.url(t, i)})
		}
	}
	if len(list) < 2 || t.docs[lang] == nil {
		return nil
	}
	return list
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

// own is how many things of a kind the site wrote; they come first in its section.
func (l *linker) own(k record.Kind) int {
	n, _ := slices.BinarySearchFunc(l.section[k], true, func(t *thing, base bool) int {
		if t.base == base {
			return 0
		}
		return -1
	})
	return n
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

// chapters are a page and the pages in its folder, in order.
func (l *linker) chapters(parent *thing, lang int) []*Summary {
	all := []*Summary{parent.summaries[lang]}
	for _, s := range l.section[record.Pages] {
		if l.parent(s) == parent {
			all = append(all, s.summaries[lang])
		}
	}
	return all
}

// siblings are the neighbours of a page among the chapters of its folder.
func (l *linker) siblings(p *Page) (prev, next *Summary) {
	at := slices.Index(p.Chapters, p.Summary)
	if at > 0 {
		prev = p.Chapters[at-1]
	}
	if at < len(p.Chapters)-1 {
		next = p.Chapters[at+1]
	}
	return prev, next
}

// composeTombstone stands where a post was taken down with a notice: the date
// and the notice, and nothing of the post.
func (l *linker) composeTombstone(t *thing, lang int) *Page {
	language := l.c.Languages[lang]
	s := &Summary{Title: l.look.Word(language, "tombstone"), URL: l.url(t, lang), Lang: language, Date: t.permission.Since.String()}
	p := l.page(s, "tombstone", string(t.kind), lang)
	p.Notice = t.permission.Notice
	p.Path = append(p.Path, l.sections[lang][t.kind])
	for i, name := range l.c.Languages {
		if i != lang {
			p.Switch = append(p.Switch, Alternate{Lang: name, URL: l.url(t, i)})
		}
	}
	return p
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
		items := l.ask(query, lang)
		if q.Even > 0 {
			items = items[:level(items, q.Even)]
		}
		if len(items) == 0 {
			continue
		}
		lists = append(lists, List{Key: q.Key, More: l.sectionURL(query.from, lang), Total: len(l.section[query.from]), Items: items})
	}
	for i := range lists {
		lists[i].Total = max(lists[i].Total, len(lists[i].Items))
	}
	return lists
}
