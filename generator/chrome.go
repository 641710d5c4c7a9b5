package generator

import (
	"html/template"
	"strings"

	"playbook/generator/source"
	"playbook/generator/theme"
)

// chrome is what surrounds every page, made once per language, section and
// depth: escaping a menu anew in every page is most of the time of a large site.
type chrome struct {
	Assets, Header, Footer template.HTML
	Removal                template.HTML // how to ask for a post's removal
	Reuse                  template.HTML // what one may copy of a post, and how long it may be where
	digest                 source.Digest
}

// surround makes the chrome of pages of one language, section and depth.
type surround struct {
	theme   *theme.Theme
	shared  *Shared
	section string
	up      string // the way to the root
}

// Digest covers the theme, the shared data, and where the pages are.
func (s surround) Digest() source.Digest {
	return new(source.Sum).Digest(s.theme.Digest).Digest(s.shared.digest).Str(s.section).Str(s.up).Sum()
}

// Run executes the parts assets, header, footer, removal and reuse.
func (s surround) Run() (*chrome, []source.Problem) {
	v := &chromeView{Site: s.shared, Section: s.section, theme: s.theme, up: s.up}
	c := &chrome{digest: s.Digest()}
	var problems, more []source.Problem
	c.Assets, problems = s.theme.Fragment("assets", v)
	c.Header, more = s.theme.Fragment("header", v)
	problems = append(problems, more...)
	c.Footer, more = s.theme.Fragment("footer", v)
	problems = append(problems, more...)
	c.Removal, more = s.theme.Fragment("removal", v)
	problems = append(problems, more...)
	c.Reuse, more = s.theme.Fragment("reuse", v)
	return c, append(problems, more...)
}

// A chromeView is what the parts assets, header, footer, removal and reuse are executed with.
type chromeView struct {
	Site    *Shared
	Section string // current entry of the menu
	theme   *theme.Theme
	up      string
}

// T is the theme's word for key.
func (v *chromeView) T(key string, args ...any) string {
	return v.theme.Word(v.Site.Lang, key, args...)
}

// To is the relative link to a path of the output.
func (v *chromeView) To(path string) template.URL { return template.URL(relative(v.up, path)) }

// Asset is the relative link to a style sheet, script or picture of the theme.
func (v *chromeView) Asset(name string) template.URL {
	path, ok := v.Site.Assets[name]
	if !ok {
		return ""
	}
	return v.To(path)
}

// Home is the path of the language's home page.
func (v *chromeView) Home() string { return v.Site.home() }

// Menu is the menu with the current entry marked.
func (v *chromeView) Menu() []MenuItem {
	var list []MenuItem
	for _, m := range v.Site.Menu {
		list = append(list, MenuItem{m, m.Key == v.Section})
	}
	return list
}

// MenuItem is an entry of the menu on pages of one section.
type MenuItem struct {
	Item
	Current bool
}

// home is the path of the home page of a language.
func (s *Shared) home() string {
	return s.prefix() + "index.html"
}

// prefix is the folder of a language, "" for the first.
func (s *Shared) prefix() string {
	if s.Lang == s.Languages[0] {
		return ""
	}
	return s.Lang + "/"
}

// dress gives every page its chrome.
func (l *linker) dress() {
	index := map[surround]int{}
	var steps []surround
	of := make([]int, len(l.pages))
	for i, p := range l.pages {
		s := surround{l.look.Theme, l.shared[p.lang], p.section, l.shared[p.lang].up(p.path)}
		n, known := index[s]
		if !known {
			n = len(steps)
			index[s] = n
			steps = append(steps, s)
		}
		of[i] = n
	}
	made := run[*chrome](l.build, steps)
	for i, p := range l.pages {
		p.chrome = made[of[i]]
	}
}

// up is the way from a page to the root of the site. Hosts serve 404.html at
// any depth, so its links start at the root of the host.
func (s *Shared) up(page string) string {
	if page != "404.html" {
		return up(page)
	}
	_, rest, _ := strings.Cut(s.BaseURL, "://")
	_, path, _ := strings.Cut(rest, "/")
	return "/" + path
}
