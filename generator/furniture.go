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
	v.cards(&m, things, true)
	return m.html()
}

// Others is the entries of the things that are not posts, one list item each.
func (v *view) Others(things []*Summary) template.HTML {
	var m markup
	v.cards(&m, things, false)
	return m.html()
}

func (v *view) cards(m *markup, things []*Summary, posts bool) {
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
			m.raw(piece)
		}
	}
}

// crumbs is the way from the home page to this one, one list item each.
func (v *view) crumbs() template.HTML {
	var m markup
	for _, s := range v.Path {
		m.raw("<li>")
		v.anchorTo(&m, "", s.URL, s.Lang, s.Title)
		m.raw("</li>")
	}
	return m.html()
}

// languages leads to the page in the site's other languages, one link each.
func (v *view) languages() template.HTML {
	var m markup
	for _, a := range v.Switch {
		v.anchorTo(&m, ` hreflang="`+tag(a.Lang)+`"`, a.URL, a.Lang, v.T("language."+a.Lang))
	}
	return m.html()
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

// TermChips is terms as short links, with their counts if they have any, one list
// item each.
func (v *view) TermChips(terms []Term) template.HTML {
	var m markup
	for _, t := range terms {
		m.raw(`<li><a class="chip" href="`)
		m.text(relative(v.up, t.URL))
		m.raw(`"` + string(v.LangAttr(theme.Tongue(t.Title))) + ">")
		m.text(t.Title)
		if t.Count > 0 {
			m.raw(` <span class="num">` + v.Count(t.Count) + "</span>")
		}
		m.raw("</a></li>")
	}
	return m.html()
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

func (v *view) waterfall(m *markup, list List) {
	v.section(m, list, `<div class="waterfall"><ol>`, "</ol></div>")
}

// shelf is a section whose posts stand in one row.
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
		v.anchorTo(m, ` class="more"`, list.More, "", v.T("all"))
	}
	m.raw("</div>\n")
	post := func(s *Summary) bool { return s.Kind == record.Posts }
	other := func(s *Summary) bool { return s.Kind != record.Posts }
	if slices.ContainsFunc(list.Items, post) {
		m.raw(before)
		v.cards(m, list.Items, true)
		m.raw(after + "\n")
	}
	if slices.ContainsFunc(list.Items, other) {
		m.raw(`<ul class="entries">`)
		v.cards(m, list.Items, false)
		m.raw("</ul>\n")
	}
	m.raw("</section>\n")
}

// neighbours leads to the pages before and after this one.
func (v *view) neighbours() template.HTML {
	if v.Prev == nil && v.Next == nil {
		return ""
	}
	var m markup
	m.b.Grow(512)
	m.raw(`<nav class="neighbours" aria-label="`)
	m.text(v.T("neighbours"))
	m.raw(`">`)
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
	m.text(v.T(word))
	m.raw("</span> <span" + string(v.LangAttr(s.Lang)) + ">")
	m.text(s.Title)
	m.raw("</span></a>")
}

// ways leads to the page in the other languages of the site.
func (v *view) ways() template.HTML {
	var m markup
	m.b.Grow(512)
	if len(v.Switch) > 0 {
		v.nav(&m, "switch", "language")
		m.raw(string(v.languages()) + "</nav>\n")
	}
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
	if len(p.Path) > 0 {
		v.nav(&m, "crumbs", "crumbs")
		m.raw("<ol>" + string(v.crumbs()) + "</ol></nav>\n")
	}
	if p.Site.Preview && p.State != "" {
		word := "preview"
		if p.State == rights.Expiring.String() {
			word = "preview-ends"
		}
		m.raw(`<p class="notice">`)
		m.text(v.T(word, v.why()))
		m.raw("</p>\n")
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

func (v *view) notice(m *markup, word string) {
	m.raw(`<p class="notice">`)
	m.text(v.T(word))
	m.raw("</p>\n")
}

// sections is every list of the page under its heading; posts related to a post
// stand in one row.
func (v *view) sections() template.HTML {
	var m markup
	m.b.Grow(8 << 10)
	for _, list := range v.Lists {
		v.waterfall(&m, list)
	}
	for _, list := range v.Related {
		if len(list.Items) > 0 && list.Items[0].Kind == record.Posts {
			v.shelf(&m, list)
		} else {
			v.waterfall(&m, list)
		}
	}
	return m.html()
}
