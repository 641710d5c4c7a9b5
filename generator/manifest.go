package generator

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"playbook/generator/source"
)

// A manifest is what we wrote into a target: the only files there that we may
// ever replace or delete. It lies in State, so that the output has no file
// that is not the site's.
type manifest struct {
	edition string
	shown   []ShownPost
	files   []written // in order of path
}

// written is one file that we wrote, as it was on disk then.
type written struct {
	path   string
	size   int64
	time   int64 // of modification, in nanoseconds
	digest source.Digest
}

// find returns the file at a path, and false if we did not write one.
func (m *manifest) find(path string) (written, bool) {
	i, ok := slices.BinarySearchFunc(m.files, path, func(w written, p string) int { return cmp.Compare(w.path, p) })
	if !ok {
		return written{}, false
	}
	return m.files[i], true
}

func (m *manifest) has(path string) bool {
	_, ok := m.find(path)
	return ok
}

// untouched reports whether the file below dir is still as we wrote it.
func (w written) untouched(dir string) bool {
	info, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(w.path)))
	return err == nil && info.Mode().IsRegular() && info.Size() == w.size && info.ModTime().UnixNano() == w.time
}

// manifestHead is the first line of a manifest; another version of the format has another.
const manifestHead = "playbook manifest 1"

// encode writes one line per fact. JSON took a third of a second to read for a
// hundred thousand files.
func (m *manifest) encode() []byte {
	b := make([]byte, 0, 256+100*len(m.files))
	b = append(b, manifestHead...)
	b = append(b, "\nedition "...)
	b = strconv.AppendQuote(b, m.edition)
	for _, p := range m.shown {
		b = append(b, "\nshown "...)
		b = append(b, formatInstant(p.Until)...)
		b = append(b, ' ')
		b = strconv.AppendQuote(b, p.Name)
	}
	for _, f := range m.files {
		b = append(b, "\nfile "...)
		b = append(b, f.digest.String()...)
		b = append(b, ' ')
		b = strconv.AppendInt(b, f.size, 10)
		b = append(b, ' ')
		b = strconv.AppendInt(b, f.time, 10)
		b = append(b, ' ')
		b = strconv.AppendQuote(b, f.path)
	}
	return append(b, "\nend\n"...)
}

func formatInstant(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func parseInstant(s string) (time.Time, error) {
	if s == "-" {
		return time.Time{}, nil
	}
	return time.Parse(time.RFC3339Nano, s)
}

// errDamaged is that a manifest is of another version, or cut short when the
// machine lost its power.
var errDamaged = errors.New("damaged")

// decodeManifest reads what encode wrote. What is cut short is an error:
// without the whole list we could take our files for somebody else's.
func decodeManifest(data []byte) (*manifest, error) {
	body, whole := bytes.CutSuffix(data, []byte("\nend\n"))
	lines := strings.Split(string(body), "\n")
	if !whole || lines[0] != manifestHead {
		return nil, errDamaged
	}
	m := &manifest{files: make([]written, 0, len(lines))}
	for i, line := range lines[1:] {
		if err := m.decodeLine(line); err != nil {
			return nil, fmt.Errorf("line %d: %w: %w", i+2, errDamaged, err)
		}
	}
	if !slices.IsSortedFunc(m.files, byPath) {
		slices.SortFunc(m.files, byPath)
	}
	return m, nil
}

func byPath(a, b written) int { return cmp.Compare(a.path, b.path) }

func (m *manifest) decodeLine(line string) (err error) {
	kind, rest, _ := strings.Cut(line, " ")
	switch kind {
	case "edition":
		m.edition, err = strconv.Unquote(rest)
		return err
	case "shown":
		until, name, _ := strings.Cut(rest, " ")
		var p ShownPost
		if p.Until, err = parseInstant(until); err != nil {
			return err
		}
		p.Name, err = strconv.Unquote(name)
		m.shown = append(m.shown, p)
		return err
	case "file":
		w, err := decodeWritten(rest)
		m.files = append(m.files, w)
		return err
	}
	return fmt.Errorf("unknown entry %q", kind)
}

func decodeWritten(rest string) (w written, err error) {
	part := strings.SplitN(rest, " ", 4)
	if len(part) != 4 {
		return w, errors.New("too few fields")
	}
	if w.digest, err = source.ParseDigest(part[0]); err != nil {
		return w, err
	}
	if w.size, err = strconv.ParseInt(part[1], 10, 64); err != nil {
		return w, err
	}
	if w.time, err = strconv.ParseInt(part[2], 10, 64); err != nil {
		return w, err
	}
	w.path, err = strconv.Unquote(part[3])
	return w, err
}

// known is the manifest of that name or, if it is damaged, an empty one: then
// nothing is ours, and nothing will be deleted.
func (o *outlet) known(name string) (*manifest, error) {
	m, err := o.manifest(name)
	if errors.Is(err, errDamaged) {
		return new(manifest), nil
	}
	return m, err
}

// manifest reads one of the manifests in State; without one it is empty.
func (o *outlet) manifest(name string) (*manifest, error) {
	data, err := os.ReadFile(o.file(name))
	if errors.Is(err, fs.ErrNotExist) {
		return new(manifest), nil
	}
	if err != nil {
		return nil, err
	}
	m, err := decodeManifest(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.file(name), err)
	}
	return m, nil
}
