package generator

import (
	"cmp"
	"html"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// shortened is a count that a page may shorten, 25k or 2.5万 for 25,312, in full and as
// far as its last digit tells.
var shortened = regexp.MustCompile(`^([\d.]+)([kM万亿])\+?$`)

// agrees reports whether a page that says got means the number want.
func agrees(got, want string) bool {
	got = strings.ReplaceAll(got, ",", "")
	m := shortened.FindStringSubmatch(got)
	if m == nil {
		return got == want || got == want+"+"
	}
	unit := map[string]int{"k": 1000, "M": 1_000_000, "万": 10_000, "亿": 100_000_000}[m[2]]
	whole, tenth, _ := strings.Cut(m[1], ".")
	n := atoi(want)
	return n/unit == atoi(whole) && n%unit/(unit/10) == atoi(cmp.Or(tenth, "0"))
}

// sameSaid reports whether two sentences or rows are the same, word by word.
func sameSaid(got, want string) bool {
	g, w := strings.Fields(got), strings.Fields(want)
	return slices.EqualFunc(g, w, func(a, b string) bool {
		end := func(s string) string { return strings.TrimRight(s, ".,;:") }
		return a[len(end(a)):] == b[len(end(b)):] && agrees(end(a), strings.ReplaceAll(end(b), ",", ""))
	})
}

var answerLine = regexp.MustCompile(`(?s)<h2 id="Ask-([a-z-]+)">.*?<p class="answer">([^<]*)</p>`)

// told compares a page of insights with what a plain loop has it say, and returns
// how many answers and rows were compared.
func (x *plainPage) told(t *testing.T, text string) (answers, rows int) {
	t.Helper()
	said := map[string]string{}
	for _, m := range answerLine.FindAllStringSubmatch(text, -1) {
		said[m[1]] = html.UnescapeString(m[2])
	}
	for _, key := range slices.Sorted(maps.Keys(x.answers)) {
		if !sameSaid(said[key], x.answers[key]) {
			t.Errorf("to %s the page says\n  %q, a plain loop\n  %q", key, said[key], x.answers[key])
		}
		delete(said, key)
		answers++
	}
	for key, answer := range said {
		t.Errorf("the page answers %s: %q; a plain loop has nothing to say", key, answer)
	}
	tables := drawnTables(text)
	for _, key := range slices.Sorted(maps.Keys(tables)) {
		var got []string
		for _, r := range tables[key] {
			if key == "engagement" {
				r[0] = strings.ToLower(r[0])
			}
			got = append(got, strings.Join(r, " | "))
		}
		want := x.tables[key]
		slices.Sort(got)
		slices.Sort(want)
		if !slices.EqualFunc(got, want, sameSaid) {
			t.Errorf("the table of %s is\n  %s\na plain loop has\n  %s", key, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
		}
		rows += len(want)
	}
	for key := range x.tables {
		if _, ok := tables[key]; !ok {
			t.Errorf("the page has no table of %s", key)
		}
	}
	return answers, rows
}

var digits = regexp.MustCompile(`\d+`)

// alike compares the numbers of the tables of the page in two languages, cell by
// cell; counts of followers are written unlike. It returns how many it compared.
func alike(t *testing.T, english, chinese string) (cells int) {
	t.Helper()
	tables := drawnTables(chinese)
	for id, rows := range drawnTables(english) {
		if strings.HasPrefix(id, "followers-") {
			continue
		}
		if len(tables[id]) != len(rows) {
			t.Errorf("%s has %d rows in English and %d in Chinese", id, len(rows), len(tables[id]))
			continue
		}
		for i, r := range rows {
			for j, c := range r[1:] {
				_, known := number(c)
				if d := tables[id][i][j+1]; known && c != d || strings.EqualFold(c, "unknown") != (d == "未知") {
					t.Errorf("%s is %q in English and %q in Chinese", id, c, d)
				}
				cells++
			}
		}
	}
	return cells
}
