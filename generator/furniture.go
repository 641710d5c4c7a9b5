package generator

import (
	"html/template"
	"strings"
	"unicode"
	"unicode/utf8"

	"playbook/generator/rights"
	"playbook/generator/theme"
)

func (v *view) nav(m *markup, class, word string) {
	m.raw(`<nav class="` + class + `" aria-label="`)
	m.text(v.T(word))
	m.raw(`">`)
}

// crumbs is the way to this page from the section it is in.
func (v *view) crumbs(m *markup) {
	if len(v.Path) < 2 {
		return
	}
	v.nav(m, "crumbs", "crumbs")
	m.raw("<ol>")
	for i, s := range v.Path[1:] {
		m.raw(`<li><a href="`)
		m.text(relative(v.up, s.URL))
		m.raw(`"` + string(v.LangAttr(s.Lang)) + ">")
		if i == 0 {
			m.raw(string(theme.Icon("left")))
		}
		m.text(s.Title)
		m.raw("</a></li>")
	}
	m.raw("</ol></nav>\n")
}

// notices says what a reader must know of the page: where it stands, why others
// would not see it, that it is not translated, that its translation is old.
func (v *view) notices() template.HTML {
	p := v.Page
	var m markup
	m.b.Grow(512)
	v.crumbs(&m)
	if p.Site.Preview && p.State != "" {
		word := "preview"
		if p.State == rights.Expiring.String() {
			word = "preview-ends"
		}
		v.noticeOf(&m, v.T(word, v.why()))
	}
	if p.Fallback {
		v.notice(&m, "fallback."+p.Summary.Lang)
	}
	if p.Stale {
		v.notice(&m, "stale")
	}
	return m.html()
}

// why says what keeps a page out of the edition, or soon will.
func (v *view) why() string {
	p := v.Page
	switch p.State {
	case scheduled:
		return v.T("scheduled", v.DateText(p.record.Publish.String()))
	case over:
		return v.T("over", v.DateText(p.record.Expire.String()))
	case draft, rights.None.String():
		return v.T("state." + p.State)
	}
	if p.Internal == nil || len(p.Internal.Reasons) == 0 {
		return v.T("state." + p.State)
	}
	text := strings.Join(p.Internal.Reasons, v.T("comma"))
	first, n := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[n:]
}

func (v *view) notice(m *markup, word string) { v.noticeOf(m, v.T(word)) }

func (v *view) noticeOf(m *markup, words string) {
	m.raw(`<p class="notice">` + string(theme.Icon("warn")))
	m.raw("<span>")
	m.text(words)
	m.raw("</span></p>\n")
}

// ways leads to the page in the other languages of the site.
func (v *view) ways() template.HTML {
	if len(v.Switch) == 0 {
		return ""
	}
	var m markup
	m.b.Grow(256)
	v.nav(&m, "switch", "language")
	for _, a := range v.Switch {
		v.anchorTo(&m, ` class="tool" hreflang="`+tag(a.Lang)+`"`, a.URL, a.Lang, v.T("language."+a.Lang))
	}
	m.raw("</nav>\n")
	return m.html()
}

// neighbours leads to the pages before and after this one.
func (v *view) neighbours() template.HTML {
	if v.Prev == nil && v.Next == nil {
		return ""
	}
	var m markup
	m.b.Grow(768)
	v.nav(&m, "neighbours", "neighbours")
	v.neighbour(&m, "prev", "previous", v.Prev)
	v.neighbour(&m, "next", "next", v.Next)
	m.raw("</nav>")
	return m.html()
}

func (v *view) neighbour(m *markup, rel, word string, s *Summary) {
	if s == nil {
		return
	}
	m.raw(`<a rel="` + rel + `" href="`)
	m.text(relative(v.up, s.URL))
	m.raw(`"><span class="quiet">`)
	if rel == "prev" {
		m.raw(string(theme.Icon("left")))
	}
	m.text(v.T(word))
	if rel == "next" {
		m.raw(string(theme.Icon("right")))
	}
	m.raw("</span> <span" + string(v.LangAttr(s.Lang)) + direction(s.Title) + ">")
	m.text(s.Title)
	m.raw("</span></a>")
}

// anchorTo writes a link to a path, in the language of its words.
func (v *view) anchorTo(m *markup, more, path, lang, words string) {
	m.raw(`<a href="`)
	m.text(relative(v.up, path))
	m.raw(`"` + more + string(v.LangAttr(lang)) + ">")
	m.text(words)
	m.raw("</a>")
}

// day writes a date.
func (v *view) day(m *markup, date string) {
	m.raw(`<time datetime="`)
	m.text(date)
	m.raw(`">`)
	m.text(v.DateText(date))
	m.raw("</time>")
}
