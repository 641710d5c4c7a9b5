package generator

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"playbook/generator/defaults"
	"playbook/generator/source"
	"playbook/themes"
)

// benchNow is when the sites of tests are built.
var benchNow = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

// onDisk writes files into a folder and is a tree of it through an os.Root, as
// the command reads content.
func onDisk(tb testing.TB, files map[string]string) (string, *source.Tree) {
	tb.Helper()
	dir := tb.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { root.Close() })
	return dir, source.NewTree(Folder(root), "content")
}

func defaultTheme(tb testing.TB) []*source.Tree {
	return []*source.Tree{source.NewTree(sub(tb, themes.Files, "default"), "themes/default")}
}

// BenchmarkBuild is a cold build to the bytes of every file, without writing. A
// hundred thousand posts take minutes to set up: PLAYBOOK_BENCH_100K=1 adds them.
func BenchmarkBuild(b *testing.B) {
	sizes := []int{1000, 10000}
	if os.Getenv("PLAYBOOK_BENCH_100K") != "" {
		sizes = append(sizes, 100000)
	}
	for _, n := range sizes {
		for _, languages := range [][]string{{"zh"}, {"zh", "en"}} {
			b.Run(fmt.Sprintf("%d/%s", n, strings.Join(languages, "+")), func(b *testing.B) { benchBuild(b, n, languages) })
		}
	}
}

func benchBuild(b *testing.B, n int, languages []string) {
	dir, _ := onDisk(b, archive(n, languages...))
	root, err := os.OpenRoot(dir)
	if err != nil {
		b.Fatal(err)
	}
	defer root.Close()
	b.ReportAllocs()
	for b.Loop() {
		in := Input{Content: source.NewTree(Folder(root), "content"), Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultTheme(b), Now: benchNow}
		site, problems := Build(in, nil)
		if source.Errors(problems) > 0 {
			b.Fatal(problems[0].Line("en"))
		}
		fan(0, len(site.Files), func(i int) { site.Files[i].Bytes() })
		b.ReportMetric(float64(len(site.Files)), "files")
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/(1<<20), "MB-from-OS")
}

// BenchmarkRebuildTheme is BenchmarkRebuild for a template that every page has.
func BenchmarkRebuildTheme(b *testing.B) {
	files := archive(10000, "zh")
	name := "posts/2024/n" + firstOf(files, "posts/2024/n")
	_, tree := onDisk(b, files)
	const footer = "templates/parts/footer.html"
	dir, own := onDisk(b, map[string]string{footer: "<footer>0</footer>"})
	in := Input{Content: tree, Base: source.NewTree(defaults.Files, "defaults"), Theme: append([]*source.Tree{own}, defaultTheme(b)...), Now: benchNow}
	memo := new(Memo)
	site, _ := Build(in, memo)
	site.Problems(0)
	tree.Look()
	i := 0
	for b.Loop() {
		i++
		if err := os.WriteFile(filepath.Join(dir, footer), fmt.Appendf(nil, "<footer>%d</footer>", i), 0o644); err != nil {
			b.Fatal(err)
		}
		own.Look(footer)
		tree.Look()
		site, _ = Build(in, memo)
		page(b, site, "posts/"+strings.TrimSuffix(filepath.Base(name), ".md")+".html")
	}
}

// BenchmarkRebuild is what serve does when an editor saves: look at one name,
// build with the memo of the build before, and make the page.
func BenchmarkRebuild(b *testing.B) {
	const n = 10000
	edits := map[string]func(text string, i int) string{
		"body": func(text string, i int) string { return text + fmt.Sprintf("\n第 %d 次。\n", i) },
		"title": func(text string, i int) string {
			return strings.Replace(text, "title: |-\n  ", fmt.Sprintf("title: |-\n  %d ", i), 1)
		},
	}
	for _, kind := range []string{"body", "title"} {
		b.Run(kind, func(b *testing.B) {
			files := archive(n, "zh")
			name := "posts/2024/n" + firstOf(files, "posts/2024/n")
			dir, tree := onDisk(b, files)
			in := Input{Content: tree, Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultTheme(b), Now: benchNow}
			memo := new(Memo)
			site, _ := Build(in, memo)
			fan(0, len(site.Files), func(i int) { site.Files[i].Bytes() })
			i := 0
			for b.Loop() {
				i++
				if err := os.WriteFile(filepath.Join(dir, name), []byte(edits[kind](files[name], i)), 0o644); err != nil {
					b.Fatal(err)
				}
				tree.Look(name)
				before := memo.Runs()
				site, _ = Build(in, memo)
				page(b, site, "posts/"+strings.TrimSuffix(filepath.Base(name), ".md")+".html")
				b.ReportMetric(float64(memo.Runs()-before), "steps")
			}
		})
	}
}

func firstOf(files map[string]string, prefix string) string {
	best := ""
	for name := range files {
		if rest, ok := strings.CutPrefix(name, prefix); ok && (best == "" || rest < best) && strings.Contains(files[name], "granted") {
			best = rest
		}
	}
	return best
}

func page(tb testing.TB, site *Site, path string) string {
	tb.Helper()
	for _, f := range site.Files {
		if f.Path == path {
			data, problems := f.Bytes()
			for _, p := range problems {
				tb.Error(p.Line("en"))
			}
			return string(data)
		}
	}
	tb.Fatalf("no file %s", path)
	return ""
}

// BenchmarkRender is one post's page with the default theme.
func BenchmarkRender(b *testing.B) {
	_, tree := onDisk(b, archive(1000, "zh"))
	in := Input{Content: tree, Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultTheme(b), Now: benchNow}
	site, _ := Build(in, nil)
	for _, f := range site.Files {
		if r, ok := f.current().(render); ok && r.page.Layout == "post" {
			b.ReportAllocs()
			for b.Loop() {
				r.Run()
			}
			return
		}
	}
	b.Fatal("no post")
}
