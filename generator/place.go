package generator

import (
	"slices"
	"strings"

	"playbook/generator/record"
)

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

// own is how many things of a kind the site wrote.
func (l *linker) own(k record.Kind) int {
	n := 0
	for _, t := range l.section[k] {
		if !t.base {
			n++
		}
	}
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
