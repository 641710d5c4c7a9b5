package generator

import (
	"html/template"
	"strings"

	"playbook/generator/rights"
	"playbook/generator/theme"
)

// coverWords is how many characters a cover without a picture has room for.
const coverWords = 56

// creditLine names the creator of a post, its platform, its day and its
// original.
func (v *view) creditLine(m *markup) {
	p, s := v.Page.Post, v.Summary
	if s.Credit != "" {
		m.text(v.T("credit"))
		m.raw(" ")
		lang := theme.Tongue(s.Credit)
		if p.Creator != nil {
			v.anchorTo(m, "", p.Creator.URL, lang, s.Credit)
		} else {
			m.raw("<span" + string(v.LangAttr(lang)) + ">")
			m.text(s.Credit)
			m.raw("</span>")
		}
		m.raw("<br>")
	}
	if p.Platform != nil {
		v.anchorTo(m, "", p.Platform.URL, p.Platform.Lang, p.Platform.Title)
	} else {
		m.text(v.T("platform." + s.Platform))
	}
	if p.Posted != "" {
		m.text(v.T("then"))
		m.raw(`<time datetime="`)
		m.text(p.Posted)
		m.raw(`">`)
		m.text(v.DateText(p.Posted))
		m.raw("</time>")
	}
	if p.FromID {
		m.raw(` <span class="quiet">`)
		m.text(v.T("from-id"))
		m.raw("</span>")
	}
	if p.Source != "" {
		m.raw(" ")
		v.original(m, "original")
	}
}

// original writes a link to where a post was posted.
func (v *view) original(m *markup, word string) {
	m.raw(`<a href="`)
	m.text(safeURL(v.Page.Post.Source))
	m.raw(`" rel="ugc nofollow noopener noreferrer">`)
	m.text(v.T(word))
	m.raw("</a>")
}

// counts is the captured numbers of a post and the day they were captured.
func (v *view) counts(m *markup) {
	p := v.Page.Post
	for _, n := range p.Metrics {
		m.raw("<span>")
		m.text(v.T("metric."+n.Name, n.Text))
		m.raw("</span> ")
	}
	if p.AsOf != "" {
		m.raw(`<span class="quiet">`)
		m.text(v.T("as-of", v.DateText(p.AsOf)))
		m.raw("</span>")
	}
}

// media is the pictures of a post, one list item each. The first loads at once.
func (v *view) media(m *markup) {
	for i, x := range v.Page.Post.Media {
		m.raw("<li>")
		switch {
		case x.Picture == nil:
		case i == 0:
			v.picture(m, "lead", x.Picture)
		default:
			v.picture(m, "post", x.Picture)
		}
		if x.Video {
			v.video(m, x)
		}
		m.raw("</li>")
	}
}

// video says that the picture is a still, and where the video is.
func (v *view) video(m *markup, x Media) {
	m.raw(`<p class="watch">`)
	if v.Page.Post.Source != "" {
		v.original(m, "watch")
	} else {
		m.text(v.T("video"))
	}
	if x.Picture == nil {
		m.raw(" ")
		m.text(x.Alt)
	}
	m.raw("</p>")
}

// rows is what is known of a post in a definition list: what it shows, how one
// may find more like it, why it is here, and until when it may be.
func (v *view) rows(m *markup) {
	p := v.Page.Post
	v.chipsRow(m, "products", v.Chips(p.Products))
	v.chipsRow(m, "campaigns", v.Chips(p.Campaigns))
	v.chipsRow(m, "tags", v.TermChips(p.Tags))
	if r := v.Record.Post; r.Style != "" {
		v.row(m, "", "style", "", v.T("style."+r.Style))
	}
	if why := v.Record.Post.Why; why != "" {
		v.row(m, "", "why", theme.Tongue(why), why)
	}
	v.reposts(m)
	until := v.T("shown")
	switch {
	case v.State != "" && v.State != rights.Expiring.String():
		until = v.T("state." + v.State)
	case p.Until != "":
		until = v.T("shown-until", v.DateText(p.Until))
	}
	v.row(m, ` id="permission"`, "permission", "", until)
}

func (v *view) chipsRow(m *markup, word string, chips template.HTML) {
	if chips == "" {
		return
	}
	m.raw("<div><dt>")
	m.text(v.T(word))
	m.raw(`</dt><dd><ul class="chips">` + string(chips) + "</ul></dd></div>\n")
}

func (v *view) row(m *markup, more, word, lang, text string) {
	m.raw("<div" + more + "><dt>")
	m.text(v.T(word))
	m.raw("</dt><dd" + string(v.LangAttr(lang)) + ">")
	m.text(text)
	m.raw("</dd></div>\n")
}

// reposts writes where our accounts reposted a post, and when.
func (v *view) reposts(m *markup) {
	list := v.Record.Post.Reposted
	if len(list) == 0 {
		return
	}
	m.raw("<div><dt>")
	m.text(v.T("reposted"))
	m.raw("</dt><dd>")
	for _, r := range list {
		m.raw(`<p><time datetime="`)
		m.text(r.On.String())
		m.raw(`">`)
		m.text(v.DateText(r.On.String()))
		m.raw("</time> ")
		account := v.T("platform." + r.Account)
		if r.URL == "" {
			m.text(account)
		} else {
			m.raw(`<a href="`)
			m.text(safeURL(r.URL))
			m.raw(`" rel="ugc nofollow noopener noreferrer">`)
			m.text(account)
			m.raw("</a>")
		}
		m.raw("</p>")
	}
	m.raw("</dd></div>\n")
}

// untilAttr is the instant from which the page may no longer be shown, for the
// script that blanks it then.
func (v *view) untilAttr() template.HTMLAttr {
	if v.Until == "" {
		return ""
	}
	return template.HTMLAttr(` data-until="` + template.HTMLEscapeString(v.Until) + `"`)
}

// mediaList is what a post shows, as a row that one can move along.
func (v *view) mediaList() template.HTML {
	n := len(v.Page.Post.Media)
	if n == 0 {
		return ""
	}
	var m markup
	m.raw(`<ul class="media"`)
	if n > 1 {
		m.raw(` tabindex="0" aria-label="`)
		m.text(v.T("pictures", n))
		m.raw(`"`)
	}
	m.raw(">")
	v.media(&m)
	m.raw("</ul>\n")
	return m.html()
}

// words is what a post says: its title, that it was paid for if it was, its
// caption, and our sentence for readers of another language.
func (v *view) words() template.HTML {
	s := v.Summary
	lang := string(v.LangAttr(s.Lang))
	var m markup
	m.b.Grow(256 + len(s.Title) + len(v.Body))
	m.raw("<h1" + lang + ">")
	m.text(s.Title)
	m.raw("</h1>\n")
	if s.Disclosure != "" {
		m.raw(`<p><span class="badge">`)
		m.text(v.T("relationship." + s.Disclosure))
		m.raw("</span></p>\n")
	}
	if v.HasBody {
		m.raw(`<div class="caption"` + lang + ">\n" + string(v.Body) + "</div>\n")
	}
	if gist := v.Page.Post.Gist; gist != "" {
		m.raw(`<p class="gist"><span class="label">`)
		m.text(v.T("gist"))
		m.raw("</span> ")
		m.text(gist)
		m.raw("</p>\n")
	}
	return m.html()
}

// known is what we know of a post: who made it and where, its numbers, and the
// rest as rows.
func (v *view) known() template.HTML {
	var m markup
	m.b.Grow(2048)
	m.raw(`<p class="credit">`)
	v.creditLine(&m)
	m.raw("</p>\n")
	if v.LinkOnly {
		v.notice(&m, "link-only.why")
		return m.html()
	}
	if len(v.Page.Post.Metrics) > 0 {
		m.raw(`<p class="counts">`)
		v.counts(&m)
		m.raw("</p>\n")
	}
	m.raw(`<dl class="rows">` + "\n")
	v.rows(&m)
	m.raw("</dl>\n")
	return m.html()
}

// CardCover is the picture of a post on its card, or the beginning of its words
// where it has none, with what one must know before opening it.
func (v item) CardCover() template.HTML {
	s := v.It.(*Summary)
	var m markup
	m.b.Grow(512)
	switch {
	case s.Cover != nil:
		v.picture(&m, "card", s.Cover)
	case s.LinkOnly:
		m.raw(`<p class="cover-text">`)
		m.text(v.T("platform." + s.Platform))
		m.raw("</p>")
	default:
		m.raw(`<p class="cover-text"` + string(v.LangAttr(s.Lang)) + ">")
		m.text(shorten(s.Excerpt, coverWords))
		m.raw("</p>")
	}
	if s.Video {
		m.badge("at-end", v.T("video"))
	} else if s.Pictures > 1 && s.State == "" { // the state takes the place
		m.badge("at-end", v.T("pictures", s.Pictures))
	}
	if s.State != "" {
		m.badge("at-start is-plain", v.T("state."+s.State))
	}
	if s.Disclosure != "" {
		m.badge("at-foot is-plain", v.T("relationship."+s.Disclosure))
	}
	return m.html()
}

// CardBy names who made a post, and its likes.
func (v item) CardBy() template.HTML {
	s := v.It.(*Summary)
	var m markup
	m.b.Grow(256)
	m.raw(`<span class="who"`)
	if s.LinkOnly {
		m.raw(">")
		m.text(v.T("link-only"))
	} else {
		m.raw(string(v.LangAttr(theme.Tongue(s.Credit))) + ">")
		m.text(s.Credit)
	}
	m.raw("</span>")
	if s.Likes != "" {
		m.raw(`<span class="likes">`)
		m.text(v.T("metric.likes", s.Likes))
		m.raw("</span>")
	}
	return m.html()
}

// CardLink leads to the thing, by its title.
func (v item) CardLink() template.HTML {
	s := v.It.(*Summary)
	var m markup
	v.anchorTo(&m, "", s.URL, s.Lang, s.Title)
	return m.html()
}

// badge writes a few words that stand on a cover.
func (m *markup) badge(class, words string) {
	m.raw(`<span class="on-cover ` + class + `">`)
	m.text(words)
	m.raw("</span>")
}

// safeURL is an address that a link may lead to, or "#". Front matter admits
// only http and https; this is the second lock.
func safeURL(address string) string {
	if strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") {
		return address
	}
	return "#"
}

// shorten cuts a text between characters.
func shorten(s string, most int) string {
	for i := range s {
		if most--; most < 0 {
			return strings.TrimRight(s[:i], " ，。,.") + "…"
		}
	}
	return s
}
