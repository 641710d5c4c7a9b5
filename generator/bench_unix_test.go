//go:build unix

package generator

import (
	"os"
	"path/filepath"
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

// worked is how long processors have been busy with this program.
func worked(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
