package generator

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"playbook/generator/defaults"
	"playbook/generator/picture"
	"playbook/generator/source"
)

// A disguise is what is done to a withheld picture before it is used elsewhere.
type disguise struct {
	name string
	wear func(t testing.TB, m image.Image) string
}

func asJPEG(quality int, change func(image.Image) image.Image) func(testing.TB, image.Image) string {
	return func(t testing.TB, m image.Image) string { return jpegOfTest(t, change(m), quality) }
}

func unchanged(m image.Image) image.Image { return m }

// secretQuality is how the withheld pictures themselves are saved.
const secretQuality = 90

// disguises are caught, all of them.
var disguises = []disguise{
	{"another name", asJPEG(secretQuality, unchanged)},
	{"without metadata", func(t testing.TB, m image.Image) string {
		return segment(jpegOfTest(t, m, secretQuality), 0xfe, "other words")
	}},
	{"saved as PNG", func(t testing.TB, m image.Image) string { return pngOfTest(t, decodedJPEG(t, m, secretQuality)) }},
	{"recompressed", asJPEG(35, unchanged)},
	{"half the size", asJPEG(80, func(m image.Image) image.Image { return resized(m, 120, 160) })},
	{"cropped 5 % all around", asJPEG(80, func(m image.Image) image.Image { return cropped(m, 5, 5, 5, 5) })},
	{"cropped 5 % on the left", asJPEG(80, func(m image.Image) image.Image { return cropped(m, 5, 0, 0, 0) })},
	{"cropped 5 % below, small", asJPEG(60, func(m image.Image) image.Image { return resized(cropped(m, 0, 0, 0, 5), 120, 152) })},
	{"mirrored", asJPEG(85, mirroredPicture)},
	{"mirrored and cropped", asJPEG(70, func(m image.Image) image.Image { return mirroredPicture(cropped(m, 0, 5, 0, 0)) })},
	{"stored turned", func(t testing.TB, m image.Image) string {
		return segment(jpegOfTest(t, turnedPicture(m), 85), 0xe1, exifPlace) // whose orientation is 6
	}},
	{"in grey", asJPEG(85, func(m image.Image) image.Image {
		out := image.NewGray(m.Bounds())
		draw.Draw(out, out.Rect, m, image.Point{}, draw.Src)
		return out
	})},
	{"brighter", asJPEG(85, func(m image.Image) image.Image { return lit(m, 220, 30) })},
	{"with a border of a few pixels", asJPEG(85, func(m image.Image) image.Image {
		out := image.NewRGBA(m.Bounds())
		draw.Draw(out, out.Rect, image.Black, image.Point{}, draw.Src)
		draw.Draw(out, out.Rect.Inset(3), m, image.Pt(3, 3), draw.Src)
		return out
	})},
	{"with a small watermark", asJPEG(85, func(m image.Image) image.Image {
		out := cropped(m, 0, 0, 0, 0)
		draw.Draw(out, image.Rect(190, 285, 235, 315), image.White, image.Point{}, draw.Src)
		return out
	})},
	{"as GIF", func(t testing.TB, m image.Image) string {
		var b bytes.Buffer
		if err := gif.Encode(&b, m, &gif.Options{NumColors: 64}); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}},
}

// A route is a way of getting a picture into the output. It adds to the content or to
// the theme, and says which place the problem names.
type route struct {
	name string
	lay  func(p *planted, n int, picture string) (place string)
}

// planted is a site with leaks in it.
type planted struct {
	content, theme map[string]string
}

// page is a page that nobody objects to.
func (p *planted) page(name, front, body string) {
	p.content[name] = "---\ntitle: A page\n" + front + "---\n" + body + "\n"
}

// post is a post that may be shown.
func (p *planted) post(n int, front string) string {
	dir := fmt.Sprintf("posts/ok%d/", n)
	p.content[dir+"index.md"] = fmt.Sprintf("---\ntitle: Allowed\nplatform: weibo\nurl: https://weibo.com/2/%d\ncreator: lin\nposted: 2026-03-01\n"+
		"relationship: organic\n%srights:\n  - granted: 2026-03-01\n    use: [site]\n    words: ok\n    music_cleared: yes\n---\nA caption.\n", 5000+n, front)
	return dir
}

func (p *planted) file(name, picture string) string {
	p.content[name] = picture
	return "content/" + name
}

// ending is that of the name of a picture.
func ending(data string) string {
	switch {
	case strings.HasPrefix(data, "\x89PNG"):
		return ".png"
	case strings.HasPrefix(data, "GIF8"):
		return ".gif"
	}
	return ".jpg"
}

func inBase64(picture string) string { return base64.StdEncoding.EncodeToString([]byte(picture)) }

func zipped(name, data string) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, _ := z.Create(name) // a buffer takes everything
	_, _ = w.Write([]byte(data))
	_ = z.Close()
	return b.String()
}

// routes are the ways in.
var routes = []route{
	{"in another post's folder", func(p *planted, n int, picture string) string {
		return p.file(p.post(n, "")+"1"+ending(picture), picture)
	}},
	{"as a still of a video", func(p *planted, n int, picture string) string {
		dir := p.post(n, fmt.Sprintf("media:\n  - file: clip.mp4\n    poster: still%s\n", ending(picture)))
		return p.file(dir+"still"+ending(picture), picture)
	}},
	{"as the cover of a post", func(p *planted, n int, picture string) string {
		return p.file(p.post(n, "cover: cover"+ending(picture)+"\n")+"cover"+ending(picture), picture)
	}},
	{"as the cover of a case", func(p *planted, n int, picture string) string {
		name := fmt.Sprintf("c%d", n)
		p.page("cases/"+name+".md", "brand: B\ncover: "+name+ending(picture)+"\n", "Words.")
		return p.file("cases/"+name+ending(picture), picture)
	}},
	{"as the cover of a product", func(p *planted, n int, picture string) string {
		name := fmt.Sprintf("p%d", n)
		p.page("products/"+name+".md", "cover: "+name+ending(picture)+"\n", "Words.")
		return p.file("products/"+name+ending(picture), picture)
	}},
	{"in the text of a page", func(p *planted, n int, picture string) string {
		name := fmt.Sprintf("t%d", n)
		p.page("pages/"+name+".md", "", "Look: ![seen]("+name+ending(picture)+")")
		return p.file("pages/"+name+ending(picture), picture)
	}},
	{"in a translation", func(p *planted, n int, picture string) string {
		name := fmt.Sprintf("z%d", n)
		p.page("pages/"+name+".md", "", "Look.")
		p.page("pages/"+name+".zh.md", "", "看：![图]("+name+ending(picture)+")")
		return p.file("pages/"+name+ending(picture), picture)
	}},
	{"in static/", func(p *planted, n int, picture string) string {
		return p.file(fmt.Sprintf("static/logo%d%s", n, strings.Replace(ending(picture), ".gif", ".dat", 1)), picture)
	}},
	{"in static/ under the name of something else", func(p *planted, n int, picture string) string {
		return p.file(fmt.Sprintf("static/font%d.woff", n), picture)
	}},
	{"in an archive in static/", func(p *planted, n int, picture string) string {
		return p.file(fmt.Sprintf("static/press%d.zip", n), zipped("media/photo.bin", picture))
	}},
	{"in a document in static/", func(p *planted, n int, picture string) string {
		return p.file(fmt.Sprintf("static/deck%d.pdf", n), "%PDF-1.7\n4 0 obj\n<< /Filter /DCTDecode >>\nstream\n"+picture+"\nendstream\nendobj\n")
	}},
	{"in a drawing", func(p *planted, n int, picture string) string {
		return p.file(fmt.Sprintf("static/drawing%d.svg", n), `<svg xmlns="http://www.w3.org/2000/svg"><image href="data:image/jpeg;base64,`+inBase64(picture)+`"/></svg>`)
	}},
	{"in a style sheet in static/", func(p *planted, n int, picture string) string {
		return p.file(fmt.Sprintf("static/s%d.css", n), `p{background:url("data:image/jpeg;base64,`+inBase64(picture)+`")}`)
	}},
	{"as an asset of the theme", func(p *planted, n int, picture string) string {
		p.theme[fmt.Sprintf("assets/img/a%d%s", n, ending(picture))] = picture
		return fmt.Sprintf("assets/img/a%d", n)
	}},
	{"from a style sheet of the theme", func(p *planted, n int, picture string) string {
		p.theme[fmt.Sprintf("assets/b%d%s", n, ending(picture))] = picture
		p.theme[fmt.Sprintf("assets/b%d.css", n)] = fmt.Sprintf("p{background:url(b%d%s)}", n, ending(picture))
		return fmt.Sprintf("assets/b%d", n)
	}},
	{"in a script of the theme", func(p *planted, n int, picture string) string {
		p.theme[fmt.Sprintf("assets/s%d.ts", n)] = `document.title = "` + inBase64(picture) + `";`
		return fmt.Sprintf("assets/s%d", n)
	}},
	{"in a template of the theme", func(p *planted, n int, picture string) string {
		p.theme["templates/404.html"] += `<img alt="" src="data:image/jpeg;base64,` + inBase64(picture) + `">`
		return "404.html"
	}},
	{"in a code block", func(p *planted, n int, picture string) string {
		p.page(fmt.Sprintf("pages/code%d.md", n), "", "```\n<img src=\"data:image/jpeg;base64,"+inBase64(picture)+"\">\n```")
		return fmt.Sprintf("code%d.html", n)
	}},
	{"in a code block with colours", func(p *planted, n int, picture string) string {
		p.page(fmt.Sprintf("pages/lit%d.md", n), "", "```css\np { background: url(\"data:image/jpeg;base64,"+inBase64(picture)+"\") }\n```")
		return fmt.Sprintf("lit%d.html", n)
	}},
	{"in an alternative text", func(p *planted, n int, picture string) string {
		name := fmt.Sprintf("alt%d", n)
		p.page("pages/"+name+".md", "", "![data:image/jpeg;base64,"+inBase64(picture)+"](plain.jpg)")
		return name + ".html"
	}},
	{"in a summary, and so in a feed", func(p *planted, n int, picture string) string {
		p.page(fmt.Sprintf("cases/feed%d.md", n), "brand: B\nsummary: |-\n  data:image/jpeg;base64,"+inBase64(picture)+"\n", "Words.")
		return fmt.Sprintf("cases/feed%d.html", n)
	}},
}

// textRoutes lead to a withheld post by other means than its pictures. Each is laid
// for a post of its own, and caught where it is written.
var textRoutes = []struct {
	name string
	lay  func(p *planted, secret, name string) (at string)
}{
	{"a link", func(p *planted, secret, name string) string {
		p.page("pages/"+name+".md", "", "See [this](../posts/"+secret+"/index.md).")
		return "content/pages/" + name + ".md"
	}},
	{"a wikilink", func(p *planted, secret, name string) string {
		p.page("pages/"+name+".md", "", "See [["+secret+"]].")
		return "content/pages/" + name + ".md"
	}},
	{"a card", func(p *planted, secret, name string) string {
		p.page("pages/"+name+".md", "", ":::post{name="+secret+"}\n:::")
		return "content/pages/" + name + ".md"
	}},
	{"a picture by its path", func(p *planted, secret, name string) string {
		p.page("pages/"+name+".md", "", "![seen](../posts/"+secret+"/1.jpg)")
		return "content/pages/" + name + ".md"
	}},
	{"a picture below the folder of the post", func(p *planted, secret, name string) string {
		p.content["posts/"+secret+"/raw/a.jpg"] = p.content["posts/"+secret+"/1.jpg"]
		p.page("pages/"+name+".md", "", "![seen](../posts/"+secret+"/raw/a.jpg)")
		return "content/pages/" + name + ".md"
	}},
	{"a cover by its path", func(p *planted, secret, name string) string {
		p.page("cases/"+name+".md", "brand: B\ncover: ../posts/"+secret+"/1.jpg\n", "Words.")
		return "content/cases/" + name + ".md"
	}},
}

// Leaks of every sort, planted one by one: each is an error that names the post
// which may not be shown and the place of the copy, and nothing is published.
func TestPlantedLeaks(t *testing.T) {
	t.Parallel()
	p := &planted{content: album(nil), theme: map[string]string{"templates/404.html": ""}}
	p.content["site.yaml"] = "title: T\nlanguages: [en, zh]\nbase_url: https://t.example/\n"
	p.content["pages/plain.jpg"] = jpegOfTest(t, softPicture(90_000, 240, 320), 80)
	type leak struct{ name, secret, place string }
	var leaks []leak
	for i, way := range routes {
		for k, d := range disguises {
			// Every way with some of the disguises, and every disguise in some ways.
			if (i+k)%len(disguises) >= 10 {
				continue
			}
			n := len(leaks)
			m := softPicture(n, 240, 320)
			secret := fmt.Sprintf("secret%d", n)
			p.hide(t, secret, n, m)
			leaks = append(leaks, leak{d.name + ", " + way.name, "content/posts/" + secret + "/index.md", way.lay(p, n, d.wear(t, m))})
		}
	}
	for i, way := range textRoutes {
		n := len(leaks)
		secret := fmt.Sprintf("secret%d", n)
		p.hide(t, secret, n, softPicture(n, 240, 320))
		leaks = append(leaks, leak{"by " + way.name, "posts/" + secret, way.lay(p, secret, fmt.Sprintf("text%d", i))})
	}
	if len(leaks) < 200 {
		t.Errorf("only %d leaks are planted", len(leaks))
	}
	for n := range 20 { // these are nobody's
		p.file(p.post(70_000+n, "")+"1.jpg", jpegOfTest(t, softPicture(80_000+n, 240, 320), 85))
	}
	site, problems := Build(p.input(), nil)
	report, more, err := Write(site, newProject(t).target, WriteOptions{State: t.TempDir()})
	if err != nil || report.Files > 0 {
		t.Errorf("%d files were published, %v", report.Files, err)
	}
	problems = append(problems, more...)
	for _, l := range leaks {
		if !slices.ContainsFunc(problems, func(p source.Problem) bool {
			text := p.Line("en")
			caught := p.Rule == "rights" && strings.Contains(text, l.secret) || p.Rule == "picture" && strings.Contains(text, "holds a picture")
			return p.Severity == source.Error && caught && strings.Contains(text, l.place)
		}) {
			t.Errorf("nobody noticed: %s (%s, %s)", l.name, l.secret, l.place)
		}
	}
	for _, problem := range problems {
		text := problem.Line("en")
		if strings.Contains(text, "ok7000") || strings.Contains(text, "plain.jpg") || problem.Severity == source.Error && problem.Rule != "rights" && problem.Rule != "picture" {
			t.Error(text)
		}
	}
	t.Logf("%d leaks, %d problems", len(leaks), len(problems))
}

// onlyPeopleTell is what gets out, since no program can tell it from what may. It
// is here so that the list is true: each is looked for by a person.
var onlyPeopleTell = []string{
	"the caption or the title of the post, copied into another page",
	"a file or an alias that has the post's name",
	"the post's address on its platform, as a link",
	"a third of the picture",
	"the picture as a part of a collage",
	"the picture turned by a quarter and stored so",
	"a photo of a screen that shows it, or a drawing after it",
	"a later frame of an animation, or one of a film that is not its still",
	"a film that was cut, or put into another container",
	"a picture in a format that we do not read, or packed into a stream of a PDF",
	"a picture so plain that it looks like any other, saved again",
}

func TestLeaksThatOnlyPeopleTell(t *testing.T) {
	t.Parallel()
	m, wide := softPicture(1, 240, 320), image.NewRGBA(image.Rect(0, 0, 480, 320))
	draw.Draw(wide, wide.Rect, m, image.Point{}, draw.Src)
	draw.Draw(wide, image.Rect(240, 0, 480, 320), softPicture(50, 240, 320), image.Point{}, draw.Src)
	p := &planted{content: album(nil), theme: map[string]string{}}
	p.hide(t, "secret", 0, m)
	p.page("pages/a.md", "aliases: [posts/old-secret.html]\n", "A caption of secret. See <https://weibo.com/1/0>.")
	p.content["static/secret.txt"] = "Words."
	p.file(p.post(1, "")+"1.jpg", jpegOfTest(t, cropped(m, 0, 0, 0, 66), 85))
	p.file(p.post(2, "")+"1.jpg", jpegOfTest(t, wide, 85))
	p.file(p.post(3, "")+"1.jpg", jpegOfTest(t, turnedPicture(m), 85))
	site, problems := Build(p.input(), nil)
	_, more, err := Write(site, newProject(t).target, WriteOptions{State: t.TempDir()})
	if err != nil || source.Errors(problems)+source.Errors(more) > 0 {
		t.Errorf("somebody tells after all; take it off the list of %d: %v %v %v", len(onlyPeopleTell), err, problems, more)
	}
}

// hide adds a post with a picture that may not be shown.
func (p *planted) hide(t testing.TB, name string, n int, m image.Image) {
	for file, data := range album(map[string]string{name: jpegOfTest(t, m, secretQuality)}) {
		if strings.HasPrefix(file, "posts/") {
			p.content[file] = strings.Replace(data, "weibo.com/1/100", fmt.Sprintf("weibo.com/1/%d", n), 1)
		}
	}
}

func (p *planted) input() Input {
	layer := fstest.MapFS{}
	for name, data := range p.theme {
		layer[name] = &fstest.MapFile{Data: []byte(data)}
	}
	theme := append([]*source.Tree{source.NewTree(layer, "themes/mine")}, defaultLook()...)
	return Input{Content: memoryTree(p.content), Base: source.NewTree(defaults.Files, "built-in"), Theme: theme, Now: benchNow, WebP: picture.WebP}
}

// What a post says of its pictures holds for what looks like them, never for
// copies; and so far apart they are only told.
func TestSamePictureOK(t *testing.T) {
	t.Parallel()
	m := softPicture(1, 240, 320)
	covered := cropped(m, 0, 0, 0, 0)
	draw.Draw(covered, image.Rect(0, 0, 240, 80), image.White, image.Point{}, draw.Src) // a quarter
	again, near := jpegOfTest(t, m, 40), jpegOfTest(t, covered, 80)
	const says = "same_picture_ok: our own photo, which she reposted\n"
	tests := []struct {
		name, secret, shown, picture string
		want                         string // the problems
	}{
		{"nobody says anything", "", "", again, "error: looks the same as"},
		{"the withheld post does", says, "", again, ""},
		{"the other does", "", says, again, "error: looks the same as"},
		{"an empty reason", "same_picture_ok: \"\"\n", "", again, "error: looks the same as"},
		{"a copy", says, "", jpegOfTest(t, m, secretQuality), "error: is a copy of"},
		{"the same pixels", says, "", pngOfTest(t, decodedJPEG(t, m, secretQuality)), "error: is the same picture as"},
		{"much alike", "", "", near, "warning: looks much like"},
		{"much alike, and the withheld post says so", says, "", near, ""},
		{"another", "", "", jpegOfTest(t, softPicture(2, 240, 320), 80), ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := &planted{content: album(nil), theme: map[string]string{}}
			p.hide(t, "secret", 0, m)
			p.content["posts/secret/index.md"] = strings.Replace(p.content["posts/secret/index.md"], "rights:", test.secret+"rights:", 1)
			p.file(p.post(1, test.shown)+"1"+ending(test.picture), test.picture)
			site, problems := Build(p.input(), nil)
			_, more, err := Write(site, newProject(t).target, WriteOptions{State: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			if seen := site.Compare(t.Context(), 0, nil); len(seen) != len(more) {
				t.Errorf("who serves the site is told %v", seen)
			}
			var got []string
			for _, p := range append(problems, more...) {
				text := p.Line("en")
				if !strings.HasPrefix(text, "content/posts/secret/index.md:") || !strings.Contains(text, "content/posts/ok1/1.") || !strings.Contains(text, "content/posts/secret/1.jpg") {
					t.Errorf("does not name both places: %s", text)
				}
				got = append(got, map[source.Severity]string{source.Error: "error", source.Warning: "warning"}[p.Severity]+": "+text)
			}
			kind, words, _ := strings.Cut(test.want, ": ")
			if test.want == "" && len(got) > 0 || test.want != "" && (len(got) != 1 || !strings.HasPrefix(got[0], kind) || !strings.Contains(got[0], words)) {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

// Proofs are no part of a site: without them it is the same, and with them it
// may hold none.
func TestProofsNeverLeave(t *testing.T) {
	t.Parallel()
	chat := softPicture(7, 240, 320)
	proofs := func() *source.Tree {
		return source.NewTree(fstest.MapFS{
			"chat.png":     {Data: []byte(pngOfTest(t, chat))},
			"contract.pdf": {Data: []byte("%PDF a contract")},
		}, ".proofs")
	}
	build := func(change func(p *planted), proofs *source.Tree) (folder, []source.Problem) {
		p := &planted{content: album(nil), theme: map[string]string{}}
		p.file(p.post(1, "")+"1.jpg", jpegOfTest(t, softPicture(1, 240, 320), 80))
		change(p)
		project := newProject(t)
		site, problems := Build(p.input(), nil)
		_, more, err := Write(site, project.target, WriteOptions{State: t.TempDir(), Proofs: proofs})
		if err != nil {
			t.Fatal(err)
		}
		if source.Errors(more) > 0 {
			return nil, more
		}
		return readFolder(t, project.target), append(problems, more...)
	}
	with, problems := build(func(*planted) {}, proofs())
	without, _ := build(func(*planted) {}, nil)
	if sameFolder(t, "without proofs", without, with); len(problems) > 0 {
		t.Error(problems)
	}
	for want, change := range map[string]func(p *planted){
		".proofs/contract.pdf:1:1: proof of a permission is never published, but content/static/a.bin":       func(p *planted) { p.content["static/a.bin"] = "%PDF a contract" },
		".proofs/chat.png:1:1: proof of a permission is never published, but content/posts/ok1/2.png":        func(p *planted) { p.file("posts/ok1/2.png", pngOfTest(t, chat)) },
		".proofs/chat.png:1:1: warning: proof of a permission is never published, and content/posts/ok1/2.j": func(p *planted) { p.file("posts/ok1/2.jpg", jpegOfTest(t, chat, 50)) },
	} {
		if _, problems := build(change, proofs()); len(problems) != 1 || !strings.HasPrefix(problems[0].Line("en"), want) {
			t.Errorf("%v, want %s", problems, want)
		}
	}
}

// No two pictures of the archive that ships look the same, however mirrored or
// cropped; else the gate would cry wolf.
func TestShippedPicturesDiffer(t *testing.T) {
	t.Parallel()
	site := shippedInternal().site
	type seen struct {
		name  string
		looks picture.Looks
	}
	var list []seen
	for _, s := range site.Seen {
		r, problems, err := site.store().Result(t.Context(), s.photo.job, false)
		if err != nil || len(problems) > 0 {
			t.Fatal(err, problems)
		}
		list = append(list, seen{s.File.Label, r.Looks})
	}
	nearest := 64
	for i := range list {
		for k := range list[:i] {
			d := list[i].looks.Distance(&list[k].looks)
			if nearest = min(nearest, d); d < picture.Similar && list[i].name != list[k].name {
				t.Errorf("%s and %s: %d", list[i].name, list[k].name, d)
			}
		}
	}
	if len(list) < 100 || nearest == 64 {
		t.Errorf("%d pictures, distance %d", len(list), nearest)
	}
	t.Logf("%d pictures, the nearest two %d apart", len(list), nearest)
}

// softPicture is a picture of soft shapes and some grain, other ones for every seed.
func softPicture(seed, w, h int) *image.RGBA {
	state := uint32(seed)*2654435761 + 12345
	random := func() int {
		state = state*1664525 + 1013904223
		return int(state >> 24)
	}
	var light [8][7]int
	for y := range light {
		for x := range light[y] {
			light[y][x] = random()
		}
	}
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			fx, fy := x*6*256/w, y*7*256/h
			cx, cy, dx, dy := fx>>8, fy>>8, fx&255, fy&255
			top := light[cy][cx]*(256-dx) + light[cy][cx+1]*dx
			below := light[cy+1][cx]*(256-dx) + light[cy+1][cx+1]*dx
			v := (top*(256-dy)+below*dy)>>16*7/8 + random()>>4
			m.SetRGBA(x, y, color.RGBA{uint8(v), uint8(v*3/4 + 20), uint8(200 - v/2), 255})
		}
	}
	return m
}

func jpegOfTest(t testing.TB, m image.Image, quality int) string {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func decodedJPEG(t testing.TB, m image.Image, quality int) image.Image {
	t.Helper()
	again, err := jpeg.Decode(strings.NewReader(jpegOfTest(t, m, quality)))
	if err != nil {
		t.Fatal(err)
	}
	return again
}

func pngOfTest(t testing.TB, m image.Image) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// cropped takes so many hundredths off the left, top, right and bottom.
func cropped(m image.Image, left, top, right, bottom int) *image.RGBA {
	b := m.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dx()*(100-left-right)/100, b.Dy()*(100-top-bottom)/100))
	draw.Draw(out, out.Rect, m, b.Min.Add(image.Pt(b.Dx()*left/100, b.Dy()*top/100)), draw.Src)
	return out
}

// drawnFrom is a picture of w × h pixels, each taken from a place of m.
func drawnFrom(m image.Image, w, h int, from func(x, y int) (int, int)) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			out.Set(x, y, m.At(from(x, y)))
		}
	}
	return out
}

func resized(m image.Image, w, h int) image.Image {
	b := m.Bounds()
	return drawnFrom(m, w, h, func(x, y int) (int, int) { return x * b.Dx() / w, y * b.Dy() / h })
}

func mirroredPicture(m image.Image) image.Image {
	b := m.Bounds()
	return drawnFrom(m, b.Dx(), b.Dy(), func(x, y int) (int, int) { return b.Dx() - 1 - x, y })
}

// turnedPicture is m as a camera that was held upright stores it: orientation 6.
func turnedPicture(m image.Image) image.Image {
	b := m.Bounds()
	return drawnFrom(m, b.Dy(), b.Dx(), func(x, y int) (int, int) { return b.Dx() - 1 - y, x })
}

// lit is m with other light: so many 256ths, and some added.
func lit(m image.Image, share, more int) image.Image {
	b := m.Bounds()
	out := image.NewRGBA(b)
	for y := range b.Dy() {
		for x := range b.Dx() {
			c := color.RGBAModel.Convert(m.At(x, y)).(color.RGBA)
			up := func(v uint8) uint8 { return uint8(min(255, int(v)*share/256+more)) }
			out.SetRGBA(x, y, color.RGBA{up(c.R), up(c.G), up(c.B), 255})
		}
	}
	return out
}
