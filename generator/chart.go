package generator

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"playbook/generator/record"
	"playbook/generator/theme"
)

// A Chart is numbers that a page draws, with the same numbers in a table below.
type Chart struct {
	Key    string   // what it shows, and the key of its words: "pyramid", "followers", "share"
	About  string   // of a pyramid the title of the campaign whose target it has; of others a platform, or ""
	Form   string   // how it is drawn: "pyramid", "curve", "columns", "rows", "stack" or "days"
	Unit   string   // of its numbers: "percent", "tenths", or "" for counts
	Low    int      // the least that every point aims at
	High   int      // and the most; 0 if there is no aim
	Parts  []string // of a stack what its layers are, from the ground up
	Heads  []string // of more columns of the table
	Points []Point
}

// A Point is one number of a chart.
type Point struct {
	Label   string // what it is of: a tier, "koc", a date, "2026-03-01", or words
	N       int
	Text    string // N as it was captured, "12k"; "" for what the build counted
	Unknown bool   // nobody recorded N
	Target  int    // 0 if there is none
	Parts   []int  // of a stack its layers, of days those of the week
	Cells   []string
}

// Charts are drawn on a ground of this width, whose unit is about a pixel on a
// phone: so small texts stay readable there. Numbers are whole, so that every
// machine draws the same.
const (
	chartWidth = 360
	baseline   = 150 // of curves and columns
	ceiling    = 28
)

// Chart draws a chart, with its numbers in a table that opens below it; nothing
// if it has none.
func (v *view) Chart(c Chart) template.HTML {
	if len(c.Points) == 0 {
		return ""
	}
	d := plot{view: v, Chart: c}
	d.caption()
	if !d.noneKnown() {
		d.draw()
	}
	d.key()
	d.table()
	d.raw("\n</figure>")
	return d.html()
}

// noneKnown reports whether no number is known, so that there is nothing to draw.
func (c *Chart) noneKnown() bool {
	return !slices.ContainsFunc(c.Points, func(p Point) bool { return !p.Unknown })
}

func (d *plot) draw() {
	d.open()
	switch d.Form {
	case "pyramid":
		d.pyramid()
	case "curve":
		d.curve()
	case "rows":
		d.rows()
	case "stack":
		d.stack()
	case "days":
		d.days()
	default:
		d.columns()
	}
	d.raw("</svg>")
}

// plot is a chart being drawn.
type plot struct {
	*view
	Chart
	markup
}

// id is unique on a page. Anchors of headings have no capital letter, so none of
// them is one of these.
func (d *plot) id() string {
	if d.Form == "pyramid" || d.About == "" {
		return "Chart-" + d.Key
	}
	return "Chart-" + d.Key + "-" + d.About
}

func (d *plot) height() int {
	switch d.Form {
	case "pyramid":
		return rowHeight * len(d.Points)
	case "rows":
		return lineHeight * d.lines()
	case "days":
		return 7*d.cell() + 24
	}
	return baseline + 24
}

func (d *plot) caption() {
	d.raw(`<figure class="chart is-` + d.Form + `" id="`)
	d.text(d.id())
	d.raw("\">\n<figcaption>")
	d.text(d.title())
	d.note()
	d.raw("</figcaption>")
}

// open writes what comes before the shapes.
func (d *plot) open() {
	id := d.id()
	d.raw("\n<svg viewBox=\"0 0 " + strconv.Itoa(chartWidth) + " " + strconv.Itoa(d.height()) + `" role="img" aria-labelledby="`)
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

// note says below the title what else one must know to read the chart.
func (d *plot) note() {
	said := ""
	switch {
	case d.noneKnown():
		said = d.T("chart.undrawn", len(d.Points))
	case d.Form == "pyramid" && d.About != "":
		said = d.T("chart.pyramid.note", d.About)
	case d.Form == "rows" && d.lines() < len(d.Points):
		said = d.T("chart.first", d.lines(), len(d.Points))
	case d.Form == "rows" && d.goal() > 0:
		said = d.T("chart.mark", d.inUnit(d.goal()))
	case d.Form == "columns" && d.High > 0:
		said = d.T("chart.aim", d.aim())
	}
	if said != "" {
		d.raw(`<span class="chart-note">`)
		d.text(said)
		d.raw("</span>")
	}
}

// goal is the target that all points have; 0 if they have none, or their own.
func (d *plot) goal() int {
	target := d.Points[0].Target
	if slices.ContainsFunc(d.Points, func(p Point) bool { return p.Target != target }) {
		return 0
	}
	return target
}

// aim is what every point aims at.
func (d *plot) aim() string {
	if d.Low == d.High {
		return d.meant(d.High)
	}
	return d.meant(d.Low) + "–" + d.meant(d.High)
}

// meant is a number that somebody chose, "2" or "1.5", where one that was counted
// is as exact as its neighbours, "2.0".
func (d *plot) meant(n int) string {
	if d.Unit == "tenths" {
		return strings.TrimSuffix(d.inUnit(n), ".0")
	}
	return d.inUnit(n)
}

func (d *plot) title() string {
	if d.Form == "pyramid" || d.About == "" {
		return d.T("chart." + d.Key)
	}
	return d.T("chart."+d.Key, d.T("platform."+d.About))
}

// inUnit is a number as a reader sees it.
func (d *plot) inUnit(n int) string {
	switch d.Unit {
	case "percent":
		return d.Count(n) + "%"
	case "tenths":
		return d.Count(n/10) + "." + strconv.Itoa(n%10)
	}
	return d.Count(n)
}

// value is a point's number as a reader sees it.
func (d *plot) value(p Point) string {
	switch {
	case p.Unknown:
		return d.T("unknown")
	case p.Text != "":
		return p.Text
	}
	return d.inUnit(p.N)
}

// label is what a point is of.
func (d *plot) label(p Point) string {
	switch d.Form {
	case "pyramid":
		return d.T("tier." + p.Label)
	case "rows":
		return p.Label
	}
	if _, err := record.ParseLooseDate(p.Label); err == nil {
		return d.DateText(p.Label)
	}
	return p.Label
}

// tongue is a lang attribute for words in the language of the content.
func (d *plot) tongue(words string) string {
	if d.Form != "rows" {
		return ""
	}
	return string(d.LangAttr(theme.Tongue(words)))
}

func (d *plot) ofTarget(p Point) string {
	if p.Target == 0 {
		return d.value(p)
	}
	return d.T("chart.of", d.value(p), d.inUnit(p.Target))
}

// said is the chart in a sentence.
func (d *plot) said() string {
	switch d.Form {
	case "pyramid":
		return d.list(d.Points)
	case "rows":
		return d.list(d.Points[:d.lines()])
	case "stack":
		last := d.Points[len(d.Points)-1]
		out := d.label(last)
		for i, part := range d.Parts {
			out += d.T("comma") + part + " " + d.Count(last.Parts[i])
		}
		return out
	case "curve":
		first, last := d.Points[0], d.Points[len(d.Points)-1]
		return d.T("chart.curve.said", d.value(first), d.label(first), d.value(last), d.label(last))
	}
	return d.span()
}

func (d *plot) list(points []Point) string {
	out := ""
	for i, p := range points {
		if i > 0 {
			out += d.T("comma")
		}
		out += d.label(p) + d.T("colon") + d.ofTarget(p)
	}
	return out
}

// span says where columns begin and end, which is the highest, and how many are
// unknown.
func (d *plot) span() string {
	best, unknown := -1, 0
	for i, p := range d.Points {
		switch {
		case p.Unknown:
			unknown++
		case best < 0 || p.N > d.Points[best].N:
			best = i
		}
	}
	first, last := d.Points[0], d.Points[len(d.Points)-1]
	out := d.T("chart.span.said", d.label(first), d.label(last))
	if best >= 0 {
		out += d.T("chart.highest.said", d.value(d.Points[best]), d.label(d.Points[best]), d.value(last))
	}
	if unknown > 0 {
		out += d.T("chart.unknown.said", unknown)
	}
	return out
}

// key says what the layers of a stack are.
func (d *plot) key() {
	if len(d.Parts) == 0 {
		return
	}
	d.raw("\n<ul class=\"chart-key\">")
	for i := len(d.Parts) - 1; i >= 0; i-- { // as they lie
		d.raw(`<li><svg viewBox="0 0 14 14" aria-hidden="true">`)
		d.layer(i, 1, 1, 12, 12)
		d.raw("</svg> ")
		d.text(d.Parts[i])
		d.raw("</li>")
	}
	d.raw("</ul>")
}

// table is every number.
func (d *plot) table() {
	goal := slices.ContainsFunc(d.Points, func(p Point) bool { return p.Target > 0 })
	d.raw("\n<details><summary>")
	d.text(d.T("chart.table"))
	d.raw("</summary>\n<section class=\"scroll\" tabindex=\"0\" aria-label=\"")
	d.text(d.title())
	d.raw("\"><table><thead><tr>")
	heads := []string{d.T("chart." + d.Key + ".label")}
	if d.Form == "stack" {
		heads = append(heads, d.Parts...)
	} else {
		heads = append(heads, d.T("chart."+d.Key+".count"))
	}
	if goal {
		heads = append(heads, d.T("chart.target"))
	}
	for _, h := range append(heads, d.Heads...) {
		d.raw(`<th scope="col">`)
		d.text(h)
		d.raw("</th>")
	}
	d.raw("</tr></thead><tbody>")
	for _, p := range d.Points {
		d.row(p, goal)
	}
	d.raw("\n</tbody></table></section></details>")
}

func (d *plot) row(p Point, goal bool) {
	d.raw("\n<tr><th scope=\"row\"" + d.tongue(p.Label) + ">")
	d.text(d.label(p))
	d.raw("</th>")
	var cells []string
	if d.Form == "stack" {
		for _, n := range p.Parts {
			cells = append(cells, d.Count(n))
		}
	} else {
		cells = append(cells, d.value(p))
	}
	if goal && p.Target > 0 {
		cells = append(cells, d.inUnit(p.Target))
	} else if goal {
		cells = append(cells, "")
	}
	for _, c := range append(cells, p.Cells...) {
		d.raw("<td>")
		d.text(c)
		d.raw("</td>")
	}
	d.raw("</tr>")
}
