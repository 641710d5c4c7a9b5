package picture

import (
	"cmp"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"playbook/generator/source"
)

// disk is the folder of a Store: one file for each task that was done, named by
// the digests of the file that it was done with and of the task. Files are written beside their place and renamed, and tested when
// they are read, so that a kill, a full disk or another process cannot make a
// wrong picture: what does not hold is as good as not there. That something
// cannot be kept costs time and nothing else, so nobody is told.
type disk struct{ folder string }

// diskHead begins every file. The number is that of the layout below it.
const diskHead = "playbook picture 2\n"

// A file is its head, the task's digest, a table of fixed size, the digest of all
// that, and the pictures one after the other.
const (
	tableStart = len(diskHead) + 16
	rowSize    = 8 + 16
	maxFiles   = 64
)

func (d disk) name(k key) string {
	hex := k.of.String()
	return filepath.Join(d.folder, hex[:2], hex[2:]+"-"+k.task.String())
}

// purge deletes what came of a file, and reports how much that was.
func (d disk) purge(of source.Digest) (int, error) {
	if d.folder == "" {
		return 0, nil
	}
	hex := of.String()
	names, err := filepath.Glob(filepath.Join(d.folder, hex[:2], hex[2:]+"-*"))
	for _, name := range names {
		err = errors.Join(err, os.Remove(name))
	}
	return len(names), err
}

// load is a task's result and, unless i is negative, its file i.
func (d disk) load(key key, i int) (Result, []byte, bool) {
	if d.folder == "" {
		return Result{}, nil, false
	}
	f, err := os.Open(d.name(key))
	if err != nil {
		return Result{}, nil, false
	}
	r, data, err := d.read(f, key.task, i)
	d.touch(f)
	f.Close()
	if err != nil {
		os.Remove(d.name(key))
		return Result{}, nil, false
	}
	return r, data, true
}

var errDamaged = errors.New("damaged")

func (d disk) read(f *os.File, task source.Digest, i int) (Result, []byte, error) {
	start := make([]byte, tableStart+4)
	if _, err := io.ReadFull(f, start); err != nil {
		return Result{}, nil, err
	}
	n := int(binary.LittleEndian.Uint32(start[tableStart:]))
	if string(start[:len(diskHead)]) != diskHead || source.Digest(start[len(diskHead):tableStart]) != task || n > maxFiles {
		return Result{}, nil, errDamaged
	}
	rest := make([]byte, 16+lookSize+n*rowSize+16)
	if _, err := io.ReadFull(f, rest); err != nil {
		return Result{}, nil, err
	}
	table, sum := rest[:len(rest)-16], rest[len(rest)-16:]
	if source.DigestBytes(append(slices.Clone(start), table...)) != source.Digest(sum) {
		return Result{}, nil, errDamaged
	}
	r := Result{Pixels: source.Digest(table[:16]), Looks: readLooks(table[16:]), Files: make([]Stamp, n)}
	at := int64(len(start) + len(rest))
	for k := range n {
		row := table[16+lookSize+k*rowSize:]
		r.Files[k] = Stamp{int64(binary.LittleEndian.Uint64(row)), source.Digest(row[8:rowSize])}
		if k < i {
			at += r.Files[k].Size
		}
	}
	if i < 0 {
		return r, nil, nil
	}
	if i >= n {
		return Result{}, nil, errDamaged
	}
	data, err := readAt(f, at, r.Files[i])
	return r, data, err
}

// readAt reads a picture and tests it.
func readAt(f *os.File, at int64, s Stamp) ([]byte, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if s.Size < 0 || at+s.Size > info.Size() {
		return nil, errDamaged
	}
	data := make([]byte, s.Size)
	if _, err := f.ReadAt(data, at); err != nil {
		return nil, err
	}
	if source.DigestBytes(data) != s.Digest {
		return nil, errDamaged
	}
	return data, nil
}

// touch notes that a file is of use, at most once an hour.
func (d disk) touch(f *os.File) {
	now := time.Now()
	if info, err := f.Stat(); err == nil && now.Sub(info.ModTime()) > time.Hour {
		_ = os.Chtimes(f.Name(), now, now)
	}
}

// save keeps what came of a task, and reports whether it could.
func (d disk) save(key key, r Result, files [][]byte) bool {
	if d.folder == "" {
		return false
	}
	b := append([]byte(diskHead), key.task[:]...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(r.Files)))
	b = append(b, r.Pixels[:]...)
	b = r.Looks.append(b)
	for _, s := range r.Files {
		b = binary.LittleEndian.AppendUint64(b, uint64(s.Size))
		b = append(b, s.Digest[:]...)
	}
	sum := source.DigestBytes(b)
	return d.write(d.name(key), append([][]byte{append(b, sum[:]...)}, files...)) == nil
}

// tempSuffix marks files that are being written.
const tempSuffix = ".tmp"

func (d disk) write(name string, parts [][]byte) error {
	dir := filepath.Dir(name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, filepath.Base(name)+"-*"+tempSuffix)
	if err != nil {
		return err
	}
	for _, p := range parts {
		if _, err = f.Write(p); err != nil {
			break
		}
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// kept is a file of the folder.
type kept struct {
	name string
	size int64
	used time.Time
}

// trim deletes what was not used for longest until no more than limit bytes are
// left, and what processes that died were writing.
func (d disk) trim(limit int64) {
	var files []kept
	var total int64
	now := time.Now()
	// What cannot be looked at cannot be deleted either.
	_ = filepath.WalkDir(d.folder, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return nil
		}
		info, err := e.Info()
		if err != nil {
			return nil
		}
		if strings.HasSuffix(name, tempSuffix) {
			if now.Sub(info.ModTime()) > time.Hour {
				os.Remove(name)
			}
			return nil
		}
		files = append(files, kept{name, info.Size(), info.ModTime()})
		total += info.Size()
		return nil
	})
	slices.SortFunc(files, func(a, b kept) int { return cmp.Or(a.used.Compare(b.used), cmp.Compare(a.name, b.name)) })
	for _, f := range files {
		if total <= limit {
			return
		}
		if os.Remove(f.name) == nil {
			total -= f.size
		}
	}
}
