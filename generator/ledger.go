package generator

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"playbook/generator/markdown"
	"playbook/generator/record"
	"playbook/generator/rights"
	"playbook/generator/source"
)

// A Ledger is the permission of every post at one instant, for people who look
// after permissions. Nothing of it is in any output but the desk of internal
// editions, which is made by the same functions.
type Ledger struct {
	Config *record.Site
	Now    time.Time
	Posts  []*Standing // in the order of their files

	linker  *linker
	holders map[*thing][]Holder
}

// A Standing is how it stands with one post.
type Standing struct {
	Name, Title string
	File        string // its label: content/posts/2026/maple-lip.md
	Lang        string // of the caption
	Post        *record.Post
	Creator     *record.Record // nil if unknown
	CreatorName string         // of its file
	CreatorFile string
	Draft       bool // no edition has it, whatever is granted
	Broken      bool // its file has errors, so it counts as withheld

	thing    *thing
	question rights.Question
	now      time.Time
}

// A Holder is a page that shows a post or rests on it.
type Holder struct {
	Kind              record.Kind
	Name, Title, File string
}

// Permissions reads what permission depends on, and no more: of posts only the
// front matter, of pictures only the names. The problems are those that keep a
// permission from being read.
func Permissions(in Input) (*Ledger, []source.Problem) {
	in.Content = in.Content.TextsOnly()
	b := begin(in, nil)
	f := b.read()
	c := b.configure(f)
	c.internal = true // it is for the team, whatever the edition
	l := &linker{build: b, frame: newFrame(0), c: c, files: f, docs: b.parseRecords(f, c, nil)}
	l.beside = mediaByFolder(f.pictures)
	l.group(l.docs)
	l.within = l.filesByFolder()
	l.resolve()
	ledger := &Ledger{Config: c.Site, Now: c.now, linker: l}
	for _, t := range l.things {
		if t.kind == record.Posts && t.name != "" {
			l.publication(t)
			ledger.Posts = append(ledger.Posts, l.standing(t))
		}
	}
	return ledger, b.finish(f)
}

// parseRecords is parse, but of posts it reads the front matter alone: their
// captions link to nothing. Written as captions says, it keeps what those of
// products say.
func (b *build) parseRecords(f *files, c *config, captions *syntax) []*Document {
	syntax := b.syntax(c.HTML, nil)
	return each(b.in.Jobs, f.docs, func(in input) *Document {
		if in.kind != record.Posts {
			d, _ := parse{in, syntax}.Run()
			return d
		}
		d := &Document{Front: in.front(), File: in.file, Body: &markdown.Document{}}
		data, err := in.file.Bytes()
		if err != nil {
			d.Broken = cannotRead(in.file, err)
		}
		text, problems := source.NewText(in.file.Label, data)
		rec, body, more := record.Parse(in.kind, text)
		d.Record, d.Kind = rec, rec.Kind
		d.Broken = append(d.Broken, errorsAmong(slices.Concat(problems, more))...)
		in.file.Forget()
		if captions != nil && rec.Post != nil && len(rec.Post.Products) > 0 {
			whole, _ := markdown.Parse(text, body, captions.options(rec))
			d.Body.Text, d.Body.Topics = whole.Text, whole.Topics
		}
		d.refs = referencesOf(rec)
		d.Title = knownBy(text.Data[body:])
		if d.Tongue = "en"; bytes.ContainsFunc(text.Data[body:], func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			d.Tongue = "zh"
		}
		return d
	})
}

// knownBy is the beginning of a caption, to know a post by that has no title.
func knownBy(body []byte) string {
	line, _, _ := strings.Cut(strings.TrimSpace(string(body[:min(len(body), 400)])), "\n")
	return shorten(strings.ToValidUTF8(strings.TrimLeft(line, "# "), ""), 60)
}

// standing is how it stands with a post.
func (l *linker) standing(t *thing) *Standing {
	s := &Standing{Name: t.name, Title: cmp.Or(t.rec.Title, t.original.Title, t.name), File: t.original.Label,
		Lang: l.language(t.original), Post: t.rec.Post, Draft: t.unpublished, Broken: t.broken(),
		thing: t, question: l.question(t), now: l.c.now}
	if refs := t.ref("creator"); len(refs) > 0 {
		s.Creator, s.CreatorName, s.CreatorFile = refs[0].rec, refs[0].name, refs[0].original.Label
	}
	return s
}

// Answer is whether the post may be shown for a use.
func (s *Standing) Answer(use record.Use) rights.Answer {
	return rights.Evaluate(s.ask(use), s.now)
}

// Reasons tell why Answer is as it is.
func (s *Standing) Reasons(use record.Use) []rights.Reason {
	return rights.Explain(s.ask(use), s.now)
}

// Due is what to do today about a use.
func (s *Standing) Due(use record.Use) rights.Task { return rights.Due(s.ask(use), s.now) }

// Lapses is when the post stops being shown for a use, if that is before until.
func (s *Standing) Lapses(use record.Use, until time.Time) time.Time {
	return rights.Lapses(s.ask(use), s.now, until)
}

func (s *Standing) ask(use record.Use) rights.Question {
	q := s.question
	q.Use = use
	return q
}

// Uses are those that anybody ever spoke of, and those that editions need.
func (l *Ledger) Uses(s *Standing) []record.Use { return l.linker.concerns(s.thing) }

// concerns are the uses that a post is looked after for.
func (l *linker) concerns(t *thing) []record.Use {
	named := usesOf(t)
	var uses []record.Use
	for _, u := range record.Uses() {
		needed := slices.ContainsFunc(l.c.Editions, func(e record.Edition) bool { return e.Use == u })
		if needed || slices.Contains(named, u) {
			uses = append(uses, u)
		}
	}
	return uses
}

// Holders are the pages that lose something when a post goes.
func (l *Ledger) Holders(s *Standing) []Holder {
	if l.holders == nil {
		l.holders = l.linker.holders()
	}
	return l.holders[s.thing]
}

// holders are the pages that show a post or rest on it, in the order of things:
// by their own front matter, by that of the post, or by a link in their text.
func (l *linker) holders() map[*thing][]Holder {
	all := map[*thing][]Holder{}
	add := func(post, page *thing) {
		h := Holder{page.kind, page.name, cmp.Or(page.rec.Title, page.original.Title, page.name), page.original.Label}
		if post != page && !slices.Contains(all[post], h) {
			all[post] = append(all[post], h)
		}
	}
	for _, t := range l.things {
		for _, tie := range t.ties {
			for _, to := range tie.to {
				switch {
				case to.kind == record.Posts:
					add(to, t)
				case t.kind == record.Posts && (tie.field == "evidence_for" || tie.field == "campaigns"):
					add(t, to)
				}
			}
		}
		for _, d := range t.docs {
			l.linkedPosts(d, func(post *thing) { add(post, t) })
		}
	}
	return all
}

// linkedPosts calls f for every post that a text leads to.
func (l *linker) linkedPosts(v *version, f func(post *thing)) {
	if v == nil {
		return
	}
	d := l.docs[v.at]
	for i := range d.Body.Holes {
		h := &d.Body.Holes[i]
		var to *thing
		switch {
		case h.Kind == markdown.Post:
			to = l.find(h.Dest, posts)
		case h.Kind == markdown.Link && !h.External:
			to, _ = l.linked(d, h)
		}
		if to != nil && to.kind == record.Posts && to.name != "" {
			f(to)
		}
	}
}

// Due are the uses for which a task is to be done on a post today; of given ones
// if there are any.
func (l *Ledger) Due(s *Standing, task rights.Task, among []record.Use) []record.Use {
	return l.linker.due(s, task, among)
}

func (l *linker) due(s *Standing, task rights.Task, among []record.Use) []record.Use {
	if among == nil {
		among = l.concerns(s.thing)
	}
	var uses []record.Use
	for _, u := range among {
		if s.Due(u) == task {
			uses = append(uses, u)
		}
	}
	return uses
}

// Next is the most pressing task of a post, and the uses that it is for.
func (l *Ledger) Next(s *Standing, among []record.Use) (rights.Task, []record.Use) {
	return l.linker.next1(s, among)
}

func (l *linker) next1(s *Standing, among []record.Use) (rights.Task, []record.Use) {
	for _, task := range rights.Tasks() {
		if uses := l.due(s, task, among); len(uses) > 0 {
			return task, uses
		}
	}
	return "", nil
}

// Wanted is what to ask for: the uses at hand, and otherwise what was asked last
// or what the editions need.
func (l *Ledger) Wanted(s *Standing, due []record.Use) []record.Use {
	if len(due) > 0 {
		return due
	}
	for _, e := range slices.Backward(s.Post.Rights) {
		if e.What == record.Asked && len(e.Use) > 0 {
			return e.Use
		}
	}
	var uses []record.Use
	for _, e := range l.Config.Editions {
		if !slices.Contains(uses, e.Use) {
			uses = append(uses, e.Use)
		}
	}
	return uses
}

// Term is the last day that we ask for unless told otherwise: a year from now.
func (l *Ledger) Term() record.Date {
	return record.Today(l.Now.In(l.Config.Location()).AddDate(1, 0, 0))
}

// Media are the names, below the content, of the files that a post shows.
func (l *Ledger) Media(s *Standing) []string {
	var names []string
	for _, f := range l.linker.mediaFiles(s.thing) {
		names = append(names, f.Name)
	}
	return names
}
