package generator

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"playbook/generator/defaults"
	"playbook/generator/source"
)

// disclosures are what readers are told of a post that was not shared unasked.
var disclosures = map[string][2]string{
	"gifted":    {"Gifted product", "品牌赠品"},
	"paid":      {"Paid partnership", "付费合作"},
	"employee":  {"By one of our staff", "品牌员工"},
	"affiliate": {"Earns a commission", "带货分佣"},
	"contest":   {"Contest entry", "活动投稿"},
}

// disclosed has one post, and everything that shows posts.
func disclosed(relationship, edition string) *output {
	return produceFiles(Input{Theme: defaultLook(), Base: source.NewTree(defaults.Files, "defaults"), Edition: edition, Now: benchNow,
		Content: memoryTree(map[string]string{
			"site.yaml":           "title: One\nlanguages: [en, zh]\nbase_url: https://one.example/\neditions:\n  public:\n    use: site\n    kinds: [cases, posts, voice, creators, products, campaigns, platforms, pages]\n  internal:\n    use: internal\n",
			"posts/gift/index.md": "---\ntitle: zqxtitle\nplatform: weibo\nposted: 2026-10-01\ncreator: mira\nproducts: [balm]\ncampaigns: [launch]\ntags: [tin]\nevidence_for: [friend]\nrelationship: " + relationship + "\nrights:\n- granted: 2026-10-02\n  use: [site]\n  words: ok\n---\nzqxcaption\n",
			"posts/gift/1.jpg":    photograph(7),
			"creators/mira.md":    "---\ntitle: Mira\naccounts:\n- platform: weibo\n  handle: mira\n---\n",
			"products/balm.md":    "---\ntitle: Balm\n---\n",
			"campaigns/launch.md": "---\ntitle: Launch\nfrom: 2026-09-01\nuntil: 2026-11-30\n---\n",
			"voice/friend.md":     "---\ntitle: Friend\n---\n",
			"cases/it.md":         "---\ntitle: It\nposts: [gift]\n---\n:::post{name=gift}\n:::\n",
			"pages/grid.md":       "---\ntitle: Grid\n---\n:::posts{tag=tin}\n:::\n",
		})}, nil)
}

// Whoever sees a post sees what it has to do with the brand: on every page that
// shows it, in feeds, in what search shows, and in what machines and pictures carry.
func TestDisclosureIsWhereverThePostIs(t *testing.T) {
	t.Parallel()
	for _, edition := range []string{"public", "internal"} {
		unasked := disclosed("organic", edition).files // which may have the words elsewhere
		for _, relationship := range slices.Sorted(maps.Keys(disclosures)) {
			files, shows := disclosed(relationship, edition).files, map[string]int{}
			for _, name := range slices.Sorted(maps.Keys(files)) {
				kind := emitted(name)
				if kind == "" || kind != "picture" && !bytes.Contains(files[name], []byte("zqxtitle")) {
					continue
				}
				shows[kind]++
				for other, words := range disclosures {
					word := words[min(1, strings.Count("/"+name, "/zh/"))]
					if kind == "search" {
						word = other // the page that shows results has the words
					}
					if more := bytes.Count(files[name], []byte(word)) - bytes.Count(unasked[name], []byte(word)); (more > 0) != (other == relationship) {
						t.Errorf("%s, %s: %s says %q %d times more than of a post that was shared unasked", relationship, edition, name, word, more)
					}
				}
			}
			if shows["page"] < 16 || shows["feed"] == 0 || shows["search"] == 0 || shows["picture"] == 0 {
				t.Errorf("%s, %s: the post is not where it should be: %v", relationship, edition, shows)
			}
		}
	}
}

// emitted is what a file is, if it may show a post.
func emitted(name string) string {
	switch {
	case strings.HasSuffix(name, ".html"):
		return "page"
	case strings.HasSuffix(name, ".xml") && name != "sitemap.xml":
		return "feed"
	case strings.HasPrefix(name, "search/t/"):
		return "search"
	case strings.HasPrefix(name, "media/") && strings.HasSuffix(name, ".jpg"):
		return "picture"
	}
	return ""
}
