package generator

import (
	"cmp"
	"strings"
	"time"
	"unicode"

	"playbook/generator/record"
	"playbook/generator/rights"
	"playbook/generator/source"
)

// summarise makes the Summary of every visible thing in every language.
func (l *linker) summarise() {
	l.makeRoom()
	l.eachOf(l.things, func(t *thing, n *notes) {
		if !t.visible {
			return
		}
		t.media = l.mediaOf(t, n)
		for i, s := range t.summaries {
			l.summarise1(s, t, i, n)
		}
	})
}

// makeRoom gives every visible thing its summaries, still empty. They lie in a
// row, since the lists of a site go through them in that order.
func (l *linker) makeRoom() {
	langs := len(l.c.Languages)
	room, list := make([]Summary, len(l.things)*langs), make([]*Summary, len(l.things)*langs)
	for i := range room {
		list[i] = &room[i]
	}
	for i, t := range l.things {
		if t.visible {
			t.summaries = list[i*langs : (i+1)*langs : (i+1)*langs]
		}
	}
}

// summarise1 fills in the summary of one thing in one language.
func (l *linker) summarise1(s *Summary, t *thing, lang int, n *notes) {
	d, r := t.doc(lang), t.record(lang)
	*s = Summary{
		Kind: t.kind, Name: t.name, Title: r.Title, URL: l.url(t, lang), Lang: l.language(d),
		Date: dateOf(r), Tags: r.Tags, Excerpt: strings.TrimSpace(r.Summary),
	}
	if s.Excerpt == "" && !t.permission.LinkOnly {
		s.Excerpt = d.Excerpt
	}
	s.Cover = l.cover(t, r, n)
	s.Note = l.note(t, r, lang)
	if t.kind == record.Posts && t.name != "" {
		l.summarisePost(s, t, r, lang)
	}
	if s.Title == "" {
		s.Title = cmp.Or(d.Title, d.Name, string(t.kind))
	}
	if l.c.preview {
		s.State = l.state(t)
	}
}

// excerptLength is how many characters a card has room for.
const excerptLength = 140

func (l *linker) summarisePost(s *Summary, t *thing, r *record.Record, lang int) {
	p := r.Post
	s.Platform, s.LinkOnly = p.Platform, t.permission.LinkOnly
	if !t.ends.IsZero() {
		s.Until = t.ends.UTC().Format(time.RFC3339)
	}
	if s.LinkOnly {
		s.Title = strings.TrimSpace(l.platformTitle(t, lang) + " " + dateText(s.Date, l.c.Languages[lang]))
		s.Excerpt, s.Tags, s.Cover, s.Lang = "", nil, nil, l.c.Languages[lang]
		return
	}
	if s.Title == "" {
		s.Title = firstLine(s.Excerpt)
	}
	s.Credit = l.credit(t)
	if refs := t.ref("creator"); len(refs) > 0 && refs[0].visible {
		s.Creator = refs[0].name
	}
	if n := len(p.Metrics); n > 0 {
		s.Likes = countIn(p.Metrics[n-1].Likes, l.c.Languages[lang])
	}
	if l.c.internal && t.permission.State == rights.Expiring {
		s.Ends = t.permission.Until.String()
	}
	s.Pictures = len(t.media)
	s.Video = len(t.media) > 0 && t.media[0].Video
	if p.Relationship != "organic" {
		s.Disclosure = p.Relationship
	}
}

// platformTitle is what the platform of a post is called.
func (l *linker) platformTitle(t *thing, lang int) string {
	if p := l.platformOf(t); p != nil {
		return p.record(lang).Title
	}
	return t.rec.Post.Platform
}

// cover is the picture that stands for a thing: the one it names, else its first.
func (l *linker) cover(t *thing, r *record.Record, n *notes) *Picture {
	if t.permission.LinkOnly {
		return nil
	}
	if r.Cover != "" {
		return l.pictureAt(inFolder(t.original.Front, r.Cover), "", r.At("cover"), n)
	}
	for _, m := range t.media {
		if m.Picture != nil {
			return m.Picture
		}
	}
	return nil
}

var (
	msgPicture     = source.Message{En: `no picture at "{0}"`, Zh: `“{0}”没有图片`}
	helpPicture    = source.Message{En: `did you mean "{1}"?`, Zh: `是不是“{1}”？`}
	msgWithheldPic = source.Message{En: `"{0}" belongs to {1}, which this edition may not show`, Zh: `“{0}”属于 {1}，当前版本不可展示`}
	helpWithheld   = source.Message{En: "use another picture, or ask for permission", Zh: "请换一张图片，或先取得授权"}
)

// picture is a picture of the content by name. None there is a problem; so is
// one that belongs to a withheld post, wherever it is used.
func (l *linker) picture(name, alt string, n *notes) (*Picture, *source.Problem) {
	if owner, withheld := l.withheld[name]; withheld {
		return nil, &source.Problem{Rule: "rights", Key: msgWithheldPic, Args: []string{name, owner.pos().File}, Help: helpWithheld}
	}
	p := l.pictures[name]
	if p != nil {
		return p.show(alt, n), nil
	}
	problem := &source.Problem{Rule: "picture", Key: msgPicture, Args: []string{name, l.nearestPicture(name)}}
	if problem.Args[1] != "" {
		problem.Help = helpPicture
	}
	return nil, problem
}

// pictureAt is picture, with the problem reported at a place.
func (l *linker) pictureAt(name, alt string, at source.Pos, n *notes) *Picture {
	p, problem := l.picture(name, alt, n)
	if problem != nil {
		problem.Pos = at
		n.report(*problem)
	}
	return p
}

func (l *linker) nearestPicture(name string) string {
	return source.Nearest(name, sortedKeys(l.pictures))
}

// guard notes which pictures belong to posts that may not be shown.
func (l *linker) guard() {
	l.within = l.files.filesByFolder(foldersOf(l.things))
	l.withheld = map[string]*thing{}
	for _, t := range l.things {
		if t.kind == record.Posts && (!t.visible || t.permission.LinkOnly) && t.name != "" {
			for _, f := range l.mediaFiles(t) {
				l.withheld[f.Name] = t
			}
		}
	}
}

// language is what a document is written in: what it says, what its file's name
// says, for posts what its letters say, else the site's first language.
func (l *linker) language(d *version) string {
	switch {
	case d.Record.Lang != "":
		return d.Record.Lang
	case d.Lang != "":
		return d.Lang
	case d.Kind == record.Posts && d.Tongue != "":
		return d.Tongue
	}
	return l.c.primary()
}

// dateOf is the day that a thing is listed under.
func dateOf(r *record.Record) string {
	switch {
	case r.Post != nil:
		return r.Post.Posted.String()
	case r.Campaign != nil && !r.Campaign.From.IsZero():
		return r.Campaign.From.String()
	case !r.Publish.IsZero():
		return r.Publish.String()
	}
	return r.Updated.String()
}

// credit is how the creator of a post is named: by the grant, by the creator's
// file, else by name and handle.
func (l *linker) credit(t *thing) string {
	events := t.rec.Post.Rights
	for i := len(events) - 1; i >= 0; i-- {
		if events[i].Credit != "" {
			return events[i].Credit
		}
	}
	refs := t.ref("creator")
	if len(refs) == 0 {
		return ""
	}
	r := refs[0].rec
	if r.Creator.Credit != "" {
		return r.Creator.Credit
	}
	for _, a := range r.Creator.Accounts {
		if a.Platform == t.rec.Post.Platform && a.Handle != "" {
			return strings.TrimSpace(r.Title + " @" + strings.TrimPrefix(a.Handle, "@"))
		}
	}
	return r.Title
}

// States of a page that are not those of a permission.
const (
	draft     = "draft"
	scheduled = "scheduled" // its first day is to come
	over      = "over"      // its last day has passed
)

// state is why a preview shows what an edition would not; "" if an edition would.
func (l *linker) state(t *thing) string {
	switch {
	case t.rec.Draft:
		return draft
	case t.unpublished && l.c.now.Before(t.published):
		return scheduled
	case t.unpublished:
		return over
	case t.kind == record.Posts && t.name != "" && !t.permission.Shown:
		return t.permission.State.String()
	case t.permission.State == rights.Expiring:
		return rights.Expiring.String()
	}
	return ""
}

// firstLine is the start of a caption, short enough to be its title.
func firstLine(text string) string {
	if i := strings.IndexFunc(text, func(r rune) bool { return strings.ContainsRune("\n。！？!?", r) }); i > 0 {
		text = text[:i]
	}
	const longest = 40
	runes := []rune(strings.TrimSpace(text))
	if len(runes) <= longest {
		return string(runes)
	}
	return strings.TrimRightFunc(string(runes[:longest]), unicode.IsPunct) + "…"
}

func digestSummary(s *Summary) source.Digest {
	var sum source.Sum
	sum.Str(string(s.Kind)).Str(s.Name).Str(s.Title).Str(s.URL).Str(s.Lang).Str(s.Date).Str(s.Excerpt).Strs(s.Tags)
	digestPicture(&sum, s.Cover)
	sum.Str(s.Note).Str(s.Ends)
	sum.Str(s.Platform).Str(s.Credit).Str(s.Creator).Str(s.Likes).Int(s.Pictures).Bool(s.Video)
	return sum.Str(s.Until).Str(s.Disclosure).Bool(s.LinkOnly).Str(s.State).Sum()
}

func digestPicture(sum *source.Sum, p *Picture) {
	sum.Bool(p != nil)
	if p != nil {
		sum.Str(p.URL).Int(p.Width).Int(p.Height).Str(p.Alt).Str(p.stem).Str(p.moving).Int(len(p.widths)).Bool(p.webP)
		for _, w := range p.widths {
			sum.Int(w)
		}
	}
}
