package generator

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// plainDrawing is a chart as it stands on a page: its shapes, and its table.
type plainDrawing struct {
	form, id, svg string
	rows          [][]string
}

var (
	figureForm = regexp.MustCompile(`^<figure class="chart is-([a-z]+)"`)
	svgTag     = regexp.MustCompile(`(?s)<svg.*?</svg>`)
	attribute  = regexp.MustCompile(`([a-z]+)="(-?\d+)"`)
	curveTag   = regexp.MustCompile(`<path class="chart-line"[^>]*>`)
	point      = regexp.MustCompile(`[ML](\d+) (\d+)`)
	words      = regexp.MustCompile(`<text[^>]*>([^<]*)</text>`)
)

// shapes are the attributes of the shapes of a class, in order.
func (d *plainDrawing) shapes(element, class string) []map[string]int {
	var list []map[string]int
	for _, tag := range regexp.MustCompile(`<`+element+` class="`+class+`"[^>]*>`).FindAllString(d.svg, -1) {
		at := map[string]int{}
		for _, m := range attribute.FindAllStringSubmatch(tag, -1) {
			at[m[1]] = atoi(m[2])
		}
		list = append(list, at)
	}
	return list
}

// number is a cell as a whole number, and whether it is known.
func number(cell string) (int, bool) {
	n, err := strconv.Atoi(strings.NewReplacer(",", "", "%", "", ".", "").Replace(cell))
	return n, err == nil
}

// drawn compares what the charts of a page draw with what they are told to mean:
// the table of each, which told has compared with a plain loop, and the days and
// followers of the records. It returns how many shapes were compared.
func (x *plainPage) drawn(t *testing.T, text string) (shapes int) {
	t.Helper()
	tables := drawnTables(text)
	for _, figure := range figureTag.FindAllString(text, -1) {
		d := plainDrawing{form: figureForm.FindStringSubmatch(figure)[1], id: figureID.FindStringSubmatch(figure)[1], svg: svgTag.FindString(figure)}
		d.rows = tables[d.id]
		if d.svg == "" {
			for _, r := range d.rows {
				if r[1] != "unknown" {
					t.Errorf("%s is not drawn, though it is %v", d.id, r)
				}
			}
			continue
		}
		want, got := x.meant(&d)
		if !slices.Equal(got, want) {
			t.Errorf("%s draws\n  %v, its numbers are\n  %v", d.id, got, want)
		}
		shapes += len(want)
	}
	return shapes
}

// meant are the lengths that shapes should have, and those that they have.
func (x *plainPage) meant(d *plainDrawing) (want, got []int) {
	key, platform, _ := strings.Cut(d.id, "-")
	most := 1
	for _, r := range d.rows {
		n, _ := number(r[1])
		most = max(most, n)
	}
	lengths := func(element, class, attribute string) {
		for _, s := range d.shapes(element, class) {
			got = append(got, s[attribute])
		}
	}
	switch d.form {
	case "columns":
		most = max(most, x.goal(key, platform))
		unknown := 0
		for _, r := range d.rows {
			switch n, known := number(r[1]); {
			case !known:
				unknown++
			case n > 0:
				want = append(want, 122*n/most)
			}
		}
		lengths("rect", "chart-bar", "height")
		return append(want, unknown), append(got, len(d.shapes("rect", "chart-unknown")))
	case "rows":
		return x.meantByRows(d, most)
	case "pyramid":
		for _, r := range d.rows {
			if len(r) > 2 {
				n, _ := number(r[2])
				most = max(most, n)
			}
		}
		for _, r := range d.rows {
			if n, _ := number(r[1]); n > 0 {
				want = append(want, max(350*n/most, 4))
			}
		}
		for _, r := range d.rows {
			if len(r) < 3 {
				continue
			}
			if n, _ := number(r[2]); n > 0 {
				want = append(want, max(350*n/most, 4)+8)
			}
		}
		lengths("rect", "chart-now", "width")
		lengths("rect", "chart-goal", "width")
	case "stack":
		return meantByStack(d)
	case "curve":
		days := x.parts("followers|" + platform + "|")
		for _, day := range days {
			most = max(most, atoi(x.n["followers|"+platform+"|"+day+"|followers"]))
		}
		for _, day := range days {
			want = append(want, 150-122*atoi(x.n["followers|"+platform+"|"+day+"|followers"])/most)
		}
		for _, m := range point.FindAllStringSubmatch(curveTag.FindString(d.svg), -1) {
			got = append(got, atoi(m[2]))
		}
	case "days":
		return x.meantByDays(d, platform)
	}
	return want, got
}

// goal is what every column of a chart aims at.
func (x *plainPage) goal(key, platform string) int {
	for _, a := range x.site.Accounts {
		if m := plainCadence.FindStringSubmatch(a.Cadence); a.Platform == platform && key == "rhythm" && m != nil {
			return 10 * atoi(m[2])
		}
	}
	return atoi(x.n[key+"|"+platform+"||target"])
}

// meantByRows is of bars under names, of which the first two dozen are drawn, and
// no more than one dozen if zeros follow: their lengths, and the numbers written
// beside them.
func (x *plainPage) meantByRows(d *plainDrawing, most int) (want, got []int) {
	if d.id == "products" {
		most = max(most, x.site.UGCFloor)
	}
	lines := 0
	for i, r := range d.rows[:min(len(d.rows), 24)] {
		if i < 12 || r[1] != "0" {
			lines = i + 1
		}
	}
	drawn := d.rows[:lines]
	for _, r := range drawn {
		if n, _ := number(r[1]); n > 0 {
			want = append(want, max(356*n/most, 2))
		}
	}
	for _, s := range d.shapes("rect", "chart-bar") {
		got = append(got, s["width"])
	}
	said := words.FindAllStringSubmatch(d.svg, -1)
	want, got = append(want, 2*lines), append(got, len(said))
	for i, r := range drawn {
		n, known := number(r[1])
		want = append(want, n)
		m, same := number(said[2*i+1][1])
		if got = append(got, m); known != same {
			got = append(got, i)
		}
	}
	return want, got
}

// meantByStack is of layers: where each begins and ends.
func meantByStack(d *plainDrawing) (want, got []int) {
	most := 1
	for _, r := range d.rows {
		sum := 0
		for _, c := range r[1:] {
			sum += atoi(c)
		}
		most = max(most, sum)
	}
	for _, r := range d.rows {
		below := 0
		for _, c := range r[1:] {
			low, high := 122*below/most, 122*(below+atoi(c))/most
			if below += atoi(c); high > low {
				want = append(want, low, high)
			}
		}
	}
	for _, s := range d.shapes("rect", `chart-part is-\d`) {
		got = append(got, 150-s["y"]-s["height"], 150-s["y"])
	}
	return want, got
}

// meantByDays is of days, from the records: the numbers of those with a repost.
func (x *plainPage) meantByDays(d *plainDrawing, platform string) (want, got []int) {
	weeks := x.parts("weeks|" + platform + "|")
	first, _ := time.Parse(time.DateOnly, weeks[0])
	for _, post := range x.posts {
		for _, r := range post.Post.Reposted {
			on := r.On.In(x.loc).String()
			day, _ := time.Parse(time.DateOnly, on)
			if r.Account == platform && on >= weeks[0] && on <= x.now.In(x.loc).Format(time.DateOnly) {
				want = append(want, int(day.Sub(first).Hours())/24)
			}
		}
	}
	slices.Sort(want)
	want = slices.Compact(want)
	cell := max(3, min(16, 360/len(weeks)))
	for _, s := range d.shapes("circle", "chart-some") {
		got = append(got, 7*(s["cx"]/cell)+s["cy"]/cell)
	}
	slices.Sort(got)
	return want, got
}
