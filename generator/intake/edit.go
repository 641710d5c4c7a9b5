package intake

import (
	"slices"
	"strings"
	"time"

	"playbook/generator/record"
	"playbook/generator/source"
)

// An edit adds to a file that an editor may have worked on. It only ever
// inserts lines, and turns numbers that stand alone into the first of a list;
// nothing that is written is taken away.
type edit struct {
	t       *source.Text
	places  *source.Edit // where things end, as they were
	tree    *source.Node
	lines   []string
	end     int // index of the line that closes the front matter
	inserts []insert
}

// An insert puts text before a line. What is new comes after what belongs to
// the field above.
type insert struct {
	at   int
	new  bool
	text string
}

// openEdit takes a file apart; ok is false if its front matter cannot be read.
func openEdit(t *source.Text) (e *edit, ok bool) {
	_, _, body, _ := source.FrontMatter(t)
	places, ok := source.EditFrontMatter(t.Data)
	if !ok || places.Tree == nil {
		return nil, false
	}
	e = &edit{t: t, places: places, tree: places.Tree, lines: strings.SplitAfter(string(t.Data), "\n")}
	e.end = strings.Count(string(t.Data[:body]), "\n") - 1
	if !strings.HasSuffix(string(t.Data[:body]), "\n") {
		e.end++
	}
	return e, true
}

// openSettings takes site.yaml apart, which is front matter as a whole.
func openSettings(t *source.Text) (e *edit, ok bool) {
	places, ok := source.EditYAML(t.Data)
	if !ok || places.Tree == nil {
		return nil, false
	}
	e = &edit{t: t, places: places, tree: places.Tree, lines: strings.SplitAfter(string(t.Data), "\n")}
	if last := len(e.lines) - 1; e.lines[last] == "" {
		e.lines = e.lines[:last]
	} else {
		e.lines[last] += "\n"
	}
	e.end = len(e.lines)
	return e, true
}

// insert puts lines before line at, an index.
func (e *edit) insert(at int, text string) { e.inserts = append(e.inserts, insert{at, false, text}) }

// add puts a new field at the end of the front matter.
func (e *edit) add(text string) { e.inserts = append(e.inserts, insert{e.end, true, text}) }

// after is the index of the line after the last line of a value, without
// comments and blank lines below it, which belong to what follows.
func (e *edit) after(n *source.Node, parent int) int {
	if at, ok := e.places.Below(n, parent); ok {
		return at
	}
	return n.Line
}

func blank(line string) bool { return strings.TrimSpace(line) == "" }

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// bytes is the file with all that was inserted, in its own line ends.
func (e *edit) bytes(body string) []byte {
	slices.SortStableFunc(e.inserts, func(a, b insert) int {
		switch {
		case a.at != b.at:
			return a.at - b.at
		case a.new == b.new:
			return 0
		case a.new:
			return 1
		}
		return -1
	})
	var b strings.Builder
	next := 0
	for i, line := range e.lines {
		for ; next < len(e.inserts) && e.inserts[next].at == i; next++ {
			b.WriteString(e.inserts[next].text)
		}
		b.WriteString(line)
	}
	for ; next < len(e.inserts); next++ {
		b.WriteString(e.inserts[next].text)
	}
	b.WriteString(body)
	out := b.String()
	if e.t.CRLF {
		out = strings.ReplaceAll(out, "\n", "\r\n")
	}
	if e.t.BOM {
		out = "\ufeff" + out
	}
	return []byte(out)
}

// field is a pair of a map by its name.
func field(n *source.Node, name string) (source.Pair, bool) {
	if n == nil {
		return source.Pair{}, false
	}
	for _, p := range n.Pairs {
		if p.Key.Value == name {
			return p, true
		}
	}
	return source.Pair{}, false
}

// item adds an item, written without indentation, to the list of a field of
// parent; before is the index of the item that it goes before, or -1. ok is
// false if the list is written in a way that has no room for it.
func (e *edit) item(parent *source.Node, indent int, name, text string, before int) (ok bool) {
	p, exists := field(parent, name)
	pad := strings.Repeat(" ", indent)
	switch {
	case !exists && parent == e.tree:
		e.add(name + ":\n" + indented(text, 2))
	case !exists:
		if len(parent.Pairs) == 0 || parent.Flow {
			return false
		}
		last := parent.Pairs[len(parent.Pairs)-1]
		e.insert(max(e.after(last.Value, indent), last.Key.Line), pad+name+":\n"+indented(text, indent+2))
	case p.Value.Kind == source.Null:
		if rest := strings.TrimSpace(e.lines[p.Key.Line-1][len(pad)+len(name):]); rest != ":" && !strings.HasPrefix(rest, ": #") && !strings.HasPrefix(rest, ":  ") {
			return false
		}
		e.insert(p.Key.Line, indented(text, indent+2))
	case p.Value.Kind == source.List && !p.Value.Flow && len(p.Value.Items) > 0:
		dash := e.dash(p.Value.Items[0])
		if dash < 0 {
			return false
		}
		at := 0
		if before >= 0 {
			at = p.Value.Items[before].Line - 1
		} else {
			at = e.after(p.Value, p.Key.Col-1)
		}
		e.insert(at, indented(text, dash))
	case p.Value.Kind == source.List && len(p.Value.Items) == 0 && p.Value.Line == p.Key.Line:
		return e.unflow(p, pad+name+":\n"+indented(text, indent+2))
	case p.Value.Kind == source.Map && !p.Value.Flow:
		// Numbers that stand alone become the first item.
		first := p.Value.Line - 1
		col := indentOf(e.lines[first])
		for i := first; i < e.after(p.Value, p.Key.Col-1); i++ {
			lead := "  "
			if i == first {
				lead = "- "
			}
			if !blank(e.lines[i]) {
				e.lines[i] = e.lines[i][:min(col, indentOf(e.lines[i]))] + lead + e.lines[i][min(col, indentOf(e.lines[i])):]
			}
		}
		e.insertAround(p, indented(text, col), before)
	case p.Value.Kind == source.Map && p.Value.Line == p.Key.Line:
		line := e.lines[p.Key.Line-1]
		at := strings.Index(line, "{")
		if at < 0 || !strings.Contains(line, "}") {
			return false
		}
		e.lines[p.Key.Line-1] = pad + name + ":\n" + pad + "  - " + line[at:]
		if before == 0 {
			return false
		}
		e.insert(p.Key.Line, indented(text, indent+2))
	default:
		return false
	}
	return true
}

// insertAround puts an item before or after what was a map and is the only item now.
func (e *edit) insertAround(p source.Pair, text string, before int) {
	if before == 0 {
		e.insert(p.Value.Line-1, text)
		return
	}
	e.insert(e.after(p.Value, p.Key.Col-1), text)
}

// unflow replaces an empty list in brackets.
func (e *edit) unflow(p source.Pair, text string) bool {
	if !strings.HasSuffix(strings.TrimSpace(e.lines[p.Key.Line-1]), "[]") {
		return false
	}
	e.lines[p.Key.Line-1] = text
	return true
}

// dash is the column of the hyphen before an item, or -1.
func (e *edit) dash(item *source.Node) int {
	line := e.lines[item.Line-1]
	at := indentOf(line)
	if !strings.HasPrefix(line[at:], "- ") {
		return -1
	}
	return at
}

// observe adds numbers of a day to those that a post has, unless they are there
// already. A second look on one day that found other numbers takes its time of
// day. base is the day of numbers that have none.
func (e *edit) observe(name string, have []record.Metrics, base record.Date, at moment, loc *time.Location, m record.Metrics) (added, ok bool) {
	day, on := at.date.In(loc), at.date.In(loc)
	before := -1
	for i, h := range have {
		then := h.On
		if then.IsZero() {
			then = base
		}
		switch same := then.In(loc) == day; {
		case agree(h, m) && (same || at.basis == basisFile || at.basis == basisNow || day.IsZero()):
			return false, true
		case same:
			on = at.date
		}
		if before < 0 && !day.IsZero() && !then.IsZero() && later(then, at.date, loc) {
			before = i
		}
	}
	text := observation(on, m)
	if text == "" {
		return false, true
	}
	return true, e.item(e.tree, 0, name, strings.TrimSuffix(text, "\n"), before)
}

// later reports whether a is after b: on a later day, or on the same day at a later time.
func later(a, b record.Date, loc *time.Location) bool {
	if x, y := a.In(loc), b.In(loc); x != y {
		return y.Before(x)
	}
	return a.IsInstant() && b.IsInstant() && a.Unix() > b.Unix()
}

// agree reports whether all numbers of m are in h.
func agree(h, m record.Metrics) bool {
	a, b := counted(h), counted(m)
	for i := range b {
		if !b[i].count.IsZero() && a[i].count.Text != b[i].count.Text {
			return false
		}
	}
	return true
}

// block adds what a tool says beyond our fields under extra, unless the tool has
// a block there already.
func (e *edit) block(tool string, v *value) (added, ok bool) {
	if len(v.fields) == 0 {
		return false, true
	}
	var w writer
	p, exists := field(e.tree, "extra")
	switch {
	case !exists:
		w.line(0, "extra:")
		w.tree(2, tool, v)
		e.add(w.String())
	case p.Value.Kind == source.Null:
		w.tree(2, tool, v)
		e.insert(p.Key.Line, w.String())
	case p.Value.Get(tool) != nil:
		return false, true
	case p.Value.Kind == source.Map && !p.Value.Flow:
		w.tree(indentOf(e.lines[p.Value.Line-1]), tool, v)
		e.insert(p.Key.Line, w.String())
	default:
		return false, false
	}
	return true, true
}

// fill sets a field that nobody has written.
func (e *edit) fill(name, value string) bool {
	if value == "" {
		return false
	}
	p, exists := field(e.tree, name)
	switch {
	case !exists:
		e.add(name + ": " + value + "\n")
	case p.Value.Kind == source.Null && strings.HasPrefix(e.lines[p.Key.Line-1], name+":"):
		e.lines[p.Key.Line-1] = name + ": " + value + strings.TrimPrefix(e.lines[p.Key.Line-1], name+":")
	default:
		return false
	}
	return true
}
