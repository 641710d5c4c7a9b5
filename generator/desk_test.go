package generator

import (
	"maps"
	"strings"
	"testing"
	"time"

	"playbook/generator/defaults"
	"playbook/generator/record"
	"playbook/generator/source"
)

// deskFiles is a site with a post in each of the places of a desk.
var deskFiles = map[string]string{
	"site.yaml":       "title: T\nlanguages: [en, zh]\ntimezone: Asia/Shanghai\neditions:\n  public:\n    use: site\n  internal:\n    use: internal\n",
	"creators/lin.md": "---\ntitle: Lin\n---\n",
	"creators/mo.md":  "---\ntitle: Mo\ndo_not_use: true\n---\n",
	"voice/warm.md":   "---\ntitle: Warm words\n---\n",
	"posts/ends.md":   "---\ntitle: Ending title\ncreator: lin\nrelationship: organic\nevidence_for: [warm]\nrights:\n  - granted: 2026-03-01\n    use: [site]\n    until: 2026-12-05\n    words: secretwords\n---\nText.\n",
	"posts/asked.md":  "---\ntitle: Secret title\nurl: https://example.com/secreturl\ncreator: lin\nrelationship: organic\nrights:\n  - asked: 2026-11-20\n    use: [site]\n---\nSecret caption.\n",
	"posts/inside.md": "---\ntitle: Inside title\ncreator: lin\nrelationship: organic\nrights:\n  - granted: 2026-03-01\n    use: [internal]\n    words: secretwords\n---\nText.\n",
	"posts/never.md":  "---\ntitle: Secret never\ncreator: mo\nrelationship: organic\nrights:\n  - granted: 2026-03-01\n    use: [site]\n    words: secretwords\n---\nText.\n",
	"posts/fine.md":   "---\ntitle: Fine title\ncreator: lin\nrelationship: organic\nrights:\n  - granted: 2026-03-01\n    use: [site]\n    words: secretwords\n---\nText.\n",
}

func deskSite(t *testing.T, edition string, now time.Time) *Site {
	t.Helper()
	site, problems := Build(Input{Content: source.NewTree(mapFS(deskFiles), "content"), Base: source.NewTree(defaults.Files, "defaults"),
		Theme: defaultTheme(t), Edition: edition, Preview: edition == "", Now: now}, nil)
	if source.Errors(problems) > 0 {
		t.Fatal(problems[0].Line("en"))
	}
	return site
}

func bytesAt(t *testing.T, site *Site, path string) string {
	t.Helper()
	for _, f := range site.Files {
		if f.Path == path {
			data, problems := f.Bytes()
			for _, p := range problems {
				t.Error(p.Line("en"))
			}
			return string(data)
		}
	}
	return ""
}

// The desk tells the team what to do, and of posts that they may not see only
// the names of our files.
func TestTheDesk(t *testing.T) {
	t.Parallel()
	if desk := bytesAt(t, deskSite(t, "public", benchNow), "permissions.html"); desk != "" {
		t.Error("the public edition has a desk")
	}
	site := deskSite(t, "internal", benchNow)
	desk := bytesAt(t, site, "permissions.html")
	for _, want := range []string{"Ask for longer", "Ending title", "until 5 December 2026", "Used by: ", "Warm words", "playbook rights message ends", "Hello Lin, we are T.",
		"Waiting for an answer", "<code>asked</code>", "May not be shown", "Inside title", "<code>never</code>", "the creator is marked do_not_use", "Must not be used"} {
		if !strings.Contains(desk, want) {
			t.Errorf("no %q on the desk", want)
		}
	}
	for _, secret := range []string{"Secret", "secret", "Fine title"} {
		if strings.Contains(desk, secret) {
			t.Errorf("%q is on the desk", secret)
		}
	}
	if zh := bytesAt(t, site, "zh/permissions.html"); !strings.Contains(zh, "申请续期") || !strings.Contains(zh, "授权至 2026 年 12 月 5 日") {
		t.Error("the desk is not in Chinese")
	}
	if all := bytesAt(t, deskSite(t, "", benchNow), "permissions.html"); !strings.Contains(all, "Secret title") {
		t.Error("the preview leaves out what an editor looks after")
	}
}

// What a creator granted for all of their posts is one row, and one letter.
func TestTheDeskPutsAStandingPermissionTogether(t *testing.T) {
	t.Parallel()
	files := maps.Clone(deskFiles)
	files["creators/ya.md"] = "---\ntitle: Ya\ngrants:\n  - granted: 2026-01-01\n    use: [site]\n    until: 2026-12-20\n    words: all of mine\n---\n"
	for _, name := range []string{"apple", "berry", "cherry"} {
		files["posts/"+name+".md"] = "---\ntitle: A " + name + "\ncreator: ya\nrelationship: organic\n---\nText.\n"
	}
	files["posts/cherry.md"] = strings.Replace(files["posts/cherry.md"], "relationship", "evidence_for: [warm]\nrelationship", 1)
	site, _ := Build(Input{Content: source.NewTree(mapFS(files), "content"), Base: source.NewTree(defaults.Files, "defaults"),
		Theme: defaultTheme(t), Edition: "internal", Now: benchNow}, nil)
	desk := bytesAt(t, site, "permissions.html")
	for text, times := range map[string]int{"playbook rights message apple": 1, "playbook rights message berry": 0, "and 2 more, by one standing permission": 2,
		">A apple<": 2, ">A cherry<": 2, "You let us share your posts until 20 December 2026.": 1, "Warm words": 4} {
		if got := strings.Count(desk, text); got != times {
			t.Errorf("%q stands %d times, want %d", text, got, times)
		}
	}
	zh := bytesAt(t, site, "zh/permissions.html")
	if strings.Count(zh, "同一份长期授权还涉及 2 篇") != 2 {
		t.Error("no such line in Chinese")
	}
}

// The desk changes by itself at Next and not before.
func TestTheDeskChangesAtNext(t *testing.T) {
	t.Parallel()
	now := benchNow
	for range 6 {
		site := deskSite(t, "internal", now)
		if site.Next.IsZero() {
			return
		}
		before := bytesAt(t, deskSite(t, "internal", site.Next.Add(-1)), "permissions.html")
		if before != bytesAt(t, site, "permissions.html") {
			t.Errorf("the desk of %s is another just before %s", now, site.Next)
		}
		now = site.Next
	}
}

// A ledger reads front matter alone, and agrees with the site.
func TestTheLedgerAgreesWithTheSite(t *testing.T) {
	t.Parallel()
	ledger, problems := Permissions(Input{Content: source.NewTree(mapFS(deskFiles), "content"), Base: source.NewTree(defaults.Files, "defaults"), Now: benchNow})
	if source.Errors(problems) > 0 {
		t.Fatal(problems[0].Line("en"))
	}
	for _, edition := range []string{"public", "internal"} {
		shown := map[string]bool{}
		site := deskSite(t, edition, benchNow)
		for _, p := range site.Shown {
			shown[p.Name] = true
		}
		for _, s := range ledger.Posts {
			use := record.Use(map[string]string{"public": "site", "internal": "internal"}[edition])
			if got := s.Answer(use).Shown; got != shown[s.Name] {
				t.Errorf("%s in %s: the ledger says %v, the site %v", s.Name, edition, got, shown[s.Name])
			}
		}
	}
}
