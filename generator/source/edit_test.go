package source

import (
	"bytes"
	"math/rand"
	"strings"
	"testing"
)

// answer is an item as a permission has it, with free text.
var answer = []Entry{
	{Key: "granted", Text: "2026-03-13"},
	{Key: "use", List: []string{"site", "social"}},
	{Key: "words", Text: "可以呀[害羞R]，记得\n\n艾特我～ #标签", Free: true},
	{Key: "credit", Text: "@linxia_"},
}

// lists are all the ways in which people write the field that is added to.
var lists = []string{
	"",
	"rights:\n",
	"rights:   \n",
	"rights: # nobody has asked\n",
	"rights:\n# - asked: 2026-03-12\n",
	"\"rights\":\n",
	"'rights' :\n",
	"rights: []\n",
	"rights: [ ]   # soon\n",
	"rights: [{asked: 2026-03-12, use: [site]}]\n",
	"rights: [ {asked: 2026-03-12, note: \"a ] # b\"} , ]\n",
	"rights: [{asked: 2026-03-12, note: it's fine}]\n",
	"rights:\n  [{asked: 2026-03-12, note: 'it''s ]'}]\n",
	"rights: [\n  {asked: 2026-03-12}, # the first ]\n  {declined: 2026-03-13}  # and the last\n]\n",
	"rights: [\n  {asked: 2026-03-12},\n  # nothing more\n  ] # all\n",
	"rights:\n  - asked: 2026-03-12\n    use: [internal, site]\n",
	"rights:\n- asked: 2026-03-12\n  use: [internal, site]\n",
	"rights:\n    - asked: 2026-03-12\n      use:\n        - internal\n        - site\n",
	"rights:\n-   asked: 2026-03-12\n    use:\n    - internal\n    - site\n",
	"rights:\n  -\n    asked: 2026-03-12\n    note: x\n",
	"rights:\n  # the first time\n  - asked: 2026-03-12 # by mail\n\n  # the second\n  - asked: 2026-04-12\n  # and no more\n",
	"rights:\n  - {asked: 2026-03-12, use: [site]}\n",
	"rights:\n  - {asked: 2026-03-12,\n     use: [site] } # asked\n",
	"rights:\n  - asked: 2026-03-12\n    words: |-\n      好的\n      #标签 is text\n\n",
	"rights:\n  - asked: 2026-03-12\n    words: |\n      one\n\n       two\n\n\n    # a comment\n",
	"rights:\n  - asked: 2026-03-12\n    words: |+\n      one\n\n",
	"rights:\n  - asked: 2026-03-12\n    words: >-\n      one\n      two\n",
	"rights:\n  - asked: 2026-03-12\n    words: \"one\n      # no comment \\\" and\n      two\" # a comment\n",
	"rights:\n  - asked: 2026-03-12\n    words: 'it''s\n\n      one'\n",
	"rights:\n  - asked: 2026-03-12\n    words: one\n      two\n      three\n  # a comment\n",
	"rights:\n  - asked: 2026-03-12\n    words:\n      one\n",
	"rights:\n  - asked: 2026-03-12\n    words:\n",
	"rights:\n  - asked: 2026-03-12\n    use: [internal,\n      site]\n",
	"rights:\n- asked: 2026-03-12\n  use: [\n    internal, # inside\n  ]\n",
}

var around = []string{
	"title: 黄皮也能驾驭\n", "# a comment\n", "\n", "url: https://example.com/a#b\n", "tags:\n- 试色\n- '#黄皮'\n",
	"metrics: {likes: 1.2万, saves: 860}\n", "why: |-\n  Two undertones.\n\n  # no comment\n", "products: [maple]   # one\n",
	"extra:\n  a:\n    - b\n  rights:\n    - c\n", "gist: \"a\\\"b: c\"\n", "note: 'x' \n",
}

// handwritten is front matter as somebody might have written it, with a list.
func handwritten(rng *rand.Rand, list string) string {
	var b strings.Builder
	names := map[string]bool{}
	some := func() {
		for range rng.Intn(4) {
			line := around[rng.Intn(len(around))]
			if name, _, ok := strings.Cut(line, ":"); ok && names[name] {
				continue
			} else if ok {
				names[name] = true
			}
			b.WriteString(line)
		}
	}
	b.WriteString("---" + strings.Repeat(" ", rng.Intn(2)) + "\n")
	some()
	b.WriteString(list)
	some()
	b.WriteString("---\n")
	b.WriteString([]string{"", "the caption", "rights:\n- asked\n", "a\n---\nb  \n\n"}[rng.Intn(4)])
	text := b.String()
	switch rng.Intn(5) {
	case 0, 1:
		text = strings.ReplaceAll(text, "\n", "\r\n")
	case 2:
		lines := strings.SplitAfter(text, "\n")
		for i := range lines {
			if rng.Intn(2) == 0 {
				lines[i] = strings.Replace(lines[i], "\n", "\r\n", 1)
			}
		}
		text = strings.Join(lines, "")
	}
	if rng.Intn(4) == 0 {
		text = "\ufeff" + text
	}
	return text
}

func TestAnEditTouchesNoOtherByte(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewSource(1))
	for _, list := range lists {
		for range 60 {
			before := handwritten(rng, list)
			e, ok := EditFrontMatter([]byte(before))
			if !ok {
				t.Fatalf("cannot be read:\n%s", before)
			}
			if !e.Item("rights", answer) {
				t.Fatalf("declined:\n%s", before)
			}
			after, ok := e.Bytes()
			if !ok {
				t.Fatalf("\n%s\nbecomes\n%s\nwhich is not meant", before, after)
			}
			checkInsertion(t, before, string(after))
		}
	}
}

// checkInsertion checks that one piece was put into before, with its line ends.
func checkInsertion(t *testing.T, before, after string) {
	t.Helper()
	same := 0
	for same < len(before) && before[same] == after[same] {
		same++
	}
	for same > 0 && after[len(after)-(len(before)-same):] != before[same:] {
		same--
	}
	if after[:same] != before[:same] || after[len(after)-(len(before)-same):] != before[same:] {
		t.Fatalf("\n%q\nbecomes\n%q", before, after)
	}
	added := after[same : len(after)-(len(before)-same)]
	if crlf := strings.Count(before, "\r\n"); crlf == strings.Count(before, "\n") && strings.Count(added, "\r\n") != strings.Count(added, "\n") {
		t.Fatalf("other line ends: %q", added)
	} else if crlf == 0 && strings.Contains(added, "\r") {
		t.Fatalf("other line ends: %q", added)
	}
}

func TestAnEditLooksLikeWhatIsThere(t *testing.T) {
	t.Parallel()
	item := []Entry{{Key: "declined", Text: "2026-03-13"}, {Key: "note", Text: "no: thanks"}}
	for _, c := range []struct{ list, want string }{
		{"", "rights:\n  - declined: 2026-03-13\n    note: \"no: thanks\"\n"},
		{"tags:\n- a\n", "tags:\n- a\nrights:\n- declined: 2026-03-13\n  note: \"no: thanks\"\n"},
		{"rights: []\n", "rights: [{declined: 2026-03-13, note: \"no: thanks\"}]\n"},
		{"rights:\n-   asked: 2026-03-12\n# end\n", "rights:\n-   asked: 2026-03-12\n-   declined: 2026-03-13\n    note: \"no: thanks\"\n# end\n"},
		{"rights:\n  - {asked: 2026-03-12}\n\ntitle: x\n", "rights:\n  - {asked: 2026-03-12}\n  - {declined: 2026-03-13, note: \"no: thanks\"}\n\ntitle: x\n"},
		{"rights: [\n  {asked: 2026-03-12}, # a\n]\n", "rights: [\n  {asked: 2026-03-12}, {declined: 2026-03-13, note: \"no: thanks\"} # a\n]\n"},
	} {
		e, ok := EditFrontMatter([]byte("---\n" + c.list + "---\n"))
		if !ok || !e.Item("rights", item) {
			t.Fatalf("declined: %q", c.list)
		}
		got, ok := e.Bytes()
		if want := "---\n" + c.want + "---\n"; string(got) != want || !ok {
			t.Errorf("%q: got\n%s\nwant\n%s", c.list, got, want)
		}
	}
}

func TestAnEditDeclinesWhatItCannotDo(t *testing.T) {
	t.Parallel()
	for _, list := range []string{"rights: null\n", "rights: ~\n", "rights: soon\n", "rights:\n  asked: 2026-03-12\n", "{title: x}\n", "rights:\n- a\n<<: *x\n", "a: &x 1\n", "a: 'open\n"} {
		e, ok := EditFrontMatter([]byte("---\n" + list + "---\n"))
		if ok && e.Item("rights", answer) {
			if after, ok := e.Bytes(); ok {
				t.Errorf("%q becomes\n%s", list, after)
			}
		}
	}
	if _, ok := EditFrontMatter([]byte("no front matter\n")); ok {
		t.Error("a file without front matter can be edited")
	}
}

func TestEveryTextIsAddedAsItIs(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", " ", " a", "a ", "a\n", "\na", "a\n\nb", "- a", "a: b", "#a", "@a", "'", `"\`, "`", "null", "~", "yes", "12", "0600", "2026-01-01", "1.5", "\t", "a\tb", "\u200b", "\U0001F60D", "\U000E0001", "\u2028", "%a", "|", ">-", "[a", "{", "a #b", "é", "?", "---", "...", "!x", "&x", "*x", "<<", "="} {
		for _, free := range []bool{false, true} {
			for _, list := range []string{"", "rights: []\n"} {
				e, _ := EditFrontMatter([]byte("---\n" + list + "---\n"))
				e.Item("rights", []Entry{{Key: "note", Text: text, Free: free}})
				if after, ok := e.Bytes(); !ok {
					t.Errorf("%q is written as\n%s", text, after)
				}
			}
		}
	}
}

func FuzzEdit(f *testing.F) {
	for _, list := range lists {
		f.Add("---\n"+list+"title: x\n---\nbody", "words")
	}
	f.Fuzz(func(t *testing.T, before, words string) {
		e, ok := EditFrontMatter([]byte(before))
		if !ok || !e.Item("rights", []Entry{{Key: "asked", Text: "2026-03-12"}, {Key: "words", Text: words, Free: true}}) {
			return
		}
		after, ok := e.Bytes()
		if !ok {
			return
		}
		if len(after) < len(before) {
			t.Fatalf("%q becomes %q", before, after)
		}
		if again, ok := EditFrontMatter(after); !ok || !sameTree(again.Tree, e.want) {
			t.Fatalf("%q becomes %q", before, after)
		}
		if !bytes.HasPrefix(after, []byte(before[:strings.Index(before, "---")+3])) {
			t.Fatalf("%q becomes %q", before, after)
		}
	})
}

func TestAFieldIsSet(t *testing.T) {
	t.Parallel()
	for before, want := range map[string]string{
		"---\r\na: 1\r\nuse: false   # for now\r\n---\r\nx": "---\r\na: 1\r\nuse: true   # for now\r\n---\r\nx",
		"---\na: 1\n---\n":      "---\na: 1\nuse: true\n---\n",
		"---\nuse: 'no'\n---\n": "",
		"---\nuse:\n---\n":      "",
	} {
		e, ok := EditFrontMatter([]byte(before))
		if ok = ok && e.Set(Entry{Key: "use", Text: "true"}); !ok {
			if want != "" {
				t.Errorf("%q: declined", before)
			}
			continue
		}
		if got, ok := e.Bytes(); !ok || string(got) != want {
			t.Errorf("%q becomes %q", before, got)
		}
	}
}

// Of any file, what is kept is there as it was and nothing else is.
func TestFieldsAreKept(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewSource(2))
	for _, list := range lists {
		before := handwritten(rng, list)
		got, ok := KeepFields([]byte(before), []string{"rights", "url"})
		if !ok {
			t.Fatalf("declined:\n%s", before)
		}
		for _, gone := range []string{"黄皮也能驾驭", "the caption", "Two undertones", "860", "maple"} {
			if strings.Contains(string(got), gone) {
				t.Errorf("%q is still in\n%s", gone, got)
			}
		}
		was, _ := EditFrontMatter([]byte(before))
		is, ok := EditFrontMatter(got)
		if was.Tree == nil {
			continue
		}
		if !ok || !sameTree(was.Tree.Get("rights"), is.Tree.Get("rights")) || !sameTree(was.Tree.Get("url"), is.Tree.Get("url")) {
			t.Errorf("\n%s\nbecomes\n%s", before, got)
		}
	}
}
