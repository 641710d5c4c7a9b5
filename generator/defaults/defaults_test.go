package defaults

import (
	"io/fs"
	"path"
	"strings"
	"testing"
	"unicode"
)

// platforms is written out, so that a file that gets lost or a stray one is noticed.
var platforms = []string{
	"douyin", "instagram", "jd", "pinterest", "taobao",
	"tiktok", "tmall", "wechat", "weibo", "xiaohongshu",
}

// packs are those of rules of wording.
var packs = []string{"absolute-terms", "ad-speak", "disclosure", "diversion", "false-urgency", "guarantees", "hype-words", "interaction-bait", "medical-claims"}

func TestEveryDefaultIsThereInBothLanguages(t *testing.T) {
	t.Parallel()
	for folder, names := range map[string][]string{"platforms": platforms, "voice": packs} {
		want := map[string]bool{}
		for _, name := range names {
			want[name+".en.md"] = true
			want[name+".zh.md"] = true
		}
		entries, err := fs.ReadDir(Files, folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !want[e.Name()] {
				t.Errorf("unexpected file %s/%s", folder, e.Name())
			}
			delete(want, e.Name())
		}
		for name := range want {
			t.Errorf("no file %s/%s", folder, name)
		}
	}
}

// A rule without reason, alternative, source and date is an opinion.
func TestEveryRuleSaysWhy(t *testing.T) {
	t.Parallel()
	for _, name := range packs {
		for _, lang := range []string{"en", "zh"} {
			front, _ := split(t, path.Join("voice", name+"."+lang+".md"))
			rules := strings.Count(front, "\n  - id: ")
			fields := []string{"level", "why", "instead", "since", "source", "bad", "good"}
			if lang == "zh" {
				fields = fields[:3] // the rest is inherited
			}
			for _, field := range fields {
				if n := strings.Count(front, "\n    "+field+": "); n != rules {
					t.Errorf("%s.%s: %d rules, %d times %s", name, lang, rules, n, field)
				}
			}
		}
	}
}

func TestEveryFileHasFrontMatterAndABody(t *testing.T) {
	t.Parallel()
	for folder, names := range map[string][]string{"platforms": platforms, "voice": packs} {
		for _, name := range names {
			for _, lang := range []string{"en", "zh"} {
				file := path.Join(folder, name+"."+lang+".md")
				front, body := split(t, file)
				if !strings.Contains(front, "\ntitle: ") {
					t.Errorf("%s: no title", file)
				}
				checkLength(t, file, lang, body)
			}
		}
	}
}

// The counting rule is the part that others got wrong for months, so it never ships without strings to test it.
func TestTheCountingRuleHasTestStrings(t *testing.T) {
	t.Parallel()
	front, _ := split(t, "platforms/xiaohongshu.en.md")
	for _, s := range []string{"count: xhs-units", "[你好世界, 4]", "[OOTD穿搭分享, 6]", "[hello, 3]"} {
		if !strings.Contains(front, s) {
			t.Errorf("xiaohongshu: no %q", s)
		}
	}
}

// A limit without its source, day and grade is a rumour.
func TestEveryLimitSaysWhereItComesFrom(t *testing.T) {
	t.Parallel()
	for _, name := range platforms {
		front, _ := split(t, "platforms/"+name+".en.md")
		limits := strings.Count(front, "\n    max: ")
		for _, field := range []string{"count", "as_of", "grade"} {
			if n := strings.Count(front, "\n    "+field+": "); n != limits {
				t.Errorf("%s: %d limits, %d times %s", name, limits, n, field)
			}
		}
	}
}

func split(t *testing.T, file string) (front, body string) {
	t.Helper()
	data, err := fs.ReadFile(Files, file)
	if err != nil {
		t.Fatal(err)
	}
	rest, ok := strings.CutPrefix(string(data), "---")
	if !ok {
		t.Fatalf("%s: no front matter", file)
	}
	front, body, ok = strings.Cut(rest, "\n---\n")
	if !ok {
		t.Fatalf("%s: front matter does not end", file)
	}
	return front, body
}

// checkLength holds bodies to a size that people read: words in English, Han characters in Chinese.
func checkLength(t *testing.T, file, lang, body string) {
	t.Helper()
	n := len(strings.Fields(body))
	if lang == "zh" {
		n = 0
		for _, r := range body {
			if unicode.Is(unicode.Han, r) {
				n++
			}
		}
	}
	if n < 120 || n > 450 {
		t.Errorf("%s: body of %d words or characters, want 120 to 450", file, n)
	}
}
