package intake

import (
	"path"
	"regexp"
	"strings"

	"playbook/generator/record"
	"playbook/generator/source"
)

// page is the file of a new post.
func (it *item) page(creator, lang string) []byte {
	var w writer
	w.line(0, "---")
	w.pair(0, "title", it.title)
	if it.kind == record.Pages {
		w.line(0, "draft: true")
		if !it.posted.date.IsZero() {
			w.line(0, "updated: ", dated(it.posted.date))
		}
	} else {
		it.postFields(&w, creator, lang)
	}
	w.pair(0, "summary", it.summary)
	w.words("tags", it.tags)
	if len(it.extra.fields) > 0 {
		w.line(0, "extra:")
		w.tree(2, it.tool, it.extra)
	}
	w.line(0, "---")
	w.WriteString(it.body)
	if it.body != "" && (it.kind != record.Pages || !strings.HasSuffix(it.body, "\n")) {
		w.WriteByte('\n')
	}
	return []byte(w.String())
}

func (it *item) postFields(w *writer, creator, lang string) {
	link, _ := record.ParseLink(it.url)
	if it.platform != "" && link.Platform != it.platform {
		w.pair(0, "platform", it.platform)
	}
	switch {
	case it.short:
		w.line(0, "url: ", scalar(it.url), "   # ", hintShort.Text(lang, nil))
	default:
		w.pair(0, "url", it.url)
	}
	w.pair(0, "creator", creator)
	if !it.posted.date.IsZero() {
		w.line(0, "posted: ", dated(it.posted.date))
	}
	if !it.captured.date.IsZero() {
		w.line(0, "captured: ", it.capturedDay().String())
	}
	if it.hints {
		w.line(0, "relationship:   # ", hintRelationship.Text(lang, nil))
		w.line(0, "# ", hintRights.Text(lang, nil))
	}
	w.pair(0, "style", it.style)
	if obs := observation(it.capturedDay(), it.counts); obs != "" {
		w.line(0, "metrics:")
		w.WriteString(indented(obs, 2))
	}
	if obs := observation(it.capturedDay(), it.insights); obs != "" {
		w.line(0, "insights:")
		w.WriteString(indented(obs, 2))
	}
}

var (
	hintShort        = message{En: "a short link: open it once in a browser and write the long address here", Zh: "短链接：用浏览器打开一次，把完整地址写在这里"}
	hintRelationship = message{En: "organic gifted paid employee affiliate contest", Zh: "organic（自发）gifted（赠品）paid（付费）employee（员工）affiliate（分佣）contest（活动参与）"}
	hintRights       = message{En: "rights: ask the creator, then write down when you asked and what they answered", Zh: "rights：先征求作者同意，再写下询问的日期和对方的答复"}
)

// capturedDay is the day of the numbers where the platform is.
func (it *item) capturedDay() record.Date { return it.captured.date.In(zoneOf(it.platform)) }

// dated is a date as it is written: a day plainly, an instant in quotes, which
// YAML reads sooner.
func dated(d record.Date) string {
	if d.IsInstant() {
		return source.Quote(d.String())
	}
	return d.String()
}

// words writes a list of words, unless it is empty.
func (w *writer) words(name string, list []string) {
	if list := bracketed(list); list != "" {
		w.line(0, name, ": ", list)
	}
}

// bracketed is a list of words in brackets; "" if there is none.
func bracketed(list []string) string {
	if len(list) == 0 {
		return ""
	}
	quoted := make([]string, len(list))
	for i, s := range list {
		if quoted[i] = scalar(s); strings.ContainsAny(s, ",[]{}") && quoted[i] == s {
			quoted[i] = source.Quote(s)
		}
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// observation is the numbers of one day as an item of a list, without
// indentation; "" if none is known.
func observation(on record.Date, m record.Metrics) string {
	var w writer
	for _, c := range counted(m) {
		if !c.count.IsZero() {
			w.line(2, c.name, ": ", figure(c.count))
		}
	}
	if w.Len() == 0 {
		return ""
	}
	if on.IsZero() {
		return "- " + w.String()[2:]
	}
	return "- on: " + dated(on) + "\n" + w.String()
}

type countOf struct {
	name  string
	count record.Count
}

func counted(m record.Metrics) []countOf {
	return []countOf{{"likes", m.Likes}, {"saves", m.Saves}, {"comments", m.Comments}, {"shares", m.Shares}, {"views", m.Views}}
}

var plainCount = regexp.MustCompile(`^(?:[1-9][0-9]*|0|[0-9]+(?:\.[0-9]+)?[万亿wWkKmM千bB]|[0-9]{1,3}(?:,[0-9]{3})+)$`)

// figure is a count as written, in quotes where YAML would read it otherwise.
func figure(c record.Count) string {
	if plainCount.MatchString(c.Text) {
		return c.Text
	}
	return source.Quote(c.Text)
}

func indented(s string, by int) string {
	in := strings.Repeat(" ", by)
	return in + strings.ReplaceAll(strings.TrimSuffix(s, "\n"), "\n", "\n"+in) + "\n"
}

// creatorPage is the file of a new creator. One whose name a tool has masked
// gets a title that nobody takes for a name, for a title is a credit line.
func creatorPage(who *author, tool, title string, on record.Date) []byte {
	var w writer
	w.line(0, "---")
	w.pair(0, "title", title)
	if who.platform != "" {
		w.line(0, "accounts:")
		w.line(2, "- platform: ", who.platform)
		w.pair(4, "id", who.id)
		w.pair(4, "handle", who.handle)
		w.pair(4, "url", who.url)
		if !who.followers.IsZero() && !on.IsZero() {
			w.line(4, "followers:")
			w.line(6, "- on: ", on.String())
			w.line(8, "count: ", figure(who.followers))
		}
	}
	if who.masked != "" {
		who.extra.say("masked_name", who.masked)
	}
	if len(who.extra.fields) > 0 {
		w.line(0, "extra:")
		w.tree(2, tool, who.extra)
	}
	w.line(0, "---")
	return []byte(w.String())
}

var (
	msgNameless = message{En: "Name missing {0}", Zh: "待补姓名 {0}"}

	markers  = regexp.MustCompile(`#[^#\[\]\n]+\[话题\]#|\[\p{Han}{1,6}[RH]?\]|https?://\S+|[#＃]`)
	nameLong = 36
)

// nameFor is what to call the folder of a post: its title or how its caption
// begins, as far as that has letters.
func (it *item) nameFor() string {
	for _, s := range []string{it.title, it.body} {
		for line := range strings.Lines(markers.ReplaceAllString(s, " ")) {
			if name := record.FileName(strings.ReplaceAll(line, "\ufe0f", "")); len([]rune(name)) > 1 {
				return cut(name)
			}
		}
	}
	return ""
}

// cut shortens a name at a hyphen if there is one.
func cut(name string) string {
	r := []rune(name)
	if len(r) <= nameLong {
		return name
	}
	short := string(r[:nameLong])
	if i := strings.LastIndexByte(short, '-'); i > nameLong/2 {
		short = short[:i]
	}
	return strings.Trim(short, "-")
}

var notInName = regexp.MustCompile(`[^0-9a-z]+`)

// tail is the end of an id in letters that a name may have.
func tail(id string, n int) string {
	id = notInName.ReplaceAllString(strings.ToLower(id), "")
	return id[max(len(id)-n, 0):]
}

// nameIn is a name for a new page that no other has: the one wanted, or that
// with the end of an id, or with a digest.
func (a *archive) nameIn(kind record.Kind, want, id string) string {
	if a.free(kind, want) {
		return want
	}
	for _, end := range []string{tail(id, 8), tail(id, 40), source.DigestBytes([]byte(kind + record.Kind(want+id))).Short()} {
		name := strings.Trim(want+"-"+end, "-")
		if end != "" && a.free(kind, name) {
			return name
		}
	}
	for n := 2; ; n++ {
		if name := strings.Trim(want+"-"+tail(id, 8)+"-"+itoa(n), "-"); a.free(kind, name) {
			return name
		}
	}
}

// place is the file of a new post.
func (it *item) place(into, name string, year int) string {
	if it.kind == record.Pages {
		return path.Join(string(record.Pages), into, name+".md")
	}
	if into != "" {
		return path.Join(into, name, "index.md")
	}
	return path.Join(string(record.Posts), itoa(year), name, "index.md")
}
