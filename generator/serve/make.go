package serve

import (
	"context"
	"runtime"
	"runtime/metrics"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"playbook/generator"
	"playbook/generator/source"
)

// made is what making a file told.
type made struct {
	digest   source.Digest
	problems []source.Problem
	holds    bool // pictures lie in its text
}

// Making all files is work for when nobody waits: it begins when browsers had
// the time to ask for what they show, and every so often asks for each file
// anew, so that what nobody needs any more can be dropped.
const (
	breath     = 50 * time.Millisecond
	sweepEvery = 16
)

// make makes every file of v that takes no encoder, so that every problem
// shows, and reports. It returns the view with what it found, or nil if ctx
// ended. Only one make runs at a time.
func (s *Server) make(ctx context.Context, v *view) *view {
	if s.known != nil {
		select {
		case <-time.After(breath):
		case <-ctx.Done():
		}
	}
	every := v.number%sweepEvery == 1
	results := s.makeAll(ctx, v.site.Files, every)
	if ctx.Err() != nil {
		return nil // a newer build is on its way and will report for this one too
	}
	next, files, pages := s.learn(v, results)
	s.show(next)
	if !every && files > len(results)/8 { // much is of the past
		every = true
		s.makeAll(ctx, v.site.Files, true)
	}
	if ctx.Err() != nil {
		return nil
	}
	if every {
		select {
		case s.loop.spent <- v.number:
		default: // one is waiting already
		}
	}
	s.tell(next, pages)
	return next
}

// learn is v with what making its files told, and how many of them, and of its
// pages, are not what they were.
func (s *Server) learn(v *view, results []made) (next *view, files, pages int) {
	next = v.again()
	next.holders = nil
	var problems []source.Problem
	known := make(map[string]made, len(results))
	for i, f := range v.site.Files {
		problems = append(problems, results[i].problems...)
		if results[i].holds {
			next.holders = append(next.holders, f)
		}
		known[f.Path] = results[i]
		if was, there := s.known[f.Path]; there && was.digest == results[i].digest {
			continue
		}
		files++
		if isHTML(f.Path) {
			pages++
		}
	}
	next.all = source.Sort(slices.Concat(v.problems, problems))
	s.known = known
	return next, files, pages
}

// encode makes the pictures of v, and reports if they are why there is more to
// tell. It may still be at it when the next view is made, and says nothing then.
func (s *Server) encode(ctx context.Context, v *view) {
	problems := pictures(ctx, v)
	s.finishing.Lock()
	defer s.finishing.Unlock()
	if ctx.Err() != nil {
		return
	}
	next := v.again()
	next.whole, next.all = true, source.Sort(slices.Concat(v.all, problems))
	s.show(next)
	if len(next.all) > len(v.all) {
		s.tell(next, 0)
	}
	s.rest()
}

// pictures makes every picture of a view and is what is wrong with them. One
// processor is left for pages.
func pictures(ctx context.Context, v *view) []source.Problem {
	var files []*generator.File
	for _, f := range v.site.Files {
		if f.IsPicture() {
			files = append(files, f)
		}
	}
	workers := max(1, runtime.GOMAXPROCS(0)-1)
	found := make([][]source.Problem, len(files))
	parallel(workers, len(files), func(i int) {
		if ctx.Err() == nil {
			found[i] = files[i].Prepare(ctx)
		}
	})
	return append(slices.Concat(found...), v.site.Compare(ctx, workers, v.holders)...)
}

// rest collects garbage while nobody waits, if it would else be due soon, in the
// middle of a build perhaps.
func (s *Server) rest() {
	if littered() && s.resting.TryLock() {
		s.tidying.Go(func() {
			defer s.resting.Unlock()
			runtime.GC()
		})
	}
}

// littered reports whether half the memory is used up that there is between two
// collections of garbage.
func littered() bool {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}, {Name: "/gc/heap/goal:bytes"}}
	metrics.Read(sample)
	live, now, goal := sample[0].Value.Uint64(), sample[1].Value.Uint64(), sample[2].Value.Uint64()
	return now > live+(goal-live)/2
}

// tell reports what the builds since the last report came to.
func (s *Server) tell(v *view, pages int) {
	if s.o.Built != nil {
		slices.Sort(s.owed)
		s.o.Built(Report{Number: int(v.number), Changed: slices.Compact(s.owed), Pages: pages, Took: v.ready.Sub(v.since),
			Site: v.site, Problems: v.all, New: newOnes(s.told, v.all)})
	}
	s.told, s.owed = v.all, nil
}

// makeAll makes files on every processor until ctx ends. A file that is as it
// was the last time is not asked again, unless every file is to be.
func (s *Server) makeAll(ctx context.Context, files []*generator.File, every bool) []made {
	results := make([]made, len(files))
	parallel(runtime.GOMAXPROCS(0), len(files), func(i int) {
		if ctx.Err() != nil {
			return
		}
		f := files[i].Composed()
		digest := f.Digest()
		last, known := s.known[files[i].Path]
		if f.IsPicture() {
			last = made{digest: digest} // see encode
		} else if !known || last.digest != digest || every {
			last.digest = digest
			last.problems, last.holds = f.Report()
		}
		results[i] = last
		runtime.Gosched() // requests go first
	})
	return results
}

// parallel runs f(0) … f(n-1) on so many processors.
func parallel(workers, n int, f func(int)) {
	var next atomic.Int64
	var done sync.WaitGroup
	for range min(n, workers) {
		done.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	done.Wait()
}
