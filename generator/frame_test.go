package generator

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"playbook/generator/source"
)

// long is more text than any front has of a body.
var long = strings.Repeat("这一段比卡片放得下的要长。", 20)

// An edit of a text below its beginning makes no new frame, and neither does time
// in which nothing begins or ends; whatever others show of a page does.
func TestFramesLastAsLongAsFronts(t *testing.T) {
	t.Parallel()
	w, memo := newWorld(t), new(Memo)
	const name = "pages/manual/start.md"
	w.content[name] += long
	build := func() *frame {
		Build(w.input(), memo)
		return memo.frame
	}
	first := build()
	for _, c := range []struct {
		what  string
		do    func()
		lasts bool
	}{
		{"nothing", func() {}, true},
		{"a text", func() { w.content[name] += "\n\n[[about]]\n\n```go\nfunc main() {}\n```\n" }, true},
		{"an hour", func() { w.in.Now = w.in.Now.Add(time.Hour) }, true},
		{"ten years", func() { w.in.Now = w.in.Now.AddDate(10, 0, 0) }, false},
		{"back", func() { w.in.Now = w.in.Now.AddDate(-10, 0, 0) }, false},
		{"a title", func() { w.content[name] = strings.Replace(w.content[name], "title: Start", "title: Begin", 1) }, false},
		{"the beginning of a text", func() { w.content[name] = strings.Replace(w.content[name], "\ntext\n", "\nother text\n", 1) }, false},
		{"a file", func() { w.content["pages/more.md"] = "---\ntitle: More\n---\n" }, false},
		{"a setting", func() { w.content["site.yaml"] += "ugc_floor: 3\n" }, false},
		{"a picture", func() { w.content["pages/more.png"] = dots(99) }, false},
		{"a template", func() { w.theme["templates/page.html"] += "x" }, false},
		{"an edition", func() { w.in.Edition = "internal" }, false},
		{"a preview", func() { w.in.Preview = true }, false},
	} {
		c.do()
		next := build()
		if (next == first) != c.lasts {
			t.Errorf("after an edit of %s the frame is the same: %t", c.what, next == first)
		}
		first = next
	}
}

// Fronts of one face are equal in everything, so one may stand for the other.
func TestFacesCoverFronts(t *testing.T) {
	t.Parallel()
	rng, seen := rand.New(rand.NewPCG(11, 3)), map[source.Digest]*Front{}
	w := newWorld(t)
	for step := range 120 {
		if step%20 == 0 {
			w = newWorld(t)
		}
		what := pick(rng, lawEdits).do(w, rng)
		b := begin(w.input(), nil)
		files := b.read()
		for _, d := range b.parse(files, b.configure(files)) {
			if other := seen[d.face]; other != nil && !reflect.DeepEqual(other, d.Front) {
				t.Fatalf("after %s there are two fronts of one face:\n%+v\n%+v", what, other, d.Front)
			}
			seen[d.face] = d.Front
		}
	}
}
