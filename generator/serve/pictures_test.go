package serve

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"playbook/generator/picture"
	"playbook/generator/source"
)

// noise is a picture that takes a while to encode.
func noise(seed uint64) string {
	rng := rand.New(rand.NewPCG(3, seed))
	m := image.NewGray(image.Rect(0, 0, 480, 480))
	for i := range m.Pix {
		m.Pix[i] = byte(rng.Uint32())
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.String()
}

// Pages do not wait for pictures, and neither do edits; a picture that is asked
// for comes at once, before all are made; one that nobody waits for any more is
// left; and in the end each was made once.
func TestPagesDoNotWaitForPictures(t *testing.T) {
	t.Parallel()
	const many = 24
	files := archive(2)
	page := "---\ntitle: Gallery\n---\n"
	for i := range many {
		name := fmt.Sprintf("g%02d.jpg", i)
		files["content/pages/"+name] = noise(uint64(i))
		page += "\n![a picture](" + name + ")\n"
	}
	files["content/pages/gallery.md"] = page
	w := newWorld(t, files)
	store := picture.NewStore(w.path(".playbook/pictures"))
	o := w.options("")
	open := o.Open
	o.Open = func() (*Source, error) {
		s, err := open()
		if err == nil {
			s.Input.Pictures, s.Input.WebP = store, picture.WebP
		}
		return s, err
	}
	s := serveWorld(t, o)
	waiting := func(when string) {
		t.Helper()
		if n := store.Decoded(); n >= many {
			t.Errorf("%s: all %d pictures were made by then", when, n)
		}
	}
	status, html := s.get("/sub/gallery.html")
	waiting("the first page")
	sources := regexp.MustCompile(`<img src="([^"]+)"`).FindAllStringSubmatch(html, -1)
	if status != 200 || len(sources) != many {
		t.Fatalf("status %d, %d pictures", status, len(sources))
	}
	l := s.listen("/sub/gallery.html")
	w.write("content/pages/gallery.md", strings.Replace(page, "title: Gallery", "title: Edited", 1))
	l.until(func(event) bool {
		_, html := s.get("/sub/gallery.html")
		return strings.Contains(html, "Edited")
	})
	waiting("an edit")
	last := "/sub/" + sources[many-1][1]
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	r, err := http.NewRequestWithContext(canceled, http.MethodGet, s.root+last, nil)
	w.must(err)
	if response, err := s.http.Do(r); err == nil {
		response.Body.Close()
		t.Error("nobody waited, and it came")
	}
	if status, data := s.get(last); status != 200 || !strings.HasPrefix(data, "\xff\xd8") {
		t.Errorf("status %d, %d bytes", status, len(data))
	}
	waiting("a picture that is wanted")
	l.until(func(e event) bool { return e.Whole })
	if n := store.Decoded(); n > many+6 { // some were given up in the middle by the edit
		t.Errorf("%d pictures were decoded %d times", many, n)
	}
}

// A picture that may not be shown, written into the text of a page, is told as
// build tells it, and no more once it is gone.
func TestLeaksInPagesAreTold(t *testing.T) {
	t.Parallel()
	files := archive(2)
	files["content/posts/2026/kept/index.md"] = "---\ntitle: Kept\nplatform: weibo\ncreator: c0\nrelationship: organic\n---\n没有问过\n"
	files["content/posts/2026/kept/1.jpg"] = noise(1)
	w := newWorld(t, files)
	s := serveWorld(t, w.options("public"))
	l := s.listen("/sub/about.html")
	l.whole()
	about := w.read("content/pages/about.md")
	for _, leak := range []bool{true, false} {
		text := about
		if leak {
			text += "\n```\n" + base64.StdEncoding.EncodeToString([]byte(noise(1))) + "\n```\n"
		}
		number := s.view.Load().number
		w.write("content/pages/about.md", text)
		l.until(func(e event) bool { return e.Whole && s.view.Load().number > number })
		v := s.view.Load()
		told := slices.ContainsFunc(v.all, func(p source.Problem) bool {
			return strings.HasSuffix(p.File, "kept/index.md") && strings.Contains(p.Line("en"), "about.html in the output is a copy of its file")
		})
		if told != leak {
			t.Errorf("a leak is there: %t, and told: %t\n%v", leak, told, v.all)
		}
		if _, clean := w.clean("public"); fmt.Sprint(v.all) != fmt.Sprint(clean) {
			t.Errorf("served with\n%v\nand from nothing\n%v", v.all, clean)
		}
	}
}
