package generator

import (
	"slices"

	"playbook/generator/source"
)

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
	if v.posts > 1 {
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
