package generator

import (
	"encoding/json"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"playbook/generator/record"
	"playbook/generator/theme"
)

// What stands on every page many times, or is the same for every theme, is
// written here and not by templates: an action of html/template takes a hundred
// times as long as appending a string, and a site has ten thousand pages.

// markup is HTML being written. Only raw takes what is HTML already.
type markup struct{ b strings.Builder }

func (m *markup) raw(s string) { m.b.WriteString(s) }

func (m *markup) html() template.HTML { return template.HTML(m.b.String()) }

// text writes s escaped, fit for text and for quoted attributes.
func (m *markup) text(s string) {
	from := 0
	for i := range len(s) {
		var escape string
		switch s[i] {
		case '&':
			escape = "&amp;"
		case '<':
			escape = "&lt;"
		case '>':
			escape = "&gt;"
		case '"':
			escape = "&#34;"
		case '\'':
			escape = "&#39;"
		case 0:
			escape = "\uFFFD"
		default:
			continue
		}
		m.b.WriteString(s[from:i])
		m.b.WriteString(escape)
		from = i + 1
	}
	m.b.WriteString(s[from:])
}

// meta writes <meta property="og:title" content="…">, nothing without content.
func (m *markup) meta(kind, name, content string) {
	if content == "" {
		return
	}
	m.raw("\n<meta " + kind + `="` + name + `" content="`)
	m.text(content)
	m.raw(`">`)
}

// link writes <link rel="…" href="…"> with more attributes, already HTML.
func (m *markup) link(rel, more, href string) {
	m.raw("\n<link rel=\"" + rel + `"` + more + ` href="`)
	m.text(href)
	m.raw(`">`)
}

// head is what the page says of itself to browsers, search engines and other
// sites: title, description, addresses, Open Graph tags, feeds, and its data as
// JSON-LD.
func (v *view) head() template.HTML {
	p, s := v.Page, v.Summary
	var m markup
	m.b.Grow(2048)
	m.raw("<title>")
	m.text(v.PageTitle())
	m.raw("</title>")
	m.meta("name", "description", s.Excerpt)
	if !p.Robots {
		m.meta("name", "robots", "noindex")
	}
	m.meta("property", "og:title", s.Title)
	m.meta("property", "og:type", p.ogType())
	m.meta("property", "og:locale", v.T("og-locale"))
	m.meta("property", "og:description", s.Excerpt)
	if p.Site.BaseURL != "" {
		v.addresses(&m)
	}
	v.data(&m)
	return m.html()
}

// ogType is "article" for pages that a file stands for, "website" for lists.
func (p *Page) ogType() string {
	if p.doc == nil || p.Layout == "home" || p.Layout == "list" {
		return "website"
	}
	return "article"
}

// addresses writes what only a site that knows its own address can say.
func (v *view) addresses(m *markup) {
	p := v.Page
	base := p.Site.BaseURL
	if p.Robots || p.Canonical != p.URL {
		m.link("canonical", "", absolute(base, p.Canonical))
		m.meta("property", "og:url", absolute(base, p.Canonical))
	}
	for _, a := range p.Alternate {
		m.link("alternate", ` hreflang="`+tag(a.Lang)+`"`, absolute(base, a.URL))
		if a.Lang == p.Site.Languages[0] {
			m.link("alternate", ` hreflang="x-default"`, absolute(base, a.URL))
		}
	}
	if c := p.Cover; c != nil {
		m.meta("property", "og:image", absolute(base, c.URL))
		m.meta("property", "og:image:width", strconv.Itoa(c.Width))
		m.meta("property", "og:image:height", strconv.Itoa(c.Height))
		m.meta("property", "og:image:alt", c.Alt)
	}
	for _, f := range p.Site.Feeds {
		m.raw("\n<link rel=\"alternate\" type=\"application/atom+xml\" title=\"")
		m.text(f.Title)
		m.raw(`" href="`)
		m.text(relative(v.up, f.URL))
		m.raw(`">`)
	}
}

// data writes JSON-LD. The encoder escapes <, > and &, so no text can end the block.
func (v *view) data(m *markup) {
	data := v.jsonLD()
	if data == nil {
		return
	}
	text, err := json.Marshal(data)
	if err != nil {
		panic(err) // strings and numbers only
	}
	m.raw("\n<script type=\"application/ld+json\">")
	m.b.Write(text)
	m.raw("</script>")
}

// Posts is the cards of the posts among things, one list item each.
func (v *view) Posts(things []*Summary) template.HTML {
	var m markup
	v.cards(&m, things, true)
	return m.html()
}

// Others is the entries of the things that are not posts, one list item each.
func (v *view) Others(things []*Summary) template.HTML {
	var m markup
	v.cards(&m, things, false)
	return m.html()
}

func (v *view) cards(m *markup, things []*Summary, posts bool) {
	size := 0
	for _, s := range things {
		for _, piece := range s.card {
			size += len(piece) + len(v.up)
		}
	}
	m.b.Grow(size)
	for _, s := range things {
		if posts != (s.Kind == record.Posts) {
			continue
		}
		for i, piece := range s.card {
			if i > 0 {
				m.raw(v.up)
			}
			m.raw(piece)
		}
	}
}

// crumbs is the way from the home page to this one, one list item each.
func (v *view) crumbs() template.HTML {
	var m markup
	for _, s := range v.Path {
		m.raw("<li>")
		v.anchorTo(&m, "", s.URL, s.Lang, s.Title)
		m.raw("</li>")
	}
	return m.html()
}

// languages leads to the page in the site's other languages, one link each.
func (v *view) languages() template.HTML {
	var m markup
	for _, a := range v.Switch {
		v.anchorTo(&m, ` hreflang="`+tag(a.Lang)+`"`, a.URL, a.Lang, v.T("language."+a.Lang))
	}
	return m.html()
}

// Chips is things as short links, one list item each.
func (v *view) Chips(things []*Summary) template.HTML {
	var m markup
	for _, s := range things {
		m.raw("<li>")
		v.anchorTo(&m, ` class="chip"`, s.URL, s.Lang, s.Title)
		m.raw("</li>")
	}
	return m.html()
}

// TermChips is terms as short links, with their counts if they have any, one list
// item each.
func (v *view) TermChips(terms []Term) template.HTML {
	var m markup
	for _, t := range terms {
		m.raw(`<li><a class="chip" href="`)
		m.text(relative(v.up, t.URL))
		m.raw(`"` + string(v.LangAttr(theme.Tongue(t.Title))) + ">")
		m.text(t.Title)
		if t.Count > 0 {
			m.raw(` <span class="num">` + v.Count(t.Count) + "</span>")
		}
		m.raw("</a></li>")
	}
	return m.html()
}

// anchorTo writes a link to a path, in the language of its words.
func (v *view) anchorTo(m *markup, more, path, lang, words string) {
	m.raw(`<a href="`)
	m.text(relative(v.up, path))
	m.raw(`"` + more + string(v.LangAttr(lang)) + ">")
	m.text(words)
	m.raw("</a>")
}

// Section is a list under its heading: what there is of it, where the rest is,
// and the things themselves. Posts stand in a waterfall.
func (v *view) Section(list List) template.HTML {
	var m markup
	v.waterfall(&m, list)
	return m.html()
}

func (v *view) waterfall(m *markup, list List) {
	v.section(m, list, `<div class="waterfall"><ol>`, "</ol></div>")
}

// shelf is a section whose posts stand in one row.
func (v *view) shelf(m *markup, list List) { v.section(m, list, `<ul class="shelf">`, "</ul>") }

func (v *view) section(m *markup, list List, before, after string) {
	if len(list.Items) == 0 {
		return
	}
	m.raw(`<section class="section">` + "\n" + `<div class="section-head"><h2>`)
	m.text(orElse(list.Title, v.T("list."+list.Key)))
	m.raw("</h2>")
	if list.Total > len(list.Items) {
		m.raw("<p>")
		m.text(v.T("some", len(list.Items), v.Count(list.Total)))
		m.raw("</p>")
	}
	if list.More != "" {
		v.anchorTo(m, ` class="more"`, list.More, "", v.T("all"))
	}
	m.raw("</div>\n")
	post := func(s *Summary) bool { return s.Kind == record.Posts }
	other := func(s *Summary) bool { return s.Kind != record.Posts }
	if slices.ContainsFunc(list.Items, post) {
		m.raw(before)
		v.cards(m, list.Items, true)
		m.raw(after + "\n")
	}
	if slices.ContainsFunc(list.Items, other) {
		m.raw(`<ul class="entries">`)
		v.cards(m, list.Items, false)
		m.raw("</ul>\n")
	}
	m.raw("</section>\n")
}

// neighbours leads to the pages before and after this one.
func (v *view) neighbours() template.HTML {
	if v.Prev == nil && v.Next == nil {
		return ""
	}
	var m markup
	m.b.Grow(512)
	m.raw(`<nav class="neighbours" aria-label="`)
	m.text(v.T("neighbours"))
	m.raw(`">`)
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
	m.text(v.T(word))
	m.raw("</span> <span" + string(v.LangAttr(s.Lang)) + ">")
	m.text(s.Title)
	m.raw("</span></a>")
}

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

// safeURL is an address that a link may lead to, or "#". Front matter admits
// only http and https; this is the second lock.
func safeURL(address string) string {
	if strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") {
		return address
	}
	return "#"
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
			m.raw(string(v.Eager(x.Picture)))
		default:
			m.raw(string(v.Img(x.Picture)))
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

// CardCover is the picture of a post on its card, or the beginning of its words
// where it has none, with what one must know before opening it.
func (v item) CardCover() template.HTML {
	s := v.It.(*Summary)
	var m markup
	m.b.Grow(512)
	switch {
	case s.Cover != nil:
		m.raw(string(v.Img(s.Cover)))
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

// coverWords is how many characters a cover without a picture has room for.
const coverWords = 56

// shorten cuts a text between characters.
func shorten(s string, most int) string {
	for i := range s {
		if most--; most < 0 {
			return strings.TrimRight(s[:i], " ，。,.") + "…"
		}
	}
	return s
}

// badge writes a few words that stand on a cover.
func (m *markup) badge(class, words string) {
	m.raw(`<span class="on-cover ` + class + `">`)
	m.text(words)
	m.raw("</span>")
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
	if p.Until != "" {
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

// ways leads to the page in the other languages of the site.
func (v *view) ways() template.HTML {
	var m markup
	m.b.Grow(512)
	if len(v.Switch) > 0 {
		v.nav(&m, "switch", "language")
		m.raw(string(v.languages()) + "</nav>\n")
	}
	return m.html()
}

func (v *view) nav(m *markup, class, word string) {
	m.raw(`<nav class="` + class + `" aria-label="`)
	m.text(v.T(word))
	m.raw(`">`)
}

// notices says what a reader must know of the page: where it stands, why others
// would not see it, that it is not translated, that its translation is old.
func (v *view) notices() template.HTML {
	p := v.Page
	var m markup
	m.b.Grow(512)
	if len(p.Path) > 0 {
		v.nav(&m, "crumbs", "crumbs")
		m.raw("<ol>" + string(v.crumbs()) + "</ol></nav>\n")
	}
	if p.Site.Preview && p.State != "" {
		m.raw(`<p class="notice">`)
		m.text(v.T("preview"))
		m.raw(" <strong>")
		m.text(v.T("state." + p.State))
		m.raw("</strong></p>\n")
	}
	if p.Fallback {
		v.notice(&m, "fallback."+p.Summary.Lang)
	}
	if p.Stale {
		v.notice(&m, "stale")
	}
	return m.html()
}

func (v *view) notice(m *markup, word string) {
	m.raw(`<p class="notice">`)
	m.text(v.T(word))
	m.raw("</p>\n")
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

// sections is every list of the page under its heading; posts related to a post
// stand in one row.
func (v *view) sections() template.HTML {
	var m markup
	m.b.Grow(8 << 10)
	for _, list := range v.Lists {
		v.waterfall(&m, list)
	}
	for _, list := range v.Related {
		if len(list.Items) > 0 && list.Items[0].Kind == record.Posts {
			v.shelf(&m, list)
		} else {
			v.waterfall(&m, list)
		}
	}
	return m.html()
}
