//go:build unix

package generator

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"playbook/generator/defaults"
	"playbook/generator/source"
)

// BenchmarkSearchShare is what the search index adds to a cold build of ten
// thousand posts: the same build with a theme that has no search page, and with
// one that has. It is counted in the time of processors, which other programs
// disturb less.
func BenchmarkSearchShare(b *testing.B) {
	_, tree := onDisk(b, archive(10000, "zh"))
	dir, own := onDisk(b, nil)
	full := defaultTheme(b)
	bare := []*source.Tree{own}
	for _, f := range must(full[0].Read(inOrder)) {
		if f.Name == "templates/search.html" {
			continue
		}
		data, err := f.Bytes()
		if err != nil {
			b.Fatal(err)
		}
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			b.Fatal(err)
		}
	}
	cold := func(theme []*source.Tree) time.Duration {
		start := worked(b)
		site, _ := Build(Input{Content: tree, Base: source.NewTree(defaults.Files, "defaults"), Theme: theme, Now: benchNow}, nil)
		fan(0, len(site.Files), func(i int) { site.Files[i].Bytes() })
		return worked(b) - start
	}
	own.Look()
	cold(full) // what is read from disk once, is read
	var with, without time.Duration
	for b.Loop() {
		without += cold(bare)
		with += cold(full)
	}
	b.ReportMetric(100*float64(with-without)/float64(without), "%-more")
}

// BenchmarkRulesShare is what a thousand rules add to a cold build of ten thousand
// posts whose editors say as much of them as their creators do.
func BenchmarkRulesShare(b *testing.B) {
	files := archive(10000, "zh")
	rng := rand.New(rand.NewPCG(1, 2))
	for name, text := range files {
		if strings.HasPrefix(name, "posts/2") {
			files[name] = strings.Replace(text, "style:", "why: |-\n  "+strings.ReplaceAll(sentences(rng, zhPhrases, 5+rng.IntN(16)), "\n", "")+"\nstyle:", 1)
		}
	}
	const page = "voice/rules.md"
	dir, tree := onDisk(b, files)
	cold := func(rules int) time.Duration {
		if err := os.WriteFile(filepath.Join(dir, page), []byte(manyRules(rules)), 0o644); err != nil {
			b.Fatal(err)
		}
		tree.Look(page)
		start := worked(b)
		site, problems := Build(Input{Content: tree, Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultTheme(b), Now: benchNow}, nil)
		if len(problems) > 0 {
			b.Fatal(problems[0].Line("en"))
		}
		fan(0, len(site.Files), func(i int) { site.Files[i].Bytes() })
		return worked(b) - start
	}
	with, without := cold(1000), cold(0)
	for b.Loop() { // the least of several is what other programs disturbed least
		without = min(without, cold(0))
		with = min(with, cold(1000))
	}
	b.ReportMetric(100*float64(with-without)/float64(without), "%-more")
}

// manyRules is a page with so many rules, of which every twentieth is a pattern too.
func manyRules(n int) string {
	var list strings.Builder
	list.WriteString("---\ntitle: Rules\n")
	for i := range n {
		if i == 0 {
			list.WriteString("rules:\n")
		}
		fmt.Fprintf(&list, "  - id: r%d\n    level: warning\n    match: [禁%d词, 全网%c龘%d]\n    why: W\n", i, i, 0x4E00+i, i)
		if i%20 == 0 {
			fmt.Fprintf(&list, "    pattern: 龘{1,3}(好|强)%d\n", i)
		}
	}
	list.WriteString("---\n")
	return list.String()
}

// worked is how long processors have been busy with this program.
func worked(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
