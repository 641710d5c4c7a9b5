package record

import (
	"cmp"
	"errors"
	"strconv"
	"strings"
	"time"
)

// A Date is a civil day, a month, a year, or an instant. A civil date has no
// zone: what it means as a time depends on where the site is. The zero Date is
// no date.
type Date struct {
	sec       int64 // of an instant
	day       int32 // days since 1970-01-01; the first one of a month or year; of an instant in its own zone
	offset    int16 // minutes east of UTC, of an instant
	precision precision
}

type precision uint8

const (
	none precision = iota
	toYear
	toMonth
	toDay
	toSecond
)

var (
	errDate   = errors.New("not a date")
	errNoDate = errors.New("no such day")
)

// IsNoSuchDay reports whether an error of ParseDate means a day that the
// calendar does not have, such as 2026-02-30.
func IsNoSuchDay(err error) bool { return errors.Is(err, errNoDate) }

// ParseDate reads 2026-03-08, 2026/3/8, 2026年3月8日 or an instant as RFC 3339 has it.
func ParseDate(s string) (Date, error) {
	d, err := ParseLooseDate(s)
	if err == nil && d.precision < toDay {
		return Date{}, errDate
	}
	return d, err
}

// ParseLooseDate reads what ParseDate reads, and a month or a year alone.
func ParseLooseDate(s string) (Date, error) {
	s = strings.TrimSpace(s)
	if year, month, day, ok := plainDay(s); ok {
		return Day(year, month, day)
	}
	if len(s) > 10 && s[4] == '-' && (s[10] == 'T' || s[10] == 't' || s[10] == ' ') {
		return parseInstant(s)
	}
	parts, ok := dateParts(s)
	if !ok {
		return Date{}, errDate
	}
	var n [3]int
	for i, p := range parts {
		if p == "" {
			break
		}
		v, err := strconv.ParseUint(p, 10, 16)
		if err != nil || len(p) > 4 || i > 0 && len(p) > 2 {
			return Date{}, errDate
		}
		n[i] = int(v)
	}
	if len(parts[0]) != 4 || n[0] < 1000 {
		return Date{}, errDate
	}
	switch {
	case parts[1] == "":
		return Date{day: dayNumber(n[0], 1, 1), precision: toYear}, nil
	case n[1] < 1 || n[1] > 12:
		return Date{}, errNoDate
	case parts[2] == "":
		return Date{day: dayNumber(n[0], n[1], 1), precision: toMonth}, nil
	}
	return Day(n[0], n[1], n[2])
}

// plainDay reads 2026-03-08, as nearly all dates are written, without cutting
// it up. Months that no calendar has are left to the long way.
func plainDay(s string) (year, month, day int, ok bool) {
	if len(s) != len("2006-01-02") || s[4] != '-' || s[7] != '-' {
		return 0, 0, 0, false
	}
	for i := 0; i < len(s); i++ {
		if i != 4 && i != 7 && (s[i] < '0' || s[i] > '9') {
			return 0, 0, 0, false
		}
	}
	year, month, day = atoi(s[:4]), atoi(s[5:7]), atoi(s[8:])
	return year, month, day, year >= 1000 && month >= 1 && month <= 12
}

// dateParts cuts a date at one kind of separator; what is not there stays empty.
func dateParts(s string) (parts [3]string, ok bool) {
	if year, rest, han := strings.Cut(s, "年"); han {
		month, rest, cut := strings.Cut(strings.TrimSpace(rest), "月")
		if !cut {
			return [3]string{year}, month == ""
		}
		day := strings.TrimSpace(rest)
		if day != "" {
			day, cut = strings.CutSuffix(strings.Replace(day, "号", "日", 1), "日")
		}
		return [3]string{year, strings.TrimSpace(month), strings.TrimSpace(day)}, cut
	}
	sep := "-"
	if strings.Contains(s, "/") {
		sep = "/"
	}
	for i := range parts {
		part, rest, more := strings.Cut(s, sep)
		if part == "" {
			return parts, false
		}
		parts[i], s = part, rest
		if !more {
			return parts, true
		}
	}
	return parts, false
}

func parseInstant(s string) (Date, error) {
	t, err := time.Parse(time.RFC3339, strings.Replace(strings.ToUpper(s), " ", "T", 1))
	if err != nil {
		if _, day := Day(atoi(s[:4]), atoi(s[5:7]), atoi(s[8:10])); day != nil {
			return Date{}, errNoDate
		}
		return Date{}, errDate
	}
	return Instant(t), nil
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// Day is the civil date of a year, month and day that the calendar has.
func Day(year, month, day int) (Date, error) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || int(t.Month()) != month || t.Day() != day {
		return Date{}, errNoDate
	}
	return Date{day: dayNumber(year, month, day), precision: toDay}, nil
}

// DayNumber is the civil date n days after 1970-01-01.
func DayNumber(n int) Date { return Date{day: int32(n), precision: toDay} }

// Instant is t, to the second, as a Date.
func Instant(t time.Time) Date {
	_, offset := t.Zone()
	y, m, d := t.Date()
	return Date{sec: t.Unix(), day: dayNumber(y, int(m), d), offset: int16(offset / 60), precision: toSecond}
}

// Today is the civil date of t in its own location.
func Today(t time.Time) Date {
	y, m, d := t.Date()
	return Date{day: dayNumber(y, int(m), d), precision: toDay}
}

// dayNumber counts days since 1970-01-01 in the Gregorian calendar.
func dayNumber(year, month, day int) int32 {
	return int32(time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func (d Date) civil() (int, time.Month, int) {
	return time.Unix(int64(d.day)*86400, 0).UTC().Date()
}

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d.precision == none }

// IsInstant reports whether d is a moment and not a day.
func (d Date) IsInstant() bool { return d.precision == toSecond }

// Number counts the days from 1970-01-01 to the day of d, of an instant to
// its day in its own zone.
func (d Date) Number() int { return int(d.day) }

// Unix is the time of an instant in Unix seconds; it means nothing for a day.
func (d Date) Unix() int64 { return d.sec }

// Year is the year of d, or 0.
func (d Date) Year() int {
	if d.IsZero() {
		return 0
	}
	y, _, _ := d.civil()
	return y
}

// AddDays is the civil date n days later.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	return Date{day: d.day + int32(n), precision: toDay}
}

// String is 2026-03-08, 2026-03, 2026, or an instant as RFC 3339 has it.
func (d Date) String() string {
	if d.precision == none {
		return ""
	}
	if d.precision == toSecond {
		zone := time.UTC
		if d.offset != 0 {
			zone = time.FixedZone("", int(d.offset)*60)
		}
		return time.Unix(d.sec, 0).In(zone).Format(time.RFC3339)
	}
	y, m, day := d.civil()
	text := []byte("0000-00-00")
	for i, n := range [10]int{3: y, 6: int(m), 9: day} { // its last digit stands at i
		for ; n > 0 && i >= 0; i, n = i-1, n/10 {
			text[i] = byte('0' + n%10)
		}
	}
	return string(text[:[]int{toYear: 4, toMonth: 7, toDay: 10}[d.precision]])
}

// Start is the first instant of d in loc.
func (d Date) Start(loc *time.Location) time.Time {
	if d.precision == toSecond {
		return time.Unix(d.sec, 0).In(loc)
	}
	if d.IsZero() {
		return time.Time{}
	}
	return startOf(d.day, loc)
}

// End is the first instant after d in loc: the start of the next day, month or
// year. An instant ends where it starts.
func (d Date) End(loc *time.Location) time.Time {
	y, m, _ := d.civil()
	switch d.precision {
	case toYear:
		return dayStart(y+1, 1, 1, loc)
	case toMonth:
		return dayStart(y, m+1, 1, loc)
	case toDay:
		return startOf(d.day+1, loc)
	}
	return d.Start(loc)
}

// dayStart is the first instant of a day.
func dayStart(year int, month time.Month, day int, loc *time.Location) time.Time {
	return startOf(dayNumber(year, int(month), day), loc)
}

// startOf is the first instant of a day by its number. It is asked for each
// post of a build, so the usual case looks up three offsets and no calendar.
func startOf(day int32, loc *time.Location) time.Time {
	midnight := int64(day) * 86400
	offset := offsetAt(midnight, loc)
	sec := midnight - offset
	if now := offsetAt(sec, loc); now != offset {
		sec, offset = midnight-now, now
		if offsetAt(sec, loc) != offset {
			return afterGap(midnight, loc)
		}
	}
	// Where the clock is put back to midnight, the day has begun an hour before.
	if before := offsetAt(sec-1, loc); before > offset {
		sec -= before - offset
	}
	return time.Unix(sec, 0).In(loc)
}

func offsetAt(sec int64, loc *time.Location) int64 {
	_, offset := time.Unix(sec, 0).In(loc).Zone()
	return int64(offset)
}

// afterGap is the first instant of a day that has no midnight: the clock was
// put forward over it, by an hour or by a day.
func afterGap(midnight int64, loc *time.Location) time.Time {
	// Half a day before there is no more than this one change ahead.
	_, end := time.Unix(midnight-max(offsetAt(midnight-43200, loc), offsetAt(midnight+43200, loc))-3600, 0).In(loc).ZoneBounds()
	return end.In(loc)
}

// In is the civil day of d in loc: of a day itself, of an instant the day it falls on there.
func (d Date) In(loc *time.Location) Date {
	if d.precision != toSecond {
		return d
	}
	return Today(time.Unix(d.sec, 0).In(loc))
}

// Compare orders by day; of one day, instants by time, after the day as such.
func (d Date) Compare(e Date) int {
	return cmp.Or(cmp.Compare(d.day, e.day), cmp.Compare(d.precision, e.precision), cmp.Compare(d.sec, e.sec))
}

// Before reports whether d comes before e in the order of Compare.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// MarshalText writes String, for JSON and templates.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// Days is a length of time: 14d, 2w.
type Days int

// ParseDays reads 14d, 2w, 14 days or 14天.
func ParseDays(s string) (Days, bool) {
	s = strings.TrimSpace(s)
	end := 0
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	n, err := strconv.Atoi(s[:end])
	if err != nil || n > 36500 {
		return 0, false
	}
	switch strings.TrimSpace(s[end:]) {
	case "", "d", "day", "days", "天", "日":
		return Days(n), true
	case "w", "week", "weeks", "周":
		return Days(7 * n), true
	}
	return 0, false
}

// Number is the count of days, as text.
func (d Days) Number() string { return strconv.Itoa(int(d)) }

// String is the length as 14d.
func (d Days) String() string { return strconv.Itoa(int(d)) + "d" }
