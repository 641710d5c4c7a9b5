package generator

import "html/template"

// A spot is where a picture stands on a page.
type spot struct {
	sizes  string // how wide it is drawn there, as the style sheet has it
	widest int    // no variant beyond the first this wide is wanted there; 0 is all
	eager  bool   // it is among what readers see first
	moves  bool   // animations move there, for readers who like that
}

// slide is how wide the pictures of a post are.
const slide = "(min-width: 90rem) 37.5rem, (min-width: 56rem) 41.5vw, (min-width: 48rem) 93vw, 100vw"

// spots is every such place, by the name that templates use. Sizes are those of the
// default theme, as Chromium draws it 390, 820, 1024, 1440 and 1920 pixels wide.
var spots = map[string]spot{
	"card":   {"(min-width: 106rem) 15.5rem, (min-width: 97.5rem) 14.6vw, (min-width: 74rem) 17.4vw, (min-width: 59rem) 22vw, (min-width: 40.5rem) 30vw, 46vw", 640, false, false},
	"case":   {"(min-width: 106rem) 58rem, (min-width: 56rem) 55vw, 92vw", 0, false, false},
	"entry":  {"(min-width: 90rem) 26rem, (min-width: 66rem) 29vw, (min-width: 44rem) 45vw, 92vw", 0, false, false},
	"lead":   {slide, 0, true, true},
	"post":   {slide, 0, false, true},
	"cover":  {"(min-width: 90rem) 84rem, 94vw", 0, true, true},
	"figure": {"(min-width: 46rem) 42rem, 92vw", 0, false, true},
	"thumb":  {"3rem", 320, false, false},
}

// Picture is the markup of a picture where it stands in the named place: WebP
// and what everything reads, in the widths that may be wanted there. Nothing
// for nil.
func (v *view) Picture(where string, p *Picture) template.HTML {
	if p == nil {
		return ""
	}
	var m markup
	m.b.Grow(1024)
	v.picture(&m, where, p)
	return m.html()
}

func (v *view) picture(m *markup, where string, p *Picture) {
	at, known := spots[where]
	if !known {
		panic("no place for pictures is called " + where)
	}
	m.raw("<picture>")
	widths := at.wanted(p.widths)
	stem := relative(v.up, p.stem)
	ending := p.URL[len(p.stem)+1+len(itoa(p.Width)):]
	src := stem + "-" + itoa(widths[len(widths)-1]) + ending
	moves, when := p.moving != "" && at.moves, ""
	if moves {
		when = ` media="(prefers-reduced-motion: reduce)"`
	}
	if p.webP {
		m.raw(`<source type="image/webp"` + when)
		m.set(stem, ".webp", widths, at.sizes)
		m.raw(">")
	}
	if moves {
		m.raw("<source" + when)
		m.set(stem, ending, widths, at.sizes)
		m.raw(">")
		src = relative(v.up, p.moving)
	}
	m.raw(`<img src="`)
	m.text(src)
	m.raw(`"`)
	if len(widths) > 1 && !moves {
		m.set(stem, ending, widths, at.sizes)
	}
	m.raw(` width="` + itoa(p.Width) + `" height="` + itoa(p.Height) + `" alt="`)
	m.text(p.Alt)
	m.raw(`"`)
	if !at.eager {
		m.raw(lazily)
	}
	m.raw("></picture>")
}

// lazily makes a picture load when it is near.
const lazily = ` loading="lazy" decoding="async"`

// set writes srcset and sizes.
func (m *markup) set(stem, ending string, widths []int, sizes string) {
	m.raw(` srcset="`)
	for i, w := range widths {
		if i > 0 {
			m.raw(", ")
		}
		m.text(stem + "-" + itoa(w) + ending)
		m.raw(" " + itoa(w) + "w")
	}
	m.raw(`" sizes="` + sizes + `"`)
}

// wanted is the widths for a spot: up to the first that is wide enough.
func (p spot) wanted(widths []int) []int {
	for i, w := range widths {
		if p.widest > 0 && w >= p.widest {
			return widths[:i+1]
		}
	}
	return widths
}

// film is a video that the site has: it loads when it is played.
func (v *view) film(m *markup, x Media) {
	f := x.Film
	m.raw(`<video controls preload="none" playsinline width="` + itoa(f.Width) + `" height="` + itoa(f.Height) + `"`)
	if x.Picture != nil {
		m.raw(` poster="`)
		m.text(relative(v.up, x.Picture.URL))
		m.raw(`"`)
	}
	if x.Alt != "" {
		m.raw(` aria-label="`)
		m.text(x.Alt)
		m.raw(`"`)
	}
	m.raw(`><source type="video/mp4" src="`)
	m.text(relative(v.up, f.URL))
	m.raw(`">`)
	if f.Captions != "" {
		m.raw(`<track kind="captions" default srclang="` + tag(f.Lang) + `" label="`)
		m.text(v.T("language." + f.Lang))
		m.raw(`" src="`)
		m.text(relative(v.up, f.Captions))
		m.raw(`">`)
	}
	m.raw("</video>")
}
