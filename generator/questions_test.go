package generator

import (
	"cmp"
	"fmt"
	"html"
	"io/fs"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"playbook/generator/defaults"
	"playbook/generator/source"
)

// drawnTables are the tables below the charts of a page: for each chart, by the
// name in its id, the words of every row.
func drawnTables(page string) map[string][][]string {
	tables := map[string][][]string{}
	for _, figure := range figureTag.FindAllString(page, -1) {
		id := figureID.FindStringSubmatch(figure)
		var rows [][]string
		for _, row := range tableRow.FindAllString(figure[strings.Index(figure, "<tbody>"):], -1) {
			var cells []string
			for _, c := range tableCell.FindAllStringSubmatch(row, -1) {
				cells = append(cells, html.UnescapeString(c[1]))
			}
			rows = append(rows, cells)
		}
		tables[id[1]] = rows
	}
	return tables
}

var (
	figureTag = regexp.MustCompile(`(?s)<figure class="chart .*?</figure>`)
	figureID  = regexp.MustCompile(`^<figure class="[^"]*" id="Chart-([^"]*)">`)
	tableRow  = regexp.MustCompile(`(?s)<tr>.*?</tr>`)
	tableCell = regexp.MustCompile(`<t[hd][^>]*>([^<]*)</t[hd]>`)
)

// monthOn is a month as 2026-03 that an English page writes as March 2026.
func monthOn(text string) string {
	at, err := time.Parse("January 2006", text)
	if err != nil {
		return text
	}
	return at.Format("2006-01")
}

// Every number that the insights page shows, in a sentence, a drawing or a table,
// is that of a plain loop, and none is left out. So are those that open the home
// page.
func TestInsightsPageEqualsPlainLoop(t *testing.T) {
	t.Parallel()
	sites := map[string]fs.FS{"shipped": os.DirFS("../content")}
	for seed := range uint64(24) {
		files := randomArchive(rand.New(rand.NewPCG(seed, 5)))
		files["site.yaml"] += "languages: [en, zh]\n"
		sites[fmt.Sprint("random ", seed)] = mapFS(files)
	}
	for name, months := range map[string]string{
		"nothing published": "{month: 2026-09, posts: 0}, {month: 2026-10, posts: 0}",
		"no month is over":  "{month: 2026-12, posts: 3}",
		"none but to come":  "{month: 2027-01, posts: 3}",
	} {
		files := randomArchive(rand.New(rand.NewPCG(3, 5)))
		files["site.yaml"] = "title: R\nlanguages: [en, zh]\ntimezone: Asia/Shanghai\neditions:\n  public:\n    use: site\n  internal:\n    use: internal\ntiers:\n  - {name: koc, from: 0}\n  - {name: big, from: 20000}\naccounts:\n" +
			"  - platform: weibo\n    cadence: 2-3 a week\n    published: [" + months + "]\n"
		files["products/p2.md"] = "---\ntitle: P2\nkeywords:\n  texture: [水润, 丝滑, 哑光]\n  function: [提亮, 遮瑕, 控油, 保湿, 防晒]\n---\n"
		files["products/p2.zh.md"] = "---\ntitle: 第二号\n---\n"
		files["campaigns/a.zh.md"] = "---\ntitle: 第一号\n---\n"
		sites[name] = mapFS(files)
	}
	for name, content := range sites {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := time.Date(2026, 12, 1, 4, 0, 0, 0, time.UTC)
			x := plainPageOf(readPlainly(t, content, now))
			site, _ := Build(Input{Content: source.NewTree(content, "content"), Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultLook(), Edition: "internal", Now: now}, nil)
			text, home := page(t, site, "insights.html"), page(t, site, "index.html")
			answers, rows := x.told(t, text)
			shapes, todos := x.drawn(t, text), x.follows(t, text)
			figures(t, home, x)
			if n := strings.Count(text, `<section class="question"`); answers != n || name == "shipped" && (n < 18 || rows < 150 || shapes < 250 || todos < 10) {
				t.Errorf("%d answers of %d, %d rows, %d shapes and %d things to do were compared", answers, n, rows, shapes, todos)
			}
			chinese := page(t, site, "zh/insights.html")
			if said, cells := x.toldInChinese(t, chinese), alike(t, text, chinese); said < answers || name == "shipped" && (cells < 300 || said < 20) {
				t.Errorf("%d sentences and %d cells were compared with their like in Chinese", said, cells)
			}
			if f := len(figureLine.FindAllString(home, -1)); name == "shipped" && f != 4 {
				t.Errorf("%d figures of the home page were compared", f)
			}
		})
	}
}

var (
	figureLine = regexp.MustCompile(`(?s)href="insights\.html#Ask-([a-z]+)-?([a-z]*)"><span class="figure-name">[^<]*</span> <span class="figure-value">([^<]*)</span>(.*?)<span class="figure-note">([^<]*)</span>(.*?)</a>`)
)

// figures compares the numbers that open the home page with those of a plain loop.
func figures(t *testing.T, home string, x *plainPage) {
	t.Helper()
	want := x.n
	for _, m := range figureLine.FindAllStringSubmatch(home, -1) {
		key, platform, value, drawn, note := m[1], m[2], strings.ReplaceAll(m[3], ",", ""), m[4]+m[6], html.UnescapeString(m[5])
		month, _, _ := strings.Cut(note, ",")
		plain, meant := "", note
		switch key {
		case "share":
			plain = lastKnown(want, "share", platform, "percent", monthOn(month)) + "%"
			gauge := fmt.Sprintf(`<rect class="gauge-now" width="%d"`, min(100, atoi(strings.TrimSuffix(plain, "%"))))
			meant = month
			if target := want["share|"+platform+"||target"]; target != "" {
				meant += ", target " + target + "%"
				gauge += ` height="8"/><path class="gauge-aim" d="M` + target + ` 0v8"`
			}
			if plain != "0%" && !strings.Contains(drawn, gauge+"/>") && !strings.Contains(drawn, gauge+` height="8"/></svg>`) {
				t.Errorf("home draws %s of %s", drawn, plain)
			}
		case "rhythm":
			for _, a := range x.site.Accounts {
				if aim := plainCadence.FindStringSubmatch(a.Cadence); a.Platform == platform && aim != nil {
					meant = month + ", meant: " + aim[1] + "–" + aim[2] + " a week"
				}
			}
			n := atoi(lastKnown(want, "rhythm", platform, "tenths a week", monthOn(month)))
			plain = fmt.Sprintf("%d.%d", n/10, n%10)
		case "tiers":
			plain = strconv.Itoa(total(want, "tiers|", "|creators"))
			var parts []string
			for _, tier := range x.subjects("tiers") {
				if n := want["tiers|"+tier+"||creators"]; n != "0" {
					parts = append(parts, cmp.Or(plainTiers[tier], tier)+": "+n)
				}
			}
			said := strings.Split(note, ", ")
			slices.Sort(said)
			slices.Sort(parts)
			note, meant = strings.Join(said, ", "), strings.Join(parts, ", ")
		case "permissions":
			at := lastOf(want, "permissions|")
			plain = want["permissions|expiring|"+at+"|posts"]
			if may := strconv.Itoa(atoi(plain) + atoi(want["permissions|active|"+at+"|posts"])); !strings.HasPrefix(note, "of "+may+" post") {
				t.Errorf("home says %q, a plain loop %s", note, may)
			}
		}
		if value != plain || note != meant {
			t.Errorf("home says %s (%s) of %s %s, a plain loop %s (%s)", value, note, key, platform, plain, meant)
		}
	}
}

// total adds up the numbers of such keys.
func total(want map[string]string, begin, end string) int {
	n := 0
	for k, v := range want {
		if strings.HasPrefix(k, begin) && strings.HasSuffix(k, end) {
			n += atoi(v)
		}
	}
	return n
}

// lastOf is the last month that a question has numbers of.
func lastOf(want map[string]string, begin string) string {
	last := ""
	for k := range want {
		if part := strings.Split(k, "|"); strings.HasPrefix(k, begin) {
			last = max(last, part[2])
		}
	}
	return last
}

// lastKnown is the number of a month, which must be the last that has one.
func lastKnown(want map[string]string, question, platform, measure, month string) string {
	for k, v := range want {
		if part := strings.Split(k, "|"); part[0] == question && part[1] == platform && part[3] == measure && v != "" && part[2] > month {
			return "of " + part[2] + ", which is known as well: " + v
		}
	}
	return want[question+"|"+platform+"|"+month+"|"+measure]
}

// The numbers stay until the instant that the site says they change at.
func TestInsightsChangeWhenTheSiteSays(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		files := randomArchive(rand.New(rand.NewPCG(seed, 5)))
		at := func(now time.Time) (*Site, string) {
			site, _ := Build(Input{Content: source.NewTree(mapFS(files), "content"), Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultLook(), Edition: "internal", Now: now}, nil)
			return site, page(t, site, "insights.html") + page(t, site, "index.html")
		}
		site, first := at(benchNow)
		for range 4 {
			if site.Next.IsZero() {
				t.Fatal("weeks end, but the site never changes")
			}
			if _, last := at(site.Next.Add(-time.Second)); last != first {
				t.Fatalf("seed %d: the numbers change before %s: %s", seed, site.Next, firstDifference(first, last))
			}
			site, first = at(site.Next)
		}
	}
}

// Months that follow each other are one span of them.
func TestMonthsInWords(t *testing.T) {
	t.Parallel()
	site, _ := Build(Input{Content: source.NewTree(mapFS(map[string]string{"site.yaml": "title: R\nlanguages: [en, zh]\neditions:\n  internal:\n    use: internal\n" +
		"accounts:\n  - platform: weibo\n    cadence: 2-3 a week\n    published:\n      - {month: 2025-11, posts: 10}\n      - {month: 2026-04, posts: 1}\n      - {month: 2026-05, posts: 1}\n      - {month: 2026-06, posts: 9}\n      - {month: 2026-08, posts: 1}\n"}), "content"),
		Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultLook(), Edition: "internal", Now: time.Date(2026, 12, 1, 4, 0, 0, 0, time.UTC)}, nil)
	for name, list := range map[string][]string{
		"insights.html":    {"published in December 2025 to March 2026, July 2026 (site.yaml", "Fewer than meant in April 2026 to May 2026, August 2026: "},
		"zh/insights.html": {"补记 2025 年 12 月至 2026 年 3 月、2026 年 7 月发布了", "2026 年 4 月至 2026 年 5 月、2026 年 8 月发得比计划少"},
	} {
		text := page(t, site, name)
		for _, want := range list {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
	}
}
