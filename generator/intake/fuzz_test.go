package intake

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// fuzzFile imports bytes under a name twice: nothing panics, every key has a
// fate, what is written can be read, and the second time nothing is made.
func fuzzFile(f *testing.F, ending string, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, x := range a.Files {
			if strings.HasSuffix(x.Name, ending) && !strings.HasPrefix(x.Name, "want/") {
				f.Add(x.Data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		o := options(t)
		dir := lay(t, map[string]string{"x" + ending: string(data)})
		r := mustImport(t, o, filepath.Join(dir, "x"+ending))
		wholeLedger(t, r)
		clean(t, written(t, o))
		if again := mustImport(t, o, filepath.Join(dir, "x"+ending)); again.Created > 0 {
			t.Errorf("%d posts are made again\n%s", again.Created, dump(written(t, o)))
		}
	})
}

func FuzzJSON(f *testing.F) {
	fuzzFile(f, ".json", "[", "{}", "[]", "null", "cb({\"comments\":[]});", noteLine(1), "["+noteLine(1)+"]["+noteLine(2)+"]")
}

func FuzzJSONL(f *testing.F) { fuzzFile(f, ".jsonl", noteLine(1)+"\n"+noteLine(2), "{\"a\":1}\n{") }

func FuzzCSV(f *testing.F) { fuzzFile(f, ".csv", heading+row, "a,b\n\"", "\ufeff,\n") }

func FuzzMarkdown(f *testing.F) {
	f.Add("# Title\n\nKey: value\n\nBody [x](y%20152bb52ee2b5804da922efa8c3194444.md)\n")
	f.Fuzz(func(t *testing.T, s string) {
		o := options(t)
		dir := lay(t, map[string]string{"Page 152bb52ee2b5804da922efa8c3194444.md": s})
		mustImport(t, o, dir)
		clean(t, written(t, o))
	})
}

func FuzzXLSX(f *testing.F) {
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		o := options(t)
		mustImport(t, o, filepath.Join(lay(t, map[string]string{"x.xlsx": string(data)}), "x.xlsx"))
		clean(t, written(t, o))
	})
}

func FuzzShare(f *testing.F) {
	for _, c := range shareTexts {
		f.Add(c.in)
	}
	f.Fuzz(func(t *testing.T, s string) {
		o := options(t)
		if _, err := Paste(s, nil, o); err != nil {
			t.Fatal(err)
		}
		clean(t, written(t, o))
	})
}

// FuzzMerge imports a record over a post that an editor has worked on: every
// line that was there is still there, in its order, but for the numbers that
// became an item of a list.
func FuzzMerge(f *testing.F) {
	url := "url: https://www.xiaohongshu.com/explore/69ad68080000000000000001\n"
	for _, s := range []string{
		"---\n" + url + "---\nbody\n", "---\n" + url + "metrics:\n  likes: 3\n# comment\ntags: [a]\n---\n", "---\n" + url + "metrics: {likes: 3}\n---\n",
		"---\n" + url + "metrics:\n- on: 2026-03-01\n  likes: 3\nextra:\n  own: 1\n---\nx", "---\r\n" + strings.ReplaceAll(url, "\n", "\r\n") + "creator:\r\n---\r\nbody\r\n",
		"---\n" + url + "metrics: []\nextra: {}\n---\n", "---\n" + url + "metrics:\nextra:\n---\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		o := options(t)
		if err := o.Content.MkdirAll("posts", 0o777); err != nil {
			t.Fatal(err)
		}
		if err := o.Content.WriteFile("posts/a.md", []byte(s), 0o666); err != nil {
			t.Fatal(err)
		}
		broken := problemsOf(t, "posts/a.md", s)
		mustImport(t, o, filepath.Join(lay(t, map[string]string{"a.jsonl": noteLine(1)}), "a.jsonl"))
		after := written(t, o)["posts/a.md"]
		if !contains(strip(after), strip(s)) {
			t.Errorf("lines are lost:\n%s\nwas\n%s", after, s)
		}
		if broken == 0 && problemsOf(t, "posts/a.md", after) > 0 {
			t.Errorf("the import broke it:\n%s\nwas\n%s", after, s)
		}
	})
}

// strip is the words of a text, without what an item of a list adds.
func strip(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" -\r\n\t{}[],", r) })
}

// contains reports whether all words of b are in a, in their order.
func contains(a, b []string) bool {
	n := 0
	for _, w := range a {
		if n < len(b) && w == b[n] {
			n++
		}
	}
	return n == len(b)
}
