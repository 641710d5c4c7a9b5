package intake

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"playbook/generator/record"
)

// What yt-dlp, gallery-dl and instaloader write beside the files that they save.
var galleryLayouts = []layout{
	{tool: "yt-dlp", about: "yt-dlp", all: []string{"id", "webpage_url"}, any: []string{"extractor", "extractor_key"}, read: ytDLP},
	{tool: "gallery-dl", about: "gallery-dl", all: []string{"category", "subcategory"}, read: gallery},
	{tool: "gallery-dl", about: "gallery-dl", all: []string{"subalbum", "user"}, read: gallery},
	{tool: "instaloader", about: "instaloader", all: []string{"instaloader", "node.shortcode"}, read: instaloader},
}

var noTitle = regexp.MustCompile(`^(?:TikTok|Douyin|Instagram|Facebook) (?:video|photo|reel|post) ?#?\S*$|^(?:Video|Photo|Post|Reel) by \S+$`)

func ytDLP(r *raw) *item {
	it := r.begin("yt-dlp", "")
	it.id = r.string("id", "id")
	it.link("webpage_url", "original_url")
	if it.platform == "" {
		it.platform = record.PlatformID(strings.ToLower(r.get("extractor_key").words() + ""))
		it.author.platform = it.platform
	}
	if it.platform == "weibo" || it.platform == "instagram" {
		r.same("id", "display_id")
	}
	it.caption("description")
	if noTitle.MatchString(r.get("title").words()) {
		r.same("id", "title") // what the tool writes if there is none
	}
	it.headline("title")
	r.same("title", "fulltitle")
	it.at(time.UTC, "timestamp")
	if it.posted.date.IsZero() {
		it.at(time.UTC, "upload_date")
	} else {
		r.same("posted", "upload_date")
	}
	it.seen(time.UTC, "epoch")
	it.number("metrics.likes", &it.counts.Likes, "like_count")
	it.number("metrics.saves", &it.counts.Saves, "save_count")
	it.number("metrics.comments", &it.counts.Comments, "comment_count")
	it.number("metrics.shares", &it.counts.Shares, "repost_count")
	it.number("metrics.views", &it.counts.Views, "view_count", "play_count")
	it.topics(",", "tags")
	it.number("creator.followers", &it.author.followers, "channel_follower_count")
	it.ytAuthor()
	r.drop(dropTool, "formats", "requested_formats", "requested_downloads", "requested_subtitles", "url", "manifest_url", "fragments", "format", "format_id", "format_note",
		"protocol", "_version", "_filename", "filename", "_has_drm", "__last_playlist_index", "automatic_captions", "heatmap", "_format_sort_fields", "http_headers")
	r.drop(dropComments, "comments")
	it.pictures("thumbnail")
	if l := r.get("thumbnails"); l != nil {
		it.remote = append(it.remote, addresses(l)...)
		l.settle(mapped, "media")
	}
	it.remote = once(it.remote)
	it.local = r.stems(".info.json")
	return it
}

// ytAuthor sorts out what the tool calls uploader and channel: on TikTok and
// Douyin the handle and the name, on Instagram the name and the handle.
func (it *item) ytAuthor() {
	r, who := it.from, &it.author
	switch it.platform {
	case "tiktok", "douyin":
		who.handle = r.string("creator.accounts.handle", "uploader")
		it.name("channel")
		who.id = r.string("creator.accounts.id", "uploader_id")
		who.url = webOnly(r.string("creator.accounts.url", "uploader_url"))
	case "instagram":
		it.name("uploader")
		who.handle = r.string("creator.accounts.handle", "channel")
		who.id = r.string("creator.accounts.id", "uploader_id", "channel_id")
		who.url = webOnly(r.string("creator.accounts.url", "uploader_url", "channel_url"))
	default:
		it.name("uploader", "channel", "creator")
		who.id = r.string("creator.accounts.id", "uploader_id", "channel_id")
		who.url = webOnly(r.string("creator.accounts.url", "uploader_url", "channel_url"))
		if strings.HasPrefix(who.id, "@") {
			who.handle = who.id
			who.id = r.string("creator.accounts.id", "channel_id")
		}
	}
	if who.url == "" && it.platform == "xiaohongshu" && who.id != "" {
		who.url = "https://www.xiaohongshu.com/user/profile/" + who.id
	}
}

// stems are pictures and videos that lie beside the record under its name.
func (r *raw) stems(ending string) []string {
	if r.file == nil || r.file.piped != nil && r.file.fsys == nil {
		return nil
	}
	stem, ok := strings.CutSuffix(r.file.path, ending)
	if !ok {
		return nil
	}
	var out []string
	for _, e := range []string{".mp4", ".webm", ".mov", ".m4v", ".jpg", ".jpeg", ".webp", ".png", ".gif", ".heic", ".image"} {
		if r.file.exists(stem + e) {
			out = append(out, stem+e)
		}
	}
	return out
}

func (f *file) exists(name string) bool {
	in, err := f.fsys.Open(name)
	if err != nil {
		return false
	}
	info, err := in.Stat()
	in.Close()
	return err == nil && info.Mode().IsRegular()
}

func gallery(r *raw) *item {
	var it *item
	switch r.get("category").words() {
	case "instagram":
		it = galleryInstagram(r)
	case "tiktok":
		it = galleryTikTok(r)
	case "pinterest":
		it = galleryPinterest(r)
	case "weibo":
		it = galleryWeibo(r)
	default:
		it = galleryElse(r)
	}
	if local := r.stems(".json"); len(local) > 0 {
		it.local = local
	} else if r.file != nil && r.file.fsys != nil {
		// 123.jpg.json lies beside 123.jpg.
		if name := strings.TrimSuffix(r.file.path, ".json"); isMedia(name) && r.file.exists(name) {
			it.local = []string{name}
		} else if name := path.Join(path.Dir(r.file.path), r.get("filename").words()+"."+r.get("extension").words()); isMedia(name) && r.file.exists(name) {
			it.local = []string{name}
		}
	}
	r.drop(dropViewer, "liked", "pinned", "subscription", "audience")
	return it
}

func galleryInstagram(r *raw) *item {
	it := r.begin("gallery-dl", "instagram")
	it.id = r.string("id", "post_shortcode", "post_id", "shortcode")
	r.same("id", "post_id")
	it.link("post_url")
	it.caption("description")
	it.at(time.UTC, "post_date", "date")
	it.number("metrics.likes", &it.counts.Likes, "likes")
	it.number("metrics.comments", &it.counts.Comments, "comments")
	it.topics(",", "tags")
	it.author.id = r.string("creator.accounts.id", "owner_id")
	it.author.handle = r.string("creator.accounts.handle", "username")
	it.name("fullname")
	it.pictures("display_url", "video_url")
	return it
}

func galleryTikTok(r *raw) *item {
	it := r.begin("gallery-dl", "tiktok")
	it.id = r.string("id", "id")
	it.author.handle = r.string("creator.accounts.handle", "author.uniqueId")
	it.author.id = r.string("creator.accounts.id", "author.id")
	it.name("author.nickname")
	it.profile("author.signature", "author.secUid")
	if it.id != "" {
		kind := "video"
		if r.get("post_type").words() == "image" || r.get("imagePost") != nil {
			kind = "photo"
		}
		it.address("https://www.tiktok.com/@" + it.author.handle + "/" + kind + "/" + it.id)
	}
	it.caption("desc")
	if noTitle.MatchString(r.get("title").words()) {
		r.same("id", "title")
	}
	it.headline("title")
	it.at(time.UTC, "createTime", "date")
	r.same("posted", "date")
	it.number("metrics.likes", &it.counts.Likes, "stats.diggCount")
	it.number("metrics.saves", &it.counts.Saves, "stats.collectCount")
	it.number("metrics.comments", &it.counts.Comments, "stats.commentCount")
	it.number("metrics.shares", &it.counts.Shares, "stats.shareCount")
	it.number("metrics.views", &it.counts.Views, "stats.playCount")
	it.number("creator.followers", &it.author.followers, "authorStats.followerCount")
	it.topics(",", "tags")
	return it
}

func galleryPinterest(r *raw) *item {
	it := r.begin("gallery-dl", "pinterest")
	it.id = r.string("id", "id")
	it.url = permalink("pinterest", it.id, "")
	it.caption("description", "closeup_description", "closeup_unified_description")
	it.headline("title", "grid_title")
	it.at(time.UTC, "created_at", "date")
	r.same("posted", "date")
	it.author.id = r.string("creator.accounts.id", "pinner.id")
	it.author.handle = r.string("creator.accounts.handle", "pinner.username")
	it.name("pinner.full_name")
	it.number("metrics.saves", &it.counts.Saves, "aggregated_pin_data.aggregated_stats.saves", "repin_count")
	it.number("metrics.comments", &it.counts.Comments, "comment_count")
	it.topics(",", "tags")
	it.pictures("images.orig.url")
	r.drop(dropToken, "tracking_params")
	return it
}

func galleryWeibo(r *raw) *item {
	it := r.begin("gallery-dl", "weibo")
	it.id = r.string("id", "status.id", "status.idstr")
	r.same("id", "status.idstr", "status.mid")
	it.author.id = r.string("creator.accounts.id", "status.user.id", "user.id")
	r.same("creator.accounts.id", "status.user.idstr", "user.idstr")
	it.name("status.user.screen_name", "user.screen_name")
	it.weiboAddress(r.string("url", "status.mblogid"))
	it.caption("status.longText.content", "status.text_raw", "status.text")
	if r.get("status.text_raw").words() == it.body {
		r.same("body", "status.text_raw")
	}
	it.at(east, "status.created_at", "status.longText.created_at", "date")
	it.number("metrics.likes", &it.counts.Likes, "status.attitudes_count")
	it.number("metrics.comments", &it.counts.Comments, "status.comments_count")
	it.number("metrics.shares", &it.counts.Shares, "status.reposts_count")
	it.number("creator.followers", &it.author.followers, "status.user.followers_count")
	r.drop(dropDevice, "status.source")
	it.topics(",", "tags")
	it.profile("status.user.description", "status.user.avatar_hd", "user.avatar_hd", "user.description", "user.location", "user.profile_url")
	return it
}

// galleryElse reads any other site as far as the tool's common keys go.
func galleryElse(r *raw) *item {
	it := r.begin("gallery-dl", r.get("category").words())
	if it.platform == "" && r.has("subalbum", "user") {
		it.platform, it.author.platform = "weibo", "weibo"
	} else {
		r.same("platform", "category")
	}
	it.platform = record.PlatformID(it.platform)
	it.author.platform = it.platform
	it.id = r.string("id", "id", "post_id", "pid")
	it.link("post_url", "webpage_url", "page_url")
	it.caption("description", "content", "text", "caption")
	it.headline("title", "pic_title")
	it.at(time.UTC, "date", "created_at")
	it.author.id = r.string("creator.accounts.id", "user.id", "owner_id", "author.id")
	r.same("creator.accounts.id", "user.idstr")
	it.name("user.screen_name", "user.name", "author.name", "username")
	it.profile("user.location", "user.profile_url")
	it.pictures("subalbum.pic")
	it.topics(",", "tags")
	return it
}

func instaloader(r *raw) *item {
	it := r.begin("instaloader", "instagram")
	it.id = r.string("id", "node.shortcode")
	r.same("id", "node.id")
	it.url = permalink("instagram", it.id, "")
	it.caption("node.edge_media_to_caption.edges.0.node.text", "node.caption.text", "node.caption")
	it.headline("node.title")
	it.at(time.UTC, "node.taken_at_timestamp", "node.date")
	it.number("metrics.likes", &it.counts.Likes, "node.edge_media_preview_like.count", "node.edge_liked_by.count")
	if r.get("node.edge_liked_by.count").words() == it.counts.Likes.Text {
		r.same("metrics.likes", "node.edge_liked_by.count")
	}
	it.number("metrics.comments", &it.counts.Comments, "node.edge_media_to_comment.count", "node.edge_media_to_parent_comment.count")
	it.number("metrics.views", &it.counts.Views, "node.video_view_count", "node.video_play_count")
	it.author.id = r.string("creator.accounts.id", "node.owner.id")
	it.author.handle = r.string("creator.accounts.handle", "node.owner.username")
	it.name("node.owner.full_name")
	it.number("creator.followers", &it.author.followers, "node.owner.edge_followed_by.count")
	if owner := r.get("node.owner"); owner != nil {
		owner.purge()
		for _, m := range owner.fields {
			it.profile("node.owner." + m.name)
		}
	}
	r.drop(dropTool, "instaloader")
	r.drop(dropTool, "node.media_preview")
	r.drop(dropComments, "node.edge_media_to_comment.edges", "node.edge_media_to_comment.data", "node.edge_media_to_parent_comment.edges")
	it.pictures("node.display_url", "node.video_url", "node.thumbnail_src")
	it.tags = topicsOf("instagram", it.body)
	it.local = r.instaloaderFiles()
	return it
}

// instaloaderFiles are 2020-12-17_10-02-31_UTC_1.jpg and so on beside the record.
func (r *raw) instaloaderFiles() []string {
	if r.file == nil || r.file.fsys == nil {
		return nil
	}
	stem := strings.TrimSuffix(strings.TrimSuffix(r.file.path, ".xz"), ".json")
	var out []string
	for _, number := range slices.Concat([]string{""}, counting(40)) {
		found := false
		for _, e := range []string{".jpg", ".webp", ".png", ".mp4"} {
			if name := stem + number + e; r.file.exists(name) {
				out, found = append(out, name), true
			}
		}
		if !found && number != "" && number != "_1" {
			break
		}
	}
	return out
}

// counting is _1, _2 and so on.
func counting(n int) []string {
	var out []string
	for i := range n {
		out = append(out, "_"+itoa(i+1))
	}
	return out
}

// apart are posts whose records come one to a file, until all files of a folder
// are read.
type apart struct {
	posts [][]*item
	of    map[string]int // by key
}

// begun reports whether another file of the same post is there.
func (a *apart) begun(it *item) bool {
	_, ok := a.of[it.key()]
	return ok
}

func (a *apart) add(it *item) {
	k := it.key()
	if n, ok := a.of[k]; ok {
		a.posts[n] = append(a.posts[n], it)
		return
	}
	if a.of == nil {
		a.of = map[string]int{}
	}
	if k != "" {
		a.of[k] = len(a.posts)
	}
	a.posts = append(a.posts, []*item{it})
}

// key is the first of the keys of an item, or "".
func (it *item) key() string { return first(it.keys()...) }

// flush writes the posts whose records came one to a file, all files of a post
// together: what they share is said once, the rest in a list.
func (i *intake) flush() error {
	posts := i.apart.posts
	i.apart = apart{}
	for _, files := range posts {
		if err := i.store(together(files)); err != nil {
			return err
		}
	}
	return nil
}

// together makes one post of the records of its files.
func together(group []*item) *item {
	it := group[0]
	if len(group) == 1 {
		return it
	}
	slices.SortStableFunc(group, func(a, b *item) int { return naturally(a.from.get("num").words(), b.from.get("num").words()) })
	first := group[0]
	shared, files := &value{kind: object}, &value{kind: list}
	for _, m := range first.extra.fields {
		if all(group, func(x *item) bool { return same(x.extra.child(m.name), m.value) }) {
			shared.set(m.name, m.value)
		}
	}
	var local []string
	for _, x := range group {
		own := &value{kind: object}
		for _, m := range x.extra.fields {
			if shared.child(m.name) == nil {
				own.set(m.name, m.value)
			}
		}
		files.items = append(files.items, own)
		local = append(local, x.local...)
	}
	shared.set("files", files)
	first.extra, first.local = shared, local
	return first
}

func all[T any](list []T, is func(T) bool) bool {
	return !anyOf(list, func(x T) bool { return !is(x) })
}

// same reports whether two values say the same.
func same(a, b *value) bool {
	if a == nil || b == nil || a.kind != b.kind || a.text != b.text || len(a.fields) != len(b.fields) || len(a.items) != len(b.items) {
		return a == b
	}
	for n := range a.fields {
		if a.fields[n].name != b.fields[n].name || !same(a.fields[n].value, b.fields[n].value) {
			return false
		}
	}
	for n := range a.items {
		if !same(a.items[n], b.items[n]) {
			return false
		}
	}
	return true
}
