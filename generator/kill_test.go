package generator

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
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

// buildForever publishes two sites in turn, and says so each time.
func buildForever(dir string) error {
	p := project{dir, dir + "/public"}
	for turn := 0; ; turn++ {
		files := large([]string{"A", "B"}[turn%2])
		if _, _, err := Write(siteOf(files), p.target, p.options()); err != nil {
			return err
		}
		fmt.Println("built")
	}
}

func TestKilledBuild(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	guests := folder{".gitignore": "*"}
	guests.store(t, p.target)
	a, b := large("A").plus(guests), large("B").plus(guests)
	p.write(t, siteOf(large("A")))
	pace := new(pace)
	for i := range 30 {
		pace.killOne(t, p.dir)
		what := fmt.Sprintf("kill %d", i)
		if runtime.GOOS == "linux" || runtime.GOOS == "darwin" {
			if got := readFolder(t, p.target); !maps.Equal(got, a) && !maps.Equal(got, b) {
				t.Errorf("%s: the target is neither the old site nor the new one", what)
			}
		}
		next := large([]string{"A", "B"}[i%2])
		p.write(t, siteOf(next))
		sameFolder(t, what+" and a build", p.read(t), next.plus(guests).below("public"))
	}
}

// pace is how long the child's last build took: what random moments are drawn from.
type pace struct{ build time.Duration }

// killOne starts a child and kills it at a random moment of a random build.
func (p *pace) killOne(t *testing.T, dir string) {
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
	for range 1 + rand.IntN(2) {
		begin := time.Now()
		if !lines.Scan() || lines.Text() != "built" {
			t.Errorf("the child says %q", lines.Text())
		}
		p.build = time.Since(begin)
	}
	time.AfterFunc(rand.N(p.build+time.Millisecond), func() { c.Process.Kill() })
	for lines.Scan() {
		if lines.Text() != "built" {
			t.Errorf("the child says %q", lines.Text())
		}
	}
	io.Copy(io.Discard, out)
	c.Wait()
}
