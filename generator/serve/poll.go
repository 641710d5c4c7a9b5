package serve

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"playbook/generator/source"
)

// Looking at 10,000 files takes some 40 ms: twice a second is little work.
// Where it takes longer, it is done less often, for a tenth of one processor.
const (
	pollEvery = 500 * time.Millisecond
	pollShare = 10
)

// settles is how old a time stamp must be before we believe that an equal one
// means an equal file; as in source.Tree.
const settles = 2 * time.Second

// A poller finds changes by looking.
type poller struct {
	mu   sync.Mutex
	deep []string
	flat []string
	seen map[string]stamp
}

// stamp is what a look saw of a name.
type stamp struct {
	info  fs.FileInfo
	fresh bool // changed so lately that it may change again under the same time
}

func newPoller() *poller { return &poller{} }

// follow changes what is looked at: folders with everything below, and folders
// by themselves.
func (p *poller) follow(deep, flat []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.deep, p.flat = slices.Clone(deep), slices.Clone(flat)
}

// run looks until quit is closed, and tells the names that changed. After the
// first look that is "", anything: it saw what may have changed before it.
func (p *poller) run(quit <-chan struct{}, tell func([]string)) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-quit:
			return
		case <-timer.C:
		}
		begun := time.Now()
		first := p.seen == nil
		switch changed := p.look(begun); {
		case first:
			tell([]string{""})
		case len(changed) > 0:
			tell(changed)
		}
		timer.Reset(max(pollEvery, pollShare*time.Since(begun)))
	}
}

// look compares what is there with what the last look saw.
func (p *poller) look(now time.Time) []string {
	p.mu.Lock()
	deep, flat := p.deep, p.flat
	p.mu.Unlock()
	next := make(map[string]stamp, len(p.seen))
	for _, dir := range deep {
		p.walk(dir, now, next)
	}
	for _, dir := range flat {
		p.list(dir, now, next)
	}
	var changed []string
	for name, s := range next {
		last, known := p.seen[name]
		if !known || last.differs(s) {
			changed = append(changed, name)
		}
	}
	for name := range p.seen {
		if _, there := next[name]; !there {
			changed = append(changed, name)
		}
	}
	p.seen = next
	slices.Sort(changed)
	return changed
}

func (s stamp) differs(now stamp) bool {
	if s.info.IsDir() && now.info.IsDir() {
		return !os.SameFile(s.info, now.info)
	}
	return s.fresh || s.info.Mode() != now.info.Mode() || s.info.Size() != now.info.Size() ||
		!s.info.ModTime().Equal(now.info.ModTime()) || !os.SameFile(s.info, now.info) || source.IdentityOf(s.info) != source.IdentityOf(now.info)
}

func (p *poller) walk(dir string, now time.Time, into map[string]stamp) {
	// What cannot be read is not seen; that it cannot is for the tree to report.
	_ = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil
		case name != dir && !ours(d.Name()) && d.IsDir():
			return fs.SkipDir
		case name == dir || ours(d.Name()):
			p.stamp(name, now, into)
		}
		return nil
	})
}

// list looks at the folders in dir, not below them.
func (p *poller) list(dir string, now time.Time, into map[string]stamp) {
	list, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, d := range list {
		if d.IsDir() && ours(d.Name()) {
			p.stamp(filepath.Join(dir, d.Name()), now, into)
		}
	}
}

func (p *poller) stamp(name string, now time.Time, into map[string]stamp) {
	info, err := os.Stat(name) // of a link, what it leads to
	if err != nil {
		if info, err = os.Lstat(name); err != nil {
			return
		}
	}
	into[name] = stamp{info, !info.IsDir() && now.Sub(info.ModTime()) < settles}
}
