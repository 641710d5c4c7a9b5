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
	var places []*kept
	if b.memo != nil {
		places = b.memo.entries(each(b.in.Jobs, steps, func(s S) memoKey { return keyOf(step[T](s)) }))
	}
	return runAt[T](b, steps, places)
}

// runMany is run for steps of which there are as many as files: those that were
// there in the build before are told by comparing them, which is much quicker than
// a digest.
func runMany[T any, S interface {
	comparable
	step[T]
}](b *build, steps []S) []T {
	var places []*kept
	if b.memo != nil {
		places = again[T](b.memo, b.in.Jobs, steps)
	}
	return runAt[T](b, steps, places)
}

// runAt is run with the places of the results at hand; there are none without a memo.
func runAt[T any, S step[T]](b *build, steps []S, places []*kept) []T {
	values, problems := make([]T, len(steps)), make([][]source.Problem, len(steps))
	fan(b.in.Jobs, len(steps), func(i int) {
		if places == nil {
			values[i], problems[i] = steps[i].Run()
		} else {
			values[i], problems[i] = settle(b.memo, places[i], step[T](steps[i]))
		}
	})
	for _, p := range problems {
		b.report(p...)
	}
	return values
}
