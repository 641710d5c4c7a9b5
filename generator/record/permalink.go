package record

import (
	"net/url"
	"regexp"
	"strings"
	"time"
)

// A Link is what the address of a post tells without asking anyone.
type Link struct {
	Platform  string
	ID        string    // "" for a short link
	User      string    // if the address has it: an id, or the handle where addresses have that
	Permalink string    // without tracking
	Created   time.Time // when the id was made; zero if ids of the platform do not tell
	Temporary bool      // it stops working after a while
}

// A linkPattern recognises one form of address. Groups id and user are taken
// from the path; query names the parameter that holds the id instead. Without an
// id it is the address of an author, a short link that only the network can
// expand, or any other page.
type linkPattern struct {
	platform string
	host     string // the domain, or a suffix of it
	path     *regexp.Regexp
	query    string
	to       string // the permalink, with {id} and {user}
	created  func(id string) time.Time
}

// linkPatterns are the addresses of the platforms, as open extractors read
// them (notes of June 2026); the first that fits wins.
var linkPatterns = []linkPattern{
	{"xiaohongshu", "xiaohongshu.com", re(`^/(?:explore|discovery/item)/(?P<id>[0-9a-f]{24})$`), "", "https://www.xiaohongshu.com/explore/{id}", fromHex},
	{"xiaohongshu", "xiaohongshu.com", re(`^/user/profile/(?P<user>[0-9a-f]{24})/(?P<id>[0-9a-f]{24})$`), "", "https://www.xiaohongshu.com/explore/{id}", fromHex},
	{"xiaohongshu", "xiaohongshu.com", re(`^/user/profile/(?P<user>[0-9a-f]{24})$`), "", "", nil},
	{"xiaohongshu", "xiaohongshu.com", re(`^/`), "", "", nil},
	{"xiaohongshu", "xhslink.com", re(`^/.`), "", "", nil},
	{"xiaohongshu", "xhslink.cn", re(`^/.`), "", "", nil},
	{"weibo", "m.weibo.cn", re(`^/(?:status|detail)/(?P<id>[0-9A-Za-z]{9,20})$`), "", "https://m.weibo.cn/status/{id}", fromWeibo},
	{"weibo", "m.weibo.cn", re(`^/(?P<user>[0-9]{5,12})/(?P<id>[0-9A-Za-z]{9,20})$`), "", "https://weibo.com/{user}/{id}", fromWeibo},
	{"weibo", "weibo.com", re(`^/tv/show/(?P<id>[0-9]+:[0-9a-zA-Z]+)$`), "", "https://weibo.com/tv/show/{id}", nil},
	{"weibo", "weibo.com", re(`^/(?P<user>[0-9]{5,12})/(?P<id>[0-9A-Za-z]{9,20})$`), "", "https://weibo.com/{user}/{id}", fromWeibo},
	{"weibo", "weibo.com", re(`^/(?:u/|profile/)?(?P<user>[0-9]{5,12})$`), "", "", nil},
	{"weibo", "weibo.cn", re(`^/(?:u/|profile/)?(?P<user>[0-9]{5,12})$`), "", "", nil},
	{"weibo", "weibo.com", re(`^/`), "", "", nil},
	{"weibo", "weibo.cn", re(`^/`), "", "", nil},
	{"weibo", "t.cn", re(`^/.`), "", "", nil},
	{"douyin", "v.douyin.com", re(`^/.`), "", "", nil},
	{"douyin", "douyin.com", re(`^/(?:share/)?(?:video|note)/(?P<id>[0-9]{15,20})$`), "", "https://www.douyin.com/video/{id}", fromSeconds},
	{"douyin", "iesdouyin.com", re(`^/share/(?:video|note)/(?P<id>[0-9]{15,20})$`), "", "https://www.douyin.com/video/{id}", fromSeconds},
	{"douyin", "douyin.com", re(`^/(?:user/(?P<user>MS4wLjABAAAA[\w-]+)$)?`), "modal_id", "https://www.douyin.com/video/{id}", fromSeconds},
	{"douyin", "douyin.com", re(`^/user/(?P<user>MS4wLjABAAAA[\w-]+)$`), "", "", nil},
	{"douyin", "douyin.com", re(`^/`), "", "", nil},
	{"tiktok", "tiktok.com", re(`^/@(?P<user>[\w.-]+)/(?:video|photo)/(?P<id>[0-9]{15,20})$`), "", "https://www.tiktok.com/@{user}/video/{id}", fromSeconds},
	{"tiktok", "tiktok.com", re(`^/(?:v|embed|embed/v2|player/v1)/(?P<id>[0-9]{15,20})(?:\.html)?$`), "", "https://www.tiktokv.com/share/video/{id}/", fromSeconds},
	{"tiktok", "tiktokv.com", re(`^/(?:share/video|i18n/share/video)/(?P<id>[0-9]{15,20})$`), "", "https://www.tiktokv.com/share/video/{id}/", fromSeconds},
	{"tiktok", "tiktok.com", re(`^/@(?P<user>[\w.-]+)$`), "", "", nil},
	{"tiktok", "tiktok.com", re(`^/`), "", "", nil},
	{"instagram", "instagram.com", re(`^/(?:(?P<user>[\w.]+)/)?(?:p|reel|reels|tv)/(?P<id>[\w-]{5,40})$`), "", "https://www.instagram.com/p/{id}/", fromInstagram},
	{"instagram", "instagram.com", re(`^/(?:about|accounts|direct|explore|legal|p|reel|reels|stories|tv)(?:/|$)`), "", "", nil},
	{"instagram", "instagram.com", re(`^/(?P<user>[\w.]{1,30})$`), "", "", nil},
	{"instagram", "instagram.com", re(`^/`), "", "", nil},
	{"x", "x.com", re(`^/i/(?:web/)?status/(?P<id>[0-9]{1,20})$`), "", "https://x.com/i/web/status/{id}", fromX},
	{"x", "x.com", re(`^/(?P<user>\w{1,15})/status/(?P<id>[0-9]{1,20})(?:/(?:photo|video)/[0-9])?$`), "", "https://x.com/{user}/status/{id}", fromX},
	{"x", "x.com", re(`^/(?:compose|explore|hashtag|home|i|intent|login|messages|notifications|search|settings|share)(?:/|$)`), "", "", nil},
	{"x", "x.com", re(`^/(?P<user>\w{1,15})$`), "", "", nil},
	{"x", "x.com", re(`^/`), "", "", nil},
	{"pinterest", "pinterest.*", re(`^/pin/(?:[\w-]+--)?(?P<id>[0-9]{5,20})(?:/sent)?$`), "", "https://www.pinterest.com/pin/{id}/", nil},
	{"pinterest", "pinterest.*", re(`^/(?:business|categories|ideas|pin|search|settings|today)(?:/|$)`), "", "", nil},
	{"pinterest", "pinterest.*", re(`^/(?P<user>[\w-]+)$`), "", "", nil},
	{"pinterest", "pinterest.*", re(`^/`), "", "", nil},
	{"pinterest", "pin.it", re(`^/.`), "", "", nil},
	{"bilibili", "bilibili.com", re(`^/video/(?P<id>BV[0-9A-Za-z]{10}|av[0-9]+)$`), "", "https://www.bilibili.com/video/{id}", nil},
	{"bilibili", "space.bilibili.com", re(`^/(?P<user>[0-9]+)(?:/|$)`), "", "", nil},
	{"bilibili", "bilibili.com", re(`^/`), "", "", nil},
	{"bilibili", "b23.tv", re(`^/(?P<id>BV[0-9A-Za-z]{10})$`), "", "https://www.bilibili.com/video/{id}", nil},
	{"bilibili", "b23.tv", re(`^/.`), "", "", nil},
	{"kuaishou", "kuaishou.com", re(`^/short-video/(?P<id>[0-9A-Za-z]+)$`), "", "https://www.kuaishou.com/short-video/{id}", nil},
	{"kuaishou", "kuaishou.com", re(`^/fw/(?:photo|long-video)/(?P<id>[0-9A-Za-z]+)$`), "", "https://www.kuaishou.com/short-video/{id}", nil},
	{"kuaishou", "chenzhongtech.com", re(`^/fw/(?:photo|long-video)/(?P<id>[0-9A-Za-z]+)$`), "", "https://www.kuaishou.com/short-video/{id}", nil},
	{"kuaishou", "kuaishou.com", re(`^/profile/(?P<user>[0-9A-Za-z_-]+)$`), "", "", nil},
	{"kuaishou", "kuaishou.com", re(`^/`), "", "", nil},
	{"wechat", "mp.weixin.qq.com", re(`^/s/(?P<id>[\w-]{10,40})$`), "", "https://mp.weixin.qq.com/s/{id}", nil},
	{"wechat", "mp.weixin.qq.com", re(`^/s$`), article, "", nil},
	{"wechat", "mp.weixin.qq.com", re(`^/`), "", "", nil},
	{"wechat", "channels.weixin.qq.com", re(`^/`), "", "", nil},
	{"tmall", "tmall.com", re(`^/`), "", "", nil},
	{"taobao", "taobao.com", re(`^/`), "", "", nil},
	{"taobao", "tb.cn", re(`^/.`), "", "", nil},
	{"jd", "jd.com", re(`^/`), "", "", nil},
	{"jd", "3.cn", re(`^/.`), "", "", nil},
}

// renamed are hosts whose addresses read like those of another.
var renamed = map[string]string{"rednote.com": "xiaohongshu.com", "twitter.com": "x.com"}

func re(s string) *regexp.Regexp { return regexp.MustCompile(s) }

// ParseLink reads the address of a post. ok is false if it is of no platform
// that we know.
func ParseLink(raw string) (link Link, ok bool) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return Link{}, false
	}
	link, p := readLink(u)
	return link, p != nil
}

// readLink is what an address says, and the pattern that it fits; nil if none.
func readLink(u *url.URL) (Link, *linkPattern) {
	host, path := strings.ToLower(u.Hostname()), u.Path
	if len(path) > 1 {
		path = strings.TrimSuffix(path, "/")
	}
	if path == "" {
		path = "/"
	}
	for other, name := range renamed {
		if onHost(host, other) {
			host = name
		}
	}
	for i := range linkPatterns {
		p := &linkPatterns[i]
		if !onHost(host, p.host) {
			continue
		}
		if link, ok := p.match(u, path); ok {
			return link, p
		}
	}
	return Link{}, nil
}

func (p *linkPattern) match(u *url.URL, path string) (Link, bool) {
	m := p.path.FindStringSubmatch(path)
	if m == nil {
		return Link{}, false
	}
	if p.query == article {
		return wechatArticle(u)
	}
	link := Link{Platform: p.platform}
	for i, name := range p.path.SubexpNames() {
		switch name {
		case "id":
			link.ID = m[i]
		case "user":
			link.User = m[i]
		}
	}
	if p.query != "" {
		link.ID = u.Query().Get(p.query)
		if !digits(link.ID) || len(link.ID) < 15 || len(link.ID) > 20 {
			return Link{}, false
		}
	}
	if p.to == "" {
		link.Permalink = StripTracking(u.String())
		return link, true
	}
	id := link.ID
	if p.platform == "weibo" && digits(id) && id[0] != '0' {
		if code := weiboCode(id); len(code) == 9 {
			id = code // the form that addresses have on every device
		}
	}
	link.Permalink = strings.Replace(strings.Replace(p.to, "{user}", link.User, 1), "{id}", id, 1)
	if p.created != nil {
		link.Created = plausible(p.created(link.ID))
	}
	return link, true
}

// article marks the long form of the address of a WeChat article, whose id is
// in three parameters.
const article = "__biz mid idx"

// wechatArticle reads the long form of an address. Without its signature it
// does not open, so that stays. What a search or a draft leads to has no number,
// and dies.
func wechatArticle(u *url.URL) (Link, bool) {
	q := u.Query()
	biz, mid, idx, sign := q.Get("__biz"), q.Get("mid"), q.Get("idx"), q.Get("sn")
	if q.Has("signature") || q.Has("tempkey") {
		return Link{Platform: "wechat", User: biz, Permalink: StripTracking(u.String()), Temporary: true}, true
	}
	if biz == "" || mid == "" || strings.ContainsAny(biz+mid+idx+sign, "&#? \"<>") {
		return Link{}, false
	}
	if idx == "" {
		idx = "1"
	}
	to := "https://mp.weixin.qq.com/s?__biz=" + biz + "&mid=" + mid + "&idx=" + idx
	if sign != "" {
		to += "&sn=" + sign
	}
	return Link{Platform: "wechat", ID: biz + ":" + mid + ":" + idx, User: biz, Permalink: to}, true
}

// onHost reports whether host is domain or under it; "pinterest.*" stands for the
// domains of all countries, and for none that only begins like one of them.
func onHost(host, domain string) bool {
	if name, ok := strings.CutSuffix(domain, ".*"); ok {
		i := strings.LastIndex("."+host, "."+name+".")
		return i >= 0 && country.MatchString(host[i+len(name)+1:])
	}
	return host == domain || strings.HasSuffix(host, "."+domain)
}

// country is what stands behind the name of a company that has a domain in each.
var country = re(`^(?:com|info|[a-z]{2}|com?\.[a-z]{2})$`)

// tracking are parameters that tell who shared a link, and nothing of what it leads to.
var tracking = map[string]bool{
	"xsec_token": true, "xsec_source": true, "share_id": true, "shareRedId": true, "apptime": true, "appuid": true,
	"app_platform": true, "app_version": true, "author_share": true, "share_from_user_hidden": true, "xhsshare": true,
	"apptype": true, "igsh": true, "igshid": true, "ig_rid": true, "share_token": true, "share_source": true,
	"share_medium": true, "share_plat": true, "share_session_id": true, "share_tag": true, "share_times": true,
	"unique_k": true, "vd_source": true, "spm_id_from": true, "spm": true, "from_spmid": true, "fbclid": true,
	"gclid": true, "is_from_webapp": true, "sender_device": true, "web_id": true, "_r": true,
	"_t": true, "share_app_id": true, "share_link_id": true, "u_code": true, "previous_page": true,
	"enter_from": true, "sharer_shareid": true, "sharer_sharetime": true, "tt_from": true,
	"exSource": true, "wechatWid": true, "wechatOrigin": true, "genShareImage": true,
}

// StripTracking drops parameters that tell who shared a link, the fragment and
// any user name; "" if raw is no web address.
func StripTracking(raw string) string {
	if !isWeb(raw) {
		return ""
	}
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	var keep []string
	for _, pair := range strings.Split(u.RawQuery, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if pair != "" && !tracking[name] && !strings.HasPrefix(name, "utm_") {
			keep = append(keep, pair)
		}
	}
	u.RawQuery, u.ForceQuery = strings.Join(keep, "&"), false
	return u.String()
}

// isWeb reports whether s is a whole http or https address.
func isWeb(s string) bool {
	if host, ok := strings.CutPrefix(s, "https://"); ok && simpleAddress(host) {
		return true
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && !strings.ContainsAny(s, " \t\n\"<>")
}

// addressIn is the address in a text that an app made for sharing, in which
// Chinese words and signs may touch it; "" if there is none.
func addressIn(s string) string { return inText.FindString(s) }

var inText = re(`https?://[A-Za-z0-9\-._~:/?#@!$&*+;=%]*[A-Za-z0-9/=]`)

// simpleAddress reports whether s is a host and a path in which no character
// has to be thought about: as nearly all are, and at a tenth of the cost.
func simpleAddress(s string) bool {
	host, _, _ := strings.Cut(s, "/")
	for i := 0; i < len(s); i++ {
		c := s[i]
		word := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.'
		if !word && (i < len(host) || strings.IndexByte("/_~?=&+", c) < 0) {
			return false
		}
	}
	return host != ""
}

// platformNames are what people call the platforms.
var platformNames = map[string]string{
	"小红书": "xiaohongshu", "红书": "xiaohongshu", "xhs": "xiaohongshu", "red": "xiaohongshu", "rednote": "xiaohongshu",
	"little red book": "xiaohongshu", "微博": "weibo", "新浪微博": "weibo", "sina weibo": "weibo",
	"抖音": "douyin", "快手": "kuaishou", "微信": "wechat", "公众号": "wechat", "微信公众号": "wechat", "weixin": "wechat",
	"视频号": "wechat", "天猫": "tmall", "淘宝": "taobao", "京东": "jd", "jingdong": "jd", "jd.com": "jd",
	"哔哩哔哩": "bilibili", "b站": "bilibili", "ins": "instagram", "ig": "instagram", "twitter": "x", "推特": "x",
}

// PlatformID is the name of a platform's file for what people call it:
// 小红书 is xiaohongshu. A name it does not know stays, in lower case.
func PlatformID(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	if id, ok := platformNames[name]; ok {
		return id
	}
	return name
}
