package themes_test

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"testing"

	"playbook/generator/source"
	"playbook/generator/theme"
	"playbook/themes"
)

// files are those of the default theme, and the colours of code that the
// generator adds to every bundle.
func files(t testing.TB) []*source.File {
	t.Helper()
	below, err := fs.Sub(themes.Files, "default")
	if err != nil {
		t.Fatal(err)
	}
	list := []*source.File{
		source.NewFile("assets/code-light.css", "code-light.css", []byte(".k{color:#a33}")),
		source.NewFile("assets/code-dark.css", "code-dark.css", []byte(".k{color:#fbb}")),
	}
	err = fs.WalkDir(below, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(below, name)
		list = append(list, source.NewFile(name, "themes/default/"+name, data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func report(t testing.TB, problems []source.Problem) {
	t.Helper()
	for _, p := range problems {
		t.Errorf("%s\n%s", p.Line("en"), p.Caret())
	}
}

func TestDefaultThemeLoads(t *testing.T) {
	t.Parallel()
	th, problems := theme.Load(files(t))
	report(t, problems)
	for _, layout := range []string{"home", "list", "post", "case", "voice", "creator", "campaign", "product",
		"platform", "page", "terms", "tombstone", "broken", "404"} {
		if !th.Has(layout) {
			t.Errorf("no template for %s", layout)
		}
	}
	for layout := range th.Config.Lists {
		if !th.Has(layout) {
			t.Errorf("theme.yaml lists pages for %s, which has no template", layout)
		}
	}
}

// The page before its pictures has to arrive over a subway's network.
func TestDefaultThemeIsSmall(t *testing.T) {
	t.Parallel()
	assets, problems := theme.Bundle(files(t), theme.Tokens{})
	report(t, problems)
	limits := map[string]int{"site.css": 12 << 10, "site.js": 2 << 10, "favicon.svg": 1 << 10}
	for _, a := range assets {
		size := compressed(t, a.Data)
		t.Logf("%s: %d bytes, %d compressed", a.Path, len(a.Data), size)
		if size > limits[a.Name] {
			t.Errorf("%s has %d bytes compressed, %d are allowed", a.Name, size, limits[a.Name])
		}
	}
	if len(assets) != len(limits) {
		t.Errorf("%d assets, want %d", len(assets), len(limits))
	}
}

func compressed(t testing.TB, data []byte) int {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}
