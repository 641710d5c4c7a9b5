package generator

import (
	"html"
	"strings"

	"playbook/generator/source"
)

// sitemap lists the pages that search engines should know, each with its
// translations (sitemaps.org; hreflang as search engines read it).
type sitemap struct {
	base    string
	entries []sitemapEntry
}

type sitemapEntry struct {
	url, date string
	alternate []Alternate
}

// sitemapLater is a sitemap of pages that are not composed yet.
type sitemapLater struct{ l *linker }

func (m sitemapLater) now() maker {
	list := sitemap{base: m.l.c.BaseURL}
	for _, p := range m.l.pages {
		if e, ok := m.l.sitemapEntry(p); ok {
			list.entries = append(list.entries, e)
		}
	}
	return list
}

// Digest is that of the sitemap.
func (m sitemapLater) Digest() source.Digest { return m.now().Digest() }

// Run writes it.
func (m sitemapLater) Run() (made, []source.Problem) { return m.now().Run() }

// sitemapEntry is the line of a page; false if search engines should not keep it.
func (l *linker) sitemapEntry(p *plan) (sitemapEntry, bool) {
	t := p.thing
	if t == nil {
		page := p.compose()
		return sitemapEntry{p.path, "", page.Alternate}, page.Robots
	}
	e := sitemapEntry{p.path, day(t.record(p.lang).Updated.String()), l.alternates(t, p.lang)}
	return e, l.c.edition.Index && !t.broken() && l.canonical(t, p.lang) == p.lang
}

func day(date string) string {
	if i := strings.IndexByte(date, 'T'); i > 0 {
		return date[:i]
	}
	return date
}

// Digest covers every address.
func (m sitemap) Digest() source.Digest {
	var s source.Sum
	s.Str(m.base)
	for _, e := range m.entries {
		s.Str(e.url).Str(e.date)
		digestAlternates(&s, e.alternate)
	}
	return s.Sum()
}

// Run writes the map.
func (m sitemap) Run() (made, []source.Problem) {
	b := make([]byte, 0, 200*len(m.entries)+200)
	b = append(b, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+
		`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">`+"\n"...)
	for _, e := range m.entries {
		b = append(b, "<url><loc>"...)
		b = append(b, html.EscapeString(absolute(m.base, e.url))...)
		b = append(b, "</loc>"...)
		if e.date != "" {
			b = append(b, "<lastmod>"+e.date+"</lastmod>"...)
		}
		for _, a := range e.alternate {
			b = append(b, `<xhtml:link rel="alternate" hreflang="`+tag(a.Lang)+`" href="`+html.EscapeString(absolute(m.base, a.URL))+`"/>`...)
		}
		b = append(b, "</url>\n"...)
	}
	return made{data: append(b, "</urlset>\n"...)}, nil
}
