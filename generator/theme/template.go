package theme

import (
	"bytes"
	"cmp"
	"errors"
	"html/template"
	"io"
	"maps"
	"slices"
	"strings"
	"text/template/parse"

	"playbook/generator/source"
)

// base is the layout that others fill the blocks of.
const base = "base"

// bare is the page that stands in for one whose template is broken. Such a
// build publishes nothing, but an editor who previews still sees the text.
var bare = template.Must(template.New("bare").Parse(
	"<!DOCTYPE html>\n<html lang=\"{{.Lang}}\">\n<meta charset=\"utf-8\">\n<title>{{.Title}}</title>\n<h1>{{.Title}}</h1>\n{{.Body}}\n"))

// blank is a page of data that not even bare can show.
const blank = "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Page</title>\n"

func barePage(data any) []byte {
	var b bytes.Buffer
	if bare.Execute(&b, data) != nil {
		return []byte(blank)
	}
	return b.Bytes()
}

var (
	msgUnknownWord  = source.Message{En: "the theme has no word \"{0}\"", Zh: "主题里没有词条“{0}”"}
	helpUnknownWord = source.Message{En: "write it in i18n/en.yaml and the other languages", Zh: "请在 i18n/en.yaml 和其他语言的文件里补上"}
)

// trees are parsed templates by the name they are called by.
type trees map[string]*parse.Tree

// builtin names what text/template brings along: the parser wants to know it.
var builtin = map[string]any{
	"and": 0, "call": 0, "html": 0, "index": 0, "slice": 0, "js": 0, "len": 0, "not": 0, "or": 0, "print": 0,
	"printf": 0, "println": 0, "urlquery": 0, "eq": 0, "ge": 0, "gt": 0, "le": 0, "lt": 0, "ne": 0,
}

// templates parses every file, and makes a set of templates for every layout
// and language.
func (l *loader) templates() {
	t := l.theme
	parts, frame, own := trees{}, trees{}, map[string]trees{}
	for _, f := range l.parts {
		l.parse(parts, f)
	}
	for _, f := range l.layouts {
		set := trees{}
		if f.name == base {
			l.parse(frame, f)
		} else if l.parse(set, f) {
			own[f.name] = set
		} else {
			own[f.name] = nil
		}
	}
	t.pages = map[string]*pages{}
	for _, lang := range t.words.languages() {
		p := &pages{parts: l.assemble(lang, "", parts), layouts: map[string]*template.Template{}}
		for name, set := range own {
			p.layouts[name] = cmp.Or(l.layout(lang, name, parts, frame, set), bare)
		}
		t.pages[lang] = p
	}
}

// parse adds the templates of one file to set. A broken file adds an empty one,
// so that what calls it is not reported too.
func (l *loader) parse(set trees, f *text) bool {
	// Errors carry the name that is given here, the file's.
	// The last line end is the editor's, and would stand in the middle of lines.
	found, err := parse.Parse(f.file, strings.TrimSuffix(string(f.Data), "\n"), "", "", functions, builtin)
	if err != nil {
		l.problems = append(l.problems, l.theme.failure(err))
		found, _ = parse.Parse(f.file, "", "", "")
	}
	for name, tree := range found {
		if name == f.file { // what is outside of any {{define}}
			name = f.name
		}
		set[name] = tree
		l.check(tree)
	}
	return err == nil
}

// check reports words that a template asks for and the theme does not have.
func (l *loader) check(tree *parse.Tree) {
	english := l.theme.words[english]
	if len(english) <= 1 { // a theme without words of its own, in a test
		return
	}
	asked(tree.Root, func(key *parse.StringNode) {
		if _, ok := english[key.Text]; ok {
			return
		}
		p := source.Problem{Severity: source.Warning, Rule: "words", Key: msgUnknownWord, Help: helpUnknownWord, Args: []string{key.Text}}
		at, _ := tree.ErrorContext(key)
		if m := place.FindStringSubmatch(at + ": "); m != nil {
			l.theme.locate(&p, m[1], m[2], m[3], "")
		}
		l.problems = append(l.problems, p)
	})
}

// layout is the set that makes pages of one layout in a language, nil if it
// cannot be used.
func (l *loader) layout(lang, name string, parts, frame, own trees) *template.Template {
	if own == nil {
		return nil
	}
	root := name
	if frame[base] != nil && parse.IsEmptyTree(own[root].Root) {
		root = base
	}
	set := l.assemble(lang, root, parts, frame, own)
	if err := secure(set); err != nil {
		l.problems = append(l.problems, l.theme.failure(err))
		return nil
	}
	return set
}

// assemble is a set of copies of all trees, later layers over earlier ones, with
// the words of a language in their places.
func (l *loader) assemble(lang, root string, layers ...trees) *template.Template {
	set := template.New(root).Funcs(template.FuncMap(functions)).Option("missingkey=error")
	all := trees{}
	for _, layer := range layers {
		maps.Copy(all, layer)
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		tree := all[name].Copy()
		l.theme.words[lang].settle(tree.Root)
		// The only error is of a set that was executed already.
		_, _ = set.AddParseTree(name, tree)
	}
	return cmp.Or(set.Lookup(root), set)
}

// secure makes html/template look at where values go, which it otherwise does
// at the first page. Execution stops at the first byte, or at a value that nil
// does not have: neither says anything of the template.
func secure(set *template.Template) error {
	err := set.Execute(closed{}, nil)
	if unsafe := new(template.Error); errors.As(err, &unsafe) {
		return err
	}
	return nil
}

// closed takes no byte.
type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
