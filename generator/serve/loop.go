package serve

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"playbook/generator"
	"playbook/generator/source"
)

// A loop keeps a site current. Everything in it happens in the goroutine of run.
type loop struct {
	o       Options
	stirred func()        // what is being made is about to be of the past; called before a Build
	built   func(outcome) // takes a build; called from run
	spent   chan uint64   // numbers of builds all of whose files were asked for

	watcher *watcher
	memo    generator.Memo
	source  *Source
	read    map[string]reading // by folder
	lost    bool               // the source could not be opened again
	site    *generator.Site    // newest
	next    time.Time          // when the output changes by itself
	number  uint64
	every   time.Duration
	share   time.Duration
	silent  int           // full looks in a row that found what no event had told
	looked  time.Duration // what the last of them took
}

// outcome is one build.
type outcome struct {
	number   uint64
	site     *generator.Site
	source   *Source
	problems []source.Problem  // those of opening, reading, parsing and linking
	changed  []string          // labels
	renamed  map[string]string // labels of files that are there under another one
	since    time.Time         // when the first change was noticed
	ready    time.Time
}

// Full looks find what no event told. They cost a look at every file, so they
// come no more often than takes this part of one processor. Tests have others.
const (
	fullLookEvery = 10 * time.Second
	fullLookShare = 100
)

func newLoop(o Options) *loop {
	if o.Notice == nil {
		o.Notice = func(Notice) {}
	}
	return &loop{o: o, every: fullLookEvery, share: fullLookShare, stirred: func() {}, spent: make(chan uint64, 1), read: map[string]reading{}}
}

// run builds, and builds again whenever something changed, until ctx ends.
func (l *loop) run(ctx context.Context) error {
	l.watcher = newWatcher(l.o.Poll, l.o.Notice)
	defer l.watcher.close()
	if err := l.open(); err != nil {
		return err
	}
	l.turn(notice{all: true, since: time.Now()}, true)
	timer := time.NewTimer(l.pause())
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-l.watcher.ready:
			l.silent = 0
			if n := l.watcher.take(); beingWritten(n) {
				l.watcher.putBack(n)
			} else {
				l.turn(n, false)
			}
		case n := <-l.spent:
			if n == l.number {
				l.memo.Sweep()
			}
		case <-timer.C:
			l.glance()
		}
		timer.Reset(l.pause())
	}
}

// pause is how long to wait at most: until the output changes by itself, or
// until it is time for a full look. A clock that was set, or a machine that
// slept, makes the first too late by no more than the second.
func (l *loop) pause() time.Duration {
	wait := max(l.every, l.share*l.looked)
	if l.o.Now != nil && !l.next.IsZero() {
		wait = min(wait, max(0, l.next.Sub(l.o.Now())))
	}
	return wait
}

// glance is a turn that nobody asked for.
func (l *loop) glance() {
	if l.due() {
		l.turn(notice{since: time.Now()}, true)
		return
	}
	if l.watcher.polls() {
		return // it looks all the time
	}
	begun := time.Now()
	found := l.turn(notice{all: true, since: begun}, false)
	l.looked = time.Since(begun)
	if !found {
		l.silent = 0
	} else if l.silent++; l.silent > 1 {
		l.watcher.distrust()
	}
}

func (l *loop) due() bool {
	return l.o.Now != nil && !l.next.IsZero() && !l.o.Now().Before(l.next)
}

// turn looks at what may have changed, and builds if anything did or it must.
// It reports whether anything did.
func (l *loop) turn(n notice, must bool) bool {
	if l.settle(n) {
		if err := l.open(); err != nil {
			l.lose(err, n.since)
			return true
		}
		must = true
	}
	changed, renamed := l.look()
	if len(changed) == 0 && !must {
		return false
	}
	l.build(changed, renamed, n.since)
	return len(changed) > 0
}

// beingWritten reports whether a file was emptied just now. Most editors do that
// before they write it, and a site without its text is of no use to anybody.
func beingWritten(n notice) bool {
	if n.all || len(n.names) > fewNames || time.Since(n.since) > longest {
		return false
	}
	for name := range n.names {
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() && info.Size() == 0 {
			return true
		}
	}
	return false
}

// settle passes a notice on to the trees. It reports whether the source must be
// opened again, because the settings or a folder as a whole changed.
func (l *loop) settle(n notice) bool {
	again := l.lost || n.all && l.misplaced()
	if len(n.names) > fewNames {
		n.all = true
	}
	for _, f := range l.source.Folders {
		if f.Tree != nil && n.all {
			f.Tree.LookAll()
		}
	}
	for name := range n.names {
		again = l.pass(name, n.all) || again
	}
	return again
}

// fewNames is how many names are looked at one by one; beyond it, looking at
// everything is quicker.
const fewNames = 500

var msgOpen = source.Message{En: "cannot be opened: {0}", Zh: "无法打开：{0}"}

// pass tells the tree of a name to look at it again, and reports whether the
// source must be opened anew for it.
func (l *loop) pass(name string, all bool) bool {
	again := true // a folder above ours
	for i, f := range l.source.Folders {
		rel, ok := below(f.Dir, name)
		if !ok {
			continue
		}
		again = rel == "." || f.Tree == nil || i == 0 && rel == "site.yaml"
		if f.Tree != nil && !all {
			f.Tree.Look(rel)
		}
		break
	}
	return again
}

// misplaced reports whether a folder appeared or went.
func (l *loop) misplaced() bool {
	return slices.ContainsFunc(l.source.Folders, func(f Folder) bool { return isDir(f.Dir) != (f.Tree != nil) })
}

// open opens the source and watches its folders.
func (l *loop) open() error {
	s, err := l.o.Open()
	if err != nil {
		return err
	}
	l.source, l.lost = s, false
	l.watcher.follow(s.Folders)
	return nil
}

// lose keeps the last site, since what it was made from is gone.
func (l *loop) lose(err error, since time.Time) {
	if l.lost {
		return // which has been said
	}
	l.lost = true
	at := source.Pos{File: filepath.Base(l.source.Folders[0].Dir)}
	l.stirred()
	l.number++
	l.built(outcome{number: l.number, site: l.site, source: l.source, since: since, ready: time.Now(),
		problems: []source.Problem{{Pos: at, Rule: "file", Key: msgOpen, Args: []string{err.Error()}}}})
}

// build makes the site of what was read.
func (l *loop) build(changed []string, renamed map[string]string, since time.Time) {
	l.stirred()
	in := l.source.Input
	if l.o.Now != nil {
		in.Now = l.o.Now()
	}
	site, problems := generator.Build(in, &l.memo)
	problems = source.Sort(slices.Concat(problems, l.source.Problems))
	l.site, l.next = site, site.Next
	l.number++
	l.built(outcome{number: l.number, site: site, source: l.source, problems: problems, changed: changed, renamed: renamed, since: since, ready: time.Now()})
}

// isHTML reports whether a file of the site is a page.
func isHTML(name string) bool { return strings.HasSuffix(name, ".html") }

func isDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}
