package source

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// inOrder runs f for every index, as a tree wants it, one after the other.
func inOrder(n int, f func(int)) {
	for i := range n {
		f(i)
	}
}

// longAgo is a time that no clock's step blurs.
var longAgo = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

func memory(files map[string]string) fstest.MapFS {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text), ModTime: longAgo}
	}
	return m
}

// namesOf are the names that a Read gives.
func namesOf(files []*File) []string {
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	return names
}

func wantNames(t *testing.T, files []*File, want ...string) {
	t.Helper()
	if got := namesOf(files); !slices.Equal(got, want) {
		t.Errorf("files %q, want %q", got, want)
	}
}

func TestTreeReadsFilesInNameOrder(t *testing.T) {
	t.Parallel()
	tree := NewTree(memory(map[string]string{"b.md": "b", "a/z.png": "z", "a-b.md": "", "a/y.md": "y", "_draw/x.md": "no", ".hidden": "no", "a/.git/x": "no",
		"a/_x.md": "no", "b.md~": "no", "试.md": "试"}), "content")
	files, problems := tree.Read(inOrder)
	wantNames(t, files, "a-b.md", "a/y.md", "a/z.png", "b.md", "试.md")
	if len(problems) > 0 {
		t.Errorf("%v", problems)
	}
	y := files[1]
	data, err := y.Bytes()
	if y.Label != "content/a/y.md" || y.Size != 1 || y.Digest != DigestBytes([]byte("y")) || string(data) != "y" || err != nil {
		t.Errorf("%+v: %q, %v", y, data, err)
	}
	r, err := files[2].Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if data, err := io.ReadAll(r); string(data) != "z" || err != nil {
		t.Errorf("%q: %v", data, err)
	}
}

func TestTreeWithoutAFolder(t *testing.T) {
	t.Parallel()
	files, problems := NewTree(os.DirFS(filepath.Join(t.TempDir(), "none")), "content").Read(inOrder)
	if len(files)+len(problems) > 0 {
		t.Errorf("%v, %v", files, problems)
	}
}

func TestReservedNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{"con": true, "CON.md": true, "aux.tar.gz": true, "nul": true, "prn.txt": true, "com1.md": true, "LPT9": true, "a:b.md": true,
		"a?.md": true, "a*": true, `a"b`: true, "a<b": true, "a>b": true, "a|b": true, `a\b`: true, "end.": true, "end ": true, "a\x01b": true,
		"com0": false, "com10": false, "console.md": false, "com": false, "auxiliary": false, "a.con": false, "试色.md": false, "a b.md": false, "a.b.md": false, "'a'.md": false} {
		if Reserved(name) != want {
			t.Errorf("%q is reserved: %t", name, !want)
		}
	}
	files, problems := NewTree(memory(map[string]string{"a/aux.md": "x", "a/b.md": "y"}), "content").Read(inOrder)
	wantNames(t, files, "a/b.md")
	if len(problems) != 1 || problems[0].Line("en") != `content/a/aux.md:1:1: the name cannot exist on Windows; rename it: avoid con, prn, aux, nul, com1, lpt1, a final dot or space, and any of <>:"|?*\ (file)` {
		t.Errorf("%v", problems)
	}
}

// onDisk is a folder with files, and a tree of it through an os.Root.
func onDisk(t *testing.T, files map[string]string) (string, *Tree) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		write(t, filepath.Join(dir, name), text)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return dir, NewTree(root.FS(), "content")
}

// write writes a file as it was long ago, so that only what tests say matters.
func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(name, longAgo, longAgo); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, to, name string) {
	t.Helper()
	if err := os.Symlink(to, name); err != nil {
		t.Fatal(err)
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	dir, tree := onDisk(t, map[string]string{"a.md": "a", "sub/b.md": "b"})
	secret := filepath.Join(t.TempDir(), "secret.md")
	write(t, secret, "secret")
	link(t, secret, filepath.Join(dir, "absolute.md"))
	link(t, "../../../../etc/passwd", filepath.Join(dir, "up.md"))
	link(t, "none.md", filepath.Join(dir, "dangling.md"))
	link(t, "loop.md", filepath.Join(dir, "loop.md"))
	link(t, "a.md", filepath.Join(dir, "near.md"))
	link(t, "../a.md", filepath.Join(dir, "sub/inside.md"))
	link(t, "sub", filepath.Join(dir, "folder"))
	link(t, filepath.Dir(secret), filepath.Join(dir, "other"))
	files, problems := tree.Read(inOrder)
	wantNames(t, files, "a.md", "near.md", "sub/b.md", "sub/inside.md")
	var got []string
	for _, p := range problems {
		got = append(got, p.Pos.File+" "+p.Key.En)
		if p.Help.En == "" || p.Help.Zh == "" || p.Key.Zh == "" {
			t.Errorf("%s: no help", p.Line("en"))
		}
	}
	out := " " + msgLink.En
	want := []string{"content/absolute.md" + out, "content/dangling.md" + out, "content/folder " + msgDirLink.En, "content/loop.md" + out, "content/other" + out, "content/up.md" + out}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	for _, f := range files {
		if data, _ := f.Bytes(); bytes.Contains(data, []byte("secret")) {
			t.Errorf("%s leads out", f.Name)
		}
	}
}

func TestHugeText(t *testing.T) {
	t.Parallel()
	m := memory(map[string]string{"a.md": strings.Repeat("a", 8*MaxText+1), "a.mp4": strings.Repeat("a", 8*MaxText+1)})
	files, problems := NewTree(m, "content").Read(inOrder)
	wantNames(t, files, "a.mp4")
	if len(problems) != 1 || problems[0].Pos.File != "content/a.md" {
		t.Errorf("%v", problems)
	}
}

func TestIsText(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{"a.md": true, "A.MD": true, "site.yaml": true, "x/y.html": true, "a.png": false, "md": false, "a.md.png": false, "LICENSE": false} {
		if IsText(name) != want {
			t.Errorf("%s is text: %t", name, !want)
		}
	}
}

// counting counts what is opened.
type counting struct {
	fstest.MapFS
	opened map[string]int
}

// Open counts and opens.
func (c counting) Open(name string) (fs.File, error) {
	c.opened[name]++
	return c.MapFS.Open(name)
}

// ReadFile counts and reads.
func (c counting) ReadFile(name string) ([]byte, error) {
	c.opened[name]++
	return c.MapFS.ReadFile(name)
}

// ReadDir counts and lists.
func (c counting) ReadDir(name string) ([]fs.DirEntry, error) {
	c.opened[name]++
	return c.MapFS.ReadDir(name)
}

func TestLookReadsOnlyWhatItNames(t *testing.T) {
	t.Parallel()
	c := counting{memory(map[string]string{"a.md": "a", "b.md": "b", "x/c.md": "c", "x/y/d.md": "d"}), map[string]int{}}
	tree := NewTree(c, "content")
	tree.Look("a.md") // before the first Read nothing is known, and all is read
	before, _ := tree.Read(inOrder)
	wantNames(t, before, "a.md", "b.md", "x/c.md", "x/y/d.md")

	clear(c.opened)
	again, _ := tree.Read(inOrder)
	if len(c.opened) > 0 || &again[0] != &before[0] {
		t.Errorf("nothing was named, but %v were looked at", c.opened)
	}

	c.MapFS["a.md"] = &fstest.MapFile{Data: []byte("new"), ModTime: longAgo.Add(time.Hour)}
	c.MapFS["b.md"] = &fstest.MapFile{Data: []byte("unseen"), ModTime: longAgo.Add(time.Hour)}
	c.MapFS["x/e.md"] = &fstest.MapFile{Data: []byte("e"), ModTime: longAgo}
	tree.Look("a.md")
	after, _ := tree.Read(inOrder)
	wantNames(t, after, "a.md", "b.md", "x/c.md", "x/y/d.md")
	if after[0] == before[0] || after[1] != before[1] || after[2] != before[2] || after[0].Digest != DigestBytes([]byte("new")) {
		t.Error("a.md is the one file that was looked at")
	}
	if c.opened["b.md"]+c.opened["x"]+c.opened["x/c.md"] > 0 {
		t.Errorf("%v were looked at", c.opened)
	}

	delete(c.MapFS, "x/y/d.md")
	tree.Look("x")
	files, _ := tree.Read(inOrder)
	wantNames(t, files, "a.md", "b.md", "x/c.md", "x/e.md")

	delete(c.MapFS, "x/c.md")
	delete(c.MapFS, "x/e.md")
	tree.Look("x", "x/c.md", "none.md", ".hidden/x.md", "_x/y.md")
	files, _ = tree.Read(inOrder)
	wantNames(t, files, "a.md", "b.md")

	c.MapFS["a.md/b.md"] = c.MapFS["a.md"] // a file became a folder
	delete(c.MapFS, "a.md")
	tree.Look("a.md")
	files, _ = tree.Read(inOrder)
	wantNames(t, files, "a.md/b.md", "b.md")

	tree.Look("none.md")
	tree.LookAll()
	files, _ = tree.Read(inOrder)
	if files[1].Digest != DigestBytes([]byte("unseen")) {
		t.Error("LookAll did not look at b.md")
	}
	tree.Look(".")
	files, _ = tree.Read(inOrder)
	wantNames(t, files, "a.md/b.md", "b.md")
}

// What a warm tree reads is what a new one reads, problems included.
func TestLookFindsProblemsAndTheirEnd(t *testing.T) {
	t.Parallel()
	dir, tree := onDisk(t, map[string]string{"a.md": "a", "con.md": "x"})
	if _, problems := tree.Read(inOrder); len(problems) != 1 {
		t.Fatalf("%v", problems)
	}
	link(t, "/etc/passwd", filepath.Join(dir, "out.md"))
	tree.Look("out.md")
	files, problems := tree.Read(inOrder)
	wantNames(t, files, "a.md")
	if len(problems) != 2 || problems[1].Pos.File != "content/out.md" {
		t.Errorf("%v", problems)
	}
	for _, name := range []string{"out.md", "con.md"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	tree.Look("out.md", "con.md")
	if _, problems := tree.Read(inOrder); len(problems) != 0 {
		t.Errorf("%v", problems)
	}
}

// A file is read again if it may have changed, and only then.
func TestLookTrustsOldTimesOnly(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for _, c := range []struct {
		name           string
		before, after  time.Time
		text           string
		changed, reads bool
	}{
		{"same time long ago", longAgo, longAgo, "b", false, false},
		{"another time", longAgo, longAgo.Add(1), "b", true, true},
		{"another size", longAgo, longAgo, "bb", true, true},
		{"same time just now", now, now, "b", true, true},
		{"no time at all", time.Time{}, time.Time{}, "b", true, true},
		{"same contents, another time", longAgo, longAgo.Add(1), "a", false, true},
	} {
		m := counting{fstest.MapFS{"a.md": {Data: []byte("a"), ModTime: c.before}}, map[string]int{}}
		tree := NewTree(m, "content")
		was, _ := tree.Read(inOrder)
		m.MapFS["a.md"] = &fstest.MapFile{Data: []byte(c.text), ModTime: c.after}
		clear(m.opened)
		tree.LookAll()
		is, _ := tree.Read(inOrder)
		if changed := was[0].Digest != is[0].Digest; changed != c.changed || m.opened["a.md"] > 0 != c.reads {
			t.Errorf("%s: changed %t, read %d times", c.name, changed, m.opened["a.md"])
		}
	}
}

// Times can be set back; inodes and the time of the status cannot.
func TestSameNeedsTheSameIdentity(t *testing.T) {
	t.Parallel()
	seen := longAgo.Add(time.Hour)
	was := entry{size: 1, modified: longAgo, seen: seen, identity: Identity{7, longAgo}, file: &File{}}
	for _, c := range []struct {
		name     string
		seen     time.Time // at the first look
		identity Identity
		same     bool
	}{
		{"untouched", seen, Identity{7, longAgo}, true},
		{"replaced", seen, Identity{8, longAgo}, false},
		{"written and its time set back, or its permissions changed", seen, Identity{7, longAgo.Add(1)}, false},
		{"touched when we looked", longAgo.Add(time.Second), Identity{7, longAgo}, false},
	} {
		was, now := was, was
		was.seen, now.identity = c.seen, c.identity
		if was.same(now) != c.same {
			t.Errorf("%s: same is %t", c.name, !c.same)
		}
	}
	now := was
	now.modified, was.modified = longAgo.Add(-time.Hour), longAgo.Add(-time.Hour)
	was.identity.Status, now.identity.Status = seen, seen
	if was.same(now) {
		t.Error("what changed when we looked may have changed again")
	}
}

// A look at everything finds permissions that were taken away.
func TestPermissionsCount(t *testing.T) {
	t.Parallel()
	dir, tree := onDisk(t, map[string]string{"a.md": "a"})
	name := filepath.Join(dir, "a.md")
	if err := os.Chtimes(name, longAgo, longAgo); err != nil {
		t.Fatal(err)
	}
	was, _ := tree.Read(inOrder)
	if err := os.Chmod(name, 0o600); err != nil {
		t.Fatal(err)
	}
	tree.LookAll()
	if is, _ := tree.Read(inOrder); runtime.GOOS != "windows" && is[0] == was[0] {
		t.Error("the file was not looked at")
	}
}

// An editor that replaces a file keeps neither its inode nor its place.
func TestReplacedFileIsReadAgain(t *testing.T) {
	t.Parallel()
	dir, tree := onDisk(t, map[string]string{"a.md": "a"})
	tree.Read(inOrder)
	write(t, filepath.Join(dir, "new"), "b")
	if err := os.Rename(filepath.Join(dir, "new"), filepath.Join(dir, "a.md")); err != nil {
		t.Fatal(err)
	}
	tree.LookAll()
	files, _ := tree.Read(inOrder)
	if files[0].Digest != DigestBytes([]byte("b")) {
		t.Error("the old file is still there")
	}
}

func TestForgottenTextsAreReadAgain(t *testing.T) {
	t.Parallel()
	m := memory(map[string]string{"a.md": "a", "b.md": ""})
	files, _ := NewTree(m, "content").Read(inOrder)
	for _, f := range files {
		f.Forget()
	}
	if data, err := files[0].Bytes(); string(data) != "a" || err != nil {
		t.Errorf("%q: %v", data, err)
	}
	m["a.md"] = &fstest.MapFile{Data: []byte("b"), ModTime: longAgo}
	if _, err := files[0].Bytes(); err == nil || !strings.Contains(err.Error(), "content/a.md") {
		t.Errorf("the file changed meanwhile: %v", err)
	}
	delete(m, "a.md")
	if _, err := files[0].Bytes(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file is gone: %v", err)
	}
	f := NewFile("x", "label/x", nil)
	f.Forget()
	if data, err := f.Bytes(); data == nil || len(data) > 0 || err != nil || f.Label != "label/x" {
		t.Errorf("%q: %v", data, err)
	}
}

// vanishing lists a file that is gone when it is opened.
type vanishing struct{ fstest.MapFS }

// Open knows nothing of gone.md.
func (v vanishing) Open(name string) (fs.File, error) {
	if name == "gone.md" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return v.MapFS.Open(name)
}

// ReadFile knows nothing of gone.md.
func (v vanishing) ReadFile(name string) ([]byte, error) {
	if name == "gone.md" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return v.MapFS.ReadFile(name)
}

func TestFileThatVanishesIsNotThere(t *testing.T) {
	t.Parallel()
	files, problems := NewTree(vanishing{memory(map[string]string{"a.md": "a", "gone.md": "x"})}, "content").Read(inOrder)
	wantNames(t, files, "a.md")
	if len(problems) > 0 {
		t.Errorf("%v", problems)
	}
}

// A tree of names alone has the files that a tree has, and their contents are those
// of when one asks.
func TestTreeOfNames(t *testing.T) {
	t.Parallel()
	dir, tree := onDisk(t, map[string]string{"a.md": "before", "b/c.jpg": "picture", "gone.md": "x", "aux.md": "reserved", "_draft.md": "ours not"})
	for name, to := range map[string]string{"in.md": "a.md", "out.md": "../elsewhere.md", "folder.md": "b"} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	long := filepath.Join(dir, "long.md")
	write(t, long, "")
	if err := os.Truncate(long, 8*MaxText+1); err != nil {
		t.Fatal(err)
	}
	files, problems := tree.Names().Read(inOrder)
	wantNames(t, files, "a.md", "b/c.jpg", "gone.md", "in.md", "long.md")
	if _, whole := tree.Read(inOrder); len(problems) != 3 || len(whole) != 4 {
		t.Errorf("%v; of a whole tree %v", problems, whole)
	}
	write(t, filepath.Join(dir, "a.md"), "after")
	if err := os.Remove(filepath.Join(dir, "gone.md")); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"after", "picture", "", "after", ""} {
		data, err := files[i].Bytes()
		if string(data) != want || (err != nil) != (want == "") {
			t.Errorf("%s: %q %v", files[i].Name, data, err)
		}
		if data, _ := files[i].Append([]byte("> ")); want != "" && string(data) != "> "+want {
			t.Errorf("%s behind another: %q", files[i].Name, data)
		}
	}
	if _, err := files[4].Bytes(); err == nil || !strings.Contains(err.Error(), "too many for a text") {
		t.Errorf("a long text: %v", err)
	}
}
