package source

import (
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// plains are front matters, and whether the plain reader must accept them.
var plains = []struct {
	in     string
	accept bool
}{
	{usualYAML, true},
	{"a: 1\n", true}, {"a: 1", true}, {"\n\na: 1\n\n", true}, {"# c\na: 1 # d\n# e\n", true}, {"  a: 1\n  b: 2\n", true},
	{"a: x\n\nb: y\n   \nc: z\n", true}, {"a:\nb:\n", true}, {"a:", true}, {"a: # c\n  b: 1\n", true}, {"a:\n  # c\n  b: 1\nd: 2\n", true},
	{"a: '#x'\n", true}, {"a: b#c\n", true}, {"a: b:c\n", true}, {"a: 全角：冒号\n", true}, {"a: \"\"\n", true}, {"a: ''\n", true},
	{"a: 'it''s'\n", true}, {"a: \"x\\\"y\\\\\"\n", true}, {"a: \"x\" # c\n", true}, {"a: [b, c] # d\n", true},
	{"a: []\nb: {}\n", true}, {"a: [试色, 'b', \"c\", [d, 1], {e: 试, f: g}, h]\n", true}, {"a: {b: 试, c: [d], e: 'f'}\n", true},
	{"a: [https://x.org/y, b:c]\n", true}, {"a: [2026-03-08, 1.2万, 50%]\n", true},
	{"a:\n- b\n- c\nd: 1\n", true}, {"a:\n  - b\n  -\n  - c: 1\n    d: 2\n  - e:\n    - f\n    g: h\n", true},
	{"a:\n  -   b: 1\n      c: 2\n", true}, {"a:\n  b:\n    c:\n      - d\ne: f\n", true}, {"a:\n  -\n    b: 1\n", true},
	{"a: |\n  x\nb: |-\n  x\n   y\n\n  z\n\nc: 1\n", true}, {"a: |\n  x", true}, {"a: |-\n  # no comment\n  - b\n# c\nd: 1\n", true},
	{"a:\n  - b: |-\n      x\n    c: 1\n  - |\n    y\n", true}, {"a: |\n  x\n\n\n", true},
	{"null: 1\ntrue: 2\ny: 3\n", true}, {"A-b_9: 1\n", true}, {"a: " + strings.Repeat("x", 3000) + "\nb: 'y'\n", true},
	{"a: \"" + strings.Repeat("x", 3000) + "\"\nb: [" + strings.Repeat("x, ", 300) + "y]\n", true},
	{"a: [" + strings.Repeat("x, ", 1000) + "y]\n", false}, {strings.Repeat("a: [", 1000) + "\n", false}, {strings.Repeat("- ", 1000) + "\n", false},
	{"a:\n" + strings.Repeat("  - b: [c, d]\n    e: f\n", 1000), true},
	{"", false}, {"# c\n", false}, {"x\n", false}, {"- a\n", false}, {"[a]\n", false}, {"{a: b}\n", false},
	{"a: 1\na: 2\n", false}, {"a: {b: 1, b: 2}\n", false}, {"a: #x\n", false}, {"a: b #x\n", false}, {"#x\na: b\n", false},
	{"a: b: c\n", false}, {"a: b:\n", false}, {"a：b\n", false}, {"a: @x\n", false}, {"a: `x`\n", false}, {"a: %5\n", false},
	{"a: *x\n", false}, {"a: &x 1\n", false}, {"a: !x 1\n", false}, {"<<: {b: 1}\n", false}, {"a: x\n  y\n", false}, {"a: >\n  x\n", false},
	{"? a\n: b\n", false}, {"a: - b\n", false}, {"a: ? b\n", false}, {"---\na: 1\n", false}, {"a: 1\n...\n", false}, {"a: 1\n---\nb: 2\n", false},
	{"%YAML 1.2\na: 1\n", false}, {"a:\tb\n", false}, {"a: b\tc\n", false}, {"\ta: b\n", false}, {"a:\n   b: 1\n  c: 2\n", false},
	{"a:\n  b: 1\n c: 2\n", false}, {"  a: 1\nb: 2\n", false}, {"a: 1\n  b: 2\n", false}, {"a: 'x\n", false}, {"a: \"x\\n\"\n", false},
	{"a: 'x' y\n", false}, {"a: \"x\"#y\n", false}, {"a: [b\n", false}, {"a: [b,\n  c]\n", false}, {"a: [b,]\n", false}, {"a: [,b]\n", false},
	{"a: [b: c]\n", false}, {"a: [#b]\n", false}, {"a: [b] c\n", false}, {"a: {b}\n", false}, {"a: {b: }\n", false}, {"a: [x?y]\n", false},
	{"a: |2\n  x\n", false}, {"a: |+\n  x\n\n", false}, {"a: | # c\n  x\n", false}, {"a: |\n  x\n   \n  y\n", false}, {"a: |\n\n  x\n", false}, {"a: |\nb: 1\n", false},
	{"a: 0600\n", false}, {"a: 1_000\n", false}, {"a: 0x1F\n", false}, {"a: x\x00\n", false}, {"a: x\x7F\n", false}, {"a: \xff\n", false},
	{"a: x\u0085y\n", false}, {"a: x\u2028y\n", false}, {"\uFEFFa: x\n", false}, {"a: x\rb: y\n", false}, {"- - a\n", false}, {"a:\n  - - b\n", false},
	{"a :b\n", false}, {"a : b\n", false}, {"a:b\n", false}, {"'a': b\n", false}, {"标题: b\n", false},
}

var usualYAML = strings.TrimSuffix(strings.TrimPrefix(usual, "---\n"), "---\n")

// scalars are values whose tag is decided by how they look.
var scalars = strings.Fields(`yes no Yes on off y n ~ null Null NULL nUll true True tRue false FALSE 0 00 07 08 -0 -07 +1 -1 - + -a +a +.inf .inf -.inf .nan .NaN .5 -.5 . .. ...
	1 12 123456789012345678 1234567890123456789 99999999999999999999 1_000 1__0 0_1 _1 1. 1.5 01.5 00.5 0.5 -1.5 1.5.2 1.2.3.4 1e3 1E3 1e 1e+3 1.e3 1.5e-3 1e999 e3 0e3
	0x1F 0X1f 0x 0xg -0x1F 0o17 0o8 -0o7 0b101 0b2 -0b1 0B1 017 0a 0f 0d1 1f 14d 180d 1a 65f0c0de000000001e03a1b2 12:30:45 12:30 190:20 1:2 1-2 1+2 -1-2
	2026-03-08 2026-3-8 2026-03-8 2026-13-01 2026-02-29 2024-02-29 2024-02-30 2026-00-01 2026-01-00 2026-03 2026-3 2026- 2026-03- 2026-03-08- 2026-003-08 0000-01-01 0000-02-29 2026--08
	2026-03-08T10:00:00Z 2026-03-08t10:00:00+08:00 2026-03-08T10:00Z 2026-03-08x 20260308 2026/3/8 2026年3月8日 +2026-03-08 2026-03-08T10:00:00,5Z
	1.2万 13万+ 2.3k 50% 8600 ￥12 1,2 0,5 １２ ٣ -１ = == << <a Infinity inf NaN nan +inf -inf +Infinity 0x1p-2 1p2 0x_1F 1_000.5 0.1_2 tilde no: O0 o T F N t f`)

var spaced = []string{"2026-03-08 20:15", "2026-03-08 20:15:00", "2026-03-08 20:15:00.5", "2026-03-08 1:2:3", "2026-03-08  20:15", "2026-03-08 ", "2026-03-08 99:99", "2026-03 - 2027-03",
	"0.5 per 10000", "0 1", "1 2", "- a", "-  1", "+ 1", "1 e3", "0x1F 2", "10 000", "~ x", "true false", "2026-03-08 20:1x", "2026-03-08 20-15", "0 .5", "2026-03-08 +20:15"}

// same holds the law of the plain reader for one text, and reports whether it accepted.
func same(t *testing.T, in string) bool {
	t.Helper()
	for _, above := range []string{"", "---\n"} {
		text := &Text{Name: "f", Data: []byte(above + in)}
		from := len(above)
		plain, r := plainYAML(text.Data[from:], from/4)
		ok := r != nil
		if !ok {
			return false
		}
		slow, problems := slowYAML(text, from, len(text.Data))
		if len(problems) > 0 {
			t.Fatalf("accepted\n%s\nbut: %v", in, problems[0].Line("en"))
		}
		if !reflect.DeepEqual(plain, slow) {
			t.Fatalf("%s\nplain %s\nslow  %s", in, dump(plain), dump(slow))
		}
		r.takeBack() // for the next text, which must find nothing of this one
	}
	return true
}

func TestPlainYAMLEqualsTheLibrary(t *testing.T) {
	t.Parallel()
	for _, test := range plains {
		if got := same(t, test.in); got != test.accept {
			t.Errorf("%.80q: accepted %v", test.in, got)
		}
	}
	for _, test := range slips {
		same(t, test.in)
	}
}

func TestPlainYAMLTakesScalarsAsTheLibraryDoes(t *testing.T) {
	t.Parallel()
	for _, s := range slices.Concat(scalars, spaced) {
		for _, in := range []string{"a: %\n", "a:\n  - %\n", "a: [x, %, y]\n", "a: {b: %, c: 试}\n", "a: '%'\n", "a: |\n  %\n", "a: % # c\n"} {
			same(t, strings.ReplaceAll(in, "%", s))
		}
	}
	for _, s := range []string{"2026-03-08", "2026-3-8", "860", "1.2万", "50%", "14d", "2026-03", "2026-03-08 20:15", "-3", "0.5 per 10000", "~", "yes"} {
		if !same(t, "a: "+s+"\n") {
			t.Errorf("%s is declined", s)
		}
	}
}

// frontMatters are those of all files below the folders, and YAML files whole.
func frontMatters(t testing.TB, folders ...string) map[string]string {
	out := map[string]string{}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			switch filepath.Ext(name) {
			case ".md", ".yaml", ".txtar":
			default:
				return nil
			}
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			for i, part := range strings.Split(string(data), "\n-- ") {
				text, _ := NewText(name, []byte(part))
				if i > 0 {
					_, after, _ := strings.Cut(part, "\n")
					text, _ = NewText(name, []byte(after))
				}
				key := name
				if i > 0 {
					key += "#" + part[:min(len(part), 40)]
				}
				if from, to, _, ok := FrontMatter(text); ok {
					out[key] = string(text.Data[from:to])
				} else if filepath.Ext(name) == ".yaml" {
					out[key] = string(text.Data)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

const contentFolder = "../../content"

func TestPlainYAMLEqualsTheLibraryInRealFiles(t *testing.T) {
	t.Parallel()
	for _, in := range frontMatters(t, contentFolder, "../defaults", "../record/testdata", "../testdata", "../../cmd/playbook/testdata") {
		same(t, in)
	}
}

// The fast path is worth its code only while nearly every file takes it.
func TestPlainYAMLAcceptsNearlyAllContent(t *testing.T) {
	t.Parallel()
	all := frontMatters(t, contentFolder)
	accepted := 0
	for name, in := range all {
		if same(t, in) {
			accepted++
		} else {
			t.Logf("declined: %s", name)
		}
	}
	if len(all) < 50 || accepted*100 < len(all)*95 {
		t.Errorf("%d of %d front matters are read by the plain reader", accepted, len(all))
	}
}

// What is hostile must not cost more than its length.
func TestPlainYAMLIsLinear(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"[", "[a, ", "a: [", "{a: ", "- ", "a: ", "a: {b: c}, ", ", ", "\n- ", "a:\n ", "[试, ", "#\n", "''", "x: |\n"} {
		in := []byte("a: " + strings.Repeat(part, maxFrontMatter/len(part)))
		plainYAML(in, 0)
		plainYAML(in[3:], 0)
	}
}

func FuzzPlainYAML(f *testing.F) {
	for _, test := range plains {
		f.Add(test.in)
	}
	for _, test := range slips {
		f.Add(test.in)
	}
	for _, s := range slices.Concat(scalars, spaced) {
		f.Add("a: " + s + "\nb: [" + s + "]\n")
	}
	for _, in := range frontMatters(f, contentFolder) {
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in string) { same(t, in) })
}

func BenchmarkYAML(b *testing.B) {
	text, _ := NewText("f", []byte(usual))
	from, to, _, _ := FrontMatter(text)
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			ParseYAML(text, from, to)
		}
	})
	b.Run("slow", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			slowYAML(text, from, to)
		}
	})
}

// scraps are what random texts are put together from: mostly what belongs in
// front matter, in places where it may not.
var scraps = []string{
	"a: ", "b: ", "c:", "d:\n", "a:\n", "  ", "    ", " ", "\n", "\n", "\n", "\n  ", "\n    ", "\n\n", "\n- ", "\n  - ", "- ", "-", "-\n", "- b: ", "- c:\n",
	"x", "y z", "试色", "1", "2026-03-08", "~", "true", "'q'", "\"q\"", "'试''s'", "\"\\\"\"", "''", "|\n", "|-\n", "|-", "|", "# c", " # c", "# c\n", " #", "#", "#t",
	"[", "]", "{", "}", ", ", ",", "[a, b]", "{e: f}", "[]", "{}", "[{a: 试}, [b]]", ":", ": ", "?", "*", "&", "!", "%", "@", ">", "---\n", "...", "：", ".", "https://x.org/y?z#w",
	"e: |-\n  x\n", "f: |\n  x\n    y\n\n  z\n", "g: [x, y]\n", "h:\n  - i: 1\n    j: 2\n", "k:\n- l\n- m\n", "n: v # w\n", "o:\n  p: 1\n  q:\n    r: s\n",
}

// scrapText is a random text; half of them are not far from front matter.
func scrapText(rng *rand.Rand) string {
	var b strings.Builder
	if rng.IntN(2) == 0 {
		for i := range 1 + rng.IntN(6) {
			b.WriteString(strings.Repeat("  ", rng.IntN(3)*rng.IntN(2)) + []string{"", "", "", "- "}[rng.IntN(4)])
			b.WriteString(string(rune('A'+i)) + ":" + []string{"", " ", "  "}[rng.IntN(3)])
			b.WriteString(scraps[rng.IntN(len(scraps))] + []string{"", "", "", " # c", " ", "\n", "\n  # c"}[rng.IntN(7)] + "\n")
		}
		return b.String()
	}
	for range 1 + rng.IntN(14) {
		b.WriteString(scraps[rng.IntN(len(scraps))])
		if rng.IntN(3) == 0 {
			b.WriteString("\n" + strings.Repeat(" ", rng.IntN(5)))
			b.WriteByte("stuvw"[rng.IntN(5)])
			b.WriteString(": ")
		}
	}
	return b.String()
}

func TestPlainYAMLEqualsTheLibraryOnScraps(t *testing.T) {
	t.Parallel()
	const rounds = 4000
	rng := rand.New(rand.NewPCG(1, 2))
	accepted := 0
	for range rounds {
		if same(t, scrapText(rng)) {
			accepted++
		}
	}
	if accepted < rounds/50 {
		t.Errorf("%d of %d accepted: the texts test nothing", accepted, rounds)
	}
}
