package intake

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"playbook/generator/record"
	"playbook/generator/source"
)

var update = flag.Bool("update", false, "rewrite the files in testdata")

// TestSources imports the exports in each testdata/*.txtar and compares what is
// written with the files under want/. The comment of an archive may name flags:
// map COLUMN=FIELD, own PLATFORM, twice. A fixture of a source has the headings
// and keys that the tool writes, with made-up values.
func TestSources(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal(err, names)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			testSource(t, name)
		})
	}
}

func testSource(t *testing.T, name string) {
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	o := options(t)
	exports, want := map[string]string{}, map[string]string{}
	for _, f := range a.Files {
		switch top, rest, _ := strings.Cut(f.Name, "/"); top {
		case "want":
			want[rest] = string(f.Data)
		case "content":
			if err := o.Content.MkdirAll(filepath.Dir(rest), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := o.Content.WriteFile(rest, f.Data, 0o666); err != nil {
				t.Fatal(err)
			}
		default:
			exports[f.Name] = string(f.Data)
		}
	}
	times := instruct(t, &o, string(a.Comment))
	dir := lay(t, exports)
	var r *Report
	for range times {
		r = mustImport(t, o, dir)
	}
	var notes strings.Builder
	for _, p := range r.Problems {
		p.File = strings.TrimPrefix(strings.ReplaceAll(p.File, filepath.ToSlash(dir), ""), "/")
		notes.WriteString(p.Line("en") + "\n")
	}
	got := written(t, o)
	clean(t, got)
	wholeLedger(t, r)
	got["problems"] = notes.String()
	if notes.Len() == 0 {
		delete(got, "problems")
	}
	if maps.Equal(got, want) {
		return
	}
	if *update {
		rewrite(t, name, a, got)
		return
	}
	t.Errorf("got:\n%s\nwant:\n%s", dump(got), dump(want))
}

// instruct reads the flags in the comment of an archive.
func instruct(t *testing.T, o *Options, comment string) (times int) {
	times = 1
	for line := range strings.Lines(comment) {
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch verb {
		case "map":
			column, field, _ := strings.Cut(rest, "=")
			o.Map = append(o.Map, [2]string{column, field})
		case "own":
			o.Own = rest
		case "twice":
			times = 2
		}
	}
	if data, err := o.Content.ReadFile("site.yaml"); err == nil {
		text, problems := source.NewText("site.yaml", data)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		o.Site, _ = record.ParseSite(text)
	}
	return times
}

func rewrite(t *testing.T, name string, a *txtar.Archive, got map[string]string) {
	a.Files = slices.DeleteFunc(a.Files, func(f txtar.File) bool { return strings.HasPrefix(f.Name, "want/") })
	for _, n := range sorted(got) {
		a.Files = append(a.Files, txtar.File{Name: "want/" + n, Data: []byte(got[n])})
	}
	if err := os.WriteFile(name, txtar.Format(a), 0o666); err != nil {
		t.Fatal(err)
	}
}

// wholeLedger fails if a key of the export has no fate.
func wholeLedger(t *testing.T, r *Report) {
	t.Helper()
	for _, k := range r.Keys {
		if !slices.Contains([]string{"mapped", "extra", "dropped"}, k.Fate) || k.To == "" {
			t.Errorf("%s: fate %q, to %q", k.Key, k.Fate, k.To)
		}
	}
}
