package serve

import (
	"cmp"
	"runtime"
	"slices"

	"playbook/generator/source"
)

// reading is what the tree of a folder had at the last look.
type reading struct {
	files    []*source.File
	problems []source.Problem
}

// look reads what the trees have to look at. It is the labels of what differs
// from before, in order, and which of them became which.
func (l *loop) look() (labels []string, renamed map[string]string) {
	var changes []delta
	read := make(map[string]reading, len(l.source.Folders))
	for _, f := range l.source.Folders {
		if f.Tree == nil {
			continue
		}
		files, problems := f.Tree.Read(func(n int, f func(int)) { parallel(runtime.GOMAXPROCS(0), n, f) })
		last := l.read[f.Dir]
		changes = append(changes, difference(last.files, files)...)
		for i, p := range problems {
			if i >= len(last.problems) || last.problems[i].Line("en") != p.Line("en") {
				labels = append(labels, p.File)
			}
		}
		read[f.Dir] = reading{files, problems}
	}
	for dir, last := range l.read {
		if _, there := read[dir]; !there {
			changes = append(changes, difference(last.files, nil)...)
		}
	}
	l.read = read
	for _, c := range changes {
		labels = append(labels, c.label())
	}
	slices.Sort(labels)
	return slices.Compact(labels), renames(changes)
}

// delta is a file as it was and as it is; nil if it was not, or is no more.
type delta struct{ was, is *source.File }

func (c delta) label() string { return cmp.Or(c.is, c.was).Label }

// difference is the files that are not the same in both lists, which are in the
// order of names.
func difference(was, is []*source.File) []delta {
	var changes []delta
	for len(was) > 0 || len(is) > 0 {
		switch {
		case len(is) == 0 || len(was) > 0 && was[0].Name < is[0].Name:
			changes = append(changes, delta{was[0], nil})
			was = was[1:]
		case len(was) == 0 || is[0].Name < was[0].Name:
			changes = append(changes, delta{nil, is[0]})
			is = is[1:]
		default:
			if was[0] != is[0] && (was[0].Digest != is[0].Digest || was[0].Label != is[0].Label) {
				changes = append(changes, delta{was[0], is[0]})
			}
			was, is = was[1:], is[1:]
		}
	}
	return changes
}

// renames is the new labels of files that went while one of the same contents,
// and no other, came.
func renames(changes []delta) map[string]string {
	came := map[source.Digest]string{}
	for _, c := range changes {
		if c.was == nil {
			_, twice := came[c.is.Digest]
			came[c.is.Digest] = c.is.Label
			if twice {
				came[c.is.Digest] = ""
			}
		}
	}
	renamed := map[string]string{}
	for _, c := range changes {
		if c.is == nil && came[c.was.Digest] != "" {
			renamed[c.was.Label] = came[c.was.Digest]
		}
	}
	return renamed
}
