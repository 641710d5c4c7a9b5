package generator

import (
	"time"

	"playbook/generator/record"
	"playbook/generator/rights"
)

// permit decides, once and before anything is rendered, what the edition shows.
// Everything after it takes posts and media only through thing.visible.
func (l *linker) permit() {
	for _, t := range l.things {
		if !t.base {
			l.decide(t)
		}
	}
	l.useDefaults()
	for _, t := range l.things {
		if t.base {
			l.decide(t)
		}
	}
}

// decide says whether the edition shows one thing.
func (l *linker) decide(t *thing) {
	t.unpublished = l.unpublished(t.rec)
	t.visible = !t.unpublished && l.c.shows(t.kind) && (!t.base || t.used)
	if t.name == "" || t == l.home {
		t.visible = !t.unpublished
	}
	if t.kind == record.Posts && t.name != "" {
		l.permitPost(t)
	}
	if l.c.preview && (!t.base || t.used) {
		t.visible = true
	}
}

// unpublished is true of drafts, and outside the time from publish to expire.
func (l *linker) unpublished(r *record.Record) bool {
	var publish, expire time.Time
	if !r.Publish.IsZero() {
		publish = r.Publish.Start(l.c.loc)
		l.changesAt(publish)
	}
	if !r.Expire.IsZero() {
		expire = r.Expire.End(l.c.loc)
		l.changesAt(expire)
	}
	return r.Draft || l.c.now.Before(publish) || !expire.IsZero() && !l.c.now.Before(expire)
}

// permitPost asks for the permission of a post for the use of the edition. A
// broken post counts as withheld: what it allows cannot be known.
func (l *linker) permitPost(t *thing) {
	t.permission = rights.Evaluate(l.question(t), l.c.now)
	l.changesAt(l.turns(t))
	t.visible = t.visible && t.permission.Shown && !t.broken()
	if !t.permission.Until.IsZero() {
		t.ends = t.permission.Until.End(l.c.loc)
	}
}

// turns is the next instant at which what is shown of a post changes. That its
// end comes near is nothing that readers of the public see.
func (l *linker) turns(t *thing) time.Time {
	next := t.permission.Next
	for !l.c.internal && !next.IsZero() {
		then := rights.Evaluate(l.question(t), next)
		then.State, then.Next = t.permission.State, t.permission.Next
		if then != t.permission {
			break
		}
		next = rights.Evaluate(l.question(t), next).Next
	}
	return next
}

// question is what is asked of a post's permission, for the use of the edition.
func (l *linker) question(t *thing) rights.Question {
	q := rights.Question{Post: t.rec.Post, Use: l.c.edition.Use, Loc: l.c.loc,
		AnswerWithin: int(l.c.Rights.AnswerWithin), WarnBefore: int(l.c.Rights.WarnBefore)}
	if refs := t.ref("creator"); len(refs) > 0 {
		q.Creator = refs[0].rec.Creator
	}
	for _, m := range l.media(t, t.rec) {
		q.Video = q.Video || isVideo(m.name)
	}
	return q
}

// useDefaults marks the default platforms that what the edition shows refers
// to: they are pages of the site like any of its own.
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
	for _, t := range l.things {
		for _, x := range t.ties {
			for _, to := range x.to {
				to.used = to.used || t.visible
			}
		}
	}
}
