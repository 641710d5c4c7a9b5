package intake

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"playbook/generator/record"
	"playbook/generator/source"
)

var (
	msgCount   = message{En: "\"{0}\" is not a number as platforms show them; kept under extra", Zh: "“{0}”不是平台显示的数字格式，保留在 extra 里"}
	msgTime    = message{En: "\"{0}\" is not a time that is understood; kept under extra", Zh: "“{0}”不是能识别的时间，保留在 extra 里"}
	msgEarlier = message{En: "posted {0}, but the id says {1}: a post cannot be older than its id", Zh: "发布时间是 {0}，但 ID 显示 {1}：笔记不可能早于它的 ID"}
	msgNUL     = message{En: "the text had {0 NUL byte, which was|NUL bytes, which were} left out", Zh: "正文里有 {0} 个 NUL 字节，已去掉"}
	msgRounded = message{En: "the id {0} was rounded by a spreadsheet; format the column as text and export again", Zh: "ID {0} 被表格软件舍入了；请把这一列设为文本格式后重新导出"}
)

// shortHosts are services whose addresses say nothing without the network.
var shortHosts = map[string]bool{
	"xhslink.com": true, "xhslink.cn": true, "v.douyin.com": true, "vm.tiktok.com": true, "vt.tiktok.com": true, "t.cn": true,
	"pin.it": true, "b23.tv": true, "v.kuaishou.com": true, "v.kuaishouapp.com": true, "u.jd.com": true, "3.cn": true, "m.tb.cn": true, "e.tb.cn": true,
	"fb.watch": true, "url.cn": true, "bit.ly": true, "t.co": true, "dwz.cn": true, "ig.me": true, "amzn.to": true,
}

// isShort reports whether an address is a short link.
func isShort(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	return shortHosts[host] || host == "tiktok.com" && strings.HasPrefix(u.Path, "/t/") || host == "douyin.com" && strings.HasPrefix(u.Path, "/share/short/")
}

var hexID = regexp.MustCompile(`^[0-9a-f]{24}$`)

// permalink is the address that an id alone gives, or "".
func permalink(platform, id, handle string) string {
	digits := id != "" && strings.Trim(id, "0123456789") == ""
	switch {
	case platform == "xiaohongshu" && hexID.MatchString(id):
		return "https://www.xiaohongshu.com/explore/" + id
	case platform == "douyin" && digits:
		return "https://www.douyin.com/video/" + id
	case platform == "tiktok" && digits && handle != "":
		return "https://www.tiktok.com/@" + strings.TrimPrefix(handle, "@") + "/video/" + id
	case platform == "weibo" && id != "":
		return "https://m.weibo.cn/status/" + id
	case platform == "instagram" && id != "":
		_, code, _ := strings.Cut(record.Key(platform, id), ":")
		return "https://www.instagram.com/p/" + code + "/"
	case platform == "pinterest" && digits:
		return "https://www.pinterest.com/pin/" + id + "/"
	}
	return ""
}

var scientific = regexp.MustCompile(`^[0-9]\.[0-9]+[eE]\+[0-9]+$`)

// finish settles what follows from the fields together: address, dates, keys,
// and what is kept under extra.
func (it *item) finish(f *file, now time.Time) {
	it.id = strings.TrimSpace(it.id)
	if it.author.id == "" {
		it.author.id = profileID(it.author.platform, it.author.url)
	}
	if scientific.MatchString(it.id) {
		it.warn("", msgRounded, it.id)
		it.extra.say("rounded_id", it.id)
		it.id = ""
	}
	if it.url == "" && it.kind == record.Posts {
		it.url = permalink(it.platform, it.id, it.author.handle)
	}
	if n := strings.Count(it.body, "\x00"); n > 0 {
		it.body = strings.ReplaceAll(it.body, "\x00", "")
		it.warn("", msgNUL, itoa(n))
	}
	it.dates(f, now)
	link, _ := record.ParseLink(it.url)
	if it.id == "" && (it.url == "" || link.ID == "" && shared[it.platform]) {
		it.id = "hash-" + source.DigestBytes([]byte(strings.Join([]string{it.tool, it.posted.date.String(), it.author.name, it.title, it.body, strings.Join(it.local, "\n") + it.apart}, "\x00"))).Short()
	}
	if it.id != "" && record.Key(it.platform, it.id) != record.Key(link.Platform, link.ID) {
		it.extra.fields = slices.Insert(it.extra.fields, 0, member{"id", newText(it.id)})
	}
}

// shared are platforms whose addresses lead to a product, not to what somebody said of it.
var shared = map[string]bool{"jd": true, "tmall": true, "taobao": true, "": true}

// dates checks when it was posted against the id, which cannot be younger, and
// finds a day for the numbers.
func (it *item) dates(f *file, now time.Time) {
	if it.captured.date.IsZero() && it.kind != record.Pages {
		t, basis := f.modified, basisFile
		if t.IsZero() {
			t, basis = now, basisNow
		}
		it.captured = moment{record.Instant(t.In(zoneOf(it.platform)).Truncate(time.Second)), basis}
	}
	created := it.created()
	switch {
	case it.posted.date.IsZero() && !created.IsZero():
		it.posted.basis = basisID
		if link, _ := record.ParseLink(it.url); link.Created.IsZero() {
			it.posted.date = record.Instant(created.In(zoneOf(it.platform)))
		}
	case it.posted.date.IsInstant() && !created.IsZero() && created.Unix()-it.posted.date.Unix() > 60 && it.posted.basis == "":
		it.warn("", msgEarlier, it.posted.date.String(), record.Instant(created.In(zoneOf(it.platform))).String())
	}
	if it.posted.basis != "" && (!it.posted.date.IsZero() || it.posted.basis == basisID) {
		it.extra.say("posted_basis", it.posted.basis)
	}
	if it.captured.basis != "" && !it.captured.date.IsZero() && it.kind == record.Posts && it.tool != "share" {
		it.extra.say("captured_basis", it.captured.basis)
	}
	if it.captured.date.IsInstant() && it.captured.basis != basisFile && it.captured.basis != basisNow {
		it.extra.say("captured_at", it.captured.date.String())
	}
}

// created is when the id was made; zero if it does not tell.
func (it *item) created() time.Time {
	if link, ok := record.ParseLink(it.url); ok && !link.Created.IsZero() {
		return link.Created
	}
	link, _ := record.ParseLink(permalink(it.platform, it.id, "x"))
	return link.Created
}

// keys are what the post can be found by.
func (it *item) keys() []string {
	var keys []string
	if link, _ := record.ParseLink(it.url); link.ID != "" {
		keys = append(keys, record.Key(link.Platform, link.ID))
	}
	if k := record.Key(it.platform, it.id); k != "" && !slices.Contains(keys, k) {
		keys = append(keys, k)
	}
	if len(keys) == 0 && it.url != "" {
		keys = append(keys, it.url)
	}
	return keys
}

// year is the year of the folder of a post.
func (it *item) year(now time.Time) int {
	if y := it.posted.date.Year(); y > 0 {
		return y
	}
	if t := it.created(); !t.IsZero() {
		return t.In(zoneOf(it.platform)).Year()
	}
	if y := it.captured.date.Year(); y > 0 {
		return y
	}
	return now.Year()
}

// remains puts what no field took under extra, and addresses of pictures with
// the time at which they end: most are dead when they are read.
func (it *item) remains() {
	it.from.purge()
	if len(it.remote) > 0 {
		l := &value{kind: list}
		for _, a := range it.remote {
			x := &value{kind: object}
			x.say("url", a)
			if t := expiry(a); !t.IsZero() {
				x.say("expires", t.Format(time.RFC3339))
			}
			if len(x.fields) > 0 {
				l.items = append(l.items, x)
			}
		}
		it.extra.set("media", l)
	}
	if it.author.masked != "" {
		it.extra.say("name_missing", "the export shows only "+it.author.masked)
	}
	if left := it.from.rest(); left != nil {
		for _, m := range left.fields {
			it.extra.set(freeKey(it.extra, m.name), m.value)
		}
	}
}

// freeKey keeps two fields of one name apart.
func freeKey(v *value, name string) string {
	for v.child(name) != nil {
		name += "_"
	}
	return name
}
