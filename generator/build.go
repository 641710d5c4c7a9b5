package generator

import (
	"playbook/generator/source"
)

// Build makes the site. Steps that ran in an earlier build with the same m are
// not run again; the outcome is the same either way. The problems are those of
// reading, parsing and linking; each File has those of making it.
func Build(in Input, m *Memo) (*Site, []source.Problem) {
	b := begin(in, m)

	files := b.read()
	config := b.configure(files)
	look := b.loadTheme(files, config)
	docs := b.parse(files, config)
	code := b.highlight(docs)
	pictures := b.measure(files)
	films := b.measureFilms(files)
	linked := b.link(files, config, look, docs, pictures, films, code)

	return b.gather(files, config, look, linked)
}

// build is one run of Build: what it was given, and the problems so far.
type build struct {
	in       Input
	memo     *Memo
	problems []source.Problem
}

func begin(in Input, m *Memo) *build {
	m.next()
	if in.Pictures == nil {
		in.Pictures = m.store()
	}
	return &build{in: in, memo: m}
}

// report collects problems of a join.
func (b *build) report(p ...source.Problem) { b.problems = append(b.problems, p...) }

// run does every step, in parallel, and collects their problems in order.
func run[T any, S step[T]](b *build, steps []S) []T {
	type result struct {
		value    T
		problems []source.Problem
	}
	results := make([]result, len(steps))
	places := b.places(len(steps), func(i int) memoKey { return keyOf(step[T](steps[i])) })
	fan(b.in.Jobs, len(steps), func(i int) {
		r := &results[i]
		if places == nil {
			r.value, r.problems = steps[i].Run()
		} else {
			r.value, r.problems = settle(b.memo, places[i], step[T](steps[i]))
		}
	})
	values := make([]T, len(results))
	for i, r := range results {
		values[i] = r.value
		b.report(r.problems...)
	}
	return values
}

// places are where the memo has the results of n steps; nil without a memo.
func (b *build) places(n int, key func(int) memoKey) []*kept {
	if b.memo == nil {
		return nil
	}
	keys := make([]memoKey, n)
	fan(b.in.Jobs, n, func(i int) { keys[i] = key(i) })
	return b.memo.entries(keys)
}
