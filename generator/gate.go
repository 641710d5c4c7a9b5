package generator

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"playbook/generator/picture"
	"playbook/generator/source"
)

var (
	msgLeak = source.Message{
		En: "this post may not be shown, but {0} in the output is a copy of its file {1}",
		Zh: "这条内容不可展示，但输出中的 {0} 与它的文件 {1} 相同"}
	msgLeakPixels = source.Message{
		En: "this post may not be shown, but {0} in the output is the same picture as its file {1}",
		Zh: "这条内容不可展示，但输出中的 {0} 与它的文件 {1} 是同一张图片"}
	helpLeak = source.Message{
		En: "remove the copy from the content, or record the permission that the post has",
		Zh: "请从内容中移除该副本，或补录这条内容已获得的授权"}
	msgLeakLook = source.Message{
		En: "this post may not be shown, but {0} in the output looks the same as its file {1}",
		Zh: "这条内容不可展示，但输出中的 {0} 与它的文件 {1} 看起来相同"}
	helpLeakLook = source.Message{
		En: "use another picture, record the permission that the post has or, if it is not the same, say why in this post: same_picture_ok: …",
		Zh: "请换一张图片，或补录这条内容已获得的授权；如果确实不是同一张，请在这篇笔记里写明理由：same_picture_ok: …"}
	msgNearLook = source.Message{
		En: "this post may not be shown, and {0} in the output looks much like its file {1}",
		Zh: "这条内容不可展示，而输出中的 {0} 与它的文件 {1} 很相似"}
	helpNearLook = source.Message{
		En: "compare the two; if the picture may be shown, say why in this post: same_picture_ok: …",
		Zh: "请比对两张图片；如果可以展示，请在这篇笔记里写明理由：same_picture_ok: …"}
	msgLeakProof = source.Message{
		En: "proof of a permission is never published, but {0} in the output is the same",
		Zh: "授权凭证绝不公开，但输出中的 {0} 与它相同"}
	helpLeakProof = source.Message{En: "remove the copy from the content", Zh: "请从内容中移除该副本"}
	msgNearProof  = source.Message{
		En: "proof of a permission is never published, and {0} in the output looks much like it",
		Zh: "授权凭证绝不公开，而输出中的 {0} 与它很相似"}
	helpNearProof = source.Message{En: "compare the two", Zh: "请比对两张图片"}
)

// ErrChanged is the refusal to publish what is no longer what was read: whoever
// watches the content builds again anyway.
var ErrChanged = errors.New("the content changed while it was being used")

// A gate is the last thing that every file of the output passes. It knows
// nothing of why a post is withheld, only the bytes, the pixels and the looks
// that must not leave, so that no mistake before it can let them out.
type gate struct {
	store  *picture.Store
	bytes  map[source.Digest]Withheld
	pixels map[source.Digest]Withheld
	looks  picture.Gallery
	owners []Withheld // of looks
}

// newGate looks at every withheld file, until ctx ends, and tells of each.
func newGate(ctx context.Context, list []Withheld, store *picture.Store, jobs int, seen func(*source.File)) (*gate, error) {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b Withheld) int {
		return cmp.Or(cmp.Compare(a.File.Label, b.File.Label), cmp.Compare(a.Post.String(), b.Post.String()))
	})
	g := &gate{store: store, bytes: map[source.Digest]Withheld{}, pixels: map[source.Digest]Withheld{}}
	errs := make([]error, len(list))
	found := make([]picture.Result, len(list))
	isPicture := make([]bool, len(list))
	fan(jobs, len(list), func(i int) {
		if found[i], isPicture[i], errs[i] = store.Inspect(ctx, list[i].File); !isPicture[i] && errs[i] == nil {
			errs[i] = readable(list[i].File)
		}
		seen(list[i].File)
	})
	if err := errors.Join(errs...); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %w", ErrChanged, err)
	} else if err != nil {
		return nil, fmt.Errorf("read what must not be published: %w", err)
	}
	for i, w := range list {
		if w.File.Size == 0 {
			continue // an empty file is a copy of nothing
		}
		withhold(g.bytes, w.File.Digest, w)
		if !isPicture[i] {
			continue
		}
		withhold(g.pixels, found[i].Pixels, w)
		if found[i].Looks != (picture.Looks{}) && !w.Alike {
			g.looks.Add(&found[i].Looks)
			g.owners = append(g.owners, w)
		}
	}
	return g, nil
}

// readable tells a file that is no picture from one that could not be read.
func readable(f *source.File) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	return r.Close()
}

// withhold adds w, unless one before it in order is the same.
func withhold(m map[source.Digest]Withheld, d source.Digest, w Withheld) {
	if _, ok := m[d]; !ok {
		m[d] = w
	}
}

// check is the problems of publishing m at a path.
func (g *gate) check(path string, m made) []source.Problem {
	if len(g.bytes) == 0 {
		return nil
	}
	place := cmp.Or(m.label, path)
	for _, d := range []source.Digest{m.stamp.Digest, m.encoded, m.origin} {
		if w, ok := g.bytes[d]; ok {
			return []source.Problem{w.leak(msgLeak, helpLeak, place)}
		}
	}
	switch {
	case m.picture:
		return g.see(place, picture.Result{Pixels: m.pixels, Looks: m.looks})
	case m.drawn:
		return nil
	}
	return g.search(place, m.data)
}

// see is the problems of a picture at a place.
func (g *gate) see(place string, r picture.Result) []source.Problem {
	if w, ok := g.pixels[r.Pixels]; ok {
		return []source.Problem{w.leak(msgLeakPixels, helpLeak, place)}
	}
	if r.Looks == (picture.Looks{}) {
		return nil
	}
	at, distance := g.looks.Nearest(&r.Looks)
	switch {
	case at < 0:
		return nil
	case distance <= picture.Same && !g.owners[at].Proof:
		return []source.Problem{g.owners[at].leak(msgLeakLook, helpLeakLook, place)}
	}
	p := g.owners[at].leak(msgNearLook, helpNearLook, place)
	p.Severity = source.Warning
	return []source.Problem{p}
}

// search is the problems of a file that no encoder made, and of the pictures
// that lie in it.
func (g *gate) search(place string, data []byte) []source.Problem {
	var problems []source.Problem
	for part := range picturesIn(data) {
		f := source.NewFile(place, place, part)
		if w, ok := g.bytes[f.Digest]; ok {
			problems = append(problems, w.leak(msgLeak, helpLeak, place))
			continue
		}
		if r, ok, err := g.store.Inspect(context.Background(), f); ok && err == nil {
			problems = append(problems, g.see(place, r)...)
		}
	}
	return problems
}

// leak is a problem at the post that is withheld, which names the place of the copy.
func (w Withheld) leak(key, help source.Message, place string) source.Problem {
	switch {
	case w.Proof && key == msgNearLook:
		key, help = msgNearProof, helpNearProof
	case w.Proof:
		key, help = msgLeakProof, helpLeakProof
	}
	return source.Problem{Pos: w.Post, Rule: "rights", Key: key, Args: []string{place, w.File.Label}, Help: help}
}

// looksLikePicture goes by the first bytes, whatever the file is called.
func looksLikePicture(data []byte) bool {
	for _, magic := range []string{"\xff\xd8\xff", "\x89PNG", "GIF8"} {
		if bytes.HasPrefix(data, []byte(magic)) {
			return true
		}
	}
	return len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP"
}
