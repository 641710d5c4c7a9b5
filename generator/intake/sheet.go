package intake

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"playbook/generator/record"
)

// Sheets whose headings nobody agreed on. One concept has many headings, so
// they are matched by a list of synonyms, without regard for order, blanks and
// full-width forms.
var sheetLayouts = []layout{
	{tool: "sheet", about: "Feishu table", all: []string{"fields"}, when: feishuShaped, read: feishu},
	{tool: "sheet", about: "comments", when: commentSheet, skip: skipComments},
	{tool: "reviews", about: "review tool", when: reviewSheet, read: reviews},
	{tool: "sheet", about: "sheet of notes", when: noteSheet, read: sheet},
}

// synonyms are headings by the field that they mean.
var synonyms = []struct {
	field string
	words []string
}{
	{"url", []string{"url", "link", "post url", "post link", "permalink", "note_url", "笔记官方地址", "官方笔记地址", "笔记链接", "笔记url", "作品链接", "视频链接地址", "帖子链接", "内容链接", "文章链接", "链接", "原文链接", "发布链接", "笔记地址"}},
	{"id", []string{"id", "post id", "note id", "note_id", "笔记id", "作品id", "帖子id", "内容id", "review_id", "评价id"}},
	{"title", []string{"title", "headline", "review title", "笔记标题", "作品标题", "标题", "文章标题", "视频标题", "内容标题"}},
	{"body", []string{"body", "content", "text", "caption", "description", "review", "review body", "review_body", "review content", "comment", "message", "desc", "笔记内容", "笔记正文", "正文", "内容", "文案", "描述", "作品描述", "笔记描述", "评价内容", "评论内容", "评价", "文章内容"}},
	{"posted", []string{"date", "created_at", "created at", "published", "published at", "publish time", "posted", "posted at", "post date", "timestamp", "review_date", "review date", "datecreated", "date created", "submitted", "发布时间", "笔记发布时间", "发布日期", "发表时间", "首次发布时间", "创建时间", "评价时间", "上传时间", "时间", "日期"}},
	{"captured", []string{"captured", "collected at", "exported at", "数据记录时间", "采集时间", "抓取时间", "导出时间", "更新时间"}},
	{"creator", []string{"author", "creator", "user", "username", "nickname", "name", "author name", "reviewer", "reviewer_name", "customer", "customer name", "达人名称", "账号名称", "博主", "博主昵称", "作者", "作者昵称", "达人昵称", "昵称", "用户昵称", "用户名", "发布者", "kol", "koc", "达人"}},
	{"creator_id", []string{"user id", "user_id", "author id", "账号id", "作者id", "用户id", "达人id", "博主id"}},
	{"handle", []string{"handle", "account", "screen name", "小红书号", "抖音号", "账号", "账户", "红书号", "小红书id", "红薯号"}},
	{"profile", []string{"profile", "profile url", "author url", "主页链接", "账号主页链接", "达人主页", "作者链接", "博主主页", "主页地址", "用户主页url"}},
	{"followers", []string{"followers", "follower count", "fans", "粉丝数", "粉丝量", "粉丝数量", "粉丝"}},
	{"likes", []string{"likes", "like count", "like_count", "点赞数", "点赞量", "点赞", "赞", "赞数", "点赞数量", "获赞数"}},
	{"saves", []string{"saves", "save count", "collects", "bookmarks", "收藏数", "收藏量", "收藏", "收藏数量"}},
	{"comments", []string{"comments", "comment count", "comment_count", "评论数", "评论量", "评论", "评论数量", "留言数"}},
	{"shares", []string{"shares", "share count", "reposts", "retweets", "分享数", "分享量", "分享", "转发数", "转发量", "转发", "分享数量"}},
	{"views", []string{"views", "view count", "plays", "play count", "播放量", "播放数", "观看量", "观看数", "阅读量", "阅读数", "播放数量", "浏览量"}},
	{"tags", []string{"tags", "hashtags", "topics", "话题标签", "笔记标签", "标签", "话题", "作品话题"}},
	{"platform", []string{"platform", "channel", "network", "平台", "渠道", "来源平台", "发布平台"}},
	{"media", []string{"image", "images", "image url", "image urls", "pictures", "picture_urls", "photo", "photos", "imageurls", "media", "media urls", "video", "video url", "图片", "图片链接", "图片地址", "封面", "封面地址", "封面图片地址", "视频链接", "视频地址", "笔记封面图链接", "图片地址url列表"}},
	{"rating", []string{"rating", "score", "stars", "星级", "评分"}},
	{"product", []string{"product", "product name", "product_id", "product_handle", "productid", "sku", "商品", "商品名称", "产品"}},
}

// mapFields are the fields that --map knows.
var mapFields = []string{"url", "id", "title", "body", "posted", "captured", "creator", "creator_id", "handle", "profile", "followers", "likes", "saves", "comments", "shares", "views", "tags", "platform", "media", "extra"}

// foldHeading is what two headings share that mean the same.
func foldHeading(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r > 0xff00 && r < 0xff5f:
			r -= 0xfee0
		case r == 0x3000:
			return -1
		}
		if unicode.IsSpace(r) || strings.ContainsRune("_-./:：()（）", r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// A meaning is what a heading is about, and how good a word for it it is.
type meaning struct {
	field string
	rank  int
}

// folded are the synonyms by their folded form.
var folded = func() map[string]meaning {
	m := map[string]meaning{}
	for _, s := range synonyms {
		for n, w := range s.words {
			if k := foldHeading(w); m[k].field == "" {
				m[k] = meaning{s.field, n}
			}
		}
	}
	return m
}()

// columns are the headings of a record by the field that they mean, the best
// word for it first.
func columns(v *value) map[string][]string {
	type column struct {
		meaning
		name string
	}
	list := make([]column, 0, len(v.fields))
	for _, m := range v.fields {
		if f := folded[foldHeading(m.name)]; f.field != "" {
			list = append(list, column{f, m.name})
		}
	}
	slices.SortStableFunc(list, func(a, b column) int { return a.rank - b.rank })
	out := make(map[string][]string, len(list))
	for _, c := range list {
		out[c.field] = append(out[c.field], c.name)
	}
	return out
}

func flat(v *value) bool {
	return v.kind == object && len(v.fields) > 1 && all(v.fields, func(m member) bool { return m.value.kind != object })
}

// noteSheet reports whether a row is a post: it has an address of one, or an
// address and a text.
func noteSheet(v *value) bool {
	if !flat(v) {
		return false
	}
	c := columns(v)
	if len(c["url"]) == 0 {
		return false
	}
	link, ok := record.ParseLink(webAddress(v.cellOf(c["url"][0])))
	said := 0
	for _, f := range []string{"title", "body", "creator", "likes", "posted"} {
		if len(c[f]) > 0 {
			said++
		}
	}
	return ok && (link.ID != "" || isShort(link.Permalink)) && said > 0 || said >= 3 && (ok || v.cellOf(c["url"][0]) == "")
}

// ownList reports whether a row is a post of our own account as its platform
// lists it to us: without an address, but with a title and a day.
func ownList(v *value) bool {
	if !flat(v) {
		return false
	}
	c := columns(v)
	return len(c["posted"]) > 0 && len(c["title"])+len(c["body"]) > 0
}

// cellOf is the text under a key that may hold dots.
func (v *value) cellOf(name string) string {
	for _, m := range v.fields {
		if m.name == name {
			return strings.TrimSpace(m.value.words())
		}
	}
	return ""
}

func commentSheet(v *value) bool {
	return flat(v) && v.child("评论内容") != nil && v.child("评论时间") != nil
}

// reviewSheet reports whether a row is a review: it has a rating and a text,
// and what only tools for reviews have.
func reviewSheet(v *value) bool {
	if !flat(v) {
		return false
	}
	c := columns(v)
	if len(c["rating"]) == 0 || len(c["body"]) == 0 {
		return false
	}
	return len(c["product"]) > 0 || anyOf(v.fields, func(m member) bool {
		f := foldHeading(m.name)
		return strings.HasPrefix(f, "review") || strings.Contains(f, "verified")
	})
}

// sheet reads a row by its headings.
func sheet(r *raw) *item {
	if r.empty() {
		return nil
	}
	return r.sheet("sheet", columns(r.value))
}

// sheet reads a row of which it is known which headings are what.
func (r *raw) sheet(tool string, c map[string][]string) *item {
	it := r.begin(tool, "")
	if p := r.column("platform", c["platform"]); p != "" {
		it.platform = record.PlatformID(p)
	}
	if a := r.column("url", c["url"]); a != "" {
		it.address(addressIn(a))
	}
	if it.platform == "" {
		it.platform = platformOf(r.value)
	}
	it.author.platform = it.platform
	if id := r.column("id", c["id"]); it.id == "" {
		it.id = id
	}
	local := zoneOf(it.platform)
	if it.platform == "" || chinese(r.value) {
		local = east
	}
	it.body = r.column("body", c["body"])
	it.body = strings.ReplaceAll(it.body, `\n`, "\n") // some sheets hold the two characters
	if t := r.cell(c["title"]); t != nil && derived(t.words(), it.body) && it.body != "" {
		t.settle(mapped, "body")
	} else {
		it.title = r.column("title", c["title"])
	}
	it.posted = it.columnTime("posted", local, c["posted"])
	it.captured = it.columnTime("captured", local, c["captured"])
	it.numbers(c)
	for _, w := range pieces(r.takeCell("tags", c["tags"]), ",，、 #\n") {
		it.tags = append(it.tags, strings.Trim(strings.TrimSpace(w), "#"))
	}
	if it.tags = once(it.tags); len(it.tags) == 0 {
		it.tags = topicsOf(it.platform, it.body)
	}
	it.writer(c)
	for _, name := range c["media"] {
		v := r.child(name)
		if !v.empty() && strings.Contains(v.words(), "//") {
			v.settle(mapped, "media")
			it.remote = append(it.remote, addresses(v)...)
		}
	}
	return it
}

func (it *item) numbers(c map[string][]string) {
	for _, n := range []struct {
		field string
		to    *record.Count
	}{{"likes", &it.counts.Likes}, {"saves", &it.counts.Saves}, {"comments", &it.counts.Comments}, {"shares", &it.counts.Shares}, {"views", &it.counts.Views}, {"followers", &it.author.followers}} {
		v := it.from.cell(c[n.field])
		if v == nil {
			continue
		}
		x, ok := count(v.words())
		if !ok {
			it.warn("", msgCount, v.words())
			continue
		}
		to := "metrics." + n.field
		if n.field == "followers" {
			to = "creator.followers"
		}
		v.settle(mapped, to)
		*n.to = x
	}
}

func (it *item) writer(c map[string][]string) {
	r, who := it.from, &it.author
	who.id = r.column("creator.accounts.id", c["creator_id"])
	who.handle = r.column("creator.accounts.handle", c["handle"])
	who.url = webOnly(r.column("creator.accounts.url", c["profile"]))
	if v := r.cell(c["creator"]); v != nil {
		if isMasked(v.words()) {
			who.masked = v.words()
			return
		}
		v.settle(mapped, "creator.title")
		who.name = v.words()
	}
}

// cell is the first of some columns that says anything and has no fate.
func (r *raw) cell(names []string) *value {
	for _, n := range names {
		if v := r.child(n); !v.empty() && v.fate == unseen {
			return v
		}
	}
	return nil
}

func (r *raw) takeCell(field string, names []string) *value {
	v := r.cell(names)
	if v != nil {
		v.settle(mapped, field)
	}
	return v
}

func (r *raw) column(field string, names []string) string {
	return r.takeCell(field, names).words()
}

func (it *item) columnTime(field string, local *time.Location, names []string) moment {
	v := it.from.cell(names)
	if v == nil || unknowns[strings.ToLower(strings.TrimSpace(v.words()))] {
		return moment{}
	}
	in := zoneOf(it.platform)
	if it.platform == "" {
		in = local
	}
	m, ok := when(v.words(), local, in)
	if !ok {
		it.warn("", msgTime, v.words())
		return moment{}
	}
	v.settle(mapped, field)
	return m
}

// addressIn is the address in a text that may say more.
func addressIn(s string) string {
	if a := findAddress(s); a != "" {
		return a
	}
	return s
}

// platformOf tells the platform of a sheet without an address by its headings.
func platformOf(v *value) string {
	for _, m := range v.fields {
		for _, p := range []string{"小红书", "抖音", "微博", "公众号"} {
			if strings.Contains(m.name, p) {
				return record.PlatformID(p)
			}
		}
	}
	return ""
}

func chinese(v *value) bool {
	return anyOf(v.fields, func(m member) bool {
		return strings.IndexFunc(m.name, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0
	})
}

func reviews(r *raw) *item {
	if r.empty() {
		return nil
	}
	c := columns(r.value)
	// A name makes no creator, for two buyers may have the same. It tells one
	// "very good" of a day from another.
	buyer := r.cell(c["creator"]).words() + "\x00" + r.cell(c["product"]).words()
	delete(c, "creator")
	delete(c, "handle")
	delete(c, "comments")
	it := r.sheet("reviews", c)
	it.style, it.apart = "review", buyer
	return it
}

// feishuShaped reports whether v is a record of a table of Feishu.
func feishuShaped(v *value) bool {
	f := v.get("fields")
	return f.kind == object && all(v.fields, func(m member) bool {
		return slices.Contains([]string{"fields", "record_id", "id", "created_by", "created_time", "last_modified_by", "last_modified_time", "shared_url", "record_url"}, m.name)
	})
}

func feishu(r *raw) *item {
	f := r.get("fields")
	for n := range f.fields {
		f.fields[n].value = feishuCell(f.fields[n].value)
	}
	r.drop(dropPerson, "created_by", "last_modified_by")
	inner := &raw{value: f, at: r.at, file: r.file, name: r.name}
	it := sheet(inner)
	if it == nil {
		return nil
	}
	it.from = r
	if it.id == "" && it.url == "" {
		it.id = r.string("id", "record_id")
	}
	return it
}

// feishuCell makes one text of a cell that is a list of pieces of text, or a
// link with its words.
func feishuCell(v *value) *value {
	switch v.kind {
	case list:
		whole := ""
		for _, x := range v.items {
			t := x.get("text")
			if t == nil || t.kind != text || x.get("file_token") != nil {
				return v
			}
			if link := x.get("link"); !link.empty() {
				whole += link.text
			} else {
				whole += t.text
			}
		}
		if len(v.items) > 0 {
			return newText(whole)
		}
	case object:
		if link := v.get("link"); !link.empty() && link.kind == text {
			return newText(link.text)
		}
		if t := v.get("text"); !t.empty() && t.kind == text && len(v.fields) <= 2 {
			return newText(t.text)
		}
	}
	return v
}
