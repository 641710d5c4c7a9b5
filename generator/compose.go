package generator

import (
	"strings"

	"playbook/generator/markdown"
	"playbook/generator/record"
	"playbook/generator/source"
)

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
