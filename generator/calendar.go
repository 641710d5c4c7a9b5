package generator

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"playbook/generator/record"
	"playbook/generator/rights"
	"playbook/generator/source"
)

// almanac reads calendar.yaml.
type almanac struct{ file *source.File }

// Digest covers the file.
func (s almanac) Digest() source.Digest {
	return new(source.Sum).Digest(s.file.Digest).Str(s.file.Label).Sum()
}

// Run reads it; what is wrong is left out.
func (s almanac) Run() (*record.Calendar, []source.Problem) {
	data, err := s.file.Bytes()
	if err != nil {
		return &record.Calendar{}, cannotRead(s.file, err)
	}
	text, problems := source.NewText(s.file.Label, data)
	c, more := record.ParseCalendar(text)
	return c, append(problems, more...)
}

// almanac is the days that a brand plans around.
func (b *build) almanac(f *files) *record.Calendar {
	if f.calendar == nil {
		return &record.Calendar{}
	}
	return run[*record.Calendar](b, []almanac{{f.calendar}})[0]
}

// The sorts of events.
const (
	eventDay      = "day"      // of the calendar
	eventCampaign = "campaign" // from its first to its last day
	eventEnding   = "ending"   // of permissions
	eventPlan     = "plan"     // a page comes out
)

// planCalendar plans the page and the file of the calendar.
func (l *linker) planCalendar(lang int) {
	if !l.hasCalendar() {
		return
	}
	page, file := l.prefix(lang)+"calendar.html", l.prefix(lang)+"calendar.ics"
	l.claim(page, source.Pos{File: l.c.label, Line: 1, Col: 1})
	l.claim(file, source.Pos{File: l.c.label, Line: 1, Col: 1})
	l.extras[file] = icalLater{l, lang}
	l.add(page, "calendar", lang, func() *Page {
		p := l.made("calendar", "calendar", page, lang)
		p.Section = "calendar"
		p.Years = l.years(lang)
		l.everywhere(p, lang)
		return p
	})
}

func (l *linker) hasCalendar() bool {
	return l.look.Has("calendar") && l.c.shows(record.Campaigns) && len(l.c.calendar.Days) > 0
}

// years is every event by year. A year with something that we do is open.
func (l *linker) years(lang int) []Year {
	events := l.events(lang)
	first, last := l.c.calendar.Years()
	for _, e := range events {
		y := atoi(e.Start[:4])
		first, last = min(cmp.Or(first, y), y), max(last, y)
	}
	events = append(events, l.occasions(lang, first, last)...)
	sortEvents(events)
	byYear := map[int]*Year{}
	for _, e := range events {
		n := atoi(e.Start[:4])
		y := byYear[n]
		if y == nil {
			y = &Year{Number: n}
			byYear[n] = y
		}
		y.Open = y.Open || e.Sort == eventCampaign || e.Sort == eventPlan
		month := e.Start[:7]
		if k := len(y.Months); k == 0 || y.Months[k-1].Month != month {
			y.Months = append(y.Months, CalendarMonth{Month: month})
		}
		m := &y.Months[len(y.Months)-1]
		m.Events = append(m.Events, e)
	}
	var list []Year
	for _, n := range slices.Sorted(maps.Keys(byYear)) {
		list = append(list, *byYear[n])
	}
	return list
}

func sortEvents(events []Event) {
	slices.SortStableFunc(events, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Sort, b.Sort), cmp.Compare(a.Title, b.Title))
	})
}

// occasions are the days of the calendar in some years.
func (l *linker) occasions(lang, first, last int) []Event {
	language := l.c.Languages[lang]
	var events []Event
	for i := range l.c.calendar.Days {
		o := &l.c.calendar.Days[i]
		for year := first; year <= last && first > 0; year++ {
			for _, d := range o.In(year) {
				events = append(events, Event{Sort: eventDay, Start: d.String(), End: d.String(), Title: o.Name.In(language), Note: o.Note.In(language), id: "day-" + o.Name.In("en") + "-" + d.String()})
			}
		}
	}
	return events
}

// events are what the site adds: campaigns, and for the team when permissions
// end and what comes out.
func (l *linker) events(lang int) []Event {
	var events []Event
	for _, t := range l.section[record.Campaigns] {
		c := t.rec.Campaign
		if c.From.IsZero() {
			continue
		}
		end := cmp.Or(c.Until, c.From)
		if end.Before(c.From) {
			end = c.From
		}
		s := t.summaries[lang]
		events = append(events, Event{Sort: eventCampaign, Start: l.dayOf(c.From), End: l.dayOf(end), Title: s.Title, Lang: s.Lang, URL: s.URL, id: "campaign-" + t.name})
	}
	if l.c.internal {
		events = append(events, l.endings(lang)...)
		events = append(events, l.comingOut(lang)...)
	}
	return events
}

func (l *linker) dayOf(d record.Date) string { return d.In(l.c.loc).String() }

// endings are the last days of the permissions that are live, the posts of one
// day together.
func (l *linker) endings(lang int) []Event {
	byDay := map[string][]string{}
	for _, t := range l.section[record.Posts] {
		if !l.live(t) {
			continue
		}
		if a := rights.Evaluate(l.liveQuestion(t), l.c.now); !a.Until.IsZero() {
			day := l.dayOf(a.Until)
			byDay[day] = append(byDay[day], t.summaries[lang].Title)
		}
	}
	word := func(key string, args ...any) string { return l.look.Word(l.c.Languages[lang], key, args...) }
	var events []Event
	for _, day := range slices.Sorted(maps.Keys(byDay)) {
		titles := byDay[day]
		slices.Sort(titles)
		const most = 5
		note := strings.Join(titles[:min(len(titles), most)], word("comma"))
		if more := len(titles) - most; more > 0 {
			note += word("and-more", more)
		}
		events = append(events, Event{Sort: eventEnding, Start: day, End: day, Title: word("permissions-end", len(titles)), Note: note, id: "ending-" + day})
	}
	return events
}

// comingOut is when pages come out that have a day for it.
func (l *linker) comingOut(lang int) []Event {
	var events []Event
	for _, t := range l.things {
		if t.base || t.rec.Publish.IsZero() || t.rec.Draft || t.broken() {
			continue
		}
		e := Event{Sort: eventPlan, Start: l.dayOf(t.rec.Publish), End: l.dayOf(t.rec.Publish), Title: cmp.Or(t.record(lang).Title, t.name), id: "plan-" + string(t.kind) + "-" + t.name}
		if t.visible {
			e.Title, e.Lang, e.URL = t.summaries[lang].Title, t.summaries[lang].Lang, t.summaries[lang].URL
		}
		events = append(events, e)
	}
	return events
}

// icalLater is the calendar's file, whose events nobody has looked for yet.
type icalLater struct {
	l    *linker
	lang int
}

func (s icalLater) now() maker {
	l, lang := s.l, s.lang
	c := ical{title: l.shared[lang].Title + " · " + l.look.Word(l.c.Languages[lang], "calendar"), base: l.c.BaseURL, events: l.events(lang)}
	first, last := l.c.calendar.Years()
	c.events = append(c.events, l.occasions(lang, first, last)...)
	sortEvents(c.events)
	return c
}

// Digest is that of the calendar.
func (s icalLater) Digest() source.Digest { return s.now().Digest() }

// Run writes it.
func (s icalLater) Run() (made, []source.Problem) { return s.now().Run() }

// ical is a calendar as programs subscribe to it (RFC 5545).
type ical struct {
	title, base string
	events      []Event
}

// Digest covers the title, the address of the site and every event.
func (c ical) Digest() source.Digest {
	s := new(source.Sum).Str(c.title).Str(c.base)
	digestEvents(s, c.events)
	return s.Sum()
}

// Run writes days as such, without a clock. An event is stamped with its own
// day: the file is the same whenever it is made.
func (c ical) Run() (made, []source.Problem) {
	b := &icalLines{}
	host := "playbook"
	if u, err := url.Parse(c.base); err == nil && u.Host != "" {
		host = u.Host
	}
	b.line("BEGIN", "VCALENDAR")
	b.line("VERSION", "2.0")
	b.line("PRODID", "-//Playbook//Calendar//EN")
	b.line("CALSCALE", "GREGORIAN")
	b.text("X-WR-CALNAME", c.title)
	for _, e := range c.events {
		b.line("BEGIN", "VEVENT")
		b.text("UID", slugify(e.id)+"-"+shortName(e.id)+"@"+host)
		b.line("DTSTAMP", compact(e.Start)+"T000000Z")
		b.line("DTSTART;VALUE=DATE", compact(e.Start))
		b.line("DTEND;VALUE=DATE", compact(after(e.End)))
		b.text("SUMMARY", e.Title)
		if e.Note != "" {
			b.text("DESCRIPTION", e.Note)
		}
		if e.URL != "" && c.base != "" {
			b.line("URL", absolute(c.base, e.URL))
		}
		b.line("TRANSP", "TRANSPARENT")
		b.line("END", "VEVENT")
	}
	b.line("END", "VCALENDAR")
	return made{data: b.data}, nil
}

func compact(day string) string { return strings.ReplaceAll(day, "-", "") }

// after is the day after a day: the end of a day does not belong to it.
func after(day string) string {
	d, err := record.ParseDate(day)
	if err != nil {
		return day
	}
	return d.AddDays(1).String()
}

// icalLines are content lines, folded.
type icalLines struct{ data []byte }

// mostOctets is how long a line may be, without its end.
const mostOctets = 75

// line writes NAME:value. What is longer goes on in lines that begin with a
// space; no letter is cut in two.
func (b *icalLines) line(name, value string) {
	rest, room := name+":"+value, mostOctets
	for len(rest) > room {
		cut := room
		for cut > 1 && !utf8.RuneStart(rest[cut]) {
			cut--
		}
		b.data = append(append(b.data, rest[:cut]...), "\r\n "...)
		rest, room = rest[cut:], mostOctets-1
	}
	b.data = append(append(b.data, rest...), "\r\n"...)
}

// text writes a value that is a text.
func (b *icalLines) text(name, value string) { b.line(name, icalText.Replace(value)) }

var icalText = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", "", "\x00", "")

func digestEvents(s *source.Sum, events []Event) {
	s.Int(len(events))
	for _, e := range events {
		s.Str(e.Sort).Str(e.Start).Str(e.End).Str(e.Title).Str(e.Lang).Str(e.Note).Str(e.URL).Str(e.id)
	}
}

func digestYears(s *source.Sum, years []Year) {
	s.Int(len(years))
	for _, y := range years {
		s.Int(y.Number).Bool(y.Open).Int(len(y.Months))
		for _, m := range y.Months {
			s.Str(m.Month)
			digestEvents(s, m.Events)
		}
	}
}

// number is a year as text.
func (y Year) String() string { return strconv.Itoa(y.Number) }

// DayText is the day of a month alone: "8", "8 日".
func (v *view) DayText(date string) string { return v.T("day-of-month", strconv.Itoa(atoi(date[8:]))) }

// CalendarFile is the calendar for other programs, in this page's language.
func (v *view) CalendarFile() string { return strings.TrimSuffix(v.URL, ".html") + ".ics" }
