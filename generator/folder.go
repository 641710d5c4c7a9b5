package generator

import (
	"io/fs"
	"os"
)

// rooted is what an os.Root is as a file system.
type rooted interface {
	fs.ReadDirFS
	fs.ReadFileFS
	fs.ReadLinkFS
	fs.StatFS
}

// Folder is the file system of root, for reading many small files: nothing leads
// out of it, and its files are read in as few steps as the system knows.
func Folder(root *os.Root) fs.FS {
	f, ok := root.FS().(rooted)
	if !ok {
		return root.FS()
	}
	return quick(root, f)
}
