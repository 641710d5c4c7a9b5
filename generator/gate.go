package generator

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

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
	bytes  map[source.Digest]Withheld
	pixels map[source.Digest]Withheld
}

// newGate reads every withheld picture whose pixels known does not tell.
func newGate(list []Withheld, known *pixelCache, jobs int) (*gate, error) {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b Withheld) int {
		return cmp.Or(cmp.Compare(a.File.Label, b.File.Label), cmp.Compare(a.Post.String(), b.Post.String()))
	})
	g := &gate{bytes: map[source.Digest]Withheld{}, pixels: map[source.Digest]Withheld{}}
	pixels := make([]pixelsOf, len(list))
	errs := make([]error, len(list))
	fan(jobs, len(list), func(i int) { pixels[i], errs[i] = known.of(list[i].File) })
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("read what must not be published: %w", err)
	}
	for i, w := range list {
		if w.File.Size == 0 {
			continue // an empty file is a copy of nothing
		}
		known.add(w.File.Digest, pixels[i])
		withhold(g.bytes, w.File.Digest, w)
		if pixels[i].picture {
			withhold(g.pixels, pixels[i].digest, w)
		}
	}
	return g, nil
}

// withhold adds w, unless one before it in order is the same.
func withhold(m map[source.Digest]Withheld, d source.Digest, w Withheld) {
	if _, ok := m[d]; !ok {
		m[d] = w
	}
}

// check is the problems of publishing m, whose bytes have a digest, at a path.
func (g *gate) check(path string, m made, digest source.Digest) []source.Problem {
	if w, ok := g.bytes[digest]; ok {
		return []source.Problem{leak(msgLeak, path, w)}
	}
	if len(g.pixels) == 0 {
		return nil
	}
	if !m.picture && looksLikePicture(m.data) {
		d, err := picture.Pixels(m.data)
		m.pixels, m.picture = d, err == nil
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

// pixelsOf is the digest of a picture's pixels, if the file is a picture.
type pixelsOf struct {
	digest  source.Digest
	picture bool
}

// pixelCache remembers the pixels of withheld pictures between builds: to
// decode one takes as long as to render a hundred pages. It is a file in State;
// one that cannot be read is as good as none.
type pixelCache struct {
	dir   string
	old   map[source.Digest]pixelsOf
	fresh map[source.Digest]pixelsOf // of the pictures that are withheld now
}

// pixelsHead names the rules by which the digests were taken.
const pixelsHead = "playbook pixels 1 " + Version + " " + picture.Version

func (c *pixelCache) name() string { return filepath.Join(c.dir, "pixels") }

func openPixelCache(dir string) *pixelCache {
	c := &pixelCache{dir: dir, old: map[source.Digest]pixelsOf{}, fresh: map[source.Digest]pixelsOf{}}
	if dir == "" {
		return c
	}
	data, err := os.ReadFile(c.name())
	if err != nil {
		return c
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	if lines[0] != pixelsHead {
		return c
	}
	for _, line := range lines[1:] {
		file, pixels, _ := strings.Cut(line, " ")
		key, err := source.ParseDigest(file)
		if err != nil {
			continue
		}
		if d, err := source.ParseDigest(pixels); err == nil {
			c.old[key] = pixelsOf{d, true}
		} else if pixels == "-" {
			c.old[key] = pixelsOf{}
		}
	}
	return c
}

// of is the pixels of f. It may run many times at once; add may not.
func (c *pixelCache) of(f *source.File) (pixelsOf, error) {
	if p, ok := c.old[f.Digest]; ok {
		return p, nil
	}
	if isVideo(f.Name) {
		return pixelsOf{}, nil // too large to hold; its bytes are compared
	}
	data, err := f.Bytes()
	if err != nil || !looksLikePicture(data) {
		return pixelsOf{}, err
	}
	d, err := picture.Pixels(data)
	return pixelsOf{d, err == nil}, nil // what does not decode cannot be shown either
}

func (c *pixelCache) add(file source.Digest, p pixelsOf) { c.fresh[file] = p }

// save forgets the pictures that are not withheld any more. That it fails
// costs the next build some time, so nobody is told.
func (c *pixelCache) save() {
	if c.dir == "" || maps.Equal(c.old, c.fresh) {
		return
	}
	lines := make([]string, 0, len(c.fresh))
	for file, p := range c.fresh {
		text := "-"
		if p.picture {
			text = p.digest.String()
		}
		lines = append(lines, file.String()+" "+text)
	}
	slices.Sort(lines)
	tmp, err := os.CreateTemp(c.dir, "pixels-*.tmp")
	if err != nil {
		return
	}
	_, err = tmp.WriteString(pixelsHead + "\n" + strings.Join(lines, "\n") + "\n")
	if err = errors.Join(err, tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), c.name())
	}
	if err != nil {
		os.Remove(tmp.Name())
	}
}
