package generator

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"playbook/generator/defaults"
	"playbook/generator/source"
)

// dossierSite is a campaign with something wrong in every line that is computed.
func dossierSite() map[string]string {
	files := archive(2, "en")
	files["site.yaml"] = strings.Replace(files["site.yaml"], "products, platforms", "products, campaigns, platforms", 1) +
		"ugc_floor: 1\nreview_every: 30d\naccounts:\n  - platform: xiaohongshu\n    verified: 2025-02-11\n  - platform: weibo\n    cadence: now and then\n"
	files["site.yaml"] += "tiers:\n  - {name: top, from: 500000}\n  - {name: micro, from: 1000}\n"
	files["creators/c00001.md"] = "---\ntitle: Mira\ntier: whale\naccounts:\n  - platform: weibo\n    handle: mira\n---\n"
	files["campaigns/push.md"] = "---\ntitle: Push\ntype: lucky-draw\nfrom: 2026-09-01\nuntil: 2026-09-30\naccounts: [xiaohongshu, weibo]\ntargets:\n  posts: 12\n  tiers: {koc: 3, micra: 2}\n" +
		"draw:\n  prize_value: 60000\n  winners_by: 2026-09-20\nchecks:\n  - id: pugongying-file\n    done: 2026-08-01\n---\n"
	post := "---\nplatform: weibo\ncreator: c00001\ncampaigns: [push]\nevidence_for: [plain-words]\n%rights:\n  - granted: 2026-09-02\n    until: 2026-12-05\n    use: [site]\n    words: ok\n---\nx\n"
	files["posts/a.md"] = strings.Replace(post, "%", "relationship: gifted\n", 1)
	files["posts/b.md"] = strings.Replace(post, "%", "", 1)
	return files
}

func buildDossier(files map[string]string, edition string, now time.Time) (*Site, []source.Problem) {
	return Build(Input{Content: source.NewTree(mapFS(files), "content"), Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultLook(), Edition: edition, Now: now}, nil)
}

func TestDossier(t *testing.T) {
	t.Parallel()
	site, problems := buildDossier(dossierSite(), "internal", benchNow)
	text := page(t, site, "campaigns/push.html")
	for _, want := range []string{"Our account on Xiaohongshu is verified<br><span class=\"quiet\">11 February 2025", "No day of verification", "Top prize worth ¥60,000", "20 September 2026, before the campaign ends",
		"1 post does not say how it came about", "1 live post; it goes after 5 December 2026", "2 of 12", "micra", "whale", `class="is-todo"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the dossier lacks %q", want)
		}
	}
	said := ""
	for _, p := range problems {
		said += p.Line("en") + "\n"
	}
	for _, want := range []string{"content/campaigns/push.md:6:11: warning: our account on Weibo is not verified", "content/campaigns/push.md:11:16: warning: the top prize is worth 60,000 yuan",
		`content/campaigns/push.md:14:5: warning: no platform of this campaign has a step "pugongying-file"; did you mean "pugongying-filed"?`,
		`content/campaigns/push.md:9:26: warning: the site has no tier "micra"; did you mean "micro"?`,
		"content/creators/c00001.md:3:7: warning: the site has no tier \"whale\"; add it to `tiers` in site.yaml",
		`: warning: "now and then" is not how often one posts`} {
		if !strings.Contains(said, want) {
			t.Errorf("no problem %q in\n%s", want, said)
		}
	}
	public, _ := buildDossier(dossierSite(), "public", benchNow)
	for _, secret := range []string{"dossier", "2 of 12", "5 December 2026"} {
		if strings.Contains(page(t, public, "campaigns/push.html"), secret) {
			t.Errorf("the public edition has %q", secret)
		}
	}
}

// What lost its evidence is told to those who build, and stands on no page.
func TestLostEvidenceIsReported(t *testing.T) {
	t.Parallel()
	const lost, few = "content/voice/plain-words.md:1:1: warning: none of the 2 posts that show this may be shown any more", "content/products/lone.md:1:1: warning: 0 live posts, and site.yaml wants 1"
	for _, at := range []struct {
		edition string
		now     time.Time
		lost    bool
	}{{"public", benchNow, false}, {"public", benchNow.AddDate(0, 1, 0), true}, {"internal", benchNow.AddDate(0, 1, 0), false}} {
		files := dossierSite()
		files["products/lone.md"] = "---\ntitle: P\n---\n"
		site, problems := buildDossier(files, at.edition, at.now)
		said := ""
		for _, p := range problems {
			said += p.Line("en") + "\n"
		}
		if strings.Contains(said, lost) != at.lost {
			t.Errorf("%s at %s: lost is reported: %t\n%s", at.edition, at.now, !at.lost, said)
		}
		if strings.Contains(said, few) != (at.edition == "public") {
			t.Errorf("%s: the floor is reported: %t", at.edition, at.edition != "public")
		}
		if text := page(t, site, "voice/plain-words.html"); strings.Contains(text, "any more") {
			t.Error("a page tells of lost evidence")
		}
	}
}

// A limit that nobody has checked for longer than site.yaml allows says so, from
// the instant that the site names.
func TestStaleFactsSaySo(t *testing.T) {
	t.Parallel()
	const mark = "Check again"
	files := dossierSite()
	files["platforms/weibo.md"] = "---\ntitle: Weibo\nsources:\n  s:\n    title: S\n    date: 2026-11-10\nfacts:\n  - says: Users\n    value: many\n    source: s\nlimits:\n  - what: body\n    max: 2000\n    count: characters\n    as_of: 2026-11-01\nchanges:\n  - on: 2026-10-01\n    what: Longer posts\n---\n"
	delete(files, "campaigns/push.md")
	delete(files, "posts/a.md")
	delete(files, "posts/b.md")
	at := func(now time.Time) (*Site, int) {
		site, _ := buildDossier(files, "public", now)
		return site, strings.Count(page(t, site, "platforms/weibo.html"), mark)
	}
	site, n := at(benchNow)
	for want := range 3 {
		if n != want {
			t.Fatalf("%d marks at %s, want %d", n, site.Now, want)
		}
		if want == 2 {
			break
		}
		for { // other platforms age too
			next := site.Next
			if _, before := at(next.Add(-time.Second)); before != want {
				t.Fatalf("a mark comes before %s", next)
			}
			if site, n = at(next); n != want {
				break
			}
		}
	}
	feed := page(t, site, "platforms.xml")
	for _, want := range []string{"Weibo: Longer posts", "https://archive.example/platforms/weibo.html#Change-1", "2026-10-01T00:00:00Z"} {
		if !strings.Contains(feed, want) {
			t.Errorf("the feed of changes lacks %q", want)
		}
	}
	if text := page(t, site, "platforms/weibo.html"); !strings.Contains(text, `id="Change-1"`) {
		t.Error("the feed leads to no change")
	}
	if text := page(t, site, "platforms.html"); !strings.Contains(text, "2,000") || !strings.Contains(text, `href="platforms.xml"`) {
		t.Error("the comparison lacks a limit or the feed")
	}
}

// A directory of several pages sorts as a whole: every order is pages of its own.
func TestDirectoryInEveryOrder(t *testing.T) {
	t.Parallel()
	files := dossierSite()
	for i := range 65 {
		files[fmt.Sprintf("creators/d%02d.md", i)] = fmt.Sprintf("---\ntitle: D %02d\naccounts:\n  - platform: weibo\n    followers:\n      - on: 2026-06-01\n        count: %d\n---\n", i, 1000+(i*37)%65)
	}
	site, _ := buildDossier(files, "internal", benchNow)
	row := regexp.MustCompile(`(?s)<th scope="row"><a href="[^"]*creators/([^"/]*)\.html".*?data-n="(\d+)".*?data-n="(\d+)"`)
	for url, less := range map[string]func(a, b []string) int{
		"creators":          func(a, b []string) int { return atoi(b[2]) - atoi(a[2]) },
		"creators/by-name":  func(a, b []string) int { return strings.Compare(a[1], b[1]) },
		"creators/by-posts": func(a, b []string) int { return atoi(b[3]) - atoi(a[3]) },
	} {
		first := page(t, site, url+".html")
		rows := row.FindAllStringSubmatch(first+page(t, site, url+"/page-2.html"), -1)
		if len(rows) != 68 || !slices.IsSortedFunc(rows, less) {
			t.Errorf("%s has %d rows: %v", url, len(rows), rows)
		}
		if n := strings.Count(first, "/by-") + strings.Count(first, `"by-`); n < 2 || !strings.Contains(first, `aria-current="true"`) || strings.Contains(first, "data-sort") {
			t.Errorf("%s leads to %d other orders", url, n)
		}
		if index := !strings.Contains(first, "noindex"); index && strings.Contains(url, "/") {
			t.Errorf("search engines are given %s too", url)
		}
	}
}

// A principle says who looks after it, and from the instant that the site names
// that nobody has done so for long; its rules say what changed in them.
func TestPrinciplesGetOld(t *testing.T) {
	t.Parallel()
	const mark = "Due for another look"
	files := dossierSite()
	files["voice/kind.md"] = "---\ntitle: Be kind\nowner: Mei\nreviewed: 2026-11-20\nsituations:\n  - when: thanks\n    reply: Which shade?\nrules:\n  - id: shout\n    level: warning\n    match: [buy now]\n    changes:\n      - on: 2026-10-02\n        what: Only as a whole\n---\n"
	site, _ := buildDossier(files, "public", benchNow)
	for text := page(t, site, "voice/kind.html"); !strings.Contains(text, mark); text = page(t, site, "voice/kind.html") {
		for _, want := range []string{"Looked after by Mei", "Reviewed 20 November 2026", "2 October 2026</time>: Only as a whole", `aria-label="Copy reply: thanks"`} {
			if !strings.Contains(text, want) {
				t.Fatalf("the page lacks %q", want)
			}
		}
		if site.Next.IsZero() {
			t.Fatal("the page never says so")
		}
		site, _ = buildDossier(files, "public", site.Next)
	}
	if want := time.Date(2026, 12, 21, 0, 0, 0, 0, site.Config.Location()); !site.Now.Equal(want) {
		t.Errorf("it says so from %s, want %s", site.Now, want)
	}
}

// The directory says what is known of each creator, and outside the team's
// edition nothing that only the team may know.
func TestDirectory(t *testing.T) {
	t.Parallel()
	files := dossierSite()
	files["creators/c00001.md"] = "---\ntitle: Ann\naccounts:\n  - platform: weibo\n    handle: ann\n    followers:\n      - on: 2026-06-01\n        count: 1.2万\n      - on: 2026-01-01\n        count: 900\n" +
		"vetting:\n  - on: 2026-01-02\n    check: fit\n    verdict: warn\n  - on: 2026-03-02\n    check: fit\n    verdict: pass\n  - on: 2026-03-02\n    check: voice\n    verdict: unknown\n" +
		"grants:\n  - granted: 2026-01-01\n    until: 2027-02-03\n    use: [print]\n    words: yes please\n---\n"
	inside, _ := buildDossier(files, "internal", benchNow)
	text := page(t, inside, "creators.html")
	for _, want := range []string{">Ann</a>", "12k", "as of 1 June 2026", "1 passed", "5 unknown", "until 3 February 2027", `data-n="12000"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the directory lacks %q", want)
		}
	}
	own := page(t, inside, "creators/c00001.html")
	for _, want := range []string{"//@ann:", "Never looked at", "Unknown is not clean"} {
		if !strings.Contains(own, want) {
			t.Errorf("the creator's page lacks %q", want)
		}
	}
	outside, _ := buildDossier(files, "public", benchNow)
	for _, name := range []string{"creators.html", "creators/c00001.html"} {
		for _, secret := range []string{"passed", "until 3 February 2027", "Never looked at", "3 February"} {
			if strings.Contains(page(t, outside, name), secret) {
				t.Errorf("%s of the public edition has %q", name, secret)
			}
		}
	}
}

// A day that most numbers of a table are of is said once, above it, and of the
// others in their cells; not if any number has no day.
func TestUsualDay(t *testing.T) {
	t.Parallel()
	for want, days := range map[string][]string{
		"2026-06-01": {"2026-06-01", "2026-05-01", "2026-06-01"},
		"2026-05-02": {"2026-05-01", "2026-05-02", "2026-05-02", "2026-05-01"},
		"":           {"2026-06-01", "2026-06-01", ""},
	} {
		if got := usual(days); got != want {
			t.Errorf("of %v most are of %q, not %q", days, got, want)
		}
	}
	if got := usual([]string{"2026-06-01", "2026-07-01"}) + usual(nil); got != "" {
		t.Errorf("one day of each is %q", got)
	}

	files := dossierSite()
	maps.DeleteFunc(files, func(name, _ string) bool { return strings.HasPrefix(name, "creators/") })
	for name, day := range map[string]string{"a": "2026-06-01", "b": "2026-06-01", "c": "2026-05-01"} {
		files["creators/"+name+".md"] = "---\ntitle: " + name + "\naccounts:\n  - platform: weibo\n    handle: h\n    followers:\n      - on: " + day + "\n        count: 9\n---\n"
		files["platforms/"+name+".md"] = "---\ntitle: " + name + "\nlimits:\n  - what: title\n    max: 20\n    count: chars\n    as_of: " + day + "\n---\n"
	}
	site, problems := buildDossier(files, "internal", benchNow)
	for _, name := range []string{"creators.html", "platforms.html"} {
		text := page(t, site, name)
		if june, may := strings.Count(text, "1 June 2026"), strings.Count(text, "as of 1 May 2026"); june != 1 || may != 1 {
			t.Errorf("%s says June %d times and May %d times, %v", name, june, may, problems)
		}
	}
}

// A word within an English sentence has no capital, and one of another language stays.
func TestWithin(t *testing.T) {
	t.Parallel()
	v := viewOf(t)
	if got := v.Within("Share of posts") + v.Within("") + v.Within("语气") + v.Within("KOC"); got != "share of posts语气KOC" {
		t.Error(got)
	}
}
