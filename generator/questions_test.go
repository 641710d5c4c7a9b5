package generator

import (
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

// pageNumbers are the numbers in the tables of an insights page in English under
// the names that rows have; those that a page adds up are compared by their sums.
func pageNumbers(t *testing.T, page string) map[string]string {
	t.Helper()
	n := map[string]string{}
	put := func(value string, key ...string) {
		value = strings.TrimSuffix(strings.ReplaceAll(value, ",", ""), "%")
		if value == "unknown" {
			value = ""
		}
		n[strings.Join(key, "|")] = value
	}
	for id, rows := range drawnTables(page) {
		name, platform, _ := strings.Cut(id, "-")
		for _, r := range rows {
			switch name {
			case "share":
				put(r[1], "share", platform, monthOn(r[0]), "percent")
				put(r[2], "share", platform, monthOn(r[0]), "reposts")
				put(r[3], "share", platform, monthOn(r[0]), "published")
			case "rhythm":
				tenths := strings.Replace(r[1], ".", "", 1)
				if n, err := strconv.Atoi(tenths); err == nil {
					tenths = strconv.Itoa(n)
				}
				put(tenths, "rhythm", platform, monthOn(r[0]), "tenths a week")
			case "reposts":
				put(r[1], "weeks", platform, dayOn(r[0]), "reposts")
			case "followers":
				put(r[0]+" "+r[1], "followers", platform, dayOn(r[0]))
			default:
				put(strings.Join(r[1:], " "), name, r[0])
			}
		}
	}
	return n
}

// dayOn is a day as 2026-03-08 that an English page writes as 8 March 2026.
func dayOn(text string) string {
	at, err := time.Parse("2 January 2006", text)
	if err != nil {
		return text
	}
	return at.Format(time.DateOnly)
}

func monthOn(text string) string {
	at, err := time.Parse("January 2006", text)
	if err != nil {
		return text
	}
	return at.Format("2006-01")
}

// Every number that the insights page shows of accounts and weeks is that of a
// plain loop, and none is left out; sums of other tables are too.
func TestInsightsPageEqualsPlainLoop(t *testing.T) {
	t.Parallel()
	sites := map[string]fs.FS{"shipped": os.DirFS("../content")}
	for seed := range uint64(5) {
		sites[fmt.Sprint("random ", seed)] = mapFS(randomArchive(rand.New(rand.NewPCG(seed, 5))))
	}
	for name, content := range sites {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := time.Date(2026, 12, 1, 4, 0, 0, 0, time.UTC)
			want := readPlainly(t, content, now).numbers()
			site, _ := Build(Input{Content: source.NewTree(content, "content"), Base: source.NewTree(defaults.Files, "defaults"), Theme: defaultLook(), Edition: "internal", Now: now}, nil)
			text := page(t, site, "insights.html")
			got := pageNumbers(t, text)
			told := 0
			for key, v := range want {
				question, _, _ := strings.Cut(key, "|")
				switch {
				case strings.HasSuffix(key, "|target"), question != "share" && question != "rhythm" && question != "weeks":
					continue
				case question == "rhythm" && !strings.Contains(text, "Chart-rhythm-"+strings.Split(key, "|")[1]):
					continue // no month is known, so it is not drawn
				case got[key] != v:
					t.Errorf("the page says %q for %s, a plain loop %q", got[key], key, v)
				}
				told++
			}
			if told == 0 && name == "shipped" {
				t.Error("nothing was compared")
			}
			sums(t, text, want)
			home := page(t, site, "index.html")
			figures(t, home, want)
			answers(t, text, want)
			if f, a := len(figureLine.FindAllString(home, -1)), len(answerLine.FindAllString(text, -1)); name == "shipped" && (f != 4 || a != strings.Count(text, `<section class="question"`)) {
				t.Errorf("%d figures and %d answers were compared", f, a)
			}
		})
	}
}

var (
	figureLine = regexp.MustCompile(`(?s)href="insights\.html#Ask-([a-z]+)-?([a-z]*)"><span class="figure-name">[^<]*</span> <span class="figure-value">([^<]*)</span>.*?<span class="figure-note">([^<]*)</span>`)
	answerLine = regexp.MustCompile(`(?s)<h2 id="Ask-([a-z]+)-?([a-z]*)">.*?<p class="answer">([^<]*)</p>`)
)

// figures compares the numbers that open the home page with those of a plain loop.
func figures(t *testing.T, home string, want map[string]string) {
	t.Helper()
	for _, m := range figureLine.FindAllStringSubmatch(home, -1) {
		key, platform, value, note := m[1], m[2], strings.ReplaceAll(m[3], ",", ""), m[4]
		month, _, _ := strings.Cut(note, ",")
		plain := ""
		switch key {
		case "share":
			plain = lastKnown(want, "share", platform, "percent", monthOn(month)) + "%"
		case "rhythm":
			n := atoi(lastKnown(want, "rhythm", platform, "tenths a week", monthOn(month)))
			plain = fmt.Sprintf("%d.%d", n/10, n%10)
		case "tiers":
			plain = strconv.Itoa(total(want, "tiers|", "|creators"))
		case "permissions":
			at := lastOf(want, "permissions|")
			plain = want["permissions|expiring|"+at+"|posts"]
			if may := strconv.Itoa(atoi(plain) + atoi(want["permissions|active|"+at+"|posts"])); !strings.HasPrefix(note, "of "+may+" post") {
				t.Errorf("home says %q, a plain loop %s", note, may)
			}
		}
		if value != plain {
			t.Errorf("home says %s of %s %s, a plain loop %s", value, key, platform, plain)
		}
	}
}

// answers compares the numbers in the sentences of the page of insights.
func answers(t *testing.T, text string, want map[string]string) {
	t.Helper()
	for _, m := range answerLine.FindAllStringSubmatch(text, -1) {
		key, platform, said := m[1], m[2], strings.ReplaceAll(html.UnescapeString(m[3]), ",", "")
		plain := ""
		switch key {
		case "share":
			if _, rest, known := strings.Cut(said, "% in "); known {
				month, _, _ := strings.Cut(rest, ":")
				at := "share|" + platform + "|" + monthOn(month) + "|"
				plain = fmt.Sprintf("%s%% in %s: %s of %s posts.", lastKnown(want, "share", platform, "percent", monthOn(month)), month, want[at+"reposts"], want[at+"published"])
			}
		case "permissions":
			at := lastOf(want, "permissions|")
			plain = fmt.Sprintf("%d of %d posts now.", atoi(want["permissions|active|"+at+"|posts"])+atoi(want["permissions|expiring|"+at+"|posts"]), total(want, "permissions|", "|"+at+"|posts"))
		case "evidence", "keywords":
			some, all := 0, 0
			for k, v := range want {
				if strings.HasPrefix(k, key+"|") && strings.HasSuffix(k, "|live") {
					if all++; v != "0" {
						some++
					}
				}
			}
			plain = fmt.Sprintf("%d of %d", some, all)
		case "tiers":
			plain = strconv.Itoa(total(want, "tiers|", "|creators")) + " creator"
		}
		if !strings.HasPrefix(said, plain) {
			t.Errorf("the page says %q to %s %s, a plain loop %q", said, key, platform, plain)
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

// sums compares the numbers of tables whose rows have titles with those of a
// plain loop, as sorted lists.
func sums(t *testing.T, text string, want map[string]string) {
	t.Helper()
	tables := drawnTables(text)
	for _, c := range []struct {
		chart, question, measure string
		column                   int
	}{
		{"keywords", "keywords", "live", 1}, {"products", "products", "live", 1}, {"styles", "styles", "live", 1}, {"styles", "styles", "all", 2},
		{"evidence", "evidence", "live", 1}, {"evidence", "evidence", "all", 2}, {"engagement", "engagement", "likes", 1},
		{"engagement", "engagement", "saves", 2}, {"engagement", "engagement", "comments", 3}, {"engagement", "engagement", "posts", 4},
	} {
		var drawn, plain []string
		for _, r := range tables[c.chart] {
			drawn = append(drawn, strings.ReplaceAll(r[c.column], ",", ""))
		}
		for key, v := range want {
			if strings.HasPrefix(key, c.question+"|") && strings.HasSuffix(key, "|"+c.measure) {
				if v == "" {
					v = "unknown"
				}
				plain = append(plain, v)
			}
		}
		slices.Sort(drawn)
		slices.Sort(plain)
		if !slices.Equal(drawn, plain) {
			t.Errorf("%s of %s: the page has %v, a plain loop %v", c.measure, c.question, drawn, plain)
		}
	}
	of := func(key string) int { return atoi(want[key]) }
	for _, r := range tables["permissions"] {
		month, got := monthOn(r[0]), [4]int{}
		for i := range got {
			got[i] = atoi(r[i+1])
		}
		at := func(states ...string) int {
			n := 0
			for _, s := range states {
				n += of("permissions|" + s + "|" + month + "|posts")
			}
			return n
		}
		if plain := [4]int{at("active", "expiring"), at("requested", "unclear", "upcoming"), at("expired", "declined", "lapsed", "revoked", "taken-down", "blocked"), at("none")}; got != plain {
			t.Errorf("permissions in %s: the page has %v, a plain loop %v", month, got, plain)
		}
	}
	answered := 0
	for i, r := range tables["answers"] {
		if i < len(tables["answers"])-1 {
			answered += atoi(r[1])
		} else if strconv.Itoa(of("answers||| waiting")+of("answers|||waiting")) != r[1] {
			t.Errorf("%s questions wait, a plain loop says %s", r[1], want["answers|||waiting"])
		}
	}
	if len(tables["answers"]) > 0 && answered != of("answers|||answered") {
		t.Errorf("%d answers, a plain loop says %s", answered, want["answers|||answered"])
	}
	for _, r := range tables["pyramid"] {
		if r[1] == "" {
			t.Errorf("a tier without a number: %v", r)
		}
	}
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
