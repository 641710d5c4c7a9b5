//go:build unix

package source

import (
	"net"
	"path/filepath"
	"syscall"
	"testing"
)

// A pipe without a writer would keep a reader waiting for ever.
func TestDevicesAreNotOpened(t *testing.T) {
	t.Parallel()
	dir, tree := onDisk(t, map[string]string{"a.md": "a"})
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.md"), 0o644); err != nil {
		t.Fatal(err)
	}
	link(t, "pipe.md", filepath.Join(dir, "to-pipe.md"))
	link(t, "/dev/zero", filepath.Join(dir, "zero.png"))
	socket, err := net.Listen("unix", filepath.Join(dir, "socket"))
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	files, problems := tree.Read(inOrder)
	wantNames(t, files, "a.md")
	for i, want := range []string{"content/pipe.md:1:1", "content/socket:1:1", "content/to-pipe.md:1:1", "content/zero.png:1:1"} {
		if i >= len(problems) || problems[i].Pos.String() != want {
			t.Errorf("%v", problems)
		}
	}
	tree.Look("pipe.md", "zero.png")
	if _, problems := tree.Read(inOrder); len(problems) != 4 {
		t.Errorf("%v", problems)
	}
}
