package record

import (
	"math/rand/v2"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

// addresses are one row for each thing that an address of a platform can say:
// every form that it takes, the id of the post, who posted it, and when the id
// was made. Ids are made up, but for those by which the reckoning is checked.
var addresses = []struct {
	what, url string
	want      string // platform, id, user, creation and permalink; - is none, = is the address itself
}{
	{"a note", "https://www.xiaohongshu.com/explore/65f0c0de000000001e03a1b2", "xiaohongshu 65f0c0de000000001e03a1b2 - 2024-03-12T20:53:50Z ="},
	{"a note as apps share it", "https://www.xiaohongshu.com/discovery/item/65f0c0de000000001e03a1b2/", "xiaohongshu 65f0c0de000000001e03a1b2 - 2024-03-12T20:53:50Z https://www.xiaohongshu.com/explore/65f0c0de000000001e03a1b2"},
	{"a note on its author's page", "https://www.xiaohongshu.com/user/profile/5f3a0c0d000000000101b2c3/65f0c0de000000001e03a1b2", "xiaohongshu 65f0c0de000000001e03a1b2 5f3a0c0d000000000101b2c3 2024-03-12T20:53:50Z https://www.xiaohongshu.com/explore/65f0c0de000000001e03a1b2"},
	{"a note abroad", "https://www.rednote.com/explore/68aa1234000000001b00c0de", "xiaohongshu 68aa1234000000001b00c0de - 2025-08-23T19:10:44Z https://www.xiaohongshu.com/explore/68aa1234000000001b00c0de"},
	{"a note abroad as apps share it", "https://rednote.com/discovery/item/68aa1234000000001b00c0de", "xiaohongshu 68aa1234000000001b00c0de - 2025-08-23T19:10:44Z https://www.xiaohongshu.com/explore/68aa1234000000001b00c0de"},
	{"a note abroad on its author's page", "https://www.rednote.com/user/profile/5f3a0c0d000000000101b2c3/68aa1234000000001b00c0de", "xiaohongshu 68aa1234000000001b00c0de 5f3a0c0d000000000101b2c3 2025-08-23T19:10:44Z https://www.xiaohongshu.com/explore/68aa1234000000001b00c0de"},
	{"a note without its token", "https://www.xiaohongshu.com/explore/65f0c0de000000001e03a1b2?xsec_token=AB&xsec_source=pc", "xiaohongshu 65f0c0de000000001e03a1b2 - 2024-03-12T20:53:50Z https://www.xiaohongshu.com/explore/65f0c0de000000001e03a1b2"},
	{"an id of no time", "https://www.xiaohongshu.com/explore/ffffffff000000001e03a1b2", "xiaohongshu ffffffff000000001e03a1b2 - - ="},
	{"an author", "https://www.xiaohongshu.com/user/profile/5f3a0c0d000000000101b2c3?xsec_token=AB", "xiaohongshu - 5f3a0c0d000000000101b2c3 - https://www.xiaohongshu.com/user/profile/5f3a0c0d000000000101b2c3"},
	{"an author abroad", "https://www.rednote.com/user/profile/5f3a0c0d000000000101b2c3", "xiaohongshu - 5f3a0c0d000000000101b2c3 - ="},
	{"a short link", "http://xhslink.com/a/AbCdEf?share_id=1", "xiaohongshu - - - http://xhslink.com/a/AbCdEf"},
	{"another short link", "https://xhslink.cn/o/9xYz", "xiaohongshu - - - ="},
	{"another page", "https://www.xiaohongshu.com/search_result?keyword=a", "xiaohongshu - - - ="},
	{"another page abroad", "https://www.rednote.com/", "xiaohongshu - - - ="},

	{"a post of letters", "https://weibo.com/1234567890/N4xlMvjhI?refer_flag=1", "weibo N4xlMvjhI 1234567890 2023-06-09T12:17:12Z https://weibo.com/1234567890/N4xlMvjhI"},
	{"a post of digits", "https://weibo.com/1234567890/4910815147462302", "weibo 4910815147462302 1234567890 2023-06-09T12:17:12Z https://weibo.com/1234567890/N4xlMvjhI"},
	{"a post on a phone", "https://m.weibo.cn/status/N4xlMvjhI", "weibo N4xlMvjhI - 2023-06-09T12:17:12Z ="},
	{"a post of digits on a phone", "https://m.weibo.cn/status/4910815147462302", "weibo 4910815147462302 - 2023-06-09T12:17:12Z https://m.weibo.cn/status/N4xlMvjhI"},
	{"its details", "https://m.weibo.cn/detail/N4xlMvjhI", "weibo N4xlMvjhI - 2023-06-09T12:17:12Z https://m.weibo.cn/status/N4xlMvjhI"},
	{"its details of digits", "https://m.weibo.cn/detail/5210123000000700", "weibo 5210123000000700 - 2025-09-12T10:39:45Z https://m.weibo.cn/status/Q4flq00bi"},
	{"a post of somebody on a phone", "https://m.weibo.cn/1234567890/5210123000000700", "weibo 5210123000000700 1234567890 2025-09-12T10:39:45Z https://weibo.com/1234567890/Q4flq00bi"},
	{"a number that is no post", "https://m.weibo.cn/detail/000000000000", "weibo 000000000000 - - https://m.weibo.cn/status/000000000000"},
	{"a film", "https://weibo.com/tv/show/1034:4910815147462302?from=old", "weibo 1034:4910815147462302 - - https://weibo.com/tv/show/1034:4910815147462302"},
	{"an author by number", "https://weibo.com/u/1234567890", "weibo - 1234567890 - ="},
	{"an author on a phone", "https://m.weibo.cn/u/1234567890?jumpfrom=x", "weibo - 1234567890 - ="},
	{"an author's other address", "https://m.weibo.cn/profile/1234567890", "weibo - 1234567890 - ="},
	{"an author by number alone", "https://weibo.com/1234567890", "weibo - 1234567890 - ="},
	{"a short link", "http://t.cn/A6xyzABC", "weibo - - - ="},
	{"another page", "https://weibo.com/hot", "weibo - - - ="},
	{"another page on a phone", "https://m.weibo.cn/search", "weibo - - - ="},

	{"a video", "https://www.douyin.com/video/7481112223334445556?previous_page=x", "douyin 7481112223334445556 - 2025-03-13T02:16:14Z https://www.douyin.com/video/7481112223334445556"},
	{"a video over another page", "https://www.douyin.com/discover?modal_id=7481112223334445556", "douyin 7481112223334445556 - 2025-03-13T02:16:14Z https://www.douyin.com/video/7481112223334445556"},
	{"a video over its author's page", "https://www.douyin.com/user/MS4wLjABAAAAq-Z_9?modal_id=7481112223334445556", "douyin 7481112223334445556 MS4wLjABAAAAq-Z_9 2025-03-13T02:16:14Z https://www.douyin.com/video/7481112223334445556"},
	{"pictures", "https://www.douyin.com/note/7481112223334445556", "douyin 7481112223334445556 - 2025-03-13T02:16:14Z https://www.douyin.com/video/7481112223334445556"},
	{"a modal that is no id of theirs", "https://www.douyin.com/discover?modal_id=12", "douyin - - - ="},
	{"a modal that is no id", "https://www.douyin.com/discover?modal_id=x", "douyin - - - ="},
	{"an author", "https://www.douyin.com/user/MS4wLjABAAAAq-Z_9", "douyin - MS4wLjABAAAAq-Z_9 - ="},
	{"a short link", "https://v.douyin.com/abc123/", "douyin - - - ="},
	{"a video on a phone", "https://www.iesdouyin.com/share/video/7481112223334445556/?region=CN", "douyin 7481112223334445556 - 2025-03-13T02:16:14Z https://www.douyin.com/video/7481112223334445556"},

	{"a video", "https://www.tiktok.com/@some.one-2/video/7612345678901234567?is_from_webapp=1", "tiktok 7612345678901234567 some.one-2 2026-03-01T17:49:04Z https://www.tiktok.com/@some.one-2/video/7612345678901234567"},
	{"an author", "https://www.tiktok.com/@some.one-2?_t=8&_r=1", "tiktok - some.one-2 - https://www.tiktok.com/@some.one-2"},
	{"a short link", "https://vm.tiktok.com/ZM8abc/", "tiktok - - - ="},
	{"another short link", "https://vt.tiktok.com/ZS8abc/", "tiktok - - - ="},
	{"a third short link", "https://www.tiktok.com/t/ZT8abc/", "tiktok - - - ="},
	{"an embedded video", "https://www.tiktok.com/embed/v2/7612345678901234567", "tiktok 7612345678901234567 - 2026-03-01T17:49:04Z https://www.tiktokv.com/share/video/7612345678901234567/"},
	{"a video of nobody named", "https://www.tiktokv.com/share/video/7612345678901234567", "tiktok 7612345678901234567 - 2026-03-01T17:49:04Z https://www.tiktokv.com/share/video/7612345678901234567/"},

	{"a post", "https://www.instagram.com/p/DC-W8knSUuH/?igsh=abc", "instagram DC-W8knSUuH - 2024-11-29T23:50:54Z https://www.instagram.com/p/DC-W8knSUuH/"},
	{"a reel", "https://www.instagram.com/reel/DC-W8knSUuH/", "instagram DC-W8knSUuH - 2024-11-29T23:50:54Z https://www.instagram.com/p/DC-W8knSUuH/"},
	{"a reel among others", "https://www.instagram.com/reels/DC-W8knSUuH/", "instagram DC-W8knSUuH - 2024-11-29T23:50:54Z https://www.instagram.com/p/DC-W8knSUuH/"},
	{"a long video", "https://instagram.com/tv/DH1xO0naAA_", "instagram DH1xO0naAA_ - 2025-03-30T22:24:24Z https://www.instagram.com/p/DH1xO0naAA_/"},
	{"a post of somebody", "https://www.instagram.com/some.one/p/DC-W8knSUuH/", "instagram DC-W8knSUuH some.one 2024-11-29T23:50:54Z https://www.instagram.com/p/DC-W8knSUuH/"},
	{"a reel of somebody", "https://www.instagram.com/some.one/reel/DC-W8knSUuH/", "instagram DC-W8knSUuH some.one 2024-11-29T23:50:54Z https://www.instagram.com/p/DC-W8knSUuH/"},
	{"a code of a private account", "https://www.instagram.com/p/DC-W8knSUuHaBcDeFgHiJkLmNoPqRsTuVwXyZ01/", "instagram DC-W8knSUuHaBcDeFgHiJkLmNoPqRsTuVwXyZ01 - 2024-11-29T23:50:54Z ="},
	{"an author", "https://www.instagram.com/some.one/?igsh=abc", "instagram - some.one - https://www.instagram.com/some.one/"},
	{"what is no author", "https://www.instagram.com/explore/", "instagram - - - ="},
	{"another page", "https://www.instagram.com/", "instagram - - - ="},

	{"a post", "https://x.com/some_one/status/1900000000000000000?s=20", "x 1900000000000000000 some_one 2025-03-13T01:44:34Z https://x.com/some_one/status/1900000000000000000"},
	{"a post under the old name", "https://twitter.com/some_one/status/1900000000000000000", "x 1900000000000000000 some_one 2025-03-13T01:44:34Z https://x.com/some_one/status/1900000000000000000"},
	{"a picture of a post", "https://x.com/some_one/status/1900000000000000000/photo/1", "x 1900000000000000000 some_one 2025-03-13T01:44:34Z https://x.com/some_one/status/1900000000000000000"},
	{"a post of nobody named", "https://twitter.com/i/web/status/1900000000000000000", "x 1900000000000000000 - 2025-03-13T01:44:34Z https://x.com/i/web/status/1900000000000000000"},
	{"a post of nobody named in short", "https://x.com/i/status/1900000000000000000", "x 1900000000000000000 - 2025-03-13T01:44:34Z https://x.com/i/web/status/1900000000000000000"},
	{"an id from before ids told the time", "https://x.com/some_one/status/20", "x 20 some_one - ="},
	{"an author", "https://x.com/some_one", "x - some_one - ="},
	{"an author under the old name", "https://mobile.twitter.com/some_one?lang=en", "x - some_one - ="},
	{"what is no author", "https://x.com/home", "x - - - ="},
	{"what is no author under the old name", "https://twitter.com/hashtag/lips", "x - - - ="},
	{"another page", "https://x.com/some_one/media", "x - - - ="},
	{"another page under the old name", "https://twitter.com/some_one/media", "x - - - ="},

	{"a pin", "https://www.pinterest.com/pin/123456789/", "pinterest 123456789 - - ="},
	{"a pin with words", "https://www.pinterest.co.uk/pin/lip-colours--123456789/", "pinterest 123456789 - - https://www.pinterest.com/pin/123456789/"},
	{"a pin in another country", "https://pinterest.de/pin/123456789", "pinterest 123456789 - - https://www.pinterest.com/pin/123456789/"},
	{"a pin in another tongue", "https://in.pinterest.com/pin/123456789/", "pinterest 123456789 - - https://www.pinterest.com/pin/123456789/"},
	{"an author", "https://www.pinterest.com.au/some_one/", "pinterest - some_one - ="},
	{"what is no author", "https://www.pinterest.com/ideas/", "pinterest - - - ="},
	{"a board", "https://www.pinterest.com/some_one/lips/", "pinterest - - - ="},
	{"a short link", "https://pin.it/3AbCdEf", "pinterest - - - ="},

	{"a video", "https://www.bilibili.com/video/BV1xx411c7mD/?spm_id_from=333", "bilibili BV1xx411c7mD - - https://www.bilibili.com/video/BV1xx411c7mD"},
	{"a video by its old number", "https://www.bilibili.com/video/av170001", "bilibili av170001 - - ="},
	{"an author", "https://space.bilibili.com/1234567?spm_id_from=333", "bilibili - 1234567 - https://space.bilibili.com/1234567"},
	{"a short link that says it", "https://b23.tv/BV1xx411c7mD", "bilibili BV1xx411c7mD - - https://www.bilibili.com/video/BV1xx411c7mD"},
	{"a short link", "https://b23.tv/abcd123", "bilibili - - - ="},
	{"another page", "https://www.bilibili.com/read/cv1", "bilibili - - - ="},

	{"a video", "https://www.kuaishou.com/short-video/3xabc9?authorId=3xq", "kuaishou 3xabc9 - - https://www.kuaishou.com/short-video/3xabc9"},
	{"a video on a phone", "https://m.kuaishou.com/fw/photo/3xabc9", "kuaishou 3xabc9 - - https://www.kuaishou.com/short-video/3xabc9"},
	{"a video on another phone", "https://v.m.chenzhongtech.com/fw/photo/3xabc9?fid=1", "kuaishou 3xabc9 - - https://www.kuaishou.com/short-video/3xabc9"},
	{"an author", "https://www.kuaishou.com/profile/3xqwerty", "kuaishou - 3xqwerty - ="},
	{"a short link", "https://v.kuaishou.com/AbC123", "kuaishou - - - ="},

	{"an article", "https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOpQrStUv?scene=1#rd", "wechat AbCdEfGhIjKlMnOpQrStUv - - https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOpQrStUv"},
	{"an article by its account", "https://mp.weixin.qq.com/s?__biz=MzA5&mid=2650000001&idx=2&sn=ab&sharer_shareid=x#rd", "wechat MzA5:2650000001:2 MzA5 - https://mp.weixin.qq.com/s?__biz=MzA5&mid=2650000001&idx=2&sn=ab"},
	{"the only article of a day", "https://mp.weixin.qq.com/s?__biz=MzA5&mid=2650000001&sn=ab", "wechat MzA5:2650000001:1 MzA5 - https://mp.weixin.qq.com/s?__biz=MzA5&mid=2650000001&idx=1&sn=ab"},
	{"a temporary link of a search", "https://mp.weixin.qq.com/s?src=11&timestamp=1773281640&ver=6&signature=Ab-C*D&new=1", "wechat - - - = temporary"},
	{"a link to a draft", "https://mp.weixin.qq.com/s?__biz=MzA5&tempkey=ab&chksm=cd#rd", "wechat - MzA5 - https://mp.weixin.qq.com/s?__biz=MzA5&tempkey=ab&chksm=cd temporary"},
	{"another page of articles", "https://mp.weixin.qq.com/mp/homepage?__biz=MzA5", "wechat - - - ="},
	{"a channel", "https://channels.weixin.qq.com/web/pages/feed", "wechat - - - ="},

	{"a shop", "https://detail.tmall.com/item.htm?id=1&spm=a.b", "tmall - - - https://detail.tmall.com/item.htm?id=1"},
	{"another shop", "https://item.taobao.com/item.htm?id=1", "taobao - - - ="},
	{"a short link", "https://m.tb.cn/h.5AbCdEf?tk=abcd", "taobao - - - ="},
	{"a third shop", "https://item.jd.com/1.html", "jd - - - ="},
	{"a short link", "https://3.cn/1-AbCd", "jd - - - ="},

	{"a name that ends the same", "https://notxiaohongshu.com/explore/65f0c0de000000001e03a1b2", "none"},
	{"a name that begins the same", "https://xiaohongshu.com.evil.example/explore/65f0c0de000000001e03a1b2", "none"},
	{"a country that is none", "https://pinterest.evil.example/pin/123456789/", "none"},
	{"a name under a name", "https://www.pinterest.com.evil.example/pin/123456789/", "none"},
	{"words around a short link", "59 林夏发布了一篇小红书笔记，快来看吧！ http://xhslink.com/a/AbCdEf，复制本条信息", "none"},
	{"a script", "javascript:alert(1)", "none"},
	{"nothing", "::", "none"},
}

func TestParseLink(t *testing.T) {
	t.Parallel()
	for _, row := range addresses {
		if got := described(row.url); got != row.want {
			t.Errorf("%s: %s\ngot  %s\nwant %s", row.what, row.url, got, row.want)
		}
	}
}

// described is what an address says, as rows have it.
func described(address string) string {
	link, ok := ParseLink(address)
	if !ok {
		return "none"
	}
	created := ""
	if !link.Created.IsZero() {
		created = link.Created.Format(time.RFC3339)
	}
	permalink := link.Permalink
	if permalink == address {
		permalink = "="
	}
	words := []string{link.Platform, link.ID, link.User, created, permalink}
	for i, w := range words {
		if w == "" {
			words[i] = "-"
		}
	}
	if link.Temporary {
		words = append(words, "temporary")
	}
	return strings.Join(words, " ")
}

// Every pattern has an address that it is for.
func TestEveryPatternHasAnAddress(t *testing.T) {
	t.Parallel()
	used := map[*linkPattern]bool{}
	for _, row := range addresses {
		if u, err := url.Parse(row.url); err == nil {
			_, p := readLink(u)
			used[p] = true
		}
	}
	for i := range linkPatterns {
		if p := &linkPatterns[i]; !used[p] {
			t.Errorf("%s %s has no address", p.host, p.path)
		}
	}
}

// The permalink of a permalink is itself, and says as much.
func TestPermalinksStay(t *testing.T) {
	t.Parallel()
	for _, row := range addresses {
		link, ok := ParseLink(row.url)
		if !ok {
			continue
		}
		again, ok := ParseLink(link.Permalink)
		if !ok || again.Permalink != link.Permalink || Key(again.Platform, again.ID) != Key(link.Platform, link.ID) || !again.Created.Equal(link.Created) {
			t.Errorf("%s is %+v, and that is %+v", row.url, link, again)
		}
	}
}

// Two addresses of one post have one key, so that it is found twice.
func TestKeysOfOnePostAreOne(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ platform, a, b string }{
		{"weibo", "N4xlMvjhI", "4910815147462302"},
		{"weibo", "Q4c92000G", "5210000000000042"}, // with noughts inside
		{"weibo", "z00000000", "3500000000000000"},
		{"instagram", "DC-W8knSUuH", "3512345678901234567"},
		{"instagram", "DC-W8knSUuH", "3512345678901234567_1234567"}, // with its author
		{"instagram", "DH1xO0naAA_", "3600000000000000063"},
		{"xiaohongshu", "65f0c0de000000001e03a1b2", " 65f0c0de000000001e03a1b2 "},
	} {
		if a, b := Key(row.platform, row.a), Key(row.platform, row.b); a != b || a == "" {
			t.Errorf("%s %s is %s, %s is %s", row.platform, row.a, a, row.b, b)
		}
	}
	for _, row := range []struct{ platform, id string }{{"weibo", ""}, {"", ""}, {"weibo", " "}} {
		if k := Key(row.platform, row.id); k != "" {
			t.Errorf("%q of %q has the key %s", row.id, row.platform, k)
		}
	}
	if Key("douyin", "7481112223334445556") == Key("tiktok", "7481112223334445556") {
		t.Error("posts of two platforms have one key")
	}
}

// Letters and numbers of ids lead to each other and back.
func TestIdsInLettersAndNumbers(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		mid := strconv.FormatInt(3_000_000_000_000_000+rng.Int64N(4_000_000_000_000_000), 10)
		if code := weiboCode(mid); weiboMid(code) != mid || Key("weibo", code) != Key("weibo", mid) {
			t.Fatalf("weibo %s is %s, which is %s", mid, code, weiboMid(code))
		}
		number := strconv.FormatInt(1<<60+rng.Int64N(1<<62), 10)
		code := instagramCode(number)
		if n, ok := instagramNumber(code); !ok || n.String() != number || len(code) != 11 {
			t.Fatalf("instagram %s is %s, which is %s", number, code, n)
		}
	}
	for code, mid := range map[string]string{"N4xlMvjhI": "4910815147462302", "Q4c92000G": "5210000000000042", "O00000001": "5000000000000001"} {
		if weiboMid(code) != mid || weiboCode(mid) != code {
			t.Errorf("%s is %s, %s is %s", code, weiboMid(code), mid, weiboCode(mid))
		}
	}
}

// Nothing that tells who shared a link is left of it.
func TestStripTracking(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"https://a.example/x?utm_source=b&id=1&xsec_token=c#frag":                  "https://a.example/x?id=1",
		"https://a.example/x?share_id=1&appuid=2&utm_medium=3&utm_x=4&xsec_token=": "https://a.example/x",
		"https://a.example/x?a=1&b&c=%26":                                          "https://a.example/x?a=1&b&c=%26", // as it was written
		"https://user:pass@a.example/":                                             "https://a.example/",
		"https://a.example/?share_id=1":                                            "https://a.example/",
		"ftp://a.example/":                                                         "",
		"javascript:alert(1)":                                                      "",
		"https:///x":                                                               "",
	} {
		if got := StripTracking(in); got != want {
			t.Errorf("%s: %q", in, got)
		}
	}
	for name := range tracking {
		if got := StripTracking("https://a.example/x?id=1&" + name + "=zqx&b=2"); got != "https://a.example/x?id=1&b=2" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// The link as it was copied opens where the one without its token does not, so
// it stays, but inside alone.
func TestTheCopiedLinkStaysInside(t *testing.T) {
	t.Parallel()
	const copied = "https://www.xiaohongshu.com/explore/69ad1a80000000001e03a1b2?xsec_token=zqx&appuid=zqx&share_id=zqx&utm_source=zqx"
	rec, problems := parse(t, Posts, "---\nurl: "+copied+"\nreposted:\n- on: 2026-03-20\n  account: weibo\n  url: https://weibo.com/1234567890/N4xlMvjhI?share_id=zqx\n---\n")
	if len(problems) > 0 || rec.Post.URL != copied {
		t.Errorf("%s %v", rec.Post.URL, problems)
	}
	if p := rec.Public().Post; strings.Contains(p.URL+p.Permalink+p.Reposted[0].URL, "zqx") || p.Permalink == "" {
		t.Errorf("public: %s, %s, %s", p.URL, p.Permalink, p.Reposted[0].URL)
	}
}

func FuzzLink(f *testing.F) {
	for _, row := range addresses {
		f.Add(row.url)
	}
	f.Fuzz(func(t *testing.T, s string) {
		link, ok := ParseLink(s)
		if ok && link.Permalink != "" && !isWeb(link.Permalink) {
			t.Errorf("%q leads to %q", s, link.Permalink)
		}
		again, _ := ParseLink(link.Permalink)
		if link.ID != "" && (again.Permalink != link.Permalink || Key(again.Platform, again.ID) != Key(link.Platform, link.ID)) {
			t.Errorf("%q is %+v, and that is %+v", s, link, again)
		}
	})
}

// The short way of isWeb must not take what the long one refuses.
func TestSimpleAddressesAreWeb(t *testing.T) {
	t.Parallel()
	for s, simple := range map[string]bool{
		"example.org": true, "www.xiaohongshu.com/explore/65f0?a=b&c=~d": true, "..": true, "-/": true, "a//b": true,
		"": false, "/x": false, "?x": false, "a:80/": false, "a/%zz": false, "a/b c": false, "a/试": false, "u@a/": false, "[::1]/": false, "a/\"": false,
	} {
		if got := simpleAddress(s); got != simple {
			t.Errorf("%q: got %v", s, got)
		}
		if u, err := url.Parse("https://" + s); simple && (err != nil || u.Host == "") {
			t.Errorf("%q is no address: %v", s, err)
		}
	}
}

// An id is made when a draft is, and days begin at other times elsewhere: up to
// two days are no difference. The days are those of the platform's country.
func TestDaysNearThatOfTheId(t *testing.T) {
	t.Parallel()
	const note, film = "https://www.xiaohongshu.com/explore/69ad6808000000001e03a1b2", "https://www.tiktok.com/@ada.moss/video/7612738942826275324"
	for _, row := range []struct {
		url, posted string
		warned      bool
	}{
		{note, "2026-03-05", true}, {note, "2026-03-06", false}, {note, "2026-03-08", false}, {note, "2026-03-10", false}, {note, "2026-03-11", true},
		{film, "2026-02-27", true}, {film, "2026-02-28", false}, {film, "2026-03-04", false}, {film, "2026-03-05", true},
	} {
		_, problems := parse(t, Posts, "---\nurl: "+row.url+"\nposted: "+row.posted+"\n---\n")
		if warned := len(problems) > 0; warned != row.warned {
			t.Errorf("%s of %s: %v", row.posted, row.url, lines(problems, "en"))
		}
	}
	for url, day := range map[string]string{
		"https://www.xiaohongshu.com/explore/69ad9eb0000000001e03a1b2": "2026-03-09", // after 16:00 in London
		"https://www.tiktok.com/@ada.moss/video/7612738942826275324":   "2026-03-02",
	} {
		rec, _ := parse(t, Posts, "---\nurl: "+url+"\n---\n")
		if rec.Post.Posted.String() != day || !rec.Post.PostedFromID {
			t.Errorf("%s was posted %s", url, rec.Post.Posted)
		}
	}
}
