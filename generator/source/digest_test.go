package source

import (
	"reflect"
	"testing"
	"time"
)

func TestDigestsAreReadBack(t *testing.T) {
	t.Parallel()
	d := DigestBytes([]byte("x"))
	if got, err := ParseDigest(d.String()); got != d || err != nil {
		t.Errorf("%s: %v", got, err)
	}
	if len(d.Short()) != 10 || d.String()[:10] != d.Short() {
		t.Errorf("%s is short for %s", d.Short(), d)
	}
	for _, bad := range []string{"", "00", d.String() + "00", "zz" + d.String()[2:]} {
		if _, err := ParseDigest(bad); err == nil {
			t.Errorf("%q is a digest", bad)
		}
	}
}

// No two lists of fields of the same types may collect to the same bytes.
func TestSumsTellFieldsApart(t *testing.T) {
	t.Parallel()
	seen := map[Digest]int{}
	for i, s := range []*Sum{
		new(Sum), new(Sum).Str(""), new(Sum).Str("").Str(""), new(Sum).Str("ab"), new(Sum).Str("a").Str("b"), new(Sum).Str("a").Str("").Str("b"),
		new(Sum).Strs(nil), new(Sum).Strs([]string{""}), new(Sum).Strs([]string{"a", "b"}), new(Sum).Strs([]string{"ab"}), new(Sum).Strs([]string{"a"}).Strs([]string{"b"}),
		new(Sum).Int(1), new(Sum).Int(-1), new(Sum).Int(256), new(Sum).Bool(true), new(Sum).Bool(true).Bool(false), new(Sum).Digest(Digest{}),
	} {
		if other, twice := seen[s.Sum()]; twice {
			t.Errorf("sums %d and %d are equal", i, other)
		}
		seen[s.Sum()] = i
	}
	s := new(Sum).Str("a")
	s.Reset()
	if s.Sum() != new(Sum).Sum() {
		t.Error("Reset leaves something")
	}
}

type named struct{ d Digest }

func (n named) Digest() Digest { return n.d }

type every struct {
	S      string
	B      bool
	I      int
	U      uint8
	F      float64
	P      *string
	L      []string
	A      [2]int
	M      map[string]int
	T      time.Time
	E      any
	N      named
	hidden string
	inner  struct{ deep int }
}

// Whatever a type holds is in its digest.
func TestValueCoversEveryField(t *testing.T) {
	t.Parallel()
	text := "p"
	full := func() every {
		return every{S: "s", B: true, I: 1, U: 2, F: 0.5, P: &text, L: []string{"a"}, A: [2]int{1, 2}, M: map[string]int{"a": 1, "b": 2},
			T: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), E: 1, N: named{Digest{1}}, hidden: "h"}
	}
	sum := func(v any) Digest { return new(Sum).Value(v).Sum() }
	base := sum(full())
	if sum(full()) != base {
		t.Fatal("equal values have different digests")
	}
	other := "q"
	changes := map[string]func(e *every){
		"S": func(e *every) { e.S = "t" }, "B": func(e *every) { e.B = false }, "I": func(e *every) { e.I = 2 }, "U": func(e *every) { e.U = 3 },
		"F": func(e *every) { e.F = 0.25 }, "P": func(e *every) { e.P = &other }, "L": func(e *every) { e.L = append(e.L, "b") },
		"A": func(e *every) { e.A[1] = 3 }, "M": func(e *every) { e.M["b"] = 3 }, "T": func(e *every) { e.T = e.T.Add(1) }, "E": func(e *every) { e.E = 2 },
		"N": func(e *every) { e.N.d = Digest{2} }, "hidden": func(e *every) { e.hidden = "i" }, "inner": func(e *every) { e.inner.deep = 1 },
	}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[every]()) {
		change := changes[f.Name]
		if change == nil {
			t.Errorf("the test does not change %s", f.Name)
			continue
		}
		e := full()
		change(&e)
		if sum(e) == base {
			t.Errorf("%s is not in the digest", f.Name)
		}
	}
	e := full()
	e.P = nil
	if sum(e) == base {
		t.Error("no pointer is like one")
	}
}

// Where a digest cannot depend on chance it does not.
func TestValueIgnoresChance(t *testing.T) {
	t.Parallel()
	a, b := map[string]int{}, map[string]int{}
	for i := range 100 {
		a[string(rune('a'+i))] = i
		b[string(rune('a'+99-i))] = 99 - i
	}
	if new(Sum).Value(a).Sum() != new(Sum).Value(b).Sum() {
		t.Error("the order of a map counts")
	}
	now := time.Now()
	if new(Sum).Value(now).Sum() != new(Sum).Value(now.Round(0).In(time.FixedZone("x", 3600))).Sum() {
		t.Error("the same instant has two digests")
	}
	defer func() {
		if recover() == nil {
			t.Error("a function has a digest")
		}
	}()
	new(Sum).Value(func() {})
}

func TestNames(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"": "", "a/b.md": "a/b.md", "cafe\u0301": "caf\u00e9", "caf\u00e9": "caf\u00e9", "\u304b\u3099": "\u304c", "试色": "试色"} {
		if got := NFC(in); got != want {
			t.Errorf("NFC(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"A/B.md": "a/b.md", "CAFE\u0301": "caf\u00e9", "Ｗ": "ｗ", "ÄÖ": "äö"} {
		if got := FoldName(in); got != want {
			t.Errorf("FoldName(%q) = %q, want %q", in, got, want)
		}
	}
}
