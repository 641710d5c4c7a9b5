package generator

import (
	"cmp"
	"html/template"
	"strings"

	"playbook/generator/record"
	"playbook/generator/theme"
)

// A cover without a picture shows the beginning of the words: so many half ems
// to a line, and so many lines at most.
const coverLine, coverLines = 21, 9

// CoverClass is the class of a card's cover by its shape: that of the picture, or
// as high as the words that stand there need.
func (v item) CoverClass() string { return coverClass(v.It.(*Summary)) }

func coverClass(s *Summary) string {
	if s.Cover != nil {
		return theme.Rows(s.Cover.Width, s.Cover.Height)
	}
	words := theme.Width(coverWords(s))
	lines := min((words+coverLine-1)/coverLine, coverLines)
	return "c" + itoa(min(max(12+43*lines/10, 22), 52))
}

// coverWords is what stands on a cover without a picture.
func coverWords(s *Summary) string {
	return shorten(cmp.Or(s.Excerpt, s.Title), coverLine*coverLines)
}

// CardCover is the picture of a post on its card, or the beginning of its words
// where it has none, with what one must know before opening it. The platform is
// named where it is not the brand's main one.
func (v item) CardCover() template.HTML {
	s := v.It.(*Summary)
	var m markup
	m.b.Grow(512)
	switch {
	case s.Cover != nil:
		v.picture(&m, "card", s.Cover)
	case s.LinkOnly:
		m.raw(`<p class="cover-text is-link">` + string(theme.Icon("out")) + "</p>")
	default:
		m.raw(`<p class="cover-text"` + string(v.LangAttr(s.Lang)) + direction(s.Excerpt) + ">")
		m.text(coverWords(s))
		m.raw("</p>")
	}
	switch {
	case s.State != "":
		m.badge("at-start is-plain", v.T("state."+s.State))
	case s.Platform != v.Site.Platform && s.Platform != "" && !s.LinkOnly:
		m.badge("at-start", v.T("platform."+s.Platform))
	}
	if s.Video {
		m.sign("play", "", v.T("video"))
	} else if s.Pictures > 1 {
		m.sign("stack", itoa(s.Pictures), v.T("pictures", s.Pictures))
	}
	if s.Disclosure != "" {
		m.badge("at-foot is-plain", v.T("relationship."+s.Disclosure))
	}
	return m.html()
}

// CardBy names who made a post, where and when, and its likes. That its
// permission ends soon takes the place of the name.
func (v item) CardBy() template.HTML {
	s := v.It.(*Summary)
	name, handle, _ := strings.Cut(s.Credit, " @")
	var m markup
	m.b.Grow(640)
	if name != "" {
		m.avatar(name, "")
	}
	m.raw(`<bdi class="who"`)
	switch {
	case s.LinkOnly:
		m.raw(">")
		m.text(v.T("link-only"))
	case s.Ends != "":
		m.raw(`><span class="mark mark-warn">` + string(theme.Icon("clock")))
		m.text(v.T("until-day", shortDay(s.Ends, v.Language)))
		m.raw("</span>")
	default:
		who := cmp.Or(handle, name)
		m.raw(string(v.LangAttr(theme.Tongue(who))) + ">")
		m.text(who)
	}
	m.raw(`</bdi><span class="vh">`)
	m.text(v.T("comma") + v.T("platform."+s.Platform))
	if s.Date != "" {
		m.text(v.T("comma"))
		v.day(&m, s.Date)
	}
	m.raw("</span>")
	if s.Likes != "" {
		m.raw(`<span class="likes">` + string(theme.Icon("heart")) + `<span aria-hidden="true">`)
		m.text(s.Likes)
		m.raw(`</span><span class="vh">`)
		m.text(v.T("comma") + v.T("metric.likes", s.Likes))
		m.raw("</span></span>")
	}
	return m.html()
}

// CardLink leads to the thing, by its title.
func (v item) CardLink() template.HTML {
	s := v.It.(*Summary)
	var m markup
	v.anchorTo(&m, direction(s.Title), s.URL, "", s.Title)
	return m.html()
}

// EntryArt stands above an entry: the cover of the thing, or for kinds that want
// one a sign of what it is.
func (v item) EntryArt() template.HTML {
	s := v.It.(*Summary)
	var m markup
	switch {
	case s.Kind == record.Creators:
		m.avatar(s.Title, "avatar-l ")
	case s.Cover != nil:
		m.raw(`<div class="entry-art">`)
		spot := "entry"
		if s.Kind == record.Cases {
			spot = "case"
		}
		v.picture(&m, spot, s.Cover)
		m.raw("</div>")
	case s.Kind == record.Cases:
		brand, _, _ := strings.Cut(s.Note, v.T("then"))
		m.raw(`<div class="entry-art is-blank" aria-hidden="true">`)
		m.text(cmp.Or(brand, s.Title))
		m.raw("</div>")
	case s.Kind == record.Products:
		m.raw(`<div class="entry-art is-blank">` + string(theme.Icon("product")) + "</div>")
	}
	return m.html()
}
