package generator

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func nothingWithheld(string) (string, bool) { return "", false }

func (p project) rollback() RollbackOptions {
	return RollbackOptions{State: p.options().State, Edition: "public", Withheld: nothingWithheld}
}

func TestRollbackAndBack(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	ignore := folder{".gitignore": "*"}
	ignore.store(t, p.target)
	p.write(t, siteOf(siteA))
	p.write(t, siteOf(siteB))
	for i, want := range []folder{siteA, siteB, siteA} {
		if err := Rollback(p.target, p.rollback()); err != nil {
			t.Fatal(err)
		}
		sameFolder(t, "rollback", p.read(t), want.plus(ignore).below("public"))
		if i == 1 {
			ignore[".gitignore"] = "changed" // foreign files do not roll back
			os.Remove(filepath.Join(p.target, ".gitignore"))
			ignore.store(t, p.target)
		}
	}
	if r := p.write(t, siteOf(siteB)); r.Changed != 3 || r.Removed != 1 {
		t.Errorf("a build after a rollback: %+v", r)
	}
	sameFolder(t, "build", p.read(t), siteB.plus(ignore).below("public"))
}

func TestRollbackOfDeletedTarget(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	p.write(t, siteOf(siteA))
	p.write(t, siteOf(siteB))
	if err := os.RemoveAll(p.target); err != nil {
		t.Fatal(err)
	}
	if err := Rollback(p.target, p.rollback()); err != nil {
		t.Fatal(err)
	}
	sameFolder(t, "rollback", p.read(t), siteA.below("public"))
	if err := Rollback(p.target, p.rollback()); err == nil {
		t.Error("rolled back to a site that is not there")
	}
}

func TestRollbackRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		setup func(t *testing.T, p project, o *RollbackOptions)
		want  string
	}{
		{"posts that may not be shown", func(t *testing.T, p project, o *RollbackOptions) {
			o.Withheld = func(post string) (string, bool) { return "revoked", post == "maple" || post == "alder" }
		}, "posts that may not be shown any more: alder (revoked), maple (revoked)"},
		{"another edition", func(t *testing.T, p project, o *RollbackOptions) { o.Edition = "internal" }, "is edition public, not internal"},
		{"nothing to go back to", func(t *testing.T, p project, o *RollbackOptions) {
			if err := Purge(p.target, o.State); err != nil {
				t.Fatal(err)
			}
		}, "there is no previous site"},
		{"a site that was changed", func(t *testing.T, p project, o *RollbackOptions) {
			names, _ := filepath.Glob(filepath.Join(o.State, "targets", "*", "previous", "index.html"))
			if len(names) != 1 {
				t.Fatal(names)
			}
			folder{"index.html": "tampered"}.store(t, filepath.Dir(names[0]))
		}, "was changed by something else (index.html)"},
		{"strangers in the target", func(t *testing.T, p project, o *RollbackOptions) {
			folder{"notes.txt": ""}.store(t, p.target)
		}, "did not write: notes.txt"},
		{"a guest where a page was", func(t *testing.T, p project, o *RollbackOptions) {
			folder{"posts/a.html": "mine"}.store(t, p.target)
			o.Keep = []string{"a.html"}
		}, "posts/a.html is in the way"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := newProject(t)
			a := siteOf(siteA)
			a.Shown = []ShownPost{{Name: "maple", Until: time.Unix(1800000000, 0)}, {Name: "birch"}, {Name: "alder"}}
			p.write(t, a)
			p.write(t, siteOf(siteB))
			o := p.rollback()
			test.setup(t, p, &o)
			before := p.read(t)
			err := Rollback(p.target, o)
			if _, ok := errors.AsType[*Refusal](err); !ok || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
			sameFolder(t, "after", p.read(t), before)
		})
	}
}
