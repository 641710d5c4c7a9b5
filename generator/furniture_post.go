package generator

import (
	"cmp"
	"html/template"
	"slices"
	"strings"
	"unicode"

	"playbook/generator/record"
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

// words is what a post says: whose it is, its title, its caption, that it was
// paid for if it was, and our sentence for readers of another language.
func (v *view) words() template.HTML {
	s := v.Summary
	lang := string(v.LangAttr(s.Lang))
	var m markup
	m.b.Grow(1024 + len(s.Title) + len(v.Body))
	v.by(&m)
	m.raw(`<div class="said"><h1` + lang + direction(s.Title) + ">")
	m.text(s.Title)
	m.raw("</h1>\n")
	if v.HasBody {
		m.raw(`<div class="caption"` + lang + ">\n" + string(v.Body) + "</div>\n")
	}
	m.raw("</div>\n")
	if s.Disclosure != "" {
		m.raw(`<p><span class="badge">`)
		m.text(v.T("relationship." + s.Disclosure))
		m.raw("</span></p>\n")
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

// by names the creator of a post, its platform and its day.
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
	m.raw("</span></span></div>\n")
}

// day writes a date.
func (v *view) day(m *markup, date string) {
	m.raw(`<time datetime="`)
	m.text(date)
	m.raw(`">`)
	m.text(v.DateText(date))
	m.raw("</time>")
}

// avatar writes the first letter of a name on a colour of its own.
func (m *markup) avatar(name, class string) {
	m.raw(`<span class="avatar ` + class + hue(name) + `" aria-hidden="true">`)
	m.text(initial(name))
	m.raw("</span>")
}

// initial is the first letter or digit of a name.
func initial(name string) string {
	for _, r := range name {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return string(unicode.ToUpper(r))
		}
	}
	return "·"
}

// hue is one of six classes, the same for a name wherever it stands.
func hue(name string) string {
	sum := 0
	for i := range len(name) {
		sum += int(name[i])
	}
	return "av-" + string(rune('a'+sum%6))
}

// direction is a dir attribute for text with letters that run from right to left.
func direction(text string) string {
	for _, r := range text {
		if r >= 0x590 && unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana) {
			return ` dir="auto"`
		}
	}
	return ""
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
	if r := v.Record.Post.Relationship; r != "" {
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
		m.text(v.T("until-day", v.DateText(s.Ends)))
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

// badge writes a few words that stand on a cover.
func (m *markup) badge(class, words string) {
	m.raw(`<span class="on-cover ` + class + `">`)
	m.text(words)
	m.raw("</span>")
}

// sign writes an icon with a number on a cover; words say it to those who listen.
func (m *markup) sign(icon, number, words string) {
	m.raw(`<span class="on-cover at-end num">` + string(theme.Icon(icon)))
	if number != "" {
		m.raw(`<span aria-hidden="true">` + number + "</span>")
	}
	m.raw(`<span class="vh">`)
	m.text(words)
	m.raw("</span></span>")
}

// safeURL is an address that a link may lead to, or "#". Front matter admits
// only http and https; this is the second lock.
func safeURL(address string) string {
	if strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") {
		return address
	}
	return "#"
}

// shorten cuts a text between characters, at so many half ems.
func shorten(s string, most int) string {
	for i, r := range s {
		if most -= theme.Width(string(r)); most < 0 {
			return strings.TrimRight(s[:i], " ，。,.") + "…"
		}
	}
	return s
}
