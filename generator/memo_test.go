package generator

import (
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"playbook/generator/source"
)

// TestFailedReadIsNotRemembered: a file that changes between being listed and
// being read is no fault of what it held then.
func TestFailedReadIsNotRemembered(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{"static/a.bin": {Data: []byte("one")}}
	files, _ := source.NewTree(fsys, "content").Read(inOrder)
	memo, step := new(Memo), maker(verbatim{files[0]})

	fsys["static/a.bin"] = &fstest.MapFile{Data: []byte("two")}
	if _, problems := do(memo, step); len(problems) != 1 {
		t.Fatalf("%d problems with a file that changed, want 1", len(problems))
	}
	fsys["static/a.bin"] = &fstest.MapFile{Data: []byte("one")}
	if v, problems := do(memo, step); len(problems) != 0 || string(v.data) != "one" {
		t.Fatalf("got %q and %d problems once the file is as it was", v.data, len(problems))
	}
	if runs := memo.Runs(); runs != 2 {
		t.Fatalf("ran %d times, want 2", runs)
	}
}

// counted is a step that counts how often it is summed up.
type counted struct {
	n    int
	sums *atomic.Int64
}

func (c counted) Digest() source.Digest {
	c.sums.Add(1)
	return new(source.Sum).Int(c.n).Sum()
}

func (c counted) Run() (int, []source.Problem) { return c.n, nil }

// Whatever came, went or moved since the build before, steps have the places that
// their digests have; and where one came or went, no other is summed up.
func TestStepsKeepTheirPlaces(t *testing.T) {
	t.Parallel()
	rng, memo, sums := rand.New(rand.NewPCG(1, 2)), new(Memo), new(atomic.Int64)
	var steps []counted
	for n := range 200 {
		steps = append(steps, counted{n, sums})
	}
	again[int](memo, 1, steps)
	for round := range 300 {
		at, most := 1+rng.IntN(len(steps)-2), int64(1)
		switch rng.IntN(4) {
		case 0:
			steps = slices.Insert(slices.Clone(steps), at, counted{1000 + round, sums})
		case 1:
			steps, most = slices.Delete(slices.Clone(steps), at, at+1), 0
		case 2:
			steps = slices.Clone(steps)
			steps[at].n = 1000 + round
		default:
			steps, most = slices.Clone(steps), 1000
			rng.Shuffle(len(steps), func(i, j int) { steps[i], steps[j] = steps[j], steps[i] })
		}
		before := sums.Load()
		got := again[int](memo, 1, steps)
		if n := sums.Load() - before; n > most {
			t.Fatalf("round %d: %d digests, want at most %d", round, n, most)
		}
		want := memo.entries(each(1, steps, func(s counted) memoKey { return keyOf(step[int](s)) }))
		if !slices.Equal(got, want) {
			t.Fatalf("round %d: a step has the place of another", round)
		}
	}
}
