package generator

import (
	"bufio"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// A test that needs a process of its own runs this binary again, with what the
// process is to do in one variable and where in the other.
const (
	childRole = "PLAYBOOK_TEST_CHILD"
	childDir  = "PLAYBOOK_TEST_DIR"
)

// roles is what children do. Each is told the folder of a project.
var roles = map[string]func(dir string) error{"build forever": buildForever}

// TestChild is the child; run by itself it has nothing to do.
func TestChild(t *testing.T) {
	role, ok := roles[os.Getenv(childRole)]
	if !ok {
		return
	}
	if err := role(os.Getenv(childDir)); err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
}

func child(role, dir string) *exec.Cmd {
	c := exec.Command(os.Args[0], "-test.run=^TestChild$")
	c.Env = append(os.Environ(), childRole+"="+role, childDir+"="+dir)
	c.Stderr = os.Stderr
	return c
}

// large is a site of 300 files, of which a third differs from turn to turn.
func large(turn string) folder {
	files := folder{}
	for i := range 300 {
		name := fmt.Sprintf("posts/%d/%03d.html", i%7, i)
		switch {
		case i%3 > 0:
			files[name] = strings.Repeat("same ", 500)
		case i%2 == 0:
			files[name] = strings.Repeat(turn, 1000)
		default:
			files[turn+"/"+name] = turn
		}
	}
	return files
}

// buildForever publishes two sites in turn, the one that is not there first,
// and says so each time.
func buildForever(dir string) error {
	p := project{dir, filepath.Join(dir, "public")}
	turns := []string{"A", "B"}
	if exists(filepath.Join(p.target, "A")) {
		slices.Reverse(turns)
	}
	fmt.Println("ready")
	for n := 0; ; n++ {
		if _, _, err := Write(siteOf(large(turns[n%2])), p.target, p.options()); err != nil {
			return err
		}
		fmt.Println("built")
	}
}

func TestKilledBuild(t *testing.T) {
	t.Parallel()
	p := projectInMemory(t)
	guests := folder{".gitignore": "*"}
	guests.store(t, p.target)
	sites := []folder{large("A").plus(guests), large("B").plus(guests)}
	p.write(t, siteOf(large("A")))
	for i := range 30 {
		killBuild(t, p.dir)
		what := fmt.Sprintf("kill %d", i)
		if runtime.GOOS == "linux" || runtime.GOOS == "darwin" {
			if got := readFolder(t, p.target); !maps.Equal(got, sites[0]) && !maps.Equal(got, sites[1]) {
				t.Errorf("%s: the target is neither the old site nor the new one", what)
			}
		}
		p.write(t, siteOf(large([]string{"A", "B"}[i%2])))
		sameFolder(t, what+" and a build", p.read(t), sites[i%2].below("public"))
	}
}

// projectInMemory is a project on a file system in memory if there is one: a
// hundred builds on a busy disk would take their time.
func projectInMemory(t *testing.T) project {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "playbook-")
	if err != nil {
		return newProject(t)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return project{dir, filepath.Join(dir, "public")}
}

// killBuild starts a child and kills it at a random moment of its second
// build, or shortly after: its first tells how long one takes.
func killBuild(t *testing.T, dir string) {
	t.Helper()
	c := child("build forever", dir)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	expect := func(want string) {
		if !lines.Scan() || lines.Text() != want {
			t.Errorf("the child says %q, want %q", lines.Text(), want)
		}
	}
	expect("ready")
	begin := time.Now()
	expect("built")
	build := time.Since(begin)
	time.AfterFunc(rand.N(build+build/5+time.Millisecond), func() { c.Process.Kill() })
	for lines.Scan() {
		if lines.Text() != "built" {
			t.Errorf("the child says %q", lines.Text())
		}
	}
	c.Wait()
}
