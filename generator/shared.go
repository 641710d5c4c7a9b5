package generator

import (
	"slices"
	"strings"
	"unicode"

	"playbook/generator/record"
	"playbook/generator/source"
)

// introduce makes what pages of a language have in common, and how they show
// the home page and the sections.
func (l *linker) introduce() {
	for i, lang := range l.c.Languages {
		l.shared = append(l.shared, l.share(i, lang))
		home := &Summary{Title: l.c.Title.In(lang), URL: l.prefix(i) + "index.html", Lang: lang}
		l.homes = append(l.homes, home)
		l.sections = append(l.sections, l.sectionSummaries(i, lang))
	}
}

// share is what all pages of a language have in common.
func (l *linker) share(lang int, name string) *Shared {
	s := &Shared{
		Title: l.c.Title.In(name), Seal: l.seal(), Lang: name, Languages: l.c.Languages, Edition: l.c.edition.Name,
		Preview: l.c.preview, Internal: l.c.internal, BaseURL: l.c.BaseURL, Contact: l.c.Contact, Note: l.c.Note.In(name), Accent: l.c.Accent,
		Assets: l.look.urls, Sources: l.c.Sources, Version: Version,
	}
	for _, k := range l.c.Menu { // entries of kinds that the edition has not are skipped
		if l.c.shows(k) && k != record.Pages {
			s.Menu = append(s.Menu, Item{string(k), l.look.Word(name, string(k)), l.sectionURL(k, lang)})
		}
	}
	if l.hasInsights() {
		s.Menu = append(s.Menu, Item{"insights", l.look.Word(name, "insights"), l.prefix(lang) + "insights.html"})
	}
	s.More = l.more(lang)
	if len(l.c.Accounts) > 0 {
		s.Platform = l.c.Accounts[0].Platform
	}
	s.Limits = l.limits(lang)
	if l.c.BaseURL != "" {
		for _, k := range feedKinds {
			title := s.Title + " · " + l.look.Word(name, string(k))
			s.Feeds = append(s.Feeds, Item{string(k), title, l.prefix(lang) + string(k) + ".xml"})
		}
	}
	if l.look.Has("search") {
		s.Search = l.prefix(lang) + "search.html"
	}
	if s.Desk = l.desk(lang); s.Desk != nil {
		s.More = append(s.More, Item{"draft", l.look.Word(name, "draft"), s.Desk.URL})
	}
	s.digest = new(source.Sum).Str(s.Title).Str(s.Seal).Str(s.Lang).Strs(s.Languages).Str(s.Edition).Bool(s.Preview).Bool(s.Internal).Str(s.BaseURL).
		Str(s.Contact).Str(s.Note).Str(s.Accent).Str(s.Platform).Value(s.Limits).Value(s.Assets).Value(s.Menu).Value(s.More).Value(s.Feeds).Str(s.Search).Value(s.Desk).Value(s.Sources).Str(s.Version).Sum()
	return s
}

// seal is the character that stands for the brand: the first Han character of
// its name in any language, else the first letter.
func (l *linker) seal() string {
	for _, name := range l.c.Languages {
		for _, r := range l.c.Title.In(name) {
			if unicode.Is(unicode.Han, r) {
				return string(r)
			}
		}
	}
	return initial(l.c.Title.In(l.c.primary()))
}

// limits are those of titles and texts on the platforms of the brand's accounts.
func (l *linker) limits(lang int) []Limit {
	var list []Limit
	for _, a := range l.c.Accounts {
		t := l.named[record.Platforms][a.Platform]
		if t == nil || !t.visible || t.rec.Platform == nil {
			continue
		}
		for _, x := range t.record(lang).Platform.Limits {
			if x.What == "title" || x.What == "body" {
				list = append(list, Limit{t.summaries[lang].Title, x.What, x.Count, x.Max})
			}
		}
	}
	return list
}

// more is what no menu leads to: sections with something in them, and pages at
// the top of pages/.
func (l *linker) more(lang int) []Item {
	var list []Item
	for _, k := range record.Kinds() {
		if k != record.Pages && l.c.shows(k) && len(l.section[k]) > 0 && !slices.Contains(l.c.Menu, k) {
			list = append(list, Item{string(k), l.look.Word(l.c.Languages[lang], string(k)), l.sectionURL(k, lang)})
		}
	}
	if l.hasDesk() {
		list = append(list, Item{"desk", l.look.Word(l.c.Languages[lang], "desk"), l.prefix(lang) + deskFile})
	}
	if l.hasCalendar() {
		list = append(list, Item{"calendar", l.look.Word(l.c.Languages[lang], "calendar"), l.prefix(lang) + "calendar.html"})
	}
	for _, t := range l.section[record.Pages] {
		if !strings.Contains(t.name, "/") {
			list = append(list, Item{t.name, t.summaries[lang].Title, t.summaries[lang].URL})
		}
	}
	return list
}

// sectionSummaries are the pages of the kinds in a language.
func (l *linker) sectionSummaries(lang int, language string) map[record.Kind]*Summary {
	table := map[record.Kind]*Summary{}
	for _, k := range record.Kinds() {
		if intro := l.intro[k]; intro != nil && intro.visible {
			table[k] = intro.summaries[lang]
			continue
		}
		table[k] = &Summary{Kind: k, Title: l.look.Word(language, string(k)), URL: l.sectionURL(k, lang), Lang: language}
	}
	return table
}
