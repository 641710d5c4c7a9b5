package generator

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"playbook/generator/source"
)

// A Folder reads what an os.Root reads, and nothing else.
func TestFolderIsTheRoot(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	content := filepath.Join(dir, "content")
	large := bytes.Repeat([]byte("long text\n"), 40_000)
	for name, data := range map[string][]byte{
		"secret.md": []byte("secret"), "content/a.md": []byte("a"), "content/empty.md": nil, "content/posts/2026/x/index.md": []byte("x"),
		"content/large.md": large, "content/exact.md": large[:64<<10],
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, to := range map[string]string{"in.md": "a.md", "out.md": "../secret.md", "abs.md": filepath.Join(dir, "secret.md"), "years": "posts/2026", "up": ".."} {
		if err := os.Symlink(to, filepath.Join(content, name)); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(content)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	folder := Folder(root)
	for _, name := range []string{"a.md", "empty.md", "large.md", "exact.md", "in.md", "years/x/index.md", "posts/2026/x/index.md", "out.md", "abs.md", "up/secret.md",
		"../secret.md", "/a.md", "./a.md", "posts", "none.md", "posts/../a.md", ""} {
		got, err := fs.ReadFile(folder, name)
		want, wanted := fs.ReadFile(root.FS(), name)
		if !bytes.Equal(got, want) || (err == nil) != (wanted == nil) || errors.Is(err, fs.ErrNotExist) != errors.Is(wanted, fs.ErrNotExist) {
			t.Errorf("%q: %.20q %v, and of the root %.20q %v", name, got, err, want, wanted)
		}
		for _, room := range []int{0, 1, len(got), len(got) + 1, 1 << 20} {
			quick, ok := folder.(source.Quick)
			if !ok {
				break
			}
			text, ok := quick.ReadText(name, append(make([]byte, 0, 2+room), "> "...), 1<<20)
			if ok != (err == nil) || ok && string(text) != "> "+string(want) {
				t.Errorf("%q with room for %d: %.20q %v", name, room, text, ok)
			}
		}
		if bytes.Contains(got, []byte("secret")) {
			t.Errorf("%q leads out of the folder", name)
		}
	}
	if err := os.Remove(filepath.Join(content, "years")); err != nil { // which fstest takes for a folder
		t.Fatal(err)
	}
	for _, name := range []string{"in.md", "out.md", "abs.md", "up"} {
		if err := os.Remove(filepath.Join(content, name)); err != nil {
			t.Fatal(err)
		}
	}
	if quick, ok := folder.(source.Quick); ok {
		got, err := quick.ReadNames("posts/2026/x")
		want, _ := fs.ReadDir(root.FS(), "posts/2026/x")
		if err != nil || len(got) != 1 || len(want) != 1 || fs.FormatDirEntry(got[0]) != fs.FormatDirEntry(want[0]) {
			t.Errorf("%v %v, want %v", got, err, want)
		} else if info, err := got[0].Info(); err != nil || info.Size() != 1 {
			t.Errorf("%v %v", info, err)
		}
		for _, name := range []string{"none", "a.md", "../content", ""} {
			if list, err := quick.ReadNames(name); err == nil {
				t.Errorf("%q has %v", name, list)
			}
		}
	}
	if err := fstest.TestFS(folder, "a.md", "large.md", "posts/2026/x/index.md"); err != nil {
		t.Error(err)
	}
}
