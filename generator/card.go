package generator

import (
	"strings"

	"playbook/generator/record"
	"playbook/generator/source"
	"playbook/generator/theme"
)

// card draws one Summary for lists, once for all lists of a language. A post
// stands in ten of them; drawing it anew in each was most of a build.
type card struct {
	theme   *theme.Theme
	shared  *Shared
	summary *Summary
}

// Digest covers the theme, the language's shared data, and the summary.
func (c card) Digest() source.Digest {
	return new(source.Sum).Digest(c.theme.Digest).Digest(c.shared.digest).Digest(c.summary.Digest()).Sum()
}

// Run executes the part "card" for posts and "entry" for other things. Where a
// link starts from the root it leaves a mark that no text can contain, since it
// is made of the digest of the text; the card is cut there, and every page puts
// its own way to the root between the pieces.
func (c card) Run() ([]string, []source.Problem) {
	mark := "up-" + c.Digest().String() + "/"
	v := &view{Page: &Page{Summary: c.summary, Language: c.shared.Lang, Site: c.shared}, theme: c.theme, up: mark}
	part := "entry"
	if c.summary.Kind == record.Posts {
		part = "card"
	}
	html, problems := c.theme.Fragment(part, v.With(c.summary))
	return strings.Split(string(html), mark), problems
}

// drawCards draws the cards of every list of a page.
func (l *linker) drawCards(p *Page, lang int) {
	for _, lists := range [][]List{p.Lists, p.Related} {
		for _, list := range lists {
			l.draw(p, list.Items, lang)
		}
	}
	for _, t := range p.holes {
		l.draw(p, t.list, lang)
		if t.item != nil {
			l.draw(p, []*Summary{t.item}, lang)
		}
	}
}

func (l *linker) draw(p *Page, list []*Summary, lang int) {
	for _, s := range list {
		s.drawn.Do(func() {
			s.card, s.problems, s.place = doAt(l.memo, step[[]string](card{l.look.Theme, l.shared[lang], s}))
		})
		if s.place != nil {
			l.memo.want(s.place)
		}
		p.problems = append(p.problems, s.problems...)
	}
}
