package generator

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// ruleSite is a site with one page of rules and the files given.
func ruleSite(rules string, more map[string]string) fstest.MapFS {
	files := fstest.MapFS{
		"site.yaml":      {Data: []byte("title: T\nlanguages: [en, zh]\nsources:\n  ad-law:\n    title: Law\n")},
		"voice/rules.md": {Data: []byte("---\ntitle: Rules\nrules:\n" + rules + "---\n全网最好的: the page of a rule may say so.\n")},
	}
	for name, text := range more {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

const absoluteRule = `  - id: ad
    level: error
    pattern: 最(好|强)
    match: [国家级]
    except: [最好提前]
    why: It is a claim.
    instead: say what it did
`

// wordingLines are the problems of a site that begin with a name in content/.
func wordingLines(t *testing.T, files fstest.MapFS) []string {
	t.Helper()
	in := memoryInput(files)
	_, problems := Build(in, nil)
	var lines []string
	for _, p := range problems {
		lines = append(lines, strings.TrimPrefix(p.Line("en"), "content/"))
	}
	return lines
}

func wantLines(t *testing.T, files fstest.MapFS, want ...string) {
	t.Helper()
	got := wordingLines(t, files)
	if !slices.EqualFunc(got, want, strings.HasPrefix) {
		t.Errorf("problems are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestOwnCopyIsChecked(t *testing.T) {
	t.Parallel()
	wantLines(t, ruleSite(absoluteRule, map[string]string{
		"pages/a.md": `---
title: 最好的一页
summary: |-
  One line.
  And 最.强 here.
---
The **最**好 thing, and 最好提前 is fine.

> 最好 in a quotation.

:::dont
最好 in a bad example.
:::

We call it “最好”. ` + "`最好`" + ` is code.
`,
		"pages/b.zh.md": "---\ntitle: 只有中文\n---\n這是國家級的。\n",
		"posts/p.md": `---
url: https://www.xiaohongshu.com/explore/65f0c0de000000001e03a1b2
relationship: organic
rights:
  - granted: 2024-03-20
    use: [site]
    words: yes
why: 最好 by us.
---
最好 by her.
`}),
		`pages/a.md:2:8: "最好": It is a claim; instead: say what it did (rule in content/voice/rules.md) (ad)`,
		`pages/a.md:5:7: "最.强": It is a claim`,
		`pages/a.md:7:7: "最好": It is a claim`,
		`pages/b.zh.md:4:3: "國家級": It is a claim`,
		`posts/p.md:8:6: "最好": It is a claim`)
}

func TestAllow(t *testing.T) {
	t.Parallel()
	wantLines(t, ruleSite(absoluteRule, map[string]string{"pages/a.md": `---
title: A
---
:allow[国家级]{rule=ad reason="a trademark"} and :allow[Maple]{rule=ad reason="once"}.

:allow[最好]{rule=add reason="x"} and :allow[最好]{rule=ad}.
`}),
		`pages/a.md:4:47: warning: nothing here breaks the rule "ad" any more; remove the :allow`,
		`pages/a.md:6:1: there is no rule "add"; did you mean "ad"?`,
		`pages/a.md:6:8: "最好": It is a claim`,
		`pages/a.md:6:37: an exception must say why`)
}

func TestRuleFaultsHavePlaces(t *testing.T) {
	t.Parallel()
	wantLines(t, ruleSite(`  - id: a
    level: error
    pattern: \b最好\b
  - id: b
    level: warning
    match:
      - 全网
      - ...
    platforms: [xiaohongsh]
    bad: [好]
    good:
      - 看全网
  - id: c
    level: error
    match: [秒杀]
    instead: 全网都有
`, nil),
		`voice/rules.md:6:14: \b knows ASCII letters only`,
		`voice/rules.md:11:9: "..." is nothing after folding`,
		`voice/rules.md:12:17: there is no platform "xiaohongsh"; did you mean "xiaohongshu"?`,
		`voice/rules.md:13:11: this bad example is not caught`,
		`voice/rules.md:15:9: this good example is caught: "全网"`,
		`voice/rules.md:19:14: the alternative breaks the rule "b": "全网"; write one that a writer could use (the other rule is in content/voice/rules.md:7:5)`)
}

func TestExpectedShare(t *testing.T) {
	t.Parallel()
	rule := func(expect string) string {
		return "  - id: ad\n    level: warning\n    match: [最好]\n    why: W\n    expect: " + expect + "\n"
	}
	page := map[string]string{"pages/a.md": "---\ntitle: A\n---\n最好 " + strings.Repeat("some words ", 90) + "最好\n"}
	wantLines(t, ruleSite(rule("30 per 10000"), page))
	wantLines(t, ruleSite(rule("10 per 10000"), page),
		`pages/a.md:4:1: warning: "最好"`, `pages/a.md:4:994: warning: "最好"`,
		`voice/rules.md:8:13: warning: the site has 2 places that break "ad", and the rule expects 10 per 10000; change them or the rule: content/pages/a.md:4:1, content/pages/a.md:4:994`)
}

func TestRegistrationLiftsARule(t *testing.T) {
	t.Parallel()
	rule := "  - id: white\n    level: error\n    match: [美白]\n    unless: {registration: yes}\n    why: W\n"
	wantLines(t, ruleSite(rule, map[string]string{
		"products/a.md": "---\ntitle: A\nregistration: 国妆特字1\n---\n美白\n",
		"products/b.md": "---\ntitle: B\n---\n美白\n",
	}), `products/b.md:4:1: "美白"`)
}

// TestPacks: the packs that ship agree with their examples and with each other,
// in both languages, and are pages once a site names them.
func TestPacks(t *testing.T) {
	t.Parallel()
	site := "title: T\nlanguages: [en, zh]\npacks: [absolute-terms, ad-speak, disclosure, diversion, false-urgency, guarantees, hype-words, interaction-bait, medical-claims]\n"
	files := fstest.MapFS{"site.yaml": {Data: []byte(site)}, "pages/a.md": {Data: []byte("---\ntitle: A\n---\n史上最强的口红\n")}}
	wantLines(t, files, `pages/a.md:4:1: "史上最强": A superlative about the goods`)
	files["site.yaml"].Data = []byte("title: T\npacks: [absolute, hype-words]\n")
	delete(files, "pages/a.md")
	wantLines(t, files, `site.yaml:2:9: there is no pack of rules "absolute"; packs are absolute-terms ad-speak`)
}
