package theme_test

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"

	"playbook/generator/source"
	"playbook/generator/theme"
)

// parse reads files written one after the other, each below "-- name --".
func parse(text string) []*source.File {
	var files []*source.File
	for _, part := range strings.Split("\n"+text, "\n-- ")[1:] {
		name, body, _ := strings.Cut(part, " --\n")
		files = append(files, source.NewFile(name, "mine/"+name, []byte(body+"\n")))
	}
	return files
}

// data is what a page's template is given in these tests.
type data struct {
	Lang, Title, Body string
	theme             *theme.Theme
}

func (d data) T(key string, args ...any) string { return d.theme.Word(d.Lang, key, args...) }

func lines(problems []source.Problem) string {
	var b strings.Builder
	for _, p := range problems {
		b.WriteString(p.Line("en") + "\n")
	}
	return b.String()
}

func TestPages(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, files, layout, lang, want string }{
		{"layout of its own", "-- templates/post.html --\n<p>{{.Title}}</p>", "post", "en", "<p>A &amp; B</p>"},
		{"second place", "-- templates/page.html --\n<i>{{.Title}}</i>", "post", "en", "<i>A &amp; B</i>"},
		{"blocks of base", "-- templates/base.html --\n<b>{{block \"main\" .}}none{{end}}</b>\n-- templates/page.html --\n{{define \"main\"}}{{.Title}}{{end}}",
			"page", "en", "<b>A &amp; B</b>"},
		{"default of a block", "-- templates/base.html --\n<b>{{block \"main\" .}}none{{end}}</b>\n-- templates/page.html --\n{{/* nothing */}}",
			"page", "en", "<b>none</b>"},
		{"a layout beside base", "-- templates/base.html --\n<b>base</b>\n-- templates/page.html --\n<i>own</i>", "page", "en", "<i>own</i>"},
		{"base is no layout", "-- templates/base.html --\n<b>base</b>\n-- templates/page.html --\n<i>own</i>", "base", "en", "<i>own</i>"},
		{"part", "-- templates/page.html --\n[{{template \"card\" .}}]\n-- templates/parts/card.html --\n<p>{{.Title}}</p>", "page", "en", "[<p>A &amp; B</p>]"},
		{"word", "-- templates/page.html --\n<p title=\"{{.T \"hi\"}}\">{{if .Title}}{{$.T \"hi\"}}{{end}}\n-- i18n/en.yaml --\nhi: R&D", "page", "en",
			"<p title=\"R&amp;D\">R&amp;D"},
		{"word of another language", "-- templates/page.html --\n{{.T \"hi\"}}\n-- i18n/en.yaml --\nhi: hello\n-- i18n/zh.yaml --\nhi: 你好", "page", "zh", "你好"},
		{"language without words", "-- templates/page.html --\n{{.T \"hi\"}}\n-- i18n/en.yaml --\nhi: hello", "page", "fr", "hello"},
		{"word with an argument", "-- templates/page.html --\n{{.T \"n\" 2}} {{.T \"n\" 1}}\n-- i18n/en.yaml --\nn: '{0} posts'\nn.one: '{0} post'", "page", "en", "2 posts 1 post"},
		{"functions", "-- templates/page.html --\n{{langTag \"zh\"}} {{rows 3 4}} {{rows 1 9}} {{rows 0 0}} {{lines \"枫叶色\"}} {{lines \"a title that needs a second line\"}} {{tongue \"OK 好\"}} {{tongue \"ok\"}}{{tongue \"1\"}}",
			"page", "en", "zh-CN c48 c64 c36 t1 t6 zh en"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			th, problems := theme.Load(parse(test.files))
			if len(problems) > 0 {
				t.Fatal(lines(problems))
			}
			got, problems := th.Execute(test.layout, data{Lang: test.lang, Title: "A & B", theme: th})
			if len(problems) > 0 {
				t.Fatal(lines(problems))
			}
			if string(got) != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// What is wrong with a theme is said when it is loaded, at its place.
func TestProblemsOfLoading(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, files, want string }{
		{"syntax", "-- templates/page.html --\n<p>\n  {{if}}</p>", "mine/templates/page.html:2:3: the template cannot be used: missing value for if (template)\n"},
		{"function", "-- templates/page.html --\n<p>中{{upper .Title}}", "mine/templates/page.html:1:7: there is no function upper (template)\n"},
		{"part", "-- templates/page.html --\n<p>中{{template \"crad\" .}}",
			"mine/templates/page.html:1:16: there is no template crad; it would be the file templates/parts/crad.html (template)\n"},
		{"broken part, once", "-- templates/a.html --\n{{template \"card\"}}\n-- templates/b.html --\n{{template \"card\"}}\n-- templates/parts/card.html --\n{{end}}",
			"mine/templates/parts/card.html:1:1: the template cannot be used: unexpected {{end}} (template)\n"},
		{"unsafe", "-- templates/page.html --\n<a href='{{if .}}\"{{end}}>",
			"mine/templates/page.html:1:1: a tag, an attribute or a quotation is still open at the end (template)\n"},
		{"branches", "-- templates/page.html --\n<p>\n<a {{if .}}href='{{end}}>",
			"mine/templates/page.html:2:9: the branches end in different places of the HTML: one leaves a tag, an attribute or a quotation open (template)\n"},
		{"missing word", "-- i18n/en.yaml --\nhi: hello\nbye: bye\n-- i18n/zh.yaml --\nhi: 你好\nextra: 多",
			"mine/i18n/en.yaml:2:1: i18n/zh.yaml has no word \"bye\", which i18n/en.yaml has; translate it there, or remove it here (words)\n" +
				"mine/i18n/zh.yaml:2:1: i18n/en.yaml has no word \"extra\", which i18n/zh.yaml has; translate it there, or remove it here (words)\n"},
		{"arguments", "-- i18n/en.yaml --\nn: '{0} of {1}'\n-- i18n/zh.yaml --\nn: 共 {1} 条",
			"mine/i18n/zh.yaml:1:1: \"n\" takes {1} here and {0} {1} in English (words)\n"},
		{"one thing needs no pair", "-- i18n/en.yaml --\nn: '{0} posts'\nn.one: '{0} post'\n-- i18n/zh.yaml --\nn: '{0} 条'", ""},
		{"unknown word", "-- templates/page.html --\n<p>中{{if .T \"no\"}}{{$.T \"hi\"}}{{.T (print \"x\" 1)}}{{end}}\n-- i18n/en.yaml --\nhi: hello",
			"mine/templates/page.html:1:13: warning: the theme has no word \"no\"; write it in i18n/en.yaml and the other languages (words)\n"},
		{"settings", "-- theme.yaml --\ncolours: red\nversion: 2\nlists:\n  home:\n    - key: newest\n      limit: many",
			"mine/theme.yaml:1:1: a theme has no field \"colours\" (theme)\n" +
				"mine/theme.yaml:2:10: the theme is made for version 2 of the theme format, and this program knows version 1; use a newer program, or the theme's release for version 1 (theme)\n" +
				"mine/theme.yaml:5:7: a list needs `key` and `from` (theme)\n" +
				"mine/theme.yaml:6:14: \"many\" is not a number from 1 to 1000 (theme)\n"},
		{"no version", "-- theme.yaml --\npage_size: 12",
			"mine/theme.yaml:1:1: warning: the theme does not say which version of the theme format it is made for; begin with `version: 1` (theme)\n"},
		{"a language nobody can choose", "-- i18n/fr.yaml --\nhi: salut\n-- i18n/en.yaml --\nhi: hello",
			"mine/i18n/fr.yaml:1:1: warning: sites speak en and zh, so nothing uses these words (words)\n"},
		{"stray file", "-- templates/card.htm --\nx",
			"mine/templates/card.htm:1:1: warning: nothing in a theme has this name, so nothing uses the file; templates are templates/*.html and templates/parts/*.html, words i18n/*.yaml, icons icons.svg, everything else goes under assets/ (theme)\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			th, problems := theme.Load(parse(test.files))
			if got := lines(problems); got != test.want {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
			// Whatever is wrong, pages are still made of it.
			if page, _ := th.Execute("page", data{Lang: "en", Title: "T", theme: th}); len(page) == 0 {
				t.Error("no page")
			}
		})
	}
}

func TestProblemsOfPages(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, files, want string }{
		{"no field", "-- templates/page.html --\n<p>\n  中{{.Titel}}", "mine/templates/page.html:2:6: there is no Titel here; the manual's page on themes lists what a template can show (template)\n"},
		{"in a part", "-- templates/page.html --\n{{template \"card\" .}}\n-- templates/parts/card.html --\n\n{{.Titel}}",
			"mine/templates/parts/card.html:2:3: there is no Titel here; the manual's page on themes lists what a template can show (template)\n"},
		{"in a block", "-- templates/base.html --\n{{block \"main\" .}}{{end}}\n-- templates/page.html --\n{{define \"main\"}}\n{{index .Title 9}}{{end}}",
			"mine/templates/page.html:2:3: the template stopped here: error calling index: index out of range: 9 (template)\n"},
		{"no template", "-- theme.yaml --\nversion: 1", "theme: the theme has no template for page and no templates/page.html (template)\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			th, problems := theme.Load(parse(test.files))
			if len(problems) > 0 {
				t.Fatal(lines(problems))
			}
			page, problems := th.Execute("page", data{Lang: "en", Title: "T & U", Body: "words", theme: th})
			if got := lines(problems); got != test.want {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
			if !bytes.Contains(page, []byte("<h1>T &amp; U</h1>\nwords")) {
				t.Errorf("no bare page: %s", page)
			}
		})
	}
}

func TestFragment(t *testing.T) {
	t.Parallel()
	th, problems := theme.Load(parse("-- templates/parts/header.html --\n<b>{{.Title}}</b>\n-- templates/parts/bad.html --\n{{.No}}"))
	if len(problems) > 0 {
		t.Fatal(lines(problems))
	}
	d := data{Lang: "en", Title: "<", theme: th}
	if html, _ := th.Fragment("header", d); html != "<b>&lt;</b>" {
		t.Errorf("header is %q", html)
	}
	if html, problems := th.Fragment("none", d); html != "" || problems != nil {
		t.Errorf("a part that is not there is %q, %v", html, problems)
	}
	if _, problems := th.Fragment("bad", d); len(problems) != 1 || problems[0].File != "mine/templates/parts/bad.html" {
		t.Errorf("problems are %v", problems)
	}
}

func TestWord(t *testing.T) {
	t.Parallel()
	th, _ := theme.Load(parse("-- i18n/en.yaml --\na: A\nplatform.x: X\nmany: '{0} and {1}'\n-- i18n/zh.yaml --\na: 甲"))
	for _, test := range []struct {
		lang, key string
		args      []any
		want      string
	}{
		{"zh", "a", nil, "甲"},
		{"fr", "a", nil, "A"},
		{"zh", "platform.x", nil, "X"},
		{"zh", "platform.bilibili", nil, "bilibili"},
		{"en", "nothing", nil, "nothing"},
		{"en", "many", []any{"{1}", 2}, "{1} and 2"},
		{"zh", "lang", nil, "zh"},
	} {
		if got := th.Word(test.lang, test.key, test.args...); got != test.want {
			t.Errorf("Word(%s, %s, %v) = %q, want %q", test.lang, test.key, test.args, got, test.want)
		}
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	th, problems := theme.Load(parse("-- theme.yaml --\nversion: 1\npage_size: 12\nlists:\n  home:\n    - key: newest\n      from: posts\n      where: {platform: weibo, year: '2026'}\n      sort: -posted\n      limit: 6"))
	if len(problems) > 0 {
		t.Fatal(lines(problems))
	}
	list := th.Config.Lists["home"][0]
	if th.Config.PageSize != 12 || list.Key != "newest" || list.From != "posts" || list.Sort != "-posted" || list.Limit != 6 ||
		!slices.Equal(list.Where, []theme.Pair{{Key: "platform", Value: "weibo"}, {Key: "year", Value: "2026"}}) {
		t.Errorf("got %+v", th.Config)
	}
}

// The digest is that of what pages are made from: names and contents in any
// order, and not the assets, whose names pages are given.
func TestDigest(t *testing.T) {
	t.Parallel()
	digest := func(files string) source.Digest {
		th, _ := theme.Load(parse(files))
		return th.Digest
	}
	one := digest("-- templates/a.html --\nx\n-- templates/b.html --\ny")
	if digest("-- templates/b.html --\ny\n-- templates/a.html --\nx") != one {
		t.Error("the order of files changes the digest")
	}
	if digest("-- templates/a.html --\nx\n-- templates/b.html --\ny\n-- assets/site.css --\np{}") != one {
		t.Error("an asset changes the digest")
	}
	for _, other := range []string{"-- templates/a.html --\ny\n-- templates/b.html --\ny", "-- templates/a.html --\nx\n-- templates/c.html --\ny"} {
		if digest(other) == one {
			t.Errorf("same digest: %s", other)
		}
	}
}

// Pages are made by all workers at once, and buffers are shared between them.
func TestExecuteInParallel(t *testing.T) {
	t.Parallel()
	th, _ := theme.Load(parse("-- templates/page.html --\n<p>{{.Title}}{{.No}}\n-- templates/post.html --\n<p>{{.Title}}"))
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Go(func() {
			title := strings.Repeat("x", i)
			if page, _ := th.Execute("post", data{Lang: "en", Title: title, theme: th}); string(page) != "<p>"+title {
				t.Errorf("page %d is %s", i, page)
			}
			if _, problems := th.Execute("page", data{Lang: "en", theme: th}); len(problems) != 1 {
				t.Errorf("page %d has %d problems", i, len(problems))
			}
		})
	}
	wg.Wait()
}

func TestOptions(t *testing.T) {
	for text, want := range map[string]string{
		"its columns are: --map.": `its columns are: <span class="phrase">--map</span>.`,
		"列名的含义：--dry-run，或者 -v。":  `列名的含义：<span class="phrase">--dry-run</span>，或者 <span class="phrase">-v</span>。`,
		"well-set – 3-4 <b>":      "well-set – 3-4 &lt;b&gt;",
	} {
		if got := string(theme.Options(text)); got != want {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
}
