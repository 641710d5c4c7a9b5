package intake

import (
	"os"
	"strings"
	"testing"

	"playbook/generator/record"
	"playbook/generator/source"
)

// Every form of an address leads to one key, one permalink and one instant.
func TestAddresses(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/addresses.txt")
	if err != nil {
		t.Fatal(err)
	}
	forms := 0
	var want []string
	for n, line := range strings.Split(string(data), "\n") {
		form, isForm := strings.CutPrefix(line, "\t")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case !isForm:
			if want = strings.Fields(line); len(want) != 4 {
				t.Fatalf("line %d: %d words", n+1, len(want))
			}
			continue
		}
		forms++
		r := &raw{value: &value{kind: object}}
		it := r.begin("test", "")
		it.address(form)
		if got := described(it, form); got != strings.Join(want, " ") {
			t.Errorf("%s\n got %s\nwant %s", form, got, strings.Join(want, " "))
		}
	}
	if forms+len(shareTexts) < 150 {
		t.Errorf("%d forms and %d share texts", forms, len(shareTexts))
	}
}

// described is an address as the table has it.
func described(it *item, form string) string {
	link, known := record.ParseLink(webAddress(form))
	if !known {
		return "none - - -"
	}
	key, to, on := "-", it.url, "-"
	if link.ID != "" {
		_, key, _ = strings.Cut(record.Key(it.platform, it.id), ":")
	}
	if (link.ID == "") != it.short {
		return "a short link that is none, or the other way about"
	}
	if link.ID == "" && to == form {
		to = "="
	}
	if c := it.created(); !c.IsZero() {
		on = record.Instant(c.In(zoneOf(it.platform))).String()
	}
	return strings.Join([]string{it.platform, key, to, on}, " ")
}

// shareTexts are what apps put on the clipboard, as of 2024 to 2026, with made-up
// names and ids.
var shareTexts = []struct {
	in       string
	platform string
	key      string // "" for a short link
	author   string
	title    string
	body     string
}{
	{"59 林夏发布了一篇小红书笔记，快来看吧！ 😆 4Xd8vRQ0aBcDeF1 😆 http://xhslink.com/a/AbCdEf12345，复制本条信息，打开【小红书】App查看精彩内容！", "xiaohongshu", "", "林夏", "", ""},
	{"12 阿澈爱记录🎬发布了一篇小红书笔记，快来看吧！ 🎁 aBcDeFgHiJkLmNo 🎁 http://xhslink.com/AbCdE，复制本条信息，打开【小红书】App查看精彩内容！", "xiaohongshu", "", "阿澈爱记录🎬", "", ""},
	{"黄皮真的可以涂枫叶色！ http://xhslink.com/o/8vQ2bC7dEfG 复制后打开【小红书】查看笔记！", "xiaohongshu", "", "", "黄皮真的可以涂枫叶色！", ""},
	{"素颜涂也好看｜枫叶色💄 http://xhslink.com/m/3kLmNoPqRsT \n复制后打开【小红书】查看笔记！", "xiaohongshu", "", "", "素颜涂也好看｜枫叶色💄", ""},
	{"【黄皮也能驾驭的枫叶色 - 林夏 | 小红书 - 你的生活兴趣社区】 😆 3jTzY8cN2PQ4vJx 😆 https://www.xiaohongshu.com/discovery/item/69ad6808000000001e03a1b2?source=webshare&xhsshare=pc_web&xsec_token=AB12=&xsec_source=pc_share", "xiaohongshu", "69ad6808000000001e03a1b2", "林夏", "黄皮也能驾驭的枫叶色", ""},
	{"【OOTD - 小满 - 小红书】 https://www.xiaohongshu.com/explore/69ad6808000000001e03a1b2", "xiaohongshu", "69ad6808000000001e03a1b2", "", "OOTD - 小满 - 小红书", ""},
	{"【一句话说清｜黄皮口红 - 青柚同学 | 小红书 - 你的生活指南】 😆 3jTzY8cN2PQ4vJx 😆 https://www.xiaohongshu.com/discovery/item/69ad6808000000001e03a1b2", "xiaohongshu", "69ad6808000000001e03a1b2", "青柚同学", "一句话说清｜黄皮口红", ""},
	{"看看这个 https://www.xiaohongshu.com/explore/69ad6808000000001e03a1b2?xsec_token=ABC，真的好看", "xiaohongshu", "69ad6808000000001e03a1b2", "", "看看这个 ，真的好看", ""},
	{"https://www.xiaohongshu.com/explore/69ad6808000000001e03a1b2", "xiaohongshu", "69ad6808000000001e03a1b2", "", "", ""},
	{"xhslink.com/a/AbCdEf12345", "xiaohongshu", "", "", "", ""},
	{"99+ 豆沙包.发了一篇小红书笔记，快来看看！ http://xhslink.com/a/AbCdEf12345 复制本条信息，打开小红书App查看精彩内容！", "xiaohongshu", "", "豆沙包.", "", ""},

	{"7.43 复制打开抖音，看看【林夏的作品】黄皮也能涂枫叶色 # 试色 # 黄皮 https://v.douyin.com/iRNBho6u/ Wkp:/ 06/12 O@x.FH", "douyin", "", "林夏", "", "黄皮也能涂枫叶色 # 试色 # 黄皮"},
	{"4.12 05/20 a@N.Jv JIi:/ 素颜也能涂 # 口红  https://v.douyin.com/L4FJNR3/ 复制此链接，打开Dou音搜索，直接观看视频！", "douyin", "", "", "", "素颜也能涂 # 口红"},
	{"2.07 复制打开抖音，看看【阿澈的图文作品】三支口红空瓶记 # 空瓶记 https://v.douyin.com/i-AbC_d1/ kcN:/ 12/03 Y@z.TL", "douyin", "", "阿澈", "", "三支口红空瓶记 # 空瓶记"},
	{"8.94 zTl:/ 通勤一周都在用  https://v.douyin.com/iRNBho6u/ 复制此链接，打开抖音搜索，直接观看视频！", "douyin", "", "", "", "通勤一周都在用"},
	{"https://www.douyin.com/video/7481234567890123456", "douyin", "7481234567890123456", "", "", ""},
	{"看这个视频 https://www.iesdouyin.com/share/video/7481234567890123456/?region=CN", "douyin", "7481234567890123456", "", "", "看这个视频"},

	{"分享林夏的微博 https://weibo.com/1234567890/N4xlMvjhI", "weibo", "4910815147462302", "林夏", "", ""},
	{"分享 @桂月 的微博：枫叶色试色来了 https://m.weibo.cn/status/4910815147462302", "weibo", "4910815147462302", "桂月", "", "枫叶色试色来了"},
	{"枫叶色试色 http://t.cn/A6xyzABC", "weibo", "", "", "", "枫叶色试色"},
	{"【枫叶色试色】 https://weibo.com/1234567890/N4xlMvjhI 来自@林夏的微博", "weibo", "4910815147462302", "", "", "【枫叶色试色】"},
	{"@林夏的微博视频 http://t.cn/A6xyzABC", "weibo", "", "林夏", "", ""},

	{"Check out Ada Moss's video! #TikTok https://vm.tiktok.com/ZMAbCdEfG/", "tiktok", "", "Ada Moss", "", ""},
	{"Check out Ada’s post. https://vt.tiktok.com/ZSAbCdEfG/", "tiktok", "", "Ada", "", ""},
	{"https://www.tiktok.com/@ada.moss/video/7612738942826275324?_r=1&_t=8", "tiktok", "7612738942826275324", "", "", ""},
	{"two coffees, one bagel #lipglaze https://www.tiktok.com/t/ZTAbCdEfG/", "tiktok", "", "", "", "two coffees, one bagel #lipglaze"},

	{"https://www.instagram.com/p/CI5REoqrS8V/?igsh=MzRlODBiNWFlZA==", "instagram", "CI5REoqrS8V", "", "", ""},
	{"See this Instagram photo by @mira.pages https://www.instagram.com/p/CI5REoqrS8V/?igsh=x", "instagram", "CI5REoqrS8V", "mira.pages", "", ""},
	{"Look! https://www.instagram.com/reel/CI5REoqrS8V/?igsh=x.", "instagram", "CI5REoqrS8V", "", "", "Look!"},

	{"【黄皮口红试色-哔哩哔哩】 https://b23.tv/abcd123", "bilibili", "", "", "黄皮口红试色", ""},
	{"【黄皮口红试色】 https://www.bilibili.com/video/BV1xx411c7mD/?share_source=copy_web&vd_source=abc", "bilibili", "BV1xx411c7mD", "", "黄皮口红试色", ""},

	{"https://v.kuaishou.com/AbC123 黄皮口红试色 \"林夏 \" 该作品在快手被播放过1.2万次，点击链接，打开【快手】直接观看！", "kuaishou", "", "", "", "黄皮口红试色 \"林夏 \""},
	{"https://www.kuaishou.com/short-video/3xabcdefghijkmn", "kuaishou", "3xabcdefghijkmn", "", "", ""},

	{"完美日记的用户笔记是怎么运营的 https://mp.weixin.qq.com/s/Ab1Cd2Ef3Gh4Ij5Kl6Mn7Q", "wechat", "Ab1Cd2Ef3Gh4Ij5Kl6Mn7Q", "", "完美日记的用户笔记是怎么运营的", ""},
	{"https://mp.weixin.qq.com/s?__biz=MzA5&mid=2650000001&idx=1&sn=abc&chksm=8c1f#rd", "wechat", "MzA5:2650000001:1", "", "", ""},

	{"【淘宝】7天无理由退货 https://m.tb.cn/h.5AbCdEf?tk=abcd 「枫叶色唇釉」 点击链接直接打开 或者 淘宝搜索直接打开", "taobao", "", "", "枫叶色唇釉", ""},
	{"Maple lip https://pin.it/3AbCdEf", "pinterest", "", "", "Maple lip", ""},
	{"https://www.pinterest.com/pin/99360735500167749/", "pinterest", "99360735500167749", "", "", ""},
	{"https://x.com/jack/status/1500000000000000000?s=20", "x", "1500000000000000000", "", "", ""},
}

func TestShareTexts(t *testing.T) {
	t.Parallel()
	for _, c := range shareTexts {
		it := pasted(c.in, &file{name: "-"}, source.Pos{File: "-", Line: 1, Col: 1})
		it.finish(it.from.file, now)
		key := ""
		if !it.short {
			_, key, _ = strings.Cut(record.Key(it.platform, it.id), ":")
		}
		author := it.author.name
		if it.platform != c.platform || key != c.key || author != c.author || it.title != c.title || it.body != c.body {
			t.Errorf("%s\n got %s %q author %q title %q body %q\nwant %s %q author %q title %q body %q", c.in,
				it.platform, key, author, it.title, it.body, c.platform, c.key, c.author, c.title, c.body)
		}
		if strings.Contains(it.url, "xsec") || strings.Contains(it.url, "igsh") {
			t.Errorf("%s: %s tells who shared it", c.in, it.url)
		}
	}
}

// An address names its author by the id or by the handle, as its platform does.
func TestWhoseAddressItIs(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://www.xiaohongshu.com/user/profile/5f3a0c0d000000000101b2c3/69ad6808000000001e03a1b2": "id 5f3a0c0d000000000101b2c3",
		"https://m.weibo.cn/1234567890/4910815147462302":                                             "id 1234567890",
		"https://www.douyin.com/user/MS4wLjABAAAAabc?modal_id=7481234567890123456":                   "id MS4wLjABAAAAabc",
		"https://mp.weixin.qq.com/s?__biz=MzA5&mid=2650000001&idx=1":                                 "id MzA5",
		"https://www.tiktok.com/@ada.moss/video/7612738942826275324":                                 "handle ada.moss",
		"https://www.instagram.com/mira.pages/reel/CI5REoqrS8V/":                                     "handle mira.pages",
		"https://x.com/some_one/status/1500000000000000000":                                          "handle some_one",
		"https://x.com/i/web/status/1500000000000000000":                                             "",
		"https://www.xiaohongshu.com/explore/69ad6808000000001e03a1b2":                               "",
	} {
		it := pasted(address, &file{name: "-"}, source.Pos{File: "-", Line: 1, Col: 1})
		got := ""
		if it.author.id != "" {
			got = "id " + it.author.id
		}
		if it.author.handle != "" {
			got += "handle " + it.author.handle
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", address, got, want)
		}
	}
}
