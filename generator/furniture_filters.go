package generator

import (
	"html/template"
	"net/url"

	"playbook/generator/record"
	"playbook/generator/theme"
)

// Filters are what a list of posts can be narrowed down by: the platforms as a
// row, every other taxonomy as a list that opens. They are plain links. A list
// that is narrowed down already leads to the archive; see combine in search.ts
// for what a script makes of both.
func (v *view) Filters() template.HTML {
	var m markup
	if len(v.Terms) == 0 {
		v.narrow(&m)
		return m.html()
	}
	m.raw("<div class=\"filters\">\n")
	total := 0
	if len(v.Lists) > 0 {
		total = v.Lists[0].Total
	}
	rest := v.Terms
	if n := runOf(rest); rest[0].Taxonomy == string(record.Platforms) {
		v.channels(&m, rest[:n], total)
		rest = rest[n:]
	}
	if len(rest) > 0 {
		v.nav(&m, "facets", "filters")
		for len(rest) > 0 {
			n := runOf(rest)
			v.facet(&m, rest[:n])
			rest = rest[n:]
		}
		if shown := len(v.Lists[0].Items); shown < total {
			m.raw(`<p class="found num">`)
			m.text(v.T("some", v.Count(shown), v.Count(total)))
			m.raw("</p>")
		}
		m.raw("</nav>\n")
	}
	m.raw("</div>\n")
	return m.html()
}

// narrow writes one link to all posts, with what those of this list have in
// common chosen, or nothing of it on further pages of the archive.
func (v *view) narrow(m *markup) {
	if v.Site.Search == "" || v.Filter == "" && (v.Page.Section != string(record.Posts) || v.Layout != "list" || v.Pager == nil) {
		return
	}
	query := ""
	if v.Filter != "" {
		query = "?f=" + url.QueryEscape(v.Filter)
	}
	m.raw(`<div class="filters">` + "\n")
	v.nav(m, "facets", "filters")
	m.raw(`<a class="chip" data-f="`)
	m.text(v.Filter)
	m.raw(`" href="`)
	m.text(relative(v.up, v.Site.prefix()+"posts.html") + query)
	m.raw(`">`)
	m.text(v.T("filter"))
	m.raw("</a></nav>\n</div>\n")
}

// runOf is how many terms at the beginning of a list are of one taxonomy.
func runOf(terms []Term) int {
	n := 1
	for n < len(terms) && terms[n].Taxonomy == terms[0].Taxonomy {
		n++
	}
	return n
}

// channels writes the platforms after a link to everything, the current one.
func (v *view) channels(m *markup, terms []Term, total int) {
	v.nav(m, "channels-nav", "platforms")
	m.raw(`<ul class="channels">` + "\n<li>")
	m.raw(`<a href="`)
	m.text(relative(v.up, v.URL))
	m.raw(`" aria-current="page">`)
	m.text(v.T("everything"))
	m.raw(` <span class="num">` + v.Count(total) + "</span></a></li>\n")
	m.raw(string(v.TermLinks(terms)) + "</ul></nav>\n")
}

// facet writes the terms of one taxonomy, and where all of them are.
func (v *view) facet(m *markup, terms []Term) {
	name := terms[0].Taxonomy
	m.raw(`<details class="facet" name="facet"><summary class="chip">`)
	m.text(v.T("facet." + name))
	m.raw(" " + string(theme.Icon("down")) + "</summary>\n<ul class=\"facet-list\">\n")
	m.raw(string(v.TermLinks(terms)))
	if len(terms) >= mostChips {
		m.raw(`<li><a class="facet-all" href="`)
		m.text(relative(v.up, v.Site.prefix()+name+".html"))
		m.raw(`">`)
		m.text(v.T("all"))
		m.raw(string(theme.Icon("right")) + "</a></li>\n")
	}
	m.raw("</ul></details>\n")
}

// Chips is things as short links, one list item each.
func (v *view) Chips(things []*Summary) template.HTML {
	var m markup
	for _, s := range things {
		m.raw("<li>")
		v.anchorTo(&m, ` class="chip"`, s.URL, s.Lang, s.Title)
		m.raw("</li>")
	}
	return m.html()
}

// TermChips is terms as short links, one list item each.
func (v *view) TermChips(terms []Term) template.HTML {
	var m markup
	for _, t := range terms {
		m.raw("<li>")
		v.termTo(&m, ` class="chip"`, t)
		m.raw("</li>")
	}
	return m.html()
}

// TermLinks is terms as links with their counts, one list item each.
func (v *view) TermLinks(terms []Term) template.HTML {
	var m markup
	for _, t := range terms {
		m.raw("<li>")
		v.termTo(&m, "", t)
		m.raw("</li>\n")
	}
	return m.html()
}

// termTo writes a link to the things of a term, with their count if it has one.
func (v *view) termTo(m *markup, more string, t Term) {
	m.raw(`<a href="`)
	m.text(relative(v.up, t.URL))
	m.raw(`"` + more + string(v.LangAttr(theme.Tongue(t.Title))))
	if t.Filter != "" {
		m.raw(` data-f="`)
		m.text(t.Filter)
		m.raw(`"`)
	}
	m.raw(">")
	m.text(t.Title)
	if t.Count > 0 {
		m.raw(` <span class="num">` + v.Count(t.Count) + "</span>")
	}
	m.raw("</a>")
}
