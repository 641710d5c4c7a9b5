package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// beneath reads a file in three system calls, where an os.Root, which goes down
// folder by folder, takes fourteen. The kernel keeps the same promise (openat2(2),
// RESOLVE_BENEATH). Whatever it refuses, the root is asked, which also says why.
type beneath struct {
	rooted
	top *os.File
}

func quick(root *os.Root, f rooted) fs.FS {
	top, err := root.Open(".")
	if err != nil {
		return f
	}
	return beneath{f, top}
}

// open is a descriptor of what has a name, or an error for whatever reason.
func (f beneath) open(name string, flags uint64) (int, error) {
	if !fs.ValidPath(name) {
		return 0, fs.ErrInvalid
	}
	return unix.Openat2(int(f.top.Fd()), name, &unix.OpenHow{Flags: flags | unix.O_CLOEXEC, Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_MAGICLINKS})
}

// ReadFile is the contents of a file.
func (f beneath) ReadFile(name string) ([]byte, error) {
	if data, ok := f.ReadText(name, nil, 1<<40); ok {
		return data, nil
	}
	return f.rooted.ReadFile(name)
}

// ReadText is buf and the contents of a file of at most longest bytes behind it.
func (f beneath) ReadText(name string, buf []byte, longest int64) ([]byte, bool) {
	fd, err := f.open(name, unix.O_RDONLY|unix.O_NONBLOCK)
	if err != nil {
		return nil, false
	}
	defer unix.Close(fd)
	// A file ends where less comes than there is room for, so that most need not be
	// asked for their size.
	for {
		if len(buf) == cap(buf) {
			var info unix.Stat_t
			if err := unix.Fstat(fd, &info); err != nil || info.Mode&unix.S_IFMT != unix.S_IFREG || info.Size > longest {
				return nil, false
			}
			buf = slices.Grow(buf, int(info.Size)+1)
		}
		n, err := unix.Read(fd, buf[len(buf):cap(buf)])
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return nil, false
		}
		if buf = buf[:len(buf)+n]; len(buf) < cap(buf) {
			return buf, true
		}
	}
}

// ReadNames is what is in a folder: the names, and what has them. The root asks for
// the size and time of each.
func (f beneath) ReadNames(name string) ([]fs.DirEntry, error) {
	fd, err := f.open(name, unix.O_RDONLY|unix.O_DIRECTORY)
	if err != nil {
		return f.ReadDir(name)
	}
	// A file system that does not tell what an entry is makes the library ask for it
	// by this name.
	dir := os.NewFile(uintptr(fd), fmt.Sprintf("/proc/self/fd/%d", fd))
	defer dir.Close()
	list, err := dir.ReadDir(-1)
	if err != nil {
		return f.ReadDir(name)
	}
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	entries := make([]dirent, len(list))
	for i, e := range list {
		entries[i] = dirent{e, name, f}
		list[i] = &entries[i]
	}
	return list, nil
}

// A dirent is an entry of a folder that may be closed by now.
type dirent struct {
	fs.DirEntry
	dir string
	f   beneath
}

// Info is what the system tells of the entry now; of a link, of the link itself.
func (e *dirent) Info() (fs.FileInfo, error) { return e.f.Lstat(path.Join(e.dir, e.Name())) }
