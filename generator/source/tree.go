package source

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// A File is one file of a tree as it was when the tree was read. It is
// immutable; its digest is that of its bytes.
type File struct {
	Name   string // slash path below the tree: "posts/2026/maple/index.md"
	Label  string // as an author knows it: "content/posts/2026/maple/index.md"
	Size   int64
	Digest Digest

	fsys   fs.FS
	data   []byte // of text just read; later readers go to fsys again
	unread bool   // it is a name; nobody looked at the contents
}

// Bytes are the contents. They are read again if they were not kept, and an
// error if they are not what they were when the tree was read.
func (f *File) Bytes() ([]byte, error) {
	switch {
	case f.data != nil:
		return f.data, nil
	case f.unread:
		return f.readNow(nil)
	}
	data, err := fs.ReadFile(f.fsys, f.Name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", f.Label, err)
	}
	if DigestBytes(data) != f.Digest {
		return nil, fmt.Errorf("read %s: the file changed while it was being used", f.Label)
	}
	return data, nil
}

// Append is buf and the contents behind it, for who reads many texts one after
// the other and keeps none.
func (f *File) Append(buf []byte) ([]byte, error) {
	if f.unread {
		return f.readNow(buf)
	}
	data, err := f.Bytes()
	return append(buf, data...), err
}

// readNow is buf and what is there now behind it.
func (f *File) readNow(buf []byte) (data []byte, err error) {
	if IsText(f.Name) {
		data, err = readText(f.fsys, f.Name, buf)
	} else {
		data, err = fs.ReadFile(f.fsys, f.Name)
		data = append(buf, data...)
	}
	if err != nil {
		return buf, fmt.Errorf("read %s: %w", f.Label, err)
	}
	return data, nil
}

// Open streams the contents, for files too large to hold.
func (f *File) Open() (io.ReadCloser, error) {
	if f.data != nil {
		return io.NopCloser(bytes.NewReader(f.data)), nil
	}
	return f.fsys.Open(f.Name)
}

// NewFile is a file that exists only in memory.
func NewFile(name, label string, data []byte) *File {
	if data == nil {
		data = []byte{}
	}
	return &File{Name: name, Label: label, Size: int64(len(data)), Digest: DigestBytes(data), data: data}
}

// A Tree is a folder whose files are read once and again only where they may
// have changed. It is used by one goroutine at a time.
//
// The folder is an fs.FS: of an os.Root on disk, so that no link or ".." leads
// out of it, or a map in a test. Names that begin with "_" or "." are not ours.
type Tree struct {
	fsys  fs.FS
	label string
	known map[string]entry
	dirty map[string]bool // names to look at again; nil means all
	files []*File         // of the last Read, in name order
	bad   []Problem       // of the last Read

	faults    map[string]Problem // of what is known, by name
	forgotten map[string]bool    // what was known before this Read

	names bool // and nothing else is wanted
}

// entry is what the last look at a name saw.
type entry struct {
	size     int64
	modified time.Time
	seen     time.Time
	identity Identity
	file     *File
	problem  *Problem
}

// Identity tells two files of one name apart: an editor that replaces a file
// keeps no inode, and a tool that sets the old time again cannot set that of the
// status. Its fields are zero where the system does not tell.
type Identity struct {
	Inode  uint64
	Status time.Time // when contents, name or permissions changed last
}

// NewTree is the tree of fsys. Label stands before names in problems: "content".
func NewTree(fsys fs.FS, label string) *Tree {
	return &Tree{fsys: fsys, label: label}
}

// Names is a fresh tree of the same folder that looks at names alone: its files
// have no size and no digest, and their Bytes are what is there when one asks.
func (t *Tree) Names() *Tree { return &Tree{fsys: t.fsys, label: t.label, names: true} }

// Look makes the next Read look only at these names (files or folders) and at
// those named since the last Read. Without any Look, Read looks at everything.
func (t *Tree) Look(names ...string) {
	if t.known == nil {
		return
	}
	if t.dirty == nil {
		t.dirty = map[string]bool{}
	}
	for _, n := range names {
		t.dirty[n] = true
	}
}

// LookAll makes the next Read look at everything, whatever Look said.
func (t *Tree) LookAll() { t.dirty = nil }

// Read is the files of the tree in name order, and what could not be read. It
// calls each to run f(0) … f(n-1), at once if each can.
func (t *Tree) Read(each func(n int, f func(int))) ([]*File, []Problem) {
	switch {
	case t.names:
		return t.readNames(each)
	case t.dirty != nil && len(t.dirty) == 0:
		return t.files, t.bad
	}
	var found []found
	if t.dirty == nil {
		found = slices.Concat(t.walk(".", each)...)
	} else {
		found = t.revisit(each)
	}
	entries := make([]entry, len(found))
	each(len(found), func(i int) { entries[i] = t.load(found[i]) })
	t.keep(found, entries)
	return t.files, t.bad
}

// readNames is Read for who wants names alone. It keeps nothing: for a hundred
// thousand files that would take longer than to look.
func (t *Tree) readNames(each func(n int, f func(int))) ([]*File, []Problem) {
	lists := t.walk(".", each)
	files, bad := make([][]*File, len(lists)), make([][]Problem, len(lists))
	each(len(lists), func(i int) { files[i], bad[i] = t.named(lists[i]) })
	all := slices.Concat(files...)
	slices.SortFunc(all, byName)
	return all, Sort(slices.Concat(bad...))
}

// named is the files of names that were found, and what cannot be one.
func (t *Tree) named(list []found) (files []*File, bad []Problem) {
	room := make([]File, len(list))
	files = make([]*File, 0, len(list))
	for i, f := range list {
		if f.entry != nil {
			f = t.look(f.name, f.entry)
		}
		if f.problem != nil {
			bad = append(bad, *f.problem)
		} else if f.name != "" {
			label := t.Label(f.name)
			room[i] = File{Name: label[len(label)-len(f.name):], Label: label, fsys: t.fsys, unread: true}
			files = append(files, &room[i])
		}
	}
	return files, bad
}

func byName(a, b *File) int { return cmp.Compare(a.Name, b.Name) }

// found is a name that a look came upon, not examined yet.
type found struct {
	name    string
	entry   fs.DirEntry
	info    fs.FileInfo
	problem *Problem
}

var (
	msgUnreadable = Message{"cannot be read: {0}", "无法读取：{0}"}
	helpRights    = Message{"check the permissions of the file", "请检查文件权限"}
	msgLink       = Message{"is a link that leads out of the folder or nowhere", "是指向文件夹之外或不存在之处的链接"}
	helpLink      = Message{"put a copy of the file here", "请直接放一份文件"}
	msgDirLink    = Message{"is a link to a folder; only folders themselves are read", "是指向文件夹的链接；只读取真正的文件夹"}
	msgDevice     = Message{"is not a file but a device, pipe or socket", "不是普通文件，而是设备、管道或套接字"}
	helpDevice    = Message{"remove it", "请删除"}
	msgReserved   = Message{"the name cannot exist on Windows", "这个名字在 Windows 上不能使用"}
	helpReserved  = Message{"rename it: avoid con, prn, aux, nul, com1, lpt1, a final dot or space, and any of <>:\"|?*\\", "请改名：避免 con、prn、aux、nul、com1、lpt1，结尾的点或空格，以及 <>:\"|?*\\"}
)

func (t *Tree) problem(name string, key, help Message, args ...string) *Problem {
	return &Problem{Pos: Pos{File: t.Label(name), Line: 1, Col: 1}, Rule: "file", Key: key, Args: args, Help: help}
}

// Label is how authors know a name below the tree.
func (t *Tree) Label(name string) string { return path.Join(t.label, name) }

// walk lists the files below dir, by folder. Nearly all are in order.
func (t *Tree) walk(dir string, each func(n int, f func(int))) [][]found {
	w := walker{t: t, each: each}
	w.walk(dir)
	slices.SortFunc(w.lists, func(a, b []found) int { return cmp.Compare(a[0].name, b[0].name) })
	return w.lists
}

// walker goes down into folders side by side.
type walker struct {
	t     *Tree
	each  func(n int, f func(int))
	mu    sync.Mutex
	lists [][]found // of each folder
}

func (w *walker) walk(dir string) {
	read := func(dir string) ([]fs.DirEntry, error) { return fs.ReadDir(w.t.fsys, dir) }
	if quick, ok := w.t.fsys.(Quick); ok && w.t.names {
		read = quick.ReadNames
	}
	list, err := read(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		w.add([]found{{name: dir, problem: w.t.problem(dir, msgUnreadable, helpRights, cause(err))}})
		return
	}
	all, folders := make([]found, 0, len(list)), []string(nil)
	for _, d := range list {
		if ignored(d.Name()) {
			continue
		}
		name := d.Name()
		if dir != "." {
			name = dir + "/" + name
		}
		if d.IsDir() && !Reserved(d.Name()) {
			folders = append(folders, name)
		} else {
			all = append(all, found{name: name, entry: d})
		}
	}
	if len(all) > 0 {
		w.add(all)
	}
	w.each(len(folders), func(i int) { w.walk(folders[i]) })
}

func (w *walker) add(list []found) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lists = append(w.lists, list)
}

func ignored(base string) bool {
	return strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") || strings.HasSuffix(base, "~")
}

// look examines one directory entry without reading it. What went meanwhile has no
// name.
func (t *Tree) look(name string, d fs.DirEntry) found {
	if Reserved(path.Base(name)) {
		return found{name: name, problem: t.problem(name, msgReserved, helpReserved)}
	}
	if t.names && d.Type().IsRegular() {
		return found{name: name}
	}
	linked := d.Type()&fs.ModeSymlink != 0
	info, err := d.Info()
	if linked {
		info, err = fs.Stat(t.fsys, name)
	}
	switch {
	case err != nil && linked:
		return found{name: name, problem: t.problem(name, msgLink, helpLink)}
	case errors.Is(err, fs.ErrNotExist):
		return found{}
	case err != nil:
		return found{name: name, problem: t.problem(name, msgUnreadable, helpRights, cause(err))}
	case info.IsDir():
		return found{name: name, problem: t.problem(name, msgDirLink, helpLink)}
	case !info.Mode().IsRegular():
		return found{name: name, problem: t.problem(name, msgDevice, helpDevice)}
	}
	return found{name: name, info: info}
}

// revisit looks again at the names that Look was told, and below them.
func (t *Tree) revisit(each func(n int, f func(int))) []found {
	names := make([]string, 0, len(t.dirty))
	for n := range t.dirty {
		names = append(names, n)
	}
	slices.Sort(names)
	t.forgotten = make(map[string]bool, len(names))
	var all []found
	for _, n := range names {
		t.forget(n)
		if slices.ContainsFunc(strings.Split(n, "/"), ignored) && n != "." {
			continue
		}
		info, err := fs.Lstat(t.fsys, n) // which tells a link from what it leads to
		switch {
		case err != nil:
		case info.IsDir():
			for _, list := range t.walk(n, each) {
				all = append(all, list...)
			}
		default:
			all = append(all, found{name: n, entry: fs.FileInfoToDirEntry(info)})
		}
	}
	slices.SortFunc(all, func(a, b found) int { return cmp.Compare(a.name, b.name) })
	return slices.CompactFunc(all, func(a, b found) bool { return a.name == b.name })
}

// forget drops a name and everything below it.
func (t *Tree) forget(name string) {
	for _, n := range append(t.under(name), name) {
		delete(t.known, n)
		delete(t.faults, n)
		t.forgotten[n] = true
	}
}

func (t *Tree) under(dir string) []string {
	if _, isFile := t.known[dir]; isFile {
		return nil
	}
	var names []string
	for n := range t.known {
		if dir == "." || strings.HasPrefix(n, dir+"/") {
			names = append(names, n)
		}
	}
	return names
}

// load reads one file, or takes what the last look had if nothing can have changed.
func (t *Tree) load(f found) entry {
	if f.entry != nil {
		f = t.look(f.name, f.entry)
	}
	if f.problem != nil || f.name == "" {
		return entry{problem: f.problem}
	}
	e := entry{size: f.info.Size(), modified: f.info.ModTime(), seen: time.Now(), identity: IdentityOf(f.info)}
	if last, ok := t.known[f.name]; ok && last.same(e) {
		last.seen = e.seen
		return last
	}
	file := &File{Name: f.name, Label: t.Label(f.name), Size: e.size, fsys: t.fsys}
	var err error
	if IsText(f.name) {
		err = file.readText()
	} else {
		err = file.readThrough()
	}
	if errors.Is(err, fs.ErrNotExist) {
		return entry{}
	}
	if err != nil {
		e.problem = t.problem(f.name, msgUnreadable, helpRights, cause(err))
		return e
	}
	e.file = file
	return e
}

// clockStep is how coarse the time stamps of common file systems are. A file
// changed within it of our look may change again under the same time.
const clockStep = 2 * time.Second

func (e entry) same(now entry) bool {
	return e.file != nil && e.size == now.size && e.identity == now.identity && !e.modified.IsZero() &&
		e.modified.Equal(now.modified) && e.seen.Sub(e.modified) > clockStep && e.seen.Sub(e.identity.Status) > clockStep
}

// IsText reports whether we read files of this name as text and keep them in
// memory while they are parsed.
func IsText(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".yaml", ".yml", ".html", ".css", ".ts", ".js", ".txt", ".vtt", ".json", ".xml":
		return true
	}
	return false
}

func (f *File) readText() error {
	data, err := readText(f.fsys, f.Name, []byte{})
	if err == nil {
		f.data, f.Size, f.Digest = data, int64(len(data)), DigestBytes(data)
	}
	return err
}

// A Quick file system does in fewer steps what an fs.FS does.
type Quick interface {
	// ReadText is buf and the contents of a file behind it; ok is false if it must
	// be read otherwise, which also tells why.
	ReadText(name string, buf []byte, longest int64) (text []byte, ok bool)
	// ReadNames is fs.ReadDir for who wants names alone.
	ReadNames(dir string) ([]fs.DirEntry, error)
}

// readText is buf and a text behind it. What is far too long for one is not read.
func readText(fsys fs.FS, name string, buf []byte) ([]byte, error) {
	const longest = 8 * MaxText
	if quick, ok := fsys.(Quick); ok {
		if text, ok := quick.ReadText(name, buf, longest); ok {
			return text, nil
		}
	}
	if info, err := fs.Stat(fsys, name); err == nil && info.Size() > longest {
		return buf, fmt.Errorf("it has %d bytes, too many for a text", info.Size())
	}
	data, err := fs.ReadFile(fsys, name)
	return append(buf, data...), err
}

func (f *File) readThrough() error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	h := sha256.New()
	n, err := io.Copy(h, r)
	f.Size = n
	f.Digest = Digest(h.Sum(nil)[:16])
	return err
}

// keep remembers what was loaded, and puts the files in order.
func (t *Tree) keep(looked []found, entries []entry) {
	if t.dirty == nil {
		t.known, t.faults, t.files = make(map[string]entry, len(entries)), map[string]Problem{}, nil
	}
	t.dirty = map[string]bool{}
	fresh := make([]*File, 0, len(entries))
	for i, e := range entries {
		if e.file == nil && e.problem == nil {
			continue
		}
		t.known[looked[i].name] = e
		if e.problem != nil {
			t.faults[looked[i].name] = *e.problem
		}
		if e.file != nil {
			fresh = append(fresh, e.file)
		}
	}
	slices.SortFunc(fresh, byName)
	t.files, t.forgotten = t.merge(fresh), nil
	t.bad = Sort(slices.Collect(maps.Values(t.faults)))
}

// merge is the files that this Read looked at and those that it did not, in
// order as both are.
func (t *Tree) merge(fresh []*File) []*File {
	if len(t.files) == 0 {
		return fresh
	}
	all := make([]*File, 0, len(t.files)+len(fresh))
	for _, f := range t.files {
		if t.forgotten[f.Name] {
			continue
		}
		for len(fresh) > 0 && fresh[0].Name < f.Name {
			all, fresh = append(all, fresh[0]), fresh[1:]
		}
		all = append(all, f)
	}
	return append(all, fresh...)
}

// Forget lets go of the bytes of a text once it is parsed; Bytes reads them
// again. Nobody else may use f meanwhile.
func (f *File) Forget() {
	if f.fsys != nil {
		f.data = nil
	}
}

// Reserved reports whether Windows refuses a name for a file or folder.
func Reserved(base string) bool {
	if strings.ContainsAny(base, "<>:\"|?*\\") || strings.HasSuffix(base, ".") || strings.HasSuffix(base, " ") {
		return true
	}
	if strings.ContainsFunc(base, func(r rune) bool { return r < ' ' }) {
		return true
	}
	stem, _, _ := strings.Cut(strings.ToLower(base), ".")
	switch stem {
	case "con", "prn", "aux", "nul":
		return true
	}
	return len(stem) == 4 && (strings.HasPrefix(stem, "com") || strings.HasPrefix(stem, "lpt")) && stem[3] >= '1' && stem[3] <= '9'
}

// cause is an operating system's reason without the path, which the problem has already.
func cause(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
