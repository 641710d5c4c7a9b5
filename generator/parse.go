package generator

import (
	"path"
	"strings"
	"unicode/utf8"

	"playbook/generator/markdown"
	"playbook/generator/record"
	"playbook/generator/source"
)

// A Document is what one file says by itself: its front and its body, without a
// tree of either. It is immutable, and knows nothing of other files.
type Document struct {
	*Front
	File *source.File
	Body *markdown.Document

	leads  bool // something in its body leads to other files
	coded  bool // there is a block of code in it
	length int  // of the text of its body in characters, and one more for every passage
	digest source.Digest
}

// A Front is what other pages may know of a document: what its file is called,
// its front matter, and how its text begins. Most edits change no front, and
// what is made of fronts alone is made again only when one of them changed.
type Front struct {
	Label   string // of its file: content/posts/2026/maple-lip.md
	Path    string // of its file, below the content
	Kind    record.Kind
	Name    string // unique within its kind
	Lang    string // from the file's name; "" is the site's first language
	Base    bool   // one of the defaults
	Record  *record.Record
	Slug    string           // last part of its address
	Title   string           // that its text begins with, if it does
	Excerpt string           // the beginning of its text, as long as a card has room for
	Tongue  string           // what the letters of its text are: "zh", "en", or "" for none
	Empty   bool             // there is no text
	Broken  []source.Problem // its errors; a broken document is shown as them

	refs   []reference // what its front matter names
	dir    string      // that relative links and pictures start at
	folder bool        // it is a folder of its own, whose pictures are its media
	face   source.Digest
}

// Digest covers the file and how it was read.
func (d *Document) Digest() source.Digest { return d.digest }

// parse reads one Markdown file.
type parse struct {
	in     input
	syntax *syntax
}

// syntax is how bodies are written on this site.
type syntax struct {
	html     bool
	captions map[string]caption // by platform
	digest   source.Digest
}

// caption is how a platform writes topics and emoticons.
type caption struct{ Topic, Emoticons string }

// Digest covers the file, what its name says, and the syntax.
func (p parse) Digest() source.Digest {
	var s source.Sum
	s.Digest(p.in.file.Digest).Str(p.in.file.Label).Str(string(p.in.kind)).Str(p.in.name).Str(p.in.lang).Bool(p.in.base)
	return s.Digest(p.syntax.digest).Sum()
}

// Run reads the front matter, and then the body by the rules of its kind.
func (p parse) Run() (*Document, []source.Problem) {
	d := &Document{Front: p.in.front(), File: p.in.file, digest: p.Digest()}
	kind := p.in.kind
	if p.in.name == "" { // the words that introduce a section are a page
		kind = record.Pages
	}
	data, err := p.in.file.Bytes()
	if err != nil {
		nothing, _ := source.NewText(p.in.file.Label, nil)
		d.Record, _, _ = record.Parse(kind, nothing)
		d.Body, d.Broken = &markdown.Document{}, cannotRead(p.in.file, err)
		d.finish(nil, d.Body)
		return d, d.Broken
	}
	text, problems := source.NewText(p.in.file.Label, data)
	rec, body, more := record.Parse(kind, text)
	problems = append(problems, more...)
	d.Record = rec
	if p.in.name != "" {
		d.Kind = rec.Kind
	}
	d.Body, more = markdown.Parse(text, body, p.syntax.options(rec))
	problems = source.Sort(append(problems, more...))
	d.Broken = errorsAmong(problems)
	d.finish(text.Data[:body], d.Body)
	for _, passage := range d.Body.Text {
		d.length += utf8.RuneCountInString(passage.Text) + 1
	}
	for i := range d.Body.Holes {
		h := &d.Body.Holes[i]
		d.coded = d.coded || h.Kind == markdown.Code
		d.leads = d.leads || leads(h)
	}
	return d, problems
}

// errorsAmong is what breaks a document.
func errorsAmong(problems []source.Problem) []source.Problem {
	var list []source.Problem
	for _, p := range problems {
		if p.Severity == source.Error {
			list = append(list, p)
		}
	}
	return list
}

// front is what the name of a file says.
func (in input) front() *Front {
	name := in.file.Name
	return &Front{Label: in.file.Label, Path: name, Kind: in.kind, Name: in.name, Lang: in.lang, Base: in.base, dir: path.Dir(name), folder: isFolder(path.Base(name))}
}

// finish takes over what the front tells of the body, and sums everything up.
// The bytes of the front matter stand for the record, with every place in it.
func (f *Front) finish(matter []byte, body *markdown.Document) {
	f.Title, f.Excerpt, f.Empty = body.Title, body.Excerpt(excerptLength), body.HTML == ""
	switch {
	case body.Han > 0:
		f.Tongue = "zh"
	case body.Words > 0:
		f.Tongue = "en"
	}
	f.Slug = slugOf(f)
	f.refs = referencesOf(f.Record)
	var s source.Sum
	s.Str(f.Label).Str(f.Path).Str(string(f.Kind)).Str(f.Name).Str(f.Lang).Bool(f.Base).Bytes(matter)
	s.Str(f.Slug).Str(f.Title).Str(f.Excerpt).Str(f.Tongue).Bool(f.Empty).Int(len(f.Broken))
	for _, p := range f.Broken {
		s.Str(p.Line("en")).Str(p.Line("zh")).Str(p.Caret())
	}
	f.face = s.Sum()
}

var msgRead = source.Message{En: "cannot be read now: {0}", Zh: "现在无法读取：{0}"}

// cannotRead is the problem of a file that changed or went since the tree was read.
func cannotRead(f *source.File, err error) []source.Problem {
	return []source.Problem{{Pos: source.Pos{File: f.Label, Line: 1, Col: 1}, Rule: "file", Key: msgRead, Args: []string{err.Error()}}}
}

// isFolder reports whether a file of this name stands for the folder it lies in.
func isFolder(base string) bool {
	return base == "index.md" || strings.HasPrefix(base, "index.") && strings.Count(base, ".") == 2
}

// options is how the body of rec is read.
func (s *syntax) options(rec *record.Record) markdown.Options {
	if rec.Kind != record.Posts {
		return markdown.Options{HTML: s.html}
	}
	o := markdown.Options{Post: "other"}
	if rec.Post != nil && rec.Post.Platform != "" {
		o.Post = rec.Post.Platform
		o.Topic, o.Emoticons = s.captions[o.Post].Topic, s.captions[o.Post].Emoticons
	}
	return o
}

// parse reads every Markdown file. Platforms come first: they say how captions
// of their posts are written.
func (b *build) parse(f *files, c *config) []*Document {
	docs := b.parsePlatforms(f, c)
	full, rest := b.syntax(c.HTML, captions(docs)), make([]parse, 0, len(f.docs))
	for _, in := range f.docs {
		if in.kind != record.Platforms {
			rest = append(rest, parse{in, full})
		}
	}
	docs = append(docs, runMany[*Document](b, rest)...)
	f.forget()
	return docs
}

func (b *build) parsePlatforms(f *files, c *config) []*Document {
	plain, steps := b.syntax(c.HTML, nil), make([]parse, 0, 32)
	for _, in := range f.docs {
		if in.kind == record.Platforms {
			steps = append(steps, parse{in, plain})
		}
	}
	return run[*Document](b, steps)
}

// syntaxOf makes the syntax, so that all builds that write alike share one.
type syntaxOf struct {
	html     bool
	captions map[string]caption
}

// Digest covers what is allowed and the captions.
func (s syntaxOf) Digest() source.Digest {
	return new(source.Sum).Bool(s.html).Value(s.captions).Sum()
}

// Run makes it.
func (s syntaxOf) Run() (*syntax, []source.Problem) {
	return &syntax{s.html, s.captions, s.Digest()}, nil
}

func (b *build) syntax(html bool, captions map[string]caption) *syntax {
	return run[*syntax](b, []syntaxOf{{html, captions}})[0]
}

// captions is the syntax that each platform's page declares; the site's own
// page of a platform wins over the default one.
func captions(docs []*Document) map[string]caption {
	table := map[string]caption{}
	for _, d := range docs {
		if p := d.Record.Platform; p != nil && (p.Topic != "" || p.Emoticons != "") {
			if _, taken := table[d.Name]; !taken {
				table[d.Name] = caption{p.Topic, p.Emoticons}
			}
		}
	}
	return table
}
