package generator

import (
	"html/template"
	"slices"
	"strings"

	"playbook/generator/rights"
	"playbook/generator/theme"
)

// untilAttr is the instant from which the page may no longer be shown, for the
// script that blanks it then.
func (v *view) untilAttr() template.HTMLAttr {
	if v.Until == "" {
		return ""
	}
	return template.HTMLAttr(` data-until="` + template.HTMLEscapeString(v.Until) + `"`)
}

// words is what a post says: whose it is, its title, its caption, and our
// sentence for readers of another language.
func (v *view) words() template.HTML {
	s := v.Summary
	lang := string(v.LangAttr(s.Lang))
	var m markup
	m.b.Grow(1024 + len(s.Title) + len(v.Body))
	v.by(&m)
	// The title may be ours, over a caption in another language.
	m.raw(`<div class="said"><h1` + string(v.LangAttr(theme.Tongue(s.Title))) + direction(s.Title) + ">")
	m.text(s.Title)
	m.raw("</h1>\n")
	if v.HasBody {
		m.raw(`<div class="caption"` + lang + ">\n" + string(v.Body) + "</div>\n")
	}
	m.raw("</div>\n")
	if gist := v.Page.Post.Gist; gist != "" {
		m.raw(`<p class="gist"><span class="label">`)
		m.text(v.T("gist"))
		m.raw("</span> ")
		m.text(gist)
		m.raw("</p>\n")
	}
	return m.html()
}

// by names the creator of a post, its platform and its day, and says first of
// all that it was paid for if it was.
func (v *view) by(m *markup) {
	p, s := v.Page.Post, v.Summary
	name, _, _ := strings.Cut(s.Credit, " @")
	m.raw(`<div class="by">`)
	if name != "" {
		m.avatar(name, "avatar-l ")
	}
	m.raw("<span>")
	switch {
	case p.Creator != nil:
		v.anchorTo(m, ` class="by-name"`, p.Creator.URL, theme.Tongue(p.Creator.Title), p.Creator.Title)
	case name != "":
		m.raw(`<bdi class="by-name"` + string(v.LangAttr(theme.Tongue(name))) + ">")
		m.text(name)
		m.raw("</bdi>")
	}
	m.raw(` <span class="by-meta">`)
	if p.Platform != nil {
		v.anchorTo(m, "", p.Platform.URL, p.Platform.Lang, p.Platform.Title)
	} else {
		m.text(v.T("platform." + s.Platform))
	}
	if p.Posted != "" {
		m.text(v.T("then"))
		v.day(m, p.Posted)
	}
	if p.FromID {
		m.raw(" ")
		m.text(v.T("from-id"))
	}
	m.raw("</span></span>")
	if s.Disclosure != "" {
		m.raw(` <span class="badge">`)
		m.text(v.T("relationship." + s.Disclosure))
		m.raw("</span>")
	}
	m.raw("</div>\n")
}

// known is what we know of a post: how its creator is credited, its numbers, and
// the rest as rows.
func (v *view) known() template.HTML {
	var m markup
	m.b.Grow(2048)
	v.creditLine(&m)
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

// creditLine is how to name the creator, and where the original is.
func (v *view) creditLine(m *markup) {
	p, s := v.Page.Post, v.Summary
	if s.Credit == "" && p.Source == "" {
		return
	}
	m.raw(`<p class="credit">`)
	if s.Credit != "" {
		m.text(v.T("credit"))
		m.raw("<bdi" + string(v.LangAttr(theme.Tongue(s.Credit))) + ">")
		m.text(s.Credit)
		m.raw("</bdi>")
		m.text(v.T("stop"))
	}
	if p.Source != "" {
		v.original(m, "original", "")
	}
	m.raw("</p>\n")
}

// original writes a link to where a post was posted.
func (v *view) original(m *markup, word, icon string) {
	m.raw(`<a href="`)
	m.text(safeURL(v.Page.Post.Source))
	m.raw(`" rel="ugc nofollow noopener noreferrer">`)
	if icon != "" {
		m.raw(string(theme.Icon(icon)))
	}
	m.text(v.T(word))
	m.raw("</a>")
}

// counts is the captured numbers of a post and the day they were captured.
func (v *view) counts(m *markup) {
	p := v.Page.Post
	for _, n := range p.Metrics {
		before, after, _ := strings.Cut(v.T("metric."+n.Name, n.Text), n.Text)
		m.raw("<span>")
		m.text(before)
		m.raw("<b>")
		m.text(n.Text)
		m.raw("</b>")
		m.text(after)
		m.raw("</span> ")
	}
	if p.AsOf != "" {
		m.raw("<span>")
		m.text(v.T("as-of", v.DateText(p.AsOf)))
		m.raw("</span>")
	}
}

// rows is what is known of a post in a definition list: what it shows, how one
// may find more like it, why it is here and what it is evidence for.
func (v *view) rows(m *markup) {
	p := v.Page.Post
	v.chipsRow(m, "products", v.Chips(p.Products))
	v.chipsRow(m, "campaigns", v.Chips(p.Campaigns))
	v.chipsRow(m, "tags", v.TermChips(p.Tags))
	if r := v.Record.Post; r.Style != "" {
		v.row(m, "style", "", v.T("style."+r.Style))
	}
	if why := v.Record.Post.Why; why != "" {
		v.row(m, "why", theme.Tongue(why), why)
	}
	v.evidence(m)
	if r := v.Record.Post.Relationship; r != "" && v.Disclosure == "" {
		v.row(m, "relationship", "", v.T("relationship."+r))
	}
	v.reposts(m)
}

func (v *view) chipsRow(m *markup, word string, chips template.HTML) {
	if chips == "" {
		return
	}
	v.term(m, word)
	m.raw(`<dd><ul class="chips">` + string(chips) + "</ul></dd></div>\n")
}

func (v *view) row(m *markup, word, lang, text string) {
	v.term(m, word)
	m.raw("<dd" + string(v.LangAttr(lang)) + ">")
	m.text(text)
	m.raw("</dd></div>\n")
}

func (v *view) term(m *markup, word string) {
	m.raw("<div><dt>")
	m.text(v.T(word))
	m.raw("</dt>")
}

// permitted is what a post's page says first of its permission.
func (v *view) permitted() string {
	switch {
	case v.State != "" && v.State != rights.Expiring.String():
		return v.T("state." + v.State)
	case v.LinkOnly:
		return v.T("link-only")
	case v.Page.Post.Until != "":
		return v.T("shown-until", v.DateText(v.Page.Post.Until))
	}
	return v.T("shown")
}

// evidence is the principles that a post shows.
func (v *view) evidence(m *markup) {
	i := slices.IndexFunc(v.Related, func(l List) bool { return l.Key == evidence })
	if i < 0 {
		return
	}
	v.term(m, "evidence-for")
	m.raw("<dd>")
	for n, s := range v.Related[i].Items {
		if n > 0 {
			m.text(v.T("comma"))
		}
		v.anchorTo(m, "", s.URL, s.Lang, s.Title)
	}
	m.raw("</dd></div>\n")
}

// reposts writes where our accounts reposted a post, and when.
func (v *view) reposts(m *markup) {
	list := v.Record.Post.Reposted
	if len(list) == 0 {
		return
	}
	v.term(m, "reposted")
	m.raw("<dd>")
	for _, r := range list {
		m.raw("<p>")
		v.day(m, r.On.String())
		m.text(v.T("then"))
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
