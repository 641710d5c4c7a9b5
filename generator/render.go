package generator

import (
	"cmp"
	"html"
	"html/template"
	"slices"

	"playbook/generator/markdown"
	"playbook/generator/source"
	"playbook/generator/theme"
)

// render makes the HTML of one page.
type render struct {
	theme *theme.Theme
	page  *Page
}

// render is the step that makes the page of p, once it is composed.
func (p *plan) render() render { return render{p.l.look.Theme, p.l.compose(p)} }

func (p *plan) now() maker { return p.render() }

// Digest is that of the composed page.
func (p *plan) Digest() source.Digest { return p.render().Digest() }

// Run composes and renders.
func (p *plan) Run() (made, []source.Problem) { return p.render().Run() }

// Digest covers the theme and the page.
func (r render) Digest() source.Digest {
	return new(source.Sum).Digest(r.theme.Digest).Digest(r.page.Digest()).Sum()
}

// Run fills the holes of the body and executes the page's template.
func (r render) Run() (made, []source.Problem) {
	v := newView(r.page, r.theme)
	problems := v.fill()
	v.furnish()
	data, more := r.theme.Execute(r.page.Layout, v)
	return made{data: data, holds: holdsPictures(data)}, slices.Concat(problems, more, r.page.problems)
}

// fill makes the body: HTML as the document has it, and what link found in
// each of its holes.
func (v *view) fill() []source.Problem {
	if v.body == nil || v.body.HTML == "" {
		return nil
	}
	var problems []source.Problem
	next := 0
	out := make([]byte, 0, len(v.body.HTML)+64*len(v.body.Holes))
	out = v.body.Render(out, func(b []byte, h *markdown.Hole) []byte {
		t := v.holes[next]
		next++
		b, p := v.hole(b, h, t)
		problems = append(problems, p...)
		return b
	})
	v.Body, v.HasBody = template.HTML(out), true
	return problems
}

// hole appends what belongs into one hole.
func (v *view) hole(b []byte, h *markdown.Hole, t target) ([]byte, []source.Problem) {
	switch h.Kind {
	case markdown.Link:
		if h.External {
			return append(b, h.Href()...), nil
		}
		if t.href == "" { // leads nowhere, which is an error; only a preview shows it
			return append(b, '#'), nil
		}
		return append(b, html.EscapeString(relative(v.up, t.href))...), nil
	case markdown.LinkText, markdown.Label:
		return append(b, html.EscapeString(t.text)...), nil
	case markdown.Picture:
		if t.picture == nil {
			return b, nil
		}
		return append(b, v.Picture("figure", t.picture)...), nil
	case markdown.Code:
		return append(b, t.text...), nil
	case markdown.Posts:
		return v.fragment(b, "grid", v.With(t.list))
	case markdown.Post:
		if h.Block && t.item != nil {
			return v.fragment(b, "grid", v.With([]*Summary{t.item}))
		}
		return v.anchor(b, "", t.href, cmp.Or(h.Text, t.text)), nil
	case markdown.FactNumber:
		if t.text == "" {
			return b, nil
		}
		return append(b, `<span class="claim">`+t.text+"</span>"...), nil
	case markdown.Topic:
		if t.href == "" {
			return append(b, h.HTML()...), nil
		}
		return v.anchor(b, `class="topic" `, t.href, "#"+h.Text), nil
	}
	return b, nil
}

func (v *view) fragment(b []byte, name string, data any) ([]byte, []source.Problem) {
	out, problems := v.theme.Fragment(name, data)
	return append(b, out...), problems
}

func (v *view) anchor(b []byte, attributes, path, text string) []byte {
	b = append(b, "<a "+attributes+`href="`...)
	b = append(b, html.EscapeString(relative(v.up, path))...)
	b = append(b, `">`...)
	b = append(b, html.EscapeString(text)...)
	return append(b, "</a>"...)
}
