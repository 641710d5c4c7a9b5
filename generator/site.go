package generator

import (
	"context"
	"time"

	"playbook/generator/picture"
	"playbook/generator/record"
	"playbook/generator/rights"
	"playbook/generator/source"
)

// Version of the program; part of every digest that outlives a build.
const Version = "0.1.0"

// Input is everything that the output depends on. Same input, same bytes.
type Input struct {
	Content *source.Tree   // the site's own content
	Base    *source.Tree   // what lies under it: generator/defaults
	Theme   []*source.Tree // layers of the theme, the first that has a file wins
	Edition string         // name in site.yaml; "" is the first
	Preview bool           // everything, marked; Edition is ignored
	Now     time.Time      // the instant that permissions are judged at
	WebP    string         // version of the encoder for WebP, picture.WebP; "" makes none
	Jobs    int            // workers; 0 means one per processor. Never changes the output

	// Pictures makes pictures and remembers them; nil makes one for this build, or
	// for this Memo. Never changes the output.
	Pictures *picture.Store
}

// A Site is the outcome of a build.
type Site struct {
	Config   *record.Site
	Edition  record.Edition // as built; zero in a preview
	Preview  bool
	Now      time.Time
	Next     time.Time // first instant at which the output changes by itself; zero: never
	Files    []*File   // everything to publish, in order of Path
	Pages    int
	Pictures int // that pages show
	Posts    Tally

	// Shown is every post in the output, for a rollback that must ask again
	// whether it may be.
	Shown []ShownPost

	// TakenDown names the posts that were taken down, and those of creators who
	// may not be used: no site with them may stay within reach of a rollback.
	TakenDown []string

	// Seen is every picture that a post shows. Those that look the same are told.
	Seen []Sighting

	// Withheld is every file of a post that this edition may not show, or only as
	// a link. The writer refuses any output that equals one, or looks the same.
	Withheld []Withheld

	pictures *picture.Store
	drafter  *Drafter
	linker   *linker
}

// Tally counts posts by what became of them.
type Tally struct {
	Shown    int
	Withheld map[rights.State]int // by state, for the edition's use
	Drafts   int                  // drafts, not yet published, and expired ones
}

// A ShownPost is a post in the output and the instant from which it may no
// longer be shown; zero means no end is known.
type ShownPost struct {
	Name  string // "maple-lip"
	Until time.Time
}

// Withheld is one file that must not leave, with the post it belongs to.
type Withheld struct {
	File  *source.File
	Post  source.Pos
	Alike bool // the post says why others may show what looks like it
	Proof bool // it proves a permission: there is no post, and Post is its own place
}

// store makes what pictures need; sites that Build made have one.
func (s *Site) store() *picture.Store {
	if s.pictures == nil {
		s.pictures = picture.NewStore("")
	}
	return s.pictures
}

// A File is one file of the output.
type File struct {
	Path string // slash-separated, relative: "posts/maple-lip.html"

	step maker
	memo *Memo
}

// Digest names what the file is made of: equal digests mean equal bytes.
func (f *File) Digest() source.Digest { return f.current().Digest() }

// later is a step that is not known before somebody wants the file.
type later interface{ now() maker }

// current is the step: that of a page is composed for it.
func (f *File) current() maker {
	if s, ok := f.step.(later); ok {
		return s.now()
	}
	return f.step
}

// Composed is f for who asks more than one thing of it: f itself composes its
// page anew for every answer, since no build holds all pages.
func (f *File) Composed() *File { return &File{f.Path, f.current(), f.memo} }

// Source is the label of the file that an editor writes the page in, and the
// language of the site that the page belongs to; "" for files that nobody writes.
// A page without translation is written in the original.
func (f *File) Source() (label, lang string) {
	p, ok := f.step.(*plan)
	if !ok || p.written == nil {
		return "", ""
	}
	return p.written.Label, p.l.c.Languages[p.lang]
}

// Bytes runs the step that makes the file, or returns what it made before.
// Its problems belong to the site's.
func (f *File) Bytes() ([]byte, []source.Problem) {
	m := f.made()
	return m.data, m.problems
}

// Problems is what was wrong in making the file. It makes the file if nobody
// has yet.
func (f *File) Problems() []source.Problem {
	problems, _ := f.Report()
	return problems
}

// Report is Problems, and whether f is a page in whose text pictures lie: such
// pages are for Compare.
func (f *File) Report() (problems []source.Problem, holds bool) {
	if v, ok := f.step.(variant); ok {
		return v.outcome(context.Background()).problems, false
	}
	return reportOf(f.memo, f.current())
}

// IsPicture reports whether making the file takes an encoder, and long.
func (f *File) IsPicture() bool {
	_, ok := f.step.(variant)
	return ok
}

// Fetch is Bytes for somebody who waits: it goes before work that nobody waits
// for, and ends with ctx.
func (f *File) Fetch(ctx context.Context) ([]byte, []source.Problem, error) {
	if v, ok := f.step.(variant); ok {
		m, problems, err := v.make(ctx, true)
		return m.data, problems, err
	}
	data, problems := f.Bytes()
	return data, problems, nil
}

// Prepare makes a picture, for whoever will ask, until ctx ends.
func (f *File) Prepare(ctx context.Context) []source.Problem {
	if v, ok := f.step.(variant); ok {
		return v.outcome(ctx).problems
	}
	return f.Problems()
}

// outcome is what is to be known of the file before it leaves. Of pictures it
// has no bytes: who has them already need not load them.
func (f *File) outcome() made {
	if v, ok := f.step.(variant); ok {
		return v.outcome(context.Background())
	}
	m := f.made()
	m.stamp = picture.Stamp{Size: int64(len(m.data)), Digest: source.DigestBytes(m.data)}
	return m
}

func (f *File) made() made {
	if v, ok := f.step.(variant); ok {
		m, problems := v.Run()
		m.problems = problems
		return m
	}
	v, problems := do(f.memo, f.current())
	v.problems = problems
	return v
}

// made is what a File's step makes.
type made struct {
	data     []byte
	stamp    picture.Stamp // of data; see outcome
	encoded  source.Digest // of data without its credit
	pixels   source.Digest // these three are of the picture that data is made of
	looks    picture.Looks
	picture  bool
	holds    bool          // data is a page with pictures in its text
	drawn    bool          // data was encoded here, and holds nothing else
	origin   source.Digest // of the file of the content that data is made of; see gate
	label    string        // of that file
	problems []source.Problem
}

// maker is a step that makes a file.
type maker = step[made]
