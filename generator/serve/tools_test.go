package serve

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"playbook/generator"
	"playbook/generator/source"
)

// Five thousand files that git swaps at once, forth and back, and what it puts
// away and brings back, leave what a build from nothing makes.
func TestGit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, archive(2))
	w.write(".gitignore", "marker.txt\n")
	git := func(stdin string, args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", w.dir, "-c", "user.name=t", "-c", "user.email=t@t.example", "-c", "commit.gpgsign=false", "-c", "core.fsync=none"}, args...)...)
		cmd.Stdin = strings.NewReader(stdin)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", args, err, out)
		}
	}
	git("", "init", "-q", "-b", "main")
	git("", "add", ".")
	git("", "commit", "-q", "-m", "begin")
	git(manyFiles(), "fast-import", "--quiet")
	git("", "checkout", "-q", "one")

	s := newSubject(w, "public")
	steps := 0
	check := func(after string) {
		t.Helper()
		steps++
		w.write("content/static/marker.txt", fmt.Sprint(steps))
		if diff := s.compareDigests(w); diff != "" {
			t.Fatalf("after %s:\n%s", after, diff)
		}
	}
	git("", "checkout", "-q", "two")
	check("a checkout")
	git("", "checkout", "-q", "one")
	git("", "checkout", "-q", "two")
	check("two more")
	for i := range 40 {
		w.write(fmt.Sprintf("content/pages/many/%02d/p%04d.md", i, i), "---\ntitle: Page\n---\nnot yet committed\n")
	}
	git("", "stash", "-q")
	check("a stash")
	git("", "stash", "pop", "-q")
	check("its return")
	git("", "checkout", "-q", ".")
	check("a restore")
}

// manyFiles is two branches for git fast-import: of 5,000 files, the second
// changes most, leaves some out and has some in another folder.
func manyFiles() string {
	var b strings.Builder
	for _, branch := range []string{"one", "two"} {
		fmt.Fprintf(&b, "commit refs/heads/%s\ncommitter t <t@t.example> 1700000000 +0000\ndata 1\nx\nfrom refs/heads/main^0\n", branch)
		for i := range 5000 {
			folder := "many"
			switch {
			case branch == "one":
			case i%10 == 9:
				continue
			case i%50 == 7:
				folder = "more"
			}
			text := fmt.Sprintf("---\ntitle: Page %d\n---\n%s\n", i, branch)
			fmt.Fprintf(&b, "M 644 inline content/pages/%s/%02d/p%04d.md\ndata %d\n%s\n", folder, i%50, i, len(text), text)
		}
	}
	return b.String()
}

// The tools that people use on files are followed: a copied folder, a stream
// editor, links, times and permissions.
func TestTools(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // has none of them; law_test.go replays what they do
	}
	t.Parallel()
	w := newWorld(t, archive(5))
	subjects := []*subject{newSubject(w, "public"), newSubject(w, "")}
	for i := range 300 {
		w.write(fmt.Sprintf("aside/d%d/e/p%d.md", i%20, i), fmt.Sprintf("---\ntitle: P%d\n---\ntext\n", i))
	}
	for step, command := range []string{
		"cp -r aside content/pages/aside",
		"cp -r aside content/pages/again && rm -r content/pages/again/d7",
		"sed -i.bak -e 's/Made up/Made down/' content/pages/about.md && rm content/pages/about.md.bak",
		"mv content/pages/aside/d1 content/pages/d1 && mv content/pages/d1 content/pages/aside/d1",
		"mv content/pages/aside content/pages/elsewhere && mkdir content/pages/aside && cp aside/d3/e/*.md content/pages/aside",
		"touch -t 202001010000 content/pages/about.md && cp -p content/pages/about.md content/pages/about2.md",
		"cp content/pages/about.md /tmp/$$ && printf x | dd of=content/pages/about.md bs=1 seek=12 conv=notrunc 2>/dev/null && touch -r /tmp/$$ content/pages/about.md && rm /tmp/$$",
		"tar cf - -C aside d4 | tar xf - -C content/pages",
		"for i in 1 2 3 4 5 6 7 8 9; do echo line $i >> content/pages/about.md; done",
		"ln -s about.md content/pages/linked.md",
		"echo through >> content/pages/linked.md",
		"rm -r content/pages/elsewhere content/pages/again; rm content/pages/linked.md",
		"chmod 000 content/voice/plain-words.md; chmod 644 content/voice/plain-words.md",
		"rm -rf themes/law.new; cp -r themes/law themes/law.new; mv themes/law themes/law.old; mv themes/law.new themes/law; rm -r themes/law.old",
	} {
		cmd := exec.Command("sh", "-c", command)
		cmd.Dir = w.dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", command, err, out)
		}
		w.write("content/static/marker.txt", fmt.Sprint(step+1))
		for _, s := range subjects {
			if diff := s.compare(w); diff != "" {
				t.Fatalf("%s, %s:\n%s", command, s.name(), diff)
			}
		}
	}
}

// What editors and systems leave beside a file is no reason to build, and none
// of it is in the site.
func TestTemporaryFilesAreIgnored(t *testing.T) {
	t.Parallel()
	w := newWorld(t, archive(1))
	reports := make(chan Report, 100)
	o := w.options("")
	o.Built = func(r Report) { reports <- r }
	serveWorld(t, o)
	first := next(t, reports)
	for _, name := range []string{".about.md.swp", ".#about.md", "about.md~", "._about.md", ".DS_Store", ".~lock.about.md#", ".goutputstream-X1", ".about.md.kate-swp", ".git/index.lock", "_draft.md"} {
		w.write("content/pages/"+name, "x")
	}
	w.write("content/static/note.txt", "after them")
	r := next(t, reports)
	if len(r.Changed) != 1 || r.Changed[0] != "content/static/note.txt" || r.Number != first.Number+1 {
		t.Errorf("build %d of %s", r.Number, r.Changed)
	}
	for _, f := range r.Site.Files {
		if strings.Contains(f.Path, "swp") || strings.Contains(f.Path, "~") {
			t.Errorf("%s is in the site", f.Path)
		}
	}
}

// What is written into the output starts no build, and the folder is what a
// build from nothing writes, whatever is edited.
func TestFolderEqualsClean(t *testing.T) {
	t.Parallel()
	w := newWorld(t, archive(4))
	k := keepFolder(w)
	rng := rand.New(rand.NewPCG(3, 9))
	for step := range edits(40) {
		did := randomEdit(w, rng)
		w.write("content/static/marker.txt", fmt.Sprint(step+1))
		if diff := k.compare(w); diff != "" {
			t.Fatalf("edit %d, %s:\n%s", step, did, diff)
		}
	}
}

// One edit is one build: what is written does not start another.
func TestOutputStartsNoBuild(t *testing.T) {
	t.Parallel()
	w := newWorld(t, archive(2))
	k := keepFolder(w)
	for n := 2; n < 30; n++ {
		w.write("content/pages/.new", fmt.Sprintf("---\ntitle: About\n---\nedit %d\n", n))
		w.must(os.Rename(w.path("content/pages/.new"), w.path("content/pages/about.md")))
		if r := next(t, k.reports); r.Number != n || len(r.Changed) != 1 {
			t.Fatalf("build %d, not %d, of %s", r.Number, n, r.Changed)
		}
	}
	if _, err := os.Stat(filepath.Join(w.dir, "public", "about.html")); err != nil {
		t.Error(err)
	}
}

// keeper keeps the folder public as build --watch does.
type keeper struct {
	reports chan Report
	good    map[string]string // the last site without errors
}

func keepFolder(w *world) *keeper {
	k := &keeper{reports: make(chan Report, 1000)}
	o := w.options("public")
	o.Built = func(r Report) { k.reports <- r }
	l := newLoop(o)
	l.every = time.Hour
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- l.keep(ctx, func(site *generator.Site, problems []source.Problem) []source.Problem {
			return publish(w, site, problems, "public")
		})
	}()
	w.tb.Cleanup(func() {
		cancel()
		w.must(<-ended)
	})
	<-k.reports
	k.good = w.files("public")
	return k
}

// publish writes a site into a folder of w, as the command does.
func publish(w *world, site *generator.Site, problems []source.Problem, to string) []source.Problem {
	o := generator.WriteOptions{State: w.path(".playbook"), Keep: site.Config.Keep}
	var more []source.Problem
	var err error
	if source.Errors(problems) > 0 {
		more, err = generator.Check(site, o)
	} else {
		_, more, err = generator.Write(site, w.path(to), o)
	}
	if err != nil && !errors.Is(err, generator.ErrChanged) { // of which the next build is
		w.tb.Error(err)
	}
	return more
}

// compare waits for the marker, and compares the folder and the problems with
// what a build from nothing comes to.
func (k *keeper) compare(w *world) string {
	in, _, err := w.input("public")
	w.must(err)
	site, problems := generator.Build(in, nil)
	w.must(os.RemoveAll(w.path("clean")))
	problems = source.Sort(append(problems, publish(w, site, problems, "clean")...))
	if source.Errors(problems) == 0 {
		k.good = w.files("clean")
	}
	var r Report
	for marker, _ := markerOf(site); ; {
		r = <-k.reports
		if is, there := markerOf(r.Site); there && is == marker {
			break
		}
	}
	got := w.files("public")
	for _, name := range slices.Sorted(maps.Keys(k.good)) {
		if got[name] != k.good[name] {
			return name + ": " + firstDifference(got[name], k.good[name])
		}
		delete(got, name)
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		return name + " should not be there"
	}
	return firstDifference(lines(r.Problems), lines(problems))
}

// markerOf tells which edits a site has.
func markerOf(site *generator.Site) (source.Digest, bool) {
	f := (&view{outcome: outcome{site: site}}).file("marker.txt")
	if f == nil {
		return source.Digest{}, false
	}
	return f.Digest(), true
}

// files is what lies in a folder of w; nothing if there is none.
func (w *world) files(dir string) map[string]string {
	files := map[string]string{}
	w.must(fs.WalkDir(os.DirFS(w.dir), dir, func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && name == dir || err == nil && d.IsDir() {
			return nil
		}
		if err == nil {
			files[strings.TrimPrefix(name, dir+"/")] = w.read(name)
		}
		return err
	}))
	return files
}
