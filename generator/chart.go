package generator

import (
	"html/template"
	"slices"
	"strconv"

	"playbook/generator/record"
)

// A Chart is numbers that a page draws, with the same numbers in a table below.
type Chart struct {
	Key    string // what it shows, and the key of its words: "pyramid", "followers", "weeks"
	About  string // of a pyramid the title of the campaign whose target it has; of followers the platform
	Points []Point
}

// A Point is one number of a chart.
type Point struct {
	Label  string // what it is of: a tier, "koc", or a day, "2026-03-01"
	N      int
	Text   string // N as it was captured, "12k"; "" for what the build counted
	Target int    // 0 if there is none
}

// archiveCharts are those of the archive: how many of its posts are of each
// week, up to the newest of them.
func (l *linker) archiveCharts() []Chart {
	counts := map[int]int{}
	last := 0
	for _, t := range l.section[record.Posts] {
		if day := t.rec.Post.Posted; !day.IsZero() {
			week := weekOf(day.Number())
			counts[week]++
			last = max(last, week)
		}
	}
	if !l.c.internal || len(counts) == 0 {
		return nil
	}
	first := last
	for week := range counts {
		first = min(first, week)
	}
	c := Chart{Key: "weeks"}
	for week := max(first, last-mostWeeks+1); week <= last; week++ {
		c.Points = append(c.Points, Point{Label: record.DayNumber(week*7 + mondays).String(), N: counts[week]})
	}
	return []Chart{c}
}

// mostWeeks is how far back the archive's chart goes: a year.
const mostWeeks = 52

// mondays is the remainder by 7 of the numbers of Mondays: 1970-01-01 was a Thursday.
const mondays = 4

// weekOf numbers the weeks, which begin on Monday, by that of a day after 1970.
func weekOf(day int) int { return (day - mondays) / 7 }

// creatorsCharts are those of the list of creators: how many there are of each
// tier, against the target of the newest campaign that has one.
func (l *linker) creatorsCharts(lang int) []Chart {
	for _, t := range l.section[record.Campaigns] {
		if targets := t.rec.Campaign.Targets; targets != nil && len(targets.Tiers) > 0 {
			return l.pyramid(l.section[record.Creators], targets.Tiers, t.summaries[lang].Title)
		}
	}
	return l.pyramid(l.section[record.Creators], nil, "")
}

// campaignCharts are those of a campaign that wants so many creators of each
// tier: whom its posts are by.
func (l *linker) campaignCharts(t *thing, lang int) []Chart {
	targets := t.rec.Campaign.Targets
	if targets == nil || len(targets.Tiers) == 0 {
		return nil
	}
	var creators []*thing
	for _, post := range t.posts {
		for _, c := range post.ref("creator") {
			if !slices.Contains(creators, c) {
				creators = append(creators, c)
			}
		}
	}
	return l.pyramid(creators, targets.Tiers, t.summaries[lang].Title)
}

// pyramid counts creators by tier, the largest tier first. Only the team may
// know what is aimed at.
func (l *linker) pyramid(creators []*thing, targets []record.TierTarget, about string) []Chart {
	have, want := map[string]int{}, map[string]int{}
	for _, c := range creators {
		have[c.tier]++
	}
	for _, t := range targets {
		want[t.Name] = t.Count
	}
	c := Chart{Key: "pyramid", About: about}
	for _, tier := range l.tierNames(have, want) {
		c.Points = append(c.Points, Point{Label: tier, N: have[tier], Target: want[tier]})
	}
	if !l.c.internal || len(c.Points) == 0 {
		return nil
	}
	return []Chart{c}
}

// tierNames are the tiers of the site, with celebrities above them, as far as
// anybody is of one or is wanted; the smallest of them are the base.
func (l *linker) tierNames(have, want map[string]int) []string {
	names := []string{"celebrity"}
	for _, tier := range l.c.Tiers {
		names = append(names, tier.Name)
	}
	return slices.DeleteFunc(names, func(n string) bool { return have[n] == 0 && want[n] == 0 })
}

// followerCharts are the curves of a creator: one for each account whose
// followers were counted more than once.
func followerCharts(c *record.Creator, language string) []Chart {
	var charts []Chart
	for _, a := range c.Accounts {
		if len(a.Followers) < 2 {
			continue
		}
		chart := Chart{Key: "followers", About: a.Platform}
		for _, f := range a.Followers {
			chart.Points = append(chart.Points, Point{Label: f.On.String(), N: int(f.Count.N), Text: countIn(f.Count, language)})
		}
		slices.SortStableFunc(chart.Points, func(a, b Point) int { return a.day() - b.day() })
		charts = append(charts, chart)
	}
	return charts
}

// Charts are drawn on a ground of this width, whose unit is about a pixel on a
// phone: so small texts stay readable there. Numbers are whole, so that every
// machine draws the same.
const (
	chartWidth = 360
	baseline   = 150 // of curves and bars
	ceiling    = 28
)

// Chart draws a chart, with its numbers in a table that opens below it; nothing
// if it has none.
func (v *view) Chart(c Chart) template.HTML {
	if len(c.Points) == 0 {
		return ""
	}
	d := plot{view: v, Chart: c}
	d.open()
	switch c.Key {
	case "pyramid":
		d.pyramid()
	case "followers":
		d.curve()
	default:
		d.bars()
	}
	d.raw("</svg>")
	d.table()
	d.raw("\n</figure>")
	return d.html()
}

// plot is a chart being drawn.
type plot struct {
	*view
	Chart
	markup
}

// rowHeight is that of a pyramid's row.
const rowHeight = 58

// open writes what comes before the shapes. Anchors of headings have no capital
// letter, so none of them is one of these.
func (d *plot) open() {
	height := baseline + 24
	if d.Key == "pyramid" {
		height = rowHeight * len(d.Points)
	}
	id := "Chart-" + d.Key + "-" + d.About
	if d.Key == "pyramid" {
		id = "Chart-pyramid"
	}
	d.raw(`<figure class="chart is-` + d.Key + `">` + "\n<figcaption>")
	d.text(d.title())
	if d.Key == "pyramid" && d.About != "" {
		d.raw(`<span class="chart-note">`)
		d.text(d.T("chart.pyramid.note", d.About))
		d.raw("</span>")
	}
	d.raw("</figcaption>\n<svg viewBox=\"0 0 " + strconv.Itoa(chartWidth) + " " + strconv.Itoa(height) + `" role="img" aria-labelledby="`)
	d.text(id + "-t " + id + "-d")
	d.raw(`"><title id="`)
	d.text(id + "-t")
	d.raw(`">`)
	d.text(d.title())
	d.raw(`</title><desc id="`)
	d.text(id + "-d")
	d.raw(`">`)
	d.text(d.said())
	d.raw("</desc>")
}

func (d *plot) title() string {
	if d.Key == "followers" {
		return d.T("chart.followers", d.T("platform."+d.About))
	}
	return d.T("chart." + d.Key)
}

// said is the chart in a sentence.
func (d *plot) said() string {
	first, last := d.Points[0], d.Points[len(d.Points)-1]
	switch d.Key {
	case "pyramid":
		out := ""
		for i, p := range d.Points {
			if i > 0 {
				out += d.T("comma")
			}
			out += d.label(p) + d.T("colon") + d.ofTarget(p)
		}
		return out
	case "followers":
		return d.T("chart.followers.said", first.count(d.view), d.label(first), last.count(d.view), d.label(last))
	}
	sum, most := 0, 0
	for _, p := range d.Points {
		sum, most = sum+p.N, max(most, p.N)
	}
	return d.T("chart.weeks.said", d.Count(sum), d.label(first), d.Count(most))
}

// count is a point's number as a reader sees it.
func (p Point) count(v *view) string {
	if p.Text != "" {
		return p.Text
	}
	return v.Count(p.N)
}

// day numbers the day of a point; days that are equally far apart stay so.
func (p Point) day() int {
	// It is a date that was read from the record.
	date, _ := record.ParseDate(p.Label)
	return date.Number()
}

// label is what a point is of.
func (d *plot) label(p Point) string {
	if d.Key == "pyramid" {
		return d.T("tier." + p.Label)
	}
	return d.DateText(p.Label)
}

func (d *plot) ofTarget(p Point) string {
	if p.Target == 0 {
		return d.Count(p.N)
	}
	return d.T("chart.of", d.Count(p.N), d.Count(p.Target))
}

// shape writes an element without contents: its class, and names with numbers.
func (d *plot) shape(element, class string, attributes ...any) {
	d.raw("<" + element + ` class="` + class + `"`)
	for i := 0; i < len(attributes); i += 2 {
		d.raw(" " + attributes[i].(string) + `="` + strconv.Itoa(attributes[i+1].(int)) + `"`)
	}
	d.raw("/>")
}

// words writes a text; class "e" ends at x, "m" has its middle there.
func (d *plot) words(class string, x, y int, text string) {
	if class != "" {
		class = ` class="` + class + `"`
	}
	d.raw("<text" + class + ` x="` + strconv.Itoa(x) + `" y="` + strconv.Itoa(y) + `">`)
	d.text(text)
	d.raw("</text>")
}

// pyramid draws a row for each tier, to scale: solid who is there, and dashed
// around it who is wanted. Names stand above their row, for they may be long.
func (d *plot) pyramid() {
	const room = chartWidth - 10
	most := 1
	for _, p := range d.Points {
		most = max(most, p.N, p.Target)
	}
	for i, p := range d.Points {
		top := rowHeight * i
		d.words("", 0, top+14, d.label(p))
		d.words("chart-end", chartWidth, top+14, d.ofTarget(p))
		if p.N > 0 {
			d.centred("chart-now", max(room*p.N/most, 4), top+25, 18)
		}
		if p.Target > 0 {
			d.centred("chart-goal", max(room*p.Target/most, 4)+8, top+21, 26)
		}
	}
}

func (d *plot) centred(class string, width, y, height int) {
	d.shape("rect", class, "x", (chartWidth-width)/2, "y", y, "width", width, "height", height, "rx", 4)
}

// curve draws counts by day, from zero: a slope is as steep as it is.
func (d *plot) curve() {
	const left, right = 8, chartWidth - 8
	most := 1
	for _, p := range d.Points {
		most = max(most, p.N)
	}
	first, last := d.Points[0], d.Points[len(d.Points)-1]
	start, days := first.day(), max(1, last.day()-first.day())
	x := func(p Point) int { return left + (right-left)*(p.day()-start)/days }
	y := func(p Point) int { return baseline - (baseline-ceiling)*p.N/most }
	d.ground()
	path := "M"
	for i, p := range d.Points {
		if i > 0 {
			path += "L"
		}
		path += strconv.Itoa(x(p)) + " " + strconv.Itoa(y(p))
	}
	d.raw(`<path class="chart-line" d="` + path + `"/>`)
	if len(d.Points) <= 24 {
		for _, p := range d.Points {
			d.shape("circle", "chart-dot", "cx", x(p), "cy", y(p), "r", 4)
		}
	}
	d.words("", 0, y(first)-10, first.count(d.view))
	if len(d.Points) > 1 {
		d.words("chart-end", chartWidth, y(last)-10, last.count(d.view))
	}
	d.ends()
}

// bars draws counts side by side. A zero is the empty place above the ground.
func (d *plot) bars() {
	most, highest := 1, 0
	for i, p := range d.Points {
		if p.N > most {
			most, highest = p.N, i
		}
	}
	n := len(d.Points)
	slot := max(n, 9) // one bar alone is no wall
	d.ground()
	for i, p := range d.Points {
		x, next := chartWidth*i/slot, chartWidth*(i+1)/slot
		height := (baseline - ceiling) * p.N / most
		if p.N > 0 {
			d.shape("rect", "chart-bar", "x", x, "y", baseline-height, "width", max(1, next-x-gap(next-x)), "height", height)
		}
	}
	middle := chartWidth * (2*highest + 1) / (2 * slot)
	d.words("chart-middle", min(max(middle, 10), chartWidth-10), ceiling-8, d.Count(most))
	d.ends()
}

// gap is the space after a bar of this width.
func gap(width int) int { return min(width/4, 6) }

// ground is the line that curves and bars stand on.
func (d *plot) ground() {
	d.raw(`<path class="chart-ground" d="M0 ` + strconv.Itoa(baseline) + `H` + strconv.Itoa(chartWidth) + `"/>`)
}

// ends are the first and the last day below the ground.
func (d *plot) ends() {
	d.words("chart-quiet", 0, baseline+18, d.label(d.Points[0]))
	if n := len(d.Points); n > 1 {
		d.words("chart-quiet chart-end", chartWidth, baseline+18, d.label(d.Points[n-1]))
	}
}

// table is every number.
func (d *plot) table() {
	goal := slices.ContainsFunc(d.Points, func(p Point) bool { return p.Target > 0 })
	d.raw("\n<details><summary>")
	d.text(d.T("chart.table"))
	d.raw("</summary>\n<table><thead><tr>")
	heads := []string{d.T("chart." + d.Key + ".label"), d.T("chart." + d.Key + ".count")}
	if goal {
		heads = append(heads, d.T("chart.target"))
	}
	for _, h := range heads {
		d.raw(`<th scope="col">`)
		d.text(h)
		d.raw("</th>")
	}
	d.raw("</tr></thead><tbody>")
	for _, p := range d.Points {
		d.raw("\n<tr><th scope=\"row\">")
		d.text(d.label(p))
		d.raw("</th><td>")
		d.text(p.count(d.view))
		if goal {
			d.raw("</td><td>")
			if p.Target > 0 {
				d.text(d.Count(p.Target))
			}
		}
		d.raw("</td></tr>")
	}
	d.raw("\n</tbody></table></details>")
}
