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
	File *source.File
	Post source.Pos

	photo *photo
}

// sightings is every picture that a post of the edition shows, in order of posts.
func (l *linker) sightings() []Sighting {
	var list []Sighting
	for _, t := range l.things {
		if t.kind != record.Posts || !t.visible || t.permission.LinkOnly || t.broken() {
			continue
		}
		for _, m := range l.media(t, t.rec) {
			if p := l.pictures[cmp.Or(m.poster, m.name)]; p != nil && !p.bad {
				list = append(list, Sighting{p.file, t.pos(), p.photo})
			}
		}
	}
	return list
}

var (
	msgTwin = source.Message{
		En: "this picture looks the same as {0}, which another post shows",
		Zh: "这张图片与另一篇笔记的 {0} 看起来相同"}
	helpTwin = source.Message{
		En: "see whether one post was added twice, or somebody took the other's picture",
		Zh: "请确认是否重复收录了同一篇笔记，或有人搬运了他人的图片"}
	msgSecretTwin = source.Message{
		En: "this picture looks the same as {0}, whose post may not be shown",
		Zh: "这张图片与 {0} 看起来相同，而后者所属的笔记不可展示"}
	helpSecretTwin = source.Message{
		En: "make sure that the permission covers it before you publish",
		Zh: "请先确认授权涵盖这张图片再发布"}
)

// sight is a picture as Lookalikes compares it.
type sight struct {
	picture.Look
	file  *source.File
	post  source.Pos
	shown bool
}

// Lookalikes warns of pictures that look the same in two posts, one of which the
// edition shows. It needs every picture decoded, once in its life, so it comes
// after everything else. If ctx ends it is nil.
func (s *Site) Lookalikes(ctx context.Context, jobs int) []source.Problem {
	looks := make([]sight, len(s.Seen)+len(s.Withheld))
	fan(jobs, len(looks), func(i int) {
		if i < len(s.Seen) {
			x := s.Seen[i]
			r, _, _ := s.store().Result(ctx, x.photo.job, false) // what fails is reported by its File
			looks[i] = sight{r.Look, x.File, x.Post, true}
			return
		}
		w := s.Withheld[i-len(s.Seen)]
		r, _, _ := s.store().Inspect(ctx, w.File)
		looks[i] = sight{r.Look, w.File, w.Post, false}
	})
	if ctx.Err() != nil {
		return nil
	}
	looks = slices.DeleteFunc(looks, func(l sight) bool { return l.Look == picture.Look{} })
	slices.SortStableFunc(looks, func(a, b sight) int {
		return cmp.Or(cmp.Compare(a.file.Label, b.file.Label), cmp.Compare(a.post.String(), b.post.String()))
	})
	return twins(looks)
}

// twins warns of each look that is the same as one before it. Two looks that
// differ in few bits are equal in at least one of more parts, so only those are
// compared that share a part.
func twins(looks []sight) []source.Problem {
	var problems []source.Problem
	sharing := make([]map[uint16][]int, picture.Same+1)
	for p := range sharing {
		sharing[p] = map[uint16][]int{}
	}
	for i, l := range looks {
		twin := -1
		for p, part := range parts(l.Look) {
			for _, k := range sharing[p][part] {
				if twin >= 0 && k >= twin {
					break
				}
				if same(looks[k], l) {
					twin = k
				}
			}
		}
		if twin >= 0 {
			problems = append(problems, twinProblem(looks[twin], l))
		}
		for p, part := range parts(l.Look) {
			if list := sharing[p][part]; len(list) < crowd {
				sharing[p][part] = append(list, i)
			}
		}
	}
	return problems
}

// crowd is how many looks that share a part are compared: beyond that it says
// nothing, and an archive of one picture a thousand times would take for ever.
const crowd = 256

// same reports whether two looks are of one picture in two posts, one of them shown.
func same(a, b sight) bool {
	return a.post.File != b.post.File && a.file.Label != b.file.Label && (a.shown || b.shown) && a.Distance(b.Look) <= picture.Same
}

// parts cuts a look into nine.
func parts(l picture.Look) [picture.Same + 1]uint16 {
	var parts [picture.Same + 1]uint16
	for p := range parts {
		const width = 14
		at := p * width
		bits := l.Across >> min(at, 64)
		if at < 64 && at+width > 64 {
			bits |= l.Down << (64 - at)
		}
		if at >= 64 {
			bits = l.Down >> (at - 64)
		}
		parts[p] = uint16(bits & (1<<width - 1))
	}
	return parts
}

// twinProblem names both, at the one that is shown.
func twinProblem(first, second sight) source.Problem {
	p := source.Problem{Severity: source.Warning, Rule: "twin", Key: msgTwin, Help: helpTwin}
	if !second.shown {
		first, second = second, first
	}
	if !first.shown {
		p.Key, p.Help = msgSecretTwin, helpSecretTwin
	}
	p.Pos, p.Args = source.Pos{File: second.file.Label, Line: 1, Col: 1}, []string{first.file.Label}
	return p
}
