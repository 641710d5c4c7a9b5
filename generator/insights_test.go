package generator

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"playbook/generator/defaults"
	"playbook/generator/insights"
	"playbook/generator/source"
)

// Every number equals a plain loop over the records, of the site that ships and
// of archives made at random.
func TestInsightsEqualPlainLoop(t *testing.T) {
	t.Parallel()
	shipped := os.DirFS("../content")
	for _, now := range []string{"2025-05-05", "2026-03-01", "2026-12-01", "2027-06-30"} {
		t.Run("shipped "+now, func(t *testing.T) {
			t.Parallel()
			at, err := time.Parse(time.DateOnly, now)
			if err != nil {
				t.Fatal(err)
			}
			p := readPlainly(t, shipped, at)
			r, problems := Insights(Input{Content: source.NewTree(shipped, "content"), Base: source.NewTree(defaults.Files, "defaults"), Now: at})
			if source.Errors(problems) > 0 {
				t.Fatal(problems[0].Line("en"))
			}
			differences(t, toldBy(r), p.numbers())
		})
	}
	for seed := range uint64(12) {
		t.Run(fmt.Sprint("random ", seed), func(t *testing.T) {
			t.Parallel()
			files := randomArchive(rand.New(rand.NewPCG(seed, 5)))
			p := readPlainly(t, mapFS(files), benchNow)
			r, _ := Insights(Input{Content: source.NewTree(mapFS(files), "content"), Base: source.NewTree(defaults.Files, "defaults"), Now: benchNow})
			differences(t, toldBy(r), p.numbers())
		})
	}
}

// BenchmarkInsights is what "playbook insights" does before it prints, for a hundred
// thousand posts of products with keywords.
func BenchmarkInsights(b *testing.B) {
	files := archive(100_000, "zh")
	for name, text := range files {
		if strings.HasPrefix(name, "products/") {
			files[name] = strings.Replace(text, "sku:", "keywords:\n  function: [显白, 不沾杯, 不卡纹]\n  ingredient: [角鲨烷]\nsku:", 1)
		}
	}
	_, content := onDisk(b, files)
	for b.Loop() {
		r, problems := Insights(Input{Content: content, Base: source.NewTree(defaults.Files, "defaults"), Now: benchNow})
		if source.Errors(problems) > 0 || r.Posts.Live == 0 {
			b.Fatal(len(problems), r.Posts)
		}
	}
}

// randomArchive has from no to some forty posts, with and without every field
// that a number is made of.
func randomArchive(rng *rand.Rand) map[string]string {
	files := map[string]string{}
	maybe := func(s string) string {
		if rng.IntN(3) == 0 {
			return ""
		}
		return s
	}
	day := func() string { return fmt.Sprintf("2026-%02d-%02d", 1+rng.IntN(12), 1+rng.IntN(28)) }
	var site strings.Builder
	site.WriteString("title: R\ntimezone: Asia/Shanghai\nugc_floor: 2\neditions:\n  public:\n    use: site\n  internal:\n    use: internal\n" +
		"tiers:\n  - {name: koc, from: 0}\n  - {name: big, from: 20000}\naccounts:\n")
	for _, name := range []string{"xiaohongshu", "weibo"} {
		site.WriteString("  - platform: " + name + "\n" + maybe("    cadence: 2-3 a week\n") + maybe("    ugc_share: 50%\n"))
		if rng.IntN(2) == 0 {
			site.WriteString("    published:\n")
			for m := range 1 + rng.IntN(14) {
				if rng.IntN(4) > 0 || m == 0 {
					fmt.Fprintf(&site, "      - month: %s\n        posts: %d\n", insights.Month(2025*12+10+m), rng.IntN(16))
				}
			}
		}
		if rng.IntN(2) == 0 {
			fmt.Fprintf(&site, "    followers:\n      - on: %s\n        count: %d\n", day(), rng.IntN(1e6))
			if rng.IntN(2) == 0 {
				fmt.Fprintf(&site, "      - on: %s\n        count: %d.%d万\n", day(), rng.IntN(90), rng.IntN(10))
			}
		}
	}
	files["site.yaml"] = site.String()
	for i := range 4 {
		files[fmt.Sprintf("creators/c%d.md", i)] = fmt.Sprintf("---\ntitle: C%d\naccounts:\n  - platform: weibo\n    handle: c%d\n%s%s%s---\n", i, i,
			maybe(fmt.Sprintf("    followers:\n      - on: 2026-01-01\n        count: %d\n", rng.IntN(60000))), maybe(""+pick(rng, []string{"tier: koc\n", "tier: celebrity\n", ""})),
			pick(rng, []string{"", "", "do_not_use: true\n", "grants:\n  - granted: 2026-02-01\n    until: 2026-09-30\n    use: [site]\n    words: ok\n"}))
	}
	for i := range 2 {
		files[fmt.Sprintf("products/p%d.md", i)] = fmt.Sprintf("---\ntitle: P%d\nkeywords:\n  function: [显白, SPF50]\n  ingredient: [%s]\n---\n", i, pick(rng, tagWords))
	}
	files["voice/v.md"] = "---\ntitle: V\n---\n"
	files["cases/k.md"] = "---\ntitle: K\nposts: [n00]\n---\n"
	files["campaigns/a.md"] = "---\ntitle: A\nfrom: 2026-05-01\ntargets:\n  tiers: {big: 2, koc: 3}\n---\n"
	files["posts/n00.md"] = "---\nplatform: weibo\ncreator: c0\n---\n没有记录\n"
	for i := range rng.IntN(40) {
		var b strings.Builder
		fmt.Fprintf(&b, "---\nplatform: %s\ncreator: c%d\n", pick(rng, channels), rng.IntN(4))
		b.WriteString(maybe("posted: " + day() + "\n"))
		b.WriteString(maybe("captured: " + day() + "\n"))
		b.WriteString(maybe("relationship: organic\n"))
		b.WriteString(maybe("style: " + pick(rng, styles) + "\n"))
		b.WriteString(maybe(fmt.Sprintf("products: [p%d]\n", rng.IntN(2))))
		b.WriteString(maybe("evidence_for: [" + pick(rng, []string{"v", "k", "v, k"}) + "]\n"))
		b.WriteString(maybe("tags: [" + pick(rng, tagWords) + "]\n"))
		b.WriteString(maybe("draft: false\n"))
		if rng.IntN(2) == 0 {
			fmt.Fprintf(&b, "metrics:\n  - on: %s\n    likes: %d\n%s", day(), rng.IntN(5000), maybe("  - saves: 1.2万\n"))
		}
		if rng.IntN(2) == 0 {
			fmt.Fprintf(&b, "reposted:\n  - on: %s\n    account: %s\n", day(), pick(rng, []string{"weibo", "xiaohongshu"}))
		}
		if rng.IntN(4) > 0 {
			b.WriteString("rights:\n  - asked: 2026-01-02\n    use: [internal, site]\n" +
				maybe("  - asked: 2026-01-09\n    use: [site]\n") +
				pick(rng, []string{"", "  - answered: 2026-02-03\n    words: hm\n", "  - declined: 2026-01-20\n", "  - granted: " + day() + "\n    until: " + day() + "\n    words: ok\n",
					"  - granted: 2026-03-05\n    words: ok\n", "  - granted: 2026-03-05\n    words: ok\n  - revoked: 2026-08-01\n", "  - taken-down: 2026-03-09\n"}))
		}
		fmt.Fprintf(&b, "---\n%s #%s[话题]#\n", sentences(rng, zhPhrases, 3), pick(rng, tagWords))
		files[fmt.Sprintf("posts/n%02d.md", i+1)] = b.String()
	}
	return files
}

// An edit of one post tallies its share of the archive anew and no other.
func TestAnEditTalliesItsShare(t *testing.T) {
	t.Parallel()
	files := archive(1200, "zh")
	in := Input{Content: source.NewTree(mapFS(files), "content"), Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultLook(), Edition: "internal", Now: benchNow}
	memo := new(Memo)
	told := func() (*insights.Report, int) {
		in.Content = source.NewTree(mapFS(files), "content")
		linked := linkOf(in, memo)
		before := memo.Runs()
		return linked.told(), memo.Runs() - before
	}
	_, ran := told()
	if ran != 8 {
		t.Fatalf("%d tallies of 1,200 posts, want 8", ran)
	}
	if _, ran = told(); ran != 0 {
		t.Errorf("%d tallies without an edit", ran)
	}
	name := firstOf(files, "posts/2024/")
	files["posts/2024/"+name] = strings.Replace(files["posts/2024/"+name], "style: ", "style: other\nweight: 1\nwhy: x\nsummary: ", 1)
	r, ran := told()
	if ran != 1 {
		t.Errorf("an edit of one post ran %d tallies", ran)
	}
	fresh := linkOf(in, nil).told()
	differences(t, toldBy(r), toldBy(fresh))
	files["voice/plain-words.md"] += "\nAn edit of words.\n"
	if _, ran = told(); ran != 0 {
		t.Errorf("an edit of a voice page ran %d tallies", ran)
	}

	// And the page of numbers, as serve asks for it, is not even drawn again.
	drawn := func() int {
		in.Content = source.NewTree(mapFS(files), "content")
		site, _ := Build(in, memo)
		before := memo.Runs()
		page(t, site, "insights.html")
		return memo.Runs() - before
	}
	drawn()
	files["pages/about.md"] += "\nAnother.\n"
	if ran = drawn(); ran != 0 {
		t.Errorf("the page of numbers ran %d steps after an edit of another", ran)
	}
	files["posts/2024/"+name] += "\nMore.\n"
	if ran = drawn(); ran != 1 {
		t.Errorf("the page of numbers ran %d steps after an edit of a post that changes none, want its tally", ran)
	}
}

// linkOf is Build as far as link.
func linkOf(in Input, m *Memo) *linker {
	b := begin(in, m)
	files := b.read()
	c := b.configure(files)
	look := b.loadTheme(files, c)
	docs := b.parse(files, c)
	return b.link(files, c, look, docs, b.measure(files), b.measureFilms(files), b.highlight(docs))
}
