package rights

import (
	"strings"
	"time"
	"unicode/utf8"

	"playbook/generator/record"
	"playbook/generator/source"
)

// A Renewal is the last day of a permission: an entry of the calendar.
type Renewal struct {
	Key     string // names the permission, whatever else changes: "posts/maple-lip 2027-03-13"
	Day     record.Date
	Summary string
	Text    string
	Warn    int // days before Day on which one is reminded
}

// Calendar is renewals as a file that calendars read (RFC 5545). The same
// permission keeps its identity from one file to the next, so that importing
// again changes entries and doubles none. stamp is when it was made.
func Calendar(name string, list []Renewal, stamp time.Time) []byte {
	var b strings.Builder
	line := func(name, value string) { b.WriteString(fold(name + ":" + value)) }
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", "-//Playbook//Permissions//EN")
	line("CALSCALE", "GREGORIAN")
	line("X-WR-CALNAME", escapeText(name))
	for _, r := range list {
		line("BEGIN", "VEVENT")
		line("UID", source.DigestBytes([]byte(r.Key)).String()+"@playbook")
		line("DTSTAMP", stamp.UTC().Format("20060102T150405Z"))
		line("DTSTART;VALUE=DATE", compact(r.Day))
		line("DTEND;VALUE=DATE", compact(r.Day.AddDays(1)))
		line("SUMMARY", escapeText(r.Summary))
		line("DESCRIPTION", escapeText(r.Text))
		line("TRANSP", "TRANSPARENT")
		if r.Warn > 0 {
			line("BEGIN", "VALARM")
			line("ACTION", "DISPLAY")
			line("DESCRIPTION", escapeText(r.Summary))
			line("TRIGGER", "-P"+record.Days(r.Warn).Number()+"D")
			line("END", "VALARM")
		}
		line("END", "VEVENT")
	}
	line("END", "VCALENDAR")
	return []byte(b.String())
}

func compact(d record.Date) string {
	day, _, _ := strings.Cut(d.String(), "T")
	return strings.ReplaceAll(day, "-", "")
}

var textEscapes = strings.NewReplacer("\\", "\\\\", ";", "\\;", ",", "\\,", "\r\n", "\\n", "\n", "\\n", "\r", "\\n")

func escapeText(s string) string { return textEscapes.Replace(strings.ToValidUTF8(s, "")) }

// fold ends a line and breaks it so that no part has more than 75 bytes, each
// break before a whole character.
func fold(s string) string {
	const longest = 75
	var b strings.Builder
	room := longest
	for _, r := range s {
		if n := utf8.RuneLen(r); n > room {
			b.WriteString("\r\n ")
			room = longest - 1
		}
		b.WriteRune(r)
		room -= utf8.RuneLen(r)
	}
	b.WriteString("\r\n")
	return b.String()
}
