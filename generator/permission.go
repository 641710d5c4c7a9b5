package generator

import (
	"path"
	"slices"
	"strings"
	"time"

	"playbook/generator/record"
	"playbook/generator/rights"
	"playbook/generator/source"
)

// permit decides, once and before anything is rendered, what the edition shows.
// Everything after it takes posts and media only through thing.visible.
func (l *linker) permit() {
	l.eachOf(l.things, func(t *thing, n *notes) {
		if !t.base {
			l.decide(t)
			t.checkTranslations(n)
		}
	})
	l.useDefaults()
	for _, t := range l.things {
		if t.base {
			l.decide(t)
		}
		l.changesAt(t.published)
		l.changesAt(t.expires)
		l.changesAt(t.turns)
	}
}

// decide says whether the edition shows one thing.
func (l *linker) decide(t *thing) {
	l.publication(t)
	t.visible = !t.unpublished && l.c.shows(t.kind) && (!t.base || t.used)
	if t.name == "" || t == l.home {
		t.visible = !t.unpublished
	}
	if t.kind == record.Posts && t.name != "" {
		l.permitPost(t)
	}
	if l.c.preview && (!t.base || t.used) {
		t.visible, t.asWritten = true, false
	}
}

// publication says whether it is the time for a thing: it is no draft, and now
// is between publish and expire.
func (l *linker) publication(t *thing) {
	if r := t.rec; !r.Publish.IsZero() || !r.Expire.IsZero() {
		if !r.Publish.IsZero() {
			t.published = r.Publish.Start(l.c.loc)
		}
		if !r.Expire.IsZero() {
			t.expires = r.Expire.End(l.c.loc)
		}
	}
	t.unpublished = t.rec.Draft || l.c.now.Before(t.published) || !t.expires.IsZero() && !l.c.now.Before(t.expires)
}

// permitPost asks for the permission of a post for the use of the edition. A
// broken post counts as withheld: what it allows cannot be known.
func (l *linker) permitPost(t *thing) {
	q := l.question(t)
	t.permission = rights.Evaluate(q, l.c.now)
	t.turns = l.turns(t, q)
	t.visible = t.visible && t.permission.Shown && !t.broken()
	t.asWritten = !t.permission.Translate
	if !t.permission.Until.IsZero() {
		t.ends = t.permission.Until.End(l.c.loc)
	}
}

var (
	msgTranslation  = source.Message{En: "not shown: it translates the caption in {0}, and no permission in its time allows that", Zh: "不会展示：这是 {0} 的译文，而没有在有效期内的授权允许翻译"}
	helpTranslation = source.Message{
		En: "ask for it and write edit: [translate] where it is granted; one sentence of your own under \"gist\" needs no permission",
		Zh: "请征得作者同意，并在授权里写 edit: [translate]；或在“gist”里用自己的一句话说明，这不需要授权"}
)

// checkTranslations warns of captions that stay as they were written: to translate
// all of one changes a work.
func (t *thing) checkTranslations(n *notes) {
	if t.kind != record.Posts || t.name == "" || !t.permission.Shown || t.permission.LinkOnly || t.permission.Translate {
		return
	}
	for _, d := range t.docs {
		if t.translates(d) {
			n.report(source.Problem{Pos: source.Pos{File: d.Label, Line: 1, Col: 1}, Severity: source.Warning, Rule: "rights",
				Key: msgTranslation, Args: []string{path.Base(t.original.Label)}, Help: helpTranslation})
		}
	}
}

var (
	msgMayTranslate = source.Message{En: "its caption may be translated", Zh: "原文可以翻译"}
	msgAsWritten    = source.Message{En: "its translation is not shown: nobody allowed one", Zh: "译文不展示：没有翻译授权"}
)

// translation says whether the caption of a post that is shown may be in other
// words, where that makes a difference.
func (t *thing) translation() (says source.Message) {
	switch {
	case !t.permission.Shown || t.permission.LinkOnly:
	case t.permission.Translate:
		says = msgMayTranslate
	case t.asWritten && slices.ContainsFunc(t.docs, t.translates):
		says = msgAsWritten
	}
	return says
}

// turns is the next instant at which what the edition shows of a post changes.
// Inside, that is the state for every use; of what the public is not shown it
// does not see the state.
func (l *linker) turns(t *thing, q rights.Question) time.Time {
	now, next := t.permission, t.permission.Next
	if l.c.internal {
		return l.turnsInside(t, q)
	}
	for !now.Shown && !next.IsZero() {
		then := rights.Evaluate(q, next)
		after := then.Next
		then.State, then.Next = now.State, now.Next
		if then != now {
			break
		}
		next = after
	}
	return next
}

// turnsInside is turns where the state for every use is shown, and on the desk
// what is to be done about it.
func (l *linker) turnsInside(t *thing, q rights.Question) time.Time {
	next := t.permission.Next
	sooner := func(n time.Time) {
		if next.IsZero() || !n.IsZero() && n.Before(next) {
			next = n
		}
	}
	for _, q.Use = range l.concerns(t) {
		sooner(rights.Evaluate(q, l.c.now).Next)
		if l.hasDesk() {
			sooner(rights.DueNext(q, l.c.now))
		}
	}
	return next
}

// question is what is asked of a post's permission, for the use of the edition.
// That its end comes near is nothing that the public sees.
func (l *linker) question(t *thing) rights.Question {
	q := rights.Question{Post: t.rec.Post, Use: l.c.edition.Use, Loc: l.c.loc,
		AnswerWithin: int(l.c.Rights.AnswerWithin), WarnBefore: int(l.c.Rights.WarnBefore)}
	if !l.c.internal {
		q.WarnBefore = -1
	}
	if refs := t.ref("creator"); len(refs) > 0 {
		q.Creator = refs[0].rec.Creator
	}
	if len(q.Post.Media) == 0 && t.original.folder {
		q.Video = slices.ContainsFunc(l.beside[t.original.dir], isVideo)
	}
	return q
}

var (
	msgPack  = source.Message{En: `there is no pack of rules "{0}"`, Zh: `没有规则包“{0}”`}
	helpPack = source.Message{En: "packs are {1}", Zh: "可用的规则包：{1}"}
)

// useDefaults marks the default platforms that what the edition shows refers
// to, and the packs of rules that the site names: they are pages of the site like
// any of its own.
func (l *linker) useDefaults() {
	platforms := l.named[record.Platforms]
	use := func(name string) {
		if t := platforms[name]; t != nil {
			t.used = true
		}
	}
	for _, a := range l.c.Accounts {
		use(a.Platform)
	}
	for i, name := range l.c.Packs {
		if t := l.named[record.Voice][name]; t != nil {
			t.used = true
			continue
		}
		l.report(source.Problem{Pos: l.c.At("packs." + itoa(i)), Rule: "pack", Key: msgPack, Help: helpPack, Args: []string{name, strings.Join(l.packs(), " ")}})
	}
	for _, t := range l.things {
		for _, x := range t.ties {
			for _, to := range x.to {
				to.used = to.used || t.visible
			}
		}
	}
}

// packs are the packs of rules that come with the program.
func (l *linker) packs() []string {
	var names []string
	for _, name := range l.names(record.Voice) {
		if l.named[record.Voice][name].base {
			names = append(names, name)
		}
	}
	return names
}
