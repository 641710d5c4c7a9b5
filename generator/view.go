package generator

import (
	"html"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"playbook/generator/record"
	"playbook/generator/theme"
)

// A view is what a layout is executed with: the page, and the few functions
// that need to know where the page is. Only these, and the chrome, make
// trusted HTML; what they put into it they escape.
type view struct {
	*Page
	Body    template.HTML // the document with its holes filled
	HasBody bool
	Record  *record.Record // front matter, without internal fields outside internal editions; nil on made pages

	Chrome     *chrome       // header, footer and assets
	Head       template.HTML // what the page says of itself; see head
	Ways       template.HTML // to the other languages
	Notices    template.HTML // breadcrumbs, and what a reader must know
	Neighbours template.HTML // the pages before and after this one

	// Of posts.
	UntilAttr template.HTMLAttr // the instant of its end, for the script
	MediaList template.HTML
	Words     template.HTML // title, caption, gist
	Known     template.HTML // credit, numbers, tags, permission
	Sections  template.HTML // every list under its heading
	Permitted string        // what its page says first of its permission

	theme *theme.Theme
	up    string // the way to the root
}

// item is a view and the one thing that a partial template draws.
type item struct {
	*view
	It any
}

// newView is the only way that front matter reaches a template. Body is what
// fill made.
func newView(p *Page, t *theme.Theme) *view {
	v := &view{Page: p, theme: t, up: p.Site.up(p.URL), Record: p.record, Chrome: p.chrome}
	if p.record != nil && !p.Site.Internal {
		v.Record = p.record.Public()
	}
	return v
}

// furnish makes what the templates of the page's layout put in its place. These
// are fields because a template takes ten times as long to call a method.
func (v *view) furnish() {
	v.Head, v.Ways, v.Notices, v.Neighbours = v.head(), v.ways(), v.notices(), v.neighbours()
	if v.Page.Post != nil {
		v.UntilAttr, v.MediaList, v.Words, v.Known, v.Sections = v.untilAttr(), v.mediaList(), v.words(), v.known(), v.sections()
		v.Permitted = v.permitted()
	}
}

// With is the view with one item: {{template "card" ($.With .)}}.
func (v *view) With(it any) item { return item{v, it} }

// T is the theme's word for key in the language of this part of the site. More
// arguments stand for {0}, {1} … in it.
func (v *view) T(key string, args ...any) string { return v.theme.Word(v.Language, key, args...) }

// Uses are what a permission is for, as one list: "Internal use, this site".
func (v *view) Uses(list []record.Use) string {
	var b strings.Builder
	for i, use := range list {
		word := v.T("use." + string(use))
		if i > 0 {
			word = v.T("comma") + v.Within(word)
		}
		b.WriteString(word)
	}
	return b.String()
}

// To is the relative link to a path of the output, which may carry an anchor.
func (v *view) To(path string) template.URL { return template.URL(relative(v.up, path)) }

// Abs is the absolute address of a path, or "" where the site has no address.
func (v *view) Abs(path string) template.URL {
	if v.Site.BaseURL == "" {
		return ""
	}
	return template.URL(absolute(v.Site.BaseURL, path))
}

// absolute is the address of a path; a folder's index is the folder.
func absolute(base, path string) string {
	if rest, ok := strings.CutSuffix(path, "index.html"); ok && (rest == "" || strings.HasSuffix(rest, "/")) {
		path = rest
	}
	return base + escapePath(path)
}

// Asset is the relative link to a style sheet, script or picture of the theme.
func (v *view) Asset(name string) template.URL {
	path, ok := v.Site.Assets[name]
	if !ok {
		return ""
	}
	return v.To(path)
}

// Home is the path of the home page of this part of the site.
func (v *view) Home() string { return v.Site.home() }

// longestTitle is as many characters as tabs and search engines show.
const longestTitle = 70

// PageTitle is what the browser shows: the page and the site, or just the site,
// or as much of the page's title as fits.
func (v *view) PageTitle() string {
	if v.Layout == "home" || v.Title == v.Site.Title {
		return v.Site.Title
	}
	title := []rune(v.Title)
	switch {
	case len(title) > longestTitle:
		return string(title[:longestTitle-1]) + "…"
	case len(title)+3+utf8.RuneCountInString(v.Site.Title) > longestTitle:
		return v.Title
	}
	return v.Title + " · " + v.Site.Title
}

// LangAttr is a lang attribute if text in lang stands out from the page, else nothing.
func (v *view) LangAttr(lang string) template.HTMLAttr {
	if lang == "" || lang == v.Language {
		return ""
	}
	return template.HTMLAttr(` lang="` + tag(lang) + `"`)
}

// tag is a language as HTML wants it: "zh-CN".
func tag(lang string) string {
	if lang == "zh" {
		return "zh-CN"
	}
	return html.EscapeString(lang)
}

var months = [...]string{"January", "February", "March", "April", "May", "June", "July", "August",
	"September", "October", "November", "December"}

// DateText is a date as this part of the site writes it: "8 March 2026",
// "2026 年 3 月 8 日"; months and years alone too.
func (v *view) DateText(date string) string { return dateText(date, v.Language) }

func dateText(date, language string) string {
	if i := strings.IndexByte(date, 'T'); i > 0 {
		date = date[:i]
	}
	part := strings.Split(date, "-")
	for i, p := range part {
		if n := strings.TrimLeft(p, "0"); i > 0 && n != "" {
			part[i] = n
		}
	}
	zh := language == "zh"
	switch len(part) {
	case 3:
		if zh {
			return part[0] + " 年 " + part[1] + " 月 " + part[2] + " 日"
		}
		return part[2] + " " + month(part[1]) + " " + part[0]
	case 2:
		if zh {
			return part[0] + " 年 " + part[1] + " 月"
		}
		return month(part[1]) + " " + part[0]
	}
	if zh && date != "" {
		return date + " 年"
	}
	return date
}

// shortDay is a day of the coming weeks, where there is room for no more: "20 Dec".
func shortDay(date, language string) string {
	text := dateText(date, language)
	if language == "zh" {
		_, text, _ = strings.Cut(text, " 年 ")
		return text
	}
	if day, rest, ok := strings.Cut(text, " "); ok && len(rest) > 3 {
		return day + " " + rest[:3]
	}
	return text
}

func month(n string) string {
	if i, err := strconv.Atoi(n); err == nil && i >= 1 && i <= 12 {
		return months[i-1]
	}
	return n
}

// Cite is a source by its short name: the file's own come before the site's. It
// is nil if there is none.
func (v *view) Cite(name string) *record.Source {
	if v.Record == nil {
		return nil
	}
	for _, list := range [][]record.Source{v.Record.Sources, v.Site.Sources} {
		for i := range list {
			if list[i].Name == name {
				return &list[i]
			}
		}
	}
	return nil
}

// Count is a number with separators: "12,480".
func (v *view) Count(n int) string { return grouped(n) }

func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Entry is the entry of the menu, or of what is in no menu, that leads to a
// section; nil if the edition has none.
func (v *view) Entry(key string) *Item {
	for _, list := range [][]Item{v.Site.Menu, v.Site.More} {
		for i := range list {
			if list[i].Key == key {
				return &list[i]
			}
		}
	}
	return nil
}

// A PageLink leads to one page of a long list; a Gap stands for several.
type PageLink struct {
	Number       int
	URL          string
	Current, Gap bool
}

// PageLinks are the first and the last page of a long list, and those around
// this one.
func (v *view) PageLinks() []PageLink {
	if v.Pager == nil {
		return nil
	}
	var list []PageLink
	at, last := v.Pager.Number, 0
	for i, url := range v.Pager.Pages {
		n := i + 1
		if n != 1 && n != v.Pager.Count && (n < at-1 || n > at+1) {
			continue
		}
		if n > last+1 {
			list = append(list, PageLink{Gap: true})
		}
		list, last = append(list, PageLink{Number: n, URL: url, Current: n == at}), n
	}
	return list
}

// Result is a fact of a case that stands among its results.
type Result struct {
	Fact
	No int // in the list of facts
}

// mostResults is how many facts a case's box shows.
const mostResults = 3

// Results are the first facts of a case with a figure that its text marks: what
// one should know of it at a glance.
func (v *view) Results() []Result {
	var list []Result
	for i, f := range v.Facts {
		if f.ID != "" && f.Marked && strings.ContainsAny(f.Value, "0123456789") && len(f.Conflicts) == 0 && len(list) < mostResults {
			list = append(list, Result{f, i + 1})
		}
	}
	return list
}

// Face is the first letter of a creator's name, large.
func (v *view) Face() template.HTML {
	var m markup
	m.avatar(v.Title, "avatar-xl ")
	return m.html()
}

// Within is a word as it stands within a sentence: in English without the capital
// that it begins a line with, unless it is one of more.
func (v *view) Within(word string) string {
	capital := func(i int) bool { return i < len(word) && word[i] >= 'A' && word[i] <= 'Z' }
	if v.Language != "en" || !capital(0) || capital(1) {
		return word
	}
	return strings.ToLower(word[:1]) + word[1:]
}

// Latest is the newest count of followers, nil if there is none.
func (v *view) Latest(counts []record.Followers) *record.Followers {
	return latest(counts)
}

// CountText is a captured number as readers of the page expect it.
func (v *view) CountText(c record.Count) string { return countIn(c, v.Language) }

// Came is how many posts of a campaign are in the archive.
func (v *view) Came() int {
	if len(v.Lists) == 0 || v.Lists[0].Key != string(record.Posts) {
		return 0
	}
	return v.Lists[0].Total
}

// IsOld reports whether nobody has looked over a limit of this platform, or this
// principle ("reviewed"), for long.
func (v *view) IsOld(what string) bool { return slices.Contains(v.Old, what) }
