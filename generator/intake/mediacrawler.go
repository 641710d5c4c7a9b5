package intake

import (
	"slices"
	"strings"

	"playbook/generator/record"
)

// MediaCrawler changed what it writes in July 2026: files made before name the
// author, files made since have a hash and a masked name. Both are in folders.
var crawlerLayouts = []layout{
	{tool: "mediacrawler", about: "MediaCrawler (贴吧)", all: []string{"note_id", "tieba_name"}, read: crawlerTieba},
	{tool: "mediacrawler", about: "MediaCrawler (小红书)", all: []string{"note_id", "note_url"}, any: []string{"desc", "type", "xsec_token"}, read: crawlerXHS},
	{tool: "mediacrawler", about: "MediaCrawler (微博)", all: []string{"note_id", "content", "create_time", "note_url"}, any: []string{"shared_count", "comments_count"}, read: crawlerWeibo},
	{tool: "mediacrawler", about: "MediaCrawler (抖音)", all: []string{"aweme_id", "aweme_url"}, read: crawlerDouyin},
	{tool: "mediacrawler", about: "MediaCrawler (B 站)", all: []string{"video_id", "video_url"}, any: []string{"video_danmaku", "video_play_count", "video_coin_count"}, read: crawlerBilibili},
	{tool: "mediacrawler", about: "MediaCrawler (快手)", all: []string{"video_id", "video_url"}, any: []string{"viewd_count", "video_play_url"}, read: crawlerKuaishou},
	{tool: "mediacrawler", about: "MediaCrawler (知乎)", all: []string{"content_id", "content_url"}, any: []string{"content_text", "voteup_count"}, read: crawlerZhihu},
	{tool: "mediacrawler", about: "MediaCrawler (comments)", all: []string{"comment_id", "content"}, any: []string{"parent_comment_id", "sub_comment_count", "note_id", "aweme_id", "video_id"}, skip: skipComments},
	{tool: "mediacrawler", about: "MediaCrawler (creators)", all: []string{"user_id", "nickname", "fans"}, any: []string{"follows", "interaction"}, read: crawlerCreator},
}

var skipComments = message{
	En: "comments belong to those who wrote them and are not imported; the number of comments is part of the post",
	Zh: "评论属于写评论的人，不导入；评论数已包含在笔记数据里",
}

// crawlerHeadings are pairs of headings, before and after July 2026.
var crawlerHeadings = [][2][]string{
	{
		strings.Fields("note_id type title desc video_url time last_update_time user_id nickname avatar liked_count collected_count comment_count share_count ip_location image_list tag_list last_modify_ts note_url source_keyword xsec_token"),
		strings.Fields("note_id type title desc video_url time last_update_time creator_hash nickname liked_count collected_count comment_count share_count image_list tag_list last_modify_ts note_url source_keyword xsec_token"),
	},
	{
		strings.Fields("note_id content create_time create_date_time liked_count comments_count shared_count last_modify_ts note_url ip_location user_id nickname gender profile_url avatar source_keyword"),
		strings.Fields("note_id content create_time create_date_time liked_count comments_count shared_count last_modify_ts note_url creator_hash nickname source_keyword"),
	},
}

// isCrawler reports whether headings are of MediaCrawler, which fills every cell.
func isCrawler(heads []string) bool { return slices.Contains(heads, "last_modify_ts") }

// crawled reads what all platforms of MediaCrawler have in common.
func (r *raw) crawled(platform string) *item {
	it := r.begin("mediacrawler", platform)
	it.id = r.string("id", "note_id", "aweme_id", "video_id", "content_id")
	it.seen(east, "last_modify_ts")
	it.name("nickname", "user_nickname")
	it.author.id = r.string("creator.accounts.id", "user_id")
	if it.author.id == "" {
		if hash := r.string("creator.accounts.id", "creator_hash"); hash != "" {
			it.author.id = "h:" + hash
		}
	}
	r.drop(dropToken, "xsec_token")
	r.drop(dropComments, "comment_list", "comments")
	it.profile("avatar", "user_avatar")
	return it
}

func crawlerXHS(r *raw) *item {
	it := r.crawled("xiaohongshu")
	it.link("note_url")
	it.caption("desc")
	it.headline("title")
	it.at(east, "time")
	it.number("metrics.likes", &it.counts.Likes, "liked_count")
	it.number("metrics.saves", &it.counts.Saves, "collected_count")
	it.number("metrics.comments", &it.counts.Comments, "comment_count")
	it.number("metrics.shares", &it.counts.Shares, "share_count")
	it.topics(",", "tag_list")
	it.pictures("image_list", "video_url")
	if !strings.HasPrefix(it.author.id, "h:") && it.author.id != "" {
		it.author.url = "https://www.xiaohongshu.com/user/profile/" + it.author.id
	}
	return it
}

func crawlerWeibo(r *raw) *item {
	it := r.crawled("weibo")
	it.link("note_url")
	it.caption("content")
	it.at(east, "create_time", "create_date_time")
	r.same("posted", "create_date_time")
	it.number("metrics.likes", &it.counts.Likes, "liked_count")
	it.number("metrics.comments", &it.counts.Comments, "comments_count")
	it.number("metrics.shares", &it.counts.Shares, "shared_count")
	it.topics(",", "tag_list")
	it.author.url = webOnly(r.string("creator.accounts.url", "profile_url"))
	return it
}

func crawlerDouyin(r *raw) *item {
	it := r.crawled("douyin")
	it.link("aweme_url")
	it.caption("desc")
	it.headline("title")
	it.at(east, "create_time")
	it.number("metrics.likes", &it.counts.Likes, "liked_count")
	it.number("metrics.saves", &it.counts.Saves, "collected_count")
	it.number("metrics.comments", &it.counts.Comments, "comment_count")
	it.number("metrics.shares", &it.counts.Shares, "share_count")
	it.topics(",", "tag_list")
	it.pictures("note_download_url", "video_download_url", "cover_url")
	it.author.handle = r.string("creator.accounts.handle", "user_unique_id")
	if sec := r.string("creator.accounts.url", "sec_uid"); sec != "" {
		it.author.url = "https://www.douyin.com/user/" + sec
	}
	it.profile("user_signature")
	r.drop(dropPerson, "short_user_id")
	return it
}

func crawlerBilibili(r *raw) *item {
	it := r.crawled("bilibili")
	it.link("video_url")
	it.caption("desc")
	it.headline("title")
	it.at(east, "create_time")
	it.number("metrics.likes", &it.counts.Likes, "liked_count")
	it.number("metrics.saves", &it.counts.Saves, "video_favorite_count")
	it.number("metrics.comments", &it.counts.Comments, "video_comment")
	it.number("metrics.shares", &it.counts.Shares, "video_share_count")
	it.number("metrics.views", &it.counts.Views, "video_play_count")
	it.pictures("video_cover_url")
	return it
}

func crawlerKuaishou(r *raw) *item {
	it := r.crawled("kuaishou")
	it.link("video_url")
	it.caption("desc")
	it.headline("title")
	it.at(east, "create_time")
	it.number("metrics.likes", &it.counts.Likes, "liked_count")
	it.number("metrics.views", &it.counts.Views, "viewd_count")
	it.pictures("video_play_url", "video_cover_url")
	return it
}

func crawlerTieba(r *raw) *item {
	it := r.crawled("tieba")
	it.link("note_url")
	it.caption("desc")
	it.headline("title")
	it.at(east, "publish_time")
	it.number("metrics.comments", &it.counts.Comments, "total_replay_num")
	return it
}

func crawlerZhihu(r *raw) *item {
	it := r.crawled("zhihu")
	it.link("content_url")
	it.caption("content_text", "desc")
	it.headline("title")
	it.at(east, "created_time")
	it.number("metrics.likes", &it.counts.Likes, "voteup_count")
	it.number("metrics.comments", &it.counts.Comments, "comment_count")
	return it
}

// crawlerCreator reads a profile: a creator, and no post.
func crawlerCreator(r *raw) *item {
	it := r.begin("mediacrawler", "")
	it.kind = record.Creators
	switch {
	case r.has("videos_count"):
		it.platform = "douyin"
	case r.has("interaction"):
		it.platform = "xiaohongshu"
	}
	it.author.platform = it.platform
	it.author.id = r.string("creator.accounts.id", "user_id")
	it.name("nickname")
	it.seen(east, "last_modify_ts")
	it.number("creator.followers", &it.author.followers, "fans")
	if it.platform == "xiaohongshu" {
		it.author.url = "https://www.xiaohongshu.com/user/profile/" + it.author.id
	}
	it.profile("desc", "avatar", "follows", "interaction", "tag_list", "videos_count")
	return it
}

// webOnly is an address with its scheme; "" if it is none.
func webOnly(s string) string { return record.StripTracking(webAddress(strings.TrimSpace(s))) }
