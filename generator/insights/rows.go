package insights

import (
	"encoding/csv"
	"io"
	"maps"
	"slices"
	"strconv"

	"playbook/generator/rights"
)

// A Row is one number of a report.
type Row struct {
	Question string `json:"question"` // "share"
	Subject  string `json:"subject"`  // "xiaohongshu"
	Part     string `json:"part"`     // "2026-03"
	Measure  string `json:"measure"`  // "reposts"
	Value    Number `json:"value"`    // null is unknown
}

// Rows is every number of the report, in order.
func (r *Report) Rows() []Row {
	l := &lister{}
	l.put("posts", "", "", "all", Exactly(r.Posts.All))
	l.put("posts", "", "", "live", Exactly(r.Posts.Live))
	for _, part := range []func(*Account){l.share, l.rhythm, l.weeks, l.followers} {
		for i := range r.Accounts {
			part(&r.Accounts[i])
		}
	}
	for _, t := range r.Tiers {
		name := orUnknown(t.Name)
		l.put("tiers", name, "", "creators", Exactly(t.Have))
		l.put("tiers", name, "", "target", t.Want)
	}
	for _, v := range r.Readings {
		name := orUnknown(v.Platform)
		l.put("engagement", name, string(v.Age), "posts", Exactly(v.Posts))
		l.put("engagement", name, string(v.Age), "likes", v.Likes)
		l.put("engagement", name, string(v.Age), "saves", v.Saves)
		l.put("engagement", name, string(v.Age), "comments", v.Comments)
	}
	for _, k := range r.Keywords {
		l.put("keywords", k.Product, k.Group+": "+k.Word, "live", Exactly(k.Live))
	}
	for _, p := range r.Products {
		l.pair("products", p.Product, p.Pair)
	}
	for _, s := range r.Styles {
		l.pair("styles", orUnknown(s.Name), s.Pair)
	}
	for _, m := range r.States {
		for s, n := range m.States {
			l.put("permissions", rights.State(s).String(), m.Month.String(), "posts", Exactly(n))
		}
	}
	l.answers(&r.Answers)
	for _, e := range r.Evidence {
		l.pair("evidence", e.Name, e.Pair)
	}
	return l.rows
}

func orUnknown(s string) string {
	if s == "" {
		return string(Unknown)
	}
	return s
}

// lister collects rows.
type lister struct{ rows []Row }

func (l *lister) put(question, subject, part, measure string, n Number) {
	l.rows = append(l.rows, Row{question, subject, part, measure, n})
}

func (l *lister) pair(question, subject string, n Pair) {
	l.put(question, subject, "", "live", Exactly(n.Live))
	l.put(question, subject, "", "all", Exactly(n.All))
}

func (l *lister) share(a *Account) {
	l.put("share", a.Platform, "", "target", a.Target)
	for _, m := range a.Months {
		month := m.Month.String()
		l.put("share", a.Platform, month, "reposts", Exactly(m.Reposts))
		l.put("share", a.Platform, month, "published", m.Published)
		l.put("share", a.Platform, month, "percent", m.Share)
	}
}

func (l *lister) rhythm(a *Account) {
	for _, m := range a.Months {
		l.put("rhythm", a.Platform, m.Month.String(), "tenths a week", m.PerWeek)
	}
}

func (l *lister) weeks(a *Account) {
	for _, w := range a.Weeks {
		l.put("weeks", a.Platform, w.Monday.String(), "reposts", Exactly(w.Reposts))
	}
}

func (l *lister) followers(a *Account) {
	for _, f := range a.Followers {
		l.put("followers", a.Platform, f.On.String(), "followers", Exactly(int(f.Count.N)))
	}
}

func (l *lister) answers(a *Answers) {
	l.put("answers", "", "", "asked", Exactly(a.Asked))
	l.put("answers", "", "", "answered", Exactly(a.Answered))
	l.put("answers", "", "", "waiting", Exactly(a.Waiting))
	l.put("answers", "", "", "median days", a.Median)
	for _, days := range slices.Sorted(maps.Keys(a.Within)) {
		unit := " days"
		if days == 1 {
			unit = " day"
		}
		l.put("answers", "", strconv.Itoa(days)+unit, "answers", Exactly(a.Within[days]))
	}
}

// WriteCSV writes every number as a line of comma-separated values; an unknown
// one is empty. What a spreadsheet would take for a formula is kept a text.
func (r *Report) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	lines := [][]string{{"question", "subject", "part", "measure", "value"}}
	for _, x := range r.Rows() {
		lines = append(lines, []string{x.Question, inert(x.Subject), inert(x.Part), x.Measure, x.Value.String()})
	}
	return out.WriteAll(lines)
}

func inert(s string) string {
	if s != "" && slices.Contains([]byte("=+-@\t\r"), s[0]) {
		return "'" + s
	}
	return s
}
