package intake

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

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

// Every leaf of every sample record becomes a field, or stays under extra, or
// is dropped with a reason; and what stays or becomes text is in a file.
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
			checkLedger(t, file, r, dump(files))
		})
	}
}

// checkLedger compares what is in a file with what the report says of it.
func checkLedger(t *testing.T, file string, r *Report, all string) {
	t.Helper()
	raws := rawValues(t, file)
	said := map[string]bool{}
	for _, k := range r.Keys {
		said[k.Key] = true
		if !slices.Contains([]string{"mapped", "extra", "dropped"}, k.Fate) {
			t.Errorf("%s is %s", k.Key, k.Fate)
		}
	}
	for _, v := range raws {
		v.each("", func(path string, leaf *value) {
			if !covered(path, said) {
				t.Errorf("nothing is said of %s", path)
			}
		})
	}
	fields := map[string]string{}
	for _, k := range r.Keys {
		if k.Fate == "mapped" {
			fields[k.Key] = k.To
		}
	}
	for _, k := range r.Keys {
		if k.Fate != "mapped" {
			delete(fields, k.Key) // in another record it is something else
		}
	}
	for _, v := range raws {
		v.each("", func(path string, leaf *value) {
			switch to := fields[path]; {
			case leaf.empty():
			case strings.HasPrefix(to, "metrics."):
				if c, ok := count(leaf.words()); !ok || !c.IsZero() && !strings.Contains(all, ": "+figure(c)+"\n") {
					t.Errorf("%s: the count %q is in no file", path, leaf.words())
				}
			case to == "posted" || to == "captured":
				if !dateLies(all, leaf.words()) {
					t.Errorf("%s: the time %q is in no file", path, leaf.words())
				}
			}
		})
	}
	kept := map[string]bool{}
	for _, k := range r.Keys {
		if k.Fate == "extra" || k.To == "body" || k.To == "title" {
			kept[k.Key] = true
		}
	}
	for _, v := range raws {
		v.each("", func(path string, leaf *value) {
			if kept[path] && leaf.kind == text && !leaf.empty() && !lies(all, leaf.text) {
				t.Errorf("%s is kept, but %q is in no file", path, leaf.text)
			}
		})
	}
}

// dateLies reports whether a time is in the files to the second, in one of the
// zones in which we read and write them.
func dateLies(all, s string) bool {
	for _, local := range []*time.Location{east, time.UTC} {
		for _, in := range []*time.Location{east, time.UTC} {
			if m, ok := when(s, local, in); ok && strings.Contains(all, m.date.String()) {
				return true
			}
		}
	}
	return false
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

// covered reports whether a path, or what it lies in, is in a report. Records
// in a container are told of by their own paths.
func covered(path string, said map[string]bool) bool {
	for p := path; ; {
		for q := p; q != ""; {
			if said[q] {
				return true
			}
			at := strings.LastIndexAny(q, ".[")
			if at < 0 {
				break
			}
			q = q[:at]
		}
		_, rest, ok := strings.Cut(p, "[].")
		if !ok {
			if _, rest, ok = strings.Cut(p, "."); !ok {
				return false
			}
		}
		p = rest
	}
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
