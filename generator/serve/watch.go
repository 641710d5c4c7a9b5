package serve

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
)

// A burst of events ends when nothing happened for quiet, and is handed over
// after longest at any rate: an editor's save takes up to six events, a
// checkout thousands.
const (
	quiet   = 15 * time.Millisecond
	longest = 200 * time.Millisecond
)

// A notice is what may have changed.
type notice struct {
	all   bool            // anything
	names map[string]bool // absolute names of files and folders
	since time.Time       // when the first of it happened
}

// A watcher collects what may have changed, in folders and above them.
//
// It watches folders only: an editor that replaces a file would take a watch on
// the file with it. A folder is watched before it is listed, so what is made in
// it meanwhile is either listed or told.
type watcher struct {
	say func(Notice)

	mu      sync.Mutex
	pending notice
	ready   chan struct{} // holds one token when a burst is over

	events *fsnotify.Watcher // nil when polling
	deep   []string          // watched with everything below
	dirs   map[string]bool   // that have a watch
	links  map[string]bool   // symbolic links, whose targets change without an event for them
	poller *poller
	bell   *time.Timer
	quit   chan struct{}
	done   sync.WaitGroup
}

func newWatcher(poll bool, say func(Notice)) *watcher {
	w := &watcher{say: say, ready: make(chan struct{}, 1), dirs: map[string]bool{}, links: map[string]bool{}, quit: make(chan struct{})}
	w.bell = time.AfterFunc(time.Hour, w.ring)
	w.bell.Stop()
	if poll {
		w.startPolling()
		return w
	}
	events, err := fsnotify.NewWatcher()
	if err != nil {
		w.giveUp(err)
		return w
	}
	w.events = events
	w.done.Go(func() { w.listen(events) })
	w.done.Go(func() { w.hearErrors(events) })
	return w
}

// close ends every goroutine of w.
func (w *watcher) close() {
	close(w.quit)
	w.mu.Lock()
	w.bell.Stop()
	events := w.events
	w.mu.Unlock()
	if events != nil {
		// Nothing is lost by a watch that cannot be closed: the program ends.
		_ = events.Close()
	}
	w.done.Wait()
}

// follow watches the folders of a source with everything below, and the folders
// that these lie in for their coming and going.
func (w *watcher) follow(folders []Folder) {
	var deep, flat []string
	for _, f := range folders {
		deep = append(deep, f.Dir)
		flat = append(flat, nearest(filepath.Dir(f.Dir)))
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.deep = deep
	if w.poller != nil {
		w.poller.follow(deep, flat)
		return
	}
	for _, dir := range flat {
		w.add(dir)
	}
	for _, dir := range deep {
		w.addAll(dir)
	}
}

// nearest is dir, or the first folder above it that exists.
func nearest(dir string) string {
	for {
		if info, err := os.Stat(dir); err == nil && info.IsDir() || filepath.Dir(dir) == dir {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}

// take is everything that may have changed since the last take.
func (w *watcher) take() notice {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := w.pending
	w.pending = notice{}
	if len(n.names) > 0 {
		for link := range w.links {
			n.names[link] = true
		}
	}
	return n
}

// putBack makes a notice pending once more, until the next quiet moment.
func (w *watcher) putBack(n notice) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for name := range n.names {
		w.note(name)
	}
	w.pending.since = n.since
}

// note adds a name to what is pending, "" for anything.
func (w *watcher) note(name string) {
	if w.pending.since.IsZero() {
		w.pending.since = time.Now()
	}
	if name == "" {
		w.pending.all = true
	} else {
		if w.pending.names == nil {
			w.pending.names = map[string]bool{}
		}
		w.pending.names[name] = true
	}
	wait := min(quiet, longest-time.Since(w.pending.since))
	w.bell.Reset(max(0, wait))
}

func (w *watcher) ring() {
	select {
	case w.ready <- struct{}{}:
	default: // there is a token already
	}
}

func (w *watcher) listen(events *fsnotify.Watcher) {
	for e := range events.Events {
		if e.Name == "" {
			continue // an overflow, which hearErrors hears of
		}
		w.mu.Lock()
		w.hear(e)
		w.mu.Unlock()
	}
}

// hear takes one event. Every kind counts, attributes too: the tree finds out
// whether anything changed, and a look costs less than a rule.
func (w *watcher) hear(e fsnotify.Event) {
	if !ours(filepath.Base(e.Name)) && !w.isDeep(e.Name) {
		return
	}
	if e.Has(fsnotify.Create) || e.Has(fsnotify.Rename) || e.Has(fsnotify.Remove) {
		w.replace(e.Name)
	}
	if w.concerns(e.Name) {
		w.note(e.Name)
	}
}

// replace watches what is now at name instead of what was. A folder that is
// renamed forth and back may lose its watch in between, so one that is there is
// always added anew.
func (w *watcher) replace(name string) {
	if w.dirs[name] && w.events != nil {
		for dir := range w.dirs {
			if _, ok := below(name, dir); ok {
				delete(w.dirs, dir)
				_ = w.events.Remove(dir) // the system may have dropped it already
			}
		}
	}
	delete(w.links, name)
	info, err := os.Lstat(name)
	if err != nil {
		return
	}
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		w.links[name] = true
	case info.IsDir() && w.isBelowDeep(name):
		w.addAll(name)
	}
}

func (w *watcher) isDeep(name string) bool {
	for _, dir := range w.deep {
		if dir == name {
			return true
		}
	}
	return false
}

func (w *watcher) isBelowDeep(name string) bool {
	for _, dir := range w.deep {
		if _, ok := below(dir, name); ok {
			return true
		}
	}
	return false
}

// concerns reports whether name lies in a folder of ours, or on the way to one.
func (w *watcher) concerns(name string) bool {
	if w.isBelowDeep(name) {
		return true
	}
	for _, dir := range w.deep {
		if rel, ok := below(name, dir); ok && rel != "." {
			return true
		}
	}
	return false
}

// addAll watches dir and all folders below it that are ours.
func (w *watcher) addAll(dir string) {
	if w.events == nil || !w.add(dir) {
		return
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		return // gone again, or unreadable, which the tree reports
	}
	for _, d := range list {
		name := filepath.Join(dir, d.Name())
		switch {
		case !ours(d.Name()):
		case d.IsDir():
			w.addAll(name)
		case d.Type()&fs.ModeSymlink != 0:
			w.links[name] = true
		}
	}
}

// add watches one folder, and reports whether it is being watched.
func (w *watcher) add(dir string) bool {
	if w.events == nil {
		return false
	}
	err := w.events.Add(dir)
	if err != nil {
		w.refused(err)
		return false
	}
	w.dirs[dir] = true
	return true
}

// refused decides what to do without a watch: where the folder is gone, or may
// not be read, nothing; where a limit is reached, look.
func (w *watcher) refused(err error) {
	if w.poller == nil && (errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENOMEM)) {
		w.giveUp(err)
	}
}

func (w *watcher) hearErrors(events *fsnotify.Watcher) {
	for err := range events.Errors {
		if errors.Is(err, fsnotify.ErrEventOverflow) {
			w.say(LostEvents)
		}
		w.mu.Lock()
		for _, dir := range w.deep {
			w.addAll(dir)
		}
		w.note("")
		w.mu.Unlock()
	}
}

// giveUp polls because the system will not tell.
func (w *watcher) giveUp(err error) {
	if errors.Is(err, syscall.EMFILE) {
		w.say(TooManyWatches)
	} else {
		w.say(TooManyFolders)
	}
	w.startPolling()
}

// distrust polls because the folders turned out to change without an event.
func (w *watcher) distrust() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.poller == nil {
		w.say(NoEvents)
		w.startPolling()
	}
}

func (w *watcher) polls() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.poller != nil
}

func (w *watcher) startPolling() {
	if w.events != nil {
		events := w.events
		w.events = nil
		// Close waits for nobody, but takes a lock that a reader may hold which
		// waits for ours.
		w.done.Go(func() { _ = events.Close() })
	}
	w.poller = newPoller()
	w.poller.follow(w.deep, nil)
	w.note("")
	w.done.Go(func() {
		w.poller.run(w.quit, func(names []string) {
			w.mu.Lock()
			for _, n := range names {
				if n == "" || w.concerns(n) {
					w.note(n)
				}
			}
			w.mu.Unlock()
		})
	})
}
