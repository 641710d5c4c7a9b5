package generator

import (
	"cmp"
	"html/template"
	"slices"
	"strings"

	"playbook/generator/record"
	"playbook/generator/theme"
)

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

func (v *view) waterfall(m *markup, list List) {
	v.section(m, list, `<div class="waterfall"><ol>`, "</ol></div>")
}

func (v *view) shelf(m *markup, list List) { v.section(m, list, `<ul class="shelf">`, "</ul>") }

func (v *view) section(m *markup, list List, before, after string) {
	if len(list.Items) == 0 {
		return
	}
	m.raw(`<section class="section">` + "\n" + `<div class="section-head"><h2>`)
	v.heading(m, list)
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

// heading names a list: in the editors' words, else in the theme's, which may
// name whom or what it is about.
func (v *view) heading(m *markup, list List) {
	if list.Title != "" || list.About == "" {
		m.text(cmp.Or(list.Title, v.T("list."+list.Key)))
		return
	}
	before, after, _ := strings.Cut(v.T("list."+list.Key+".of", list.About), list.About)
	m.text(before)
	m.raw("<bdi" + string(v.LangAttr(theme.Tongue(list.About))) + ">")
	m.text(list.About)
	m.raw("</bdi>")
	m.text(after)
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
