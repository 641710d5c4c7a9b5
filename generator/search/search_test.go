package search

import (
	"bytes"
	"compress/gzip"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
)

// TestEverySubstringIsFound asks for pieces of the texts, and compares with a
// look at every text: nothing is missed, and nothing is shown that lacks it.
func TestEverySubstringIsFound(t *testing.T) {
	t.Parallel()
	t.Run("usual shards", func(t *testing.T) { t.Parallel(); everySubstring(t, open(t, smallSite())) })
	t.Run("small shards", func(t *testing.T) {
		t.Parallel()
		r := open(t, finelyCut())
		if len(r.names) < 5 {
			t.Errorf("names with a list of their own: %q", r.names)
		}
		everySubstring(t, r)
	})
}

func everySubstring(t *testing.T, r *Reader) {
	texts := small()
	plain := make([]string, len(texts))
	for i := range texts {
		x := &texts[i]
		plain[i] = Normal(x.Title + "\n" + x.Heading + "\n" + x.Body + "\n" + strings.Join(slices.Concat(x.Names, x.Words), "\n"))
	}
	rng := rand.New(rand.NewPCG(3, 4))
	for n := range 800 {
		x := &texts[rng.IntN(len(texts))]
		query := substring(rng, []string{x.Body, x.Body, x.Title, strings.Join(x.Words, "\n")}[n%4])
		if query == "" {
			continue
		}
		result, err := r.Search(Query{Text: query, Limit: len(texts), Sort: "date"})
		if err != nil {
			t.Fatal(err)
		}
		found := map[uint32]bool{}
		for _, h := range result.Hits {
			found[h.id] = h.Meant == "" || holdsAll(plain[h.id], query) // the beginning of a pinyin, "ton", also finds 通勤妆
		}
		shown := map[uint32][]string{}
		for id := len(texts) - 1; id >= 0; id-- {
			want := holdsAll(plain[id], query)
			anchor := texts[id].Anchor
			if page := r.firstOf(uint32(id)); want && len(shown[page]) < perPage && !slices.Contains(shown[page], anchor) {
				shown[page] = append(shown[page], anchor)
			} else if want {
				continue // the rest of a page that is shown already
			}
			if found[uint32(id)] && !want && sameStems(plain[id], query) {
				continue
			}
			if found[uint32(id)] != want {
				t.Fatalf("%q: text %d found: %v, has it: %v\n%s", query, id, !want, want, plain[id])
			}
		}
	}
}

// substring is one to eight characters of a block of text, from a glyph or the
// beginning of a word on.
func substring(rng *rand.Rand, body string) string {
	blocks := strings.Split(body, "\n")
	runes := []rune(blocks[rng.IntN(len(blocks))])
	if len(runes) == 0 {
		return ""
	}
	at := rng.IntN(len(runes))
	a := letters()
	for at < len(runes) && (a.class(runes[at]) == gap || at > 0 && a.class(runes[at]) == letter && a.class(runes[at-1]) == letter) {
		at++
	}
	if at == len(runes) {
		return ""
	}
	return strings.TrimSpace(string(runes[at:min(len(runes), at+1+rng.IntN(8))]))
}

// sameStems is holdsAll for a query whose words may stand in another form.
func sameStems(text, query string) bool {
	have := map[string]bool{}
	for _, w := range runsOf(text) {
		have[english.Stem(w, true)] = true
	}
	for _, w := range runsOf(Normal(query)) {
		if !have[english.Stem(w, true)] && !holdsAll(text, w) {
			return false
		}
	}
	return true
}

// holdsAll reports whether a normal text has the parts of a query, as slowly and
// surely as it can be done.
func holdsAll(text, query string) bool {
	for part := range strings.FieldsSeq(query) {
		if part = Normal(part); part != "" && !holds(text, part) {
			return false
		}
	}
	return true
}

// TestFiltersCountAsALoopDoes compares filters, alone and combined, with a loop.
func TestFiltersCountAsALoopDoes(t *testing.T) {
	t.Parallel()
	texts := small()
	r := open(t, smallSite())
	has := func(x *Text, name string, values []string) bool {
		return slices.ContainsFunc(x.Facets, func(f Facet) bool { return f.Name == name && slices.Contains(values, f.Value) })
	}
	for _, filters := range []map[string][]string{
		{"platform": {"weibo"}},
		{"platform": {"weibo", "douyin"}},
		{"platform": {"xiaohongshu"}, "tag": {"SPF50"}, "lang": {"en"}},
		{"kind": {"cases"}},
		{"year": {"2024"}, "style": {"review"}, "product": {"枫叶唇釉"}},
	} {
		want := 0
		for i := range texts {
			all := !texts[i].More
			for name, values := range filters {
				all = all && has(&texts[i], name, values)
			}
			if all {
				want++
			}
		}
		result, err := r.Search(Query{Filters: filters, Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		if result.Total != want || want == 0 {
			t.Errorf("%v: %d pages, a loop counts %d", filters, result.Total, want)
		}
	}
	for _, filters := range []map[string][]string{{"colour": {"red"}}, {"tag": {"nothing"}}} {
		if _, err := r.Search(Query{Filters: filters}); err == nil {
			t.Errorf("%v: no error", filters)
		}
	}
}

// TestSameTextsSameBytes: neither maps nor the number of runs may show.
func TestSameTextsSameBytes(t *testing.T) {
	t.Parallel()
	texts := fixture(600)
	one, two := built(texts), built(texts)
	for name, f := range one {
		if !bytes.Equal(f.Data, two[name].Data) {
			t.Errorf("%s differs between two builds", name)
		}
	}
}

// TestRunsInAFile builds from runs that memory has no room for.
func TestRunsInAFile(t *testing.T) {
	t.Parallel()
	pile, runs := Pile{Bound: 100 << 10}, runsOfAll(small())
	for _, r := range runs {
		pile.Add(r)
	}
	inFile := slices.DeleteFunc(slices.Clone(runs), func(r *Run) bool { return r.spilled == nil })
	if len(inFile) == 0 || len(inFile) == len(runs) {
		t.Fatalf("%d of %d runs are in a file", len(inFile), len(runs))
	}
	l := Plan(len(small()), Bounds{})
	for name, f := range mergedAs(small(), l, runs) {
		if !bytes.Equal(f.Data, smallSite()[name].Data) {
			t.Errorf("%s is not what runs in memory give", name)
		}
	}
	pile.file.Close()
	if _, err := Merge(runs, Input{Layout: l, Texts: small(), Label: labels}); err == nil {
		t.Error("no error from a file that is closed")
	}
}

// TestAnEditTouchesFewShards changes one sentence of one text.
func TestAnEditTouchesFewShards(t *testing.T) {
	t.Parallel()
	texts, before := slices.Clone(large()), largeSite()
	texts[4321].Body += "\n这支唇釉的刷头换成了短绒毛"
	after := built(texts)
	changed, shards := 0, 0
	for name, f := range after {
		if !strings.HasPrefix(name, Folder+"s/") {
			continue
		}
		shards++
		if !bytes.Equal(f.Data, before[name].Data) {
			changed++
		}
	}
	t.Logf("%d of %d shards", changed, shards)
	if changed == 0 || changed*100 >= shards {
		t.Errorf("an edit changes %d of %d shards", changed, shards)
	}
}

// TestQueriesCostLittle measures what a browser without a cache loads for a
// query and ten results, compressed. A hundred thousand texts are for soak.
func TestQueriesCostLittle(t *testing.T) {
	t.Parallel()
	costs(t, large(), largeSite(), 2<<10, [3]int{22 << 10, 30 << 10, 30 << 10}, [3]int{30 << 10, 45 << 10, 50 << 10})
	if os.Getenv("PLAYBOOK_SOAK") != "" {
		texts := fixture(100000)
		costs(t, texts, built(texts), 8<<10, [3]int{35 << 10, 60 << 10, 90 << 10}, [3]int{50 << 10, 90 << 10, 120 << 10})
	}
}

// costs compares queries of two, four and six glyphs with what they may cost at
// the median and at the 95th of a hundred.
func costs(t *testing.T, texts []Text, site fstest.MapFS, manifestLimit int, p50Limits, p95Limits [3]int) {
	t.Helper()
	sizes := map[string]int{}
	size := func(name string) int {
		if sizes[name] == 0 {
			sizes[name] = compressed(t, site[name].Data)
		}
		return sizes[name]
	}
	manifest := size(ManifestFile)
	t.Logf("%d texts: %d files, manifest %d bytes", len(texts), len(site), manifest)
	if manifest > manifestLimit {
		t.Errorf("the manifest has %d bytes", manifest)
	}
	rng := rand.New(rand.NewPCG(5, 6))
	for i, length := range []int{2, 4, 6} {
		var costs []int
		for len(costs) < 60 {
			query := glyphsOf(rng, texts[rng.IntN(len(texts))].Body, length)
			if query == "" {
				continue
			}
			r := open(t, site)
			if _, err := r.Search(Query{Text: query}); err != nil {
				t.Fatal(err)
			}
			cost := manifest
			for n := range r.shards {
				cost += size(shardFile(n))
			}
			for n := range r.blocks {
				cost += size(blockFile(n))
			}
			costs = append(costs, cost)
		}
		slices.Sort(costs)
		p50, p95, most := costs[len(costs)/2], costs[len(costs)*95/100], costs[len(costs)-1]
		t.Logf("%d characters: p50 %d, p95 %d, at most %d", length, p50, p95, most)
		if p50 > p50Limits[i] || p95 > p95Limits[i] {
			t.Errorf("%d characters cost %d (p50) and %d (p95) bytes", length, p50, p95)
		}
	}
}

func glyphsOf(rng *rand.Rand, body string, n int) string {
	for range 50 {
		runes := []rune(body)
		at := rng.IntN(len(runes))
		if at+n > len(runes) {
			continue
		}
		s := string(runes[at : at+n])
		if runs := runsOf(Normal(s)); len(runs) == 1 && glyphs(runs[0]) && utf8.RuneCountInString(runs[0]) == n {
			return s
		}
	}
	return ""
}

func compressed(tb testing.TB, data []byte) int {
	tb.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		tb.Fatal(err)
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Len()
}

// BenchmarkIndex is the index of as many texts on one processor, without blocks.
// PLAYBOOK_BENCH_100K=1 adds a hundred thousand.
func BenchmarkIndex(b *testing.B) {
	sizes := []int{10000}
	if os.Getenv("PLAYBOOK_BENCH_100K") != "" {
		sizes = append(sizes, 100000)
	}
	for _, n := range sizes {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			texts := fixture(n)
			b.ReportAllocs()
			for b.Loop() {
				l := Plan(len(texts), Bounds{})
				if _, err := Merge(runsOfAll(texts), Input{Layout: l, Texts: texts, Languages: []string{"zh", "en"}, Label: labels}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkRun(b *testing.B) {
	texts := fixture(1024)[:1024]
	b.ReportAllocs()
	for b.Loop() {
		RunOf(texts)
	}
}

// TestJudged asks the queries of testdata/judged.txt. The mean of one over the
// rank of the page that each wants is 0.9 or more.
func TestJudged(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/judged.txt")
	if err != nil {
		t.Fatal(err)
	}
	r := open(t, smallSite())
	queries, sum := 0, 0.0
	for line := range strings.Lines(string(data)) {
		query, page, ok := strings.Cut(strings.TrimSpace(line), " | ")
		if !ok || line[0] == '#' {
			continue
		}
		result, err := r.Search(Query{Text: query})
		if err != nil {
			t.Fatal(err)
		}
		queries++
		rank := 1 + slices.IndexFunc(result.Hits, func(h Hit) bool { return h.Page == page })
		if rank > 0 {
			sum += 1 / float64(rank)
		}
		if rank != 1 {
			t.Logf("%s: rank %d of %d", query, rank, result.Total)
		}
	}
	if mean := sum / float64(queries); queries < 16 || mean < 0.9 {
		t.Errorf("%d queries, mean reciprocal rank %.3f", queries, mean)
	}
}
