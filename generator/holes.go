package generator

import (
	"path"
	"slices"
	"strings"

	"playbook/generator/markdown"
	"playbook/generator/record"
	"playbook/generator/source"
)

// target is what link found for one hole of a body; which field counts depends
// on the kind of the hole.
type target struct {
	href    string // of a link inside the site: a path of the output, with its anchor
	text    string // of a wikilink without words, a label, or code: what stands there
	picture *Picture
	item    *Summary
	list    []*Summary
	to      *thing // the page that the link leads to, for its backlinks
}

var (
	msgNoPage     = source.Message{En: `no page at "{0}"`, Zh: `“{0}”没有页面`}
	msgNoName     = source.Message{En: `no page is called "{0}"`, Zh: `没有名为“{0}”的页面`}
	helpNear      = source.Message{En: `did you mean "{1}"?`, Zh: `是不是“{1}”？`}
	msgAnchor     = source.Message{En: `"{0}" has no heading "#{1}"`, Zh: `“{0}”没有标题“#{1}”`}
	helpAnchor    = source.Message{En: `did you mean "#{2}"?`, Zh: `是不是“#{2}”？`}
	msgWithheld   = source.Message{En: `links to {0}, which this edition may not show`, Zh: `链接到 {0}，当前版本不可展示`}
	helpUnlink    = source.Message{En: "remove the link, or ask for permission", Zh: "请去掉链接，或先取得授权"}
	msgNotShown   = source.Message{En: `links to {0}, which is not in this edition`, Zh: `链接到 {0}，它不在当前版本里`}
	helpNotShown  = source.Message{En: "remove the link, or put it into an `:::internal` block", Zh: "请去掉链接，或放进 `:::internal` 块"}
	msgManyNames  = source.Message{En: `"{0}" could be {1}`, Zh: `“{0}”可能是 {1}`}
	helpManyNames = source.Message{En: "write the folder too", Zh: "请把文件夹也写上"}
	msgNoFact     = source.Message{En: `no fact has the id "{0}"`, Zh: `没有 id 为“{0}”的事实`}
)

// text is the document of a thing that is shown in a language.
func (l *linker) text(t *thing, lang int) *Document { return l.docs[t.doc(lang).at] }

// leads reports whether a hole is one that a page cannot be linked without: it
// may lead nowhere, tie two pages, or need a file.
func leads(h *markdown.Hole) bool {
	switch h.Kind {
	case markdown.Link, markdown.LinkText:
		return !h.External
	case markdown.Picture, markdown.Post, markdown.Fact:
		return true
	}
	return false
}

// body is the document of a thing as this edition may show it.
func (l *linker) body(d *Document) *markdown.Document {
	if l.c.internal {
		return d.Body
	}
	return d.Body.Public()
}

// targets looks up every hole of a body for a page in a language. Problems are
// reported once, for the language that the document is written for.
func (l *linker) targets(t *thing, lang int, n *notes) []target {
	d := l.text(t, lang)
	body := l.body(d)
	if len(body.Holes) == 0 {
		return nil
	}
	quiet := t.docs[lang] == nil // the same document is looked up for its own language
	list := make([]target, len(body.Holes))
	for i := range body.Holes {
		h := &body.Holes[i]
		found, problem := l.target(t, d, h, lang, n)
		list[i] = found
		if problem != nil && !quiet {
			problem.Pos = source.Pos{File: d.Label, Line: int(h.Line), Col: int(h.Col)}
			n.report(*problem)
		}
	}
	return list
}

func (l *linker) target(t *thing, d *Document, h *markdown.Hole, lang int, n *notes) (target, *source.Problem) {
	switch h.Kind {
	case markdown.Link, markdown.LinkText:
		if h.External {
			return target{}, nil
		}
		return l.linkTarget(d, h, lang)
	case markdown.Picture:
		p, problem := l.pictureTarget(d, h, n)
		return target{picture: p}, problem
	case markdown.Code:
		return target{text: l.code[highlight{h.Dest, h.Text}]}, nil
	case markdown.Label:
		return target{text: l.look.Word(l.c.Languages[lang], "label."+h.Dest)}, nil
	case markdown.Posts:
		return target{list: l.query(h, lang)}, nil
	case markdown.Post:
		return l.postTarget(h, lang)
	case markdown.Fact:
		return target{}, l.checkFact(t, h)
	case markdown.FactNumber:
		return target{text: factNumber(t.record(lang), h.Dest)}, nil
	case markdown.Topic:
		return target{href: l.topicURL(h.Text, lang)}, nil
	}
	return target{}, nil
}

// linkTarget finds the page of a link as written: a path of a source file, or a
// name in double brackets.
func (l *linker) linkTarget(d *Document, h *markdown.Hole, lang int) (target, *source.Problem) {
	to, problem := l.linked(d, h)
	if problem != nil {
		return target{}, problem
	}
	if to == nil && h.Dest == "" { // an anchor of the same page
		return target{href: "#" + h.Anchor}, l.checkAnchor(d, d, h)
	}
	if to == nil {
		return target{href: staticPath(d, h.Dest)}, nil
	}
	if problem := l.mayLink(to); problem != nil {
		return target{}, problem
	}
	found := target{href: to.summaries[lang].URL, text: to.summaries[lang].Title, to: to}
	if h.Anchor != "" {
		found.href += "#" + h.Anchor
		return found, l.checkAnchor(d, l.text(to, lang), h)
	}
	return found, nil
}

// linked is the thing that a link names; nil and no problem if it is an anchor
// of the same page or a file under static/.
func (l *linker) linked(d *Document, h *markdown.Hole) (*thing, *source.Problem) {
	if h.Wiki {
		return l.wiki(h.Dest)
	}
	if h.Dest == "" {
		return nil, nil
	}
	name := path.Join(d.dir, strings.TrimPrefix(h.Dest, "/"))
	if strings.HasPrefix(h.Dest, "/") {
		name = strings.TrimPrefix(path.Clean(h.Dest), "/")
	}
	if t := l.ofFile(name); t != nil {
		return t, nil
	}
	if l.static[name] {
		return nil, nil
	}
	p := &source.Problem{Rule: "link", Key: msgNoPage, Args: []string{h.Dest, l.nearestFile(d, name)}}
	if p.Args[1] != "" {
		p.Help = helpNear
	}
	return nil, p
}

// ofFile is the thing that a Markdown file of the site's own is a part of. The
// case of letters in a name does not count.
func (l *linker) ofFile(name string) *thing {
	key := source.FoldName(name)
	has := func(t *thing) bool {
		is := func(d *version) bool { return d != nil && !d.Base && source.FoldName(d.Path) == key }
		return is(t.original) || slices.ContainsFunc(t.docs, is)
	}
	kind, called, _ := meaning(name)
	if t := l.called(kind, called); t != nil && has(t) {
		return t
	}
	if i := slices.IndexFunc(l.things, has); i >= 0 {
		return l.things[i]
	}
	return nil
}

// wiki finds a page by its name, or by kind and name.
func (l *linker) wiki(name string) (*thing, *source.Problem) {
	var found []*thing
	kind, rest, qualified := strings.Cut(name, "/")
	for _, k := range record.Kinds() {
		if t := l.called(k, name); t != nil {
			found = append(found, t)
		}
		if qualified && string(k) == kind {
			if t := l.called(k, rest); t != nil {
				found = append(found, t)
			}
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		p := &source.Problem{Rule: "link", Key: msgManyNames, Help: helpManyNames}
		var names []string
		for _, t := range found {
			names = append(names, "[["+string(t.kind)+"/"+t.name+"]]")
		}
		p.Args = []string{name, strings.Join(names, ", ")}
		return nil, p
	}
	var all []string
	for _, k := range record.Kinds() {
		all = append(all, l.names(k)...)
	}
	p := &source.Problem{Rule: "link", Key: msgNoName, Args: []string{name, source.Nearest(name, all)}}
	if p.Args[1] != "" {
		p.Help = helpNear
	}
	return nil, p
}

// mayLink refuses links to what the edition does not show. The sentence names
// the file, which its author knows; a reader of the site never sees it.
func (l *linker) mayLink(t *thing) *source.Problem {
	switch {
	case t.visible:
		return nil
	case t.kind == record.Posts && !t.unpublished && l.c.shows(t.kind):
		return &source.Problem{Rule: "rights", Key: msgWithheld, Help: helpUnlink, Args: []string{t.pos().File}}
	}
	return &source.Problem{Rule: "link", Key: msgNotShown, Help: helpNotShown, Args: []string{t.pos().File}}
}

func (l *linker) checkAnchor(from, to *Document, h *markdown.Hole) *source.Problem {
	body := l.body(to)
	if strings.HasPrefix(h.Anchor, "fact-") {
		return nil // checked where the facts are
	}
	var ids []string
	for _, heading := range body.Headings {
		if heading.ID == h.Anchor {
			return nil
		}
		ids = append(ids, heading.ID)
	}
	p := &source.Problem{Rule: "link", Key: msgAnchor, Args: []string{to.Label, h.Anchor, source.Nearest(h.Anchor, ids)}}
	if p.Args[2] != "" {
		p.Help = helpAnchor
	}
	return p
}

// nearestFile is the source path most like name, as d would write it.
func (l *linker) nearestFile(d *Document, name string) string {
	var names []string
	for _, t := range l.things {
		for _, other := range t.docs {
			if other != nil && other.Path != d.Path && !other.Base {
				names = append(names, other.Path)
			}
		}
	}
	slices.Sort(names)
	near := source.Nearest(name, names)
	if near == "" {
		base := path.Base(name)
		for _, n := range names {
			if path.Base(n) == base {
				near = n
				break
			}
		}
	}
	if near == "" {
		return ""
	}
	return relativeName(d.dir, near)
}

// relativeName is name as a file in dir would write it.
func relativeName(dir, name string) string {
	up := ""
	for dir != "." && dir != "" && !strings.HasPrefix(name, dir+"/") {
		up += "../"
		dir = path.Dir(dir)
	}
	if dir == "." || dir == "" {
		return up + name
	}
	return up + strings.TrimPrefix(name, dir+"/")
}

// staticPath is where a file under static/ stands in the output.
func staticPath(d *Document, dest string) string {
	name := path.Join(d.dir, dest)
	if strings.HasPrefix(dest, "/") {
		name = strings.TrimPrefix(path.Clean(dest), "/")
	}
	return strings.TrimPrefix(name, "static/")
}

func (l *linker) pictureTarget(d *Document, h *markdown.Hole, n *notes) (*Picture, *source.Problem) {
	name := inFolder(d.Front, h.Dest)
	if strings.HasPrefix(h.Dest, "/") {
		name = strings.TrimPrefix(path.Clean(h.Dest), "/")
	}
	p, problem := l.picture(name, h.Text, n)
	if problem != nil {
		problem.Args[0] = h.Dest
	}
	return p, problem
}

// postTarget is one post, as a card or as a link.
func (l *linker) postTarget(h *markdown.Hole, lang int) (target, *source.Problem) {
	t := l.find(h.Dest, posts)
	if t == nil {
		p := l.unknown(source.Pos{}, "post", h.Dest, record.Posts)
		return target{}, &p
	}
	if problem := l.mayLink(t); problem != nil {
		return target{}, problem
	}
	s := t.summaries[lang]
	return target{href: s.URL, text: s.Title, item: s, to: t}, nil
}

// factNumber is the place of a fact in the list of facts, from 1.
func factNumber(r *record.Record, id string) string {
	i := slices.IndexFunc(factsOf(r), func(f record.Fact) bool { return f.ID == id })
	if i < 0 {
		return ""
	}
	return itoa(i + 1)
}

func (l *linker) checkFact(t *thing, h *markdown.Hole) *source.Problem {
	var ids []string
	for _, f := range factsOf(t.rec) {
		if f.ID == h.Dest {
			return nil
		}
		if f.ID != "" {
			ids = append(ids, f.ID)
		}
	}
	p := &source.Problem{Rule: "fact", Key: msgNoFact, Args: []string{h.Dest, source.Nearest(h.Dest, ids)}}
	if p.Args[1] != "" {
		p.Help = helpNear
	}
	return p
}

// query answers a `posts` directive.
func (l *linker) query(h *markdown.Hole, lang int) []*Summary {
	q := listQuery{from: record.Posts, sort: "-posted", limit: 12}
	for _, a := range h.Attrs {
		switch a.Key {
		case "limit":
			q.limit = atoi(a.Value)
		case "sort":
			q.sort = a.Value
		default:
			q.where = append(q.where, record.Condition{Field: a.Key, Values: splitValues(a.Value)})
		}
	}
	return l.ask(q, lang)
}

// topicURL is the page of a tag that a caption uses as a topic, or "".
func (l *linker) topicURL(topic string, lang int) string { return l.terms.url("tags", topic, lang) }
