package theme

import (
	"bytes"
	"cmp"
	"html/template"
	"path"
	"slices"
	"strings"
	"sync"

	"playbook/generator/source"
)

// A Theme is the templates and words of one theme, ready to use by many
// goroutines at once. It is immutable.
type Theme struct {
	Digest source.Digest // of everything that pages are made from; assets are not
	Config Config

	words words
	icons []symbol
	pages map[string]*pages       // by language
	files map[string]*source.Text // "templates/post.html" → its text, for problems
}

// pages is what the pages of a language are made with.
type pages struct {
	layouts map[string]*template.Template // a set each, ready to execute
	parts   *template.Template
}

// Load reads the files of a theme, named by their place in it: "theme.yaml",
// "templates/post.html". A template that cannot be used is a problem at its
// line, and a bare page takes its place.
func Load(files []*source.File) (*Theme, []source.Problem) {
	l := loader{theme: &Theme{Config: defaultConfig(), files: map[string]*source.Text{}}}
	files = slices.SortedFunc(slices.Values(files), func(a, b *source.File) int { return cmp.Compare(a.Name, b.Name) })
	var sum source.Sum
	for _, f := range files {
		if strings.HasPrefix(f.Name, "assets/") {
			continue
		}
		sum.Str(f.Name).Digest(f.Digest)
		l.file(f)
	}
	l.theme.Digest = sum.Sum()
	l.problems = append(l.problems, l.theme.words.finish()...)
	l.templates()
	return l.theme, source.Sort(l.problems)
}

// loader is a theme being read.
type loader struct {
	theme    *Theme
	layouts  []*text // of templates/, in name order
	parts    []*text // of templates/parts/
	problems []source.Problem
}

// text is a template's source. Name is what html/template calls it.
type text struct {
	*source.Text
	name string // "post"
	file string // "templates/post.html"
}

func (l *loader) file(f *source.File) {
	dir, base := path.Split(f.Name)
	name, html := strings.CutSuffix(base, ".html")
	language, yaml := strings.CutSuffix(base, ".yaml")
	switch {
	case f.Name == "theme.yaml":
		if t := l.read(f); t != nil {
			l.problems = append(l.problems, l.theme.Config.read(t)...)
		}
	case f.Name == iconFile:
		if t := l.read(f); t != nil {
			l.icons(t)
		}
	case dir == "i18n/" && yaml:
		if !slices.Contains(languages, language) {
			l.problems = append(l.problems, source.Problem{
				Pos: source.Pos{File: f.Label, Line: 1, Col: 1}, Severity: source.Warning, Rule: "words", Key: msgForeign})
		}
		if t := l.read(f); t != nil {
			l.problems = append(l.problems, l.theme.words.read(language, t)...)
		}
	case dir == "templates/" && html:
		if t := l.read(f); t != nil {
			l.layouts = append(l.layouts, l.text(t, name, f.Name))
		}
	case dir == "templates/parts/" && html:
		if t := l.read(f); t != nil {
			l.parts = append(l.parts, l.text(t, name, f.Name))
		}
	default:
		l.problems = append(l.problems, source.Problem{
			Pos: source.Pos{File: f.Label, Line: 1, Col: 1}, Severity: source.Warning, Rule: "theme", Key: msgStray, Help: helpStray})
	}
}

var (
	msgStray    = source.Message{En: "nothing in a theme has this name, so nothing uses the file", Zh: "主题里没有这个名称的位置，文件不会被用到"}
	helpStray   = source.Message{En: "templates are templates/*.html and templates/parts/*.html, words i18n/*.yaml, icons icons.svg, everything else goes under assets/", Zh: "模板放在 templates/*.html 和 templates/parts/*.html，文字放在 i18n/*.yaml，图标放在 icons.svg，其余放进 assets/"}
	msgForeign  = source.Message{En: "sites speak en and zh, so nothing uses these words", Zh: "网站只支持 en 和 zh，这些词条不会被用到"}
	msgUnread   = source.Message{En: "cannot be read: {0}", Zh: "无法读取：{0}"}
	msgNoLayout = source.Message{En: "the theme has no template for {0} and no templates/page.html", Zh: "主题里没有 {0} 的模板，也没有 templates/page.html"}
)

// read is the text of f, or nil with a problem.
func (l *loader) read(f *source.File) *source.Text {
	data, err := f.Bytes()
	if err != nil {
		l.problems = append(l.problems, unreadable(f, err))
		return nil
	}
	t, problems := source.NewText(f.Label, data)
	l.problems = append(l.problems, problems...)
	return t
}

func unreadable(f *source.File, err error) source.Problem {
	return source.Problem{Pos: source.Pos{File: f.Label, Line: 1, Col: 1}, Rule: "file", Key: msgUnread, Args: []string{err.Error()}}
}

// text is t as a template, remembered for problems.
func (l *loader) text(t *source.Text, name, file string) *text {
	l.theme.files[file] = t
	return &text{t, name, file}
}

// Has reports whether the theme has a template of its own for layout.
func (t *Theme) Has(layout string) bool {
	return t.pages[t.words.languages()[0]].layouts[layout] != nil
}

// buffers are what pages are written to; a page is copied out at its size.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Execute makes a page: by templates/<layout>.html, else by
// templates/page.html. A template that fails is a problem at its place, and the
// page is a bare one.
func (t *Theme) Execute(layout string, data any) ([]byte, []source.Problem) {
	pages := t.speaking(data)
	tmpl := cmp.Or(pages.layouts[layout], pages.layouts["page"])
	if tmpl == nil {
		missing := source.Problem{Pos: source.Pos{File: "theme"}, Rule: "template", Key: msgNoLayout, Args: []string{layout}}
		return barePage(data), []source.Problem{missing}
	}
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	if err := tmpl.Execute(buf, data); err != nil {
		return barePage(data), []source.Problem{t.failure(err)}
	}
	return t.addIcons(buf), nil
}

// Fragment makes a piece of a page with templates/parts/<name>.html; nothing if
// the theme has no such part.
func (t *Theme) Fragment(name string, data any) (template.HTML, []source.Problem) {
	part := t.speaking(data).parts.Lookup(name)
	if part == nil {
		return "", nil
	}
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	if err := part.Execute(buf, data); err != nil {
		return "", []source.Problem{t.failure(err)}
	}
	return template.HTML(buf.String()), nil
}

// speaking is the templates in the language of data: what it answers to
// {{.T "lang"}}, a word that every language has.
func (t *Theme) speaking(data any) *pages {
	if d, ok := data.(interface{ T(string, ...any) string }); ok {
		if p := t.pages[d.T(langKey)]; p != nil {
			return p
		}
	}
	return t.pages[english]
}
