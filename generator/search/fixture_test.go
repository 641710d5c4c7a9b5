package search

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

// fixture is n texts in the shape of a real archive: captions put together from
// phrases with names, tags and numbers among them, and a few long pages. The
// same n gives the same texts. Names are made of syllables, so that an archive
// of ten thousand has thousands of them.
func fixture(n int) []Text {
	rng := rand.New(rand.NewPCG(7, uint64(n)))
	names := make([]string, max(20, n/30))
	for i := range names {
		names[i] = pick(rng, syllables) + pick(rng, syllables) + pick(rng, syllables)
	}
	var texts []Text
	for i := range n {
		texts = append(texts, caption(rng, i, n, names))
		if i%500 == 250 {
			texts = append(texts, longPage(rng, i, names)...)
		}
	}
	return texts
}

func caption(rng *rand.Rand, i, n int, names []string) Text {
	product, name := pick(rng, products), pick(rng, names)
	t := Text{
		Page: fmt.Sprintf("posts/n%06d.html", i), Everywhere: true, Kind: "posts", Lang: "zh",
		Date:  fmt.Sprintf("%d-%02d-%02d", 2023+i*3/n, 1+i*36/n%12, 1+rng.IntN(28)),
		Title: pick(rng, openings) + name, Likes: int64(rng.IntN(200) * rng.IntN(200)),
		Words: []string{product, fmt.Sprintf("%s @%s%d", pick(rng, people), pick(rng, handles), rng.IntN(n))},
		Show:  []string{"", "0", "0", "", "", ""},
	}
	if rng.IntN(4) == 0 {
		t.Lang = "en"
		t.Body = sentences(rng, englishPhrases, 4+rng.IntN(9), []string{". ", ", ", "! ", "\n"})
	} else {
		t.Body = sentences(rng, chinesePhrases, 5+rng.IntN(16), []string{"，", "。", "！", "～\n", "[笑哭R] "})
	}
	at := max(0, strings.IndexAny(t.Body, "，, "))
	t.Body = t.Body[:at] + " " + name + pick(rng, mixed) + t.Body[at:]
	tags := map[string]bool{}
	for range 2 + rng.IntN(4) {
		tags[pick(rng, tagWords)] = true
	}
	for _, tag := range tagWords {
		if tags[tag] {
			t.Words = append(t.Words, tag)
			t.Body += " #" + tag
			t.Facets = append(t.Facets, Facet{"tag", tag})
		}
	}
	t.Facets = append(t.Facets, Facet{"kind", "posts"}, Facet{"lang", t.Lang}, Facet{"platform", pick(rng, channels)},
		Facet{"year", t.Date[:4]}, Facet{"product", product}, Facet{"style", pick(rng, styles)})
	return t
}

func longPage(rng *rand.Rand, i int, names []string) []Text {
	name := pick(rng, names)
	base := Text{Page: fmt.Sprintf("cases/c%06d.html", i), Kind: "cases", Lang: "zh", Date: "2025-01-01", Title: name, Named: true, Show: []string{"", "0", "0", "", "", ""}}
	var list []Text
	for h := range 5 {
		body := ""
		for range 4 {
			body += sentences(rng, chinesePhrases, 12, []string{"，", "。", "；"}) + "\n"
		}
		for j, part := range Cut(strings.TrimSpace(body)) {
			t := base
			t.Body, t.Heading, t.Anchor, t.More = part, pick(rng, openings), fmt.Sprintf("h%d", h), h+j > 0
			if !t.More {
				t.Facets = []Facet{{"kind", "cases"}, {"lang", "zh"}, {"year", "2025"}}
			}
			list = append(list, t)
		}
	}
	return list
}

func pick[T any](rng *rand.Rand, list []T) T { return list[rng.IntN(len(list))] }

func sentences(rng *rand.Rand, phrases []string, n int, ends []string) string {
	var b strings.Builder
	for range n {
		b.WriteString(pick(rng, phrases))
		b.WriteString(pick(rng, ends))
	}
	return strings.TrimSpace(b.String())
}

var (
	syllables = strings.Split("桂月枫叶暮色云朵初雪青柠白茶半夏微光长安南山北岛小鹿星河木棉拾光听雨花间鹤望晚风知春若水清欢", "")
	products  = []string{"枫叶唇釉", "桂花气垫", "暮色眼影盘", "雾面口红", "护手霜", "卸妆膏", "Maple lip glaze", "Osmanthus cushion"}
	people    = []string{"林夏", "阿陈", "小满", "沫沫", "Yuki", "大橙子", "周周", "桃桃", "Leo", "顾念"}
	handles   = []string{"linxia", "achen_daily", "xiaoman", "momo.tries", "yuki", "bigorange"}
	openings  = []string{"黄皮也能用的", "通勤一周的", "空瓶记：", "三支对比 ", "素颜试色 ", "平价里的", "回购第二次的", "新手也会画的", "上班五分钟的"}
	mixed     = []string{"SPF50防晒", "24小时持妆", "N21色号", "iPhone原相机", "V脸", "0滤镜", "3CE平替", "pH5.5洁面"}
	channels  = []string{"xiaohongshu", "xiaohongshu", "xiaohongshu", "weibo", "douyin", "instagram"}
	styles    = []string{"tutorial", "swatch", "unboxing", "review", "empties", "vlog", "question"}
	tagWords  = []string{"试色", "黄皮", "通勤妆", "空瓶", "唇釉", "气垫", "眼影", "护手", "秋冬", "平价", "新手", "素颜", "回购", "显白", "不沾杯",
		"持妆", "油皮", "干皮", "敏感肌", "早八", "约会", "学生党", "测评", "开箱", "OOTD", "SPF50", "makeup", "swatch", "review", "daily"}
	chinesePhrases = []string{"黄皮真的可以涂枫叶色", "通勤一周都没有卡纹", "上嘴之后特别润", "喝完咖啡也没掉多少", "素颜涂也不挑皮", "朋友问我是什么色号",
		"灯光下和日光下不一样", "我把两支叠在一起涂", "空瓶了才来写", "气垫补妆不会起皮", "手背上试了三个颜色", "下班还很服帖", "包装比想象的小巧",
		"桂花味很淡不刺鼻", "第二次买了", "给妈妈也买了一支", "卸妆要认真一点", "秋天就想涂这个颜色", "早八五分钟出门", "拍照没有加滤镜",
		"說實話這個顏色很顯白", "ほんのり甘い香りが好き", "カバー力も申し分ない", "색이 정말 예뻐요", "学生党也买得起", "质地像奶油一样化开",
		"遮瑕力中等偏上", "鼻翼两侧有点浮粉", "换季脱皮的时候不要用", "记得先涂润唇膏打底", "日记本里记了三页", "客服回得很快"}
	englishPhrases = []string{"wore it for a whole week", "no filter, plain daylight", "the colour is warmer than the picture", "it stayed through coffee",
		"two thin layers are enough", "my skin is olive and it works", "smells like osmanthus, faintly", "bought it again", "the case is smaller than I thought",
		"five minutes before work", "blends with a finger", "not sticky at all", "swatches on two skin tones", "I don't powder over it", "the café lighting flatters everyone",
		"my mother borrowed mine", "ran out after four months", "packaging could be lighter", "glossy without glitter", "removes with plain balm"}
)

// archives that several tests search. They change nothing in them.
var (
	small     = sync.OnceValue(func() []Text { return fixture(2000) })
	smallSite = sync.OnceValue(func() fstest.MapFS { return built(small()) })
	finelyCut = sync.OnceValue(func() fstest.MapFS {
		return builtAs(small(), Layout{Texts: len(small()), Shards: 1024, Block: 4, target: 100})
	})
	large     = sync.OnceValue(func() []Text { return fixture(10000) })
	largeSite = sync.OnceValue(func() fstest.MapFS { return built(large()) })
)

// labels calls every value by its own name.
func labels(_, value, _ string) string { return value }

// built writes the index of texts as a site has it.
func built(texts []Text) fstest.MapFS { return builtAs(texts, Plan(len(texts), Bounds{})) }

func builtAs(texts []Text, l Layout) fstest.MapFS { return mergedAs(texts, l, runsOfAll(texts)) }

func runsOfAll(texts []Text) []*Run {
	var runs []*Run
	for _, part := range Divide(texts) {
		runs = append(runs, RunOf(part))
	}
	return runs
}

func mergedAs(texts []Text, l Layout, runs []*Run) fstest.MapFS {
	site := fstest.MapFS{}
	put := func(name, text string) { site[name] = &fstest.MapFile{Data: []byte(text)} }
	x, err := Merge(runs, Input{Layout: l, Texts: texts, Languages: []string{"zh", "en"}, Label: labels,
		Synonyms: [][]string{{"枫叶唇釉", "Maple lip glaze"}, {"种草", "recommendation"}}})
	if err != nil {
		panic(err) // a test's own runs can be read
	}
	for n, path := range l.Paths() {
		put(path, x.File(n))
	}
	for n := range l.Blocks() {
		put(blockFile(n), string(BlockOf(n, texts[n*l.Block:min((n+1)*l.Block, len(texts))], Stamp(texts))))
	}
	return site
}

func open(tb testing.TB, site fstest.MapFS) *Reader {
	tb.Helper()
	r, err := Open(site)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}
