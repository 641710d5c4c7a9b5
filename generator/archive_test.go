package generator

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// archive is a made-up site of n posts for benchmarks and laws: Chinese and
// English captions put together from phrases, tags, creators, products and
// dates in the proportions of a real account. The same n and languages give the
// same files.
func archive(n int, languages ...string) map[string]string {
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	files := map[string]string{"site.yaml": archiveSettings(languages)}
	creators, products := max(3, n/40), max(2, n/200)
	for i := range creators {
		files[fmt.Sprintf("creators/c%05d.md", i)] = fmt.Sprintf("---\ntitle: %s%d\naccounts:\n  - platform: xiaohongshu\n    handle: user%d\n    followers:\n      - on: 2026-01-01\n        count: %d\n---\n",
			pick(rng, surnames), i, i, 50+rng.IntN(300)*rng.IntN(400))
	}
	for i := range products {
		files[fmt.Sprintf("products/p%04d.md", i)] = fmt.Sprintf("---\ntitle: %s %d\nsku: GY-%04d\n---\n%s\n", pick(rng, goods), i, i, sentences(rng, zhPhrases, 3))
	}
	for i := range n {
		name, text := archivePost(rng, i, creators, products)
		files[name] = text
	}
	files["voice/plain-words.md"] = "---\ntitle: Plain words\ntrait: plain\nupdated: 2026-02-01\n---\n## Why\n\nSay what it did for one person. See [the reposts](../posts/index.md).\n"
	files["posts/index.md"] = "---\ntitle: Reposts\n---\nWhat customers showed us.\n"
	files["pages/about.md"] = "---\ntitle: About\n---\nMade up. [[plain-words]]\n"
	return files
}

func archiveSettings(languages []string) string {
	return "title: Archive\nlanguages: [" + strings.Join(languages, ", ") + "]\ntimezone: Asia/Shanghai\nbase_url: https://archive.example/\n" +
		"menu: [posts, voice, products]\nsources:\n  s:\n    title: S\n" +
		"editions:\n  public:\n    use: site\n    kinds: [posts, voice, creators, products, platforms, pages]\n  internal:\n    use: internal\n"
}

func archivePost(rng *rand.Rand, i, creators, products int) (name, text string) {
	day := 1 + rng.IntN(28)
	month, year := 1+rng.IntN(12), 2023+rng.IntN(3)
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: |-\n  %s\nplatform: %s\n", pick(rng, titles)+pick(rng, titles), pick(rng, channels))
	fmt.Fprintf(&b, "creator: c%05d\nposted: %d-%02d-%02d\ncaptured: %d-%02d-28\nlang: %s\nrelationship: organic\nstyle: %s\n",
		rng.IntN(creators), year, month, day, year, month, pick(rng, []string{"zh", "zh", "zh", "en"}), pick(rng, styles))
	fmt.Fprintf(&b, "metrics:\n  likes: %d\n  saves: %d\n  comments: %d\n", rng.IntN(30000), rng.IntN(5000), rng.IntN(900))
	b.WriteString("tags: [")
	for j := range 2 + rng.IntN(4) {
		if j > 0 {
			b.WriteString(", ")
		}
		b.WriteString(pick(rng, tagWords))
	}
	b.WriteString("]\n")
	if k := rng.IntN(3); k > 0 {
		fmt.Fprintf(&b, "products: [p%04d]\n", rng.IntN(products))
	}
	b.WriteString("rights:\n  - asked: 2026-01-02\n    use: [internal, site, social]\n")
	if rng.IntN(10) > 0 {
		b.WriteString("  - granted: 2026-01-03\n    until: 2030-01-03\n    words: |-\n      可以呀，记得艾特我～\n")
	}
	phrases := zhPhrases
	if rng.IntN(4) == 0 {
		phrases = enPhrases
	}
	fmt.Fprintf(&b, "---\n%s #%s[话题]#\n", sentences(rng, phrases, 5+rng.IntN(16)), pick(rng, tagWords))
	return fmt.Sprintf("posts/%d/n%06d.md", year, i), b.String()
}

func pick[T any](rng *rand.Rand, list []T) T { return list[rng.IntN(len(list))] }

func sentences(rng *rand.Rand, phrases []string, n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(pick(rng, phrases))
		b.WriteString(pick(rng, []string{"，", "。", "！", "～\n", "[笑哭R] "}))
	}
	return b.String()
}

var (
	surnames = []string{"林夏", "阿陈", "小满", "沫沫", "Yuki", "Mia", "大橙子", "周周", "桃桃", "Leo"}
	goods    = []string{"枫叶唇釉", "桂花气垫", "暮色眼影盘", "雾面口红", "护手霜", "卸妆膏"}
	titles   = []string{"黄皮也能用", "通勤一周", "空瓶记", "三支对比", "素颜试色", "平价里的", "枫叶色", "上班五分钟", "回购第二次", "新手也会画"}
	channels = []string{"xiaohongshu", "xiaohongshu", "xiaohongshu", "weibo", "douyin", "instagram"}
	styles   = []string{"tutorial", "swatch", "unboxing", "review", "empties", "vlog", "question"}
	tagWords = []string{"试色", "黄皮", "通勤妆", "空瓶", "唇釉", "气垫", "眼影", "护手", "秋冬", "平价", "新手", "素颜", "回购", "显白", "不沾杯",
		"持妆", "油皮", "干皮", "敏感肌", "早八", "约会", "学生党", "测评", "开箱", "OOTD", "SPF50", "makeup", "swatch", "review", "daily"}
	zhPhrases = []string{"黄皮真的可以涂枫叶色", "通勤一周都没有卡纹", "上嘴之后特别润", "喝完咖啡也没掉多少", "素颜涂也不挑皮", "朋友问我是什么色号",
		"灯光下和日光下不一样", "我把两支叠在一起涂", "空瓶了才来写", "气垫补妆不会起皮", "手背上试了三个颜色", "下班还很服帖", "包装比想象的小巧",
		"桂花味很淡不刺鼻", "第二次买了", "给妈妈也买了一支", "卸妆要认真一点", "秋天就想涂这个颜色", "早八五分钟出门", "拍照没有加滤镜"}
	enPhrases = []string{"wore it for a whole week", "no filter, plain daylight", "the colour is warmer than the picture", "it stayed through coffee",
		"two thin layers are enough", "my skin is olive and it works", "smells like osmanthus, faintly", "bought it again", "the case is smaller than I thought",
		"five minutes before work", "blends with a finger", "not sticky at all"}
)
