package generator

import (
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"playbook/generator/record"
	"playbook/generator/source"
	"playbook/generator/theme"
)

// chartOf draws a chart with the words of the default theme's chart keys left as
// they are: without words a theme says the key's last part.
func chartOf(t *testing.T, c Chart) string {
	t.Helper()
	return string(viewOf(t).Chart(c))
}

func viewOf(t *testing.T) *view {
	t.Helper()
	th, problems := theme.Load([]*source.File{source.NewFile("templates/page.html", "page.html", []byte("x"))})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return &view{Page: &Page{Summary: &Summary{}, Language: "en", Site: &Shared{}}, theme: th}
}

func points(n int, label func(i int) string, count func(i int) int) []Point {
	list := make([]Point, n)
	for i := range list {
		list[i] = Point{Label: label(i), N: count(i)}
	}
	return list
}

// some are points of which every third is unknown, and the rest has a target.
func some(list []Point) []Point {
	for i := range list {
		if list[i].Cells = []string{"c"}; i%3 == 2 {
			list[i].N, list[i].Unknown = 0, true
		} else {
			list[i].Target = 40
		}
	}
	return list
}

// layered are points with so many parts.
func layered(list []Point, parts int) []Point {
	for i := range list {
		for part := range parts {
			list[i].Parts = append(list[i].Parts, i*(part+1)%7)
		}
	}
	return list
}

func newYear(i int) string  { return record.DayNumber(20000 + 17*i).String() }
func many(i int) int        { return i * 7919 % 1_000_003 }
func tierName(i int) string { return fmt.Sprint("tier", i) }

var numbers = regexp.MustCompile(`(\w+)="(-?\d+)"`)

// However many numbers there are and however large, a chart stays on its ground,
// is well-formed, and says in its table what it draws.
func TestCharts(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 3, 24, 25, 52, 200} {
		for _, c := range []Chart{
			{Key: "pyramid", Form: "pyramid", Points: points(n, tierName, many)},
			{Key: "followers", About: "xiaohongshu", Form: "curve", Points: points(n, newYear, many)},
			{Key: "weeks", Points: points(n, newYear, many)},
			{Key: "weeks", Points: points(n, newYear, func(int) int { return 0 })},
			{Key: "share", Form: "columns", Unit: "percent", Low: 50, High: 50, Points: some(points(n, newYear, many))},
			{Key: "rhythm", Form: "columns", Unit: "tenths", Low: 20, High: 30, Points: some(points(n, newYear, many))},
			{Key: "keywords", Form: "rows", Heads: []string{"h"}, Points: some(points(n, tierName, many))},
			{Key: "permissions", Form: "stack", Parts: []string{"a", "b", "c"}, Points: layered(points(n, newYear, many), 3)},
			{Key: "reposts", Form: "days", Points: layered(points(n, newYear, many), 7)},
			{Key: "followers", Form: "curve", Points: points(n, func(int) string { return "2026-01-01" }, func(int) int { return 1 << 40 })},
		} {
			t.Run(fmt.Sprint(c.Key, n), func(t *testing.T) {
				t.Parallel()
				drawn := chartOf(t, c)
				if n == 0 {
					if drawn != "" {
						t.Errorf("a chart of nothing is %s", drawn)
					}
					return
				}
				wellFormed(t, drawn)
				onGround(t, drawn)
				if rows := strings.Count(drawn, `<th scope="row">`); rows != n {
					t.Errorf("%d rows of %d", rows, n)
				}
			})
		}
	}
}

func wellFormed(t *testing.T, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
	}
}

// onGround fails if a shape leaves the ground that is drawn on.
func onGround(t *testing.T, drawn string) {
	t.Helper()
	height := regexp.MustCompile(`viewBox="0 0 360 (\d+)"`).FindStringSubmatch(drawn)
	high, err := strconv.Atoi(height[1])
	if err != nil {
		t.Fatal(err)
	}
	for _, shape := range regexp.MustCompile(`<(rect|circle|text)[^>]*>`).FindAllString(drawn, -1) {
		at := map[string]int{}
		for _, m := range numbers.FindAllStringSubmatch(shape, -1) {
			at[m[1]], _ = strconv.Atoi(m[2])
		}
		left, right := at["x"]+at["cx"]-at["r"], at["x"]+at["cx"]+at["r"]+at["width"]
		top, bottom := at["y"]+at["cy"]-at["r"], at["y"]+at["cy"]+at["r"]+at["height"]
		if left < 0 || right > chartWidth || top < 0 || bottom > high || at["width"] < 0 || at["height"] < 0 {
			t.Errorf("outside of 360 × %d: %s", high, shape)
		}
	}
}

// What a chart draws is what its numbers are: lengths are to scale, a zero has
// no bar, and a target is more than a colour.
func TestChartShapes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		chart Chart
		want  []string
		not   string
	}{
		{"pyramid", Chart{Key: "pyramid", Form: "pyramid", About: "A <b>", Points: []Point{{Label: "top", N: 0, Target: 1}, {Label: "koc", N: 5, Target: 10}, {Label: "mid", N: 2}}},
			[]string{`class="chart-now" x="92" y="83" width="175"`, `class="chart-goal" x="1" y="79" width="358"`, `class="chart-goal" x="158" y="21" width="43"`,
				`class="chart-now" x="145" y="141" width="70"`, `<td>5</td><td>10</td>`, `<td>2</td><td></td>`}, `y="25"`},
		{"bars", Chart{Key: "weeks", Points: []Point{{Label: "2026-01-05", N: 2}, {Label: "2026-01-12"}, {Label: "2026-01-19", N: 1}}},
			[]string{`x="0" y="28" width="34" height="122"`, `x="80" y="89" width="34" height="61"`, ">5 January 2026<", ">19 January 2026<", `<td>0</td>`}, `x="40"`},
		{"columns", Chart{Key: "share", Form: "columns", Unit: "percent", Low: 50, High: 50, Points: []Point{{Label: "2026-01", N: 25}, {Label: "2026-02", Unknown: true}, {Label: "2026-03"}}},
			[]string{`class="chart-bar" x="0" y="89"`, `d="M0 28H360"`, `class="chart-unknown"`, ">?<", "<td>25%</td>", "<td>0%</td>", "<td>unknown</td>"}, `x="80"`},
		{"band", Chart{Key: "rhythm", Form: "columns", Unit: "tenths", Low: 10, High: 20, Points: []Point{{Label: "2026-01", N: 5}}},
			[]string{`class="chart-band" x="0" y="28" width="360" height="61"`, "<td>0.5</td>"}, `chart-aim`},
		{"rows", Chart{Key: "products", Form: "rows", Points: []Point{{Label: "甲", N: 1, Target: 4}, {Label: "b"}}},
			[]string{`width="89" height="8"`, `d="M356 19v12"`, `<th scope="row" lang="zh-CN">`, "<td>4</td>"}, `class="chart-bar" x="0" y="61"`},
		{"stack", Chart{Key: "permissions", Form: "stack", Parts: []string{"may", "not"}, Points: []Point{{Label: "2026-01", Parts: []int{1, 3}}}},
			[]string{`class="chart-part is-0" x="0" y="120" width="34" height="30"`, `class="chart-part is-1" x="0" y="28" width="34" height="92"`, "chart-stripe", "<td>1</td><td>3</td>", "chart-key"}, "<td>4</td>"},
		{"days", Chart{Key: "reposts", Form: "days", Points: []Point{{Label: "2026-01-05", N: 3, Parts: []int{0, 1, 2, 0, 0, 0, 0}}}},
			[]string{`class="chart-none" cx="8" cy="8" r="1"`, `class="chart-some" cx="8" cy="24" r="3"`, `class="chart-some" cx="8" cy="40" r="4"`, "<td>3</td>"}, `cx="24"`},
		{"curve", Chart{Key: "followers", Form: "curve", Points: []Point{{Label: "2026-01-01", N: 100, Text: "100"}, {Label: "2026-01-11", N: 50, Text: "50+"}, {Label: "2026-04-11", N: 200, Text: "200"}}},
			[]string{`d="M8 89L42 120L352 28"`, `y="79">100<`, `x="360" y="18">200<`, `<td>50+</td>`}, `y="110">50+<`},
		{"one count", Chart{Key: "followers", Form: "curve", Points: []Point{{Label: "2026-01-01", N: 100, Text: "100"}}}, []string{`d="M8 28"`, `<circle class="chart-dot" cx="8" cy="28" r="4"/>`}, "chart-end"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			drawn := chartOf(t, test.chart)
			for _, w := range test.want {
				if !strings.Contains(drawn, w) {
					t.Errorf("no %s in\n%s", w, drawn)
				}
			}
			if strings.Contains(drawn, test.not) {
				t.Errorf("%s in\n%s", test.not, drawn)
			}
		})
	}
}

// Columns of which none is known are no empty ground: a sentence says so, and the
// table has what else is known of them.
func TestChartOfUnknowns(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 52} {
		list := points(n, newYear, func(int) int { return 0 })
		for i := range list {
			list[i].Unknown, list[i].Cells = true, []string{"3"}
		}
		c := Chart{Key: "share", About: "weibo", Form: "columns", Unit: "percent", Low: 50, High: 50, Heads: []string{"h"}, Points: list}
		drawn := chartOf(t, c)
		wellFormed(t, drawn)
		if strings.Contains(drawn, "<svg") || !strings.Contains(drawn, `<span class="chart-note">`) || strings.Count(drawn, "<td>unknown</td><td>3</td>") != n {
			t.Errorf("of %d unknown: %s", n, drawn)
		}
		if list[n-1].Unknown = false; !strings.Contains(chartOf(t, c), "<svg") {
			t.Errorf("a known zero beside %d unknown is not drawn", n-1)
		}
	}
}

// Of things that end in zeros a dozen is drawn, and the table has all.
func TestChartWithoutItsTail(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ points, counted, drawn int }{{5, 1, 5}, {12, 0, 12}, {13, 0, 12}, {20, 14, 14}, {30, 3, 12}, {30, 30, 24}, {30, 26, 24}} {
		c := Chart{Key: "keywords", Form: "rows", Points: points(test.points, tierName, func(i int) int { return max(0, test.counted-i) })}
		drawn := chartOf(t, c)
		if n := strings.Count(drawn, `class="chart-bed"`); n != test.drawn {
			t.Errorf("%d of %d, of which %d are not 0, are drawn, not %d", n, test.points, test.counted, test.drawn)
		}
		if said := strings.Contains(drawn, "chart-note"); said != (test.drawn < test.points) {
			t.Errorf("that %d of %d are drawn is said: %t", test.drawn, test.points, said)
		}
		if rows := strings.Count(drawn, `<th scope="row">`); rows != test.points {
			t.Errorf("%d rows of %d", rows, test.points)
		}
	}
}

// An aim is written as somebody would: whole where it is whole.
func TestChartAim(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		unit      string
		low, high int
		want      string
	}{
		{"tenths", 10, 20, "1–2"}, {"tenths", 15, 20, "1.5–2"}, {"tenths", 12, 23, "1.2–2.3"}, {"tenths", 30, 30, "3"}, {"tenths", 0, 100, "0–10"},
		{"tenths", 35_000, 35_005, "3,500–3,500.5"}, {"percent", 50, 50, "50%"}, {"", 10, 20, "10–20"},
	} {
		d := plot{view: viewOf(t), Chart: Chart{Unit: test.unit, Low: test.low, High: test.high}}
		if got := d.aim(); got != test.want {
			t.Errorf("%d to %d %s is said as %q, not %q", test.low, test.high, test.unit, got, test.want)
		}
	}
}

// A share is drawn from what is about one, and as large as it is.
func TestShare(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]int{
		"50%": 20, "about 50%": 20, "约 50%": 20, "0%": 0, "1%": 1, "100%": 40, "33 %": 13,
		"over 70%": 0, "70% 以上": 0, "110%": 0, "-5%": 0, "447": 0, "about half": 0, "": 0,
	} {
		v := viewOf(t)
		v.Facts = []Fact{{ID: "f", Marked: true, Value: "447"}, {ID: "half", Marked: true, Says: "posts & <notes>", Value: value}}
		drawn := string(v.Share())
		if got := strings.Count(drawn, `"chart-now"`); got != want {
			t.Errorf("%q fills %d of forty, not %d", value, got, want)
		}
		if (drawn == "") != (want == 0) {
			t.Errorf("%q is drawn as %q", value, drawn)
		}
		if drawn != "" {
			wellFormed(t, drawn)
		}
	}
}
