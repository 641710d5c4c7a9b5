package generator

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"playbook/generator/defaults"
	"playbook/generator/picture"
	"playbook/generator/source"
)

// scene is a picture of large shapes, other ones for every seed; seed 0 is plain.
func scene(t testing.TB, seed, w, h, quality int) string {
	t.Helper()
	var tiles [12][12]uint8
	state := uint32(seed)*2654435761 + 1
	for y := range tiles {
		for x := range tiles[y] {
			state = state*1664525 + 1013904223
			tiles[y][x] = uint8(state >> 24)
			if seed == 0 {
				tiles[y][x] = 180
			}
		}
	}
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			v := tiles[y*12/h][x*12/w]
			m.SetRGBA(x, y, color.RGBA{v, v / 2, 255 - v, 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// album is a site with a post for each picture. Those that begin with "secret"
// may not be shown.
func album(pictures map[string]string) map[string]string {
	site := map[string]string{"site.yaml": "title: T\nlanguages: [en]\n", "creators/lin.md": "---\ntitle: Lin\n---\n"}
	for i, name := range sortedKeys(pictures) {
		rights := "  - granted: 2026-03-01\n    use: [site]\n    words: ok\n"
		if strings.HasPrefix(name, "secret") {
			rights = "  - asked: 2026-03-01\n    use: [site]\n  - declined: 2026-03-02\n"
		}
		site["posts/"+name+"/index.md"] = fmt.Sprintf("---\ntitle: %s\nplatform: weibo\nurl: https://weibo.com/1/%d\ncreator: lin\n"+
			"posted: 2026-03-01\nrelationship: organic\nrights:\n%s---\nA caption.\n", name, 100+i, rights)
		site["posts/"+name+"/1.jpg"] = pictures[name]
	}
	return site
}

func TestLookalikes(t *testing.T) {
	t.Parallel()
	content := album(map[string]string{
		"a":       scene(t, 1, 600, 800, 92),
		"b":       scene(t, 1, 300, 400, 40), // a, smaller and worse
		"c":       scene(t, 2, 600, 800, 92),
		"d":       scene(t, 0, 600, 800, 92), // plain
		"e":       scene(t, 0, 300, 400, 60),
		"secret1": scene(t, 2, 420, 560, 70), // c
		"secret2": scene(t, 3, 600, 800, 92),
		"secret3": scene(t, 3, 300, 400, 50), // like secret2, which concerns nobody
		"f":       scene(t, 4, 600, 800, 92),
		"g":       scene(t, 4, 300, 400, 60), // f, and says that this is all right
	})
	content["posts/g/index.md"] = strings.Replace(content["posts/g/index.md"], "rights:", "same_picture_ok: she sent it to us twice\nrights:", 1)
	for _, preview := range []bool{false, true} {
		in := Input{Content: memoryTree(content), Base: source.NewTree(defaults.Files, "built-in"), Theme: defaultLook(), Now: benchNow, Preview: preview}
		site, problems := Build(in, nil)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		want := []string{"content/posts/b/1.jpg:1:1 content/posts/a/1.jpg"} // of others the gate tells
		if preview {
			want = append(want, "content/posts/secret1/1.jpg:1:1 content/posts/c/1.jpg", "content/posts/secret3/1.jpg:1:1 content/posts/secret2/1.jpg")
		}
		var got []string
		for _, p := range site.Problems(0) {
			if p.Rule == "twin" && p.Severity == source.Warning {
				got = append(got, p.Pos.String()+" "+p.Args[0])
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("preview %v: %q\nwant %q", preview, got, want)
		}
	}
}

// A second build decodes nothing, and neither does a third of another edition;
// what comes out is the same with the store, without it, and with what is left of it.
func TestSecondBuildDecodesNoPicture(t *testing.T) {
	t.Parallel()
	pictures := map[string]string{}
	for i := range 6 {
		pictures[fmt.Sprintf("p%d", i)] = scene(t, i+1, 400, 500, 90)
	}
	pictures["secret"] = scene(t, 99, 400, 500, 90)
	content := album(pictures)
	dir := t.TempDir()
	kept := filepath.Join(dir, "pictures")
	build := func(store *picture.Store) (folder, string, Report) {
		site, problems := Build(Input{Content: memoryTree(content), Base: source.NewTree(defaults.Files, "built-in"), Theme: defaultLook(), Now: benchNow, WebP: picture.WebP, Pictures: store}, nil)
		report, more, err := Write(site, filepath.Join(dir, "public"), WriteOptions{State: filepath.Join(dir, ".playbook")})
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, p := range append(problems, more...) {
			lines = append(lines, p.Line("en"))
		}
		return readFolder(t, filepath.Join(dir, "public")), strings.Join(lines, "\n"), report
	}
	cold := picture.NewStore(kept)
	want, problems, _ := build(cold)
	if cold.Decoded() != len(pictures) {
		t.Errorf("%d pictures were decoded %d times", len(pictures), cold.Decoded())
	}
	for _, c := range []struct {
		name    string
		store   *picture.Store
		decoded int
	}{{"the same process", cold, len(pictures)}, {"another process", picture.NewStore(kept), 0}, {"nothing kept", picture.NewStore(""), len(pictures)}} {
		got, lines, report := build(c.store)
		sameFolder(t, c.name, got, want)
		if c.store.Decoded() != c.decoded || lines != problems || report.Changed != 0 {
			t.Errorf("%s: decoded %d, changed %d\n%s", c.name, c.store.Decoded(), report.Changed, firstLine(lines))
		}
	}
}

// An archive of ten thousand posts with three pictures each, one in ten of them
// withheld: every picture against every other that is shown, and against every
// withheld one, however mirrored or cropped.
func BenchmarkLooks(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	some := func() picture.Look { return picture.Look{Across: rng.Uint64(), Down: rng.Uint64()} }
	g := &gate{bytes: map[source.Digest]Withheld{{}: {}}, pixels: map[source.Digest]Withheld{}}
	for range 3_000 {
		l := picture.Looks{Plain: some(), Mirrored: some()}
		for i := range l.Cropped {
			l.Cropped[i] = some()
		}
		g.looks.Add(&l)
		g.owners = append(g.owners, Withheld{})
	}
	looks := make([]sight, 30_000)
	for i := range looks {
		name := fmt.Sprintf("posts/%05d/1.jpg", i)
		looks[i] = sight{some(), Sighting{File: &source.File{Label: name}, Post: source.Pos{File: name}}}
	}
	b.Run("twins", func(b *testing.B) {
		for b.Loop() {
			twins(looks, 1)
		}
	})
	b.Run("gate", func(b *testing.B) {
		for b.Loop() {
			for _, l := range looks {
				g.see("", picture.Result{Pixels: source.Digest{1}, Looks: picture.Looks{Plain: l.Look, Mirrored: l.Look}})
			}
		}
	})
}
