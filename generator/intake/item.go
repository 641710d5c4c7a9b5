package intake

import (
	"strings"
	"time"

	"playbook/generator/record"
)

// An item is one record of an export as the archive will know it.
type item struct {
	kind     record.Kind // posts or pages
	tool     string      // that it comes from: the name of its block under extra
	platform string
	id       string
	url      string
	short    bool // url is a short link, which says nothing offline
	title    string
	summary  string
	body     string
	posted   moment
	captured moment
	author   author
	tags     []string
	style    string
	counts   record.Metrics // On is not set
	insights record.Metrics // numbers that only the owner of the account sees
	local    []string       // pictures and videos that lie beside the export, by their path in it
	remote   []string       // addresses of pictures and videos
	hints    bool           // what an editor has to fill in is said in the file
	own      bool           // from the brand's own account
	extra    *value
	apart    string // tells it from others without an id that say the same
	warnings []warning
	from     *raw
}

// A warning is something about a record that an editor should look at.
type warning struct {
	key  string // a field of the record, for its place
	text message
	args []string
}

// An author is who made a post, as far as the export knows.
type author struct {
	platform  string
	id        string
	handle    string
	name      string
	url       string
	masked    string // the name as a tool masked it; it is no credit line
	followers record.Count
	extra     *value
}

// known reports whether there is anything to make a creator of.
func (a *author) known() bool { return a.id != "" || a.handle != "" || a.name != "" }

// begin starts the item of a record.
func (r *raw) begin(tool, platform string) *item {
	return &item{kind: record.Posts, tool: tool, platform: platform, from: r, extra: &value{kind: object},
		author: author{platform: platform, extra: &value{kind: object}}}
}

// warn notes something for the editor.
func (it *item) warn(key string, text message, args ...string) {
	it.warnings = append(it.warnings, warning{key, text, args})
}

// link sets the address and what follows from it.
func (it *item) link(paths ...string) {
	it.address(it.from.string("url", paths...))
}

// address sets url to the permalink behind an address.
func (it *item) address(address string) {
	address = webAddress(strings.TrimSpace(address))
	if address == "" {
		return
	}
	link, ok := record.ParseLink(address)
	if !ok {
		it.url = record.StripTracking(address)
		return
	}
	it.url = link.Permalink
	it.short = link.ID == "" && isShort(address)
	if it.platform == "" {
		it.platform, it.author.platform = link.Platform, link.Platform
	}
	if it.id == "" {
		it.id = link.ID
	}
}

// caption sets the text of the post.
func (it *item) caption(paths ...string) { it.body = it.from.string("body", paths...) }

// headline sets the title. One that repeats the beginning of the caption was
// made by the tool or the site and is no title.
func (it *item) headline(paths ...string) {
	v := it.from.first(paths...)
	if v == nil {
		return
	}
	if derived(v.words(), it.body) {
		v.settle(mapped, "body")
		return
	}
	v.settle(mapped, "title")
	it.title = v.words()
}

// derived reports whether a title is only the beginning of a caption. Tools cut
// it at 72, 255 or 500 characters; what is shorter may be a title that the
// author repeated.
func derived(title, body string) bool {
	t, short := strings.CutSuffix(strings.TrimSpace(title), "...")
	body = strings.TrimSpace(body)
	return t == body || strings.HasPrefix(body, strings.TrimSpace(t)) && (short || len([]rune(t)) >= 60)
}

// number reads one count; what cannot be read stays under extra and is reported.
func (it *item) number(field string, to *record.Count, paths ...string) {
	v := it.from.first(paths...)
	if v == nil {
		return
	}
	c, ok := count(v.words())
	if !ok {
		it.warn(paths[0], msgCount, v.words())
		return
	}
	v.settle(mapped, field)
	*to = c
}

// at reads when it was posted.
func (it *item) at(local *time.Location, paths ...string) {
	it.posted = it.time("posted", local, paths...)
}

// seen reads when the export was made.
func (it *item) seen(local *time.Location, paths ...string) {
	it.captured = it.time("captured", local, paths...)
}

func (it *item) time(field string, local *time.Location, paths ...string) moment {
	v := it.from.first(paths...)
	if v == nil || unknowns[strings.ToLower(strings.TrimSpace(v.words()))] {
		return moment{}
	}
	m, ok := when(v.words(), local, zoneOf(it.platform))
	if !ok {
		it.warn(paths[0], msgTime, v.words())
		return moment{}
	}
	v.settle(mapped, field)
	return m
}

// topics sets the tags: a list that the tool gives, else those in the text.
func (it *item) topics(separators string, paths ...string) {
	for _, w := range pieces(it.from.take("tags", paths...), separators) {
		it.tags = append(it.tags, strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(w), "#"), "#")))
	}
	if it.tags = once(it.tags); len(it.tags) == 0 {
		it.tags = topicsOf(it.platform, it.body)
	}
}

// pictures adds addresses of pictures and videos.
func (it *item) pictures(paths ...string) {
	for _, p := range paths {
		it.remote = append(it.remote, addresses(it.from.take("media", p))...)
	}
}

// name sets what the author is called. A name that a tool has masked is none.
func (it *item) name(paths ...string) {
	v := it.from.first(paths...)
	if v == nil {
		return
	}
	if isMasked(v.words()) {
		it.author.masked = v.words()
		return // it stays under extra
	}
	v.settle(mapped, "creator.title")
	it.author.name = v.words()
}

// profile keeps what is said about the author in the author's file.
func (it *item) profile(paths ...string) {
	for _, p := range paths {
		v := it.from.get(p)
		if v.empty() || v.fate != unseen {
			continue
		}
		if v.kind == text && hasContact(v.text) {
			v.settle(dropped, dropContact)
			continue
		}
		if left := v.rest(); left != nil {
			it.author.extra.set(lastName(p), copyOf(left))
			v.settle(mapped, "creator.extra")
		}
	}
}

// copyOf is v without fates.
func copyOf(v *value) *value {
	c := &value{kind: v.kind, text: v.text}
	for _, m := range v.fields {
		c.set(m.name, copyOf(m.value))
	}
	for _, x := range v.items {
		c.items = append(c.items, copyOf(x))
	}
	return c
}

func lastName(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }
