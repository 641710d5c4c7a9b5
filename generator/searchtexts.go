package generator

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"playbook/generator/markdown"
	"playbook/generator/record"
	"playbook/generator/search"
)

// searchTexts is every passage that the edition shows, in the order in which
// search numbers them. A page that only stands in for a missing translation is
// not there twice.
func (l *linker) searchTexts() []search.Text {
	lists := each(l.in.Jobs, l.things, func(t *thing) []search.Text {
		var list []search.Text
		for lang := range l.c.Languages {
			if l.indexedIn(t, lang) {
				list = append(list, l.passages(t, lang)...)
			}
		}
		return list
	})
	// A page's passages stay together: they have one date and path.
	texts := slices.Concat(lists...)
	slices.SortStableFunc(texts, func(a, b search.Text) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Page, b.Page))
	})
	return texts
}

// countTexts is how many texts there will be. Nearly all posts are one, and
// counting their letters is much less than copying them.
func (l *linker) countTexts() int {
	n := 0
	for _, count := range each(l.in.Jobs, l.things, func(t *thing) int {
		n := 0
		for lang := range l.c.Languages {
			switch {
			case !l.indexedIn(t, lang):
			case t.kind == record.Posts && t.name != "" && search.Whole(l.postLength(t, lang)):
				n++
			default:
				n += len(l.passages(t, lang))
			}
		}
		return n
	}) {
		n += count
	}
	return n
}

// postLength is no less than the length of what postWords gives.
func (l *linker) postLength(t *thing, lang int) int {
	n := l.text(t, lang).length
	l.postNotes(t, lang, func(block string) { n += utf8.RuneCountInString(block) + 1 })
	return n
}

// indexedIn reports whether a thing is indexed for a language: where it is
// written, or for the first one if it is written in none of the site's.
func (l *linker) indexedIn(t *thing, lang int) bool {
	if !t.visible || t.broken() || t.name == "" && !l.c.shows(t.kind) {
		return false
	}
	if !t.everywhere() {
		return t.docs[lang] != nil
	}
	return lang == max(0, slices.Index(t.docs, t.original))
}

// everywhere reports whether the same words stand in every language. Of a post
// they are its creator's, whatever we say of it in others.
func (t *thing) everywhere() bool {
	if t.kind == record.Posts && t.name != "" {
		return true
	}
	n := 0
	for _, d := range t.docs {
		if d != nil {
			n++
		}
	}
	return n < 2
}

// passages are the texts of one page.
func (l *linker) passages(t *thing, lang int) []search.Text {
	s := t.summaries[lang]
	first := search.Text{Page: s.URL, Kind: string(t.kind), Lang: s.Lang, Date: day(s.Date), Title: s.Title, Named: t.kind != record.Posts,
		Words: s.Tags, Facets: l.facets(t, s), Show: shownOf(s)}
	if t.everywhere() {
		first.Page, first.Everywhere = l.url(t, 0), true
	}
	if n := likes(t); n > 0 {
		first.Likes = n
	}
	for _, title := range titlesOf([]*thing{t}) { // what it is called in other languages
		if title != first.Title {
			first.Names = append(first.Names, title)
		}
	}
	var parts []markdown.Passage
	if t.kind == record.Posts && t.name != "" {
		parts = l.postWords(t, lang, &first)
	} else {
		parts = l.pageWords(t, lang, &first)
	}
	return cutUp(first, parts)
}

// cutUp makes texts of the parts of a page. What comes after the first repeats
// its title, so that words of both are found together.
func cutUp(first search.Text, parts []markdown.Passage) []search.Text {
	var list []search.Text
	for _, p := range parts {
		if p.Text == "" && p.Heading == "" && len(list) > 0 {
			continue
		}
		for _, body := range search.Cut(p.Text) {
			t := first
			if len(list) > 0 {
				t.More, t.Names, t.Words, t.Facets = true, nil, nil, nil
			}
			t.Anchor, t.Heading, t.Body = p.Anchor, p.Heading, body
			list = append(list, t)
		}
	}
	return list
}

// shownOf is what a result shows besides words: its picture with its measures,
// who made it, likes, and why that was not for nothing: posts that were paid for
// say so wherever they stand.
func shownOf(s *Summary) []string {
	show := []string{"", "", "", s.Credit, s.Likes, s.Disclosure}
	if p := s.Cover; p != nil {
		show[0], show[1], show[2] = p.smallest()
	}
	return show
}

// smallest is the path of the narrowest variant that everything reads, and its
// measures.
func (p *Picture) smallest() (path, width, height string) {
	if len(p.widths) == 0 {
		return p.URL, itoa(p.Width), itoa(p.Height)
	}
	w := p.widths[0]
	ending := p.URL[len(p.stem)+1+len(itoa(p.Width)):]
	return p.stem + "-" + itoa(w) + ending, itoa(w), itoa(max(1, p.Height*w/p.Width))
}

// topicMarks are what platforms write into captions and do not show.
var topicMarks = strings.NewReplacer("[话题]#", " ", "[超话]#", " ")

// postWords is what a post says, as one part.
func (l *linker) postWords(t *thing, lang int, first *search.Text) []markdown.Passage {
	if p := l.platformOf(t); p != nil {
		first.Words = slices.Concat(first.Words, titlesOf([]*thing{p}))
	}
	if t.permission.LinkOnly {
		return []markdown.Passage{{}}
	}
	if s := t.summaries[lang]; s.Credit != "" {
		first.Words = append(first.Words, s.Credit)
	}
	for _, field := range []string{"products", "campaigns"} {
		first.Words = append(first.Words, titlesOf(visible(t.ref(field)))...)
	}
	var blocks []string
	l.postBlocks(t, lang, func(block string) { blocks = append(blocks, topicMarks.Replace(block)) })
	return []markdown.Passage{{Text: oneEach(blocks)}}
}

// postBlocks are the texts of a post: its caption, and in every language words in
// its pictures, why we repost it, our sentence on it, and what can be seen.
func (l *linker) postBlocks(t *thing, lang int, take func(block string)) {
	if t.permission.LinkOnly {
		return
	}
	for _, passage := range l.body(l.text(t, lang)).Text {
		take(passage.Text)
	}
	l.postNotes(t, lang, take)
}

// postNotes are the texts of a post besides its caption.
func (l *linker) postNotes(t *thing, lang int, take func(block string)) {
	for i, language := range l.c.Languages {
		p := t.record(i).Post
		take(p.TextInMedia)
		take(p.Why)
		if language != t.summaries[lang].Lang {
			take(p.Gist.In(language))
		}
		for _, m := range p.Media {
			take(m.Alt)
		}
	}
}

// titlesOf are the titles of things in every language, each once.
func titlesOf(things []*thing) []string {
	var list []string
	for _, t := range things {
		for _, s := range t.summaries {
			if s != nil && !slices.Contains(list, s.Title) {
				list = append(list, s.Title)
			}
		}
	}
	return list
}

// oneEach is blocks on lines of their own, without empty ones and repetitions.
func oneEach(blocks []string) string {
	var list []string
	for _, b := range blocks {
		if b = strings.TrimSpace(b); b != "" && !slices.Contains(list, b) {
			list = append(list, b)
		}
	}
	return strings.Join(list, "\n")
}

// facets is what a page can be filtered by.
func (l *linker) facets(t *thing, s *Summary) []search.Facet {
	list := []search.Facet{{Name: "kind", Value: string(t.kind)}, {Name: "lang", Value: s.Lang}}
	add := func(name string, values ...string) {
		for _, v := range values {
			if v != "" {
				list = append(list, search.Facet{Name: name, Value: v})
			}
		}
	}
	add("tag", s.Tags...)
	if t.kind != record.Posts || t.name == "" {
		return list
	}
	add("year", year(s.Date))
	add("platform", s.Platform)
	if t.permission.LinkOnly {
		return list
	}
	add("style", t.rec.Post.Style)
	add("tier", tierOf(t))
	add("product", namesOf(visible(t.ref("products")))...)
	add("campaign", namesOf(visible(t.ref("campaigns")))...)
	return list
}

// facetLabel is what readers of a language call a value.
func (l *linker) facetLabel(facet, value, lang string) string {
	switch facet {
	case "kind":
		return l.look.Word(lang, value)
	case "lang":
		return l.look.Word(lang, "language."+value)
	case "tier", "style":
		return l.look.Word(lang, facet+"."+value)
	case "platform", "product", "campaign":
		if t := l.named[record.Kind(facet+"s")][value]; t != nil && t.visible {
			return t.summaries[slices.Index(l.c.Languages, lang)].Title
		}
	}
	return value
}
