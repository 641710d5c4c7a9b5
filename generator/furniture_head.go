package generator

import (
	"encoding/json"
	"html/template"
	"strconv"
)

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
