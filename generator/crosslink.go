package generator

import (
	"cmp"
	"slices"
	"strings"

	"playbook/generator/record"
)

// crosslink ties things together both ways: what a post's front matter names
// shows the post, and what a text links to shows who links to it.
func (l *linker) crosslink() {
	for _, t := range l.things {
		if !t.visible {
			continue
		}
		for _, x := range t.ties {
			for _, to := range x.to {
				if to.visible {
					to.related = append(to.related, relation{x.field, t})
				}
			}
		}
	}
}

// followLinks looks up the holes that lead somewhere. Where the others lead is
// looked up when their page is composed.
func (l *linker) followLinks() {
	l.backlinks = map[*thing][][]*Summary{}
	l.eachOf(l.leading(), func(t *thing, n *notes) {
		for lang := range l.c.Languages {
			for _, found := range l.targets(t, lang, n) {
				if found.to != nil && found.to != t {
					n.links = append(n.links, crossing{t, found.to, lang})
				}
			}
		}
	})
}

// leading are the visible things whose texts lead somewhere, in order.
func (l *linker) leading() []*thing {
	var list []*thing
	for i, d := range l.docs {
		if d.leads && l.owners[i] != nil && l.owners[i].visible {
			list = append(list, l.owners[i])
		}
	}
	slices.SortFunc(list, func(a, b *thing) int { return cmp.Compare(a.first, b.first) })
	return slices.Compact(list)
}

// crossing is a link from one thing to another in a language.
type crossing struct {
	from, to *thing
	lang     int
}

// linkTo notes a link for the page that it leads to.
func (l *linker) linkTo(x crossing) {
	if l.backlinks[x.to] == nil {
		l.backlinks[x.to] = make([][]*Summary, len(l.c.Languages))
	}
	list := &l.backlinks[x.to][x.lang]
	if s := x.from.summaries[x.lang]; !slices.Contains(*list, s) {
		*list = append(*list, s)
	}
}

// from lists what refers to t by a field, of one kind.
func (t *thing) from(field string, kind record.Kind) []*thing {
	var list []*thing
	for _, r := range t.related {
		if r.key == field && r.from.kind == kind {
			list = append(list, r.from)
		}
	}
	return list
}

// evidence is the list of the principles that a post shows.
const evidence = "evidence"

// shelf is how many neighbours a page shows of a long list.
const shelf = 6

// relatedLists is what a thing is tied to, as lists for its page.
func (l *linker) relatedLists(t *thing, lang int) []List {
	var lists []List
	add := func(key string, things []*thing) {
		things = visible(things)
		if len(things) > 0 {
			lists = append(lists, List{Key: key, Total: len(things), Items: summariesOf(things, lang)})
		}
	}
	switch t.kind {
	case record.Posts:
		if t.permission.LinkOnly {
			return nil
		}
		add(evidence, t.ref("evidence_for"))
		add("cases", t.from("posts", record.Cases))
		l.addShelf(&lists, "more-creator", t, t.ref("creator"), lang)
		l.addShelf(&lists, "more-product", t, t.ref("products"), lang)
	case record.Cases:
		add("lessons", t.ref("lessons"))
		add("proof", union(t.ref("posts"), t.from("evidence_for", record.Posts)))
	case record.Voice:
		add("proof", t.from("evidence_for", record.Posts))
		add("cases", t.from("lessons", record.Cases))
	case record.Campaigns:
		add("products", t.ref("products"))
	case record.Creators:
		add("products", named(t.posts, "products"))
		add("campaigns", named(t.posts, "campaigns"))
	case record.Products:
		add("campaigns", t.from("products", record.Campaigns))
	case record.Platforms:
		add("like", t.ref("like"))
		add("cases", t.from("platforms", record.Cases))
		add("campaigns", t.from("accounts", record.Campaigns))
	}
	if from := l.backlinks[t]; from != nil && len(from[lang]) > 0 {
		lists = append(lists, List{Key: "backlinks", Total: len(from[lang]), Items: from[lang]})
	}
	return lists
}

// addShelf adds the posts nearest to t among those of the first of owners: some
// before it and some after, so that an edit far away changes nothing here.
func (l *linker) addShelf(lists *[]List, key string, t *thing, owners []*thing, lang int) {
	if len(owners) == 0 {
		return
	}
	all := owners[0].posts
	at := slices.Index(all, t)
	if at < 0 || len(all) < 2 {
		return
	}
	from := max(0, min(at-shelf/2, len(all)-shelf-1))
	items := make([]*Summary, 0, shelf)
	for _, other := range all[from:min(len(all), from+shelf+1)] {
		if other != t && len(items) < shelf {
			items = append(items, other.summaries[lang])
		}
	}
	list := List{Key: key, Total: len(all) - 1, Items: items}
	if owner := owners[0]; owner.visible {
		list.About, list.More = owner.summaries[lang].Title, owner.summaries[lang].URL
	} else if owner.kind == record.Creators {
		list.About, _, _ = strings.Cut(t.summaries[lang].Credit, " @")
	}
	*lists = append(*lists, list)
}

// named is what a field of some posts names, each once.
func named(posts []*thing, field string) []*thing {
	var list []*thing
	for _, post := range posts {
		list = union(list, post.ref(field))
	}
	return list
}

func visible(things []*thing) []*thing {
	return slices.DeleteFunc(slices.Clone(things), func(t *thing) bool { return !t.visible })
}

func union(a, b []*thing) []*thing {
	all := slices.Clone(a)
	for _, t := range b {
		if !slices.Contains(all, t) {
			all = append(all, t)
		}
	}
	return all
}
