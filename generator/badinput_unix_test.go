//go:build unix

package generator

import (
	"net"
	"path/filepath"
	"syscall"
	"testing"

	"playbook/generator/source"
)

// A pipe would keep a reader waiting for ever.
func TestDevicesAreProblems(t *testing.T) {
	t.Parallel()
	dir, tree := onDisk(t, map[string]string{"site.yaml": goodSettings, "voice/a.md": goodPage})
	if err := syscall.Mkfifo(filepath.Join(dir, "voice/pipe.md"), 0o644); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("unix", filepath.Join(dir, "s"))
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	site, problems := Build(Input{Content: tree, Theme: defaultLook(), Now: benchNow}, nil)
	problems = source.Sort(append(problems, site.Problems(1)...))
	wantProblem(t, problems, "content/voice/pipe.md:1:1", "device, pipe or socket", true)
	wantProblem(t, problems, "content/s:1:1", "device, pipe or socket", true)
}
