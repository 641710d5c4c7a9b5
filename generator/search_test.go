package generator

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"playbook/generator/defaults"
	"playbook/generator/search"
	"playbook/generator/source"
)

// decodedTerms are the terms of the search index as readers find them: in the
// files themselves each leaves out what it shares with the one before.
func decodedTerms(t *testing.T, files map[string][]byte) map[string][]byte {
	t.Helper()
	terms := map[string][]byte{}
	for name, data := range files {
		if !strings.HasPrefix(name, search.Folder+"s/") && !strings.HasPrefix(name, search.Folder+"w/") {
			continue
		}
		_, inner, _ := strings.Cut(strings.TrimSuffix(string(data), ")\n"), "(")
		var args []any
		if err := json.Unmarshal([]byte("["+inner+"]"), &args); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var all strings.Builder
		last := []rune{}
		for entry := range strings.FieldsSeq(args[1].(string)) {
			last = append(last[:entry[0]-'0'], []rune(entry[1:])...)
			all.WriteString(string(last) + "\n")
			if i := slices.IndexFunc(last, func(r rune) bool { return r == '~' || r == '=' }); i >= 0 {
				last = last[:i]
			}
		}
		terms[name] = []byte(all.String())
	}
	if len(terms) < 20 {
		t.Fatalf("there are %d files with terms", len(terms))
	}
	return terms
}

func searchIn(t *testing.T, o *output, q search.Query) []search.Hit {
	t.Helper()
	files := map[string]string{}
	for name, data := range o.files {
		files[name] = string(data)
	}
	r, err := search.Open(mapFS(files))
	if err != nil {
		t.Fatal(err)
	}
	result, err := r.Search(q)
	if err != nil {
		t.Fatal(err)
	}
	return result.Hits
}

// TestSearchFindsWhatIsShown looks for the marks of posts that the edition
// shows: titles, captions, tags, and words in pictures.
func TestSearchFindsWhatIsShown(t *testing.T) {
	t.Parallel()
	o := secretPublic()
	_, posts := secrets()
	found := 0
	for _, id := range slices.Sorted(maps.Keys(posts))[190:] {
		s := posts[id]
		for _, field := range []string{"t", "c", "g", "d", "y", "e", "a"} {
			hits := searchIn(t, o, search.Query{Text: s.mark(field)})
			want := s.shown && !s.linked && s.fields != "" || s.shown && strings.Contains("tcg", field) && !s.linked
			if (len(hits) == 1) != want {
				t.Errorf("%s: %d hits, post shown: %t: %s", s.mark(field), len(hits), s.shown, s.fields)
			}
			found += len(hits)
		}
	}
	if found == 0 {
		t.Error("nothing was found")
	}
}

// TestSearchKnowsEveryKind searches a small site of every kind in both languages.
func TestSearchKnowsEveryKind(t *testing.T) {
	t.Parallel()
	files := lawContent()
	files["voice/plain-words.md"] = `---
title: Plain words
trait: plain
updated: 2026-02-01
pairs:
  - dont: 全网最好用的口红！闭眼入！
    do: 素颜涂也不挑皮，我通勤一周都在用。
    why: show instead of praising
rules:
  - id: ad-absolute
    level: error
    match: [全网最低, 史上最强]
    why: Absolute terms are advertising claims
    bad: [这是史上最强的粉底]
---
## Why

Say what it did for one person.

:::internal
zqinside
:::
`
	files["voice/plain-words.zh.md"] = "---\ntitle: 直说\nupdated: 2026-03-01\n---\n## 为什么\n\n说说它为一个人做了什么。\n"
	files["site.yaml"] += "synonyms:\n  - [唇釉, lip glaze]\n"
	in := Input{Content: memoryTree(files), Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultLook(), Edition: "internal", Now: benchNow}
	o := produceFiles(in, nil)
	for _, c := range []struct{ query, lang, page, anchor string }{
		{"闭眼入", "en", "voice/plain-words.html", ""},
		{"史上最强", "en", "voice/plain-words.html", "rule-ad-absolute"},
		{"做了什么", "zh", "zh/voice/plain-words.html", ""},
		{"one person", "en", "voice/plain-words.html", "why"},
		{"zhishuo", "zh", "zh/voice/plain-words.html", ""},
		{"GY-0000", "en", "products/p0000.html", ""},
		{"@user2", "zh", "zh/creators/c00002.html", ""},
		{"half 50%", "en", "cases/one.html", ""},
		{"zqinside", "en", "voice/plain-words.html", "why"},
		{"Hello", "en", "index.html", ""},
		{"What customers showed us", "zh", "zh/posts.html", ""},
	} {
		hits := searchIn(t, o, search.Query{Text: c.query, Lang: c.lang})
		if len(hits) == 0 || hits[0].Page != c.page || hits[0].Anchor != c.anchor && c.anchor != "" {
			t.Errorf("%s in %s: want %s#%s, got %v", c.query, c.lang, c.page, c.anchor, pagesOf(hits))
		}
		for _, h := range hits {
			if o.files[h.Page] == nil {
				t.Errorf("%s leads to %s, which is not there", c.query, h.Page)
			}
		}
	}
	in.Edition = "public"
	if hits := searchIn(t, produceFiles(in, nil), search.Query{Text: "zqinside"}); len(hits) > 0 {
		t.Errorf("what is internal is found in public: %v", pagesOf(hits))
	}
}

func pagesOf(hits []search.Hit) []string {
	var list []string
	for _, h := range hits {
		list = append(list, h.Page+"#"+h.Anchor)
	}
	return list
}

// TestJudged asks the queries of testdata/judged.txt of the shipped site. The
// mean of one over the rank of the first page that would do is 0.9 or more.
func TestJudged(t *testing.T) {
	t.Parallel()
	root, err := os.OpenRoot("../content")
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	site, _ := Build(Input{Content: source.NewTree(root.FS(), "content"), Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultLook(), Edition: "internal", Now: benchNow}, nil)
	files := map[string]string{}
	for _, f := range site.Files {
		if strings.HasPrefix(f.Path, search.Folder) {
			data, _ := f.Bytes()
			files[f.Path] = string(data)
		}
	}
	r, err := search.Open(mapFS(files))
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("testdata/judged.txt")
	if err != nil {
		t.Fatal(err)
	}
	queries, sum := 0, 0.0
	for line := range strings.Lines(string(data)) {
		part := strings.Split(strings.TrimSpace(line), " | ")
		if len(part) != 3 || line[0] == '#' {
			continue
		}
		result, err := r.Search(search.Query{Text: part[1], Lang: part[0]})
		if err != nil {
			t.Fatal(err)
		}
		queries++
		wanted := strings.Fields(part[2])
		rank := 1 + slices.IndexFunc(result.Hits, func(h search.Hit) bool { return slices.Contains(wanted, h.Page) })
		if rank > 0 {
			sum += 1 / float64(rank)
		}
		if rank != 1 {
			t.Logf("%s in %s: rank %d in %v", part[1], part[0], rank, pagesOf(result.Hits[:min(4, len(result.Hits))]))
		}
	}
	t.Logf("%d queries, mean reciprocal rank %.3f", queries, sum/float64(queries))
	if queries < 60 || sum/float64(queries) < 0.9 {
		t.Errorf("%d queries, mean reciprocal rank %.3f", queries, sum/float64(queries))
	}
}
