package intake

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// A layout is one form that records come in. It is known by its keys alone:
// tools keep their names when they change their files, and files lose theirs.
type layout struct {
	tool  string // the block under extra, and what --only calls it
	about string // what people call it
	all   []string
	any   []string            // one of these too, if there are any
	when  func(v *value) bool // says so where keys alone do not
	meta  bool                // its text is damaged the way Meta's exports damage it
	read  func(r *raw) *item
	skip  message // why its records are not imported
}

// fits reports whether v has the keys of the layout.
func (l *layout) fits(v *value) bool {
	return v.has(l.all...) && (l.when == nil || l.when(v)) && (len(l.any) == 0 || anyOf(l.any, func(k string) bool { return v.get(k) != nil }))
}

// layouts are all that we know, the particular before the general.
var layouts = slices.Concat(crawlerLayouts, downloaderLayouts, weiboLayouts, galleryLayouts, metaLayouts, tiktokLayouts, shopLayouts, articleLayouts, sheetLayouts)

// layoutOf is the layout of a record, or nil.
func layoutOf(v *value) *layout {
	if v.kind != object {
		return nil
	}
	for i := range layouts {
		if layouts[i].fits(v) {
			return &layouts[i]
		}
	}
	return nil
}

// contained is the records in v: itself, or those that it wraps; rest is what it
// says beside them, of which shared keys go to each record.
func contained(v *value) (records []*value, rest *value) {
	switch {
	case v.kind != object:
		return []*value{v}, nil
	case v.has("message", "data") && v.get("data").kind == object: // XHS-Downloader's service
		v.get("message").settle(dropped, dropTool)
		return withRest(v, "data", []*value{v.get("data")})
	case v.has("user", "weibo") && v.get("weibo").kind == list:
		for _, post := range v.get("weibo").items {
			if post.kind == object && post.get("user") == nil {
				post.set("user", copyOf(v.get("user")))
			}
		}
		v.get("user").settle(mapped, "creator")
		return withRest(v, "weibo", v.get("weibo").items)
	case v.get("_type").words() == "playlist" && v.get("entries") != nil:
		for _, post := range v.get("entries").items {
			if post.kind == object {
				shareMissing(post, v, "uploader", "channel", "uploader_id", "description", "title", "webpage_url", "timestamp", "like_count", "comment_count", "extractor", "extractor_key")
			}
		}
		return withRest(v, "entries", v.get("entries").items)
	case layoutOf(v) != nil:
		return []*value{v}, nil
	}
	if lists, ok := tiktokLists(v); ok {
		return lists, v
	}
	for _, path := range []string{"saved_saved_media", "likes_media_likes", "relationships_followers", "rateDetail.rateList", "comments", "data.items", "items", "data.list", "data", "ig_reels_media", "ig_stories", "ig_other_media", "other_photos_v2", "videos_v2"} {
		if l := v.get(path); l != nil && l.kind == list && anyOf(l.items, func(x *value) bool { return layoutOf(x) != nil || x.kind == object && x.has("fields") }) {
			return withRest(v, path, l.items)
		}
	}
	return []*value{v}, nil
}

// toRecords marks what holds the records.
const toRecords = "records"

// shareMissing gives a record what its container says, where it says nothing itself.
func shareMissing(to, from *value, names ...string) {
	for _, n := range names {
		if x := from.get(n); x != nil && to.get(n) == nil {
			to.set(n, copyOf(x))
			x.settle(mapped, "each entry")
		}
	}
}

func withRest(v *value, path string, items []*value) ([]*value, *value) {
	for p := v; path != ""; {
		var name string
		name, path, _ = strings.Cut(path, ".")
		p.fate = opened
		p = p.child(name)
		if path == "" {
			p.fate, p.to = opened, toRecords
		}
	}
	return items, v
}

// nearest is the layout that shares most of its keys with a record, or nil.
func nearest(v *value) *layout {
	var best *layout
	most := 0
	for i := range layouts {
		l := &layouts[i]
		if l.skip.En != "" {
			continue
		}
		n := 0
		for _, k := range slices.Concat(l.all, l.any) {
			if v.get(k) != nil {
				n++
			}
		}
		// One key in common is chance.
		if n > most && n > 1 && 2*n >= len(l.all) {
			best, most = l, n
		}
	}
	return best
}

// widths are other headings that a table of these headings may change to
// within one file: MediaCrawler appends to a file across its change of layout.
func widths(heads []string) [][]string {
	var out [][]string
	for _, pair := range crawlerHeadings {
		for i := range pair {
			if slices.Equal(heads, pair[i]) {
				out = append(out, pair[1-i])
			}
		}
	}
	return out
}

// Tools are the names that --only knows tools by.
func Tools() []string {
	var names []string
	for _, l := range layouts {
		names = append(names, l.tool)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// guess is the field of ours that a heading is probably about, or "".
func guess(heading string) string {
	folded := foldHeading(heading)
	for _, s := range synonyms {
		for _, w := range s.words {
			if folded == foldHeading(w) {
				return s.field
			}
		}
	}
	best := ""
	for _, s := range synonyms {
		for _, w := range s.words {
			if f := foldHeading(w); len(f) > 3 && strings.Contains(folded, f) && best == "" {
				best = s.field
			}
		}
	}
	return best
}

// byField orders suggestions as a file has its fields.
func byField(a, b [2]string) int {
	return cmp.Compare(slices.Index(mapFields, a[1]), slices.Index(mapFields, b[1]))
}

// Platforms are platforms that exports are of and the program brings no page for.
func Platforms() []string { return slices.Sorted(maps.Keys(platformTitles)) }

// Fields are the fields that --map knows.
func Fields() []string { return mapFields }
