package generator

import (
	"cmp"
	"encoding/xml"
	"slices"
	"strings"

	"playbook/generator/record"
	"playbook/generator/source"
)

// feedKinds are the sections that one can subscribe to.
var feedKinds = []record.Kind{record.Posts, record.Voice}

// feedLength is how many entries a feed has: what a reader who looks in once a
// month has missed.
const feedLength = 30

// feed makes the Atom feed (RFC 4287) of one section in one language.
type feed struct {
	base, self, home string
	title, lang      string
	entries          []*Summary
	paid             map[string]string // words for the relationships that are disclosed
}

// feeds adds a feed for each section and language.
func (g *gatherer) feeds(l *linker) {
	for i, shared := range l.shared {
		paid := map[string]string{}
		for _, r := range []string{"gifted", "paid", "employee", "affiliate", "contest"} {
			paid[r] = l.look.Word(shared.Lang, "relationship."+r)
		}
		for j, a := range shared.Feeds {
			g.add(a.URL, feed{g.c.BaseURL, a.URL, shared.home(), a.Title, shared.Lang, newest(l.section[feedKinds[j]], i), paid})
		}
	}
}

// changes adds a feed of what changed in the rules of platforms, where the theme
// leads to it.
func (g *gatherer) changes(l *linker) {
	if !l.look.Has("platforms") {
		return
	}
	for i, shared := range l.shared {
		if entries := l.changeEntries(i); len(entries) > 0 {
			path := l.prefix(i) + platformFeed
			title := shared.Title + " · " + l.look.Word(shared.Lang, "changes")
			g.add(path, feed{g.c.BaseURL, path, shared.home(), title, shared.Lang, entries, nil})
		}
	}
}

// newest is what a feed shows of a section: the newest with a date, without
// what may only be linked to.
func newest(things []*thing, lang int) []*Summary {
	var list []*Summary
	for _, t := range things {
		s := t.summaries[lang]
		if s.Date != "" && !s.LinkOnly {
			list = append(list, s)
		}
	}
	slices.SortStableFunc(list, func(a, b *Summary) int { return cmp.Compare(b.Date, a.Date) })
	return list[:min(len(list), feedLength)]
}

// Digest covers the addresses, the titles and every entry.
func (f feed) Digest() source.Digest {
	var s source.Sum
	s.Str(f.base).Str(f.self).Str(f.home).Str(f.title).Str(f.lang).Value(f.paid)
	digestSummaries(&s, f.entries)
	return s.Sum()
}

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	Lang    string     `xml:"xml:lang,attr"`
	ID      string     `xml:"id"`
	Title   string     `xml:"title"`
	Updated string     `xml:"updated"`
	Author  *atomName  `xml:"author"`
	Link    atomLink   `xml:"link"`
	Tags    []atomTerm `xml:"category"`
	Summary string     `xml:"summary,omitempty"`
	Rights  string     `xml:"rights,omitempty"`
}

type atomName struct {
	Name string `xml:"name"`
}

type atomTerm struct {
	Term string `xml:"term,attr"`
}

// Run writes the feed. An entry is dated by its own day, never by that of the build.
func (f feed) Run() (made, []source.Problem) {
	out := atomFeed{Lang: tag(f.lang), ID: absolute(f.base, f.self), Title: xmlText(f.title), Updated: "1970-01-01T00:00:00Z",
		Links: []atomLink{{"self", absolute(f.base, f.self)}, {"", absolute(f.base, f.home)}}}
	for _, s := range f.entries {
		page, anchor, deep := strings.Cut(s.URL, "#")
		address := absolute(f.base, page)
		if deep {
			address += "#" + anchor
		}
		e := atomEntry{Lang: tag(s.Lang), ID: address, Title: xmlText(s.Title), Updated: instant(s.Date), Link: atomLink{"", address},
			Author: &atomName{out.Title}, Summary: xmlText(s.Excerpt)}
		if s.Credit != "" {
			e.Author, e.Rights = &atomName{xmlText(s.Credit)}, "© "+xmlText(s.Credit)
		}
		if s.Disclosure != "" { // where the words begin, so that no reader cuts it off
			e.Summary = xmlText(strings.TrimSpace("[" + f.paid[s.Disclosure] + "] " + s.Excerpt))
		}
		for _, tag := range s.Tags {
			e.Tags = append(e.Tags, atomTerm{xmlText(tag)})
		}
		out.Updated = max(out.Updated, e.Updated)
		out.Entries = append(out.Entries, e)
	}
	data, err := xml.MarshalIndent(out, "", " ")
	if err != nil {
		panic(err) // strings only
	}
	return made{data: append([]byte(xml.Header), append(data, '\n')...)}, nil
}

// instant is a day, a month or a year as RFC 3339 wants it.
func instant(date string) string {
	if strings.Contains(date, "T") {
		return date
	}
	const whole = "1970-01-01"
	if len(date) < len(whole) {
		date += whole[len(date):]
	}
	return date + "T00:00:00Z"
}

// xmlText drops the characters that XML 1.0 cannot hold.
func xmlText(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, s)
}
