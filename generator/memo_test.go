package generator

import (
	"testing"
	"testing/fstest"

	"playbook/generator/source"
)

// TestFailedReadIsNotRemembered: a file that changes between being listed and
// being read is no fault of what it held then.
func TestFailedReadIsNotRemembered(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{"static/a.bin": {Data: []byte("one")}}
	files, _ := source.NewTree(fsys, "content").Read(inOrder)
	memo, step := new(Memo), maker(verbatim{files[0]})

	fsys["static/a.bin"] = &fstest.MapFile{Data: []byte("two")}
	if _, problems := do(memo, step); len(problems) != 1 {
		t.Fatalf("%d problems with a file that changed, want 1", len(problems))
	}
	fsys["static/a.bin"] = &fstest.MapFile{Data: []byte("one")}
	if v, problems := do(memo, step); len(problems) != 0 || string(v.data) != "one" {
		t.Fatalf("got %q and %d problems once the file is as it was", v.data, len(problems))
	}
	if runs := memo.Runs(); runs != 2 {
		t.Fatalf("ran %d times, want 2", runs)
	}
}
