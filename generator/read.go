package generator

import (
	"iter"
	"path"
	"strings"

	"playbook/generator/record"
	"playbook/generator/source"
)

// files is everything that was read, by what it is for.
type files struct {
	config   *source.File            // content/site.yaml; nil if there is none
	calendar *source.File            // calendar.yaml, the site's own or the default
	docs     []input                 // Markdown, in name order, the site's own before the defaults
	static   []*source.File          // below content/static
	pictures map[string]*source.File // everything else of the content, by name: pictures and videos
	theme    []*source.File
}

// input is a Markdown file and what its name says.
type input struct {
	file *source.File
	kind record.Kind
	name string // unique within the kind; "" introduces a section
	lang string // "" is the site's first language
	base bool   // from the defaults
}

var (
	msgKind  = source.Message{En: `no kind of thing is called "{0}"`, Zh: `没有叫“{0}”的类别`}
	helpKind = source.Message{En: `folders are {1}; anything else goes into pages/, files to copy into static/`, Zh: `可用的文件夹有 {1}；其他页面放 pages/，直接复制的文件放 static/`}
)

// read is the join that looks at the folders.
func (b *build) read() *files {
	own, base := b.tree(b.in.Content), b.tree(b.in.Base)
	f := &files{docs: make([]input, 0, len(own)+len(base)), pictures: map[string]*source.File{}}
	for _, file := range own {
		f.add(b, file, false)
	}
	for _, file := range base {
		f.add(b, file, true)
	}
	seen := map[string]bool{}
	for _, layer := range b.in.Theme {
		for _, file := range b.tree(layer) {
			if !seen[file.Name] {
				seen[file.Name] = true
				f.theme = append(f.theme, file)
			}
		}
	}
	return f
}

// texts are the files that problems of content can point into.
func (f *files) texts() iter.Seq[*source.File] {
	return func(yield func(*source.File) bool) {
		if f.config != nil && !yield(f.config) {
			return
		}
		if f.calendar != nil && !yield(f.calendar) {
			return
		}
		for _, in := range f.docs {
			if !yield(in.file) {
				return
			}
		}
		for _, file := range f.static {
			if source.IsText(file.Name) && !yield(file) {
				return
			}
		}
	}
}

// forget lets go of texts, which are parsed by now.
func (f *files) forget() {
	for _, in := range f.docs {
		in.file.Forget()
	}
}

func (b *build) tree(t *source.Tree) []*source.File {
	if t == nil {
		return nil
	}
	list, problems := t.Read(func(n int, f func(int)) { fan(b.in.Jobs, n, f) })
	b.report(problems...)
	return list
}

// add files one file under what it is for.
func (f *files) add(b *build, file *source.File, base bool) {
	top, _, nested := strings.Cut(file.Name, "/")
	switch {
	case file.Name == "site.yaml" && !base:
		f.config = file
	case file.Name == "calendar.yaml":
		if f.calendar == nil {
			f.calendar = file
		}
	case top == "static" && nested:
		f.static = append(f.static, file)
	case path.Ext(file.Name) != ".md":
		f.pictures[file.Name] = file
	case !nested || isKind(top):
		kind, name, lang := meaning(file.Name)
		f.docs = append(f.docs, input{file, kind, name, lang, base && kind != record.Pages})
	default:
		b.report(source.Problem{Pos: source.Pos{File: file.Label, Line: 1, Col: 1}, Rule: "kind", Key: msgKind,
			Args: []string{top, kindNames()}, Help: helpKind})
	}
}

// meaning is what the name of a Markdown file says: the kind of thing that its
// folder is for, the name of the thing, and the language.
func meaning(file string) (kind record.Kind, name, lang string) {
	top, rest, nested := strings.Cut(file, "/")
	if !nested {
		top, rest = string(record.Pages), file
	}
	name, lang = splitLang(strings.TrimSuffix(source.NFC(rest), ".md"))
	if top == string(record.Pages) {
		return record.Pages, pageName(name), lang
	}
	return record.Kind(top), thingName(name), lang
}

// pageName is the name of a page, whose folder is part of it: "manual/hosting",
// and "manual" for manual/index.md.
func pageName(name string) string {
	if name == "index" {
		return name
	}
	return strings.TrimSuffix(name, "/index")
}

// thingName is the name of a thing within its kind, wherever in the kind's
// folder it lies: posts/2026/maple-lip.md and posts/2026/maple-lip/index.md are
// "maple-lip", and posts/index.md is "", the words that introduce the section.
func thingName(name string) string {
	if name == "index" {
		return ""
	}
	return path.Base(strings.TrimSuffix(name, "/index"))
}

// splitLang takes the language off a name without ending: "perfect-diary.zh".
func splitLang(name string) (rest, lang string) {
	ext := path.Ext(name)
	switch ext {
	case ".en", ".zh":
		return strings.TrimSuffix(name, ext), ext[1:]
	}
	return name, ""
}

func isKind(s string) bool {
	for _, k := range record.Kinds() {
		if string(k) == s {
			return true
		}
	}
	return false
}

func kindNames() string {
	var names []string
	for _, k := range record.Kinds() {
		names = append(names, string(k)+"/")
	}
	return strings.Join(names, ", ")
}
