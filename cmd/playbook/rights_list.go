package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
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
	r, err := a.read(cmd, f.on, args)
	if err != nil {
		return err
	}
	defer r.close()
	switch {
	case f.ics:
		_, err = a.out.Write(rights.Calendar(r.ledger.Config.Title.In(a.lang), a.renewals(r.ledger, r.posts, uses), r.ledger.Now))
		return err
	case f.csv:
		return a.rightsTable(r.posts, uses)
	}
	if len(r.posts) == 0 {
		a.note(a.text(msgNoRights))
	}
	if err := a.standings(r.posts, uses); err != nil {
		return err
	}
	a.lapses(r.ledger, r.posts, uses)
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

// useOf is how it stands with one use. A broken file allows nothing.
func (a *app) useOf(s *generator.Standing, use record.Use) useLine {
	answer := s.Answer(use)
	u := useLine{string(use), answer.State.String(), answer.Shown && !s.Broken, answer.LinkOnly, answer.Since.String(), answer.Until.String(), []string{}}
	for _, r := range s.Reasons(use) {
		u.Reasons = append(u.Reasons, r.Text(a.lang))
	}
	if s.Broken {
		u.Reasons = append(u.Reasons, a.text(msgBroken1))
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

// standings prints how it stands with every post. An archive may have a hundred
// thousand: workers write some hundred each, which are printed in order.
func (a *app) standings(posts []*generator.Standing, uses []record.Use) error {
	const some = 256
	pages := make([]chan *bytes.Buffer, (len(posts)+some-1)/some)
	for i := range pages {
		pages[i] = make(chan *bytes.Buffer, 1)
	}
	var next atomic.Int64
	for range runtime.GOMAXPROCS(0) {
		go func() {
			for i := int(next.Add(1)) - 1; i < len(pages); i = int(next.Add(1)) - 1 {
				page := new(bytes.Buffer)
				writer := a.to(page)
				for _, s := range posts[i*some : min((i+1)*some, len(posts))] {
					writer.standing(s, uses)
				}
				pages[i] <- page
			}
		}()
	}
	for _, page := range pages {
		if _, err := a.out.Write((<-page).Bytes()); err != nil {
			return err
		}
	}
	return nil
}

// to is a that prints into w.
func (a *app) to(w io.Writer) *app {
	t := *a.terminal
	t.out = w
	return &app{terminal: &t, format: a.format}
}

// standing prints how it stands with one post.
func (a *app) standing(s *generator.Standing, uses []record.Use) {
	line := postLine{"post", s.Name, s.File, s.Title, s.CreatorName, s.Draft, s.Broken, []useLine{}}
	for _, use := range every(uses) {
		line.Uses = append(line.Uses, a.useOf(s, use))
	}
	if a.format == formatJSON {
		a.line(line)
		return
	}
	head := a.paint(bold, s.Name) + "  " + s.Title
	if s.Draft {
		head += " (" + a.text(msgIsDraft) + ")"
	}
	a.say(head)
	for _, group := range inGroups(line.Uses) {
		colour := ""
		if !group[0].Shown {
			colour = yellow
		}
		var names []string
		for _, u := range group {
			names = append(names, u.Use)
		}
		a.say("  " + strings.Join(names, ", ") + a.dash() + a.paint(colour, a.inWords(group[0])))
	}
}

// inGroups puts uses together that stand the same, in the order of the first of each.
func inGroups(uses []useLine) [][]useLine {
	var groups [][]useLine
	for _, u := range uses {
		i := slices.IndexFunc(groups, func(g []useLine) bool {
			return g[0].State == u.State && (u.State == rights.None.String() || slices.Equal(g[0].Reasons, u.Reasons))
		})
		if i < 0 {
			groups = append(groups, nil)
			i = len(groups) - 1
		}
		groups[i] = append(groups[i], u)
	}
	return groups
}

// inWords is how it stands with a use. Where the reason says it all, it stands alone.
func (a *app) inWords(u useLine) string {
	state, reasons := a.text(stateOf(u.State).Message()), strings.Join(u.Reasons, a.semicolon())
	switch stateOf(u.State) {
	case rights.None:
		return strings.Join(append([]string{state}, u.Reasons[1:]...), a.semicolon())
	case rights.Active, rights.Expiring, rights.Blocked, rights.Upcoming:
		return state + a.semicolon() + reasons
	}
	return reasons
}

func stateOf(name string) rights.State {
	for _, s := range rights.States() {
		if s.String() == name {
			return s
		}
	}
	return rights.None
}

func (a *app) dash() string {
	if a.lang == "zh" {
		return "："
	}
	return ": "
}

// rightsTable prints one row for each post and use, as spreadsheets read it: a
// byte-order mark tells them that it is UTF-8.
func (a *app) rightsTable(posts []*generator.Standing, uses []record.Use) error {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	rows := [][]string{{"post", "title", "creator", "use", "state", "shown", "since", "until", "reasons", "file"}}
	for _, s := range posts {
		for _, use := range every(uses) {
			u := a.useOf(s, use)
			rows = append(rows, []string{s.Name, s.Title, s.CreatorName, u.Use, u.State, fmt.Sprint(u.Shown), u.Since, u.Until, strings.Join(u.Reasons, a.semicolon()), s.File})
		}
	}
	for _, row := range rows {
		for i, cell := range row {
			row[i] = harmless(cell)
		}
	}
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	_, err := a.out.Write(b.Bytes())
	return err
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
	msgEndsNone   = source.Message{En: "nothing", Zh: "无"}
	msgLoses      = source.Message{En: "used by {0}", Zh: "涉及 {0}"}
)

// periods are the days ahead that are looked at.
var periods = []int{7, 30, 90}

// lapseLine is a permission that ends soon, as --json prints it.
type lapseLine struct {
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

// lapses prints what ends in the days ahead, and who loses something by it.
func (a *app) lapses(l *generator.Ledger, posts []*generator.Standing, uses []record.Use) {
	var all []lapseLine
	loc := l.Config.Location()
	today := record.Today(l.Now.In(loc))
	last := today.AddDays(periods[len(periods)-1]).End(loc)
	for _, s := range posts {
		for _, use := range concerned(l, s, uses) {
			at := s.Lapses(use, last)
			if at.IsZero() || s.Draft || s.Broken {
				continue
			}
			line := lapseLine{Type: "lapse", Post: s.Name, Use: string(use), From: at.In(loc).Format(time.DateOnly), Within: periodOf(today.Number(), record.Today(at.In(loc)).Number()), Holders: []holderLine{}}
			for _, h := range l.Holders(s) {
				line.Holders = append(line.Holders, holderLine{string(h.Kind), h.Name, h.File})
			}
			all = append(all, line)
		}
	}
	slices.SortStableFunc(all, func(x, y lapseLine) int { return strings.Compare(x.From, y.From) })
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

func (a *app) endings(days int, all []lapseLine) {
	title := a.paint(bold, a.text(msgEndsWithin, days))
	var lines []string
	for i, line := range all {
		if line.Within != days || slices.ContainsFunc(all[:i], line.together) {
			continue
		}
		var uses []string
		for _, other := range all {
			if line.together(other) {
				uses = append(uses, other.Use)
			}
		}
		text := "  " + line.From + "  " + line.Post + " (" + strings.Join(uses, ", ") + ")"
		if names := holderNames(line.Holders); names != "" {
			text += a.dash() + a.text(msgLoses, names)
		}
		lines = append(lines, text)
	}
	if len(lines) == 0 {
		title += " " + a.text(msgEndsNone)
	}
	a.say(strings.Join(append([]string{title}, lines...), "\n"))
}

// together reports whether two uses of one post end on the same day.
func (l lapseLine) together(other lapseLine) bool {
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
	slices.SortStableFunc(list, func(x, y rights.Renewal) int { return x.Day.Compare(y.Day) })
	return list
}
