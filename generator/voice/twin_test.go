package voice

import (
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
)

var update = flag.Bool("update", false, "rewrite what the tests compare with")

// twinRules are rules of every sort.
var twinRules = []Rule{
	{ID: "absolute", Level: "error", Words: []string{"国家级", "NO.1", "第一品牌", "最好用"}, Pattern: `最(好|强|低|优|佳|高级)|(全网|全国)(销量)?第一`, Except: []string{"最好提前", "最佳赏味期", "最高级别", "第一次", "不要最", "信号"}, Why: "claims"},
	{ID: "away", Level: "error", Words: []string{"加微信", "加V", "vx", "手机号", "链接"}, Platforms: []string{"xiaohongshu"}, Why: "leads away"},
	{ID: "bait", Level: "warning", Words: []string{"点赞", "关注", "评论"}, Near: &Near{Words: []string{"抽奖", "免费", "送"}, Within: 4}, Why: "buys"},
	{ID: "loud", Level: "suggestion", Pattern: `!{2,}|[?]!`, Why: "shouts"},
	{ID: "effect", Level: "error", Pattern: `\d{1,3}[天日](内)?(见效|变白)|\p{Han}{0,3}根治`, Unless: []Condition{{"registration", []string{"yes"}}}, Why: "heals"},
	{ID: "english", Level: "warning", Words: []string{"hurry", "last chance", "#sp"}, Pattern: `(best|most) (\w+ ){0,2}ever|^free`, Why: "hype"},
	{ID: "wide", Level: "warning", Pattern: `[^a-z]x{2,5}.{0,4}y|礼{1,3}$`, Why: "odd"},
	{ID: "title", Level: "error", Limit: &Limit{"title", 5, "xhs-units"}, Why: "long"},
	{ID: "body", Level: "error", Limit: &Limit{"body", 30, "characters"}, Why: "long"},
	{ID: "topics", Level: "error", Limit: &Limit{"topics", 2, "topics"}, Why: "many"},
	{ID: "said", Level: "error", Needs: []string{"赠送", "合作", "gifted"}, When: []Condition{{"relationship", []string{"gifted", "paid"}}}, Why: "say who paid"},
}

func twinChecker(t testing.TB) *Checker {
	rules := slices.Clone(twinRules)
	for i := range rules {
		rules[i].Drafts = true
	}
	return compile(t, rules...)
}

// A vector is a draft, and what both find in it.
type vector struct {
	Draft    twinDraft `json:"draft"`
	Findings [][]any   `json:"findings"`
}

type twinDraft struct {
	Title  string      `json:"title"`
	Body   string      `json:"body"`
	Media  string      `json:"media"`
	Images int         `json:"images"`
	Topics int         `json:"topics"`
	Facts  []Condition `json:"facts"`
}

func (v *vector) run(c *Checker) [][]any {
	d := v.Draft
	list := [][]any{}
	for _, f := range c.Draft(Draft{"xiaohongshu", d.Title, d.Body, d.Media, d.Images, d.Topics, d.Facts}) {
		list = append(list, []any{f.ID, f.Part, f.At, f.Len, f.Count, f.Message})
	}
	return list
}

const vectorFile = "testdata/drafts.json"

func readVectors(t *testing.T) []vector {
	t.Helper()
	data, err := os.ReadFile(vectorFile)
	if err != nil {
		t.Fatal(err)
	}
	var list []vector
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestVectors(t *testing.T) {
	t.Parallel()
	c, list := twinChecker(t), readVectors(t)
	var b strings.Builder
	for i := range list {
		v := &list[i]
		got, want := mustJSON(v.run(c)), mustJSON(v.Findings)
		if !*update && got != want {
			t.Errorf("%+v: found %s, want %s", v.Draft, got, want)
		}
		v.Findings = v.run(c)
		b.WriteString(",\n  " + mustJSON(v))
	}
	if *update {
		if err := os.WriteFile(vectorFile, []byte("[\n"+strings.TrimPrefix(b.String(), ",\n")+"\n]\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func mustJSON(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(data)
}

// TestClientAgrees gives node the rules, the vectors and random drafts with what
// Go finds in them, and has the client find the same. The client and its test are
// bundled as the theme's scripts are.
func TestClientAgrees(t *testing.T) {
	t.Parallel()
	dir, c := t.TempDir(), twinChecker(t)
	put := func(name string, data string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	list := append(readVectors(t), randomDrafts()...)
	for i := range list {
		list[i].Findings = list[i].run(c)
	}
	put("rules.json", string(c.Data("xiaohongshu")))
	put("drafts.json", mustJSON(list))
	put("counts.json", mustJSON(counts(list)))
	put("long.json", mustJSON(twinDraft{Body: strings.Repeat("早上八点薄涂一层，喝了两杯咖啡，最好提前补水，加 微 信聊！！", 32), Facts: []Condition{}}))

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
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out[:min(len(out), 8000)])
	}
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, " ms") && strings.Contains(line, "draft of") {
			t.Log(strings.TrimSpace(line))
		}
	}
}

func counts(list []vector) (out [][]any) {
	units := []string{"characters", "xhs-units", "words"}
	for _, v := range list[:min(len(list), 4000)] {
		text := v.Draft.Body
		var n, inside, topics []int
		for _, u := range units {
			n, inside = append(n, Count(u, text)), append(inside, Within(u, text, 5))
		}
		for _, syntax := range []string{"#{}[话题]#", "#{}#", "#{}"} {
			topics = append(topics, Topics(syntax, text))
		}
		out = append(out, []any{text, n, inside, topics})
	}
	return out
}

// randomDrafts are 20,000 strings, of pieces of what the rules look for and of
// letters, marks and signs of many scripts.
func randomDrafts() []vector {
	rng := rand.New(rand.NewPCG(3, 4))
	pieces := []string{"最", "好", "强", "用", "提前", "次", "不要", "号", "全国第一", "国家级", "國家級", "NO.1", "No 1", "加", "微", "信", "V", "Ｖ", "∨", "ⓥ", "𝐕", "x", "xx", "y", "点赞", "关注", "抽奖", "免费", "送", "礼",
		"!", "！", "?", "7", "⑦", "七", "天", "见效", "根治", "best", "ever", "most ", "the ", "hurry", "Hurry", "last", "chance", "#sp", "#", "赠送", "gifted", " ", "  ", ".", "·", "\u200b", "\u0301", "…", "\n", "，", "。", "free",
		"[话题]#", "試", "é", "ß", "İ", "\U0001F600", "\U0002070E", "👩‍👩‍👧"}
	spans := [][2]rune{{0x20, 0x7F}, {0xA0, 0x250}, {0x300, 0x530}, {0x1E00, 0x2100}, {0x2460, 0x2500}, {0x3000, 0x3100}, {0x4E00, 0x9FFF}, {0xFE00, 0x10000}, {0x1D400, 0x1D800}, {0x1F100, 0x1F200}, {0x20000, 0x20100}}
	text := func(n int) string {
		var b strings.Builder
		for range rng.IntN(n + 1) {
			if rng.IntN(5) == 0 {
				s := spans[rng.IntN(len(spans))]
				b.WriteRune(s[0] + rune(rng.IntN(int(s[1]-s[0]))))
				continue
			}
			b.WriteString(pieces[rng.IntN(len(pieces))])
		}
		return b.String()
	}
	facts := [][]Condition{{}, {{"relationship", []string{"gifted"}}}, {{"relationship", []string{"organic"}}, {"registration", []string{"yes"}}}}
	list := make([]vector, 20000)
	for i := range list {
		list[i].Draft = twinDraft{Title: text(4), Body: text(24), Media: text(3), Images: rng.IntN(20), Topics: rng.IntN(4), Facts: facts[rng.IntN(len(facts))]}
	}
	return list
}

// FuzzCheck tries to make a checker panic, hang, or point outside the text.
func FuzzCheck(f *testing.F) {
	for _, s := range []string{"最.好的", "加 微 信", "!!!!!", "最最最最好好好好", strings.Repeat("xxxxxxxxxx", 100), "7天7天7天见效", "\xff\u200b", "best most most ever"} {
		f.Add(`(a|b)*c|最(好|强){2,9}`, s)
	}
	f.Add(`(a*)*b`, strings.Repeat("a", 1000))
	f.Add(`(\p{Han}+.*)+x`, strings.Repeat("最好", 500))
	f.Fuzz(func(t *testing.T, pattern, text string) {
		rules := append(slices.Clone(twinRules), Rule{ID: "fuzz", Pattern: pattern})
		for i := range rules {
			rules[i].Drafts, rules[i].Site = true, true
		}
		c, _ := Compile(letters, rules)
		n := len([]rune(text))
		for _, found := range c.Site(text, nil) {
			if found.At < 0 || found.Len < 1 || found.At+found.Len > n {
				t.Errorf("%+v in %d characters", found, n)
			}
		}
	})
}

// TestTimeIsLinear counts what a machine does, which no clock has to.
func TestTimeIsLinear(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{`(a*)*b`, `a{1,60}b|a.{0,200}c`, `(a|aa)+$x`, `.*a.*b.*c`, `(a+b?)+c`} {
		p, err := compilePattern(letters, pattern)
		if err != nil {
			t.Fatal(pattern, err)
		}
		steps := func(n int) int32 {
			c := compile(t, Rule{ID: "a", Site: true, Pattern: pattern})
			s := c.scan()
			c.alphabet.read(&s.stream, strings.Repeat("aab", n))
			var starts []int32
			for i := range s.symbols {
				starts = append(starts, int32(i))
			}
			s.machine.find(p, &s.stream, starts, func(int, int) {})
			return s.machine.place
		}
		if few, many := steps(500), steps(5000); many > 12*few {
			t.Errorf("%s: %d steps for 500, %d for 5000", pattern, few, many)
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		twinChecker(b)
	}
}

func BenchmarkDraft(b *testing.B) {
	c := twinChecker(b)
	d := Draft{Platform: "xiaohongshu", Body: strings.Repeat("早上八点薄涂一层，喝了两杯咖啡，最好提前补水，加 微 信聊！！", 32)}
	for b.Loop() {
		c.Draft(d)
	}
}
