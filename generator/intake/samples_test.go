package intake

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"playbook/generator/record"
	"playbook/generator/source"
)

// sampleFiles are the sample exports by their place, if they are here.
func sampleFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	if _, err := os.Stat(samples); os.IsNotExist(err) {
		t.Log("the samples are not beside this clone; our own fixtures cover the layouts")
		return nil
	}
	err := filepath.WalkDir(samples, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && d.Name() != "SOURCES.md" && d.Name() != "headers.json" {
			files = append(files, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// What is in every file of the samples, and of our own fixtures, is written:
// texts that stay or become text are in a page, and pages have no problem.
func TestSamplesImportWithoutLoss(t *testing.T) {
	t.Parallel()
	for _, file := range sampleFiles(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			o := options(t)
			if strings.Contains(file, "csv-generic") {
				o.Map = [][2]string{{"Title", "title"}, {"Content", "body"}, {"Date", "posted"}, {"Author", "creator"}, {"Tags", "tags"}}
			}
			r := mustImport(t, o, file)
			for _, p := range r.Problems {
				t.Log(p.Line("en"))
			}
			if r.Records == 0 {
				t.Fatal("no record was read")
			}
			files := written(t, o)
			clean(t, files)
			wholeLedger(t, r)
			textsLie(t, file, r, dump(files))
		})
	}
}

// textsLie fails if a text that the report says is kept is in no file.
func textsLie(t *testing.T, file string, r *Report, all string) {
	t.Helper()
	kept := map[string]bool{}
	for _, k := range r.Keys {
		if k.Fate == "extra" || k.To == "body" || k.To == "title" {
			kept[k.Key] = true
		}
	}
	for _, v := range rawValues(t, file) {
		v.each("", func(path string, leaf *value) {
			if kept[path] && leaf.kind == text && !leaf.empty() && !lies(all, leaf.text) {
				t.Errorf("%s is kept, but %q is in no file", path, leaf.text)
			}
		})
	}
}

// lies reports whether a text is in the files as it is or in one of the ways
// in which front matter writes it.
func lies(all, s string) bool {
	s = tokenForm.ReplaceAllString(s, "")
	for _, form := range []string{s, undamaged(s), scalar(s), scalar(undamaged(s))} {
		if strings.Contains(all, form) {
			return true
		}
	}
	return false
}

// TestLedger is the law of an import, for every record of every sample and of
// every fixture: each value that says something becomes a field, and is in it to
// the letter, the second and the bound; or it stays under extra under its own
// name; or it is dropped for a reason that an editor can read.
func TestLedger(t *testing.T) {
	t.Parallel()
	files := sampleFiles(t)
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range archives {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		exports := map[string]string{}
		for _, f := range a.Files {
			if !strings.HasPrefix(f.Name, "want/") && !strings.HasPrefix(f.Name, "content/") {
				exports[f.Name] = string(f.Data)
			}
		}
		dir := lay(t, exports)
		for _, n := range sorted(exports) {
			files = append(files, filepath.Join(dir, n))
		}
	}
	records := 0
	for _, file := range files {
		f := find([]string{file}, nil)[0]
		for _, v := range rawValues(t, file) {
			list, _ := contained(v)
			for _, x := range list {
				if l := layoutOf(x); l != nil && l.read != nil {
					records++
					ledger(t, l, x, f)
				}
			}
		}
	}
	if records < 45 {
		t.Errorf("the law was tried on %d records", records)
	}
}

// ledger tries the law on one record.
func ledger(t *testing.T, l *layout, x *value, f *file) {
	t.Helper()
	if l.meta {
		undamage(x)
	}
	was := copyOf(x)
	it := l.read(&raw{value: x, at: source.Pos{File: f.name}, file: f})
	if it == nil {
		return // an empty row
	}
	it.finish(f, now)
	it.remains()
	if it.posted.basis != "" && it.extra.get("posted_basis").words() != it.posted.basis {
		t.Errorf("%s: nothing says how %s is known", f.name, it.posted.date)
	}
	inStep(was, x, "", func(path string, was, is *value) {
		if was.empty() {
			return
		}
		switch {
		case is.fate == mapped && !it.holds(is.to, feishuCell(was)):
			t.Errorf("%s: %s is said to be %s, but %q is not", f.name, path, is.to, was.words())
		case is.fate == dropped && dropWords[is.to].En == "":
			t.Errorf("%s: %s is dropped without a reason: %q", f.name, path, is.to)
		case is.fate == unseen && !hasLeaf(it.extra, lastName(strings.ReplaceAll(path, "[]", "")), was):
			t.Errorf("%s: %s has no fate and is not under extra: %q", f.name, path, was.words())
		}
	})
}

// inStep calls f for every leaf of a record as it was, with what it is after the
// import: of the leaf itself, or of what it was made one with.
func inStep(was, is *value, path string, f func(path string, was, is *value)) {
	switch {
	case was.kind == object && is.kind == object && is.fate != mapped && is.fate != dropped:
		for n, m := range was.fields {
			inStep(m.value, is.fields[n].value, join(path, m.name), f)
		}
	case was.kind == list && is.kind == list && is.fate != mapped && is.fate != dropped:
		for n, x := range was.items {
			inStep(x, is.items[n], path+"[]", f)
		}
	default:
		f(path, was, is)
	}
}

// hasLeaf reports whether a value is somewhere in a tree under its name.
func hasLeaf(tree *value, name string, leaf *value) bool {
	if tree.kind == object {
		return anyOf(tree.fields, func(m member) bool {
			same := m.value.text == leaf.text || m.value.text == tokenForm.ReplaceAllString(leaf.text, "")
			return strings.TrimRight(m.name, "_") == name && same || hasLeaf(m.value, name, leaf)
		})
	}
	return anyOf(tree.items, func(x *value) bool { return x.text == leaf.text && x.kind == leaf.kind || hasLeaf(x, name, leaf) })
}

// holds reports whether a field of an item has a value whole.
func (it *item) holds(field string, v *value) bool {
	who := &it.author
	if c, ok := map[string]record.Count{"metrics.likes": it.counts.Likes, "metrics.saves": it.counts.Saves, "metrics.comments": it.counts.Comments,
		"metrics.shares": it.counts.Shares, "metrics.views": it.counts.Views, "creator.followers": who.followers}[field]; ok {
		want, fine := count(v.words())
		return fine && (c == want || want.N == c.N && c.Bound == record.AtLeast) // 100万+ that a tool made a million
	}
	switch field {
	case "posted":
		return it.posted.is(v)
	case "captured":
		return it.captured.is(v)
	case "body":
		return it.body == v.text || derived(v.words(), it.body) || strings.Contains(it.body, strings.ReplaceAll(v.text, `\n`, "\n")) || strings.TrimSpace(v.words()) == plainOf(it.body)
	case "title":
		return it.title == v.words() || v.words() == "无标题"
	case "id":
		return noTitle.MatchString(v.words()) || it.id == strings.TrimSpace(v.words()) || it.id == "" && strings.Contains(it.url, v.words()) || strings.Contains(v.words(), it.id) || record.Key(it.platform, it.id) == record.Key(it.platform, v.words())
	case "url":
		return it.url == v.words() || strings.Contains(it.url, strings.TrimSpace(v.words())) || sameLink(it.url, addressIn(v.words()))
	case "summary":
		return it.summary == v.words()
	case "tags":
		return !slices.ContainsFunc(pieces(v, ",，、 #\n\t"), func(s string) bool {
			return !strings.Contains(strings.Join(it.tags, " "), strings.Trim(s, "# "))
		})
	case "media":
		return !slices.ContainsFunc(addresses(v), func(a string) bool {
			return !slices.Contains(it.remote, a) && !slices.ContainsFunc(it.local, func(l string) bool { return strings.HasSuffix(l, a) })
		})
	case "platform":
		return it.platform == record.PlatformID(v.words())
	case "extra.saved_at":
		m, ok := when(v.words(), time.UTC, time.UTC)
		return ok && it.extra.get("saved_at").words() == m.date.String()
	case "creator.title":
		return who.name == v.words() || who.id == v.words()
	case "creator.accounts.id":
		return strings.TrimPrefix(who.id, "h:") == v.words() || strings.TrimPrefix(who.handle, "@") == strings.TrimPrefix(v.words(), "@")
	case "creator.accounts.handle":
		return who.handle == v.words()
	case "creator.accounts.url":
		return strings.Contains(who.url, v.words()) || who.url == webOnly(v.words())
	case "creator.extra":
		return hasLeaf(who.extra, "", v) || anyOf(who.extra.fields, func(m member) bool { return same(m.value, v) || m.value.text == v.text })
	case "own":
		return it.own
	}
	return false
}

// is reports whether a moment is a time of an export, to the second or, where
// that names only a day, to the day.
func (m moment) is(v *value) bool {
	for _, local := range []*time.Location{east, time.UTC} {
		if is, ok := when(v.words(), local, local); ok && (is.date.Unix() == m.date.Unix() || !is.date.IsInstant() && is.date == m.date.In(local)) {
			return true
		}
	}
	return false
}

func sameLink(a, b string) bool {
	x, _ := record.ParseLink(a)
	y, _ := record.ParseLink(webAddress(b))
	return x.ID != "" && record.Key(x.Platform, x.ID) == record.Key(y.Platform, y.ID) || record.StripTracking(webAddress(b)) == a
}

// rawValues are the values of a file as the import reads them, by hand of the
// readers alone.
func rawValues(t *testing.T, name string) []*value {
	t.Helper()
	var out []*value
	f := find([]string{name}, nil)[0]
	in, err := decoded(f, func(source.Problem) {})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	switch filepath.Ext(name) {
	case ".json", ".jsonl":
		j := newJSONReader(in)
		for v, _, _, err := j.next(); err == nil; v, _, _, err = j.next() {
			out = append(out, v)
		}
	case ".csv":
		c, err := newCSVReader(in)
		if err != nil {
			t.Fatal(err)
		}
		for v, _, err := c.next(); err == nil; v, _, err = c.next() {
			out = append(out, v)
		}
	}
	return out
}
