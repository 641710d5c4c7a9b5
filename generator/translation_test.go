package generator

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"playbook/generator/defaults"
	"playbook/generator/source"
)

// A caption in other words than its creator's is shown only where a permission in
// its time says so. Each row is a sentence, as of 2026-06-01; rights are those of
// the post, and of its creator after "---".
var translations = []struct {
	says   string
	rights string
	in     string // editions that show the translation
}{
	{"a permission is none to translate", "rights:\n- granted: 2026-03-01\n  use: [internal, site]\n  words: ok\n", ""},
	{"one that says so is", "rights:\n- granted: 2026-03-01\n  use: [internal, site]\n  edit: [translate]\n  words: ok\n", "public internal"},
	{"one for the site is one for inside", "rights:\n- granted: 2026-03-01\n  use: site\n  edit: [crop, translate]\n  words: ok\n", "public internal"},
	{"one for inside is none for the site", "rights:\n- granted: 2026-03-01\n  use: site\n  words: ok\n- granted: 2026-03-01\n  use: internal\n  edit: [translate]\n  words: ok\n", "internal"},
	{"one for other uses is none", "rights:\n- granted: 2026-03-01\n  use: [internal, site]\n  words: ok\n- granted: 2026-03-01\n  use: [social, newsletter, print, ad]\n  edit: [translate]\n  words: ok\n", ""},
	{"cropping is not translating", "rights:\n- granted: 2026-03-01\n  use: site\n  edit: [crop]\n  words: ok\n", ""},
	{"asking is not being told yes", "rights:\n- asked: 2026-03-01\n  use: site\n  edit: [translate]\n- granted: 2026-03-02\n  words: ok\n", ""},
	{"its last day", "rights:\n- granted: 2026-03-01\n  use: site\n  words: ok\n- granted: 2026-03-01\n  until: 2026-06-01\n  use: site\n  edit: [translate]\n  words: ok\n", "public internal"},
	{"over", "rights:\n- granted: 2026-03-01\n  use: site\n  words: ok\n- granted: 2026-03-01\n  until: 2026-05-31\n  use: site\n  edit: [translate]\n  words: ok\n", ""},
	{"not yet", "rights:\n- granted: 2026-03-01\n  use: site\n  words: ok\n- granted: 2026-03-01\n  from: 2026-06-02\n  use: site\n  edit: [translate]\n  words: ok\n", ""},
	{"not yet granted", "rights:\n- granted: 2026-03-01\n  use: site\n  words: ok\n- granted: 2026-06-02\n  use: site\n  edit: [translate]\n  words: ok\n", ""},
	{"a shorter permission besides", "rights:\n- granted: 2026-03-01\n  use: site\n  words: ok\n- granted: 2026-03-01\n  until: 2026-07-01\n  use: site\n  edit: [translate]\n  words: ok\n", "public internal"},
	{"a standing permission", "rights:\n- granted: 2026-03-01\n  use: site\n  words: ok\n---\ngrants:\n- granted: 2026-01-01\n  until: 2026-12-31\n  use: site\n  edit: [translate]\n  proof: a.pdf\n", "public internal"},
	{"a standing permission that is none to translate", "---\ngrants:\n- granted: 2026-01-01\n  use: site\n  proof: a.pdf\n", ""},
	{"a standing permission that is over", "rights:\n- granted: 2026-03-01\n  use: site\n  words: ok\n---\ngrants:\n- granted: 2026-01-01\n  until: 2026-05-31\n  use: site\n  edit: [translate]\n  proof: a.pdf\n", ""},
	{"our own needs no answer", "rights:\n- basis: own\n", "public internal"},
	{"a link shows no caption at all", "rights:\n- basis: link\n  edit: [translate]\n", ""},
	{"revoked", "rights:\n- granted: 2026-03-01\n  use: site\n  edit: [translate]\n  words: ok\n- revoked: 2026-05-01\n", ""},
	{"taken down", "rights:\n- granted: 2026-03-01\n  use: site\n  edit: [translate]\n  words: ok\n- taken-down: 2026-05-01\n  notice: Gone.\n", ""},
	{"do_not_use", "rights:\n- granted: 2026-03-01\n  use: site\n  edit: [translate]\n  words: ok\n---\ndo_not_use: true\n", ""},
	{"declined", "rights:\n- asked: 2026-03-01\n  use: site\n- declined: 2026-03-02\n  edit: [translate]\n", ""},
}

// translatedSite is the output of a site of translatedInput.
func translatedSite(edition, now string, rights ...string) *output {
	return produceFiles(translatedInput(edition, now, rights...), nil)
}

// translatedInput has a post with a caption in two languages for each of the rights.
func translatedInput(edition, now string, rights ...string) Input {
	files := map[string]string{"site.yaml": "title: Two\nlanguages: [en, zh]\nbase_url: https://two.example/\neditions:\n  public:\n    use: site\n    kinds: [posts, creators]\n  internal:\n    use: internal\n"}
	for i, r := range rights {
		post, creator, _ := strings.Cut(r, "---\n")
		n := fmt.Sprintf("%02d", i)
		files["creators/c"+n+".md"] = "---\ntitle: Mira " + n + "\naccounts:\n- platform: weibo\n  handle: mira" + n + "\n" + creator + "---\n"
		files["posts/p"+n+".md"] = "---\nplatform: weibo\nposted: 2026-02-01\ncreator: c" + n + "\nrelationship: organic\ngist:\n  zh: zqxgist" + n + " 我们的一句话\n" + post + "---\nzqxcaption" + n + " as she wrote it\n"
		files["posts/p"+n+".zh.md"] = "---\ntitle: 我们起的标题" + n + "\nwhy: zqxwhy" + n + " 我们为什么喜欢\n---\nzqxtranslation" + n + " 她说的全部\n\n第二段 zqxsecond" + n + " #zqxtopic" + n + "\n"
	}
	day, _ := time.Parse(time.DateOnly, now)
	return Input{Content: memoryTree(files), Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultLook(),
		Edition: edition, Preview: edition == "", Now: day.Add(12 * time.Hour)}
}

// places are where a word of the output is, also where only search looks.
func places(t *testing.T, o *output, word string) []string {
	t.Helper()
	var list []string
	for name, data := range o.files {
		if bytes.Contains(data, []byte(word)) {
			list = append(list, name)
		}
	}
	for name, data := range decodedTerms(t, o.files) {
		if bytes.Contains(data, []byte(word)) {
			list = append(list, name+" (a term)")
		}
	}
	slices.Sort(list)
	return list
}

func TestATranslationNeedsItsPermission(t *testing.T) {
	t.Parallel()
	var all []string
	for _, row := range translations {
		all = append(all, row.rights)
	}
	for _, edition := range []string{"public", "internal"} {
		o := translatedSite(edition, "2026-06-01", all...)
		visible := namesShown(o.site)
		for i, row := range translations {
			n := fmt.Sprintf("%02d", i)
			in := func(word string) []string { return places(t, o, "zqx"+word+n) }
			shown := strings.Contains(row.in, edition)
			caption := visible["p"+n] && !strings.Contains(row.rights, "basis: link")
			for _, word := range []string{"translation", "second", "topic"} {
				if at := in(word); (len(at) > 0) != shown {
					t.Errorf("%s, %s: shown %t, but %s is in %v", row.says, edition, shown, word, at)
				}
			}
			// The caption itself, and what we say of it, need no permission of their own.
			for _, word := range []string{"caption", "gist", "why"} {
				if at := in(word); (len(at) > 0) != caption {
					t.Errorf("%s, %s: the post is shown: %t, but %s is in %v", row.says, edition, caption, word, at)
				}
			}
			page := "zh/posts/p" + n + ".html"
			if slices.Contains(in("caption"), page) != (caption && !shown) || slices.Contains(in("gist"), page) != (caption && !shown) {
				t.Errorf("%s, %s: without a translation the page has the caption and one sentence of ours: caption in %v, gist in %v", row.says, edition, in("caption"), in("gist"))
			}
			// A title of ours over it is in the language of the page.
			if html := string(o.files[page]); caption && (!strings.Contains(html, "<h1>我们起的标题"+n) || strings.Contains(html, `<div class="caption" lang="en">`) == shown) {
				t.Errorf("%s, %s: the languages of the title and of the caption are not told", row.says, edition)
			}
			// The team reads of it on the card of the post.
			if edition == "internal" && caption {
				html := string(o.files["posts/p"+n+".html"])
				for text, want := range map[string]bool{msgMayTranslate.En: shown, msgAsWritten.En: !shown} {
					if strings.Contains(html, text) != want {
						t.Errorf("%s: the card says %q: %t", row.says, text, !want)
					}
				}
			}
			warned := slices.ContainsFunc(o.problems, func(p source.Problem) bool {
				return strings.HasSuffix(p.File, "posts/p"+n+".zh.md") && p.Key == msgTranslation
			})
			if warned != (caption && !shown) {
				t.Errorf("%s, %s: warned %t", row.says, edition, warned)
			}
		}
	}
}

// The day on which a translation goes is one on which the site changes by itself,
// though the post stays; a build that remembers the day before has none of it either.
func TestATranslationGoesByItself(t *testing.T) {
	t.Parallel()
	const rights = "rights:\n- granted: 2026-03-01\n  use: site\n  words: ok\n- granted: 2026-03-01\n  from: 2026-06-01\n  until: 2026-06-10\n  use: site\n  edit: [translate]\n  words: ok\n"
	memo := new(Memo)
	for _, row := range []struct {
		now, next string
		shown     bool
	}{
		{"2026-05-31", "2026-06-01T00:00:00Z", false},
		{"2026-06-01", "2026-06-11T00:00:00Z", true},
		{"2026-06-10", "2026-06-11T00:00:00Z", true},
		{"2026-06-11", "0001-01-01T00:00:00Z", false},
	} {
		o := translatedSite("public", row.now, rights)
		if next := o.site.Next.UTC().Format(time.RFC3339); next != row.next {
			t.Errorf("on %s the next change is %s, want %s", row.now, next, row.next)
		}
		if at := places(t, o, "zqxtranslation00"); (len(at) > 0) != row.shown {
			t.Errorf("on %s the translation is in %v", row.now, at)
		}
		warm := produceFiles(translatedInput("public", row.now, rights), memo)
		if !maps.EqualFunc(warm.files, o.files, bytes.Equal) {
			t.Errorf("on %s a build that remembers the day before differs", row.now)
		}
	}
}

// Who writes a translation sees it before its permission is there.
func TestAPreviewHasTranslations(t *testing.T) {
	t.Parallel()
	o := translatedSite("", "2026-06-01", translations[0].rights)
	if at := places(t, o, "zqxtranslation00"); !slices.Contains(at, "zh/posts/p00.html") {
		t.Errorf("it is in %v", at)
	}
}

// Where every file of a post has a language in its name, the caption is the one with
// the permission, whichever language the site has first.
func TestTheCaptionIsWhereThePermissionIs(t *testing.T) {
	t.Parallel()
	const fields = "platform: weibo\nposted: 2026-02-01\nrelationship: organic\nrights:\n- granted: 2026-03-01\n  use: [site]\n  words: ok\n"
	mayTranslate := strings.Replace(fields, "use:", "edit: [translate]\n  use:", 1)
	for _, row := range []struct {
		says   string
		en, zh string // front matter of the files
		shown  string // of the texts
		error  bool
	}{
		{"in Chinese", "", fields, "zqxzh", false},
		{"in English", fields, "", "zqxen", false},
		{"in Chinese, and may be translated", "", mayTranslate, "zqxen zqxzh", false},
		{"in English, and may be translated", mayTranslate, "", "zqxen zqxzh", false},
		{"in both", fields, fields, "", true},
		{"in none", "", "", "", false},
	} {
		for _, languages := range []string{"en, zh", "zh, en"} {
			files := map[string]string{"site.yaml": "title: Two\nlanguages: [" + languages + "]\neditions:\n  public:\n    use: site\n    kinds: [posts]\n",
				"posts/x.en.md": "---\n" + row.en + "---\nzqxen in English\n", "posts/x.zh.md": "---\n" + row.zh + "---\nzqxzh 中文\n"}
			o := produceFiles(Input{Content: memoryTree(files), Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultLook(), Now: benchNow}, nil)
			failed := slices.ContainsFunc(o.problems, func(p source.Problem) bool { return p.Key == msgCaption && p.Severity == source.Error })
			if failed != row.error {
				t.Errorf("permission %s, %s: an error is told: %t", row.says, languages, failed)
			}
			var shown []string
			for _, word := range []string{"zqxen", "zqxzh"} {
				if len(places(t, o, word)) > 0 {
					shown = append(shown, word)
				}
			}
			if got := strings.Join(shown, " "); got != row.shown && !failed {
				t.Errorf("permission %s, %s: shown %q, want %q", row.says, languages, got, row.shown)
			}
		}
	}
}

// A file in a language that the site has not is said to be nowhere, once.
func TestAFileInNoLanguageOfTheSite(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		languages string
		more      int
		want      string
	}{
		{"en", 0, `content/pages/a.zh.md:1:1: warning: shown nowhere: the site is not in this language (zh); add zh to `},
		{"en", 2, `content/pages/a.zh.md:1:1: warning: shown nowhere, like 2 more: the site is not in this language (zh); add zh to `},
		{"en, zh", 2, ""},
	} {
		files := map[string]string{"site.yaml": "title: One\nlanguages: [" + row.languages + "]\n", "pages/a.md": "---\ntitle: A\n---\nA\n", "pages/a.zh.md": "---\ntitle: 甲\n---\n甲\n"}
		for i := range row.more {
			files[fmt.Sprintf("pages/b%d.zh.md", i)] = "---\ntitle: 乙\n---\n乙\n"
		}
		_, problems := Build(Input{Content: memoryTree(files), Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultLook(), Now: benchNow}, nil)
		var said []string
		for _, p := range problems {
			if p.Key == msgUnspoken || p.Key == msgUnspokenMore {
				said = append(said, p.Line("en"))
			}
		}
		if got := strings.Join(said, "\n"); !strings.HasPrefix(got, row.want) || row.want == "" && got != "" || len(said) > 1 {
			t.Errorf("%s and %d more: %q", row.languages, row.more, got)
		}
	}
}

// A file without a language in its name is in the language that it is written in,
// where another file has the place of the site's first.
func TestAFileIsInItsOwnLanguage(t *testing.T) {
	t.Parallel()
	const post = "---\nplatform: weibo\nposted: 2026-02-01\nrelationship: organic\nrights:\n- granted: 2026-03-01\n  use: [site]\n  edit: [translate]\n  words: ok\n"
	for _, row := range []struct {
		says      string
		languages string
		files     map[string]string
		pages     map[string]string // and a word of each
		error     string            // file of it
	}{
		{"a Chinese caption, and its English translation", "en, zh",
			map[string]string{"posts/x.md": post + "---\nzqxzh 枫叶色很显白\n", "posts/x.en.md": "---\ntitle: Maple\n---\nzqxen in English\n"},
			map[string]string{"posts/x.html": "zqxen", "zh/posts/x.html": "zqxzh"}, ""},
		{"an English caption, and its Chinese translation", "zh, en",
			map[string]string{"posts/x.md": post + "---\nzqxen in English\n", "posts/x.zh.md": "---\ntitle: 枫叶色\n---\nzqxzh 枫叶色很显白\n"},
			map[string]string{"posts/x.html": "zqxzh", "en/posts/x.html": "zqxen"}, ""},
		{"what it says counts, not its letters", "en, zh",
			map[string]string{"posts/x.md": post + "lang: zh\n---\nzqxzh OOTD\n", "posts/x.en.md": "---\n---\nzqxen in English\n"},
			map[string]string{"posts/x.html": "zqxen", "zh/posts/x.html": "zqxzh"}, ""},
		{"a folder", "en, zh",
			map[string]string{"posts/x/index.md": post + "---\nzqxzh 枫叶色很显白\n", "posts/x/index.en.md": "---\n---\nzqxen in English\n"},
			map[string]string{"posts/x.html": "zqxen", "zh/posts/x.html": "zqxzh"}, ""},
		{"a page says which", "en, zh",
			map[string]string{"pages/x.md": "---\ntitle: 甲\nlang: zh\n---\nzqxzh 中文\n", "pages/x.en.md": "---\ntitle: A\n---\nzqxen in English\n"},
			map[string]string{"x.html": "zqxen", "zh/x.html": "zqxzh"}, ""},
		{"two captions in English", "en, zh",
			map[string]string{"posts/x.md": post + "---\nzqxen in English\n", "posts/x.en.md": "---\n---\nzqxtwo in English\n"}, nil, "posts/x.md"},
		{"two captions in Chinese", "en, zh",
			map[string]string{"posts/x.md": post + "---\nzqxzh 枫叶色很显白\n", "posts/x.en.md": "---\n---\nzqxen in English\n", "posts/x.zh.md": "---\n---\nzqxtwo 中文\n"}, nil, "posts/x.zh.md"},
		{"two posts in two languages", "en, zh",
			map[string]string{"posts/2025/x.md": post + "---\nzqxen in English\n", "posts/2026/x.md": post + "---\nzqxzh 枫叶色很显白\n"}, nil, "posts/2026/x.md"},
		{"a language that the site has not", "en",
			map[string]string{"posts/x.md": post + "---\nzqxzh 枫叶色很显白\n", "posts/x.en.md": "---\n---\nzqxen in English\n"}, nil, "posts/x.md"},
	} {
		files := maps.Clone(row.files)
		files["site.yaml"] = "title: Two\nlanguages: [" + row.languages + "]\neditions:\n  public:\n    use: site\n    kinds: [posts, pages]\n"
		o := produceFiles(Input{Content: memoryTree(files), Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultLook(), Now: benchNow}, nil)
		twice := ""
		for _, p := range o.problems {
			if p.Key == msgTwice {
				twice = strings.TrimPrefix(p.File, "content/")
			}
		}
		if twice != row.error {
			t.Errorf("%s: written twice is %q, want %q", row.says, twice, row.error)
		}
		for page, word := range row.pages {
			if html := string(o.files[page]); !strings.Contains(html, word) {
				t.Errorf("%s: %s has no %s", row.says, page, word)
			}
			if at := places(t, o, word); !slices.Contains(at, page) || len(row.pages) == 2 && slices.ContainsFunc(at, func(name string) bool { return row.pages[name] != "" && row.pages[name] != word }) {
				t.Errorf("%s: %s is in %v", row.says, word, at)
			}
		}
	}
}
