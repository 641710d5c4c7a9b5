package generator

import (
	"path"
	"slices"
	"time"

	"playbook/generator/record"
	"playbook/generator/rights"
	"playbook/generator/source"
)

// A thing is what an editor wrote, in all its languages: one case, one post.
type thing struct {
	kind record.Kind
	name string
	base bool // from the defaults

	first    int              // of its documents in a build
	docs     []*version       // one per language of the site; nil where there is no translation
	original *version         // what the others translate
	rec      *record.Record   // of the original
	records  []*record.Record // per language, with what a translation inherits

	visible     bool      // the edition shows it
	published   time.Time // zero: always was
	expires     time.Time // zero: never
	unpublished bool      // a draft, not yet published, or expired
	permission  rights.Answer
	turns       time.Time // when what is shown of its permission changes
	ends        time.Time // when the permission to show it ends; zero: no end known
	asWritten   bool      // of a post: nobody allowed its caption to be translated
	used        bool      // for defaults: something of the site refers to it

	tier      string // of a creator
	slug      string
	at        int        // place in its section
	day       int        // that it is listed under, as a number
	media     []Media    // of a post, as its own file describes them
	summaries []*Summary // per language; nil until summarised

	ties    []tie      // what its fields refer to
	posts   []*thing   // visible posts that name it, newest first
	related []relation // what refers to it
}

// A version is a thing in one language: the front of its document, and which of
// the documents of a build that is.
type version struct {
	*Front
	at int
}

// tie is a field and the things that it names.
type tie struct {
	field string
	to    []*thing
}

// ref is what a field refers to.
func (t *thing) ref(field string) []*thing {
	for _, x := range t.ties {
		if x.field == field {
			return x.to
		}
	}
	return nil
}

// relation is one thing that refers to another.
type relation struct {
	key  string // of the list it appears in
	from *thing
}

// pos is the thing as a whole, for problems that name it.
func (t *thing) pos() source.Pos {
	return source.Pos{File: t.original.Label, Line: 1, Col: 1}
}

// doc is the version shown in a language: the translation, or the original
// where there is none, where it has fields but no text, or where its text may not
// be shown.
func (t *thing) doc(lang int) *version {
	d := t.docs[lang]
	if d == nil || d.Empty && !t.original.Empty || t.asWritten && t.translates(d) {
		return t.original
	}
	return d
}

// translates reports whether a version is the text of the original in other words.
func (t *thing) translates(d *version) bool {
	return d != nil && d != t.original && !d.Empty && !t.original.Empty
}

// record is the record shown in a language.
func (t *thing) record(lang int) *record.Record { return t.records[lang] }

var (
	msgTwice  = source.Message{En: `"{0}" is written twice: here and in {1}`, Zh: `“{0}”写了两次：这里和 {1}`}
	helpTwice = source.Message{En: "rename one of them", Zh: "请给其中一个改名"}
)

// group puts the languages of each thing together, and sorts things by what they are.
func (l *linker) group(docs []*Document) {
	// Every later phase goes through all things several times: they lie in a row.
	all, langs := make([]thing, 0, len(docs)), len(l.c.Languages)
	inLangs, records := make([]*version, len(docs)*langs), make([]*record.Record, len(docs)*langs)
	versions := make([]version, len(docs))
	l.owners = make([]*thing, len(docs))
	for i, doc := range docs {
		d := &versions[i]
		d.Front, d.at = doc.Front, i
		t := l.named[d.Kind][d.Name]
		switch {
		case t == nil:
			i := len(all)
			all = all[:i+1]
			t = &all[i]
			t.kind, t.name, t.base, t.first = d.Kind, d.Name, d.Base, d.at
			t.docs, t.records = inLangs[i*langs:(i+1)*langs:(i+1)*langs], records[i*langs:(i+1)*langs:(i+1)*langs]
			l.name(t, len(docs))
		case d.Base && !t.base:
			continue // the site has its own
		}
		l.owners[d.at] = t
		l.put(t, d)
	}
	l.things = make([]*thing, 0, len(all))
	for i := range all {
		t := &all[i]
		l.inherit(t)
		switch {
		case t.original == nil:
			delete(l.named[t.kind], t.name) // only in a language that the site has not
		case t.kind == record.Pages && t.name == "index":
			l.home = t
			l.things = append(l.things, t)
		case t.name == "":
			l.intro[t.kind] = t
			l.things = append(l.things, t)
		default:
			l.things = append(l.things, t)
		}
	}
}

// name notes what t is called. Nearly all things of a large site are posts.
func (l *linker) name(t *thing, most int) {
	if l.named[t.kind] == nil {
		if t.kind != record.Posts {
			most = 0
		}
		l.named[t.kind] = make(map[string]*thing, most)
	}
	l.named[t.kind][t.name] = t
}

// put files a document under its language.
func (l *linker) put(t *thing, d *version) {
	lang := 0
	if d.Lang != "" {
		lang = slices.Index(l.c.Languages, d.Lang)
	}
	if t.base && d.Lang == "en" {
		t.original = d // translations of defaults inherit from English, built or not
	}
	if lang < 0 {
		return
	}
	other := t.docs[lang]
	switch {
	case other == nil, l.yields(t, other, d):
		t.docs[lang] = d
	case !l.yields(t, d, other):
		l.report(source.Problem{Pos: source.Pos{File: d.Label, Line: 1, Col: 1}, Rule: "name", Key: msgTwice,
			Args: []string{d.Name, other.Label}, Help: helpTwice})
	}
}

// yields puts a file without a language in its name under the language that it is
// written in, if one that names its own has its place.
func (l *linker) yields(t *thing, d, to *version) bool {
	own := slices.Index(l.c.Languages, l.language(d))
	if d.Lang != "" || to.Lang == "" || own < 0 || t.docs[own] != nil {
		return false
	}
	t.docs[own] = d
	return true
}

var (
	msgUnspoken     = source.Message{En: "shown nowhere: the site is not in this language ({0})", Zh: "不会展示：本站没有这个语言（{0}）"}
	msgUnspokenMore = source.Message{En: "shown nowhere, like {1} more: the site is not in this language ({0})", Zh: "不会展示，这样的文件另有 {1} 个：本站没有这个语言（{0}）"}
	helpUnspoken    = source.Message{En: "add {0} to `languages` in site.yaml", Zh: "请在 site.yaml 的 languages 里加上 {0}"}
)

// unspoken warns, once for each language, of files in one that the site has not.
func (l *linker) unspoken() {
	first, count := map[string]*Document{}, map[string]int{}
	for _, d := range l.docs {
		if d.Lang == "" || d.Base || slices.Contains(l.c.Languages, d.Lang) {
			continue
		}
		if count[d.Lang]++; first[d.Lang] == nil {
			first[d.Lang] = d
		}
	}
	for lang, d := range first {
		p := source.Problem{Pos: source.Pos{File: d.Label, Line: 1, Col: 1}, Severity: source.Warning, Rule: "name", Key: msgUnspoken, Args: []string{lang}, Help: helpUnspoken}
		if n := count[lang] - 1; n > 0 {
			p.Key, p.Args = msgUnspokenMore, []string{lang, itoa(n)}
		}
		l.report(p)
	}
}

// inherit fills in what translations leave out.
func (l *linker) inherit(t *thing) {
	for _, d := range t.docs {
		if d != nil && (t.original == nil || d.Lang == "" && !t.base) {
			t.original = d
		}
	}
	if t.original == nil {
		return
	}
	if t.kind == record.Posts {
		l.caption(t)
	}
	t.rec = t.original.Record
	t.slug = t.original.Slug
	for i, d := range t.docs {
		t.records[i] = t.rec
		if d != nil && d != t.original {
			t.records[i] = record.Inherit(t.rec, d.Record)
		}
		if d != nil && d.Lang != "" { // parse could not know what it would inherit
			l.report(t.records[i].Missing()...)
		}
	}
}

var (
	msgCaption  = source.Message{En: `permission is written here and in {0}, so nothing says which of the two is the caption`, Zh: `这里和 {0} 都写了授权，无法判断哪一个是原文`}
	helpCaption = source.Message{En: "write `rights:` in the file of the caption alone; the translation takes it from there", Zh: "`rights:` 只写在原文的文件里，译文会自动沿用"}
)

// caption finds what a creator wrote, and what is a translation of it. A file
// without a language in its name is the caption; of those that all have one, the
// one in which the permission is written.
func (l *linker) caption(t *thing) {
	if t.original.Lang == "" {
		return
	}
	var found *version
	for _, d := range t.docs {
		switch {
		case d == nil || !d.Record.Has("rights"):
		case found == nil:
			found = d
		case !d.Empty && !found.Empty:
			l.report(source.Problem{Pos: d.Record.At("rights"), Rule: "rights", Key: msgCaption, Args: []string{path.Base(found.Label)}, Help: helpCaption})
		}
	}
	if found != nil {
		t.original = found
	}
}

// broken reports whether any of its files has an error.
func (t *thing) broken() bool {
	return slices.ContainsFunc(t.docs, func(d *version) bool { return d != nil && len(d.Broken) > 0 }) || len(t.original.Broken) > 0
}
