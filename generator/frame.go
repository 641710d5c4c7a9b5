package generator

import (
	"maps"
	"slices"
	"time"

	"playbook/generator/picture"
	"playbook/generator/record"
	"playbook/generator/source"
)

// A frame is what fronts alone make of a site: which things there are, which of
// them the edition may show, what others show of them, where they stand, and
// what ties them together. That is the larger part of link, and no body has a
// part in it: a build whose fronts are those of the build before takes over its
// frame. Nothing in it changes once it is made.
type frame struct {
	things   []*thing // what editors wrote, in order of their files
	owners   []*thing // of every document of the build; nil if the site has its own
	named    map[record.Kind]map[string]*thing
	home     *thing                 // the words of the home page; may be nil
	intro    map[record.Kind]*thing // the words of a section
	beside   map[string][]string    // pictures and videos of a folder, in name order
	within   map[string][]string    // all files in and below the folder of a thing
	withheld map[string]*thing      // picture → the post that may not be shown
	urls     map[string]source.Pos  // folded path of the output → who took it
	alias    []alias

	section map[record.Kind][]*thing // what is visible, in the order of its section
	terms   *taxonomies
	copies  []ownCopy // files with words of our own

	shared   []*Shared  // by language
	homes    []*Summary // by language
	sections []map[record.Kind]*Summary

	developed map[string]*picturefile // pictures of the content, by name
	store     *picture.Store          // that makes them

	used   map[string]*picturefile // pictures that a page shows, by the stem of their paths
	extras map[string]maker        // other files that a page needs, by path in the output

	count Tally
	shown []ShownPost
	seen  []Sighting
	held  []Withheld
	taken []string

	reported []source.Problem
	next     time.Time // when the output changes by itself
	from     time.Time // the instant that it was made for
	until    time.Time // when anything in it changes by itself; zero: never
	digest   source.Digest
}

func newFrame(size int) *frame {
	return &frame{named: map[record.Kind]map[string]*thing{}, intro: map[record.Kind]*thing{}, urls: make(map[string]source.Pos, size),
		used: map[string]*picturefile{}, extras: map[string]maker{}}
}

// raise takes over the frame of the build before, or makes one.
func (l *linker) raise(docs []*Document) {
	digest := l.frameOf(docs)
	f := l.memo.lastFrame()
	if f != nil && f.digest == digest && f.store == l.in.Pictures && f.holds(l.c.now) {
		l.frame, l.pictures = f, f.developed
		l.report(f.reported...)
		l.changesAt(f.next)
	} else {
		l.frame = newFrame(2 * len(docs))
		l.make(docs)
		l.digest, l.developed, l.store = digest, l.pictures, l.in.Pictures
		l.memo.keepFrame(l.frame)
	}
	l.claimed, l.used, l.extras = map[string]source.Pos{}, maps.Clone(l.frame.used), maps.Clone(l.frame.extras)
}

// make is the part of link that needs no bodies: it makes the frame.
func (l *linker) make(docs []*Document) {
	before := len(l.build.problems)
	l.claimed, l.used, l.extras = l.urls, l.frame.used, l.frame.extras
	l.beside = mediaByFolder(l.files.pictures)
	l.group(docs)
	l.resolve()
	l.citations()
	l.samePosts()
	l.permit()
	l.guard()
	l.develop()
	l.summarise()
	parts := []func(){l.address, l.crosslink, func() { l.sort(); l.classify() }, l.account, l.sightings}
	fan(l.in.Jobs, len(parts), func(i int) { parts[i]() }) // none has to do with what another one makes
	l.copies = l.ownCopies()
	l.review()
	l.introduce()
	l.reported = slices.Clone(l.build.problems[before:])
	l.frame.next, l.from, l.until = l.next, l.c.now, l.firstTurn()
}

// frameOf is the digest of all that a frame is made of, but for the instant.
func (l *linker) frameOf(docs []*Document) source.Digest {
	var s source.Sum
	s.Digest(settings{l.files.config}.Digest())
	if l.files.calendar != nil {
		s.Digest(almanac{l.files.calendar}.Digest())
	}
	s.Str(l.c.edition.Name).Bool(l.c.preview).Str(l.in.WebP).Digest(l.look.Theme.Digest).Value(l.look.urls)
	for _, name := range sortedKeys(l.files.pictures) {
		s.Str(name).Digest(l.files.pictures[name].Digest)
		if p := l.pictures[name]; p != nil {
			s.Bool(p.bad)
		}
		if f := l.films[name]; f != nil {
			s.Str(f.url)
		}
	}
	s.Int(len(docs))
	for _, d := range docs {
		s.Digest(d.face)
	}
	return s.Sum()
}

// firstTurn is the first instant at which anything changes that was decided here.
func (l *linker) firstTurn() time.Time {
	var first time.Time
	for _, t := range l.things {
		for _, at := range []time.Time{t.published, t.expires, t.turns, t.permission.Next} {
			if at.After(l.c.now) && (first.IsZero() || at.Before(first)) {
				first = at
			}
		}
	}
	return first
}

// holds reports whether f is right at an instant.
func (f *frame) holds(now time.Time) bool {
	return !now.Before(f.from) && (f.until.IsZero() || now.Before(f.until))
}
