package voice

import (
	"slices"
	"strings"
	"testing"

	"playbook/generator/search"
	"playbook/generator/source"
)

// letters are those that the generator compiles with.
var letters = NewLetters(search.Fold, search.Mute)

// both runs over drafts and the site's copy.
func both(r Rule) Rule {
	r.Drafts, r.Site = true, true
	return r
}

func compile(t testing.TB, rules ...Rule) *Checker {
	t.Helper()
	c, faults := Compile(letters, rules)
	for _, f := range faults {
		t.Errorf("rule %s, %s: %s", rules[f.Rule].ID, f.Field, f.Key.Text("en", f.Args))
	}
	return c
}

// found are the words that a checker finds in a text.
func found(c *Checker, text string) []string {
	var list []string
	for _, f := range c.Site(text, nil) {
		list = append(list, f.Words(text))
	}
	return list
}

func TestFindsWhatIsHidden(t *testing.T) {
	t.Parallel()
	c := compile(t,
		both(Rule{ID: "absolute", Words: []string{"国家级", "NO.1", "顶级"}, Pattern: `最(好|强|低|优|佳|高级)`, Except: []string{"最好提前", "最佳赏味期"}}),
		both(Rule{ID: "away", Words: []string{"加微信", "加V", "vx", "手机号"}}),
		both(Rule{ID: "hurry", Words: []string{"hurry", "last chance", "#sp"}}),
		both(Rule{ID: "effect", Pattern: `\d{1,3}天(见效|变白)`}),
	)
	for text, want := range map[string][]string{
		"这是全网最好的粉底":       {"最好"},
		"这是最佳选择":          {"最佳"},
		"最.好.的":           {"最.好"},
		"最 \u200b好":       {"最 \u200b好"},
		"最··强":            {"最··强"},
		"最……好":            nil, // a pause is no way to hide a word
		"最。好":             nil,
		"加 微 信":           {"加 微 信"},
		"加Ｖ":              {"加Ｖ"},
		"加∨聊":             {"加∨"},
		"加Ⅴ":              {"加Ⅴ"},
		"ＶＸ：abc":          {"ＶＸ"},
		"𝐕𝐗":              {"𝐕𝐗"},
		"ⓥⓧ":              {"ⓥⓧ"},
		"國家級認證":           {"國家級"},
		"手機號":             {"手機號"},
		"⑦天见效":            {"⑦天见效"},
		"７ 天 见 效":         {"７ 天 见 效"},
		"七天见效":            {"七天见效"},
		"7天就见效":           nil,
		"No. 1":           {"No. 1"},
		"NO.10":           nil,
		"Hurry!":          {"Hurry"},
		"hUrRy":           {"hUrRy"},
		"slurry hurrying": nil,
		"Last  chance":    {"Last  chance"},
		"blast chance":    nil,
		"So soft #sp":     {"#sp"},
		"So #special":     nil,
		"最好提前补水":          nil,
		"最 好 提前补水":        nil,
		"最佳赏味期，最佳选择":      {"最佳"},
		"最后一步，最近":         nil,
		"":                nil,
	} {
		if got := found(c, text); !slices.Equal(got, want) {
			t.Errorf("%q: found %q, want %q", text, got, want)
		}
	}
}

// RE2's own word boundary is what others fell for: it never matches beside Chinese.
func TestBoundaryIsAFault(t *testing.T) {
	t.Parallel()
	_, faults := Compile(letters, []Rule{both(Rule{ID: "a", Pattern: `\b(?:最佳|第一)\b`})})
	if len(faults) != 1 || faults[0].Field != "pattern" || !strings.Contains(faults[0].Key.En, `\b`) {
		t.Errorf("faults are %v", faults)
	}
}

func TestNear(t *testing.T) {
	t.Parallel()
	c := compile(t, both(Rule{ID: "bait", Words: []string{"点赞", "关注"}, Near: &Near{Words: []string{"抽奖", "免费"}, Within: 6}}))
	for text, want := range map[string][]string{
		"点赞就能抽奖":         {"点赞"},
		"抽奖前先关注":         {"关注"},
		"点赞评论收藏转发之后抽奖":   nil,
		"谢谢点赞":           nil,
		"免费，关注并点赞，就能抽奖了": {"关注", "点赞"},
		"点 赞 抽 奖":        {"点 赞"},
	} {
		if got := found(c, text); !slices.Equal(got, want) {
			t.Errorf("%q: found %q, want %q", text, got, want)
		}
	}
}

func TestLongestOfOverlappingHits(t *testing.T) {
	t.Parallel()
	c := compile(t,
		both(Rule{ID: "a", Words: []string{"最好", "最好用", "好用"}}),
		both(Rule{ID: "b", Pattern: `!{2,}`}),
		both(Rule{ID: "c", Pattern: `(?i)best(\s+ever)?`}))
	for text, want := range map[string][]string{
		"最好用的":          {"最好用"},
		"好用好用":          {"好用", "好用"},
		"来啦！！！快!！":      {"！！！", "!！"},
		"The BEST ever": {"BEST ever"},
		"bestever":      nil,
		"bestow":        nil,
	} {
		if got := found(c, text); !slices.Equal(got, want) {
			t.Errorf("%q: found %q, want %q", text, got, want)
		}
	}
}

func TestDraft(t *testing.T) {
	t.Parallel()
	drafts := func(r Rule) Rule { r.Drafts = true; return r }
	c := compile(t,
		drafts(Rule{ID: "title", Limit: &Limit{What: "title", Max: 5, Count: "xhs-units"}, Platforms: []string{"xiaohongshu"}}),
		drafts(Rule{ID: "topics", Limit: &Limit{What: "topics", Max: 2, Count: "topics"}}),
		drafts(Rule{ID: "said", Needs: []string{"赠送", "合作", "gifted"}, When: []Condition{{"relationship", []string{"gifted", "paid"}}}}),
		drafts(Rule{ID: "medical", Words: []string{"美白"}, Unless: []Condition{{"registration", []string{"yes"}}}}),
		drafts(Rule{ID: "away", Words: []string{"淘宝"}, Platforms: []string{"xiaohongshu"}}))
	ids := func(d Draft) (list []string) {
		for _, f := range c.Draft(d) {
			list = append(list, f.Part+":"+f.ID)
		}
		return list
	}
	for _, v := range []struct {
		draft Draft
		want  []string
	}{
		{Draft{Platform: "xiaohongshu", Title: "一二三四五六", Body: "去淘宝搜"}, []string{"body:away", "title:title"}},
		{Draft{Platform: "weibo", Title: "一二三四五六", Body: "去淘宝搜"}, nil},
		{Draft{Topics: 3}, []string{":topics"}},
		{Draft{Body: "美白", Facts: []Condition{{"registration", []string{"yes"}}}}, nil},
		{Draft{Body: "好看", Media: "美 白"}, []string{"media:medical"}},
		{Draft{Body: "好看", Facts: []Condition{{"relationship", []string{"gifted"}}}}, []string{":said"}},
		{Draft{Title: "【品牌赠送】", Body: "好看", Facts: []Condition{{"relationship", []string{"gifted"}}}}, nil},
		{Draft{Body: "好看", Facts: []Condition{{"relationship", []string{"organic"}}}}, nil},
	} {
		if got := ids(v.draft); !slices.Equal(got, v.want) {
			t.Errorf("%+v: %q, want %q", v.draft, got, v.want)
		}
	}
	f := c.Draft(Draft{Platform: "xiaohongshu", Title: "一二三四五六七"})[0]
	if f.At != 5 || f.Len != 2 || f.Count != 7 {
		t.Errorf("a long title is found at %d, %d long, counted %d", f.At, f.Len, f.Count)
	}
}

func TestCounts(t *testing.T) {
	t.Parallel()
	for _, v := range []struct {
		unit, text string
		want       int
	}{
		{"xhs-units", "你好世界", 4}, {"xhs-units", "hello", 3}, {"xhs-units", "OOTD穿搭分享", 6}, {"xhs-units", "😀", 2},
		{"xhs-units", "abcdefghijklmnopqrstuvwxyzabcdefghijklmn", 20}, {"xhs-units", "Claude 4.6发布，AI助手又进化了", 15}, {"xhs-units", "", 0},
		{"xhs-units", "é", 1}, {"characters", "a中😀", 3}, {"words", "two words", 2}, {"words", "我们 are here", 4}, {"words", "好OK吗", 3},
	} {
		if got := Count(v.unit, v.text); got != v.want {
			t.Errorf("%q has %d %s, want %d", v.text, got, v.unit, v.want)
		}
	}
	for _, v := range []struct {
		syntax, text string
		want         int
	}{
		{"#{}[话题]#", "好看 #试色[话题]# #黄皮[话题]#", 2}, {"#{}[话题]#", "#试色 #黄皮", 2}, {"#{}#", "#试色# 和 #黄皮#", 2}, {"#{}#", "#试色 未完", 0},
		{"#{}", "#lips #ootd, #a", 3}, {"#{}", "C# ## #", 0}, {"", "#x", 1},
	} {
		if got := Topics(v.syntax, v.text); got != v.want {
			t.Errorf("%q has %d topics as %q, want %d", v.text, got, v.syntax, v.want)
		}
	}
	if got := Within("xhs-units", "ab你好", 2); got != 3 {
		t.Errorf("%d characters are within 2 units", got)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, v := range []struct {
		rules []Rule
		want  string // rule field: start of the message
	}{
		{[]Rule{{ID: "a", Words: []string{"x"}}, {ID: "a", Words: []string{"y"}}}, "1 id: there are two rules"},
		{[]Rule{{ID: "a"}}, "0 id: the rule looks for nothing"},
		{[]Rule{{ID: "a", Pattern: "最(好"}}, "0 pattern: this pattern cannot be read: missing closing )"},
		{[]Rule{{ID: "a", Pattern: "x*"}}, "0 pattern: the pattern matches nothing"},
		{[]Rule{{ID: "a", Pattern: "[A-Z]{2,}"}}, ""},
		{[]Rule{{ID: "a", Pattern: `\p{Lu}x`}}, ""},
		{[]Rule{{ID: "a", Pattern: "[^\\x00-\\x{10FFFF}]"}}, "0 pattern: the rule can never match"},
		{[]Rule{{ID: "a", Pattern: "(最{1000}){9}"}}, "0 pattern: this pattern cannot be read"},
		{[]Rule{{ID: "a", Pattern: "[最-朂]{900}.{900}(a|b){900}"}}, "0 pattern: the pattern is too large"},
		{[]Rule{{ID: "a", Words: []string{"...", "好"}}}, `0 match.0: "..." is nothing`},
		{[]Rule{{ID: "a", Words: []string{"最好", "最 好"}, Except: []string{"最.好"}}}, `0 match.0: "最好" can never match`},
		{[]Rule{{ID: "a", Words: []string{"最好"}, Bad: []string{"最棒"}}}, "0 bad.0: this bad example is not caught"},
		{[]Rule{{ID: "a", Words: []string{"最好"}, Good: []string{"好", "最好先试"}}}, `0 good.1: this good example is caught: "最好"`},
		{[]Rule{both(Rule{ID: "a", Words: []string{"最好"}, Instead: "写它很强"}), both(Rule{ID: "b", Words: []string{"很强"}})}, `0 instead: the alternative breaks the rule "b": "很强"`},
		{[]Rule{both(Rule{ID: "a", Words: []string{"最好"}, Good: []string{"它很强"}}), both(Rule{ID: "b", Words: []string{"很强"}})}, `0 good.0: rule "b" catches this good example: "很强"`},
		{[]Rule{both(Rule{ID: "a", Needs: []string{"广告"}}), both(Rule{ID: "b", Words: []string{"广告"}})}, `0 require.any.0: "广告" is required here`},
		{[]Rule{{ID: "a", Words: []string{"x"}, Near: &Near{Words: []string{"y"}}}}, "0 near.within: the distance"},
		{[]Rule{{ID: "a", Limit: &Limit{What: "title"}}}, "0 limit.max: the limit"},
	} {
		_, faults := Compile(letters, v.rules)
		got := ""
		for _, f := range faults {
			got += string(rune('0'+f.Rule)) + " " + f.Field + ": " + f.Key.Text("en", f.Args) + "\n"
		}
		if v.want == "" && got != "" || !strings.HasPrefix(got, v.want) {
			t.Errorf("%+v has faults\n%swant %s", v.rules[0], got, v.want)
		}
	}
	_, faults := Compile(letters, []Rule{both(Rule{ID: "a", Words: []string{"好"}, Good: []string{"强"}}), both(Rule{ID: "b", Level: "suggestion", Words: []string{"强"}})})
	if len(faults) != 1 || faults[0].Severity != source.Warning || faults[0].Other != 1 {
		t.Errorf("a suggestion at odds with an example gives %v", faults)
	}
}
