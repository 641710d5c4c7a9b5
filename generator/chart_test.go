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
			{Key: "pyramid", Points: points(n, tierName, many)},
			{Key: "followers", About: "xiaohongshu", Points: points(n, newYear, many)},
			{Key: "weeks", Points: points(n, newYear, many)},
			{Key: "weeks", Points: points(n, newYear, func(int) int { return 0 })},
			{Key: "followers", Points: points(n, func(int) string { return "2026-01-01" }, func(int) int { return 1 << 40 })},
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
		{"pyramid", Chart{Key: "pyramid", About: "A <b>", Points: []Point{{Label: "top", N: 0, Target: 1}, {Label: "koc", N: 5, Target: 10}, {Label: "mid", N: 2}}},
			[]string{`class="chart-now" x="92" y="83" width="175"`, `class="chart-goal" x="1" y="79" width="358"`, `class="chart-goal" x="158" y="21" width="43"`,
				`class="chart-now" x="145" y="141" width="70"`, `<td>5</td><td>10</td>`, `<td>2</td><td></td>`}, `y="25"`},
		{"bars", Chart{Key: "weeks", Points: []Point{{Label: "2026-01-05", N: 2}, {Label: "2026-01-12"}, {Label: "2026-01-19", N: 1}}},
			[]string{`x="0" y="28" width="34" height="122"`, `x="80" y="89" width="34" height="61"`, ">5 January 2026<", ">19 January 2026<", `<td>0</td>`}, `x="40"`},
		{"curve", Chart{Key: "followers", Points: []Point{{"2026-01-01", 100, "100", 0}, {"2026-01-11", 50, "50+", 0}, {"2026-04-11", 200, "200", 0}}},
			[]string{`d="M8 89L42 120L352 28"`, `y="79">100<`, `x="360" y="18">200<`, `<td>50+</td>`}, `y="110">50+<`},
		{"one count", Chart{Key: "followers", Points: []Point{{"2026-01-01", 100, "100", 0}}}, []string{`d="M8 28"`, `<circle class="chart-dot" cx="8" cy="28" r="4"/>`}, "chart-end"},
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
