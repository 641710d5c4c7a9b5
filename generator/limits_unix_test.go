//go:build unix

package generator

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func init() {
	roles["write a large page"] = func(dir string) error {
		return writeWithin(64<<10, dir, siteOf(siteB.plus(folder{"large.html": strings.Repeat("x", 1<<20)})))
	}
	roles["write a large manifest"] = func(dir string) error {
		files := folder{}
		for i := range 1000 {
			files[fmt.Sprintf("%d.html", i)] = "x"
		}
		return writeWithin(64<<10, dir, siteOf(files))
	}
	roles["write where nothing may be written"] = writeReadOnly
}

// writeWithin writes a site where no file can grow beyond a limit, as it is on
// a full disk: the system refuses in the middle of a write.
func writeWithin(limit uint64, dir string, s *Site) error {
	signal.Ignore(syscall.SIGXFSZ)
	var r syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &r); err != nil {
		return err
	}
	r.Cur = limit
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &r); err != nil {
		return err
	}
	p := project{dir, filepath.Join(dir, "public")}
	return failing(Write(s, p.target, p.options()))
}

// failing is nil if a write failed with one line.
func failing(r Report, _ any, err error) error {
	switch {
	case err == nil:
		return errors.New("the write succeeded")
	case strings.Contains(err.Error(), "\n"):
		return fmt.Errorf("the error has several lines: %w", err)
	case r != Report{}:
		return fmt.Errorf("the report of a write that failed is %+v", r)
	}
	return nil
}

// nobody is a user who may write in no folder of ours.
const nobody = 65534

// writeReadOnly writes a site into a folder that forbids it. That stops
// everybody but root, so root becomes somebody else.
func writeReadOnly(dir string) error {
	if os.Getuid() == 0 {
		if err := syscall.Setuid(nobody); err != nil {
			return err
		}
	}
	p := project{dir, filepath.Join(dir, "public")}
	o := p.options()
	o.State = filepath.Join(dir, "state")
	return failing(Write(siteOf(siteA), p.target, o))
}

func TestDiskThatIsFull(t *testing.T) {
	t.Parallel()
	for _, role := range []string{"write a large page", "write a large manifest"} {
		t.Run(role, func(t *testing.T) {
			t.Parallel()
			p := newProject(t)
			p.write(t, siteOf(siteA))
			if out, err := child(role, p.dir).Output(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
			sameFolder(t, "after", p.read(t), siteA.below("public"))
			p.write(t, siteOf(siteB))
			sameFolder(t, "after a build with room", p.read(t), siteB.below("public"))
		})
	}
}

func TestTargetThatIsReadOnly(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	state := filepath.Join(p.dir, "state")
	for _, dir := range []string{p.target, state} {
		if err := os.Mkdir(dir, 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(dir, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(p.dir, 0o555); err != nil {
		t.Fatal(err)
	}
	out, err := child("write where nothing may be written", p.dir).Output()
	if err != nil {
		t.Errorf("%v: %s", err, out)
	}
	if err := os.Chmod(p.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(p.target); err != nil || len(left) > 0 {
		t.Errorf("the target holds %v, %v", left, err)
	}
	if left, err := os.ReadDir(p.dir); err != nil || len(left) != 2 {
		t.Errorf("beside the target are %v, %v", left, err)
	}
}
