package generator

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"playbook/generator/defaults"
	"playbook/generator/insights"
	"playbook/generator/record"
	"playbook/generator/rights"
	"playbook/generator/source"
)

// surveyed are archives that take a survey through all it does: more posts than are
// looked at together, translations, names that are there twice, folders, files that
// name posts and are named by them.
func surveyed(tb testing.TB) map[string]map[string]string {
	tb.Helper()
	many := archive(700, "zh", "en")
	many["posts/2024/twins.md"] = "---\ntitle: One\ncreator: c00001\n---\n一\n"
	many["posts/2023/twins.md"] = "---\ntitle: The other\ncreator: nobody\n---\n二\n"
	many["posts/2023/n000001.en.md"] = "---\ntitle: In English\nlang: en\n---\nIn English.\n"
	many["posts/2023/only.fr.md"] = "---\ntitle: No language of ours\n---\n"
	many["posts/album/index.md"] = "---\nplatform: weibo\ncreator: c00002\nrelationship: organic\ncampaigns: [spring]\nevidence_for: [plain-words]\nrights:\n" +
		"  - granted: 2026-01-01\n    until: 2026-12-20\n    use: [site, ad]\n    words: ok\n    music_cleared: no\n---\n\nNo title here, so it is known by this.\n"
	many["posts/album/index.en.md"] = "---\nsummary: Translated\n---\nThe same.\n"
	many["posts/album/1.jpg"], many["posts/album/more/2.jpg"], many["posts/album/film.mp4"] = "one", "two", "film"
	many["posts/broken.md"] = "---\ncreator: c00003\nstyle: nonsense\n---\n坏\n"
	many["campaigns/spring.md"] = "---\ntitle: Spring\n---\nWith [[album]].\n"
	many["cases/sample.md"] = "---\ntitle: Sample\nposts: [album, missing, n000010]\n---\nSee [this](../posts/album/index.md), [that](../posts/2024/gone.md) and [[twins]].\n"
	for i := range 3 { // of which only two have words that are counted
		name := fmt.Sprintf("products/p%04d.md", i)
		many[name] = strings.Replace(many[name], "title:", []string{"keywords:\n  function: [卡纹, 枫叶色]\ntitle:", "title:", "keywords:\n  ingredient: [桂花]\ntitle:"}[i], 1)
	}
	many["posts/2025/by-path.md"] = "---\ntitle: By path\nrelationship: organic\nproducts: [products/p0000.md]\nrights:\n  - granted: 2026-01-01\n    use: [site]\n    words: ok\n---\n没有卡纹\n"
	many["creators/c00001.md"] = "---\ntitle: Refuses\ndo_not_use: true\n---\n"
	many["creators/c00002.md"] = "---\ntitle: Grants\ngrants:\n  - granted: 2026-02-01\n    use: [social]\n    words: ok\n---\n"

	moved := map[string]string{"site.yaml": many["site.yaml"],
		"posts/of-hers.md": "---\ntitle: Of hers\ncreator: her\nrelationship: organic\nrights:\n  - granted: 2026-01-01\n    use: [site]\n    words: ok\n---\n好\n",
		"posts/her.md":     "---\nkind: creators\ntitle: Her\ndo_not_use: true\n---\n",
		"posts/say.md":     "---\nkind: voice\ntitle: Say\n---\n",
		"cases/sample.md":  "---\ntitle: Sample\nlessons: [say]\n---\n",
		"pages/stray.md":   "---\nkind: posts\ntitle: Stray\ncreator: her\n---\n好\n",
	}
	creatorOnly, postOnly := maps.Clone(moved), maps.Clone(moved)
	delete(creatorOnly, "pages/stray.md")
	delete(postOnly, "posts/her.md")
	return map[string]map[string]string{"many": many, "kinds elsewhere": moved, "a creator among posts": creatorOnly, "a post among pages": postOnly,
		"none": {"site.yaml": many["site.yaml"]}}
}

// What a survey sees some posts at a time is what it sees of all together, with any
// number of workers.
func TestSurveySeesTheWhole(t *testing.T) {
	t.Parallel()
	for name, files := range surveyed(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			whole := seen(t, files, 1, true)
			for _, jobs := range []int{1, 2, 5} {
				if parts := seen(t, files, jobs, false); parts != whole {
					t.Errorf("%d workers: %s", jobs, firstDifference(whole, parts))
				}
			}
		})
	}
}

// seen is all that a survey tells of posts, in words.
func seen(t *testing.T, files map[string]string, jobs int, whole bool) string {
	t.Helper()
	b := begin(Input{Content: memoryTree(files).Names(), Base: source.NewTree(defaults.Files, "defaults"), Now: benchNow, Jobs: jobs}, nil)
	f := b.read()
	l := b.ledger(f, b.configure(f))
	if whole && !l.survey.whole {
		l.survey.together()
	}
	parts := standings(l, func(_ *Ledger, some []*Standing) []*Standing { return some })
	var out strings.Builder
	for _, s := range slices.Concat(parts...) {
		fmt.Fprintf(&out, "%s %q %s %s %s %s draft %v broken %v media %v held by %v uses %v\n", s.Name, s.Title, s.File, s.Lang, s.CreatorName, s.CreatorFile, s.Draft, s.Broken, l.Media(s), l.Holders(s), l.Uses(s))
		for _, use := range record.Uses() {
			fmt.Fprintf(&out, "  %s %+v %+v\n", use, s.Answer(use), s.Reasons(use))
		}
	}
	for _, p := range b.finish(f) {
		fmt.Fprintln(&out, p.Line("en"), p.Caret())
	}
	return out.String()
}

// A creator is asked after wherever their file lies, and so is everything else: a
// folder decides what a file is of unless the file says otherwise.
func TestCreatorAmongPosts(t *testing.T) {
	t.Parallel()
	ledger, problems := Permissions(Input{Content: memoryTree(surveyed(t)["a creator among posts"]), Base: source.NewTree(defaults.Files, "defaults"), Now: benchNow})
	if len(ledger.Posts) != 1 || ledger.Posts[0].Answer(record.UseSite).State != rights.Blocked {
		t.Errorf("%d posts; one that its creator forbids is to be blocked", len(ledger.Posts))
	}
	for _, p := range problems {
		t.Error(p.Line("en"))
	}
}

// The numbers are those of the pages, which a build counts from everything at once.
func TestInsightsAreThoseOfABuild(t *testing.T) {
	t.Parallel()
	for name, files := range surveyed(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, jobs := range []int{1, 3} {
				in := Input{Content: memoryTree(files), Base: source.NewTree(defaults.Files, "defaults"), Now: benchNow, Jobs: jobs}
				alone, _ := Insights(in)
				if built := toldByBuild(in); !reflect.DeepEqual(alone, built) {
					t.Errorf("%d workers:\ngot  %+v\nwant %+v", jobs, alone, built)
				}
			}
		})
	}
}

// toldByBuild is what a build of the team's edition knows of its archive.
func toldByBuild(in Input) *insights.Report {
	b := begin(in, nil)
	files := b.read()
	config := b.configure(files)
	if i := slices.IndexFunc(config.Editions, record.Edition.Internal); i >= 0 {
		config.edition, config.internal = config.Editions[i], true
	}
	look := b.loadTheme(files, config)
	docs := b.parse(files, config)
	l := b.link(files, config, look, docs, b.measure(files), b.measureFilms(files), b.highlight(docs))
	return l.told()
}
