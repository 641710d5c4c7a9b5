package generator

import (
	"fmt"
	"html"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"playbook/generator/rights"
)

// inChinese are the answers of the Chinese page, made of the numbers of a plain
// loop like those of the English one and independently of them.
func (x *plainPage) inChinese() map[string]string {
	list := map[string]string{}
	say := func(key, text string, args ...any) { list[key] = fmt.Sprintf(text, args...) }
	for _, a := range x.site.Accounts {
		x.shareInChinese(say, a.Platform)
		x.rhythmInChinese(say, a.Platform, a.Cadence)
		x.followersInChinese(say, a.Platform)
	}
	x.tiersInChinese(say)
	readings, words, said := 0, 0, 0
	for k, v := range x.n {
		switch part := strings.Split(k, "|"); {
		case part[0] == "engagement" && part[3] == "posts":
			readings += atoi(v)
		case part[0] == "keywords":
			if words++; v != "0" {
				said++
			}
		}
	}
	if readings > 0 {
		say("engagement", "共 %d 次带数据的记录。只列同一平台、同一天数段的中位数：数字会涨好几周，天数不同就没有可比性。", readings)
	}
	if words > 0 {
		say("keywords", "%d 个词里，有 %d 个被对应产品的在展笔记提到。", words, said)
	}
	x.postsInChinese(say)
	x.rightsInChinese(say)
	return list
}

type sayer = func(key, text string, args ...any)

func (x *plainPage) shareInChinese(say sayer, platform string) {
	last, begun := "", false
	months := x.parts("share|" + platform + "|")
	for _, month := range months {
		published := x.n["share|"+platform+"|"+month+"|published"]
		begun = begun || published != ""
		if atoi(published) > 0 {
			last = month
		}
	}
	at := func(measure string) string { return x.n["share|"+platform+"|"+last+"|"+measure] }
	switch target := x.n["share|"+platform+"||target"]; {
	case len(months) == 0:
	case last == "" && begun:
		say("share-"+platform, "算不出占比：有记录的月份里，该账号一篇也没有发布。")
	case last == "":
		say("share-"+platform, "未知：site.yaml 里没有该账号每月的发布篇数。在账号的 published 下逐月写上，这里就能算出来。")
	case target == "":
		say("share-"+platform, "%s为 %s%%：%s 篇里转发了 %s 篇。", chineseDate(last), at("percent"), at("published"), at("reposts"))
	default:
		say("share-"+platform, "%s为 %s%%：%s 篇里转发了 %s 篇，目标 %s%%。", chineseDate(last), at("percent"), at("published"), at("reposts"), target)
	}
}

func (x *plainPage) rhythmInChinese(say sayer, platform, cadence string) {
	months := x.parts("rhythm|" + platform + "|")
	aim := plainCadence.FindStringSubmatch(cadence)
	known, kept, begun := 0, 0, false
	for _, month := range months {
		published := x.n["share|"+platform+"|"+month+"|published"]
		begun = begun || published != ""
		if aim == nil || x.n["rhythm|"+platform+"|"+month+"|tenths a week"] == "" {
			continue
		}
		known++
		days := 28
		for inEnglish("2006-01-02", fmt.Sprintf("%s-%02d", month, days+1), "ok") == "ok" {
			days++
		}
		if n := 7 * atoi(published); n >= atoi(aim[1])*days && n <= atoi(aim[2])*days {
			kept++
		}
	}
	switch key := "rhythm-" + platform; {
	case len(months)+len(x.parts("weeks|"+platform+"|")) == 0:
	case aim == nil:
		say(key, "没有写明计划多久发一篇。")
	case known > 0:
		say(key, "%d 个月里有 %d 个月符合每周 %s–%s 篇的计划。", known, kept, aim[1], aim[2])
	case begun:
		say(key, "计划每周 %s–%s 篇。有发布总数的月份还没有过完。", aim[1], aim[2])
	default:
		say(key, "计划每周 %s–%s 篇。没有记录发布总数，只能数出转发。", aim[1], aim[2])
	}
}

func (x *plainPage) followersInChinese(say sayer, platform string) {
	days := x.parts("followers|" + platform + "|")
	if len(days) == 0 {
		return
	}
	said := ""
	for _, day := range slices.Compact([]string{days[0], days[len(days)-1]}) {
		said += "，" + chineseDate(day) + "为 " + x.n["followers|"+platform+"|"+day+"|followers"]
	}
	say("followers-"+platform, "%s。", strings.TrimPrefix(said, "，"))
}

func (x *plainPage) tiersInChinese(say sayer) {
	all, short := 0, 0
	tiers := x.subjects("tiers")
	for _, tier := range tiers {
		have := atoi(x.n["tiers|"+tier+"||creators"])
		all += have
		if want := atoi(x.n["tiers|"+tier+"||target"]); want > have {
			short += want - have
		}
	}
	switch {
	case len(tiers) == 0:
	case len(x.targets) == 0:
		say("tiers", "共 %d 位创作者。没有活动写明各层级需要多少人。", all)
	case short > 0:
		say("tiers", "共 %d 位创作者，距“%s”的目标还差 %d 位。", all, x.chineseTitle(x.aimed), short)
	default:
		say("tiers", "共 %d 位创作者，“%s”的各层级都已满足。", all, x.chineseTitle(x.aimed))
	}
}

func (x *plainPage) postsInChinese(say sayer) {
	below, products := 0, x.subjects("products")
	for _, name := range products {
		if atoi(x.n["products|"+name+"||live"]) < x.site.UGCFloor {
			below++
		}
	}
	switch {
	case len(products) == 0:
	case x.site.UGCFloor == 0:
		say("products", "共 %d 个产品。没有写明每个产品至少要有几篇。", len(products))
	default:
		say("products", "%d 个产品里，有 %d 个不足 %d 篇。", len(products), below, x.site.UGCFloor)
	}
	// What leads is told by the English page as well; here it need only be the same.
	words := map[string]string{"Tutorial": "教程", "Swatches": "试色", "Unboxing": "开箱", "Review": "测评", "Used up": "空瓶", "Vlog": "Vlog", "Question": "提问", "Other": "其他"}
	if lead, numbers, ok := strings.Cut(x.answers["styles"], " leads, with "); ok {
		n := digits.FindAllString(numbers, -1)
		say("styles", "%s最多，%s 篇在展笔记里有 %s 篇。", words[lead], n[1], n[0])
	} else if x.answers["styles"] != "" {
		say("styles", "未知：没有笔记注明类型。")
	}
	shown, evidence := 0, x.subjects("evidence")
	for _, name := range evidence {
		if x.n["evidence|"+name+"||live"] != "0" {
			shown++
		}
	}
	if len(evidence) > 0 {
		say("evidence", "%d 条里有 %d 条拿得出。", len(evidence), shown)
	}
}

func (x *plainPage) rightsInChinese(say sayer) {
	if now := lastOf(x.n, "permissions|"); now != "" {
		all := 0
		for _, s := range rights.States() {
			all += atoi(x.n["permissions|"+s.String()+"|"+now+"|posts"])
		}
		say("permissions", "现在 %d 篇里有 %d 篇可以。", all, atoi(x.n["permissions|active|"+now+"|posts"])+atoi(x.n["permissions|expiring|"+now+"|posts"]))
	}
	switch asked, median := x.n["answers|||asked"], x.n["answers|||median days"]; {
	case asked == "0":
	case median == "":
		say("answers", "未知：%s 次询问都没有答复。", asked)
	default:
		say("answers", "中位数 %s 天；%s 次询问里有 %s 次得到答复。", median, asked, x.n["answers|||answered"])
	}
}

// chineseDate is 2026-03-09 or 2026-03 as a Chinese page writes it.
func chineseDate(date string) string {
	said := inEnglish("2006-01-02", date, "2006 年 1 月 2 日")
	return inEnglish("2006-01", said, "2006 年 1 月")
}

// chineseTitle is the title of "products/balm" on a Chinese page.
func (p *plainly) chineseTitle(thing string) string {
	if title := p.translated[thing]; title != "" {
		return title
	}
	return p.titles[thing]
}

var chineseNumber = regexp.MustCompile(`\d[\d,.]*[万亿]?\+?`)

// sameInChinese reports whether two sentences are the same; counts may be written
// as in the file, 2.5万 for 25000.
func sameInChinese(got, want string) bool {
	g, w := chineseNumber.FindAllString(got, -1), chineseNumber.FindAllString(want, -1)
	return chineseNumber.ReplaceAllString(got, "#") == chineseNumber.ReplaceAllString(want, "#") &&
		slices.EqualFunc(g, w, func(a, b string) bool { return agrees(a, strings.ReplaceAll(b, ",", "")) })
}

// toldInChinese compares the answers of the Chinese page, and the words that it says
// to ask for, with a plain loop. It returns how many sentences were compared.
func (x *plainPage) toldInChinese(t *testing.T, text string) (compared int) {
	t.Helper()
	want, got := x.inChinese(), map[string]string{}
	for _, m := range answerLine.FindAllStringSubmatch(text, -1) {
		got[m[1]] = html.UnescapeString(m[2])
	}
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if !sameInChinese(got[key], want[key]) {
			t.Errorf("to %s the Chinese page says\n  %q, a plain loop\n  %q", key, got[key], want[key])
		}
		delete(got, key)
		compared++
	}
	for key, answer := range got {
		t.Errorf("the Chinese page answers %s: %q; a plain loop has nothing to say", key, answer)
	}
	follow, asked := x.unsaid(func(product string, words []string, more int) string {
		said := x.chineseTitle("products/"+product) + "：没有在展笔记提到" + strings.Join(words, "、")
		if more > 0 {
			said += fmt.Sprintf("和另外 %d 项", more)
		}
		return said + "，下次给创作者的说明里写上。"
	}), todosOf(text)["keywords"]
	if slices.Sort(follow); !slices.Equal(asked, follow) {
		t.Errorf("the Chinese page says to ask for\n  %s\na plain loop for\n  %s", strings.Join(asked, "\n  "), strings.Join(follow, "\n  "))
	}
	return compared + len(follow)
}

// unsaid has say tell, for each product, the words that no live post of it says: six
// of them as they stand in its file, and how many more there are.
func (x *plainPage) unsaid(say func(product string, words []string, more int) string) (list []string) {
	for name, product := range x.products {
		var words []string
		for _, g := range product.Keywords {
			for _, w := range g.Words {
				if x.n["keywords|"+name+"|"+g.Group+": "+w+"|live"] == "0" {
					words = append(words, w)
				}
			}
		}
		if len(words) > 0 {
			most := min(6, len(words))
			list = append(list, say(name, words[:most], len(words)-most))
		}
	}
	return list
}
