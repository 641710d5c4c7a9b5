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
	*frame
	c        *config
	look     *look
	files    *files
	pictures map[string]*picturefile
	films    map[string]*filmfile
	static   map[string]bool // names under static/

	docs      []*Document // none while the frame is made
	code      map[highlight]string
	backlinks map[*thing][][]*Summary // by language: what links to a thing
	books     []*rulebook             // rules of wording, by language

	pages   []*plan
	room    row[plan]               // that pages lie in
	claimed map[string]source.Pos   // paths of the output that are taken beside those of the frame
	used    map[string]*picturefile // pictures that a page shows, by the stem of their paths
	extras  map[string]maker        // other files that a page needs, by path in the output
	next    time.Time

	told func() *insights.Report // what the archive tells, once somebody asks

	unseen *survey // which knows what posts there are; nil if the linker has them
}

// link makes pages of documents: it decides what the edition may show, gives
// everything its address, ties it together, and looks up every link. Nothing in
// what it returns changes any more; it composes pages when they are wanted.
func (b *build) link(f *files, c *config, k *look, docs []*Document, pictures map[string]*picturefile, films map[string]*filmfile, code map[highlight]string) *linker {
	l := &linker{build: b, c: c, look: k, files: f, pictures: pictures, films: films, static: map[string]bool{}}
	for _, file := range f.static {
		l.static[file.Name] = true
	}

	l.raise(docs)
	l.docs, l.code = docs, code
	l.wording()
	l.followLinks()
	l.unspoken()
	l.inspect()
	l.ages()
	l.told = sync.OnceValue(l.numbers)
	l.tellAgain()
	l.plan()

	return l
}

// notes is what came up while some things were looked at: things are looked at by
// many workers, and what they find is put together in order.
type notes struct {
	problems []source.Problem
	used     []*picturefile // pictures that it shows
	extras   []extra
	links    []crossing
}

// extra is a file that a page needs beside its pictures.
type extra struct {
	path string
	step maker
}

func (n *notes) publish(path string, s maker) { n.extras = append(n.extras, extra{path, s}) }

func (n *notes) report(p source.Problem) { n.problems = append(n.problems, p) }

// eachOf calls f for every one of some things, in parallel. F may change the
// thing that it is given and nothing else.
func (l *linker) eachOf(things []*thing, f func(t *thing, n *notes)) {
	const some = 64 // that one worker takes in a row share their notes
	all := make([]notes, (len(things)+some-1)/some)
	fan(l.in.Jobs, len(all), func(i int) {
		for _, t := range things[i*some : min((i+1)*some, len(things))] {
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
		for _, x := range n.links {
			l.linkTo(x)
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
func (l *linker) account() {
	l.count.Withheld = map[rights.State]int{}
	for _, t := range l.things {
		if t.kind != record.Posts || t.name == "" {
			continue
		}
		if t.permission.State == rights.TakenDown || l.question(t).Creator.Refuses() {
			l.taken = append(l.taken, t.name)
		}
		switch {
		case t.visible:
			l.count.Shown++
			l.shown = append(l.shown, ShownPost{t.name, t.ends})
		case t.unpublished:
			l.count.Drafts++
		default:
			l.count.Withheld[t.permission.State]++
		}
		if !t.visible || t.permission.LinkOnly {
			for _, m := range l.mediaFiles(t) {
				l.held = append(l.held, Withheld{File: m, Post: t.pos(), Alike: t.rec.Post.SamePictureOK != ""})
			}
		}
	}
}
