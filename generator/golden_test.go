package generator

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"playbook/generator/defaults"
	"playbook/generator/source"
)

var update = flag.Bool("update", false, "rewrite what golden tests want")

// A golden is one archive of testdata/sites: a site's files, how to build it,
// and what must come of it. Its comment has lines such as "edition: internal",
// "now: 2026-11-23T12:00:00+08:00", "preview: true", and "files: other.txtar"
// for the files of another archive. A picture is written as its measures and a
// number that tells it from others: "40x30 7".
type golden struct {
	file    string
	comment string
	parts   []part            // of the archive, in order
	files   map[string]string // of the content
	want    map[string]string // by path in the output; "problems", "pictures"
	edition string
	preview bool
	now     time.Time
}

// goldens reads every archive of testdata/sites.
func goldens(tb testing.TB) []*golden {
	tb.Helper()
	names, err := filepath.Glob("testdata/sites/*.txtar")
	if err != nil || len(names) == 0 {
		tb.Fatalf("no golden sites: %v", err)
	}
	var all []*golden
	for _, name := range names {
		all = append(all, readGolden(tb, name))
	}
	return all
}

func readGolden(tb testing.TB, name string) *golden {
	tb.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		tb.Fatal(err)
	}
	g := &golden{file: name, files: map[string]string{}, want: map[string]string{}, now: benchNow}
	g.comment, g.parts = unpack(string(data))
	for _, p := range g.parts {
		if rest, ok := strings.CutPrefix(p.name, "want/"); ok {
			g.want[rest] = p.text
		} else {
			g.files[p.name] = contentOf(tb, p)
		}
	}
	for line := range strings.Lines(g.comment) {
		key, value, found := strings.Cut(strings.TrimSpace(line), ": ")
		switch {
		case !found:
		case key == "edition":
			g.edition = value
		case key == "preview":
			g.preview = value == "true"
		case key == "now":
			if g.now, err = time.Parse(time.RFC3339, value); err != nil {
				tb.Fatalf("%s: %v", name, err)
			}
		case key == "files":
			other := readGolden(tb, filepath.Join(filepath.Dir(name), value))
			maps.Copy(g.files, other.files)
		}
	}
	return g
}

// A part is one file of an archive.
type part struct{ name, text string }

// unpack reads the txtar format: a comment, then files, each after a line of
// its name between "-- " and " --".
func unpack(archive string) (comment string, parts []part) {
	for line := range strings.Lines(archive) {
		name, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "-- ")
		name, end := strings.CutSuffix(name, " --")
		switch {
		case ok && end:
			parts = append(parts, part{name: name})
		case len(parts) == 0:
			comment += line
		default:
			parts[len(parts)-1].text += line
		}
	}
	return comment, parts
}

func contentOf(tb testing.TB, p part) string {
	tb.Helper()
	if !isPicture(p.name) {
		return p.text
	}
	var width, height, seed int
	if _, err := fmt.Sscanf(p.text, "%dx%d %d", &width, &height, &seed); err != nil {
		tb.Fatalf("%s: a picture is written as \"40x30 7\": %v", p.name, err)
	}
	return drawing(width, height, seed)
}

// drawing is a PNG that no other seed gives.
func drawing(width, height, seed int) string {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			m.Set(x, y, color.RGBA{uint8(seed * 37), uint8(seed>>3 + x*255/width), uint8(y * 255 / height), 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.String()
}

// memoryTree is a tree of files in memory.
func memoryTree(files map[string]string) *source.Tree {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	return source.NewTree(fsys, "content")
}

// input is what the site is built from, with the theme of tests.
func (g *golden) input() Input {
	return Input{Content: memoryTree(g.files), Base: source.NewTree(defaults.Files, "defaults"),
		Theme: []*source.Tree{source.NewTree(os.DirFS("testdata/theme"), "theme")}, Edition: g.edition, Preview: g.preview, Now: g.now}
}

// result is everything that a build gave, as the archive writes it: pages and
// other texts in full, pictures by their digests, problems line by line.
func result(in Input) map[string]string {
	site, problems := Build(in, nil)
	got := map[string]string{}
	var pictures, lines strings.Builder
	for _, f := range site.Files {
		data, more := f.Bytes()
		problems = append(problems, more...)
		if !utf8.Valid(data) {
			fmt.Fprintf(&pictures, "%s %s\n", f.Path, source.DigestBytes(data))
			continue
		}
		got[f.Path] = string(data)
		if len(data) > 0 && data[len(data)-1] != '\n' {
			got[f.Path] += "\n" // an archive cannot say that there is none
		}
	}
	for _, p := range source.Sort(problems) {
		lines.WriteString(p.Line("en") + "\n")
	}
	for name, text := range map[string]string{"pictures": pictures.String(), "problems": lines.String()} {
		if text != "" {
			got[name] = text
		}
	}
	return got
}

func TestGoldenSites(t *testing.T) {
	t.Parallel()
	for _, g := range goldens(t) {
		t.Run(strings.TrimSuffix(path.Base(g.file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			got := result(g.input())
			if *update {
				g.rewrite(t, got)
				return
			}
			for _, name := range slices.Sorted(maps.Keys(got)) {
				want, listed := g.want[name]
				switch {
				case !listed:
					t.Errorf("%s is not wanted", name)
				case want != got[name]:
					t.Errorf("%s:\n%s", name, firstDifference(want, got[name]))
				}
			}
			for _, name := range slices.Sorted(maps.Keys(g.want)) {
				if _, made := got[name]; !made {
					t.Errorf("%s is wanted and not there", name)
				}
			}
		})
	}
}

// rewrite puts what a build gave into the archive.
func (g *golden) rewrite(t *testing.T, got map[string]string) {
	t.Helper()
	var b strings.Builder
	b.WriteString(g.comment)
	for _, p := range g.parts {
		if !strings.HasPrefix(p.name, "want/") {
			fmt.Fprintf(&b, "-- %s --\n%s", p.name, p.text)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		fmt.Fprintf(&b, "-- want/%s --\n%s", name, got[name])
	}
	if err := os.WriteFile(g.file, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// firstDifference is the first line in which two texts differ.
func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		var a, b string
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			return fmt.Sprintf("line %d\nwant: %s\n got: %s", i+1, a, b)
		}
	}
	return "they differ in length only"
}
