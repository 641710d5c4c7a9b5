package intake

import (
	"regexp"
	"strings"
	"time"

	"playbook/generator/record"
)

// What people download of their own accounts at Instagram, Facebook and TikTok.
var (
	metaLayouts = []layout{
		{tool: "instagram-export", about: "Instagram (own posts)", all: []string{"media.0.uri"}, any: []string{"media.0.creation_timestamp", "creation_timestamp"}, meta: true, read: instagramPost},
		{tool: "instagram-export", about: "Instagram (saved)", all: []string{"title", "string_map_data"}, when: hasPostLink, meta: true, read: instagramSaved},
		{tool: "instagram-export", about: "Instagram (saved)", all: []string{"label_values", "timestamp"}, when: hasLabelledPost, meta: true, read: instagramLabelled},
		{tool: "instagram-export", about: "Instagram (liked)", all: []string{"title", "string_list_data"}, when: hasPostLink, meta: true, read: instagramSaved},
		{tool: "instagram-export", about: "Instagram (followers)", all: []string{"string_list_data.0.href", "media_list_data"}, meta: true, read: instagramFollower},
		{tool: "instagram-export", about: "Instagram (own comments)", all: []string{"string_map_data", "media_list_data"}, meta: true, skip: skipOwnComments},
		{tool: "facebook-export", about: "Facebook (own posts)", all: []string{"timestamp"}, any: []string{"attachments", "data"}, when: facebookShaped, meta: true, read: facebookPost},
	}
	tiktokLayouts = []layout{
		{tool: "tiktok-export", about: "TikTok (favourites and likes)", any: []string{"Link", "link"}, when: tiktokLink, read: tiktokLinked},
		{tool: "tiktok-export", about: "TikTok (followers)", all: []string{"Date", "UserName"}, read: tiktokFollower},
	}
	skipOwnComments = message{
		En: "these are comments that the account wrote under posts of others",
		Zh: "这些是该账号在别人帖子下写的评论",
	}
)

func hasPostLink(v *value) bool {
	href := linkIn(v)
	if href == nil {
		return false
	}
	link, _ := record.ParseLink(href.text)
	return link.ID != ""
}

// linkIn is the address in a record whose labels are in the language of the
// account: "Saved on", "Enregistré le", "保存时间".
func linkIn(v *value) *value {
	for _, list := range []string{"string_map_data", "string_list_data"} {
		x := v.get(list)
		if x == nil {
			continue
		}
		for _, m := range x.fields {
			if h := m.value.get("href"); !h.empty() {
				return h
			}
		}
		for _, y := range x.items {
			if h := y.get("href"); !h.empty() {
				return h
			}
		}
	}
	return nil
}

func instagramPost(r *raw) *item {
	it := r.begin("instagram-export", "instagram")
	it.own = true
	it.caption("title", "media.0.title")
	if it.body == r.get("media.0.title").words() {
		r.same("body", "media.0.title")
	}
	it.at(time.UTC, "creation_timestamp", "media.0.creation_timestamp")
	it.tags = topicsOf("instagram", it.body)
	for _, m := range r.get("media").items {
		if uri := m.get("uri"); !uri.empty() {
			uri.settle(mapped, "media")
			it.local = append(it.local, r.file.upward(uri.text))
		}
	}
	return it
}

// upward finds a path of an export that starts at its root, which is some
// folders above the record that names it.
func (f *file) upward(name string) string {
	if f.fsys == nil {
		return name
	}
	dir := f.path
	for {
		at := strings.LastIndexByte(dir, '/')
		if at < 0 {
			return name
		}
		dir = dir[:at]
		if p := dir + "/" + name; f.exists(p) {
			return p
		}
	}
}

// instagramSaved reads a link to a post of somebody else: a place to start from.
func instagramSaved(r *raw) *item {
	it := r.begin("instagram-export", "instagram")
	it.author.handle = r.string("creator.accounts.handle", "title")
	href := linkIn(r.value)
	href.settle(mapped, "url")
	it.address(href.text)
	return it
}

// hasLabelledPost reports whether one of the labels of a record leads to a post.
func hasLabelledPost(v *value) bool { return labelledPost(v) != nil }

// labelledPost is the value that is the address of a post. Labels are in the
// language of the account, so it is known by what it is.
func labelledPost(v *value) *value {
	for _, x := range v.get("label_values").items {
		if link, _ := record.ParseLink(x.get("value").words()); link.Platform == "instagram" && link.ID != "" {
			return x.get("value")
		}
	}
	return nil
}

// instagramLabelled reads what the newer exports say of a saved or liked post:
// the address, and at some depth the owner, whose handle is the one word of it
// that is no address and stands last.
func instagramLabelled(r *raw) *item {
	it := r.begin("instagram-export", "instagram")
	address := labelledPost(r.value)
	address.settle(mapped, "url")
	it.address(address.text)
	for _, x := range r.get("label_values").items {
		if x.get("href").words() == address.text {
			x.get("href").settle(mapped, "url")
		}
		if handle := lastHandle(x.get("dict")); handle != nil {
			handle.settle(mapped, "creator.accounts.handle")
			it.author.handle = handle.text
		}
	}
	return it
}

var handleForm = regexp.MustCompile(`^[a-z0-9._]{2,30}$`)

// lastHandle is the last value in a tree of labels that can be a handle, or nil.
func lastHandle(v *value) (found *value) {
	if v == nil {
		return nil
	}
	for _, x := range v.items {
		if w := x.get("value"); !w.empty() && handleForm.MatchString(w.text) {
			found = w
		}
		if deeper := lastHandle(x.get("dict")); deeper != nil {
			found = deeper
		}
	}
	return found
}

func instagramFollower(r *raw) *item { return r.follower("instagram-export", "instagram") }

// follower reads an entry of a list of followers: they are counted, not kept.
func (r *raw) follower(tool, platform string) *item {
	it := r.begin(tool, platform)
	it.kind = kindFollower
	r.leave(dropFollower)
	return it
}

// kindFollower marks an item that is one follower of our own account.
const kindFollower record.Kind = "follower"

func facebookShaped(v *value) bool {
	d, a := v.get("data"), v.get("attachments")
	return (d != nil && d.kind == list) || (a != nil && a.kind == list)
}

func facebookPost(r *raw) *item {
	it := r.begin("facebook-export", "facebook")
	it.own = true
	it.at(time.UTC, "timestamp")
	if d := r.get("data"); d != nil {
		for n := range d.items {
			if it.body == "" {
				it.caption("data." + itoa(n) + ".post")
			}
		}
	}
	if a := r.get("attachments"); a != nil {
		for _, x := range a.items {
			if data := x.get("data"); data != nil {
				for _, y := range data.items {
					it.attachment(y)
				}
			}
		}
	}
	return it
}

// attachment takes a picture, whose description repeats the text of the post.
func (it *item) attachment(v *value) {
	if uri := v.get("media.uri"); !uri.empty() {
		uri.settle(mapped, "media")
		it.local = append(it.local, it.from.file.upward(uri.text))
	}
	if d := v.get("media.description"); !d.empty() {
		if it.body == "" {
			it.body = d.text
		}
		if d.text == it.body {
			d.settle(mapped, "body")
		}
	}
}

// tiktokLists finds the lists of links in TikTok's export, whose sections have
// been renamed more than once. All else in it is what the account did.
func tiktokLists(v *value) (records []*value, ok bool) {
	sections := []string{"Likes and Favorites", "Activity", "Your Activity", "Video", "Videos", "Post", "Profile", "Profile And Settings", "Follower", "Comment", "App Settings"}
	if !anyOf(sections, func(s string) bool { x := v.get(s); return x != nil && x.kind == object }) {
		return nil, false
	}
	for _, s := range v.fields {
		s.value.tiktokSection(&records)
	}
	v.leave(dropViewer)
	return records, true
}

func (v *value) tiktokSection(records *[]*value) {
	for _, m := range v.fields {
		switch m.name {
		case "FavoriteVideoList", "ItemFavoriteList", "VideoList", "FansList":
			for _, x := range m.value.items {
				if x.kind == object {
					if m.name == "VideoList" {
						x.set(ownMark, &value{kind: boolean, text: "true", fate: mapped, to: "own"})
					}
					*records = append(*records, x)
				}
			}
			if m.value.kind == list {
				m.value.to = toRecords
			}
		case "Browsing History", "Video Browsing History":
		default:
			m.value.tiktokSection(records)
		}
	}
	for _, x := range v.items {
		x.tiktokSection(records)
	}
}

// ownMark is set on records of our own account where a list says so.
const ownMark = "(own)"

func tiktokLink(v *value) bool {
	for _, k := range []string{"Link", "link"} {
		if link, ok := record.ParseLink(v.get(k).words()); ok && link.Platform == "tiktok" {
			return true
		}
	}
	return false
}

func tiktokLinked(r *raw) *item {
	it := r.begin("tiktok-export", "tiktok")
	it.link("Link", "link")
	if r.get(ownMark) != nil {
		it.own = true
		it.at(time.UTC, "Date", "date")
		it.caption("Title", "title")
		it.number("metrics.likes", &it.counts.Likes, "Likes", "likes")
		return it
	}
	// The date of a favourite is when it was saved, not when it was posted.
	if v := r.first("Date", "date"); v != nil {
		if m, ok := when(v.words(), time.UTC, time.UTC); ok {
			v.settle(mapped, "extra.saved_at")
			it.extra.say("saved_at", m.date.String())
		}
	}
	return it
}

func tiktokFollower(r *raw) *item { return r.follower("tiktok-export", "tiktok") }
