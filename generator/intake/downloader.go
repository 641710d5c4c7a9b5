package intake

import (
	"strings"

	"playbook/generator/record"
)

// Sheets and records of downloaders, whose keys are Chinese.
var downloaderLayouts = []layout{
	{tool: "douk", about: "DouK-Downloader", all: []string{"作品ID", "SEC_UID"}, any: []string{"账号昵称", "作品描述"}, read: douk},
	{tool: "xhs-downloader", about: "XHS-Downloader", all: []string{"作品ID", "作品标题"}, any: []string{"作品链接", "作品描述", "作者昵称"}, read: xhsDownloader},
	{tool: "spider-xhs", about: "Spider_XHS", all: []string{"笔记id", "笔记url"}, read: spiderXHS},
	{tool: "spider-xhs", about: "Spider_XHS (users)", all: []string{"用户id", "小红书号"}, any: []string{"粉丝数量", "用户名"}, read: spiderUser},
}

func xhsDownloader(r *raw) *item {
	it := r.begin("xhs-downloader", "xiaohongshu")
	it.id = r.string("id", "作品ID")
	it.link("作品链接")
	it.caption("作品描述")
	it.headline("作品标题")
	it.at(east, "时间戳", "发布时间")
	if it.posted.basis == "" && !it.posted.date.IsZero() {
		r.same("posted", "发布时间") // the same moment, in the zone of the computer
	}
	it.seen(east, "采集时间")
	it.number("metrics.likes", &it.counts.Likes, "点赞数量")
	it.number("metrics.saves", &it.counts.Saves, "收藏数量")
	it.number("metrics.comments", &it.counts.Comments, "评论数量")
	it.number("metrics.shares", &it.counts.Shares, "分享数量")
	it.topics(" \t\n,", "作品标签")
	it.author.id = r.string("creator.accounts.id", "作者ID")
	it.author.url = webOnly(r.string("creator.accounts.url", "作者链接"))
	it.name("作者昵称")
	if it.author.name == it.author.id {
		it.author.name = "" // what the tool writes if it knows no name
	}
	it.pictures("下载地址", "动图地址")
	return it
}

func spiderXHS(r *raw) *item {
	it := r.begin("spider-xhs", "xiaohongshu")
	it.id = r.string("id", "笔记id")
	it.link("笔记url")
	it.caption("描述")
	if r.get("标题").words() == "无标题" {
		r.same("title", "标题")
	}
	it.headline("标题")
	it.at(east, "上传时间")
	it.number("metrics.likes", &it.counts.Likes, "点赞数量")
	it.number("metrics.saves", &it.counts.Saves, "收藏数量")
	it.number("metrics.comments", &it.counts.Comments, "评论数量")
	it.number("metrics.shares", &it.counts.Shares, "分享数量")
	it.topics(",， ", "标签")
	it.author.id = r.string("creator.accounts.id", "用户id")
	it.author.url = webOnly(r.string("creator.accounts.url", "用户主页url"))
	it.name("昵称")
	it.profile("头像url")
	it.pictures("图片地址url列表", "视频地址url", "视频封面url")
	return it
}

func spiderUser(r *raw) *item {
	it := r.begin("spider-xhs", "xiaohongshu")
	it.kind = record.Creators
	it.author.id = r.string("creator.accounts.id", "用户id")
	it.author.url = webOnly(r.string("creator.accounts.url", "用户主页url"))
	it.author.handle = r.string("creator.accounts.handle", "小红书号")
	it.name("用户名")
	it.number("creator.followers", &it.author.followers, "粉丝数量")
	it.profile("头像url", "介绍", "关注数量", "作品被赞和收藏数量", "标签")
	return it
}

func douk(r *raw) *item {
	platform := "douyin"
	if strings.Contains(r.get("作品链接").words(), "tiktok.com") {
		platform = "tiktok"
	}
	it := r.begin("douk", platform)
	it.id = r.string("id", "作品ID")
	it.link("作品链接")
	if r.get("作品描述").words() == it.id {
		r.same("id", "作品描述") // what the tool writes if there is none
	}
	it.caption("作品描述")
	it.at(east, "发布时间")
	it.seen(east, "采集时间")
	it.number("metrics.likes", &it.counts.Likes, "点赞数量")
	it.number("metrics.saves", &it.counts.Saves, "收藏数量")
	it.number("metrics.comments", &it.counts.Comments, "评论数量")
	it.number("metrics.shares", &it.counts.Shares, "分享数量")
	it.number("metrics.views", &it.counts.Views, "播放数量")
	it.topics(", #，", "作品话题")
	it.author.id = r.string("creator.accounts.id", "UID")
	it.author.handle = r.string("creator.accounts.handle", "ID")
	if sec := r.string("creator.accounts.url", "SEC_UID"); sec != "" && platform == "douyin" {
		it.author.url = "https://www.douyin.com/user/" + sec
	}
	it.name("账号昵称")
	it.profile("账号签名")
	it.pictures("下载地址", "静态封面", "动态封面")
	return it
}
