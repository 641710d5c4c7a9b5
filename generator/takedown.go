package generator

import (
	"bytes"
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"playbook/generator/picture"
	"playbook/generator/record"
	"playbook/generator/source"
)

// A Trail is what posts can have left in an output or in a cache: the bytes of
// their files, of what was made of them, their addresses and their words.
type Trail struct {
	Media []*source.File // as the content has them

	made  map[source.Digest]string // bytes that are theirs, and where they were
	words []string
	store *picture.Store
}

// TrailOf makes the trail of posts by their names. It looks at the site as a
// preview has it, in which every post is.
func TrailOf(in Input, names []string) *Trail {
	in.Preview, in.Edition = true, ""
	if in.Pictures == nil {
		in.Pictures = picture.NewStore("")
	}
	site, _ := Build(in, nil)
	t := &Trail{made: map[source.Digest]string{}, store: in.Pictures}
	theirs := map[source.Digest]bool{}
	for _, p := range site.linker.leavings() {
		if slices.Contains(names, p.name) {
			t.add(p)
		}
	}
	for _, f := range t.Media {
		theirs[f.Digest] = true
		t.made[f.Digest] = f.Label
	}
	for _, f := range site.Files {
		if of := sourceOf(f); of != nil && theirs[of.Digest] {
			m := f.outcome()
			t.made[m.stamp.Digest] = f.Path
			if m.encoded != (source.Digest{}) {
				t.made[m.encoded] = f.Path // with a credit of other days, or none
			}
		}
	}
	return t
}

// left is what a post leaves, as link knows it.
type left struct {
	name  string
	media []*source.File
	words []string
}

func (t *Trail) add(p left) {
	t.Media = append(t.Media, p.media...)
	t.words = append(t.words, p.words...)
}

// leavings is left for every post.
func (l *linker) leavings() []left {
	var all []left
	for _, t := range l.things {
		if t.kind != record.Posts || t.name == "" {
			continue
		}
		p := left{name: t.name, media: l.mediaFiles(t)}
		if id := t.rec.Post.PostID; len(id) >= 8 {
			p.words = append(p.words, id)
		}
		for _, d := range t.docs {
			if d == nil {
				continue
			}
			for _, passage := range l.docs[d.at].Body.Text {
				p.words = append(p.words, pieces(passage.Text)...)
			}
		}
		p.words = append(p.words, pieces(t.rec.Title)...)
		all = append(all, p)
	}
	return all
}

// A piece of a caption is as much of a line as no markup can stand within, and
// long enough that nobody else says the same by chance.
const pieceHan, pieceLatin = 10, 24

func pieces(text string) []string {
	var list []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\n#@[]<>&\"'*_~`", r) }) {
		part = strings.TrimSpace(part)
		han := 0
		for _, r := range part {
			if unicode.Is(unicode.Han, r) {
				han++
			}
		}
		if han >= pieceHan || utf8.RuneCountInString(part) >= pieceLatin {
			list = append(list, part)
		}
	}
	return list
}

// sourceOf is the file of the content that a file of the output is made of; nil
// for pages.
func sourceOf(f *File) *source.File {
	switch s := f.step.(type) {
	case variant:
		return s.photo.job.File
	case film:
		return s.file
	case verbatim:
		return s.file
	}
	return nil
}

// A Trace is a place where something of a trail still is.
type Trace struct {
	File string // that it is in
	What string // the file whose bytes they are, or the words
}

// Search looks through a folder for traces, and tells how many files there are.
// A folder that is not there has none.
func (t *Trail) Search(dir string) (traces []Trace, files int, err error) {
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		files++
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		of, theirs := t.made[source.DigestBytes(data)]
		if !theirs {
			of, theirs = t.made[source.DigestBytes(picture.Unsigned(data))]
		}
		if theirs && len(data) > 0 {
			traces = append(traces, Trace{name, of})
		}
		if source.IsText(name) {
			for _, w := range t.words {
				if bytes.Contains(data, []byte(w)) {
					traces = append(traces, Trace{name, w})
				}
			}
		}
		return nil
	})
	return traces, files, err
}

// Forget deletes what caches have of the pictures, and tells of how many.
func (t *Trail) Forget() (int, error) {
	var files []source.Digest
	for _, f := range t.Media {
		files = append(files, f.Digest)
	}
	return t.store.Purge(files...)
}

// Digests are the files of the trail and of what was made of them, by name.
func (t *Trail) Digests() []Trace {
	var list []Trace
	for d, name := range t.made {
		list = append(list, Trace{name, d.String()})
	}
	slices.SortFunc(list, func(a, b Trace) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.What, b.What))
	})
	return list
}

// Published is what we wrote into target: the edition, and the digest of every
// file. Without a generation there the edition is "".
func Published(target, state string) (edition string, files map[string]source.Digest, err error) {
	out, err := openOutlet(target, state, osDisk)
	if err != nil {
		return "", nil, err
	}
	defer out.close()
	m, err := out.known(currentManifest)
	if err != nil {
		return "", nil, err
	}
	files = make(map[string]source.Digest, len(m.files))
	for _, f := range m.files {
		files[f.path] = f.digest
	}
	return m.edition, files, nil
}

// An Elsewhere is another output of the same content that shows a post.
type Elsewhere struct {
	Output  string // for people
	Edition string
	Target  string // where it is; "" if that is not known
	Gone    bool   // nothing is there any more

	state string // that is kept of it
}

// Forget deletes what is kept of an output that is gone, the site that it was
// before among it.
func (e Elsewhere) Forget() error { return os.RemoveAll(e.state) }

// ShownElsewhere finds the outputs other than target that were built from here
// and show one of these posts: they must be built again.
func ShownElsewhere(target, state string, names []string) ([]Elsewhere, error) {
	real, err := realPath(target)
	if err != nil {
		return nil, err
	}
	folders, err := os.ReadDir(filepath.Join(state, "targets"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list []Elsewhere
	for _, d := range folders {
		if d.Name() == stateName(state, real) {
			continue
		}
		data, err := os.ReadFile(filepath.Join(state, "targets", d.Name(), currentManifest))
		if err != nil {
			continue // nothing was ever published there
		}
		m, err := decodeManifest(data)
		if err == nil && slices.ContainsFunc(m.shown, func(p ShownPost) bool { return slices.Contains(names, p.Name) }) {
			e := Elsewhere{Edition: m.edition, state: filepath.Join(state, "targets", d.Name())}
			e.Output, _, _ = cutLast(d.Name(), "-")
			key, _ := os.ReadFile(filepath.Join(e.state, targetFile)) // older ones have none
			if e.Target = targetAt(state, string(key)); e.Target != "" {
				e.Output, e.Gone = e.Target, !exists(e.Target)
			}
			list = append(list, e)
		}
	}
	return list, nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
