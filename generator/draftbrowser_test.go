package generator

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"playbook/generator/defaults"
	"playbook/generator/source"
)

// BenchmarkDraftInBrowser is how long the checker of the site takes in a browser
// for a draft of a thousand characters, by every pack that ships: again and again,
// as while somebody types, and the first time, with what it makes of the rules.
func BenchmarkDraftInBrowser(b *testing.B) {
	site, _ := Build(Input{Content: memoryTree(map[string]string{
		"site.yaml":      "title: T\nlanguages: [zh]\naccounts:\n  - platform: xiaohongshu\n    handle: a\npacks: [absolute-terms, ad-speak, disclosure, diversion, false-urgency, guarantees, hype-words, interaction-bait, medical-claims]\n",
		"voice/index.md": "---\ntitle: V\n---\n",
	}), Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultTheme(b), Now: benchNow}, nil)
	i := slices.IndexFunc(site.Files, func(f *File) bool { return f.Path == rulesFolder+"zh-xiaohongshu.js" })
	if i < 0 {
		b.Fatal("the site has no rules for drafts")
	}
	rules, _ := site.Files[i].Bytes()
	client := api.Build(api.BuildOptions{EntryPoints: []string{"voice/client/check.ts"}, Bundle: true, GlobalName: "voice", MinifySyntax: true, Target: api.ES2019, TsconfigRaw: "{}"})
	if len(client.Errors) > 0 {
		b.Fatal(client.Errors[0].Text)
	}
	draft := strings.Repeat("早上八点薄涂一层，喝了两杯咖啡，最后一步记得抿一下。朋友问我是什么色号，最好提前补水！！下班还很服帖，全网最好用，手慢无，加 微 信聊。", 15)
	draft = string([]rune(draft)[:1000])

	s := openTab(b)
	s.visit("about:blank")
	s.eval(`(window._v = (...args) => { window.args = args }, 0)`)
	s.eval("(() => {" + string(rules) + "\nreturn 0 })()")
	s.eval("(() => {" + string(client.OutputFiles[0].Contents) + "\nwindow.voice = voice; return 0 })()")
	s.eval(`(window.draft = {title: "枫糖唇釉", body: ` + quoteJS(draft) + `, media: "", images: 3, topics: 2, facts: []}, 0)`)
	took := func(expression string) float64 {
		ms, err := strconv.ParseFloat(s.eval(`((t) => { `+expression+`; return performance.now() - t })(performance.now())`), 64)
		if err != nil {
			b.Fatal(err)
		}
		return ms
	}
	first := took(`window.check = voice.checker(args[1]); check(draft)`)
	if n := s.eval(`check(draft).length`); n == "0" {
		b.Fatal("the checker finds nothing")
	}
	var all []float64
	for b.Loop() {
		all = append(all, took(`check(draft)`))
	}
	slices.Sort(all)
	b.ReportMetric(first, "ms-first")
	b.ReportMetric(all[len(all)/2], "ms-p50")
	b.ReportMetric(all[len(all)*95/100], "ms-p95")
}
