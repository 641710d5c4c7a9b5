package intake

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"regexp"
	"strings"

	"playbook/generator/record"
	"playbook/generator/source"
)

// notionName is a file of Notion: a title, an id, and for the whole of a table "_all".
var notionName = regexp.MustCompile(`^(.*?)[ _]?([0-9a-f]{32})(_all)?\.(md|csv)$`)

var (
	msgNotNotion  = source.Message{En: "this is Markdown, but not a page of Notion", Zh: "这是 Markdown，但不是 Notion 导出的页面"}
	helpNotNotion = source.Message{En: "pages of your own need no import: copy the file to pages/", Zh: "自己写的页面不用导入，复制到 pages/ 即可"}
	msgViewOnly   = source.Message{En: "a view of {0}, which is imported whole", Zh: "这是 {0} 的一个视图，完整的表已导入"}
)

func (f *file) base() string { return path.Base(f.path) }

// notionID is the id in the name of a file, or "".
func notionID(name string) string {
	if m := notionName.FindStringSubmatch(name); m != nil {
		return m[2]
	}
	return ""
}

// planNotion gives every page of an export its place before the first is
// written, for they link to each other.
func (i *intake) planNotion() {
	if i.planned != nil {
		return
	}
	i.planned = map[string]string{}
	for _, f := range i.files {
		id := notionID(f.base())
		if id == "" || i.planned[id] != "" {
			continue
		}
		if file := i.archive.pages[id]; file != "" {
			i.planned[id] = file
			continue
		}
		title := strings.TrimSpace(notionName.FindStringSubmatch(f.base())[1])
		want := cut(record.FileName(title))
		if want == "" {
			want = "notion-" + id[:8]
		}
		name := i.archive.nameIn(record.Pages, want, id)
		i.archive.use(record.Pages, name)
		i.planned[id] = path.Join(string(record.Pages), name, "index.md")
	}
}

// notion imports a page: its heading is the title, the lines below it that name
// a property stay under extra, the rest is the body.
func (i *intake) notion(f *file, rep *FileReport) error {
	id := notionID(f.base())
	if id == "" {
		if len(i.files) == 1 {
			i.report(source.Problem{Pos: source.Pos{File: f.name, Line: 1, Col: 1}, Rule: "import", Key: msgNotNotion, Help: helpNotNotion})
		}
		return nil
	}
	in, err := decoded(f, i.report)
	if err != nil {
		return err
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, source.MaxText+1))
	if err != nil {
		return err
	}
	i.planNotion()
	rep.layout("Notion")
	rep.Records++
	i.out.Records++
	title, properties, body := notionParts(strings.ReplaceAll(string(data), "\r\n", "\n"))
	v := &value{kind: object}
	v.set("title", &value{kind: text, text: title, fate: mapped, to: "title"})
	for _, p := range properties {
		v.say(p[0], p[1])
	}
	v.set("text", &value{kind: text, text: body, fate: mapped, to: "body"})
	r := &raw{value: v, at: source.Pos{File: f.name, Line: 1, Col: 1}, file: f}
	it := r.begin("notion", "")
	it.kind, it.id, it.title = record.Pages, id, strings.TrimSpace(title)
	if it.title == "" {
		it.title = strings.TrimSpace(notionName.FindStringSubmatch(f.base())[1])
	}
	dir := path.Dir(i.planned[id])
	it.body = i.relink(body, f, dir)
	return i.storePage(it, i.planned[id])
}

var propertyForm = regexp.MustCompile(`^([^:#\-*>|\[\]]{1,60}): (.*)$`)

// notionParts takes a page apart.
func notionParts(s string) (title string, properties [][2]string, body string) {
	rest := s
	if line, more, _ := strings.Cut(rest, "\n"); strings.HasPrefix(line, "# ") {
		title, rest = strings.TrimPrefix(line, "# "), strings.TrimPrefix(more, "\n")
	}
	for at := rest; ; {
		line, more, ended := strings.Cut(at, "\n")
		m := propertyForm.FindStringSubmatch(line)
		switch {
		case m != nil && ended:
			properties, at = append(properties, [2]string{m[1], m[2]}), more
			continue
		case m != nil:
			return title, append(properties, [2]string{m[1], m[2]}), ""
		case strings.TrimSpace(line) == "" && len(properties) > 0:
			return title, properties, more
		}
		return title, nil, rest // a line with a colon, and no block of properties
	}
}

var linkForm = regexp.MustCompile(`(!?\[[^\]\n]*\]\()([^)\s]+)(\))`)

// relink makes links to other pages of the export, and to pictures in it, lead
// to where those are now.
func (i *intake) relink(body string, f *file, dir string) string {
	return linkForm.ReplaceAllStringFunc(body, func(whole string) string {
		m := linkForm.FindStringSubmatch(whole)
		to, err := url.PathUnescape(m[2])
		if err != nil || strings.Contains(to, "://") || strings.HasPrefix(to, "#") {
			return whole
		}
		if id := notionID(path.Base(to)); id != "" {
			if file := i.planned[id]; file != "" {
				return m[1] + relative(dir, file) + m[3]
			}
			return whole
		}
		from := path.Join(path.Dir(f.path), to)
		if !isMedia(to) || f.fsys == nil || !f.exists(from) {
			return whole
		}
		picture, err := inspect(f.fsys, from)
		if err != nil {
			return whole
		}
		name := strings.Trim(record.FileName(strings.TrimSuffix(path.Base(to), path.Ext(to)))+"-"+picture.sum[:6], "-") + picture.ending
		if err := i.lay(f.fsys, picture, path.Join(dir, name)); err != nil {
			i.report(source.Problem{Pos: source.Pos{File: f.name}, Rule: "import", Key: msgBadMedia, Args: []string{to}})
			return whole
		}
		i.out.Media++
		return m[1] + name + m[3]
	})
}

// relative is the way from a folder to a file.
func relative(dir, file string) string {
	a, b := strings.Split(dir, "/"), strings.Split(file, "/")
	n := 0
	for n < len(a) && n < len(b)-1 && a[n] == b[n] {
		n++
	}
	return (&url.URL{Path: strings.Repeat("../", len(a)-n) + strings.Join(b[n:], "/")}).String()
}

// storePage writes a page that is not there yet. One that is there is the
// editor's.
func (i *intake) storePage(it *item, file string) error {
	r := it.from
	it.finish(r.file, i.Now)
	if i.Limit > 0 && i.taken >= i.Limit {
		return errLimit
	}
	i.taken++
	it.remains()
	it.extra.fields = append([]member{{"id", newText(it.id)}}, withoutKey(it.extra.fields, "id")...)
	i.out.ledger(it.tool, r)
	count := func(t *Tally) *int { return &t.Created }
	if i.archive.pages[it.id] != "" {
		i.out.Unchanged++
		i.out.tally("platform", "notion", func(t *Tally) *int { return &t.Unchanged })
		return nil
	}
	i.archive.pages[it.id] = file
	i.out.Created++
	i.out.tally("platform", "notion", count)
	i.out.made(i.shown(file))
	if i.DryRun {
		return nil
	}
	if err := i.overflow(it, path.Dir(file), nameOf(file)); err != nil {
		return err
	}
	return i.archive.put(file, it.page("", i.Lang))
}

func withoutKey(fields []member, name string) []member {
	var out []member
	for _, m := range fields {
		if m.name != name {
			out = append(out, m)
		}
	}
	return out
}

// notionTable imports a table of Notion as one page. What Notion exports twice,
// as it is seen and whole, is taken whole.
func (i *intake) notionTable(f *file, rep *FileReport) error {
	m := notionName.FindStringSubmatch(f.base())
	rep.layout("Notion (table)")
	if m[3] == "" {
		wholeName := strings.TrimSuffix(f.path, ".csv") + "_all.csv"
		if f.fsys != nil && f.exists(wholeName) && anyOf(i.files, func(x *file) bool { return x.path == wholeName }) {
			i.report(source.Problem{Pos: source.Pos{File: f.name, Line: 1, Col: 1}, Severity: source.Warning, Rule: "import", Key: msgViewOnly, Args: []string{path.Base(wholeName)}})
			return nil
		}
	}
	in, err := decoded(f, i.report)
	if err != nil {
		return err
	}
	defer in.Close()
	c, err := newCSVReader(in)
	if err != nil {
		if errors.Is(err, errNoHeads) {
			return nil
		}
		return err
	}
	i.planNotion()
	v := &value{kind: object}
	var rows []*value
	for {
		row, _, err := c.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			i.report(source.Problem{Pos: source.Pos{File: f.name, Line: c.line, Col: 1}, Rule: "import", Key: msgCSV, Args: []string{err.Error()}})
			break
		}
		for _, x := range row.fields {
			x.value.settle(mapped, "body")
			v.set(x.name, x.value)
		}
		rows = append(rows, row)
		rep.Records++
		i.out.Records++
	}
	r := &raw{value: v, at: source.Pos{File: f.name, Line: 1, Col: 1}, file: f}
	it := r.begin("notion", "")
	it.kind, it.id, it.title = record.Pages, m[2], strings.TrimSpace(m[1])
	it.body = markdownTable(c.table.heads, rows)
	return i.storePage(it, i.planned[m[2]])
}

// markdownTable is rows as a table, or as a list of sections where a cell has
// more than one line, which no table can hold.
func markdownTable(heads []string, rows []*value) string {
	var b strings.Builder
	if anyOf(rows, func(r *value) bool {
		return anyOf(r.fields, func(m member) bool { return strings.Contains(m.value.text, "\n") })
	}) {
		for _, r := range rows {
			for n, m := range r.fields {
				if n == 0 {
					fmt.Fprintf(&b, "## %s\n\n", m.value.text)
					continue
				}
				fmt.Fprintf(&b, "%s: %s\n\n", m.name, m.value.text)
			}
		}
		return strings.TrimSpace(b.String())
	}
	cells := func(list []string) {
		for _, s := range list {
			b.WriteString("| " + strings.ReplaceAll(s, "|", `\|`) + " ")
		}
		b.WriteString("|\n")
	}
	cells(heads)
	b.WriteString(strings.Repeat("| --- ", len(heads)) + "|\n")
	for _, r := range rows {
		var list []string
		for _, m := range r.fields {
			list = append(list, m.value.text)
		}
		cells(list)
	}
	return strings.TrimSuffix(b.String(), "\n")
}
