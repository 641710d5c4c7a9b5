package generator

import (
	"strconv"

	"playbook/generator/record"
)

// Shapes say by their place and outline what they say by colour, so that they
// can be read in print and in grey.

// shape writes an element without contents: its class, and names with numbers.
func (d *plot) shape(element, class string, attributes ...any) {
	d.raw("<" + element + ` class="` + class + `"`)
	for i := 0; i < len(attributes); i += 2 {
		d.raw(" " + attributes[i].(string) + `="` + strconv.Itoa(attributes[i+1].(int)) + `"`)
	}
	d.raw("/>")
}

// words writes a text; class "chart-end" ends at x, "chart-middle" has its middle there.
func (d *plot) words(class string, x, y int, text string) {
	if class != "" {
		class = ` class="` + class + `"`
	}
	d.raw("<text" + class + ` x="` + strconv.Itoa(x) + `" y="` + strconv.Itoa(y) + `"` + d.tongue(text) + ">")
	d.text(text)
	d.raw("</text>")
}

func (d *plot) path(class, way string) { d.raw(`<path class="` + class + `" d="` + way + `"/>`) }

// across is the way of a level line.
func across(y int) string { return "M0 " + strconv.Itoa(y) + "H" + strconv.Itoa(chartWidth) }

// most is the largest number that has to have room; at least 1.
func (d *plot) most() int {
	most := max(1, d.High)
	for _, p := range d.Points {
		sum := 0
		for _, n := range p.Parts {
			sum += n
		}
		if most = max(most, p.Target, sum); !p.Unknown {
			most = max(most, p.N)
		}
	}
	return most
}

// rowHeight is that of a pyramid's row.
const rowHeight = 58

// pyramid draws a row for each tier, to scale: solid who is there, and dashed
// around it who is wanted. Names stand above their row, for they may be long.
func (d *plot) pyramid() {
	const room = chartWidth - 10
	most := d.most()
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

// day numbers the day of a point; days that are equally far apart stay so.
func (p Point) day() int {
	// It is a date that was read from the record.
	date, _ := record.ParseDate(p.Label)
	return date.Number()
}

// curve draws counts by day, from zero: a slope is as steep as it is.
func (d *plot) curve() {
	const left, right = 8, chartWidth - 8
	most := d.most()
	first, last := d.Points[0], d.Points[len(d.Points)-1]
	start, days := first.day(), max(1, last.day()-first.day())
	x := func(p Point) int { return left + (right-left)*(p.day()-start)/days }
	y := func(p Point) int { return baseline - (baseline-ceiling)*p.N/most }
	d.ground()
	way := "M"
	for i, p := range d.Points {
		if i > 0 {
			way += "L"
		}
		way += strconv.Itoa(x(p)) + " " + strconv.Itoa(y(p))
	}
	d.path("chart-line", way)
	if len(d.Points) <= 24 {
		for _, p := range d.Points {
			d.shape("circle", "chart-dot", "cx", x(p), "cy", y(p), "r", 4)
		}
	}
	d.words("", 0, y(first)-10, d.value(first))
	if len(d.Points) > 1 {
		d.words("chart-end", chartWidth, y(last)-10, d.value(last))
	}
	d.ends(chartWidth, baseline+18)
}

// slot is where the i-th of the columns begins, and how wide it is. One column
// alone is no wall.
func (d *plot) slot(i int) (x, width int) {
	n := max(len(d.Points), 9)
	x, next := chartWidth*i/n, chartWidth*(i+1)/n
	return x, max(1, next-x-min((next-x)/4, 6))
}

// edge is where the last of the columns ends.
func (d *plot) edge() int {
	x, width := d.slot(len(d.Points) - 1)
	return x + width
}

// columns draws counts side by side, over a band of what they aim at. A zero is
// the empty place above the ground; what is unknown is dashed, with a question
// mark where there is room.
func (d *plot) columns() {
	most, highest := d.most(), -1
	tall := func(n int) int { return (baseline - ceiling) * n / most }
	if d.High > d.Low {
		d.shape("rect", "chart-band", "x", 0, "y", baseline-tall(d.High), "width", chartWidth, "height", tall(d.High)-tall(d.Low))
	}
	d.ground()
	for i, p := range d.Points {
		x, width := d.slot(i)
		switch {
		case p.Unknown:
			d.shape("rect", "chart-unknown", "x", x, "y", baseline-16, "width", width, "height", 16)
			if width > 8 {
				d.words("chart-quiet chart-middle", x+width/2, baseline-20, "?")
			}
			continue
		case p.N > 0:
			d.shape("rect", "chart-bar", "x", x, "y", baseline-tall(p.N), "width", width, "height", tall(p.N))
		}
		if highest < 0 || p.N > d.Points[highest].N {
			highest = i
		}
	}
	if d.High > 0 && d.High == d.Low {
		d.path("chart-aim", across(baseline-tall(d.High)))
	}
	if highest >= 0 {
		x, width := d.slot(highest)
		d.words("chart-middle", min(max(x+width/2, 16), chartWidth-16), baseline-tall(d.Points[highest].N)-8, d.value(d.Points[highest]))
	}
	d.ends(d.edge(), baseline+18)
}

// layer is a piece of a stack.
func (d *plot) layer(i, x, y, width, height int) {
	d.shape("rect", "chart-part is-"+strconv.Itoa(i), "x", x, "y", y, "width", width, "height", height)
	if i == 1 { // stripes, for those who see no colours
		for at := 4; at < height; at += 4 {
			d.path("chart-stripe", "M"+strconv.Itoa(x)+" "+strconv.Itoa(y+at)+"h"+strconv.Itoa(width))
		}
	}
}

// stack draws columns of layers.
func (d *plot) stack() {
	most := d.most()
	d.ground()
	for i, p := range d.Points {
		x, width := d.slot(i)
		below := 0
		for part, n := range p.Parts {
			low, high := (baseline-ceiling)*below/most, (baseline-ceiling)*(below+n)/most
			if below += n; high > low {
				d.layer(part, x, baseline-high, width, high-low)
			}
		}
		if i == len(d.Points)-1 {
			d.words("chart-middle", min(max(x+width/2, 16), chartWidth-16), baseline-(baseline-ceiling)*below/most-8, d.Count(below))
		}
	}
	d.ends(d.edge(), baseline+18)
}

// lineHeight is that of one of rows, of which a chart draws so many at most; the
// table has all.
const (
	lineHeight  = 40
	mostLines   = 24
	enoughLines = 12 // after which nothing is drawn of those that end in zeros
)

// lines is how many of rows are drawn.
func (d *plot) lines() int {
	n := min(len(d.Points), mostLines)
	for n > enoughLines && d.Points[n-1].N == 0 && !d.Points[n-1].Unknown {
		n--
	}
	return n
}

// rows draws a bar for each thing that has a name, the name above it, and a mark
// where it should reach.
func (d *plot) rows() {
	const room = chartWidth - 4
	most := d.most()
	for i, p := range d.Points[:d.lines()] {
		top := lineHeight * i
		d.words("", 0, top+14, cut(d.label(p)))
		d.words("chart-end", chartWidth, top+14, d.value(p))
		d.shape("rect", "chart-bed", "x", 0, "y", top+21, "width", chartWidth, "height", 8)
		switch {
		case p.Unknown:
			d.shape("rect", "chart-unknown", "x", 1, "y", top+21, "width", 40, "height", 8)
		case p.N > 0:
			d.shape("rect", "chart-bar", "x", 0, "y", top+21, "width", max(room*p.N/most, 2), "height", 8)
		}
		if p.Target > 0 {
			at := strconv.Itoa(room * p.Target / most)
			d.path("chart-aim", "M"+at+" "+strconv.Itoa(top+19)+"v12")
		}
	}
}

// cut shortens a name to what fits beside its number.
func cut(name string) string {
	width := 0
	for i, r := range name {
		if width += 1; r >= 0x1100 {
			width++
		}
		if width > 44 {
			return name[:i] + "…"
		}
	}
	return name
}

// cell is how wide a day is.
func (d *plot) cell() int { return max(3, min(16, chartWidth/max(1, len(d.Points)))) }

// days draws weeks from left to right and their days from Monday down: a dot on
// each, larger where there is more.
func (d *plot) days() {
	cell := d.cell()
	for i, p := range d.Points {
		if (i+1)*cell > chartWidth {
			break
		}
		for day, n := range p.Parts {
			class, r := "chart-none", 1
			if n > 0 {
				class, r = "chart-some", max(1, cell*min(n+1, 4)/10)
			}
			d.shape("circle", class, "cx", i*cell+cell/2, "cy", day*cell+cell/2, "r", r)
		}
	}
	d.ends(min(chartWidth, len(d.Points)*cell), 7*cell+16)
}

// ground is the line that curves and columns stand on.
func (d *plot) ground() { d.path("chart-ground", across(baseline)) }

// ends are the first label below what is drawn, and the last, which ends at x; as
// one where there is no room between them.
func (d *plot) ends(x, y int) {
	first, last := d.label(d.Points[0]), d.label(d.Points[len(d.Points)-1])
	switch {
	case len(d.Points) == 1:
		d.words("chart-quiet", 0, y, first)
	case x < 290:
		d.words("chart-quiet", 0, y, d.T("span", first, last))
	default:
		d.words("chart-quiet", 0, y, first)
		d.words("chart-quiet chart-end", x, y, last)
	}
}
