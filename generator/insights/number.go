package insights

import (
	"cmp"
	"slices"
	"strconv"

	"playbook/generator/record"
)

// A Number is a whole number, or unknown, which is not zero. The zero Number is
// unknown.
type Number struct {
	N     int
	Known bool
}

// Exactly is a known number.
func Exactly(n int) Number { return Number{n, true} }

// String is the number in digits, or "" if it is unknown.
func (n Number) String() string {
	if !n.Known {
		return ""
	}
	return strconv.Itoa(n.N)
}

// MarshalJSON is the number, or null if it is unknown.
func (n Number) MarshalJSON() ([]byte, error) {
	if !n.Known {
		return []byte("null"), nil
	}
	return strconv.AppendInt(nil, int64(n.N), 10), nil
}

// ratio is a times scale over b, rounded to the nearest, halves up.
func ratio(a, b, scale int) Number {
	if b <= 0 {
		return Number{}
	}
	return Exactly((2*a*scale + b) / (2 * b))
}

// median is the middle of the values; of an even number of them the lower of the
// two in the middle, which somebody did count.
func median[T cmp.Ordered](values []T) (T, bool) {
	if len(values) == 0 {
		var none T
		return none, false
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[(len(sorted)-1)/2], true
}

// A Month is a month of a year; months follow each other by one.
type Month int

// MonthOf is the month that a date is in.
func MonthOf(d record.Date) Month {
	text := d.String()
	month := 1
	if len(text) >= len("2026-03") {
		month, _ = strconv.Atoi(text[5:7])
	}
	return Month(d.Year()*12 + month - 1)
}

// String is the month as 2026-03.
func (m Month) String() string {
	month := strconv.Itoa(100 + int(m)%12 + 1)[1:]
	return strconv.Itoa(int(m)/12) + "-" + month
}

// First is the first day of the month.
func (m Month) First() record.Date {
	d, err := record.Day(int(m)/12, int(m)%12+1, 1)
	if err != nil {
		return record.Date{}
	}
	return d
}

// Last is its last day.
func (m Month) Last() record.Date { return (m + 1).First().AddDays(-1) }

// Days is how many it has.
func (m Month) Days() int { return m.Last().Number() - m.First().Number() + 1 }

// mondays is the remainder by 7 of the numbers of Mondays: 1970-01-01 was a Thursday.
const mondays = 4

// Monday is the first day of the week that a day is in.
func Monday(d record.Date) record.Date {
	since := ((d.Number()-mondays)%7 + 7) % 7
	return record.DayNumber(d.Number() - since)
}
