package serve

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What the system may answer when it is asked to watch one folder more, and what
// the user is told. From then on changes are found by looking.
func TestWatchingHasLimits(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		err  error
		want Notice
	}{
		{syscall.ENOSPC, TooManyFolders},
		{syscall.EMFILE, TooManyWatches},
		{os.NewSyscallError("inotify_add_watch", syscall.ENOSPC), TooManyFolders},
	} {
		w := newWorld(t, archive(1))
		s, notices := noticing(t, w)
		l := s.listen("/sub/about.html")
		first := l.whole().Page
		watcher := s.loop.watcher
		watcher.mu.Lock()
		watcher.refused(test.err)
		watcher.refused(test.err) // every further folder is, too
		watcher.mu.Unlock()
		if n := next(t, notices); n != test.want {
			t.Errorf("%v: notice %d, want %d", test.err, n, test.want)
		}
		w.write("content/pages/about.md", "---\ntitle: About\n---\nfound by looking\n")
		l.until(func(e event) bool { return e.Page != first })
		w.write("content/pages/folder/new.md", "---\ntitle: New\n---\nin a new folder\n")
		s.listen("/sub/folder/new.html").until(func(e event) bool {
			return !e.Gone && e.Page != "" && e.Problems.Errors == 0 && s.view.Load().file("folder/new.html") != nil
		})
		if len(notices) > 0 {
			t.Errorf("%v: it was said twice", test.err)
		}
	}
}

// noticing is a server of w and what it says of watching.
func noticing(t *testing.T, w *world) (*running, chan Notice) {
	t.Helper()
	notices := make(chan Notice, 100)
	o := w.options("")
	o.Notice = func(n Notice) { notices <- n }
	return serveWorld(t, o), notices
}

// next is what comes next.
func next[T any](t *testing.T, c chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

// A folder that tells nothing is found out by looking, which is said, and looked
// at from then on.
func TestSilentFolder(t *testing.T) {
	t.Parallel()
	w := newWorld(t, archive(1))
	notices := make(chan Notice, 100)
	o := w.options("")
	o.Notice = func(n Notice) { notices <- n }
	ln, err := Listen("127.0.0.1:0", false)
	w.must(err)
	s := New(o)
	s.loop.share = 1
	r := runWith(t, s, ln, 20*time.Millisecond)
	l := r.listen("/sub/about.html")
	last := l.whole().Page
	watcher := s.loop.watcher
	watcher.mu.Lock()
	for _, dir := range watcher.events.WatchList() {
		w.must(watcher.events.Remove(dir))
	}
	watcher.mu.Unlock()
	for i := 0; len(notices) == 0; i++ {
		w.write("content/pages/about.md", fmt.Sprintf("---\ntitle: About\n---\nunheard %d\n", i))
		last = l.until(func(e event) bool { return e.Page != last }).Page
	}
	if n := next(t, notices); n != NoEvents {
		t.Errorf("notice %d", n)
	}
	w.write("content/pages/about.md", "---\ntitle: About\n---\nseen\n")
	l.until(func(e event) bool { return e.Page != last })
	if len(notices) > 0 {
		t.Error("it was said twice")
	}
}

// More events at once than the system holds lose some; then everything is
// looked at.
func TestOverflow(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		return // where the queue has no such limit
	}
	limit, err := os.ReadFile("/proc/sys/fs/inotify/max_queued_events")
	if err != nil {
		t.Fatal(err)
	}
	most, err := strconv.Atoi(strings.TrimSpace(string(limit)))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, archive(1))
	s, notices := noticing(t, w)
	l := s.listen("/sub/about.html")
	l.whole()
	// While the lock is held nobody takes events from the queue.
	s.loop.watcher.mu.Lock()
	for i := range most { // two events each, of which some are taken in advance
		name := w.path("content/pages/about.md")
		w.must(os.Chmod(name, 0o644-os.FileMode(i%2)*0o044))
		w.must(os.Chmod(w.path("content/pages/manual/start.md"), 0o644-os.FileMode(i%2)*0o044))
	}
	w.write("content/pages/about.md", "---\ntitle: About\n---\nafter the flood\n")
	s.loop.watcher.mu.Unlock()
	if n := next(t, notices); n != LostEvents {
		t.Errorf("notice %d", n)
	}
	l.until(func(event) bool {
		_, text := s.get("/sub/about.html")
		return strings.Contains(text, "after the flood")
	})
}

// Of a thousand edits none is lost, however it is saved and however soon after
// the last one: every single one is waited for, and no full look helps.
func TestNoEditIsLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, archive(30))
	s := serveWorld(t, w.options(""))
	names := all(w, "posts/2")
	heard := make([]*listener, len(names))
	last := make([]string, len(names))
	for i, name := range names {
		heard[i] = s.listen("/sub/posts/" + strings.TrimSuffix(name[strings.LastIndex(name, "/")+1:], ".md") + ".html")
		last[i] = heard[i].until(func(e event) bool { return e.Page != "" }).Page
	}
	for n := range edits(100) {
		// Three files in a row, each in its own way.
		for k := range 3 {
			i := (n*7 + k) % len(names)
			text := strings.TrimSuffix(w.read(names[i]), "again\n") + strings.Repeat("again\n", n/len(names)%2)
			manners[(n+k)%len(manners)].save(w, names[i], text+fmt.Sprintf("edit %d\n", n))
		}
		for k := range 3 {
			i := (n*7 + k) % len(names)
			mark := fmt.Sprintf("edit %d\n", n)
			heard[i].until(func(e event) bool {
				if e.Page == last[i] {
					return false
				}
				_, text := s.get("/sub/posts/" + strings.TrimSuffix(names[i][strings.LastIndex(names[i], "/")+1:], ".md") + ".html")
				last[i] = e.Page
				return strings.Contains(text, strings.TrimSpace(mark))
			})
		}
	}
}

// A file without its text is given a moment, but not for ever.
func TestEmptiedFilesAreWaitedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t, map[string]string{"empty.md": "", "full.md": "text", "folder/x": "x"})
	now := time.Now().Add(time.Hour) // a slow machine does not count
	for _, test := range []struct {
		names string
		since time.Time
		want  bool
	}{
		{"empty.md", now, true},
		{"full.md empty.md", now, true},
		{"empty.md", time.Now().Add(-longest), false},
		{"full.md folder gone.md", now, false},
	} {
		n := notice{since: test.since, names: map[string]bool{}}
		for _, name := range strings.Fields(test.names) {
			n.names[w.path(name)] = true
		}
		if beingWritten(n) != test.want {
			t.Errorf("%s: %t", test.names, !test.want)
		}
	}
	if beingWritten(notice{all: true, since: now, names: map[string]bool{w.path("empty.md"): true}}) {
		t.Error("everything waits for one file")
	}
}
