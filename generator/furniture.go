package generator

import (
	"cmp"
	"encoding/json"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"playbook/generator/record"
	"playbook/generator/rights"
	"playbook/generator/theme"
)

// What stands on every page many times, or is the same for every theme, is
// written here and not by templates: an action of html/template takes a hundred
// times as long as appending a string, and a site has ten thousand pages.

// markup is HTML being written. Only raw takes what is HTML already.
type markup struct{ b strings.Builder }

func (m *markup) raw(s string) { m.b.WriteString(s) }

func (m *markup) html() template.HTML { return template.HTML(m.b.String()) }

// text writes s escaped, fit for text and for quoted attributes.
func (m *markup) text(s string) {
	from := 0
	for i := range len(s) {
		var escape string
		switch s[i] {
		case '&':
			escape = "&amp;"
		case '<':
			escape = "&lt;"
		case '>':
			escape = "&gt;"
		case '"':
			escape = "&#34;"
		case '\'':
			escape = "&#39;"
		case 0:
			escape = "\uFFFD"
		default:
			continue
		}
		m.b.WriteString(s[from:i])
		m.b.WriteString(escape)
		from = i + 1
	}
	m.b.WriteString(s[from:])
}

// meta writes <meta property="og:title" content="…">, nothing without content.
func (m *markup) meta(kind, name, content string) {
	if content == "" {
		return
	}
	m.raw("\n<meta " + kind + `="` + name + `" content="`)
	m.text(content)
	m.raw(`">`)
}

// link writes <link rel="…" href="…"> with more attributes, already HTML.
func (m *markup) link(rel, more, href string) {
	m.raw("\n<link rel=\"" + rel + `"` + more + ` href="`)
	m.text(href)
	m.raw(`">`)
}

// head is what the page says of itself to browsers, search engines and other
// sites: title, description, addresses, Open Graph tags, feeds, and its data as
// JSON-LD.
func (v *view) head() template.HTML {
	p, s := v.Page, v.Summary
	var m markup
	m.b.Grow(2048)
	m.raw("<title>")
	m.text(v.PageTitle())
	m.raw("</title>")
	m.meta("name", "description", s.Excerpt)
	if !p.Robots {
		m.meta("name", "robots", "noindex")
	}
	m.meta("property", "og:title", s.Title)
	m.meta("property", "og:type", p.ogType())
	m.meta("property", "og:locale", v.T("og-locale"))
	m.meta("property", "og:description", s.Excerpt)
	if p.Site.BaseURL != "" {
		v.addresses(&m)
	}
	v.data(&m)
	return m.html()
}

// ogType is "article" for pages that a file stands for, "website" for lists.
func (p *Page) ogType() string {
	if p.doc == nil || p.Layout == "home" || p.Layout == "list" {
		return "website"
	}
	return "article"
}

// addresses writes what only a site that knows its own address can say.
func (v *view) addresses(m *markup) {
	p := v.Page
	base := p.Site.BaseURL
	if p.Robots || p.Canonical != p.URL {
		m.link("canonical", "", absolute(base, p.Canonical))
		m.meta("property", "og:url", absolute(base, p.Canonical))
	}
	for _, a := range p.Alternate {
		m.link("alternate", ` hreflang="`+tag(a.Lang)+`"`, absolute(base, a.URL))
		if a.Lang == p.Site.Languages[0] {
			m.link("alternate", ` hreflang="x-default"`, absolute(base, a.URL))
		}
	}
	if c := p.Cover; c != nil {
		m.meta("property", "og:image", absolute(base, c.URL))
		m.meta("property", "og:image:width", strconv.Itoa(c.Width))
		m.meta("property", "og:image:height", strconv.Itoa(c.Height))
		m.meta("property", "og:image:alt", c.Alt)
	}
	for _, f := range p.Site.Feeds {
		m.raw("\n<link rel=\"alternate\" type=\"application/atom+xml\" title=\"")
		m.text(f.Title)
		m.raw(`" href="`)
		m.text(relative(v.up, f.URL))
		m.raw(`">`)
	}
}

// data writes JSON-LD. The encoder escapes <, > and &, so no text can end the block.
func (v *view) data(m *markup) {
	data := v.jsonLD()
	if data == nil {
		return
	}
	text, err := json.Marshal(data)
	if err != nil {
		panic(err) // strings and numbers only
	}
	m.raw("\n<script type=\"application/ld+json\">")
	m.b.Write(text)
	m.raw("</script>")
}

// Posts is the cards of the posts among things, one list item each.
func (v *view) Posts(things []*Summary) template.HTML {
	var m markup
	v.cards(&m, things, true, 0)
	return m.html()
}

// Others is the entries of the things that are not posts, one list item each.
func (v *view) Others(things []*Summary) template.HTML {
	var m markup
	v.cards(&m, things, false, 0)
	return m.html()
}

// lazy is how card tells a browser to wait; the first cards of a page do not.
const lazy = ` loading="lazy"`

// firstRow is how many cards stand in the first row of the widest page.
const firstRow = 6

// cards writes the cards of things, or their entries. The pictures of the first
// so many load at once.
func (v *view) cards(m *markup, things []*Summary, posts bool, eager int) {
	size := 0
	for _, s := range things {
		for _, piece := range s.card {
			size += len(piece) + len(v.up)
		}
	}
	m.b.Grow(size)
	for _, s := range things {
		if posts != (s.Kind == record.Posts) {
			continue
		}
		for i, piece := range s.card {
			if i > 0 {
				m.raw(v.up)
			}
			if eager > 0 {
				piece = strings.Replace(piece, lazy, "", 1)
			}
			m.raw(piece)
		}
		eager--
	}
}

// crumbs is the way to this page from the section it is in.
func (v *view) crumbs(m *markup) {
	if len(v.Path) < 2 {
		return
	}
	v.nav(m, "crumbs", "crumbs")
	m.raw("<ol>")
	for i, s := range v.Path[1:] {
		m.raw(`<li><a href="`)
		m.text(relative(v.up, s.URL))
		m.raw(`"` + string(v.LangAttr(s.Lang)) + ">")
		if i == 0 {
			m.raw(string(theme.Icon("left")))
		}
		m.text(s.Title)
		m.raw("</a></li>")
	}
	m.raw("</ol></nav>\n")
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
	m.raw(`"` + more + string(v.LangAttr(theme.Tongue(t.Title))) + ">")
	m.text(t.Title)
	if t.Count > 0 {
		m.raw(` <span class="num">` + v.Count(t.Count) + "</span>")
	}
	m.raw("</a>")
}

// Filters are what a list of posts can be narrowed down by: the platforms as a
// row, every other taxonomy as a list that opens. They are plain links.
func (v *view) Filters() template.HTML {
	if len(v.Terms) == 0 {
		return ""
	}
	var m markup
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

// anchorTo writes a link to a path, in the language of its words.
func (v *view) anchorTo(m *markup, more, path, lang, words string) {
	m.raw(`<a href="`)
	m.text(relative(v.up, path))
	m.raw(`"` + more + string(v.LangAttr(lang)) + ">")
	m.text(words)
	m.raw("</a>")
}

// Section is a list under its heading: what there is of it, where the rest is,
// and the things themselves. Posts stand in a waterfall.
func (v *view) Section(list List) template.HTML {
	var m markup
	v.waterfall(&m, list)
	return m.html()
}

// Shelf is a section whose posts stand in one row.
func (v *view) Shelf(list List) template.HTML {
	var m markup
	v.shelf(&m, list)
	return m.html()
}

// Grid is the things of a list that a page is about: posts in a waterfall, whose
// first row loads at once, other things below each other.
func (v *view) Grid(list List) template.HTML {
	var m markup
	v.things(&m, list.Items, `<div class="waterfall"><ol>`, "</ol></div>", firstRow)
	return m.html()
}

func (v *view) waterfall(m *markup, list List) {
	v.section(m, list, `<div class="waterfall"><ol>`, "</ol></div>")
}

func (v *view) shelf(m *markup, list List) { v.section(m, list, `<ul class="shelf">`, "</ul>") }

func (v *view) section(m *markup, list List, before, after string) {
	if len(list.Items) == 0 {
		return
	}
	m.raw(`<section class="section">` + "\n" + `<div class="section-head"><h2>`)
	m.text(cmp.Or(list.Title, v.T("list."+list.Key)))
	m.raw("</h2>")
	if list.Total > len(list.Items) {
		m.raw("<p>")
		m.text(v.T("some", len(list.Items), v.Count(list.Total)))
		m.raw("</p>")
	}
	if list.More != "" {
		m.raw(`<a class="more" href="`)
		m.text(relative(v.up, list.More))
		m.raw(`">`)
		m.text(v.T("all"))
		m.raw(string(theme.Icon("right")) + "</a>")
	}
	m.raw("</div>\n")
	v.things(m, list.Items, before, after, 0)
	m.raw("</section>\n")
}

// things writes the posts among items between before and after, and the other
// things by kind.
func (v *view) things(m *markup, items []*Summary, before, after string, eager int) {
	if slices.ContainsFunc(items, func(s *Summary) bool { return s.Kind == record.Posts }) {
		m.raw(before + "\n")
		v.cards(m, items, true, eager)
		m.raw(after + "\n")
	}
	other := slices.IndexFunc(items, func(s *Summary) bool { return s.Kind != record.Posts })
	if other < 0 {
		return
	}
	m.raw(`<ul class="entries of-` + string(items[other].Kind) + "\">\n")
	v.cards(m, items, false, eager)
	m.raw("</ul>\n")
}

// neighbours leads to the pages before and after this one.
func (v *view) neighbours() template.HTML {
	if v.Prev == nil && v.Next == nil {
		return ""
	}
	var m markup
	m.b.Grow(768)
	v.nav(&m, "neighbours", "neighbours")
	v.neighbour(&m, "prev", "previous", v.Prev)
	v.neighbour(&m, "next", "next", v.Next)
	m.raw("</nav>")
	return m.html()
}

func (v *view) neighbour(m *markup, rel, word string, s *Summary) {
	if s == nil {
		return
	}
	m.raw(`<a rel="` + rel + `" href="`)
	m.text(relative(v.up, s.URL))
	m.raw(`"><span class="quiet">`)
	if rel == "prev" {
		m.raw(string(theme.Icon("left")))
	}
	m.text(v.T(word))
	if rel == "next" {
		m.raw(string(theme.Icon("right")))
	}
	m.raw("</span> <span" + string(v.LangAttr(s.Lang)) + direction(s.Title) + ">")
	m.text(s.Title)
	m.raw("</span></a>")
}

// ways leads to the page in the other languages of the site.
func (v *view) ways() template.HTML {
	if len(v.Switch) == 0 {
		return ""
	}
	var m markup
	m.b.Grow(256)
	v.nav(&m, "switch", "language")
	for _, a := range v.Switch {
		v.anchorTo(&m, ` class="tool" hreflang="`+tag(a.Lang)+`"`, a.URL, a.Lang, v.T("language."+a.Lang))
	}
	m.raw("</nav>\n")
	return m.html()
}

func (v *view) nav(m *markup, class, word string) {
	m.raw(`<nav class="` + class + `" aria-label="`)
	m.text(v.T(word))
	m.raw(`">`)
}

// notices says what a reader must know of the page: where it stands, why others
// would not see it, that it is not translated, that its translation is old.
func (v *view) notices() template.HTML {
	p := v.Page
	var m markup
	m.b.Grow(512)
	v.crumbs(&m)
	if p.Site.Preview && p.State != "" {
		word := "preview"
		if p.State == rights.Expiring.String() {
			word = "preview-ends"
		}
		v.noticeOf(&m, v.T(word, v.why()))
	}
	if p.Fallback {
		v.notice(&m, "fallback."+p.Summary.Lang)
	}
	if p.Stale {
		v.notice(&m, "stale")
	}
	return m.html()
}

// why says what keeps a page out of the edition, or soon will.
func (v *view) why() string {
	p := v.Page
	switch p.State {
	case scheduled:
		return v.T("scheduled", v.DateText(p.record.Publish.String()))
	case over:
		return v.T("over", v.DateText(p.record.Expire.String()))
	case draft, rights.None.String():
		return v.T("state." + p.State)
	}
	if p.Internal == nil || len(p.Internal.Reasons) == 0 {
		return v.T("state." + p.State)
	}
	text := strings.Join(p.Internal.Reasons, v.T("comma"))
	first, n := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[n:]
}

func (v *view) notice(m *markup, word string) { v.noticeOf(m, v.T(word)) }

func (v *view) noticeOf(m *markup, words string) {
	m.raw(`<p class="notice">` + string(theme.Icon("warn")))
	m.raw("<span>")
	m.text(words)
	m.raw("</span></p>\n")
}

// sections is every list of the page under its heading; posts related to a post
// stand in one row. What it is evidence for stands among what is known of it.
func (v *view) sections() template.HTML {
	var m markup
	m.b.Grow(8 << 10)
	for _, list := range v.Lists {
		v.waterfall(&m, list)
	}
	for _, list := range v.Related {
		if list.Key != evidence {
			v.shelf(&m, list)
		}
	}
	return m.html()
}
