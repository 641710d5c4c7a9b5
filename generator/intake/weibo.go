package intake

import (
	"strings"

	"playbook/generator/record"
)

var weiboLayouts = []layout{
	{tool: "weibo-crawler", about: "weibo-crawler (JSON)", all: []string{"id", "bid", "text"}, any: []string{"attitudes_count", "screen_name", "reposts_count"}, read: weiboJSON},
	{tool: "weibo-crawler", about: "weibo-crawler (CSV)", all: []string{"bid", "正文"}, any: []string{"点赞数", "转发数", "日期"}, read: weiboCSV},
}

// weiboJSON reads a post of weibo-crawler's JSON, to which its user was added.
func weiboJSON(r *raw) *item {
	it := r.begin("weibo-crawler", "weibo")
	it.id = r.string("id", "id")
	it.author.id = r.string("creator.accounts.id", "user_id", "user.id")
	r.same("creator.accounts.id", "user.id")
	it.name("screen_name", "user.screen_name")
	r.same("creator.title", "user.screen_name")
	it.weiboAddress(r.string("url", "bid"))
	it.caption("text")
	it.at(east, "full_created_at", "created_at")
	r.same("posted", "created_at")
	it.capped("metrics.likes", &it.counts.Likes, "attitudes_count")
	it.capped("metrics.comments", &it.counts.Comments, "comments_count")
	it.capped("metrics.shares", &it.counts.Shares, "reposts_count")
	it.topics(",", "topics")
	it.pictures("pics", "video_url", "live_photo_url")
	it.number("creator.followers", &it.author.followers, "user.followers_count")
	it.author.url = webOnly(r.string("creator.accounts.url", "user.profile_url"))
	r.drop(dropDevice, "source", "retweet.source")
	if user := r.get("user"); user != nil {
		user.purge()
		for _, m := range user.fields {
			it.profile("user." + m.name)
		}
	}
	return it
}

func weiboCSV(r *raw) *item {
	it := r.begin("weibo-crawler", "weibo")
	it.id = strings.TrimSpace(r.string("id", "id")) // a TAB guards it from Excel
	it.author.id = r.string("creator.accounts.id", "用户id")
	it.name("用户昵称")
	it.weiboAddress(strings.TrimSpace(r.string("url", "bid")))
	it.caption("正文")
	it.at(east, "完整日期", "日期")
	r.same("posted", "日期")
	it.capped("metrics.likes", &it.counts.Likes, "点赞数")
	it.capped("metrics.comments", &it.counts.Comments, "评论数")
	it.capped("metrics.shares", &it.counts.Shares, "转发数")
	it.topics(",", "话题")
	it.pictures("原始图片url", "视频url", "Live Photo视频url")
	return it
}

// weiboAddress makes the address from the letters of a post: with its author
// if they are known, for then it is the one that browsers show.
func (it *item) weiboAddress(bid string) {
	switch {
	case bid != "" && it.author.id != "":
		it.address("https://weibo.com/" + it.author.id + "/" + bid)
	case bid != "":
		it.address("https://m.weibo.cn/status/" + bid)
	case it.id != "":
		it.address("https://m.weibo.cn/status/" + it.id)
	}
}

// capped reads a count of weibo-crawler, which turns the "100万+" that the site
// shows into just a million.
func (it *item) capped(field string, to *record.Count, path string) {
	it.number(field, to, path)
	if to.N == 1_000_000 && to.Bound == record.Exact {
		to.Text, to.Bound = to.Text+"+", record.AtLeast
	}
}
