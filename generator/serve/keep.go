package serve

import (
	"context"
	"slices"
	"time"

	"playbook/generator"
	"playbook/generator/source"
)

// Watch keeps something current that is not served: it calls made with every
// build, the first at once, until ctx ends. made asks for every File of the
// site, as generator.Write does, and returns the problems of that.
func Watch(ctx context.Context, o Options, made func(*generator.Site, []source.Problem) []source.Problem) error {
	return newLoop(o).keep(ctx, made)
}

// keep is Watch.
func (l *loop) keep(ctx context.Context, made func(*generator.Site, []source.Problem) []source.Problem) error {
	var told []source.Problem
	l.built = func(b outcome) {
		problems := source.Sort(slices.Concat(b.problems, made(b.site, b.problems)))
		l.memo.Sweep()
		if l.o.Built != nil {
			l.o.Built(Report{Number: int(b.number), Changed: b.changed, Took: time.Since(b.since), Site: b.site, Problems: problems, New: newOnes(told, problems)})
		}
		told = problems
	}
	return l.run(ctx)
}

// newOnes is those of now that are not in before.
func newOnes(before, now []source.Problem) []source.Problem {
	known := make(map[string]bool, len(before))
	for _, p := range before {
		known[p.Line("en")] = true
	}
	var fresh []source.Problem
	for _, p := range now {
		if !known[p.Line("en")] {
			fresh = append(fresh, p)
		}
	}
	return fresh
}
