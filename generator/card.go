package generator

import (
	"html/template"
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
	return new(source.Sum).Digest(c.theme.Digest).Digest(c.shared.digest).Digest(c.summary.digest).Sum()
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

// draw makes the cards of everything that a list can show.
func (l *linker) draw() {
	var steps []card
	for _, t := range l.things {
		for i, s := range t.summaries {
			steps = append(steps, card{l.look.Theme, l.shared[i], s})
		}
	}
	for i, pieces := range run[[]string](l.build, steps) {
		steps[i].summary.card = pieces
	}
}

// Card is a thing as lists show it.
func (v *view) Card(s *Summary) template.HTML {
	return template.HTML(strings.Join(s.card, v.up))
}
