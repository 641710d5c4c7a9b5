package source

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// slips are inputs of one field or two, the problems they must give, and the
// text after all fixes.
var slips = []struct {
	name, in string
	want     []string
	fixed    string // "" if nothing can be fixed
}{
	{"comment for a topic", "tags: #种草\nlang: zh", []string{`1:7: everything after # is a comment, so "#种草" is not read; put it in quotes: '#种草'`}, "tags: '#种草'\nlang: zh"},
	{"comment for a topic in a list", "tags:\n  - #试色\n  - 黄皮", []string{`2:5: everything after # is a comment, so "#试色" is not read; put it in quotes: '#试色'`}, "tags:\n  - '#试色'\n  - 黄皮"},
	{"a comment is a comment", "tags: # 种草\nlang: zh # 中文\n", nil, ""},
	{"half a value is a comment", "tags: 试色 #黄皮", []string{`1:10: warning: "#黄皮" is read as a comment and left out; put the whole value in quotes, or write "# " with a space if it is a comment`}, ""},
	{"octal", "id: 0600123", []string{`1:5: 0600123 is read as an octal number because it starts with 0; put it in quotes: '0600123'`}, "id: '0600123'"},
	{"underscore", "posts: 1_000", []string{`1:8: 1_000 is read as a number without its _; write the digits only, or put it in quotes if it is a name`}, ""},
	{"colon in a value", "title: a: b", []string{`1:8: a value with ": " in it needs quotes; quote the whole value: 'a: b'`}, "title: 'a: b'"},
	{"colon at the end", "title: it's so:\nlang: en", []string{`1:8: a value with ": " in it needs quotes; quote the whole value: 'it''s so:'`}, "title: 'it''s so:'\nlang: en"},
	{"full-width colon", "lang: zh\ntitle：试色", []string{`2:6: a full-width colon does not end a field name; write "title: ", a plain colon and a space`}, "lang: zh\ntitle: 试色"},
	{"nothing but full-width colons", "title：试色", []string{`1:6: a full-width colon does not end a field name; write "title: ", a plain colon and a space`}, "title: 试色"},
	{"tab", "metrics:\n\tlikes: 1", []string{`2:1: a tab in the indentation; indent with spaces`}, "metrics:\n  likes: 1"},
	{"at sign", "handle: @linxia", []string{`1:9: a value that begins with @ needs quotes; write '@linxia'`}, "handle: '@linxia'"},
	{"backtick", "what: `x`", []string{"1:7: a value that begins with ` needs quotes; write '`x`'"}, "what: '`x`'"},
	{"percent", "value: %50", []string{`1:8: a value that begins with % needs quotes; write '%50'`}, "value: '%50'"},
	{"star", "title: *new*", []string{`1:8: a value that begins with * needs quotes; write '*new*'`}, "title: '*new*'"},
	{"exclamation", "title: !重磅 上新", []string{`1:8: a value that begins with ! needs quotes; write '!重磅 上新'`}, "title: '!重磅 上新'"},
	{"curly quotes", "title: “a: b”", []string{`1:8: curly quotes do not quote here; write straight quotes: 'a: b'`}, "title: 'a: b'"},
	{"curly quotes are text", "title: “双11”怎么过", nil, ""},
	{"unclosed quote", "title: \"foo\nlang: en\n", []string{`1:8: the quote " is not closed; put another " at the end of the text`}, "title: \"foo\"\nlang: en\n"},
	{"quote over two lines", "title: \"foo\n  bar\"\nlang：en\n", []string{`3:5: a full-width colon does not end a field name; write "lang: ", a plain colon and a space`}, "title: \"foo\n  bar\"\nlang: en\n"},
	{"text after a quote", `title: "foo" bar`, []string{`1:8: there is text after the closing quote; quote the whole value: '"foo" bar'`}, `title: '"foo" bar'`},
	{"text after a bracket", "title: [试色] 好用", []string{`1:8: there is text after the closing bracket; quote the whole value: '[试色] 好用'`}, "title: '[试色] 好用'"},
	{"topics in brackets", "tags: [#a, #b]", []string{`1:8: everything after # is a comment, also in brackets; write ['#a', '#b']`}, "tags: ['#a', '#b']"},
	{"open bracket", "tags: [a, b\nlang: en", []string{`1:7: the bracket [ is not closed; close it on the same line`}, "tags: [a, b]\nlang: en"},
	{"no space after the colon", "lang: en\ntitle:x", []string{`2:6: no space after the colon of "title"; write "title: ", a plain colon and a space`}, "lang: en\ntitle: x"},
	{"no space after the hyphen", "tags:\n- a\n-b\nlang: en", []string{`3:1: no space after the hyphen of a list item; write "- ", a hyphen and a space`}, "tags:\n- a\n- b\nlang: en"},
	{"full-width hyphen", "tags:\n  － a\n  － b\nlang: en", nil, ""}, // one text over two lines, for YAML; the field says that it is no list
	{"full-width hyphen at the margin", "tags:\n－ a\nlang: en", []string{`2:1: "－" does not begin an item of a list; write "- ", a hyphen and a space`}, "tags:\n- a\nlang: en"},
	{"list on the line of its field", "tags: - a\nlang: en", []string{`1:7: a list item on the line of its field; put each "- " on a line of its own below "tags:"`}, ""},
	{"field below a value", "title: a\n  lang: en", []string{`2:3: "lang" is indented under a line that has a value already; give it the same indentation as the line above`}, ""},
	{"all of them", "title: a: b\nlang：zh\ntags: #x\nid: 010\nhandle: @x\n", []string{
		`1:8: a value with ": " in it needs quotes; quote the whole value: 'a: b'`,
		`2:5: a full-width colon does not end a field name; write "lang: ", a plain colon and a space`,
		`3:7: everything after # is a comment, so "#x" is not read; put it in quotes: '#x'`,
		`4:5: 010 is read as an octal number because it starts with 0; put it in quotes: '010'`,
		`5:9: a value that begins with @ needs quotes; write '@x'`,
	}, "title: 'a: b'\nlang: zh\ntags: '#x'\nid: '010'\nhandle: '@x'\n"},
	{"a block of text is left alone", "why: |-\n  title：x\n  a: b: c\n\n  @y\nlang：en\n", []string{`6:5: a full-width colon does not end a field name; write "lang: ", a plain colon and a space`}, "why: |-\n  title：x\n  a: b: c\n\n  @y\nlang: en\n"},
	{"an item with fields", "rights:\n  - asked：2026-03-12\n    use: [site]", []string{`2:10: a full-width colon does not end a field name; write "asked: ", a plain colon and a space`}, "rights:\n  - asked: 2026-03-12\n    use: [site]"},
	{"alias", "a: *x\nb: 1", []string{`1:4: a value that begins with * needs quotes; write '*x'`}, "a: '*x'\nb: 1"},
	{"anchor", "a: &x 1\nb: *x", []string{
		`1:4: anchors (&x) are not used here; write the value out, or put it in quotes if it is text`,
		`2:4: references (*x) are not used here; write the value out, or put it in quotes if it is text`}, ""},
	{"merge", "a:\n  <<: {b: 1}", []string{`2:3: merge keys (<<) are not used here; write the fields out`}, ""},
	{"type mark", "a: !!str 1", []string{`1:4: type marks such as !!str are not used here; leave it out, or put the value in quotes if it is text`}, ""},
	{"duplicate", "a: 1\nb: 2\na: 3", []string{`3:1: "a" is here twice; the first is in line 1; keep one of them`}, ""},
	{"indentation", "a:\n    b: 1\n   c: 2\nd: 1", []string{`3:4: this line does not fit the lines above it; look at the indentation, quotes and brackets of this line and the one above`}, ""},
	{"yes and no are texts", "a: yes\nb: no", nil, ""},
}

func TestYAMLSlips(t *testing.T) {
	t.Parallel()
	for _, test := range slips {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			text, _ := NewText("f", []byte(test.in))
			_, problems := ParseYAML(text, 0, len(text.Data))
			var got []string
			for _, p := range Sort(slices.Clone(problems)) {
				line := strings.TrimPrefix(p.Line("en"), "f:")
				got = append(got, strings.TrimSuffix(line, " (yaml)"))
				if p.Excerpt == "" {
					t.Errorf("no excerpt: %s", line)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
			if fixed := fixAll(text, problems); test.fixed != "" && fixed != test.fixed {
				t.Errorf("fixed\n%s\nwant\n%s", fixed, test.fixed)
			} else if test.fixed != "" {
				again, _ := NewText("f", []byte(fixed))
				if _, left := ParseYAML(again, 0, len(again.Data)); len(left) > 0 {
					t.Errorf("after the fix: %v", left[0].Line("en"))
				}
			}
		})
	}
}

func fixAll(text *Text, problems []Problem) string {
	s := string(text.Data)
	problems = Sort(slices.Clone(problems))
	for _, p := range slices.Backward(problems) {
		if p.Fix != nil {
			s = s[:p.Fix.Start] + p.Fix.New + s[p.Fix.End:]
		}
	}
	return s
}

func TestFrontMatterIsFound(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                         "0 0 0 false",
		"# Title\n":                "0 0 0 false",
		"---\na: 1\n---\nbody":     "4 9 13 true",
		"--- \na: 1\n---  \nbody":  "5 10 16 true",
		"---\n---\n":               "4 4 8 true",
		"---\na: 1\n---":           "4 9 12 true",
		"---\na: 1\n":              "4 9 9 false",
		"---":                      "3 3 3 false",
		"----\na: 1\n---\n":        "0 0 0 false",
		"---\na: |\n  ---\n---\nb": "4 15 19 true",
	} {
		text, _ := NewText("f", []byte(in))
		from, to, body, ok := FrontMatter(text)
		if got := fmt.Sprint(from, to, body, ok); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}

// dump is a tree in one line, with positions.
func dump(n *Node) string {
	if n == nil {
		return "nil"
	}
	at := fmt.Sprintf("@%d:%d", n.Line, n.Col)
	var parts []string
	switch n.Kind {
	case Null:
		return "null" + at
	case Scalar:
		return fmt.Sprintf("%s %q%s", n.Tag, n.Value, at)
	case List:
		for _, item := range n.Items {
			parts = append(parts, dump(item))
		}
		return "[" + strings.Join(parts, ", ") + "]" + at
	}
	for _, p := range n.Pairs {
		parts = append(parts, p.Key.Value+": "+dump(p.Value))
	}
	return "{" + strings.Join(parts, ", ") + "}" + at
}

func TestYAMLTreeHasPositionsOfTheFile(t *testing.T) {
	t.Parallel()
	text, _ := NewText("f", []byte("---\n标题: 试色\nn: [1, 2.5, true, 2026-03-08, ~]\nm:\n  - a: 'x'\n    b: |-\n      y\n---\n"))
	from, to, _, _ := FrontMatter(text)
	n, problems := ParseYAML(text, from, to)
	want := `{标题: str "试色"@2:5, n: [int "1"@3:5, float "2.5"@3:8, bool "true"@3:13, time "2026-03-08"@3:19, null@3:31]@3:4, ` +
		`m: [{a: str "x"@5:8, b: str "y"@6:8}@5:5]@5:3}@2:1`
	if got := dump(n); got != want || len(problems) > 0 {
		t.Errorf("got  %s\nwant %s\n%v", got, want, problems)
	}
}

// What is broken is stepped over, and the rest is read.
func TestBrokenLinesAreLeftOut(t *testing.T) {
	t.Parallel()
	text, _ := NewText("f", []byte("title: a\nlist:\n    b: 1\n   c: 2\nlang: en\n"))
	n, problems := ParseYAML(text, 0, len(text.Data))
	if len(problems) != 1 || !n.Partial || n.Get("lang") == nil || n.Get("title") == nil {
		t.Errorf("got %s, %v", dump(n), problems)
	}
}

func TestHostileYAMLIsAProblem(t *testing.T) {
	t.Parallel()
	bomb := "a: &a [x, x]\n"
	for i := 'b'; i < 'z'; i++ {
		bomb += fmt.Sprintf("%c: &%c [*%c, *%c, *%c]\n", i, i, i-1, i-1, i-1)
	}
	for name, in := range map[string]string{
		"alias bomb":   bomb,
		"large":        "a: " + strings.Repeat("x", maxFrontMatter),
		"deep flow":    "a: " + strings.Repeat("[", 20000),
		"deep closed":  "a: " + strings.Repeat("[", 5000) + strings.Repeat("]", 5000),
		"deep maps":    "a: " + strings.Repeat("{a: ", 3000) + strings.Repeat("}", 3000),
		"deep lists":   strings.Repeat("- ", 5000) + "x",
		"NUL":          "a: \x00",
		"control":      "a: \x07\nb: 1",
		"two":          "a: 1\n--- \nb: 2\n...\nc: 3",
		"only colons":  "::::\n:::\n? ?\n",
		"many slips":   strings.Repeat("a：\"x\n\tb: @ [ {\n", 2000),
		"broken lines": strings.Repeat("a: [\n - ]:\n", 5000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := &Text{Name: "f", Data: []byte(in)}
			if _, problems := ParseYAML(text, 0, len(text.Data)); len(problems) == 0 {
				t.Error("no problem")
			}
		})
	}
}

func FuzzFrontMatter(f *testing.F) {
	for _, test := range slips {
		f.Add("---\n" + test.in + "\n---\nbody")
	}
	f.Fuzz(func(t *testing.T, in string) {
		text, _ := NewText("f", []byte(in))
		from, to, _, _ := FrontMatter(text)
		n, problems := ParseYAML(text, from, to)
		checkPlaces(t, text, problems)
		_ = dump(n)
	})
}

// checkPlaces holds positions and fixes to the text.
func checkPlaces(t *testing.T, text *Text, problems []Problem) {
	for _, p := range problems {
		if p.Pos.Line < 1 || p.Col < 1 {
			t.Errorf("no place: %s", p.Line("en"))
		}
		if p.Fix != nil && (p.Fix.Start < 0 || p.Fix.Start > p.Fix.End || p.Fix.End > len(text.Data)) {
			t.Errorf("fix out of range: %s", p.Line("en"))
		}
	}
}

// usual is the front matter of a post as most are.
const usual = `---
url: https://www.xiaohongshu.com/explore/65f0c0de000000001e03a1b2
creator: lin-xia
relationship: organic
tags: [试色, 黄皮]
metrics:
  likes: 1.2万
  saves: 860
rights:
  - asked: 2026-03-12
    use: [internal, site, social]
  - granted: 2026-03-13
    until: 2027-03-13
    words: |-
      可以呀[害羞R]，记得艾特我～
---
`
