package generator

import (
	"strings"
	"testing"

	"playbook/generator/defaults"
	"playbook/generator/record"
	"playbook/generator/rights"
	"playbook/generator/source"
)

// BenchmarkSurvey is what "playbook rights" does before it prints: read a
// hundred thousand posts, their front matter, and the state of each for every use.
func BenchmarkSurvey(b *testing.B) {
	_, content := onDisk(b, archive(100_000, "zh"))
	for b.Loop() {
		_, parts, _ := Survey(Input{Content: content, Base: source.NewTree(defaults.Files, "defaults"), Now: benchNow}, func(_ *Ledger, posts []*Standing) (n [2]int) {
			for _, s := range posts {
				for _, use := range record.Uses() {
					if s.Judge(use).Shown {
						n[1]++
					}
				}
			}
			n[0] = len(posts)
			return n
		})
		posts, shown := 0, 0
		for _, n := range parts {
			posts, shown = posts+n[0], shown+n[1]
		}
		if posts != 100_000 || shown == 0 {
			b.Fatal(posts, shown)
		}
	}
}

// A post that is a folder has the pictures and videos that lie there, in the
// ledger as in a build.
func TestLedgerKnowsFoldersOfPosts(t *testing.T) {
	t.Parallel()
	content := album(map[string]string{"a": scene(t, 1, 60, 80, 90), "b": scene(t, 2, 60, 80, 90)})
	content["posts/a/clip.mp4"] = "a film"
	content["posts/b/index.md"] = strings.Replace(content["posts/b/index.md"], "posted:", "media:\n  - file: 1.jpg\nposted:", 1)
	ledger, problems := Permissions(Input{Content: memoryTree(content), Base: source.NewTree(defaults.Files, "defaults"), Now: benchNow})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for i, want := range []struct {
		state rights.State
		media string
	}{{rights.Blocked, "posts/a/1.jpg posts/a/clip.mp4"}, {rights.Active, "posts/b/1.jpg"}} {
		s := ledger.Posts[i]
		if got := s.Answer(record.UseSite).State; got != want.state {
			t.Errorf("%s: %s, want %s", s.Name, got, want.state)
		}
		if got := strings.Join(ledger.Media(s), " "); got != want.media {
			t.Errorf("%s: media %s, want %s", s.Name, got, want.media)
		}
	}
}
