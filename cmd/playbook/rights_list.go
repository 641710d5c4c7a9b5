package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"playbook/generator"
	"playbook/generator/record"
	"playbook/generator/rights"
	"playbook/generator/source"
)

func (a *app) runRights(cmd *cobra.Command, f asking, args []string) error {
	uses, err := a.usesOf(cmd, f.uses)
	switch {
	case err != nil:
		return err
	case f.csv && f.ics:
		return a.wrong(cmd, a.text(msgOneForm, "--csv", "--ics"))
	case (f.csv || f.ics) && a.format == formatJSON:
		return a.wrong(cmd, a.text(msgOneForm, "--json", map[bool]string{true: "--csv", false: "--ics"}[f.csv]))
	}
	see := func(l *generator.Ledger, posts []*generator.Standing) sheet { return a.sheet(l, posts, uses) }
	switch {
	case f.ics:
		see = func(l *generator.Ledger, posts []*generator.Standing) sheet {
			return sheet{renewals: a.renewals(l, posts, uses)}
		}
	case f.csv:
		see = func(_ *generator.Ledger, posts []*generator.Standing) sheet {
			return sheet{text: a.rightsTable(posts, uses)}
		}
	}
	ledger, sheets, err := survey(a, cmd, f.on, args, see)
	if err != nil {
		return err
	}
	if f.ics {
		var all []rights.Renewal
		for _, s := range sheets {
			all = append(all, s.renewals...)
		}
		slices.SortStableFunc(all, func(x, y rights.Renewal) int { return x.Day.Compare(y.Day) })
		_, err := a.out.Write(rights.Calendar(ledger.Config.Title.In(a.lang), all, ledger.Now))
		return err
	}
	if f.csv {
		if _, err := io.WriteString(a.out, tableHead); err != nil {
			return err
		}
	}
	var ending []lapse
	for _, s := range sheets {
		if _, err := a.out.Write(s.text); err != nil {
			return err
		}
		ending = append(ending, s.lapses...)
	}
	if f.csv {
		return nil
	}
	if len(sheets) == 0 {
		a.note(a.text(msgNoRights))
	}
	a.lapses(ending)
	return nil
}

// postLine is a post as --json prints it.
type postLine struct {
	Type    string    `json:"type"` // "post"
	Name    string    `json:"name"`
	File    string    `json:"file"`
	Title   string    `json:"title"`
	Creator string    `json:"creator,omitempty"`
	Draft   bool      `json:"draft,omitempty"`
	Broken  bool      `json:"broken,omitempty"`
	Uses    []useLine `json:"uses"`
}

type useLine struct {
	Use      string   `json:"use"`
	State    string   `json:"state"`
	Shown    bool     `json:"shown"`
	LinkOnly bool     `json:"link_only,omitempty"`
	Since    string   `json:"since,omitempty"`
	Until    string   `json:"until,omitempty"`
	Reasons  []string `json:"reasons"`
}

// A verdict is how it stands with one use, and why.
type verdict struct {
	rights.Answer
	reasons []rights.Reason
}

// judge is the verdict on one use. A broken file allows nothing.
func judge(s *generator.Standing, use record.Use) verdict {
	var v verdict
	v.Answer, v.reasons = s.Explain(use)
	if s.Broken {
		v.Shown = false
		v.reasons = append(v.reasons, rights.Reason{Key: msgBroken1})
	}
	return v
}

// useOf is how it stands with one use, as --json prints it.
func (a *app) useOf(s *generator.Standing, use record.Use) useLine {
	v := judge(s, use)
	u := useLine{string(use), v.State.String(), v.Shown, v.LinkOnly, v.Since.String(), v.Until.String(), []string{}}
	for _, r := range v.reasons {
		u.Reasons = append(u.Reasons, r.Text(a.lang))
	}
	return u
}

// every is all uses, unless some are named.
func every(uses []record.Use) []record.Use {
	if uses != nil {
		return uses
	}
	return record.Uses()
}

// A sheet is what is told of some posts.
type sheet struct {
	text     []byte
	lapses   []lapse
	renewals []rights.Renewal
}

// sheet tells how it stands with posts, and what of them ends soon.
func (a *app) sheet(l *generator.Ledger, posts []*generator.Standing, uses []record.Use) sheet {
	var page bytes.Buffer
	page.Grow(160 * len(posts))
	var ending []lapse
	var groups []group // used again for every post
	writer, until := a.to(&page), horizon(l)
	for _, s := range posts {
		groups = writer.standing(s, every(uses), groups[:0])
		ending = append(ending, a.lapsesOf(l, s, uses, until)...)
	}
	return sheet{text: page.Bytes(), lapses: ending}
}

// to is a that prints into w.
func (a *app) to(w io.Writer) *app {
	t := *a.terminal
	t.out = w
	return &app{terminal: &t, format: a.format}
}

// standing prints how it stands with one post. It needs room for groups, which it
// returns.
func (a *app) standing(s *generator.Standing, uses []record.Use, groups []group) []group {
	if a.format == formatJSON {
		line := postLine{"post", s.Name, s.File, s.Title, s.CreatorName, s.Draft, s.Broken, []useLine{}}
		for _, use := range uses {
			line.Uses = append(line.Uses, a.useOf(s, use))
		}
		a.line(line)
		return groups
	}
	head := a.paint(bold, s.Name) + "  " + s.Title
	if s.Draft {
		head += " (" + a.text(msgIsDraft) + ")"
	}
	a.say(head)
	groups = inGroups(s, uses, groups)
	for _, g := range groups {
		colour := ""
		if !g.Shown {
			colour = yellow
		}
		a.say("  " + g.names + a.dash() + a.paint(colour, a.inWords(g.verdict)))
	}
	return groups
}

// A group is uses that stand the same.
type group struct {
	names string
	verdict
}

// inGroups puts uses together that stand the same, in the order of the first of each.
func inGroups(s *generator.Standing, uses []record.Use, groups []group) []group {
	for _, use := range uses {
		answer := s.Judge(use)
		i := slices.IndexFunc(groups, func(g group) bool { return g.Answer == answer && answer.State != rights.Blocked }) // then the reason is the same
		if i >= 0 {
			groups[i].names += ", " + string(use)
			continue
		}
		v := judge(s, use)
		i = slices.IndexFunc(groups, func(g group) bool { return g.like(v) })
		if i < 0 {
			groups = append(groups, group{string(use), v})
		} else {
			groups[i].names += ", " + string(use)
		}
	}
	return groups
}

// like reports whether w reads the same as v.
func (v verdict) like(w verdict) bool {
	return v.State == w.State && (v.State == rights.None || slices.EqualFunc(v.reasons, w.reasons, func(a, b rights.Reason) bool {
		return a.Key == b.Key && slices.Equal(a.Args, b.Args)
	}))
}

// inWords is how it stands with a use. Where the reason says it all, it stands alone.
func (a *app) inWords(v verdict) string {
	sentences := make([]string, 0, 4)
	switch v.State {
	case rights.None, rights.Active, rights.Expiring, rights.Blocked, rights.Upcoming:
		sentences = append(sentences, a.text(v.State.Message()))
	}
	reasons := v.reasons
	if v.State == rights.None {
		reasons = reasons[1:] // nobody has asked, as the state says
	}
	for _, r := range reasons {
		sentences = append(sentences, r.Text(a.lang))
	}
	return strings.Join(sentences, a.semicolon())
}

func (a *app) dash() string {
	if a.lang == "zh" {
		return "："
	}
	return ": "
}

// tableHead begins a table: a byte-order mark tells spreadsheets that it is UTF-8.
const tableHead = "\ufeffpost,title,creator,use,state,shown,since,until,reasons,file\n"

// rightsTable is one row for each post and use, as spreadsheets read it.
func (a *app) rightsTable(posts []*generator.Standing, uses []record.Use) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b) // into memory, which takes all
	for _, s := range posts {
		for _, use := range every(uses) {
			u := a.useOf(s, use)
			row := []string{s.Name, s.Title, s.CreatorName, u.Use, u.State, fmt.Sprint(u.Shown), u.Since, u.Until, strings.Join(u.Reasons, a.semicolon()), s.File}
			for i, cell := range row {
				row[i] = harmless(cell)
			}
			_ = w.Write(row)
		}
	}
	w.Flush()
	return b.Bytes()
}

// harmless keeps a spreadsheet from taking what a stranger wrote for a formula.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

var (
	msgEndsWithin = source.Message{En: "Not shown any more within {0} days:", Zh: "{0} 天内不再展示："}
	msgEndsNone   = source.Message{En: " nothing", Zh: "无"}
	msgLoses      = source.Message{En: "used by {0}", Zh: "涉及 {0}"}
)

// periods are the days ahead that are looked at.
var periods = []int{7, 30, 90}

// A lapse is a permission that ends soon, as --json prints it.
type lapse struct {
	Type    string       `json:"type"` // "lapse"
	Post    string       `json:"post"`
	Use     string       `json:"use"`
	From    string       `json:"not_shown_from"`
	Within  int          `json:"within_days"`
	Holders []holderLine `json:"loses"`
}

type holderLine struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
	File string `json:"file"`
}

// horizon is the instant up to which we look ahead.
func horizon(l *generator.Ledger) time.Time {
	loc := l.Config.Location()
	return record.Today(l.Now.In(loc)).AddDays(periods[len(periods)-1]).End(loc)
}

// lapsesOf is what of a post ends before until, and who loses something by it.
func (a *app) lapsesOf(l *generator.Ledger, s *generator.Standing, uses []record.Use, until time.Time) []lapse {
	if s.Draft || s.Broken {
		return nil
	}
	var list []lapse
	for _, use := range concerned(l, s, uses) {
		at := s.Lapses(use, until)
		if at.IsZero() {
			continue
		}
		loc := l.Config.Location()
		today, day := record.Today(l.Now.In(loc)), record.Today(at.In(loc))
		x := lapse{Type: "lapse", Post: s.Name, Use: string(use), From: day.String(), Within: periodOf(today.Number(), day.Number()), Holders: []holderLine{}}
		for _, h := range l.Holders(s) {
			x.Holders = append(x.Holders, holderLine{string(h.Kind), h.Name, h.File})
		}
		list = append(list, x)
	}
	return list
}

// lapses prints what ends in the days ahead.
func (a *app) lapses(all []lapse) {
	slices.SortStableFunc(all, func(x, y lapse) int { return strings.Compare(x.From, y.From) })
	if a.format == formatJSON {
		for _, line := range all {
			a.line(line)
		}
		return
	}
	a.say("")
	for _, days := range periods {
		a.endings(days, all)
	}
}

// periodOf is the shortest period that a day falls into.
func periodOf(today, day int) int {
	for _, days := range periods {
		if day-today <= days {
			return days
		}
	}
	return periods[len(periods)-1]
}

// endings prints what ends within some days. All are by day, and those of a post
// lie together.
func (a *app) endings(days int, all []lapse) {
	title := a.paint(bold, a.text(msgEndsWithin, days))
	var lines []string
	for i := 0; i < len(all); {
		line, uses := all[i], []string(nil)
		for ; i < len(all) && line.together(all[i]); i++ {
			uses = append(uses, all[i].Use)
		}
		if line.Within != days {
			continue
		}
		text := "  " + line.From + "  " + line.Post + " (" + strings.Join(uses, ", ") + ")"
		if names := holderNames(line.Holders); names != "" {
			text += a.dash() + a.text(msgLoses, names)
		}
		lines = append(lines, text)
	}
	if len(lines) == 0 {
		title += a.text(msgEndsNone)
	}
	a.say(strings.Join(append([]string{title}, lines...), "\n"))
}

// together reports whether two uses of one post end on the same day.
func (l lapse) together(other lapse) bool {
	return l.Post == other.Post && l.From == other.From
}

func holderNames(list []holderLine) string {
	var names []string
	for _, h := range list {
		names = append(names, h.Kind+"/"+h.Name)
	}
	return strings.Join(names, ", ")
}

var (
	msgRenew     = source.Message{En: "Permission ends: {0} ({1})", Zh: "授权到期：{0}（{1}）"}
	msgRenewText = source.Message{
		En: "{0} may be shown until {1} for: {2}.\nAsk for longer: playbook rights message {3} --task renew",
		Zh: "{0} 可展示至 {1}，用途：{2}。\n申请续期：playbook rights message {3} --task renew"}
)

// renewals are the days on which permissions end, one entry for all uses of a
// post that end together.
func (a *app) renewals(l *generator.Ledger, posts []*generator.Standing, uses []record.Use) []rights.Renewal {
	var list []rights.Renewal
	for _, s := range posts {
		byDay := map[record.Date][]string{}
		var days []record.Date
		for _, use := range concerned(l, s, uses) {
			if answer := s.Answer(use); answer.Shown && !answer.Until.IsZero() {
				if byDay[answer.Until] == nil {
					days = append(days, answer.Until)
				}
				byDay[answer.Until] = append(byDay[answer.Until], rights.UseWords(use, a.lang))
			}
		}
		for _, day := range days {
			who := s.CreatorName
			if s.Creator != nil {
				who = s.Creator.Title
			}
			list = append(list, rights.Renewal{Key: "posts/" + s.Name + " " + day.String(), Day: day, Warn: int(l.Config.Rights.WarnBefore),
				Summary: a.text(msgRenew, s.Title, who),
				Text:    a.text(msgRenewText, s.Name, day, strings.Join(byDay[day], a.comma()), s.Name)})
		}
	}
	return list
}
