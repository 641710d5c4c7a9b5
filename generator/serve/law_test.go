package serve

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"playbook/generator"
	"playbook/generator/source"
)

// What is served after any sequence of edits, saved in any of the ways that
// editors save, is what a build from nothing makes: every file byte for byte,
// nothing else, and the same problems. Two servers watch the same folder, one
// for an edition and one for the preview.
func TestLiveEqualsClean(t *testing.T) {
	t.Parallel()
	w := newWorld(t, archive(5))
	w.write("themes/law/theme.yaml", strings.Replace(w.read("themes/law/theme.yaml"), "page_size: 3", "page_size: 8", 1))
	w.live(edits(100), "public", "")
}

// The same with every page and file of the default theme, the search index among
// them: what was just saved is found at once, and what went is not.
func TestLiveEqualsCleanByDefault(t *testing.T) {
	t.Parallel()
	w := newWorld(t, archive(2))
	w.must(os.RemoveAll(w.path("themes/law/templates")))
	w.base = os.DirFS("../../themes/default")
	page, err := fs.ReadFile(w.base, "templates/page.html")
	w.must(err)
	w.write("themes/law/templates/page.html", string(page)) // which edits change
	in, _, err := w.input("public")
	w.must(err)
	site, problems := generator.Build(in, nil)
	if i := slices.IndexFunc(site.Files, func(f *generator.File) bool { return strings.HasPrefix(f.Path, "search/") }); i < 0 || source.Errors(problems) > 0 {
		t.Fatalf("there is no search index, or something else is wrong: %v", problems)
	}
	w.live(edits(12), "public")
}

// live makes random edits and compares servers of the editions after each.
func (w *world) live(edits int, editions ...string) {
	w.tb.Helper()
	var subjects []*subject
	for _, e := range editions {
		subjects = append(subjects, newSubject(w, e))
	}
	rng := rand.New(rand.NewPCG(7, 7))
	for step := range edits {
		did := randomEdit(w, rng)
		w.write("content/static/marker.txt", strconv.Itoa(step+1))
		for _, s := range subjects {
			if diff := s.compare(w); diff != "" {
				w.tb.Fatalf("edit %d, %s, %s:\n%s", step, did, s.name(), diff)
			}
		}
	}
}

// edits is how many edits a test makes: n, or as many as a soak asks for.
func edits(n int) int {
	if soak, err := strconv.Atoi(os.Getenv("PLAYBOOK_SOAK")); err == nil {
		return max(n, soak/10)
	}
	return n
}

// subject is a server that is compared with clean builds.
type subject struct {
	edition string
	*running
	*listener
	seen map[string]bool // every path that ever was
}

func newSubject(w *world, edition string) *subject {
	r := serveWorld(w.tb, w.options(edition))
	return &subject{edition, r, r.listen("/sub/marker.txt"), map[string]bool{}}
}

func (s *subject) name() string {
	if s.edition == "" {
		return "preview"
	}
	return s.edition
}

// compare waits for the marker, and compares everything.
func (s *subject) compare(w *world) string {
	site, problems := s.arrive(w)
	base := basePath(site.Config.BaseURL)
	expected := map[string]string{}
	for _, f := range site.Files {
		data, _ := f.Bytes()
		expected[f.Path] = string(data)
		s.seen[f.Path] = true
	}
	for _, p := range slices.Sorted(maps.Keys(s.seen)) {
		want, there := expected[p]
		status, got := s.get(base + p)
		switch {
		case there && p != "404.html" && status == 200 && got == want:
		case there && p == "404.html" && got == want:
		case !there && (status == 404 || status == 302 || s.leadsElsewhere(p, expected)):
		case !there:
			return fmt.Sprintf("%s should not be there, but is (%d)", p, status)
		default:
			return fmt.Sprintf("%s: status %d\n%s", p, status, firstDifference(got, want))
		}
	}
	return firstDifference(lines(s.view.Load().all), lines(problems))
}

// arrive is the site from nothing, once the server has it.
func (s *subject) arrive(w *world) (*generator.Site, []source.Problem) {
	site, problems := w.clean(s.edition)
	marker, _ := markerOf(site)
	s.until(func(e event) bool { return e.Whole && e.Page == marker.String() })
	return site, problems
}

// compareDigests is compare for so many files that asking for each takes too
// long: what a file is made of stands for its bytes.
func (s *subject) compareDigests(w *world) string {
	site, problems := s.arrive(w)
	list := func(files []*generator.File) string {
		var b strings.Builder
		for _, f := range files {
			fmt.Fprintln(&b, f.Path, f.Digest())
		}
		return b.String()
	}
	live := s.view.Load()
	return firstDifference(list(live.site.Files), list(site.Files)) + firstDifference(lines(live.all), lines(problems))
}

// leadsElsewhere reports whether a path without its file means another one.
func (s *subject) leadsElsewhere(p string, expected map[string]string) bool {
	_, page := expected[p+".html"]
	return page
}

func lines(problems []source.Problem) string {
	var b strings.Builder
	for _, p := range problems {
		b.WriteString(p.Line("en") + "\n" + p.Excerpt + "\n")
	}
	return b.String()
}

// firstDifference is where two texts part, or "".
func firstDifference(got, want string) string {
	if got == want {
		return ""
	}
	n := 0
	for n < len(got) && n < len(want) && got[n] == want[n] {
		n++
	}
	from := max(0, n-60)
	return fmt.Sprintf("byte %d\n  live:  …%q\n  clean: …%q", n, got[from:min(len(got), n+120)], want[from:min(len(want), n+120)])
}

// randomEdit changes something in one of many ways, and says what.
func randomEdit(w *world, rng *rand.Rand) string {
	if rng.IntN(6) == 0 {
		bulk := pick(rng, bulks)
		return bulk.name + " " + bulk.do(w, rng)
	}
	e := pick(rng, kinds)
	name, text := e.make(w, rng)
	m := pick(rng, manners)
	m.save(w, name, text)
	return fmt.Sprintf("%s of %s, %s", e.name, name, m.name)
}

// kinds are what an edit changes: a file and its new text.
var kinds = []struct {
	name string
	make func(w *world, rng *rand.Rand) (name, text string)
}{
	{"body", func(w *world, rng *rand.Rand) (string, string) {
		return change(w, rng, ".md", func(s string) string { return s + fmt.Sprintf("\nmore %d\n", rng.IntN(1000)) })
	}},
	{"title", func(w *world, rng *rand.Rand) (string, string) {
		return change(w, rng, "posts/2", func(s string) string {
			return strings.Replace(s, "title: |-\n  ", fmt.Sprintf("title: |-\n  %d ", rng.IntN(1000)), 1)
		})
	}},
	{"tag", func(w *world, rng *rand.Rand) (string, string) {
		return change(w, rng, "posts/2", func(s string) string { return strings.Replace(s, "tags: [", "tags: [测试, ", 1) })
	}},
	{"permission event", func(w *world, rng *rand.Rand) (string, string) {
		return change(w, rng, "posts/2", func(s string) string {
			event := pick(rng, []string{"revoked: 2026-02-04\n", "declined: 2026-03-05\n    use: [site]\n", "taken-down: 2026-04-06\n    notice: gone\n",
				"granted: 2026-05-03\n    until: 2027-12-01\n    words: yes\n"})
			return strings.Replace(s, "\n---\n", "\n  - "+event+"---\n", 1)
		})
	}},
	{"creator", func(w *world, rng *rand.Rand) (string, string) {
		return change(w, rng, "creators/", func(s string) string { return strings.Replace(s, "title: ", "title: X", 1) })
	}},
	{"picture", func(w *world, rng *rand.Rand) (string, string) { return "content/static/dot.png", dots(rng.IntN(6)) }},
	{"post with picture", func(w *world, rng *rand.Rand) (string, string) {
		name := some(w, rng, "posts/2026/n1")
		return path.Dir(name) + "/1.png", dots(rng.IntN(6))
	}},
	{"new file", func(w *world, rng *rand.Rand) (string, string) {
		return fmt.Sprintf("content/pages/new%d.md", rng.IntN(5)), "---\ntitle: New\n---\n[[about]]\n"
	}},
	{"translation", func(w *world, rng *rand.Rand) (string, string) {
		return "content/voice/plain-words.zh.md", pick(rng, []string{"", "---\ntitle: 直说\n---\n## 为什么\n"})
	}},
	{"broken file", func(w *world, rng *rand.Rand) (string, string) {
		return change(w, rng, ".md", func(s string) string { return strings.Replace(s, "---\n", "---\nnonsense: 1\n", 1) })
	}},
	{"repair", func(w *world, rng *rand.Rand) (string, string) {
		return change(w, rng, ".md", func(s string) string { return strings.ReplaceAll(s, "nonsense: 1\n", "") })
	}},
	{"broken link", func(w *world, rng *rand.Rand) (string, string) {
		return change(w, rng, "cases/", func(s string) string { return s + "\n[x](nowhere.md)\n" })
	}},
	{"draft", func(w *world, rng *rand.Rand) (string, string) {
		return change(w, rng, "posts/2", func(s string) string { return strings.Replace(s, "---\n", "---\ndraft: true\n", 1) })
	}},
	{"template", func(w *world, rng *rand.Rand) (string, string) {
		return "themes/law/templates/page.html", w.read("themes/law/templates/page.html") + fmt.Sprintf("<!-- -->%d", rng.IntN(9))
	}},
	{"style sheet", func(w *world, rng *rand.Rand) (string, string) {
		return "themes/law/assets/site.css", fmt.Sprintf("body { margin: %dpx }\n", rng.IntN(9))
	}},
	{"settings", func(w *world, rng *rand.Rand) (string, string) {
		s := w.read("content/site.yaml")
		return "content/site.yaml", "title: Archive " + strconv.Itoa(rng.IntN(9)) + s[strings.Index(s, "\n"):]
	}},
	{"broken settings", func(w *world, rng *rand.Rand) (string, string) {
		return "content/site.yaml", w.read("content/site.yaml") + "nonsense: 1\n"
	}},
	{"repaired settings", func(w *world, rng *rand.Rand) (string, string) {
		return "content/site.yaml", strings.ReplaceAll(w.read("content/site.yaml"), "nonsense: 1\n", "")
	}},
	{"nothing", func(w *world, rng *rand.Rand) (string, string) {
		return change(w, rng, ".md", func(s string) string { return s })
	}},
	{"truncation", func(w *world, rng *rand.Rand) (string, string) {
		return change(w, rng, "pages/", func(string) string { return "" })
	}},
}

// manners are the ways in which editors and tools save a file.
var manners = []struct {
	name string
	save func(w *world, name, text string)
}{
	{"in place, in two halves", func(w *world, name, text string) {
		w.must(os.MkdirAll(filepath.Dir(w.path(name)), 0o777))
		f, err := os.Create(w.path(name))
		w.must(err)
		for _, half := range []string{text[:len(text)/2], text[len(text)/2:]} {
			_, err = f.WriteString(half)
			w.must(err)
		}
		w.must(f.Close())
	}},
	{"as VS Code does", func(w *world, name, text string) { w.write(name, text) }},
	{"as vim does", func(w *world, name, text string) { // a probe, a backup by renaming, a new file, the backup gone
		dir := path.Dir(name)
		w.write(dir+"/4913", "")
		w.must(os.Remove(w.path(dir + "/4913")))
		if w.exists(name) {
			w.must(os.Rename(w.path(name), w.path(name+"~")))
		}
		w.write(name, text)
		w.must(os.Chmod(w.path(name), 0o644))
		if w.exists(name + "~") {
			w.must(os.Remove(w.path(name + "~")))
		}
	}},
	{"as JetBrains does", func(w *world, name, text string) {
		w.write(name+"___jb_tmp___", text)
		if w.exists(name) {
			w.must(os.Rename(w.path(name), w.path(name+"___jb_old___")))
		}
		w.must(os.Rename(w.path(name+"___jb_tmp___"), w.path(name)))
		if w.exists(name + "___jb_old___") {
			w.must(os.Remove(w.path(name + "___jb_old___")))
		}
	}},
	{"as sed -i does", func(w *world, name, text string) {
		temp := path.Dir(name) + "/sedXk3f9Q"
		w.write(temp, text)
		w.must(os.Rename(w.path(temp), w.path(name)))
	}},
	{"as rsync does", func(w *world, name, text string) { // keeps times, which may be old
		temp := path.Dir(name) + "/." + path.Base(name) + ".x7Gh2K"
		w.write(temp, text)
		w.must(os.Chtimes(w.path(temp), testNow, testNow))
		w.must(os.Rename(w.path(temp), w.path(name)))
	}},
	{"deleted and made again", func(w *world, name, text string) {
		if w.exists(name) {
			w.must(os.Remove(w.path(name)))
		}
		w.write(name, text)
	}},
	{"twice at once", func(w *world, name, text string) {
		w.write(name, text+"x")
		w.write(name, text)
	}},
}

// bulks are edits of more than one file.
var bulks = []struct {
	name string
	do   func(w *world, rng *rand.Rand) string
}{
	{"deletion", func(w *world, rng *rand.Rand) string {
		name := some(w, rng, "posts/2")
		w.must(os.Remove(w.path(name)))
		return name
	}},
	{"rename", func(w *world, rng *rand.Rand) string {
		name := some(w, rng, "posts/2")
		to := fmt.Sprintf("content/posts/2020/r%d.md", rng.IntN(1e6))
		w.must(os.MkdirAll(w.path("content/posts/2020"), 0o777))
		w.must(os.Rename(w.path(name), w.path(to)))
		return name + " to " + to
	}},
	{"folder rename", func(w *world, rng *rand.Rand) string {
		dirs, err := filepath.Glob(w.path("content/posts/*[0-9]"))
		w.must(err)
		dir := pick(rng, dirs)
		to := filepath.Join(filepath.Dir(dir), strconv.Itoa(20300+rng.IntN(1000)))
		if _, err := os.Stat(to); err == nil {
			return "that is there"
		}
		w.must(os.Rename(dir, to))
		if rng.IntN(2) == 0 { // forth and back, and forth
			w.must(os.Rename(to, dir))
			w.must(os.Rename(dir, to))
		}
		return filepath.Base(dir) + " to " + filepath.Base(to)
	}},
	{"new folders, deep", func(w *world, rng *rand.Rand) string {
		old, err := filepath.Glob(w.path("content/pages/deep*"))
		w.must(err)
		for _, dir := range old {
			w.must(os.RemoveAll(dir))
		}
		base := fmt.Sprintf("content/pages/deep%d/a/b", rng.IntN(1e6))
		for i := range 3 {
			w.write(fmt.Sprintf("%s/p%d-%d.md", base, rng.IntN(1e6), i), "---\ntitle: Deep\n---\ntext\n")
		}
		return base
	}},
	{"checkout", func(w *world, rng *rand.Rand) string {
		names := all(w, "posts/2")
		for i, name := range names {
			text := w.read(name)
			w.must(os.Remove(w.path(name)))
			if i%5 != 4 {
				w.write(name, text+"\nother branch\n")
			}
		}
		return strconv.Itoa(len(names))
	}},
	{"more posts", func(w *world, rng *rand.Rand) string {
		for name, text := range archive(1 + rng.IntN(5)) {
			if strings.HasPrefix(name, "content/posts/2") {
				w.write(name, text)
			}
		}
		return ""
	}},
	{"stash and pop", func(w *world, rng *rand.Rand) string {
		name, text := change(w, rng, ".md", func(s string) string { return s + "\nstashed\n" })
		before := w.read(name)
		w.write(name, text)
		w.write(name, before)
		w.write(name, text)
		w.write(name, before)
		return name
	}},
	{"theme gone and back", func(w *world, rng *rand.Rand) string {
		w.must(os.Rename(w.path("themes/law"), w.path("themes/away")))
		w.must(os.Rename(w.path("themes/away"), w.path("themes/law")))
		return ""
	}},
	{"content gone and back", func(w *world, rng *rand.Rand) string {
		w.must(os.Rename(w.path("content"), w.path("away")))
		w.must(os.CopyFS(w.path("content"), os.DirFS(w.path("away"))))
		w.must(os.RemoveAll(w.path("away")))
		return ""
	}},
}

func (w *world) exists(name string) bool {
	_, err := os.Stat(w.path(name))
	return err == nil
}

// all is the files below content whose name contains part, in order.
func all(w *world, part string) []string {
	var names []string
	w.must(fs.WalkDir(os.DirFS(w.dir), "content", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.Contains(name, part) && ours(d.Name()) {
			names = append(names, name)
		}
		return err
	}))
	return names
}

func some(w *world, rng *rand.Rand, part string) string {
	names := all(w, part)
	if len(names) == 0 {
		name := "content/posts/2026/n1/index.md"
		w.write(name, "---\ntitle: Again\nplatform: weibo\ncreator: c0\nrelationship: organic\nrights:\n  - granted: 2026-01-03\n    use: [site]\n    until: 2030-01-03\n    words: yes\n---\n还有\n")
		return name
	}
	return pick(rng, names)
}

func change(w *world, rng *rand.Rand, part string, f func(string) string) (name, text string) {
	name = some(w, rng, part)
	return name, f(w.read(name))
}

// dots is a small picture that no other seed makes.
func dots(seed int) string {
	rng := rand.New(rand.NewPCG(2, uint64(seed)))
	img := image.NewRGBA(image.Rect(0, 0, 12, 9))
	for i := range 12 * 9 {
		img.Set(i%12, i/12, color.RGBA{uint8(rng.IntN(256)), uint8(rng.IntN(256)), uint8(rng.IntN(256)), 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.String()
}
