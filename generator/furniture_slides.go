package generator

import (
	"cmp"
	"html/template"

	"playbook/generator/theme"
)

// mediaList is what a post shows: a row that one can move along, and small
// pictures that lead to each. The first picture decides the shape of the row.
func (v *view) mediaList() template.HTML {
	media := v.Page.Post.Media
	if len(media) == 0 {
		return ""
	}
	var m markup
	m.b.Grow(512 + 1024*len(media))
	m.raw(`<div class="note-media"><div class="note-stick"><div class="frame"><section class="slides ` + shapeOf(media) + `" aria-label="`)
	m.text(v.T("pictures", len(media)))
	m.raw(`"`)
	if len(media) > 1 {
		m.raw(` tabindex="0"`)
	}
	m.raw("><ul>\n")
	for i, x := range media {
		v.slide(&m, i, x)
	}
	m.raw("</ul></section>")
	if len(media) > 1 {
		v.arrow(&m, "-1", "previous-picture", "left")
		v.arrow(&m, "1", "next-picture", "right")
	}
	m.raw("</div>\n")
	if len(media) > 1 {
		v.thumbs(&m)
	}
	m.raw("</div></div>\n")
	return m.html()
}

// arrow writes a button that a script shows.
func (v *view) arrow(m *markup, step, word, icon string) {
	m.raw(`<button class="arrow" type="button" data-go="` + step + `" aria-label="`)
	m.text(v.T(word))
	m.raw(`" hidden>` + string(theme.Icon(icon)) + "</button>")
}

// shapeOf is the class of a row of pictures: the shape of the first, between 5:3
// and 3:4.
func shapeOf(media []Media) string {
	for _, x := range media {
		if x.Picture != nil {
			n := (2*36*x.Picture.Height + x.Picture.Width) / (2 * x.Picture.Width)
			return "c" + itoa(min(max(n, 22), 48))
		}
	}
	return "c27"
}

// slide is one picture, which leads to itself in full. The first loads at once.
func (v *view) slide(m *markup, i int, x Media) {
	m.raw(`<li id="Picture-` + itoa(i+1) + `">`)
	if x.Film != nil {
		v.film(m, x)
	} else if x.Picture != nil {
		m.raw(`<a href="`)
		m.text(relative(v.up, x.Picture.URL))
		m.raw(`">`)
		shown := *x.Picture
		shown.Alt = cmp.Or(shown.Alt, v.T("picture-no", itoa(i+1))) // the link needs a name
		if i == 0 {
			v.picture(m, "lead", &shown)
		} else {
			v.picture(m, "post", &shown)
		}
		m.raw("</a>")
	}
	if n := len(v.Page.Post.Media); n > 1 {
		m.raw(`<span class="on-cover slide-no num">` + itoa(i+1) + " / " + itoa(n) + "</span>")
	}
	if x.Video && x.Film == nil {
		v.video(m, x)
	}
	m.raw("</li>\n")
}

// video says that the picture is a still, and where the video is.
func (v *view) video(m *markup, x Media) {
	m.raw(`<div class="watch">`)
	if x.Picture == nil && x.Alt != "" {
		m.raw("<p>")
		m.text(x.Alt)
		m.raw("</p>")
	}
	if v.Page.Post.Source != "" {
		v.original(m, "watch", "play")
	} else {
		m.raw("<span>" + string(theme.Icon("play")))
		m.text(v.T("video"))
		m.raw("</span>")
	}
	m.raw("</div>")
}

// thumbs lead to each picture of a post.
func (v *view) thumbs(m *markup) {
	m.raw(`<nav class="thumbs" aria-label="`)
	m.text(v.T("choose-picture"))
	m.raw("\">\n")
	for i, x := range v.Page.Post.Media {
		m.raw(`<a href="#Picture-` + itoa(i+1) + `">`)
		name := v.T("picture-no", itoa(i+1))
		if x.Picture != nil {
			small := *x.Picture
			small.Alt = name
			v.picture(m, "thumb", &small)
		} else {
			m.text(name)
		}
		m.raw("</a>\n")
	}
	m.raw("</nav>\n")
}
