package search

import (
	"encoding/json"
	"flag"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/evanw/esbuild/pkg/api"
)

var update = flag.Bool("update", false, "rewrite what the tests compare with")

// vector is a text and what search makes of it, in testdata/tokens.json.
type vector struct {
	Text   string   `json:"text"`
	Normal string   `json:"normal"`
	Tokens []string `json:"tokens"`
	Holds  [][2]any `json:"holds,omitempty"` // a chunk, and whether the text holds it
}

func readVectors(t *testing.T) []vector {
	t.Helper()
	data, err := os.ReadFile("testdata/tokens.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []vector
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

func tokenTexts(s string) []string {
	list := []string{}
	for _, x := range (&Reader{}).tokensIn([]string{s}) {
		if x.prefix {
			x.text += "*"
		}
		list = append(list, x.text)
	}
	return list
}

func TestTokens(t *testing.T) {
	t.Parallel()
	list := readVectors(t)
	for i := range list {
		v := &list[i]
		normal := Normal(v.Text)
		tokens := tokenTexts(normal)
		if *update {
			v.Normal, v.Tokens = normal, tokens
		}
		if normal != v.Normal || !slices.Equal(tokens, v.Tokens) {
			t.Errorf("%q is %q with %q, want %q with %q", v.Text, normal, tokens, v.Normal, v.Tokens)
		}
		for _, h := range v.Holds {
			if got := holds(normal, h[0].(string)); got != h[1] {
				t.Errorf("%q holds %q: %v", normal, h[0], got)
			}
		}
	}
	if *update {
		var b strings.Builder
		b.WriteString("[\n")
		for i, v := range list {
			line, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			b.WriteString("  " + string(line))
			if i < len(list)-1 {
				b.WriteByte(',')
			}
			b.WriteByte('\n')
		}
		b.WriteString("]\n")
		if err := os.WriteFile("testdata/tokens.json", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestClientAgrees gives node what Go made of texts, codes and queries, and has
// the client do the same. The client and its test are bundled as the theme's
// scripts are.
func TestClientAgrees(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put := func(name string, v any) {
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("letters.json", lettersSum())
	put("codes.json", codes())
	put("tokens.json", append(readVectors(t), randomVectors()...))
	for name, site := range map[string]fstest.MapFS{"usual": smallSite(), "fine": finelyCut()} {
		if err := os.CopyFS(filepath.Join(dir, name), site); err != nil {
			t.Fatal(err)
		}
		r := open(t, site)
		put(name+"/queries.json", asked(t, r, small()))
		put(name+"/facets.json", counted(t, r, "唇釉"))
	}

	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("the client is tested with node: ", err)
	}
	result := api.Build(api.BuildOptions{EntryPoints: []string{"client/twin.test.ts"}, Bundle: true, Write: true, Platform: api.PlatformNode,
		Outfile: filepath.Join(dir, "twin.test.js"), Target: api.ES2019, TsconfigRaw: "{}"})
	for _, m := range result.Errors {
		t.Fatal(m.Text, m.Location)
	}
	cmd := exec.Command(node, "--test", filepath.Join(dir, "twin.test.js"))
	cmd.Env = append(os.Environ(), "TWIN="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// lettersSum is a hash of the class and fold of every code point.
func lettersSum() uint32 {
	a, sum := letters(), uint32(0)
	for r := rune(0); r < 0x110000; r++ {
		sum = (sum ^ (uint32(a.class(r))*0x200000 + uint32(a.fold(r)))) * 0x9E3779B1
		sum ^= sum >> 15
	}
	return sum
}

func codes() map[string]any {
	rng := rand.New(rand.NewPCG(1, 2))
	var lists, numbers, hashes [][]any
	for _, total := range []uint32{1, 7, 100, 1000, 5000, 100000} {
		for range 20 {
			ids := []uint32{}
			every := 1 + rng.IntN(300)
			for id := range total {
				if rng.IntN(every) == 0 {
					ids = append(ids, id)
				}
			}
			var w bitWriter
			w.gamma(uint32(len(ids)) + 1)
			w.list(ids, roundUp(total))
			lists = append(lists, []any{ids, roundUp(total), w.end()})
		}
	}
	for n := uint32(1); n < 2_000_000; n += 1 + n/7 {
		numbers = append(numbers, []any{n, roundUp(n), logarithm(n)})
	}
	var f front
	var terms [][]string
	for _, term := range []string{"lip", "lips", "lipstick", "liq", "a", "ab", "唇", "唇釉", "唇膏", "𠮷", "𠮷野", "𠮷野家", "internationalization", "internationalizations"} {
		tail := []string{"", "~1", "=别名|other_name"}[len(terms)%3]
		f.add(term, tail)
		terms = append(terms, []string{term, tail})
		hashes = append(hashes, []any{term, mix(term)})
	}
	return map[string]any{"lists": lists, "numbers": numbers, "hashes": hashes, "front": f.b.String(), "terms": terms}
}

// randomVectors are strings of letters of many scripts, signs and marks.
func randomVectors() []vector {
	rng := rand.New(rand.NewPCG(8, 9))
	spans := [][2]rune{{0x20, 0x7F}, {0x20, 0x7F}, {0xA0, 0x250}, {0x300, 0x530}, {0x5D0, 0x700}, {0xE00, 0xE60}, {0x1E00, 0x2100}, {0x2600, 0x2700},
		{0x3000, 0x3100}, {0x4E00, 0x9FFF}, {0x4E00, 0x9FFF}, {0x4E00, 0x9FFF}, {0xAC00, 0xAD00}, {0xF900, 0xFB10}, {0xFE00, 0x10000}, {0x1F600, 0x1F650}, {0x20000, 0x20100}}
	var list []vector
	for range 10000 {
		var b strings.Builder
		for range rng.IntN(24) {
			s := spans[rng.IntN(len(spans))]
			for range 1 + rng.IntN(3) {
				b.WriteRune(s[0] + rune(rng.IntN(int(s[1]-s[0]))))
			}
		}
		n := Normal(b.String())
		list = append(list, vector{Text: b.String(), Normal: n, Tokens: tokenTexts(n)})
	}
	return list
}

// asked is queries of every sort with what Go finds.
func asked(t *testing.T, r *Reader, texts []Text) []any {
	rng := rand.New(rand.NewPCG(11, 12))
	queries := []Query{{Text: "枫叶唇釉"}, {Text: "这支枫叶唇釉也"}, {Text: "枫叶唇"}, {Text: "maple lip glaze"}, {Text: "Maple lip"}, {Text: "fengyechunyou"}, {Text: "fengye"}, {Text: "FYCY"}, {Text: "說實話顯白"},
		{Text: "說實話"}, {Text: "swatches"}, {Text: "swatchs"}, {Text: "packagin"}, {Text: "osmanthos cushoin"}, {Text: "为什么通勤一周卡纹"}, {Text: "how do I wear it without powder"},
		{Text: "的"}, {Text: "我"}, {Text: "釉"}, {Text: "l"}, {Text: "sp"}, {Text: "SPF50防晒"}, {Text: "日记 SPF50"}, {Text: ""}, {Text: "！！"}, {Text: "색이 정말"},
		{Text: "ほんのり"}, {Text: "ｉＰｈｏｎｅ原相机"}, {Text: "café"}, {Text: "don't powder"}, {Text: "@linxia"}, {Text: "#OOTD"}, {Text: "种草"}, {Text: "recommendation 气垫"},
		{Text: "zzzzzzqqq"}, {Text: "how is the colour warmer than it was"}, {Text: "龘龘龘"}, {Text: "枫叶唇釉", Sort: "likes"}, {Text: "枫叶唇釉", Sort: "date", Limit: 25}, {Text: "唇釉", Lang: "en"}, {Text: "review", Lang: "zh"},
		{Text: "唇釉", Filters: map[string][]string{"platform": {"weibo"}, "year": {"2024", "2025"}}}, {Filters: map[string][]string{"tag": {"SPF50"}}, Sort: "likes"},
		{Text: "kind of glossy", Filters: map[string][]string{"kind": {"posts"}}}}
	for range 250 {
		if s := substring(rng, texts[rng.IntN(len(texts))].Body); s != "" {
			queries = append(queries, Query{Text: s, Limit: 1 + rng.IntN(30), Lang: []string{"", "zh", "en"}[rng.IntN(3)]})
		}
	}
	var list []any
	for _, q := range queries {
		result, err := r.Search(q)
		if err != nil {
			t.Fatal(err)
		}
		filters := []string{}
		for name, values := range q.Filters {
			for _, v := range values {
				filters = append(filters, name+":"+v)
			}
		}
		hits := [][]any{}
		for _, h := range result.Hits {
			hits = append(hits, []any{h.Page, h.Anchor, h.Score, h.Meant})
		}
		list = append(list, map[string]any{
			"query":  map[string]any{"text": q.Text, "filters": filters, "sort": q.Sort, "limit": q.Limit, "lang": q.Lang},
			"result": map[string]any{"total": result.Total, "about": result.About, "more": result.More, "how": result.How, "meant": result.Meant, "hits": hits},
		})
	}
	return list
}

// counted is, for every facet, its values and how many pages found by a query
// have them, by asking with each as filter.
func counted(t *testing.T, r *Reader, query string) map[string][][]any {
	counts := map[string][][]any{}
	for _, name := range Facets {
		f, err := r.facet(name)
		if err != nil {
			t.Fatal(err)
		}
		counts[name] = [][]any{}
		for _, v := range f.values {
			result, err := r.Search(Query{Text: query, Filters: map[string][]string{name: {v[0]}}})
			if err != nil {
				t.Fatal(err)
			}
			n := result.Total
			if result.How != "" {
				n = 0
			}
			counts[name] = append(counts[name], []any{v[0], v[1], n})
		}
	}
	return counts
}

// TestTablesAreWritten: what is committed is what maketables.go writes.
func TestTablesAreWritten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(".")); err != nil {
		t.Fatal(err)
	}
	program, err := filepath.Abs("maketables.go")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "build", "-o", filepath.Join(dir, "maketables"), program)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	cmd = exec.Command(filepath.Join(dir, "maketables"))
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range []string{"tables.go", "client/tables.ts"} {
		was, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		is, err := fs.ReadFile(os.DirFS(dir), name)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(was, is) {
			t.Errorf("%s is not what maketables.go writes; run go generate", name)
		}
	}
}

func TestPlanKeepsToItsBounds(t *testing.T) {
	t.Parallel()
	for _, texts := range []int{0, 1, 50, 2000, 10000, 100000} {
		for _, files := range []int{0, 200, 3000, 20000} {
			l := Plan(texts, Bounds{Files: files})
			n := len(l.Paths()) + l.Blocks()
			if files > 0 && n > max(files, texts/maxBlock+48) {
				t.Errorf("%d texts, at most %d files: %d", texts, files, n)
			}
			if l.Shards&(l.Shards-1) != 0 || l.Shards < 1 {
				t.Errorf("%s texts: %d shards", strconv.Itoa(texts), l.Shards)
			}
		}
	}
}
