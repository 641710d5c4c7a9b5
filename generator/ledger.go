package generator

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"sync"
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

	survey *survey
	files  func() // looks which lie in whose folder
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
	ledger, posts, problems := Survey(in, func(_ *Ledger, some []*Standing) []*Standing { return some })
	ledger.Posts = slices.Concat(posts...)
	return ledger, problems
}

// Survey is Permissions without the posts: it calls see for all of them, some at a
// time and many at once, and returns what that returned, in the order of their files.
// Who keeps no post needs little memory for a hundred thousand. It may call see in
// vain, and then again.
func Survey[T any](in Input, see func(l *Ledger, some []*Standing) T) (*Ledger, []T, []source.Problem) {
	in.Content, in.Theme = in.Content.Names(), nil // there will be no pages
	b := begin(in, nil)
	f := b.read()
	l := b.ledger(f, b.configure(f))
	seen := standings(l, see)
	return l, seen, b.finish(f)
}

// ledger is that of what was read, before its posts are looked at.
func (b *build) ledger(f *files, c *config) *Ledger {
	c.internal = true // it is for the team, whatever the edition
	s := b.survey(f, c, captionsWanted{}, nil)
	return &Ledger{Config: c.Site, Now: c.now, survey: s,
		files: sync.OnceFunc(func() { s.within = f.filesByFolder(slices.Concat(foldersOf(s.things), s.folders)) })}
}

// standings is what see makes of how it stands with posts.
func standings[T any](l *Ledger, see func(l *Ledger, some []*Standing) T) []T {
	return sweep(l.survey, func(k *linker, posts []*thing) T {
		some := make([]*Standing, len(posts))
		for i, t := range posts {
			k.publication(t)
			some[i] = k.standing(t)
		}
		return see(l, some)
	})
}

// parseRecords is parse, but of posts it reads the front matter alone: their
// captions link to nothing. Those that are wanted it reads as captions are written.
func (b *build) parseRecords(inputs []input, c *config, captions captionsWanted) []*Document {
	syntax := b.syntax(c.HTML, nil)
	return each(b.in.Jobs, inputs, func(in input) *Document {
		if in.kind != record.Posts || in.name == "" {
			d, _ := parse{in, syntax}.Run()
			return d
		}
		d := &Document{Front: in.front(), File: in.file, Body: noBody}
		buffer := buffers.Get().(*[]byte)
		defer buffers.Put(buffer)
		data, err := in.file.Append((*buffer)[:0])
		if *buffer = data; err != nil {
			d.Broken = cannotRead(in.file, err)
		}
		text, problems := source.NewText(in.file.Label, data)
		rec, body, more := record.Parse(in.kind, text)
		d.Record, d.Kind = rec, rec.Kind
		d.Broken = append(d.Broken, errorsAmong(slices.Concat(problems, more))...)
		if rec.Post != nil && captions.of != nil && captions.of(rec.Post) {
			whole, _ := markdown.Parse(text, body, captions.written.options(rec))
			d.Body = &markdown.Document{Text: whole.Text, Topics: whole.Topics}
		}
		d.refs = referencesOf(rec)
		if rec.Title == "" {
			d.Title = knownBy(text.Data[body:])
		}
		if d.Tongue = "en"; rec.Lang == "" && in.lang == "" && bytes.ContainsFunc(text.Data[body:], func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			d.Tongue = "zh"
		}
		return d
	})
}

// captionsWanted are the posts whose captions are read, and how captions are
// written. The zero value wants none.
type captionsWanted struct {
	written *syntax
	of      func(*record.Post) bool
}

// buffers are for texts that are read one after the other.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// noBody is that of a post of which the front matter was read.
var noBody = &markdown.Document{}

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

// Judge is Answer without Next, for who asks of a hundred thousand.
func (s *Standing) Judge(use record.Use) rights.Answer { return rights.Judge(s.ask(use), s.now) }

// Explain is Judge, and why it says so.
func (s *Standing) Explain(use record.Use) (rights.Answer, []rights.Reason) {
	return rights.Explain(s.ask(use), s.now)
}

// Reasons tell why Answer is as it is.
func (s *Standing) Reasons(use record.Use) []rights.Reason {
	_, reasons := s.Explain(use)
	return reasons
}

// StandsBy is the name of the creator whose standing permission decides, for all
// of their posts alike, how it stands with a use; "" if none does.
func (s *Standing) StandsBy(use record.Use) string { return s.standsBy(s.Reasons(use)) }

func (s *Standing) standsBy(reasons []rights.Reason) string {
	if slices.ContainsFunc(reasons, func(r rights.Reason) bool { return r.Standing }) {
		return s.CreatorName
	}
	return ""
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
func (l *Ledger) Uses(s *Standing) []record.Use { return l.survey.concerns(s.thing) }

// concerns are the uses that a post is looked after for.
func (l *linker) concerns(t *thing) []record.Use {
	all := record.Uses()
	uses := all[:0]
	for _, u := range all {
		needed := slices.ContainsFunc(l.c.Editions, func(e record.Edition) bool { return e.Use == u })
		if needed || t.names(u) {
			uses = append(uses, u)
		}
	}
	return uses
}

// Holders are the pages that lose something when a post goes, in the order of
// their files.
func (l *Ledger) Holders(s *Standing) []Holder {
	return holdersOf(s.thing, l.survey.holders())
}

// holdersOf are the holders of a post: those that name it, and those that it names.
func holdersOf(post *thing, others map[string][]Holder) []Holder {
	all := slices.Clone(others[post.name])
	for _, tie := range post.ties {
		if tie.field != "evidence_for" && tie.field != "campaigns" {
			continue
		}
		for _, to := range tie.to {
			if h := holder(to); !slices.Contains(all, h) {
				all = append(all, h)
			}
		}
	}
	slices.SortFunc(all, func(a, b Holder) int { return strings.Compare(a.File, b.File) })
	return all
}

func holder(t *thing) Holder {
	return Holder{t.kind, t.name, cmp.Or(t.rec.Title, t.original.Title, t.name), t.original.Label}
}

// holders are the pages that show a post or rest on it, by its name: by their front
// matter or by a link in their text.
func (l *linker) holders() map[string][]Holder {
	all := map[string][]Holder{}
	for _, t := range l.things {
		if t.kind == record.Posts && t.name != "" {
			continue // its caption links to nothing
		}
		add := func(post *thing) {
			if h := holder(t); post.kind == record.Posts && post.name != "" && !slices.Contains(all[post.name], h) {
				all[post.name] = append(all[post.name], h)
			}
		}
		for _, tie := range t.ties {
			for _, to := range tie.to {
				add(to)
			}
		}
		for _, d := range t.docs {
			l.linkedTo(d, add)
		}
	}
	return all
}

// linkedTo calls f for all that a text leads to.
func (l *linker) linkedTo(v *version, f func(to *thing)) {
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
		if to != nil {
			f(to)
		}
	}
}

// Due are the uses for which a task is to be done on a post today; of given ones
// if there are any.
func (l *Ledger) Due(s *Standing, task rights.Task, among []record.Use) []record.Use {
	return l.survey.due(s, task, among)
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
	return l.survey.next1(s, among)
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

// Media are the names, below the content, of the files that a post shows. All posts
// must have been seen: what lies in the folder of another is not its.
func (l *Ledger) Media(s *Standing) []string {
	l.files()
	var names []string
	for _, f := range l.survey.mediaFiles(s.thing) {
		names = append(names, f.Name)
	}
	return names
}
