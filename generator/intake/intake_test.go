package intake

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"playbook/generator/record"
	"playbook/generator/source"
)

// samples is where real records lie, beside the repository; they are read in
// place and never copied. A clone without them has our own fixtures.
const samples = "../../../shared/samples/imports"

// now is the day of these tests.
var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// options are those of an import into a new folder.
func options(t testing.TB) Options {
	t.Helper()
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return Options{Content: root, Label: "content", Now: now, Lang: "en",
		Platforms: strings.Fields("douyin instagram jd pinterest taobao tiktok tmall wechat weibo xiaohongshu")}
}

// lay writes files into a new folder and returns it. All have one time.
func lay(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(p, now, now); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func mustImport(t testing.TB, o Options, files ...string) *Report {
	t.Helper()
	r, err := Import(files, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// written is every file of the archive by its name.
func written(t testing.TB, o Options) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(o.Content.FS(), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(o.Content.FS(), p)
		out[p] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// clean fails if a page that was written has a problem.
func clean(t testing.TB, files map[string]string) {
	t.Helper()
	for _, name := range sorted(files) {
		kind, _, _ := strings.Cut(name, "/")
		if !strings.HasSuffix(name, ".md") {
			continue
		}
		text, problems := source.NewText(name, []byte(files[name]))
		_, _, more := record.Parse(record.Kind(kind), text)
		for _, p := range slices.Concat(problems, more) {
			if p.Severity == source.Error {
				t.Errorf("%s\n%s", p.Line("en"), files[name])
			}
		}
	}
}

func sorted(files map[string]string) []string {
	var names []string
	for n := range files {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// dump is files as one text, in the order of names.
func dump(files map[string]string) string {
	var b strings.Builder
	for _, n := range sorted(files) {
		fmt.Fprintf(&b, "-- %s --\n%s\n", n, files[n])
	}
	return b.String()
}

// problemsOf is how many errors a page has.
func problemsOf(t *testing.T, name, data string) int {
	t.Helper()
	kind, _, _ := strings.Cut(name, "/")
	text, problems := source.NewText(name, []byte(data))
	_, _, more := record.Parse(record.Kind(kind), text)
	return source.Errors(slices.Concat(problems, more))
}
