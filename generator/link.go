package generator

import (
	"sync"
	"time"

	"playbook/generator/insights"
	"playbook/generator/record"
	"playbook/generator/rights"
	"playbook/generator/source"
)

// linker is the join between documents and pages. It runs top to bottom in
// link, below; each file of this package that adds a method to it is one part
// of that list.
type linker struct {
	*build
	c        *config
	look     *look
	files    *files
	pictures map[string]*picturefile
	films    map[string]*filmfile
	code     map[highlight]string

	things   []*thing // what editors wrote, in order of their files
	named    map[record.Kind]map[string]*thing
	static   map[string]bool        // names under static/
	home     *thing                 // the words of the home page; may be nil
	intro    map[record.Kind]*thing // the words of a section
	beside   map[string][]string    // pictures and videos of a folder, in name order
	within   map[string][]string    // all files in and below the folder of a thing
	withheld map[string]*thing      // picture → the post that may not be shown
	urls     map[string]source.Pos  // folded path of the output → who took it

	section map[record.Kind][]*thing // what is visible, in the order of its section
	terms   *taxonomies
	books   []*rulebook // rules of wording, by language

	shared   []*Shared  // by language
	homes    []*Summary // by language
	sections []map[record.Kind]*Summary
	pages    []*plan
	room     row[plan]               // that pages lie in
	extras   map[string]maker        // other files that a page needs, by path in the output
	used     map[string]*picturefile // pictures that a page shows, by the stem of their paths
	alias    []alias
	next     time.Time

	told func() *insights.Report // what the archive tells, once somebody asks
}

// linked is what link hands to gather.
type linked struct {
	*linker  // composes pages when they are wanted; nothing in it changes any more
	tally    Tally
	shown    []ShownPost
	seen     []Sighting
	withheld []Withheld
	taken    []string
}

// link makes pages of documents: it decides what the edition may show, gives
// everything its address, ties it together, and looks up every link.
func (b *build) link(f *files, c *config, k *look, docs []*Document, pictures map[string]*picturefile, films map[string]*filmfile, code map[highlight]string) *linked {
	l := &linker{build: b, c: c, look: k, files: f, pictures: pictures, films: films, code: code,
		named: map[record.Kind]map[string]*thing{}, intro: map[record.Kind]*thing{},
		static: map[string]bool{}, urls: make(map[string]source.Pos, 2*len(docs)), used: map[string]*picturefile{}, extras: map[string]maker{}}
	for _, file := range f.static {
		l.static[file.Name] = true
	}
	l.beside = mediaByFolder(f.pictures)

	l.group(docs)
	l.resolve()
	l.citations()
	l.samePosts()
	l.permit()
	l.guard()
	l.develop()
	l.summarise()
	out := &linked{linker: l}
	parts := []func(){l.address, l.crosslink, func() { l.sort(); l.classify() }, func() { l.account(out) }, func() { out.seen = l.sightings() }}
	fan(l.in.Jobs, len(parts), func(i int) { parts[i]() }) // none has to do with what another one makes
	l.wording()
	l.followLinks()
	l.inspect()
	l.ages()
	l.review()
	l.told = sync.OnceValue(l.numbers)
	l.tellAgain()
	l.plan()

	return out
}

// notes is what came up while some things were looked at: things are looked at by
// many workers, and what they find is put together in order.
type notes struct {
	problems []source.Problem
	used     []*picturefile // pictures that it shows
	extras   []extra
}

// extra is a file that a page needs beside its pictures.
type extra struct {
	path string
	step maker
}

func (n *notes) publish(path string, s maker) { n.extras = append(n.extras, extra{path, s}) }

func (n *notes) report(p source.Problem) { n.problems = append(n.problems, p) }

// eachThing calls f for every thing, in parallel. F may change the thing that it
// is given and nothing else.
func (l *linker) eachThing(f func(t *thing, n *notes)) {
	const some = 64 // that one worker takes in a row share their notes
	all := make([]notes, (len(l.things)+some-1)/some)
	fan(l.in.Jobs, len(all), func(i int) {
		for _, t := range l.things[i*some : min((i+1)*some, len(l.things))] {
			f(t, &all[i])
		}
	})
	for _, n := range all {
		l.report(n.problems...)
		for _, p := range n.used {
			l.used[p.shown.stem] = p
		}
		for _, e := range n.extras {
			l.extras[e.path] = e.step
		}
	}
}

// changesAt notes an instant at which the output changes by itself.
func (l *linker) changesAt(t time.Time) {
	if t.After(l.c.now) && (l.next.IsZero() || t.Before(l.next)) {
		l.next = t
	}
}

// account is what the site says about its posts.
func (l *linker) account(out *linked) {
	out.tally.Withheld = map[rights.State]int{}
	for _, t := range l.things {
		if t.kind != record.Posts || t.name == "" {
			continue
		}
		if t.permission.State == rights.TakenDown || l.question(t).Creator.Refuses() {
			out.taken = append(out.taken, t.name)
		}
		switch {
		case t.visible:
			out.tally.Shown++
			out.shown = append(out.shown, ShownPost{t.name, t.ends})
		case t.unpublished:
			out.tally.Drafts++
		default:
			out.tally.Withheld[t.permission.State]++
		}
		if !t.visible || t.permission.LinkOnly {
			for _, m := range l.mediaFiles(t) {
				out.withheld = append(out.withheld, Withheld{File: m, Post: t.pos(), Alike: t.rec.Post.SamePictureOK != ""})
			}
		}
	}
}
