package generator

import (
	"slices"
	"strings"
	"time"

	"playbook/generator/record"
	"playbook/generator/rights"
	"playbook/generator/source"
)

// postOf is what a post's page shows beyond its record.
func (l *linker) postOf(t *thing, lang int) *Post {
	p, r := t.rec.Post, t.record(lang)
	v := &Post{Posted: p.Posted.String(), FromID: p.PostedFromID, Source: p.Permalink}
	if refs := t.ref("platform"); len(refs) > 0 && refs[0].visible {
		v.Platform = refs[0].summaries[lang]
	}
	if t.permission.LinkOnly {
		return v
	}
	v.AsOf = p.Captured.String()
	if n := len(p.Metrics); n > 0 && !p.Metrics[n-1].On.IsZero() {
		v.AsOf = p.Metrics[n-1].On.String()
	}
	if language := l.c.Languages[lang]; language != t.summaries[lang].Lang {
		v.Gist = r.Post.Gist.In(language)
	}
	if refs := t.ref("creator"); len(refs) > 0 && refs[0].visible {
		v.Creator = refs[0].summaries[lang]
	}
	v.Products = summariesOf(visible(t.ref("products")), lang)
	v.Campaigns = summariesOf(visible(t.ref("campaigns")), lang)
	v.Tags = l.chips(tags, r.Tags, lang)
	v.Metrics = metrics(p, l.c.Languages[lang])
	v.Until = t.permission.Until.String()
	v.Media = translated(t.media, r)
	return v
}

// mediaOf is the pictures and videos of a post.
func (l *linker) mediaOf(t *thing, n *notes) []Media {
	if t.permission.LinkOnly || t.broken() {
		return nil
	}
	var list []Media
	for _, m := range l.media(t, t.rec) {
		list = append(list, l.medium(m, l.language(t.original), n))
	}
	return list
}

// translated is media with what a translation says of them.
func translated(media []Media, r *record.Record) []Media {
	if r.Post == nil || len(r.Post.Media) != len(media) {
		return media
	}
	media = slices.Clone(media)
	for i, m := range r.Post.Media {
		if m.Alt == "" || m.Alt == media[i].Alt {
			continue
		}
		media[i].Alt = m.Alt
		if p := media[i].Picture; p != nil {
			other := *p
			other.Alt = m.Alt
			media[i].Picture = &other
		}
	}
	return media
}

// medium is one picture, or a video and its poster. Where the content has only a
// poster, the page links to the original.
func (l *linker) medium(m medium, lang string, n *notes) Media {
	v := Media{Alt: m.alt, Video: isVideo(m.name)}
	name := m.name
	if v.Video {
		name = m.poster
		v.Film = l.film(m, lang, n)
	}
	if name == "" {
		return v
	}
	v.Picture = l.pictureAt(name, m.alt, m.at, n)
	return v
}

// metrics are the numbers of the newest day, in the order that people name them.
// What nobody counted is left out.
func metrics(p *record.Post, lang string) []Metric {
	if len(p.Metrics) == 0 {
		return nil
	}
	m := p.Metrics[len(p.Metrics)-1]
	var list []Metric
	for _, c := range []struct {
		name  string
		count record.Count
	}{{"likes", m.Likes}, {"saves", m.Saves}, {"comments", m.Comments}, {"shares", m.Shares}, {"views", m.Views}} {
		if !c.count.IsZero() {
			list = append(list, Metric{c.name, countIn(c.count, lang)})
		}
	}
	return list
}

// internalOf is the permission of a post for every use that was ever named; nil
// in editions that others may read.
func (l *linker) internalOf(t *thing, lang int) *Internal {
	if !l.c.internal {
		return nil
	}
	v := &Internal{State: t.permission.State.String()}
	language, question := l.c.Languages[lang], l.question(t)
	var blocked []record.Use // of those that the edition is not for
	for _, use := range slices.Sorted(slices.Values(record.Uses())) {
		if !t.names(use) {
			continue
		}
		question.Use = use
		a := rights.Evaluate(question, l.c.now)
		v.Uses = append(v.Uses, UseState{string(use), a.State.String(), a.Since.String(), a.Until.String()})
		if a.State == rights.Blocked && use != l.c.edition.Use {
			blocked = append(blocked, use)
		}
	}
	question.Use = l.c.edition.Use
	_, reasons := rights.Explain(question, l.c.now)
	for _, reason := range reasons {
		v.Reasons = append(v.Reasons, sentence(reason, language))
	}
	v.Reasons = append(v.Reasons, l.forbidding(question, blocked, language)...)
	if key := t.translation(); key != (source.Message{}) {
		v.Reasons = append(v.Reasons, key.Text(language, nil))
	}
	return v
}

// forbidding is what forbids some uses of a post, each thing once, behind the uses.
func (l *linker) forbidding(question rights.Question, blocked []record.Use, language string) []string {
	var said []string
	uses := map[string][]string{} // by what forbids them
	for _, use := range blocked {
		question.Use = use
		_, reasons := rights.Explain(question, l.c.now)
		for _, reason := range reasons {
			why := sentence(reason, language)
			if uses[why] == nil {
				said = append(said, why)
			}
			uses[why] = append(uses[why], l.look.Word(language, "use."+string(use)))
		}
	}
	for i, why := range said {
		said[i] = strings.Join(uses[why], l.look.Word(language, "comma")) + l.look.Word(language, "colon") + why
	}
	return said
}

// sentence is a reason with dates as readers of lang write them.
func sentence(r rights.Reason, lang string) string {
	args := slices.Clone(r.Args)
	for i, arg := range args {
		if _, err := time.Parse(time.DateOnly, arg); err == nil {
			args[i] = dateText(arg, lang)
		}
	}
	return strings.ReplaceAll(r.Key.Text(lang, args), " 日 ", " 日")
}

// names reports whether an event of a post or a grant of its creator names a use.
func (t *thing) names(use record.Use) bool {
	if eventsName(t.rec.Post.Rights, use) {
		return true
	}
	refs := t.ref("creator")
	return len(refs) > 0 && eventsName(refs[0].rec.Creator.Grants, use)
}

func eventsName(events []record.Event, use record.Use) bool {
	for i := range events {
		if slices.Contains(events[i].Use, use) {
			return true
		}
	}
	return false
}

var (
	msgNoSource   = source.Message{En: `the fact "{0}" has no source`, Zh: `事实“{0}”没有出处`}
	helpNoSource  = source.Message{En: "name one under `sources:` and write its short name as `source:`", Zh: "请在 `sources:` 里写明出处，再用 `source:` 引用"}
	msgBadSource  = source.Message{En: `no source is called "{0}"`, Zh: `没有名为“{0}”的出处`}
	helpBadSource = source.Message{En: "write it under `sources:` here or in site.yaml", Zh: "请写在本文件或 site.yaml 的 `sources:` 下"}
)

// factsOf is the facts of a case or a platform.
func factsOf(r *record.Record) []record.Fact {
	switch {
	case r.Case != nil:
		return r.Case.Facts
	case r.Platform != nil:
		return r.Platform.Facts
	}
	return nil
}

// facts are the facts of a thing with their sources looked up.
func (l *linker) facts(t *thing, lang int) []Fact {
	r := t.record(lang)
	var list []Fact
	for _, f := range factsOf(r) {
		v := Fact{ID: f.ID, Says: f.Says, Value: f.Value, Confidence: f.Confidence}
		l.cite(&v, r, f.Source, f.AsOf)
		if d, err := record.ParseDate(v.Date); t.kind == record.Platforms && err == nil {
			v.Stale = l.stale(d)
		}
		for _, c := range f.Conflicts {
			other := Fact{Value: c.Value}
			l.cite(&other, r, c.Source, record.Date{})
			v.Conflicts = append(v.Conflicts, other)
		}
		list = append(list, v)
	}
	return list
}

func (l *linker) cite(f *Fact, r *record.Record, ref record.Ref, asOf record.Date) {
	f.Date = asOf.String()
	if s := l.source(r, ref.Name); s != nil {
		f.Source, f.SourceURL = s.Title, s.URL
		if f.Date == "" {
			f.Date = s.Date.String()
		}
	}
}

// source is a source by its short name: the file's own come before the site's.
func (l *linker) source(r *record.Record, name string) *record.Source {
	for _, list := range [][]record.Source{r.Sources, l.c.Sources} {
		for i := range list {
			if list[i].Name == name {
				return &list[i]
			}
		}
	}
	return nil
}

// citations checks the sources of all facts that editors wrote.
func (l *linker) citations() {
	for _, t := range l.things {
		for _, d := range t.docs {
			if d != nil && !t.base {
				l.checkSources(t, d)
			}
		}
	}
}

// checkSources reports facts whose source is missing or unknown, in the file
// that says so.
func (l *linker) checkSources(t *thing, d *version) {
	for i, f := range factsOf(d.Record) {
		at := d.Record.At("facts." + itoa(i))
		if f.Source.Name == "" && d == t.original {
			l.report(source.Problem{Pos: at, Severity: source.Warning, Rule: "fact", Key: msgNoSource, Args: []string{f.Says}, Help: helpNoSource})
		}
		l.checkSource(t, d, f.Source)
		for _, c := range f.Conflicts {
			l.checkSource(t, d, c.Source)
		}
	}
}

func (l *linker) checkSource(t *thing, d *version, ref record.Ref) {
	if ref.Name == "" || l.source(d.Record, ref.Name) != nil || l.source(t.rec, ref.Name) != nil {
		return
	}
	var names []string
	for _, s := range slices.Concat(d.Record.Sources, t.rec.Sources, l.c.Sources) {
		names = append(names, s.Name)
	}
	p := source.Problem{Pos: source.Pos{File: d.Label, Line: ref.Line, Col: ref.Col}, Rule: "reference",
		Key: msgBadSource, Args: []string{ref.Name, source.Nearest(ref.Name, names)}, Help: helpBadSource}
	if p.Args[1] != "" {
		p.Help = helpNear
	}
	l.report(p)
}
