package generator

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"playbook/generator/defaults"
	"playbook/generator/source"
)

// datedPost has random events, and its end on days when clocks change, in a leap
// year, and at the turn of a year.
func datedPost(rng *rand.Rand, n int) string {
	day := func() string {
		return pick(rng, []string{"2024-02-28", "2024-02-29", "2024-03-01", "2024-03-09", "2024-03-10", "2024-11-03", "2024-11-04", "2024-12-31", "2025-01-01"})
	}
	text := fmt.Sprintf("---\ntitle: Version %d\nplatform: weibo\nposted: 2024-01-02\nrelationship: organic\nrights:\n  - granted: 2024-02-01\n    use: [site]\n    words: ok\n", n)
	if rng.IntN(3) == 0 {
		text += "    until: " + day() + "\n"
	}
	if rng.IntN(9) == 0 {
		text += "  - revoked: " + day() + "\n"
	}
	if rng.IntN(15) == 0 {
		text += "  - taken-down: " + day() + "\n"
	}
	return text + "---\nWords.\n"
}

// However the clock moves between builds and edits, a rollback makes nothing
// public that may not be shown at that moment, and neither does it refuse what may.
func TestRollbackUnderMovingClocks(t *testing.T) {
	t.Parallel()
	done, refused := 0, 0
	for seed := range uint64(10) {
		rng := rand.New(rand.NewPCG(seed, 7))
		content := map[string]string{"site.yaml": "title: T\nlanguages: [en]\ntimezone: " + pick(rng, []string{"America/New_York", "Asia/Shanghai", "Pacific/Kiritimati"}) + "\n"}
		for n := range 4 {
			content[fmt.Sprintf("posts/p%d.md", n)] = datedPost(rng, n)
		}
		p := newProject(t)
		now := time.Date(2024, 2, 10, 0, 0, 0, 0, time.UTC)
		build := func() *Site {
			site, problems := Build(Input{Content: memoryTree(content), Base: source.NewTree(defaults.Files, "defaults"),
				Theme: []*source.Tree{source.NewTree(os.DirFS("testdata/theme"), "theme")}, Now: now}, nil)
			if source.Errors(problems) > 0 {
				t.Fatal(problems)
			}
			return site
		}
		for round := range 7 {
			if round < 4 { // there is something to go back to
				content[fmt.Sprintf("posts/p%d.md", rng.IntN(4))] = datedPost(rng, rng.IntN(4)+10*round)
				p.write(t, build())
				now = now.Add(time.Duration(rng.Int64N(int64(20 * 24 * time.Hour))))
				continue
			}
			may := namesShown(build())
			o := p.rollback()
			o.Withheld = func(post string) (string, bool) { return "not today", !may[post] }
			before := p.read(t)
			switch err := Rollback(p.target, o); {
			case err == nil:
				done++
				onlyShown(t, p.target, may)
			case strings.Contains(err.Error(), "not today"):
				refused++
				sameFolder(t, "after a refusal", p.read(t), before)
				for post := range may {
					if strings.Contains(err.Error(), post+" (") {
						t.Errorf("refused for %s, which may be shown: %v", post, err)
					}
				}
			}
			now = now.Add(time.Duration(rng.Int64N(int64(90 * 24 * time.Hour))))
		}
	}
	if done < 5 || refused < 5 {
		t.Errorf("%d rollbacks, %d refused: too few to tell anything", done, refused)
	}
}

// onlyShown fails if a folder has words of a post that may not be shown.
func onlyShown(t *testing.T, dir string, may map[string]bool) {
	t.Helper()
	for name, data := range readFolder(t, dir) {
		for n := range 4 {
			post := fmt.Sprintf("p%d", n)
			if !may[post] && (strings.Contains(data, "posts/"+post+".html") || strings.HasSuffix(filepath.ToSlash(name), "posts/"+post+".html")) {
				t.Errorf("%s shows %s, which may not be shown", name, post)
			}
		}
	}
}
