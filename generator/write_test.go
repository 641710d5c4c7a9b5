package generator

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"playbook/generator/picture"
	"playbook/generator/record"
	"playbook/generator/source"
)

// folder is the files of a folder: slash paths to contents. A symbolic link is "→ destination".
type folder map[string]string

// canned is a step that makes what it holds.
type canned struct{ made made }

func (c canned) Digest() source.Digest { return source.DigestBytes(c.made.data) }

func (c canned) Run() (made, []source.Problem) { return c.made, c.made.problems }

// siteOf is a site of text files.
func siteOf(files folder) *Site {
	s := &Site{Edition: record.Edition{Name: "public"}}
	for _, p := range slices.Sorted(maps.Keys(files)) {
		s.Files = append(s.Files, &File{Path: p, step: canned{made{data: []byte(files[p])}}})
	}
	return s
}

// withFile adds a file that is made like m.
func withFile(s *Site, path string, m made) *Site {
	s.Files = append(s.Files, &File{Path: path, step: canned{m}})
	slices.SortFunc(s.Files, func(a, b *File) int { return cmp.Compare(a.Path, b.Path) })
	return s
}

// project is a folder with a target and a state in it.
type project struct{ dir, target string }

func newProject(t testing.TB) project {
	t.Helper()
	dir := t.TempDir()
	return project{dir, filepath.Join(dir, "public")}
}

func (p project) options(keep ...string) WriteOptions {
	return WriteOptions{State: filepath.Join(p.dir, ".playbook"), Keep: keep, Jobs: 2}
}

func (p project) write(t testing.TB, s *Site, keep ...string) Report {
	t.Helper()
	r, problems, err := Write(s, p.target, p.options(keep...))
	if err != nil || len(problems) > 0 {
		t.Fatalf("Write: %v %v", problems, err)
	}
	return r
}

// read is everything below the project but its state.
func (p project) read(t testing.TB) folder {
	t.Helper()
	found := readFolder(t, p.dir)
	maps.DeleteFunc(found, func(name, _ string) bool { return strings.HasPrefix(name, ".playbook/") })
	return found
}

func readFolder(t testing.TB, dir string) folder {
	t.Helper()
	found := folder{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(dir, name)
		rel = filepath.ToSlash(rel)
		if d.Type()&fs.ModeSymlink != 0 {
			dest, err := os.Readlink(name)
			found[rel] = "→ " + dest
			return err
		}
		data, err := os.ReadFile(name)
		found[rel] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// below puts a folder before every name.
func (f folder) below(dir string) folder {
	out := folder{}
	for name, text := range f {
		out[dir+"/"+name] = text
	}
	return out
}

func (f folder) plus(more folder) folder {
	out := maps.Clone(f)
	maps.Copy(out, more)
	return out
}

func (f folder) store(t testing.TB, dir string) {
	t.Helper()
	for name, text := range f {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		if dest, ok := strings.CutPrefix(text, "→ "); ok {
			err = os.Symlink(dest, full)
		} else {
			err = os.WriteFile(full, []byte(text), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func sameFolder(t testing.TB, what string, got, want folder) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(got.plus(want))) {
		g, inGot := got[name]
		w, inWant := want[name]
		switch {
		case !inGot:
			t.Errorf("%s: %s is missing", what, name)
		case !inWant:
			t.Errorf("%s: %s should not be there", what, name)
		case g != w:
			t.Errorf("%s: %s is %.40q, want %.40q", what, name, g, w)
		}
	}
}

var (
	siteA = folder{"index.html": "A", "posts/a.html": "a", "posts/b.html": "b", "assets/site.css": "css"}
	siteB = folder{"index.html": "B", "posts/b.html": "b", "posts/c.html": "c", "assets/site.css": "css", "zh/index.html": "乙"}
)

func TestWriteReplacesTheWholeSite(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	steps := []struct {
		files folder
		want  Report
	}{
		{siteA, Report{Files: 4, Changed: 4, Bytes: 6}},
		{siteB, Report{Files: 5, Changed: 3, Removed: 1, Bytes: 9}},
		{siteB, Report{Files: 5, Bytes: 9}},
		{folder{}, Report{Removed: 5}},
		{siteA, Report{Files: 4, Changed: 4, Bytes: 6}},
	}
	for i, step := range steps {
		if got := p.write(t, siteOf(step.files)); got != step.want {
			t.Errorf("step %d: %+v, want %+v", i, got, step.want)
		}
		sameFolder(t, fmt.Sprint("step ", i), p.read(t), step.files.below("public"))
	}
}

func statOf(t *testing.T, name string) fs.FileInfo {
	t.Helper()
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func TestUnchangedFilesStay(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	p.write(t, siteOf(siteA))
	css, index := filepath.Join(p.target, "assets/site.css"), filepath.Join(p.target, "index.html")
	past := time.Unix(1700000000, 0)
	cssBefore, indexBefore := statOf(t, css), statOf(t, index)
	p.write(t, siteOf(siteB))
	cssAfter, indexAfter := statOf(t, css), statOf(t, index)
	if !os.SameFile(cssBefore, cssAfter) || !cssBefore.ModTime().Equal(cssAfter.ModTime()) {
		t.Error("a file that did not change was written again")
	}
	if os.SameFile(indexBefore, indexAfter) {
		t.Error("a file that changed was written in place")
	}

	was := statOf(t, p.target)
	p.write(t, siteOf(siteB))
	if !os.SameFile(was, statOf(t, p.target)) {
		t.Error("the folder was replaced although nothing changed")
	}
	if err := Rollback(p.target, p.rollback()); err != nil {
		t.Errorf("a build that changed nothing took the previous site's place: %v", err)
	}

	// What somebody else changed is written again.
	if err := os.Chtimes(css, past, past); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(index, []byte("tampered"), 0o644); err != nil {
		t.Fatal(err)
	}
	if r := p.write(t, siteOf(siteA)); r.Changed != 2 {
		t.Errorf("changed %d files, want the 2 that were tampered with", r.Changed)
	}
	sameFolder(t, "after tampering", p.read(t), siteA.below("public"))
}

func TestForeignFiles(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		foreign folder
		keep    []string
		refused string // in English; "" if all is well
	}{
		{"git's own", folder{".gitignore": "*", ".git/HEAD": "ref", ".git/refs/x": "y", "posts/.gitkeep": ""}, nil, ""},
		{"a stranger", folder{"notes.txt": "x"}, nil, "playbook did not write: notes.txt;"},
		{"a stranger below", folder{"posts/deep/notes.txt": "x"}, nil, "posts/deep/notes.txt"},
		{"many strangers", folder{"1": "", "2": "", "3": "", "4": "", "5": ""}, nil, "1, 2, 3 and 2 more"},
		{"kept by name", folder{"CNAME": "example.org"}, []string{"CNAME"}, ""},
		{"kept by pattern at any depth", folder{"x.txt": "x", "posts/y.txt": "y"}, []string{"*.txt"}, ""},
		{"kept by path", folder{"up/x.txt": "x"}, []string{"up/*.txt"}, ""},
		{"kept from the root only", folder{"a/CNAME": "x"}, []string{"/CNAME"}, "a/CNAME"},
		{"kept folder", folder{"up/x/y.txt": "x", "up/.z": ""}, []string{"up/"}, ""},
		{"kept folder, old spelling", folder{"up/x/y.txt": "x"}, []string{"up/**"}, ""},
		{"kept link", folder{"latest": "→ posts"}, []string{"latest"}, ""},
		{"link that is not kept", folder{"latest": "→ posts"}, nil, "latest"},
		{"in the way", folder{"zh/index.html": "mine"}, []string{"zh"}, "zh/index.html is in the way"},
		{"bad pattern", folder{}, []string{"[a"}, `"[a" under keep is not a pattern`},
		{"empty pattern", folder{}, []string{"/"}, `"/" under keep is not a pattern`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := newProject(t)
			p.write(t, siteOf(siteA))
			test.foreign.store(t, p.target)
			before := p.read(t)
			_, _, err := Write(siteOf(siteB), p.target, p.options(test.keep...))
			if test.refused == "" {
				if err != nil {
					t.Fatal(err)
				}
				sameFolder(t, "after", p.read(t), siteB.plus(test.foreign).below("public"))
				return
			}
			refusal, ok := errors.AsType[*Refusal](err)
			if !ok || !strings.Contains(err.Error(), test.refused) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want one line with %q", err, test.refused)
			} else if refusal.Text("zh") == refusal.Text("en") {
				t.Error("the refusal has no Chinese")
			}
			sameFolder(t, "after", p.read(t), before)
		})
	}
}

func TestFreshCloneKeepsItsGitignore(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	ignore := folder{".gitignore": "*\n!.gitignore\n"}
	ignore.store(t, p.target)
	p.write(t, siteOf(siteA))
	sameFolder(t, "first", p.read(t), siteA.plus(ignore).below("public"))
	p.write(t, siteOf(siteB))
	sameFolder(t, "second", p.read(t), siteB.plus(ignore).below("public"))
	if got := readFolder(t, p.options().State)[".gitignore"]; got != "*\n" {
		t.Errorf("the state does not ignore itself: %q", got)
	}
}

func TestEmptyKeptFolderStays(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	p.write(t, siteOf(siteA))
	refs := filepath.Join(p.target, ".git", "refs")
	if err := os.MkdirAll(refs, 0o755); err != nil {
		t.Fatal(err)
	}
	p.write(t, siteOf(siteB))
	if !exists(refs) {
		t.Error(".git/refs is gone; Git would not know its repository again")
	}
}

// A person may save a file into the target while the site is being made.
func TestLateFilesSurvive(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	folder{"CNAME": "old"}.store(t, p.target)
	p.write(t, siteOf(siteA), "CNAME")
	late := folder{"CNAME": "new", "posts/notes.txt": "mine", "fresh/x": "x"}
	o := p.options("CNAME")
	o.Jobs = 1
	o.Progress = func(how Progress) {
		if how.Files == how.AllFiles {
			os.Remove(filepath.Join(p.target, "CNAME"))
			late.store(t, p.target)
		}
	}
	if _, _, err := Write(siteOf(siteB), p.target, o); err != nil {
		t.Fatal(err)
	}
	sameFolder(t, "after", p.read(t), siteB.plus(late).below("public"))
}

func TestErrorsPublishNothing(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	p.write(t, siteOf(siteA))
	problem := func(file string, s source.Severity) source.Problem {
		return source.Problem{Pos: source.Pos{File: file, Line: 1, Col: 1}, Severity: s, Rule: "test", Key: source.Message{En: "bad"}}
	}
	s := siteOf(siteB)
	withFile(s, "b.html", made{problems: []source.Problem{problem("z.md", source.Error), problem("m.md", source.Warning)}})
	withFile(s, "c.html", made{problems: []source.Problem{problem("a.md", source.Error)}})
	_, problems, err := Write(s, p.target, p.options())
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, q := range problems {
		lines = append(lines, q.Line("en"))
	}
	want := "a.md:1:1: bad (test)\nm.md:1:1: warning: bad (test)\nz.md:1:1: bad (test)"
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("problems:\n%s\nwant:\n%s", got, want)
	}
	sameFolder(t, "after", p.read(t), siteA.below("public"))

	// Warnings publish.
	s = withFile(siteOf(siteB), "b.html", made{problems: []source.Problem{problem("m.md", source.Warning)}})
	if _, problems, err = Write(s, p.target, p.options()); err != nil || len(problems) != 1 {
		t.Errorf("problems %v, error %v", problems, err)
	}
	sameFolder(t, "after warnings", p.read(t), siteB.plus(folder{"b.html": ""}).below("public"))
}

// pngOf is a picture of a few colours at a compression level.
func pngOf(t testing.TB, seed uint8, level png.CompressionLevel) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 16, 16))
	for i := range 256 {
		m.Set(i%16, i/16, color.NRGBA{uint8(i), seed, uint8(i * 7), 255})
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: level}).Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGate(t *testing.T) {
	t.Parallel()
	secret, repacked, other := pngOf(t, 1, png.BestCompression), pngOf(t, 1, png.NoCompression), pngOf(t, 2, png.BestCompression)
	pixels := pixelsOfTest(t, secret)
	tests := []struct {
		name string
		file made
		want string // problem, or ""
	}{
		{"the file itself", made{data: secret}, "the output is a copy of its file content/posts/x/1.png"},
		{"the same pixels packed otherwise", made{data: repacked}, "same picture as its file content/posts/x/1.png"},
		{"a variant made from the same pixels", made{data: other, pixels: pixels, picture: true}, "same picture"},
		{"a video", made{data: []byte("moving")}, "copy of its file content/posts/x/2.mp4"},
		{"another picture", made{data: other}, ""},
		{"a broken picture", made{data: secret[:40]}, ""},
		{"an empty file", made{}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := newProject(t)
			s := withFile(siteOf(siteA), "media/1.png", test.file)
			at := source.Pos{File: "content/posts/x/index.md", Line: 3, Col: 1}
			for i, data := range [][]byte{secret, []byte("moving"), nil, secret[:50]} {
				name := []string{"1.png", "2.mp4", "empty.png", "broken.png"}[i]
				s.Withheld = append(s.Withheld, Withheld{File: source.NewFile("posts/x/"+name, "content/posts/x/"+name, data), Post: at})
			}
			for range 2 { // the second reads the pixels from the cache
				_, problems, err := Write(s, p.target, p.options())
				if err != nil {
					t.Fatal(err)
				}
				checked, err := Check(s, p.options())
				if err != nil || len(checked) != len(problems) {
					t.Errorf("Check says %v, %v", checked, err)
				}
				if test.want == "" {
					if len(problems) > 0 {
						t.Errorf("refused: %v", problems)
					}
					continue
				}
				if len(problems) != 1 || !strings.Contains(problems[0].Line("en"), test.want) ||
					!strings.HasPrefix(problems[0].Line("en"), "content/posts/x/index.md:3:1: ") {
					t.Errorf("problems %v, want %q", problems, test.want)
				}
				if exists(p.target) {
					t.Error("something was published")
				}
			}
		})
	}
}

func pixelsOfTest(t *testing.T, data []byte) source.Digest {
	t.Helper()
	got, err := picture.Pixels(data)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestSecondBuilderIsRefused(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	p.write(t, siteOf(siteA))
	first, err := openOutlet(p.target, p.options().State, osDisk)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = Write(siteOf(siteB), p.target, p.options())
	want := fmt.Sprintf("process %d has been writing %s since 2", os.Getpid(), p.target)
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("error %v, want %q", err, want)
	}
	sameFolder(t, "after", p.read(t), siteA.below("public"))
	other := filepath.Join(p.dir, "other")
	if _, _, err := Write(siteOf(siteB), other, p.options()); err != nil {
		t.Errorf("another target is locked too: %v", err)
	}
	first.close()
	p.write(t, siteOf(siteB))
}

func TestLockOfDeadProcessIsTakenOver(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	p.write(t, siteOf(siteA))
	locks, err := filepath.Glob(filepath.Join(p.options().State, "targets", "*", "lock"))
	if err != nil || len(locks) != 1 {
		t.Fatal(locks, err)
	}
	if err := os.WriteFile(locks[0], []byte("4194304 2020-01-01T00:00:00Z\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	p.write(t, siteOf(siteB))
	sameFolder(t, "after", p.read(t), siteB.below("public"))
}

func TestWriteThatCannotSucceed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		site  *Site
		setup func(t *testing.T, p *project)
		want  string
	}{
		{"a file and a folder of one name", siteOf(folder{"a": "x", "a/b": "y"}), nil, "a"},
		{"two files of one path", withFile(siteOf(siteB), "index.html", made{}), nil, "index.html"},
		{"out of the target", siteOf(folder{"../x": ""}), nil, "the site has a file ../x"},
		{"an absolute path", siteOf(folder{"/etc/x": ""}), nil, "the site has a file /etc/x"},
		{"an unclean path", siteOf(folder{"a//b": ""}), nil, "the site has a file a//b"},
		{"a preview", &Site{Preview: true}, nil, "a preview shows posts without permission"},
		{"a file as target", siteOf(siteB), func(t *testing.T, p *project) {
			p.target = filepath.Join(p.target, "index.html")
		}, "is not a folder"},
		{"the project", siteOf(siteB), func(t *testing.T, p *project) { p.target = p.dir }, "holds the project itself"},
		{"the root", siteOf(siteB), func(t *testing.T, p *project) { p.target = filepath.VolumeName(p.dir) + string(filepath.Separator) }, "holds the project itself"},
		{"a target in a file", siteOf(siteB), func(t *testing.T, p *project) {
			p.target = filepath.Join(p.target, "index.html", "public")
		}, "index.html"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := newProject(t)
			p.write(t, siteOf(siteA))
			before := p.read(t)
			if test.setup != nil {
				test.setup(t, &p)
			}
			_, _, err := Write(test.site, p.target, p.options())
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want one line with %q", err, test.want)
			}
			sameFolder(t, "after", p.read(t), before)
		})
	}
}

func TestTargetBehindLink(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	real := filepath.Join(p.dir, "srv")
	if err := os.Mkdir(real, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("srv", p.target); err != nil {
		t.Fatal(err)
	}
	p.write(t, siteOf(siteA))
	p.write(t, siteOf(siteB))
	sameFolder(t, "after", p.read(t), siteB.below("srv").plus(folder{"public": "→ srv"}))
}

func TestProjectMayMove(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	p.dir = filepath.Join(p.dir, "before")
	p.target = filepath.Join(p.dir, "public")
	p.write(t, siteOf(siteA))
	after := filepath.Join(filepath.Dir(p.dir), "after")
	if err := os.Rename(p.dir, after); err != nil {
		t.Fatal(err)
	}
	p = project{after, filepath.Join(after, "public")}
	if r := p.write(t, siteOf(siteB)); r.Changed != 3 {
		t.Errorf("changed %d files, want 3", r.Changed)
	}
}

func TestTargetThatWasDeleted(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	p.write(t, siteOf(siteA))
	if err := os.RemoveAll(p.target); err != nil {
		t.Fatal(err)
	}
	p.write(t, siteOf(siteA))
	sameFolder(t, "after", p.read(t), siteA.below("public"))
}

// A manifest that is cut short makes every file somebody else's.
func TestDamagedManifest(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	p.write(t, siteOf(siteA))
	names, err := filepath.Glob(filepath.Join(p.options().State, "targets", "*", currentManifest))
	if err != nil || len(names) != 1 {
		t.Fatal(names, err)
	}
	if err := os.Truncate(names[0], 100); err != nil {
		t.Fatal(err)
	}
	_, _, err = Write(siteOf(siteB), p.target, p.options())
	if _, ok := errors.AsType[*Refusal](err); !ok {
		t.Fatalf("error %v, want a refusal", err)
	}
	sameFolder(t, "refused", p.read(t), siteA.below("public"))
	if err := os.RemoveAll(p.target); err != nil {
		t.Fatal(err)
	}
	p.write(t, siteOf(siteB))
	sameFolder(t, "after", p.read(t), siteB.below("public"))
}

func TestManifestRoundTrip(t *testing.T) {
	t.Parallel()
	m := &manifest{
		edition: "public \"x\"\n",
		shown:   []ShownPost{{"maple", time.Date(2026, 3, 8, 1, 2, 3, 4, time.UTC)}, {"no end", time.Time{}}},
		files: []written{
			{"a b\n\"c\".html", 1, -5, source.DigestBytes([]byte("x"))},
			{"zh/完美.html", 1 << 40, 1 << 62, source.Digest{}},
		},
	}
	got, err := decodeManifest(m.encode())
	if err != nil || fmt.Sprint(*got) != fmt.Sprint(*m) {
		t.Errorf("%v, %v\nwant %v", got, err, m)
	}
	whole := m.encode()
	for n := range whole {
		if _, err := decodeManifest(whole[:n]); !errors.Is(err, errDamaged) {
			t.Fatalf("cut after %d bytes: %v", n, err)
		}
	}
}

// crash is what a simulated disk panics with instead of its n-th operation.
type crash struct{}

// crashing is a disk that dies before operation n, and counts what it did.
func crashing(n int, exchanges bool) (disk, *int) {
	count := new(int)
	tick := func() {
		if *count == n {
			panic(crash{})
		}
		*count++
	}
	d := disk{
		link:     os.Link,
		rename:   func(a, b string) error { tick(); return os.Rename(a, b) },
		remove:   func(a string) error { tick(); return os.Remove(a) },
		exchange: func(a, b string) error { return errors.ErrUnsupported },
	}
	if exchanges {
		d.exchange = func(a, b string) error { tick(); return exchange(a, b) }
	}
	return d, count
}

// survive runs f until it returns or its disk dies.
func survive(f func() error) (died bool, err error) {
	defer func() {
		switch r := recover(); r {
		case nil:
		case crash{}:
			died = true
		default:
			panic(r)
		}
	}()
	return false, f()
}

// Death between any two operations leaves the old site or the new one, at once
// where folders can be exchanged and after the next command elsewhere; nothing
// else is left.
func TestDeathAtEveryOperation(t *testing.T) {
	t.Parallel()
	guests := folder{".gitignore": "*", "CNAME": "example.org"}
	old, fresh := siteA.plus(guests).below("public"), siteB.plus(guests).below("public")
	commands := []struct {
		name string
		run  func(d disk, p project) error
	}{
		{"write", func(d disk, p project) error {
			_, _, err := writeTo(d, siteOf(siteB), p.target, p.options("CNAME"))
			return err
		}},
		{"rollback", func(d disk, p project) error {
			o := p.rollback()
			o.Keep = []string{"CNAME"}
			return rollbackTo(d, p.target, o)
		}},
	}
	for _, c := range commands {
		for _, exchanges := range []bool{false, runtime.GOOS == "linux" || runtime.GOOS == "darwin"} {
			t.Run(fmt.Sprintf("%s, exchange %v", c.name, exchanges), func(t *testing.T) {
				t.Parallel()
				for n := 0; ; n++ {
					p := newProject(t)
					guests.store(t, p.target)
					p.write(t, siteOf(siteB), "CNAME")
					p.write(t, siteOf(siteA), "CNAME")
					d, count := crashing(n, exchanges)
					died, err := survive(func() error { return c.run(d, p) })
					if err != nil {
						t.Fatal(err)
					}
					what := fmt.Sprintf("death before operation %d", n)
					if exchanges {
						if got := readFolder(t, p.target).below("public"); !maps.Equal(got, old) && !maps.Equal(got, fresh) {
							t.Errorf("%s: neither old nor new: %v", what, got)
						}
					}
					o, err := openOutlet(p.target, p.options().State, osDisk)
					if err != nil {
						t.Fatalf("%s: %v", what, err)
					}
					o.close()
					if got := p.read(t); !maps.Equal(got, old) && !maps.Equal(got, fresh) {
						t.Errorf("%s, next command: neither old nor new: %v", what, got)
					}
					if o.held() == "" {
						t.Errorf("%s: the previous site is lost", what)
					}
					if err := Rollback(p.target, RollbackOptions{State: p.options().State, Keep: []string{"CNAME"}, Edition: "public", Withheld: nothingWithheld}); err != nil {
						t.Errorf("%s: %v", what, err)
					}
					last := folder{"index.html": "C"}
					p.write(t, siteOf(last), "CNAME")
					sameFolder(t, what, p.read(t), last.plus(guests).below("public"))
					if !died {
						if *count < 5 {
							t.Errorf("only %d operations", *count)
						}
						return
					}
				}
			})
		}
	}
}

// Some file systems have no second names for files.
func TestWithoutHardLinks(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	d := osDisk
	d.link = func(from, to string) error {
		return &os.LinkError{Op: "link", Old: from, New: to, Err: syscall.EPERM}
	}
	guests := folder{"CNAME": "example.org", "latest": "→ posts"}
	guests.store(t, p.target)
	past := time.Unix(1700000000, 0)
	if err := os.Chtimes(filepath.Join(p.target, "CNAME"), past, past); err != nil {
		t.Fatal(err)
	}
	var css time.Time
	for i, files := range []folder{siteA, siteB, siteA} {
		r, _, err := writeTo(d, siteOf(files), p.target, p.options("CNAME", "latest"))
		if err != nil {
			t.Fatal(err)
		}
		sameFolder(t, "written", p.read(t), files.plus(guests).below("public"))
		now := statOf(t, filepath.Join(p.target, "assets/site.css")).ModTime()
		if i > 0 && (!now.Equal(css) || r.Changed == len(files)) {
			t.Errorf("turn %d: a file that did not change has another time (%+v)", i, r)
		}
		css = now
	}
	if got := statOf(t, filepath.Join(p.target, "CNAME")).ModTime(); !got.Equal(past) {
		t.Errorf("the time of a foreign file is %v", got)
	}
}

func TestFolderThatCannotMove(t *testing.T) {
	t.Parallel()
	fail := func(err error) func(string, string) error {
		return func(a, b string) error { return &os.LinkError{Op: "rename", Old: a, New: b, Err: err} }
	}
	tests := []struct {
		name string
		disk func(d *disk, p project)
		want string
	}{
		{"a mount point", func(d *disk, p project) { d.exchange = fail(syscall.EBUSY) }, "if it is a mount point"},
		{"a layered file system", func(d *disk, p project) { d.exchange = fail(syscall.EXDEV) }, "if it is a mount point"},
		{"a folder in use, first rename", func(d *disk, p project) {
			d.exchange = fail(errors.ErrUnsupported)
			d.rename = func(a, b string) error {
				if a == p.target {
					return fail(syscall.EACCES)(a, b)
				}
				return os.Rename(a, b)
			}
		}, "permission denied"},
		{"a folder in use, second rename", func(d *disk, p project) {
			d.exchange = fail(errors.ErrUnsupported)
			d.rename = func(a, b string) error {
				if strings.HasSuffix(a, "-next") {
					return fail(syscall.EACCES)(a, b)
				}
				return os.Rename(a, b)
			}
		}, "permission denied"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := newProject(t)
			p.write(t, siteOf(siteA))
			d := osDisk
			test.disk(&d, p)
			_, _, err := writeTo(d, siteOf(siteB), p.target, p.options())
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want one line with %q", err, test.want)
			}
			sameFolder(t, "after", p.read(t), siteA.below("public"))
			p.write(t, siteOf(siteB))
			sameFolder(t, "once it can", p.read(t), siteB.below("public"))
		})
	}
}

// Where State is on another file system, the previous site stays beside the target.
func TestPreviousOnAnotherFileSystem(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	d := osDisk
	d.rename = func(from, to string) error {
		if strings.HasSuffix(to, "previous") && strings.Contains(to, ".playbook"+string(filepath.Separator)) {
			return &os.LinkError{Op: "rename", Old: from, New: to, Err: syscall.EXDEV}
		}
		return os.Rename(from, to)
	}
	for _, files := range []folder{siteA, siteB, siteA, siteB} {
		if _, _, err := writeTo(d, siteOf(files), p.target, p.options()); err != nil {
			t.Fatal(err)
		}
	}
	sameFolder(t, "written", p.read(t), siteB.below("public").plus(siteA.below(".public.playbook-previous")))
	if err := rollbackTo(d, p.target, p.rollback()); err != nil {
		t.Fatal(err)
	}
	sameFolder(t, "rolled back", p.read(t), siteA.below("public").plus(siteB.below(".public.playbook-previous")))
	if err := Purge(p.target, p.options().State); err != nil {
		t.Fatal(err)
	}
	sameFolder(t, "purged", p.read(t), siteA.below("public"))
}

// BenchmarkWrite writes a site of 15,500 files of 5 kB, beside the floor:
// nothing but the same files in a new folder.
func BenchmarkWrite(b *testing.B) {
	const count, size = 15500, 5000
	site := func(turn int) *Site {
		s := &Site{Edition: record.Edition{Name: "public"}}
		for i := range count {
			body := fmt.Appendf(nil, "%d %d ", turn, i)
			body = append(body, bytes.Repeat([]byte("x"), size-len(body))...)
			s.Files = append(s.Files, &File{Path: fmt.Sprintf("posts/%02d/%05d.html", i/500, i), step: canned{made{data: body}}})
		}
		return s
	}
	b.Run("floor", func(b *testing.B) {
		s := site(0)
		for b.Loop() {
			dir := b.TempDir()
			for i := range 31 {
				if err := os.MkdirAll(filepath.Join(dir, "posts", fmt.Sprintf("%02d", i)), 0o755); err != nil {
					b.Fatal(err)
				}
			}
			fan(0, count, func(i int) {
				data, _ := s.Files[i].Bytes()
				if err := os.WriteFile(filepath.Join(dir, s.Files[i].Path), data, 0o644); err != nil {
					b.Error(err)
				}
			})
		}
	})
	b.Run("first", func(b *testing.B) {
		s := site(0)
		for b.Loop() {
			newProject(b).write(b, s)
		}
	})
	b.Run("all changed", func(b *testing.B) {
		p, s := newProject(b), []*Site{site(0), site(1)}
		p.write(b, s[0])
		for i := 1; b.Loop(); i++ {
			p.write(b, s[i%2])
		}
	})
	b.Run("one changed", func(b *testing.B) {
		p, s := newProject(b), site(0)
		p.write(b, s)
		for i := 0; b.Loop(); i++ {
			s.Files[0] = &File{Path: s.Files[0].Path, step: canned{made{data: fmt.Append(nil, i)}}}
			p.write(b, s)
		}
	})
	b.Run("nothing changed", func(b *testing.B) {
		p, s := newProject(b), site(0)
		p.write(b, s)
		for b.Loop() {
			p.write(b, s)
		}
	})
}
