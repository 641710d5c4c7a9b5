package generator

import (
	"io/fs"
	"testing"
)

func sub(tb testing.TB, files fs.FS, dir string) fs.FS {
	tb.Helper()
	below, err := fs.Sub(files, dir)
	if err != nil {
		tb.Fatal(err)
	}
	return below
}
