package generator

import (
	"cmp"
	"context"
	"slices"

	"playbook/generator/picture"
	"playbook/generator/record"
	"playbook/generator/source"
)

// A Sighting is a picture that a post shows.
type Sighting struct {
	File  *source.File
	Post  source.Pos
	Alike bool // the post says why others may show what looks like it

	photo *photo
}

// sightings is every picture that a post of the edition shows, in order of posts.
func (l *linker) sightings() {
	for _, t := range l.things {
		if t.kind != record.Posts || !t.visible || t.permission.LinkOnly || t.broken() {
			continue
		}
		for _, m := range l.media(t, t.rec) {
			if p := l.pictures[cmp.Or(m.poster, m.name)]; p != nil && !p.bad {
				l.seen = append(l.seen, Sighting{p.file, t.pos(), t.rec.Post.SamePictureOK != "", p.photo})
			}
		}
	}
}

var (
	msgTwin = source.Message{
		En: "this picture looks the same as {0}, which another post shows",
		Zh: "这张图片与另一篇笔记的 {0} 看起来相同"}
	helpTwin = source.Message{
		En: "see whether one post was added twice, or somebody took the other's picture; if both may stay, say why in one of them: same_picture_ok: …",
		Zh: "请确认是否重复收录了同一篇笔记，或有人搬运了他人的图片；如果都可以保留，请在其中一篇写明理由：same_picture_ok: …"}
)

// sight is a picture as it is compared.
type sight struct {
	picture.Look
	Sighting
}

// Compare is what only pixels tell: pictures that look the same in two posts, and
// those that may not leave, in all files but pages, of which it looks at holders
// alone. It needs every picture decoded, once in its life, so it comes after
// everything else. If ctx ends it is nil.
func (s *Site) Compare(ctx context.Context, jobs int, holders []*File) []source.Problem {
	found := append(s.leaks(ctx, jobs, holders), s.lookalikes(ctx, jobs)...)
	if ctx.Err() != nil {
		return nil
	}
	return found
}

// leaks is what the gate says of holders, and of the files that are not composed
// for who asks.
func (s *Site) leaks(ctx context.Context, jobs int, holders []*File) []source.Problem {
	g, err := newGate(ctx, s.Withheld, s.store(), jobs, func(*source.File) {})
	if err != nil || len(g.bytes) == 0 {
		return nil // who writes the site is told
	}
	files := slices.DeleteFunc(slices.Clone(s.Files), func(f *File) bool {
		_, long := f.step.(later)
		return long
	})
	return slices.Concat(each(jobs, append(files, holders...), func(f *File) []source.Problem {
		if ctx.Err() != nil {
			return nil
		}
		if v, ok := f.step.(variant); ok {
			return g.check(f.Path, v.outcome(ctx))
		}
		return g.check(f.Path, f.outcome())
	})...)
}

// lookalikes warns of pictures that look the same in two posts of the edition.
func (s *Site) lookalikes(ctx context.Context, jobs int) []source.Problem {
	looks := make([]sight, len(s.Seen))
	fan(jobs, len(looks), func(i int) {
		r, _, _ := s.store().Result(ctx, s.Seen[i].photo.job, false) // what fails is reported by its File
		looks[i] = sight{r.Looks.Plain, s.Seen[i]}
	})
	looks = slices.DeleteFunc(looks, func(l sight) bool { return l.Look == picture.Look{} })
	slices.SortStableFunc(looks, func(a, b sight) int {
		return cmp.Or(cmp.Compare(a.File.Label, b.File.Label), cmp.Compare(a.Post.String(), b.Post.String()))
	})
	return twins(looks, jobs)
}

// twins warns of each look that is the same as one before it. All are compared
// with all, which is quicker than an index that misses none.
func twins(looks []sight, jobs int) []source.Problem {
	list, first := make([]picture.Look, len(looks)), make([]int, len(looks))
	for i := range looks {
		list[i] = looks[i].Look
	}
	fan(jobs, len(looks), func(i int) {
		k := list[i].NextSame(list[:i], 0)
		for k >= 0 && !concerns(&looks[k], &looks[i]) {
			k = list[i].NextSame(list[:i], k+1)
		}
		first[i] = k
	})
	var problems []source.Problem
	for i, k := range first {
		if k >= 0 {
			problems = append(problems, source.Problem{Pos: source.Pos{File: looks[i].File.Label, Line: 1, Col: 1}, Severity: source.Warning,
				Rule: "twin", Key: msgTwin, Help: helpTwin, Args: []string{looks[k].File.Label}})
		}
	}
	return problems
}

// concerns reports whether it is worth telling that two pictures look the same:
// they are in two posts of which neither says that this is all right.
func concerns(a, b *sight) bool {
	return a.Post.File != b.Post.File && a.File.Label != b.File.Label && !a.Alike && !b.Alike
}
