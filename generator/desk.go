package generator

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"playbook/generator/record"
	"playbook/generator/rights"
	"playbook/generator/source"
)

// A RightsDesk is what whoever looks after permissions has before them in an internal
// edition: what to do, what ends soon, what waits, and what may not be shown.
// Of a post that the edition may not show it names the file, which is ours, and
// nothing that is the creator's.
type RightsDesk struct {
	Sections []DeskSection // those that have rows
	Idle     bool          // there is nothing to do today
	Creators []DeskCreator
}

// A DeskSection is what is to be done today, the most pressing first ("renew",
// "clarify" …), and then how it stands: "ends", "waiting", "held".
type DeskSection struct {
	Key  string
	Task bool
	Rows []DeskRow
}

// A DeskPost is a post as the desk may name it.
type DeskPost struct {
	Name  string // of the file
	Title string // "" if the edition does not show the post
	Lang  string
	URL   string
}

// A DeskRow is one post on the desk, or several that one standing permission of
// their creator is for: they are one letter to one person.
type DeskRow struct {
	DeskPost
	Also    []DeskPost
	Creator string
	State   string
	Until   string
	Uses    []record.Use
	Reasons []string
	Used    []string // titles of the pages that lose something by it
	Command string   // that comes next
	Message string   // ready to send; "" if there is none, or it would say what may not be shown
}

// A DeskCreator is how it stands with the posts of one creator, for the use of
// the strictest edition.
type DeskCreator struct {
	Title, Lang, URL     string
	Shown, Waiting, Held int
	Never                bool // do_not_use
}

// hasDesk reports whether the edition has a desk.
func (l *linker) hasDesk() bool { return l.c.internal && l.look != nil && l.look.Has("desk") }

// planRightsDesk is the desk, where the edition is for the team and the theme has one.
func (l *linker) planRightsDesk(lang int) {
	if !l.hasDesk() {
		return
	}
	url := l.prefix(lang) + deskFile
	l.claim(url, source.Pos{File: l.c.label, Line: 1, Col: 1})
	l.add(url, "desk", lang, func() *Page {
		p := l.made("desk", "desk", url, lang)
		p.Section, p.Robots = "desk", false
		p.Rights = l.rightsDesk(lang)
		l.everywhere(p, lang)
		return p
	})
}

const deskFile = "permissions.html"

// rightsDesk looks at every post.
func (l *linker) rightsDesk(lang int) *RightsDesk {
	b := deskBuilder{rows: map[string][]DeskRow{}, places: map[string]int{}}
	holders := l.holders()
	creators := map[*thing]*DeskCreator{}
	var order []*thing
	for _, t := range l.things {
		if t.kind != record.Posts || t.name == "" || t.unpublished {
			continue
		}
		s := l.standing(t)
		row := l.deskRow(s, holdersOf(t, holders), lang)
		l.deskTasks(&b, s, row, lang)
		answer, reasons := s.Explain(l.strictest())
		if s.Broken {
			answer.State = rights.Blocked // what it allows cannot be known
		}
		row.State, row.Reasons = answer.State.String(), nil
		if answer.State != rights.None {
			row.Reasons = l.sentences(reasons, lang)
		}
		shown, waiting := b.sort(row, answer.State, s.standsBy(reasons))
		if refs := t.ref("creator"); len(refs) > 0 {
			if creators[refs[0]] == nil {
				creators[refs[0]] = l.deskCreator(refs[0], lang)
				order = append(order, refs[0])
			}
			creators[refs[0]].count(shown, waiting)
		}
	}
	d := b.desk()
	for _, t := range order {
		d.Creators = append(d.Creators, *creators[t])
	}
	return d
}

// strictest is the use of the first edition, for which all is judged.
func (l *linker) strictest() record.Use { return l.c.Editions[0].Use }

// deskBuilder collects rows by the keys of their sections.
type deskBuilder struct {
	rows   map[string][]DeskRow
	places map[string]int // of rows in that, by the standing permission and what is said of it
}

// add puts a row into a section: to that of another post, if the same standing
// permission of a creator makes both stand as they do.
func (b *deskBuilder) add(key string, row DeskRow, creator string) {
	if creator != "" {
		same := strings.Join(append([]string{key, creator, row.State, row.Until, fmt.Sprint(row.Uses)}, row.Reasons...), "\x00")
		if i, ok := b.places[same]; ok {
			to := &b.rows[key][i]
			to.Also, to.Message = append(to.Also, row.DeskPost), cmp.Or(to.Message, row.Message)
			for _, title := range row.Used {
				if !slices.Contains(to.Used, title) {
					to.Used = append(to.Used, title)
				}
			}
			return
		}
		b.places[same] = len(b.rows[key])
	}
	b.rows[key] = append(b.rows[key], row)
}

// desk is what was collected, in the order of the page.
func (b *deskBuilder) desk() *RightsDesk {
	slices.SortStableFunc(b.rows[deskEnds], func(x, y DeskRow) int { return cmp.Compare(x.Until, y.Until) })
	d := &RightsDesk{}
	for _, task := range rights.Tasks() {
		if rows := b.rows[string(task)]; len(rows) > 0 {
			d.Sections = append(d.Sections, DeskSection{string(task), true, rows})
		}
	}
	d.Idle = len(d.Sections) == 0
	for _, key := range []string{deskEnds, deskWaiting, deskHeld} {
		if rows := b.rows[key]; len(rows) > 0 {
			d.Sections = append(d.Sections, DeskSection{key, false, rows})
		}
	}
	return d
}

// Sections of a desk that are no tasks.
const deskEnds, deskWaiting, deskHeld = "ends", "waiting", "held"

// sort puts a row where its state belongs, and is how a creator's posts are counted.
func (b *deskBuilder) sort(row DeskRow, state rights.State, creator string) (shown, waits bool) {
	key := deskHeld
	switch state {
	case rights.Active:
		return true, false
	case rights.Expiring:
		key = deskEnds
	case rights.Requested, rights.Unclear:
		key = deskWaiting
	}
	b.add(key, row, creator)
	return key == deskEnds, key == deskWaiting
}

// deskRow is a post as the desk may name it.
func (l *linker) deskRow(s *Standing, holders []Holder, lang int) DeskRow {
	t := s.thing
	row := DeskRow{DeskPost: DeskPost{Name: t.name}, Until: s.Judge(l.strictest()).Until.String()}
	if refs := t.ref("creator"); len(refs) > 0 && refs[0].visible {
		row.Creator = refs[0].summaries[lang].Title
	}
	if t.visible {
		sum := t.summaries[lang]
		row.Title, row.Lang, row.URL = sum.Title, sum.Lang, sum.URL
	}
	for _, h := range holders {
		if to := l.named[h.Kind][h.Name]; to != nil && to.visible && to.kind != record.Posts {
			row.Used = append(row.Used, to.summaries[lang].Title)
		}
	}
	return row
}

// deskTasks adds what is to be done about a post.
func (l *linker) deskTasks(b *deskBuilder, s *Standing, row DeskRow, lang int) {
	if s.Broken {
		return
	}
	for _, task := range rights.Tasks() {
		uses := l.due(s, task, nil)
		if len(uses) == 0 {
			continue
		}
		row.Uses = uses
		answer, reasons := s.Explain(uses[0])
		row.State, row.Reasons = answer.State.String(), nil
		if task != rights.Ask { // which says it all
			row.Reasons = l.sentences(reasons[:1], lang)
		}
		row.Command, row.Message = "playbook rights message "+s.Name, ""
		if s.thing.visible {
			row.Message = l.letter(s, task, uses, record.Date{}).Text() // no page states a day relative to its own
		}
		b.add(string(task), row, s.standsBy(reasons[:1]))
	}
}

func (l *linker) sentences(reasons []rights.Reason, lang int) []string {
	var list []string
	for _, r := range reasons {
		list = append(list, sentence(r, l.c.Languages[lang]))
	}
	return list
}

func (l *linker) deskCreator(t *thing, lang int) *DeskCreator {
	c := &DeskCreator{Title: t.record(lang).Title, Never: t.rec.Creator.Refuses()}
	if t.visible {
		s := t.summaries[lang]
		c.Title, c.Lang, c.URL = s.Title, s.Lang, s.URL
	}
	return c
}

func (c *DeskCreator) count(shown, waiting bool) {
	switch {
	case shown:
		c.Shown++
	case waiting:
		c.Waiting++
	default:
		c.Held++
	}
}
