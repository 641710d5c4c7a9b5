package record

import (
	"cmp"
	"slices"
	"strconv"

	"playbook/generator/source"
)

// A Calendar is content/calendar.yaml: the days that a brand plans around.
type Calendar struct {
	Days []Occasion `yaml:"days" doc:"The days." zh:"日子。"`
}

// An Occasion is a day that comes every year, or on dates that are written out.
type Occasion struct {
	Name Local    `yaml:"name" is:"required" doc:"What it is called, once or by language." zh:"名称，可按语言分写。"`
	On   []string `yaml:"on" is:"required placed" doc:"03-08 for every year, or each date: 2027-02-06." zh:"每年都有写 03-08；日期会变的逐年写：2027-02-06。"`
	Note Local    `yaml:"note" doc:"What to know about it." zh:"备注。"`

	// Dates are those that On writes out, in order; Month and Day those of a day
	// of every year, else 0.
	Dates      []Date
	Month, Day int
}

var (
	msgOccasion  = source.Message{En: "\"{0}\" is neither a date nor a day of every year", Zh: "“{0}”既不是日期，也不是每年的日子"}
	helpOccasion = source.Message{En: "write 2027-02-06, or 03-08 for every year", Zh: "请写 2027-02-06，每年都有的写 03-08"}
)

// ParseCalendar reads a calendar.yaml. What is wrong is left out.
func ParseCalendar(t *source.Text) (*Calendar, []source.Problem) {
	tree, problems := source.ParseYAML(t, 0, len(t.Data))
	c := &Calendar{}
	d := decoder{t: t, problems: problems}
	d.root(tree, c)
	for i := range c.Days {
		c.Days[i].read(&d, "days."+strconv.Itoa(i))
	}
	return c, d.problems
}

func (o *Occasion) read(d *decoder, path string) {
	for i, text := range o.On {
		if month, day, ok := yearly(text); ok {
			o.Month, o.Day = month, day
			continue
		}
		date, err := ParseDate(text)
		if err != nil || date.IsInstant() {
			at := position("", d.marks, path+".on."+strconv.Itoa(i))
			d.error(&source.Node{Line: at.Line, Col: at.Col}, "value", msgOccasion, helpOccasion, text)
			continue
		}
		o.Dates = append(o.Dates, date)
	}
	slices.SortFunc(o.Dates, Date.Compare)
}

// yearly reads 03-08.
func yearly(s string) (month, day int, ok bool) {
	if len(s) != len("03-08") || s[2] != '-' {
		return 0, 0, false
	}
	month, day = atoi(s[:2]), atoi(s[3:])
	_, err := Day(2024, month, day) // which has a 29 February
	return month, day, err == nil && month > 0
}

// Years are the first and the last year that a date is written out for; 0 if
// there is none.
func (c *Calendar) Years() (first, last int) {
	for _, o := range c.Days {
		for _, d := range o.Dates {
			first, last = min(cmp.Or(first, d.Year()), d.Year()), max(last, d.Year())
		}
	}
	return first, last
}

// In is the days that an occasion has in a year.
func (o *Occasion) In(year int) []Date {
	var list []Date
	if o.Month > 0 {
		if d, err := Day(year, o.Month, o.Day); err == nil {
			list = append(list, d)
		}
	}
	for _, d := range o.Dates {
		if d.Year() == year {
			list = append(list, d)
		}
	}
	return list
}
