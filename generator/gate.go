package generator

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
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
)

// A gate is the last thing that every file of the output passes. It knows
// nothing of why a post is withheld, only the bytes and the pixels that must
// not leave, so that no mistake before it can let them out.
type gate struct {
	store  *picture.Store
	bytes  map[source.Digest]Withheld
	pixels map[source.Digest]Withheld
}

// newGate looks at every withheld picture.
func newGate(list []Withheld, store *picture.Store, jobs int) (*gate, error) {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b Withheld) int {
		return cmp.Or(cmp.Compare(a.File.Label, b.File.Label), cmp.Compare(a.Post.String(), b.Post.String()))
	})
	g := &gate{store: store, bytes: map[source.Digest]Withheld{}, pixels: map[source.Digest]Withheld{}}
	errs := make([]error, len(list))
	found := make([]picture.Result, len(list))
	isPicture := make([]bool, len(list))
	fan(jobs, len(list), func(i int) {
		if found[i], isPicture[i], errs[i] = store.Inspect(context.Background(), list[i].File); !isPicture[i] && errs[i] == nil {
			errs[i] = readable(list[i].File)
		}
	})
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("read what must not be published: %w", err)
	}
	for i, w := range list {
		if w.File.Size == 0 {
			continue // an empty file is a copy of nothing
		}
		withhold(g.bytes, w.File.Digest, w)
		if isPicture[i] {
			withhold(g.pixels, found[i].Pixels, w)
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
	for _, d := range []source.Digest{m.stamp.Digest, m.origin} {
		if w, ok := g.bytes[d]; ok {
			return []source.Problem{leak(msgLeak, path, w)}
		}
	}
	if len(g.pixels) == 0 {
		return nil
	}
	if !m.picture && looksLikePicture(m.data) {
		r, ok, err := g.store.Inspect(context.Background(), source.NewFile(path, path, m.data))
		m.pixels, m.picture = r.Pixels, ok && err == nil
	}
	if !m.picture {
		return nil
	}
	if w, ok := g.pixels[m.pixels]; ok {
		return []source.Problem{leak(msgLeakPixels, path, w)}
	}
	return nil
}

func leak(key source.Message, path string, w Withheld) source.Problem {
	return source.Problem{Pos: w.Post, Rule: "rights", Key: key, Args: []string{path, w.File.Label}, Help: helpLeak}
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
