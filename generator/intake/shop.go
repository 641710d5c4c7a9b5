package intake

import (
	"html"
	"regexp"
	"strings"
)

// Answers of shops, and articles of WeChat accounts.
var (
	shopLayouts = []layout{
		{tool: "jd", about: "JD reviews", all: []string{"content", "creationTime", "score"}, read: jdReview},
		{tool: "tmall", about: "Tmall reviews", all: []string{"rateContent", "rateDate"}, read: tmallReview},
		{tool: "taobao", about: "Taobao reviews", all: []string{"rateId", "content"}, any: []string{"auction", "user", "date"}, read: taobaoReview},
	}
	articleLayouts = []layout{
		{tool: "wechat", about: "WeChat articles (XLSX)", all: []string{"公众号", "链接", "标题"}, read: wechatSheet},
		{tool: "wechat", about: "WeChat articles (JSON)", all: []string{"aid", "link", "title"}, any: []string{"appmsgid", "itemidx", "digest", "update_time"}, read: wechatJSON},
	}
)

// emptyReviews are what shops write where a buyer wrote nothing.
var emptyReviews = map[string]bool{"此用户未填写评价内容": true, "此用户没有填写评价。": true, "此用户没有填写评论!": true, "该用户未填写评价内容": true, "评价方未及时做出评价,系统默认好评!": true, "系统默认好评!": true}

// review reads the text of a review, whose entities shops leave in.
func (it *item) review(path string) {
	it.style = "review"
	it.caption(path)
	if emptyReviews[strings.TrimSpace(it.body)] {
		it.body = ""
	}
	if plain := html.UnescapeString(it.body); plain != it.body && strings.ContainsRune(it.body, ';') {
		it.body = plain
	}
}

func jdReview(r *raw) *item {
	it := r.begin("jd", "jd")
	it.id = r.string("id", "id")
	it.review("content")
	if v := r.get("referenceId"); !v.empty() {
		it.url = "https://item.jd.com/" + v.text + ".html"
	}
	it.at(east, "creationTime")
	it.number("metrics.likes", &it.counts.Likes, "usefulVoteCount")
	it.number("metrics.comments", &it.counts.Comments, "replyCount")
	it.pictures("images", "afterImages")
	if videos := r.get("videos"); videos != nil {
		for n := range videos.items {
			it.pictures("videos."+itoa(n)+".remark", "videos."+itoa(n)+".mainUrl")
		}
	}
	r.drop(dropDevice, "userClient", "userClientShow", "mobileVersion")
	r.drop(dropPerson, "userImage", "userImageUrl", "userImgFlag", "pin", "userProvince", "userLevelId", "userExpValue", "userRegisterTime")
	r.buyer("nickname")
	return it
}

// buyer keeps the name of a buyer under extra if the shop has masked it, which
// names nobody, and drops it otherwise: a buyer who wrote under their name to a
// shop has not published it to us.
func (r *raw) buyer(path string) {
	if v := r.get(path); !v.empty() && !isMasked(v.words()) {
		v.settle(dropped, dropPerson)
	}
}

func tmallReview(r *raw) *item {
	it := r.begin("tmall", "tmall")
	it.id = r.string("id", "id", "rateId")
	it.review("rateContent")
	it.at(east, "rateDate")
	it.pictures("pics")
	if v := r.get("auctionNumId"); !v.empty() {
		it.url = "https://detail.tmall.com/item.htm?id=" + v.text
	}
	r.drop(dropPerson, "displayUserNumId", "displayUserLink", "headExtraPic", "aliMallSeller")
	r.buyer("displayUserNick")
	return it
}

func taobaoReview(r *raw) *item {
	it := r.begin("taobao", "taobao")
	it.id = r.string("id", "rateId")
	it.review("content")
	it.at(east, "date", "creationTime")
	it.number("metrics.likes", &it.counts.Likes, "useful")
	it.pictures("photos")
	r.drop(dropPerson, "user.userId", "user.displayRatePic", "user.avatar", "user.nickUrl", "user.rank", "user.vip", "user.vipLevel")
	r.buyer("user.nick")
	return it
}

func wechatSheet(r *raw) *item {
	it := r.begin("wechat", "wechat")
	it.id = r.string("id", "ID")
	it.link("链接")
	it.article("文章内容")
	it.headline("标题")
	it.summary = r.string("summary", "摘要")
	it.at(east, "发布时间", "创建时间")
	it.number("metrics.views", &it.counts.Views, "阅读")
	it.number("metrics.likes", &it.counts.Likes, "点赞")
	it.number("metrics.shares", &it.counts.Shares, "分享")
	it.number("metrics.comments", &it.counts.Comments, "留言")
	it.name("公众号")
	it.pictures("封面")
	return it
}

func wechatJSON(r *raw) *item {
	it := r.begin("wechat", "wechat")
	it.id = r.string("id", "aid")
	it.link("link")
	it.article("content_noencode", "content", "html")
	it.headline("title")
	it.summary = r.string("summary", "digest")
	it.at(east, "update_time", "create_time")
	it.number("metrics.views", &it.counts.Views, "readNum", "read_num")
	it.number("metrics.likes", &it.counts.Likes, "oldLikeNum", "old_like_num")
	it.number("metrics.shares", &it.counts.Shares, "shareNum", "share_num")
	it.number("metrics.comments", &it.counts.Comments, "commentNum", "comment_num")
	it.author.id = r.string("creator.accounts.id", "fakeid")
	it.name("_accountName", "nickname")
	it.pictures("cover", "cover_img")
	return it
}

var (
	tagForm   = regexp.MustCompile(`(?s)<(?:/?[a-zA-Z][^>]*|!--.*?--)>`)
	breakForm = regexp.MustCompile(`(?i)<br\s*/?>|</(?:p|div|section|h[1-6]|li|tr|blockquote)>`)
	hideForm  = regexp.MustCompile(`(?is)<(?:script|style|head)[^>]*>.*?</(?:script|style|head)>`)
	manyLines = regexp.MustCompile(`\n[ \t\x{a0}]*(?:\n[ \t\x{a0}]*)+`)
)

// article sets the text of a post that an export has as HTML; the HTML itself
// stays under extra.
func (it *item) article(paths ...string) {
	v := it.from.first(paths...)
	if v == nil {
		return
	}
	if !tagForm.MatchString(v.words()) {
		it.caption(paths...)
		return
	}
	it.body = plainOf(v.words())
}

// plainOf is the text of HTML: what it says, line by line.
func plainOf(s string) string {
	s = hideForm.ReplaceAllString(s, "")
	s = breakForm.ReplaceAllString(strings.ReplaceAll(s, "\n", " "), "\n")
	s = html.UnescapeString(tagForm.ReplaceAllString(s, ""))
	var lines []string
	for line := range strings.SplitSeq(s, "\n") {
		lines = append(lines, strings.TrimSpace(line))
	}
	return strings.TrimSpace(manyLines.ReplaceAllString(strings.Join(lines, "\n"), "\n\n"))
}
