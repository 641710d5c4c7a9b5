package themes_test

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"strings"
	"testing"

	"playbook/generator/record"
	"playbook/generator/rights"
	"playbook/generator/search"
	"playbook/generator/source"
	"playbook/generator/theme"
	"playbook/generator/voice"
	"playbook/themes"
)

// files are those of the default theme, and the colours of code that the
// generator adds to every bundle.
func files(t testing.TB) []*source.File {
	t.Helper()
	below, err := fs.Sub(themes.Files, "default")
	if err != nil {
		t.Fatal(err)
	}
	list := []*source.File{
		source.NewFile("assets/code-light.css", "code-light.css", []byte(".k{color:#a33}")),
		source.NewFile("assets/code-dark.css", "code-dark.css", []byte(".k{color:#fbb}")),
	}
	for _, name := range []string{"code.ts", "letters.ts", "query.ts", "tables.ts", "tokens.ts"} {
		data, err := fs.ReadFile(search.Client(), name)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, source.NewFile("assets/search/"+name, "search/"+name, data))
	}
	for _, name := range []string{"check.ts", "count.ts"} {
		data, err := fs.ReadFile(voice.Client(), name)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, source.NewFile("assets/voice/"+name, "voice/"+name, data))
	}
	err = fs.WalkDir(below, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(below, name)
		list = append(list, source.NewFile(name, "themes/default/"+name, data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func report(t testing.TB, problems []source.Problem) {
	t.Helper()
	for _, p := range problems {
		t.Errorf("%s\n%s", p.Line("en"), p.Caret())
	}
}

func TestDefaultThemeLoads(t *testing.T) {
	t.Parallel()
	th, problems := theme.Load(files(t))
	report(t, problems)
	for _, layout := range []string{"home", "list", "post", "case", "voice", "creator", "campaign", "product",
		"platform", "page", "terms", "tombstone", "broken", "404"} {
		if !th.Has(layout) {
			t.Errorf("no template for %s", layout)
		}
	}
	for layout := range th.Config.Lists {
		if !th.Has(layout) {
			t.Errorf("theme.yaml lists pages for %s, which has no template", layout)
		}
	}
}

// Templates put these keys together from what records and permissions say, so
// no check of the theme's own sees that one is missing.
func TestWordsForEveryValue(t *testing.T) {
	t.Parallel()
	th, _ := theme.Load(files(t))
	values := map[string]string{
		"state":         "draft scheduled over",
		"use":           "internal site social newsletter print ad",
		"event":         "asked answered granted declined revoked taken-down",
		"relationship":  "organic gifted paid employee affiliate contest",
		"style":         "tutorial swatch unboxing review empties vlog question other",
		"type":          "launch lucky-draw free-trial promotion experiment always-on",
		"confidence":    "measured reported estimate disputed",
		"level":         "error warning suggestion",
		"check":         "comments saves growth commercial-share fit voice",
		"verdict":       "pass warn unknown",
		"tier":          "celebrity top mid small micro koc",
		"metric":        "likes saves comments shares views",
		"count":         "xhs-units characters words topics images",
		"grade":         "A B C low",
		"label":         "note tip warning do dont before after internal footnotes footnote-back",
		"platform":      "xiaohongshu weibo douyin wechat instagram tiktok pinterest tmall taobao jd",
		"edition":       "public internal",
		"list":          "newest evidence cases lessons posts proof products campaigns like backlinks more-creator more-product",
		"chart":         "pyramid followers weeks share rhythm reposts engagement keywords products styles permissions answers evidence of target table aim first",
		"pace":          "below within above unknown",
		"cadence":       "day week month",
		"age":           "0-3 4-7 8-30 31-90 91+ unknown",
		"keyword":       "function ingredient",
		"layer":         "may waits ended unasked",
		"ask":           "share rhythm tiers engagement keywords products styles permissions answers evidence followers",
		"dossier-state": "done todo warn unknown",
		"dossier":       "draw-rules disclosure",
		"event-sort":    "campaign ending plan",
		"credit-line":   "xiaohongshu weibo wechat instagram tiktok douyin pinterest other",
		"todo.state":    "expiring unclear lapsed none",
		"empty":         "posts cases voice creators campaigns products platforms tags tiers years languages",
		"fallback":      "en zh",
		"language":      "en zh",
	}
	for _, s := range rights.States() {
		values["state"] += " " + s.String()
	}
	for _, chart := range strings.Fields(values["ask"] + " weeks reposts pyramid") {
		if chart != "tiers" { // drawn as a pyramid
			values["chart."+chart] = "label count"
		}
	}
	for prefix, list := range values {
		for _, v := range strings.Fields(list) {
			if th.Word("zh", prefix+"."+v) == v {
				t.Errorf("no word %s.%s", prefix, v)
			}
		}
	}
	for _, k := range record.Kinds() {
		if th.Word("zh", string(k)) == string(k) {
			t.Errorf("no word %s", k)
		}
	}
}

// The page before its pictures has to arrive over a subway's network.
func TestDefaultThemeIsSmall(t *testing.T) {
	t.Parallel()
	assets, problems := theme.Bundle(files(t), theme.Tokens{})
	report(t, problems)
	limits := map[string]int{"site.css": 8 << 10, "text.css": 4 << 10, "post.css": 4 << 10, "site.js": 4 << 10, "search.js": 9 << 10, "search.css": 2 << 10,
		"voice.css": 3 << 10, "voice.js": 1 << 10, "facts.css": 2 << 10, "insights.css": 3 << 10, "dossier.css": 1 << 10, "ended.css": 1 << 10, "chapters.css": 1 << 10, "desk.css": 1 << 10, "desk.js": 1 << 10, "sort.js": 1 << 10,
		"draft.js": 13 << 10, "draft.css": 2 << 10, "try.js": 5 << 10, "try.css": 1 << 10, "favicon.svg": 1 << 10}
	for _, a := range assets {
		size := compressed(t, a.Data)
		t.Logf("%s: %d bytes, %d compressed", a.Path, len(a.Data), size)
		if size > limits[a.Name] {
			t.Errorf("%s has %d bytes compressed, %d are allowed", a.Name, size, limits[a.Name])
		}
	}
	if len(assets) != len(limits) {
		t.Errorf("%d assets, want %d", len(assets), len(limits))
	}
}

func compressed(t testing.TB, data []byte) int {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}
