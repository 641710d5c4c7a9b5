package generator

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"playbook/generator/record"
	"playbook/generator/source"
)

// A survey looks at every post of an archive, some at a time: a hundred thousand
// records are a gigabyte, and who asks the same of each needs none of them for
// long. Everything else is at hand throughout, and no post refers to another. It
// makes no pages, and of posts it reads the front matter.
type survey struct {
	*linker                // of all but posts; it asks us for those that something names
	posts   [][]input      // the files of each
	places  map[string]int // of posts in that, by name
	wanted  captionsWanted // by whoever asks, once the linker is complete
	ready   func(*linker)
	whole   bool // posts cannot be told from the rest: the linker has them, too
	before  int  // problems that are not ours

	mu      sync.Mutex
	named   map[string]*thing          // posts that something names; they know little more than that
	folders []string                   // of posts, once all were seen
	holders func() map[string][]Holder // by the names of posts
}

// survey prepares to look at posts, and reads the captions that are wanted. It calls
// ready when the linker is complete, perhaps twice.
func (b *build) survey(f *files, c *config, wanted captionsWanted, ready func(*linker)) *survey {
	s := &survey{wanted: wanted, ready: ready, before: len(b.problems), named: map[string]*thing{},
		posts: make([][]input, 0, len(f.docs)), places: make(map[string]int, len(f.docs))}
	var others []input
	for i, in := range f.docs {
		n, known := s.places[in.name]
		switch {
		case in.kind != record.Posts || in.name == "" || in.base:
			others = append(others, in)
		case known: // a translation, or one more of that name
			s.posts[n] = append(s.posts[n], in)
		default:
			s.places[in.name] = len(s.posts)
			s.posts = append(s.posts, f.docs[i:i+1:i+1])
		}
	}
	s.linker = &linker{build: b, frame: newFrame(0), c: c, files: f, docs: b.parseRecords(others, c, captionsWanted{}), unseen: s}
	if slices.ContainsFunc(s.docs, isPost) {
		s.together()
	} else {
		s.tie()
	}
	return s
}

// isPost reports whether a document is of a post, wherever it lies.
func isPost(d *Document) bool { return d.Kind == record.Posts && d.Name != "" }

// tie ties together what the linker has.
func (s *survey) tie() {
	s.beside = mediaByFolder(s.files.pictures)
	s.group(s.docs)
	s.resolve()
	s.holders = sync.OnceValue(s.linker.holders)
	if s.ready != nil {
		s.ready(s.linker)
	}
}

// together gives the linker everything, where a file says that it is of another
// kind than its folder.
func (s *survey) together() {
	s.whole, s.problems = true, s.problems[:s.before]
	all := s.wanted
	if all.of != nil { // what is wanted may be said by what was not tied yet
		all.of = func(*record.Post) bool { return true }
	}
	s.linker = &linker{build: s.build, frame: newFrame(0), c: s.c, files: s.files, docs: s.parseRecords(s.files.docs, s.c, all)}
	s.tie()
}

// post is the post of a name, for what refers to it; nil if there is none.
func (s *survey) post(name string) *thing {
	i, ok := s.places[name]
	if !ok || !slices.ContainsFunc(s.posts[i], func(in input) bool { return in.lang == "" || slices.Contains(s.c.Languages, in.lang) }) {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.named[name] == nil {
		t := &thing{kind: record.Posts, name: name}
		for _, in := range s.posts[i] {
			t.docs = append(t.docs, &version{Front: in.front()})
		}
		t.original = t.docs[0]
		s.named[name] = t
	}
	return s.named[name]
}

// some is a linker of some posts, with all else beside them; nil if one is none.
// Its problems are its own until they are reported.
func (s *survey) some(posts [][]input) *linker {
	b := &build{in: s.in}
	b.in.Jobs = 1
	docs := b.parseRecords(slices.Concat(posts...), s.c, s.wanted)
	if slices.ContainsFunc(docs, func(d *Document) bool { return !isPost(d) }) {
		return nil
	}
	k := &linker{build: b, frame: newFrame(0), c: s.c, files: s.files, docs: docs}
	k.beside = s.beside
	maps.Copy(k.frame.named, s.frame.named)
	k.frame.named[record.Posts] = make(map[string]*thing, len(posts))
	k.group(docs)
	k.refer()
	return k
}

// sweep calls see for all posts, some at a time and many at once, each time with a
// linker that has them. It may do so in vain, and then again.
func sweep[T any](s *survey, see func(l *linker, posts []*thing) T) []T {
	const some = 256
	if !s.whole {
		parts := slices.Collect(slices.Chunk(s.posts, some))
		seen, problems, folders := make([]T, len(parts)), make([][]source.Problem, len(parts)), make([][]string, len(parts))
		var odd atomic.Bool
		fan(s.in.Jobs, len(parts), func(i int) {
			if k := s.some(parts[i]); k == nil {
				odd.Store(true)
			} else {
				seen[i], folders[i] = see(k, k.things), foldersOf(k.things)
				problems[i] = k.problems
			}
		})
		if !odd.Load() {
			s.folders = slices.Concat(folders...)
			s.report(slices.Concat(problems...)...)
			return seen
		}
		s.together()
	}
	var posts []*thing
	for _, t := range s.things {
		if t.kind == record.Posts && t.name != "" {
			posts = append(posts, t)
		}
	}
	return each(s.in.Jobs, slices.Collect(slices.Chunk(posts, some)), func(part []*thing) T { return see(s.linker, part) })
}
