package intake

import (
	"bufio"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// A long JSONL is read in bounded memory, with progress to its end: one
// megabyte in `make test`, two hundred in `make soak`.
func TestHugeImport(t *testing.T) {
	size := int64(1 << 20)
	if os.Getenv("PLAYBOOK_SOAK") != "" {
		size = 200 << 20
	}
	name := filepath.Join(t.TempDir(), "search_contents.jsonl")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	records := 0
	for written := int64(0); written < size; records++ {
		n, err := w.WriteString(noteLine(records) + "\n")
		if err != nil {
			t.Fatal(err)
		}
		written += int64(n)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	o := options(t)
	var peak uint64
	var done, total int64
	o.Progress = func(read, of int64, n int) {
		if read < done {
			t.Fatalf("progress goes back from %d to %d", done, read)
		}
		done, total = read, of
		if n%5000 == 0 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapAlloc)
		}
	}
	r := mustImport(t, o, name)
	if r.Created != records || done != total {
		t.Errorf("%d posts of %d records, %d bytes of %d", r.Created, records, done, total)
	}
	// What grows is the index by which a post is found again: a few hundred bytes each.
	if limit := uint64(64<<20 + records*1200); peak > limit {
		t.Errorf("%d MB in use, want at most %d", peak>>20, limit>>20)
	}
	t.Logf("%d records, %d MB at most in use", records, peak>>20)
}
